"""Blocks, sentences and tokens keep their exact places."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.extract.segment import MAX_SENTENCE, sentences, tokens, words
from ledger.extract.text import fold, lower


def texts(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


def test_sentences_end_at_marks_and_not_at_abbreviations() -> None:
    """Titles, initials and decimal points end no sentence."""
    assert texts("Mr. Doe of Acme Inc. paid $1.5 million. It was Jan. 3. He left!") == [
        "Mr. Doe of Acme Inc. paid $1.5 million.",
        "It was Jan. 3.",
        "He left!",
    ]


def test_a_quoted_sentence_ends_behind_its_quotation_mark() -> None:
    """A full stop inside quotation marks ends the sentence behind them."""
    assert texts("« C’est fini. » Il est parti.") == ["« C’est fini. »", "Il est parti."]


def test_a_run_in_heading_is_its_own_sentence() -> None:
    """A heading before a dash, or a dateline, says nothing about what follows."""
    assert (
        texts("40 millions d’euros – Nabu a toujours vu grand, même au début de son aventure.")[0]
        == "40 millions d’euros"
    )
    assert texts("BERLIN, May 3 - Nabu has always thought big, even at the start of it all.")[0] == "BERLIN, May 3"


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    """Lines broken by typography only do not break sentences."""
    line = "word " * 12
    text = f"{line}\n{line}\n{line}ends here.\n\n{line}\n{line}\n{line}ends there.\n"
    assert len(texts(text)) == 2


def test_bullets_are_not_part_of_sentences() -> None:
    """Marks of lists are left out."""
    assert texts("• First thing done\n• Second thing done") == ["First thing done", "Second thing done"]


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("chiffre d’affaires", ("chiffre", "d'", "affaires")),
        ("Meta's boss didn't", ("meta", "'s", "boss", "didn", "'t")),
        ("la start-up Builder.ai", ("la", "start-up", "builder.ai")),
        ("aujourd’hui", ("aujourd'hui",)),
    ],
)
def test_words(phrase: str, expected: tuple[str, ...]) -> None:
    """Elisions and possessives are words of their own; hyphens and inner points are not borders."""
    assert words(phrase) == expected


@given(st.text(max_size=400))
def test_spans_are_ordered_and_exact(text: str) -> None:
    """Sentences and tokens of any text follow each other without overlap and never leave the text."""
    last = 0
    for sentence in sentences(text):
        assert last <= sentence.start < sentence.end <= len(text)
        assert sentence.end - sentence.start <= MAX_SENTENCE
        last = sentence.end
        at = sentence.start
        for token in tokens(text, sentence.start, sentence.end):
            assert at <= token.start < token.end <= sentence.end
            assert text[token.start : token.end] == token.text
            at = token.end


@given(st.text(max_size=400))
def test_folding_keeps_every_place(text: str) -> None:
    """Folded text is as long as the text, so that its offsets are the document's."""
    assert len(lower(text)) == len(fold(text)) == len(text)
