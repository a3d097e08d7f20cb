"""Whose company is whose: where a text puts people, and the posts that they leave."""

from __future__ import annotations

from ledger.extract.grammar import owns
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause


def is_former(clause: Clause, i: int, lx: Lexicon) -> bool:
    """Whether a name only says where people come from ("two former X engineers", "des anciens de X")."""
    nodes = clause.nodes
    return any(n.low in lx.former for n in nodes[max(0, nodes[i].head - 3) : i])


class Employers:
    """The companies of the people of a text."""

    def __init__(self, lx: Lexicon) -> None:
        self._lx = lx
        #: Companies by the names and surnames of those who are said to own or head them.
        self._owned: dict[str, Entity] = {}
        #: Where the text has put each person.
        self._at: dict[str, Entity] = {}
        self._vacant: tuple[int, Entity, str | None] | None = None

    def of(self, person: Entity, *, owned: bool = True) -> Entity | None:
        """The company that a person was last said to be at, or to own."""
        return self._at.get(person.name) or (self._owned.get(person.name) if owned else None)

    def owned_by(self, person: Entity) -> Entity | None:
        """The company that a person, or one of that surname, is said to own or head."""
        return self._owned.get(person.name) or self._owned.get(person.name.split()[-1])

    def employ(self, person: Entity, company: Entity, *, leaving: bool) -> None:
        """Note where a person is; who leaves has been there."""
        if not leaving or person.name not in self._at:
            self._at[person.name] = company

    def vacate(self, clause: Clause, company: Entity, post: str | None) -> None:
        """Note the post that somebody has left, which another may take."""
        self._vacant = (clause.index, company, post)

    def vacancy(self, clause: Clause) -> tuple[Entity, str | None] | None:
        """The company and the post that were last left, at most two sentences before."""
        vacant = self._vacant
        return vacant[1:] if vacant is not None and 0 <= clause.index - vacant[0] <= 2 else None

    def learn(self, clause: Clause, i: int) -> None:
        """ "Ada Roux, fondatrice de Nabu", "Nabu's boss Ada Roux": whose company is whose."""
        nodes, entity = clause.nodes, clause.nodes[i].entity
        if entity is None or not entity.is_company:
            return
        window = range(max(0, i - 9), min(len(nodes), i + 6))
        lx = self._lx
        if is_former(clause, i, lx):
            return
        post = nodes[i + 1].low if i + 1 < len(nodes) else ""
        belongs = nodes[i].prep in lx.of_words or owns(nodes, i) or post in lx.person_nouns
        if not belongs or not any(
            nodes[k].low in lx.person_nouns for k in range(max(0, i - 5), min(len(nodes), i + 5))
        ):
            return
        people = [k for k in window if (e := nodes[k].entity) is not None and e.kind == "person"]
        if people:
            person = nodes[min(people, key=lambda k: abs(k - i))].entity
            assert person is not None
            self._owned.setdefault(person.name, entity)
            self._owned.setdefault(person.name.split()[-1], entity)
