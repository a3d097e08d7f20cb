"""Fingerprints: stable for ever, alike for copies, different for articles that only speak of the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.fingerprint import alike, bands, fingerprint
from tests.support.prose import FOOTER, HEADLINE, prose, reprinted

#: Two reporters, one deal: the names, the figures and one quotation are the same.
ONE = (
    "Birch said on Thursday that it will put 14.3 billion dollars into Anvil, a maker of forging presses, in exchange "
    "for 49 percent of its shares. The agreement values the smaller company at 29 billion dollars. “We have worked "
    "with Anvil for years and know what it can do,” the head of Birch told employees in a letter. Anvil's founder "
    "moves over to lead a new laboratory, while its head of strategy takes the reins until a successor is found."
)
OTHER = (
    "Nearly half of Anvil belongs to Birch from now on: the group pays 14.3 billion dollars for 49 percent of a firm "
    "that hardly anybody outside the trade knew two years ago. “We have worked with Anvil for years and know what it "
    "can do,” wrote its chief executive. Rivals who buy presses from Anvil are said to be looking for other suppliers. "
    "Analysts wonder whether 29 billion dollars is too much for a company whose best customer now owns it."
)


#: Of `prose(1, 3)`, as version 1 made it first.
FIRST = (
    "1:EeFCeBjdAH8ezbEuHvZ27iXVaFUq5JvFL82H8jI+m75K7QqEWn7HNFw/Rc1cqxdSX00g+nk3Y9585YiXf0Lgm3+azfqDWAu7mP"
    "UM75s8UVug5Nq+otLL2KewgoStQF8utlF58roHyQnAB5oGygv4Vudx8/jrZekw7/LSzvbYAvf5y937"
)


def made(text: str) -> str:
    found = fingerprint(text)
    assert found is not None
    return found


def test_what_stands_in_the_log_can_be_made_again() -> None:
    """Version 1 gives these very characters for this text, in every release to come."""
    assert made(prose(1, 3)) == FIRST


@pytest.mark.parametrize("share", [1.0, 0.7, 0.5])
def test_a_reprint_is_alike(share: float) -> None:
    """Another headline and footer, and up to half of the text cut off."""
    texts = [prose(seed, 30) for seed in range(30)]
    pairs = [(made(text), made(reprinted(text, share))) for text in texts]
    assert all(alike(one, other) and alike(other, one) for one, other in pairs)


def test_two_reprints_are_alike() -> None:
    """Papers are compared with each other, also where nobody has the agency's own page."""
    text = prose(7)
    assert alike(made(reprinted(text)), made(f"Short news: {text}"))


def test_articles_about_one_deal_are_not_alike() -> None:
    """Names, figures and a quotation in common make no copy."""
    assert not alike(made(ONE), made(OTHER))
    assert not alike(made(f"{HEADLINE} {ONE} {FOOTER}"), made(f"{HEADLINE} {OTHER} {FOOTER}"))


def test_a_quotation_is_no_copy() -> None:
    """A long article that prints some sentences of another stays its own."""
    agency = prose(1, 20)
    assert not alike(made(agency), made(prose(2, 20) + " " + ". ".join(agency.split(". ")[:5])))


def test_short_notes_have_no_fingerprint() -> None:
    """Two lines about one deal read the same without being copied."""
    assert fingerprint("Birch puts 14.3 billion dollars into Anvil for 49 percent of the shares.") is None
    assert fingerprint("") is None
    assert fingerprint("word " * 500) is None


def test_looks_do_not_count() -> None:
    """Case, marks, line ends and the width of characters are the typesetter's."""
    text = prose(3)
    assert made(text) == made(text.upper().replace(".", " — ").replace(" ", "\n")) == made(text.replace("1", "１"))


def test_an_unknown_version_is_like_nothing() -> None:
    """What a later release writes is not misread."""
    later = "2:" + made(prose(1)).removeprefix("1:")
    assert not alike(later, later)
    assert bands(later) == frozenset()


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_alike_is_mutual_and_only_of_copies(one: int, other: int) -> None:
    """The order of two texts does not matter, and texts of different words are not alike."""
    a, b = made(prose(one, 15)), made(prose(other, 15))
    assert alike(a, b) is alike(b, a) is (one == other)
