"""`deal-ledger source …`: which addresses the worker reads, how often, and how they have fared."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.shared import (
    CommandId,
    Json,
    as_dict,
    engine,
    failures,
    load_settings,
    many,
    one_line,
    print_row,
    screen,
    write_transaction,
)
from ledger.model.errors import UnknownSource

if TYPE_CHECKING:
    from ledger.curate.deciding import Decided
    from ledger.ingest.sources.base import Content
    from ledger.ingest.web import Fetch
    from ledger.project.sources import Source

app = typer.Typer(help="The sources that the worker reads.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The source's name.")]
Kind = Annotated[str | None, typer.Option(help="feed, page, list or folder; by default what the address looks like.")]
Why = Annotated[str | None, typer.Option("--reason", help="Why; it is kept with the event.")]


@app.command()
def add(
    name: Name,
    address: Annotated[str, typer.Argument(help="An address of the web, or a folder.")],
    kind: Kind = None,
    every: Annotated[str | None, typer.Option(help="How often it is read: 90s, 15m, 2h, 1d (15m by default).")] = None,
    publisher: Annotated[str | None, typer.Option(help="Who publishes what does not say so itself.")] = None,
    language: Annotated[str | None, typer.Option(help="fr or en; found out from the text by default.")] = None,
    reason: Why = None,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Add a source, or say what is different about one; what is not said stays as it was."""
    from ledger.curate import sources
    from ledger.project.sources import source_called

    with failures():
        seconds = sources.parse_interval(every) if every is not None else None
        wanted = sources.Wanted(name, address, kind, seconds, publisher, language)
        least = load_settings().source_least_seconds
        with write_transaction() as (conn, command):
            done = sources.add(conn, wanted, command(command_id), reason, least=least)
            source = source_called(conn, done.ids[0])
        often = f"every {sources.write_interval(source.every_seconds)}" + (" once resumed" if source.paused else "")
        _say(done, f"“{source.name}” is read as a {source.kind}, {often}", as_json)


@app.command(name="list")
def list_sources(as_json: Json = False) -> None:
    """All sources, by name, with how they fared and when they are due."""
    from ledger.project.sources import sources
    from ledger.store.database import reading

    with failures(), reading(engine()) as conn:
        runs = _runs(conn)
        found = [_row(source, runs.get(source.name)) for source in sources(conn)]
        if as_json:
            for row in found:
                print_row(row)
        else:
            columns = ("name", "kind", "address", "every", "due", "last good", "failures")
            screen().show_table(columns, map(_cells, found), "There are no sources; “deal-ledger source add” adds one.")


@app.command()
def pause(name: Name, reason: Why = None, command_id: CommandId = None, as_json: Json = False) -> None:
    """Let a source rest until it is resumed."""
    from ledger.curate import sources

    with failures():
        with write_transaction() as (conn, command):
            done = sources.pause(conn, name, command(command_id), reason)
        _say(done, "Paused", as_json)


@app.command()
def resume(name: Name, reason: Why = None, command_id: CommandId = None, as_json: Json = False) -> None:
    """Let a paused source be read again."""
    from ledger.curate import sources

    with failures():
        with write_transaction() as (conn, command):
            done = sources.resume(conn, name, command(command_id), reason)
        _say(done, "Resumed", as_json)


@app.command()
def remove(name: Name, reason: Why = None, command_id: CommandId = None, as_json: Json = False) -> None:
    """Let a source not be read any more; what was read from it stays."""
    from ledger.curate import sources

    with failures():
        with write_transaction() as (conn, command):
            done = sources.remove(conn, name, command(command_id), reason)
        _say(done, "Removed", as_json)


@app.command(name="test")
def try_out(
    source: Annotated[str, typer.Argument(metavar="NAME-or-ADDRESS", help="A source, or what might become one.")],
    kind: Kind = None,
    as_json: Json = False,
) -> None:
    """Read a source now and show what it leads to; nothing is stored. Exit code 1 if something is wrong there."""
    from ledger.ingest.sources.looking import look

    with failures():
        with _fetching() as fetch:
            found = list(look(_meant(source, kind), fetch))
        for each in found if as_json else ():
            print_row(as_dict(each))
        if not as_json:
            rows = [
                (each.published or "—", each.publisher or "—", each.title or each.reason or "—", each.address)
                for each in found
            ]
            columns = ("published", "publisher", "title", "address")
            screen().show_table(columns, rows, "It can be read, and leads to nothing at the moment.")
        if any(each.reason for each in found):
            raise typer.Exit(1)


@app.command(name="import")
def import_file(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="OPML, or CSV with the columns name, address, kind, …")],
    as_json: Json = False,
) -> None:
    """Add the sources of a file, each by itself; what is wrong with the others is said. Exit code 1 if something is."""
    from ledger.curate.source_files import import_sources, read_sources

    with failures():
        settings = load_settings()
        found = read_sources(file, settings.max_document_bytes)
        with write_transaction() as (conn, command):
            done = list(import_sources(conn, found, command(None), least=settings.source_least_seconds))
        for each in done:
            if as_json:
                print_row(as_dict(each))
            if each.reason is not None:
                sys.stderr.write(one_line(f"{file}, no. {each.place}: {each.reason}") + "\n")
        counts = {status: sum(e.status == status for e in done) for status in ("added", "unchanged", "refused")}
        if not as_json:
            told = ", ".join(f"{count} {status}" for status, count in counts.items() if count)
            sys.stdout.write(f"Sources in {file}: {told or 'none'}.\n")
        if counts["refused"]:
            raise typer.Exit(1)


@app.command()
def export(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Where they are written: OPML, or CSV if it ends in .csv.")
    ],
    as_json: Json = False,
) -> None:
    """Write the sources as OPML, which feed readers take, or as CSV; “source import” takes both."""
    from ledger.curate.source_files import export_sources
    from ledger.project.sources import sources
    from ledger.store.database import reading

    with failures():
        with reading(engine()) as conn:
            found = sources(conn)
        export_sources(file, found)
        if as_json:
            print_row({"sources": len(found), "file": str(file)})
        else:
            verb = "was" if len(found) == 1 else "were"
            sys.stdout.write(f"{many(len(found), 'source')} {verb} written to {file}.\n")


def _meant(text: str, kind: str | None) -> Source:
    """The source of this name, or the one that an address would make.

    Raises:
        UnknownSource: it is neither.
    """
    from ledger.curate.sources import Wanted, checked
    from ledger.project.sources import source_called
    from ledger.store.database import reading

    if "://" in text or Path(text).is_dir():
        return checked(Wanted("test", text, kind))
    try:
        with reading(engine()) as conn:
            return source_called(conn, text)
    except UnknownSource as error:
        raise UnknownSource(f"{error} An address begins with https://, and no folder is called so.") from None


@contextmanager
def _fetching() -> Iterator[Fetch]:
    """What has addresses, set up when the first is asked for: a folder needs none of it."""
    from ledger.bootstrap import fetching

    with ExitStack() as stack:
        ready = cache(lambda: stack.enter_context(fetching(load_settings())))

        def fetch(address: str) -> Content:
            return ready()(address)

        yield fetch


def _runs(conn: Any) -> dict[str, Any]:
    from sqlalchemy import select

    from ledger.worker.tables import source_runs

    return {row["source"]: row for row in conn.execute(select(source_runs)).mappings()}


def _row(source: Source, run: Any) -> dict[str, Any]:
    from ledger.model.dates import iso

    known = run or {}
    times = {name: iso(known.get(name)) for name in ("next_at", "started_at", "finished_at", "ok_at")}
    counts = {name: known.get(name, 0) for name in ("runs", "failures", "found")}
    return as_dict(source) | times | counts | {"reason": known.get("reason")}


def _cells(row: dict[str, Any]) -> list[str]:
    from ledger.curate.sources import write_interval

    def minute(text: str | None) -> str:
        return text[:16].replace("T", " ") if text else "—"

    failed = f"{row['failures']} in a row: {row['reason'] or 'no reason given'}" if row["failures"] else "—"
    due = "paused" if row["paused"] else minute(row["next_at"])
    every = write_interval(row["every_seconds"])
    return [row["name"], row["kind"], row["address"], every, due, minute(row["ok_at"]), failed]


def _say(done: Decided, what: str, as_json: bool) -> None:
    if as_json:
        print_row(as_dict(done))
    elif done.new:
        sys.stdout.write(one_line(f"{what}. Position {done.seq}") + "\n")
    else:
        sys.stdout.write(f"It is so already, since position {done.seq}; nothing was appended.\n")
