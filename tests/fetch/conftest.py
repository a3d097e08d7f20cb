"""A site, and a fetcher that may ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from ledger.fetch.fetcher import FetchRequest
from ledger.fetch.outcomes import Outcome
from tests.fetch.asking import asking
from tests.support.site import Site

Ask = Callable[..., Outcome]


@pytest.fixture
def site() -> Iterator[Site]:
    """An empty site."""
    with Site() as site:
        yield site


@pytest.fixture
def ask() -> Iterator[Ask]:
    """Fetches one address, by one fetcher for the whole test."""
    with asking() as fetcher:
        yield lambda url, **wishes: fetcher.fetch(FetchRequest(url=url, **wishes))
