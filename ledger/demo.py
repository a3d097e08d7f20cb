"""`make demo`: the example documents through the whole pipeline, and what one would want to see first."""

from __future__ import annotations

from datetime import UTC, datetime

from rich.rule import Rule
from rich.text import Text

from ledger import screen, screens
from ledger.bootstrap import ingester, initialise, open_ledger, seed_documents
from ledger.ingest.files import Imprint
from ledger.model.errors import LogDamaged
from ledger.ops.verify import verify
from ledger.query.questions import ask, deals, state
from ledger.settings import Settings
from ledger.store.database import reading

#: The day before the first rival report of the example documents was published.
BEFORE_THE_RIVAL = "2025-06-13"


def run(settings: Settings) -> None:
    """Initialise, ingest the examples, show rival reports now and before the second one, verify the log.

    Raises:
        LogDamaged: the log does not verify.
    """
    _headline("1. The ledger and its seed companies")
    done = initialise(settings)
    screen.out.print(
        f"{done.entities} companies and sources"
        + (f", {done.registered} registered now." if done.registered else ", all there already.")
    )
    engine = open_ledger(settings)
    _headline("2. The example documents, read into facts and appended as events")
    files = seed_documents()
    new = 0
    with screen.progress() as bar:
        task = bar.add_task("reading", total=len(files))
        for outcome in ingester(engine, settings).ingest(files, Imprint()):
            new += outcome.facts
            what = {"ingested": f"{outcome.facts} facts", "unchanged": "in the ledger already"}.get(outcome.status)
            bar.console.print(Text(f"  {outcome.address.rpartition('/')[2]}: {what or outcome.reason}"))
            bar.advance(task)
    screen.out.print(f"{new} facts appended." if new else "Nothing was appended: all of it was in the ledger already.")
    with reading(engine) as conn:
        now = datetime.now(UTC)
        _headline("3. Scale AI: rival reports side by side, and who says so")
        question = ask(conn, now=now)
        screen.show_state(state(question, "Scale AI"), "Scale AI", "Nothing is reported.")
        _headline("   The deal behind it")
        screens.show_rows(deals(question, "Scale AI"), "deal")
        _headline(f"4. The same company as it was known on {BEFORE_THE_RIVAL}, before the rival report")
        before = ask(conn, now=now, known_at=BEFORE_THE_RIVAL)
        screen.show_state(state(before, "Scale AI"), "Scale AI", "Nothing was reported.")
        _headline("5. Black Forest Labs: a range, in talks, resting on two newspapers")
        screen.show_state(state(question, "Black Forest Labs"), "Black Forest Labs", "Nothing is reported.")
        _headline("6. The log, verified")
        found = verify(conn)
        if not found.ok:
            raise LogDamaged(f"The log is damaged at position {found.problems[0].seq}: {found.problems[0].what}")
        screen.out.print(f"{found.events} events, all in their places. Head: {found.head.seq}:{found.head.hash}")
    _headline("Try next")
    for command in (
        "deal-ledger conflicts",
        'deal-ledger deals "Meta"',
        'deal-ledger history "Scale AI" --json',
    ):
        screen.out.print(Text(f"  .venv/bin/{command}", style="bold"))


def _headline(title: str) -> None:
    screen.out.print()
    screen.out.print(Rule(Text(title, style="bold cyan"), align="left", style="dim"))
