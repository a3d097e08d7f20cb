"""Who holds which post, where the text says so and no move is told.

A title in passing ("P, chief executive of X, …") is no fact: such titles would drown what is news.
"""

from __future__ import annotations

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.names import Entity
from ledger.extract.phrases import table_of
from ledger.extract.posts import employer_of, is_person, person_at, post_in
from ledger.extract.triggers import Trigger

_MOVES = {"appointment", "departure"}


def read(frame: Frame) -> list[Draft]:
    """The posts that people hold according to a clause."""
    if table_of(frame.lx.affairs.holds).absent(frame.words):
        return []
    nodes = frame.clause.nodes
    moved = {(p.entity.name, d.company) for d in frame.drafts if d.kind in _MOVES for p in d.parties}
    found: list[Draft] = []
    for k, node in enumerate(nodes):
        if node.party != "name" or not is_person(frame, k, loose=False):
            continue
        told = _stated(frame, k)
        if told is None:
            continue
        post, company, entity = told
        human = person_at(frame, k)
        if entity is None or not entity.is_company or entity.name == human.name or (human.name, entity) in moved:
            continue
        used = {k, *range(post[0], post[1])} | ({company} if company is not None else set())
        written = frame.written(company) if company is not None else frame.written_of(entity)
        trigger = Trigger("role", post[0], post[1])
        draft = Draft("role", frame.clause, entity, written, used, trigger, confidence=0.75)
        draft.parties.append(Party(human, post[2], frame.written(k)))
        if not any(name == human.name for name, _ in moved):
            frame.employ(human, entity, leaving=False)
        found.append(draft)
    return found


def _stated(frame: Frame, k: int) -> tuple[tuple[int, int, str], int | None, Entity | None] | None:
    """ "P is chief executive of X", "P has been its chairman since 2020"."""
    lx, nodes = frame.lx, frame.clause.nodes
    hits = table_of(lx.affairs.holds).all(frame.words, k + 1, min(len(nodes), k + 8))
    if not hits or any(nodes[i].party == "name" or nodes[i].low in {";", ":"} for i in range(k + 1, hits[0][0])):
        return None
    post = post_in(frame, hits[0][1], min(len(nodes), hits[0][1] + 4))
    if post is None or post[0] - hits[0][1] > 2:
        return None
    if " ".join(frame.words[post[0] : post[1]]) in lx.affairs.held_since:
        return None  # "reste aux commandes": nothing has changed
    trigger = Trigger("role", hits[0][0], hits[0][1])
    company = employer_of(frame, trigger, post, k)
    if company is None and nodes[hits[0][0] - 1].low in lx.relatives:
        return None  # "P, who is chairman": of whom, another sentence says
    entity = frame.entity(company) if company is not None else frame.employer(person_at(frame, k)) or frame.topic()
    return post, company, entity
