"""The fetcher for callers without an event loop: commands, and workers made of threads."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Coroutine, Iterable
from types import TracebackType
from typing import Any, Self, TypeVar

from ledger.fetch.fetcher import Fetcher, FetchRequest
from ledger.fetch.outcomes import Outcome
from ledger.fetch.policy import Policy
from ledger.fetch.surroundings import Surroundings

_T = TypeVar("_T")


class BlockingFetcher:
    """One fetcher on an event loop of its own. May be asked from many threads; they share every host's pace.

    Takes what `Fetcher` takes, and has to be closed, best by `with`.
    """

    def __init__(
        self,
        policy: Policy,
        surroundings: Surroundings | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._loop = asyncio.new_event_loop()
        try:
            self._fetcher = Fetcher(policy, surroundings, ssl_context)
        except BaseException:
            self._loop.close()
            raise
        self._thread = threading.Thread(target=self._loop.run_forever, name="fetch", daemon=True)
        self._thread.start()

    def fetch(self, request: FetchRequest) -> Outcome:
        """Fetch one address, and wait for the outcome."""
        return self._run(self._fetcher.fetch(request))

    def fetch_all(self, requests: Iterable[FetchRequest]) -> list[Outcome]:
        """Fetch several addresses at once; outcomes in the order of the requests."""
        return self._run(self._gather(list(requests)))

    def close(self) -> None:
        """End what is under way, and close every connection."""
        if self._loop.is_closed():
            return
        self._run(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _run(self, work: Coroutine[Any, Any, _T]) -> _T:
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            # Whoever waits was interrupted; the fetch has nobody to come back to.
            future.cancel()
            raise

    async def _gather(self, requests: list[FetchRequest]) -> list[Outcome]:
        return list(await asyncio.gather(*(self._fetcher.fetch(request) for request in requests)))

    async def _end(self) -> None:
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        await self._fetcher.aclose()
        await asyncio.sleep(0)  # for the sockets to be closed
        await self._loop.shutdown_asyncgens()
