"""What a subscriber is sent: the same bytes under the same id whenever the same position is told.

A message is about one position and holds everything that the subscriber is told of it. Claims are shown as
`deal-ledger claims --json` shows them, as they stood at that position.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from ledger.alert.matching import Match
from ledger.alert.watching import Found
from ledger.model.canonical import digest, to_json
from ledger.model.conditions import What
from ledger.model.dates import iso
from ledger.model.text import printable
from ledger.project.assemble import Picture
from ledger.project.claims import Standing
from ledger.project.slots import Slot
from ledger.project.subscriptions import Subscription
from ledger.query import shapes
from ledger.store import registry

Row = dict[str, Any]

ALERT, TEST = "alert.raised", "alert.test"
#: A slot's claims are shown up to this number, so that a message stays small; `claim_count` has them all.
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Message:
    """A message about a position, ready to be signed."""

    id: str
    seq: int
    row: Row

    @property
    def body(self) -> bytes:
        return to_json(self.row).encode()


def message_id(subscription: Subscription, seq: int, event_hash: str) -> str:
    """Stable for what a subscription says and a position. The event's hash tells two logs apart that share a past,
    such as one that was restored from a backup and went on otherwise."""
    parts = (subscription.name, str(subscription.seq), str(seq), event_hash)
    return f"msg_{digest(*(part.encode() for part in parts))[:32]}"


def render(conn: Connection, subscription: Subscription, found: Found) -> Message:
    """The message about an event."""
    event = found.event
    names = registry.names(conn, _entities(found), event.seq)
    row = {
        "type": ALERT,
        "timestamp": iso(event.recorded_at),
        "data": {
            "subscription": subscription.name,
            "position": event.seq,
            "event": event.type,
            "reason": event.payload.get("reason"),
            "alerts": [_alert(one, names) for one in found.matches],
        },
    }
    return Message(message_id(subscription, event.seq, event.hash), event.seq, row)


def trial(subscription: Subscription, at: int) -> Message:
    """A message that only says that messages arrive."""
    row = {"type": TEST, "timestamp": iso(at), "data": {"subscription": subscription.name, "alerts": []}}
    return Message(f"msg_test_{digest(subscription.name.encode(), str(at).encode())[:27]}", 0, row)


def title(alert: Row) -> str:
    """One line on an alert, for people."""
    what: What = alert["what"]
    if alert["claim"] is not None:
        said = f"{alert['company_name']}: {alert['kind'].replace('_', ' ')}{_figure(alert['claim'])}"
        source = alert["claim"]["publisher"] or "an unknown publisher"
        words = {"fact": "", "denial": "Denied: ", "correction": "Corrected: ", "retraction": "Retracted: "}[what]
        return printable(f"{words}{said}, {source}")
    rivals = " against ".join(dict.fromkeys(_figure(claim).lstrip() for claim in alert["slot"]["claims"])).strip()
    words = "Conflict" if what == "conflict" else f"Now {alert['slot']['agreement']}"
    return printable(f"{words}: {alert['company_name']}, {alert['kind'].replace('_', ' ')}, {rivals or 'no figure'}")


def _alert(one: Match, names: dict[str, str]) -> Row:
    def name(entity_id: str) -> str:
        return names.get(entity_id, entity_id)

    claim = None if one.standing is None else shapes.claim(one.standing, one.picture, name)
    ended = None if one.ended is None or one.ended is one.standing else one.ended.claim
    company_id = claim["company_id"] if claim else one.picture.company_id
    return {
        "what": one.what,
        "when": str(one.when),
        "company_id": company_id,
        "company_name": name(company_id),
        "kind": claim["kind"] if claim else one.slot.kind if one.slot else None,
        "claim": claim,
        "corrected": None if ended is None else shapes.fact(ended.fact) | {"claim_id": ended.claim_id},
        "agreement_before": one.agreement_before,
        "slot": None if one.slot is None else _slot(one.slot, one.picture, name),
    }


def _slot(slot: Slot, shown: Picture, name: shapes.Namer) -> Row:
    key = slot.key
    return {
        "slot_id": key.slot_id,
        "question": key.question,
        "counterparties": [{"id": party, "name": name(party)} for party in key.parties],
        "deal_id": key.deal_id,
        "basis": key.basis,
        "unit": key.unit,
        "agreement": slot.agreement.value,
        "low": slot.low,
        "high": slot.high,
        "roots": list(slot.roots),
        "claim_count": len(slot.current),
        "claims": [shapes.claim(shown.standing[m.claim.claim_id], shown, name) for m in slot.current[:SHOWN]],
    }


def _entities(found: Found) -> set[str]:
    """The entities that the message names."""
    ids: set[str] = set()
    for one in found.matches:
        standings: list[Standing] = [] if one.standing is None else [one.standing]
        if one.slot is not None:
            ids |= {one.picture.company_id, *one.slot.key.parties}
            standings += [one.picture.standing[m.claim.claim_id] for m in one.slot.current[:SHOWN]]
        ids |= {one.picture.identity.of(standing.claim.company_id) for standing in standings}
    return ids


def _figure(claim: Row) -> str:
    """A claim's figure in a few characters, with a blank before it; nothing where there is none."""
    amount, percent = claim["amount"], claim["percent"]
    if amount is not None and (percent is None or claim["kind"] != "stake"):
        ends = [amount["value"]] if amount["value"] is not None else [amount["low"], amount["high"]]
        number = " to ".join(f"{Decimal(end):,f}" for end in ends)
        currency = f" {amount['currency']}" if amount["currency"] else ""
        return f" {_HEDGES.get(amount['qualifier'], '')}{number}{currency}"
    return "" if percent is None else f" {_HEDGES.get(claim['percent_qualifier'], '')}{Decimal(percent):f} %"


_HEDGES = {
    "about": "about ",
    "at_least": "at least ",
    "at_most": "at most ",
    "over": "more than ",
    "under": "less than ",
}
