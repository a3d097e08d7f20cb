"""What a worker has done since it was started, counted by what became of it."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Tally:
    """Counts of outcomes, and of facts. Several threads may count."""

    counts: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def count(self, outcome: str, *, facts: int = 0, times: int = 1) -> None:
        """One more of an outcome (or several), with so many facts."""
        with self._lock:
            self.counts[outcome] += times
            self.counts["facts"] += facts

    def shown(self) -> dict[str, int]:
        """The counts so far."""
        with self._lock:
            return dict(sorted(self.counts.items()))
