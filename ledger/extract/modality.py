"""How sure and how far: hedges, forecasts, stages, denials, read from the words around a fact."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from ledger.extract import triggers
from ledger.extract.drafts import Draft
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.nodes import Node
from ledger.extract.phrases import Phrases, table_of
from ledger.model.facts import Certainty, Polarity, Stage

_FIGURES = {"revenue", "capex", "order_book", "profit_loss"}
#: What is told of people, staff and products: its own verb says how far it has come.
_AFFAIRS = {
    "appointment",
    "departure",
    "founding",
    "headcount",
    "compensation",
    "role",
    "product",
    "customer",
    "distress",
    "strategy",
}
#: Of several stages in one clause the softest decides: "has agreed to … talks" is talks only if nothing is signed.
_ORDER = ("abandoned", "talks", "considered", "agreed", "completed")


@dataclass(slots=True)
class Modality:
    stage: Stage | None = None
    certainty: Certainty = Certainty.ASSERTED
    polarity: Polarity = Polarity.POSITIVE
    forecast: bool = False


@lru_cache(maxsize=8)
def _stages(language: str) -> Phrases[str]:
    return Phrases((phrase, stage) for stage, phrases in load(language).stages.items() for phrase in phrases)


def scope(draft: Draft, lx: Lexicon) -> tuple[int, int]:
    """The nodes whose words speak of this fact: from the last border before it to the first one after it."""
    nodes = draft.clause.nodes
    anchor = {draft.trigger.start, draft.trigger.end - 1} | {
        i for i in draft.nodes if nodes[i].money or nodes[i].percent
    }
    first, last = min(anchor), max(anchor)
    start = first
    while start > 0 and nodes[start - 1].low != ";":
        start -= 1
        if (
            nodes[start].low in lx.relatives
            and first - start < 12
            and draft.trigger.is_verb
            and _is_relative(draft, start, lx)
        ):
            break
        if nodes[start].money and start not in anchor and nodes[start].low != "," and draft.kind in _FIGURES:
            start += 1
            break
    stop = last + 1
    borders = {";", ","} | (lx.and_ if draft.kind in _FIGURES else frozenset())
    verbs = triggers.table(lx.language).verbs
    while (
        stop < len(nodes)
        and nodes[stop].low not in borders
        and nodes[stop].low not in lx.affairs.subordinate
        and not (nodes[stop].low in lx.and_ and _verb_follows(nodes, stop, verbs, lx))
        and nodes[stop].low not in lx.relatives
        and nodes[stop].money is None
    ):
        stop += 1
    return start, stop


def _verb_follows(nodes: list[Node], joint: int, verbs: Collection[str], lx: Lexicon) -> bool:
    """Whether "and" joins a further verb, which says something else ("has drawn M and is in talks to …")."""
    following = nodes[joint + 1].low if joint + 1 < len(nodes) else ""
    if following in lx.prepositions or following in lx.articles:
        return False
    return (
        following in verbs or following in lx.passive or following in lx.says or following in _soft_openers(lx.language)
    )


@lru_cache(maxsize=8)
def _soft_openers(language: str) -> frozenset[str]:
    stages = load(language).stages
    return (
        frozenset(p.split()[0] for stage in ("talks", "considered") for p in stages[stage])
        - load(language).prepositions
    )


def _is_relative(draft: Draft, k: int, lx: Lexicon) -> bool:
    """Whether a word opens a relative clause and not reported speech ("denied that it was …")."""
    before = draft.clause.nodes[k - 1] if k else None
    return before is None or not before.is_word or before.low == "," or before.low in lx.relative_heads


def read(draft: Draft, lx: Lexicon) -> Modality:
    """The modality of a draft from its clause; what other sentences say is added by those who know them."""
    start, stop = scope(draft, lx)
    lows = draft.clause.lows[start:stop]
    found = Modality()
    hedged = _hedged(lows, lx) or draft.trigger.tense is Tense.CONDITIONAL
    last = max(draft.nodes) + 1
    denials = table_of(lx.denials).all(lows)
    # "It was valued at M but has denied a report": what another verb denies is something else.
    other = [d for d in denials if not lx.conjunctions.isdisjoint(draft.clause.lows[last : max(last, start + d[0])])]
    denied = len(other) < len(denials) or _negated(draft, lx)
    forecast = bool(table_of(lx.forecasts).all(lows)) or draft.trigger.tense is Tense.FUTURE
    if denied:
        found.polarity = Polarity.NEGATIVE
    if draft.kind in _FIGURES:
        first = min(draft.nodes)
        aims = not lx.aims.isdisjoint(draft.clause.lows[max(0, first - 24) : first])  # "its targets, namely M and N"
        forecast = forecast or aims
        found.forecast = (forecast or _conditional(lows, lx)) and not draft.previous
        found.certainty = Certainty.HEDGED if hedged and not found.forecast else Certainty.ASSERTED
        return found
    if draft.kind in _AFFAIRS:
        found.certainty = Certainty.HEDGED if hedged else Certainty.ASSERTED
        found.stage = _far(draft, lows, lx, forecast=forecast)
        return found
    found.stage = _stage(draft, lows, lx)
    if draft.previous:
        found.stage = None
        return found
    if hedged:
        found.certainty = Certainty.HEDGED
        if found.stage in {Stage.COMPLETED, Stage.AGREED} and draft.kind not in {"valuation", "stake"}:
            found.stage = Stage.TALKS
    return found


def _far(draft: Draft, lows: list[str], lx: Lexicon, *, forecast: bool) -> Stage | None:
    """How far a happening among people, staff or products has come."""
    if draft.kind in {"founding", "distress", "strategy", "customer", "role"}:
        return None
    hits = {stage for _, _, stage in _stages(lx.language).all(lows)}
    if "considered" in hits:
        return Stage.CONSIDERED
    future = draft.trigger.tense in {Tense.FUTURE, Tense.INFINITIVE} or forecast
    return Stage.AGREED if future else Stage.COMPLETED


def _hedged(lows: list[str], lx: Lexicon) -> bool:
    """Whether a hedge is among the words; what somebody "said it would" do is announced, not hedged."""
    if not _conditionals(lx.language).isdisjoint(lows):
        return True
    return any(
        phrase not in lx.conditional or lx.says.keys().isdisjoint(lows[max(0, start - 5) : start])
        for start, _, phrase in table_of(lx.hedges).all(lows)
    )


@lru_cache(maxsize=8)
def _conditionals(language: str) -> frozenset[str]:
    """The verbs in the conditional, where a language has such forms: what they tell is hearsay."""
    lx = load(language)
    told = {form for verb in lx.verbs for form, tense in verb.forms.items() if tense is Tense.CONDITIONAL}
    return frozenset(told | {form for form, tense in lx.measures.items() if tense is Tense.CONDITIONAL})


def _conditional(lows: list[str], lx: Lexicon) -> bool:
    return bool(lx.conditional & set(lows))


def _stage(draft: Draft, lows: list[str], lx: Lexicon) -> Stage | None:  # noqa: PLR0911 - one clue per return
    hits = {stage for _, _, stage in _stages(lx.language).all(lows)}
    before = draft.clause.lows[max(0, draft.trigger.start - 9) : draft.trigger.start]
    if draft.kind == "acquisition" and not draft.trigger.is_verb and not lx.refusals.isdisjoint(before):
        return Stage.CONSIDERED  # an offer that was refused is no more than that
    for stage in _ORDER:
        if stage in hits:
            return Stage(stage)
    tense = draft.trigger.tense
    if draft.kind in {"valuation", "stake"}:
        return None
    if tense is Tense.GERUND and draft.kind == "funding_round":
        before = draft.clause.lows[max(0, draft.trigger.start - 3) : draft.trigger.start]
        return Stage.TALKS if lx.passive.intersection(before) else Stage.COMPLETED
    if tense in {Tense.PAST, Tense.PARTICIPLE}:
        return Stage.COMPLETED
    if tense in {Tense.FUTURE, Tense.PRESENT, Tense.GERUND}:
        return Stage.AGREED
    return None


def _negated(draft: Draft, lx: Lexicon) -> bool:
    """Whether the trigger's own verb is negated ("did not raise", "n'a pas levé")."""
    trigger, lows = draft.trigger, draft.clause.lows
    hits = table_of(lx.negated).all(lows, max(0, trigger.start - 6), trigger.start) if trigger.is_verb else []
    if lx.compounds:  # "were not asked when Y bought X": another's verb is negated
        hits = [hit for hit in hits if not any(n.party == "name" for n in draft.clause.nodes[hit[1] : trigger.start])]
    if not hits:
        return False
    near = lows[max(0, trigger.start - 4) : trigger.end + 2]
    return not lx.negated_near or not lx.negated_near.isdisjoint(near)
