"""Random histories for the comparison: those of `tests.project.histories` with more kinds, dates, hedges and acts."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
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
    PAYLOAD,
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
from ledger.model.facts import KINDS, parse_fact
from ledger.project import projector
from ledger.project.tables import claims
from ledger.store import log
from ledger.store.registry import load
from tests.oracle.oracle import Recorded, identity
from tests.project.histories import COMPANIES, IDS, INVESTORS, NOW
from tests.support.prose import prose

PUBLISHERS = ["Morning Paper", "Evening Paper", "Wire", None]
DAYS = ["2023-12-31", "2024-06-15", "2024-12-31", "2025-01-03", "2025-03-17", "2025-06-15", "2025-06-16", "2025-12-03"]
#: Dates of facts: days, months, years, seasons, marks, and intervals open or closed.
DATES = ["2024", "2025-03", "2025-06-15", "2025-06-16", "2025~", "2025/..", "../2025-03", "2025-01/2025-06", "2025-21"]


@dataclass(frozen=True)
class Report:
    """A document with its facts.

    `supersedes` names, by its rank in the log, a claim that the first fact replaces, and `revises` a publication that
    the document is an edited version of, as seen on the day of `published`. `text` is the number of a text that several
    papers may print, `page` that of a web page: this one's own address, or with `copied` the one that it names.
    """

    publisher: str | None
    published: str | None
    facts: tuple[dict[str, Any], ...] = field(hash=False)
    supersedes: int | None = None
    revises: int | None = None
    text: int | None = None
    page: int | None = None
    copied: bool = False


Verb = Literal["correct", "retract", "rank", "merge", "split", "link", "separate", "redate"]


@dataclass(frozen=True)
class Act:
    """Something a person says about claims or entities; claims are named by their rank in the log."""

    verb: Verb
    claims: tuple[int, ...] = ()
    ids: tuple[str, str] = ("anvil", "birch")
    changes: dict[str, Any] = field(default_factory=dict, hash=False)
    rank: Literal["preferred", "normal", "deprecated"] = "preferred"
    day: str = "2025-06-15"
    dated: bool = False


Step = Report | Act


def _usd(value: int, qualifier: str = "exact", verbatim: str | None = None) -> dict[str, Any]:
    return {"value": value * 10**8, "currency": "USD", "qualifier": qualifier, "verbatim": verbatim}


_amounts = st.one_of(
    st.none(),
    st.builds(
        _usd,
        st.sampled_from([10, 95, 100, 143, 150]),
        st.sampled_from(["exact", "exact", "about", "at_least", "over", "at_most", "under"]),
    ),
    st.sampled_from([_usd(150, verbatim="15 billion"), _usd(152, verbatim="$15.2bn"), _usd(100, verbatim="10 Mds")]),
    st.sampled_from(
        [
            {"low": low * 10**8, "high": high * 10**8, "currency": "USD", "qualifier": "range"}
            for low, high in ((10, 20), (10, 95), (90, 140), (140, 160))
        ]
    ),
    st.sampled_from([{"value": 10**9, "currency": "EUR"}, {"value": 0, "currency": "USD"}, {"value": 1500}]),
)
_party = st.builds(lambda name: {"name": name, "role": "party"}, st.sampled_from(INVESTORS))
_CAPITAL = ["investment", "funding_round", "stake", "valuation"]
_KINDS = [*_CAPITAL * 4, *["partnership", "acquisition", "revenue", "contract"] * 2, *KINDS]
_multiples = st.sampled_from(
    [None, None, {"value": 2}, {"value": "1.5", "qualifier": "about"}, {"value": 3, "qualifier": "over"}]
)
QUOTES = [None, None, "Anvil gets a large\n sum", "A larger sum, of which 5%_ are its own", "Birch: Éclat and steel"]
_instalments = st.sampled_from([None, None, None, None, "1", "2", "1/2", "2/2"])
_ATTRIBUTIONS: list[list[list[dict[str, Any]]]] = [
    [],
    [],
    [[{"name": "Wire"}]],
    [[{"name": "Wire"}], [{"name": "Morning Paper"}]],
    [[{"name": "Evening Paper"}, {"name": None}]],
    [[{"name": None}]],
    [[{"name": "Wire"}], [{"name": None}]],
]


@st.composite
def facts(draw: st.DrawFn) -> dict[str, Any]:
    """One fact of any kind."""
    kind = draw(st.sampled_from(_KINDS))
    capital = kind in _CAPITAL
    when = draw(st.sampled_from([None, None, *DATES]))
    return {
        "kind": kind,
        "company": draw(st.sampled_from([*COMPANIES, "Anvil", "Anvil"])),
        "counterparties": draw(st.lists(_party, max_size=2, unique_by=lambda p: p["name"])),
        "amount": draw(_amounts) if kind != "stake" else None,
        "percent": draw(st.sampled_from([None, 10, 49, 50])) if kind == "stake" else None,
        "percent_qualifier": draw(st.sampled_from(["exact", "about", "over"])) if kind == "stake" else "exact",
        "basis": draw(st.sampled_from([None, "pre_money", "post_money"])) if kind == "valuation" else None,
        "deal": draw(st.sampled_from([None, None, "a", "b"])),
        "round": draw(st.sampled_from([None, None, "Series A", "Series B"])) if capital else None,
        "stage": draw(st.sampled_from([None, None, "considered", "talks", "agreed", "completed", "abandoned"])),
        "period" if kind in ("revenue", "capex", "profit_loss") else "date": when,
        "product": draw(st.sampled_from([None, "Hammer"])) if kind in ("product", "role") else None,
        "previous": draw(st.sampled_from([False, False, False, True])),
        "polarity": draw(st.sampled_from(["positive"] * 4 + ["negative"])),
        "forecast": draw(st.sampled_from([False, False, False, True])),
        "multiple": draw(_multiples) if kind in ("valuation", "revenue") else None,
        "instalment": draw(_instalments) if kind in ("investment", "funding_round", "contract") else None,
        "attribution": draw(st.sampled_from(_ATTRIBUTIONS)),
        "quote": draw(st.sampled_from(QUOTES)),
    }


#: Of the texts the first is the beginning of the second, and both are of the third, which has more of its own besides.
TEXTS = [
    prose(1, 10),
    f"{prose(1, 10)} {prose(2, 6)}",
    f"{prose(2, 6)} {prose(1, 10)} {prose(3, 20)}",
    f"{prose(3, 20)} {prose(4, 6)}",
    prose(4, 6),
]
_printed: dict[str, st.SearchStrategy[Any]] = {
    "text": st.sampled_from([None, None, *range(len(TEXTS))]),
    "page": st.sampled_from([None, None, None, 0, 1]),
    "copied": st.booleans(),
    "revises": st.sampled_from([None, None, None, None, 0, 1, 2]),
}

_few_facts = st.lists(facts(), min_size=1, max_size=3).map(tuple)
reports = st.builds(
    Report,
    publisher=st.sampled_from(PUBLISHERS),
    published=st.sampled_from([*DAYS, "2025-06-15T08:30:00Z", "2025-03", None]),
    facts=_few_facts,
    supersedes=st.sampled_from([None, None, None, 0, 1, 2]),
    **_printed,
)
_changes = st.one_of(
    st.builds(lambda value: {"amount": _usd(value)}, st.sampled_from([10, 100, 145])),
    st.builds(lambda day: {"date": day}, st.sampled_from([None, *DATES])),
    st.sampled_from(
        [{"polarity": "negative"}, {"stage": "abandoned"}, {"company": "Birch"}, {"deal": "b"}, {"previous": True}]
    ),
)
acts = st.builds(
    Act,
    verb=st.sampled_from(["correct", "correct", "retract", "rank", "merge", "split", "link", "separate", "redate"]),
    claims=st.lists(st.integers(0, 7), min_size=2, max_size=3, unique=True).map(tuple),
    ids=st.tuples(st.sampled_from(IDS), st.sampled_from(IDS)),
    changes=_changes,
    rank=st.sampled_from(["preferred", "normal", "deprecated"]),
    day=st.sampled_from(DAYS),
    dated=st.booleans(),
)


@st.composite
def stories(draw: st.DrawFn) -> Report:
    """One document about one deal whose figures speak of each other: money, share, worth, multiples, parts."""
    told: list[dict[str, Any]] = [
        {"kind": "investment", "amount": _usd(draw(st.sampled_from([100, 143, 150])))},
        {"kind": "stake", "percent": draw(st.sampled_from([10, 49, 50]))},
        {"kind": "valuation", "amount": _usd(draw(st.sampled_from([250, 290, 1000]))), "multiple": draw(_multiples)},
        {"kind": "valuation", "amount": _usd(138), "previous": True},
        {"kind": "valuation", "amount": _usd(draw(st.sampled_from([100, 150]))), "basis": "pre_money"},
        {"kind": "valuation", "amount": _usd(draw(st.sampled_from([250, 290]))), "basis": "post_money"},
        {"kind": "investment", "amount": _usd(50), "instalment": draw(st.sampled_from(["1", "1/2"]))},
        {"kind": "investment", "amount": _usd(draw(st.sampled_from([50, 100]))), "instalment": "2/2"},
        {"kind": "revenue", "amount": _usd(20), "multiple": {"value": 2}},
        {"kind": "revenue", "amount": _usd(draw(st.sampled_from([10, 15]))), "previous": True},
    ]
    chosen = draw(st.lists(st.sampled_from(told), min_size=2, max_size=4, unique_by=repr))
    common: dict[str, Any] = {"company": "Anvil", "counterparties": [{"name": "Ember", "role": "party"}], "deal": "a"}
    facts_ = tuple(fact | common if fact["kind"] != "revenue" else fact | {"company": "Anvil"} for fact in chosen)
    return Report(draw(st.sampled_from(PUBLISHERS)), draw(st.sampled_from(DAYS)), facts_)


def rivals_of(report: Report) -> st.SearchStrategy[list[Report]]:
    """Other papers on the same: each fact as it is but for a field or two, which is where rules meet."""

    def varied(fact: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
        names = ["amount", "percent", "date", "stage", "deal", "attribution", "counterparties", "polarity", "previous"]
        chosen = st.lists(st.sampled_from(names), max_size=2, unique=True)
        return st.builds(
            lambda other, taken: fact | {n: other[n] for n in taken if n in other and _may_have(fact, n)},
            facts(),
            chosen,
        )

    papers = st.builds(
        Report,
        publisher=st.sampled_from(PUBLISHERS),
        published=st.sampled_from(DAYS),
        facts=st.tuples(*(varied(fact) for fact in report.facts)),
        **_printed,
    )
    return st.lists(papers, min_size=1, max_size=3)


def _may_have(fact: dict[str, Any], name: str) -> bool:
    if name in ("amount", "percent"):
        return bool(fact["kind"] == "stake") == (name == "percent")
    return name != "date" or "date" in fact


@st.composite
def _histories(draw: st.DrawFn) -> list[Step]:
    steps: list[Step] = []
    for step in draw(st.lists(st.one_of(reports, acts, reports, stories()), min_size=1, max_size=7)):
        steps.append(step)
        if isinstance(step, Report) and draw(st.booleans()):
            steps.extend(draw(rivals_of(step)))
    return steps


histories = _histories()


def write(conn: Connection, steps: list[Step], started: int = 0) -> None:
    """Write the steps into the ledger; a step that the ledger refuses is left out, wholly."""
    if not started:
        graded = CompanyRegistered(id="wire", name="Wire", entity_type="publisher", tier=1)
        _append(conn, "wire", graded)
        _append(
            conn,
            "evening",
            CompanyRegistered(id="evening-paper", name="Evening Paper", entity_type="publisher", tier=2),
        )
    for number, step in enumerate(steps, started):
        try:
            with conn.begin_nested():
                if isinstance(step, Report):
                    _report(conn, step)
                else:
                    _act(conn, step, f"{number}-{log.head(conn).seq}")
        except LedgerError:
            continue


def events(conn: Connection) -> list[Recorded]:
    """The log as the oracle takes it: payloads, positions and known times."""
    return [Recorded(e.seq, e.event_id, PAYLOAD.validate_python(e.payload), e.known_at) for e in log.read(conn)]


def _report(conn: Connection, report: Report) -> None:
    stated = [StatedFact(parse_fact(fields)) for fields in report.facts]
    known = _claim_ids(conn)
    if report.supersedes is not None and report.supersedes < len(known):
        stated[0] = replace(stated[0], replaces=known[report.supersedes])
    body = to_json([list(report.facts), report.text])
    url = None if report.page is None or report.copied else f"https://paper.example/{report.page}"
    canonical = (
        f"http://m.paper.example/{report.page}?utm_source=x" if report.page is not None and report.copied else None
    )
    text, media_type = (body, "application/jsonl") if report.text is None else (TEXTS[report.text], "text/plain")
    reader, captured = Reader(name="tests", version="1"), list(log.read(conn, types=["DocumentCaptured"]))
    if report.revises is not None and report.revises < len(captured) and report.published:
        # Seen on that day, which is what it is dated by.
        older = Publication(**captured[report.revises].payload["publication"]).publication_id
        imprint = Imprint(publisher=report.publisher, url=url)
        document = Document("a history", body.encode(), text, media_type, imprint, canonical=canonical)
        seen = min(known_time(report.published), NOW)
        capture(conn, document, stated, By("tests", seen, reader), revises=older)
        return
    imprint = Imprint(publisher=report.publisher, url=url, published=report.published)
    document = Document("a history", body.encode(), text, media_type, imprint, canonical=canonical)
    capture(conn, document, stated, By("tests", NOW, reader))


def _claim_ids(conn: Connection) -> list[str]:
    return list(conn.scalars(select(claims.c.claim_id).order_by(claims.c.seq)))


def _act(conn: Connection, act: Act, key: str) -> None:
    known = _claim_ids(conn)
    chosen = [known[rank] for rank in act.claims if rank < len(known)]
    said = commands.Said(commands.Command("tests", NOW), f"reason {key}", act.day if act.dated else None)
    if act.verb in ("merge", "split"):
        a, b = act.ids
        ids = load(conn)
        if a == b or not ids.get(a) or not ids.get(b) or _refused(conn, act.verb, a, b):
            return  # what nobody has named cannot be merged
        if act.verb == "split":
            _append(conn, key, CompaniesSplit(company=a, split=b, reason=key))
        else:
            day = act.day if act.dated else None
            _append(conn, key, CompaniesMerged(into=a, merged=b, reason=key, effective=day), day)
    elif act.verb in ("link", "separate") and len(chosen) >= 2:
        kind = DealsLinked if act.verb == "link" else DealsSeparated
        _append(conn, key, kind(claim_ids=tuple(chosen), reason=key))
    elif act.verb == "redate" and chosen:
        publication = conn.scalar(select(claims.c.publication_id).where(claims.c.claim_id == chosen[0]))
        assert publication is not None
        _append(conn, key, DocumentRedated(publication_id=publication, published=act.day, reason=key))
    elif chosen and act.verb == "correct":
        commands.correct(conn, chosen[0], act.changes, said)
    elif chosen and act.verb == "retract":
        commands.retract(conn, chosen[0], said)
    elif chosen and act.verb == "rank":
        commands.rank(conn, chosen[0], act.rank, said)


def _refused(conn: Connection, verb: Verb, into: str, merged: str) -> bool:
    """Whether the merge joins what is one already or the split parts what is not; commands refuse both."""
    seen = events(conn)
    same = identity(seen)
    if verb == "merge":
        taken = any(isinstance(e.payload, CompaniesMerged) and e.payload.merged == merged for e in seen)
        return same[into] == same[merged] or taken
    return not any(
        isinstance(e.payload, CompaniesMerged) and (e.payload.into, e.payload.merged) == (into, merged) for e in seen
    )


def _append(conn: Connection, key: str, payload: Payload, day: str | None = None) -> None:
    known_at = micros(known_time(day)) if day else None
    event = NewEvent(key=f"tests|{key}", payload=payload, recorded_by="tests", known_at=known_at)
    log.append(conn, [event], recorded_at=micros(NOW))
    projector.catch_up(conn)
