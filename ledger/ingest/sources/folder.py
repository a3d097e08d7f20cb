"""A watched folder: each file in it, or in a folder below, whose ending is read."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from ledger.ingest.files import MEDIA_TYPES, Imprint, read_bytes
from ledger.ingest.sources.base import Content, Item
from ledger.ingest.structured import Refused
from ledger.model.errors import UnreadableDocument
from ledger.model.events import SourceKind
from ledger.project.sources import Source
from ledger.store.text import readable

#: A file that was changed so short a while ago may still be being written.
SETTLED_SECONDS = 2.0


class FolderAdapter:
    """Files in order of name. Hidden ones are passed over, and those that a link leads to outside of the folder."""

    kind: SourceKind = "folder"
    fetched = False

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock

    def items(self, source: Source, content: Content | None) -> Iterator[Item | Refused]:
        """The files as they are now, without reading any.

        Raises:
            UnreadableDocument: there is no such folder, or it may not be looked into.
        """
        del content
        root = Path(source.address)
        if not root.is_dir():
            raise UnreadableDocument(f"{readable(source.address)} is no folder, or it cannot be reached.")
        imprint = Imprint(publisher=source.publisher, language=source.language)
        real = root.resolve()
        for path in _files(root):
            if isinstance(path, Refused):
                yield path
                continue
            try:
                found = path.stat()
                inside = path.resolve().is_relative_to(real)
            except OSError:  # it went away meanwhile, or is a link to itself
                continue
            if inside and stat.S_ISREG(found.st_mode) and abs(self._clock() - found.st_mtime) >= SETTLED_SECONDS:
                mark = f"{found.st_size}-{found.st_mtime_ns}"
                yield Item(readable(str(path)), mark, imprint, load=partial(_load, path, real))


def _files(root: Path) -> Iterator[Path | Refused]:
    failures: list[OSError] = []
    for folder, folders, names in os.walk(root, onerror=failures.append):
        # Links to folders are not followed by `walk`: none leads out, and none leads round in circles.
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if not name.startswith((".", "~$")) and Path(name).suffix.lower() in MEDIA_TYPES:
                yield Path(folder, name)
        while failures:
            error = failures.pop()
            where = readable(str(error.filename))
            if Path(error.filename) == root:
                raise UnreadableDocument(f"{where} cannot be looked into: {(error.strerror or str(error)).lower()}.")
            yield Refused(where, b"", f"{where} cannot be looked into: {(error.strerror or str(error)).lower()}.")


def _load(path: Path, root: Path, limit: int) -> bytes:
    # Looked at again: between listing and reading somebody may have put a link there.
    if not path.resolve().is_relative_to(root):
        raise UnreadableDocument(f"{readable(str(path))} leads out of its folder; it is not read.")
    return read_bytes(path, limit)
