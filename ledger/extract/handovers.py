"""Posts that come to people without a verb of naming: "la direction échoit à P", "à la tête de X depuis 2008, P"."""

from __future__ import annotations

from ledger.extract.arrivals import into_vacancy
from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed
from ledger.extract.lexicon.forms import Tense
from ledger.extract.moves import move
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.posts import Told, employer_of, is_person, person_at, post_in
from ledger.extract.triggers import Trigger

#: The shape of what tells of a post held in the past.
HELD = "held"


def read(frame: Frame) -> list[Draft]:
    """The appointments and posts that such phrases tell."""
    return [*_fallen(frame), *_since(frame), *_passed(frame), *_until(frame)]


def _until(frame: Frame) -> list[Draft]:
    """ "P was chief of X until June": a post that somebody held up to a time."""
    lx, nodes = frame.lx, frame.clause.nodes
    ends = (k for k in range(3, len(nodes) - 1) if nodes[k].low in lx.up_to)
    end = next((k for k in ends if any(n.when for n in nodes[k + 1 : k + 3])), None)
    if end is None:
        return []
    verb = next((k for k in range(end - 2, 0, -1) if nodes[k].low in lx.affairs.was), None)
    post = post_in(frame, verb + 1, end) if verb is not None else None
    if verb is None or post is None or any(n.low in {",", ";", ":"} for n in nodes[verb:end]):
        return []
    person = next((k for k in range(verb - 1, max(-1, verb - 3), -1) if nodes[k].party in REFERS), None)
    if person is None or nodes[person].prep or not is_person(frame, person):
        return []
    trigger = Trigger(HELD, verb, verb + 1, tense=Tense.PAST)
    company = employer_of(frame, trigger, post, person)
    if company is None or not frame.is_company(company) or company == person:
        return []
    draft = move(frame, "departure", trigger, person, company, post, Told())
    if draft is not None:
        draft.nodes |= {end, end + 1}
    return [draft] if draft is not None else []


def _passed(frame: Frame) -> list[Draft]:
    """ "His place goes to Q", "his successor is Q": Q has the post that another leaves."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for start, end, _ in table_of(lx.affairs.passes_to).all(frame.words) if lx.affairs.passes_to else ():
        heir = next((k for k in range(end, min(len(nodes), end + 8)) if nodes[k].party == "name"), None)
        if (
            heir is None
            or not is_person(frame, heir)
            or any(n.low in {",", ";"} for n in nodes[end : nodes[heir].head])
        ):
            continue
        draft = into_vacancy(frame, Trigger("take", start, end, tense=Tense.PRESENT), heir)
        if draft is not None:
            frame.follow(draft.parties[0].entity)
            found.append(draft)
    return found


def _fallen(frame: Frame) -> list[Draft]:
    """ "C'est à P que revient la direction de X", "la direction de X a été confiée à P"."""
    lx, nodes = frame.lx, frame.clause.nodes
    found: list[Draft] = []
    if lx.affairs.falls_to.keys().isdisjoint(frame.words):
        return found
    for k, low in enumerate(frame.words):
        tense = lx.affairs.falls_to.get(low)
        if tense is None:
            continue
        ahead = post_in(frame, k + 1, min(len(nodes), k + 6))
        behind = post_in(frame, max(0, k - 12), k)
        people = range(max(0, k - 5), k) if ahead is not None else range(k + 1, min(len(nodes), k + 7))
        post = ahead if ahead is not None else behind
        heir = next((i for i in people if nodes[i].prep in lx.to_words and is_person(frame, i)), None)
        if post is None or heir is None or any(n.low in {";", ":"} for n in nodes[min(post[0], k) : max(post[1], k)]):
            continue
        company = next((i for i in governed(frame.clause, post[1], post[1] + 6, lx.of_words)), None)
        company = company if frame.is_company(company) and company != heir else None
        draft = move(frame, "appointment", Trigger("take", k, k + 1, tense=tense), heir, company, post, Told())
        found += [draft] if draft is not None else []
    return found


def _since(frame: Frame) -> list[Draft]:
    """ "À la tête de X depuis 2008, P …", "P, aux commandes de X depuis 2008": who has held a post since when."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for start, end, _ in table_of(lx.affairs.held_since).all(frame.words):
        company = next((i for i in governed(frame.clause, end, end + 4, lx.of_words) if frame.is_company(i)), None)
        since = range((company or end) + 1, min(len(nodes), (company or end) + 4))
        if company is None or not any(nodes[i].low in lx.since for i in since):
            continue
        comma = next((i for i in range(company + 1, min(len(nodes), company + 8)) if nodes[i].low == ","), len(nodes))
        after = range(comma + 1, min(len(nodes), comma + 5))
        person = next((i for i in after if is_person(frame, i) and not nodes[i].prep), None) if start < 2 else None
        if person is None and start > 1 and nodes[start - 1].low == "," and is_person(frame, start - 2):
            person = start - 2
        if person is None:
            continue
        human, entity = person_at(frame, person), frame.entity(company)
        if entity is None or entity.name == human.name:
            continue
        trigger = Trigger("role", start, end)
        used = {company, person, *range(start, end)}
        draft = Draft("role", frame.clause, entity, frame.written(company), used, trigger, confidence=0.78)
        draft.parties.append(Party(human, lx.affairs.posts.get(" ".join(frame.words[start:end]), "person"), human.name))
        frame.employ(human, entity, leaving=False)
        found.append(draft)
    return found
