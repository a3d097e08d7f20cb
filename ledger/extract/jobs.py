"""How many people a company has, takes on or lets go, where the noun alone says so and no verb of employing does.

"1 254 emplois sont appelés à disparaître", "les 650 collaborateurs du site", "26 personnes ont déjà pris la porte".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import Money, qualified
from ledger.extract.nodes import REFERS
from ledger.extract.numbers import DIGITS, number
from ledger.extract.phrases import table_of
from ledger.extract.posts import is_person
from ledger.extract.triggers import Trigger
from ledger.model.amounts import Qualifier


def told(frame: Frame, counts: Iterable[Money]) -> list[Draft]:
    """The counts of people at work that no frame of employing has taken."""
    lx, nodes = frame.lx, frame.clause.nodes
    if not lx.affairs.jobs:
        return []
    found = []
    for count in counts:
        first = next((i for i, n in enumerate(nodes) if n.end > count.start), None)
        last = next((i for i, n in enumerate(nodes) if n.end >= count.whole_end), None)
        if first is None or last is None or first > last:
            continue
        fate = _fate(frame, first, last)
        if nodes[last].low not in lx.affairs.jobs and fate is None:
            continue
        draft = _draft(frame, count, first, last, fate)
        found += [draft] if draft is not None else []
    return found


def _fate(frame: Frame, first: int, last: int) -> tuple[int, int] | None:
    """What becomes of those counted ("vont perdre leur emploi", "laissant N personnes sur le carreau")."""
    near = table_of(frame.lx.affairs.fates).all(frame.words, max(0, first - 9), last + 12)
    return min(((a, b) for a, b, _ in near), key=lambda hit: abs(hit[0] - first), default=None)


def _draft(frame: Frame, count: Money, first: int, last: int, fate: tuple[int, int] | None) -> Draft | None:
    lx = frame.lx
    if _of_others(frame, first, last):
        return None
    company = _company(frame, first, last)
    entity = frame.entity(company)
    confidence = 0.78
    if company is None or entity is None:
        entity, confidence = frame.topic(), 0.66
    if entity is None or not entity.is_company:
        return None
    tense = Tense.FUTURE if table_of(lx.forecasts).all(frame.words, max(0, first - 6), last + 8) else Tense.PRESENT
    start, end = fate if fate is not None else (last, last + 1)
    used = {*range(first, last + 1), start} | ({company} if company is not None else set())
    written = frame.written(company) if company is not None else frame.written_of(entity)
    trigger = Trigger("headcount", start, end, tense=tense)
    return Draft("headcount", frame.clause, entity, written, used, trigger, money=count, confidence=confidence)


def _of_others(frame: Frame, first: int, last: int) -> bool:
    """Whether those counted are of a crowd, a market or of firms of some size ("les PME de plus de 50 salariés")."""
    lx, nodes = frame.lx, frame.clause.nodes
    crowd = any(n.low in lx.generic_nouns and n.low not in lx.affairs.workforce for n in nodes[:first])
    market = any(n.low in lx.markets or n.low in lx.bodies for n in nodes[: last + 8])
    return crowd or market


def _company(frame: Frame, first: int, last: int) -> int | None:
    """Whose people they are: "ses N salariés", "N emplois chez X", "N salariés de X", the subject."""
    lx, nodes = frame.lx, frame.clause.nodes
    if first and nodes[first - 1].party == "possessive" and frame.is_company(first - 1):
        return first - 1
    if last > first and (own := next((k for k in range(first, last) if nodes[k].party == "possessive"), None)):
        return own if frame.is_company(own) else None
    at = governed(frame.clause, last + 1, last + 10, lx.affairs.at_places)
    near = governed(frame.clause, last + 1, last + 4, lx.of_words)
    beside = next((k for k in (*at, *near) if frame.is_company(k) and not is_person(frame, k)), None)
    if beside is not None:
        return beside
    verb = next((k for k in range(first - 1, max(-1, first - 12), -1) if nodes[k].party in REFERS), None)
    if verb is None or nodes[verb].prep or not frame.is_company(verb):
        found = subject(frame.clause, first, lx)
        found = found if found is not None else nearest(frame.clause, first, lx)
        return found if found is not None and frame.is_company(found) else None
    return verb


@cache
def _portion(language: str) -> re.Pattern[str]:
    """A number without a noun behind a mark or a joint, and before a place ("955 sur le premier site")."""
    lx = load(language)
    small = "|".join(map(re.escape, (phrase for phrases in lx.qualifiers.values() for phrase in phrases)))
    joints = "|".join(map(re.escape, [*lx.and_, *lx.including, *lx.affairs.then]))
    places = "|".join(map(re.escape, lx.affairs.sites))
    return re.compile(rf"(?:[:,;(]|\b(?:{joints})) (?:{small} )?(?P<num>{DIGITS}) (?={places}\b)")


def portions(frame: Frame, last: Draft | None) -> list[Draft]:
    """The parts of a number of people that was just told, by place: "955 sur le premier site, 299 sur le second"."""
    lx, nodes, sentence = frame.lx, frame.clause.nodes, frame.clause.sentence
    if last is None or last.money is None or not lx.affairs.sites:
        return []
    found = []
    for match in _portion(lx.language).finditer(frame.low):
        value = number(match["num"], lx, scaled=False)
        start, end = sentence.start + match.start("num"), sentence.start + match.end("num")
        place = next((i for i, n in enumerate(nodes) if n.start <= start < n.end), None)
        year = len(match["num"]) == 4 and match["num"][:2] in {"19", "20"}
        if value is None or place is None or year or not 2 <= value < last.money.high:
            continue
        if nodes[place].money or nodes[place].percent or nodes[place].when or last.money.start == start:
            continue
        money = Money(start, end, value, value, None, Qualifier.EXACT)
        money = qualified(money, frame.low, sentence, lx, end)
        money = money if money.whole_end else replace(money, whole_start=start, whole_end=end)
        trigger = Trigger("headcount", place, place + 1, tense=last.trigger.tense)
        part = replace(last, clause=frame.clause, nodes={place, min(place + 3, len(nodes) - 1)}, trigger=trigger)
        part.money, part.parties, part.confidence = money, [], last.confidence - 0.1
        found.append(part)
    return found
