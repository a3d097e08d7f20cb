"""Who copies whom and who revises whom, among the publications that are visible."""

from __future__ import annotations

from dataclasses import replace

import hypothesis.strategies as st
from hypothesis import given

from ledger.model.dates import known_time, micros
from ledger.project.editions import Edition, editions

EVER = 2**63 - 1


def edition(seq: int, source: str, day: int, *alike: int, revises: int | None = None) -> Edition:
    """A publication of a day in June; `alike` and `revises` are positions of others."""
    known = micros(known_time(f"2025-06-{day:02}"))
    older = f"p{revises}" if revises else None
    return Edition(seq, f"p{seq}", known, source, source, revises=older, alike=frozenset(alike))


def origins(*found: Edition, day: int | None = None, seq: int = EVER) -> dict[str, str]:
    """Who rests on whom, as known at the end of a day."""
    known_at = EVER if day is None else micros(known_time(f"2025-06-{day:02}"))
    among = editions(found, {}, seq=seq, known_at=known_at)
    return {copy: origin.publication_id for copy, origin in among.origins.items()}


def test_all_papers_rest_on_the_earliest() -> None:
    """Whatever order they were recorded in; of one day, the lowest position is the earliest."""
    a, b, c = edition(1, "A", 14, 2, 3), edition(2, "B", 12, 1, 3), edition(3, "C", 12, 1, 2)
    assert origins(a, b, c) == {"p1": "p2", "p3": "p2"}


def test_an_earlier_paper_that_is_found_late_changes_no_earlier_position() -> None:
    """The agency's own page, ingested last: from its position on all rest on it."""
    a, b, agency = edition(1, "A", 12, 2, 3), edition(2, "B", 13, 1, 3), edition(3, "Agency", 11, 1, 2)
    assert origins(a, b, agency, seq=2) == {"p2": "p1"}
    assert origins(a, b, agency) == {"p1": "p3", "p2": "p3"}


def test_a_copy_of_a_copy_rests_on_the_first() -> None:
    """Each cuts some more, until the last has too little of the first to be like it."""
    assert origins(edition(1, "A", 1, 2), edition(2, "B", 2, 1, 3), edition(3, "C", 3, 2)) == {"p2": "p1", "p3": "p1"}


def test_a_later_paper_that_has_both_texts_joins_nobody_else() -> None:
    """Two independent reports stay independent when a third prints both."""
    assert origins(edition(1, "A", 1, 3), edition(2, "B", 2, 3), edition(3, "C", 3, 1, 2)) == {"p3": "p1"}


def test_what_comes_back_to_its_publisher_is_its_own() -> None:
    """A prints its own text again at another address after B has copied it."""
    assert origins(edition(1, "A", 1, 2), edition(2, "B", 2, 1, 3), edition(3, "A", 3, 2)) == {"p2": "p1"}


def test_versions_of_an_article_are_no_copies_of_each_other() -> None:
    """Even where nobody says who publishes it, so that its versions have different voices."""
    assert origins(edition(1, "document:1", 1, 2), edition(2, "document:2", 2, 1, revises=1)) == {}


def test_newer_versions_in_order() -> None:
    """Each knows all that came after it, by known time; what is not known yet is not there."""
    first, second, third = edition(1, "A", 1), edition(2, "A", 3, revises=1), edition(3, "A", 5, revises=2)
    among = editions([first, second, third], {}, seq=EVER, known_at=EVER)
    assert {old: [one.seq for one in new] for old, new in among.newer.items()} == {"p1": [2, 3], "p2": [3]}
    before = editions([first, second, third], {}, seq=EVER, known_at=third.known_at - 1)
    assert {old: [one.seq for one in new] for old, new in before.newer.items()} == {"p1": [2]}


def test_a_publication_captured_twice_counts_once() -> None:
    """Two commands may capture the same note."""
    again = replace(edition(2, "A", 1), publication_id="p1")
    assert not editions([edition(1, "A", 1), again], {}, seq=EVER, known_at=EVER).newer


def test_redated() -> None:
    """The right date decides who was first."""
    a, b = edition(1, "A", 12, 2), edition(2, "B", 13, 1)
    among = editions([a, b], {"p1": "2025-06-14"}, seq=EVER, known_at=EVER)
    assert {copy: origin.publication_id for copy, origin in among.origins.items()} == {"p1": "p2"}


@st.composite
def worlds(draw: st.DrawFn) -> list[Edition]:
    """Some publications with any likenesses between different publishers."""
    size = draw(st.integers(1, 7))
    made = [edition(n, draw(st.sampled_from("ABC")), draw(st.integers(1, 9))) for n in range(1, size + 1)]
    pairs = [(a.seq, b.seq) for a in made for b in made if a.seq < b.seq and a.source != b.source]
    chosen = draw(st.lists(st.sampled_from(pairs), unique=True)) if pairs else []
    return [replace(e, alike=frozenset(sum(p) - e.seq for p in chosen if e.seq in p)) for e in made]


@given(worlds(), st.integers(1, 9))
def test_nothing_published_later_changes_on_whom_a_paper_rests(world: list[Edition], day: int) -> None:
    """What is known at a day is the same with all later publications and without them."""
    early = [e for e in world if e.known_at <= micros(known_time(f"2025-06-{day:02}"))]
    known = {e.publication_id for e in early}
    assert origins(*early) == origins(*world, day=day) == {c: o for c, o in origins(*world).items() if c in known}


@given(worlds())
def test_an_origin_copies_nobody(world: list[Edition]) -> None:
    """All copies of one text end at one publication, which is of another publisher."""
    found = origins(*world)
    sources = {e.publication_id: e.source for e in world}
    assert all(origin not in found and sources[origin] != sources[copy] for copy, origin in found.items())
