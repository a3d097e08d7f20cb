"""Text that both databases can hold.

PostgreSQL takes no NUL character, neither in text nor, as its escape, in JSON; and no UTF-8 has half of a surrogate
pair, which Python makes of the undecodable bytes of a file's name. What is recorded is refused with an error, for it
must not be changed in silence; what only describes (an address, a reason) is written in a readable form.
"""

from __future__ import annotations

import re

from ledger.model.errors import UnstorableText

# The escape of NUL in JSON, and not the end of an escaped backslash followed by "u0000".
_ESCAPED_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")


def is_storable(text: str) -> bool:
    """Whether both databases can hold the text."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def require_storable(text: str, what: str) -> None:
    """Return if both databases can hold the text.

    Raises:
        UnstorableText: they cannot; the message begins with `what`.
    """
    if "\0" in text:
        raise UnstorableText(f"{what} holds a NUL character, which a database cannot keep; remove it.")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise half_a_pair(what) from None


def require_no_nul(encoded: bytes, what: str) -> None:
    """Return if no string in encoded JSON, which as such has no control characters left, holds an escaped NUL.

    Raises:
        UnstorableText: one does; the message begins with `what`.
    """
    if b"\\u0000" in encoded and _ESCAPED_NUL.search(encoded):
        raise UnstorableText(f"{what} holds a NUL character, which a database cannot keep; remove it.")


def readable(text: str) -> str:
    """The text with what cannot be stored replaced by something that can."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="backslashreplace").decode()


def half_a_pair(what: str) -> UnstorableText:
    """The error to raise; the message begins with `what`."""
    return UnstorableText(f"{what} holds half of a surrogate pair, which is no character; remove it.")
