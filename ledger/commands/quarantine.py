"""`deal-ledger quarantine …`: what could not be read, looked at, tried again, or dismissed."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.reading import ReaderName
from ledger.commands.shared import (
    Json,
    Language,
    Published,
    Publisher,
    Reason,
    Title,
    Url,
    as_dict,
    engine,
    failures,
    load_settings,
    one_line,
    print_row,
    screen,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.ingest.files import Imprint
    from ledger.store.quarantine import Entry

app = typer.Typer(help="What could not be read, with the reason.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="ENTRY", help="Its address, or the beginning of its id.")]

#: So much of an entry is shown.
_BEGINNING = 600


@app.command(name="list")
def list_entries(as_json: Json = False) -> None:
    """All that waits, the latest first."""
    from ledger.store import quarantine
    from ledger.store.database import reading

    with failures(), reading(engine()) as conn:
        found = [_row(entry) for entry in quarantine.entries(conn)]
        if as_json:
            for row in found:
                print_row(row)
        else:
            columns = ("id", "last tried", "tries", "bytes", "address", "reason")
            screen().show_table(columns, map(_cells, found), "Nothing waits in quarantine.")


@app.command()
def show(
    entry: Reference,
    raw: Annotated[
        Path | None, typer.Option(metavar="OUT", help="Write its bytes as they are to a file; - is standard output.")
    ] = None,
    as_json: Json = False,
) -> None:
    """One entry, and how it begins."""
    from ledger.store import quarantine
    from ledger.store.database import reading

    with failures():
        with reading(engine()) as conn:
            found = quarantine.find(conn, entry)
            body = quarantine.body_of(conn, found.address, found.body_hash) or b""
        if raw is not None:
            _write(raw, body)
            return
        row = _row(found) | {"beginning": body[:_BEGINNING].decode(errors="backslashreplace")}
        if as_json:
            print_row(row)
        else:
            screen().show_table(("", f"entry {found.id}"), [(k, str(v)) for k, v in row.items() if k != "id"], "")


@app.command()
def retry(
    entries: Annotated[
        list[str] | None, typer.Argument(metavar="ENTRY...", help="Addresses, or beginnings of ids.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that waits.")] = False,
    published: Published = None,
    publisher: Publisher = None,
    url: Url = None,
    title: Title = None,
    language: Language = None,
    reader: ReaderName = None,
    as_json: Json = False,
) -> None:
    """Read entries again as “ingest” would; what can be read leaves quarantine. Exit code 1 if something stays."""
    from ledger.bootstrap import ingester, open_ledger
    from ledger.ingest.files import Imprint
    from ledger.ingest.retrying import retry as read_again
    from ledger.store import quarantine
    from ledger.store.database import reading

    if bool(entries) == everything:
        raise typer.BadParameter("name entries, or say --all", param_hint="ENTRY")
    with failures():
        settings = load_settings()
        ledger = open_ledger(settings)
        with reading(ledger) as conn:
            # The oldest first: one may rest on another.
            found = quarantine.entries(conn)[::-1] if everything else [quarantine.find(conn, e) for e in entries or ()]
            known = {entry.id: _known(conn, entry) for entry in found}
        given = Imprint(publisher, url, title, published, language)
        reading_again = ingester(ledger, settings, reader)
        counts: Counter[str] = Counter()
        for entry in dict.fromkeys(found):
            for outcome in read_again(reading_again, entry, given, known[entry.id]):
                counts[outcome.status] += 1
                if as_json:
                    print_row(as_dict(outcome))
                elif outcome.reason is None:
                    sys.stdout.write(one_line(f"{outcome.address}: {outcome.status}, {outcome.facts} facts") + "\n")
                if outcome.reason is not None:
                    sys.stderr.write(one_line(outcome.reason) + "\n")
        if not counts and not as_json:
            sys.stdout.write("Nothing waits in quarantine.\n")
        if counts["quarantined"] or counts["refused"]:
            raise typer.Exit(1)


@app.command()
def drop(
    entries: Annotated[list[str], typer.Argument(metavar="ENTRY...", help="Addresses, or beginnings of ids.")],
    reason: Reason,
    as_json: Json = False,
) -> None:
    """Let entries go for good, unread; who did so and why is written to the program's log, not to the ledger's."""
    import structlog

    from ledger.bootstrap import open_ledger
    from ledger.curate.commands import require_reason
    from ledger.store import quarantine
    from ledger.store.database import writing

    with failures():
        settings, why = load_settings(), require_reason(reason)
        with writing(open_ledger(settings)) as conn:
            found = list(dict.fromkeys(quarantine.find(conn, entry) for entry in entries))
            for each in found:
                quarantine.clear(conn, each.address, each.body_hash)
        for each in found:
            # A warning, so that it is there with every setting: nothing else remembers the entry.
            structlog.get_logger(__name__).warning(
                "quarantine_dropped", address=each.address, body_hash=each.body_hash, by=settings.actor, reason=why
            )
            if as_json:
                print_row(_row(each))
            else:
                sys.stdout.write(one_line(f"Dropped: {each.address} ({each.id})") + "\n")


def _known(conn: Connection, entry: Entry) -> Imprint:
    """What is known beside the bytes: the address, and what is said of the source that led there."""
    from sqlalchemy import select

    from ledger.ingest.files import Imprint
    from ledger.ingest.weblinks import web_address
    from ledger.project.sources import sources
    from ledger.worker.tables import addresses

    name = conn.scalar(select(addresses.c.source).where(addresses.c.address == entry.address))
    source = next((each for each in sources(conn) if each.name == name), None) if name else None
    known = Imprint(url=web_address(entry.address))
    return known.over(Imprint(publisher=source.publisher, language=source.language)) if source else known


def _write(target: Path, body: bytes) -> None:
    if str(target) == "-":
        sys.stdout.buffer.write(body)
        sys.stdout.flush()
    else:
        target.write_bytes(body)


def _row(entry: Entry) -> dict[str, Any]:
    from ledger.model.dates import iso

    times = {"first_at": iso(entry.first_at), "last_at": iso(entry.last_at)}
    return {"id": entry.id} | as_dict(entry) | times


def _cells(row: dict[str, Any]) -> list[str]:
    tried = row["last_at"][:16].replace("T", " ")
    return [row["id"], tried, str(row["attempts"]), f"{row['size']:,}", row["address"], row["reason"]]
