"""An article that is edited at its address: what it says still, otherwise, and no more; on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Engine

from ledger.ingest.capture import By, Captured, capture
from ledger.ingest.dating import EDITED
from ledger.ingest.edits import latest_version
from ledger.ingest.files import Document, Imprint
from ledger.model.dates import iso
from ledger.model.errors import UnknownPublication
from ledger.model.events import DateCandidate, Publication
from ledger.project.tables import claims
from ledger.query import questions
from ledger.store.database import reading, writing
from tests.ingest.samples import READER, events_of, investment, stated
from tests.support.prose import prose
from tests.support.rebuilding import rebuild_in_place

FIRST = datetime(2025, 6, 12, 9, tzinfo=UTC)
LATER = datetime(2025, 6, 20, 9, tzinfo=UTC)
NOW = datetime(2026, 1, 31, 12, tzinfo=UTC)

STAKE = {
    "kind": "stake",
    "company": "Scale AI",
    "percent": 49,
    "counterparties": [{"name": "Meta", "role": "holder"}],
}


def seen(
    engine: Engine,
    text: str,
    *facts: dict[str, Any],
    at: datetime = FIRST,
    revises: Captured | None = None,
    edited: str | None = None,
    publisher: str = "Paper",
) -> Captured:
    """What the page said when somebody looked, published all the same on the tenth."""
    imprint = Imprint(publisher, f"https://{publisher.lower()}.example/deal", None, "2025-06-10")
    dates = (DateCandidate(origin=EDITED, value=edited),) if edited else ()
    document = Document("page", text.encode(), text, "text/html", imprint, dates)
    older = revises.publication_id if revises else None
    with writing(engine) as conn:
        return capture(conn, document, stated(*facts) if facts else [], By("tests", at, READER), revises=older)


def rows(engine: Engine, known_at: str = "2026-01-30", seq: int | None = None) -> list[dict[str, Any]]:
    """All claims about Scale AI."""
    with reading(engine) as conn:
        return list(questions.claims(questions.ask(conn, now=NOW, known_at=known_at, seq=seq), "Scale AI"))


def slots(engine: Engine, known_at: str = "2026-01-30") -> dict[str, Any]:
    with reading(engine) as conn:
        found = questions.state(questions.ask(conn, now=NOW, known_at=known_at), "Scale AI")["slots"]
    return {slot["kind"]: slot for slot in found}


def dropped(engine: Engine, **clocks: Any) -> list[str | None]:
    """By which publication each claim was dropped."""
    return [row["dropped_by"] and row["dropped_by"]["publication_id"] for row in rows(engine, **clocks)]


def test_still_otherwise_and_no_more(engine: Engine) -> None:
    """The share is said again, the money otherwise, the customer no more; all of it stays."""
    customer = {"kind": "customer", "company": "Scale AI", "counterparties": [{"name": "OpenAI", "role": "customer"}]}
    old = seen(engine, "one", investment(), STAKE, customer)
    new = seen(engine, "two", investment(14_300_000_000), STAKE, at=LATER, revises=old)
    assert [row["status"] for row in rows(engine)] == ["live"] * 5
    assert [row["current"] for row in rows(engine)] == [False, False, True, True, True]
    assert dropped(engine) == [None, None, new.publication_id, None, None]
    found = slots(engine)
    assert (found["investment"]["agreement"], found["investment"]["high"]) == ("single", 14_300_000_000)
    assert (found["stake"]["agreement"], found["stake"]["roots"]) == ("single", ["Paper"])
    assert found["customer"]["claims"][0]["dropped_by"]["known_at"] == "2025-06-20T09:00:00Z"


def test_before_the_edit(engine: Engine) -> None:
    """At a known time or position before it, nothing of the edit shows."""
    old = seen(engine, "one", investment(), STAKE)
    seq, then = old.seq, rows(engine)
    seen(engine, "two", investment(14_300_000_000), at=LATER, revises=old)
    assert dropped(engine, known_at="2025-06-20T08:59:59Z") == [None, None]
    assert rows(engine, seq=seq) == then
    assert [claim["current"] for claim in slots(engine, "2025-06-19")["investment"]["claims"]] == [True]


def test_said_again_after_a_pause(engine: Engine) -> None:
    """A claim is marked by the version since which it has been missing, and no more once it is back."""
    one = seen(engine, "one", investment(), STAKE)
    two = seen(engine, "two", investment(), at=LATER, revises=one)
    three = seen(engine, "three", investment(), at=LATER + timedelta(days=1), revises=two)
    assert dropped(engine)[1] == two.publication_id
    seen(engine, "four", investment(), STAKE, at=LATER + timedelta(days=2), revises=three)
    assert dropped(engine) == [None] * 6


def test_an_article_that_was_emptied(engine: Engine) -> None:
    """What its last version does not say is dropped, also where that says nothing at all; other papers' words stay."""
    old = seen(engine, "one", investment())
    seen(engine, "rival", investment(), publisher="Rival")
    new = seen(engine, "empty", at=LATER, revises=old)
    assert dropped(engine) == [new.publication_id, None]
    with reading(engine) as conn:
        assert list(conn.scalars(select(claims.c.dropped_by).order_by(claims.c.seq))) == [new.publication_id, None]


def test_a_version_that_rests_on_another_root_speaks_for_the_article(engine: Engine) -> None:
    """An edit that names its source is no second voice beside the first version."""
    old = seen(engine, "one", investment())
    seen(engine, "two", investment(14_300_000_000, attributed_to=["Wire"]), at=LATER, revises=old)
    found = slots(engine)["investment"]
    assert (found["agreement"], found["roots"]) == ("single", ["Wire"])


def test_an_edited_text_is_no_copy(engine: Engine) -> None:
    """Most of the text is the same, and it is the publisher's own; another paper's copy rests on the first version."""
    text = prose(1)
    old = seen(engine, text, investment())
    seen(engine, text + " Corrected.", investment(14_300_000_000), at=LATER, revises=old)
    seen(engine, text + " As told.", investment(), publisher="Rival")
    assert [row["copy_of"] and row["copy_of"]["publication_id"] for row in rows(engine)] == [
        None,
        None,
        old.publication_id,
    ]


def test_history_tells_what_was_dropped(engine: Engine) -> None:
    """At the position of the edited version, with the claims that it says no more."""
    old = seen(engine, "one", investment(), STAKE)
    new = seen(engine, "two", investment(), at=LATER, revises=old)
    with reading(engine) as conn:
        entries = list(questions.history(questions.ask(conn, now=NOW), "Scale AI"))
    (entry,) = [e for e in entries if e["type"] == "DocumentCaptured"]
    assert entry["claim_ids"] == [rows(engine)[1]["claim_id"]]
    assert (entry["revises"], entry["known_at"]) == (old.publication_id, "2025-06-20T09:00:00Z")
    assert entry["seq"] == next(e.seq for e in events_of(engine, "DocumentCaptured") if e.payload["revises"])
    assert new.publication_id != old.publication_id


@pytest.mark.parametrize(
    ("edited", "known"),
    [
        ("2025-06-15T10:00:00Z", "2025-06-15T10:00:00Z"),
        ("2025-06-15", "2025-06-15T23:59:59.999999Z"),
        ("2025-06-11T10:00:00Z", "2025-06-20T09:00:00Z"),
        ("2025-06-21T10:00:00Z", "2025-06-20T09:00:00Z"),
        ("soon", "2025-06-20T09:00:00Z"),
        (None, "2025-06-20T09:00:00Z"),
    ],
)
def test_an_edit_is_known_from_when_it_was_seen(engine: Engine, edited: str | None, known: str) -> None:
    """By the page's date of the edit, between the last capture and now; never by the date of publication."""
    old = seen(engine, "one", investment())
    seen(engine, "two", investment(), at=LATER, revises=old, edited=edited)
    assert [iso(event.known_at) for event in events_of(engine, "DocumentCaptured", "FactReported")][2:] == [known] * 2


def test_an_edit_of_the_day_of_publication_is_not_known_before_the_article(engine: Engine) -> None:
    """What is dated by its day is known at the end of it, and so is an edit of that very day."""
    morning = datetime(2025, 6, 10, 9, tzinfo=UTC)
    old = seen(engine, "one", investment(), at=morning)
    seen(engine, "two", at=morning + timedelta(hours=3), revises=old)
    first, _, second = events_of(engine, "DocumentCaptured", "FactReported")
    assert second.known_at == first.known_at
    assert dropped(engine, known_at="2025-06-10") != [None]


def test_the_same_version_again_changes_nothing(engine: Engine) -> None:
    """A worker that was interrupted captures what it has captured, and says which publication that is."""
    old = seen(engine, "one", investment())
    new = seen(engine, "two", investment(), at=LATER, revises=old)
    again = seen(engine, "two", investment(), at=LATER + timedelta(days=9), revises=old)
    same = seen(engine, "one", investment(), at=LATER, revises=old)
    assert (again.new, again.publication_id, again.seq) == (False, new.publication_id, new.seq)
    assert (same.new, same.publication_id) == (False, old.publication_id)


def test_back_to_the_first_text(engine: Engine) -> None:
    """The same bytes as a version of its own: what the second had dropped is said again."""
    old = seen(engine, "one", investment(), STAKE)
    new = seen(engine, "two", investment(), at=LATER, revises=old)
    back = seen(engine, "one", investment(), STAKE, at=LATER + timedelta(days=1), revises=new)
    assert back.new
    assert dropped(engine) == [None] * 5


def test_nothing_to_revise(engine: Engine) -> None:
    """An id that no publication has is refused, and nothing is stored."""
    with pytest.raises(UnknownPublication, match="no publication"):
        seen(engine, "one", investment(), revises=Captured("none", "", new=True, facts=0, registered=0, seq=0))
    assert events_of(engine) == []


def test_which_publication_another_text_would_revise(engine: Engine) -> None:
    """The publisher's last one at the address, however that is spelled."""
    old = seen(engine, "one", investment())
    new = seen(engine, "two", investment(), at=LATER, revises=old)
    page = Publication(document_id="x", publisher="Paper", url="http://www.paper.example/deal/?utm_source=feed")
    with reading(engine) as conn:
        assert latest_version(conn, page) == new.publication_id
        assert latest_version(conn, page.model_copy(update={"publisher": "Rival"})) is None
        assert latest_version(conn, page, canonical="https://paper.example/other") is None
        assert latest_version(conn, Publication(document_id="x", publisher="Paper")) is None


def test_rebuilt(engine: Engine) -> None:
    """The marks in the stored claims are those of a rebuild."""
    old = seen(engine, "one", investment(), STAKE)
    seen(engine, "two", investment(14_300_000_000), at=LATER, revises=old)
    query = select(claims.c.seq, claims.c.current, claims.c.dropped_by).order_by(claims.c.seq)
    with writing(engine) as conn:
        before = conn.execute(query).all()
        rebuild_in_place(conn)
        assert conn.execute(query).all() == before
        assert [row.dropped_by is not None for row in before] == [False, True, False]
