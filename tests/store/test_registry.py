"""Who is known as of a position, and what a name means."""

from __future__ import annotations

from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import delete
from sqlalchemy.engine import Engine

from ledger.model.errors import AmbiguousCompany
from ledger.model.events import CompanyRegistered, NewEvent
from ledger.store import log, registry
from ledger.store.database import reading, writing
from ledger.store.entity import Entity
from ledger.store.lookups import look_up
from ledger.store.registry import Registry
from ledger.store.tables import entities, entity_names
from tests.store.samples import NOW, registered


def entity(identity: str, name: str, kind: str = "company", **more: Any) -> Entity:
    return Entity(identity, name, kind, **more)


def of(*entities: Entity) -> Registry:
    known = Registry()
    for one in entities:
        known = known.with_entity(one)
    return known


META = entity("meta", "Meta", legal_name="Meta Platforms, Inc.", aliases=("Facebook",))
SCALE = entity("scale-ai", "Scale AI", ambiguous_aliases=("Scale",))


def register(engine: Engine, *payloads: CompanyRegistered) -> None:
    with writing(engine) as conn:
        position = log.head(conn).seq
        events = [NewEvent(f"{position} {i}", payload, "tests") for i, payload in enumerate(payloads)]
        log.append(conn, events, recorded_at=NOW)
        for event in log.read(conn, after=position):
            registry.apply(conn, event)


def test_an_entity_comes_back_as_it_was_registered(engine: Engine) -> None:
    """With all its fields, and its position."""
    payload = CompanyRegistered(
        id="meta",
        name="Meta",
        entity_type="company",
        aliases=("Facebook", "Méta"),
        ambiguous_aliases=("FB",),
        descriptions=("la maison mère de Facebook",),
        legal_name="Meta Platforms, Inc.",
        country="US",
        wikidata="Q380",
        lei="BQ4BKCS1HXDV9HN80Z93",
        ticker="META",
        domain="meta.com",
        tier=1,
        provisional=True,
    )
    register(engine, payload)
    with reading(engine) as conn:
        known = registry.load(conn)
    assert known.entities() == [Entity.of(payload, 1)]
    assert known.get("meta") == Entity(
        "meta",
        "Meta",
        "company",
        ("Facebook", "Méta"),
        ("FB",),
        ("la maison mère de Facebook",),
        "Meta Platforms, Inc.",
        "US",
        "Q380",
        "BQ4BKCS1HXDV9HN80Z93",
        "META",
        "meta.com",
        1,
        provisional=True,
        seq=1,
    )


def test_the_registry_as_of_a_position(engine: Engine) -> None:
    """Each position has the names that were registered by then, and only those of the latest registration."""
    register(
        engine,
        CompanyRegistered(id="meta", name="Facebook", provisional=True),
        CompanyRegistered(id="scale-ai", name="Scale AI"),
        CompanyRegistered(id="meta", name="Meta"),
    )
    with reading(engine) as conn:
        at = [registry.load(conn, seq) for seq in range(4)]
        assert registry.load(conn) == at[3]
    assert [[one.name for one in known.entities()] for known in at] == [
        [],
        ["Facebook"],
        ["Facebook", "Scale AI"],
        ["Meta", "Scale AI"],
    ]
    assert [known.resolve("Facebook") for known in at] == [None, "meta", "meta", None]
    assert [known.resolve("Meta, Inc.") for known in at] == [None, "meta", "meta", "meta"]
    assert [known.resolve("scale ai") for known in at] == [None, None, "scale-ai", "scale-ai"]


def test_a_rebuild_gives_the_same(engine: Engine) -> None:
    """The tables can be emptied and filled from the log again; other events say nothing here."""
    register(engine, CompanyRegistered(id="meta", name="Meta"), CompanyRegistered(id="meta", name="Meta Platforms"))
    with writing(engine) as conn:
        before = registry.load(conn)
        conn.execute(delete(entity_names))
        conn.execute(delete(entities))
        assert registry.load(conn).entities() == []
        for event in log.read(conn):
            registry.apply(conn, event)
        assert registry.load(conn) == before


def test_other_events_register_nothing(engine: Engine) -> None:
    """Neither do those whose content was erased."""
    with writing(engine) as conn:
        log.append(conn, [registered("a")], recorded_at=NOW)
        event = log.get(conn, 1)
        for other in (replace(event, type="FactReported"), replace(event, payload={})):
            registry.apply(conn, other)
        assert registry.load(conn).entities() == []


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("meta", "meta"),
        ("META", "meta"),
        ("Meta Platforms", "meta"),
        ("Meta Platforms, Inc.", "meta"),
        ("facebook", "meta"),
        ("Scale", "scale-ai"),
        ("scale-ai", "scale-ai"),
        ("Alphabet", None),
        ("", None),
    ],
)
def test_ids_and_names(name: str, meant: str | None) -> None:
    """An id, a name, a legal name, an alias, in whatever spelling the name key forgives."""
    assert of(META, SCALE).resolve(name) == meant


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (entity("a", "Figure"), entity("b", "Other", aliases=("Figure",))),
        (entity("a", "Other", legal_name="Figure Inc"), entity("b", "Another", aliases=("Figure",))),
        (entity("a", "Other", aliases=("Figure",)), entity("b", "Another", ambiguous_aliases=("Figure",))),
        (entity("a", "Figure"), entity("b", "Figure", provisional=True)),
        (entity("a", "Other", aliases=("Figure",)), entity("b", "Figure", provisional=True)),
        (entity("a", "Figure", provisional=True), entity("b", "Another", ambiguous_aliases=("Figure",))),
        (entity("a", "Figure"), entity("b", "The FIGURE")),
        (entity("b", "FIGURE"), entity("figure", "Figure AI")),
    ],
)
def test_the_better_bearer_of_a_name(better: Entity, worse: Entity) -> None:
    """A name goes before an alias, the confirmed before the provisional, any of these before an ordinary word."""
    assert of(better, worse).resolve("Figure") == better.id
    assert of(worse, better).resolve("Figure") == better.id


def test_an_id_leaves_no_doubt() -> None:
    """Whoever else bears it as a name, and however little is known of its bearer."""
    known = of(entity("figure", "Figure AI", provisional=True), entity("b", "figure"))
    assert known.resolve("figure") == "figure"
    assert known.resolve("figure", types={"company"}) == "figure"
    assert known.resolve("Figure") == "b"


def test_the_types_asked_for_go_first() -> None:
    """They are a preference: who is known under the name only as something else is found all the same."""
    known = of(entity("forbes", "Forbes", "publisher"), entity("forbes-fund", "Forbes", "fund", provisional=True))
    assert known.resolve("Forbes") == "forbes"
    assert known.resolve("Forbes", types={"fund", "company"}) == "forbes-fund"
    assert known.resolve("Forbes", types={"person"}) == "forbes"


def test_a_name_that_several_share() -> None:
    """The error names the ids to choose from; an id itself leaves no doubt."""
    known = of(entity("apollo", "Apollo"), entity("apollo-2", "Apollo"))
    with pytest.raises(AmbiguousCompany, match="“Apollo” may mean apollo or apollo-2; write one of these"):
        known.resolve("Apollo")
    assert known.resolve("apollo") == "apollo"
    assert known.resolve("apollo-2") == "apollo-2"


def test_several_names_of_one_entity_are_no_doubt() -> None:
    """Only different entities make a name ambiguous."""
    assert of(entity("x", "X", aliases=("x", "X Corp"), ambiguous_aliases=("X",))).resolve("X Corp.") == "x"


def test_free_ids() -> None:
    """Readable, and never that of another name."""
    known = of(entity("mistral", "Mistral"), entity("apollo", "Apollo Global"), entity("apollo-2", "Apollo Tyres"))
    assert known.free_id("Black Forest Labs, Inc.") == "black-forest-labs"
    assert known.free_id("Le Mistral") == "mistral"
    assert known.free_id("Apollo") == "apollo-3"


def test_adding_leaves_the_snapshot_as_it_was(engine: Engine) -> None:
    """A registry with one more entity is another registry; the names of an earlier registration are gone in it."""
    register(engine, CompanyRegistered(id="meta", name="Facebook"))
    with reading(engine) as conn:
        stored = registry.load(conn)
    renamed = stored.with_entity(META)
    more = renamed.with_entity(SCALE).with_entity(entity("meta", "Meta", aliases=("MetaCorp",)))
    assert (stored.resolve("Facebook"), stored.resolve("Meta")) == ("meta", "meta")
    assert (renamed.resolve("Facebook"), renamed.resolve("Scale AI")) == ("meta", None)
    assert (more.resolve("Facebook"), more.resolve("MetaCorp"), more.resolve("Scale AI")) == (None, "meta", "scale-ai")
    assert [one.name for one in more.entities()] == ["Meta", "Scale AI"]
    assert [one.name for one in stored.entities()] == ["Facebook"]


# -- Looked up as it is asked for --------------------------------------------------------------------------------------

NAMES = ("Facebook", "Meta", "META", "scale ai", "Scale", "Paper", "meta", "paper-2", "Nobody", "Half \ud800 \x00")


def test_looked_up_it_is_the_same(engine: Engine) -> None:
    """At every position, in whatever order it is asked, one by one or at one go."""
    register(
        engine,
        CompanyRegistered(id="meta", name="Facebook", provisional=True),
        CompanyRegistered(id="scale-ai", name="Scale AI", ambiguous_aliases=("Scale",)),
        CompanyRegistered(id="paper", name="Paper", entity_type="publisher", tier=1, domain="paper.example"),
        CompanyRegistered(id="meta", name="Meta", aliases=("MetaCorp",)),
        CompanyRegistered(id="paper-2", name="Paper", entity_type="publisher", tier=2, domain="second.example"),
        CompanyRegistered(id="paper", name="Paper", entity_type="publisher", domain="moved.example"),
    )
    domains = {"paper.example", "moved.example", "second.example"}
    with reading(engine) as conn:
        for seq in (*range(7), None):
            whole, asked = registry.load(conn, seq), registry.open_at(conn, seq)
            at_once = registry.open_at(conn, seq)
            at_once.expect(names=NAMES)
            for name in NAMES:
                told = (whole.get(name), whole.bearers(name), whole.free_id(name))
                assert (asked.get(name), asked.bearers(name), asked.free_id(name)) == told, (seq, name)
                assert (at_once.get(name), at_once.bearers(name), at_once.free_id(name)) == told, (seq, name)
            assert asked.graded() == whole.graded()
            assert asked.at_domain(domains) == whole.at_domain(domains)
            assert asked.entities() == whole.entities()


def test_looked_up_it_stays_what_it_was(engine: Engine) -> None:
    """What is registered in the same transaction later is not in it, asked for before or not."""
    with writing(engine) as conn:
        log.append(conn, [registered("a")], recorded_at=NOW)
        registry.apply(conn, log.get(conn, 1))
        known = registry.open_at(conn)
        assert known.get("figure") is None
        payload = CompanyRegistered(id="figure", name="Figure")
        log.append(conn, [NewEvent("figure", payload, "tests")], recorded_at=NOW)
        registry.apply(conn, log.get(conn, 2))
        assert (known.resolve("Figure"), known.get("figure"), known.bearers("figure")) == (None, None, [])
        assert registry.open_at(conn).resolve("Figure") == "figure"


def test_added_on_top_of_what_is_looked_up(engine: Engine) -> None:
    """An entity of this transaction counts before its event is written, and replaces what is stored of it."""
    register(engine, CompanyRegistered(id="meta", name="Facebook", domain="facebook.example"))
    with reading(engine) as conn:
        known = registry.open_at(conn).with_entity(META).with_entity(SCALE)
        assert (known.resolve("Facebook"), known.resolve("Scale AI"), known.get("meta")) == ("meta", "scale-ai", META)
        assert known.at_domain({"facebook.example"}) == []
        assert [one.id for one in known.entities()] == ["meta", "scale-ai"]


def test_few_rows_are_read_of_many(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is expected is read in two statements, and the rest of the registry not at all."""
    many = [CompanyRegistered(id=f"firm-{n}", name=f"Firm {n}", provisional=True) for n in range(300)]
    register(engine, *many, CompanyRegistered(id="paper", name="Paper", tier=1, domain="paper.example"))
    rows: list[int] = []

    def counted(*asked: Any) -> list[tuple[Any, ...]]:
        found = look_up(*asked)
        rows.append(len(found))
        return found

    monkeypatch.setattr(registry, "look_up", counted)
    with reading(engine) as conn:
        known = registry.open_at(conn)
        known.expect(names=[f"Firm {n}" for n in range(20)])
        assert [known.resolve(f"Firm {n}") for n in range(20)] == [f"firm-{n}" for n in range(20)]
        assert rows == [40, 20]
        assert [one.id for one in known.graded()] == ["paper"]
        assert sum(rows) == 62


def test_who_bears_many_names_is_what_the_registry_says_of_each(engine: Engine) -> None:
    """At any position, under names, aliases and ids; who was registered anew bears the new names only."""
    register(
        engine,
        CompanyRegistered(id="meta", name="Meta", aliases=("Facebook",), legal_name="Meta Platforms, Inc."),
        CompanyRegistered(id="meta-labs", name="Meta Labs", ambiguous_aliases=("Meta",), provisional=True),
        CompanyRegistered(id="oslo", name="Oslo", entity_type="person"),
        CompanyRegistered(id="meta", name="Meta", aliases=("FB",)),
    )
    names = ["Meta", "meta", "META LABS", "meta-labs", "Facebook", "FB", "Meta Platforms", "oslo", "Nobody"]
    with reading(engine) as conn:
        for seq in range(5):
            known = registry.load(conn, seq)
            found = registry.bearers_of(conn, names, seq)
            expected = {name: [(e.id, e.type, e.provisional, e.seq) for e in known.bearers(name)] for name in names}
            assert {name: sorted(map(tuple, some)) for name, some in found.items()} == expected
            # An id is a name of its bearer as well, so nobody is missed who would be found as an id alone.
            assert all(
                entity.id in {one.id for one in found[entity.id]} for entity in known.entities() if entity.id in names
            )
