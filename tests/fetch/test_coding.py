"""Content codings, taken off piece by piece."""

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.fetch.coding import Unfolder
from ledger.fetch.trouble import Barred, Trouble
from tests.support.site import packed

CODINGS = st.lists(st.sampled_from(["gzip", "deflate", "br"]), max_size=3).map(", ".join)


@given(st.binary(max_size=5000), st.integers(1, 60), CODINGS, st.integers(1, 200))
def test_whatever_was_packed_comes_out(content: bytes, times: int, codings: str, step: int) -> None:
    content *= times
    sent = packed(content, codings) if codings else content
    unfolder = Unfolder(codings, 10_000_000)
    for start in range(0, len(sent), step):
        unfolder.feed(sent[start : start + step])
    assert unfolder.body() == content


@given(st.binary(min_size=1, max_size=3000), CODINGS.filter(bool), st.data())
def test_what_is_cut_off_never_passes_for_the_whole(content: bytes, codings: str, data: st.DataObject) -> None:
    sent = packed(content, codings)
    cut = data.draw(st.integers(1, len(sent) - 1))
    unfolder = Unfolder(codings, 10_000_000)
    try:
        unfolder.feed(sent[:cut])
        found = unfolder.body()
    except Trouble:
        return
    # Only what stands behind the end of a layer, which says nothing, may be missing.
    assert found == content


@given(st.binary(min_size=2, max_size=500), CODINGS.filter(bool))
def test_what_is_not_packed_is_said_or_was_empty(content: bytes, codings: str) -> None:
    unfolder = Unfolder(codings, 1_000_000)
    try:
        unfolder.feed(content)
        unfolder.body()
    except (Trouble, Barred):
        pass


def test_deflate_comes_raw_too() -> None:
    deflate = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    sent = deflate.compress(b"abc" * 100) + deflate.flush()
    for step in (1, len(sent)):
        unfolder = Unfolder("deflate", 1000)
        for start in range(0, len(sent), step):
            unfolder.feed(sent[start : start + step])
        assert unfolder.body() == b"abc" * 100


def test_gzip_may_have_several_members_and_what_trails_is_passed_over() -> None:
    unfolder = Unfolder("gzip", 1000)
    unfolder.feed(gzip.compress(b"a") + gzip.compress(b"b") + b"\0\0trailing")
    assert unfolder.body() == b"ab"


def test_nothing_at_all_is_nothing_packed() -> None:
    assert Unfolder("gzip", 1000).body() == b""
    assert Unfolder("identity, ,", 1000).body() == b""


@pytest.mark.parametrize("codings", ["gzip", "br", "gzip, gzip", "br, gzip"])
def test_a_bomb_stops_at_the_cap(codings: str) -> None:
    sent = packed(b"\0" * 50_000_000, codings)
    unfolder = Unfolder(codings, 100_000)
    with pytest.raises(Barred, match="unfolds to more than 100,000"):
        unfolder.feed(sent)
    # No layer gave more than the cap and one piece (brotli takes its limit for a hint).
    assert all(given <= 100_000 + 2 * 64 * 1024 for given in unfolder._given[1:])


def test_where_cutting_is_enough_the_beginning_is_given() -> None:
    unfolder = Unfolder("gzip", 1000, cut=True)
    unfolder.feed(packed(b"a" * 1_000_000, "gzip"))
    assert unfolder.full
    assert unfolder.body() == b"a" * 1000


@pytest.mark.parametrize("codings", ["zstd", "compress", "gzip, zstd", "x" * 500])
def test_other_codings_were_not_asked_for(codings: str) -> None:
    with pytest.raises(Barred, match="not asked for"):
        Unfolder(codings, 1000)
