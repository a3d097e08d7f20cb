"""The results as a file, and as the page that is made from it."""

from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

ENGINES = ("no database", "SQLite", "PostgreSQL")
_PAGE = """\
# Benchmarks

<!-- Made by `make bench` from benchmarks/results.json; change benchmarks/report.py instead of this page. -->

Each line is a ratio within one run: the ledger and the rival handle the same facts in turn, in alternating rounds, and
the medians of the rounds are compared. Absolute times say more about the machine than about the programs; this one had
{cpus} processors, which it shared with other work. Run them yourself with `make bench` (some minutes), or
`make bench-quick` for a smaller run, which writes nothing.

What was run: as many rounds and with as many events in place as the table says; {versions}.
Rounds that alternate have one more before them to warm up. A line of one round was measured once, so it has no spread
and says less. The rounds of projecting are the batches about either length, which cannot alternate.
The load is how many programs wanted a processor at the time. Beyond {cpus} a ratio is a rough one: at a load of ten the
rounds of one line differed by a factor of two and more, and what our Python does costs more than it does alone. There
the ratio in processor time says more. Lines without a load are older than facts without defaults (docs/decisions/0027).

PostgreSQL runs with fsync, synchronous_commit and full_page_writes on, SQLite with synchronous=FULL in WAL mode, on
both sides. On SQLite each round ends with a checkpoint, so that everybody pays for all they wrote.

| engine | what | ours | rival | theirs | ratio | asked for | rounds | spread | in processor time | events | load |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
{table}

The ratio is how many times faster we are, or, where it was asked to stay below a figure (≤), how many times as much it
takes. The spread is that of the ratio over the rounds, slowest to fastest.

- **ours** starts from validated facts (Pydantic models) and includes canonical JSON, salts, both hashes, the look-up of
  every idempotency key, and BEGIN and COMMIT. The facts come in order of time, as news do, so that the index of ids is
  written at one place (docs/decisions/0002); **of any time** are those of an archive in no order.
- **bare COPY** and **bare executemany** write finished tuples of the same facts into the same table, with its indexes
  and triggers, over the driver, and do nothing else.
- **eventsourcing recorder** stores events that were encoded beforehand, so it neither validates nor encodes nor hashes
  anything; **eventsourcing save** encodes them, from plain dictionaries, so it does not pay for our models. Both as the
  package sets itself up, without its database functions (with them, its readers can miss events).
- **reading articles** starts from text, ends with facts whose grounds are checked, and runs on one core. The articles
  are invented: 700 words with half a dozen facts. The **texts full of facts** are those of the tests, joined to 700
  words with some 45 facts each, which no newspaper has. **a second** is what was asked for, of a core of one's own.
  The model tags words and names of the same texts; **trafilatura** takes the text out of
  the same pages. Of these lines “events” are articles, and of the one about memory documents of a paragraph.
  Half of the time of a text goes into taking it apart (figures an eighth of all, unknown names a tenth, the nodes of
  clauses and the words as such a twelfth each), a third into who is meant and into the rules, clause by clause, the
  rest into facts as models and their grounds. No function has more than a fourteenth: what is left is Python that runs
  once for each word. Of a page, reading the text takes five sixths.
  The machine was slower than the time before, when a text took 12.8 ms and a page 15.3: the model took 1.2 times as
  long as then, trafilatura 1.4 times, and the reader, which knows more constructions now, 1.4 to 1.5 times.
- Processor time is that of the measuring process, where there is no server, whose part would be missing.
- The package's recorder hangs over a Unix socket on batches beyond some 400 KB, so PostgreSQL is spoken to by TCP.
- **the wait of one of several callers** is compared with a lone append through the same appender.

## Where the time of an append goes

Microseconds of processor time of this process per event, in batches of 1,000 (`--parts steps`); the first three steps
are parts of the fourth.

{steps}

- **Against the bare insert** all of this but the insert and the commit comes on top. On SQLite these two take 8.5 µs,
  so a ratio of 0.7 would leave 3.7 for all the rest, and the two hashes alone take 2. Facts without their defaults
  (docs/decisions/0027), a device of C that leaves them out, and numbers given without a question for each event
  brought the rest from 18 to 14.3; but the insert of shorter rows became cheaper as well, so the ratio hardly moved.
  To prepare the next batch in another thread gained nothing (26 µs became 27 on SQLite, 28 became 32 on PostgreSQL),
  for Python runs one of the two at a time. On PostgreSQL the server works beside us, so what is prepared before the
  transaction counts most.
- **Against the recorder in batches of 100** the same holds: it is handed finished bytes, and takes 23 µs of processor
  time where we take 30 with hashes and canonical form, 13 of them for the insert and its transaction.
- **Replay**: of 8.2 µs of processor time on SQLite, fetching takes 2.5, decoding JSON into dictionaries 3.0, filling in
  defaults 1.2 and making events one by one the rest; the package takes 18. Four times would be 4.5, which fetching and
  decoding exceed. Typed objects would be decoded and filled in within 2.3 (docs/decisions/0027), which comes to some
  three times. Both hold the same short facts; ours are handed out whole, the package's as they are.
- **Single appends** are bound by the flush of the disk or, where that is as quick as it was on SQLite here, by what
  stands around it: of 310 µs of processor time some 100 were SQLAlchemy's connection and transaction, which the
  appender keeps, and of the appender's some 100 two changes of threads, which a caller who is alone is spared now (0.66
  before). The quicker a lone append, the longer the wait of one of several beside it. PostgreSQL, whose lines are of
  before, is asked once for each, in one statement that writes events and head if the log is where it was left.

## Projecting, rebuilding, asking

- **Making claims** is from an event as it is read to the rows of its claim and parties; processor time.
- **A full rebuild** has no part in SQL that could be held against DuckDB: what agrees with what depends on intervals
  of exact decimals and on who speaks for whom, so pictures are drawn in Python, by the one function that answers
  questions about the past too (docs/decisions/0004). SQL only stores and finds. Its memory, in a process of its own,
  grows until the 128 MB are full that the temporary tables may have in memory, which takes some hundred thousand
  events; since the largest companies are drawn in parts (docs/decisions/0034), it stays there: before, a million
  events ended at 2.4 times what a tenth of the way had. Of its time in this process, a quarter is reading events and
  writing what each says, two thirds is drawing, and the rest the switch.
- **Projecting** in the transaction of the append draws anew what an event can bear on: of a company with few claims
  all, of one with many what may be of one deal or answer one question with it (docs/decisions/0034). How much that is
  depends on what is reported. Facts of any month of one year come to bear on ever more others: by Zipf's law, one
  company has a twelfth of all claims here and is in every batch, and half of its claims are about its capital. Of the
  facts of the day only those of that day do.
- **The state** is compared with reading the very rows of `claims` and writing them as JSON.
- **The as-of join** (`--parts asof`, which fills 16 gigabytes) goes from a Parquet file to a Parquet file, over claims
  in the database; DuckDB has the same claims in a Parquet file already. Both find the same claim for every row, or
  nothing is measured. Half of our time goes into finding the picked claims one by one and decoding what they say, a
  quarter into reading the times of the claims, the rest into names, searching and writing. DuckDB finds what is told of
  a claim beside its time, and uses both processors; what we do in Python uses one. **By** another policy a picture is
  drawn for each known time between which rows fall; these rows ask about companies with some hundred claims, ten rows
  each.
  It was measured beside a run of all tests, which took as much of both processors as it got. Before facts were read as
  bytes and written without a dictionary where each row differs, it took 20.9 µs of processor time a row, and by hand
  2.2 times as long as DuckDB.

## Growth

`python -m benchmarks --grow 10000000 --write` projects facts of the day in one ledger on its way from 100,000 events to
a tenth of as many as are named, rebuilds its read models, fills it up to the number named, and appends to it and to one
of 100,000 events in turn. It puts lines “… at N events” into the table, fills gigabytes and takes hours, so
`make bench` leaves it out.
"""


def write(results: dict[str, Any], file: Path, page: Path) -> None:
    """Write both: the file with these lines in place of those of the same name, and the page as the file says it."""
    before = json.loads(file.read_text("utf-8")) if file.exists() else {"lines": [], "versions": []}
    lines = {_called(line): line for line in (*before["lines"], *results["lines"])}
    engines = sorted(lines.values(), key=lambda line: ENGINES.index(line["engine"]))
    versions = dict.fromkeys((*results["versions"], *before["versions"]))
    steps = before.get("steps", {}) | results["steps"]
    results = results | {"lines": engines, "versions": list(versions), "steps": steps}
    file.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    page.parent.mkdir(exist_ok=True)
    page.write_text(render(results), encoding="utf-8")


def render(results: dict[str, Any]) -> str:
    """The page of a run."""
    return _PAGE.format(
        cpus=results["cpus"],
        versions=", ".join(results["versions"]),
        table="\n".join(_row(line) for line in results["lines"]),
        steps=_steps(results["steps"]),
    )


def _steps(engines: dict[str, dict[str, float]]) -> str:
    names = dict.fromkeys(name for steps in engines.values() for name in steps)
    head = [f"| step | {' | '.join(engines)} |", f"| --- |{' --- |' * len(engines)}"]
    rows = (f"| {name} | {' | '.join(_figure(steps[name]) for steps in engines.values())} |" for name in names)
    return "\n".join([*head, *rows])


def _called(line: dict[str, Any]) -> tuple[str, str, str]:
    return line["engine"], line["name"], line["rival"]


def _row(line: dict[str, Any]) -> str:
    sign = "≤" if line["at_most"] else "≥"
    asked = "" if line["target"] is None else f"{sign} {line['target']:g}" + ("" if line["met"] else " (missed)")
    ours, theirs = statistics.median(line["ours"]), statistics.median(line["rivals"])
    pairs = zip(line["ours"], line["rivals"], strict=False)
    ratios = sorted(o / r if line["at_most"] else r / o for o, r in pairs)
    spread = f"{ratios[0]:.2f} – {ratios[-1]:.2f}" if len(ratios) > 1 else ""
    cells = (
        line["engine"],
        line["name"],
        f"{_figure(ours)} {line['unit']}",
        line["rival"],
        _figure(theirs),
        f"**{line['ratio']:.2f}**",
        asked,
        " and ".join(dict.fromkeys(str(len(taken)) for taken in (line["ours"], line["rivals"]))),
        spread,
        "" if line["cpu_ratio"] is None else f"{line['cpu_ratio']:.2f}",
        f"{line['events']:,}",
        "not noted" if line["load"] is None else f"{line['load']:g}",
    )
    return f"| {' | '.join(cells)} |"


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.1f}"
