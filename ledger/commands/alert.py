"""`deal-ledger alert …`: who is told what, and how that goes."""

from __future__ import annotations

import os
import socket
import sys
import uuid
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
    say_done,
    screen,
    write_transaction,
)
from ledger.model.errors import LedgerError

if TYPE_CHECKING:
    from ledger.alert.posting import Poster

app = typer.Typer(help="Subscriptions: tell somebody by webhook or feed what happens.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="The subscription's name.")]
Why = Annotated[str | None, typer.Option("--reason", help="Why; it is kept with the event.")]
Variable = Annotated[
    str | None, typer.Option("--secret-from", help="Sign with what this environment variable holds at delivery.")
]


@app.command()
def add(
    name: Name,
    company: Annotated[
        list[str] | None, typer.Option(help="A company, by id or name, as either side; all without it.")
    ] = None,
    kind: Annotated[list[str] | None, typer.Option(help="A kind of fact; all without it.")] = None,
    when: Annotated[
        list[str] | None,
        typer.Option(
            help="fact, conflict, agreement_changed, correction, retraction or denial, alone or “where percent > 10 "
            "and stage = completed”; any of several is enough, and fact is meant without it."
        ),
    ] = None,
    webhook: Annotated[str | None, typer.Option(metavar="URL", help="Post messages to this address.")] = None,
    atom: Annotated[bool, typer.Option("--atom", help="Keep a feed.")] = False,
    secret_from: Variable = None,
    reason: Why = None,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Tell somebody from now on; under a name that there is, change what is told. A webhook's secret is shown once."""
    from ledger.alert import subscribing
    from ledger.worker import clock

    if (webhook is None) != atom:
        raise typer.BadParameter("alerts go to --webhook URL or into a feed (--atom), one of the two")
    with failures():
        wanted = subscribing.Wanted(name, company or (), kind or (), when or (), webhook, reason)
        with write_transaction() as (conn, command):
            done = subscribing.add(conn, wanted, command(command_id), now=clock.now(conn), variable=secret_from)
        if as_json:
            print_row(as_dict(done.decided) | {"secret": done.secret})
            return
        say_done(done.decided, f"Subscribed “{one_line(name).rstrip('.')}”", as_json=False)
        _say_secret(done.secret)


@app.command(name="list")
def list_subscriptions(as_json: Json = False) -> None:
    """Every subscription: what it waits for, how far it has been told, and what keeps it from more."""
    from ledger.alert.standing import standings
    from ledger.store.database import reading

    with failures(), reading(engine()) as conn:
        found = standings(conn)
        if as_json:
            for row in found:
                print_row(row)
        else:
            columns = ("name", "waits for", "of", "kinds", "goes to", "position", "delivered", "state")
            screen().show_table(columns, map(_cells, found), "There are no subscriptions.")


@app.command()
def remove(name: Name, reason: Why = None, command_id: CommandId = None, as_json: Json = False) -> None:
    """Tell nobody under this name any more; its secrets are deleted."""
    from ledger.alert import subscribing

    with failures():
        with write_transaction() as (conn, command):
            done = subscribing.remove(conn, name, reason, command(command_id))
        say_done(done, "Removed", as_json)


@app.command()
def rotate(name: Name, secret_from: Variable = None, as_json: Json = False) -> None:
    """Sign with a new secret, which is shown once; the old one signs beside it for a day."""
    from ledger.alert import subscribing
    from ledger.worker import clock

    with failures():
        with write_transaction() as (conn, _):
            secret = subscribing.rotate(conn, name, now=clock.now(conn), variable=secret_from)
        if as_json:
            print_row({"name": name, "secret": secret})
        else:
            sys.stdout.write("Messages are signed with both secrets for a day, then with the new one only.\n")
            _say_secret(secret)


@app.command(name="test")
def send_test(name: Name, as_json: Json = False) -> None:
    """Send a message that only says that messages arrive; exit code 1 if it does not."""
    from ledger.alert.deliver import arrived, send_trial, sentence
    from ledger.model.errors import InvalidSubscription
    from ledger.project.subscriptions import subscription_called
    from ledger.store.database import reading
    from ledger.worker import clock

    with failures():
        ledger = engine()
        with reading(ledger) as conn:
            found = subscription_called(conn, name)
        if found.delivery != "webhook":
            raise InvalidSubscription(f"“{name}” is a feed, and nothing is sent; “deal-ledger alert feed” writes it.")
        answer = send_trial(ledger, _poster(), clock.now, found)
        said = sentence(answer)
        if as_json:
            print_row({"name": found.name, "arrived": arrived(answer), "status": answer.status, "answer": said})
        elif arrived(answer):
            sys.stdout.write(f"{one_line(said)} Messages to “{found.name}” arrive.\n")
        if not arrived(answer):
            raise LedgerError(said)


@app.command()
def replay(
    name: Name,
    position: Annotated[
        int | None, typer.Option("--from", min=0, help="Tell again what comes after this position; or just go on.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Set a subscription back, or start one again that was given up. Messages keep their ids."""
    from ledger.alert import subscribing

    with failures():
        with write_transaction() as (conn, _):
            found = subscribing.replay(conn, name, position)
        if as_json:
            print_row({"name": found.name, "from": position})
        else:
            where = "goes on where it stands" if position is None else f"is told again what comes after {position}"
            sys.stdout.write(f"“{found.name}” {where}, from the next delivery on.\n")


@app.command()
def deliver(as_json: Json = False) -> None:
    """Deliver what is due now, for cron; the worker does it by itself. Exit code 1 if something did not arrive."""
    from ledger.alert.deliver import deliver_due
    from ledger.worker import clock

    with failures():
        ledger, poster = engine(), _poster()
        worker_id = f"{socket.gethostname()} {os.getpid()} {uuid.uuid4().hex[:8]}"
        counts = {"messages": 0, "entries": 0, "failed": 0}
        disabled: list[str] = []
        more = True
        while more:
            done = deliver_due(ledger, poster, clock.now, worker_id)
            for count in counts:
                counts[count] += getattr(done, count)
            disabled += done.disabled
            more = done.more
        if as_json:
            print_row(counts | {"disabled": disabled})
        else:
            sys.stdout.write(
                f"{many(counts['messages'], 'message')} delivered, {many(counts['entries'], 'alert')} put into feeds.\n"
            )
        if counts["failed"]:
            raise LedgerError(f"{many(counts['failed'], 'message')} did not arrive; “deal-ledger alert list” says why.")


@app.command()
def feed(
    name: Name,
    out: Annotated[Path | None, typer.Argument(metavar="OUT.atom", help="Standard output without it.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200, help="At most so many alerts.")] = 50,
    as_json: Json = False,
) -> None:
    """Write a subscription's latest alerts as an Atom document."""
    from ledger.alert.feed import feed as write
    from ledger.alert.planning import gather
    from ledger.store.database import reading
    from ledger.worker import clock

    if as_json and out is None:
        raise typer.BadParameter("name a file: standard output cannot hold both", param_hint="--json")
    with failures():
        ledger = engine()
        gather(ledger, clock.now)
        with reading(ledger) as conn:
            document = write(conn, name, limit=limit)
        if out is None:
            sys.stdout.write(document.decode())
            return
        part = out.with_name(f"{out.name}.part")
        part.write_bytes(document)
        part.replace(out)
        if as_json:
            print_row({"name": name, "file": str(out), "bytes": len(document)})
        else:
            sys.stdout.write(f"{len(document)} bytes were written to {out}.\n")


def _poster() -> Poster:
    from ledger.bootstrap import poster

    return poster(load_settings())


def _say_secret(secret: str | None) -> None:
    if secret is not None:
        sys.stdout.write(f"Its secret, which is not shown again: {secret}\n")


def _cells(row: Any) -> list[str]:
    state = row["state"] if row["reason"] is None else f"{row['state']}: {row['reason']}"
    behind = f", {row['behind']} behind" if row["behind"] else ""
    return [
        row["name"],
        "; ".join(row["when"]),
        ", ".join(row["companies"]) or "all companies",
        ", ".join(row["kinds"]) or "all kinds",
        row["url"] or "a feed",
        f"{row['position']}{behind}",
        str(row["delivered"]),
        state,
    ]
