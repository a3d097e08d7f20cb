"""Names of companies in the form that is compared, and as readable ids.

Pure Python on purpose: the usual libraries for company names need the ICU development headers
and a compiler at installation, which a fresh machine does not have (docs/decisions).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_NOT_WORD = re.compile(r"[^\w&+]+")
# "N.V." is the word "NV", and "J.P. Morgan" is "JP Morgan".
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b\.?")
_ARTICLE = re.compile(r"^(?:the|le|la|les|l) +(?=\S)")
# Legal forms of the registry's countries, as last words only: "AG" in "Agfa" or "SE" in "Sequoia" stay.
_LEGAL_FORMS = frozenset(
    {
        *("inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "lp", "plc"),
        *("pbc", "sa", "sas", "sasu", "sarl", "snc", "se", "nv", "bv", "ag", "gmbh", "kg", "kgaa", "spa", "srl"),
        *("ab", "as", "asa", "oy", "oyj", "aps", "kk", "pte", "pty", "bhd", "sdn"),
        *("holding", "holdings", "group", "groupe"),
    }
)


def fold(text: str) -> str:
    """Lower case without accents, punctuation or runs of spaces: "L’Usine Digitale" becomes "l usine digitale"."""
    if text.isascii():
        return _NOT_WORD.sub(" ", text.lower()).strip()
    text = unicodedata.normalize("NFKD", text).casefold()
    return _NOT_WORD.sub(" ", "".join(c for c in text if not unicodedata.combining(c))).strip()


def _joined(name: str) -> str:
    """Folded, with the letters of an abbreviation in one word."""
    return fold(_DOTTED.sub(lambda found: found[0].replace(".", ""), name) if "." in name else name)


@lru_cache(maxsize=16_384)
def name_key(name: str) -> str:
    """What two spellings of one company's name share: folded, without article and legal form."""
    text = _ARTICLE.sub("", _joined(name.replace("’s", "").replace("'s", "")))
    words = text.split()
    while len(words) > 1 and words[-1] in _LEGAL_FORMS:
        words.pop()
    return " ".join(words) or fold(name)


def is_legal_form(text: str) -> bool:
    """Whether this says what sort of company it is and not which: "Inc.", "S.A.", "& Co. KG"."""
    words = _joined(text).replace("&", " ").split()
    return bool(words) and all(word in _LEGAL_FORMS for word in words)


def slug(name: str) -> str:
    """A readable id: "Scale AI, Inc." becomes "scale-ai"."""
    text = re.sub(r"[^a-z0-9]+", "-", name_key(name).replace("&", " and ").replace("+", " plus ")).strip("-")
    return text[:80].rstrip("-") or "unnamed"
