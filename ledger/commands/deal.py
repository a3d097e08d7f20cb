"""`deal-ledger deal …`: what people say about which claims speak of one transaction."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.commands.shared import CommandId, Json, Reason, failures, say_done, write_transaction

app = typer.Typer(help="Deals: link what speaks of one, separate what does not.", no_args_is_help=True)

Claims = Annotated[
    list[str], typer.Argument(metavar="CLAIM...", help="Ids or positions of claims; a deal's id is its first claim.")
]


@app.command()
def link(claims: Claims, reason: Reason, command_id: CommandId = None, as_json: Json = False) -> None:
    """Let claims speak of one deal, whatever the default rules say."""
    from ledger.curate import links
    from ledger.curate.commands import Said

    with failures():
        with write_transaction() as (conn, command):
            done = links.link(conn, claims, Said(command(command_id), reason))
        say_done(done, f"Linked {len(done.ids)} claims", as_json)


@app.command()
def separate(claims: Claims, reason: Reason, command_id: CommandId = None, as_json: Json = False) -> None:
    """Let claims speak of different deals, whatever the default rules say."""
    from ledger.curate import links
    from ledger.curate.commands import Said

    with failures():
        with write_transaction() as (conn, command):
            done = links.separate(conn, claims, Said(command(command_id), reason))
        say_done(done, f"Separated {len(done.ids)} claims", as_json)
