"""From drafts to facts: modality, attribution, time, deals, and one fact for what is stated twice."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from ledger.extract import attribution, confidence, modality
from ledger.extract.drafts import Draft, ends
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.modality import Modality
from ledger.extract.money import Money
from ledger.extract.periods import When, shifted
from ledger.extract.phrases import table_of
from ledger.model.errors import InvalidFact
from ledger.model.facts import Certainty, FactBase, Polarity, Stage, last_named, parse_fact

#: What a frame doubts more than this is no fact.
THRESHOLD = 0.5
FLOWS = {"revenue", "capex", "order_book", "profit_loss"}
CAPITAL = {"funding_round", "investment", "stake", "valuation"}
#: A fact keeps this many passages; a text that repeats itself for ever must not cost for ever.
_PASSAGES = 20
#: Kinds whose facts are of a transaction.
DEALS = {*CAPITAL, "acquisition", "listing", "debt", "partnership", "contract"}
_MOVES = {"appointment", "departure", "compensation", "role"}
_RAISES = {"investment", "funding_round", "debt", "contract"}
SOFT = {Stage.TALKS, Stage.CONSIDERED}


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
    sources = attribution.read(draft.clause, lx, publisher, _anchor(draft), draft.trigger.start)
    if draft.dropped:
        found.stage = Stage.ABANDONED
    if draft.denied_by is not None:
        found.polarity = Polarity.NEGATIVE
        sources = attribution.with_denier(sources, draft.denied_by)
    if sources.unnamed_only and draft.kind not in FLOWS and found.stage in SOFT:
        found.certainty = Certainty.HEDGED
    when, duration = _time(draft, lx)
    reported = Reported(
        draft, found, sources, when, duration, [ends(draft)], round=draft.round, clauses=[draft.clause.index]
    )
    if when is not None and draft.kind in FLOWS and _ends_there(draft, when, lx):
        reported.when = when  # "the year to March": the end of a period is not the period
    elif when is not None and draft.kind in FLOWS and when.relative and when.relative[0] in {"earlier", "this"}:
        reported.when = when  # "up from M a year earlier" may be a quarter's figure as well as a year's
    elif when is not None:
        future = found.forecast or found.stage in SOFT
        reported.date = when.resolve(published, future=future)
        if when.deadline and draft.kind in FLOWS:
            found.forecast = True
        _foresee(reported, published)
    return reported


def _anchor(draft: Draft) -> int:
    """The node that a draft stands or falls with: its figure, else its trigger."""
    nodes = draft.clause.nodes
    return max((i for i in draft.nodes if nodes[i].money or nodes[i].percent), default=draft.trigger.start)


def inherit(reports: list[Reported], spoken: list[tuple[int, str, str]]) -> None:
    """Flows of one sentence share its period, and "a year earlier" is counted from it.

    `spoken` are the quarters and halves that the text names: (clause index, unit, EDTF).
    """
    by_clause: defaultdict[int, list[Reported]] = defaultdict(list)
    for item in reports:
        if item.draft.kind in FLOWS:
            by_clause[item.draft.clause.index].append(item)
    last: Reported | None = None
    for index, group in sorted(by_clause.items(), key=lambda pair: pair[0]):
        for item in group:
            if item.when is not None and item.when.relative and item.when.relative[0] == "this":
                item.date = _spoken_of(item.when, index, spoken)
        years = {item.date for item in group if item.date and not item.draft.previous}
        if not years and last is not None and last.date and _follows(last, group[0]):
            years = {last.date}
        if len(years) == 1 and (year := years.pop()):
            for item in group:
                if item.date or item.modality.forecast:
                    continue
                relative = item.when.relative if item.when else None
                if item.when is None and not item.draft.previous:
                    item.date = year
                elif relative and relative[0] == "earlier":
                    item.date = shifted(year, -1)
        last = next(
            (item for item in group if item.date and not item.draft.previous and not item.modality.forecast), None
        )


def _follows(last: Reported, item: Reported) -> bool:
    """Whether a flow is told in the sentence after another one of the same company, in one paragraph."""
    one, two = last.draft, item.draft
    near = two.clause.index - one.clause.index == 1 and one.clause.sentence.block == two.clause.sentence.block
    return near and one.company == two.company and not two.clause.sentence.heading


def _spoken_of(when: When, index: int, spoken: list[tuple[int, str, str]]) -> str | None:
    """What "the quarter", "the period" or "the full year" means: the one that the text spoke of last."""
    assert when.relative is not None
    for place, unit, edtf in reversed(spoken):
        if place > index:
            continue
        if when.relative[1] == 12:
            return edtf[-7:-3] if "/" in edtf else edtf[:4]
        if when.relative[1] == 0 or unit == when.unit:
            return edtf
    return None


def _foresee(reported: Reported, published: date | None) -> None:
    """A figure for a year after that of publication is a forecast, whatever the verb."""
    if published and reported.date and reported.draft.kind in FLOWS and reported.date[:4].isdigit():
        year = int(reported.date[:4])
        begins = year - (reported.when is not None and reported.when.fiscal)
        running = published.year in {year, begins}
        reported.modality.forecast = begins > published.year or (reported.modality.forecast and running)


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
        if draft.kind in FLOWS and figures and i < anchor and _other_time_after(nodes, anchor):
            continue
        if i and nodes[i - 1].low in lx.since:
            continue
        if draft.previous and figures and i < anchor and table_of(lx.previous).all(draft.clause.lows, i + 1, anchor):
            continue  # "M in 2025, up from N": 2025 is that of M
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
        if item.draft.money is not None and (twin.draft.money is None or twin.draft.clause.sentence.heading):
            twin.draft.money = item.draft.money  # a headline rounds what the text qualifies
        if twin.draft.percent is None and item.draft.percent is not None:
            twin.draft.percent, twin.draft.percent_qualifier = item.draft.percent, item.draft.percent_qualifier
            twin.draft.percent_written = item.draft.percent_written
        if item.modality.certainty is Certainty.HEDGED:
            twin.modality.certainty = Certainty.HEDGED
        if item.modality.stage in SOFT or twin.modality.stage is None:
            twin.modality.stage = item.modality.stage
        twin.modality.forecast |= item.modality.forecast
        twin.draft.derived &= item.draft.derived
        twin.draft.confidence = max(twin.draft.confidence, item.draft.confidence)
        twin.round = twin.round or item.round
        twin.date = twin.date or item.date
        twin.when = twin.when or item.when
        twin.duration = twin.duration or item.duration
        twin.draft.basis = twin.draft.basis or item.draft.basis
    return kept


def _keys(item: Reported) -> list[object]:
    """What two reports of one fact share, so that only such are compared: the figure, or else the company."""
    kind = "raised" if item.draft.kind in {"investment", "funding_round", "listing"} else item.draft.kind
    money = item.draft.money
    keys: list[object] = [(kind, money and (money.low, money.high), item.draft.percent, item.draft.product)]
    if kind == "headcount":  # a number and its share may be told together and apart
        keys = [(kind, money.low, money.high)] if money is not None else []
        keys += [(kind, item.draft.percent)] if item.draft.percent is not None else []
    if kind in {"acquisition", "contract"} or item.draft.kind == "listing":
        keys.append((kind, item.draft.company.name))
    return keys


def _same(a: Reported, b: Reported) -> bool:  # noqa: PLR0911 - one reason to differ per line
    kinds = {a.draft.kind, b.draft.kind}
    if len(kinds) > 1 and kinds not in ({"investment", "funding_round"}, {"listing", "funding_round"}):
        return False
    if a.draft.product != b.draft.product or a.draft.milestone != b.draft.milestone:
        return False
    if a.draft.company != b.draft.company and not (a.draft.kind == "partnership" and _members(a) == _members(b)):
        return False
    if a.modality.polarity != b.modality.polarity or (
        a.draft.previous != b.draft.previous and a.draft.kind != "valuation"
    ):
        return False
    if a.date and b.date and a.date[:4] != b.date[:4] and a.draft.kind in FLOWS:
        return False
    one, two = {p.entity.name for p in a.draft.parties}, {p.entity.name for p in b.draft.parties}
    if (
        a.draft.kind in {"partnership", "contract", "stake", "acquisition", "investment", "customer"}
        and one
        and two
        and not one & two
    ):
        return False
    if a.draft.kind in _MOVES and not _one_move(a, b):
        return False
    if a.draft.kind in _RAISES and not _one_raise(a, b):
        return False
    if a.draft.kind == "headcount":
        return _one_crew(a.draft, b.draft)
    if a.draft.money is None and b.draft.money is None:
        return a.draft.percent == b.draft.percent
    if a.draft.money is None or b.draft.money is None:
        # A purchase told once with its price and once without is one purchase.
        return a.draft.kind in {"acquisition", "contract", "listing"} and a.draft.percent == b.draft.percent
    m, n = a.draft.money, b.draft.money
    return (m.low, m.high) == (n.low, n.high) and (m.currency == n.currency or not (m.currency and n.currency))


def _one_crew(a: Draft, b: Draft) -> bool:
    """Whether two reports count the same people: by one number, by one share, or one by both."""
    if a.percent is not None and b.percent is not None and a.percent != b.percent:
        return False
    if a.money is None or b.money is None:
        return a.percent == b.percent
    return (a.money.low, a.money.high) == (b.money.low, b.money.high)


def _one_move(a: Reported, b: Reported) -> bool:
    """Whether two reports tell one move: of one person, to posts that are not two."""
    if not holders(a) & holders(b) and not (a.draft.kind == "compensation" and a.draft.money):
        return False
    one, two = a.draft.parties[:1], b.draft.parties[:1]
    posts = {p.role.lower() for p in (*one, *two)} - {"person"}
    return len(posts) < 2


def _one_raise(a: Reported, b: Reported) -> bool:
    """Equal sums of different rounds or years are two sums, and so are one that is sought and one that was raised."""
    stages = {a.modality.stage, b.modality.stage}
    body = not (a.draft.clause.sentence.heading or b.draft.clause.sentence.heading)
    if body and Stage.COMPLETED in stages and stages & SOFT:
        return False
    if a.round and b.round and a.round != b.round:
        return False
    return not (a.date and b.date and a.date[:4] != b.date[:4])


def _members(item: Reported) -> set[str]:
    return {item.draft.company.name} | holders(item)


def holders(item: Reported) -> set[str]:
    return {p.entity.name for p in item.draft.parties}


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a document: how often each occurs, and those that the registry has otherwise."""

    counts: Counter[str]
    called: Mapping[str, str]

    def of(self, name: str) -> str:
        return self.called.get(name, name)


def fact(item: Reported, text: str, language: str, names: Names) -> FactBase | None:
    """The fact of a report, or `None` where the model refuses it (a misreading beyond what a kind allows)."""
    draft, mode = item.draft, item.modality
    if draft.confidence < THRESHOLD:
        return None
    spans = list(dict.fromkeys(item.spans))
    quotes = [text[start:end] for start, end in spans]
    flow = draft.kind in FLOWS
    when = item.when
    data: dict[str, Any] = {
        "kind": draft.kind,
        "company": names.of(draft.company.name),
        "company_as_written": draft.written,
        "counterparties": [
            {"name": names.of(p.entity.name), "role": p.role, "as_written": p.written} for p in draft.parties
        ],
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
        "product": draft.product,
        "stage": mode.stage,
        "certainty": mode.certainty,
        "polarity": mode.polarity,
        "forecast": mode.forecast,
        "attribution": item.sources.chains,
        "quotes": quotes,
        "spans": spans,
        "language": language,
        "confidence": round(confidence.sure(draft, len(spans), mode.polarity, names.counts), 2),
    }
    if draft.derived:
        data["derived"] = True
    if draft.kind == "product":
        data["milestone"] = draft.milestone
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
