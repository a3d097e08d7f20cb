"""The answers of the newer questions as tables for people; see `ledger.screen` for the rules of showing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from rich.table import Table
from rich.text import Text

from ledger import screen
from ledger.model.text import printable
from ledger.screen import Row, figure, shorten, source


def show_rows(rows: Iterable[Row], shape: str) -> None:
    """Rows of one shape as a table: those of this module, or of `ledger.screen`."""
    if shape == "deal":
        _show_deals(rows)
        return
    if shape in _NARROW and screen.out.width < _WIDE:
        _show_narrow(rows, *_NARROW[shape])
        return
    if shape not in _SHAPES:
        screen.show_rows(rows, shape)
        return
    columns, cells, empty = _SHAPES[shape]
    screen.show_table(columns, (line for row in rows for line in cells(row)), empty)


def _show_deals(rows: Iterable[Row]) -> None:
    """A few lines for each deal: who, by which stages, and how much, slot by slot."""
    found = False
    for deal in rows:
        if found:
            screen.out.print()
        found = True
        sides = ", ".join(f"{side['name']} ({', '.join(side['roles'])})" for side in deal["parties"])
        head = Text(printable(f"{deal['deal_id']}  {deal['company']} · {deal['transaction']}"), style="bold")
        screen.out.print(head.append(f" · {printable(sides)}" if sides else "", style="not bold"))
        notes = [*deal["rounds"], " → ".join(_stage(one) for one in deal["stages"])]
        notes += ["doubtful: it fits two deals; `deal link` or `deal separate` decides"] if deal["doubtful"] else []
        if any(notes):
            screen.out.print(Text(printable(" · ".join(note for note in notes if note))))
        table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
        for slot in deal["slots"]:
            table.add_row(*(Text(printable(cell)) for cell in _figures_of(slot)))
        screen.out.print(table)
        screen.out.print(Text(printable(f"from {', '.join(deal['roots'])}"), style="dim"))
    if not found:
        screen.out.print("No deals.")


def _stage(one: Row) -> str:
    return f"{one['stage']} {one['date'] or 'by ' + one['known_at'][:10]}"


def _figures_of(slot: Row) -> list[str]:
    figures = " / ".join(dict.fromkeys(_figure(one) for one in slot["figures"]))
    mark = {"talking": "in talks", "abandoned": "abandoned"}.get(slot["stage"], "")
    return [slot["kind"], figures, "CONFLICT" if slot["agreement"] == "conflict" else slot["agreement"], mark]


def _figure(one: Row) -> str:
    return figure(one["amount"], one["percent"], one["percent_qualifier"])


#: From so many columns on a table has room for a quote or a reason beside all else.
_WIDE = 110


def _show_narrow(
    rows: Iterable[Row], columns: Sequence[str], cells: Callable[[Row], list[list[str]]], empty: str
) -> None:
    """A table whose cells have several lines, for a terminal that is too narrow for as many columns."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold", ratio=1 if column == columns[-1] else None)
    for row in rows:
        table.add_row(*(Text("\n".join(printable(line) for line in lines if line)) for lines in cells(row)))
    screen.out.print(table if table.row_count else Text(empty))


def _narrow_claim(claim: Row) -> list[list[str]]:
    what, how_much, details, _, quote = screen.fact_cells(claim)
    status = claim["status"] if claim["status"] != "live" else "current" if claim["current"] else "earlier"
    said = f"{claim['known_at'][:10]} {source(claim)}"
    return [[str(claim["seq"])], [status], [how_much, details], [what, said, quote]]


def _narrow_entry(entry: Row) -> list[list[str]]:
    seq, event, known, recorded, who, about, what, why = screen.entry_cells(entry)
    dates = [f"known {known}" if known else "", f"recorded {recorded[:10]}"]
    return [[seq], [event, *dates], [what or f"claim {about}", f"by {who}" if who else "", why]]


_NARROW: Mapping[str, tuple[Sequence[str], Callable[[Row], list[list[str]]], str]] = {
    "claim": (("seq", "status", "figure", "fact, source, quote"), _narrow_claim, "No claims."),
    "entry": (("seq", "event", "what, by whom, why"), _narrow_entry, "No history."),
}


def show_company(entity: Row) -> None:
    """One entity: what is known, and how it came to be known."""
    screen.out.print(Text(f"{entity['name']} ({entity['id']}, {entity['type']})", style="bold"))
    for name in ("aliases", "ambiguous_aliases", "descriptions", "same_as"):
        if len(entity[name]) > (name == "same_as"):
            screen.out.print(Text(f"{name.replace('_', ' ')}: {', '.join(entity[name])}"))
    for name in ("legal_name", "country", "wikidata", "lei", "ticker", "domain", "tier"):
        if entity[name] is not None:
            screen.out.print(Text(f"{name.replace('_', ' ')}: {entity[name]}"))
    if entity["provisional"]:
        screen.out.print(Text("provisional: nobody has confirmed it yet", style="yellow"))
    events = [(r["seq"], "registered", r["name"], r) for r in entity["registrations"]]
    events += [(d["seq"], d["type"], f"{d['other']} ↔ {d['kept']}", d) for d in entity["decisions"]]
    cells = (
        [str(seq), what, whom, row["recorded_at"][:16], row["recorded_by"], row["reason"] or ""]
        for seq, what, whom, row in sorted(events, key=lambda e: e[0])
    )
    screen.show_table(("seq", "event", "about", "recorded", "by", "why"), cells, "")


def show_status(found: Row) -> None:
    """How the worker fares: a few lines, and a row for each source."""
    for line in _status_lines(found):
        screen.out.print(Text(printable(line)))
    columns = ("source", "kind", "due", "last good", "failures", "found", "why it failed")
    screen.show_table(columns, (_source_cells(one, found["at"]) for one in found["sources"]), "No sources are set up.")


def _status_lines(found: Row) -> Iterable[str]:
    models = found["read_models"]
    lag = "up to date" if not models["behind"] else f"{models['behind']} events behind"
    made = lag if models["current"] else "of another version; “deal-ledger doctor” says what to do"
    yield (
        f"log: position {found['seq']}:{found['head_hash'][:12]}, {found['documents']} documents, "
        f"{found['claims']} claims; read models {made}"
    )
    yield f"worker: {_at_work(found)}"
    for one in found["workers"]:
        state = "at work" if one["alive"] else f"silent for {_span(one['beat_at'], found['at'])}"
        yield f"- {one['id']} ({one['version']}): {state}, started {_span(one['started_at'], found['at'])} ago"
    for one in found["work"]:
        oldest = f", the oldest for {_span(one['oldest_at'], found['at'])}" if one["oldest_at"] else ""
        yield f"to {one['state']}: {one['waiting']} addresses, {one['due']} of them due{oldest}"
    yield "addresses: " + (", ".join(f"{n} {status}" for status, n in found["addresses"].items()) or "none yet")
    if found["alerts"]:
        told = ", ".join(
            one["name"] + ("" if one["state"] == "well" else f" ({one['state']}: {one['reason']})")
            for one in found["alerts"]
        )
        yield f"alerts: {told}"
    yield f"waiting for a person: {found['quarantine']} in quarantine, {found['reviews']} for review"


def _at_work(found: Row) -> str:
    lease = found["lease"]
    if lease is not None and lease["held"]:
        since = _span(lease["taken_at"], found["at"])
        return f"{lease['holder']} has started the sources for {since} (term {lease['term']})"
    if any(one["alive"] for one in found["workers"]):
        return "nobody starts the sources at this moment"
    if lease is None:
        return "none is at work, and none ever was"
    if lease["holder"] is None:
        return "none is at work"
    return f"none is at work; {lease['holder']} gave its last sign of life {_span(lease['beat_at'], found['at'])} ago"


def _source_cells(one: Row, at: str) -> list[str]:
    due = "now" if one["due"] else f"in {_span(at, one['next_at'])}" if one["next_at"] else "not yet seen by a worker"
    return [
        one["name"],
        one["kind"],
        "paused" if one["paused"] else due,
        f"{_span(one['ok_at'], at)} ago" if one["ok_at"] else "never",
        str(one["failures"] or ""),
        str(one["found"]),
        shorten(one["reason"] or ""),
    ]


def _span(start: str, end: str) -> str:
    """From one time to a later one, in the largest unit that there are two of."""
    seconds = max((datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds(), 0.0)
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60)):
        if seconds >= 2 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} s"


def _holder_rows(row: Row) -> Iterable[list[str]]:
    who = " and ".join(holder["name"] for holder in row["holders"]) or "not said by whom"
    for place, words in _PLACES.items():
        for slot in row.get(place, ()):
            yield [who, words, *_slot_cells(slot)]


def _holding_rows(row: Row) -> Iterable[list[str]]:
    for place, words in (_PLACES | {"money": "money"}).items():
        for slot in row.get(place, ()):
            yield [row["company"], words, *_slot_cells(slot)]


_PLACES = {"certain": "holds", "possible": "possibly", "talked_of": "talked of", "undisclosed": "share not reported"}


def _slot_cells(slot: Row) -> list[str]:
    figures = [figure(c["amount"], c["percent"], c["percent_qualifier"]) for c in slot["claims"] if c["current"]]
    shown = " / ".join(dict.fromkeys(figures))
    verdict = slot["agreement"].upper() if slot["agreement"] == "conflict" else slot["agreement"]
    return [slot["kind"], shown, verdict, ", ".join(slot["roots"]), slot["deal_id"] or ""]


def _line_row(row: Row) -> Iterable[list[str]]:
    figures = " / ".join(dict.fromkeys(map(_figure, row["figures"])))
    day = row["date"] or f"by {row['first_known_at'][:10]}"
    words = [row["stage"], "denied" if row["denied"] else None, None if row["valid"] == "certain" else row["valid"]]
    who = ", ".join(party["name"] for party in row["counterparties"])
    yield [
        day,
        row["kind"],
        who,
        figures,
        ", ".join(word for word in words if word),
        "CONFLICT" if row["agreement"] == "conflict" else "",
        ", ".join(row["roots"]),
    ]


def _change_row(row: Row) -> Iterable[list[str]]:
    claim, slot = row["claim"], row["slot"]
    if claim is not None:
        was, now = row["was"] or {}, row["now"]
        changed = [f"{k}: {was[k]} → {now[k]}" for k in now if was and was[k] != now[k]]
        what = figure(claim["amount"], claim["percent"], claim["percent_qualifier"])
        yield [
            row["change"],
            row["kind"],
            what,
            "; ".join(changed) or f"“{shorten(claim['quote'] or '')}”",
            source(claim),
        ]
        return
    before = " and ".join(one["agreement"] for one in row["slots_before"])
    after = slot["agreement"] if slot else "no longer holds"
    shown = slot or row["slots_before"][0]
    verdict = f"{before} → {after}" if before else after
    yield [row["change"], row["kind"], screen.span(shown), verdict, ", ".join(shown["roots"])]


def _match_row(row: Row) -> Iterable[list[str]]:
    claim = row["claim"]
    if claim is None:
        yield [row["entity_type"] or "", row["company_id"], row["company"], row["matched"], ""]
    else:
        said = f"{claim['known_at'][:10]} {source(claim)}"
        yield [f"claim {claim['seq']}", row["company_id"], row["company"], f"“{shorten(row['matched'])}”", said]


def _candidate_row(row: Row) -> Iterable[list[str]]:
    against = f"different {', '.join(row['against'])}" if row["against"] else ""
    names = [f"{row[f'name_{side}']} ({row[side]})" for side in ("a", "b")]
    yield [*names, str(row["score"]), "; ".join(row["reasons"]), against]


_SLOT = ("kind", "figures", "agreement", "origins", "deal")
_SHAPES: Mapping[str, tuple[Sequence[str], Callable[[Row], Iterable[list[str]]], str]] = {
    "holder": (("holder", "how", *_SLOT), _holder_rows, "No holder is reported on this day."),
    "holding": (("company", "how", *_SLOT), _holding_rows, "No holding is reported on this day."),
    "line": (("date", "what", "with", "figures", "how", "", "origins"), _line_row, "Nothing is reported by this day."),
    "change": (("change", "kind", "figure", "what", "source"), _change_row, "Nothing new became known."),
    "match": (("what", "id", "company", "found", "source"), _match_row, "Nothing was found."),
    "candidate": (("one", "other", "score", "for", "against"), _candidate_row, "No two seem to be one."),
}
