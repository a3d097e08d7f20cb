"""Which facts are of one transaction, and what its status says of each."""

from __future__ import annotations

from ledger.extract.assemble import CAPITAL, DEALS, FLOWS, SOFT, Reported, holders
from ledger.model.facts import Certainty, Stage

#: A fact can only belong to one of the latest deals of its company.
_RECENT = 24


def label_deals(reports: list[Reported]) -> None:
    """Give facts of one transaction one label. What was before ("up from") belongs to none."""
    rounds: dict[str, list[tuple[str, Reported]]] = {}
    counter = 0
    for item in reports:
        if item.draft.previous or item.draft.kind in FLOWS or item.draft.kind not in DEALS:
            continue
        if item.draft.kind not in CAPITAL:
            counter += 1
            item.deal = f"d{counter}"
            continue
        mine = rounds.setdefault(item.draft.company.name, [])
        match = _deal_of(item, mine)
        if match is None:
            counter += 1
            match = f"d{counter}"
        item.deal = match
        mine.append((match, item))


def _deal_of(item: Reported, earlier: list[tuple[str, Reported]]) -> str | None:
    """The label of an earlier fact about the same transaction: nearby in the text, and not at odds with it."""
    sums = {"funding_round", "investment"}
    recent = earlier[-_RECENT:]
    for label, other in reversed(recent):
        group = [o for known, o in recent if known == label]
        apart = _distance(other, item)
        if apart > 3 or any(_at_odds(item, o, sums) for o in group):
            continue
        return label
    return None


def _at_odds(a: Reported, b: Reported, sums: set[str]) -> bool:
    if a.round and b.round and a.round != b.round:
        return True
    if a.date and b.date and a.date[:4] != b.date[:4]:
        return True
    if a.modality.polarity != b.modality.polarity:
        return True
    if {a.modality.stage, b.modality.stage} & SOFT and Stage.COMPLETED in {a.modality.stage, b.modality.stage}:
        return True
    if a.draft.kind in sums and b.draft.kind in sums:
        m, n = a.draft.money, b.draft.money
        overlap = m and n and m.low <= n.high and n.low <= m.high
        # One investor's part of a round is of that round.
        part = a.draft.kind != b.draft.kind and _distance(a, b) <= 2 and _is_part(a, b)
        return not overlap and not part
    return a.draft.kind == b.draft.kind == "valuation" or (
        a.draft.kind == b.draft.kind == "stake" and holders(a) == holders(b)
    )


def _is_part(a: Reported, b: Reported) -> bool:
    """Whether an investment can be a part of a round: it is not larger."""
    own, whole = (a, b) if a.draft.kind == "investment" else (b, a)
    return own.draft.money is None or whole.draft.money is None or own.draft.money.low <= whole.draft.money.high


def share_status(reports: list[Reported]) -> None:
    """A valuation and a stake take the status of the transaction that sets them."""
    leading = {r.deal or "": r for r in reversed(reports) if r.deal and r.draft.kind in {"funding_round", "investment"}}
    listed = {r.draft.company.name: r for r in reports if r.draft.kind == "listing" and r.modality.stage in SOFT}
    for item in reports:
        offer = listed.get(item.draft.company.name)
        near = offer is not None and 0 <= item.draft.clause.index - offer.draft.clause.index <= 1
        if offer is not None and near and item.draft.kind == "valuation" and not item.sources.chains:
            item.sources = offer.sources
    for item in reports:
        lead = leading.get(item.deal or "")
        if lead is None or item is lead or item.draft.kind not in {"valuation", "stake"}:
            continue
        soft = lead.modality.stage in SOFT and item.modality.stage is Stage.AGREED
        if item.modality.stage is None or soft:
            item.modality.stage = lead.modality.stage
        if lead.modality.certainty is Certainty.HEDGED and lead.draft.clause is item.draft.clause:
            item.modality.certainty = Certainty.HEDGED
        if (
            not item.sources.chains
            and lead.draft.clause.index + 1 >= item.draft.clause.index >= lead.draft.clause.index
            and (lead.modality.stage in SOFT)
        ):
            item.sources = lead.sources


def _distance(a: Reported, b: Reported) -> int:
    return min(abs(m - n) for m in a.clauses for n in b.clauses)
