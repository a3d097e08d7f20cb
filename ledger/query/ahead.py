"""Reading ahead: the database looks for the next while Python works on what it has found."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def ahead(items: Iterator[T]) -> Generator[T, None, None]:
    """The items in their order, each made in another thread while the one before it is in use.

    What makes them, such as a connection, has to be left alone until all of them have come or this is closed. It pays
    where making one is a long call that lets other threads run: a statement of one large row, not of many small ones.
    """
    nothing: list[T] = []
    with ThreadPoolExecutor(1, "ahead") as other:
        coming = other.submit(next, map(_only, items), nothing)
        while item := coming.result():
            coming = other.submit(next, map(_only, items), nothing)
            yield item[0]


def _only(item: T) -> list[T]:
    return [item]
