"""What is wrong with a file of Docker Compose, found without an engine.

Its form is checked against the schema of the compose specification, which the development tool check-jsonschema
carries. What the schema does not see is checked here: that every name which one part uses is declared by another, that
durations are some, and that every variable is written as Compose reads it.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

SCHEMA = "vendor.compose-spec"
_DURATIONS = {"interval", "timeout", "start_period", "start_interval", "stop_grace_period"}
_DURATION = re.compile(r"(\d+(us|ms|s|m|h))+")
#: `$$`, `${NAME}`, or a variable with a default or with the message of its absence.
_VARIABLE = re.compile(r"\$(?:\$|\{[A-Za-z_]\w*(?::?[-?+][^}]*)?\})")


def complaints(file: Path) -> list[str]:
    """What is wrong with the file, a clause each; nothing if all is well."""
    found = list(_of_form(file))
    if not found:
        loaded: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
        found = [*_of_names(loaded), *_of_values(loaded)]
    return found


def _of_form(file: Path) -> Iterator[str]:
    command = [
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        SCHEMA,
        "--output-format",
        "json",
        str(file),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    told = json.loads(done.stdout)
    errors, unread = told.get("errors", []), told.get("parse_errors", [])
    for error in errors:
        yield f"{error['path']}: {error['message']} {error.get('best_match', '')}"
    for error in unread:
        yield f"{file.name} cannot be read: {error['message']}"
    if done.returncode and not errors and not unread:
        yield f"{file.name} was not checked: {done.stderr}"


def _of_names(loaded: dict[str, Any]) -> Iterator[str]:
    services: dict[str, dict[str, Any]] = loaded["services"]
    for name, service in services.items():
        needed = service.get("depends_on", {})
        for other, how in needed.items():
            condition = how["condition"]
            if other not in services:
                yield f"{name} depends on {other}, which is no service"
            elif condition == "service_healthy" and "test" not in services[other].get("healthcheck", {}):
                yield f"{name} waits for the health of {other}, which has no health check"
            elif condition == "service_completed_successfully" and services[other].get("restart", "no") != "no":
                yield f"{name} waits for the end of {other}, which is started again and again"
        for kind in ("secrets", "configs", "networks"):
            yield from _undeclared(name, kind, map(_source, service.get(kind, [])), loaded)
        volumes = (_source(volume).partition(":")[0] for volume in service.get("volumes", []))
        yield from _undeclared(name, "volumes", (v for v in volumes if not v.startswith((".", "/", "~", "$"))), loaded)


def _undeclared(service: str, kind: str, names: Iterable[str], loaded: dict[str, Any]) -> Iterator[str]:
    for name in names:
        if name not in loaded.get(kind, {}):
            yield f"{service} names {name}, which is not declared under {kind}"


def _source(use: Any) -> str:
    return str(use["source"]) if isinstance(use, dict) else str(use)


def _of_values(value: Any, place: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _of_values(inner, f"{place}.{key}")
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _of_values(inner, f"{place}.{number}")
    elif isinstance(value, str) and "$" in _VARIABLE.sub("", value):
        yield f"{place}: {value} holds a variable that Compose cannot read"
    elif place.rpartition(".")[2] in _DURATIONS and not _DURATION.fullmatch(str(value)):
        yield f"{place}: {value} is no duration"
