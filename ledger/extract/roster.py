"""The unknown names that a document has introduced so far, and what each of them is called from then on."""

from __future__ import annotations

from ledger.extract import shapes
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.shared import GIVEN_NAMES
from ledger.extract.names import Entity, Gazetteer, Mention
from ledger.extract.text import fold


class Roster:
    """Who has been met in a document, by full and by short names."""

    def __init__(self, lx: Lexicon, gazetteer: Gazetteer, publisher: str | None = None) -> None:
        self._lx = lx
        self._people, self._ambiguous = gazetteer.people, gazetteer.ambiguous
        self._seen: dict[str, Entity] = {}
        if publisher:
            self._seen[publisher] = Entity(publisher, "publisher", known=False)
        self._short: dict[str, Entity] = {}
        #: Short forms of what is no name.
        self._words: set[str] = set()

    def known(self, written: str) -> Entity | None:
        """Whom a name stands for, by what was met or by the gazetteer."""
        met = self._seen.get(written) or self._people.get(written)
        if met is None and len(written) > 2:
            met = self._ambiguous.get(written)
        return met or self._short.get(written)

    def is_word(self, written: str) -> bool:
        """Whether something is short for what is no name."""
        return written in self._words

    def is_met(self, written: str) -> bool:
        """Whether a name has been met in full."""
        return written in self._seen

    def is_short(self, written: str) -> bool:
        """Whether somebody has been met who is called so for short."""
        return written in self._short

    def is_ambiguous(self, written: str) -> bool:
        """Whether the gazetteer has a name that is a common word as well."""
        return written in self._ambiguous

    def paper(self, written: str) -> Entity:
        """Note a name as that of a publisher."""
        self._seen[written] = paper = Entity(written, "publisher", known=False)
        return paper

    def meet(self, written: str, words: list[str], kind: str) -> Entity:
        """A name that is met for the first time, and what it may be called from now on."""
        whole = len(words)
        words = shapes.without_form(words)  # "VerSe Innovation Pvt" is called VerSe Innovation
        entity = Entity(written if len(words) == whole else " ".join(words), kind, known=False)
        self._seen[written] = self._seen[entity.name] = entity
        if words[-1][0].isdigit() and words[-1][-1].isalpha():
            self._short.setdefault(words[-1], entity)
        if len(words) > 1 and words[0].lower() in self._lx.articles:
            words = words[1:]  # "La Poste" is "Poste" where a sentence begins with it
            self._short.setdefault(" ".join(words), entity)
        # A person is called by surname, a company by the first words of its name.
        if words[-1].lower() not in self._lx.countries:
            self._short.setdefault(words[-1 if kind == "person" else 0], entity)
            last = words[-1].lower()
            if kind == "company" and len(words) in {2, 3} and shapes.is_own(last):
                self._short.setdefault(words[-1], entity)  # "Levante" for "Banca Levante"
            for length in range(2, len(words)):
                if kind == "company":
                    self._short.setdefault(" ".join(words[:length]), entity)
        if kind == "person" and len(words) > 1 and fold(words[0]) in GIVEN_NAMES:
            self._short.setdefault(words[0], entity)
        return entity

    def person(self, entity: Entity) -> Entity:
        """Note somebody as a person."""
        person = Entity(entity.name, "person", known=False)
        self._seen[entity.name] = person
        self._short.setdefault(entity.name.split()[-1], person)
        return person

    def learn(self, short: str, mention: Mention | None) -> None:
        """Note what a name is called from now on ("Bharat Dynamics Ltd (BDL)")."""
        if mention is None:
            self._words.add(short)  # "its prospectus (RHP)"
        elif mention.entity.name != short:
            self._seen.setdefault(short, mention.entity)
