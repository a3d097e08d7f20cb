"""What fuzzing once found stays mended, and its targets hold for any bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.kept import found
from tests.fuzz.targets import TARGETS

FOUND = list(found())
_PIECES = [
    *(b"Meta raised $15 million", "Nabu a levé 5 millions d’euros".encode(), b"its stake of 49% in ", b"\n\n", b". "),
    *(b"<p>", b"</p>", b"<item><title>", b"</item>", b"---\ntitle: x\n---\n", b"\xff\xfe", b"\xe2\x80\xae", b"&#0;"),
]


@pytest.mark.parametrize(("target", "data"), FOUND, ids=[f"{target}-{i}" for i, (target, _) in enumerate(FOUND)])
def test_what_was_found_stays_mended(target: str, data: bytes) -> None:
    """Each once raised, took its time, or gave an offset that was none."""
    TARGETS[target](data)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(TARGETS)), st.lists(st.sampled_from(_PIECES) | st.binary(max_size=12), max_size=16))
def test_targets_hold_for_any_bytes(target: str, pieces: list[bytes]) -> None:
    """Read or refused, with exact passages."""
    TARGETS[target](b"\x01" + b"".join(pieces) if target in {"text", "unchecked"} else b"".join(pieces))
