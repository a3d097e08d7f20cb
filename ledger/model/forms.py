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

import msgspec
from pydantic import BaseModel

from ledger.model.canonical import canonical, encode, from_json, settled, unsettled
from ledger.model.facts import KINDS, FactBase

Object = dict[str, Any]


def written(payload: BaseModel) -> bytes:
    """The canonical JSON of a payload; its fact, if it carries one, without what is said by saying nothing."""
    fields = payload.__dict__
    if "fact" not in fields:
        return canonical(payload)
    return encode(fields | {"fact": said(fields["fact"])})


def said(fact: FactBase) -> Any:
    """What `encode` writes of a fact: the fields that do not have their default."""
    said, others = _WRITTEN[fact.__class__]
    fields = said(**fact.__dict__)
    for name, default in others:
        value = getattr(fields, name)
        setattr(fields, name, _LEFT_OUT if value == default else settled(value))
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


#: Stands for the default of a field that is written whatever it is, and for what is not written.
_ALWAYS, _LEFT_OUT = object(), object()
#: Defaults of which there is one object each, so that what is equal is the same. An empty tuple is another such.
_SINGLE = (types.NoneType, bool, Enum)


def _how_written(kind: type[FactBase]) -> tuple[type[msgspec.Struct], list[tuple[str, Any]]]:
    """A device that leaves out what is the same object as its default, and the fields that it cannot judge.

    It checks nothing and is no other model of a fact: it only spares the encoder most of the fields.
    """
    fields, others = [], []
    for name, field in kind.model_fields.items():
        default = _ALWAYS if name == "kind" or field.is_required() else field.default
        if name in unsettled(kind) or not (isinstance(default, _SINGLE) or default in ((), _ALWAYS)):
            others.append((name, default))
            default = _LEFT_OUT
        fields.append((name, object, default))
    return msgspec.defstruct(kind.__name__, fields, omit_defaults=True, gc=False), others


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
