"""Whom a description means ("the company", "la start-up lyonnaise"), and whom it cannot mean."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ledger.extract.employers import Employers
from ledger.extract.grammar import owns
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause, Node
from ledger.extract.salience import Salience

#: A French participle.
_OPENS = re.compile(r"(?:ée?s?|ie?s?|ue?s?|ise?s?|ite?s?|erte?s?)$")


class Descriptions:
    """The descriptions of a text and whom they stand for."""

    def __init__(
        self, lx: Lexicon, salience: Salience, employers: Employers, empires: Mapping[str, frozenset[str]]
    ) -> None:
        self._lx, self._salience, self._employers = lx, salience, employers
        values = [verb for verb in lx.verbs if verb.shape == "value"]
        self._valuing = frozenset(f for verb in values for f, tense in verb.forms.items() if tense is Tense.GERUND)
        stakes = {phrase for phrase in lx.equity if " " not in phrase and phrase not in lx.backers}
        bought = {form for verb in lx.verbs if verb.shape == "buy" and not verb.particle for form in verb.forms}
        self._buying = frozenset(bought | stakes) if lx.compounds else frozenset()
        self._selling = frozenset(form for verb in lx.verbs if verb.shape == "sold" for form in verb.forms)
        #: Surnames of people with the companies that are known to be theirs.
        self._empires = empires
        #: Those that appositions have explained, word by word.
        self._descriptions: dict[tuple[str, ...], Entity] = {}

    def meant(self, clause: Clause, i: int) -> Entity | None:
        """Whom the description at `i` means; one that is of somebody else becomes generic."""
        nodes, node = clause.nodes, clause.nodes[i]
        head = node.head
        words = tuple(n.text.lower() for n in nodes[head : min(len(nodes), i + 7)])
        if (
            head > 1
            and nodes[head - 1].low == ","
            and not self._is_place(nodes[head - 2])
            and nodes[head - 2].party == "name"
            and nodes[head - 2].entity
            and not self._opens(nodes[head - 2])
        ):
            entity = nodes[head - 2].entity
            if entity is not None and entity.is_company:
                self._salience.classify(entity, node.noun)
                end = next((k for k, word in enumerate(words) if not word[0].isalnum()), len(words))
                self._descriptions[words[: min(end, i - head + 4)]] = entity
                return entity
        for length in range(len(words), 2, -1):
            if words[:length] in self._descriptions:
                return self._descriptions[words[:length]]
        possessor = nodes[head].entity if nodes[head].party == "name" else None
        if possessor is None and i + 2 < len(nodes) and nodes[i + 1].low in self._lx.of_words:
            follows = nodes[i + 2]
            possessor = follows.entity if follows.party == "name" else None
            if possessor is not None and possessor.kind == "product":
                possessor = None  # "the maker of that product": whoever the text is about
        if (
            possessor is not None
            and possessor.known is False
            and possessor.kind == "company"
            and nodes[head].party != "name"
        ):
            possessor = None  # "le groupe de Roubaix": an unknown name there is a place
            self._drop_place(nodes, i + 2)
        if possessor is not None:
            if possessor.kind == "person":
                surname = possessor.name.split()[-1]
                owned = self._employers.owned_by(possessor)
                others = {name for name in self._salience.near if name not in self._empires.get(surname, ())}
                return owned or (
                    self._salience.salient(clause, node.noun, others) if surname in self._empires else None
                )
            node.party = "generic"
            return None
        here, subject = self._near_names(clause, head), self._free(nodes[:head])
        if subject is not None and subject.is_company and self._is_meant(nodes, i, subject):
            return subject
        # Who is named only further on is not meant yet.
        later = {n.entity.name for n in nodes[i + 1 :] if n.party == "name" and n.entity and not n.noun}
        # Descriptions of two sorts in one sentence are of two companies ("le groupe …, 20 % de la brasserie").
        here |= later | {n.entity.name for n in nodes[:head] if n.party == "noun" and n.entity and n.noun != node.noun}
        found = self._salience.salient(clause, node.noun, here, node.low)
        if found is None and subject is not None and len(here) > 1:
            # Y, in "X is in talks with Y to buy 20% of the firm"
            found = self._salience.salient(clause, node.noun, {subject.name}, node.low)
        return found or self._salience.salient(clause, node.noun, later, node.low)

    def _is_meant(self, nodes: list[Node], i: int, subject: Entity) -> bool:
        """Whether a description in a sentence means its subject."""
        return self._of_its_post(nodes, i) or self._values_itself(nodes[: nodes[i].head], nodes[i].noun, subject)

    def _of_its_post(self, nodes: list[Node], i: int) -> bool:
        """Whether a description only says whose post it is ("X named P as the company's chief")."""
        lx = self._lx
        if not owns(nodes, i) or nodes[nodes[i].head - 1].low not in lx.affairs.as_words:
            return False
        return any(n.low in lx.person_nouns or n.low in lx.affairs.posts for n in nodes[i + 2 : i + 6])

    def _drop_place(self, nodes: list[Node], k: int) -> None:
        """What only says where a company is, is no party ("la PME de Blagnac, dont …")."""
        if k < len(nodes) and nodes[k].party == "name" and self._salience.totals[nodes[k].text] < 2:
            nodes[k].party, nodes[k].entity = "", None

    def _values_itself(self, before: list[Node], noun: str, subject: Entity) -> bool:
        """Whether a participle behind a comma values the subject ("X raised M, valuing the company at N")."""
        for n in reversed(before[-4:]):
            if n.low == ",":
                return False
            if n.low in self._valuing and self._buys(before):
                return False
            if n.low in self._valuing:
                return noun != "startup" or not self._salience.is_of(subject, "group")
        return False

    def _buys(self, before: list[Node]) -> bool:
        """Whether what was told is a purchase or a bid: its subject is not what it values."""
        lows = {n.low for n in before}
        return not lows.isdisjoint(self._buying) or not lows.isdisjoint(self._lx.offers)

    def _free(self, nodes: list[Node]) -> Entity | None:
        """The first name that no preposition governs and that owns nothing."""
        names = ((k, n) for k, n in enumerate(nodes) if n.party == "name" and n.entity and not n.prep)
        return next((n.entity for k, n in names if not owns(nodes, k)), None)

    def _opens(self, node: Node) -> bool:
        """Whether a preposition brings a name that opens its sentence ("D'après X, le fabricant …")."""
        return not self._lx.compounds and bool(node.prep) and node.head <= 3

    def _is_place(self, node: Node) -> bool:
        """Whether an unknown name is where something is ("Fondée à Douai, la société")."""
        return node.entity is not None and not node.entity.known and node.prep in self._lx.affairs.places

    def _near_names(self, clause: Clause, head: int) -> set[str]:
        """Companies that a description cannot mean: the subject of its sentence and those named in its own clause."""
        nodes = clause.nodes
        lx, noun = self._lx, next((n.noun for n in nodes[head:] if n.noun), "")
        borders = {",", ";", ":"} | lx.conjunctions | lx.affairs.subordinate
        border = next(
            (k for k in range(head - 1, -1, -1) if nodes[k].low in borders or nodes[k].low in lx.relatives), -1
        )
        near = [n for n in nodes[border + 1 : head] if n.party == "name"]
        told = any(n.low in lx.says for n in nodes[border + 1 : head])  # "it said the company would"
        if lx.compounds and not told:
            near += [n for n in nodes[border + 1 : head] if n.party == "pronoun" and not n.prep]
        beyond = lx.affairs.subordinate | {"après", "after"}
        near += [n for n in nodes[:head] if n.party == "name" and n.prep in beyond]  # "a week before X, the start-up"
        joined = border > 1 and nodes[border - 1].low in lx.affairs.subordinate  # "now that Y owns the firm"
        if border > 0 and nodes[border].low in lx.relatives and not joined:
            near += [n for n in nodes[max(0, border - 2) : border] if n.party == "name"]
        near += [n for n in nodes[:head] if n.party == "name" and n.prep in lx.by_words]  # "by X, of 49% of the firm"
        if not lx.compounds and head > 2 and nodes[head - 1].low == "," and _OPENS.search(nodes[0].low):
            near += [n for n in nodes[:head] if n.party == "name" and n.prep]  # "Née de la fusion de X et de Y, la …"
        found = {n.entity.name for n in near if n.entity}
        free = self._free(nodes[:head])
        valued = any(n.low in self._valuing for n in nodes[max(0, head - 2) : head])
        if free is not None and valued and self._buys(nodes[:head]):
            return found | {free.name}  # "X bid for Y, valuing the firm at M"
        if free is not None and any(n.low in self._selling for n in nodes[:head]):
            return found - {free.name}  # "X approved a deal to sell 20% of the company"
        if free is not None:
            apart = any(n.low in {",", ";", ":"} or n.low in lx.relatives for n in nodes[:head])
            other = noun == "startup" and not self._salience.is_of(free, "startup")
            found |= {free.name} if other or not apart else set()
        return found

    def appose(self, clause: Clause, i: int) -> None:
        """ "Dust, a start-up that …": the description says what the name before it is; else it is nobody known."""
        node, nodes = clause.nodes[i], clause.nodes
        if node.head > 1 and nodes[node.head - 1].low == "," and nodes[node.head - 2].party == "name":
            node.entity = nodes[node.head - 2].entity
            self._salience.classify(node.entity, node.noun)
        else:
            node.party = ""

    def call(self, clause: Clause, i: int) -> None:
        """Note what the company noun of an apposition without article calls a name ("X, société basée à …")."""
        nodes, low = clause.nodes, clause.nodes[i].low
        if i < 2 or nodes[i - 1].low != "," or nodes[i - 2].party != "name":
            return
        entity = nodes[i - 2].entity
        if entity is not None and entity.is_company:
            self._salience.call(entity, low, self._lx.company_nouns[low])
