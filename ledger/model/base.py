"""What all models share: frozen, closed, and decimals in one written form."""

from __future__ import annotations

from decimal import Context, Decimal
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

#: Figures beyond this many digits are misreadings (a world product in yen has 17), and would let a
#: hostile line of digits cost time.
MAX_DIGITS = 24
#: Room for as many digits before and behind the point, so that nothing is rounded before it is counted.
_EXACT = Context(prec=2 * MAX_DIGITS)


class Frozen(BaseModel):
    """A value object: immutable, compared by content, refusing fields it does not know."""

    # A command needs few of all these classes; what validates them is built when it is first needed.
    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=False, defer_build=True)


def plain(number: Decimal) -> Decimal:
    """The same number without exponent or trailing zeros, so that equal figures are equal text."""
    if not number.is_finite():
        raise ValueError("a figure must be a finite number")
    if number == 0:
        return Decimal(0)  # without the sign and exponent that a zero may have
    too_long = number.adjusted() >= MAX_DIGITS or -_exponent(number) > MAX_DIGITS
    if too_long or len((number := number.normalize(_EXACT)).as_tuple().digits) > MAX_DIGITS:
        raise ValueError(f"a figure may have {MAX_DIGITS} digits at the most")
    return number.quantize(Decimal(1)) if _exponent(number) >= 0 else number


def _exponent(number: Decimal) -> int:
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    return exponent


Figure = Annotated[Decimal, AfterValidator(plain)]
