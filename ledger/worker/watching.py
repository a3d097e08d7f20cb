"""Folders are looked at when something changes in them, and not only when their interval is over.

The system tells of changes; where it cannot (a network's file system, too many folders) the interval is all there is.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from watchfiles import Change, watch

from ledger.ingest.files import MEDIA_TYPES
from ledger.ingest.sources.folder import SETTLED_SECONDS

_log = structlog.get_logger(__name__)

#: Later than a file's last change by so much, it counts as written (`ledger.ingest.sources.folder`).
WRITTEN_SECONDS = SETTLED_SECONDS + 0.5
#: How long one waits for changes before one looks whether other folders are to be watched, in milliseconds.
_PATIENCE = 1000
#: Folders that could not be watched are tried again after so many seconds.
_AGAIN_SECONDS = 600.0


@dataclass
class Watching:
    """Watches folders.

    Args:
        folders: the folders to be watched now, by the name of their source.
        changed: told the name of a source in whose folder something changed.
        stopping: set when there is nothing more to be watched.
    """

    folders: Callable[[], Mapping[str, str]]
    changed: Callable[[str], None]
    stopping: threading.Event
    _watched: dict[str, str] = field(default_factory=dict, repr=False)
    _changes: Iterator[set[tuple[Change, str]]] | None = field(default=None, repr=False)
    _failed_at: float = field(default=-_AGAIN_SECONDS, repr=False)

    def step(self) -> bool:
        """Wait a second for changes, and tell of them; false if there is nothing to be watched."""
        wanted = {name: path for name, path in self.folders().items() if Path(path).is_dir()}
        if wanted != self._watched or self._changes is None:
            self._watched = wanted
            self._changes = self._begin(sorted(set(wanted.values())))
        if self._changes is None:
            return False
        try:
            found = next(self._changes, None)
        except (OSError, RuntimeError) as error:
            _log.warning("folders_not_watched", folders=sorted(self._watched.values()), reason=str(error))
            self._failed_at, found = time.monotonic(), None
        if found is None:
            self._changes = None
            return False
        paths = [Path(path) for _, path in found]
        for name, folder in self._watched.items():
            if any(path.is_relative_to(Path(folder).resolve()) or path.is_relative_to(folder) for path in paths):
                self.changed(name)
        return True

    def _begin(self, paths: list[str]) -> Iterator[set[tuple[Change, str]]] | None:
        if not paths or time.monotonic() - self._failed_at < _AGAIN_SECONDS:
            return None
        return watch(
            *paths,
            watch_filter=_is_read,
            stop_event=self.stopping,
            rust_timeout=_PATIENCE,
            yield_on_timeout=True,
            raise_interrupt=False,
        )


def _is_read(_: Change, path: str) -> bool:
    file = Path(path)
    return not file.name.startswith((".", "~$")) and file.suffix.lower() in MEDIA_TYPES
