"""The product and the oracle answer every question alike, over random histories, on both databases.

These are a few for every run of the tests; `make oracle HISTORIES=20000` draws as many as one likes.
"""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from tests.oracle.asked import Clocks
from tests.oracle.histories import DAYS, events, write
from tests.oracle.settled_examples import SETTLED
from tests.oracle.trials import agree, rolled_back, try_conversations, try_histories


def test_every_answer_is_the_oracles(engine: Engine) -> None:
    """Every aspect of every answer (`tests.oracle.compare`), before and after a rebuild."""
    try_histories(engine, 12)


def test_a_conversation_with_the_product_is_one_with_the_oracle(engine: Engine) -> None:
    """Told and asked in any order, with rebuilds between, the product answers as the oracle does."""
    try_conversations(engine, 3)


@pytest.mark.parametrize("name", SETTLED)
def test_settled_examples(engine: Engine, name: str) -> None:
    """What once differed is answered as the sentence beside it says."""
    with rolled_back(engine) as conn:
        write(conn, list(SETTLED[name].steps))
        head = len(events(conn))
        agree(conn, [Clocks(head, known_at, as_of) for known_at in DAYS for as_of in ("2026-01-31", *DAYS)])
