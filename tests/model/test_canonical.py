"""One byte form per value."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from functools import cached_property
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import BaseModel

from ledger.model.canonical import canonical, digest, from_json, to_json
from ledger.model.events import PAYLOAD
from ledger.model.facts import parse_fact
from tests.model import samples

text = st.text(st.characters(codec="utf-8"), max_size=8)
decimals = st.decimals(-(10**14), 10**14, allow_nan=False, allow_infinity=False, places=9)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | decimals | text,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(text, inner, max_size=4),
    max_leaves=12,
)


def test_keys_are_sorted_and_nothing_is_idle() -> None:
    """At every depth, without white space, non-ASCII characters as they are."""
    assert canonical({"b": 1, "a": {"é": [1, 2], "d": None}}) == '{"a":{"d":null,"é":[1,2]},"b":1}'.encode()


def test_people_get_the_order_they_were_given() -> None:
    """The output form differs from the canonical one in the order of keys alone."""
    assert to_json({"b": Decimal("1.50"), "a": None}) == '{"b":1.5,"a":null}'


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("15000000000.00"), b"15000000000"),
        (Decimal("1.5E+10"), b"15000000000"),
        (Decimal("49.50"), b"49.5"),
        (Decimal("0.1"), b"0.1"),
        (Decimal("-0"), b"0"),
        (Decimal("0E+9"), b"0"),
        (Decimal("0E-30"), b"0"),
        (Decimal("123456789012345678.123456"), b"123456789012345678.123456"),
        (0.1, b"0.1"),
        (-0.0, b"0"),
        (15.0, b"15"),
        (True, b"true"),
        ((1, 2), b"[1,2]"),
    ],
)
def test_a_number_has_one_form(value: Any, expected: bytes) -> None:
    """Plain digits, no exponent, no idle zeros, and never the noise of binary fractions."""
    assert canonical(value) == expected


@pytest.mark.parametrize(
    "value", [Decimal("NaN"), Decimal("Infinity"), math.nan, math.inf, Decimal("1e24"), Decimal("1e-25")]
)
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    """It is never rounded to one in silence."""
    with pytest.raises(ValueError, match="figure"):
        canonical({"value": value})


def test_digits_are_never_dropped() -> None:
    """Figures have 24 digits at the most; one more is refused and not cut off."""
    exact = Decimal("123456789012.123456789012")
    assert from_json(canonical(exact)) == exact
    with pytest.raises(ValueError, match="24 digits"):
        canonical(Decimal("1234567890123.123456789012"))


@given(values)
def test_what_is_written_is_read_back(value: Any) -> None:
    """Any JSON reader finds the same value there, and writing it again gives the same bytes."""
    written = canonical(value)
    assert from_json(written) == value
    assert canonical(from_json(written)) == written
    assert json.loads(written) is not Ellipsis
    assert from_json(to_json(value)) == value


@given(st.dictionaries(text, values, max_size=5), st.randoms(use_true_random=False))
def test_equal_objects_are_equal_bytes(value: dict[str, Any], random: Any) -> None:
    """In whatever order their fields were set."""
    items = list(value.items())
    random.shuffle(items)
    assert canonical(dict(items)) == canonical(value)


@given(decimals, st.integers(0, 6))
def test_equal_numbers_are_equal_bytes(number: Decimal, zeros: int) -> None:
    """However many zeros were written behind them, and whatever the exponent."""
    longer = Decimal(f"{number:f}" + "0" * zeros)
    assert canonical(longer) == canonical(number)
    assert canonical(number.normalize()) == canonical(number)
    if number == number.to_integral_value():
        assert canonical(int(number)) == canonical(number)


@given(values, values)
def test_other_values_are_other_bytes(one: Any, other: Any) -> None:
    """True is not 1 here; else what is not equal differs in its bytes."""
    assume(one != other)
    assert canonical(one) != canonical(other)


@given(st.lists(st.binary(max_size=6), max_size=4), st.lists(st.binary(max_size=6), max_size=4))
def test_parts_do_not_run_together(one: list[bytes], other: list[bytes]) -> None:
    """Where one part ends and the next begins is part of what is hashed."""
    assert (digest(*one) == digest(*other)) == (one == other)


def test_the_digest_never_changes() -> None:
    """Keys of stored events rest on it: SHA-256 over parts, each behind its length in eight bytes."""
    assert digest() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert digest(b"a", b"b") != digest(b"ab")


@pytest.mark.parametrize("name", sorted(samples.PAYLOADS))
def test_a_model_gives_the_bytes_of_what_it_dumps(name: str) -> None:
    """The quick road and the long one end in the same bytes, so that no stored hash depends on the road."""
    model = PAYLOAD.validate_python({"type": name} | samples.PAYLOADS[name])
    assert canonical(model) == canonical(model.model_dump())


@given(
    st.floats(0, 1),
    st.none() | decimals,
    st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=5), max_size=3),
)
def test_a_fact_gives_the_bytes_of_what_it_dumps(confidence: float, value: Decimal | None, quotes: list[str]) -> None:
    """Whatever its figures, its texts and how sure its reader was."""
    amount = None if value is None else {"value": value}
    fact = parse_fact(
        {"kind": "profit_loss", "company": "Méta", "confidence": confidence, "amount": amount, "quotes": quotes}
    )
    assert canonical(fact) == canonical(fact.model_dump())


def test_fields_that_only_look_plain_are_settled() -> None:
    """Figures that no validator has settled, and what a model keeps beside its fields, are no exceptions."""

    class Odd(BaseModel):
        bare: Decimal
        share: float
        several: tuple[Decimal, ...]
        anything: dict[str, Any]

        @cached_property
        def beside(self) -> int:
            return 1

    odd = Odd(bare=Decimal("1.50"), share=15.0, several=(Decimal("2.0"),), anything={"b": Decimal("0E+3"), "a": 0.1})
    assert odd.beside == 1
    assert canonical(odd) == b'{"anything":{"a":0.1,"b":0},"bare":1.5,"several":[2],"share":15}'


def test_what_has_no_form_is_refused() -> None:
    """An object that is neither value nor model is an error and not an empty object."""
    with pytest.raises(TypeError, match="no canonical form"):
        canonical({"a": object()})


@pytest.mark.parametrize("text", ["", "{", "[1,]", "nan", '{"a":1}}'])
def test_what_is_no_json_is_an_error(text: str) -> None:
    """One that callers can catch without knowing who reads the JSON."""
    with pytest.raises(ValueError, match=r"."):
        from_json(text)
