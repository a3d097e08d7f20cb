"""Whom a company chooses to work for it, and whom it undertakes to supply, told without a sum."""

from __future__ import annotations

from functools import cache

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, owns, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger


@cache
def _verbs(language: str) -> frozenset[str]:
    affairs = load(language).affairs
    return frozenset([*affairs.chooses, *affairs.serves, *affairs.signs])


def read(frame: Frame) -> list[Draft]:
    """The contracts of a clause that such verbs tell, where no noun for a contract has told them."""
    lx = frame.lx
    if _verbs(lx.language).isdisjoint(frame.words):
        return []
    found: list[Draft | None] = []
    found += [_signed(frame, k) for k, word in enumerate(frame.words) if word in lx.affairs.signs]
    for k, word in enumerate(frame.words):
        if (tense := lx.affairs.chooses.get(word)) is not None:
            found.append(_chosen(frame, k, tense))
        elif (tense := lx.affairs.serves.get(word)) is not None:
            found.append(_served(frame, k, tense))
    told = {(d.company, p.entity) for d in frame.drafts if d.kind == "contract" for p in d.parties}
    return [d for d in found if d is not None and (d.company, d.parties[0].entity) not in told]


def _chosen(frame: Frame, verb: int, tense: Tense) -> Draft | None:
    """ "Y has chosen X to run its network", "X has been selected by Y as its supplier"."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    item = subject(clause, verb, lx)
    passive = not lx.passive.isdisjoint(frame.words[max(0, verb - 2) : verb]) and tense in {
        Tense.PAST,
        Tense.PARTICIPLE,
    }
    if passive:
        by = next((i for i in governed(clause, verb + 1, verb + 5, lx.by_words) if frame.is_company(i)), None)
        supplier, customer, behind = item, by, by
    else:
        near = range(verb + 1, min(len(nodes), verb + 7))
        party = next((i for i in near if nodes[i].party in REFERS), None)
        direct = (
            party is not None and not nodes[party].prep and nodes[party].head <= verb + 2 and not owns(nodes, party)
        )
        supplier, customer = (party if direct else None), item
        behind = supplier
    if supplier is None or customer is None or behind is None:
        return None
    sides = (nodes[supplier], nodes[customer])
    if any(n.entity is None or not n.entity.is_company or (n.party == "pronoun" and n is sides[0]) for n in sides):
        return None
    if not _for_work(frame, behind + 1):
        return None
    return _contract(frame, supplier, customer, verb, tense)


def _signed(frame: Frame, verb: int) -> Draft | None:
    """ "X has signed (up) Y as a customer"."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    near = range(verb + 1, min(len(nodes), verb + 6))
    customer = next((k for k in near if nodes[k].party == "name"), None)
    if customer is None or nodes[customer].prep or not frame.is_company(customer):
        return None
    role = next((k for k in range(customer + 1, min(len(nodes), customer + 7)) if words[k] in lx.affairs.in_role), None)
    if role is None or lx.affairs.clients.isdisjoint(words[role + 1 : role + 5]):
        return None
    supplier = subject(frame.clause, verb, lx)
    return _contract(frame, supplier, customer, verb, Tense.PAST) if supplier is not None else None


def _for_work(frame: Frame, start: int) -> bool:
    """Whether what follows says what somebody is to do or be, other than advise ("to run …", "as its supplier")."""
    lx, words = frame.lx, frame.words
    if start + 1 >= len(words):
        return False
    after = set(words[start + 1 : start + 9])
    if words[start] in lx.to_words:
        return (
            words[start + 1].isalpha() and words[start + 1] not in lx.articles and after.isdisjoint(lx.affairs.advises)
        )
    return (
        words[start] in lx.affairs.in_role
        and not after.isdisjoint(lx.affairs.suppliers)
        and after.isdisjoint(lx.affairs.advises)
    )


def _served(frame: Frame, verb: int, tense: Tense) -> Draft | None:
    """ "X has agreed to supply Y with Z", "X will deliver Z to Y"."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    bound = [*lx.stages["agreed"], *lx.stages["talks"]]
    if tense not in {Tense.INFINITIVE, Tense.GERUND} or not table_of(tuple(bound)).all(
        frame.words, max(0, verb - 9), verb
    ):
        return None
    supplier = subject(clause, verb, lx)
    if supplier is None or not frame.is_company(supplier):
        return None
    first = nodes[verb + 1] if verb + 1 < len(nodes) else None
    customer: int | None = None
    for k in range(verb + 1, min(len(nodes), verb + 16)):
        if nodes[k].low in {";", ":", ","} or nodes[k].low in lx.relatives:
            break
        if nodes[k].party != "name" or not frame.is_company(k) or owns(nodes, k):
            continue
        direct = first is not None and nodes[k].head == verb + 1 and frame.words[k + 1 : k + 2] == ["with"]
        to = nodes[k].prep in lx.to_words or _of_a_branch(frame, k)
        if direct or to:
            customer = k
            break
    if customer is None or frame.entity(customer) == frame.entity(supplier):
        return None
    return _contract(frame, supplier, customer, verb, tense)


def _of_a_branch(frame: Frame, k: int) -> bool:
    """Whether a name is that of whose branch something goes to ("to an affiliate of Y")."""
    lx, nodes, head = frame.lx, frame.clause.nodes, frame.clause.nodes[k].head
    if nodes[k].prep not in lx.of_words or head < 3:
        return False
    kin = nodes[head - 2].low in lx.kin or nodes[head - 2].low in lx.parts
    return kin and any(n.low in lx.to_words for n in nodes[max(0, head - 5) : head - 2])


def _contract(frame: Frame, supplier: int, customer: int, verb: int, tense: Tense) -> Draft | None:
    draft = frame.draft("contract", supplier, Trigger("contract", verb, verb + 1, tense=tense), None)
    if draft is None:
        return None
    draft.confidence -= 0.1
    frame.add_party(draft, customer, "customer")
    return draft if draft.parties else None
