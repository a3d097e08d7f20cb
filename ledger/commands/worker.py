"""The commands `deal-ledger worker` and `status`."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.shared import Json, failures, load_settings, print_row, screen

if TYPE_CHECKING:
    from ledger.worker.service import Worker


def worker(
    once: Annotated[bool, typer.Option("--once", help="Read every source that is not paused now, and end.")] = False,
    as_json: Json = False,
) -> None:
    """Read the sources on schedule until told to stop (SIGTERM or Ctrl-C); several workers share the work."""
    from ledger.bootstrap import open_ledger
    from ledger.bootstrap import worker as make

    with failures():
        settings = load_settings()
        made = make(open_ledger(settings), settings)
        _stop_on_signals(made)
        if not once:
            made.run()
            return
        with screen().progress() as bar:
            task = bar.add_task("reading", total=None)
            done = made.once(lambda done, left: bar.update(task, completed=done, total=done + left))
        _say(done, as_json)


def _stop_on_signals(made: Worker) -> None:
    """What is under way is ended first; a second signal ends at once, and the log bears that as well."""

    def stop(number: int, _: Any) -> None:
        signal.signal(number, signal.SIG_DFL)
        made.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)


def _say(done: dict[str, int], as_json: bool) -> None:
    if as_json:
        print_row(done)
        return
    counted = {name: done.get(name, 0) for name in ("source_read", "captured", "facts", "unchanged")}
    sys.stdout.write(
        "{source_read} sources were read: {captured} new documents with {facts} facts, {unchanged} unchanged.\n".format(
            **counted
        )
    )
    troubles = {
        "source_failed": "{} sources could not be read; “deal-ledger source list” says why.",
        "quarantined": "{} documents are in quarantine; “deal-ledger quarantine list” says why.",
        "put_off": "{} addresses will be tried again later.",
        "gone": "{} addresses are gone.",
        "refused": "{} addresses may not be fetched.",
        "failed": "{} addresses were given up.",
    }
    for name, sentence in troubles.items():
        if done.get(name):
            sys.stderr.write(sentence.format(done[name]) + "\n")
