"""Names in the form that is compared, and as ids."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.model.names import fold, name_key, slug


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("L’Usine Digitale", "l usine digitale"),
        ("  Les   Échos ", "les echos"),
        ("ŒUVRE", "œuvre"),
        ("Straße", "strasse"),
        ("A.B.C.", "a b c"),
        ("AT&T", "at&t"),
        ("Canal+", "canal+"),
        ("ＡＩ", "ai"),
        ("百度", "百度"),
        ("...", ""),
    ],
)
def test_folding(name: str, folded: str) -> None:
    """Lower case without accents, punctuation or runs of spaces; other scripts stay what they are."""
    assert fold(name) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Scale AI", "SCALE AI, INC."),
        ("Scale AI", "Scale AI’s"),
        ("The Information", "Information"),
        ("Le Monde", "monde"),
        ("L'Équipe", "Équipe"),
        ("Samsung Group", "Samsung"),
        ("Mistral AI SAS", "mistral ai"),
        ("SoftBank Group Corp.", "Softbank"),
        ("ASML Holding N.V.", "ASML"),
        ("Atos S.A", "Atos SA"),
        ("J.P. Morgan", "JP Morgan"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    """Article, legal form, genitive, case and accents do not tell companies apart."""
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Agfa", "Agfa Gevaert"),
        ("Meta", "Meta Materials"),
        ("SE Ventures", "Ventures"),
        ("Group Nine", "Nine"),
        ("Canal+", "Canal"),
        ("AT&T", "AT T"),
        ("百度", "腾讯"),
        ("Lego", "Go"),
        ("Inc", "Ltd"),
        ("x.ai", "xai"),
        ("A.I", "A I"),
    ],
)
def test_other_names_have_other_keys(one: str, other: str) -> None:
    """A legal form is only the last word, an article only the first, and something is always left."""
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Scale AI, Inc.", "scale-ai"),
        ("L’Usine Digitale", "usine-digitale"),
        ("AT&T", "at-and-t"),
        ("Canal+", "canal-plus"),
        ("01.AI", "01-ai"),
        ("百度", "unnamed"),
        ("---", "unnamed"),
        ("", "unnamed"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_name_makes_a_readable_id(name: str, expected: str) -> None:
    """Small letters, digits and hyphens, of a length that fits an address."""
    assert slug(name) == expected


@given(st.text(max_size=120))
def test_any_text_makes_an_id(name: str) -> None:
    """What is stored as an id always has the form that registrations ask for."""
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", slug(name))
    assert not slug(name).endswith("-")


@given(st.text(max_size=60))
def test_a_folded_name_stays(name: str) -> None:
    """Folding once is folding for good, and the key of an id's name is found from the folded name as well."""
    assert fold(fold(name)) == fold(name)
    assert fold(name) == fold(f"  {name} ")
