"""The draft of a move: who goes where, to or from which post."""

from __future__ import annotations

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.posts import (
    Told,
    beside,
    person_at,
    speaker,
)
from ledger.extract.triggers import Trigger


def move(  # noqa: PLR0913, PLR0917 - what a move is made of
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
    goes_on = frame.words[company + 1 : company + 2]
    return (
        entity is not None
        and (
            (frame.lx.compounds and bool(goes_on) and goes_on[0] in frame.lx.to_words)  # "is leaving X to join Y"
            or (bool(goes_on) and goes_on[0] in frame.lx.says)  # "X said that P had resigned"
            or _leaves_it(frame, company, person, trigger)
            or entity.known
            or frame.often(entity)
            or own
            or frame.clause.nodes[company].party != "name"
            or told == entity
            or len(frame.words[trigger.start : trigger.end]) > 1
        )
    )


def _leaves_it(frame: Frame, company: int, person: int, trigger: Trigger) -> bool:
    """Whether somebody who is surely a person leaves what is surely a company, as the object of the verb."""
    nodes, human = frame.clause.nodes, frame.entity(person)
    if not frame.lx.compounds or human is None or human.kind != "person" or nodes[person].party != "name":
        return False
    leaving = frame.words[trigger.start].startswith("leav")  # who "left" or "quit" some place once is told of his youth
    return leaving and nodes[company].head == trigger.end and not nodes[company].prep
