"""Documents are stored by their content, once."""

from __future__ import annotations

import zlib
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy.engine import Engine

from ledger.model.errors import UnstorableText
from ledger.store import documents
from ledger.store.database import reading, writing
from ledger.store.log import sql
from tests.store.samples import stored

BODY = "L’« Usine » à 15 milliards 🏭\n".encode()


def put(engine: Engine, text: str, at: int) -> str:
    with writing(engine) as conn:
        return stored(conn, BODY, text, "text/plain", at)


def test_a_document_is_found_by_its_content(engine: Engine) -> None:
    """The id is the hash of the bytes; bytes, text and time come back as they were given."""
    identity = put(engine, BODY.decode(), 5)
    assert identity == sha256(BODY).hexdigest() == documents.document_id(BODY)
    with reading(engine) as conn:
        assert documents.get(conn, identity) == documents.Document(identity, "text/plain", BODY, BODY.decode(), 5)
        assert documents.text_of(conn, identity) == BODY.decode()
        assert documents.get(conn, "0" * 64) is None
        assert documents.text_of(conn, "0" * 64) is None


LONG = b"<p>Alta Works has raised 15 million dollars.</p>" * 100
PACKED = zlib.compress(LONG)


def put_bytes(engine: Engine, body: bytes) -> int:
    """Store a document; gives the bytes that it takes, and checks that it comes back."""
    with writing(engine) as conn:
        identity = stored(conn, body, "text", "text/html", 5)
        found = documents.get(conn, identity)
        assert found is not None
        assert found.body == body
        statement = sql(conn, "SELECT length(body) FROM documents WHERE id = ?")
        size: int = conn.exec_driver_sql(statement, (identity,)).scalar_one()
    return size


def test_bytes_are_stored_deflated(engine: Engine) -> None:
    """Where that is shorter; nobody who asks for them sees it."""
    assert put_bytes(engine, LONG) < len(LONG) / 10
    noise = sha256(b"noise").digest()
    for body in (b"", b"a", noise):
        assert put_bytes(engine, body) == len(body)
    for body in (PACKED, PACKED + noise, zlib.compress(PACKED)):
        assert put_bytes(engine, body) <= len(body)


def test_bytes_of_an_older_ledger_stay_as_they_are(engine: Engine) -> None:
    """And are read as ever."""
    identity = documents.document_id(LONG)
    with writing(engine) as conn:
        documents.put(conn, [documents.Prepared(identity, "text/html", LONG, "text", documents.text_hash("text"), 5)])
    assert put_bytes(engine, LONG) == len(LONG)


@pytest.mark.parametrize("found", [PACKED + b"x", PACKED[:-5], b"x" + PACKED])
def test_what_is_no_form_of_a_document_is_given_as_it_is(found: bytes) -> None:
    """So that whoever compares it with its id finds the damage."""
    assert documents.unpacked(documents.document_id(LONG), found) == found


def test_a_document_is_stored_once(engine: Engine) -> None:
    """The second time it stays as it is, whatever its bytes are read as by then."""
    assert put(engine, "first", 5) == put(engine, "second", 6)
    with reading(engine) as conn:
        assert documents.text_of(conn, documents.document_id(BODY)) == "first"
        assert conn.exec_driver_sql("SELECT count(*) FROM documents").scalar() == 1


def test_two_writers_of_one_document(engine: Engine) -> None:
    """Neither fails."""
    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(lambda at: put(engine, "text", at), range(8)))) == 1


@pytest.mark.parametrize("text", ["a\0b", "a\udcffb"])
def test_text_that_no_database_keeps(engine: Engine, text: str) -> None:
    """Binary content is for others to refuse; here it is an error at the latest."""
    with pytest.raises(UnstorableText, match="The document's text holds"):
        put(engine, text, 5)
