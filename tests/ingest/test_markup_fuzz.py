"""Pages and feeds may hold anything: they are read or refused in a sentence, and nothing else happens."""

from __future__ import annotations

import contextlib

from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.ingest.files import Imprint
from ledger.ingest.markup import plain_text, text_of_fragment
from ledger.ingest.opening import documents_in
from ledger.ingest.weblinks import web_address
from ledger.model.errors import UnreadableDocument

#: Pieces that pages are made of, in any order, closed or not.
_PIECES = """
    <p> </p> <div> </div> <article> <br> <script> </script> <!-- --> <![CDATA[ ]]> <?xml?> <!DOCTYPE <time datetime=
    <meta property='og:title' content= <title> </title> <svg> <math> <table> <tr> <td> &nbsp; &#0; &#x202e; &amp <: :
    <item> </item> <entry> <link href= <pubDate> <rss> <feed> <channel> <content type='xhtml'> 2025-06-12 Meta 15 € é
    """
PIECES = st.sampled_from(_PIECES.split())
PAGES = st.lists(PIECES | st.text(max_size=8), max_size=40).map(" ".join)


def read(body: bytes, suffix: str) -> None:
    with contextlib.suppress(UnreadableDocument):
        list(documents_in("file", body, suffix, Imprint()))


@settings(deadline=None, max_examples=150)
@given(PAGES | st.binary(max_size=300).map(lambda body: body.decode("latin-1")), st.sampled_from([".html", ".xml"]))
def test_any_markup_is_read_or_refused(page: str, suffix: str) -> None:
    """In any of the usual encodings, whole or in ruins."""
    for body in (page.encode(), f"<html><body><article>{page}".encode(), f"<rss><channel><item>{page}".encode()):
        read(body, suffix)


@settings(deadline=None)
@given(PAGES)
def test_any_fragment_has_a_text(page: str) -> None:
    """Perhaps an empty one."""
    assert isinstance(text_of_fragment(page), str)


@given(st.text())
def test_any_text_is_an_address_or_none(text: str) -> None:
    """And an address is what the web has addresses for."""
    address = web_address(text)
    assert address is None or address.startswith(("http://", "https://", "HTTP", "Http"))


def test_an_element_without_text_has_none() -> None:
    """The tree of nothing much."""
    from ledger.ingest.markup import parse_html

    assert plain_text(parse_html("<p></p>")) == ""
