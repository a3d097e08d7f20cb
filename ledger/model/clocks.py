"""The three clocks of a question (DESIGN §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from ledger.model.dates import iso, known_time, micros


@dataclass(frozen=True, slots=True)
class Clocks:
    """Valid time (a day), known time (microseconds UTC, inclusive) and position, with the log's hash there."""

    as_of: date
    known_at: int
    seq: int
    head_hash: str

    def to_json(self) -> dict[str, str | int | None]:
        return {
            "as_of": self.as_of.isoformat(),
            "known_at": iso(self.known_at),
            "seq": self.seq,
            "head_hash": self.head_hash,
        }


def parse_known_at(text: str | None, now: datetime) -> int:
    """The known time that a user's text means: a day includes that day, nothing means now."""
    return micros(known_time(text) if text else now.astimezone(UTC))


def parse_as_of(text: str | None, now: datetime) -> date:
    """The day a question is about; nothing means today (UTC)."""
    return known_time(text).date() if text else now.astimezone(UTC).date()
