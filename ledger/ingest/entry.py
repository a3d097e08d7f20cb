"""An entry of a feed of whatever format: a document of its own, and the version that the feed says it has."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.ingest import dating
from ledger.ingest.files import Document, Imprint
from ledger.ingest.structured import Refused
from ledger.model.canonical import canonical, digest, from_json
from ledger.model.events import DateCandidate

#: What an entry is stored as: its own fields and nothing of the feed around it, so that it is itself next week too.
ENTRY_TYPE = "application/feed-entry+json"

#: Shorter content may be a teaser that happens to end with a sentence.
_ARTICLE_LENGTH = 600
_ENDS_A_SENTENCE = re.compile(r"[.!?]['\"’”»)\]\s]*\Z")
#: How teasers end, in the last words of them.
_TEASES = re.compile(
    r"…|\.\.\.|read (?:more|on|the (?:full|rest))|continue reading|full (?:story|article)"
    r"|lire (?:la suite|l['’]article|plus)|en savoir plus|suite de l['’]article|abonn[ée]s|subscri(?:be|bers)",
    re.IGNORECASE,
)
_LAST_WORDS = 120


def stored_entry(where: str, body: bytes) -> Document | None:
    """The document that an entry was stored as, back again; nothing if the bytes are something else."""
    try:
        fields = from_json(body)
    except ValueError:
        return None
    if not isinstance(fields, dict) or set(fields) != {"title", "url", "text", "dates"} or not fields["text"]:
        return None
    dates = (*(DateCandidate(origin=dating.FEED, value=date) for date in fields["dates"]),)
    dates += tuple(dating.in_address(fields["url"]))
    imprint = Imprint(url=fields["url"], title=fields["title"], published=dating.choose(dates))
    return Document(where, body, fields["text"], ENTRY_TYPE, imprint, dates)


@dataclass(frozen=True, slots=True)
class Entry:
    """What an entry says. `told` is the fullest text that it carries, `content` whether that is called the content, as
    against a summary; `key` is what the feed itself tells its entries apart by."""

    where: str
    title: str | None
    url: str | None
    told: str
    content: bool = False
    publisher: str | None = None
    paper: str | None = None
    dates: tuple[DateCandidate, ...] = ()
    key: str | None = None

    @property
    def text(self) -> str:
        """What is read of it: the title, unless the text begins with it, and the text."""
        title = self.title if self.title and self.title not in self.told[: 4 * len(self.title)] else None
        return "\n\n".join(part for part in (title, self.told) if part)

    @property
    def stored(self) -> bytes:
        dates = [date.value for date in self.dates if date.origin != dating.EDITED]
        return canonical({"title": self.title, "url": self.url, "text": self.text, "dates": dates})

    @property
    def mark(self) -> str:
        """Another one as soon as the feed says that the entry was edited, or carries other words for it."""
        edits = [date.value for date in self.dates if date.origin == dating.EDITED]
        return digest(self.stored, canonical(edits))[:32]

    @property
    def whole(self) -> bool:
        """Whether the text plainly is the whole article: called the content, long, and ending as articles do."""
        told = self.told.rstrip()
        if not self.content or len(told) < _ARTICLE_LENGTH:
            return False
        return bool(_ENDS_A_SENTENCE.search(told)) and not _TEASES.search(told[-_LAST_WORDS:])

    @property
    def all_dates(self) -> tuple[DateCandidate, ...]:
        """Its dates and the one that its address names."""
        return (*self.dates, *dating.in_address(self.url))

    def imprint(self, publisher: str | None = None) -> Imprint:
        """What it says of its publication; `publisher` is who puts the feed out, if somebody knows better than it."""
        return Imprint(self.publisher or publisher or self.paper, self.url, self.title, dating.choose(self.all_dates))

    def document(self, publisher: str | None = None) -> Document | Refused:
        """The entry as a document; one that says nothing is refused."""
        if not self.text:
            return Refused(self.where, self.stored, f"{self.where} holds no text.")
        return Document(self.where, self.stored, self.text, ENTRY_TYPE, self.imprint(publisher), self.all_dates)
