"""One declarative file per language, and the shape that all of them have."""

from __future__ import annotations

from functools import cache
from importlib import import_module

from ledger.extract.lexicon.base import Lexicon

#: The languages that can be read. A further one is a file beside these, its line here, and its tests.
LANGUAGES = ("en", "fr")


@cache
def lexicon(language: str) -> Lexicon:
    """The lexicon of a language of `LANGUAGES`, loaded at its first use."""
    module = import_module(f"ledger.extract.lexicon.{language}")
    found = module.LEXICON
    assert isinstance(found, Lexicon)
    return found
