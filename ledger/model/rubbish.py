"""Python's search for rubbish that refers to itself, which work in bulk makes none of."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Do without the search meanwhile: with a hundred thousand objects at hand it takes as long as the work itself."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def kept() -> None:
    """Look for rubbish no more among what is there by now: the words and names of a reader stay as long as it does."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
