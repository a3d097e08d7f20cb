"""Web pages: the article without the page, every date with its origin, and pages that mean no good."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy.engine import Engine

from ledger.ingest.files import Document, Imprint
from ledger.ingest.parsing import parse_document
from ledger.model.errors import UnreadableDocument
from ledger.store import quarantine
from ledger.store.database import reading
from tests.ingest.samples import Told, events_of, ingest, investment

ARTICLE = (
    "<p>Meta is putting 15 billion dollars into Scale AI, both companies said on Thursday evening. The labelling firm "
    "will remain independent, and its founder moves to the buyer with part of his team.</p>"
    "<p>The two have worked together for years. Customers were told by letter that nothing changes for them.</p>"
)
LINKED = """
<script type="application/ld+json">
{"@context": "https://schema.example", "@graph": [
  {"@type": "WebSite", "name": "The Desk", "datePublished": "2001-01-01"},
  {"@type": ["NewsArticle"], "headline": "Meta buys into Scale AI", "datePublished": "2025-06-12T18:00:00+02:00",
   "dateModified": "2025-06-20T09:00:00+02:00", "publisher": {"@type": "Organization", "name": "The Desk"},
   "mainEntityOfPage": {"@id": "https://desk.example/2025/06/12/meta"}}]}
</script>
"""


def page(body: str = ARTICLE, head: str = LINKED) -> str:
    return (
        f"<!doctype html><html lang='en'><head><title>Meta | The Desk</title>{head}</head><body>"
        "<nav><a href='/'>Home</a> <a href='/sport'>Sport and weather</a></nav>"
        f"<article><h1>Meta buys into Scale AI</h1>{body}</article>"
        "<aside>Most read: cats</aside><footer>All rights reserved</footer></body></html>"
    )


def parse(text: str | bytes) -> Document:
    return parse_document("page.html", text if isinstance(text, bytes) else text.encode(), ".html")


def test_a_page_is_its_article() -> None:
    """The headline, then the paragraphs with an empty line between; nothing of the page around them."""
    text = parse(page()).text
    assert text.startswith("Meta buys into Scale AI\n\nMeta is putting 15 billion dollars into Scale AI")
    assert text.endswith("nothing changes for them.")
    assert text.count("\n\n") == 2
    for furniture in ("Home", "cats", "rights", "{", "<"):
        assert furniture not in text


def test_a_page_says_who_published_it_when() -> None:
    """In the form that its publisher prepared for machines."""
    document = parse(page())
    assert document.imprint == Imprint(
        "The Desk", "https://desk.example/2025/06/12/meta", "Meta buys into Scale AI", "2025-06-12T18:00:00+02:00"
    )
    assert document.media_type == "text/html"


BRIEF = "<p>Kelpra acquiert Dustra.</p><p>Montant total : 40 millions.</p><p>Wexlo acquiert Tarbine.</p>"


@pytest.mark.parametrize(
    ("declared", "language"),
    [
        ("lang='fr-CA'", "fr"),
        ("xml:lang='fr'", "fr"),
        ("lang='FR'", "fr"),
        ("lang='de_CH'", "de"),
        ("lang='x-default'", None),
        ("lang=''", None),
        ("", None),
    ],
)
def test_a_page_tells_its_language_where_its_text_cannot(declared: str, language: str | None) -> None:
    """Too few common words to tell by: the page's own word is taken."""
    body = f"<html {declared}><body><article><h1>Kelpra acquiert Dustra</h1>{BRIEF}</article></body></html>"
    assert parse(body).imprint.language == language


def test_a_page_may_tell_its_language_by_its_locale() -> None:
    head = "<head><meta property='og:locale' content='fr_BE'></head>"
    assert parse(f"<html>{head}<body><article>{BRIEF}</article></body></html>").imprint.language == "fr"


@pytest.mark.parametrize("declared", ["en", "de", "fr"])
def test_what_a_template_declares_does_not_outdo_the_text(declared: str) -> None:
    """A French text is French, whatever the page around it was made for."""
    told = "La société Kelpra a annoncé ce jour le rachat de la société Dustra, pour un montant de 40 millions d'euros."
    page = f"<html lang='{declared}'><body><article><p>{told}</p><p>{told}</p></article></body></html>"
    assert parse(page).imprint.language is None


@pytest.mark.parametrize(("declared", "facts"), [("", 0), ("lang='fr'", 2)])
def test_a_brief_page_is_read_in_the_language_that_it_declares(
    declared: str, facts: int, sqlite_engine: Engine, tmp_path: Path
) -> None:
    """Undecided as it is, the text would be read as English, in which it says nothing."""
    from dataclasses import replace

    from ledger.bootstrap import reader_from_registry
    from tests.ingest.samples import ingester

    page = tmp_path / "brief.html"
    page.write_text(f"<html {declared}><body><article>{BRIEF}</article></body></html>", encoding="utf-8")
    [outcome] = replace(ingester(sqlite_engine), reader_for=reader_from_registry).ingest([page], Imprint())
    assert (outcome.status, outcome.facts) == ("ingested", facts)


def test_every_date_is_kept_with_its_origin() -> None:
    """Also those that are not believed, so that a doubt can be settled later."""
    head = LINKED + '<meta property="article:published_time" content="2025-06-20T07:00:00Z">'
    body = ARTICLE + "<time datetime='2025-06-19'>yesterday</time>"
    dates = {(d.origin, d.value) for d in parse(page(body, head)).dates}
    assert dates == {
        ("JSON-LD datePublished", "2025-06-12T18:00:00+02:00"),
        ("JSON-LD datePublished of a part", "2001-01-01"),
        ("last edit", "2025-06-20T09:00:00+02:00"),
        ("article:published_time", "2025-06-20T07:00:00Z"),
        ("time element", "2025-06-19"),
        ("URL", "2025-06-12"),
    }


def test_the_dates_are_in_the_log(engine: Engine, tmp_path: Path) -> None:
    """In the event of the document; the believed one dates the publication."""
    path = tmp_path / "page.html"
    path.write_text(page(), encoding="utf-8")
    [outcome] = ingest(
        engine, path, reader=Told([investment(quote="Meta is putting 15 billion dollars into Scale AI")])
    )
    assert (outcome.status, outcome.facts) == ("ingested", 1)
    [event] = events_of(engine, "DocumentCaptured")
    assert event.payload["publication"]["published"] == "2025-06-12T18:00:00+02:00"
    assert {"origin": "last edit", "value": "2025-06-20T09:00:00+02:00"} in event.payload["dates"]


def test_a_page_dated_only_by_its_edit_has_no_date() -> None:
    """Whoever took that date would claim to have known later what was known now, or the other way round."""
    head = '<meta property="article:modified_time" content="2025-06-20T07:00:00Z">'
    assert parse(page(head=head)).imprint.published is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252", "iso-8859-15"])
def test_a_page_is_read_in_its_encoding(encoding: str) -> None:
    """The one it declares, if it is not UTF-8 anyway."""
    body = ARTICLE.replace(
        "Meta is", "L’été dernier à Zürich, Méta is" if "8859" not in encoding else "L'été à Zürich, Méta is"
    )
    document = parse(page(body, f'<meta charset="{encoding}">').encode(encoding))
    assert "à Zürich, Méta is putting" in document.text


@pytest.mark.parametrize("declared", ["utf-16", "klingon", "zip", "hex", "iso-2022-jp", ""])
def test_a_wrong_declaration_does_no_harm(declared: str) -> None:
    """UTF-8 is known by its form, and an encoding that makes no text is not asked for."""
    assert "putting 15 billion" in parse(page(head=f'<meta charset="{declared}">')).text
    latin = page(ARTICLE.replace("Meta is", "À Genève, Meta is"), f'<meta charset="{declared}">').encode("latin-1")
    assert "Genève" in parse(latin).text


@pytest.mark.parametrize(
    "markup",
    [
        "<html><head><title>App</title><script>render(1)</script></head><body><div id='root'></div></body></html>",
        "<html><body><script>document.write('Meta pays')</script><noscript>Turn on scripts</noscript></body></html>",
        "<!-- nothing -->",
        "<!doctype html>",
    ],
)
def test_a_page_without_words_is_refused(markup: str) -> None:
    """A page that scripts would build says nothing yet."""
    with pytest.raises(UnreadableDocument, match=r"^page\.html holds no (article )?text") as caught:
        parse(markup)
    assert str(caught.value).endswith(".")


def test_a_script_is_never_text() -> None:
    """Wherever it stands in the article."""
    scripts = "<script>steal()</script><style>p{}</style><svg><text>logo</text></svg><template>later</template>"
    text = parse(page(scripts + ARTICLE + scripts)).text
    for part in ("steal", "p{}", "logo", "later"):
        assert part not in text


@pytest.mark.parametrize(
    "script",
    ["{broken", "[" * 100_000, '"text"', "null", '{"@type": "NewsArticle", "datePublished": {"a": 1}, "headline": 7}'],
    ids=["broken", "deep", "text", "null", "odd"],
)
def test_linked_data_may_be_anything(script: str) -> None:
    """What cannot be read of it says nothing, and the article is read all the same."""
    document = parse(page(head=f'<script type="application/ld+json">{script}</script>'))
    assert "15 billion" in document.text
    assert document.imprint.published is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https://[", "data:text/html,x", "//x"])
def test_only_addresses_of_the_web_are_kept(url: str) -> None:
    """A page cannot make the ledger show another kind of link."""
    assert parse(page(head=f'<link rel="canonical" href="{url}">')).imprint.url is None


@pytest.mark.parametrize(
    "hostile",
    [
        "<div>" * 50_000 + ARTICLE,
        "<p>Meta pays 15 billion dollars.</p>" * 30_000,
        "<p>" + "Meta pays 15 billion dollars. " * 50_000,
        "<a b=" * 100_000,
        "<table>" * 3_000 + ARTICLE,
    ],
    ids=["deep", "many", "long", "broken", "tables"],
)
def test_huge_pages_take_their_length_in_time(hostile: str) -> None:
    """And no more; whether anything can be read of them is another matter."""
    started = time.perf_counter()
    with contextlib.suppress(UnreadableDocument):
        parse(page(hostile))
    assert time.perf_counter() - started < 10


def test_marks_of_direction_break_nothing(sqlite_engine: Engine, tmp_path: Path) -> None:
    """The reader does not see them, the stored text keeps them, and offsets count them."""
    text = "Word is that Me\u200bta \u202epays\u202c 15\u200f billion for a share of Scale AI."
    path = tmp_path / "memo.txt"
    path.write_text(text, encoding="utf-8")
    told = Told([investment(quote="Meta pays 15 billion")])
    [outcome] = ingest(sqlite_engine, path, reader=told)
    assert told.seen[0]["text"] == "Word is that Meta pays 15 billion for a share of Scale AI."
    assert outcome.facts == 1
    [event] = events_of(sqlite_engine, "FactReported")
    fact = event.payload["fact"]
    assert fact["quote"] == text[fact["start"] : fact["end"]] == "Me\u200bta \u202epays\u202c 15\u200f billion"


def test_other_languages_wait_in_quarantine(tmp_path: Path, sqlite_engine: Engine) -> None:
    """With a polite word on which ones can be read."""
    from dataclasses import replace

    from ledger.bootstrap import reader_from_registry
    from tests.ingest.samples import ingester

    path = tmp_path / "de.html"
    german = (
        "<p>Der Konzern hat am Donnerstag mitgeteilt, dass er sich an dem Unternehmen beteiligt und es nicht kauft.</p>"
    )
    path.write_text(f"<html><body><article>{german * 4}</article></body></html>", encoding="utf-8")
    [outcome] = replace(ingester(sqlite_engine), reader_for=reader_from_registry).ingest([path], Imprint())
    assert outcome.status == "quarantined"
    assert "language that cannot be read yet (de)" in (outcome.reason or "")
    with reading(sqlite_engine) as conn:
        assert len(quarantine.entries(conn)) == 1


def test_plain_text_is_read_with_few_libraries(tmp_path: Path) -> None:
    """What reads pages, keeps ledgers, writes logs or draws tables takes its time to load, so a text loads none."""
    path = tmp_path / "memo.txt"
    path.write_text("In June 2025 Meta invested $15 billion in Scale AI.", encoding="utf-8")
    script = (
        "import sys; from ledger.cli import app\n"
        f"try: app(['extract', {str(path)!r}, '--json'])\n"
        "except SystemExit as end: assert not end.code\n"
        "heavy = {'lxml', 'trafilatura', 'htmldate', 'jinja2', 'httpx', 'sqlalchemy', 'psycopg', 'alembic', 'yaml',"
        " 'structlog', 'rich', 'edtf', 'pyarrow', 'charset_normalizer', 'ledger.bootstrap', 'ledger.project'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=True)
    assert done.stderr.strip().splitlines()[-1] == "[]"
