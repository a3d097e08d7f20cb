"""The same text in several papers is one root, at every setting of the clocks; on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from ledger.curate import commands, links
from ledger.ingest.files import Document, Imprint
from ledger.ops.read_models import verify_read_models
from ledger.project import projector
from ledger.project.tables import claims, publication_bands, publication_copies, publications, slots
from ledger.query import questions
from ledger.query.policies import Policy
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, events_of, investment, put
from tests.store.samples import append, erasure
from tests.support.prose import prose, reprinted
from tests.support.rebuilding import rebuild_in_place

AGENCY = prose(1)
RIVAL = prose(2)


def printed(
    engine: Engine,
    publisher: str | None,
    day: str,
    text: str,
    *facts: dict[str, Any],
    canonical: str | None = None,
    media_type: str = "text/plain",
) -> str:
    """A paper of a day in June with this text; returns its publication id."""
    name = (publisher or "nobody").lower().replace(" ", "")
    imprint = Imprint(publisher, f"https://{name}.example/{day}" if publisher else None, None, f"2025-{day}")
    document = Document("x", f"{publisher} {day} {text}".encode(), text, media_type, imprint, canonical=canonical)
    return put(engine, *(facts or (investment(),)), doc=document).publication_id


def money(engine: Engine, known_at: str = "2025-11-30", seq: int | None = None, policy: Policy = Policy.ALL) -> Any:
    """The slot of Meta's money for Scale AI."""
    with reading(engine) as conn:
        question = questions.ask(conn, now=NOW, known_at=known_at, seq=seq, policy=policy)
        (slot,) = questions.state(question, "Scale AI")["slots"]
    return slot


def stored_roots(engine: Engine) -> list[str]:
    with reading(engine) as conn:
        return list(conn.scalars(select(slots.c.roots)))


def rows(engine: Engine) -> list[list[tuple[Any, ...]]]:
    """What the read models say of copies."""
    of_claims = select(claims.c.seq, claims.c.copy_of, claims.c.dropped_by)
    with reading(engine) as conn:
        queries = (select(publication_copies), select(publication_bands), select(publications), of_claims)
        return [sorted(map(tuple, conn.execute(query))) for query in queries]


def check_rebuild(engine: Engine) -> None:
    """Rebuilt rows are the incremental ones."""
    before = rows(engine)
    with writing(engine) as conn:
        rebuild_in_place(conn)
    assert rows(engine) == before


def test_one_agency_in_five_papers_is_one_root(engine: Engine) -> None:
    """Other headline, other footer, cuts: what the papers say rests on the one that said it first."""
    agency = printed(engine, "Wire", "06-12", AGENCY)
    for number, share in enumerate((1.0, 0.9, 0.7, 0.5), start=13):
        printed(engine, f"Paper {number}", f"06-{number}", reprinted(AGENCY, share))
    slot = money(engine)
    assert slot["roots"] == ["Wire"]
    assert [claim["roots"] for claim in slot["claims"]] == [["Wire"]] * 5
    assert [claim["copy_of"] and claim["copy_of"]["publication_id"] for claim in slot["claims"]] == [None] + [
        agency
    ] * 4
    assert slot["claims"][1]["copy_of"]["publisher"] == "Wire"
    assert stored_roots(engine) == ['["Wire"]']
    check_rebuild(engine)


def test_rewritten_reports_are_two_roots(engine: Engine) -> None:
    """The same figures in other words are another report."""
    printed(engine, "Wire", "06-12", AGENCY)
    printed(engine, "Paper", "06-13", RIVAL)
    assert money(engine)["roots"] == ["Wire", "Paper"]


def test_an_agency_named_in_the_text_stays_what_it_is(engine: Engine) -> None:
    """A named origin goes before what the publication copies; beside it, what is unnamed rests on the copied one."""
    printed(engine, "Wire", "06-12", AGENCY)
    bell = [[{"name": "Bell"}], [{"name": None}]]
    printed(engine, "Paper", "06-13", AGENCY, investment(attributed_to=["Bell"]), investment(None, attribution=bell))
    assert [claim["roots"] for claim in money(engine)["claims"]] == [["Wire"], ["Bell"], ["Bell", "Wire"]]


def test_the_root_is_that_of_the_visible_papers(engine: Engine) -> None:
    """Found late, the agency is the root from its position on; at a known time before it, the first paper is."""
    printed(engine, "Paper", "06-13", AGENCY)
    printed(engine, "Journal", "06-14", AGENCY)
    before = events_of(engine)[-1].seq
    printed(engine, "Wire", "06-12", AGENCY)
    printed(engine, "Late", "06-15", AGENCY)
    assert money(engine)["roots"] == ["Wire"]
    assert money(engine, seq=before)["roots"] == ["Paper"]
    assert money(engine, known_at="2025-06-12")["roots"] == ["Wire"]
    assert money(engine, policy=Policy.INDEPENDENT_MAJORITY)["headline"]["roots"] == ["Wire"]
    check_rebuild(engine)


def test_a_redated_origin(engine: Engine) -> None:
    """If the agency's page turns out to be younger, the others rest on it no more."""
    printed(engine, "Wire", "06-12", AGENCY)
    printed(engine, "Paper", "06-13", AGENCY)
    with writing(engine) as conn:
        said = commands.Said(commands.Command("tests", NOW), "the page says so")
        (first, *_) = conn.scalars(select(claims.c.claim_id).order_by(claims.c.seq))
        links.redate(conn, first, "2025-06-20", said)
    assert money(engine)["roots"] == ["Paper"]
    assert stored_roots(engine) == ['["Paper"]']
    check_rebuild(engine)


def test_an_origin_without_facts_of_its_own(engine: Engine) -> None:
    """What was read in the agency's text was retracted or was never found: the papers rest on it all the same."""
    other = {"kind": "founding", "company": "Anvil"}
    printed(engine, "Paper", "06-13", AGENCY)
    printed(engine, "Wire", "06-12", AGENCY, other)
    slot = money(engine)
    assert (slot["roots"], slot["claims"][0]["copy_of"]["publisher"]) == (["Wire"], "Wire")
    check_rebuild(engine)


def test_a_page_that_names_anothers_address_is_its_copy(engine: Engine) -> None:
    """Whatever its text: tracking, the mobile page and the fast version are the same address."""
    printed(engine, "Wire", "06-12", AGENCY)
    printed(engine, "Paper", "06-13", RIVAL, canonical="http://m.wire.example/06-12/amp?utm_source=paper")
    assert money(engine)["roots"] == ["Wire"]


def test_two_pages_that_name_the_same_address(engine: Engine) -> None:
    """Also where the ledger does not have the page itself."""
    printed(engine, "Paper", "06-12", AGENCY, canonical="https://wire.example/a")
    printed(engine, "Journal", "06-13", RIVAL, canonical="https://wire.example/a")
    printed(engine, "Third", "06-14", prose(3), canonical="https://wire.example/")
    assert money(engine)["roots"] == ["Paper", "Third"]


def test_an_address_that_only_people_cite_ties_nobody(engine: Engine) -> None:
    """Lists of facts may give the register they were taken from."""
    for publisher in ("A", "B"):
        imprint = Imprint(publisher, "https://register.example/scale", None, "2025-06-12")
        put(engine, investment(), doc=Document("x", publisher.encode(), publisher, "application/jsonl", imprint))
    assert money(engine)["roots"] == ["A", "B"]


def test_lines_of_facts_are_no_copies(engine: Engine) -> None:
    """They read alike by their form."""
    for publisher in ("A", "B"):
        printed(engine, publisher, "06-12", AGENCY, media_type="application/jsonl")
    assert money(engine)["roots"] == ["A", "B"]
    assert all("fingerprint" in event.payload for event in events_of(engine, "DocumentCaptured"))


def test_unknown_publishers(engine: Engine) -> None:
    """Strangers to each other, but one text is one text."""
    printed(engine, None, "06-12", AGENCY)
    printed(engine, None, "06-13", reprinted(AGENCY))
    (root,) = money(engine)["roots"]
    assert root.startswith("document:")


def test_one_publisher_twice_is_no_copy(engine: Engine) -> None:
    """Its own text at another address is its own later word."""
    printed(engine, "Paper", "06-12", AGENCY)
    printed(engine, "Paper", "06-13", AGENCY, investment(14_300_000_000))
    slot = money(engine)
    assert (slot["agreement"], slot["roots"]) == ("single", ["Paper"])
    assert [claim["copy_of"] for claim in slot["claims"]] == [None, None]


def test_an_erased_origin(engine: Engine) -> None:
    """What was erased is no origin any more, in the live rows and after a rebuild."""
    printed(engine, "Wire", "06-12", AGENCY, {"kind": "founding", "company": "Anvil"})
    printed(engine, "Paper", "06-13", AGENCY)
    assert money(engine)["roots"] == ["Wire"]
    target = events_of(engine, "DocumentCaptured")[0]
    append(engine, erasure(target.seq))
    with writing(engine) as conn:
        projector.catch_up(conn)
    assert money(engine)["roots"] == ["Paper"]
    with reading(engine) as conn:
        assert conn.scalar(select(publications.c.seq).where(publications.c.seq == target.seq)) is None
        assert not list(conn.scalars(select(publication_copies.c.seq)))


@pytest.mark.parametrize("number", range(2))
def test_the_read_models_verify(engine: Engine, number: int) -> None:
    """The tables of copies are held against the log like all others."""
    printed(engine, "Wire", "06-12", AGENCY)
    printed(engine, "Paper", "06-13", AGENCY)
    with writing(engine) as conn:
        if number:
            conn.execute(publication_copies.delete())
    problems, _ = verify_read_models(engine)
    assert len(problems) == (2 if number else 0)
