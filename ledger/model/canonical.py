"""One byte form per value, so that equal content has equal hashes (in the spirit of RFC 8785)."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

import msgspec

from ledger.model.base import plain

_SORTED = msgspec.json.Encoder(order="sorted", decimal_format="number")
_AS_GIVEN = msgspec.json.Encoder(decimal_format="number")


def canonical(value: Any) -> bytes:
    """JSON with sorted keys and no white space; decimals as exact numbers, never through binary floats."""
    return _SORTED.encode(_settled(value))


def to_json(value: Any) -> str:
    """JSON for people and programs who read our output: keys in the order given, decimals as plain numbers."""
    return _AS_GIVEN.encode(_settled(value)).decode()


def from_json(text: str | bytes) -> Any:
    """The value of canonical text; figures come back as exact decimals or integers."""
    return json.loads(text, parse_float=Decimal)


def digest(*parts: bytes) -> str:
    """SHA-256 over length-prefixed parts, so that no two lists of parts run together, in hexadecimal."""
    hasher = hashlib.sha256()
    for part in parts:
        hasher.update(len(part).to_bytes(8, "big"))
        hasher.update(part)
    return hasher.hexdigest()


def _settled(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, float):
        return plain(Decimal(repr(value)))
    if isinstance(value, dict):
        return {key: _settled(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_settled(item) for item in value]
    return value
