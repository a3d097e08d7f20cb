"""Publications that are alike by the hundred: each is placed as if all were looked at, and few are.

Pages of one template differ in a name and a figure only, and so count as copies.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, insert
from sqlalchemy.engine import Engine

from ledger.ingest.files import Document, Imprint
from ledger.model.canonical import to_json
from ledger.model.dates import known_time, micros
from ledger.model.fingerprint import bands, fingerprint
from ledger.project import captures, drawing
from ledger.project.editions import Edition, editions
from ledger.project.tables import claim_effects, publication_bands, publication_copies, publications
from ledger.store import writes
from ledger.store.database import driver_connection, writing
from tests.ingest.samples import put
from tests.support.prose import prose

often = settings(deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])

EVER = 2**63 - 1
TEMPLATE = prose(1)


def page(engine: Engine, number: int, day: int) -> None:
    """One of many pages of a template, each about another company and by another publisher."""
    text = f"Company{number} gets {number} million. {TEMPLATE}"
    imprint = Imprint(f"Paper{number}", f"https://paper{number}.example/a", None, f"2025-06-{day:02}")
    facts = {"kind": "founding", "company": f"Company{number}"}
    put(engine, facts, doc=Document("x", text.encode(), text, "text/plain", imprint))


@pytest.mark.parametrize("newest_last", [True, False])
def test_what_a_page_of_a_template_costs(engine: Engine, monkeypatch: pytest.MonkeyPatch, newest_last: bool) -> None:
    """Neither the publications that are looked at nor the pictures that are drawn grow with the pages before it."""
    counts = {"editions": 0, "pictures": 0}

    def counted(name: str, real: Any) -> Any:
        def call(*args: Any) -> Any:
            counts[name] += 1
            return real(*args)

        return call

    monkeypatch.setattr(captures, "_edition", counted("editions", captures._edition))
    monkeypatch.setattr(drawing, "_drawn", counted("pictures", drawing._drawn))
    found = []
    page(engine, 0, 1)
    for number in range(1, 34):
        before = dict(counts)
        page(engine, number, 28 if newest_last else 28 - number // 2)
        if number in (8, 32):
            found.append({name: counts[name] - before[name] for name in counts})
    assert found[0] == found[1]
    assert found[0] == {"editions": 2, "pictures": 1}


@dataclass(frozen=True)
class World:
    """Captures in the order of the log, which of them are alike, and redatings (position, publication, day)."""

    captured: tuple[Edition, ...]
    redated: tuple[tuple[int, str, str], ...]

    def until(self, seq: int) -> World:
        """What a position holds."""
        return World(
            tuple(e for e in self.captured if e.seq <= seq), tuple(said for said in self.redated if said[0] <= seq)
        )

    def placed(self, own: str, seq: int, known_at: int, among: list[Edition] | None = None) -> Any:
        """What one copies and the newer versions of it, at a position and a known time."""
        right = {publication_id: day for at, publication_id, day in self.redated if at <= seq}
        found = editions(self.captured if among is None else among, right, seq=seq, known_at=known_at)
        return found.origins.get(own), found.newer.get(own, ())

    def write(self, conn: Connection) -> None:
        """As rows."""
        named = ("seq", "publication_id", "known_at", "publisher", "revises")
        for one in self.captured:
            row = {name: getattr(one, name) for name in named} | {"document_id": one.publication_id}
            conn.execute(insert(publications).values(**row, names_page=False))
            for other in one.alike:
                conn.execute(insert(publication_copies).values(seq=one.seq, other_seq=other))
        for seq, publication_id, day in self.redated:
            said = {"seq": seq, "place": 0, "type": "DocumentRedated", "publication_id": publication_id}
            conn.execute(insert(claim_effects).values(**said, payload=to_json({"published": day})))


def at(day: int) -> int:
    return micros(known_time(f"2025-06-{day:02}"))


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Most are like most others, in any order of time, with versions, second captures and redatings among them."""
    random = Random(draw(st.integers(0, 2**32)))
    size, share = draw(st.integers(2, 9)), draw(st.sampled_from([0.5, 0.8, 1.0]))
    revised, twice, redated_too = (draw(st.sampled_from([0.0, share_of])) for share_of in (0.4, 0.2, 0.3))
    made: list[Edition] = []
    for seq in range(2, 2 * size + 2, 2):
        source = random.choice("ABCDEF")
        revises = random.choice(made).publication_id if made and random.random() < revised else None
        one = Edition(seq, f"p{seq}", at(random.randint(1, 9)), source, source, publisher=source, revises=revises)
        if made and random.random() < twice:
            one = replace(random.choice(made), seq=seq, known_at=one.known_at)
        made.append(one)
    pairs = [
        (a.seq, b.seq) for a in made for b in made if a.seq < b.seq and a.source != b.source and random.random() < share
    ]
    made = [replace(e, alike=frozenset(sum(pair) - e.seq for pair in pairs if e.seq in pair)) for e in made]
    redated = [
        (seq, random.choice(made[: seq // 2]).publication_id, f"2025-06-{random.randint(1, 9):02}")
        for seq in range(3, 2 * size + 2, 2)
        if random.random() < redated_too
    ]
    return World(tuple(made), tuple(redated))


@often
@given(worlds())
def test_the_few_place_it_as_all_do(engine: Engine, world: World) -> None:
    """At every position and known time at which a publication is visible."""
    with writing(engine) as conn, conn.begin_nested() as undone:
        world.write(conn)
        for own in {e.publication_id for e in world.captured}:
            few = captures.load(conn, [own])
            for seq in range(2, 2 * len(world.captured) + 2):
                for known_at in (at(3), at(5), at(7), EVER):
                    assert world.placed(own, seq, known_at, few) == world.placed(own, seq, known_at)
        undone.rollback()


@often
@given(worlds())
def test_whoever_rests_otherwise_is_found(engine: Engine, world: World) -> None:
    """Whatever the last event of a history changes, for whomever, is among what is drawn anew."""
    events = [(e.seq, e.publication_id) for e in world.captured] + [said[:2] for said in world.redated]
    at_last, last = max(events)
    old = world.until(at_last - 1)
    with writing(engine) as conn, conn.begin_nested() as undone:
        world.write(conn)
        found = captures.resting(conn, [last]) | {last}
        undone.rollback()
    others = {e.publication_id for e in world.captured} - {last}
    assert {own for own in others if world.placed(own, EVER, EVER) != old.placed(own, EVER, EVER)} <= found


def test_what_a_publisher_put_out_itself_is_passed_over(engine: Engine) -> None:
    """To look for copies costs no more steps, however many texts of its own publisher have the same footer."""
    if engine.dialect.name != "sqlite":
        pytest.skip("only SQLite counts its steps")
    made = fingerprint(TEMPLATE)
    assert made is not None
    row = {"seq": 10**6, "fingerprint": made, "publisher_id": "paper", "publisher": "Paper", "document_id": "x"}
    own = captures._voice(row)
    steps = []
    with writing(engine) as conn:
        for first in (0, 20):
            rows = [(band, first + n, own) for band in bands(made) for n in range(20 if not first else 2_000)]
            writes.insert(conn, publication_bands, rows)
            taken = [0]

            def count(taken: list[int] = taken) -> int:
                taken[0] += 1
                return 0

            driver_connection(conn).set_progress_handler(count, 10)
            assert captures._sharing(conn, [row]) == {}
            driver_connection(conn).set_progress_handler(None, 0)
            steps.append(taken[0])
    assert steps[1] <= 1.1 * steps[0]
