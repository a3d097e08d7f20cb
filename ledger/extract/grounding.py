"""What a document does not say cannot be reported of it, whoever read it (DESIGN §3, §9).

Each fact is held against the stored text: its quotes are exact passages; its figures stand in them, or are worked out
from one that stands in the document and are marked so by their words; its names stand there, or are what something
there refers to. A fact that fails is refused with the reason; it is somebody else's task to keep it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache

from ledger.extract import quantities
from ledger.extract.text import INVISIBLE
from ledger.model.amounts import Qualifier
from ledger.model.facts import FactBase
from ledger.model.names import fold, name_key

#: Other spellings and descriptions of the entity that a name means ("Facebook", "la maison mère de Facebook").
Spellings = Callable[[str], Collection[str]]

#: A numeral-like chance hit in a very long text would be no evidence; so much of a document is looked at for bases.
_BASE_WINDOW = 20_000
#: A longer quote is no passage that states something: in all of a text any figure may stand beside any name.
LONGEST_QUOTE = 2_000


@dataclass(frozen=True, slots=True)
class Ungrounded:
    """A fact that its document does not bear out, and why, in a sentence."""

    fact: FactBase
    reason: str


@dataclass(frozen=True, slots=True)
class Grounded:
    """Facts that may be reported, and those that may not."""

    facts: list[FactBase] = field(default_factory=list)
    refused: list[Ungrounded] = field(default_factory=list)


def no_spellings(name: str) -> Collection[str]:  # noqa: ARG001
    """Where nobody knows other names."""
    return ()


class Grounds:
    """One document as evidence. `title` is the publication's own, which may name whom the text alludes to."""

    def __init__(self, text: str, title: str | None = None, spellings: Spellings = no_spellings) -> None:
        self._text = text
        #: As it is read: marks that nobody sees part no word and no figure.
        self._seen = INVISIBLE.sub("", text)
        self._spellings = spellings
        self._folded = f" {_fold(self._seen)} {_fold(title or '')} "

    def check(self, facts: Iterable[FactBase]) -> Grounded:
        """The facts, those with a known quote but wrong offsets set right, apart from what is not borne out."""
        done = Grounded()
        for fact in facts:
            placed = self._placed(fact)
            reason = self.against(placed) if placed is not None else self._no_quote(fact)
            if placed is None or reason:
                done.refused.append(Ungrounded(fact, reason or ""))
            else:
                done.facts.append(placed)
        return done

    def against(self, fact: FactBase) -> str | None:
        """What speaks against a fact whose quotes are in the document; nothing if it is borne out."""
        if any(len(quote) > LONGEST_QUOTE for quote in fact.quotes):
            return f"a quote is longer than the {LONGEST_QUOTE:,} characters that a passage may have"
        return next(self._objections(fact, INVISIBLE.sub("", "\n".join(fact.quotes))), None)

    def _placed(self, fact: FactBase) -> FactBase | None:
        """The fact with the true offsets of its quotes; nothing where a quote is not in the document."""
        if not fact.quotes or not all(quote.strip() for quote in fact.quotes):
            return None
        spans = fact.spans if len(fact.spans) == len(fact.quotes) else ()
        if spans and all(self._text[s:e] == q and s >= 0 for (s, e), q in zip(spans, fact.quotes, strict=True)):
            return fact
        found = [self._text.find(quote) for quote in fact.quotes]
        if min(found) < 0:
            return None
        right = tuple((at, at + len(quote)) for at, quote in zip(found, fact.quotes, strict=True))
        return fact.model_copy(update={"spans": right, "start": right[0][0], "end": right[0][1]})

    def _no_quote(self, fact: FactBase) -> str:
        missing = next((q for q in fact.quotes if q not in self._text), None)
        return f"the quote “{missing}” does not stand in the document" if missing else "it has no quote"

    def _objections(self, fact: FactBase, quoted: str) -> Iterator[str]:
        yield from self._about_figures(fact, quoted)
        yield from self._about_name(fact.company, fact.company_as_written)
        for party in fact.counterparties:
            yield from self._about_name(party.name, party.as_written)
        for chain in fact.attribution:
            for hop in chain:
                if hop.name:
                    yield from self._about_name(hop.name, None)
        for what, name in (("product", fact.product), ("date", fact.date_as_written)):
            if name and _key(name) and not self._in_document(name):
                yield f"the {what} “{name}” does not stand in the document"

    def _about_figures(self, fact: FactBase, quoted: str) -> Iterator[str]:
        for verbatim in (fact.amount.verbatim if fact.amount else None, fact.percent_verbatim):
            if verbatim and INVISIBLE.sub("", verbatim) not in self._seen:
                yield f"the figure's wording “{verbatim}” does not stand in the document"
        if fact.amount is not None:
            for figure in dict.fromkeys(fact.amount.ends()):
                if not quantities.states(quoted, figure) and not self._derived(quoted, figure, fact):
                    yield f"the figure {figure:f} does not stand in the quote"
        if fact.multiple is not None:
            for times in dict.fromkeys(fact.multiple.ends()):
                if not quantities.states(quoted, times) and not quantities.compares(quoted, times):
                    yield f"“{times:f} times” does not stand in the quote"
        if fact.percent is not None and not quantities.states_share(quoted, fact.percent):
            yield f"{fact.percent:f} per cent do not stand in the quote"

    def _derived(self, quoted: str, figure: Decimal, fact: FactBase) -> bool:
        """Whether the figure is worked out from another one; it is marked so by words that compare, and by a hedge."""
        if fact.amount is None or fact.amount.qualifier is Qualifier.EXACT:
            return False
        if INVISIBLE.sub("", fact.amount.verbatim or "") not in quoted:
            return False
        at = max(0, (fact.start or 0) - _BASE_WINDOW)
        return quantities.follows(quoted, figure, self._text[at : (fact.end or 0) + _BASE_WINDOW])

    def _about_name(self, name: str, as_written: str | None) -> Iterator[str]:
        written = _key(as_written or "")
        if as_written and written and f" {written} " not in self._folded:
            yield f"“{as_written}”, which is said to mean {name}, does not stand in the document"
        if any(f" {key} " in self._folded for key in (_key(name), _name_key(name)) if key):
            return
        others = (key for spelling in self._spellings(name) if (key := _key(spelling)))
        if any(f" {key} " in self._folded for key in others):
            return
        yield f"the name “{name}” does not stand in the document"

    def _in_document(self, name: str) -> bool:
        return f" {_key(name)} " in self._folded


class _WithoutMarks(dict[int, int | None]):
    """A translation table that drops combining marks and fills itself; a text has few different characters."""

    def __missing__(self, code: int) -> int | None:
        self[code] = found = None if unicodedata.combining(chr(code)) else code
        return found


_MARKS, _NOT_WORD = _WithoutMarks(), re.compile(r"[^\w&+]+")


def _fold(text: str) -> str:
    """`names.fold`, in a fraction of its time on a long text."""
    small = text.casefold() if text.isascii() else unicodedata.normalize("NFKD", text).casefold().translate(_MARKS)
    return _NOT_WORD.sub(" ", small).strip()


#: Names come again and again, in a document and across documents.
_key = lru_cache(maxsize=8192)(fold)
_name_key = lru_cache(maxsize=8192)(name_key)


def check(
    facts: Sequence[FactBase], text: str, title: str | None = None, spellings: Spellings = no_spellings
) -> Grounded:
    """The facts that the text bears out, and the others with reasons."""
    return Grounds(text, title, spellings).check(facts) if facts else Grounded()
