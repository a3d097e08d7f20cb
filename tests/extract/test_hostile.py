"""Reading takes time that grows with a text's length and no faster; `make hostile` shows it of lines of megabytes."""

from __future__ import annotations

import pytest

from tests.extract.hostile import MORE, PIECES, hostile, processor_time


@pytest.mark.parametrize(("number", "piece"), list(enumerate([*PIECES, *MORE])), ids=repr)
def test_time_grows_with_the_length_alone(number: int, piece: str) -> None:
    """Eight times the text takes about eight times as long; what compares all with all would take sixty-four."""
    language = ("en", "fr")[number % 2]
    short, long = (hostile(piece, length) for length in (10_000, 80_000))
    # Others use the machine too, so it may try again; no luck makes sixty-four of eight.
    ratios = (processor_time(long, language) / processor_time(short, language) for _ in range(3))
    assert any(ratio < 20 for ratio in ratios)
