"""The commands `deal-ledger worker` and `status`."""

from __future__ import annotations

import signal
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.commands.shared import Json, failures, load_settings, many, print_row, screen

if TYPE_CHECKING:
    from ledger.settings import Settings
    from ledger.worker.service import Worker


def worker(
    once: Annotated[bool, typer.Option("--once", help="Read every source that is not paused now, and end.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Only say whether a worker of this machine is at work; exit code 1 if not.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Read the sources on schedule until told to stop (SIGTERM or Ctrl-C); several workers share the work."""
    if once and check:
        raise typer.BadParameter("it either works or looks on", param_hint="--once --check")
    with failures():
        settings = load_settings()
        if check:
            _check(settings, as_json)
            return
        made = _make(settings)
        _stop_on_signals(made)
        if not once:
            _log_by_default(settings)
            made.run()
            return
        with screen().progress() as bar:
            task = bar.add_task("reading", total=None)
            done = made.once(lambda done, left: bar.update(task, completed=done, total=done + left))
        _say(done, as_json)


def status(as_json: Json = False) -> None:
    """How the worker fares, on one screen: sources, work, lease, quarantine. Works while no worker runs."""
    from ledger import screens
    from ledger.bootstrap import open_ledger
    from ledger.store.database import reading
    from ledger.worker.status import look

    with failures():
        settings = load_settings()
        with reading(open_ledger(settings, stale_read_models=True)) as conn:
            found = look(conn, settings.worker_lease).to_json()
        if as_json:
            print_row(found)
        else:
            screens.show_status(found)


def _make(settings: Settings) -> Worker:
    from ledger.bootstrap import open_ledger
    from ledger.bootstrap import worker as make

    return make(open_ledger(settings), settings)


def _check(settings: Settings, as_json: bool) -> None:
    # Asked every half minute for months: so it loads no more than it needs.
    from ledger.model.errors import NobodyAtWork
    from ledger.store.database import open_engine, reading
    from ledger.store.migrate import check_schema
    from ledger.worker.workers import alive_here

    engine, silent = open_engine(settings.database_url), settings.worker_lease
    try:
        check_schema(engine)
        with reading(engine) as conn:
            alive = alive_here(conn, silent)
    finally:
        engine.dispose()
    if not alive:
        raise NobodyAtWork(f"No worker of this machine has given a sign of life within {silent:.0f} seconds.")
    if as_json:
        print_row({"workers": alive})
    else:
        sys.stdout.writelines(f"The worker {one} is at work.\n" for one in alive)


def _log_by_default(settings: Settings) -> None:
    """A service tells in its log what it does; a command that somebody waits for only what is wrong."""
    from ledger.telemetry import configure_logging

    if "log_level" not in settings.model_fields_set:
        configure_logging(settings.model_copy(update={"log_level": "info"}))


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
    read, new, facts, old = (done.get(name, 0) for name in ("source_read", "captured", "facts", "unchanged"))
    sys.stdout.write(
        f"{many(read, 'source')} {'was' if read == 1 else 'were'} read: {many(new, 'new document')} with "
        f"{many(facts, 'fact')}, {old} unchanged.\n"
    )
    troubles = {
        "source_failed": ("source", "could not be read; “deal-ledger source list” says why."),
        "quarantined": ("document", "went to quarantine; “deal-ledger quarantine list” says why."),
        "put_off": ("address", "will be tried again later."),
        "gone": ("address", "led to nothing (any more)."),
        "refused": ("address", "may not be fetched."),
        "failed": ("address", "had been tried too often and went out of the queue."),
        "left": ("address", "left for the next run, for it was told to stop."),
    }
    for name, (what, sentence) in troubles.items():
        if count := done.get(name):
            sys.stderr.write(f"{many(count, what)} {sentence}\n")
