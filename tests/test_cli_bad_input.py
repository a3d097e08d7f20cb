"""Bad input: one clear sentence on standard error, exit code 1, and nothing half written."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine, make_url

from ledger.store.database import open_engine
from tests.ingest.command import Answer, Command, initialised, make_template
from tests.ingest.samples import tables

STAKE: dict[str, Any] = {"kind": "stake", "company": "Scale AI", "percent": 49, "publisher": "Desk", "url": "x:1"}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies and one document."""
    file = make_template(tmp_path_factory.mktemp("bad"))
    ledger = Command(f"sqlite:///{file}", file.parent)
    ledger("ingest", ledger.file("good.jsonl", [STAKE | {"published": "2025-06-12"}]))
    return file


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """The command with such a ledger."""
    return initialised(template, tmp_path)


def rows(ledger: Command, *but: str) -> dict[str, list[tuple[Any, ...]]]:
    """The whole ledger, row for row."""
    engine = open_engine(ledger.url)
    found = tables(engine, *but)
    engine.dispose()
    return found


def refused(ledger: Command, *arguments: str, installed: bool = False, **settings: str) -> str:
    """The sentence of a command that fails and leaves every table but quarantine as it was."""
    before = rows(ledger, "quarantine")
    run = ledger.installed if installed else ledger
    sentence = run(*arguments, code=1, **settings).sentence
    assert rows(ledger, "quarantine") == before
    return sentence


def make_unreadable(folder: Path) -> str:
    """A file that nobody can read, not even root: a link that leads to itself."""
    path = folder / "loop.txt"
    path.symlink_to(path)
    return str(path)


def make_large(folder: Path) -> str:
    """50 MB that take no room on the disk."""
    path = folder / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    return str(path)


def written(folder: Path, name: str, content: bytes) -> str:
    (folder / name).write_bytes(content)
    return str(folder / name)


def bad_file(case: str, folder: Path) -> tuple[str, str]:
    """A path, and words of the sentence that explains it."""
    if case in FACTS:
        field, words = FACTS[case]
        line = f'{{"kind": "stake", "company": "Scale AI", {field}}}\n'
        return written(folder, "facts.jsonl", line.encode()), words
    if case in DATES:
        date, words = DATES[case]
        return written(folder, "memo.md", f"---\npublished: {date}\n---\nMeta pays.\n".encode()), words
    make, words = FILES[case]
    return make(folder), words


FILES: dict[str, tuple[Callable[[Path], str], str]] = {
    "unreadable": (make_unreadable, "cannot be read"),
    "empty": (lambda folder: written(folder, "empty.txt", b""), "is empty"),
    "binary": (lambda folder: written(folder, "image.txt", b"\x89PNG\r\n\x1a\n\x00\x00" * 50), "is binary, not text"),
    "large": (make_large, "50,000,000 bytes"),
    "unknown ending": (lambda folder: written(folder, "memo.docx", b"text"), "“.docx”"),
}
#: Dates in front matter.
DATES = {
    "impossible date": ("2025-02-30", "front matter"),
    "no date": ("some day", "“some day” is not a date"),
    "future": ("2199-01-01", "in the future"),
    "controls": ('"\\e[31m red\\n"', "is not a date"),
}
#: Fields of a structured fact.
FACTS = {
    "impossible date of a fact": ('"date": "2025-02-30"', "line 1: date: “2025-02-30” is not a day of the calendar"),
    "negative percentage": ('"percent": -4', "line 1: percent: a percentage cannot be negative (-4)"),
    "unknown claim": ('"corrects": "nothing"', "There is no claim “nothing”"),
}


@pytest.mark.parametrize("case", [*FILES, *DATES, *FACTS])
def test_a_file_that_is_no_document(ledger: Command, case: str) -> None:
    """One sentence that names the file and says what is wrong; it waits in quarantine, and nothing else changes."""
    path, words = bad_file(case, ledger.folder)
    sentence = refused(ledger, "ingest", path)
    assert path in sentence
    assert words in sentence
    assert sentence.isprintable()
    [entry] = rows(ledger)["quarantine"]
    assert path in entry


def test_a_mistyped_path_is_no_document(ledger: Command) -> None:
    """It is refused in a sentence, leaves nothing in quarantine, and the other files are read all the same."""
    path, good = str(ledger.folder / "nothing.txt"), ledger.file("more.jsonl", [STAKE | {"percent": 48}])
    assert ledger("ingest", path, code=1).sentence == f"{path} cannot be read: no such file or directory."
    answer = ledger("ingest", path, good, "--json", code=1)
    assert [row["status"] for row in answer.rows] == ["refused", "ingested"]
    assert rows(ledger)["quarantine"] == []


def test_files_that_are_passed_over_are_said(ledger: Command) -> None:
    """In one line, with their endings; hidden files are nobody's documents."""
    for name in ("a.docx", "b.pdf", "c.PDF", ".hidden.pdf"):
        written(ledger.folder, name, b"text")
    ledger.file("more.jsonl", [STAKE | {"percent": 48}])
    answer = ledger("ingest", str(ledger.folder))
    # The ledger's own file lies there too.
    assert answer.err == "4 files with other endings were passed over: .docx, .pdf, .sqlite.\n"


@pytest.mark.parametrize("case", ["empty", "binary", "large"])
def test_the_installed_command_says_the_same(ledger: Command, case: str) -> None:
    """In a process of its own, with its own streams."""
    path, words = bad_file(case, ledger.folder)
    assert words in refused(ledger, "ingest", path, installed=True)


def test_as_json_the_sentence_is_said_as_well(ledger: Command) -> None:
    """Programs find the outcome on standard output, people the reason on standard error."""
    path, words = bad_file("empty", ledger.folder)
    good = ledger.file("more.jsonl", [STAKE | {"percent": 48}])
    answer = ledger("ingest", path, good, "--json", code=1)
    assert [row["status"] for row in answer.rows] == ["quarantined", "ingested"]
    assert words in answer.rows[0]["reason"]
    [line] = answer.err.splitlines()
    assert words in line


def test_good_files_are_ingested_all_the_same(ledger: Command) -> None:
    """The run goes on and ends with exit code 1, since something was refused."""
    bad, _ = bad_file("binary", ledger.folder)
    good = ledger.file("more.jsonl", [STAKE | {"percent": 48}])
    answer = ledger("ingest", bad, good, code=1)
    assert f"{good}: 1 facts." in answer.out
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("case", ["empty", "binary", "large", "impossible date of a fact", "negative percentage"])
def test_extract_refuses_the_same(tmp_path: Path, case: str) -> None:
    """In the same words, without a database."""
    run = Command(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    path, words = bad_file(case, tmp_path)
    sentence = run("extract", path, "--json", code=1).sentence
    assert words in sentence
    assert path in sentence
    assert not (tmp_path / "none.sqlite").exists()


def test_a_limit_can_be_raised(ledger: Command) -> None:
    """As the sentence says."""
    path = ledger.file("long.txt", "Nothing to report. " * 1000)
    assert "DEAL_LEDGER_MAX_DOCUMENT_BYTES" in refused(ledger, "ingest", path, max_document_bytes="1000")
    assert "0 facts" in ledger("ingest", path, max_document_bytes="100000").out


@pytest.mark.parametrize("command", ["state", "claims", "conflicts", "deals", "history"])
def test_an_unknown_company(ledger: Command, command: str) -> None:
    """It is named, with what to do."""
    for options in ([], ["--json"]):
        assert "“Nobody & Sons”" in refused(ledger, command, "Nobody & Sons", *options)


@pytest.mark.parametrize("command", ["state", "claims", "conflicts", "deals", "history"])
@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--as-of", "2025-02-30", "“2025-02-30” is not a day of the calendar"),
        ("--known-at", "2025-13", "“2025-13” is not a date"),
        ("--known-at", "soon", "“soon” is not a date"),
        ("--known-at", "2025-06-12T25:00", "“2025-06-12T25:00” is not a time"),
        ("--as-of", "9999-12-31", "“9999-12-31”"),
        ("--seq", "1000000", "no position 1000000"),
        ("--seq", "-1", "no position -1"),
        ("--seq", "9" * 30, "no position 999"),
    ],
)
def test_an_impossible_clock(ledger: Command, command: str, option: str, value: str, words: str) -> None:
    """Refused in a sentence that shows it."""
    assert words in ledger(command, "Scale AI", option, value, "--json", code=1).sentence


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--percent", "-4"], "percent: a percentage cannot be negative (-4)"),
        (["--percent", "104"], "percent: a percentage of 104 is more than 100"),
        (["--set", "percent=NaN"], "percent: "),
        (["--set", "date=2025-02-30"], "date: “2025-02-30” is not a day of the calendar"),
        (["--published", "2025-02-30"], "“2025-02-30”"),
        (["--published", "2199-01-01"], "in the future"),
        (["--amount", "-5"], "cannot be negative"),
        (["--amount", "much"], "amount.value: "),
        (["--amount", "3..2"], "the low end of a range (3) is above its high end (2)"),
        (["--amount", "1", "--currency", "dollars"], "amount.currency: "),
        (["--kind", "gift"], "kind 'gift' is not one of"),
        (["--company", ""], "company"),
        (["--set", "colour=red"], "colour: "),
        (["--set", "amount.value=5"], "amount.value: "),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_fact_that_is_none(ledger: Command, options: list[str], words: str) -> None:
    """The sentence names the field; nothing is written."""
    fact = ["--kind", "stake", "--company", "Scale AI", "--counterparty", "holder:Meta"]
    assert words in refused(ledger, "record", *fact, *options, "--json")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["correct", "{claim}", "--set", "percent=-4", "--reason", "x"],
            "percent: a percentage cannot be negative (-4)",
        ),
        (["correct", "{claim}", "--set", "date=2025-02-30", "--reason", "x"], "“2025-02-30”"),
        (["correct", "{claim}", "--set", "counterparties.0.name=Meta", "--reason", "x"], "counterparties has no parts"),
        (["correct", "{claim}", "--set", "percent=48", "--reason", "x", "--erratum", "2025-02-30"], "“2025-02-30”"),
        (["correct", "{claim}", "--set", "percent=48", "--reason", "x", "--erratum", "2025-06-11"], "2025-06-11"),
        (["correct", "99999", "--set", "percent=48", "--reason", "x"], "There is no claim “99999”"),
        (["retract", "nobody", "--reason", "x"], "There is no claim “nobody”"),
        (["retract", "{claim}", "--reason", "x", "--erratum", "2025-06-11"], "2025-06-11"),
        (["rank", "1", "preferred", "--reason", "x"], "There is no claim “1”"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_command_that_cannot_be_done(ledger: Command, arguments: list[str], words: str) -> None:
    """The sentence says why; nothing is written."""
    [claim] = ledger("claims", "Scale AI", "--json").rows
    filled_in = [claim["claim_id"] if argument == "{claim}" else argument for argument in arguments]
    assert words in refused(ledger, *filled_in, "--json")


def test_a_command_id_is_used_once(ledger: Command) -> None:
    """Other content under it is never reported as success."""
    [claim] = ledger("claims", "Scale AI", "--json").rows
    ledger("rank", claim["claim_id"], "preferred", "--reason", "x", "--command-id", "c-1")
    taken = ["retract", claim["claim_id"], "--reason", "x", "--command-id", "c-1"]
    assert "c-1" in refused(ledger, *taken)


# -- Databases --------------------------------------------------------------------------------------------------------

#: Every command that needs the ledger.
NEEDING = [
    ["init"],
    ["ingest", "{good}"],
    ["record", "--kind", "stake", "--company", "Scale AI"],
    ["correct", "1", "--set", "percent=48", "--reason", "x"],
    ["retract", "1", "--reason", "x"],
    ["rank", "1", "normal", "--reason", "x"],
    ["state", "Scale AI"],
    ["claims", "Scale AI"],
    ["conflicts"],
    ["deals"],
    ["history", "Scale AI"],
    ["events"],
    ["verify"],
    ["rebuild"],
]


def call(ledger: Command, arguments: list[str]) -> Answer:
    good = ledger.file("new.jsonl", [STAKE | {"percent": 48}])
    return ledger(*(good if argument == "{good}" else argument for argument in arguments), "--json", code=1)


@pytest.mark.parametrize("arguments", NEEDING, ids=lambda arguments: arguments[0])
def test_a_database_ahead_of_the_code(ledger: Command, arguments: list[str]) -> None:
    """Every command refuses it, `init` too, and says that the program is to be upgraded; not a row changes."""
    file = make_url(ledger.url).database
    assert file
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = rows(ledger)
    sentence = call(ledger, arguments).sentence
    assert "newer version" in sentence
    assert "upgrade deal-ledger" in sentence
    assert rows(ledger) == before


def test_a_postgresql_ahead_of_the_code(postgres_engine: Engine, tmp_path: Path) -> None:
    """The same there, and the sentence shows no password."""
    url = postgres_engine.url.set(password="secret").render_as_string(hide_password=False)  # noqa: S106
    with postgres_engine.begin() as conn:
        conn.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    ledger = Command(url, tmp_path)
    for arguments in (["init"], ["state", "Scale AI"]):
        sentence = ledger(*arguments, code=1).sentence
        assert "newer version" in sentence
        assert "secret" not in sentence


@pytest.mark.parametrize("arguments", NEEDING[1:], ids=lambda arguments: arguments[0])
def test_a_ledger_that_is_not_there(tmp_path: Path, arguments: list[str]) -> None:
    """The sentence says how to make one; no empty file is left behind."""
    ledger = Command(f"sqlite:///{tmp_path / 'none.sqlite'}", tmp_path)
    assert "deal-ledger init" in call(ledger, arguments).sentence
    assert not (tmp_path / "none.sqlite").exists()


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("sqlite:///{folder}/text.txt", "is not a SQLite database"),
        ("sqlite:///{folder}/no/such/folder/ledger.sqlite", "cannot be created"),
        ("mysql://user:secret@host/name", "not a database the ledger runs on"),
        ("nonsense", "cannot be read"),
        ("postgresql://user:secret@127.0.0.1:1/name", "127.0.0.1"),
    ],
)
def test_a_database_that_is_none(tmp_path: Path, url: str, words: str) -> None:
    """One sentence, without a password in it."""
    (tmp_path / "text.txt").write_text("This is no database at all, and long enough to be looked at. " * 20)
    sentence = Command(url.format(folder=tmp_path), tmp_path)("init", code=1).sentence
    assert words in sentence
    assert "secret" not in sentence


def test_a_wrong_setting(ledger: Command) -> None:
    """The sentence names it."""
    sentence = ledger("state", "Scale AI", max_document_bytes="many", code=1).sentence
    assert "max_document_bytes" in sentence


def test_a_damaged_log_is_named(ledger: Command) -> None:
    """`verify` ends with exit code 1 and the position, whatever its output."""
    file = make_url(ledger.url).database
    assert file
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TRIGGER " + _update_trigger(connection))
        connection.execute("UPDATE events SET recorded_by = 'somebody else' WHERE seq = 17")
    connection.close()
    for options in ([], ["--json"]):
        answer = ledger("verify", *options, code=1)
        assert "position 17" in answer.err
        assert "Traceback" not in answer.err
    assert [problem["seq"] for problem in answer.row["problems"]] == [17]


def _update_trigger(connection: sqlite3.Connection) -> str:
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events' AND sql LIKE '%BEFORE UPDATE%'"
    ).fetchall()
    [(name,)] = found
    return str(name)


def test_a_path_without_an_encoding(ledger: Command) -> None:
    """A file may be called anything; its name is shown in a form that any terminal takes."""
    path = os.fsencode(ledger.folder) + b"/caf\xe9.jsonl"
    try:
        Path(os.fsdecode(path)).write_text('{"kind": "stake", "company": "Scale AI"}')
    except OSError:
        pytest.skip("this file system keeps no such names")
    assert ledger.installed("ingest", os.fsdecode(path), "--json").row["status"] == "ingested"
    assert "caf\\udce9" in ledger.installed("ingest", os.fsdecode(path)).out
