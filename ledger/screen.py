"""Answers as tables for people. Everything from documents is printed as plain text, never as markup."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ledger.model.text import printable

Row = Mapping[str, Any]


#: Answers go to standard output, everything about the run to standard error.
class _Out(Console):
    """Standard output. That nobody reads on is no failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


#: A pipe has no width of its own; there a line may be as long as most terminals show.
out = _Out(highlight=False, width=None if sys.stdout.isatty() else 120)
err = Console(stderr=True, highlight=False)

_AGREEMENT_STYLE = {"conflict": "bold red", "approximate": "yellow", "rounding": "yellow"}
_BOUNDS = {"about": "~", "over": "> ", "at_least": "≥ ", "at_most": "≤ ", "under": "< "}
_SCALES = ((Decimal(10**12), "tn"), (Decimal(10**9), "bn"), (Decimal(10**6), "M"), (Decimal(10**3), "k"))
_RULES = {
    "amount_for_percent": "money and share",
    "pre_money_plus_round": "worth before and money",
    "post_money_less_round": "worth after and money",
    "previous_times_multiple": "the figure before and the multiple",
    "sum_of_instalments": "the parts together",
    "instalments_so_far": "the parts known so far",
}
#: Longest piece of a quote that a table shows; the whole of it is in `--json`.
_QUOTE = 90


def _text(content: str, style: str = "") -> Text:
    """Text that cannot act: no markup, no escape sequences, one line."""
    return Text(printable(content), style=style)


def progress() -> Progress:
    """A progress bar on standard error; silent where nobody looks on.

    Where standard output is the same terminal, what is printed meanwhile goes above the bar; else it is left alone.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=err, disable=not err.is_terminal, redirect_stdout=out.is_terminal)


def figure(amount: Row | None, percent: Any = None, qualifier: str = "exact") -> str:
    """A figure as people write it: `~25 bn USD`, `200–300 M USD`, `49 %`; a dash where none was reported."""
    if amount is not None:
        if amount.get("low") is not None and amount.get("value") is None:
            ends = f"{_number(amount['low'], amount['high'])}–{_number(amount['high'])}"
            return f"{ends} {amount['currency'] or ''}".strip()
        prefix = _BOUNDS.get(amount.get("qualifier") or "", "")
        return f"{prefix}{_number(amount['value'])} {amount['currency'] or ''}".strip()
    if percent is not None:
        return f"{_BOUNDS.get(qualifier, '')}{_plain(Decimal(percent))} %"
    return "—"


def clocks(row: Row) -> str:
    return (
        f"as of {row['as_of']}, as known by {row['known_at'][:10]}, position {row['seq']}, log {row['head_hash'][:12]}"
    )


def show_state(answer: Row, title: str, empty: str) -> None:
    """Slots with their rivals side by side."""
    out.print(_text(title, style="bold"))
    out.print(_text(clocks(answer["clocks"]), style="dim"))
    if not answer["slots"]:
        out.print(_text(empty))
    for line in _deal_lines(answer["slots"]):
        out.print(line)
    numbers = {slot["slot_id"]: str(i) for i, slot in enumerate(answer["slots"], start=1)}
    for slot in answer["slots"]:
        out.print(_slot(slot, numbers))


def _deal_lines(slots: Sequence[Row]) -> list[Text]:
    """One line per deal: with whom, and which slots speak of it."""
    deals: dict[str, list[int]] = {}
    sides: dict[str, dict[str, None]] = {}
    for number, slot in enumerate(slots, start=1):
        if slot["deal_id"]:
            deals.setdefault(slot["deal_id"], []).append(number)
            sides.setdefault(slot["deal_id"], {}).update(dict.fromkeys(p["name"] for p in slot["counterparties"]))
    return [
        _text(
            f"deal {deal_id}" + (f" with {', '.join(sides[deal_id])}" if sides[deal_id] else "") + f": {_listed(found)}"
        )
        for deal_id, found in deals.items()
    ]


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def show_table(columns: Sequence[str], rows: Iterable[Sequence[str]], empty: str) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    filled = False
    for row in rows:
        table.add_row(*(_text(cell) for cell in row))
        filled = True
    out.print(table if filled else _text(empty))


def fact_cells(fact: Row) -> list[str]:
    """A fact as cells: what, how much, how sure and when, who says so, in which words."""
    others = ", ".join(f"{c['name']} ({c['role']})" for c in fact["counterparties"])
    return [
        f"{fact['kind']} · {fact['company']}" + (f" · {others}" if others else ""),
        figure(fact["amount"], fact["percent"], fact["percent_qualifier"]),
        ", ".join(part for part in (when(fact), modality(fact)) if part),
        ", ".join(fact["attributed_to"]),
        f"“{shorten(fact['quote'] or '')}”",
    ]


FACT_COLUMNS = ("fact", "figure", "when, how sure", "says", "quote")


def when(fact: Row) -> str:
    parts = [fact["period"] or fact["date"] or fact["date_as_written"], fact["duration"]]
    return " ".join(part for part in parts if part)


def modality(fact: Row) -> str:
    """Stage and hedges in words."""
    words = [
        fact["stage"],
        "hedged" if fact["certainty"] == "hedged" else None,
        "denied" if fact["polarity"] == "negative" else None,
        "forecast" if fact["forecast"] else None,
        "previous" if fact["previous"] else None,
        fact["basis"],
        fact["round"],
    ]
    return ", ".join(word for word in words if word)


def shorten(quote: str) -> str:
    flat = " ".join(quote.split())
    return flat if len(flat) <= _QUOTE else flat[: _QUOTE - 1] + "…"


def source(claim: Row) -> str:
    """Who says so: the publisher, and the origins it rests on."""
    publisher = claim["publisher"] or f"unnamed publisher ({claim['title'] or claim['document_id'][:12]})"
    roots = [root for root in claim["roots"] if root != claim["publisher"] and not root.startswith("document:")]
    return f"{publisher}, from {' and '.join(roots)}" if roots else publisher


def _slot(slot: Row, numbers: Mapping[str, str]) -> RenderableType:
    head = _text(f"{numbers[slot['slot_id']]}. {_slot_title(slot)}", style="bold")
    style = _AGREEMENT_STYLE.get(slot["agreement"], "green")
    agreement = slot["agreement"].upper() if slot["agreement"] == "conflict" else slot["agreement"]
    head.append(f"  {agreement}", style=style)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_header=False)
    for ratio in (None, None, None, 1):
        table.add_column(overflow="fold", ratio=ratio)
    for claim in slot["claims"]:
        table.add_row(*_claim_cells(claim))
    for claim in slot["denied"]:
        table.add_row(_text("denied", style="red"), *_claim_cells(claim)[1:])
    return Panel(Group(table, *_notes(slot, numbers)), title=head, title_align="left", border_style="dim")


def _claim_cells(claim: Row) -> list[Text]:
    style = "" if claim["current"] else "dim"
    sure = modality({**claim, "stage": None, "basis": None, "previous": False, "round": None})
    details = " · ".join(
        part for part in (when(claim), claim["stage"], sure, "" if claim["valid"] == "certain" else "possibly") if part
    )
    return [
        _text(
            figure(claim["amount"], claim["percent"], claim["percent_qualifier"]) + _in_other(claim),
            style=style or "bold",
        ),
        _text(f"{claim['known_at'][:10]}  {source(claim)}", style=style),
        _text(details, style="dim"),
        _text(f"“{shorten(claim['quote'] or '')}”", style="italic dim"),
    ]


def _in_other(claim: Row) -> str:
    """The derived figure in the currency asked for, if it is another one."""
    found = claim.get("converted")
    if not found or found["currency"] == claim["amount"]["currency"]:
        return ""
    return f" (≈ {figure({**found, 'qualifier': 'exact'})} at {found['rate_date']})"


def _notes(slot: Row, numbers: Mapping[str, str]) -> list[Text]:
    notes = []
    if slot["headline"]:
        pick = slot["headline"]
        shown = figure(pick["amount"], pick["percent"], pick["percent_qualifier"])
        notes.append(_text(f"{slot['policy']}: {shown} ({pick['publisher']})", style="cyan"))
    current = sum(claim["current"] for claim in slot["claims"])
    if current > 1 or len(slot["roots"]) > 1:
        named = ", ".join(slot["roots"])
        origins = f"{len(slot['roots'])} independent origins" if len(slot["roots"]) > 1 else "one origin"
        counted = f"{current} current claims" if current > 1 else "one claim"
        notes.append(_text(f"{span(slot)}: {counted} from {origins} ({named})".removeprefix(": "), style="dim"))
    for one in slot["implied"]:
        warning = ", which contradicts the reported figures" if one["contradicts"] else ""
        value = figure({**one["amount"], "low": None})
        notes.append(_text(f"implied by {_RULES[one['rule']]}: ~{value}{warning}", style="dim"))
    related = [
        f"{numbers[other['slot_id']]} (other {', '.join(other['differs_in'])})"
        for other in slot["related"]
        if other["slot_id"] in numbers
    ]
    if related:
        notes.append(_text(f"related, not rival: {'; '.join(related)}", style="dim"))
    return notes


def span(summary: Row) -> str:
    """The figures of a slot, from the smallest to the largest."""
    percent = summary["unit"] == "percent"
    currency = None if summary["unit"] in ("percent", "count") else summary["unit"]
    ends = [summary[end] for end in ("low", "high") if summary[end] is not None]
    figures = [figure(None, one) if percent else figure({"value": one, "currency": currency}) for one in ends]
    return " – ".join(dict.fromkeys(figures))


def _slot_title(slot: Row) -> str:
    others = ", ".join(party["name"] for party in slot["counterparties"])
    marks = [
        slot["basis"],
        "previous" if slot["previous"] or any(c["previous"] for c in slot["claims"]) else None,
        "forecast" if slot["forecast"] else None,
        slot["subject"],
        "in talks" if slot["stage"] == "talking" else "abandoned" if slot["stage"] == "abandoned" else None,
    ]
    marked = ", ".join(mark for mark in marks if mark)
    kind = slot["kind"].replace("_", " ").capitalize()
    title = f"{kind} · {others}" if others else kind
    title = f"{title} ({marked})" if marked else title
    return f"{title} · {slot['deal_id']}" if slot["deal_id"] else title


def _number(number: Any, scale_of: Any = None) -> str:
    value = Decimal(number)
    size = abs(Decimal(scale_of)) if scale_of is not None else abs(value)
    for scale, word in _SCALES:
        if size >= scale:
            shown = _plain(value / scale)
            return shown if scale_of is not None else f"{shown} {word}"
    return _plain(value)


def _plain(value: Decimal) -> str:
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def show_rows(rows: Iterable[Row], shape: str) -> None:
    """Rows of one shape (`fact`, `claim`, `entry`, `event`) as a table."""
    columns, cells, empty = _SHAPES[shape]
    show_table(columns, (cells(row) for row in rows), empty)


def _claim_row(claim: Row) -> list[str]:
    state = claim["status"] if claim["status"] != "live" else "current" if claim["current"] else "earlier"
    what, how_much, details, _, quote = fact_cells(claim)
    said = f"{claim['known_at'][:10]} {source(claim)}"
    return [str(claim["seq"]), state, what, how_much, details, said, quote]


def entry_cells(entry: Row) -> list[str]:
    """What happened, when it was known and recorded, by whom, to which claims, and why."""
    claim = entry.get("claim")
    what = f"{claim['kind']} {figure(claim['amount'], claim['percent'])} ({claim['status']})" if claim else ""
    known = (entry["known_at"] or "")[:10]
    about = ", ".join(claim_id[:8] for claim_id in entry["claim_ids"])
    who = source(claim) if claim and entry["type"] == "FactReported" else entry["recorded_by"]
    return [str(entry["seq"]), entry["type"], known, entry["recorded_at"][:16], who, about, what, entry["reason"] or ""]


def _event_row(event: Row) -> list[str]:
    about = event["company_id"] or (event["document_id"] or "")[:12]
    known, recorded = (event["known_at"] or "")[:10], event["recorded_at"][:19]
    return [str(event["seq"]), event["type"], about, known, recorded, event["recorded_by"], event["hash"][:12]]


_SHAPES: dict[str, tuple[Sequence[str], Callable[[Row], list[str]], str]] = {
    "fact": (FACT_COLUMNS, fact_cells, "No fact was found."),
    "claim": (("seq", "status", "fact", "figure", "when, how sure", "source", "quote"), _claim_row, "No claims."),
    "entry": (("seq", "event", "known", "recorded", "who", "claim", "what", "why"), entry_cells, "No history."),
    "event": (("seq", "event", "about", "known", "recorded", "by", "hash"), _event_row, "The log is empty."),
}
