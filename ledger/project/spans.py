"""Sets of points on a line, of days or of figures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any


class Spans:
    """Stretches that have no point in common; the ends belong to them. Adding joins those that meet."""

    def __init__(self) -> None:
        self._lows: list[Any] = []
        self._highs: list[Any] = []

    def add(self, low: Any, high: Any) -> None:
        """All points from one to another."""
        first, last = bisect_left(self._highs, low), bisect_right(self._lows, high)
        if first < last:
            low, high = min(low, self._lows[first]), max(high, self._highs[last - 1])
        self._lows[first:last] = [low]
        self._highs[first:last] = [high]

    def meets(self, low: Any, high: Any) -> bool:
        """Whether any of the points from one to another is among them."""
        place = bisect_left(self._highs, low)
        return place < len(self._lows) and bool(self._lows[place] <= high)

    def holds(self, low: Any, high: Any) -> bool:
        """Whether all of the points from one to another are."""
        place = bisect_left(self._highs, high)
        return place < len(self._lows) and bool(self._lows[place] <= low)
