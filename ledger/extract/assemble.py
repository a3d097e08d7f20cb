"""From drafts to facts: modality, attribution, time, deals, and one fact for what is stated twice."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ledger.extract import attribution, modality
from ledger.extract.drafts import Draft, ends
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.modality import Modality
from ledger.extract.money import Money
from ledger.extract.periods import When
from ledger.model.errors import InvalidFact
from ledger.model.facts import Certainty, FactBase, Polarity, Stage, last_named, parse_fact

#: A fact that the reader is less sure of than this is not reported.
THRESHOLD = 0.5
_FLOWS = {"revenue", "capex", "order_book"}
_CAPITAL = {"funding_round", "investment", "stake", "valuation"}
#: A fact keeps this many passages; a text that repeats itself for ever must not cost for ever.
_PASSAGES = 20
#: A fact can only belong to one of the latest deals of its company.
_RECENT = 24
_SOFT = {Stage.TALKS, Stage.CONSIDERED}


@dataclass(slots=True)
class Reported:
    """A draft with all that its fact needs, ready to be merged with others."""

    draft: Draft
    modality: Modality
    sources: attribution.Sources
    when: When | None
    duration: str | None
    spans: list[tuple[int, int]]
    deal: str | None = None
    date: str | None = None
    round: str | None = None
    #: The clauses that state it.
    clauses: list[int] = field(default_factory=list)


def report(draft: Draft, lx: Lexicon, publisher: str | None, published: date | None) -> Reported:
    """The draft with what its own clause says about it."""
    found = modality.read(draft, lx)
    sources = attribution.read(draft.clause, lx, publisher)
    if draft.denied_by is not None:
        found.polarity = Polarity.NEGATIVE
        sources = attribution.with_denier(sources, draft.denied_by)
    if sources.unnamed_only and draft.kind not in _FLOWS and found.stage in _SOFT:
        found.certainty = Certainty.HEDGED
    when, duration = _time(draft, lx)
    reported = Reported(
        draft, found, sources, when, duration, [ends(draft)], round=draft.round, clauses=[draft.clause.index]
    )
    if when is not None and draft.kind in _FLOWS and _ends_there(draft, when, lx):
        reported.when = when  # "the year to March": the end of a period is not the period
    elif when is not None and draft.kind in _FLOWS and when.relative and when.relative[0] == "earlier":
        reported.when = when  # "up from M a year earlier" may be a quarter's figure as well as a year's
    elif when is not None:
        future = found.forecast or found.stage in _SOFT
        reported.date = when.resolve(published, future=future)
        if when.deadline and draft.kind in _FLOWS:
            found.forecast = True
        _foresee(reported, published)
    return reported


def _foresee(reported: Reported, published: date | None) -> None:
    """A figure for a year after that of publication is a forecast, whatever the verb."""
    if published and reported.date and reported.draft.kind in _FLOWS and reported.date[:4].isdigit():
        year = int(reported.date[:4])
        reported.modality.forecast = year > published.year or (reported.modality.forecast and year == published.year)


def _time(draft: Draft, lx: Lexicon) -> tuple[When | None, str | None]:
    """The time and the length that go with the figure: the nearest ones in its part of the clause."""
    nodes = draft.clause.nodes
    anchor = max((i for i in draft.nodes if nodes[i].money or nodes[i].percent), default=draft.trigger.start)
    best: tuple[float, When] | None = None
    duration: str | None = None
    for i, node in enumerate(nodes):
        if node.when is None:
            continue
        low, high = min(i, anchor), max(i, anchor)
        between = nodes[low + 1 : high]
        figures = sum(1 for n in between if n.money and not n.money.conversion)
        distance = len(between) + 8 * figures + (3 if i < anchor else 0) + 4 * sum(n.low in {";", ":"} for n in between)
        if node.when.unit == "duration":
            if distance <= 8 and duration is None:
                duration = node.when.duration
            continue
        if draft.kind in _FLOWS and figures and i < anchor and _other_time_after(nodes, anchor):
            continue
        if i and nodes[i - 1].low in lx.since:
            continue
        if _apart(draft, nodes, i, anchor, lx):
            continue
        if distance <= 22 and not (figures and i > anchor) and (best is None or distance < best[0]):
            best = (distance, node.when)
    return (best[1] if best else None), duration


def _ends_there(draft: Draft, when: When, lx: Lexicon) -> bool:
    """Whether a time is only where a period ends ("the year that ended in January", "clos fin mars 2025")."""
    k = next(i for i, n in enumerate(draft.clause.nodes) if n.when is when)
    lows = draft.clause.lows
    return bool({*lows[max(0, k - 1) : k]} & lx.until or {*lows[max(0, k - 3) : k - 1]} & (lx.until - lx.to_words))


def _apart(draft: Draft, nodes: list[Any], i: int, anchor: int, lx: Lexicon) -> bool:
    """Whether a time belongs to another part of the clause: to an aside, or to what follows a comma."""
    if i > anchor:
        border = next((k for k in range(anchor + 1, i) if nodes[k].low in lx.and_ | {","}), None)
        return border is not None and i - border > 3
    commas = [k for k in range(i + 1, min(draft.trigger.start, anchor)) if nodes[k].low == ","]
    if not commas:
        return False
    # "Founded in 2020, the company raised": the time goes with the participle that opens the aside.
    start = next((k + 1 for k in range(i - 1, -1, -1) if nodes[k].low == ","), 0)
    words = [n for n in nodes[start:i] if n.low not in lx.prepositions and n.low not in lx.articles]
    return bool(words)


def _other_time_after(nodes: list[Any], anchor: int) -> bool:
    return any(n.when and n.when.unit != "duration" for n in nodes[anchor + 1 : anchor + 4])


def merge(reports: list[Reported]) -> list[Reported]:
    """One report for each fact: a figure stated again adds a passage, its parties and its sources."""
    kept: list[Reported] = []
    alike: defaultdict[object, list[Reported]] = defaultdict(list)
    for item in reports:
        twin = next((k for key in _keys(item) for k in alike[key] if _same(k, item)), None)
        if twin is None:
            kept.append(item)
            for key in _keys(item):
                if len(alike[key]) < _PASSAGES:
                    alike[key].append(item)
            continue
        if len(twin.spans) >= _PASSAGES:
            continue
        twin.clauses += item.clauses
        twin.spans += [span for span in item.spans if span not in twin.spans]
        known = {p.entity.name: p for p in twin.draft.parties}
        for party in item.draft.parties:
            if party.role == "lead investor" and party.entity.name in known:
                known[party.entity.name].role = party.role
        twin.draft.parties += [p for p in item.draft.parties if p.entity.name not in known]
        names = {last_named(chain) for chain in twin.sources.chains}
        twin.sources = replace(
            twin.sources, chains=[*twin.sources.chains, *(c for c in item.sources.chains if last_named(c) not in names)]
        )
        if twin.draft.clause.sentence.heading and item.draft.money is not None:
            twin.draft.money = item.draft.money  # a headline rounds what the text qualifies
        if item.modality.certainty is Certainty.HEDGED:
            twin.modality.certainty = Certainty.HEDGED
        if item.modality.stage in _SOFT or twin.modality.stage is None:
            twin.modality.stage = item.modality.stage
        twin.modality.forecast |= item.modality.forecast
        twin.draft.confidence = max(twin.draft.confidence, item.draft.confidence)
        twin.round = twin.round or item.round
        twin.date = twin.date or item.date
        twin.when = twin.when or item.when
        twin.duration = twin.duration or item.duration
        twin.draft.basis = twin.draft.basis or item.draft.basis
    return kept


def _keys(item: Reported) -> list[object]:
    """What two reports of one fact share, so that only such are compared: the figure, or else the company."""
    kind = "raised" if item.draft.kind in {"investment", "funding_round"} else item.draft.kind
    money = item.draft.money
    keys: list[object] = [(kind, money and (money.low, money.high), item.draft.percent)]
    if kind in {"acquisition", "contract"}:
        keys.append((kind, item.draft.company.name))
    return keys


def _same(a: Reported, b: Reported) -> bool:  # noqa: PLR0911 - one reason to differ per line
    kinds = {a.draft.kind, b.draft.kind}
    if len(kinds) > 1 and kinds != {"investment", "funding_round"}:
        return False
    if a.draft.company != b.draft.company and not (a.draft.kind == "partnership" and _members(a) == _members(b)):
        return False
    if a.modality.polarity != b.modality.polarity or (
        a.draft.previous != b.draft.previous and a.draft.kind != "valuation"
    ):
        return False
    if a.date and b.date and a.date[:4] != b.date[:4] and a.draft.kind in _FLOWS:
        return False
    one, two = {p.entity.name for p in a.draft.parties}, {p.entity.name for p in b.draft.parties}
    if (
        a.draft.kind in {"partnership", "contract", "stake", "acquisition", "investment"}
        and one
        and two
        and not one & two
    ):
        return False
    if a.draft.money is None and b.draft.money is None:
        return a.draft.percent == b.draft.percent
    if a.draft.money is None or b.draft.money is None:
        # A purchase told once with its price and once without is one purchase.
        return a.draft.kind in {"acquisition", "contract"} and a.draft.percent == b.draft.percent
    m, n = a.draft.money, b.draft.money
    return (m.low, m.high) == (n.low, n.high) and (m.currency == n.currency or not (m.currency and n.currency))


def label_deals(reports: list[Reported]) -> None:
    """Give facts of one transaction one label. What was before ("up from") belongs to none."""
    rounds: dict[str, list[tuple[str, Reported]]] = {}
    counter = 0
    for item in reports:
        if item.draft.previous or item.draft.kind in _FLOWS:
            continue
        if item.draft.kind not in _CAPITAL:
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
    if {a.modality.stage, b.modality.stage} & _SOFT and Stage.COMPLETED in {a.modality.stage, b.modality.stage}:
        return True
    if a.draft.kind in sums and b.draft.kind in sums:
        m, n = a.draft.money, b.draft.money
        overlap = m and n and m.low <= n.high and n.low <= m.high
        # One investor's part of a round is of that round.
        part = a.draft.kind != b.draft.kind and _distance(a, b) <= 2 and _is_part(a, b)
        return not overlap and not part
    return a.draft.kind == b.draft.kind == "valuation" or (
        a.draft.kind == b.draft.kind == "stake" and _holders(a) == _holders(b)
    )


def _is_part(a: Reported, b: Reported) -> bool:
    """Whether an investment can be a part of a round: it is not larger."""
    own, whole = (a, b) if a.draft.kind == "investment" else (b, a)
    return own.draft.money is None or whole.draft.money is None or own.draft.money.low <= whole.draft.money.high


def _distance(a: Reported, b: Reported) -> int:
    return min(abs(m - n) for m in a.clauses for n in b.clauses)


def _members(item: Reported) -> set[str]:
    return {item.draft.company.name} | _holders(item)


def _holders(item: Reported) -> set[str]:
    return {p.entity.name for p in item.draft.parties}


def share_status(reports: list[Reported]) -> None:
    """A valuation and a stake take the status of the transaction that sets them."""
    leading = {r.deal or "": r for r in reversed(reports) if r.deal and r.draft.kind in {"funding_round", "investment"}}
    for item in reports:
        lead = leading.get(item.deal or "")
        if lead is None or item is lead or item.draft.kind not in {"valuation", "stake"}:
            continue
        if item.modality.stage is None:
            item.modality.stage = lead.modality.stage
        if lead.modality.certainty is Certainty.HEDGED and lead.draft.clause is item.draft.clause:
            item.modality.certainty = Certainty.HEDGED
        if (
            not item.sources.chains
            and lead.draft.clause.index + 1 >= item.draft.clause.index >= lead.draft.clause.index
            and (lead.modality.stage in _SOFT)
        ):
            item.sources = lead.sources


def fact(item: Reported, text: str, language: str) -> FactBase | None:
    """The fact of a report, or `None` where the model refuses it (a misreading beyond what a kind allows)."""
    draft, mode = item.draft, item.modality
    if draft.confidence < THRESHOLD:
        return None
    spans = list(dict.fromkeys(item.spans))
    quotes = [text[start:end] for start, end in spans]
    flow = draft.kind in _FLOWS
    when = item.when
    data: dict[str, Any] = {
        "kind": draft.kind,
        "company": draft.company.name,
        "company_as_written": draft.written,
        "counterparties": [{"name": p.entity.name, "role": p.role, "as_written": p.written} for p in draft.parties],
        "amount": amount(draft.money, text),
        "percent": draft.percent,
        "basis": draft.basis,
        "period": item.date if flow else None,
        "date": item.date if not flow else None,
        "date_as_written": text[when.start : when.end] if when else None,
        "duration": item.duration,
        "deal": item.deal,
        "round": item.round,
        "previous": draft.previous,
        "stage": mode.stage,
        "certainty": mode.certainty,
        "polarity": mode.polarity,
        "forecast": mode.forecast,
        "attribution": item.sources.chains,
        "quotes": quotes,
        "spans": spans,
        "language": language,
        "confidence": round(draft.confidence, 2),
    }
    if draft.percent is not None:
        data |= {"percent_qualifier": draft.percent_qualifier, "percent_verbatim": draft.percent_written}
    try:
        return parse_fact(data)
    except InvalidFact:
        return None


def amount(money: Money | None, text: str) -> dict[str, Any] | None:
    """The amount as the model has it, with the characters it was read from."""
    if money is None:
        return None
    shared = {"currency": money.currency, "qualifier": money.qualifier, "verbatim": text[money.start : money.end]}
    if money.low != money.high:
        return {"low": money.low, "high": money.high, **shared}
    return {"value": money.low, **shared}
