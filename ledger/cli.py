"""The command `deal-ledger`: every command, thin. What takes time to import is imported by the command that needs it.

Answers go to standard output, progress and clocks to standard error. Exit code 0 is done (also when
nothing was found), 1 a failure explained in a sentence, 2 wrong usage.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.model.errors import LedgerError
from ledger.model.text import printable

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

    from ledger.query.questions import Question
    from ledger.settings import Settings

app = typer.Typer(
    help="A ledger of reported facts about companies: who said what, when it was known, and how the reports compare.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

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
Reason = Annotated[str, typer.Option(help="Why; it is kept with the event.")]
Erratum = Annotated[
    str | None, typer.Option(help="The day the publisher corrected itself; without it, the ledger had misread.")
]
CurrencyCode = Annotated[
    str | None, typer.Option("--currency", help="Show amounts in this currency too, as derived figures.")
]
CompanyName = Annotated[str, typer.Argument(help="Id, name or alias.")]


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
def extract(
    files: Annotated[list[str], typer.Argument(metavar="FILE...")],
    published: Published = None,
    publisher: Publisher = None,
    url: Url = None,
    title: Title = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Print the facts that documents hold; store nothing, need no database."""
    from ledger.bootstrap import reader_from_seeds
    from ledger.ingest.files import Imprint, find_files
    from ledger.ingest.preview import facts_in

    with _failures():
        settings, reader = _settings(), reader_from_seeds()
        given = Imprint(publisher, url, title, published, language)
        found = (
            fact for path in find_files(files) for fact in facts_in(path, given, reader, settings.max_document_bytes)
        )
        _rows((fact.model_dump(mode="python") for fact in found), as_json, "fact")


@app.command()
def ingest(
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Files (.txt .md .jsonl) or folders of them.")],
    published: Published = None,
    publisher: Publisher = None,
    url: Url = None,
    title: Title = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Read documents into the ledger; what cannot be read waits in quarantine, and the rest goes on."""
    from ledger.ingest.files import Imprint

    with _failures():
        given = Imprint(publisher, url, title, published, language)
        outcomes = _ingest(_settings(), paths, given)
        _say_outcomes(outcomes, as_json)
        if any(outcome.status == "quarantined" for outcome in outcomes):
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
            done = commands.record(conn, fields, Imprint(publisher, url, title, published), command(command_id))
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
    as_json: Json = False,
) -> None:
    """Put a corrected fact in a claim's place; the old claim stays as history."""
    from ledger.curate import commands

    with _failures(), _writing() as (conn, command):
        done = commands.correct(conn, claim, _assignments(field), commands.Said(command(command_id), reason, erratum))
        _say_done(done, "Corrected", as_json)


@app.command()
def retract(
    claim: Annotated[str, typer.Argument(help="The claim's id or position.")],
    reason: Reason,
    erratum: Erratum = None,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Withdraw a claim; it stays as history."""
    from ledger.curate import commands

    with _failures(), _writing() as (conn, command):
        done = commands.retract(conn, claim, commands.Said(command(command_id), reason, erratum))
        _say_done(done, "Retracted", as_json)


@app.command()
def rank(
    claim: Annotated[str, typer.Argument(help="The claim's id or position.")],
    rank: Annotated[str, typer.Argument(help="preferred, normal or deprecated.")],
    reason: Reason,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Prefer or deprecate a claim for the policy `rank`; it stays beside its rivals."""
    from typing import cast

    from ledger.curate import commands
    from ledger.model.events import Rank

    if rank not in ("preferred", "normal", "deprecated"):
        raise typer.BadParameter("a rank is preferred, normal or deprecated")
    with _failures(), _writing() as (conn, command):
        done = commands.rank(conn, claim, cast(Rank, rank), commands.Said(command(command_id), reason))
        _say_done(done, f"Ranked {rank}", as_json)


@app.command()
def state(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    currency: CurrencyCode = None,
    as_json: Json = False,
) -> None:
    """What is reported of a company, rival reports side by side."""
    from ledger.query import questions

    with _question(as_of, known_at, seq, policy, currency) as question:
        answer = questions.state(question, company)
        if as_json:
            _print(answer)
        else:
            _screen().show_state(
                answer, question.name(answer["company"]), "Nothing is reported that holds on this day."
            )


@app.command()
def conflicts(
    company: Annotated[str | None, typer.Argument(help="Id, name or alias; all companies by default.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """Where current reports contradict each other."""
    from ledger.query import questions

    with _question(as_of, known_at, seq, policy) as question:
        answer = questions.conflicts(question, company)
        if as_json:
            _print(answer)
        else:
            title = f"Conflicts about {question.name(answer['company'])}" if company else "Conflicts"
            _screen().show_state(answer, title, "No current reports contradict each other.")


@app.command()
def claims(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    currency: CurrencyCode = None,
    as_json: Json = False,
) -> None:
    """Every claim about a company with its source, corrected and retracted ones included."""
    from ledger.query import questions

    with _question(as_of, known_at, seq, policy, currency) as question:
        _answer(question, questions.claims(question, company), as_json, "claim")


@app.command()
def deals(
    company: Annotated[str | None, typer.Argument(help="Id, name or alias; all deals by default.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """The transactions that claims speak of, with their sides and stages."""
    from ledger.query import questions

    with _question(as_of, known_at, seq, policy) as question:
        _answer(question, questions.deals(question, company), as_json, "deal")


@app.command()
def history(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """What happened to a company's claims: reported, corrected, retracted, ranked, by whom and why."""
    from ledger.query import questions

    with _question(as_of, known_at, seq, policy) as question:
        _answer(question, questions.history(question, company), as_json, "entry")


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


@app.command()
def verify(as_json: Json = False) -> None:
    """Check the whole log: its hash chain, its positions, its documents; name what is damaged."""
    from ledger.ops.verify import verify as check
    from ledger.store.database import reading

    screen = _screen()
    with _failures(), reading(_engine()) as conn:
        with screen.progress() as bar:
            task = bar.add_task("verifying", total=None)
            found = check(conn, progress=lambda done, total: bar.update(task, completed=done, total=total))
        if as_json:
            _print(_as_dict(found))
        elif found.ok:
            sys.stdout.write(f"The log is whole: {found.events} events, head {found.head.seq}:{found.head.hash}\n")
        if not found.ok:
            for problem in found.problems:
                sys.stderr.write(f"position {problem.seq}: {problem.what}\n")
            raise LedgerError(f"The log is damaged, first at position {found.problems[0].seq}.")


@app.command()
def rebuild(as_json: Json = False) -> None:
    """Make all read models anew from the log."""
    from ledger.project import projector
    from ledger.store.database import writing

    screen = _screen()
    with _failures(), writing(_engine()) as conn:
        with screen.progress() as bar:
            task = bar.add_task("rebuilding", total=None)
            count = projector.rebuild(conn, lambda done, total: bar.update(task, completed=done, total=total))
        if as_json:
            _print({"events": count})
        else:
            sys.stdout.write(f"The read models were rebuilt from {count} events.\n")


@app.command()
def demo() -> None:
    """Show what the ledger does, on the example documents that ship with it."""
    from ledger.demo import run

    with _failures():
        run(_settings())


def main() -> None:
    """The entry point of the installed command."""
    app()


@contextmanager
def _failures() -> Iterator[None]:
    """Explain failures in a sentence on standard error, with exit code 1."""
    try:
        yield
    except LedgerError as error:
        sys.stderr.write(f"{_one_line(str(error))}\n")
        raise typer.Exit(1) from None
    except BrokenPipeError:  # the reader of our output has seen enough
        sys.stderr.close()
        raise typer.Exit(0) from None


def _one_line(text: str) -> str:
    """A sentence that may quote a document, so that nothing in it acts on the terminal."""
    line = printable(text)
    return line if line.endswith((".", "!", "?")) else f"{line}."


def _settings() -> Settings:
    from pydantic import ValidationError

    from ledger.model.facts import explain
    from ledger.settings import Settings
    from ledger.telemetry import configure_logging

    try:
        settings = Settings()
    except ValidationError as error:
        raise LedgerError(f"A setting (DEAL_LEDGER_…) is wrong: {explain(error)}.") from None
    configure_logging(settings)
    return settings


def _engine() -> Engine:
    from ledger.bootstrap import open_ledger

    return open_ledger(_settings())


@contextmanager
def _writing() -> Iterator[tuple[Connection, Any]]:
    from ledger.bootstrap import open_ledger
    from ledger.curate.commands import Command
    from ledger.store.database import writing

    settings = _settings()

    def command(command_id: str | None) -> Command:
        return Command(settings.actor, datetime.now(UTC), command_id)

    with writing(open_ledger(settings)) as conn:
        yield conn, command


@contextmanager
def _question(
    as_of: str | None, known_at: str | None, seq: int | None, policy: str, currency: str | None = None
) -> Iterator[Question]:
    from ledger.query.policies import Policy
    from ledger.query.questions import ask
    from ledger.store.database import reading

    if policy not in set(Policy):
        raise typer.BadParameter(f"a policy is one of {', '.join(Policy)}", param_hint="--policy")
    with _failures(), reading(_engine()) as conn:
        yield ask(
            conn,
            now=datetime.now(UTC),
            as_of=as_of,
            known_at=known_at,
            seq=seq,
            policy=Policy(policy),
            currency=currency,
        )


def _screen() -> Any:
    from ledger import screen

    return screen


def _print(row: Any) -> None:
    from ledger.model.canonical import to_json

    sys.stdout.write(to_json(row) + "\n")


def _as_dict(value: Any) -> dict[str, Any]:
    from dataclasses import asdict

    return asdict(value)


def _answer(question: Question, rows: Iterable[dict[str, Any]], as_json: bool, shape: str) -> None:
    """Rows on standard output, and on standard error the clocks, once it is known that there is an answer."""
    iterator = iter(rows)
    first = list(islice(iterator, 1))
    sys.stderr.write(_screen().clocks(question.clocks.to_json()) + "\n")
    _rows(chain(first, iterator), as_json, shape)


def _rows(rows: Iterable[dict[str, Any]], as_json: bool, shape: str) -> None:
    if as_json:
        for row in rows:
            _print(row)
    else:
        _screen().show_rows(rows, shape)


def _ingest(settings: Settings, paths: list[str], given: Any) -> list[Any]:
    from ledger.bootstrap import ingester, open_ledger
    from ledger.ingest.files import find_files

    files: list[Path] = list(find_files(paths))
    outcomes = []
    with _screen().progress() as bar:
        task = bar.add_task("reading", total=len(files))
        for outcome in ingester(open_ledger(settings), settings).ingest(files, given):
            outcomes.append(outcome)
            bar.update(task, advance=1)
    return outcomes


def _say_outcomes(outcomes: list[Any], as_json: bool) -> None:
    for outcome in outcomes:
        if outcome.status == "quarantined":
            where = "" if outcome.address in outcome.reason else f"{outcome.address}: "
            sys.stderr.write(f"{where}{_one_line(outcome.reason)} It is kept in quarantine.\n")
        if as_json:
            _print(_as_dict(outcome))
        elif outcome.status == "quarantined":
            continue
        elif outcome.status == "unchanged":
            sys.stdout.write(_one_line(f"{outcome.address}: in the ledger already, nothing appended.") + "\n")
        else:
            sys.stdout.write(_one_line(f"{outcome.address}: {outcome.facts} facts.") + "\n")


def _say_done(done: Any, what: str, as_json: bool) -> None:
    if as_json:
        _print(_as_dict(done))
    elif done.new:
        sys.stdout.write(f"{what} at position {done.seq}.\n")
    else:
        sys.stdout.write(f"That was said before, at position {done.seq}; nothing was appended.\n")


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


def _assignments(given: list[str]) -> dict[str, Any]:
    """`NAME=VALUE` pairs; a value that is not JSON is text, and a dotted name reaches into an object."""
    import json

    fields: dict[str, Any] = {}
    for text in given:
        name, equals, raw = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"“{text}” is not NAME=VALUE", param_hint="--set")
        try:
            value: Any = json.loads(raw, parse_float=str)
        except ValueError:
            value = raw
        fields[name.strip()] = value
    return fields
