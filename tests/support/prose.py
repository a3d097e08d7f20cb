"""Invented news prose of any length, for what looks at texts and not at what they mean."""

from __future__ import annotations

from random import Random

_VOCABULARY = """
anvil birch comet investors said shares round deal board money market price stake founders growth chips models data week
year paper talks source people company plan cost bank fund rival sale offer report line unit staff first new large small
late early open strong weak public private half third over under near about between
"""
_WORDS = _VOCABULARY.split()

#: What a paper puts around a text that is not its own.
HEADLINE = "What the day brings, by our own correspondent on the spot"
FOOTER = "Subscribe to read more of our stories every morning. All rights are reserved by this paper and its owners."


def prose(seed: int, sentences: int = 20) -> str:
    """Sentences of twelve words each; other seeds have other words in other order."""
    random = Random(seed)
    return " ".join(" ".join(random.choices(_WORDS, k=12)).capitalize() + "." for _ in range(sentences))


def reprinted(text: str, share: float = 1.0) -> str:
    """The beginning of a text as another paper prints it."""
    sentences = text.split(". ")
    kept = ". ".join(sentences[: max(1, round(len(sentences) * share))])
    return f"{HEADLINE}\n\n{kept}\n\n{FOOTER}"
