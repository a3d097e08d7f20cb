"""The batch as-of join, file in and file out, beside DuckDB's own ASOF JOIN over Parquet of the same claims.

It fills gigabytes: the claims are rows as the projection makes them of 20,000 facts, each again and again under other
positions, companies and times, and are put into the read model directly.
"""

from __future__ import annotations

import random
import resource
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from benchmarks import asking
from benchmarks.place import Place
from benchmarks.rounds import Line, Results, Round, Taken, alternate, quiet
from benchmarks.workload import START, zipf
from ledger.model.events import CompanyRegistered, Event, NewEvent, event_id_of
from ledger.ops.asof_join import TOLD, join_files, told_columns
from ledger.project.claims import claim_of
from ledger.project.rows import claim_row
from ledger.project.tables import claims as claims_table
from ledger.query import questions
from ledger.query.asof import Asked, at_head, join
from ledger.query.latest import Latest, Tolds
from ledger.query.policies import Policy
from ledger.store import registry, writes
from ledger.store.database import open_engine, reading, writing

TIMES = 2.0
NOW = datetime(2026, 6, 1, tzinfo=UTC)
#: Microseconds from one claim to the next, so that no two are known at the same time and the last one is certain.
_APART = 15_000_007
_AT_ONCE = 50_000
_KINDS = ("investment", "funding_round", "valuation", "stake", "revenue", "acquisition", "headcount", "contract")
_THEIRS = (
    "COPY (SELECT a.*, c.* EXCLUDE (company_id, kind, known_at) FROM read_parquet('{asked}') a ASOF LEFT JOIN "
    "read_parquet('{claims}') c ON a.company = c.company_id AND a.kind = c.kind AND a.known_at >= c.known_at) "
    "TO '{out}' (FORMAT PARQUET)"
)


def asof(  # noqa: PLR0913 - how much of what, and where
    place: Place, results: Results, pool: Sequence[NewEvent], *, claims: int, rows: int, rounds: int
) -> None:
    """The join of so many rows against so many claims; the ledger must be empty."""
    results.say(f"{place.name}: putting {claims:,} claims in place")
    fill(place, pool, 1, claims // 50)
    before = state(place, results, claims // 50, rounds)
    fill(place, pool, claims // 50 + 1, claims)
    grown(place, results, claims, before, rounds)
    measure(place, results, claims, rows, rounds)


def grown(place: Place, results: Results, claims: int, before: Taken, rounds: int) -> None:
    """The state of a company in a large ledger, beside a small one."""
    after = state(place, results, claims, rounds)
    name = f"state of a company among {claims:,} claims"
    line = Line(name, place.name, "µs", after, f"the like among {claims // 50:,}", before, 1.3, at_most=True)
    line.events = claims
    if place.sqlite:
        line.ours_cpu, line.rivals_cpu = after.cpu, before.cpu
    results.add(line)


def state(place: Place, results: Results, claims: int, rounds: int) -> Taken:
    """The state of a company that has some 200 of so many claims."""
    company, own = asking.like_it(place)
    return asking.measure(
        place, results, company, f"state of a company with {own} claims, among {claims:,} claims", rounds=rounds
    )


def measure(place: Place, results: Results, claims: int, rows: int, rounds: int) -> None:
    """The join of so many rows against the claims that are in place, and what other policies cost."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        write(place, Path(folder), claims, rows)
        race(place, results, Path(folder), claims, rows, rounds)
    policies(place, results, claims)


def write(place: Place, folder: Path, claims: int, rows: int) -> None:
    """The files: what is asked, and the claims as the rival reads them."""
    _write_asked(folder / "asked.parquet", rows, claims)
    _write_claims(place, folder / "claims.parquet", claims)


def race(place: Place, results: Results, folder: Path, claims: int, rows: int, rounds: int) -> None:  # noqa: PLR0913, PLR0917
    """Both joins in turn, and the memory that ours takes in a process of its own."""
    import duckdb

    asked, theirs, out = (folder / f"{name}.parquet" for name in ("asked", "claims", "out"))
    results.say(f"{place.name}: joining {rows:,} rows")

    def ours() -> Round:
        return lambda: _join(place.engine, asked, out), rows

    def duck() -> Round:
        statement = _THEIRS.format(asked=asked, claims=theirs, out=f"{out}.duck")

        def work() -> None:
            with duckdb.connect() as conn:
                conn.execute(statement)

        return work, rows

    with get_context("spawn").Pool(1) as other:
        before, grown = other.apply(_memory, (place.url, asked, out))
    duck()[0]()
    differing = duckdb.sql(
        f"SELECT count(*) FROM read_parquet('{out}') o JOIN read_parquet('{out}.duck') d USING (id) "  # noqa: S608
        "WHERE o.claim_id IS DISTINCT FROM d.claim_id"
    ).fetchall()[0][0]
    if differing:
        raise SystemExit(f"{differing} of {rows} rows are not what DuckDB finds.")
    taken = alternate(rounds, {"ours": ours, "duck": duck})
    name = f"as-of join of {rows:,} rows and {claims:,} claims"
    line = Line(name, place.name, "µs/row", taken["ours"], "DuckDB ASOF JOIN", taken["duck"], TIMES, at_most=True)
    line.events = claims
    results.add(line)
    memory = Line(f"memory that it adds ({rows:,} rows)", place.name, "MB", [grown], "before", [before])
    memory.at_most, memory.events = True, claims
    results.add(memory)


def policies(place: Place, results: Results, claims: int, rows: int = 500) -> None:
    """What a row costs by each policy, of companies with a hundred claims or so (one round)."""
    wanted = (
        "SELECT company_id FROM claims GROUP BY company_id HAVING count(*) BETWEEN 80 AND 120 "
        "ORDER BY company_id LIMIT 50"
    )
    with reading(place.engine) as conn:
        companies = [row[0] for row in conn.exec_driver_sql(wanted)]
        dice = random.Random(3)  # noqa: S311
        some = [Asked(dice.choice(companies), dice.choice(_KINDS), _drawn_time(dice, claims)) for _ in range(rows)]
        taken = {}
        for policy in (p for p in Policy if p is not Policy.ALL):
            question = at_head(questions.ask(conn, now=NOW, policy=policy))
            with quiet():
                started = time.perf_counter()
                join(question, some)
                taken[policy] = (time.perf_counter() - started) / rows * 1e6
    latest = taken.pop(Policy.LATEST_KNOWN)
    for policy, cost in taken.items():
        line = Line(f"as-of join by {policy.value}", place.name, "µs/row", [cost], "by latest_known", [latest])
        line.at_most, line.events = True, claims
        results.add(line)


def fill(place: Place, pool: Sequence[NewEvent], first: int, last: int) -> None:
    """Put claims in place at these positions, and the companies that they are about."""
    patterns = [claim_row(claim_of(_event(new, number))) for number, new in enumerate(pool, 1)]
    later = sorted(claims_table.indexes, key=lambda index: str(index.name))
    with writing(place.engine) as conn:
        for index in later:
            index.drop(conn)
        seen: dict[int, None] = {}
        stream = _rows(patterns, first, last, seen)
        while some := list(islice(stream, _AT_ONCE)):
            writes.insert(conn, claims_table, writes.stored(conn, claims_table, some))
        for index in later:
            index.create(conn)
        names = (CompanyRegistered(id=f"company-{n}", name=f"Company {n}") for n in seen)
        registered = (_registered(payload, last + number) for number, payload in enumerate(names, 1))
        while some_events := list(islice(registered, _AT_ONCE)):
            registry.apply(conn, *some_events)
        conn.exec_driver_sql(f"UPDATE log_head SET seq = {last + len(seen)}")  # noqa: S608 - a number of ours
    if not place.sqlite:
        with place.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
            conn.exec_driver_sql("VACUUM ANALYZE claims")


def _rows(
    patterns: Sequence[tuple[Any, ...]], first: int, last: int, seen: dict[int, None]
) -> Iterator[tuple[Any, ...]]:
    dice = random.Random(first)  # noqa: S311
    known, reported = (list(claims_table.columns.keys()).index(name) for name in ("known_at", "reported_known_at"))
    assert reported == known + 1
    for seq in range(first, last + 1):
        drawn = zipf(dice)
        seen[drawn] = None
        company, row, at = f"company-{drawn}", patterns[seq % len(patterns)], START + seq * _APART
        yield (seq, event_id_of(f"claim {seq}"), company, company, *row[4:known], at, at, *row[reported + 1 :])


def _event(new: NewEvent, seq: int) -> Event:
    payload = new.payload.model_dump(mode="python")
    assert new.known_at is not None
    return Event(
        *(seq, str(new.event_id), new.type, 1, new.company_id, new.document_id, new.known_at, new.known_at),
        *("benchmark", payload, ""),
    )


def _registered(payload: CompanyRegistered, seq: int) -> Event:
    return Event(
        seq, f"registered {seq}", payload.type, 1, payload.id, None, None, 0, "benchmark", payload.model_dump(), ""
    )


def _write_asked(path: Path, rows: int, claims: int) -> None:
    import pyarrow as pa
    from pyarrow import parquet

    dice = random.Random(2)  # noqa: S311
    drawn = [(f"company-{zipf(dice)}", dice.choice(_KINDS), _drawn_time(dice, claims)) for _ in range(rows)]
    companies, kinds, times = zip(*drawn, strict=True)
    at = pa.array(times, pa.int64()).cast(pa.timestamp("us", "UTC"))
    parquet.write_table(
        pa.table({"id": range(rows), "company": pa.array(companies), "kind": pa.array(kinds), "known_at": at}), path
    )


def _drawn_time(dice: random.Random, claims: int) -> int:
    return START + dice.randrange(claims) * _APART


def _write_claims(place: Place, path: Path, claims: int) -> None:
    """The same claims, with what the join tells of each, for the rival."""
    import pyarrow as pa
    from pyarrow import parquet

    names = ("company_id", "kind", "known_at", *TOLD)
    keys = "SELECT company_id, kind, known_at FROM claims WHERE seq BETWEEN {} AND {} ORDER BY seq"
    with reading(place.engine) as conn, ExitStack() as stack:
        latest = Latest(questions.ask(conn, now=NOW), forecasts=False)
        file = None
        for start in range(1, claims + 1, _AT_ONCE):
            positions = range(start, min(start + _AT_ONCE, claims + 1))
            companies, kinds, times = zip(*conn.exec_driver_sql(keys.format(positions[0], positions[-1])), strict=True)
            at = pa.array(times, pa.int64()).cast(pa.timestamp("us", "UTC"))
            columns = [
                pa.array(companies),
                pa.array(kinds),
                at,
                *told_columns(Tolds.of(one for some in latest.told(positions) for one in some.each())),
            ]
            table = pa.Table.from_arrays(columns, names=names)
            file = file or stack.enter_context(parquet.ParquetWriter(path, table.schema))
            file.write_table(table)


def _join(engine: Engine, asked: Path, out: Path) -> None:
    with reading(engine) as conn:
        join_files(at_head(questions.ask(conn, now=NOW, policy=Policy.LATEST_KNOWN)), asked, out)


def _memory(url: str, asked: Path, out: Path) -> tuple[float, float]:
    """The memory of a process before the join, and what the join adds."""
    engine = open_engine(url)
    before = _megabytes()
    _join(engine, asked, out)
    return before, _megabytes() - before


def _megabytes() -> float:
    """The most memory that the process has had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
