"""Many keys in one statement, and many rows in one."""

from __future__ import annotations

import json

import pytest
from sqlalchemy.engine import Engine

from ledger.store.database import reading
from ledger.store.lookups import look_up, pairs, whole

TEXTS = ["plain", "", None, 'quotes " and \\', "two\nlines", "commas, [brackets]", "Méta – “世界”"]


def test_pairs_are_numbered_in_the_order_given(engine: Engine) -> None:
    """Whatever their texts are made of, and each as often as it was given."""
    given = [["b", "x"], ["a", 'quote " and , comma'], ["b", "x"], ["é", "–"]]
    with reading(engine) as conn:
        statement = f"SELECT number, one, other FROM {pairs(conn)}"  # noqa: S608 - nothing from outside
        found = look_up(conn, statement, json.dumps(given))
    assert sorted(found) == [(number, *pair) for number, pair in enumerate(given)]


@pytest.mark.parametrize("texts", [TEXTS, TEXTS[:1], []])
def test_all_rows_come_as_one(engine: Engine, texts: list[str | None]) -> None:
    """Each column as one text, lines on SQLite as bytes, row after row; of no rows there is no row."""
    lines = [json.dumps({"text": text}) for text in texts]
    given = json.dumps(list(zip(texts, lines, strict=True)))
    with reading(engine) as conn:
        rows = f"SELECT number, one, other FROM {pairs(conn)} ORDER BY number"  # noqa: S608 - nothing from outside
        found = look_up(conn, whole(conn, ["number"], ["one"], ["other"], rows), given)
    plain = bytes.decode if engine.dialect.name == "sqlite" else str
    told = [(json.loads(one), json.loads(two), plain(three).split("\n")) for one, two, three in found]
    assert told == ([(list(range(len(texts))), texts, lines)] if texts else [])
