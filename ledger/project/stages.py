"""The stages that a deal has gone through, as far as they are reported (DESIGN §3, §5.2)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from ledger.model.dates import moment
from ledger.project.claims import Claim

#: How far a deal can come, and how it can end.
PROGRESS = ("considered", "talks", "agreed", "completed")
ABANDONED = "abandoned"
STAGES = (*PROGRESS, ABANDONED)
_SETTLED = ("agreed", "completed")


def reached(claims: Iterable[Claim], day: date | None = None) -> list[Claim]:
    """The claims that say which stage the deal had come to, by the day if one is given; denials say none."""
    return [c for c in claims if c.fact["stage"] and not c.denial and (day is None or _begun(c, day))]


def stages(some: Iterable[Claim]) -> list[Claim]:
    """The first claim of each stage, in the order in which the stages were reached."""
    first: dict[str, Claim] = {}
    for claim in sorted(some, key=lambda c: (begins(c), c.known_at, c.seq)):
        first.setdefault(claim.fact["stage"], claim)
    return sorted(first.values(), key=lambda c: (begins(c), STAGES.index(c.fact["stage"])))


def stage(some: Iterable[Claim]) -> str | None:
    """Where the deal stands: as far as it has come, or abandoned, if nothing was agreed after that.

    A late report of an earlier stage does not turn the deal back.
    """
    claims = list(some)
    left = [begins(c) for c in claims if c.fact["stage"] == ABANDONED]
    if left and not any(c.fact["stage"] in _SETTLED and begins(c) > max(left) for c in claims):
        return ABANDONED
    return max((c.fact["stage"] for c in claims if c.fact["stage"] != ABANDONED), key=PROGRESS.index, default=None)


def begins(claim: Claim) -> date:
    """Where it stands among others in time: its first day, or else its last, or the day of its publication."""
    when = claim.when
    return when.lower or (when.upper - timedelta(days=1) if when.upper else moment(claim.known_at).date())


def _begun(claim: Claim, day: date) -> bool:
    return claim.when.lower is None or claim.when.lower <= day
