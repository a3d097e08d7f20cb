"""Every kind of source, looked at through one interface."""

from __future__ import annotations

from pathlib import Path
from typing import get_args

import pytest

from ledger.ingest.files import Imprint
from ledger.ingest.sources.adapters import ADAPTERS
from ledger.ingest.sources.base import Content, Item
from ledger.ingest.sources.looking import Found, look
from ledger.model.errors import UnreadableDocument
from ledger.model.events import SourceKind
from tests.ingest.sources.samples import SITE, source

PAGE = f"""<html><head><title>Meta paie</title><link rel="canonical" href="{SITE}/1">
<meta property="article:published_time" content="2025-06-12"></head><body><article>
{"<p>Meta met quinze milliards de dollars dans Scale AI, dit le groupe.</p>" * 5}</article></body></html>"""


def fetch(address: str) -> Content:
    """What is at the addresses of a small site."""
    bodies = {
        f"{SITE}/feed.xml": f"<rss><channel><item><link>{SITE}/1</link><title>Meta</title></item></channel></rss>"
    }
    bodies |= {f"{SITE}/list.txt": f"{SITE}/1\nword\n", f"{SITE}/1": PAGE}
    return Content(address, bodies[address].encode(), "")


def test_every_kind_has_its_adapter() -> None:
    """Which knows its kind."""
    assert {kind: adapter.kind for kind, adapter in ADAPTERS.items()} == {kind: kind for kind in get_args(SourceKind)}


def test_a_page_is_its_own_address() -> None:
    """Nothing is asked for to know that, and its version is unknown until it is fetched."""
    page = source("page", f"{SITE}/1", "Le Bureau")
    assert not ADAPTERS["page"].fetched
    [item] = ADAPTERS["page"].items(page, None)
    assert item == Item(f"{SITE}/1", imprint=Imprint(publisher="Le Bureau", language="fr"))


@pytest.mark.parametrize("kind", [kind for kind, adapter in ADAPTERS.items() if adapter.fetched])
def test_what_is_fetched_cannot_be_read_unfetched(kind: SourceKind) -> None:
    """It is said, and is no empty answer."""
    with pytest.raises(UnreadableDocument, match="was not fetched"):
        list(ADAPTERS[kind].items(source(kind), None))


def test_looking_at_a_source_shows_what_it_leads_to() -> None:
    """Of a page what it says of itself, of a list the wrong lines as well."""
    assert list(look(source("feed"), fetch)) == [Found(f"{SITE}/1", "Meta")]
    first, wrong = look(source("list", f"{SITE}/list.txt", "Le Bureau"), fetch)
    assert first == Found(f"{SITE}/1", publisher="Le Bureau")
    assert "“word” is no address" in (wrong.reason or "")
    [page] = look(source("page", f"{SITE}/1", "Le Bureau"), fetch)
    assert page == Found(f"{SITE}/1", "Meta paie", "Le Bureau", "2025-06-12", whole=True)


def test_looking_at_a_folder_fetches_nothing(tmp_path: Path) -> None:
    """It is there."""

    def never(address: str) -> Content:
        raise AssertionError(address)

    assert list(look(source("folder", str(tmp_path)), never)) == []
