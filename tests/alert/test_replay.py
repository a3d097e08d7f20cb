"""Properties over random histories: the same positions give the same alerts, and none is missed or told twice."""

from __future__ import annotations

from collections.abc import Iterator

import hypothesis.strategies as st
from hypothesis import HealthCheck, given, settings
from sqlalchemy import Connection, Engine, select

from ledger.alert.matching import Happening, match
from ledger.alert.watching import Watch
from ledger.model.conditions import WHATS, parse_when
from ledger.project import evidence as stored
from ledger.project.assemble import Picture, assemble
from ledger.project.identity import identity
from ledger.project.recording import EVER
from ledger.project.subscriptions import Subscription
from ledger.store import log
from ledger.store.tables import entities
from tests.alert.samples import messages
from tests.oracle.histories import Step, histories, write
from tests.oracle.trials import rolled_back

SHARED = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
CONFLICTS = Subscription("desk", (), (), (parse_when("conflict"),), "webhook", "http://desk.example", 1, 1)
COMPANIES = ["anvil", "birch", "comet", "delta-fund", "ember"]

whens = st.lists(
    st.sampled_from([*WHATS, "percent > 10", "conflict where amount > 5 billion USD", "denial where stage != talks"]),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
_companies = st.one_of(st.just(()), st.lists(st.sampled_from(COMPANIES), max_size=2, unique=True).map(tuple))
_kinds = st.sampled_from([(), (), ("stake",), ("investment", "valuation")])
wanted = st.builds(
    lambda when, companies, kinds: Subscription(
        "desk", companies, kinds, tuple(map(parse_when, when)), "webhook", "http://desk.example", 1, 1
    ),
    whens,
    _companies,
    _kinds,
)


@SHARED
@given(steps=histories, wanted=wanted, data=st.data())
def test_the_same_positions_give_the_same_messages(
    engine: Engine, steps: list[Step], wanted: Subscription, data: st.DataObject
) -> None:
    """Byte for byte and under the same ids: told at once, told piece by piece as things happen, or told again."""
    with rolled_back(engine) as conn:
        live: list[bytes] = []
        for number, step in enumerate(steps):
            after = log.head(conn).seq
            write(conn, [step], number)
            live += [m.id.encode() + m.body for m in messages(conn, wanted, after)]
        replayed = messages(conn, wanted)
        assert [m.id.encode() + m.body for m in replayed] == live
        start = data.draw(st.integers(0, log.head(conn).seq))
        assert messages(conn, wanted, start) == [m for m in replayed if m.seq > start]
        assert len({m.id for m in replayed}) == len(replayed)


@SHARED
@given(steps=histories, wanted=wanted)
def test_nobody_is_overlooked(engine: Engine, steps: list[Step], wanted: Subscription) -> None:
    """Looking only at whom an event touches finds what looking at everybody at every position does."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        found = {f.event.seq: _short(f.matches) for f in Watch(conn).find(wanted, 0, EVER)}
        assert found == {h.event.seq: _short(m) for h in _all(conn) if (m := match(wanted, h))}


@SHARED
@given(steps=histories)
def test_a_conflict_is_told_when_there_was_none(engine: Engine, steps: list[Step]) -> None:
    """Of a company without conflicts that has one; and never where the same questions are in conflict as before."""
    with rolled_back(engine) as conn:
        write(conn, steps)
        alerted = {m.seq: {a["slot"]["slot_id"] for a in m.row["data"]["alerts"]} for m in messages(conn, CONFLICTS)}
        for happening in _all(conn):
            before = {s.key.slot_id for shown in happening.before for s in shown.slots if s.agreement == "conflict"}
            after = {s.key.slot_id for shown in happening.after for s in shown.slots if s.agreement == "conflict"}
            new = alerted.get(happening.event.seq, set())
            assert new <= after - before
            if after and not before:
                assert new


def _all(conn: Connection) -> Iterator[Happening]:
    """Every event with the pictures of everybody."""
    ids = sorted(set(conn.scalars(select(entities.c.id))))
    for event in log.read(conn):
        who = identity(stored.identity_history(conn), seq=event.seq, known_at=EVER)
        yield Happening(event, who, _pictures(conn, ids, event.seq - 1), _pictures(conn, ids, event.seq))


def _pictures(conn: Connection, ids: list[str], seq: int) -> tuple[Picture, ...]:
    who = identity(stored.identity_history(conn), seq=seq, known_at=EVER)
    kept = sorted({who.of(one) for one in ids})
    return tuple(assemble(k, stored.evidence(conn, who.same_as(k)), who, seq=seq, known_at=EVER) for k in kept)


def _short(matches: object) -> list[tuple[str, str, str | None]]:
    assert isinstance(matches, (list, tuple))
    return sorted(
        (m.what, m.picture.company_id if m.slot is None else m.slot.key.slot_id, m.agreement_before) for m in matches
    )
