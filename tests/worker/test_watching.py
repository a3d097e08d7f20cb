"""Folders that are watched: a change in one is told by the name of its source, and others are left alone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from watchfiles import Change

from ledger.worker import watching
from ledger.worker.watching import Watching


class Told(list[str]):
    """What was told; the first thing is the end of it."""

    def __init__(self, stopping: threading.Event) -> None:
        super().__init__()
        self._stopping = stopping

    def __call__(self, name: str) -> None:
        self.append(name)
        self._stopping.set()


@pytest.fixture
def stopping() -> threading.Event:
    return threading.Event()


def watched(tmp_path: Path, stopping: threading.Event) -> tuple[Watching, Told, dict[str, str]]:
    """Two folders, one of them not there yet."""
    (tmp_path / "memos").mkdir()
    folders = {"memos": str(tmp_path / "memos"), "later": str(tmp_path / "later")}
    found = Told(stopping)
    return Watching(lambda: folders, found, stopping), found, folders


def until_told(made: Watching, found: Told) -> None:
    """Look until something was told; a test that hangs says more than one that gives up."""
    while not found:
        made.step()


def test_a_file_that_is_written(tmp_path: Path, stopping: threading.Event) -> None:
    """Its folder's source is told; a hidden file and one of another kind are no news."""
    made, found, _ = watched(tmp_path, stopping)
    assert made.step()
    (tmp_path / "memos" / ".hidden.txt").write_text("no", encoding="utf-8")
    (tmp_path / "memos" / "picture.png").write_bytes(b"no")
    assert made.step()
    assert found == []
    (tmp_path / "memos" / "a.txt").write_text("yes", encoding="utf-8")
    until_told(made, found)
    assert set(found) == {"memos"}


def test_folders_that_come_later(tmp_path: Path, stopping: threading.Event) -> None:
    """They are watched as soon as they are there."""
    made, found, folders = watched(tmp_path, stopping)
    made.step()
    Path(folders["later"]).mkdir()
    made.step()
    (Path(folders["later"]) / "b.md").write_text("yes", encoding="utf-8")
    until_told(made, found)
    assert set(found) == {"later"}


def test_nothing_to_watch(stopping: threading.Event) -> None:
    """There is nothing to be busy with."""
    assert not Watching(dict, lambda _: None, stopping).step()


def test_a_system_that_cannot_tell(tmp_path: Path, stopping: threading.Event, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not asked again and again; the folder is looked at when its interval is over."""
    made, _, _ = watched(tmp_path, stopping)
    asked = []

    def refuse(*paths: str, **_: object) -> Iterator[set[tuple[Change, str]]]:
        asked.append(paths)
        yield from ()
        raise OSError("OS file watch limit reached.")

    monkeypatch.setattr(watching, "watch", refuse)
    assert [made.step() for _ in range(3)] == [False, False, False]
    assert len(asked) == 1
