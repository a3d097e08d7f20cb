"""Articles that nobody wrote, and those of the tests: what is read in measurements."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

COMPANIES = 20_000
#: Words of a newspaper's article.
_WORDS = 700
#: Paragraphs of such an article, each with a fact.
PARAGRAPHS = 6
_WRITTEN = Path(__file__).resolve().parent.parent / "tests" / "extract" / "articles"
_DAY = datetime(2026, 1, 5, 8, tzinfo=UTC)

_FACTS = (
    "{a} has raised {n} million dollars in a Series B round led by {b}, the company announced on Monday.",
    "{a} reported revenue of {n} million euros for 2025.",
    "{b} acquired a stake of {p} % in {a} for {n} million dollars.",
    "{a} is valued at {n} billion dollars after the deal.",
    "{a} and {b} announced a partnership on Tuesday.",
    "{a} employs {n} people.",
)
_OTHERS = (
    "Analysts had expected less, but few of them were willing to say so while the talks were going on.",
    "The market for such tools grew by a fifth last year, to about {n} billion dollars, according to a research firm.",
    "Shares of its larger rival fell by {p} % on the news before they recovered in the afternoon.",
    "Customers praise the speed at which problems are mended, and complain about what it costs to have them mended.",
    "The money is meant for engineers, for a second office and for machines that are hard to come by at present.",
    "Its founders met at university, where they wrote the first version in a cellar without windows.",
    "Regulators in three countries have asked for papers; the company says that it answers whatever it is asked.",
    "Nobody expects prices to fall soon, since the makers of the parts sold their production for the year in advance.",
)


def article(number: int, length: int = PARAGRAPHS) -> tuple[str, list[str]]:
    """The title and the paragraphs of an article, some 120 words and a fact each; the same for a number."""
    dice = random.Random(number)  # noqa: S311 - drawn to be repeatable, not to be secret
    paragraphs = []
    for _ in range(length):
        sentences = [dice.choice(_FACTS), *(dice.choice(_OTHERS) for _ in range(6))]
        paragraphs.append(" ".join(_filled(sentence, dice) for sentence in sentences))
    return f"{_company(dice)} and others", paragraphs


def page(number: int, length: int = PARAGRAPHS) -> str:
    """The same as a web page."""
    title, paragraphs = article(number, length)
    body = "".join(f"<p>{text}</p>" for text in paragraphs)
    day = (_DAY + timedelta(minutes=number % 100_000)).isoformat()
    furniture = "".join(f'<li><a href="/topic/{n}">Topic {n}</a></li>' for n in range(60))
    return (
        f'<!doctype html><html lang="en"><head><title>{title}</title><script type="application/ld+json">'
        f'{{"@type":"NewsArticle","headline":"{title}","datePublished":"{day}","publisher":{{"name":"Loop Times"}}}}'
        f"</script></head><body><nav><ul>{furniture}</ul></nav><article><h1>{title}</h1>{body}</article>"
        f"<footer><ul>{furniture}</ul></footer></body></html>"
    )


def _filled(sentence: str, dice: random.Random) -> str:
    names = {"a": _company(dice), "b": _company(dice)}
    return sentence.format(**names, n=dice.randrange(2, 900), p=dice.randrange(2, 50))


def _company(dice: random.Random) -> str:
    """By Zipf's law, as in the news."""
    rank = int(COMPANIES ** dice.random())
    first = ("Alta", "Brio", "Cera", "Dova", "Elan", "Fior", "Gant", "Helo", "Ivor", "Juna", "Kalt", "Lore")
    second = ("bex", "cora", "dyne", "flux", "grid", "lane", "mind", "nexa", "pulse", "quant", "reon", "scale")
    third = ("Works", "Labs", "Robotics", "Energy", "Health", "Foods", "Mobility", "Analytics", "Media", "Space")
    name = first[rank % 12] + second[rank // 12 % 12] + " " + third[rank // 144 % 10]
    return name if rank < 1440 else f"{name} {chr(65 + rank // 1440 % 26)}"


def dense(language: str, folder: Path = _WRITTEN) -> list[str]:
    """Texts of about 700 words made of the tests' articles, which hold a fact in every other sentence."""
    made, text = [], ""
    for path in sorted(folder.glob(f"{language}-*.txt")):
        text += path.read_text("utf-8").partition("\n----\n")[0] + "\n\n"
        if len(text.split()) >= _WORDS:
            made.append(text)
            text = ""
    return made
