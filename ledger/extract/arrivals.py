"""Frames of people who come: who joins, takes over, follows another."""

from __future__ import annotations

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.lexicon.forms import Tense
from ledger.extract.moves import move
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.posts import (
    Told,
    employer_of,
    is_person,
    person_at,
    person_before,
    post_in,
)
from ledger.extract.triggers import Trigger

#: Behind a verb of taking over that has no object.
_ALONE = frozenset(
    [".", ",", ";", "from", "on", "in", "as", "at", "next", "until", "with", "him", "her", "immediately", "\0"]
)


def arrival(frame: Frame, trigger: Trigger, told: Told) -> Draft | None:  # noqa: PLR0911 - one construction per return
    """ "P joins X as chief", "P takes over as chief of X", "P becomes chief of X"."""
    nodes = frame.clause.nodes
    if (
        trigger.tense is Tense.GERUND
        and trigger.shape == "take"
        and frame.words[trigger.start - 1] in frame.lx.affairs.subordinate
    ):
        return None  # "less than four years after taking the helm"
    person = person_before(frame, trigger)
    if told.person is not None and (
        person is None or (trigger.tense is Tense.INFINITIVE and not is_person(frame, person))
    ):
        person = told.person  # "is leaving X to join Y"
    near = range(trigger.end, min(len(nodes) - 1, trigger.end + 6))  # "replaced on an interim basis by P"
    by = next((k for k in near if nodes[k].low in frame.lx.by_words), None)
    if by is not None and trigger.shape == "take" and trigger.tense in {Tense.PAST, Tense.PARTICIPLE}:
        heir = next((k for k in range(by + 1, min(len(nodes), by + 7)) if nodes[k].party == "name"), None)
        if heir is None or not is_person(frame, heir) or person is None or not is_person(frame, person):
            return None
        firm = frame.employer(person_at(frame, person))
        if firm is None:
            return None
        frame.employ(person_at(frame, heir), firm, leaving=False)
        return move(frame, "appointment", trigger, heir, None, None, Told())
    if person is None or not is_person(frame, person):
        return None
    post = post_in(frame, max(trigger.start, trigger.end - 3), min(len(nodes), trigger.end + 16))
    if post is not None and post[0] > trigger.end and trigger.shape == "take" and not _near(frame, trigger, post):
        post = None
    if trigger.shape != "join":
        return _taking(frame, trigger, person, post, told)
    company = _joined(frame, trigger, post)
    if company is None and post is not None and post[0] <= trigger.end + 1 and post[2] == "board member":
        return move(frame, "appointment", trigger, person, None, post, told)
    return None if company is None else move(frame, "appointment", trigger, person, company, post, told)


def swapped(frame: Frame, trigger: Trigger) -> list[Draft]:
    """ "X replaced its chief P with Q": P goes, Q comes."""
    nodes, lx = frame.clause.nodes, frame.lx
    firm = frame.subject(trigger) if frame.words[trigger.start] in lx.affairs.succeed else None
    if firm is None or not frame.is_company(firm) or is_person(frame, firm):
        return []
    old = next((k for k in range(trigger.end, min(len(nodes), trigger.end + 6)) if nodes[k].party == "name"), None)
    if old is None or not is_person(frame, old):
        return []
    far = range(old + 1, min(len(nodes), old + 14))
    new = next((k for k in far if nodes[k].prep in lx.with_words | lx.by_words and is_person(frame, k)), None)
    if new is None:
        return []
    post = post_in(frame, trigger.end, old)
    gone = move(frame, "departure", trigger, old, firm, post, Told())
    come = move(frame, "appointment", trigger, new, firm, post, Told())
    return [draft for draft in (gone, come) if draft is not None]


def _taking(frame: Frame, trigger: Trigger, person: int, post: tuple[int, int, str] | None, told: Told) -> Draft | None:  # noqa: PLR0911 - one construction per return
    """ "P takes over as chief of X", "P takes the helm of X", "P replaces Q"."""
    nodes = frame.clause.nodes
    company = employer_of(frame, trigger, post, person)
    if company is None and not frame.lx.where.isdisjoint(frame.words[max(0, trigger.start - 5) : trigger.start]):
        return None  # "bought X, where he then served as chief": at whom, only the grammar of the whole tells
    near = range(trigger.end, min(len(nodes), trigger.end + 4))
    direct = next((k for k in near if nodes[k].party in REFERS), None)
    if post is None and direct is not None and _follows(frame, trigger, direct):
        if company is not None:
            return move(frame, "appointment", trigger, person, company, None, told)
        firm = frame.employer(person_at(frame, direct)) or frame.protagonist()
        if firm is None:
            return None
        frame.employ(person_at(frame, person), firm, leaving=False)
        return move(frame, "appointment", trigger, person, None, None, Told())
    if post is None and direct is None and (trigger.end >= len(nodes) or nodes[trigger.end].low in _ALONE):
        return into_vacancy(frame, trigger, person)
    if post is None and (direct is None or not frame.is_company(direct) or is_person(frame, direct)):
        return None
    if post is None and trigger.tense is not None and not _takes_head(trigger):
        return None
    company = company if company is not None else (direct if post is None else None)
    return move(frame, "appointment", trigger, person, company, post, told)


def into_vacancy(frame: Frame, trigger: Trigger, person: int) -> Draft | None:
    """ "Q will step down; P takes over", "P was appointed in his place": P has the post that Q left."""
    vacant = frame.vacancy()
    if vacant is None:
        return None
    human, (company, post) = person_at(frame, person), vacant
    frame.employ(human, company, leaving=False)
    draft = move(frame, "appointment", trigger, person, None, None, Told())
    if draft is not None:
        draft.company, draft.written = company, frame.written_of(company)
        draft.parties[0].role = post or draft.parties[0].role
    return draft


def _follows(frame: Frame, trigger: Trigger, direct: int | None) -> bool:
    """Whether somebody takes the place of another ("P replaces Q")."""
    forms = frame.lx.affairs.succeed
    after = frame.words[trigger.end - 1] in frame.lx.from_words  # "took over from Q"
    return direct is not None and is_person(frame, direct) and (frame.words[trigger.start] in forms or after)


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
        if nodes[k].party in REFERS | {"possessive"} and frame.is_company(k) and not is_person(frame, k):
            if nodes[k].prep in lx.from_words - lx.of_words:
                return None  # "joins from X"
            close = nodes[k].head - trigger.end <= 1 or (post is not None and post[0] < k)
            return k if close else None
    return None
