"""A small web of papers, good and bad, on this machine, and what a ledger has to hold once it has been read."""

from __future__ import annotations

import gzip
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path
from random import Random

from tests.support import site as web
from tests.support.site import Behaviour, Site

#: All on this machine, so that no limit for one host decides how long it takes.
HOSTS = tuple(f"127.0.1.{n}" for n in range(1, 13))
#: Hosts that ask to be left alone for long are asked for nothing else meanwhile, so what is good is not theirs.
WEARY = ("127.0.1.13", "127.0.1.14")
PUBLISHED = datetime(2026, 3, 2, 8, tzinfo=UTC)

_FIRST = ("Alta", "Brio", "Cer", "Dova", "Elan", "Fio", "Gant", "Hel", "Ivo", "Juno", "Kal", "Lor", "Mira", "Nov")
_SECOND = ("bex", "cora", "dyne", "flux", "grid", "lane", "mind", "nexa", "pulse", "quant", "reon", "scale", "tera")
_FILLER = """
about after again also among because before between both customers does during each engineers every few found
from given good great half here hold however keep kept known last least less little long made make many might
more most much must near never next often once only other over people perhaps quite rather same several should
since some still such than that their there these they things those though through together tools under until
very warehouses well were what when where which while whole whose will with within without words work would
yet
"""
_TRACKED = "?utm_source=feed"
_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")


@dataclass(frozen=True)
class Story:
    """What one article reports: a company of its own, so that each fact can be told from every other."""

    number: int
    company: str
    millions: int

    @property
    def fact(self) -> tuple[str, str]:
        """What stands in the ledger once, and once only."""
        return self.company, f"{self.millions}000000"

    def _prose(self) -> str:
        """What fills the article: of its own, so that no story is taken for a copy of another.

        Words by chance may look like no language at all, so `html` puts a plain sentence before them.
        """
        dice = Random(self.number)
        return " ".join(f"{' '.join(dice.choices(_FILLER.split(), k=12)).capitalize()}." for _ in range(8))

    def html(self, paper: str, url: str, *, dated: bool = True) -> str:
        """The page of the article, with what machines read in it and what surrounds it."""
        day = (PUBLISHED + timedelta(hours=self.number % 1000)).isoformat()
        said = f'"datePublished": "{day}", ' if dated else ""
        return (
            f'<!doctype html><html lang="en"><head><title>{self.company} raises money</title>'
            f'<link rel="canonical" href="{escape(url)}"><script type="application/ld+json">'
            f'{{"@type": "NewsArticle", "headline": "{self.company} raises money", '
            f'{said}"publisher": {{"name": "{paper}"}}}}</script></head>'
            f"<body><nav>Home Markets Companies</nav><article><h1>{self.company} raises money</h1>"
            f"<p>{self.company} has raised {self.millions} million dollars in a Series A round, the company announced "
            f"on Monday.</p><p>It is for the people and the tools that it is going to need. {self._prose()}</p>"
            f"</article><footer>Imprint</footer></body></html>"
        )


@dataclass
class World:
    """The site, its sources, and what is to be expected of them."""

    site: Site
    folder: Path
    random: Random
    #: Sources by name: address and kind.
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)
    #: Every fact that is to be in the ledger, and from where.
    expected: dict[tuple[str, str], str] = field(default_factory=dict)
    #: Addresses that cannot be had or read, and the ways in which that may be told.
    bad: dict[str, frozenset[str]] = field(default_factory=dict)
    stories: dict[str, Story] = field(default_factory=dict)
    #: Addresses of pages without a date of their own, and the moment that a feed gives for them in French.
    dated_in_french: dict[str, datetime] = field(default_factory=dict)
    #: Addresses of pages that will be edited, and of some that will be taken away.
    edited: list[str] = field(default_factory=list)
    unpublished: list[str] = field(default_factory=list)
    #: Of pages that are known by an address that leads to them, that address.
    listed: dict[str, str] = field(default_factory=dict)
    behaviours: Counter[str] = field(default_factory=Counter)
    _numbers: int = 0

    def story(self) -> Story:
        """A new one."""
        self._numbers += 1
        n = self._numbers
        name = _FIRST[n % len(_FIRST)] + _SECOND[n // len(_FIRST) % len(_SECOND)]
        if n % 6 == 0:
            # Its page says that it is in UTF-8 and is not, so that who believes it misreads the very name.
            name = name.replace("e", "é", 1) if "e" in name else f"Né{name.lower()}"
        block = n // (len(_FIRST) * len(_SECOND))
        return Story(n, f"{name} {_roman(block + 1)}" if block else name, 10 + n % 89)


def build(site: Site, folder: Path, pages: int, seed: int) -> World:
    """So many pages under feeds, lists, a page of its own and a folder; about a fifth of them misbehave."""
    world = World(site, folder, Random(seed))
    good = list(_good(world, pages))
    bad = list(_bad(world, max(1, pages // 100)))
    mixed = [*good, *bad]
    world.random.shuffle(mixed)
    feeds = max(2, pages // 100)
    for number in range(feeds):
        # Some stand in the next feed as well, with what trackers hang on an address.
        borrowed = [
            f"{url}?utm_source=feed" for url in mixed[(number + 1) % feeds :: feeds][:2] if url in world.stories
        ]
        _add_feed(world, number, mixed[number::feeds] + borrowed)
    _add_french(world, max(5, pages // 50))
    _add_others(world)
    return world


def edit(world: World) -> None:
    """Some articles say something else now, some are taken away, some pages change around their article."""
    for url in world.edited:
        before = world.stories[url]
        after = Story(before.number, before.company, before.millions + 100)
        world.stories[url] = after
        world.expected[after.fact] = url
        _show(world, url, after)
    for url in world.unpublished:
        _serve(world, url, web.status(410))


# -- What is good -----------------------------------------------------------------------------------------------------


def _good(world: World, count: int) -> Iterator[str]:
    ways: list[tuple[str, Callable[[Behaviour], Behaviour]]] = [
        ("plain", lambda page: page),
        ("slow", lambda page: web.slow(0.3, page)),
        ("503, then well", lambda page: web.in_turn(web.status(503), page)),
        ("429 with Retry-After, then well", lambda page: web.in_turn(web.status(429, retry_after="1"), page)),
        ("429, then well", lambda page: web.in_turn(web.status(429), page)),
        ("503 with Retry-After, then well", lambda page: web.in_turn(web.status(503, retry_after="1"), page)),
        ("reset, then well", lambda page: web.in_turn(web.reset(), page)),
        ("truncated, then well", lambda page: web.in_turn(web.truncated(b"<p>half of"), page)),
    ]
    for number in range(count):
        story = world.story()
        url = _new_url(world, f"/news/{story.number}")
        world.stories[url] = story
        world.expected[story.fact] = url
        name, way = ways[number // 4 % len(ways)] if number % 4 == 0 else ways[0]
        world.behaviours[name] += 1
        _show(world, url, story, way)
        if number % 23 == 5:
            world.edited.append(url)
            world.behaviours["edited"] += 1
        elif number % 29 == 7:
            world.unpublished.append(url)
            world.behaviours["unpublished"] += 1
        if number % 17 == 3:
            world.behaviours["redirect"] += 1
            world.listed[url] = _put(world, f"/go/{story.number}", web.redirect(url, 301 + number % 2))
            yield world.listed[url]
        else:
            yield url


def _show(
    world: World,
    url: str,
    story: Story,
    way: Callable[[Behaviour], Behaviour] = lambda page: page,
    *,
    dated: bool = True,
) -> None:
    paper = f"Paper {_host(url).rpartition('.')[2]}"
    html = story.html(paper, url, dated=dated)
    kind = story.number % 6
    if kind == 0:
        # It says one thing and is another.
        world.behaviours["wrong encoding"] += 1
        body, charset = html.encode("cp1252"), "utf-8"
    else:
        body, charset = html.encode(), "utf-8"
    page = web.page(
        body,
        f"text/html; charset={charset}",
        etag=("auto" if kind in (1, 2) else None),
        coding=("gzip" if kind == 3 else "br" if kind == 4 else None),
    )
    if kind == 5:
        world.behaviours["changing validators"] += 1
        page = web.fickle_tags(body)
    _serve(world, url, way(page))


def _serve(world: World, url: str, behaviour: Behaviour) -> None:
    """Let an address be answered so, with and without what trackers hang on it."""
    for target in (_target(url), _target(url) + _TRACKED):
        world.site.put(target, behaviour, host=_host(url))


# -- What is bad ------------------------------------------------------------------------------------------------------


def _bad(world: World, each: int) -> Iterator[str]:
    text = b"<html><body><p>Nothing to see here, for whatever reason there may be.</p></body></html>"
    # What is left for later stays queued with its reason as well, as long as its host wants to be left alone.
    later, never, unreadable = frozenset({"failed"}), frozenset({"refused"}), frozenset({"quarantined"})
    ways: list[tuple[str, Behaviour, frozenset[str]]] = [
        ("silent", web.silent(), later),
        ("drip", web.drip(), later | never),
        ("dripping head", web.dripping_head(), later | never),
        ("endless", web.endless(), later | never),
        ("endless in chunks", web.endless(chunked=True), later | never),
        ("wrong length", web.wrong_length(text, 100, keep_open=False), later),
        ("gzip bomb", web.bomb("gzip"), never),
        ("nested bomb", web.bomb("gzip, gzip"), never),
        ("not what its coding says", web.miscoded("gzip"), later | never),
        ("huge head", web.huge_head(5000), later | never),
        ("redirect to metadata", web.redirect("http://169.254.169.254/latest/meta-data"), never),
        ("redirect to a private network", web.redirect("http://10.0.0.1/"), never),
        ("redirect to a file", web.redirect("file:///etc/passwd"), never),
        ("429 for ever", web.status(429), later),
        ("503 for ever with Retry-After", web.status(503, retry_after="3600"), later),
        ("500 for ever", web.status(500), later),
        ("403", web.status(403), never),
        ("404", web.status(404), frozenset({"gone"})),
        ("an archive", web.page(gzip.compress(text), "application/gzip"), never),
        ("no article", web.page("<html><body><script>show()</script></body></html>"), unreadable),
        (
            "another language",
            web.page(f"<html><body><article><p>{_GERMAN * 8}</p></article></body></html>"),
            unreadable,
        ),
        ("entity bomb", web.page(_ENTITIES, "application/xml"), unreadable | never),
    ]
    for number in range(each):
        for place, (name, way, told) in enumerate(ways):
            url = _put(world, f"/bad/{place}/{number}", way, WEARY if "for ever" in name else HOSTS)
            world.bad[url] = told
            world.behaviours[name] += 1
            yield url
        for name, loop in (("a loop of two", ("a", "b")), ("a loop of one", ("c", "c"))):
            host = _some_host(world)
            first, second = (world.site.url(f"/loop/{number}/{end}", host) for end in loop)
            world.site.put(_target(first), web.redirect(second), host=host)
            world.site.put(_target(second), web.redirect(first), host=host)
            world.bad[first] = never
            world.behaviours[name] += 1
            yield first
    for spelling in ("http://[::ffff:10.0.0.1]/", "http://2852039166/", "http://0xa.1/"):
        world.bad[spelling] = never
        world.behaviours["private by another spelling"] += 1
        yield spelling


# -- Sources ----------------------------------------------------------------------------------------------------------


def _add_feed(world: World, number: int, urls: list[str]) -> None:
    target, name = f"/feeds/{number}.xml", f"feed {number}"
    listed = [*urls, *urls[:3]]  # some stand in it twice
    world.behaviours["duplicate entry"] += len(listed) - len(set(listed))
    world.behaviours["entry of two feeds"] += sum(url.endswith(_TRACKED) for url in urls)
    moments = [PUBLISHED + timedelta(hours=n % 1000) for n in range(len(listed))]
    if number % 3 == 1:
        behaviour = web.page(_french_feed(listed, moments), "application/rss+xml", etag="auto")
    elif number % 3 == 2:
        behaviour = web.page(_atom_feed(listed), "application/atom+xml")
    else:
        text = web.feed((url, "News", moment) for url, moment in zip(listed, moments, strict=True))
        behaviour = web.page(text, "application/rss+xml; charset=utf-8")
    if number % 4 == 3:
        behaviour = web.in_turn(web.status(503), behaviour)
    world.sources[name] = (_put(world, target, behaviour), "feed")


def _add_french(world: World, count: int) -> None:
    """A feed in French of pages that say nothing of their date: what it says of them is all that is known."""
    moments = {}
    for number in range(count):
        story = world.story()
        url = _new_url(world, f"/articles/{story.number}")
        world.stories[url], world.expected[story.fact] = story, url
        _show(world, url, story, dated=False)
        moments[url] = PUBLISHED - timedelta(days=29 * (number % 24), hours=number)
    world.dated_in_french = moments
    world.behaviours["dated in French only"] += count
    text = _french_feed(list(moments), list(moments.values()))
    world.sources["le fil"] = (_put(world, "/feeds/fil.xml", web.page(text, "application/rss+xml")), "feed")


def _add_others(world: World) -> None:
    """A list, a page, a folder, and sources that are no good as a whole."""
    listed = []
    for _ in range(5):
        story = world.story()
        url = _new_url(world, f"/listed/{story.number}")
        world.stories[url], world.expected[story.fact] = story, url
        _show(world, url, story)
        listed.append(url)
    text = "# what the desk reads\n" + "\n".join(listed)
    world.sources["list"] = (_put(world, "/list.txt", web.page(text, "text/plain")), "list")
    story = world.story()
    url = _new_url(world, "/a-page")
    world.stories[url], world.expected[story.fact] = story, url
    _show(world, url, story)
    world.sources["page"] = (url, "page")
    world.folder.mkdir()
    for _ in range(5):
        story = world.story()
        path = world.folder / f"{story.number}.html"
        path.write_text(story.html("Folder Gazette", f"https://gazette.example/{story.number}"), encoding="utf-8")
        world.expected[story.fact] = str(path)
    (world.folder / "broken.md").write_text("---\n[: no front matter\n---\nText.\n", encoding="utf-8")
    world.bad[str(world.folder / "broken.md")] = frozenset({"quarantined"})
    world.sources["folder"] = (str(world.folder), "folder")
    world.sources["bomb"] = (_put(world, "/feeds/bomb.xml", web.page(_ENTITIES, "application/rss+xml")), "feed")
    world.sources["gone"] = (_new_url(world, "/feeds/gone.xml"), "feed")
    world.sources["endless"] = (_put(world, "/feeds/endless", web.endless(media_type="application/xml")), "feed")


def _french_feed(urls: list[str], moments: list[datetime]) -> str:
    items = "".join(
        f"<item><title>Nouvelle</title><link>{url}</link><guid>{url}</guid>"
        f"<pubDate>lun., {at.day} {_MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S} +0000</pubDate></item>"
        for url, at in zip(urls, moments, strict=True)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Le fil</title>{items}</channel></rss>'


def _atom_feed(urls: list[str]) -> str:
    entries = "".join(f'<entry><title>News</title><link href="{url}"/><id>{url}</id></entry>' for url in urls)
    return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>A feed</title>{entries}</feed>'


def _put(world: World, target: str, behaviour: Behaviour, hosts: Sequence[str] = HOSTS) -> str:
    host = world.random.choice(hosts)
    world.site.put(target, behaviour, host=host)
    return world.site.url(target, host)


def _new_url(world: World, target: str) -> str:
    return world.site.url(target, _some_host(world))


def _some_host(world: World) -> str:
    return world.random.choice(HOSTS)


def _host(url: str) -> str:
    return url.split("/")[2].partition(":")[0]


def _target(url: str) -> str:
    return "/" + url.split("/", 3)[3]


def _roman(number: int) -> str:
    values = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
    text = ""
    for value, sign in values:
        while number >= value:
            text, number = text + sign, number - value
    return text


_GERMAN = "Das Unternehmen hat in einer neuen Runde Geld von seinen Gesellschaftern bekommen und stellt Leute ein. "
_ENTITIES = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><rss version="2.0"><channel><title>&c;</title>'
    "<item><title>&c;</title><link>http://127.0.0.1/x</link></item></channel></rss>"
)
