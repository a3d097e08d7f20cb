"""Random histories of a small world: what Hypothesis draws, and how it is written into a ledger."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

import hypothesis.strategies as st
from sqlalchemy import Connection, select

from ledger.curate import commands
from ledger.ingest.capture import By, capture
from ledger.ingest.files import Document, Imprint
from ledger.ingest.structured import StatedFact
from ledger.model.canonical import to_json
from ledger.model.dates import known_time, micros
from ledger.model.errors import LedgerError
from ledger.model.events import (
    CompaniesMerged,
    CompaniesSplit,
    CompanyRegistered,
    DealsLinked,
    DealsSeparated,
    DocumentRedated,
    NewEvent,
    Payload,
    Publication,
    Reader,
)
from ledger.model.facts import parse_fact
from ledger.project import projector
from ledger.project.tables import claims
from ledger.store import log
from ledger.store.registry import load
from tests.support.prose import prose

NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)
COMPANIES = ["Anvil", "Birch", "Comet"]
INVESTORS = ["Delta Fund", "Ember", "Comet"]
IDS = ["anvil", "birch", "comet", "delta-fund", "ember"]
PAPERS = ["Morning Paper", "Evening Paper"]
PUBLISHERS = [*PAPERS, None]
DAYS = [f"2025-{month:02}-{day:02}" for month in range(1, 13) for day in (3, 17)]


@dataclass(frozen=True)
class Report:
    """A document with its facts.

    `text` is the number of a text that several papers print, if it is not its own. `revises` names, by its rank in the
    log, a publication of which this is an edited version, as it was seen on the day of `published`.
    """

    publisher: str | None
    published: str
    facts: tuple[dict[str, Any], ...] = field(hash=False)
    text: int | None = None
    revises: int | None = None


@dataclass(frozen=True)
class Act:
    """Something a person says about claims or entities; claims are named by their rank in the log."""

    verb: Literal["correct", "retract", "rank", "merge", "split", "link", "separate", "redate", "register"]
    claims: tuple[int, ...]
    ids: tuple[str, str]
    figure: int
    day: str
    erratum: bool


Step = Report | Act

_amounts = st.one_of(
    st.none(),
    st.builds(
        lambda value, qualifier: {"value": value * 10**8, "currency": "USD", "qualifier": qualifier},
        st.sampled_from([10, 95, 100, 143, 150]),
        st.sampled_from(["exact", "exact", "about", "over", "at_most"]),
    ),
    st.just({"low": 10**9, "high": 2 * 10**9, "currency": "USD", "qualifier": "range"}),
    st.just({"value": 10**9, "currency": "EUR", "qualifier": "exact"}),
)
_party = st.builds(lambda name, role: {"name": name, "role": role}, st.sampled_from(INVESTORS), st.just("party"))


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """One fact of a kind that founds, joins or needs no deal."""
    kinds = ["investment", "funding_round", "stake", "valuation", "partnership", "acquisition", "revenue", "contract"]
    kind = draw(st.sampled_from(kinds))
    found: dict[str, Any] = {
        "kind": kind,
        "company": draw(st.sampled_from(COMPANIES)),
        "counterparties": draw(st.lists(_party, max_size=2, unique_by=lambda p: p["name"])),
        "amount": draw(_amounts) if kind != "stake" else None,
        "percent": draw(st.sampled_from([None, 10, 49])) if kind == "stake" else None,
        "deal": draw(st.sampled_from([None, None, "a", "b"])),
        "round": draw(st.sampled_from([None, None, "Series A", "Series B"])) if kind == "funding_round" else None,
        "stage": draw(st.sampled_from([None, "talks", "completed", "abandoned"])),
        "date": draw(st.sampled_from([None, None, "2024", "2025-03", "2025-06-15", "2025/.."])),
        "previous": draw(st.sampled_from([False, False, False, True])),
        "polarity": draw(st.sampled_from(["positive", "positive", "positive", "negative"])),
        "forecast": draw(st.sampled_from([False, False, True])) if kind == "revenue" else False,
        "attributed_to": draw(st.sampled_from([[], [], ["Wire"], ["Wire", "Morning Paper"]])),
        "quote": draw(st.sampled_from([None, "a large sum"])),
    }
    return found


#: The second has the first in it, and more.
TEXTS = [prose(1), prose(1) + " " + prose(2, 12), prose(2)]


def reports_of(days: list[str]) -> st.SearchStrategy[Report]:
    """Reports of these days."""
    return st.builds(
        Report,
        publisher=st.sampled_from(PUBLISHERS),
        published=st.sampled_from(days),
        facts=st.lists(facts(), min_size=1, max_size=3).map(tuple),
        text=st.sampled_from([None, None, *range(len(TEXTS))]),
        revises=st.sampled_from([None, None, None, 0, 1, 2]),
    )


reports = reports_of(DAYS)
acts = st.builds(
    Act,
    verb=st.sampled_from(["correct", "retract", "rank", "merge", "split", "link", "separate", "redate", "register"]),
    claims=st.lists(st.integers(0, 7), min_size=2, max_size=3, unique=True).map(tuple),
    ids=st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)),
    figure=st.sampled_from([10, 100, 145]),
    day=st.sampled_from(DAYS),
    erratum=st.booleans(),
)
histories = st.lists(st.one_of(reports, reports, acts), min_size=1, max_size=9)


def write(conn: Connection, steps: list[Step] | list[Report]) -> None:
    """Write the steps into the ledger; a step that the ledger refuses is left out, wholly."""
    for number, step in enumerate(steps):
        try:
            with conn.begin_nested():
                if isinstance(step, Report):
                    _report(conn, step)
                else:
                    _act(conn, step, f"{number}-{log.head(conn).seq}")
        except LedgerError:
            continue


def _report(conn: Connection, report: Report) -> None:
    stated = [StatedFact(parse_fact(fields)) for fields in report.facts]
    body = to_json([list(report.facts), report.text])
    text, media_type = (body, "application/jsonl") if report.text is None else (TEXTS[report.text], "text/plain")
    captured = list(log.read(conn, types=["DocumentCaptured"]))
    by = By("tests", NOW, Reader(name="tests", version="1"))
    published: str | None = report.published
    revises: str | None = None
    if report.revises is not None and report.revises < len(captured):
        publication = Publication(**captured[report.revises].payload["publication"])
        # It is dated by the day on which it was seen.
        by, published, revises = replace(by, now=known_time(published)), None, publication.publication_id
    imprint = Imprint(publisher=report.publisher, published=published)
    document = Document("a history", body.encode(), text, media_type, imprint)
    capture(conn, document, stated, by, revises=revises)


def _act(conn: Connection, act: Act, key: str) -> None:
    known = list(conn.scalars(select(claims.c.claim_id).order_by(claims.c.seq)))
    chosen = [known[rank] for rank in act.claims if rank < len(known)]
    said = commands.Said(commands.Command("tests", NOW), f"reason {key}", act.day if act.erratum else None)
    if act.verb in ("merge", "split"):
        a, b = act.ids
        effective = act.day if act.erratum and act.verb == "merge" else None
        payload: Payload = (
            CompaniesMerged(into=a, merged=b, reason=key, effective=effective)
            if act.verb == "merge"
            else CompaniesSplit(company=a, split=b, reason=key)
        )
        known_ids = load(conn)
        if a != b and known_ids.get(a) and known_ids.get(b):  # what nobody has named cannot be merged
            _append(conn, key, payload, effective)
    elif act.verb == "register":
        # Another name, and the grade of a source that goes by the first one.
        tier = 1 if act.erratum else None
        _append(conn, key, CompanyRegistered(id=act.ids[0], name=f"{act.ids[0]} as of {act.day}", tier=tier))
        _append(
            conn, f"{key}t", CompanyRegistered(id="paper", name=PAPERS[0], entity_type="publisher", tier=act.figure)
        )
    elif act.verb in ("link", "separate") and len(chosen) >= 2:
        kind = DealsLinked if act.verb == "link" else DealsSeparated
        _append(conn, key, kind(claim_ids=tuple(chosen), reason=key))
    elif act.verb == "redate" and chosen:
        publication = conn.scalar(select(claims.c.publication_id).where(claims.c.claim_id == chosen[0]))
        assert publication is not None
        _append(conn, key, DocumentRedated(publication_id=publication, published=act.day, reason=key))
    elif chosen and act.verb == "correct":
        commands.correct(conn, chosen[0], {"amount": {"value": act.figure * 10**8, "currency": "USD"}}, said)
    elif chosen and act.verb == "retract":
        commands.retract(conn, chosen[0], said)
    elif chosen and act.verb == "rank":
        commands.rank(conn, chosen[0], "preferred", said)


def _append(conn: Connection, key: str, payload: Payload, day: str | None = None) -> None:
    known_at = micros(known_time(day)) if day else None
    event = NewEvent(key=f"tests|{key}", payload=payload, recorded_by="tests", known_at=known_at)
    log.append(conn, [event], recorded_at=micros(NOW))
    projector.catch_up(conn)


def published_after(day: str) -> st.SearchStrategy[list[Report]]:
    """Reports of later days only."""
    later = [d for d in DAYS if known_time(d) > known_time(day)]
    return st.lists(reports_of(later), min_size=1, max_size=4)
