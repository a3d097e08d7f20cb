"""A document's text to facts that may be reported and facts that wait for a person.

Whatever reads the text, the same three checks follow: the document has to bear a fact out (`ledger.extract.grounding`),
a second reader may contradict it, and the reader has to be sure enough. What fails one waits with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

from ledger.extract.grounding import Grounds, Spellings, no_spellings
from ledger.extract.text import INVISIBLE
from ledger.ingest.compare import contradicts, same_fact
from ledger.ingest.files import Imprint
from ledger.model.events import DoubtCause, Reader
from ledger.model.facts import FactBase
from ledger.store.entity import Entity

if TYPE_CHECKING:
    from ledger.store.registry import Registry


class FactReader(Protocol):
    """What turns text into facts (`ledger.extract.reader.RuleReader`)."""

    name: str
    version: str

    def read(
        self,
        text: str,
        *,
        published: str | None = None,
        publisher: str | None = None,
        title: str | None = None,
        language: str | None = None,
    ) -> list[FactBase]: ...


@dataclass(frozen=True, slots=True)
class Doubt:
    """A fact that is not reported until a person says so, with the reason in a sentence."""

    fact: FactBase
    cause: DoubtCause
    reason: str
    reader: Reader


@dataclass(frozen=True, slots=True)
class Read:
    """What came of a text."""

    reader: Reader
    facts: list[FactBase] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)


@dataclass(frozen=True)
class Checked:
    """A reader with the checks behind it.

    Args:
        second: reads the same text; what the two disagree about waits. The first one's facts go before.
        limit: facts that a reader is less sure of wait.
    """

    reader: FactReader
    spellings: Spellings = no_spellings
    limit: float = 0.0
    second: FactReader | None = None

    def read(self, text: str, imprint: Imprint) -> Read:
        """The facts of a text and of what is known about its publication.

        Raises:
            UnreadableDocument: from the reader, for a language it cannot read.
        """
        seen = _Seen(text)
        grounds = Grounds(seen.text, imprint.title, self.spellings)
        first, doubts = self._grounded(self.reader, seen.text, imprint, grounds)
        if self.second is not None:
            other, more = self._grounded(self.second, seen.text, imprint, grounds)
            first, between = _agreed(first, other, named(self.reader), named(self.second))
            doubts += more + between
        kept, unsure = [], []
        for fact in first:
            if fact.confidence < self.limit:
                reason = f"the reader is {fact.confidence:.0%} sure, and the limit is {self.limit:.0%}"
                unsure.append(Doubt(fact, "confidence", reason, named(self.reader)))
            else:
                kept.append(fact)
        waiting = [Doubt(seen.placed(d.fact), d.cause, d.reason, d.reader) for d in doubts + unsure]
        return Read(named(self.reader), [seen.placed(fact) for fact in kept], waiting)

    def _grounded(
        self, reader: FactReader, text: str, imprint: Imprint, grounds: Grounds
    ) -> tuple[list[FactBase], list[Doubt]]:
        facts = reader.read(
            text,
            published=imprint.published,
            publisher=imprint.publisher,
            title=imprint.title,
            language=imprint.language,
        )
        done = grounds.check(facts)
        return done.facts, [Doubt(u.fact, "grounding", u.reason, named(reader)) for u in done.refused]


def named(reader: FactReader) -> Reader:
    """Who read, for the event."""
    return Reader(name=reader.name, version=reader.version)


def spellings_from(registry: Registry) -> Spellings:
    """The names and descriptions of whatever a registry knows under a name."""

    def spellings(name: str) -> Collection[str]:
        return spellings_of(registry.bearers(name))

    return spellings


def spellings_of(entities: Iterable[Entity]) -> list[str]:
    """All that these may be called."""
    return [
        spelling
        for e in entities
        for spelling in (e.name, e.legal_name, *e.aliases, *e.ambiguous_aliases, *e.descriptions)
        if spelling
    ]


SecondReader: TypeAlias = "Callable[[Registry], FactReader | None]"


def _agreed(
    first: list[FactBase], second: list[FactBase], one: Reader, two: Reader
) -> tuple[list[FactBase], list[Doubt]]:
    """The first reader's facts without those that the second contradicts, and all that they disagree about."""
    kept: list[FactBase] = []
    doubts: list[Doubt] = []
    for fact in first:
        against = next((o for o in second if contradicts(fact, o)), None)
        if against is None or any(same_fact(fact, o) for o in second):
            kept.append(fact)
        else:
            reason = f"the reader “{two.name}” reads another figure or another standing in the same words"
            doubts.append(Doubt(fact, "disagreement", reason, one))
    alone = [fact for fact in second if not any(same_fact(mine, fact) for mine in first)]
    reason = f"the reader “{one.name}” does not read it there"
    return kept, [*doubts, *(Doubt(fact, "disagreement", reason, two) for fact in alone)]


class _Seen:
    """A text as a reader sees it, without invisible marks, and the way back to the offsets of the stored text."""

    def __init__(self, stored: str) -> None:
        self._stored = stored
        self.text = stored
        self._places: list[int] | None = None
        if INVISIBLE.search(stored):
            self._places = [i for i, char in enumerate(stored) if not INVISIBLE.match(char)]
            self.text = INVISIBLE.sub("", stored)

    def placed(self, fact: FactBase) -> FactBase:
        """The fact with quotes and spans of the stored text, marks and all."""
        places = self._places
        if places is None or not fact.spans or any(not 0 <= s < e <= len(places) for s, e in fact.spans):
            return fact
        spans = tuple((places[start], places[end - 1] + 1) for start, end in fact.spans)
        quotes = tuple(self._stored[start:end] for start, end in spans)
        changed = {"spans": spans, "quotes": quotes, "quote": quotes[0], "start": spans[0][0], "end": spans[0][1]}
        return fact.model_copy(update=changed)
