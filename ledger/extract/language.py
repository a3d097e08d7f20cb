"""Which language a text is in, by its commonest words."""

# ruff: noqa: E501 - word lists read best as long lines
from __future__ import annotations

import re
from functools import cache

from ledger.extract.lexicon import LANGUAGES, lexicon
from ledger.extract.text import lower

#: Enough of a document to tell its language.
_SAMPLE = 2500
#: Words, with the apostrophe of an elided one.
_WORD = re.compile(r"[^\W\d_]+'?")
# The commonest words of neighbours, so that a text in their language is not taken for one of ours.
_NEIGHBOURS = {
    "de": "der die und das den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem über",
    "es": "de la que el en y a los del se las por un para con no una su al lo como más pero sus le ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde",
    "it": "di che è e la il un a per in una sono mi ho non con lo ma ha i le si da come io questo al gli della nel anche più del alla dei delle dal",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu sua ou ser quando muito há nos já está são",
    "nl": "de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of wat mijn men dit zo door over ze zich bij ook tot je mij uit",
}
_NEIGHBOUR_PROFILES = {language: frozenset(words.split()) for language, words in _NEIGHBOURS.items()}


def detect_language(text: str) -> str | None:
    """The language of a text as a two-letter code, or `None` where it is too short or too mixed to tell.

    Languages that cannot be read are told apart only so far as to refuse them by name.
    """
    words = _WORD.findall(lower(text[:_SAMPLE]))
    if not words:
        return None
    counts = ((sum(map(profile.__contains__, words)), language) for language, profile in _profiles().items())
    (most, best), (second, _) = sorted(counts, reverse=True)[:2]
    return best if most >= 0.08 * len(words) and most > second * 1.15 else None


@cache
def _profiles() -> dict[str, frozenset[str]]:
    """The common words of each language."""
    return {language: lexicon(language).profile for language in LANGUAGES} | _NEIGHBOUR_PROFILES
