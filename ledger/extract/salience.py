"""Whom a text has in mind: the companies that it has spoken of so far, and how much each is meant."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ledger.extract.names import Entity
from ledger.extract.nodes import Clause

#: So many subjects are remembered.
_MEMORY = 6
#: What it costs not to have been named since another company was a subject.
_SHIFTED = 0.4
#: Whom nobody has named for so many sentences, nobody means.
_REACH = 12


class Salience:
    """What is remembered of each company, clause by clause, and who is the likeliest to be meant."""

    def __init__(self, totals: Counter[str], items: Mapping[int, int]) -> None:
        #: The item of each paragraph, in a text of several stories: what is said in one, is said of its own companies.
        self._items = items
        #: How often the whole document names each company: what a text is about, it names often.
        self.totals = totals
        self.entities: dict[str, Entity] = {}
        #: Latest mention of each company as (clause index, block, was subject).
        self._last: dict[str, tuple[int, int, bool]] = {}
        #: Those of them that the last sentences mention: nobody else can be meant, however many a long text names.
        self.near: dict[str, None] = {}
        #: The same for the mention before the clause of the latest one.
        self._prior: dict[str, tuple[int, int, bool]] = {}
        #: Companies of the headline or first sentence.
        self._leading: set[str] = set()
        self._classes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        #: The latest subjects as (clause index, block, who).
        self.subjects: list[tuple[int, int, Entity]] = []
        #: Who was named last, and in which clause.
        self._latest_name: tuple[int, Entity] | None = None
        #: The person named last.
        self.person: Entity | None = None
        #: How many facts were told of a company, and of which ones it is only the other side (a backer, a customer).
        self._told: Counter[str] = Counter()
        self._beside: set[str] = set()
        #: Who was introduced as a backer.
        self._backers: set[str] = set()
        #: The nouns that appositions have called each company.
        self._called: defaultdict[str, set[str]] = defaultdict(set)
        #: The only company that the latest heading names.
        self._headed: tuple[int, str] | None = None

    def note(self, entity: Entity, clause: Clause, is_subject: bool) -> None:
        """Note that a clause mentions a company."""
        self.entities[entity.name] = entity
        was = self._last.get(entity.name)
        if was is not None and was[0] < clause.index:
            self._prior[entity.name] = was
        if clause.index <= 1:
            self._leading.add(entity.name)
        is_subject = is_subject or (was is not None and was[0] == clause.index and was[2])
        self.near.setdefault(entity.name)
        self._last[entity.name] = (clause.index, clause.sentence.block, is_subject)

    def named_last(self, clause: Clause) -> Entity | None:
        """Who was named last before a clause, in the same paragraph or at the end of the one before."""
        last = self._latest_name
        return last[1] if last is not None and 0 <= clause.index - last[0] <= 1 else None

    def name(self, entity: Entity, clause: Clause) -> None:
        """Note that a clause names somebody."""
        self._latest_name = (clause.index, entity)

    def seen(self, entity: Entity) -> bool:
        """Whether a company has been mentioned before."""
        return entity.name in self._last

    def mentioned_just_before(self, clause: Clause) -> list[str]:
        """The companies whose latest mention is in the clause before, in the same paragraph."""
        return [n for n in self.near if self._last[n][:2] == (clause.index - 1, clause.sentence.block)]

    def note_subject(self, clause: Clause, entity: Entity) -> None:
        """Note the subject of a clause."""
        self.subjects.append((clause.index, clause.sentence.block, entity))
        del self.subjects[:-_MEMORY]

    def apart(self, clause: Clause, block: int) -> bool:
        """Whether a paragraph tells another story than the one that a clause is in."""
        return bool(self._items) and self._items.get(block) != self._items.get(clause.sentence.block)

    def latest(self, clause: Clause) -> Iterator[tuple[int, Entity]]:
        """The subjects of the story so far with their clauses, the latest first."""
        return ((i, e) for i, block, e in reversed(self.subjects) if not self.apart(clause, block))

    def last_subject_person(self, clause: Clause) -> Entity | None:
        """The person who was a subject last."""
        return next((e for _, e in self.latest(clause) if e.kind == "person"), None)

    def note_heading(self, clause: Clause) -> None:
        """Note the company that a heading names alone."""
        named = {n.entity.name for n in clause.nodes if n.party == "name" and n.entity and n.entity.is_company}
        self._headed = (clause.sentence.block, next(iter(named))) if len(named) == 1 else None

    def classify(self, entity: Entity | None, noun: str) -> None:
        """Note what sort of company somebody is said to be."""
        if entity is not None and noun:
            self._classes[entity.name][noun] += 1

    def is_of(self, entity: Entity, noun: str) -> bool:
        """Whether a company has been said to be of a class."""
        return bool(self._classes[entity.name][noun])

    def call(self, entity: Entity, low: str, noun: str) -> None:
        """Note the very noun that an apposition calls a company."""
        self.classify(entity, noun)
        self._called[entity.name].add(low)

    def tell(self, company: Entity) -> None:
        """Note that a fact was told of a company."""
        self._told[company.name] += 1

    def stand_by(self, others: Iterable[Entity]) -> None:
        """Note those who take part in what is told of another."""
        self._beside.update(entity.name for entity in others)

    def back(self, entity: Entity) -> None:
        """Note who is introduced as a backer."""
        self._beside.add(entity.name)
        self._backers.add(entity.name)

    def is_beside(self, entity: Entity, *, near: bool) -> bool:
        """Whether a subject is only a backer; who is the subject of the sentence before may be meant all the same."""
        if self._told[entity.name]:
            return False
        return entity.kind == "fund" or entity.name in self._backers or (not near and entity.name in self._beside)

    def leads(self, entity: Entity) -> bool:
        """Whether the text began with a company or has told something of it."""
        return entity.name in self._leading or bool(self._told[entity.name])

    def drop(self, name: str) -> None:
        """What turns out to be no company is nobody that can be meant."""
        self._last.pop(name, None)
        self.near.pop(name, None)

    def _forget(self, index: int) -> None:
        for name in [n for n in self.near if index - self._last[n][0] > _REACH]:
            del self.near[name]

    def salient(
        self, clause: Clause, noun: str, exclude: set[str], word: str = "", *, before_only: bool = False
    ) -> Entity | None:
        """The company most likely meant by a description of the class `noun`, of which `word` is the noun itself."""
        best, best_score = None, 0.0
        self._forget(clause.index)
        shift = next((i for i, e in self.latest(clause) if e.is_company and i < clause.index), -1)
        for name in self.near:
            latest = self._last[name]
            mention = self._prior.get(name) if latest[0] == clause.index and before_only else latest
            if mention is None or name in exclude or clause.index - mention[0] > _REACH:
                continue
            if self.apart(clause, mention[1]):
                continue
            entity = self.entities[name]
            if noun and (
                (noun != "group" and entity.kind == "fund") or (entity.kind == "organisation" and not entity.known)
            ):
                continue
            index, block, was_subject = mention
            score = (
                4.0
                + (0.6 if name in self._leading else 0.0)
                - 0.55 * (clause.index - index)
                + (0.6 if was_subject else 0.0)
                + min(2.0, 0.4 * self.totals[name])
            )
            score -= 0.0 if self.entities[name].known or self._told[name] else 0.8 if self.totals[name] < 2 else 0.3
            score += min(1.2, 0.4 * self._told[name])
            score -= _SHIFTED if index < shift else 0.0
            score += 1.2 if word and word in self._called[name] else 0.0
            score += 2.5 if word and name.lower().startswith(f"{word} ") else 0.0  # "la brasserie": Brasserie du Cap
            score += 1.5 if word and f" {word} " in f"{name.lower()} " else 0.0  # "the bank": Family Bank
            if self._headed is not None and self._headed[1] == name and clause.index > 1:
                score += 2.5 if clause.sentence.block - self._headed[0] <= 1 else 0.5
            aside = name in self._beside and not self._told[name]
            score -= 2.0 if aside else 0.0
            score -= 0.0 if block == clause.sentence.block else 0.8
            score += 0.8 if was_subject and clause.index - index == 1 and block == clause.sentence.block else 0.0
            classes = self._classes[name]
            if noun == "company":
                score -= 1.0 if classes["group"] > classes["startup"] + classes["company"] else 0.0
            elif noun and classes:
                other = -2.0 if noun == "startup" else -0.8 if classes["startup"] else 0.0
                score += other if not classes[noun] else 0.0 if aside else 1.5
            if self.entities[name].kind == "fund":
                score -= 1.5
            if score > best_score:
                best, best_score = self.entities[name], score
        return best
