"""Frames of worth: at what a company is valued."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import in_relative, is_adverb, nearest, owner, owns, subject
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import SMALLEST
from ledger.extract.nodes import REFERS
from ledger.extract.triggers import Trigger


def valuation(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:  # noqa: PLR0911 - one refusal each
    """The deal values X at M, X is valued at M, its valuation of M, at a M valuation."""
    nodes, lx = frame.clause.nodes, frame.lx
    if not lx.dealings.isdisjoint(frame.words[trigger.end : trigger.end + 3]) and trigger.end < figure:
        return None  # "the value of the deal"
    if trigger.is_verb and not _price_follows(frame, trigger, figure):
        return None
    if trigger.tense in {Tense.PAST, Tense.PARTICIPLE} and lx.compounds and _of_a_deal(frame, trigger):
        return None
    near = frame.words[max(0, min(trigger.start, figure) - 5) : max(trigger.end, figure) + 5]
    if trigger.is_verb and any(t.shape == "contract" and 0 <= trigger.start - t.end <= 1 for t in frame.triggers):
        return None  # "un contrat évalué à M"
    if trigger.basis == "market_cap" and not lx.erased.isdisjoint(near):
        return None  # "nearly $3bn of market value has gone"
    if trigger.shape != "valuation" and any(
        n.when and n.when.unit == "duration" for n in nodes[figure + 1 : figure + 3]
    ):
        return None  # "an order valued at M over six years"
    if _sells(frame, min(trigger.start, figure)):
        return None  # "the sale of its business in Y, at an enterprise value of M": that of what is sold
    if _defines(frame, trigger, figure):
        return None  # "a unicorn (at least a billion of valuation)"
    company = _valued(frame, trigger, figure) if trigger.is_verb else _worth(frame, trigger, figure)
    clitic = trigger.is_verb and company is None and _clitic_before(frame, trigger)
    deal = _just_told(frame, trigger, company)
    implied = clitic or (not trigger.is_verb and trigger.shape != "worth")
    dealt = (
        company is None
        and not trigger.is_verb
        and not lx.dealings.isdisjoint(frame.words[: min(trigger.start, figure)])
    )
    crowd = any(n.party == "generic" and not n.prep for n in nodes[: min(trigger.start, figure)])
    told = implied and not dealt and not (crowd and not trigger.is_verb)  # "no start-up had reached a value of M"
    draft = frame.draft("valuation", company, trigger, figure, allow_topic=told)
    if draft is not None:
        draft.basis = trigger.basis or frame.basis()
        if deal is not None:
            draft.company, draft.written = deal.company, frame.written_of(deal.company)
    return draft


def _sells(frame: Frame, stop: int) -> bool:
    """Whether what is told before is that somebody sells a part of its own."""
    nodes, lx = frame.clause.nodes, frame.lx
    sales = (k for k in range(max(0, stop - 2)) if nodes[k].low in lx.affairs.sale)
    return any(nodes[k + 1].low in lx.of_words and nodes[k + 2].party == "possessive" for k in sales)


def complements(frame: Frame, figures: Sequence[int]) -> list[Draft]:
    """ "Investors thought X worth M", "it leaves the business worth M": what an object is said to be worth."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for figure in figures:
        money = nodes[figure].money
        k = next((k for k in range(figure - 1, max(0, figure - 7), -1) if nodes[k].low == lx.worth), 0)
        if not k or money is None or nodes[k - 1].party not in REFERS or nodes[k - 1].prep:
            continue
        worded = money.worded
        plain = all(n.start >= worded or is_adverb(n.low, lx) or n.low in lx.light for n in nodes[k + 1 : figure])
        if not plain or nodes[k - 1].head < 1 or not frame.is_company(k - 1):
            continue
        draft = frame.draft("valuation", k - 1, Trigger("worth", k, k + 1), figure)
        found += [draft] if draft is not None else []
    return found


def put_at(frame: Frame, figures: Sequence[int]) -> list[Draft]:
    """ "The price puts X at M", "X was put at M": at what a company is valued."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    found = []
    for figure in figures if lx.puts.intersection(words) else ():
        money = nodes[figure].money
        assert money is not None
        first = frame.begins(figure)
        if first < 2 or words[first - 1] not in lx.at_price:
            continue
        verb = next((k for k in range(first - 2, max(-1, first - 6), -1) if words[k] in lx.puts), None)
        if verb is None or money.high < SMALLEST:
            continue
        item = next((k for k in range(verb + 1, first - 1) if nodes[k].party in REFERS), None)
        if item is None and verb == first - 2 and words[verb - 1] in lx.passive:
            item = subject(frame.clause, verb, lx)
        of_its = item is not None and item > verb and bool(nodes[item].prep)
        of_its = of_its and lx.prices.isdisjoint(words[verb + 1 : item or 0])  # "puts the price of X at M"
        if item is None or not frame.is_company(item) or of_its:
            continue
        draft = frame.draft("valuation", item, Trigger("value", verb, verb + 1), figure)
        found += [draft] if draft is not None else []
    return found


def _of_a_deal(frame: Frame, trigger: Trigger) -> bool:
    """Whether it is a deal or a thing that is valued ("buys X, in a deal valued at M", "three awards valued at M")."""
    lx, k = frame.lx, trigger.start - 1
    if k < 1:
        return False
    last = frame.words[k]
    if last in lx.dealings:
        dealt = any(t.shape in {"buy", "sold", "acquisition", "invest"} for t in frame.triggers)
        aside = lx.compounds and frame.words[k - 2 : k - 1] == [","] and frame.words[k - 1] in lx.articles
        return aside or (dealt and not lx.articles.isdisjoint(frame.words[max(0, k - 3) : k]))
    return last.removesuffix(lx.plural) in lx.dealings or (last.endswith(lx.plural) and _is_thing(frame, k))


def _is_thing(frame: Frame, k: int) -> bool:
    """Whether a word is a common noun, and none for companies."""
    node, lx = frame.clause.nodes[k], frame.lx
    small = (lx.chain, lx.company_nouns, lx.prepositions, lx.passive, lx.relatives, lx.conjunctions, lx.light)
    return node.is_word and node.low.isalpha() and not any(node.low in words for words in small)


def _just_told(frame: Frame, trigger: Trigger, company: int | None) -> Draft | None:
    """The deal of the last sentence, where "the operation values the company" goes on about it."""
    nodes, lx = frame.clause.nodes, frame.lx
    before = nodes[: trigger.start]
    anaphoric = any(n.low in lx.dealings for n in before) and not any(n.party == "name" for n in before)
    if company is None or nodes[company].party != "noun" or not trigger.is_verb or not anaphoric:
        return None
    deals = {"stake", "investment", "funding_round", "acquisition"}
    return next((d for d in reversed(frame.recent) if d.kind in deals), None)


def _defines(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether brackets behind a common noun only say what it means."""
    nodes, lx = frame.clause.nodes, frame.lx
    first = min(trigger.start, figure)
    opening = next((k for k in range(first - 1, max(-1, first - 6), -1) if nodes[k].low == "("), 0)
    noun = nodes[opening - 1].low if opening else ""
    return noun in lx.company_nouns or noun in lx.generic_nouns


def _clitic_before(frame: Frame, trigger: Trigger) -> bool:
    return trigger.start > 0 and frame.clause.nodes[trigger.start - 1].low in frame.lx.clitics


def _valued(frame: Frame, trigger: Trigger, figure: int) -> int | None:
    """What a valuing verb values: its object, or its subject in the passive."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    item = next((k for k in range(trigger.end, min(figure, trigger.end + 9)) if nodes[k].party in REFERS), None)
    if item is not None:
        return item
    if _clitic_before(frame, trigger):
        free = (k for k in range(trigger.start - 2, -1, -1) if nodes[k].party in REFERS and not nodes[k].prep)
        return next((k for k in free if frame.is_company(k) and not owns(nodes, k)), None)
    if lx.compounds and trigger.end < figure and nodes[trigger.end].low in lx.articles - lx.plural_articles:
        return frame.capital_company(trigger.start)  # "a proposal from Y that would value the mining house at M"
    company = frame.before_comma(trigger)
    company = company if company is not None else subject(clause, trigger.start, lx)
    if company is None and frame.nobody_before(trigger.start):
        company = frame.subject_after(figure)
    if company is None and trigger.tense in {Tense.PARTICIPLE, Tense.PAST}:
        company = frame.capital_company(trigger.start) or nearest(clause, trigger.start, lx)
    return company


def _worth(frame: Frame, trigger: Trigger, figure: int) -> int | None:
    """Whose valuation it is: its owner's, or that of the company whose deal the clause has told."""
    left = min(trigger.start, figure)
    company = owner(frame.clause, left, frame.lx, trigger.end)
    if company is None:
        company = _given(frame, left)
    if company is None:
        company = frame.party_of_relative(max(trigger.end, figure + 1))
    if company is None and trigger.shape == "worth":
        return subject(frame.clause, trigger.start, frame.lx)
    if company is None:
        company = _explained(frame, left)
    if company is None:
        company = frame.share_of(left)
    if company is None:
        company = frame.capital_company(left)
    if company is None:
        company = frame.subject_before(left)
        within = in_relative(frame.clause, left, frame.lx)  # "an offer for X, which has a value of M"
        company = within if within is not None and (company is None or company < within) else company
    return company


def _explained(frame: Frame, noun: int) -> int | None:
    """The name that an apposition gives a price ("X, the second-largest company with a value of M")."""
    nodes, lx = frame.clause.nodes, frame.lx
    comma = next((k for k in range(noun - 1, max(0, noun - 14), -1) if nodes[k].low == ","), None)
    if comma is None or nodes[comma - 1].party != "name" or not frame.is_company(comma - 1):
        return None
    inside = [n.low for n in nodes[comma + 1 : noun]]
    return comma - 1 if lx.with_words.intersection(inside) and lx.company_nouns.keys() & set(inside) else None


def _given(frame: Frame, noun: int) -> int | None:
    """To whom a price gives a valuation ("confère à X une valorisation de M", "gives X a valuation of M")."""
    lx, nodes = frame.lx, frame.clause.nodes
    verb = frame.verb_before(noun, lx.give)
    if verb is None or noun - verb > 8:
        return None
    given = (k for k in range(verb + 1, noun) if nodes[k].party in REFERS and nodes[k].prep in lx.to_words | {""})
    return next((k for k in given if frame.is_company(k)), None)


def _price_follows(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether the figure is the price of a valuing verb and not the object of another word."""
    nodes = frame.clause.nodes
    money = nodes[figure].money
    assert money is not None
    worded = money.worded
    inside = [n.low for n in nodes[trigger.end : figure] if n.start < worded]
    party = next((k for k in range(trigger.end, figure) if nodes[k].party in REFERS), None)
    if party is not None and nodes[party].head <= trigger.end and figure - party < 4:
        return True  # "values the young company [at] M"
    if not inside:
        return True
    return bool(frame.lx.at_words.union(frame.lx.between) & set(inside)) or len(inside) <= 2
