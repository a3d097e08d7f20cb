"""What the command modules share: options, failures in a sentence, one way to ask and to print.

Answers go to standard output, progress and clocks to standard error. Exit code 0 is done (also when nothing was
found), 1 a failure explained in a sentence, 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, islice
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.model.errors import LedgerError
from ledger.model.text import printable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ledger.query.question import Question
    from ledger.settings import Settings

Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]
AsOf = Annotated[str | None, typer.Option(help="The day the question is about (default today).")]
KnownAt = Annotated[str | None, typer.Option(help="Only what was published by then; a day includes that day.")]
Seq = Annotated[int | None, typer.Option(help="Only what was recorded by this position (default the head).")]
PolicyName = Annotated[
    str, typer.Option("--policy", help="all, latest_known, most_precise, independent_majority, source_tier or rank.")
]
Published = Annotated[str | None, typer.Option(help="When it was published: a day, a time, or an EDTF date.")]
Publisher = Annotated[str | None, typer.Option(help="Who published it.")]
Url = Annotated[str | None, typer.Option(help="Its address.")]
Title = Annotated[str | None, typer.Option(help="Its title.")]
Language = Annotated[str | None, typer.Option(help="fr or en; found out from the text by default.")]
CommandId = Annotated[str | None, typer.Option(help="Makes the command safe to send again.")]
Expected = Annotated[
    int | None,
    typer.Option(
        "--expected",
        metavar="POSITION",
        min=0,
        help="The position that you have read up to: refused if anything about the company was recorded after it.",
    ),
]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the event.")]
Erratum = Annotated[
    str | None, typer.Option(help="The day the publisher corrected itself; without it, the ledger had misread.")
]
CurrencyCode = Annotated[
    str | None, typer.Option("--currency", help="Show amounts in this currency too, as derived figures.")
]
CompanyName = Annotated[str, typer.Argument(help="Id, name or alias.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="At most so many of each.")]


@contextmanager
def failures() -> Iterator[None]:
    """Explain failures in a sentence on standard error, with exit code 1."""
    try:
        yield
        sys.stdout.flush()
    except LedgerError as error:
        sys.stderr.write(f"{one_line(str(error))}\n")
        raise typer.Exit(1) from None
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        raise typer.Exit(0) from None
    except OSError as error:
        sys.stderr.write(one_line(f"The output cannot be written: {error.strerror or error}") + "\n")
        raise typer.Exit(1) from None
    except Exception as error:
        # Not imported for this: a command that never asked a database has no such error.
        database = sys.modules.get("sqlalchemy.exc")
        if database is None or not isinstance(error, database.SQLAlchemyError):
            raise
        said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        sys.stderr.write(one_line(f"The database refused a statement: {said}") + "\n")
        raise typer.Exit(1) from None


def one_line(text: str) -> str:
    """A sentence that may quote a document, so that nothing in it acts on the terminal."""
    line = printable(text)
    return line if line.endswith((".", "!", "?")) else f"{line}."


def load_settings(*, logs: bool = True) -> Settings:
    """The settings, with logging set up by them unless there is nothing that would log."""
    from pydantic import ValidationError

    from ledger.model.facts import explain
    from ledger.settings import Settings

    try:
        settings = Settings()
    except ValidationError as error:
        raise LedgerError(f"A setting (DEAL_LEDGER_…) is wrong: {explain(error)}.") from None
    if logs:
        from ledger.telemetry import configure_logging

        configure_logging(settings)
    return settings


def engine() -> Engine:
    from ledger.bootstrap import open_ledger

    return open_ledger(load_settings())


@contextmanager
def write_transaction() -> Iterator[tuple[Connection, Any]]:
    from ledger.bootstrap import open_ledger
    from ledger.curate.commands import Command
    from ledger.store.database import writing

    settings = load_settings()

    def command(command_id: str | None, expected: int | None = None) -> Command:
        return Command(settings.actor, datetime.now(UTC), command_id, expected)

    with writing(open_ledger(settings)) as conn:
        yield conn, command


@contextmanager
def question(
    as_of: str | None, known_at: str | None, seq: int | None, policy: str, currency: str | None = None
) -> Iterator[Question]:
    """A question at these clocks, asked as programs ask it, with failures explained."""
    from ledger.api import Ledger
    from ledger.query.policies import Policy

    if policy not in set(Policy):
        raise typer.BadParameter(f"a policy is one of {', '.join(Policy)}", param_hint="--policy")
    with failures():
        ledger = Ledger(engine())
        with ledger.question(as_of=as_of, known_at=known_at, seq=seq, policy=policy, currency=currency) as asked:
            yield asked


def screen() -> Any:
    from ledger import screen

    return screen


def print_row(row: Any) -> None:
    from ledger.model.canonical import to_json

    sys.stdout.write(to_json(row) + "\n")


def as_dict(value: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(value)


def answer(asked: Question, found: Iterable[Mapping[str, Any]], as_json: bool, shape: str) -> None:
    """Rows on standard output, and on standard error the clocks, once it is known that there is an answer."""
    iterator = iter(found)
    first = list(islice(iterator, 1))
    sys.stderr.write(screen().clocks(asked.clocks.to_json()) + "\n")
    rows(chain(first, iterator), as_json, shape)


def rows(found: Iterable[Mapping[str, Any]], as_json: bool, shape: str) -> None:
    if as_json:
        for row in found:
            print_row(row)
    else:
        from ledger import screens

        screens.show_rows(found, shape)


def say_done(done: Any, what: str, as_json: bool) -> None:
    if as_json:
        print_row(as_dict(done))
    elif done.new:
        sys.stdout.write(f"{what} at position {done.seq}.\n")
    else:
        sys.stdout.write(f"That was said before, at position {done.seq}; nothing was appended.\n")


def many(count: int, what: str) -> str:
    """So many of something, in words that agree: one address, two addresses."""
    return f"{count} {what}" if count == 1 else f"{count} {what}{'es' if what.endswith('s') else 's'}"
