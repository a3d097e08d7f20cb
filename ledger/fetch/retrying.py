"""When to ask again: what the server says, else a wait that doubles, spread by chance (“full jitter”)."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import datetime

from ledger.fetch.validators import http_date

#: Answers that may be others in a moment.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
#: Answers that speak for the whole host.
OF_THE_HOST = frozenset({429, 503})


def retry_after(headers: Mapping[str, str], now: datetime, longest: float) -> float | None:
    """For how many seconds the server asks to be left alone, if it says so, in seconds or as a date."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:12]), longest)
    moment = http_date(said)
    return None if moment is None else min(max(0.0, (moment - now).total_seconds()), longest)


def backoff(first: float, failures: int, longest: float, chance: random.Random) -> float:
    """How long to wait after so many failures in a row: anything up to `first`, doubled for each earlier one."""
    return chance.uniform(0, min(longest, first * 2 ** min(failures, 40)))
