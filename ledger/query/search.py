"""Finding companies by their names and claims by the words of their quotes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, cast

from ledger.model.errors import LedgerError
from ledger.model.names import fold
from ledger.project.assemble import Picture
from ledger.query import answers, questions, shapes
from ledger.query.question import Question
from ledger.query.sql import run
from ledger.store.entity import Entity

LIMIT = 20
_LONGEST = 200
_PAGE = 200  # as quotes.sql has it


def search(question: Question, text: str, limit: int = LIMIT) -> Iterator[answers.Match]:
    """Companies first, then claims, the latest recorded first; `limit` of each at the most.

    Names are compared without case, accents and punctuation; quotes without case and line breaks.

    Raises:
        LedgerError: there is no text to search for, or too much of it.
    """
    yield from companies(question, text, limit)
    yield from islice(_claims(question, text), limit)


def companies(question: Question, text: str, limit: int = LIMIT) -> Iterator[answers.Match]:
    """Entities that bear a name with the text in it: whole names first, then beginnings, then the rest, then by id.

    An entity that was merged is shown as the one it was merged into, once.

    Raises:
        LedgerError: there is no text to search for, or too much of it.
    """
    wanted = fold(_checked(text))
    found = []
    for entity in question.registry.entities():
        ranked = [(_rank(fold(name), wanted), place, name) for place, name in enumerate(_names(entity))]
        best = min((one for one in ranked if one[0] is not None), default=None)
        if best is not None:
            found.append((best[0], entity.id, best[2], entity))
    return islice(_matches(question, sorted(found)), limit)


def _matches(question: Question, found: list[tuple[Any, ...]]) -> Iterator[answers.Match]:
    seen: set[str] = set()
    for _, _, matched, entity in found:
        kept_id = question.identity.of(entity.id)
        if kept_id not in seen and questions.is_known(question, entity):
            seen.add(kept_id)
            kept = question.registry.get(kept_id) or entity
            yield {
                "type": "company",
                "company_id": kept.id,
                "company": kept.name,
                "entity_type": kept.type,
                "matched": matched,
                "claim": None,
            }


def _names(entity: Entity) -> Iterator[str]:
    yield entity.name
    yield from (name for name in (entity.legal_name, *entity.aliases, *entity.ambiguous_aliases) if name)
    yield from (value for value in (entity.id, entity.wikidata, entity.lei, entity.ticker, entity.domain) if value)


def _rank(name: str, wanted: str) -> int | None:
    if not wanted or wanted not in name:
        return None
    return 0 if name == wanted else 1 if name.startswith(wanted) else 2


def _claims(question: Question, text: str) -> Iterator[answers.Match]:
    words = _checked(text).split()
    wanted, pattern = " ".join(words).casefold(), f"%{'%'.join(_like(word) for word in words)}%"
    shown: dict[str, Picture] = {}
    before = question.clocks.seq + 1
    while True:
        page = run(question.conn, "quotes", seq=question.clocks.seq, before=before, pattern=pattern)
        for row in page:
            if wanted not in " ".join(row["quote"].split()).casefold():
                continue
            owner = question.identity.of(row["company_id"])
            if owner not in shown:
                shown[owner] = questions.picture(question, owner)
            standing = next((s for s in shown[owner].standings if s.claim.seq == row["seq"]), None)
            if standing is not None:
                match = {"type": "claim", "company_id": owner, "company": question.name(owner), "entity_type": None}
                claim = shapes.claim(standing, shown[owner], question.name)
                yield cast(answers.Match, match | {"matched": standing.claim.fact["quote"], "claim": claim})
        if len(page) < _PAGE:
            return
        before = page[-1]["seq"]


def _like(word: str) -> str:
    """The word as a pattern for lower-cased text. The engines fold only ASCII alike, so any other letter is left open
    here and compared afterwards."""
    return "".join(f"!{c}" if c in "!%_" else c.lower() if c.isascii() else "%" for c in word)


def _checked(text: str) -> str:
    if not fold(text):
        raise LedgerError("There is nothing to search for; write a word or a name.")
    if len(text) > _LONGEST:
        raise LedgerError(f"A text to search for has {_LONGEST} characters at the most.")
    return text
