"""A watched folder: what is in it, what is not read, and when a file is done."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.ingest.files import Imprint
from ledger.ingest.sources.base import Item
from ledger.ingest.sources.folder import FolderAdapter
from ledger.ingest.structured import Refused
from ledger.model.errors import UnreadableDocument
from tests.ingest.sources.samples import source

LATER = 60.0


def look(folder: Path, clock: Callable[[], float] | None = None) -> list[Item | Refused]:
    """What is in the folder a minute after everything was written."""
    adapter = FolderAdapter(clock or (lambda: time.time() + LATER))
    return list(adapter.items(source("folder", str(folder), "Le Bureau"), None))


def names(folder: Path, found: list[Item | Refused]) -> list[str]:
    return [str(Path(item.address).relative_to(folder)) for item in found]


def test_files_whose_ending_is_read_are_found(tmp_path: Path) -> None:
    """In folders below too, in order of name; hidden ones and others are not."""
    for name in ("b.md", "a.txt", "z/c.CSV", "z/d.docx", ".e.txt", ".git/f.txt", "~$g.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("Meta paie.")
    found = look(tmp_path)
    assert names(tmp_path, found) == ["a.txt", "b.md", "z/c.CSV"]
    assert all(isinstance(item, Item) and item.imprint == Imprint("Le Bureau", language="fr") for item in found)


def test_a_file_is_read_when_it_is_wanted(tmp_path: Path) -> None:
    """And not before, so that looking costs nothing; a limit holds."""
    path = tmp_path / "a.txt"
    path.write_text("Meta paie.")
    [item] = look(tmp_path)
    assert isinstance(item, Item)
    assert item.load is not None
    path.write_text("Meta ne paie pas.")
    assert item.load(100) == b"Meta ne paie pas."
    with pytest.raises(UnreadableDocument, match="more than the 5"):
        item.load(5)


def test_a_mark_is_of_the_version(tmp_path: Path) -> None:
    """It changes with what is written, and with nothing else."""
    path = tmp_path / "a.txt"
    path.write_text("Meta paie.")
    marks = [item.mark for item in (*look(tmp_path), *look(tmp_path)) if isinstance(item, Item)]
    path.write_text("Meta paye.")
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))
    [edited] = look(tmp_path)
    assert isinstance(edited, Item)
    assert (len(set(marks)), edited.mark in marks) == (1, False)


@pytest.mark.parametrize(("age", "found"), [(0.0, 0), (1.0, 0), (3.0, 1), (-1.0, 0), (-3600.0, 1)])
def test_a_file_that_may_still_be_written_waits(tmp_path: Path, age: float, found: int) -> None:
    """For two seconds; one that a machine with another clock wrote does not wait for ever."""
    path = tmp_path / "a.txt"
    path.write_text("Meta paie.")
    written = path.stat().st_mtime
    assert len(look(tmp_path, lambda: written + age)) == found


def test_links_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    """Neither to files nor to folders, nor in circles; inside of it they may lead to a file."""
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder in (inside, outside):
        folder.mkdir()
        (folder / "a.txt").write_text("Meta paie.")
    (inside / "b.txt").symlink_to(outside / "a.txt")
    (inside / "c").symlink_to(outside)
    (inside / "d").symlink_to(inside)
    (inside / "e.txt").symlink_to(inside / "a.txt")
    (inside / "f.txt").symlink_to(inside / "f.txt")
    assert names(inside, look(inside)) == ["a.txt", "e.txt"]


def test_a_link_that_comes_later_is_not_followed_either(tmp_path: Path) -> None:
    """Between looking and reading somebody may put one in the file's place."""
    inside, outside = tmp_path / "in", tmp_path / "out.txt"
    inside.mkdir()
    outside.write_text("Secret.")
    (inside / "a.txt").write_text("Meta paie.")
    [item] = look(inside)
    (inside / "a.txt").unlink()
    (inside / "a.txt").symlink_to(outside)
    assert isinstance(item, Item)
    assert item.load is not None
    with pytest.raises(UnreadableDocument, match="leads out of its folder"):
        item.load(100)


def test_what_is_no_file_is_passed_over(tmp_path: Path) -> None:
    """To open a pipe would be to wait for ever."""
    os.mkfifo(tmp_path / "a.txt")
    (tmp_path / "b.txt").mkdir()
    assert look(tmp_path) == []


def test_a_folder_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    """A disk that is not mounted is no empty folder."""
    with pytest.raises(UnreadableDocument, match="is no folder"):
        look(tmp_path / "none")


def test_a_name_in_no_encoding(tmp_path: Path) -> None:
    """Its address can be stored, and its bytes be had."""
    try:
        (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("Meta paie.")
    except OSError:
        pytest.skip("this file system keeps no such names")
    [item] = look(tmp_path)
    assert isinstance(item, Item)
    assert item.address.endswith("caf\\udce9.txt")
    assert item.load is not None
    assert item.load(100) == b"Meta paie."
