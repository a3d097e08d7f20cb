"""An article with its facts highlighted: the text unharmed, and nothing in it able to act."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ledger.facts_page import Shown, pieces, render
from ledger.ingest.files import Document, Imprint
from ledger.ingest.preview import Preview
from ledger.ingest.reading import Doubt
from ledger.model.events import Reader
from ledger.model.facts import FactBase, parse_fact

TEXT = "Quay put 12 million euros into Harbour Robotics.\n\nIt is worth 90 million."


def fact(quote: str, text: str = TEXT, **fields: Any) -> FactBase:
    at = text.index(quote)
    told = {"kind": "valuation", "company": "Harbour Robotics", "quote": quote, "spans": [(at, at + len(quote))]}
    return parse_fact(told | fields)


def page(text: str = TEXT, *facts: FactBase, imprint: Imprint | None = None, doubts: tuple[Doubt, ...] = ()) -> str:
    document = Document("folder/<b>memo</b>.txt", text.encode(), text, "text/plain", imprint or Imprint())
    return render(Preview(document, list(facts), list(doubts)))


def test_quotes_are_marked_and_listed() -> None:
    """Each with its number, which links the two."""
    shown = page(TEXT, fact("Quay put 12 million euros into Harbour Robotics"), fact("worth 90 million"))
    assert re.findall(r'<mark id="q(\d)">([^<]*)</mark><sup><a href="#f(\d)">', shown) == [
        ("1", "Quay put 12 million euros into Harbour Robotics", "1"),
        ("2", "worth 90 million", "2"),
    ]
    assert re.findall(r'<li id="f(\d)">', shown) == ["1", "2"]


def test_what_waits_is_shown_as_such() -> None:
    """With the reason."""
    doubt = Doubt(fact("worth 90 million"), "confidence", "the reader is 40% sure", Reader(name="rules", version="1"))
    shown = page(TEXT, doubts=(doubt,))
    assert '<mark class="waits"' in shown
    assert "the reader is 40% sure" in shown


def test_one_fact_is_one() -> None:
    """And two are two; a text that begins with empty lines has none above it."""
    assert '<p class="key">1 fact.</p>' in page(f"\n\n{TEXT}", fact("worth 90 million", f"\n\n{TEXT}"))
    assert '<p class="key">2 facts.</p>' in page(TEXT, fact("worth 90 million"), fact("worth 90 million"))
    assert 'dir="auto">Quay put' in page(f"\n\n{TEXT}")


def test_hostile_text_is_only_text() -> None:
    """In the article, the title, the source, a name, a quote or a reason: escaped everywhere."""
    evil = "<script>alert(1)</script><img src=x onerror=alert(2)> {{ 7 * 7 }} \"'&"
    text = f"{evil} Quay is worth 90 million."
    found = fact(evil, text, company=f"Quay {evil}", attributed_to=[f"Desk {evil}"], counterparties=[
        {"name": evil, "role": evil}
    ])  # fmt: skip
    imprint = Imprint(evil, f"javascript:{evil}", evil, "2025-06-12", None)
    shown = page(text, found, imprint=imprint, doubts=(Doubt(found, "grounding", evil, Reader(name="x", version="1")),))
    body = shown.split("</style>")[1]
    assert not re.search(r"<(script|img)|javascript:[^&]*\"|49", body)
    assert not re.search(r"<[^>]*\son\w+=", body)
    assert unescape(body).count("alert(1)") > 5


def test_the_page_fetches_nothing() -> None:
    """No script, no address but the article's own as a link, and a policy that says so."""
    shown = page(TEXT, imprint=Imprint(url="https://tide.example/1"))
    assert "default-src 'none'" in shown
    assert set(re.findall(r"https?://[^\"<\s]+", shown)) == {"https://tide.example/1"}
    assert not re.search(r"<(script|link|img|iframe|object|embed)|@import|url\(", shown)


def test_marks_of_direction_are_written_out() -> None:
    """They could make a sentence read as its contrary."""
    shown = page("Quay \u202eseirrac\u202c on.\x1b[31m")
    assert "[U+202E]seirrac[U+202C]" in shown
    assert "\x1b" not in shown


@given(st.text(max_size=60), st.lists(st.tuples(st.integers(-2, 70), st.integers(-2, 70)), max_size=12))
def test_the_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    """However the quotes overlap, and whatever offsets a fact claims to have."""
    facts = [Shown(number, "x", "y", "z", [span]) for number, span in enumerate(spans, start=1)]
    shown = list(pieces(text, facts))
    written = re.sub(r"\[U\+([0-9A-F]{4})\]", lambda m: chr(int(m[1], 16)), "".join(p.text for p in shown))
    assert written == text or "[U+" in text
    for number, (start, end) in enumerate(spans, start=1):
        if 0 <= start < end <= len(text):
            assert any(number in piece.facts for piece in shown)
            assert sum(number in piece.ends for piece in shown) == 1
