"""The hashes, against a second program made from the description alone."""

from __future__ import annotations

import json
from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from ledger.store import chain

text = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
numbers = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(text, min_size=4, max_size=4), st.none() | text, st.none() | text, st.none() | numbers, numbers)
def test_anybody_can_check_the_chain(
    words: list[str], company: str | None, document: str | None, known_at: int | None, number: int
) -> None:
    """Python's own JSON without white space gives the bytes that are hashed, whatever the columns hold."""
    previous, event_id, kind, by = words
    columns = [previous, 7, event_id, kind, 1, company, document, known_at, number, by, "f" * 64]
    described = json.dumps(columns, ensure_ascii=False, separators=(",", ":")).encode()
    assert chain.event_hash(*columns) == sha256(described).hexdigest()  # type: ignore[arg-type]


def test_the_constants_never_change() -> None:
    """A log that was written once must verify for ever: these values are part of its format."""
    assert chain.GENESIS == "48fc77ded121b0e875f894dd818f380d71c98f414198ef53fead7fe574154a76"
    assert chain.payload_hash("0" * 32, '{"a":1}') == "6b3a57299dd576d707a71ecbbfb832264f55fbd17ff63215b59f2d63c4e58b2f"
    assert (
        chain.event_hash(chain.GENESIS, 1, "id", "FactReported", 1, "scale-ai", None, None, 5, "é", "0" * 64)
        == "c95dd4843f183e9045e89a7782bace7ee2bf2ed42a17002cd06d69bd2a3709de"
    )


def test_salts_are_fresh() -> None:
    """Each is of the length that the hash relies on, and no two are the same."""
    drawn = chain.salts(1000)
    assert len(set(drawn)) == 1000
    assert {len(salt) for salt in drawn} == {chain.SALT_LENGTH}
