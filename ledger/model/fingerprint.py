"""Near-duplicate fingerprints: is this the same text in another paper, with another headline, footer or cut?

A fingerprint stands in the log for ever, so how it is made may never change; another way gets another version, and
fingerprints of two versions are never alike. Version 1 (docs/decisions/0020):

1. Words are the runs of letters, digits and underscores (`\\w+`) of the text in Unicode form NFKC, case-folded.
2. Every four words in a row make a shingle; its hash is BLAKE2b, 4 bytes, of the words in UTF-8 joined by spaces.
3. The 64 smallest different hashes, ascending, each as 4 bytes big-endian, in base 64: `1:AAbc…`.

A text of fewer than 32 different shingles has no fingerprint: short notes read alike without being copied.
"""

from __future__ import annotations

import re
import unicodedata
from base64 import b64decode, b64encode
from functools import lru_cache
from hashlib import blake2b
from struct import pack, unpack

VERSION = "1"

_WORDS_IN_A_ROW = 4
_KEPT = 64
_FEWEST = 32
_WORD = re.compile(r"\w+")

#: Share of the shorter text that has to stand in the longer one. Different articles about one deal reach a tenth.
ALIKE = 0.5
#: Fewer hashes in common are chance, or a quotation.
_FEWEST_IN_COMMON = 8
#: Hashes are dealt into so many bins by their remainder; the smallest of a bin and of one of its next neighbours make
#: a key. Keys stand in no event, so other numbers here only take a rebuild.
_BINS, _NEIGHBOURS = 24, 2


def fingerprint(text: str) -> str | None:
    """The fingerprint of a text, or nothing if it is too short to tell a copy from a chance."""
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    rows = zip(*(words[start:] for start in range(_WORDS_IN_A_ROW)), strict=False)
    # Each once: hashing is most of the work, and texts repeat themselves.
    shingles = set(map(" ".join, rows))
    hashes = {blake2b(shingle.encode(), digest_size=4).digest() for shingle in shingles}
    if len(hashes) < _FEWEST:
        return None
    return f"{VERSION}:{b64encode(b''.join(sorted(hashes)[:_KEPT])).decode()}"


def alike(one: str, other: str) -> bool:
    """Whether two fingerprints are those of one text, or of a text and most of what was taken from it.

    The smallest hashes of a text are a fair sample of all of its own, and what two samples have in common below the
    end of the shorter reach is a fair sample of what the texts have in common. Only what shares a band is alike, so
    that it is the same whether two are compared by themselves or looked up among millions.
    """
    if bands(one).isdisjoint(bands(other)):
        return False
    a, b = _hashes(one), _hashes(other)
    reach = min((found[-1] for found in (a, b) if len(found) == _KEPT), default=max(a[-1], b[-1]))
    first, second = ({hashed for hashed in found if hashed <= reach} for found in (a, b))
    common = len(first & second)
    return common >= _FEWEST_IN_COMMON and common >= ALIKE * min(len(first), len(second))


@lru_cache(maxsize=4096)
def bands(made: str) -> frozenset[int]:
    """Keys of 63 bits, of which fingerprints that are alike share one with near certainty, and others hardly ever.

    The smallest hash of a bin is the same in two texts as often as they have text in common; of two bins together,
    the square of that. So a footer that many articles share does not make them all candidates.
    """
    smallest: dict[int, int] = {}
    for hashed in _hashes(made):
        smallest.setdefault(hashed % _BINS, hashed)
    pairs = ((place, (place + step) % _BINS) for place in smallest for step in range(1, _NEIGHBOURS + 1))
    return frozenset(_key(smallest[a], smallest[b]) for a, b in pairs if b in smallest)


def _key(one: int, other: int) -> int:
    return int.from_bytes(blake2b(pack(">II", one, other), digest_size=8).digest()) >> 1


@lru_cache(maxsize=4096)
def _hashes(made: str) -> tuple[int, ...]:
    """The hashes of a fingerprint, ascending; none of a version that this code does not know."""
    version, _, encoded = made.partition(":")
    if version != VERSION:
        return ()
    packed = b64decode(encoded)
    return unpack(f">{len(packed) // 4}I", packed)
