"""Commands that look after the ledger itself: verify, rebuild, backup, restore, erase, doctor."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from ledger.commands.shared import Json, Reason, as_dict, failures, load_settings, one_line, print_row, screen
from ledger.model.errors import LedgerError

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ledger.ops.doctor import Finding

_ANCHOR = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


def verify(
    since: Annotated[
        str | None,
        typer.Option(metavar="POSITION:HASH", help="A head printed before: check that the log still continues it."),
    ] = None,
    read_models: Annotated[
        bool,
        typer.Option(
            "--read-models/--no-read-models",
            help="Whether to compare every read model with one made anew from the log, which takes most of the time.",
        ),
    ] = True,
    as_json: Json = False,
) -> None:
    """Check the whole ledger: hash chain, positions, documents, read models; name what is damaged.

    The head that it prints is worth keeping elsewhere: a chain without an anchor only shows damage by accident.
    """
    from ledger.ops.verify import verify as check
    from ledger.store.database import reading

    anchor = _anchor(since)
    with failures():
        engine = _engine()
        with reading(engine) as conn, _bar() as tell:
            found = check(conn, since=anchor, progress=lambda done, total: tell("verifying", done, total))
        problems, untold = list(found.problems), found.untold
        read_models = read_models and found.ok  # of a damaged log there is nothing to be made
        if read_models:
            from ledger.ops.read_models import verify_read_models

            with _bar() as tell:
                more, more_untold = verify_read_models(engine, tell)
            problems, untold = problems + more, untold + more_untold
        if as_json:
            shown = as_dict(found) | {"problems": [as_dict(p) for p in problems], "untold": untold}
            print_row(shown | {"read_models": read_models})
        elif not problems:
            sys.stdout.write(
                f"The log is whole: {_count(found.events, 'event')}, head {found.head.seq}:{found.head.hash}\n"
            )
            sys.stdout.writelines(f"{line}\n" for line in _absent(found))
            if read_models:
                sys.stdout.write("Every row of the read models is what the log makes it.\n")
        if problems:
            _say_problems(problems, untold)
            in_log = found.problems
            raise LedgerError(
                f"The log is damaged, first at {_place(in_log[0].seq)}."
                if in_log
                else "The log is whole; the read models are not what it makes."
            )


def rebuild(as_json: Json = False) -> None:
    """Make all read models anew from the log, while readers read on and writers write on."""
    from ledger.project import beside

    with failures():
        engine = _engine()
        with _bar() as tell:
            done = beside.rebuild(engine, tell)
        if as_json:
            print_row(as_dict(done))
        else:
            changed = f"{done.deleted} rows deleted, {done.inserted} inserted"
            news = changed if done.deleted or done.inserted else "nothing was different"
            sys.stdout.write(f"The read models were rebuilt from {done.events} events: {news}.\n")
            if done.set_aside:
                sys.stderr.write(f"{_count(done.set_aside, 'event')} set aside; “deal-ledger doctor” says why.\n")


def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that does not exist yet.")],
    as_json: Json = False,
) -> None:
    """Write a backup of the ledger to a file, while writers write on."""
    from ledger.ops.backup import backup as make

    with failures():
        engine = _engine()
        with _bar() as tell:
            done = make(engine, file, lambda done, total: tell("copying", done, total))
        if as_json:
            print_row(as_dict(done))
        else:
            sys.stdout.write(f"{done.file}: {done.bytes} bytes, head {done.head.seq}:{done.head.hash}\n")


def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `backup` wrote.")], as_json: Json = False
) -> None:
    """Restore a backup into the configured database, which must hold no ledger yet, and verify it."""
    from ledger.ops.backup import restore as bring_back

    with failures():
        done = bring_back(file, load_settings().database_url)
        if as_json:
            print_row(as_dict(done))
        else:
            head = done.verification.head
            sys.stdout.write(f"Restored into {done.database} and verified: head {head.seq}:{head.hash}\n")


def erase(
    kind: Annotated[str, typer.Argument(help="document, claim, person or event.")],
    reference: Annotated[str, typer.Argument(help="A document's id, a claim's id or position, a name, a position.")],
    reason: Reason,
    related: Annotated[
        bool, typer.Option("--related", help="Also the claims read from a document, or the documents of claims.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: Json = False,
) -> None:
    """Erase content for good on a legal request; that it was there, and why it went, stays in the log.

    The reason stays for ever, so it should hold nothing that is to be erased.
    """
    from ledger.ops.erase import Kind, Request
    from ledger.ops.erase import erase as empty

    if kind not in {"document", "claim", "person", "event"}:
        raise typer.BadParameter("one can erase a document, claim, person or event", param_hint="KIND")
    if not yes and not typer.confirm("What is erased cannot be brought back. Go on?", err=True):
        raise typer.Exit(1)
    with failures():
        request = Request(cast("Kind", kind), reference, reason, related)
        done = empty(_engine(), request, actor=load_settings().actor, now=datetime.now(UTC))
        if as_json:
            print_row(as_dict(done))
        elif done.positions or done.documents:
            events = ", ".join(map(str, done.positions)) or "none"
            sys.stdout.write(
                f"Erased: the content of events {events}; documents {', '.join(done.documents) or 'none'}.\n"
            )
        else:
            sys.stdout.write("It was erased before; nothing was appended.\n")
        if not done.scrubbed:
            sys.stderr.write(
                "Somebody still reads the state before it, so the file keeps what was erased; run the command again.\n"
            )


def doctor(as_json: Json = False) -> None:
    """Look at everything that can be wrong with a ledger; say what to do. Exit code 1 if there is something to do."""
    with failures():
        findings = _examined()
        for finding in findings:
            if as_json:
                print_row(as_dict(finding))
            else:
                sign = {"well": "ok", "note": "note", "trouble": "TROUBLE"}[finding.verdict]
                sys.stdout.write(f"{sign:8}{finding.subject}: {one_line(finding.sentence)}\n")
        if any(finding.verdict == "trouble" for finding in findings):
            raise typer.Exit(1)


def _examined() -> list[Finding]:
    from ledger.ops.doctor import examine
    from ledger.store.database import open_engine
    from ledger.worker.doctor import examine as examine_worker

    settings = load_settings()
    engine = open_engine(settings.database_url)
    try:
        findings = list(examine(engine))
        if any(finding.subject == "schema" and finding.verdict == "well" for finding in findings):
            findings += examine_worker(engine, settings.worker_lease)
    finally:
        engine.dispose()
    return findings


def _engine() -> Engine:
    """The ledger, whatever version of the code made its read models: these commands are how that is mended."""
    from ledger.bootstrap import open_ledger

    return open_ledger(load_settings(), stale_read_models=True)


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on standard error that is told (what, done, total); each thing gets a line of its own."""
    with screen().progress() as bar:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=None)
            bar.update(tasks[what], completed=done, total=total)

        yield tell


def _anchor(text: str | None) -> tuple[int, str] | None:
    if text is None:
        return None
    found = _ANCHOR.fullmatch(text.strip())
    if found is None:
        raise typer.BadParameter("an anchor is POSITION:HASH, as verify prints it", param_hint="--since")
    return int(found[1]), found[2]


def _absent(found: Any) -> Iterator[str]:
    """What is rightly not there any more."""
    if found.erased_events:
        yield f"The content of {_count(found.erased_events, 'event')} was erased on request."
    if found.erased_documents:
        yield f"The content of {_count(found.erased_documents, 'document')} was erased on request."
    if found.quotes_only:
        yield f"Of {_count(found.quotes_only, 'document')} only the quotes were kept."


def _count(number: int, what: str) -> str:
    return f"1 {what}" if number == 1 else f"{number} {what}s"


def _say_problems(problems: list[Any], untold: int) -> None:
    for problem in problems:
        sys.stderr.write(f"{_place(problem.seq)}: {one_line(problem.what)}\n")
    if untold:
        sys.stderr.write(f"… and {untold} more.\n")


def _place(seq: int | None) -> str:
    return "no position" if seq is None else f"position {seq}"
