"""Reading ahead: the same items, made in another thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from ledger.query.ahead import ahead


def test_the_items_come_in_their_order_and_from_another_thread() -> None:
    """An item may be anything, nothing at all included."""
    makers: list[threading.Thread] = []

    def items() -> Iterator[int | None]:
        for item in (1, None, 0, 2):
            makers.append(threading.current_thread())
            yield item

    assert list(ahead(items())) == [1, None, 0, 2]
    assert threading.current_thread() not in makers
    assert list(ahead(iter([]))) == []


def test_the_next_is_made_while_one_is_in_use() -> None:
    """Whoever holds the first item can wait for the second to be made."""
    second = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        second.set()
        yield 2

    found = ahead(items())
    assert next(found) == 1
    assert second.wait(timeout=30)
    assert list(found) == [2]


def test_an_error_comes_after_the_items_before_it() -> None:
    """As it would without another thread."""

    def items() -> Iterator[int]:
        yield 1
        raise RuntimeError("broken")

    found = ahead(items())
    assert next(found) == 1
    with pytest.raises(RuntimeError, match="broken"):
        next(found)


def test_whoever_stops_early_leaves_nothing_running() -> None:
    """The connection that makes the items is free again once the loop was left."""
    before = threading.active_count()
    found = ahead(iter(range(1000)))
    assert next(found) == 0
    found.close()
    assert threading.active_count() == before
