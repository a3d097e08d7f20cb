"""What people decide about sources: which addresses the worker reads, how often, and which not for now.

Every decision is an event. Adding a source again says what is different about it now; what is not said stays as it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args
from urllib.parse import urlsplit

from sqlalchemy import Connection

from ledger.curate.commands import Command
from ledger.curate.deciding import Decided, Decision, decide, said_before
from ledger.ingest.sources.base import followed
from ledger.model.errors import InvalidSource
from ledger.model.events import SourceAdded, SourceKind, SourcePaused, SourceRemoved, SourceResumed
from ledger.model.text import printable
from ledger.project.sources import Source, last_word, source_called, sources

#: How often a source is read where nobody says otherwise.
EVERY = 15 * 60
#: More often than this no source is read, unless a setting says so: it would be no politeness.
LEAST = 60
_MOST = 366 * 86_400
_LONGEST_NAME = 100
KINDS: tuple[SourceKind, ...] = get_args(SourceKind)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 7 * 86_400}
_INTERVAL = re.compile(r"(?:[0-9]{1,6}[smhdw])+")
_FEED = re.compile(r"(?:\b|_)(?:rss|atom|rdf|feeds?|jsonfeed)(?:\b|_|\d)|\.(?:xml|json)$", re.IGNORECASE)
_LIST = re.compile(r"sitemap|\.(?:txt|csv|tsv|opml)$", re.IGNORECASE)
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A source as somebody describes it; of what is `None` nothing is said, and an empty text takes it away."""

    name: str
    address: str
    kind: str | None = None
    every_seconds: int | None = None
    publisher: str | None = None
    language: str | None = None


def add(
    conn: Connection, wanted: Wanted, command: Command, reason: str | None = None, *, least: int = LEAST
) -> Decided:
    """Add a source, or say what is different about one; a paused one stays paused.

    Args:
        least: seconds between two readings at the least.

    Raises:
        InvalidSource: what is wanted makes no source, or another one has its address.
    """
    name = _named(wanted.name)
    before = next((source for source in sources(conn) if source.name == name), None)
    payload = _described(wanted, before, least).model_copy(update={"reason": _reason(reason)})
    if before is not None and command.command_id is None and _source(payload, before) == before:
        return said_before(conn, before.seq, (name,))

    def check() -> None:
        other = next((s for s in sources(conn) if s.address == payload.address and s.name != name), None)
        if other is not None:
            raise InvalidSource(f"The source “{other.name}” reads {payload.address} already; remove it first.")

    return decide(conn, Decision(payload, command, (name,), last_word(conn, name)), check)


def pause(conn: Connection, name: str, command: Command, reason: str | None = None) -> Decided:
    """Let a source rest until it is resumed.

    Raises:
        UnknownSource: there is none of this name.
    """
    return _change(conn, SourcePaused(name=name, reason=_reason(reason)), command, lambda source: source.paused)


def resume(conn: Connection, name: str, command: Command, reason: str | None = None) -> Decided:
    """Let a paused source be read again.

    Raises:
        UnknownSource: there is none of this name.
    """
    return _change(conn, SourceResumed(name=name, reason=_reason(reason)), command, lambda source: not source.paused)


def remove(conn: Connection, name: str, command: Command, reason: str | None = None) -> Decided:
    """Let a source not be read any more; what was read from it stays.

    Raises:
        UnknownSource: there is none of this name.
    """
    return _change(conn, SourceRemoved(name=name, reason=_reason(reason)), command, lambda _: False)


def checked(wanted: Wanted, least: int = LEAST) -> Source:
    """The source that is wanted, as it would be if it were added.

    Raises:
        InvalidSource: it makes none.
    """
    return _source(_described(wanted, None, least), None)


def parse_interval(text: str) -> int:
    """ "15m", "90s", "1h30m", "2d" in seconds.

    Raises:
        InvalidSource: it is no such text.
    """
    bare = text.replace(" ", "").lower()
    if not _INTERVAL.fullmatch(bare):
        raise InvalidSource(f"“{printable(text[:40])}” is no interval; write 90s, 15m, 2h, 1d, or 1h30m.")
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([smhdw])", bare))


def write_interval(seconds: int) -> str:
    """Seconds as `parse_interval` reads them, in the largest units that say it."""
    parts = []
    for unit in ("d", "h", "m", "s"):
        count, seconds = divmod(seconds, _UNITS[unit])
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def kind_of(address: str) -> SourceKind:
    """What kind of source an address looks like."""
    if Path(address).is_dir():
        return "folder"
    parts = urlsplit(address)
    told = f"{parts.path}?{parts.query}" if parts.query else parts.path
    if _LIST.search(parts.path):
        return "list"
    return "feed" if _FEED.search(told) or (parts.hostname or "").startswith(("feeds.", "rss.")) else "page"


def _named(text: str) -> str:
    name = " ".join(text.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise InvalidSource(f"A source needs a name of up to {_LONGEST_NAME} letters, not “{printable(name[:120])}”.")
    return name


def _described(wanted: Wanted, before: Source | None, least: int) -> SourceAdded:
    if wanted.kind is not None and wanted.kind not in KINDS:
        raise InvalidSource(f"“{printable(wanted.kind)}” is no kind of source; there are {', '.join(KINDS)}.")
    kind = wanted.kind
    address = _folder(wanted.address) if _is_folder(wanted) else _web(wanted.address)
    if kind is None:
        kind = before.kind if before is not None and before.address == address else kind_of(address)
    every = wanted.every_seconds
    if every is None:
        every = before.every_seconds if before is not None else max(EVERY, least)
    if not least <= every <= _MOST:
        raise InvalidSource(
            f"Every {every} seconds is no interval to read a source in; it is {write_interval(least)} at the least "
            f"(DEAL_LEDGER_SOURCE_LEAST_SECONDS) and {write_interval(_MOST)} at the most."
        )
    return SourceAdded(
        name=_named(wanted.name),
        address=address,
        kind=kind,
        every_seconds=every,
        publisher=_kept(wanted.publisher, before.publisher if before else None),
        language=_language(_kept(wanted.language, before.language if before else None)),
    )


def _is_folder(wanted: Wanted) -> bool:
    return wanted.kind == "folder" or (wanted.kind is None and "://" not in wanted.address)


def _folder(text: str) -> str:
    path = Path(text.strip()).expanduser()
    if not text.strip() or "://" in text or not path.is_dir():
        raise InvalidSource(
            f"“{printable(text[:200])}” is neither an address of the web (https://…) nor a folder that is there."
        )
    return str(path.resolve())


def _web(text: str) -> str:
    address = followed(text, text)
    try:
        port_fits = address is not None and urlsplit(address).port != 0
    except ValueError:
        port_fits = False
    if address is None or not port_fits:
        # The address is not repeated where it may hold a password.
        if "@" in text:
            raise InvalidSource("The address holds a name or password, which the log would keep; give one without.")
        raise InvalidSource(f"“{printable(text[:200])}” is no address of the web (https://…).")
    return address


def _language(text: str | None) -> str | None:
    if text is not None and not _LANGUAGE.fullmatch(text):
        raise InvalidSource(f"“{printable(text[:40])}” is no code of a language; write fr or en.")
    return text


def _kept(said: str | None, before: str | None) -> str | None:
    if said is None:
        return before
    text = " ".join(said.split())
    if not text.isprintable() or len(text) > _LONGEST_NAME:
        raise InvalidSource(f"“{printable(text[:40])}” is no publisher or language: it is too long, or does not print.")
    return text or None


def _reason(text: str | None) -> str | None:
    return (text or "").strip() or None


def _source(payload: SourceAdded, before: Source | None) -> Source:
    said: dict[str, Any] = payload.model_dump(exclude={"type", "reason"})
    return Source(**said, paused=before is not None and before.paused, seq=before.seq if before else 0)


def _change(
    conn: Connection,
    payload: SourcePaused | SourceResumed | SourceRemoved,
    command: Command,
    stands: Callable[[Source], bool],
) -> Decided:
    """Append the change unless it stands already."""
    name = payload.name
    source = source_called(conn, name)
    if command.command_id is None and stands(source):
        return said_before(conn, source.seq, (name,))

    def check() -> None:
        source_called(conn, name)  # somebody else may have removed it meanwhile

    return decide(conn, Decision(payload, command, (name,), last_word(conn, name)), check)
