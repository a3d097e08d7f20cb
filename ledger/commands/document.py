"""`deal-ledger document …`: what people say about captured documents."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.commands.shared import CommandId, Json, Reason, failures, say_done, write_transaction

app = typer.Typer(help="Captured documents.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Captured documents."""


@app.command()
def redate(
    document: Annotated[str, typer.Argument(help="Id or address of a document, or a claim from it.")],
    published: Annotated[str, typer.Option(help="When it was published: a day, a time, or an EDTF date.")],
    reason: Reason,
    command_id: CommandId = None,
    as_json: Json = False,
) -> None:
    """Correct the publication date of a document; its claims are known from then on."""
    from ledger.curate import links
    from ledger.curate.commands import Said

    with failures():
        with write_transaction() as (conn, command):
            done = links.redate(conn, document, published, Said(command(command_id), reason))
        say_done(done, "Redated", as_json)
