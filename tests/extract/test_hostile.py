"""Texts made to be slow: reading takes time that grows with their length and no faster."""

from __future__ import annotations

import time
from itertools import count

import pytest

from ledger.ingest.files import Imprint
from ledger.ingest.reading import Checked
from ledger.offline import reader_without_ledger
from ledger.settings import Settings

READER: Checked = reader_without_ledger(Settings(), "rules")

#: Repeated for ever; in place of `{}` stand other letters each time.
PIECES = [
    "1 000 ",
    "1.",
    "cinq cent ",
    "Meta ",
    "Abc Def ",
    "$5m to ",
    "(",
    "« ",
    "a half ",
    "5 % ",
    "- \n",
    "# A\n",
    "Scale AI and Scale ",
    "the Roux family and Meta ",
    "Q{} said its revenue rose. ",
    "Q{}, ",
    "Ada R{} left Q{}. He joined D{}. ",
    "Meta raised $5 million from Nvidia and ",
    "Meta a levé 5 millions. ",
    "Q{} raised $5 million from D{}. The company was happy. ",
]


def hostile(piece: str, length: int) -> str:
    parts, size, numbers = [], 0, count()
    while size < length:
        parts.append(piece.replace("{}", "".join("abcdefghij"[int(digit)] for digit in str(next(numbers)))))
        size += len(parts[-1])
    return "".join(parts)


def processor_time(text: str, language: str) -> float:
    started = time.process_time()
    READER.read(text, Imprint(language=language, published="2025-06-12"))
    return time.process_time() - started


@pytest.mark.parametrize(("number", "piece"), list(enumerate(PIECES)), ids=repr)
def test_time_grows_with_the_length_alone(number: int, piece: str) -> None:
    """Eight times the text takes about eight times as long; what compares all with all would take sixty-four."""
    language = ("en", "fr")[number % 2]
    short, long = (hostile(piece, length) for length in (10_000, 80_000))
    # Others use the machine too, so it may try again; no luck makes sixty-four of eight.
    ratios = (processor_time(long, language) / processor_time(short, language) for _ in range(3))
    assert any(ratio < 20 for ratio in ratios)
