"""Texts made to be slow: one line, all of one thing. `python -m tests.extract.hostile` reads megabytes of each.

Reading takes time that grows with the length of a text and no faster; whatever compares all with all is found here.
"""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import suppress
from itertools import count

from ledger.ingest.files import Imprint
from ledger.ingest.opening import documents_in
from ledger.ingest.reading import Checked
from ledger.ingest.structured import Refused, StructuredDocument
from ledger.model.errors import UnreadableDocument
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
#: These too, in one line of megabytes.
MORE = [
    "7",
    "A",
    "Q{} ",
    '"',
    "de ",
    "([{<",
    "$5 million ",
    "raised acquires rachat levée ",
    "mars 2024 ",
    "<b>",
]
#: Time may grow so many times faster than the length: what a long text costs in memory is dearer too.
ALLOWED = 2.0


def hostile(piece: str, length: int) -> str:
    """A text of the length that goes on repeating a piece."""
    parts, size, numbers = [], 0, count()
    while size < length:
        parts.append(piece.replace("{}", "".join("abcdefghij"[int(digit)] for digit in str(next(numbers)))))
        size += len(parts[-1])
    return "".join(parts)


def processor_time(text: str, language: str) -> float:
    """Seconds that reading a text takes."""
    started = time.process_time()
    READER.read(text, Imprint(language=language, published="2025-06-12"))
    return time.process_time() - started


def processor_time_of_page(text: str, language: str) -> float:
    """Seconds that reading a web page takes that is one paragraph of the text."""
    body = f"<!doctype html><html><body><article><p>{text}</p></article></body></html>".encode()
    started = time.process_time()
    with suppress(UnreadableDocument):  # "<b>" alone is no text
        for part in documents_in("page", body, ".html", Imprint(language=language, published="2025-06-12")):
            assert not isinstance(part, (Refused, StructuredDocument))
            READER.read(part.text, part.imprint)
    return time.process_time() - started


def main() -> None:
    """Hold what a tenth of a text takes against what all of it does."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=5.0)
    size = int(parser.parse_args().megabytes * 1_000_000)
    failed = False
    for number, piece in enumerate([*PIECES, *MORE]):
        for told, timed in (("text", processor_time), ("page", processor_time_of_page)):
            language = ("en", "fr")[number % 2]
            short, long = (timed(hostile(piece, length), language) for length in (size // 10, size))
            slow = long > 10 * ALLOWED * short
            failed = failed or slow
            verdict = "  too slow" if slow else ""
            print(f"{piece!r:50} {language} {told}: {short:7.2f} s, {long:7.2f} s{verdict}", flush=True)  # noqa: T201
    sys.exit(failed)


if __name__ == "__main__":
    main()
