"""Frames of staff: how many people a company has, hires or dismisses, and what it pays one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache

from ledger.extract import crews, jobs
from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owns, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import Money, qualified
from ledger.extract.nodes import REFERS
from ledger.extract.numbers import DIGITS, number
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.posts import is_person
from ledger.extract.triggers import Trigger
from ledger.model.amounts import Qualifier


@cache
def _openers(language: str) -> Phrases[tuple[str, Tense]]:
    a = load(language).affairs
    found: Phrases[tuple[str, Tense]] = Phrases()
    listed = ("lay off", a.lay_off), ("hire", a.hire), ("employ", a.employ), ("work", a.works)
    for what, forms in listed:
        for phrase, tense in forms.items():
            found.add(phrase, (what, tense))
    for phrase in a.cuts:
        found.add(phrase, ("cuts", Tense.PRESENT))
    return found


@cache
def _heads(language: str) -> frozenset[str]:
    return frozenset(phrase.split()[0] for phrase in load(language).affairs.staff)


@cache
def _counted(language: str) -> re.Pattern[str]:
    """A number, at most three words that describe, and a noun for people at work."""
    lx = load(language)
    words = "|".join(sorted((re.escape(w) for w in lx.numerals if lx.numerals[w] > 1), key=len, reverse=True))
    scales = "|".join(re.escape(w) for w, value in lx.scales.items() if value == 1000 and len(w) > 1)
    staff = "|".join(sorted((re.escape(w) for w in lx.affairs.staff), key=len, reverse=True))
    stops = "|".join(sorted((lx.prepositions - lx.of_words) | lx.conjunctions))
    between = rf"(?:(?!(?:{stops})\b)[^\W\d_][\w'-]* ){{0,3}}?"
    many = "|".join(sorted((re.escape(w) for w in lx.affairs.collectives), key=len, reverse=True)) or r"(?!)"
    count = (
        rf"(?<![\w.,$€£])(?:(?P<many>{many})"
        rf"|(?P<num>{DIGITS}|(?:{words})(?:[ -](?:{words}))*)(?: (?P<scale>{scales}))?)"
    )
    return re.compile(rf"{count} {between}(?P<noun>{staff})(?!\w)")


def headcounts(frame: Frame, before: Sequence[Draft]) -> list[Draft]:
    """The counts of people in a clause that a verb or noun of employing, hiring or dismissing governs."""
    lx = frame.lx
    last = next((d for d in reversed(before) if d.kind == "headcount"), None)
    shares = _shares(frame, last) if frame.percents else []
    shares += crews.sized(frame) + crews.grown(frame)
    openers = _openers(lx.language).all(frame.words)
    if not openers and _heads(lx.language).isdisjoint(frame.words):
        return shares
    counts = [] if _heads(lx.language).isdisjoint(frame.words) else list(_counts(frame))
    found = [(m, _headcount(frame, m, openers) if openers else None) for m in counts]
    told = [d for _, d in found if d is not None]
    beside = crews.apposed(frame, [m for m, d in found if d is None])
    taken = {d.money.start for d in beside if d.money}
    told += beside + jobs.told(frame, [m for m, d in found if d is None and m.start not in taken])
    told += crews.compared(frame, told)
    told += jobs.portions(frame, told[-1] if told else last)
    return _with_shares(told + crews.bare(frame, openers, told, spoken=last is not None), shares)


def _with_shares(told: list[Draft], shares: list[Draft]) -> list[Draft]:
    """The counts, each with the share that stands beside it ("93 emplois, soit 13 % des effectifs"): one fact."""
    for count in told:
        after = max(count.nodes)
        for share in shares:
            at = min((k for k in share.nodes if share.clause.nodes[k].percent is not None), default=-1)
            beside = 0 < at - after <= 6 and not any(d is not count and after < min(d.nodes) < at for d in told)
            beside = beside or _behind(count, share)
            if share.money is None and share.percent is not None and beside and count.percent is None:
                count.percent, count.percent_qualifier = share.percent, share.percent_qualifier
                count.percent_written = share.percent_written
                count.nodes |= share.nodes
                shares = [s for s in shares if s is not share]
                break
    return shares + told


def _behind(count: Draft, share: Draft) -> bool:
    """Whether a count stands right behind a share ("15% of its workforce, or around 400 staff")."""
    nodes = count.clause.nodes
    first = next((k for k, n in enumerate(nodes) if count.money and n.end > count.money.start), 0)
    return 0 < first - max(share.nodes) <= 4


@cache
def _part(language: str) -> re.Pattern[str]:
    """A number of those that are counted next ("400 of its …", "75 de ses …")."""
    lx = load(language)
    of, whose = "|".join(map(re.escape, lx.of_words)), "|".join(map(re.escape, lx.possessives | lx.articles))
    return re.compile(rf"(?<![\w.,])(?P<num>{DIGITS}) (?:{of}) ?(?:(?:{whose}) )?$")


@cache
def _sources(language: str) -> re.Pattern[str]:
    """People who are sources and not staff."""
    unnamed = (p for p in load(language).unnamed if " " in p)
    return re.compile("|".join(sorted(map(re.escape, unnamed), key=len, reverse=True)) or r"(?!)")


@cache
def _between(language: str) -> re.Pattern[str]:
    """The lower of two numbers, before the higher one ("between 35 and [40 jobs]")."""
    lx = load(language)
    between, to = "|".join(map(re.escape, lx.between)), "|".join(map(re.escape, lx.and_ | lx.to))
    return re.compile(rf"(?:{between}) (?P<num>{DIGITS}) (?:{to}) $")


def _like_a_year(written: str) -> bool:
    return written.isdigit() and len(written) == 4 and written[:2] in {"19", "20"}


def _counts(frame: Frame) -> Iterator[Money]:
    lx, sentence = frame.lx, frame.clause.sentence
    text = frame.low
    base = sentence.start
    for match in _counted(lx.language).finditer(text):
        if match["many"]:
            many = Decimal(lx.affairs.collectives[match["many"]])
            start, end = base + match.start("many"), base + match.end("many")
            money = Money(start, end, many, many, None, Qualifier.ABOUT)
            yield replace(money, whole_start=start, whole_end=base + match.end("noun"))
            continue
        value = number(match["num"], lx, scaled=bool(match["scale"]))
        if (
            value is None
            or value < 2
            or (_like_a_year(match["num"]) and text[: match.start()].split()[-1:] not in [[w] for w in lx.of_words])
        ):
            continue
        between = text[match.end("num") : match.start("noun")].split()
        own = between[:1] and between[0] in lx.of_words and between[1:] and between[1] in lx.possessives
        if not own and not lx.of_words.isdisjoint(between):
            continue  # "two rounds of layoffs", "une liste des 130 plans de licenciements"
        before = text[max(0, match.start() - 12) : match.start()].split()
        if len(before) > 1 and before[-1] in lx.in_words | {"sur"} and before[-2] in lx.numerals:
            continue  # "one in ten jobs"
        if _sources(lx.language).match(text, match.start("noun")):
            continue  # "two people familiar with the plans"
        value *= lx.scales.get(match["scale"] or "", 1)
        if value > 5_000_000:
            continue
        part = _part(lx.language).search(text[max(0, match.start() - 24) : match.start()])
        if part is not None and (some := number(part["num"], lx, scaled=False)) and some < value:
            # "400 of its 1,500 staff": those are told of, not all.
            at = base + max(0, match.start() - 24) + part.start("num")
            money = Money(at, at + len(part["num"]), some, some, None, Qualifier.EXACT)
            yield qualified(money, text, sentence, lx, base + match.end("noun"))
            continue
        start, end = base + match.start("num"), base + match.end("scale" if match["scale"] else "num")
        fewest = _between(lx.language).search(text[max(0, match.start() - 24) : match.start()])
        least = number(fewest["num"], lx, scaled=False) if fewest is not None else None
        if fewest is not None and least is not None and least < value:
            ahead = base + max(0, match.start() - 24)
            count = Money(ahead + fewest.start("num"), end, least, value, None, Qualifier.RANGE)
            yield replace(count, whole_start=ahead + fewest.start(), whole_end=base + match.end("noun"))
            continue
        yield qualified(
            Money(start, end, value, value, None, Qualifier.EXACT), text, sentence, lx, base + match.end("noun")
        )


def _node_at(frame: Frame, offset: int) -> int:
    nodes = frame.clause.nodes
    return next((i for i, n in enumerate(nodes) if n.start <= offset < n.end), len(nodes) - 1)


def _headcount(  # noqa: C901, PLR0912 - one branch per way of telling
    frame: Frame, count: Money, openers: list[tuple[int, int, tuple[str, Tense]]]
) -> Draft | None:
    lx, nodes = frame.lx, frame.clause.nodes
    first, last = _node_at(frame, count.start), _node_at(frame, count.whole_end - 1)
    best: tuple[int, tuple[int, int, tuple[str, Tense]]] | None = None
    for hit in openers:
        start, end, (what, tense) = hit
        if end <= first:
            between = nodes[end:first]
            if what == "employ" and len(between) > 1 and between[0].low == "," and between[1].low in lx.relatives:
                between = between[2:]  # "its workforce, which stands at N"
            if len(between) > 7 or any(
                n.low in {";", ":"} or n.low in lx.relatives or n.money or n.party == "name" for n in between
            ):
                continue
            if any(n.low in lx.affairs.teams for n in between):
                continue  # "cut its support team from N people"
            distance = len(between)
        elif start > last and what == "lay off" and start - last <= 6 and tense in {Tense.PAST, Tense.PARTICIPLE}:
            distance = start - last + 2  # "1,200 jobs will be cut"
        elif (what == "cuts" and start <= last and first < end) or (what == "work" and 0 < start - last <= 3):
            distance = 0
        else:
            continue
        if best is None or distance < best[0]:
            best = (distance, hit)
    if best is None:
        return None
    start, end, (what, tense) = best[1]
    trigger = Trigger("headcount", start, end, tense=Tense.PRESENT if what == "work" else tense)
    company = first - 1 if first and nodes[first - 1].party == "possessive" else _company(frame, start)
    if what == "work":  # "N people work for X", "N people work there"
        company = next((k for k in range(end, min(len(nodes), end + 3)) if frame.is_company(k)), None)
    if what == "cuts":
        by = next(governed(frame.clause, end, end + 6, lx.by_words), None)
        company = by if by is not None else company
    entity = frame.entity(company) if company is not None else None
    if company is not None and (entity is None or not entity.is_company):
        told = frame.employer(entity) if entity is not None and entity.kind == "person" else None
        if told is None and nodes[company].party not in {"pronoun", "possessive"}:
            return None
        company, entity = None, told
    confidence = 0.82
    if company is None and (house := _house(frame, first)) is not None:
        company, entity = house, frame.entity(house)  # "At X, 33 people have been laid off"
    if entity is None:
        if any(n.party == "generic" for n in nodes[:start]):
            return None
        entity, confidence = frame.topic(), 0.62
    if entity is None:
        return None
    used = {*range(start, end), *range(first, last + 1)} | ({company} if company is not None else set())
    written = frame.written(company) if company is not None else frame.written_of(entity)
    return Draft("headcount", frame.clause, entity, written, used, trigger, money=count, confidence=confidence)


def _house(frame: Frame, stop: int) -> int | None:
    """The company that a sentence opens with as the place of what it tells ("At X, …")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if frame.words[0] not in lx.affairs.at_places:
        return None
    k = next((k for k in range(1, min(stop, 6)) if nodes[k].party == "name"), None)
    fronted = k is not None and k + 1 < len(nodes) and nodes[k + 1].low == "," and nodes[k].head == 1
    return k if fronted and frame.is_company(k) else None


def _company(frame: Frame, start: int) -> int | None:
    """Who employs: the subject, or whose workforce it is."""
    nodes = frame.clause.nodes
    if start + 1 < len(nodes) and nodes[start + 1].party == "possessive":
        return start + 1  # "avec ses 2 600 salariés"
    for k in range(start - 1, max(-1, start - 5), -1):
        if nodes[k].party == "possessive" or owns(nodes, k):
            return k
    found = subject(frame.clause, start, frame.lx)
    if found is None:
        found = nearest(frame.clause, start, frame.lx)
    # "X, with 650 employees, plans to hire …": those already counted are not who hires.
    crowd = next((k for k in range(start - 1, -1, -1) if nodes[k].party and not nodes[k].prep), None)
    if found is None and crowd is not None and nodes[crowd].low in frame.lx.affairs.crew:
        return _company(frame, crowd - 1) if crowd > 1 else None
    return found


def _of_staff(frame: Frame, i: int) -> tuple[int, int] | None:
    """The words that say that a percentage is one of a workforce ("10% of X's staff", "its staff by 10%")."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    # "6 % de ses 187 000 employés": how many there are may stand within.
    places = [k for k in range(i + 1, min(len(nodes), i + 10)) if not nodes[k].text[0].isdigit()]
    noun = table_of(lx.affairs.staff_share).all([words[k] for k in places])
    if noun and places[noun[0][0]] <= i + 4:
        return places[noun[0][0]], places[noun[0][1] - 1] + 1
    if i + 1 < len(nodes) and words[i + 1] in lx.of_words:
        for k in range(i + 2, min(len(nodes), i + 8)):
            if words[k] in lx.affairs.workforce:
                return i + 1, k + 1
            if not (nodes[k].party or nodes[k].is_word) or words[k] in {",", ";"} or words[k] in lx.prepositions:
                break
    by = next((k for k in range(i - 1, max(-1, i - 3), -1) if words[k] in lx.by_words), None)
    if by is not None and words[by - 1] in lx.affairs.workforce:
        return by - 1, by + 1
    return None


def _shares(frame: Frame, last: Draft | None) -> list[Draft]:
    """Shares of a workforce that go or come ("will cut 10% of its staff"); `last` is the headcount told before."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    found = []
    openers = [h for h in _openers(lx.language).all(frame.words) if h[2][0] in {"lay off", "cuts", "hire"}]
    for i, node in enumerate(nodes):
        if node.percent is None or node.percent.step >= 0:
            continue
        noun = _of_staff(frame, i)
        if noun is None:
            continue
        opener = next((h for h in reversed(openers) if h[1] <= i and i - h[1] <= 16), None)
        if opener is None and last is not None and noun[0] > i:
            found.append(_as_share(frame, last, i, noun))  # "this is about 14% of its workforce"
        if opener is None:
            continue
        trigger = Trigger("headcount", opener[0], opener[1], tense=opener[2][1])
        company = _company(frame, opener[0])
        entity = frame.entity(company) if company is not None else frame.topic()
        if entity is None or not entity.is_company:
            continue
        used = {*range(opener[0], opener[1]), i, *range(*noun)} | ({company} if company is not None else set())
        written = frame.written(company) if company is not None else frame.written_of(entity)
        draft = Draft("headcount", clause, entity, written, used, trigger, confidence=0.8)
        draft.percent, draft.percent_qualifier, draft.percent_written = (
            node.percent.value,
            node.percent.qualifier,
            node.text,
        )
        found.append(draft)
    return found


def _as_share(frame: Frame, last: Draft, i: int, noun: tuple[int, int]) -> Draft:
    """The share that the people told of before are."""
    node = frame.clause.nodes[i]
    assert node.percent is not None
    used = {i, *range(*noun)}
    trigger = Trigger("headcount", i, i + 1, tense=last.trigger.tense)
    draft = replace(last, clause=frame.clause, nodes=used, trigger=trigger, parties=[], money=None)
    draft.percent, draft.percent_qualifier, draft.percent_written = (
        node.percent.value,
        node.percent.qualifier,
        node.text,
    )
    draft.confidence = last.confidence - 0.1
    return draft


def compensation(  # noqa: C901 - one branch per way of telling
    frame: Frame, trigger: Trigger, figure: int | None, percent: int | None = None
) -> Draft | None:
    """What a company pays a person: "his salary is M", "P will receive a M package", "a bonus of 200 percent"."""
    lx, nodes = frame.lx, frame.clause.nodes
    place = figure if figure is not None else percent
    assert place is not None
    if trigger.is_verb and not lx.compounds and not _is_paid(frame, trigger):
        return None
    left = min(trigger.start, place)
    person = next(
        (
            k
            for k in range(left - 1, max(-1, left - 40), -1)
            if nodes[k].party in REFERS and is_person(frame, k, loose=False)
        ),
        None,
    )
    if person is None:
        between = range(trigger.end, place)
        person = next((k for k in between if nodes[k].party in REFERS and is_person(frame, k, loose=False)), None)
    if person is None:
        possessive = next(
            (k for k in range(trigger.start - 1, max(-1, trigger.start - 5), -1) if nodes[k].party == "possessive"),
            None,
        )
        entity = frame.entity(possessive)
        person = possessive if entity is not None and entity.kind == "person" else None
    human = frame.entity(person) if person is not None else None
    confidence = 0.82
    # "Pay packages of up to M": of several people none is named.
    many = nodes[trigger.end - 1].low.endswith("s") and nodes[trigger.end - 1].low not in lx.affairs.single
    payer = frame.employer(human) if many and human is not None else None
    human = None if many else human
    if human is None and not many:
        human, confidence = frame.last_paid(), 0.66
        offered = human is None and any(n.party == "generic" or n.low in lx.pronouns for n in nodes[:left])
        if offered:
            return None

    def _hires_from(k: int) -> bool:
        return bool(nodes[k].prep) and nodes[k].prep in lx.affairs.at_places

    company = next(
        (
            k
            for k in range(left - 1, max(-1, left - 30), -1)
            if frame.is_company(k)
            and (
                nodes[k].party == "possessive"
                or (nodes[k].party in REFERS and not owns(nodes, k) and not is_person(frame, k) and not _hires_from(k))
            )
        ),
        None,
    )
    firm = frame.employer(human) if human is not None else payer
    if firm is None:
        firm = frame.entity(company) if company is not None else frame.topic()
    if firm is None or not firm.is_company or (trigger.is_verb and human is None):
        return None
    used = {*range(trigger.start, trigger.end), place} | ({person} if person is not None else set())
    draft = Draft("compensation", frame.clause, firm, firm.name, used, trigger, confidence=confidence)
    if figure is not None:
        draft.money = nodes[figure].money
        if draft.money is None or draft.money.high < 10_000:
            return None
        if draft.money.previous and any(n.money for n in nodes[figure + 1 : figure + 4]):
            return None  # "is now M, up from N": what it was is not what is paid
    else:
        share = nodes[place].percent
        assert share is not None
        draft.percent, draft.percent_qualifier, draft.percent_written = share.value, share.qualifier, nodes[place].text
    if human is not None:
        draft.parties.append(
            Party(
                human,
                "person",
                nodes[person].text if person is not None and nodes[person].party == "name" else human.name,
            )
        )
    return draft


def _is_paid(frame: Frame, trigger: Trigger) -> bool:
    """Whether the subject of a verb of earning is somebody, named or not ("le dirigeant percevra M")."""
    nodes = frame.clause.nodes
    who = frame.subject(trigger)
    if who is not None and (is_person(frame, who, loose=False) or nodes[who].party == "pronoun"):
        return True
    for k in range(trigger.start - 1, max(-1, trigger.start - 14), -1):
        if nodes[k].low in frame.lx.person_nouns and nodes[k].is_word:
            return True
        if nodes[k].party in {"name", "noun"} and not nodes[k].prep:
            return is_person(frame, k, loose=False)
    return False


def paid_to(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """ "X paid P, its chief executive, M last year": what a company pays a person."""
    nodes, lx = frame.clause.nodes, frame.lx
    person = next((k for k in range(trigger.end, min(figure, trigger.end + 3)) if nodes[k].party == "name"), None)
    if not lx.compounds or person is None or nodes[person].prep or not is_person(frame, person, loose=False):
        return None
    payer = subject(frame.clause, trigger.start, lx)
    money, entity, human = nodes[figure].money, frame.entity(payer), frame.entity(person)
    if (
        payer is None
        or entity is None
        or not entity.is_company
        or money is None
        or money.high < 10_000
        or human is None
    ):
        return None
    used = {payer, person, trigger.start, figure}
    told = Trigger("pay package", trigger.start, trigger.end, tense=trigger.tense)
    draft = Draft("compensation", frame.clause, entity, frame.written(payer), used, told, money=money, confidence=0.8)
    draft.parties.append(Party(human, "person", nodes[person].text))
    return draft


def _earns(frame: Frame, trigger: Trigger) -> bool:
    """Whether a person is who gains ("the share has gained 20%" is no bonus)."""
    who = frame.subject(trigger)
    return who is not None and is_person(frame, who, loose=False)


def bonuses(frame: Frame) -> list[Draft]:
    """Bonuses told as a percentage of the salary."""
    nodes = frame.clause.nodes
    found = []
    for trigger in frame.triggers:
        if trigger.shape != "pay package" or (trigger.is_verb and not _earns(frame, trigger)):
            continue
        for k in (
            *range(trigger.end, min(len(nodes), trigger.end + 6)),
            *range(max(0, trigger.start - 3), trigger.start),
        ):
            share = nodes[k].percent
            if (
                share is not None
                and share.step < 0
                and not any(n.low in {",", ";"} or n.low in frame.lx.measures for n in nodes[trigger.end : k])
            ):
                draft = compensation(frame, trigger, None, k)
                if draft is not None and draft.parties:
                    found.append(draft)
                break
    return found
