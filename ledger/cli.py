"""The command `deal-ledger`: every command, thin. What takes time to import is imported by the command that needs it.

Answers go to standard output, progress and clocks to standard error. Exit code 0 is done (also when
nothing was found), 1 a failure explained in a sentence, 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands import (
    alert,
    company,
    deal,
    document,
    quarantine,
    questions,
    reading,
    review,
    source,
    upkeep,
    worker,
)
from ledger.commands.assignments import assignments as _assignments
from ledger.commands.reading import ReaderName
from ledger.commands.shared import (
    CommandId,
    Erratum,
    Expected,
    Json,
    Language,
    PolicyName,
    Published,
    Publisher,
    Reason,
    Seq,
    Title,
    Url,
)
from ledger.commands.shared import as_dict as _as_dict
from ledger.commands.shared import engine as _engine
from ledger.commands.shared import failures as _failures
from ledger.commands.shared import load_settings as _settings
from ledger.commands.shared import one_line as _one_line
from ledger.commands.shared import print_row as _print
from ledger.commands.shared import question as _question
from ledger.commands.shared import rows as _rows
from ledger.commands.shared import say_done as _say_done
from ledger.commands.shared import screen as _screen
from ledger.commands.shared import write_transaction as _writing

if TYPE_CHECKING:
    from ledger.settings import Settings

app = typer.Typer(
    help="A ledger of reported facts about companies: who said what, when it was known, and how the reports compare.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def _print_template(name: str | None) -> None:
    """Print one of the files that ship for people to fill in, instead of running the command."""
    if name is None:
        return
    from ledger.store.bundle import bundled

    if name not in ("csv", "jsonl"):
        raise typer.BadParameter("there is a template as csv and one as jsonl", param_hint="--template")
    with _failures():
        sys.stdout.write((bundled("seeds") / f"facts.template.{name}").read_text(encoding="utf-8"))
    raise typer.Exit


@app.command()
def init(as_json: Json = False) -> None:
    """Create or upgrade the ledger's tables and register the seed companies and sources."""
    from ledger.bootstrap import initialise

    with _failures():
        done = initialise(_settings())
        if as_json:
            _print({"registered": done.registered, "entities": done.entities, "seq": done.seq})
        else:
            news = f"{done.registered} registered now" if done.registered else "all there already"
            sys.stdout.write(f"The ledger is ready at position {done.seq}: {done.entities} seed entities, {news}.\n")


@app.command()
def ingest(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar="PATH|URL...", help="Files (.txt .md .html .xml .jsonl .csv …), folders, or web addresses."
        ),
    ],
    published: Published = None,
    publisher: Publisher = None,
    url: Url = None,
    title: Title = None,
    language: Language = None,
    reader: ReaderName = None,
    template: Annotated[  # noqa: ARG001 - it is printed as soon as it is met
        str | None,
        typer.Option(
            metavar="csv|jsonl", is_eager=True, callback=_print_template, help="Print a table of facts to fill in."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Read documents into the ledger; what cannot be read waits in quarantine, and the rest goes on."""
    from ledger.ingest.files import Imprint

    with _failures():
        given = Imprint(publisher, url, title, published, language)
        if not _ingest(_settings(), paths, given, reader, as_json):
            raise typer.Exit(1)


@app.command()
def record(
    kind: Annotated[str | None, typer.Option(help="The kind of fact.")] = None,
    company: Annotated[str | None, typer.Option(help="The company it is about.")] = None,
    counterparty: Annotated[list[str] | None, typer.Option(help="ROLE:NAME, as often as needed.")] = None,
    amount: Annotated[str | None, typer.Option(help="In full units: 15000000000, or LOW..HIGH for a range.")] = None,
    currency: Annotated[str | None, typer.Option(help="USD, EUR, …")] = None,
    qualifier: Annotated[str, typer.Option(help="exact, about, at_least, at_most, over or under.")] = "exact",
    percent: Annotated[str | None, typer.Option(help="49 for 49 %.")] = None,
    field: Annotated[
        list[str] | None, typer.Option("--set", help="Any other field: NAME=VALUE, VALUE as JSON or text.")
    ] = None,
    quote: Annotated[str | None, typer.Option(help="The words that say so.")] = None,
    published: Published = None,
    publisher: Publisher = None,
    url: Url = None,
    title: Title = None,
    command_id: CommandId = None,
    expected: Expected = None,
    as_json: Json = False,
) -> None:
    """Record a fact by hand, with its source."""
    from ledger.curate import commands
    from ledger.ingest.files import Imprint

    with _failures():
        fields: dict[str, Any] = {"kind": kind, "company": company}
        fields |= {"counterparties": _counterparties(counterparty or [])}
        fields |= {"amount": _amount(amount, currency, qualifier), "percent": percent, "quote": quote}
        fields |= _assignments(field or [])
        fields = {name: value for name, value in fields.items() if value not in (None, [])}
        with _writing() as (conn, command):
            done = commands.record(
                conn, fields, Imprint(publisher, url, title, published), command(command_id, expected)
            )
        if as_json:
            _print(_as_dict(done))
        else:
            sys.stdout.write(
                f"Recorded at position {done.seq}.\n"
                if done.new
                else "It was in the ledger already; nothing was appended.\n"
            )


@app.command()
def correct(
    claim: Annotated[str, typer.Argument(help="The claim's id or position.")],
    field: Annotated[
        list[str], typer.Option("--set", help="NAME=VALUE, VALUE as JSON or text; amount.value reaches inside.")
    ],
    reason: Reason,
    erratum: Erratum = None,
    command_id: CommandId = None,
    expected: Expected = None,
    as_json: Json = False,
) -> None:
    """Put a corrected fact in a claim's place; the old claim stays as history."""
    from ledger.curate import commands

    with _failures(), _writing() as (conn, command):
        done = commands.correct(
            conn, claim, _assignments(field), commands.Said(command(command_id, expected), reason, erratum)
        )
        _say_done(done, "Corrected", as_json)


@app.command()
def retract(
    claim: Annotated[str, typer.Argument(help="The claim's id or position.")],
    reason: Reason,
    erratum: Erratum = None,
    command_id: CommandId = None,
    expected: Expected = None,
    as_json: Json = False,
) -> None:
    """Withdraw a claim; it stays as history."""
    from ledger.curate import commands

    with _failures(), _writing() as (conn, command):
        done = commands.retract(conn, claim, commands.Said(command(command_id, expected), reason, erratum))
        _say_done(done, "Retracted", as_json)


@app.command()
def rank(
    claim: Annotated[str, typer.Argument(help="The claim's id or position.")],
    rank: Annotated[str, typer.Argument(help="preferred, normal or deprecated.")],
    reason: Reason,
    command_id: CommandId = None,
    expected: Expected = None,
    as_json: Json = False,
) -> None:
    """Prefer or deprecate a claim for the policy `rank`; it stays beside its rivals."""
    from typing import cast

    from ledger.curate import commands
    from ledger.model.events import Rank

    if rank not in ("preferred", "normal", "deprecated"):
        raise typer.BadParameter("a rank is preferred, normal or deprecated")
    with _failures(), _writing() as (conn, command):
        done = commands.rank(conn, claim, cast(Rank, rank), commands.Said(command(command_id, expected), reason))
        _say_done(done, f"Ranked {rank}", as_json)


questions.add_to(app)
reading.add_to(app)
app.add_typer(alert.app, name="alert")
app.add_typer(company.app, name="company")
app.add_typer(deal.app, name="deal")
app.add_typer(document.app, name="document")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(review.app, name="review")
app.add_typer(source.app, name="source")


@app.command(name="asof-join")
def asof_join(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="CSV, Parquet or Arrow with the columns company, kind, known_at.")
    ],
    target: Annotated[Path, typer.Argument(metavar="OUT", help="CSV, Parquet or Arrow, by its ending.")],
    seq: Seq = None,
    policy: PolicyName = "latest_known",
    forecasts: Annotated[bool, typer.Option("--forecasts", help="Let forecasts be picked as well.")] = False,
    as_json: Json = False,
) -> None:
    """Complete a table of (company, kind, known date) rows by what was known of each then."""
    from ledger.ops.asof_join import join_files
    from ledger.query.asof import at_head

    screen = _screen()
    with _question(None, None, seq, policy) as question:
        with screen.progress() as bar:
            task = bar.add_task("joining", total=None)
            done = join_files(
                at_head(question),
                source,
                target,
                forecasts=forecasts,
                progress=lambda count, total: bar.update(task, completed=count, total=total),
            )
        sys.stderr.write(screen.clocks(question.clocks.to_json()) + "\n")
        if as_json:
            _print({"rows": done, "policy": policy, "clocks": question.clocks.to_json()})
        else:
            sys.stdout.write(f"{done} rows were written to {target}.\n")


@app.command()
def events(
    after: Annotated[int, typer.Option(min=0, max=2**63 - 1, help="Only events beyond this position.")] = 0,
    as_json: Json = False,
) -> None:
    """The log itself, ascending."""
    from ledger.ops.events import event_rows
    from ledger.store.database import reading

    with _failures(), reading(_engine()) as conn:
        _rows(event_rows(conn, after), as_json, "event")


for command in (upkeep.verify, upkeep.rebuild, upkeep.backup, upkeep.restore, upkeep.erase, upkeep.doctor):
    app.command()(command)


app.command()(worker.worker)
app.command()(worker.status)


@app.command()
def demo() -> None:
    """Show what the ledger does, on the example documents that ship with it."""
    from ledger.demo import run

    with _failures():
        run(_settings())


def main() -> None:
    """The entry point of the installed command."""
    app()


def _ingest(settings: Settings, paths: list[str], given: Any, reader: str | None, as_json: bool) -> bool:
    """Say what became of each document as soon as it is settled; returns whether all could be read."""
    from ledger.bootstrap import fetching, ingester, open_ledger
    from ledger.ingest.files import find_files, passed_over

    addresses = [path for path in paths if path.startswith(("http://", "https://"))]
    paths = [path for path in paths if path not in addresses]
    files: list[Path] = list(find_files(paths))
    if others := passed_over(paths):
        count, endings = others.total(), ", ".join(ending or "none" for ending in sorted(others))
        what = "1 file with another ending was" if count == 1 else f"{count} files with other endings were"
        sys.stderr.write(_one_line(f"{what} passed over: {endings}") + "\n")
    all_read = True
    made = ingester(open_ledger(settings), settings, reader)

    def outcomes() -> Iterator[Any]:
        yield from made.ingest(files, given)
        if addresses:
            with fetching(settings) as fetch:
                yield from made.ingest_web(addresses, fetch, given)

    with _screen().progress() as bar:
        task = bar.add_task("reading", total=len(files) + len(addresses))
        for outcome in outcomes():
            all_read &= outcome.reason is None
            _say_outcome(outcome, as_json)
            bar.update(task, advance=1)
    return all_read


def _say_outcome(outcome: Any, as_json: bool) -> None:
    if outcome.reason is not None:
        where = "" if outcome.address in outcome.reason else f"{outcome.address}: "
        kept = " It is kept in quarantine." if outcome.status == "quarantined" else ""
        sys.stderr.write(f"{where}{_one_line(outcome.reason)}{kept}\n")
    if as_json:
        _print(_as_dict(outcome))
    elif outcome.status == "unchanged":
        sys.stdout.write(_one_line(f"{outcome.address}: in the ledger already, nothing appended.") + "\n")
    elif outcome.reason is None:
        more = f", {outcome.waiting} more wait for a person (`deal-ledger review list`)" if outcome.waiting else ""
        sys.stdout.write(_one_line(f"{outcome.address}: {outcome.facts} facts{more}.") + "\n")


def _counterparties(given: list[str]) -> list[dict[str, str]]:
    found = []
    for text in given:
        role, colon, name = text.partition(":")
        if not colon or not role.strip() or not name.strip():
            raise typer.BadParameter(f"“{text}” is not ROLE:NAME", param_hint="--counterparty")
        found.append({"role": role.strip(), "name": name.strip()})
    return found


def _amount(text: str | None, currency: str | None, qualifier: str) -> dict[str, Any] | None:
    if text is None:
        return None
    low, dots, high = text.partition("..")
    if dots:
        return {"low": low, "high": high, "currency": currency, "qualifier": "range"}
    return {"value": text, "currency": currency, "qualifier": qualifier}
