"""From bytes to a document: encodings, front matter, and what is no document."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ledger.ingest.files import MEDIA_TYPES, Document, Imprint, find_files, read_bytes
from ledger.ingest.parsing import parse_document
from ledger.model.errors import UnreadableDocument

#: Long enough, and accented enough, for its encoding to be guessed.
FRENCH = (
    "Le groupe américain a annoncé jeudi un investissement dans la société spécialisée en étiquetage de données. "
    "L'opération, négociée depuis février, a été révélée par un journal économique ; ses modalités précises n'ont pas "
    "été communiquées, mais les salariés concernés seraient déjà informés.\n"
)


def parse(body: bytes, suffix: str = ".txt") -> Document:
    return parse_document("memo" + suffix, body, suffix)


def refusal(body: bytes, suffix: str = ".txt") -> str:
    """Why a document is refused: always with its name."""
    with pytest.raises(UnreadableDocument, match=f"^memo\\{suffix}") as caught:
        parse(body, suffix)
    return str(caught.value)


# -- Encodings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1", "cp1252"])
def test_a_text_is_read_in_its_encoding(encoding: str) -> None:
    """Accents come out right, a byte order mark stays out of the text, the bytes are kept as they came."""
    body = FRENCH.encode(encoding)
    document = parse(body)
    assert document.text == FRENCH
    assert document.body == body


def test_marks_of_windows_are_read_as_meant() -> None:
    """Who takes Windows for Latin-1 makes controls of quotation marks; browsers show the marks, and so do we."""
    assert parse("5 millions d\x92euros \x96 \x93Nabu\x94, 3\x80".encode()).text == "5 millions d’euros – “Nabu”, 3€"


@pytest.mark.parametrize(("order", "mark"), [("utf-16-le", b"\xff\xfe"), ("utf-16-be", b"\xfe\xff")])
def test_both_byte_orders_are_read(order: str, mark: bytes) -> None:
    """The mark tells which it is."""
    assert parse(mark + FRENCH.encode(order)).text == FRENCH


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_line_ends_are_plain(line_end: str) -> None:
    """Spans count the same in a file from any system."""
    assert parse(line_end.join(["one", "", "two"]).encode()).text == "one\n\ntwo"


@pytest.mark.parametrize(
    "body",
    [
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        b"%PDF-1.7\n\x00\x01\x02 and so on",
        b"PK\x03\x04" + bytes(200),
        bytes(range(1, 32)) * 40,
        "no mark, two bytes each".encode("utf-16-le"),
        b"one NUL \0 is one too many",
    ],
    ids=["image", "pdf", "zip", "controls", "utf-16 unmarked", "nul"],
)
def test_what_is_binary_is_refused(body: bytes) -> None:
    """It is never read as if it were words."""
    assert refusal(body) == "memo.txt is binary, not text."


@pytest.mark.parametrize(
    "body", [b"\xef\xbb\xbf", b"\xef\xbb\xbf \n", b"\xff\xfe"], ids=["mark", "mark and space", "utf-16"]
)
def test_a_mark_alone_is_no_text(body: bytes) -> None:
    """A file may have bytes and say nothing."""
    assert refusal(body) == "memo.txt holds no text."


@pytest.mark.parametrize("suffix", [".pdf", ".docx", "", ".TXT.bak"])
def test_an_unknown_ending_is_refused(suffix: str) -> None:
    """With the endings that are read."""
    with pytest.raises(UnreadableDocument) as caught:
        parse_document("memo", b"text", suffix)
    assert f"“{suffix}”" in str(caught.value)
    for known in MEDIA_TYPES:
        assert known in str(caught.value)


def test_the_case_of_an_ending_does_not_matter() -> None:
    """As some systems write it."""
    assert parse(b"text", ".TXT").media_type == "text/plain"
    assert parse(b"text", ".Md").media_type == "text/markdown"


# -- Front matter -----------------------------------------------------------------------------------------------------


def front(*lines: str, text: str = "Meta pays.\n", end: str = "\n") -> bytes:
    return (end.join(["---", *lines, "---", ""]) + text).encode()


def test_front_matter_is_the_imprint() -> None:
    """Dates are read by YAML and come out as they stood; the text begins behind it."""
    document = parse(
        front(
            'title: "Meta: a share"',
            "publisher: Cafétech",
            "url: https://c.example/1",
            "published: 2025-06-12",
            "language: fr",
        ),
        ".md",
    )
    assert document.text == "Meta pays.\n"
    assert document.imprint == Imprint("Cafétech", "https://c.example/1", "Meta: a share", "2025-06-12", "fr")


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("published: 2025-06-12", "2025-06-12"),
        ("date: 2025-06-12", "2025-06-12"),
        ("published: '2025-06'", "2025-06"),
        ("published: 2025-06", "2025-06"),
        ("published: 2025", "2025"),
        ("published: 2025-06-12T08:00:00+02:00", "2025-06-12T08:00:00+02:00"),
        ("published: 2025~", "2025~"),
        ("published:", None),
        ("published: ''", None),
        ("author: somebody", None),
    ],
)
def test_dates_of_publication(line: str, published: str | None) -> None:
    """As precise as they were written, and none where none stands."""
    assert parse(front(line), ".md").imprint.published == published


def test_front_matter_may_come_from_any_system() -> None:
    """With a byte order mark and other line ends."""
    body = b"\xef\xbb\xbf" + front("publisher: Cafétech", end="\r\n", text="Meta\r\npays.")
    document = parse(body, ".md")
    assert (document.imprint.publisher, document.text) == ("Cafétech", "Meta\npays.")


@pytest.mark.parametrize(
    "body", [b"No mark at all.\n", b"---\npublisher: Meta\nnever closed\n", b"text\n---\na: b\n---\n"]
)
def test_no_front_matter_is_no_error(body: bytes) -> None:
    """Then all of it is text."""
    document = parse(body, ".md")
    assert document.text == body.decode()
    assert document.imprint == Imprint()


def test_plain_text_has_no_front_matter() -> None:
    """A rule of dashes in a `.txt` is a rule of dashes."""
    body = front("publisher: Cafétech")
    assert parse(body, ".txt").text == body.decode()


@pytest.mark.parametrize(
    "lines",
    [
        ["publisher: [unclosed"],
        ["publisher: 'unclosed"],
        ["- a", "- list"],
        ["just words"],
        ["published: 2025-02-30"],
        ["published: 2025-13-01"],
        ["published: 2025-06-12T25:00:00Z"],
        ["publisher: [Meta, Alphabet]"],
        ["publisher: {name: Meta}"],
        ["published: !!python/object/apply:os.getcwd []"],
        ["a: " + "[" * 5000],
        ["\ttabs: are not YAML"],
    ],
    ids=lambda lines: str(lines)[2:40],
)
def test_wrong_front_matter_is_refused(lines: list[str]) -> None:
    """In one sentence that names the file, whatever is wrong: an impossible day, a list for a name, a program."""
    reason = refusal(front(*lines), ".md")
    assert "\n" not in reason
    assert reason.endswith(".")


def test_wrong_front_matter_is_told_by_its_line() -> None:
    """Counted as an editor counts the lines of the file."""
    assert "cannot be read: line 3: expected" in refusal(b"---\ntitle: x\ndate: [2025\n---\ntext", ".md")


def test_front_matter_that_unfolds_is_no_work() -> None:
    """A few lines that mean gigabytes are refused for being no text, without being written out."""
    bomb = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    bomb += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]" for i in range(1, 12)]
    assert "publisher has to be text" in refusal(front(*bomb, "publisher: *a11"), ".md")
    assert parse(front(*bomb), ".md").imprint == Imprint()


def test_front_matter_alone_is_no_text() -> None:
    """A document has to say something."""
    assert "holds no text" in refusal(front("publisher: Cafétech", text=" \n"), ".md")


def test_what_the_user_says_goes_first() -> None:
    """And the document says the rest."""
    document = parse(front("publisher: Cafétech", "published: 2025-06-12"), ".md")
    given = document.with_imprint(Imprint(publisher="Financial Times"))
    assert (given.imprint.publisher, given.imprint.published) == ("Financial Times", "2025-06-12")
    assert given.text == document.text


# -- Files ------------------------------------------------------------------------------------------------------------


def unread(path: Path, limit: int = 1000) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_bytes(path, limit)
    assert str(path) in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("body", [b"", b" ", b"\n\t \r\n"])
def test_an_empty_file_is_refused(tmp_path: Path, body: bytes) -> None:
    """White space is nothing to read either."""
    path = tmp_path / "empty.txt"
    path.write_bytes(body)
    assert unread(path).endswith("is empty.")


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """In the system's words, without its numbers."""
    assert unread(tmp_path / "nothing.txt").endswith("cannot be read: no such file or directory.")


def test_a_folder_is_no_document(tmp_path: Path) -> None:
    """It is looked into by who asks for files, and not read."""
    assert unread(tmp_path).endswith("is not a file.")


def test_a_pipe_is_no_document(tmp_path: Path) -> None:
    """Reading one would wait for ever."""
    path = tmp_path / "pipe.txt"
    os.mkfifo(path)
    assert unread(path).endswith("is not a file.")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    """The message says how large it is, how large it may be, and what to do."""
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    reason = unread(path, 20_000_000)
    for part in ("50,000,000", "20,000,000", "DEAL_LEDGER_MAX_DOCUMENT_BYTES"):
        assert part in reason


def test_a_file_of_just_the_limit_is_read(tmp_path: Path) -> None:
    """One byte more is too much."""
    path = tmp_path / "just.txt"
    path.write_bytes(b"x" * 10)
    assert read_bytes(path, 10) == b"x" * 10
    assert "more than the 9" in unread(path, 9)


def test_a_file_that_one_may_not_read_is_refused(tmp_path: Path) -> None:
    """In the system's words."""
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    path = tmp_path / "secret.txt"
    path.write_bytes(b"secret")
    path.chmod(0)
    assert unread(path).endswith("cannot be read: permission denied.")


def test_a_folder_stands_for_its_documents(tmp_path: Path) -> None:
    """Those with an ending that is read, at any depth, in order of name; what is named itself is always tried."""
    (tmp_path / "b").mkdir()
    for name in ("z.txt", "a.md", "b/c.jsonl", "b/picture.png", "notes", "D.TXT"):
        (tmp_path / name).write_text("x")
    named = str(tmp_path / "b" / "picture.png")
    found = [str(path.relative_to(tmp_path)) for path in find_files([str(tmp_path), named])]
    assert found == ["D.TXT", "a.md", "b/c.jsonl", "z.txt", "b/picture.png"]


def test_nothing_is_found_in_an_empty_folder(tmp_path: Path) -> None:
    """And that is no error; a path that is not there is handed on, to be refused with its name."""
    assert list(find_files([str(tmp_path)])) == []
    assert list(find_files([str(tmp_path / "nothing.txt")])) == [tmp_path / "nothing.txt"]
