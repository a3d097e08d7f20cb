"""Values that are worked out when first asked for, and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from functools import cached_property as lazy
else:

    class lazy:  # noqa: N801 - as one writes `property`
        """`functools.cached_property` without the lock that it takes before Python 3.12.

        Pictures are made of small objects with several such values each, and the lock takes most of the time.
        """

        def __init__(self, work_out: Any) -> None:
            self._work_out, self._name, self.__doc__ = work_out, work_out.__name__, work_out.__doc__

        def __get__(self, owner: Any, _type: type | None = None) -> Any:
            if owner is None:
                return self
            value = owner.__dict__[self._name] = self._work_out(owner)
            return value


__all__ = ["lazy"]
