"""`--set NAME=VALUE`, as several commands take it."""

from __future__ import annotations

from typing import Any

import typer


def assignments(given: list[str]) -> dict[str, Any]:
    """`NAME=VALUE` pairs; a value that is not JSON is text, and a dotted name reaches into an object."""
    import json

    fields: dict[str, Any] = {}
    for text in given:
        name, equals, raw = text.partition("=")
        if not equals or not name.strip():
            raise typer.BadParameter(f"“{text}” is not NAME=VALUE", param_hint="--set")
        try:
            value: Any = json.loads(raw, parse_float=str)
        except ValueError:
            value = raw
        fields[name.strip()] = value
    return fields
