"""Sources: what may become one, what is said twice, and files of them. On both engines where the ledger is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy.engine import Engine

from ledger.curate import sources
from ledger.curate.commands import Command
from ledger.curate.deciding import Decided
from ledger.curate.source_files import Imported, export_sources, import_sources, read_sources
from ledger.curate.sources import Wanted, checked, kind_of, parse_interval, write_interval
from ledger.ingest.opml import read_opml, write_opml
from ledger.model.errors import InvalidSource, KeyConflict, UnknownSource, UnreadableDocument
from ledger.model.events import SourceKind
from ledger.project.sources import SOURCE_EVENTS, Source, source_called
from ledger.project.sources import sources as standing
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, events_of, tables
from tests.support.rebuilding import rebuild_in_place

FEED = "https://bureau.example/feed.xml"


def command(command_id: str | None = None) -> Command:
    return Command("ana", NOW, command_id)


def do(
    engine: Engine, what: Callable[..., Decided], subject: Any, command_id: str | None = None, **more: Any
) -> Decided:
    with writing(engine) as conn:
        return what(conn, subject, command(command_id), **more)


def add(engine: Engine, name: str = "bureau", address: str = FEED, **fields: Any) -> Decided:
    more = {key: fields.pop(key) for key in ("command_id", "reason", "least") if key in fields}
    return do(engine, sources.add, Wanted(name, address, **fields), **more)


def all_sources(engine: Engine) -> list[Source]:
    with reading(engine) as conn:
        return standing(conn)


def only(engine: Engine) -> Source:
    [source] = all_sources(engine)
    return source


def types(engine: Engine) -> list[str]:
    return [event.type for event in events_of(engine, *SOURCE_EVENTS)]


# -- Adding -----------------------------------------------------------------------------------------------------------


def test_a_source_is_added_by_event(engine: Engine) -> None:
    """With what is guessed and the usual interval; a rebuild makes the same of the log."""
    done = add(engine, "  Le  Bureau ", reason="they report first", publisher="Le Bureau", language="fr")
    assert only(engine) == Source("Le Bureau", FEED, "feed", 900, "Le Bureau", "fr", seq=done.seq)
    [event] = events_of(engine, *SOURCE_EVENTS)
    assert (event.recorded_by, event.payload["reason"]) == ("ana", "they report first")
    before = tables(engine)
    with writing(engine) as conn:
        rebuild_in_place(conn)
    assert tables(engine) == before


def test_adding_the_same_again_appends_nothing(engine: Engine) -> None:
    """Also for another reason, and where only some of it is said again."""
    first = add(engine, every_seconds=600, publisher="Le Bureau")
    before = tables(engine)
    for again in (add(engine), add(engine, kind="feed", every_seconds=600), add(engine, reason="another")):
        assert (again.seq, again.new) == (first.seq, False)
    assert tables(engine) == before


def test_adding_again_says_what_is_different(engine: Engine) -> None:
    """The rest stays as it was, a pause too; an empty text takes away."""
    add(engine, every_seconds=600, publisher="Le Bureau", language="fr")
    do(engine, sources.pause, "bureau")
    assert add(engine, every_seconds=1200, language="").new
    found = only(engine)
    assert (found.every_seconds, found.publisher, found.language, found.paused) == (1200, "Le Bureau", None, True)


def test_another_address_may_be_of_another_kind(engine: Engine) -> None:
    """What an address looks like is asked anew; a kind that was said holds for the address that it was said of."""
    add(engine, kind="page")
    assert add(engine).new is False
    add(engine, address="https://bureau.example/sitemap.xml")
    assert only(engine).kind == "list"


def test_an_address_is_of_one_source(engine: Engine) -> None:
    """Two would read it twice as often as either says."""
    add(engine)
    with pytest.raises(InvalidSource, match=r"“bureau” reads .* already"):
        add(engine, "another")
    assert [source.name for source in all_sources(engine)] == ["bureau"]
    assert types(engine) == ["SourceAdded"]


def test_a_command_id_is_used_once(engine: Engine) -> None:
    """The same command again is the same; another under its id is an error."""
    first = add(engine, command_id="c-1")
    again = add(engine, command_id="c-1")
    assert (again.seq, again.new) == (first.seq, False)
    with pytest.raises(KeyConflict):
        add(engine, "another", "https://other.example/feed", command_id="c-1")


# -- Pausing and removing ---------------------------------------------------------------------------------------------


def test_a_source_rests_and_goes_on(engine: Engine) -> None:
    """As often as wanted; what is so already is not said again."""
    add(engine)
    for _ in range(2):
        paused = do(engine, sources.pause, "bureau", reason="too much")
        assert only(engine).paused
        assert do(engine, sources.pause, "bureau").seq == paused.seq
        resumed = do(engine, sources.resume, "bureau")
        assert not only(engine).paused
        assert do(engine, sources.resume, "bureau").seq == resumed.seq
    assert types(engine) == ["SourceAdded", *["SourcePaused", "SourceResumed"] * 2]


def test_a_removed_source_may_come_back(engine: Engine) -> None:
    """As a new one: not paused, with nothing of what was said before."""
    add(engine, publisher="Le Bureau")
    do(engine, sources.pause, "bureau")
    assert do(engine, sources.remove, "bureau", reason="it is gone").new
    assert all_sources(engine) == []
    assert add(engine).new
    assert (only(engine).paused, only(engine).publisher) == (False, None)


@pytest.mark.parametrize("what", [sources.pause, sources.resume, sources.remove])
def test_a_source_that_is_not_there(engine: Engine, what: Callable[..., Decided]) -> None:
    """Never was, or was removed."""
    with pytest.raises(UnknownSource, match="no source “bureau”"):
        do(engine, what, "bureau")
    add(engine)
    do(engine, sources.remove, "bureau")
    with pytest.raises(UnknownSource), reading(engine) as conn:
        source_called(conn, "bureau")
    with pytest.raises(UnknownSource):
        do(engine, what, "bureau")


# -- What may be a source ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"address": "https://me:secret@bureau.example/"}, "holds a name or password"),
        ({"address": "https://me@bureau.example/"}, "holds a name or password"),
        ({"address": "ftp://bureau.example/"}, "is no address of the web"),
        ({"address": "file:///srv/in"}, "is no address of the web"),
        ({"address": "https://"}, "is no address of the web"),
        ({"address": "https://bureau.example:99999/"}, "is no address of the web"),
        ({"address": "https://bureau.example/\n"}, None),
        ({"address": ""}, "neither an address"),
        ({"address": "no/such/folder"}, "neither an address"),
        ({"address": FEED, "kind": "folder"}, "neither an address"),
        ({"address": ".", "kind": "feed"}, "is no address of the web"),
        ({"kind": "mailbox"}, "“mailbox” is no kind of source"),
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 101}, "needs a name"),
        ({"name": "a\x1b[31m"}, "needs a name"),
        ({"every_seconds": 59}, "1m at the least"),
        ({"every_seconds": 10**9}, "366d at the most"),
        ({"language": "French"}, "no code of a language"),
        ({"publisher": "a\x00"}, "does not print"),
    ],
    ids=str,
)
def test_what_makes_no_source(fields: dict[str, Any], said: str | None) -> None:
    """Is refused in a sentence, in which no password stands."""
    wanted = Wanted(**({"name": "bureau", "address": FEED} | fields))
    if said is None:
        assert checked(wanted).address == "https://bureau.example/"
        return
    with pytest.raises(InvalidSource, match=said) as caught:
        checked(wanted)
    assert "secret" not in str(caught.value)
    assert str(caught.value).isprintable()


def test_a_setting_may_allow_shorter_intervals() -> None:
    """For a site of one's own."""
    assert checked(Wanted("a", FEED, every_seconds=5), least=1).every_seconds == 5


def test_a_folder_is_kept_by_its_whole_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it is the same wherever the worker is started."""
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path)
    source = checked(Wanted("memos", "in"))
    assert (source.kind, source.address) == ("folder", str(tmp_path / "in"))


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("https://a.example/feed", "feed"),
        ("https://a.example/rss/une.xml", "feed"),
        ("https://a.example/?feed=rss2", "feed"),
        ("https://feeds.a.example/all", "feed"),
        ("https://a.example/index.json", "feed"),
        ("https://a.example/news_sitemap.xml", "list"),
        ("https://a.example/list.txt", "list"),
        ("https://a.example/all.opml", "list"),
        ("https://a.example/", "page"),
        ("https://a.example/feedback", "page"),
        ("https://a.example/2025/06/meta.html", "page"),
    ],
)
def test_a_kind_is_guessed(address: str, kind: SourceKind) -> None:
    """From what addresses usually look like; it may be said otherwise."""
    assert kind_of(address) == kind
    assert checked(Wanted("a", address, kind="page")).kind == "page"


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("15m", 900), ("1h30m", 5400), ("2D", 172_800), ("1 w", 604_800)]
)
def test_an_interval_is_read(text: str, seconds: int) -> None:
    """In the units that people use."""
    assert parse_interval(text) == seconds


@pytest.mark.parametrize("text", ["", "15", "m", "15 minutes", "-5m", "1.5h", "٣m", "9" * 20 + "s"])
def test_an_interval_that_is_none(text: str) -> None:
    """What has no unit could be anything."""
    with pytest.raises(InvalidSource, match="is no interval"):
        parse_interval(text)


@settings(deadline=None)
@given(st.integers(1, 10**8))
def test_an_interval_is_written_as_it_is_read(seconds: int) -> None:
    """Any of them."""
    assert parse_interval(write_interval(seconds)) == seconds


# -- Files ------------------------------------------------------------------------------------------------------------

PRINTS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12)
SOURCES = st.builds(
    Source,
    name=PRINTS,
    address=st.sampled_from([FEED, "https://bureau.example/?a=1&b=<2>", "/srv/été/in"]),
    kind=st.sampled_from(["feed", "page", "list", "folder"]),
    every_seconds=st.integers(1, 10**7),
    publisher=st.none() | PRINTS,
    language=st.sampled_from([None, "fr", "en"]),
    paused=st.booleans(),
)


@settings(deadline=None)
@given(st.lists(SOURCES, max_size=5))
def test_opml_keeps_what_a_source_is(found: list[Source]) -> None:
    """Name, address, kind, interval, publisher, language, and whether it rests."""
    written = write_opml((source, write_interval(source.every_seconds)) for source in found)
    again = [
        Source(o.name or "", o.address, o.kind, parse_interval(o.every or ""), o.publisher, o.language, o.paused)  # type: ignore[arg-type]
        for o in read_opml("sources.opml", written)
    ]
    assert again == found


def bring_in(engine: Engine, path: Path) -> list[Imported]:
    with writing(engine) as conn:
        return list(import_sources(conn, read_sources(path, 100_000), command()))


@pytest.mark.parametrize("file", ["sources.opml", "sources.csv"])
def test_a_round_trip(engine: Engine, tmp_path: Path, file: str) -> None:
    """Out of one ledger and into another: the same sources; a second time nothing is new."""
    (tmp_path / "in").mkdir()
    add(engine, "Société & Cie", every_seconds=600, publisher="Le “Bureau”", language="fr")
    add(engine, "memos", str(tmp_path / "in"))
    add(engine, "page", "https://bureau.example/", kind="list")
    do(engine, sources.pause, "memos")
    before, path = all_sources(engine), tmp_path / file
    export_sources(path, before)
    assert {done.status for done in bring_in(engine, path)} == {"unchanged"}
    for source in before:
        do(engine, sources.remove, source.name)
    assert {done.status for done in bring_in(engine, path)} == {"added"}
    assert [_without_place(source) for source in all_sources(engine)] == [_without_place(source) for source in before]


def _without_place(source: Source) -> tuple[Any, ...]:
    return (
        source.name, source.address, source.kind, source.every_seconds, source.publisher, source.language,
        source.paused,
    )  # fmt: skip


def test_the_opml_of_other_programs(engine: Engine, tmp_path: Path) -> None:
    """Outlines in outlines, feeds without a name, folders of feeds; each wrong one is refused by itself."""
    path = tmp_path / "subscriptions.opml"
    path.write_text(
        f"""<?xml version="1.0"?><opml version="1.0"><head/><body><outline text="Tech"><outline text="Deep">
        <outline text="Le Bureau" type="rss" xmlUrl="{FEED}" htmlUrl="https://bureau.example/"/></outline>
        <outline type="rss" xmlUrl="https://desk.example/all"/>
        <outline text="Pirates" type="rss" xmlUrl="ftp://x.example/feed"/>
        <outline text="Le Bureau" type="rss" xmlUrl="https://bureau.example/other"/></outline></body></opml>"""
    )
    assert [(done.name, done.status) for done in bring_in(engine, path)] == [
        ("Le Bureau", "added"),
        ("desk.example", "added"),
        ("Pirates", "refused"),
        ("Le Bureau", "refused"),
    ]
    assert [(s.name, s.kind, s.address) for s in all_sources(engine)] == [
        ("Le Bureau", "feed", FEED),
        ("desk.example", "feed", "https://desk.example/all"),
    ]


def test_a_table_of_sources(engine: Engine, tmp_path: Path) -> None:
    """What a row leaves open is guessed, and a wrong one is refused by itself, with its line."""
    path = tmp_path / "sources.csv"
    path.write_text(
        f"name;URL;every;paused\nbureau;{FEED};5m;yes\n;;;\n;https://desk.example/;;\nfast;https://x.example/;1s;\n"
        "odd;https://y.example/;often;\n"
    )
    done = bring_in(engine, path)
    assert [(d.place, d.name, d.status) for d in done] == [
        (2, "bureau", "added"), (4, "desk.example", "added"), (5, "fast", "refused"), (6, "odd", "refused"),
    ]  # fmt: skip
    assert [(s.name, s.kind, s.every_seconds, s.paused) for s in all_sources(engine)] == [
        ("bureau", "feed", 300, True),
        ("desk.example", "page", 900, False),
    ]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.opml", "<rss><channel/></rss>", "is no OPML file"),
        ("a.opml", "words", "is no OPML file"),
        ("a.opml", '<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><opml>&c;</opml>', "declares entities"),
        ("a.csv", "name,kind\na,feed\n", "no column “address”"),
        ("a.csv", "name,address,colour\na,b,c\n", "a column “colour”"),
        ("a.opml", "", "is empty"),
    ],
)
def test_a_file_that_holds_no_sources(tmp_path: Path, name: str, content: str, said: str) -> None:
    """Is refused as a whole, and entities unread."""
    (tmp_path / name).write_text(content)
    with pytest.raises(UnreadableDocument, match=said):
        read_sources(tmp_path / name, 100_000)
