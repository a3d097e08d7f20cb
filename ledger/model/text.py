"""Text from documents, made safe to print: what acts on a terminal or turns the line around is spelled out."""

from __future__ import annotations


def printable(text: str) -> str:
    """The text on one line, with every character that does not print (escapes, bidi marks) as its code."""
    flat = " ".join(text.split())
    return flat if flat.isprintable() else "".join(c if c.isprintable() else repr(c)[1:-1] for c in flat)
