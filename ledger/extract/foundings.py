"""Frames of founding: what was founded when, and by whom."""

from __future__ import annotations

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import described, series
from ledger.extract.lexicon.forms import Tense
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS, Node
from ledger.extract.phrases import table_of
from ledger.extract.posts import (
    Told,
    is_person,
    person_at,
    person_before,
)
from ledger.extract.triggers import Trigger


def _is_time(node: Node) -> bool:
    return node.when is not None and node.when.unit != "duration"


def founding(frame: Frame, trigger: Trigger, told: Told) -> Draft | None:
    """ "X was founded in 2016 by P", "P founded X in 2016", "Founded in 2016, X …", "depuis sa création en 2016"."""
    nodes = frame.clause.nodes
    if trigger.shape == "begin" and not _begins(frame, trigger):
        return None
    when = next((k for k in range(trigger.end, min(len(nodes), trigger.end + 9)) if _is_time(nodes[k])), None)
    if when is None:
        when = next((k for k in range(max(0, trigger.start - 8), trigger.start) if _is_time(nodes[k])), None)
        apart = when is not None and any(n.low in {",", ";"} for n in nodes[when : trigger.start])
        reduced = trigger.start > 0 and nodes[trigger.start - 1].party in REFERS and trigger.tense is Tense.PARTICIPLE
        if when is not None and apart and (when > 3 or reduced):
            when = None  # "Au 30 juin 2022, la société fondée par P comptait …"
    if when is None and trigger.shape == "founding":
        when = _age(frame, trigger)
    if when is None or any(n.money for n in nodes[min(when, trigger.start) : max(when, trigger.end)]):
        return None
    people: list[int] = []
    company: int | None = None
    if trigger.shape == "founding":
        company = next((k for k in range(trigger.start, trigger.end) if nodes[k].party == "possessive"), None)
        if company is None:
            company = next(
                (k for k in range(trigger.start - 1, max(-1, trigger.start - 2), -1) if nodes[k].party), None
            )
    else:
        company, people = _founded(frame, trigger, told)
    entity = frame.entity(company)
    if entity is None and (trigger.shape == "founding" or people):
        entity, company = frame.topic(), None
    if entity is None or not entity.is_company or entity.kind == "fund" or is_person(frame, company, loose=False):
        return None
    used = {*range(trigger.start, trigger.end), when} | ({company} if company is not None else set())
    written = frame.written(company) if company is not None else frame.written_of(entity)
    draft = Draft("founding", frame.clause, entity, written, used, trigger, confidence=0.85)
    for k in people:
        human = person_at(frame, k)
        if human.name == entity.name:
            continue  # "fondée par P, X …": who is founded closes no enumeration of founders
        draft.parties.append(Party(human, "founder", frame.written(k)))
        draft.nodes.add(k)
    return draft


def _begins(frame: Frame, trigger: Trigger) -> bool:
    """Whether it is a company, by its name, that a person has started."""
    person, k = person_before(frame, trigger), trigger.end
    named = k < len(frame.clause.nodes) and frame.clause.nodes[k].party == "name" and not frame.clause.nodes[k].prep
    return named and frame.is_company(k) and is_person(frame, person, loose=False)


def new_units(frame: Frame) -> list[Draft]:
    """ "The creation of a new research unit, the X Labs": what a company founds beside itself, by its name."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    for start, end, _ in table_of(lx.affairs.creations).all(words):
        comma = next((k for k in range(end, min(len(nodes), end + 7)) if words[k] == ","), None)
        fresh = comma is not None and not lx.affairs.newest.isdisjoint(words[end:comma])
        name = (
            next((k for k in range(comma + 1, min(len(nodes), comma + 3)) if nodes[k].party == "name"), None)
            if comma
            else None
        )
        entity = frame.entity(name)
        if not fresh or name is None or entity is None or entity.known or entity.kind == "person":
            continue
        owner = frame.topic()
        founder = next((k for k in range(start - 1, -1, -1) if nodes[k].party in REFERS and frame.is_company(k)), None)
        firm = frame.entity(founder) or owner
        if firm is None or firm == entity:
            continue
        unit = Entity(entity.name, "company", known=False)
        draft = Draft(
            "founding",
            frame.clause,
            unit,
            frame.written(name),
            {*range(start, name + 1)},
            Trigger("founding", start, end),
        )
        draft.confidence = 0.65
        draft.parties.append(
            Party(firm, "founder", frame.written(founder) if founder is not None else frame.written_of(firm))
        )
        return [draft]
    return []


def _age(frame: Frame, trigger: Trigger) -> int | None:
    """How long after its founding something happened ("un an après sa création"): the number of years."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    first = trigger.start
    if table_of(lx.affairs.ages).at(words, first) is None or first < 2:
        return None
    if nodes[first - 1].when is not None:
        return first - 1
    counted = words[first - 2] in lx.numerals or words[first - 2].isdigit()
    return first - 2 if counted and words[first - 1] in lx.duration_units else None


def _founders_of_it(frame: Frame, trigger: Trigger) -> list[int]:
    """Who founded what was spoken of: "which P and Q founded", "P et Q l'avaient créée", "P, who founded it"."""
    nodes, lx = frame.clause.nodes, frame.lx
    before = range(max(0, trigger.start - 9), trigger.start)
    clitic = any(nodes[k].low in lx.clitics for k in range(max(0, trigger.start - 3), trigger.start))
    after = nodes[trigger.end] if trigger.end < len(nodes) else None
    pronoun = after is not None and after.low in lx.things
    which = next((k for k in before if nodes[k].low in lx.relatives and nodes[k].low not in {"who", "qui"}), None)
    first = next((k for k in before if (which is None or k > which) and is_person(frame, k, loose=False)), None)
    if first is None or nodes[first].prep or not (clitic or pronoun or which is not None):
        return []
    if which is not None and not (clitic or pronoun) and nodes[first].head != which + 1:
        return []
    return [k for k in series(frame.clause, first, lx) if is_person(frame, k)]


def _described(frame: Frame, trigger: Trigger) -> int | None:
    """The party right before a participle but for adjectives ("l'entreprise new-yorkaise fondée …")."""
    nodes, lx = frame.clause.nodes, frame.lx
    for k in range(trigger.start - 1, max(-1, trigger.start - 4), -1):
        if nodes[k].party in REFERS:
            return k
        if not nodes[k].is_word or nodes[k].low in lx.chain or not nodes[k].low[0].isalpha():
            return None
    return None


def _introduced(frame: Frame, trigger: Trigger) -> list[int]:
    """The founders who are named behind what they were ("by two former X engineers, P and Q")."""
    nodes, lx = frame.clause.nodes, frame.lx
    by = next((k for k in range(trigger.end, min(len(nodes), trigger.end + 5)) if nodes[k].low in lx.by_words), None)
    if by is None:
        return []
    comma = next((k for k in range(by + 1, min(len(nodes) - 1, by + 10)) if nodes[k].low == ","), None)
    if comma is None or not is_person(frame, comma + 1, loose=False):
        return []
    return [k for k in series(frame.clause, comma + 1, lx) if is_person(frame, k)]


def _founded(frame: Frame, trigger: Trigger, told: Told) -> tuple[int | None, list[int]]:
    """What was founded and by whom, in the active and in the passive."""
    lx, nodes = frame.lx, frame.clause.nodes
    by = next(
        (
            k
            for k in range(trigger.end, min(len(nodes), trigger.end + 9))
            if nodes[k].party == "name" and nodes[k].prep in lx.by_words
        ),
        None,
    )
    people = [k for k in series(frame.clause, by, lx) if is_person(frame, k)] if by is not None else []
    people = people or _introduced(frame, trigger)
    if trigger.tense in {Tense.PAST, Tense.PARTICIPLE} and by is None and (told_by := _founders_of_it(frame, trigger)):
        return None, told_by
    if trigger.tense in {Tense.PAST, Tense.PARTICIPLE}:
        item = frame.object_of(trigger)
        if by is None and item is not None and frame.is_company(item) and not nodes[item].prep:
            who = person_before(frame, trigger)
            who = who if is_person(frame, who, loose=False) else told.person
            if who is None:
                who = next(
                    (
                        i
                        for i in range(trigger.start - 1, -1, -1)
                        if is_person(frame, i, loose=False) and not nodes[i].prep
                    ),
                    None,
                )
            return item, ([who] if who is not None else [])
        if (
            trigger.start == 0
            or nodes[trigger.start - 1].low in {",", "(", ":"}
            or (trigger.start < 3 and not any(n.party for n in nodes[: trigger.start]))
        ):
            opens = trigger.start < 3 or nodes[trigger.start - 1].low == ":"
            after = frame.subject_after(trigger.end) if opens else None
            if after is not None and frame.is_company(after):
                return after, people
        k = frame.subject(trigger)
        if k is None and trigger.start and nodes[trigger.start - 1].low == ",":
            k = next(
                (i for i in range(trigger.start - 2, max(-1, trigger.start - 4), -1) if nodes[i].party in REFERS), None
            )
        if k is None and trigger.start and nodes[trigger.start - 1].party in REFERS:
            k = trigger.start - 1
        if k is None:
            k = _described(frame, trigger)
        aside = described(frame.clause, trigger.start, lx) if k is None else None
        if aside is not None and frame.is_company(aside):
            return aside, people  # "X, start-up lilloise créée en 2021"
        passive = bool(lx.passive & set(frame.words[max(0, trigger.start - 4) : trigger.start]))
        bare = (
            trigger.start == 0
            or nodes[trigger.start - 1].low in {",", "("}
            or nodes[trigger.start - 1].party != ""
            or k == _described(frame, trigger)
        )
        if k is not None and frame.is_company(k) and not is_person(frame, k, loose=False) and (passive or bare):
            return k, people
    return None, []
