"""Reading: texts and web pages to facts on one core, beside spaCy's small French model and trafilatura alone.

python -m benchmarks.reading DOCUMENTS    # memory over so many documents
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.articles import article, dense, page
from benchmarks.replaying import resident
from benchmarks.rounds import Line, Results, Round, alternate
from ledger.ingest.files import Imprint
from ledger.ingest.opening import documents_in
from ledger.ingest.reading import Checked
from ledger.offline import reader_without_ledger
from ledger.settings import Settings

#: Articles a second that were asked for: of plain text, and of web pages.
TEXTS, PAGES = 200, 80
_ENGINE, _UNIT = "no database", "µs/article"


def texts(results: Results, rounds: int, articles: int) -> None:
    """Plain texts to facts, beside what a model of the language takes to tag the same French texts."""
    reader = _reader()
    news = ["\n\n".join([title, *paragraphs]) for title, paragraphs in map(article, range(articles))]
    french, english = dense("fr"), dense("en")
    tag = _spacy(results)

    def ours(some: Sequence[str]) -> Callable[[], Round]:
        return lambda: (lambda: [reader.read(text, Imprint()) for text in some], len(some))

    contestants = {"news": ours(news), "french": ours(french), "english": ours(english)}
    if tag is not None:
        contestants["spacy"] = lambda: (lambda: [tag(text) for text in french], len(french))
    taken = alternate(rounds, contestants)
    asked = [1e6 / TEXTS] * rounds
    for name, measured, some in (
        ("articles", "news", news),
        ("French texts full of facts", "french", french),
        ("English texts full of facts", "english", english),
    ):
        rival = f"{TEXTS} a second"
        line = Line(f"reading {name}", _ENGINE, _UNIT, taken[measured], rival, asked, 1.0, events=len(some))
        line.ours_cpu, line.rivals_cpu = taken[measured].cpu, asked
        results.add(line)
    if tag is not None:
        name, rival = "reading French texts full of facts", "spaCy's small French model"
        line = Line(name, _ENGINE, _UNIT, taken["french"], rival, taken["spacy"], events=len(french))
        line.ours_cpu, line.rivals_cpu = taken["french"].cpu, taken["spacy"].cpu
        results.add(line)


def pages(results: Results, rounds: int, articles: int) -> None:
    """Web pages to facts, beside taking out their text alone."""
    import trafilatura

    reader = _reader()
    bodies = [page(number).encode() for number in range(articles)]

    def ours() -> Round:
        def work() -> None:
            for body in bodies:
                for part in documents_in("page", body, ".html", Imprint()):
                    assert not hasattr(part, "reason")
                    reader.read(part.text, part.imprint)  # type: ignore[union-attr]

        return work, articles

    def alone() -> Round:
        return lambda: [trafilatura.extract(body, fast=True, include_comments=False) for body in bodies], articles

    taken = alternate(rounds, {"ours": ours, "alone": alone})
    asked = [1e6 / PAGES] * rounds
    for rival, theirs, cpu, target in (
        (f"{PAGES} a second", asked, asked, 1.0),
        ("trafilatura, which gives the text alone", taken["alone"], taken["alone"].cpu, None),
    ):
        line = Line("reading web pages", _ENGINE, _UNIT, taken["ours"], rival, theirs, target, events=articles)
        line.ours_cpu, line.rivals_cpu = taken["ours"].cpu, cpu
        results.add(line)


def memory(results: Results, documents: int) -> None:
    """Resident memory of a process that reads one paragraph after the other, no two of them alike."""
    program = [sys.executable, "-m", "benchmarks.reading", str(documents)]
    done = subprocess.run(program, cwd=Path(__file__).parents[1], check=True, capture_output=True, text=True)  # noqa: S603
    early, late = map(float, done.stdout.split())
    name = f"resident memory after {documents:,} documents"
    line = Line(name, _ENGINE, "MB", [late], "after a tenth of them", [early], 1.2, at_most=True)
    line.events = documents
    results.add(line)


def _reader() -> Checked:
    return reader_without_ledger(Settings(), "rules")


def _spacy(results: Results) -> Callable[[str], object] | None:
    try:
        import spacy

        model: Any = spacy.load("fr_core_news_sm")
    except (ImportError, OSError) as error:
        results.say(f"spaCy is left out: {error}")
        return None
    tag: Callable[[str], object] = model
    return tag


def main(documents: int) -> None:
    """Read, and print the memory after a tenth and at the end: medians around these two points."""
    reader, early, late = _reader(), [], []
    for number in range(documents):
        title, paragraphs = article(number)
        reader.read(paragraphs[0], Imprint(title=title, published="2026-01-05", language="en"))
        share = number / documents
        if number % max(1, documents // 1000) == 0 and 0.09 < share <= 0.1:
            early.append(resident())
        elif number % max(1, documents // 1000) == 0 and share > 0.99:
            late.append(resident())
    print(statistics.median(early), statistics.median(late))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
