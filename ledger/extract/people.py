"""Frames of people: who takes up a post, who leaves one."""

from __future__ import annotations

from dataclasses import replace

from ledger.extract import handovers
from ledger.extract.arrivals import arrival, into_vacancy, swapped
from ledger.extract.drafts import Draft, Party
from ledger.extract.foundings import founding, new_units
from ledger.extract.frame import Frame
from ledger.extract.grammar import antecedent, owns
from ledger.extract.lexicon.forms import Tense
from ledger.extract.moves import move
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.posts import (
    Told,
    employer_of,
    is_person,
    person_at,
    person_before,
    post_in,
    tables,
)
from ledger.extract.triggers import Trigger

#: What people do and companies seldom.
_OF_PEOPLE = {"take", "leave", "give up", "dismiss"}


def read(frame: Frame) -> list[Draft]:
    """The appointments, departures and foundings of a clause."""
    openers = tables(frame.lx.language).openers
    if openers.absent(frame.words):
        return handovers.read(frame) + new_units(frame)
    found: list[Draft] = []
    told = Told()
    # "A pris en avril les commandes de X": a time may stand inside a phrase.
    nodes, articles = frame.clause.nodes, frame.lx.articles
    timed = {i for i, n in enumerate(nodes) if n.when is not None}
    timed |= {i - 1 for i in timed if i and nodes[i - 1].low in articles and not frame.lx.compounds}  # "le 1er mars"
    places = [i for i in range(len(nodes)) if i not in timed]
    for first, last, (what, tense) in openers.all([frame.words[i] for i in places]):
        start, end = places[first], places[last - 1] + 1
        trigger = Trigger(what, start, end, tense=tense)
        if what in _OF_PEOPLE and tense is not None:
            _he(frame, trigger)
        if what in {"found", "founding", "begin"}:
            draft = founding(frame, trigger, told)
        elif what in {"departure", "appointment"}:
            draft = _noun(frame, trigger)
        elif what == "run":
            draft = _headed(frame, trigger)
        else:
            draft = _move(frame, trigger, told)
        if draft is not None:
            found.append(draft)
            heir = _heir(frame, trigger, draft) if what == "give up" else None
            found += [heir] if heir is not None else []
            found += _more_of_them(frame, draft) if what == "dismiss" else _both(frame, draft)
        elif what == "take":
            found += swapped(frame, trigger)
    return _once([*found, *handovers.read(frame)]) + new_units(frame)


def _once(drafts: list[Draft]) -> list[Draft]:
    """One appointment of a person at a company a clause: who takes a post and joins the board has moved once."""
    kept: list[Draft] = []
    for draft in drafts:
        same = (d for d in kept if d.kind == draft.kind == "appointment" and d.company == draft.company)
        again = any(
            d.parties[:1] and draft.parties[:1] and d.parties[0].entity == draft.parties[0].entity for d in same
        )
        if not (again and draft.trigger.shape == "join"):
            kept.append(draft)
    return kept


def _more_of_them(frame: Frame, first: Draft) -> list[Draft]:
    """The others of an enumeration of people with their posts ("fired CEO P, CFO Q and general counsel R")."""
    nodes, lx = frame.clause.nodes, frame.lx
    person = max((k for k in first.nodes if is_person(frame, k)), default=None)
    found: list[Draft] = []
    while person is not None:
        nxt = next((k for k in range(person + 1, min(len(nodes), person + 12)) if nodes[k].party == "name"), None)
        post = post_in(frame, person + 1, nxt) if nxt is not None else None
        joined = nodes[person + 1].low in lx.and_ | {","} if person + 1 < len(nodes) else False
        if nxt is None or post is None or not joined or not is_person(frame, nxt):
            break
        human = person_at(frame, nxt)
        used = {nxt, *range(post[0], post[1])}
        draft = Draft(first.kind, frame.clause, first.company, first.written, used, first.trigger, confidence=0.8)
        draft.parties.append(Party(human, post[2], frame.written(nxt)))
        frame.employ(human, first.company, leaving=True)
        found.append(draft)
        person = nxt
    return found


def _both(frame: Frame, first: Draft) -> list[Draft]:
    """The other of two who are given one post ("named P and Q as co-chiefs", "P and Q were named co-chiefs")."""
    nodes, lx = frame.clause.nodes, frame.lx
    person = max((k for k in first.nodes if is_person(frame, k)), default=None)
    if first.kind != "appointment" or person is None:
        return []
    if person < first.trigger.start:
        beside = person > 1 and nodes[person - 1].low in lx.and_ and nodes[person - 2].party == "name"
        if not beside or first.trigger.shape != "appoint" or not is_person(frame, person - 2) or nodes[person - 2].prep:
            return []
        human = person_at(frame, person - 2)
        draft = replace(first, nodes=first.nodes | {person - 2}, parties=[])
        draft.parties.append(Party(human, first.parties[0].role, frame.written(person - 2)))
        frame.employ(human, first.company, leaving=False)
        return [draft]
    stop = min(len(nodes), person + 8)
    nxt = next((k for k in range(person + 1, stop) if nodes[k].party), None)
    if nxt is None or nodes[nxt].party != "name" or not is_person(frame, nxt):
        return []
    joint = nodes[person + 1].low in lx.and_ and table_of(lx.affairs.as_words).at(frame.words, nxt + 1) is not None
    post = post_in(frame, nxt + 1, min(len(nodes), nxt + 6)) if joint else None
    if post is None:
        return []
    first.parties[0].role = post[2]
    first.nodes |= {nxt, *range(post[0], post[1])}
    human = person_at(frame, nxt)
    draft = Draft(first.kind, frame.clause, first.company, first.written, set(first.nodes), first.trigger)
    draft.confidence = 0.8
    draft.parties.append(Party(human, post[2], frame.written(nxt)))
    frame.employ(human, first.company, leaving=False)
    return [draft]


def _he(frame: Frame, trigger: Trigger) -> None:
    """Let a pronoun before a verb of coming or going mean the person spoken of, where it may mean both."""
    lx, nodes = frame.lx, frame.clause.nodes
    k = frame.subject(trigger)
    if k is None or nodes[k].party != "pronoun" or nodes[k].low in lx.things or nodes[k].low in lx.selves:
        return
    person = frame.last_paid()
    if person is not None and frame.is_company(k):
        nodes[k].entity = person


def _move(frame: Frame, trigger: Trigger, told: Told) -> Draft | None:
    """A verb of coming or going: who, where, to or from which post."""
    match trigger.shape:
        case "appoint" | "dismiss":
            return _by_company(frame, trigger, told)
        case "join" | "take":
            return arrival(frame, trigger, told)
        case _:
            return _leaving(frame, trigger, told)


def _by_company(frame: Frame, trigger: Trigger, told: Told) -> Draft | None:
    """ "X names P its chief", "P was named chief of X", "P, named last week to run X", "directors forced out P"."""
    lx, nodes = frame.lx, frame.clause.nodes
    stop = min(len(nodes), trigger.end + 18)
    before = person_before(frame, trigger)
    passive = before is not None and is_person(frame, before) and _suffers(frame, trigger, before)
    person = before if passive else _object(frame, trigger)
    if person is None:
        return None
    post = post_in(frame, trigger.end if passive else person + 1, stop)
    titled = None if passive else post_in(frame, trigger.end, person)
    if titled is not None and titled[1] == person and trigger.shape == "dismiss":
        post = titled  # "fired CEO P, CFO Q"
    if post is None and not passive:
        post = post_in(frame, trigger.end, person)
    company = employer_of(frame, trigger, post, person)
    if not passive and company is not None and nodes[company].party == "possessive" and frame.is_company(before):
        company = before  # "X has hired P as its chief"
    if company is None and (company := _run(frame, trigger.end, stop)) is not None and post is None:
        post = (trigger.start, trigger.end, "chief executive")
    if (
        company is None
        and not passive
        and before is not None
        and frame.is_company(before)
        and not is_person(frame, before)
    ):
        company = before
    if company is None and passive:
        company = next(
            (k for k in range(trigger.end, stop) if nodes[k].prep in lx.by_words and frame.is_company(k)), None
        )
    if post is None and passive and table_of(lx.affairs.in_place).all(frame.words, trigger.end, stop):
        return into_vacancy(frame, trigger, person)
    if trigger.shape == "appoint" and post is None and _run(frame, trigger.end, stop) is None:
        hired = {n.low for n in nodes[trigger.start : trigger.end]} & {
            *("hire", "hires", "hired", "recruits", "recruited", "poaches", "poached"),
            *("recruté", "recrute", "débauché", "débauche"),
        }
        if not (hired and company is not None and frame.entity(person) and nodes[person].party == "name"):
            return None
    kind = "appointment" if trigger.shape == "appoint" else "departure"
    return move(frame, kind, trigger, person, company, post, told)


def _suffers(frame: Frame, trigger: Trigger, subject: int) -> bool:
    """Whether the person before a verb is the one it happens to."""
    nodes, lx = frame.clause.nodes, frame.lx
    between = [n.low for n in nodes[subject + 1 : trigger.start]]
    if trigger.tense not in {Tense.PAST, Tense.PARTICIPLE}:
        return False
    headline = not between and nodes[subject].party == "name"
    own = frame.words[trigger.start] in lx.passive  # "was made chairman"
    return own or bool(lx.passive & set(between)) or (bool(between) and between[-1] == ",") or headline


def _object(frame: Frame, trigger: Trigger) -> int | None:
    """The person that a verb of appointing or dismissing has as its object."""
    nodes, lx = frame.clause.nodes, frame.lx
    for k in range(trigger.end, min(len(nodes), trigger.end + 14)):
        node = nodes[k]
        if node.low == "," and _introduces(frame, trigger.end, k):
            continue
        if node.low in {";", ":", ","} or node.low in lx.relatives or node.money:
            return None
        if node.party == "name" and owns(nodes, k) and not frame.is_company(k):
            continue  # "poached P's successor, Q"
        if node.party == "name":
            behind = nodes[k + 2 : k + 3]
            if k + 2 < len(nodes) and nodes[k + 1].low in lx.person_nouns and behind[0].party == "name":
                continue  # "Nokia veteran P"
            away = node.prep not in {"", "former"} and node.head > trigger.end
            return k if is_person(frame, k) and not away else None
    return None


def _introduces(frame: Frame, start: int, comma: int) -> bool:
    """Whether what stands before a comma says who the person behind it is ("nommer sa secrétaire générale, P, …")."""
    following = comma + 1 < len(frame.clause.nodes) and is_person(frame, comma + 1)
    return following and post_in(frame, start, comma) is not None


def _run(frame: Frame, start: int, stop: int) -> int | None:
    """The company that somebody is to run ("named to run X", "pour diriger X")."""
    nodes = frame.clause.nodes
    for i in range(start, stop):
        if nodes[i].low in frame.lx.affairs.run:
            return next(
                (k for k in range(i + 1, min(stop, i + 5)) if nodes[k].party in REFERS and frame.is_company(k)), None
            )
    return None


def _leaving(frame: Frame, trigger: Trigger, told: Told) -> Draft | None:
    """ "P left X", "P resigned as chief", "P gave up the post of chief", "the board, which he left"."""
    nodes = frame.clause.nodes
    person = person_before(frame, trigger)
    relative = trigger.start > 0 and nodes[trigger.start - 1].low in frame.lx.relatives
    if (
        relative
        and antecedent(frame.clause, trigger.start - 1, frame.lx) is None
        and not _relative_post(frame, trigger)
    ):
        return None  # "its former head, who retired"
    if person is None or not is_person(frame, person):
        person = told.person
    if person is None or not is_person(frame, person):
        return None
    stop = min(len(nodes), trigger.end + 12)
    goes_on = (k for k in range(trigger.end, stop) if _goes_elsewhere(frame, k))
    stop = next(goes_on, stop)
    post = post_in(frame, trigger.start if trigger.shape == "give up" else trigger.end, stop)
    if post is not None and any(n.low in {",", ";"} for n in nodes[trigger.end : post[0]]):
        post = None
    company = employer_of(frame, trigger, post, person)
    company = None if company is not None and company >= stop > trigger.end else company
    direct = next(
        (k for k in range(trigger.end, min(stop, trigger.end + 3)) if nodes[k].party in REFERS and frame.is_company(k)),
        None,
    )
    if company is None and direct is not None and not is_person(frame, direct):
        company = direct
    if (post is None and trigger.shape == "give up") or _relative_post(frame, trigger):
        post = post or post_in(frame, max(0, trigger.start - 9), trigger.start)
        if post is None and len(nodes[trigger.start : trigger.end]) < 2:
            return None
    if trigger.shape == "leave" and post is None and company is None and not _absolute(frame, trigger):
        return None
    return move(frame, "departure", trigger, person, company, post, told)


def _goes_elsewhere(frame: Frame, k: int) -> bool:
    """Whether an infinitive tells what somebody leaves for ("will quit as chief [to become] head of Y")."""
    lx, words = frame.lx, frame.words
    if words[k] not in lx.to_words or not lx.compounds or k + 1 >= len(words):
        return False
    a, word = lx.affairs, words[k + 1]
    return word in a.join or word in a.run or any(form.split()[0] == word for form in a.take)


def _heir(frame: Frame, trigger: Trigger, left: Draft) -> Draft | None:
    """To whom somebody gives up a post ("P cède sa place à Q"), at the company that he leaves."""
    lx, nodes = frame.lx, frame.clause.nodes
    near = range(trigger.end, min(len(nodes), trigger.end + 12))
    heir = next((k for k in near if is_person(frame, k) and nodes[k].prep in lx.to_words), None)
    if heir is None or any(n.low in {",", ";", ":"} for n in nodes[trigger.end : nodes[heir].head - 1]):
        return None
    human = person_at(frame, heir)
    frame.employ(human, left.company, leaving=False)
    used = {*range(trigger.start, heir + 1)}
    draft = Draft("appointment", frame.clause, left.company, left.written, used, trigger, confidence=left.confidence)
    draft.parties.append(Party(human, left.parties[0].role, frame.written(heir)))
    return draft


def _relative_post(frame: Frame, trigger: Trigger) -> bool:
    """Whether a relative clause speaks of the post before it ("the board, which he left", "a job he gave up")."""
    before = frame.words[max(0, trigger.start - 4) : trigger.start]
    return (
        any(low in frame.lx.relatives for low in before)
        and post_in(frame, max(0, trigger.start - 9), trigger.start) is not None
    )


def _absolute(frame: Frame, trigger: Trigger) -> bool:
    """Whether a verb of leaving needs no object: "stepped down", "resigned", "left as well."."""
    lx, nodes = frame.lx, frame.clause.nodes
    intended = table_of(lx.forecasts).all(frame.words, max(0, trigger.start - 4), trigger.start)
    if trigger.tense is Tense.INFINITIVE and not intended:
        return False
    words = frame.words[trigger.start : trigger.end]
    if len(words) > 1 or words[0].startswith(("resign", "démission")):
        return True
    after = nodes[trigger.end] if trigger.end < len(nodes) else None
    active = not (lx.passive & set(frame.words[max(0, trigger.start - 2) : trigger.start]))
    return active and (
        after is None or after.low in {".", ","} or after.low in lx.affairs.also or after.when is not None
    )


def _noun(frame: Frame, trigger: Trigger) -> Draft | None:
    """ "The departure of P", "P's resignation as chief of X", "la nomination de P au poste de …"."""
    lx, nodes = frame.lx, frame.clause.nodes
    person = next((k for k in range(trigger.end, min(len(nodes), trigger.end + 7)) if nodes[k].party == "name"), None)
    if person is not None and not (is_person(frame, person) and nodes[person].prep in lx.of_words):
        person = None
    own = nodes[trigger.start - 1] if trigger.start else None
    if person is None and own is not None and own.party == "possessive" and own.entity is not None:
        person = trigger.start - 1 if own.entity.kind == "person" else None  # "announced his departure from X"
    if person is None and trigger.start >= 2 and nodes[trigger.start - 1].low == "'s":
        person = trigger.start - 2 if is_person(frame, trigger.start - 2) else None
    if person is None:
        return None
    human = person_at(frame, person)
    if nodes[person].party == "possessive" and any(
        d.kind in {"appointment", "departure"} and d.parties[:1] and d.parties[0].entity == human for d in frame.recent
    ):
        return None  # "confirmed his departure": that was told
    last = max(person, trigger.end)
    further = (*lx.affairs.departures, *lx.affairs.appointments)
    near = range(last + 1, min(len(nodes), last + 10))
    # "après la révocation de P et la nomination de Q au poste de …": the post is Q's.
    stop = next((k for k in near if frame.words[k] in further and not lx.compounds), min(len(nodes), last + 10))
    post = post_in(frame, last, stop)
    if post is None and last + 1 < len(nodes) and nodes[last + 1].low == ",":
        close = next((k for k in range(last + 2, min(len(nodes), last + 16)) if nodes[k].low == ","), None)
        if close is not None and table_of(lx.affairs.as_words).at(frame.words, close + 1) is not None:
            post = post_in(frame, close + 1, min(len(nodes), close + 8))  # "of P, an engineer, as chief"
    if post is not None and any(n.low == ";" for n in nodes[last : post[0]]):
        post = None
    if trigger.shape == "appointment" and post is None:
        return None
    company = employer_of(frame, Trigger("", last, last + 1), post, person)
    return move(frame, trigger.shape, trigger, person, company, post, Told())


def _headed(frame: Frame, trigger: Trigger) -> Draft | None:
    """A new unit is given a head: "un nouveau laboratoire, qui sera dirigé par P"."""
    lx, nodes = frame.lx, frame.clause.nodes
    if trigger.tense not in {Tense.PARTICIPLE, Tense.PAST}:
        return None
    after = trigger.end
    if after + 1 >= len(nodes) or nodes[after].low not in lx.by_words:
        return None
    person = next((k for k in range(after + 1, min(len(nodes), after + 4)) if nodes[k].party == "name"), None)
    if person is None or frame.entity(person) is None or not is_person(frame, person):
        return None
    if not table_of(lx.affairs.new).all(frame.words, max(0, trigger.start - 24), trigger.start):
        return None
    if any(n.money for n in nodes[max(0, trigger.start - 12) : trigger.start]):
        return None  # "un nouveau tour mené par": money, no team
    back = range(trigger.start - 1, max(-1, trigger.start - 26), -1)
    company = next((k for k in back if nodes[k].party in REFERS and _known(frame.entity(k))), None)
    return move(frame, "appointment", trigger, person, company, None, Told())


def _known(entity: Entity | None) -> bool:
    return entity is not None and entity.known and entity.is_company
