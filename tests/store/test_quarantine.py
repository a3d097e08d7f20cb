"""What could not be read is kept with its reason."""

from __future__ import annotations

from sqlalchemy.engine import Engine

from ledger.store import quarantine
from ledger.store.database import reading, writing

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def put(engine: Engine, address: str, body: bytes, reason: str, at: int) -> None:
    with writing(engine) as conn:
        quarantine.put(conn, address=address, body=body, reason=reason, at=at)


def test_trying_again_renews_the_entry(engine: Engine) -> None:
    """One entry for the same bytes from the same address, with the last reason and the number of attempts."""
    put(engine, "a.txt", b"", "it is empty", 5)
    put(engine, "a.txt", b"", "it is still empty", 7)
    with reading(engine) as conn:
        assert quarantine.entries(conn) == [quarantine.Entry("a.txt", EMPTY, 0, "it is still empty", 5, 7, 2)]


def test_other_bytes_or_another_address_are_another_entry(engine: Engine) -> None:
    """The latest attempt comes first."""
    put(engine, "a.txt", b"\xff\0", "it is binary", 5)
    put(engine, "a.txt", b"\xff", "it is binary", 6)
    put(engine, "b.txt", b"\xff\0", "it is binary", 7)
    with reading(engine) as conn:
        found = quarantine.entries(conn)
        assert [(entry.address, entry.size) for entry in found] == [("b.txt", 2), ("a.txt", 1), ("a.txt", 2)]
        assert quarantine.body_of(conn, "a.txt", found[2].body_hash) == b"\xff\0"
        assert quarantine.body_of(conn, "c.txt", found[2].body_hash) is None


def test_clearing_an_entry(engine: Engine) -> None:
    """It is gone, and the others stay."""
    put(engine, "a.txt", b"", "it is empty", 5)
    put(engine, "b.txt", b"", "it is empty", 5)
    with writing(engine) as conn:
        quarantine.clear(conn, "a.txt", EMPTY)
    with reading(engine) as conn:
        assert [entry.address for entry in quarantine.entries(conn)] == ["b.txt"]


def test_names_and_reasons_that_no_database_keeps(engine: Engine) -> None:
    """A file's name of undecodable bytes must not keep it out of quarantine."""
    put(engine, "caf\udce9.txt", b"", "at byte 3: \0", 5)
    with writing(engine) as conn:
        [entry] = quarantine.entries(conn)
        assert (entry.address, entry.reason) == ("caf\\udce9.txt", "at byte 3: \N{REPLACEMENT CHARACTER}")
        assert quarantine.body_of(conn, "caf\udce9.txt", EMPTY) == b""
        quarantine.clear(conn, "caf\udce9.txt", EMPTY)
        assert quarantine.entries(conn) == []
