"""Whom a pronoun, a possessive and an inverted verb mean ("it", "son chiffre d'affaires", "dit-il")."""

from __future__ import annotations

from ledger.extract.grammar import in_aside, owns
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause
from ledger.extract.phrases import Phrases
from ledger.extract.salience import Salience


class Pronouns:
    """The pronouns of a text, resolved by its subjects."""

    def __init__(self, lx: Lexicon, measures: Phrases[object], salience: Salience) -> None:
        self._lx, self._measures, self._salience = lx, measures, salience

    def meant(  # noqa: PLR0911 - one return per way of meaning
        self, clause: Clause, word: str, own: Entity | None
    ) -> Entity | None:
        """Whom a pronoun means; `own` is the subject of its clause so far."""
        if word in self._lx.selves:
            return self._salience.salient(clause, "", set())
        if word in self._lx.affairs.he:
            if own is not None and own.kind == "person":
                return own
            return self._salience.last_subject_person(clause) or self._salience.person
        if word in self._lx.latter:
            return self._salience.named_last(clause)
        if own is not None:
            return own
        thing = word in self._lx.things
        latest = self._salience.mentioned_just_before(clause)
        if thing and len(latest) == 1:
            return self._salience.entities[latest[0]]
        for index, entity in self._salience.latest(clause):
            if (
                clause.index - index <= 2
                and (entity.is_company or not thing)
                and not self._salience.is_beside(entity, near=True)
            ):
                return entity
        return self._salience.salient(clause, "", set()) if thing else None

    def speaker(self, own: Entity | None) -> Entity | None:
        """Whom "dit-il" means: a person before a company."""
        if own is not None and own.kind == "person":
            return own
        latest = next((e for _, _, e in reversed(self._salience.subjects)), None)
        return self._salience.person if latest is None or self._salience.person is not None else latest

    def owner(self, clause: Clause, i: int) -> Entity | None:
        """Whose: of a measure a company's; the subject so far, else that of the sentence before."""
        nodes, lx = clause.nodes, self._lx
        lows = [n.low for n in nodes[i + 1 : i + 8]]
        measure = any(self._measures.at(lows, k) for k in range(min(4, len(lows))))
        inside = []
        thing = nodes[i].low in lx.thing_owners
        for k in range(i - 1, max(-1, i - 30), -1):
            entity = nodes[k].entity
            if entity is None or nodes[k].party not in {"name", "noun", "pronoun"} or owns(nodes, k):
                continue
            if in_aside(clause, k, i, lx):
                continue  # "X, whose parent is Y, saw its sales fall"
            if entity.is_company or (entity.kind == "person" and not measure and not thing):
                inside.append((bool(nodes[k].prep), k, entity))
        free = [entity for governed, _, entity in inside if not governed]
        if not free and len(inside) > 1:
            # "like X, which … its": who has a clause of its own is meant before who is only named in it.
            heads = (e for _, k, e in inside if any(n.low in lx.relatives for n in nodes[k + 1 : k + 3]))
            free = list(heads)[:1]
        if free:
            return free[0] if measure or len(free) == 1 else free[-1]
        if nodes[i].low in lx.people_owners:
            return self._salience.last_subject_person(clause)
        for index, entity in self._salience.latest(clause):
            if self._salience.is_beside(entity, near=clause.index - index <= 1):
                continue
            if clause.index - index <= 3 and (
                entity.is_company or (entity.kind == "person" and not measure and not thing)
            ):
                return entity
        return inside[0][2] if inside else self._salience.salient(clause, "", set())

    def ahead(self, clause: Clause) -> int | None:
        """The subject behind the phrase that opens a sentence, if its own words may point ahead to it."""
        nodes = clause.nodes
        if len(nodes) < 4 or nodes[0].low not in self._lx.prepositions:
            return None
        comma = next((k for k, n in enumerate(nodes[:30]) if n.low == ","), None)
        if comma is None or not any(n.party == "possessive" for n in nodes[1:3]):
            return None
        if any(n.party and n.party != "possessive" for n in nodes[:comma]):
            return None
        found = next((k for k in range(comma + 1, min(len(nodes), comma + 8)) if nodes[k].party), None)
        if found is None or nodes[found].head != comma + 1 or nodes[found].prep or owns(nodes, found):
            return None
        return found if nodes[found].party in {"name", "noun"} else None
