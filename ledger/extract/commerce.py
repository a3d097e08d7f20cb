"""Frames of business: revenue, capital expenditure, order books and partnerships."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ledger.extract.contracts import before_in_series
from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import antecedent, described, governed, nearest, owner, owns, series, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import SMALLEST, Money
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger

#: What a sentence can go on to measure without naming it again.
_MEASURES = {"revenue", "capex", "valuation", "order_book", "profit_loss"}


def figure_of_company(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """Revenue, capex or an order book: "its N reached M", "X booked M of N", "M in N for X"."""
    lx = frame.lx
    if trigger.is_verb:  # "X turned over M"
        return _turned(frame, trigger, figure)
    if _by_how_much(frame, trigger, figure) or _is_base(frame, trigger):
        return None
    company, known = _whose(frame, trigger, figure)
    passive = figure < trigger.start and trigger.shape == "capex"
    passive = passive and not lx.passive.isdisjoint(frame.words[trigger.end : trigger.end + 3])
    if not known or (passive and company is None):
        return None  # "M of investments were directed to …": nobody's own
    draft = frame.draft(_kind(trigger), company, trigger, figure, allow_topic=True)
    if draft is None:
        return None
    if draft.money is not None and (trigger.shape == "loss" or _below_zero(frame, trigger, draft.money)):
        draft.money = replace(draft.money, low=-draft.money.high, high=-draft.money.low)
    draft.basis = trigger.basis or _pace(frame, trigger, figure)
    return draft


def _turned(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """ "X turned over M", "X earned M", "X takes in M a year"."""
    lx, words = frame.lx, frame.words
    takes = trigger.shape == "revenue" and any(w in lx.in_words for w in words[trigger.start + 1 : figure])
    if takes and not _is_yearly(frame, figure):
        return None
    return frame.draft(_kind(trigger), subject(frame.clause, trigger.start, lx), trigger, figure)


def _is_yearly(frame: Frame, figure: int) -> bool:
    """Whether a sum is one of a period, and not of a deal ("takes in M a year", "took in M in 2024")."""
    nodes = frame.clause.nodes[figure + 1 : figure + 5]
    if any(n.low in frame.lx.from_words for n in nodes[:1]):
        return False
    lows = [n.low for n in nodes]
    return any(n.when and n.when.unit != "duration" for n in nodes) or lows[:2] in (["a", "year"], ["per", "year"])


def _is_base(frame: Frame, trigger: Trigger) -> bool:
    """Whether a measure is only what a share is counted of ("a margin of 8% of revenue, that is M")."""
    nodes, k = frame.clause.nodes, trigger.start - 1
    while k > 0 and nodes[k].is_word and nodes[k].low in frame.lx.articles - frame.lx.of_words:
        k -= 1
    return k > 0 and nodes[k].low in frame.lx.of_words and nodes[k - 1].percent is not None


def _by_how_much(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether a sum only says by how much a measure changes ("will raise its N by M", "a fall in N of M", "(+M)")."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    money = nodes[figure].money
    assert money is not None
    if frame.text[max(0, money.start - 2) : money.start].strip().endswith("+"):
        return True
    if trigger.end > figure:
        return False
    if not lx.further.isdisjoint(words[trigger.end : trigger.end + 1]):
        return True  # "un chiffre d'affaires additionnel de M"
    worded = money.worded
    before = [n for n in nodes[trigger.end : figure] if n.start < worded and n.is_word and n.low in lx.prepositions]
    qualified = frame.text[worded : money.start].lower().startswith(tuple(w for w in lx.of_words if len(w) == 2))
    if any(w in {",", ";"} or w in lx.relatives or w in lx.measures for w in words[trigger.end : figure]):
        return False
    if not qualified and (not before or before[-1].low not in lx.of_words):
        return False
    changed = next(
        (k for k in range(trigger.start - 1, max(-1, trigger.start - 6), -1) if words[k] in lx.changes), None
    )
    return changed is not None and all(
        n.low in lx.articles or n.low in lx.light or n.party == "possessive" for n in nodes[changed + 1 : trigger.start]
    )


def _whose(frame: Frame, trigger: Trigger, figure: int) -> tuple[int | None, bool]:
    """Whose measure it is, and whether that can be known: nobody named leaves the topic, somebody else nothing."""
    lx, clause = frame.lx, frame.clause
    left, right = min(trigger.start, figure), max(trigger.end, figure + 1)
    company = _of_which(frame, trigger) or owner(clause, trigger.start, lx, trigger.end)
    if company is None and trigger.basis:
        # "Its sales reached M at an annual rate": whose it is stands by the other noun.
        other = next((t for t in frame.triggers if t.shape == trigger.shape and t != trigger and t.end <= figure), None)
        company = owner(clause, other.start, lx, other.end) if other else None
    if company is None and trigger.end < figure:
        near = governed(clause, trigger.end, min(figure, trigger.end + 8), lx.affairs.at_places)
        company = next((k for k in near if frame.is_company(k)), None)  # "pre-tax profits at X rose to M"
    opens = frame.words[0] in lx.with_words and frame.nobody_before(left)
    if company is None and opens:
        company = frame.subject_after(right - 1)  # "With sales of M, X makes …"
        if company is not None:
            return company, True
    if company is None and figure < trigger.start:
        company = frame.party_between(figure + 1, trigger.start)
    if company is None:
        company = described(clause, left, lx)
    if company is None:
        company = nearest(clause, left, lx)
        if company is not None and (not frame.is_company(company) or _of_all_listed(frame, company, left)):
            return None, False
    crowd = (n for n in clause.nodes[:left] if n.party == "generic" or (n.is_word and n.low in lx.generic_nouns))
    if company is None and any(n.low not in lx.watchers for n in crowd):
        return None, False
    company = company if company is not None else _shared_owner(frame, left)
    if company is None:
        company = next(governed(clause, right, right + 5, lx.for_words | lx.in_words), None)
    return company, True


def _of_which(frame: Frame, trigger: Trigger) -> int | None:
    """Whose a measure is that a relative pronoun brings ("the purchase of this firm, whose N is M")."""
    words, lx = frame.words, frame.lx
    k = trigger.start - 1
    while k > 0 and words[k] in lx.articles:
        k -= 1
    if k < 1 or words[k] not in lx.whose:
        return None
    return antecedent(frame.clause, k, lx)


def _of_all_listed(frame: Frame, k: int, left: int) -> bool:
    """Whether a measure sums up those enumerated before it ("A, B et C, soit un chiffre d'affaires de M")."""
    nodes = frame.clause.nodes
    listed = nodes[k].head > 1 and nodes[nodes[k].head - 1].low == "," and nodes[nodes[k].head - 2].party == "name"
    return listed and not frame.lx.conversion.isdisjoint(frame.words[k + 1 : left])


def _shared_owner(frame: Frame, left: int) -> int | None:
    """Whose another measure of the clause is ("with its 2,600 staff and a revenue of M", "X's profit …, revenue …")."""
    lx, nodes = frame.lx, frame.clause.nodes
    if left > 1 and nodes[left - 2].low in lx.and_:
        shared = next((k for k in range(left - 1, max(-1, left - 12), -1) if nodes[k].party == "possessive"), None)
        if shared is not None and frame.is_company(shared):
            return shared
    same = next((d for d in reversed(frame.drafts) if d.kind in {"revenue", "profit_loss", "capex"}), None)
    return next((k for k in sorted(same.nodes) if frame.entity(k) == same.company), None) if same else None


def _below_zero(frame: Frame, trigger: Trigger, money: Money) -> bool:
    """Whether a profit is written with a minus ("a net result of -370 million")."""
    before = frame.text[max(0, money.start - 2) : money.start]
    return trigger.shape == "profit" and before[-1:] in {"-", "−", "–"} and not before[:1].isalnum()


def _kind(trigger: Trigger) -> str:
    return "profit_loss" if trigger.shape in {"profit", "loss"} else trigger.shape


def goods(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """ "X sold M of bags": what is sold by the sum is what a company makes."""
    lx, nodes = frame.lx, frame.clause.nodes
    after = nodes[figure + 1 : figure + 4]
    if trigger.tense in {Tense.INFINITIVE, Tense.GERUND}:
        return None  # "its plan to sell M of assets"
    if figure - trigger.end > 2 or len(after) < 2 or after[0].low not in lx.of_words or not after[1].is_word:
        return None
    if after[1].low in lx.articles or {n.low for n in after} & (lx.securities | lx.parts):
        return None
    if frame.phrase_near(lx.equity, figure, before=1, after=5) is not None:
        return None
    told = Trigger("revenue", trigger.start, trigger.end, tense=trigger.tense)
    return frame.draft("revenue", subject(frame.clause, trigger.start, lx), told, figure)


def _pace(frame: Frame, trigger: Trigger, figure: int) -> str | None:
    """The basis that other words of the clause give a figure ("en rythme annualisé")."""
    if trigger.shape != "revenue":
        return None
    for noun in frame.lx.nouns:
        if noun.basis not in {"run_rate", "recurring"}:
            continue
        for start, end, _ in table_of(noun.phrases).all(frame.clause.lows):
            between = frame.clause.nodes[min(end, figure + 1) : max(start, figure)]
            if len(between) <= 12 and not any(n.money for n in between):
                return noun.basis
    return None


def alliances(frame: Frame, trigger: Trigger) -> list[Draft]:
    """X partners with Y and Z, a partnership between X and Y, X and Y team up."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    partners = _partners(frame, trigger)
    first = subject(clause, trigger.start, lx) if trigger.is_verb else nearest(clause, trigger.start, lx)
    if first is None and not trigger.is_verb:
        first = owner(clause, trigger.start, lx)
    if not partners and first is not None:
        told = trigger.is_verb or any(n.low in lx.agreeing for n in nodes[first + 1 : trigger.start])
        group = before_in_series(frame, first)
        first, partners = (group[0], [first]) if group and told else (first, [])
    if len(partners) > 1 and nodes[partners[0]].prep in lx.between:
        first, partners = partners[0], partners[1:]
    if first is None or not frame.is_company(first):
        return []
    found = []
    for partner in partners:
        draft = frame.draft("partnership", first, trigger, _sum_of(frame, trigger))
        if draft is None:
            continue
        frame.add_party(draft, partner, "partner")
        if draft.parties and draft.parties[0].entity.is_company:
            found.append(draft)
    return found


def _sum_of(frame: Frame, trigger: Trigger) -> int | None:
    """The sum of an alliance, right before its noun or behind it ("a $10 billion alliance", "a deal worth up to M")."""
    nodes = frame.clause.nodes
    if trigger.is_verb:
        return None
    if trigger.start and nodes[trigger.start - 1].money:
        return trigger.start - 1
    if frame.words[trigger.end : trigger.end + 1] != [frame.lx.worth]:
        return None
    behind = range(trigger.end + 1, min(len(nodes), trigger.end + 5))
    figure = next((k for k in behind if nodes[k].money or nodes[k].party), None)
    return figure if figure is not None and nodes[figure].money else None


def _partners(frame: Frame, trigger: Trigger) -> list[int]:
    """The companies that "with" or "between" brings right after the trigger."""
    nodes, bring = frame.clause.nodes, frame.lx.with_words.union(frame.lx.between)
    for k in range(trigger.end, min(len(nodes), trigger.end + 9)):
        if nodes[k].low in {",", ";"}:
            break
        if nodes[k].party in REFERS:
            wanted = nodes[k].prep in bring and not owns(nodes, k) and frame.is_company(k)
            return series(frame.clause, k, frame.lx) if wanted else []
    return []


def built(frame: Frame, figures: list[int]) -> list[Draft]:
    """ "X announced plans to build a M plant": what a company builds for a sum."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    found = []
    for figure in figures:
        verb = next((k for k in range(figure - 1, max(-1, figure - 5), -1) if words[k] in lx.affairs.builds), None)
        noun = next((k for k in range(figure + 1, min(len(nodes), figure + 5)) if words[k] in lx.sites), None)
        if verb is None or noun is None or any(not n.is_word for n in nodes[figure + 1 : noun]):
            continue
        company = subject(frame.clause, verb, lx)
        company = company if company is not None else nearest(frame.clause, verb, lx)
        draft = frame.draft("capex", company, Trigger("capex", verb, verb + 1), figure) if company is not None else None
        found += [draft] if draft is not None else []
    return found


def considered_use(frame: Frame) -> list[Draft]:
    """A tie that is weighed: "Y is considering using X's models", "recourir à Gemini de X … à l'étude".

    Only what is considered is read so: that a company already uses what another sells is no event.
    """
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    uses = table_of(lx.use).all(clause.lows)
    if not uses or not any(table_of(lx.stages[stage]).all(clause.lows) for stage in ("considered", "talks")):
        return []
    found = []
    for start, end, _ in uses:
        suppliers = [k for k in range(end, min(len(nodes), end + 9)) if _supplies(frame, k, end)]
        if not suppliers:
            continue
        user = nearest(clause, start, lx)
        entity = frame.entity(user) if user is not None else frame.topic()
        if user is not None and not frame.is_company(user):
            continue
        for supplier in suppliers:
            if entity is None or entity == frame.entity(supplier):
                continue
            trigger = Trigger("ally", start, end)
            nodes_used = {*range(start, end), supplier, *([user] if user is not None else [])}
            written = frame.written(user) if user is not None else frame.written_of(entity)
            draft = Draft("partnership", clause, entity, written, nodes_used, trigger, confidence=0.75)
            frame.add_party(draft, supplier, "supplier")
            if draft.parties:
                found.append(draft)
    return found


def _supplies(frame: Frame, k: int, end: int) -> bool:
    """Whether a company's product is what is used: "models of X", "X's models", "Gemini de X"."""
    nodes, lx = frame.clause.nodes, frame.lx
    if nodes[k].party != "name" or not frame.is_company(k) or any(n.low in {",", ";", ":"} for n in nodes[end:k]):
        return False
    before = nodes[end : nodes[k].head]
    product = any(
        n.low in lx.product_nouns or (n.party == "name" and n.entity is not None and not n.entity.known) for n in before
    )
    after = {n.low for n in nodes[k + 1 : k + 7]}
    return (product and nodes[k].prep in lx.of_words) or bool(owns(nodes, k) and after & lx.product_nouns)


def priced(frame: Frame, figures: list[int], before: Sequence[Draft]) -> list[Draft]:
    """ "The transaction is worth M": the price of the purchase that the clause before told without one."""
    lx, nodes = frame.lx, frame.clause.nodes
    base = next((d for d in reversed(before) if d.kind == "acquisition" and d.money is None), None)
    if base is None or not figures or frame.clause.index - base.clause.index > 2:
        return []
    figure = figures[0]
    for k in range(max(0, figure - 9), figure):
        named = nodes[k].low in lx.dealings and (not k or nodes[k - 1].low in lx.articles)
        again = nodes[k].party == "pronoun" and any(n.low in lx.measures for n in nodes[k + 1 : figure])
        if not named and not again:
            continue
        between = [n for n in nodes[k + 1 : figure] if n.is_word]
        if any(n.party in {"name", "generic"} for n in nodes[:figure]) or len(between) > 8:
            return []
        money = nodes[figure].money
        assert money is not None
        used = {k, figure}
        trigger = Trigger("acquisition", k, k + 1)
        draft = replace(base, clause=frame.clause, nodes=used, trigger=trigger, money=money, parties=[*base.parties])
        draft.confidence = base.confidence - 0.1
        return [draft] if money.high >= SMALLEST else []
    return []


@cache
def _aims(language: str) -> frozenset[str]:
    """Single words by which a figure is foreseen ("vise M", "expects M")."""
    return frozenset(phrase for phrase in load(language).forecasts if " " not in phrase)


def continued(frame: Frame, figures: list[int], before: Sequence[Draft]) -> list[Draft]:
    """ "In 2023 they had come to M", "it rose to M": the measure of the clause before, with a further figure."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    base = next((d for d in reversed(before) if d.kind in _MEASURES and d.money), None)
    if base is None or not figures or clause.index - base.clause.index != 1:
        return []
    figure = figures[0]
    aims = _aims(lx.language)
    told = (
        k for k in range(figure - 1, max(-1, figure - 8), -1) if nodes[k].low in lx.measures or nodes[k].low in aims
    )
    verb = next(told, None)
    if verb is None or any(n.party in {"name", "noun", "generic"} for n in nodes[:figure]):
        return []
    anaphor = next(
        (
            k
            for k in range(verb - 1, max(-1, verb - 7), -1)
            if nodes[k].party == "pronoun" or nodes[k].low in lx.anaphora
        ),
        None,
    )
    if anaphor is None or any(nodes[k].low == "," for k in range(anaphor, figure)):
        return []
    money = nodes[figure].money
    assert money is not None
    trigger = Trigger(base.kind, verb, verb + 1)
    used = {anaphor, verb, figure}
    draft = Draft(base.kind, clause, base.company, base.written, used, trigger, money=money, basis=base.basis)
    draft.confidence = base.confidence - 0.1
    return [draft] if money.high >= SMALLEST else []
