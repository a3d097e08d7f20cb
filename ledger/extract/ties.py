"""What companies are to each other and how they fare, told without figures: users, customers, distress, course."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owner, owns, series, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.markets import listings
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.triggers import Trigger


@cache
def _uses(language: str) -> Phrases[object]:
    return Phrases(load(language).affairs.uses.items())


def read(frame: Frame, recent: Sequence[Draft] = ()) -> list[Draft]:
    """The ties and conditions of a clause; `recent` are the last drafts before it."""
    ties = [*_using(frame), *_used_by(frame), *_clients(frame), *_served(frame), *_alliance_again(frame, recent)]
    return [*listings(frame), *ties, *_conditions(frame)]


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


def _served(frame: Frame) -> list[Draft]:
    """ "X, supplying services to firms such as A, B and C": those it supplies."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    for start, end, _ in table_of(lx.affairs.such_as).all(words):
        verb = next((k for k in range(start - 1, max(-1, start - 16), -1) if words[k] in lx.affairs.serve), None)
        first = next((k for k in range(end, min(len(nodes), end + 2)) if nodes[k].party == "name"), None)
        if verb is None or first is None or not any(n.party == "generic" for n in nodes[verb:start]):
            continue
        names = [k for k in series(frame.clause, first, lx) if frame.is_company(k)]
        whose = next((k for k in range(verb - 1, -1, -1) if nodes[k].party and frame.is_company(k)), None)
        entity = frame.entity(whose)
        if names and entity is not None and entity.is_company and entity not in {frame.entity(k) for k in names}:
            return [_customer(frame, entity, names, {*range(start, end), *names}, Trigger("use", start, end))]
    return []


def _alliance_again(frame: Frame, recent: Sequence[Draft]) -> list[Draft]:
    """ "At the heart of this partnership": what ties the two companies whose deal was just told."""
    lx = frame.lx
    hits = table_of(lx.affairs.this_alliance).all(frame.words)
    base = next((d for d in reversed(recent) if len(d.parties) == 1 and d.kind in {"investment", "stake"}), None)
    if not hits or base is None or base.clause is frame.clause or not base.parties[0].entity.is_company:
        return []
    start, end, _ = hits[0]
    other, used = base.parties[0], {*range(start, end)}
    draft = Draft(
        "partnership", frame.clause, other.entity, other.written, used, Trigger("pact", start, end), confidence=0.6
    )
    draft.parties.append(Party(base.company, "partner", base.written))
    return [draft]


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
                if nodes[k].party in REFERS and frame.is_company(k) and (owns(nodes, k) or nodes[k].prep in lx.of_words)
            ),
            None,
        )
        if before is None or not (nodes[before].party in {"name", "noun"} and frame.is_company(before)):
            continue
        entity = frame.entity(supplier)
        if supplier is None:
            supplier, entity = _used(frame, start, end, before)
        elif not _technology(frame, end, supplier) and not _is_product(frame, end):
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


def _is_product(frame: Frame, k: int) -> bool:
    entity = frame.entity(k) if k < len(frame.clause.nodes) else None
    return entity is not None and entity.kind == "product"


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
                        if nodes[k].party in REFERS and frame.is_company(k)
                    ),
                    None,
                )
            entity = frame.entity(company)
            if company is None and kind == "strategy" and not any(n.party == "name" for n in nodes[:start]):
                entity = frame.topic()  # "Au point d'envisager un changement de stratégie: …"
            elif company is None or not frame.is_company(company) or owns(nodes, company):
                continue
            if entity is None or not entity.is_company or entity.kind == "fund":
                continue
            written = frame.written(company) if company is not None else frame.written_of(entity)
            trigger = Trigger(kind, start, end)
            used = {*range(start, end)} | ({company} if company is not None else set())
            if kind == "strategy" and end < len(nodes) and nodes[end].low == ":":
                used.add(next((k for k in range(end, len(nodes)) if nodes[k].low in {".", ";"}), len(nodes)) - 1)
            draft = Draft(kind, clause, entity, written, used, trigger, confidence=0.66 if company is not None else 0.6)
            if kind == "strategy":
                draft.milestone = " ".join(frame.words[start:end])  # two changes of course are two facts
            found.append(draft)
    return found
