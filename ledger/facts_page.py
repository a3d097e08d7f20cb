"""An article with its facts highlighted, as one HTML file: for people who would rather look than read JSON.

The file stands for itself: no script, no font, no picture, nothing fetched (its own policy forbids it). Everything
that comes from a document is text to it: escaped, and with marks of direction written out.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.screen import fact_cells

if TYPE_CHECKING:
    from ledger.ingest.preview import Preview

_TEMPLATE = Path(__file__).with_suffix(".html.j2")
#: Marks that would turn text around, and controls that a browser has no picture of.
_ACTING = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A fact in the list beside the text. `reason` says why it waits; a reported one has none."""

    number: int
    what: str
    figure: str
    how: str
    spans: Sequence[tuple[int, int]]
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text that the same facts quote, and the numbers of those that end there."""

    text: str
    facts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()
    #: The fact whose quote begins here.
    anchor: int | None = None
    waits: bool = False


def render(preview: Preview) -> str:
    """The page of one document and its facts."""
    # Imported late: only this needs it.
    from jinja2 import Environment, StrictUndefined

    environment = Environment(autoescape=True, undefined=StrictUndefined)
    document, imprint = preview.document, preview.document.imprint
    facts = [*_shown(preview)]
    source = [imprint.publisher, imprint.published, Path(document.address).name]
    return environment.from_string(_TEMPLATE.read_text(encoding="utf-8")).render(
        title=_plain(imprint.title or Path(document.address).name),
        language=imprint.language or next((f.language for f in preview.facts if f.language), "en"),
        source=_plain(" · ".join(part for part in source if part)),
        url=imprint.url if re.match(r"https?://", imprint.url or "") else None,
        pieces=list(pieces(document.text, facts)),
        facts=facts,
        reported=len(preview.facts),
        waiting=len(preview.doubts),
    )


def pieces(text: str, facts: Sequence[Shown]) -> Iterator[Piece]:
    """The text cut where a quote begins or ends; put together again it is the text, whatever overlaps what."""
    spans = [(s, e, fact) for fact in facts for s, e in fact.spans if 0 <= s < e <= len(text)]
    borders = sorted({0, len(text), *(s for s, _, _ in spans), *(e for _, e, _ in spans)})
    starting: dict[int, list[Shown]] = {}
    ending: dict[int, list[Shown]] = {}
    for start, end, fact in spans:
        starting.setdefault(start, []).append(fact)
        ending.setdefault(end, []).append(fact)
    open_now: list[Shown] = []
    anchored: set[int] = set()
    for start, end in itertools.pairwise(borders):
        open_now += starting.get(start, [])
        fresh = [f.number for f in starting.get(start, []) if f.number not in anchored]
        anchored.update(fresh[:1])
        yield Piece(
            _plain(text[start:end]),
            tuple(sorted({f.number for f in open_now})),
            tuple(sorted({f.number for f in ending.get(end, [])})),
            fresh[0] if fresh else None,
            bool(open_now) and all(f.reason for f in open_now),
        )
        for fact in ending.get(end, []):
            open_now.remove(fact)


def _shown(preview: Preview) -> Iterator[Shown]:
    told = [(fact, None) for fact in preview.facts] + [(d.fact, f"{d.cause}: {d.reason}") for d in preview.doubts]
    for number, (fact, reason) in enumerate(told, start=1):
        row: Mapping[str, Any] = fact.model_dump(mode="python")
        what, figure, how, says, _ = fact_cells(row)
        written = [part for part in (how, f"says {says}" if says else "", f"{fact.confidence:.0%} sure") if part]
        yield Shown(
            number, _plain(what), _plain(figure), _plain(" · ".join(written)), fact.spans, reason and _plain(reason)
        )


def _plain(text: str) -> str:
    return _ACTING.sub(lambda mark: f"[U+{ord(mark[0]):04X}]", text)
