"""Persons and posts in a clause: who is one, which post is named, at which company."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ledger.extract.frame import Frame
from ledger.extract.grammar import owns
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.lexicon.shared import NO_PEOPLE
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import Phrases
from ledger.extract.triggers import Trigger


@dataclass(frozen=True, slots=True)
class Tables:
    openers: Phrases[tuple[str, Tense | None]]
    posts: Phrases[str]


@cache
def tables(language: str) -> Tables:
    a = load(language).affairs
    openers: Phrases[tuple[str, Tense | None]] = Phrases()
    listed = [("give up", a.give_up), ("take", a.take), ("appoint", a.appoint), ("join", a.join), ("leave", a.leave)]
    listed += [("dismiss", a.dismiss), ("found", a.found), ("begin", a.begin), ("run", a.run)]
    for what, forms in listed:
        for phrase, tense in forms.items():
            openers.add(phrase, (what, tense))
    nouns = (("departure", a.departures), ("appointment", a.appointments), ("founding", a.foundings))
    for what, phrases in nouns:
        for phrase in phrases:
            openers.add(phrase, (what, None))
    return Tables(openers, Phrases(a.posts.items()))


@dataclass(slots=True)
class Told:
    """Who and where the clause spoke of last, for verbs that share their subject."""

    person: int | None = None
    company: int | None = None


def is_person(frame: Frame, k: int | None, *, loose: bool = True) -> bool:
    """Whether a party is a person, or in a person's place an unknown name of two or three words."""
    entity = frame.entity(k)
    if k is None or entity is None or frame.clause.nodes[k].party not in REFERS:
        return False
    if entity.kind == "person":
        return True
    node, words = frame.clause.nodes[k], entity.name.split()
    nodes = frame.clause.nodes
    heads = k + 2 < len(nodes) and nodes[k + 1].low in frame.lx.affairs.heading and nodes[k + 2].party == "name"
    if frame.lx.compounds and heads:
        return False  # "X head P"
    unknown = loose and not entity.known and entity.kind == "company" and node.party == "name" and not node.noun
    return (
        unknown
        and len(words) in {2, 3}
        and words[-1].lower() not in NO_PEOPLE
        and all(w[:1].isupper() and not w.isupper() for w in words)
    )


def person_at(frame: Frame, k: int) -> Entity:
    entity = frame.entity(k)
    assert entity is not None
    return entity if entity.kind == "person" else Entity(entity.name, "person", known=False)


def person_before(frame: Frame, trigger: Trigger) -> int | None:  # noqa: PLR0911 - one return per construction
    """The person that a verb is said of: its subject, the one right before an aside, or he who takes up the place."""
    nodes, lx = frame.clause.nodes, frame.lx
    at = trigger.start
    if trigger.tense is Tense.PARTICIPLE and at > 1 and nodes[at - 1].low == "," and nodes[at - 2].party == "name":
        return at - 2  # "She succeeds P, gone in April"
    if at > 1 and nodes[at - 1].low == "," and is_person(frame, at - 2) and _titled(frame, at - 2):
        return at - 2  # "said that its chief, P, would leave"
    k = frame.subject(trigger)
    if k is not None and (is_person(frame, k) or frame.is_company(k)):
        return k
    for i in range(trigger.start - 1, max(-1, trigger.start - 22), -1):
        node = nodes[i]
        if node.low in lx.relatives and i > 1 and nodes[i - 1].low == "," and is_person(frame, i - 2):
            return i - 2  # "She succeeds P, who has announced her plans to retire"
        if node.low in {";", ":"} or (node.low in lx.relatives and trigger.start - i > 4):
            return None
        if is_person(frame, i) and not node.prep and not owns(nodes, i):
            return i
        if node.party in REFERS and frame.is_company(i) and not node.prep and not owns(nodes, i):
            return None if _in_apposition(frame, i) else i
    return None


def _titled(frame: Frame, person: int) -> bool:
    """Whether a name stands behind its title and a comma ("its chief executive, P")."""
    nodes, head = frame.clause.nodes, frame.clause.nodes[person].head
    return head > 1 and nodes[head - 1].low == "," and post_in(frame, max(0, head - 5), head - 1) is not None


def _in_apposition(frame: Frame, i: int) -> bool:
    return any(n.low == "," for n in frame.clause.nodes[max(0, i - 5) : i])


def post_in(frame: Frame, start: int, stop: int) -> tuple[int, int, str] | None:
    """The first post named in `nodes[start:stop]`, with the modifiers before it and what it is head of."""
    lx, nodes = frame.lx, frame.clause.nodes
    hits = tables(lx.language).posts.all(frame.words, max(0, start), stop)
    heads = [
        i
        for i in range(max(0, start), min(stop, len(nodes)))
        if nodes[i].low in lx.affairs.heading and not (i and nodes[i - 1].low == "to")
    ]
    if hits and (not heads or hits[0][0] <= heads[0]):
        first, last, name = hits[0]
    elif heads:
        first, last, name = heads[0], heads[0] + 1, nodes[heads[0]].text
    else:
        return None
    if nodes[last - 1].low in lx.affairs.heading and last < len(nodes) and nodes[last].low in lx.of_words:
        end = last + 1
        while end < min(len(nodes), last + 6) and nodes[end].is_word and nodes[end].low[0].isalpha():
            if nodes[end].low in lx.prepositions - lx.of_words or nodes[end].low in lx.conjunctions:
                break
            end += 1
        if end > last + 1 and (end >= len(nodes) or not nodes[end].party):
            name, last = " ".join(n.text for n in nodes[first:end]), end
    before = nodes[first - 1].low if first else ""
    return first, last, f"{before} {name}" if before in {"interim", "deputy", "acting", "joint"} else name


def employer_of(frame: Frame, trigger: Trigger, post: tuple[int, int, str] | None, person: int | None) -> int | None:
    """The node of the company that a post is at: "of X", "at X", "X's", "its", the subject."""
    house = _house(frame, post)
    return house if house is not None else _employer(frame, trigger, post, person)


def _employer(frame: Frame, trigger: Trigger, post: tuple[int, int, str] | None, person: int | None) -> int | None:
    lx, nodes = frame.lx, frame.clause.nodes
    start, stop = (post[1], post[1] + 8) if post else (trigger.end, trigger.end + 6)
    bring = lx.affairs.at_words | lx.of_words
    for k in range(start, min(stop, len(nodes))):
        if nodes[k].low in {";", ":"} or nodes[k].money:
            break
        if nodes[k].party in REFERS and frame.is_company(k) and nodes[k].prep in bring and not is_person(frame, k):
            return k
        if nodes[k].low == "," or nodes[k].low in lx.relatives:
            break
    if post:
        for k in range(post[0] - 1, max(trigger.start - 1, post[0] - 5), -1):
            if nodes[k].party == "possessive" and frame.is_company(k):
                return k
            if owns(nodes, k) and frame.is_company(k):
                return k
    for k in range(trigger.end, min(len(nodes), trigger.end + 12)):
        if nodes[k].low in {",", ";", ":"} or nodes[k].low in lx.relatives:
            break
        party = k != person and nodes[k].party in REFERS and frame.is_company(k) and not is_person(frame, k)
        if party and (owns(nodes, k) or nodes[k].prep in bring | lx.with_words | lx.in_words):
            return k
    return None


def _house(frame: Frame, post: tuple[int, int, str] | None) -> int | None:
    """The name that an article stands before and a place behind ("manager of the 640-room X at Y")."""
    lx, nodes = frame.lx, frame.clause.nodes
    start = post[1] if post and lx.compounds else len(nodes)
    if start + 1 >= len(nodes) or nodes[start].low not in lx.of_words:
        return None
    if nodes[start + 1].low not in lx.articles:
        return None
    k = next((k for k in range(start + 2, min(len(nodes), start + 7)) if nodes[k].party), None)
    if k is None or k + 2 >= len(nodes) or nodes[k].party != "name" or not frame.is_company(k):
        return None
    placed = nodes[k + 1].low in lx.affairs.at_words and nodes[k + 2].party == "name"
    return k if placed and nodes[k + 2].entity != nodes[k].entity else None


def beside(frame: Frame, person: int) -> tuple[tuple[int, int, str], int] | None:
    """The post and the company that stand beside a name: "X's design chief, P", "P, chief of X"."""
    lx, nodes = frame.lx, frame.clause.nodes
    post = post_in(frame, max(0, person - 6), person)
    if post is not None and not any(nodes[i].low in {";", ":"} or nodes[i].when for i in range(post[0], person)):
        for k in range(post[0] - 1, max(-1, post[0] - 5), -1):
            if frame.is_company(k) and (owns(nodes, k) or (nodes[k].party in {"possessive", "name"} and lx.compounds)):
                return post, k
        for k in range(post[1], person):
            if nodes[k].party in REFERS and frame.is_company(k) and nodes[k].prep in lx.of_words | lx.affairs.at_words:
                return post, k
    post = post_in(frame, person + 1, min(len(nodes), person + 7))
    if post is None or person + 1 >= len(nodes) or nodes[person + 1].low != ",":
        return None
    for k in range(person + 2, post[0]):
        if frame.is_company(k) and owns(nodes, k):
            return post, k
    for k in range(post[1], min(len(nodes), post[1] + 6)):
        if nodes[k].low in {",", ";"}:
            break
        if nodes[k].party in REFERS and frame.is_company(k) and nodes[k].prep in lx.of_words | lx.affairs.at_words:
            return post, k
    return None


def speaker(frame: Frame, person: int) -> int | None:
    """The company that speaks of a person ("X said that P would step down")."""
    nodes = frame.clause.nodes
    bring = frame.lx.affairs.at_places | {""}
    free = (k for k in range(person - 1, -1, -1) if nodes[k].party in REFERS and nodes[k].prep in bring)
    found = next((k for k in free if frame.is_company(k) and not owns(nodes, k)), None)
    # Two unknown words in capitals that nothing calls a company are a person where people are spoken of.
    alone = found is not None and len(nodes[found].text.split()) == 2 and is_person(frame, found)
    return None if alone else found
