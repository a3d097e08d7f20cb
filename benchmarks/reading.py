"""How many articles a second the rule reader reads, on one core, from plain text.

    python benchmarks/reading.py [FOLDER]

FOLDER holds articles as .txt (default: those of the tests). They are joined to texts of about 700 words, as an article
of a paper is, and read until five seconds are over; the best round counts, because others may use the machine too.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from ledger.offline import reader_from_seeds

_WORDS, _SECONDS = 700, 5.0
_ARTICLES = Path(__file__).resolve().parent.parent / "tests" / "extract" / "articles"


def texts(folder: Path) -> list[str]:
    """Texts of one language and about 700 words each, made of the articles in `folder`."""
    made = []
    for language in ("en", "fr"):
        text = ""
        for path in sorted(folder.glob(f"{language}-*.txt")) or sorted(folder.glob("*.txt")):
            text += path.read_text("utf-8").partition("\n----\n")[0] + "\n\n"
            if len(text.split()) >= _WORDS:
                made.append(text)
                text = ""
    return made


def main() -> int:
    """Measure, and print articles a second."""
    articles = texts(Path(sys.argv[1]) if len(sys.argv) > 1 else _ARTICLES)
    if not articles:
        sys.stderr.write("no articles to read\n")
        return 1
    began = time.perf_counter()
    reader = reader_from_seeds()
    reader.read(articles[0])
    ready = time.perf_counter() - began
    best, facts, end = 0.0, 0, time.perf_counter() + _SECONDS
    while time.perf_counter() < end:
        start = time.process_time()
        facts = sum(len(reader.read(article)) for article in articles)
        best = max(best, len(articles) / (time.process_time() - start))
    words = sum(len(article.split()) for article in articles) / len(articles)
    each = f"{words:.0f} words and {facts / len(articles):.0f} facts"
    sys.stdout.write(f"{best:.1f} articles/s of {each}; ready in {ready:.2f} s\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
