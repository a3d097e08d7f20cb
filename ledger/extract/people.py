"""Frames of people: who takes up a post, who leaves one."""

from __future__ import annotations

from ledger.extract.drafts import Draft, Party
from ledger.extract.foundings import founding, new_units
from ledger.extract.frame import Frame
from ledger.extract.lexicon.forms import Tense
from ledger.extract.lexicon.shared import COMPANY_ENDINGS, FUND_ENDINGS, NO_SURNAMES
from ledger.extract.names import Entity
from ledger.extract.phrases import table_of
from ledger.extract.posts import (
    Told,
    beside,
    employer_of,
    is_person,
    person_at,
    person_before,
    post_in,
    speaker,
    tables,
)
from ledger.extract.triggers import Trigger

_REFERS = {"name", "noun", "pronoun"}
#: Behind a verb of taking over that has no object.
_ALONE = frozenset(
    [".", ",", ";", "from", "on", "in", "as", "at", "next", "until", "with", "him", "her", "immediately", "\0"]
)
#: What people do and companies seldom.
_OF_PEOPLE = {"take", "leave", "give up", "dismiss"}
_NO_SURNAMES = COMPANY_ENDINGS | FUND_ENDINGS | NO_SURNAMES


def read(frame: Frame) -> list[Draft]:
    """The appointments, departures and foundings of a clause."""
    openers = tables(frame.lx.language).openers
    found: list[Draft] = []
    told = Told()
    # "A pris en avril les commandes de X": a time may stand inside a phrase.
    places = [i for i, n in enumerate(frame.clause.nodes) if n.when is None]
    for first, last, (what, tense) in openers.all([frame.words[i] for i in places]):
        start, end = places[first], places[last - 1] + 1
        trigger = Trigger(what, start, end, tense=tense)
        if what in _OF_PEOPLE and tense is not None:
            _he(frame, trigger)
        if what in {"found", "founding"}:
            draft = founding(frame, trigger, told)
        elif what in {"departure", "appointment"}:
            draft = _noun(frame, trigger)
        elif what == "run":
            draft = _headed(frame, trigger)
        else:
            draft = _move(frame, trigger, told)
        if draft is not None:
            found.append(draft)
    return found + new_units(frame)


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
            return _arrival(frame, trigger, told)
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
        return _into_vacancy(frame, trigger, person)
    if trigger.shape == "appoint" and post is None and _run(frame, trigger.end, stop) is None:
        hired = {n.low for n in nodes[trigger.start : trigger.end]} & {
            "hired",
            "recruited",
            "poached",
            "recruté",
            "débauché",
        }
        if not (hired and company is not None and frame.entity(person) and nodes[person].party == "name"):
            return None
    kind = "appointment" if trigger.shape == "appoint" else "departure"
    return _draft(frame, kind, trigger, person, company, post, told)


def _suffers(frame: Frame, trigger: Trigger, subject: int) -> bool:
    """Whether the person before a verb is the one it happens to."""
    nodes, lx = frame.clause.nodes, frame.lx
    between = [n.low for n in nodes[subject + 1 : trigger.start]]
    if trigger.tense not in {Tense.PAST, Tense.PARTICIPLE}:
        return False
    headline = not between and nodes[subject].party == "name"
    return bool(lx.passive & set(between)) or (bool(between) and between[-1] == ",") or headline


def _object(frame: Frame, trigger: Trigger) -> int | None:
    """The person that a verb of appointing or dismissing has as its object."""
    nodes, lx = frame.clause.nodes, frame.lx
    for k in range(trigger.end, min(len(nodes), trigger.end + 14)):
        node = nodes[k]
        if node.low == "," and _introduces(frame, trigger.end, k):
            continue
        if node.low in {";", ":", ","} or node.low in lx.relatives or node.money:
            return None
        if node.party == "name":
            return k if is_person(frame, k) and not (node.prep and node.head > trigger.end) else None
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
                (k for k in range(i + 1, min(stop, i + 5)) if nodes[k].party in _REFERS and frame.is_company(k)), None
            )
    return None


def _arrival(frame: Frame, trigger: Trigger, told: Told) -> Draft | None:  # noqa: PLR0911 - one construction per return
    """ "P joins X as chief", "P takes over as chief of X", "P becomes chief of X"."""
    nodes = frame.clause.nodes
    person = person_before(frame, trigger)
    if person is None and told.person is not None:
        person = told.person
    by = trigger.end if trigger.end + 1 < len(nodes) and nodes[trigger.end].low in frame.lx.by_words else None
    if by is not None and trigger.shape == "take" and trigger.tense in {Tense.PAST, Tense.PARTICIPLE}:
        heir = next((k for k in range(by + 1, min(len(nodes), by + 4)) if nodes[k].party == "name"), None)
        if heir is None or not is_person(frame, heir) or person is None or not is_person(frame, person):
            return None
        firm = frame.employer(person_at(frame, person))
        if firm is None:
            return None
        frame.employ(person_at(frame, heir), firm, leaving=False)
        return _draft(frame, "appointment", trigger, heir, None, None, Told())
    if person is None or not is_person(frame, person):
        return None
    post = post_in(frame, max(trigger.start, trigger.end - 3), min(len(nodes), trigger.end + 16))
    if post is not None and post[0] > trigger.end and trigger.shape == "take" and not _near(frame, trigger, post):
        post = None
    if trigger.shape != "join":
        return _taking(frame, trigger, person, post, told)
    company = _joined(frame, trigger, post)
    if company is None and post is not None and post[0] <= trigger.end + 1 and post[2] == "board member":
        return _draft(frame, "appointment", trigger, person, None, post, told)
    return None if company is None else _draft(frame, "appointment", trigger, person, company, post, told)


def _taking(frame: Frame, trigger: Trigger, person: int, post: tuple[int, int, str] | None, told: Told) -> Draft | None:  # noqa: PLR0911 - one construction per return
    """ "P takes over as chief of X", "P takes the helm of X", "P replaces Q"."""
    nodes = frame.clause.nodes
    company = employer_of(frame, trigger, post, person)
    near = range(trigger.end, min(len(nodes), trigger.end + 4))
    direct = next((k for k in near if nodes[k].party in _REFERS), None)
    if post is None and direct is not None and _follows(frame, trigger, direct):
        if company is not None:
            return _draft(frame, "appointment", trigger, person, company, None, told)
        firm = frame.employer(person_at(frame, direct)) or frame.protagonist()
        if firm is None:
            return None
        frame.employ(person_at(frame, person), firm, leaving=False)
        return _draft(frame, "appointment", trigger, person, None, None, Told())
    if post is None and direct is None and (trigger.end >= len(nodes) or nodes[trigger.end].low in _ALONE):
        return _into_vacancy(frame, trigger, person)
    if post is None and (direct is None or not frame.is_company(direct) or is_person(frame, direct)):
        return None
    if post is None and trigger.tense is not None and not _takes_head(trigger):
        return None
    company = company if company is not None else (direct if post is None else None)
    return _draft(frame, "appointment", trigger, person, company, post, told)


def _into_vacancy(frame: Frame, trigger: Trigger, person: int) -> Draft | None:
    """ "Q will step down; P takes over", "P was appointed in his place": P has the post that Q left."""
    vacant = frame.vacancy()
    if vacant is None:
        return None
    human, (company, post) = person_at(frame, person), vacant
    frame.employ(human, company, leaving=False)
    draft = _draft(frame, "appointment", trigger, person, None, None, Told())
    if draft is not None:
        draft.company, draft.written = company, frame.written_of(company)
        draft.parties[0].role = post or draft.parties[0].role
    return draft


def _follows(frame: Frame, trigger: Trigger, direct: int | None) -> bool:
    """Whether somebody takes the place of another ("P replaces Q")."""
    forms = frame.lx.affairs.succeed
    return direct is not None and is_person(frame, direct) and frame.words[trigger.start] in forms


def _takes_head(trigger: Trigger) -> bool:
    """Whether the words of the verb alone say that a company gets a new head ("prend la tête de X")."""
    return trigger.end - trigger.start > 2


def _near(frame: Frame, trigger: Trigger, post: tuple[int, int, str]) -> bool:
    """Whether a post follows its verb at once, or behind the one who held it ("succeeds P as chief")."""
    lx, nodes = frame.lx, frame.clause.nodes
    between = nodes[trigger.end : post[0]]
    if any(n.low in {";", ":", ","} or n.low in lx.relatives or n.money for n in between):
        return False
    if nodes[post[0]].low in lx.prepositions:
        return True  # "à la tête", "at the helm"
    if table_of(lx.affairs.as_words).all(frame.words, trigger.end, post[0]):
        return True
    return len(between) <= 3 and not any(is_person(frame, k) for k in range(trigger.end, post[0]))


def _joined(frame: Frame, trigger: Trigger, post: tuple[int, int, str] | None) -> int | None:
    """The company that somebody joins: the object right after the verb, or "the board of X"."""
    nodes, lx = frame.clause.nodes, frame.lx
    for k in range(trigger.end, min(len(nodes), trigger.end + 8)):
        if nodes[k].low in {",", ";", ":"} or nodes[k].money:
            return None
        if nodes[k].party in _REFERS | {"possessive"} and frame.is_company(k) and not is_person(frame, k):
            if nodes[k].prep in lx.from_words - lx.of_words:
                return None  # "joins from X"
            close = nodes[k].head - trigger.end <= 1 or (post is not None and post[0] < k)
            return k if close else None
    return None


def _leaving(frame: Frame, trigger: Trigger, told: Told) -> Draft | None:
    """ "P left X", "P resigned as chief", "P gave up the post of chief", "the board, which he left"."""
    nodes = frame.clause.nodes
    person = person_before(frame, trigger)
    if person is None or not is_person(frame, person):
        person = told.person
    if person is None or not is_person(frame, person):
        return None
    stop = min(len(nodes), trigger.end + 12)
    post = post_in(frame, trigger.start if trigger.shape == "give up" else trigger.end, stop)
    if post is not None and any(n.low in {",", ";"} for n in nodes[trigger.end : post[0]]):
        post = None
    company = employer_of(frame, trigger, post, person)
    direct = next(
        (
            k
            for k in range(trigger.end, min(stop, trigger.end + 3))
            if nodes[k].party in _REFERS and frame.is_company(k)
        ),
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
    return _draft(frame, "departure", trigger, person, company, post, told)


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
    if person is None and trigger.start >= 2 and nodes[trigger.start - 1].low == "'s":
        person = trigger.start - 2 if is_person(frame, trigger.start - 2) else None
    if person is None:
        return None
    last = max(person, trigger.end)
    post = post_in(frame, last, min(len(nodes), last + 10))
    if post is None and last + 1 < len(nodes) and nodes[last + 1].low == ",":
        close = next((k for k in range(last + 2, min(len(nodes), last + 16)) if nodes[k].low == ","), None)
        if close is not None and table_of(lx.affairs.as_words).at(frame.words, close + 1) is not None:
            post = post_in(frame, close + 1, min(len(nodes), close + 8))  # "of P, an engineer, as chief"
    if post is not None and any(n.low == ";" for n in nodes[last : post[0]]):
        post = None
    if trigger.shape == "appointment" and post is None:
        return None
    company = employer_of(frame, Trigger("", last, last + 1), post, person)
    return _draft(frame, trigger.shape, trigger, person, company, post, Told())


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
    company = next((k for k in back if nodes[k].party in _REFERS and _known(frame.entity(k))), None)
    return _draft(frame, "appointment", trigger, person, company, None, Told())


def _known(entity: Entity | None) -> bool:
    return entity is not None and entity.known and entity.is_company


def _draft(  # noqa: PLR0913, PLR0917 - what a move is made of
    frame: Frame,
    kind: str,
    trigger: Trigger,
    person: int,
    company: int | None,
    post: tuple[int, int, str] | None,
    told: Told,
) -> Draft | None:
    human = person_at(frame, person)
    entity = frame.entity(company)
    nodes = {*range(trigger.start, trigger.end), person}
    confidence = 0.86
    if entity is None and told.company is not None:
        company, entity = told.company, frame.entity(told.company)
        confidence -= 0.08
    known = beside(frame, person) if post is None or entity is None else None
    if known is not None:
        post = post or known[0]
        company = known[1] if entity is None else company
        entity = frame.entity(company)
    if entity is None or not entity.is_company:
        at = frame.employer(human, owned=False) if trigger.shape != "appoint" else None
        company = None if at else speaker(frame, person)
        owned = frame.employer(human) if kind == "departure" else None
        entity = at or frame.entity(company) or owned or frame.topic() or frame.employer(human)
        if entity is None:
            company = frame.only_company(exclude=None)
            entity = frame.entity(company)
        confidence -= 0.15
    if (
        kind == "departure"
        and trigger.shape == "leave"
        and post is None
        and not _was_there(frame, company, person, trigger)
    ):
        return None
    if entity is None or entity.name == human.name:
        return None
    frame.employ(human, entity, leaving=kind == "departure")
    if kind == "departure":
        frame.vacate(entity, post[2] if post else None)
    if company is not None:
        nodes.add(company)
        told.company = company
    told.person = person
    if post:
        nodes |= set(range(post[0], post[1]))
    if max(nodes) - min(nodes) > 40:
        return None
    written = frame.written(company) if company is not None else frame.written_of(entity)
    draft = Draft(kind, frame.clause, entity, written, nodes, trigger, confidence=confidence)
    draft.parties.append(Party(human, post[2] if post else "person", frame.written(person)))
    return draft


def _was_there(frame: Frame, company: int | None, person: int, trigger: Trigger) -> bool:
    """Whether somebody can leave a company: the text has put him there, or it is known or spoken of as one."""
    if company is None:
        return True
    entity = frame.entity(company)
    told = frame.employer(person_at(frame, person))
    nodes = frame.clause.nodes[max(0, person - 6) : person]
    own = any(n.party == "possessive" and n.entity == entity for n in nodes)  # "its chief executive, P, will leave"
    return entity is not None and (
        entity.known
        or own
        or frame.clause.nodes[company].party != "name"
        or told == entity
        or len(frame.words[trigger.start : trigger.end]) > 1
    )
