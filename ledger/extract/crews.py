"""How many people work at a company, where no verb of employing says so.

"Nabu, 58 employees, …", "Nabu (2 billion of revenue, 11,000 employees)", "the 35-person start-up",
"il en embauchera 60".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owner, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import Money, qualified
from ledger.extract.names import Entity
from ledger.extract.numbers import DIGITS, number
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger
from ledger.model.amounts import Qualifier

_BORDERS = {",", ")", "(", ".", ";"}


@cache
def _sized(language: str) -> re.Pattern[str] | None:
    """A number joined to a word for people ("35-person")."""
    words = load(language).affairs.sized
    return re.compile(rf"(?<![\w.,-])(?P<num>{DIGITS})-(?:{'|'.join(words)})\b") if words else None


@cache
def _more(language: str) -> re.Pattern[str]:
    """A number without a noun, and not one of anything else."""
    lx = load(language)
    small = "|".join(map(re.escape, (phrase for phrases in lx.qualifiers.values() for phrase in phrases)))
    more = "|".join(lx.affairs.more)
    now = "|".join(map(re.escape, lx.affairs.now)) or r"(?!)"
    many = "|".join(map(re.escape, lx.affairs.collectives)) or r"(?!)"
    return re.compile(
        rf"\s*(?:(?:{now}) )?(?P<more>(?:{more}) )?(?:(?:{small}) )?(?:(?P<num>{DIGITS})|(?P<many>{many}))(?![^\s,.;)])"
        rf"(?=[,.;)]|\s*$| (?:{more})\b| (?:{'|'.join(map(re.escape, lx.prepositions))})\b)"
    )


@cache
def _earlier(language: str) -> re.Pattern[str]:
    """A number that nothing makes one of money or a share."""
    lx = load(language)
    small = "|".join(map(re.escape, (phrase for phrases in lx.qualifiers.values() for phrase in phrases)))
    scales = "|".join(map(re.escape, lx.scales))
    return re.compile(rf"\s*(?:(?:{small}) )?(?P<num>{DIGITS})(?![\w.,%€$£])(?! ?(?:[%€$£]|(?:{scales})\b))")


def apposed(frame: Frame, counts: Iterable[Money]) -> list[Draft]:
    """The counts that stand beside a company between marks."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for count in counts:
        first = next((i for i, n in enumerate(nodes) if n.start <= count.whole_start < n.end), None)
        last = next((i for i, n in enumerate(nodes) if n.start < count.whole_end <= n.end), None)
        if first is not None and last is not None and (holder := _explained(frame, first)) is not None:
            found.append(_draft(frame, count, holder, {holder, *range(first, last + 1)}, first))
            continue
        if first is None or last is None or first < 2 or nodes[first - 1].low not in {",", "("}:
            continue
        if nodes[last].low not in lx.affairs.crew or (last + 1 < len(nodes) and nodes[last + 1].low not in _BORDERS):
            continue
        opening = next((k for k in range(first - 1, max(-1, first - 14), -1) if nodes[k].low == "("), first - 1)
        holder = next((k for k in range(opening - 1, max(-1, opening - 4), -1) if nodes[k].party), None)
        if holder is None or not frame.is_company(holder) or any(not n.is_word for n in nodes[holder + 1 : opening]):
            continue
        found.append(_draft(frame, count, holder, {holder, *range(first, last + 1)}, first))
    return found


def _explained(frame: Frame, first: int) -> int | None:
    """The company of which an aside says what it is and with how many people ("X, a maker of Y with N employees")."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    begins = next((k for k in range(first, max(0, first - 4), -1) if words[k - 1] in lx.with_words), None)
    comma = next((k for k in range((begins or 0) - 2, max(0, first - 14), -1) if words[k] == ","), None)
    if begins is None or comma is None or words[comma + 1] not in lx.indefinite:
        return None
    if any(n.party == "name" or n.low in lx.relatives for n in nodes[comma + 1 : first]):
        return None
    holder = comma - 1
    return holder if nodes[holder].party == "name" and frame.is_company(holder) else None


def sized(frame: Frame) -> list[Draft]:
    """ "The 35-person start-up": of what follows."""
    grammar, lx, nodes = _sized(frame.lx.language), frame.lx, frame.clause.nodes
    sentence = frame.clause.sentence
    if grammar is None or "-" not in frame.words:
        return []
    text = frame.low
    found = []
    for match in grammar.finditer(text):
        value = number(match["num"], lx, scaled=False)
        start, end = sentence.start + match.start(), sentence.start + match.end()
        first = next((i for i, n in enumerate(nodes) if n.end > start), None)
        if value is None or first is None:
            continue
        holder = next((k for k in range(first, min(len(nodes), first + 6)) if nodes[k].party in {"name", "noun"}), None)
        if holder is None or not frame.is_company(holder):
            continue
        money = Money(start, start + len(match["num"]), value, value, None, Qualifier.EXACT)
        found.append(_draft(frame, qualified(money, text, sentence, lx, end), holder, {first, holder}, first))
    return found


def bare(
    frame: Frame, openers: list[tuple[int, int, tuple[str, Tense]]], taken: Iterable[Draft], *, spoken: bool
) -> list[Draft]:
    """ "Would hire another 120", "en embauchera 60", "en comptait 72 000" where people were just spoken of."""
    lx, nodes, sentence = frame.lx, frame.clause.nodes, frame.clause.sentence
    busy = {d.money.start for d in taken if d.money}
    text = frame.low
    found = []
    for start, end, (what, tense) in openers:
        match = _more(lx.language).match(text, nodes[end - 1].end - sentence.start)
        employs = what == "employ" and frame.words[start] in lx.affairs.employs  # "it employs 140."
        if match is None or (what == "employ" and not spoken and not employs):
            continue
        of_them = not lx.of_it.isdisjoint(frame.words[max(0, start - 3) : start])
        told = what == "hire" and frame.words[start] in lx.affairs.hires  # "plans to hire 55"
        if not of_them and not employs and not told and not (match["more"] and what == "hire"):
            continue
        written = match["num"] or match["many"]
        value = number(written, lx, scaled=False) if match["num"] else Decimal(lx.affairs.collectives[written])
        at = sentence.start + match.start("num" if match["num"] else "many")
        if value is None or value < 2 or at in busy:
            continue
        company = subject(frame.clause, start, lx)
        company = company if company is not None else nearest(frame.clause, start, lx)
        entity = frame.entity(company)
        about = Qualifier.ABOUT if match["many"] else Qualifier.EXACT
        money = Money(at, at + len(written), value, value, None, about)
        if match["num"]:
            money = qualified(money, text, sentence, lx, at + len(written))
        money = _spanned(money)
        if company is not None and frame.is_company(company):
            draft = _draft(frame, money, company, {company, *range(start, end)}, start)
        elif entity is None or entity.kind == "person":
            owner = (frame.employer(entity) if entity else None) or frame.protagonist()
            if owner is None:
                continue
            draft = _draft(frame, money, None, set(range(start, end)), start)
            draft.company, draft.written = owner, frame.written_of(owner)
        else:
            continue
        last = next((i for i, n in enumerate(nodes) if n.start < at + len(written) <= n.end), end - 1)
        draft.nodes.add(last)
        draft.trigger = Trigger("headcount", start, end, tense=tense)
        found.append(draft)
    return found


def compared(frame: Frame, told: Iterable[Draft]) -> list[Draft]:
    """ "Employs 71,469 people, against 86,500 at the end of 2022": the number of an earlier time, without its noun."""
    lx, nodes, sentence = frame.lx, frame.clause.nodes, frame.clause.sentence
    text = frame.low
    found = []
    for draft in told:
        last = max(draft.nodes)
        hits = table_of(lx.compared).all(frame.words, last + 1, last + 9)
        if not hits or draft.money is None or any(n.money or n.percent for n in nodes[last + 1 : hits[0][1]]):
            continue
        at = nodes[hits[0][1] - 1].end - sentence.start
        match = _earlier(lx.language).match(text, at)
        value = number(match["num"], lx, scaled=False) if match is not None else None
        if match is None or value is None or value < 10:
            continue
        start = sentence.start + match.start("num")
        money = Money(start, start + len(match["num"]), value, value, None, Qualifier.EXACT)
        money = _spanned(qualified(money, text, sentence, lx, start + len(match["num"])))
        place = next(i for i, n in enumerate(nodes) if n.start <= start < n.end)
        end = next(i for i, n in enumerate(nodes) if n.start < money.end <= n.end)
        trigger = Trigger("headcount", place, place + 1, tense=draft.trigger.tense)
        earlier = replace(draft, nodes={*range(hits[0][0], end + 1)}, trigger=trigger, money=money, parties=[])
        earlier.previous = True
        found.append(earlier)
    return found


def grown(frame: Frame) -> list[Draft]:
    """ "Staff employed by X increased from 777 to 903": how many a workforce has become, and was."""
    lx, nodes, sentence = frame.lx, frame.clause.nodes, frame.clause.sentence
    noun = next((k for k, n in enumerate(nodes[:8]) if n.low in lx.affairs.workforce and n.is_word), None)
    if noun is None:
        return []
    verb = next((k for k in range(noun + 1, min(len(nodes), noun + 10)) if nodes[k].low in lx.measures), None)
    if verb is None or any(n.money or n.percent or n.low in {",", ";"} for n in nodes[noun:verb]):
        return []
    company = owner(frame.clause, noun, lx)
    if company is None:
        bring = lx.by_words | lx.affairs.at_words
        company = next((k for k in governed(frame.clause, noun, verb, bring) if frame.is_company(k)), None)
    if company is None or not frame.is_company(company):
        return []
    found = []
    for k in range(verb + 1, min(len(nodes) - 1, verb + 8)):
        earlier, now = nodes[k].low in lx.from_words - lx.of_words, nodes[k].low in lx.to_words
        value = number(nodes[k + 1].text, lx, scaled=False) if nodes[k + 1].text[0].isdigit() else None
        if not (earlier or now) or value is None or value < 10 or nodes[k + 1].money or nodes[k + 1].percent:
            continue
        start, end = nodes[k + 1].start, nodes[k + 1].end
        money = _spanned(
            qualified(Money(start, end, value, value, None, Qualifier.EXACT), frame.low, sentence, lx, end)
        )
        draft = _draft(frame, money, company, {company, noun, verb, k + 1}, noun)
        draft.previous = earlier
        found.append(draft)
    return found


def _spanned(money: Money) -> Money:
    return money if money.whole_end else replace(money, whole_start=money.start, whole_end=money.end)


def _draft(frame: Frame, money: Money, company: int | None, nodes: set[int], at: int) -> Draft:
    entity = frame.entity(company) or Entity("", "company", known=False)
    written = frame.written(company) if company is not None else frame.written_of(entity)
    trigger = Trigger("headcount", at, at + 1)
    return Draft("headcount", frame.clause, entity, written, nodes, trigger, money=money, confidence=0.8)
