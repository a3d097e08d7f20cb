"""Whether a claim holds on a day (`as_of`): certainly, possibly, or not (DESIGN §6)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum

from ledger.model.dates import Bounds, moment
from ledger.model.facts import Nature
from ledger.project.claims import Claim
from ledger.project.slots import Member, Slot

_DAY = timedelta(days=1)


class Validity(StrEnum):
    CERTAIN = "certain"
    POSSIBLE = "possible"


def validity(member: Member, slot: Slot, slots: Sequence[Slot], day: date) -> Validity | None:
    """How the member holds on `day`; `None` if it does not.

    A happening counts from its date on; a state from its date until a later-dated state that differs
    in nothing but deal and date; flows and forecasts are shown for every period. With imprecise dates
    all that can be said may be "possibly". An undated claim is possible before its publication and
    certain after it.
    """
    claim = member.claim
    if claim.rules.nature is Nature.FLOW or claim.fact["forecast"]:
        return Validity.CERTAIN
    begun = _begun(claim, day)
    if begun is None:
        return None
    ended = _ended(claim, slot, slots, day) if claim.rules.nature is Nature.STATE else None
    if ended is Validity.CERTAIN:
        return None
    return Validity.CERTAIN if begun is Validity.CERTAIN and ended is None else Validity.POSSIBLE


def _begun(claim: Claim, day: date) -> Validity | None:
    when = claim.when
    if when.lower is None and when.upper is None:
        return Validity.CERTAIN if day >= moment(claim.known_at).date() else Validity.POSSIBLE
    if when.lower is not None and when.lower > day:
        return None
    certain = when.upper is not None and when.upper - _DAY <= day
    return Validity.CERTAIN if certain else Validity.POSSIBLE


def _ended(claim: Claim, slot: Slot, slots: Sequence[Slot], day: date) -> Validity | None:
    """Whether a later-dated state that is alike in all but deal and date has taken the claim's place.

    Certainly, if it is later whatever the days behind imprecise dates are, and has certainly begun;
    possibly, if it may be later and may have begun. Undated states end nothing, and are ended by nothing.
    """
    own = claim.when
    if own.lower is None and own.upper is None:
        return None
    found: Validity | None = None
    for other in slots:
        if other is slot or other.key.succession != slot.key.succession:
            continue
        for successor in other.members:
            ended = _ended_by(own, successor.claim, day)
            if ended is Validity.CERTAIN:
                return ended
            found = found or ended
    return found


def _ended_by(own: Bounds, successor: Claim, day: date) -> Validity | None:
    theirs = successor.when
    if theirs.lower is None and theirs.upper is None:
        return None
    if own.upper is not None and theirs.lower is not None and theirs.lower >= own.upper:
        return _begun(successor, day)
    # Overlapping dates: the successor's last possible day, up to the day asked about, against our first.
    last = day if theirs.upper is None else min(theirs.upper - _DAY, day)
    may_have_begun = theirs.lower is None or theirs.lower <= day
    return Validity.POSSIBLE if may_have_begun and (own.lower is None or last > own.lower) else None
