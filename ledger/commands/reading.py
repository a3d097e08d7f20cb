"""Reading documents again, and measuring how well they are read, as commands."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.shared import (
    Json,
    Language,
    Published,
    Publisher,
    Title,
    Url,
    failures,
    load_settings,
    one_line,
    print_row,
    rows,
    screen,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.curate.reread import Difference
    from ledger.ingest.preview import Preview
    from ledger.ingest.reading import Checked
    from ledger.score import Score
    from ledger.settings import Settings

ReaderName = Annotated[
    str | None, typer.Option("--reader", help="rules, model or both (what they disagree about waits).")
]


def extract(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    published: Published = None,
    publisher: Publisher = None,
    url: Url = None,
    title: Title = None,
    language: Language = None,
    reader: ReaderName = None,
    html_report: Annotated[
        Path | None, typer.Option("--html-report", metavar="OUT.html", help="Write the article with its facts marked.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Print the facts that documents hold; store nothing, need no database."""
    from ledger.ingest.files import Imprint, find_files
    from ledger.ingest.preview import previews
    from ledger.ingest.structured import Refused

    with failures():
        settings, checked = _without_ledger(reader)
        given = Imprint(publisher, url, title, published, language)
        shown: list[Preview] = []
        refused: list[Refused] = []

        def found() -> Iterator[dict[str, Any]]:
            for path in find_files(files):
                for preview in previews(path, given, checked, settings.max_document_bytes):
                    if isinstance(preview, Refused):
                        named = preview.reason.startswith(preview.address)
                        sys.stderr.write(f"{one_line(('' if named else f'{preview.address}: ') + preview.reason)}\n")
                        refused.append(preview)
                        continue
                    if html_report is not None:
                        shown.append(preview)
                    for doubt in preview.doubts:
                        what = f"{preview.document.address}: not reported ({doubt.fact.kind}, {doubt.fact.company})"
                        sys.stderr.write(f"{one_line(f'{what}: {doubt.reason}')}\n")
                    yield from (fact.model_dump(mode="python") for fact in preview.facts)

        rows(found(), as_json, "fact")
        if html_report is not None and not refused:
            _write_report(html_report, shown)
        if refused:
            raise typer.Exit(1)


def reingest(
    targets: Annotated[
        list[str] | None, typer.Argument(metavar="[PATH|DOCUMENT]...", help="Files, or ids of stored documents.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every stored document.")] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Append what is shown.")] = False,
    reader: ReaderName = None,
    as_json: Json = False,
) -> None:
    """Read stored documents again with the reader of today; show what would change, and append it if told to."""
    from datetime import UTC, datetime

    from ledger.bootstrap import ingester, open_ledger
    from ledger.curate import reread
    from ledger.curate.commands import Command
    from ledger.model.errors import UnreadableDocument
    from ledger.store import log
    from ledger.store.database import reading, writing
    from ledger.store.registry import load

    if bool(targets) == everything:
        raise typer.BadParameter("name files or documents, or say --all", param_hint="[PATH|DOCUMENT]...")
    with failures():
        settings = load_settings()
        ledger = open_ledger(settings)
        found: list[Difference] = []
        with reading(ledger) as conn:
            checked = ingester(ledger, settings, reader).checked(load(conn))
            wanted = None if everything else _documents(conn, targets or (), settings.max_document_bytes)
            events = reread.captures(conn, wanted)
        with screen().progress() as bar:
            for event in bar.track(events, description="reading"):
                with reading(ledger) as conn:
                    one = reread.stored(conn, event)
                if one is None:
                    sys.stderr.write(f"Document {event.document_id} is not read again: its text is not kept.\n")
                    continue
                try:
                    read = reread.read_again(one, checked)
                except UnreadableDocument as error:
                    sys.stderr.write(f"{one_line(f'{one.publication.title or event.document_id}: {error}')}\n")
                    continue
                # Reading takes its time and needs no lock; what stands is compared when it cannot change any more.
                with writing(ledger) if apply else reading(ledger) as conn:
                    if apply:
                        log.lock_head(conn)
                    difference = reread.difference(conn, one, read)
                    if apply:
                        reread.apply(conn, difference, Command(settings.actor, datetime.now(UTC)))
                found.append(difference)
        _say_differences(found, apply, as_json)


def score(
    folder: Annotated[Path, typer.Argument(help="Articles (NAME.txt) beside their known facts (NAME.json).")],
    reader: ReaderName = None,
    verbose: Annotated[bool, typer.Option("--verbose", help="Show what was wrong and what was missed.")] = False,
    min_precision: Annotated[float, typer.Option(min=0, max=1, help="Fail below this.")] = 0.0,
    min_recall: Annotated[float, typer.Option(min=0, max=1, help="Fail below this.")] = 0.0,
    as_json: Json = False,
) -> None:
    """Measure the reader on articles with known facts; store nothing, need no database."""
    from ledger.ingest.files import Imprint
    from ledger.ingest.preview import facts_in
    from ledger.score import score as measure

    with failures():
        settings, checked = _without_ledger(reader)

        def read(article: Path, imprint: Imprint) -> Sequence[dict[str, Any]]:
            return [
                f.model_dump(mode="python") for f in facts_in(article, imprint, checked, settings.max_document_bytes)
            ]

        done = measure(folder, read)
        if verbose:
            for remark in done.remarks:
                sys.stderr.write(f"{one_line(f'{remark.article}: {remark.what.upper()} {remark.text}')}\n")
        if as_json:
            print_row(done.to_json())
        else:
            sys.stdout.write("\n".join(_score_lines(done)) + "\n")
        low = done.precision < min_precision or done.recall < min_recall
        if low or done.failed or done.ungrounded:
            raise typer.Exit(1)


def _without_ledger(reader: str | None) -> tuple[Settings, Checked]:
    from ledger.offline import reader_name, reader_without_ledger

    # Reading by rules logs nothing, and what writes log lines takes its time to load.
    settings = load_settings(logs=False)
    if reader_name(settings, reader) != "rules":
        settings = load_settings()
    return settings, reader_without_ledger(settings, reader)


def _write_report(target: Path, shown: Sequence[Preview]) -> None:
    from ledger.facts_page import render
    from ledger.model.errors import LedgerError

    if len(shown) != 1:
        raise LedgerError(f"A report shows one article, and there are {len(shown)}; name one file.")
    try:
        target.write_text(render(shown[0]), encoding="utf-8")
    except OSError as error:
        raise LedgerError(f"{target} cannot be written: {(error.strerror or str(error)).lower()}.") from None
    sys.stderr.write(f"{one_line(f'The report is in {target}')}\n")


def add_to(app: typer.Typer) -> None:
    """Join these commands to the others."""
    app.command()(extract)
    app.command()(reingest)
    app.command()(score)


def _documents(conn: Connection, targets: Sequence[str], limit: int) -> set[str]:
    """The ids of the documents that files or beginnings of ids name.

    Raises:
        LedgerError: one is neither a file nor stored.
    """
    from ledger.curate.reread import ids_beginning
    from ledger.ingest.files import Document, Imprint, find_files, read_bytes
    from ledger.ingest.opening import documents_in
    from ledger.model.errors import LedgerError
    from ledger.store.documents import document_id

    wanted: set[str] = set()
    for target in targets:
        if Path(target).exists():
            for path in find_files([target]):
                parts = documents_in(str(path), read_bytes(path, limit), path.suffix, Imprint())
                wanted |= {document_id(part.body) for part in parts if isinstance(part, Document)}
            continue
        known = ids_beginning(conn, target)
        if not known:
            raise LedgerError(f"“{target}” is neither a file nor the id of a stored document.")
        wanted |= set(known)
    return wanted


def _say_differences(found: Sequence[Difference], applied: bool, as_json: bool) -> None:
    changes = [row | {"applied": applied} for difference in found for row in _rows(difference)]
    if as_json:
        for row in changes:
            print_row(row)
        return
    columns = ("change", "document", "before", "after")
    screen().show_table(columns, map(_cells, changes), "Nothing is read otherwise than before.")
    unchanged = sum(difference.unchanged for difference in found)
    sys.stdout.write(f"{len(found)} documents were read again, {unchanged} facts are as they were.\n")
    if changes:
        say = (
            "It is appended; old claims stay as history." if applied else "Nothing is appended yet; --apply does that."
        )
        sys.stdout.write(say + "\n")


def _rows(difference: Difference) -> Iterator[dict[str, Any]]:
    publication = difference.publication
    about = {
        "document_id": publication.document_id,
        "publication_id": publication.publication_id,
        "publisher": publication.publisher,
        "title": publication.title,
        "reader": difference.reader.model_dump(),
    }
    for change in difference.changes:
        before, after = (fact.model_dump() if fact else None for fact in (change.before, change.after))
        yield {
            "change": change.kind,
            "claim_id": change.claim_id,
            "before": before,
            "after": after,
            "reason": None,
        } | about
    for doubt in difference.doubts:
        fact = doubt.fact.model_dump()
        yield {"change": "waits", "claim_id": None, "before": None, "after": fact, "reason": doubt.reason} | about


def _cells(row: dict[str, Any]) -> list[str]:
    def told(fact: dict[str, Any] | None) -> str:
        if fact is None:
            return "—"
        kind, figure, when, says, quote = screen().fact_cells(fact)
        return "; ".join(part for part in (kind, figure, when, says, quote) if part)

    source = row["title"] or row["publisher"] or row["document_id"][:12]
    return [
        row["change"],
        source,
        told(row["before"]),
        told(row["after"]) + (f" ({row['reason']})" if row["reason"] else ""),
    ]


def _score_lines(done: Score) -> Iterator[str]:
    for kind, count in sorted(done.by_kind.items()):
        yield f"  {kind:14} hit {count['hit']:4}  missed {count['missed']:4}  wrong {count['wrong']:4}"
    details = ", ".join(f"{name} {done.right[name]}/{of}" for name, of in done.asked.items())
    yield f"  of the hits: {details or 'nothing'}; optional found {done.optional_found}/{done.optional}"
    yield (
        f"precision {done.precision:.3f} recall {done.recall:.3f} f1 {done.f1:.3f} "
        f"({done.hit} hit, {done.missed} missed, {done.wrong} wrong, {done.ungrounded} without a true quote, "
        f"{done.failed} not read, {done.articles} articles)"
    )
