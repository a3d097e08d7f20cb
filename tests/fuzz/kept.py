"""The inputs that once broke something, by the target that they broke."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_FOUND = Path(__file__).parent / "found"


def found() -> Iterator[tuple[str, bytes]]:
    """Each kept input with the name of its target."""
    for path in sorted(_FOUND.iterdir()):
        yield path.name.partition("-")[0], path.read_bytes()
