"""`deal-ledger company …`: who is known, under which names, and which of them are one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.shared import (
    AsOf,
    CommandId,
    CompanyName,
    Json,
    KnownAt,
    Limit,
    PolicyName,
    Reason,
    Seq,
    answer,
    as_dict,
    engine,
    failures,
    load_settings,
    one_line,
    print_row,
    question,
    say_done,
    screen,
    write_transaction,
)

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from ledger.curate.commands import Said
    from ledger.curate.deciding import Decided

app = typer.Typer(help="Companies, funds, people and products: names, identifiers, merges.", no_args_is_help=True)

Ambiguous = Annotated[
    bool, typer.Option("--ambiguous", help="The name is also another's, or a common word; it counts in context only.")
]
Names = Annotated[list[str] | None, typer.Option("--alias", help="Another name, as often as needed.")]


@app.command()
def register(
    name: Annotated[
        str | None, typer.Argument(help="The name that newspapers use; with --id it may stay as it is.")
    ] = None,
    reason: Reason = "",
    entity_id: Annotated[str | None, typer.Option("--id", help="Its id; made from the name by default.")] = None,
    entity_type: Annotated[
        str | None, typer.Option("--type", help="company, fund, publisher, person, product or organisation.")
    ] = None,
    alias: Names = None,
    legal_name: Annotated[str | None, typer.Option(help="The registered name.")] = None,
    country: Annotated[str | None, typer.Option(help="Two letters, ISO 3166-1.")] = None,
    wikidata: Annotated[str | None, typer.Option(help="Q and a number.")] = None,
    lei: Annotated[str | None, typer.Option(help="Legal entity identifier, 20 characters.")] = None,
    ticker: Annotated[str | None, typer.Option(help="Of the main listing, without the exchange.")] = None,
    domain: Annotated[str | None, typer.Option(help="Host name of the website.")] = None,
    tier: Annotated[int | None, typer.Option(min=1, help="Of a publisher: 1 is the best.")] = None,
    ambiguous: Ambiguous = False,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Register an entity, confirm one that a document named, or with --id change what is known of one."""
    from ledger.curate import entities

    described = entities.Described.of(
        name,
        entity_id,
        type=entity_type,
        aliases=alias,
        legal_name=legal_name,
        country=country,
        wikidata=wikidata,
        lei=lei,
        ticker=ticker,
        domain=domain,
        tier=tier,
    )
    _decide(
        lambda conn, said: entities.register(conn, described, said, ambiguous=ambiguous),
        ("Registered", reason, command_id),
        as_json,
    )


@app.command("alias")
def add_alias(
    company: CompanyName,
    alias: Annotated[str, typer.Argument(help="The other name.")],
    reason: Reason,
    ambiguous: Ambiguous = False,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Give an entity another name; one that somebody else bears is refused."""
    from ledger.curate import entities

    _decide(
        lambda conn, said: entities.alias(conn, company, alias, said, ambiguous=ambiguous),
        ("Registered", reason, command_id),
        as_json,
    )


@app.command()
def merge(
    into: Annotated[str, typer.Argument(help="The one that stays.")],
    merged: Annotated[str, typer.Argument(help="The one that is answered as the first from now on.")],
    reason: Reason,
    effective: Annotated[
        str | None, typer.Option(help="The day of a merger of the real world; without it, the two were always one.")
    ] = None,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Let two ids mean one entity; `split` undoes it."""
    from ledger.curate import entities

    _decide(
        lambda conn, said: entities.merge(conn, into, merged, said, effective=effective),
        ("Merged", reason, command_id),
        as_json,
    )


@app.command()
def split(
    company: Annotated[str, typer.Argument(help="The one that stays.")],
    other: Annotated[str, typer.Argument(help="The one that was merged into it.")],
    reason: Reason,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Undo a merge."""
    from ledger.curate import entities

    _decide(lambda conn, said: entities.split(conn, company, other, said), ("Split", reason, command_id), as_json)


@app.command("keep-apart")
def keep_apart(
    company: CompanyName,
    other: Annotated[str, typer.Argument(help="The one that is somebody else.")],
    reason: Reason,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Decide that two entities are not one, so that `review` asks no more."""
    from ledger.curate import entities

    _decide(
        lambda conn, said: entities.keep_apart(conn, company, other, said), ("Kept apart", reason, command_id), as_json
    )


@app.command()
def show(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """What is known of an entity, how it came to be known, and which ids mean it."""
    from ledger import screens
    from ledger.query import entities

    with question(as_of, known_at, seq, policy) as asked:
        found = entities.show(asked, company)
        sys.stderr.write(screen().clocks(asked.clocks.to_json()) + "\n")
        if as_json:
            print_row(found)
        else:
            screens.show_company(found)


@app.command()
def search(
    text: Annotated[str, typer.Argument(help="A part of a name, or an identifier.")],
    limit: Limit = 20,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """Find entities by their names and identifiers."""
    from ledger.query import search as searching

    with question(as_of, known_at, seq, policy) as asked:
        answer(asked, searching.companies(asked, text, limit), as_json, "match")


@app.command()
def review(
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """Pairs of entities that may be one; `merge` or `keep-apart` decides."""
    from ledger.query import entities

    with question(as_of, known_at, seq, policy) as asked:
        answer(asked, entities.review(asked), as_json, "candidate")


@app.command("import")
def import_file(
    file: Annotated[
        Path,
        typer.Argument(
            help="CSV with the columns of the documentation, or a download of Wikidata or GLEIF (CSV, JSON)."
        ),
    ],
    only_known: Annotated[
        bool, typer.Option("--only-known", help="Complete those who are known; register nobody new.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Register or complete many entities; doubtful ones wait for `review`. The same file again changes nothing."""
    from ledger.curate.imports import Importer
    from ledger.ingest.companies import read_entities

    with failures():
        actor = load_settings().actor
        counts: dict[str, int] = {}
        with screen().progress() as bar:
            task = bar.add_task("importing", total=None)
            rows = read_entities(file, lambda done, total: bar.update(task, completed=done, total=total))
            for outcome in Importer(engine(), actor, file.name, only_known).run(rows):
                counts[outcome.status] = counts.get(outcome.status, 0) + 1
                if outcome.status == "refused":
                    sys.stderr.write(f"row {outcome.place}: {one_line(outcome.reason or '')}\n")
                if as_json:
                    print_row(as_dict(outcome))
        if not as_json:
            sys.stdout.write(f"{', '.join(f'{n} {status}' for status, n in sorted(counts.items())) or 'No rows'}.\n")
            if counts.get("uncertain"):
                sys.stdout.write("`deal-ledger company review` lists who may be one.\n")
        if counts.get("refused"):
            raise typer.Exit(1)


def _decide(what: Callable[[Connection, Said], Decided], said: tuple[str, str, str | None], as_json: bool) -> None:
    """Run a decision in a write transaction and say what it did."""
    from ledger.curate.commands import Said

    done_word, reason, command_id = said
    with failures():
        with write_transaction() as (conn, command):
            done: Any = what(conn, Said(command(command_id), reason))
        say_done(done, f"{done_word} {', '.join(done.ids)}", as_json)
