"""Text that both databases can hold.

PostgreSQL takes no NUL character, neither in text nor, as its escape, in JSON; and no UTF-8 has half of a surrogate
pair, which Python makes of the undecodable bytes of a file's name. What is recorded is refused with an error, for it
must not be changed in silence; what only describes (an address, a reason) is written in a readable form.
"""

from __future__ import annotations

import re

from ledger.model.errors import UnstorableText

# The escape of NUL in JSON, and not the end of an escaped backslash followed by "u0000".
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


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
        raise _half_a_pair(what) from None


def storable_json(encoded: bytes, what: str) -> str:
    """The text of encoded JSON, which as such has no control characters left.

    Raises:
        UnstorableText: a string in it holds a NUL character; the message begins with `what`.
    """
    text = encoded.decode()
    if b"\\" in encoded and b"\\u0000" in encoded and _ESCAPED_NUL.search(text):
        raise UnstorableText(f"{what} holds a NUL character, which a database cannot keep; remove it.")
    return text


def readable(text: str) -> str:
    """The text with what cannot be stored replaced by something that can."""
    return text.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="backslashreplace").decode()


def _half_a_pair(what: str) -> UnstorableText:
    return UnstorableText(f"{what} holds half of a surrogate pair, which is no character; remove it.")
