"""What companies are to each other and how they fare, told without figures: users, customers, distress, course."""

from __future__ import annotations

from functools import cache

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owner, owns, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.markets import listings
from ledger.extract.names import Entity
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.triggers import Trigger

_REFERS = {"name", "noun", "pronoun"}


@cache
def _uses(language: str) -> Phrases[object]:
    return Phrases(load(language).affairs.uses.items())


def read(frame: Frame) -> list[Draft]:
    """The ties and conditions of a clause."""
    return [*listings(frame), *_using(frame), *_used_by(frame), *_clients(frame), *_conditions(frame)]


def _used_by(frame: Frame) -> list[Draft]:
    """ "Its technology is used by Grok, the chatbot of Y": Y is a customer."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for start, end, _ in table_of(lx.affairs.used_by).all(frame.words):
        of = (k for k in range(start - 1, max(-1, start - 8), -1) if nodes[k].party == "possessive" or owns(nodes, k))
        owner_ = next((k for k in of if frame.is_company(k)), None)
        user = next(
            (k for k in range(end, min(len(nodes), end + 8)) if nodes[k].party == "name" and frame.is_company(k)), None
        )
        if user is not None and user + 1 < len(nodes) and not frame.entity(user).known:  # type: ignore[union-attr]
            behind = (
                k for k in range(user + 1, min(len(nodes), end + 8)) if nodes[k].party == "name" and frame.is_company(k)
            )
            user = next((k for k in behind if nodes[k].prep in lx.of_words), user)
        if owner_ is None or user is None or frame.entity(owner_) == frame.entity(user):
            continue
        entity = frame.entity(owner_)
        assert entity is not None
        found.append(_customer(frame, entity, [user], {*range(start, end), owner_, user}, Trigger("use", start, end)))
    return found


def _clients(frame: Frame) -> list[Draft]:
    """ "A, B et C font partie de ses clients"."""
    nodes = frame.clause.nodes
    found = []
    for start, end, _ in table_of(frame.lx.affairs.client_lists).all(frame.words):
        names = [k for k in range(start) if nodes[k].party == "name" and frame.is_company(k)]
        whose = next((frame.entity(k) for k in range(start, end) if nodes[k].party == "possessive"), None)
        listed = {frame.entity(k) for k in names}
        owner_ = whose if whose is not None and whose.is_company and whose not in listed else frame.topic()
        if names and owner_ is not None and owner_ not in listed:
            used = {*range(start, end), *names}
            found.append(_customer(frame, owner_, names, used, Trigger("use", start, end)))
    return found


def _customer(frame: Frame, entity: Entity, users: list[int], used: set[int], trigger: Trigger) -> Draft:
    draft = Draft("customer", frame.clause, entity, frame.written_of(entity), used, trigger, confidence=0.7)
    for k in users:
        frame.add_party(draft, k, "customer")
    return draft


def _using(frame: Frame) -> list[Draft]:
    """ "Y uses X's models", "X's technology is used by Y", "Y has plugged the same technology into Z"."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    found = []
    for start, end, _ in _uses(lx.language).all(frame.words):
        if start and frame.words[start - 1] in lx.to_words:
            continue  # "the right to use"
        before = subject(clause, start, lx)
        if before is None or not frame.is_company(before):
            before = nearest(clause, start, lx)
        if before is None or not frame.is_company(before):
            left = (k for k in range(start - 1, -1, -1) if nodes[k].party == "name" and frame.is_company(k))
            before = next(left, None)
        supplier = next(
            (
                k
                for k in range(end, min(len(nodes), end + 7))
                if nodes[k].party in _REFERS
                and frame.is_company(k)
                and (owns(nodes, k) or nodes[k].prep in lx.of_words)
            ),
            None,
        )
        if before is None or not (nodes[before].party == "name" and frame.is_company(before)):
            continue
        entity = frame.entity(supplier)
        if supplier is None:
            supplier, entity = _used(frame, start, end, before)
        elif not _technology(frame, end, supplier):
            continue
        if entity is None or not entity.is_company or entity == frame.entity(before):
            continue
        trigger = Trigger("use", start, end)
        used = {*range(start, end), before} | ({supplier} if supplier is not None else set())
        written = frame.written(supplier) if supplier is not None else frame.written_of(entity)
        draft = Draft("customer", clause, entity, written, used, trigger, confidence=0.78 if supplier else 0.68)
        frame.add_party(draft, before, "customer")
        if draft.parties:
            found.append(draft)
    return found


def _used(frame: Frame, start: int, end: int, user: int) -> tuple[int | None, Entity | None]:
    """What is used without "of": a company by name ("draws on X"), or what the text is about ("uses it in Y")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if end < len(nodes) and nodes[end].party == "name" and frame.is_company(end) and not nodes[end].noun:
        leans = nodes[end - 1].low in lx.prepositions
        return (end, frame.entity(end)) if leans and frame.words[start] not in lx.articles else (None, None)
    same = table_of(lx.affairs.same).all(frame.words, end, end + 4)
    return None, (frame.topic(frame.entity(user)) if same and same[0][0] == end else None)


def _technology(frame: Frame, start: int, supplier: int) -> bool:
    """Whether what is used is a company's technology ("X's models", "les modèles de X")."""
    lows = frame.words
    return bool(table_of(frame.lx.affairs.technology).all(lows, start, min(len(lows), supplier + 5)))


def _conditions(frame: Frame) -> list[Draft]:
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    found = []
    for kind, phrases in (("distress", lx.affairs.distress), ("strategy", lx.affairs.strategy)):
        for start, end, _ in table_of(phrases).all(frame.words)[:1]:
            company = subject(clause, start, lx) if kind == "distress" else owner(clause, start, lx, end)
            if company is None:
                company = nearest(clause, start, lx)
            if company is None and kind == "strategy":
                company = next(governed(clause, end, end + 4, lx.for_words), None)
            if company is None and kind == "distress":
                company = next(
                    (
                        k
                        for k in range(end, min(len(nodes), end + 7))
                        if nodes[k].party in _REFERS and frame.is_company(k)
                    ),
                    None,
                )
            if company is None or not frame.is_company(company) or owns(nodes, company) or not frame.entity(company):
                continue
            entity = frame.entity(company)
            assert entity is not None
            if entity.kind == "fund":
                continue
            trigger = Trigger(kind, start, end)
            used = {*range(start, end), company}
            found.append(Draft(kind, clause, entity, frame.written(company), used, trigger, confidence=0.66))
    return found
