"""Values that are worked out when first asked for."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from ledger.model.lazy import lazy

asked: list[int] = []


class Square(Struct, frozen=True, dict=True):
    """A number with what it is squared."""

    side: int

    @lazy
    def area(self) -> int:
        """As much as it covers."""
        asked.append(self.side)
        return self.side**2


def test_a_value_is_worked_out_once_for_each() -> None:
    """And one that is made of another, with something else in it, works out its own."""
    asked.clear()
    two = Square(2)
    assert (two.area, two.area, replace(two, side=3).area, two.area) == (4, 4, 9, 4)
    assert asked == [2, 3]


def test_it_is_no_part_of_what_is_compared() -> None:
    """Two of the same are equal, whoever was asked."""
    one, other = Square(2), Square(2)
    assert one.area == 4
    assert one == other
    assert hash(one) == hash(other)
