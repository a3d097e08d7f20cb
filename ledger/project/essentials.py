"""As much of a stored fact as decides what stands in a picture: the rest, above all its quotes, is not even decoded.

That is half of the time that reading the evidence takes, and a good part of its memory. Questions, which show facts,
decode all of them.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypedDict, cast

import msgspec


class Essentials(TypedDict, total=False):
    """The fields of a fact that the rules of `ledger.project` look at.

    Of any type here: what an event holds that is not what it should be is found where it is used, and set aside.
    """

    kind: Any
    polarity: Any
    amount: Any
    percent: Any
    percent_qualifier: Any
    percent_verbatim: Any
    basis: Any
    period: Any
    date: Any
    deal: Any
    round: Any
    previous: Any
    product: Any
    stage: Any
    forecast: Any
    multiple: Any
    instalment: Any
    attribution: Any
    counterparties: Any


_DECODER = msgspec.json.Decoder(Essentials, float_hook=Decimal)


def essentials(text: str) -> dict[str, Any]:
    """Those of a fact's stored JSON; figures come back as exact decimals or integers.

    Raises:
        msgspec.DecodeError: it is no JSON object.
    """
    return cast("dict[str, Any]", _DECODER.decode(text))
