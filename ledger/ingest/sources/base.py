"""What every kind of source is behind: an adapter that says what is to be asked for, and what an answer leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urldefrag, urlsplit

from ledger.ingest.files import Document, Imprint
from ledger.ingest.structured import Refused
from ledger.ingest.weblinks import resolved, web_address
from ledger.model.events import DateCandidate, Response, SourceKind

if TYPE_CHECKING:  # reading needs no database
    from ledger.project.sources import Source


@dataclass(frozen=True, slots=True)
class Content:
    """What an address answered: the bytes, what they were declared to be, where they came from, and with what."""

    address: str
    body: bytes
    media_type: str
    response: Response | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A document that a source leads to.

    `address` is where it is to be had (an address of the web, or a path). `mark` is the version that the source says
    it has (a date of its last edit, a hash): as long as it stays the same there is nothing new to be had. `imprint` and
    `dates` are what the source says of it, which goes after what it says itself. `document` is the text that the source
    carries of it already: read as it is if `whole`, or else only where the address leads nowhere.
    """

    address: str
    mark: str | None = None
    imprint: Imprint = field(default_factory=Imprint)
    dates: tuple[DateCandidate, ...] = ()
    document: Document | None = None
    whole: bool = False
    #: Reads a file's bytes, for what is not fetched; there may be so many. Called only where the mark is a new one, so
    #: that looking through a large folder reads no file. Raises UnreadableDocument.
    load: Callable[[int], bytes] | None = None


class Adapter(Protocol):
    """One kind of source."""

    kind: SourceKind
    #: Whether the source's address is asked for over the network; else `items` looks for itself.
    fetched: bool

    def items(self, source: Source, content: Content | None) -> Iterator[Item | Refused]:
        """What the source leads to, in its order.

        Raises:
            UnreadableDocument: the source as a whole cannot be read.
        """
        ...


def followed(link: str | None, base: str) -> str | None:
    """The address that a link leads to: of the web and without a password in it, or else nowhere."""
    address = web_address(resolved(link, base))
    if address is None or "@" in urlsplit(address).netloc:
        return None
    return urldefrag(address).url
