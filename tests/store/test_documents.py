"""Documents are stored by their content, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from sqlalchemy.engine import Engine

from ledger.model.errors import UnstorableText
from ledger.store import documents
from ledger.store.database import reading, writing
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
