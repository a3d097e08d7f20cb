"""Lines that were taken out of a file, and where they stood in it."""

from __future__ import annotations

#: Pairs of a line here and a line in the file, from 1, each meant for all that follow until the next pair.
Places = tuple[tuple[int, int], ...]
