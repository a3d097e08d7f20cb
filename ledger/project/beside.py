"""Read models made anew beside the live ones: to take their place (`rebuild`), or to compare (`differences`).

"Beside" is in temporary tables of one connection. They bear the names of the live ones and hide them on that
connection, so the very code that projects into the live tables fills them; nobody else sees them, nothing is locked
while that takes its time, and they are gone with the connection, even if it is killed.

They take the live tables' place by their difference, in one transaction: rows that are no more are deleted, new ones
inserted, equal ones left alone. Swapping the tables themselves would be quicker, but a PostgreSQL reader with an older
snapshot would find the new table empty, and views over the old one would go on reading it (docs/decisions/0011).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Engine,
    FromClause,
    Index,
    MetaData,
    Table,
    and_,
    delete,
    exists,
    insert,
    not_,
    select,
    text,
)
from sqlalchemy.schema import CreateIndex, CreateTable

from ledger.model.errors import LedgerError
from ledger.model.rubbish import uninterrupted
from ledger.project import evidence as stored
from ledger.project import nearby, projector
from ledger.project.drawing import draw
from ledger.project.recording import record
from ledger.project.tables import checkpoints, claim_effects, claim_parties, claims
from ledger.project.touched import Touched
from ledger.store import log
from ledger.store.database import driver_connection, session, snapshot_on, writing_on

#: What is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]

READING, DRAWING, SWITCHING, COMPARING = "reading events", "drawing companies", "switching", "comparing"

#: Pictures that are drawn in one transaction.
_DRAWN = 200
#: Claims of a company beyond which its picture is drawn in parts, and claims that are added to it at a time: a picture
#: takes some ten kilobytes of memory for each claim, and the largest company grows with the log.
LARGE = 2_000
#: A tail this short is left to the transaction that switches; after so many rounds any is.
_TAIL, _ROUNDS = 200, 10

_TABLES = (*projector.PROJECTED, checkpoints)
#: Tables that nobody looks into, but for single rows, until the events are read.
_WRITTEN_FIRST = (claims, claim_parties, claim_effects)
#: Indexes by which only questions look for something.
_NOT_ASKED = frozenset({"ix_claims_fact_id", "ix_slots_agreement"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A row of a read model that is not what the log makes. `what` is `changed`, `missing` or `added`."""

    table: str
    key: dict[str, Any]
    what: str

    @property
    def seq(self) -> int | None:
        """The position of the event that the row comes from, where it comes from one."""
        seq = self.key.get("seq")
        return seq if isinstance(seq, int) else None


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did: events read, rows that were deleted and inserted in the live tables, events set aside."""

    events: int
    deleted: int
    inserted: int
    set_aside: int


def rebuild(engine: Engine, progress: Progress | None = None) -> Rebuilt:
    """Make every read model anew from the log and put it in the live ones' place, in one transaction at the end.

    Readers read on and writers write on meanwhile; writers wait during the switch only. Whatever version of the code
    made the live ones does not matter, and events that were set aside are tried again.

    Raises:
        DatabaseUnavailable: the database cannot be reached, is locked for too long, or is out of space. The live read
            models are as they were then.
    """
    tell = progress or _silent
    with _beside(engine) as beside:
        # To the end of the log and not only to where the live ones stand: what is left is done while writers wait.
        beside.build(tell, lambda: log.head(beside.conn).seq)
        with writing_on(beside.conn):
            return beside.switch(tell)


@contextmanager
def differences(engine: Engine, progress: Progress | None = None) -> Iterator[Iterator[Difference]]:
    """The rows in which the live read models are not what the log makes, up to where they have followed it.

    Raises:
        DatabaseUnavailable: the database cannot be reached or is out of space.
    """
    tell = progress or _silent
    with _beside(engine) as beside:
        beside.build(tell)
        with snapshot_on(beside.conn):
            until = projector.standing(beside.conn, beside.live[checkpoints]).seq
            if until < projector.checkpoint(beside.conn):
                raise LedgerError("The read models were put back while they were compared; try again.")
            projector.catch_up(beside.conn, until=until)
            yield beside.differences(tell)


@dataclass(frozen=True)
class _Beside:
    """The temporary tables of a connection, and the live ones behind them."""

    conn: Connection
    live: dict[Table, Table]
    #: Indexes of the temporary ones that are made when most of their rows are there.
    late: Sequence[Index]

    def build(self, tell: Progress, goal: Callable[[], int] | None = None) -> None:
        """Project the log up to a position, in many transactions that lock nothing but our own.

        Without a goal as far as the live tables have. It may move on meanwhile.
        """
        done, rounds = 0, 0
        while (to := self._goal(goal)) - done > (_TAIL if rounds else 0) and rounds < _ROUNDS:
            touched: set[str] = set()
            start = done
            while done < to:
                until = min(done + projector.BATCH, to)
                with self._step(), uninterrupted():
                    events = list(log.read(self.conn, after=done, until=until))
                    touched |= record(self.conn, events, anew=not rounds).entities
                done = until
                tell(READING, done, to)
            if not rounds:
                # Each is made in one go now, which is quicker than row by row.
                with self._step():
                    self._make(self.late)
            if not rounds and self.conn.dialect.name == "postgresql":
                # Nobody else looks after temporary tables, and without their sizes the server plans badly.
                with self._step():
                    for table in projector.PROJECTED:
                        self.conn.execute(text(f"ANALYZE pg_temp.{table.name}"))
            self._draw(sorted(touched), tell if start == 0 else _silent)
            with self._step():
                projector.move(self.conn, done)
            rounds += 1

    def switch(self, tell: Progress) -> Rebuilt:
        """Inside a write transaction: take up the rest of the log and make the live tables the same."""
        # Its lock is the log's: from here on nobody appends, and what was appended is seen.
        projector.catch_up(self.conn)
        deleted = inserted = 0
        for number, table in enumerate(projector.PROJECTED):
            live, new = self.live[table], self._new(table)
            gone = delete(live).where(not_(exists().where(_same(live, new))))
            deleted += self.conn.execute(gone).rowcount
            names = [column.name for column in table.columns]
            fresh = select(*(new.c[name] for name in names)).where(not_(exists().where(_same_key(live, new, table))))
            new_rows = insert(live).from_select(names, fresh)
            inserted += self.conn.execute(new_rows, execution_options={"preserve_rowcount": True}).rowcount
            tell(SWITCHING, number + 1, len(projector.PROJECTED))
        seq = projector.checkpoint(self.conn)
        projector.move(self.conn, seq, self.live[checkpoints])
        aside = self.conn.scalar(text("SELECT count(*) FROM events_set_aside")) or 0
        return Rebuilt(seq, deleted, inserted, aside)

    def differences(self, tell: Progress) -> Iterator[Difference]:
        """Row by row, in no certain order; a page of them is held at a time."""
        for number, table in enumerate(projector.PROJECTED):
            live, new = self.live[table], self._new(table)
            keys = [column.name for column in table.primary_key.columns]
            wrong = select(*(live.c[key] for key in keys), exists().where(_same_key(live, new, table)))
            for row in self._rows(wrong.where(not_(exists().where(_same(live, new))))):
                yield Difference(table.name, dict(zip(keys, row, strict=False)), "changed" if row[-1] else "added")
            lost = select(*(new.c[key] for key in keys)).where(not_(exists().where(_same_key(live, new, table))))
            for row in self._rows(lost):
                yield Difference(table.name, dict(zip(keys, row, strict=True)), "missing")
            tell(COMPARING, number + 1, len(projector.PROJECTED))

    def _rows(self, query: Any) -> Iterator[Any]:
        yield from self.conn.execute(query, execution_options={"yield_per": 500})

    def _goal(self, goal: Callable[[], int] | None) -> int:
        with self._step():
            return goal() if goal else projector.standing(self.conn, self.live[checkpoints]).seq

    def _draw(self, touched: list[str], tell: Progress) -> None:
        with self._step():
            renamed = {one for change in stored.identity_history(self.conn) for one in (change.kept, change.other)}
        for start in range(0, len(touched), _DRAWN):
            some = {*touched[start : start + _DRAWN]}
            with self._step():
                large = nearby.with_many_claims(self.conn, some - renamed, LARGE)
                draw(self.conn, Touched(some - large))
            for entity_id in sorted(large):
                self._draw_in_parts(entity_id)
            tell(DRAWING, start + len(some), len(touched))

    def _draw_in_parts(self, entity_id: str) -> None:
        """Draw a picture as if its claims came in now, some after the others."""
        with self._step():
            positions = stored.positions(self.conn, entity_id)
        for start in range(0, len(positions), LARGE):
            with self._step():
                draw(self.conn, Touched(at={entity_id: {*positions[start : start + LARGE]}}))

    def _make(self, indexes: Iterable[Index]) -> None:
        for index in sorted(indexes, key=lambda index: str(index.name)):
            self.conn.execute(CreateIndex(index))

    @contextmanager
    def _step(self) -> Iterator[None]:
        # Reading what is committed is enough here: events do not change, and nobody else knows the temporary tables.
        # On SQLite many short transactions let the write-ahead log of the others be taken in meanwhile.
        self.conn.execution_options(**_STEP[self.conn.dialect.name])
        with self.conn.begin():
            yield

    def _new(self, table: Table) -> FromClause:
        return table.alias("made_anew")


_STEP: dict[str, dict[str, Any]] = {
    "sqlite": {"ledger_begin": "DEFERRED"},
    "postgresql": {"isolation_level": "READ COMMITTED"},
}


@contextmanager
def _beside(engine: Engine) -> Iterator[_Beside]:
    with session(engine) as conn:
        if conn.dialect.name == "postgresql":
            with conn.begin():
                # Sixteen times what a session usually has for temporary tables before it writes them to disk.
                conn.execute(text("SET temp_buffers = '128MB'"))
                schema = conn.execute(
                    text(
                        "SELECT nspname FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace "
                        "WHERE pg_class.oid = to_regclass('claims')"
                    )
                ).scalar_one()
        else:
            schema = "main"
            # As much (in KiB, with a minus); usually it is 500 pages.
            driver_connection(conn).execute("PRAGMA temp.cache_size = -131072")
        live = {table: table.to_metadata(MetaData(), schema=schema) for table in _TABLES}
        copies = {table: _temporary(table) for table in _TABLES}
        late = [index for table in _WRITTEN_FIRST for index in copies[table].indexes if index.name not in _NOT_ASKED]
        beside = _Beside(conn, live, late)
        with beside._step():  # noqa: SLF001 - our own
            for table, copy in copies.items():
                conn.execute(CreateTable(copy))
                if table not in _WRITTEN_FIRST:
                    beside._make(index for index in copy.indexes if index.name not in _NOT_ASKED)
        yield beside


def _temporary(table: Table) -> Table:
    copy = table.to_metadata(MetaData(naming_convention=table.metadata.naming_convention))
    copy.comment = None
    copy._prefixes = ["TEMPORARY"]  # noqa: SLF001 - as Table(prefixes=…) sets it
    return copy


def _same_key(one: FromClause, other: FromClause, table: Table) -> Any:
    return and_(*(one.c[column.name] == other.c[column.name] for column in table.primary_key.columns))


def _same(one: Table, other: FromClause) -> Any:
    # Nulls are equal to nulls here; the key goes by =, so that its index is used.
    keys = {column.name for column in one.primary_key.columns}
    rest = (
        one.c[column.name].is_not_distinct_from(other.c[column.name])
        for column in one.columns
        if column.name not in keys
    )
    return and_(*(one.c[name] == other.c[name] for name in sorted(keys)), *rest)


def _silent(_stage: str, _done: int, _total: int) -> None:
    pass
