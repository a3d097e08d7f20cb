"""Facts that wait for a person, as commands."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.shared import (
    CommandId,
    Json,
    Reason,
    as_dict,
    engine,
    failures,
    print_row,
    screen,
    write_transaction,
)

if TYPE_CHECKING:
    from ledger.curate.review import Proposal, Reviewed

app = typer.Typer(help="Decide about facts that a reader was not sure of.", no_args_is_help=True)

Reference = Annotated[str, typer.Argument(metavar="PROPOSAL", help="Its id or position.")]
Why = Annotated[str | None, typer.Option("--reason", help="Why; it is kept with the event.")]


@app.command(name="list")
def list_proposals(
    status: Annotated[str, typer.Option(help="waiting, accepted, edited, rejected or all.")] = "waiting",
    document: Annotated[str | None, typer.Option(help="Only those of this document (its id).")] = None,
    as_json: Json = False,
) -> None:
    """What waits for a decision, with the reason, oldest first."""
    from ledger.curate import review
    from ledger.store.database import reading

    if status not in (*review.STATUSES, "all"):
        raise typer.BadParameter(f"a status is one of {', '.join(review.STATUSES)} or all", param_hint="--status")
    with failures(), reading(engine()) as conn:
        found = review.proposals(conn, None if status == "all" else status, document)
        if as_json:
            for proposal in found:
                print_row(proposal.row())
        else:
            columns = ("no.", "fact", "figure", "says", "quote", "why it waits")
            screen().show_table(columns, map(_cells, found), f"No facts are {status}.")


@app.command()
def show(proposal: Reference, as_json: Json = False) -> None:
    """One proposal with the words around its quote."""
    from ledger.curate import review
    from ledger.store import documents
    from ledger.store.database import reading

    with failures(), reading(engine()) as conn:
        found = review.find(conn, proposal)
        text = documents.text_of(conn, found.document_id) or ""
    row = found.row() | {"context": _context(text, found.fact)}
    if as_json:
        print_row(row)
        return
    kind, figure, says, quote = screen_cells(found)
    lines = [
        ("fact", kind), ("figure", figure), ("says", says), ("quote", quote), ("context", row["context"]),
        ("source", ", ".join(filter(None, (found.publication["publisher"], found.publication["published"])))),
        ("read by", f"{found.reader} {found.reader_version}, {found.fact['confidence']:.0%} sure"),
        ("waits because", f"{found.cause}: {found.reason}"), ("status", found.status),
        ("decided", f"{found.decided_by} at position {found.decided_seq}: {found.decided_reason or 'no reason given'}"
         if found.decided_seq else "not yet"),
    ]  # fmt: skip
    screen().show_table(("", f"proposal {found.seq}"), lines, "")


@app.command()
def accept(proposal: Reference, reason: Why = None, command_id: CommandId = None, as_json: Json = False) -> None:
    """Let a proposed fact be reported as it is."""
    from ledger.curate import review

    with failures(), write_transaction() as (conn, command):
        _say(review.accept(conn, proposal, command(command_id), reason=reason), as_json)


@app.command()
def edit(
    proposal: Reference,
    field: Annotated[
        list[str], typer.Option("--set", help="NAME=VALUE, VALUE as JSON or text; amount.value reaches inside.")
    ],
    reason: Why = None,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Let a proposed fact be reported with some fields set right."""
    from ledger.commands.assignments import assignments
    from ledger.curate import review

    with failures(), write_transaction() as (conn, command):
        _say(review.accept(conn, proposal, command(command_id), assignments(field), reason), as_json)


@app.command()
def reject(proposal: Reference, reason: Reason, command_id: CommandId = None, as_json: Json = False) -> None:
    """Keep that the document does not say this."""
    from ledger.curate import review

    with failures(), write_transaction() as (conn, command):
        _say(review.reject(conn, proposal, command(command_id), reason), as_json)


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="Where NAME.txt and NAME.json are written.")], as_json: Json = False
) -> None:
    """Write the texts that people have judged, with their facts, for `deal-ledger score`."""
    from ledger.curate.annotations import export as write
    from ledger.store.database import reading

    with failures(), reading(engine()) as conn:
        count = write(conn, folder)
        if as_json:
            print_row({"documents": count, "folder": str(folder)})
        else:
            sys.stdout.write(f"{count} annotated documents were written to {folder}.\n")


def screen_cells(proposal: Proposal) -> list[str]:
    """Fact, figure, who says so, quote."""
    kind, figure, _, says, quote = screen().fact_cells(proposal.fact)
    return [kind, figure, says, quote]


def _cells(proposal: Proposal) -> list[str]:
    decided = proposal.decided_reason or proposal.status
    return [str(proposal.seq), *screen_cells(proposal), proposal.reason if proposal.status == "waiting" else decided]


def _context(text: str, fact: dict[str, Any], width: int = 200) -> str:
    start, end = fact.get("start"), fact.get("end")
    if start is None or end is None:
        return ""
    return " ".join(text[max(0, start - width) : end + width].split())


def _say(done: Reviewed, as_json: bool) -> None:
    if as_json:
        print_row(as_dict(done))
    elif not done.new:
        sys.stdout.write(f"That was decided before, at position {done.seq}; nothing was appended.\n")
    elif done.claim_id:
        sys.stdout.write(f"{done.status.capitalize()} at position {done.seq}; it is claim {done.claim_id} now.\n")
    else:
        sys.stdout.write(f"{done.status.capitalize()} at position {done.seq}.\n")
