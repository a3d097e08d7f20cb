"""The form in which facts stand in the log since version 2 of the payloads that carry one (docs/decisions/0027).

Of a fact's fields, those with their default are not written, and reading puts them back: of 33 fields most facts need
a dozen. Nothing is blurred by that. A field has one default, and where null, zero or an empty list is another value, it
is written; `kind` is always written, and so is all that stands inside an amount, a party or a hop. What a default is
may never change without a new version of the payloads.
"""

from __future__ import annotations

import types
from enum import Enum
from typing import Any

from pydantic import BaseModel

from ledger.model.canonical import canonical, encode, from_json, unsettled
from ledger.model.canonical import settled as settled_value
from ledger.model.facts import KINDS, FactBase

Object = dict[str, Any]

#: Stands for the default of a field that is written whatever it is.
_ALWAYS = object()
#: Defaults of which there is one object each, so that what is equal is the same. An empty tuple is another such.
_SINGLE = (types.NoneType, bool, Enum)


def written(payload: BaseModel) -> bytes:
    """The canonical JSON of a payload; its fact, if it carries one, without what is said by saying nothing."""
    fields = payload.__dict__
    if "fact" not in fields:
        return canonical(payload)
    return encode(fields | {"fact": said(fields["fact"])})


def said(fact: FactBase) -> Object:
    """The fields of a fact that do not have their default, ready to be written."""
    single, equal, loose = _WRITTEN[fact.__class__]
    fields = {name: value for name, value in fact.__dict__.items() if value is not single[name]}
    for name, default in equal:
        if fields[name] == default:
            del fields[name]
    for name in loose:
        if name in fields:
            fields[name] = settled_value(fields[name])
    return fields


def whole(fact: Object) -> Object:
    """What was read of a fact with all of its fields; a kind that only a newer release knows is left as it is."""
    known = _READ.get(fact["kind"])
    if known is None:
        return fact
    defaults, lists = known
    fields = defaults | fact
    for name in lists:
        if name not in fact:
            fields[name] = []
    return fields


def _how_written(kind: type[FactBase]) -> tuple[Object, list[tuple[str, Any]], list[str]]:
    """The defaults that are known by being the same object, those that are compared, and what has to be settled."""
    single, equal = {}, []
    for name, field in kind.model_fields.items():
        is_single = name != "kind" and (isinstance(field.default, _SINGLE) or field.default == ())
        single[name] = field.default if is_single else _ALWAYS
        if name != "kind" and not is_single and not field.is_required():
            equal.append((name, field.default))
    return single, equal, list(unsettled(kind))


def _how_read(kind: type[FactBase]) -> tuple[Object, list[str]]:
    """The defaults as they are read, and which of them are lists, of which everybody gets one of their own."""
    defaults = {
        name: from_json(canonical(field.default))
        for name, field in kind.model_fields.items()
        # Fields that are left out of dumps as well have never been there when they say nothing.
        if not field.is_required() and field.exclude_if is None
    }
    return defaults, [name for name, default in defaults.items() if default == []]


_WRITTEN = {cls: _how_written(cls) for cls in KINDS.values()}
_READ = {kind: _how_read(cls) for kind, cls in KINDS.items()}
