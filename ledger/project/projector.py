"""Keeps the read models in step with the log: incrementally, or all anew in the caller's transaction.

Both ways end in the same functions (`recording.record`, `drawing.draw`) over the same evidence, which is why they end
in the same rows. The checkpoint commits with the rows. `beside` makes them anew without holding anybody up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, Table, select, update

from ledger.model.errors import SchemaMismatch
from ledger.project.drawing import draw
from ledger.project.recording import record
from ledger.project.tables import READ_MODELS, checkpoints
from ledger.project.touched import Touched
from ledger.store import log
from ledger.store.tables import entities, entity_names

PROJECTION = "read_models"

#: Counts up with every change of the code that makes other rows of the same log.
VERSION = 4

#: Every table that is made from the log and nothing else, in the order in which they may be emptied.
PROJECTED: tuple[Table, ...] = (*READ_MODELS, entity_names, entities)

#: Events whose rows are written together before the pictures they touch are drawn.
BATCH = 1000

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How far the read models hold the log, and which version of the code made them."""

    seq: int
    version: int

    @property
    def current(self) -> bool:
        """Whether this code may go on where they stand; of an empty ledger there is nothing that could be old."""
        return self.version == VERSION or self.seq == 0


def checkpoint(conn: Connection) -> int:
    """The position up to which the read models hold the log."""
    return standing(conn).seq


def standing(conn: Connection, table: Table = checkpoints) -> Checkpoint:
    """The position and the version of the read models."""
    query = select(table.c.seq, table.c.version).where(table.c.projection == PROJECTION)
    row = conn.execute(query).first()
    return Checkpoint(row.seq, row.version) if row else Checkpoint(0, VERSION)


def require_current(conn: Connection) -> None:
    """Return if the read models are those of this code.

    Raises:
        SchemaMismatch: they are older or newer; the message says what to do.
    """
    _require(standing(conn))


def catch_up(conn: Connection, progress: Progress | None = None, *, until: int | None = None) -> int:
    """Project what the log holds beyond the checkpoint, inside the caller's write transaction.

    An event that the projection fails on is set aside (`events_set_aside`), and the rest goes on. With `until` it goes
    no further than to a position, and takes no lock: for tables that nobody else knows.

    Returns:
        How many events were projected.

    Raises:
        SchemaMismatch: another version of the code made the read models.
    """
    start = lock(conn) if until is None else checkpoint(conn)
    head = log.head(conn).seq if until is None else until
    done, touched = start, Touched()
    while done < head:
        to = min(done + BATCH, head)
        touched |= record(conn, list(log.read(conn, after=done, until=to)))
        done = to
        if progress:
            progress(done - start, head - start)
    if done > start:
        draw(conn, touched)
        move(conn, done)
    return done - start


def lock(conn: Connection) -> int:
    """The checkpoint, with nobody projecting beside us until the transaction ends.

    It is the log's own lock, which who appends holds already. With a lock of its own, one transaction that projects
    before it appends and one that does so after would wait for each other.

    Raises:
        SchemaMismatch: another version of the code made the read models.
    """
    log.lock_head(conn)
    found = standing(conn)
    _require(found)
    return found.seq


def move(conn: Connection, seq: int, table: Table = checkpoints) -> None:
    """Set the checkpoint, in the transaction that wrote the rows up to there."""
    values = {"version": VERSION, "seq": seq}
    mine = table.c.projection == PROJECTION
    if conn.execute(update(table).where(mine).values(values)).rowcount == 0:
        conn.execute(table.insert().values(projection=PROJECTION, **values))


def _require(found: Checkpoint) -> None:
    if found.current:
        return
    if found.version > VERSION:
        raise SchemaMismatch("The read models were made by a newer version; upgrade deal-ledger.")
    raise SchemaMismatch("The read models were made by an older version; run “deal-ledger rebuild”.")
