"""Questions about the registry itself: what is known of an entity, and which entities may be one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import cast

from ledger.model.dates import iso
from ledger.model.errors import UnknownCompany
from ledger.project.identity import IDENTITY_EVENTS, SPLIT
from ledger.query import answers, questions
from ledger.query.candidates import Pair, candidates
from ledger.query.question import Question
from ledger.query.sql import run
from ledger.store import log
from ledger.store.entity import Entity


def show(question: Question, name: str) -> answers.Company:
    """What is known of an entity of any type, how it came to be known, and which ids mean it.

    A merged one is shown under its own id: here is where one looks what a merge has joined.

    Raises:
        UnknownCompany, AmbiguousCompany: as `questions.company`.
    """
    entity = questions.meant(question, name)
    if entity is None:
        raise UnknownCompany(f"Nobody is known as “{name}”; `deal-ledger company search` finds names.")
    same = question.identity.same_as(entity.id)
    known = {k: v for k, v in asdict(entity).items() if k != "seq"}
    row = {k: list(v) if isinstance(v, tuple) else v for k, v in known.items()} | {
        "same_as": sorted(same),
        "registrations": list(_registrations(question, entity)),
        "decisions": list(_decisions(question, same | {entity.id})),
    }
    return cast(answers.Company, row)


def review(question: Question) -> Iterator[answers.Candidate]:
    """Pairs of entities that may be one, the likeliest first; merging them or keeping them apart decides."""
    who = question.identity
    told_apart = [e for e in question.registry.entities() if who.of(e.id) == e.id and questions.is_known(question, e)]
    apart = {frozenset((who.of(a), who.of(b))) for a, b in _kept_apart(question)}
    return map(_candidate, candidates(told_apart, apart))


def _candidate(pair: Pair) -> answers.Candidate:
    return {
        "a": pair.a.id,
        "b": pair.b.id,
        "name_a": pair.a.name,
        "name_b": pair.b.name,
        "score": pair.score,
        "reasons": pair.reasons,
        "against": pair.against,
    }


def _kept_apart(question: Question) -> Iterator[tuple[str, str]]:
    """Pairs on which the last word is that they are not one."""
    word = {
        frozenset((row["kept"], row["other"])): row
        for row in run(question.conn, "identity_changes", seq=question.clocks.seq)
    }
    return ((row["kept"], row["other"]) for row in word.values() if row["type"] == SPLIT)


def _registrations(question: Question, entity: Entity) -> Iterator[answers.Registration]:
    for row in run(question.conn, "registrations", id=entity.id, seq=question.clocks.seq):
        event = log.get(question.conn, row["seq"])
        if event.payload:  # not erased since
            yield {
                "seq": event.seq,
                "recorded_at": cast(str, iso(event.recorded_at)),
                "recorded_by": event.recorded_by,
                "reason": event.payload.get("reason"),
                "name": event.payload["name"],
                "aliases": list(event.payload["aliases"]),
                "provisional": event.payload["provisional"],
            }


def _decisions(question: Question, ids: frozenset[str]) -> Iterator[answers.Decision]:
    for row in run(question.conn, "identity_changes", seq=question.clocks.seq):
        in_time = row["known_at"] is None or row["known_at"] <= question.clocks.known_at
        if in_time and ids & {row["kept"], row["other"]} and row["type"] in IDENTITY_EVENTS:
            event = log.get(question.conn, row["seq"])
            yield {
                "seq": event.seq,
                "type": event.type,
                "kept": row["kept"],
                "other": row["other"],
                "effective": event.payload.get("effective"),
                "recorded_at": cast(str, iso(event.recorded_at)),
                "recorded_by": event.recorded_by,
                "reason": event.payload.get("reason"),
            }
