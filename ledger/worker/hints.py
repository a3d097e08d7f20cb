"""What a source says of a document, as it is kept with the work until the document is read."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from ledger.ingest import dating
from ledger.ingest.files import Document, Imprint
from ledger.ingest.web import had_at
from ledger.model.events import DateCandidate

if TYPE_CHECKING:  # reading needs no database
    from ledger.ingest.sources.base import Item
    from ledger.project.sources import Source


@dataclass(frozen=True, slots=True)
class Hints:
    """The mark of the version, what completes the document's own imprint, and the text that the source itself has."""

    mark: str | None = None
    imprint: Imprint = Imprint()  # noqa: RUF009 - frozen
    dates: tuple[DateCandidate, ...] = ()
    document: Document | None = None

    @classmethod
    def of(cls, item: Item, source: Source) -> Hints:
        """What an item says, and its source where the item is silent."""
        known = Imprint(publisher=source.publisher, language=source.language)
        return cls(item.mark, item.imprint.over(known), item.dates, item.document)

    def completing(self, document: Document, address: str | None) -> Document:
        """The document, completed by what the source says; `address` is where it was had, if on the web."""
        dates = tuple(dict.fromkeys((*document.dates, *self.dates)))
        published = document.imprint.published
        if self.dates and (published is None or document.dates):
            published = dating.choose(dates)
        placed = had_at(document, address) if address is not None else document
        imprint = replace(placed.imprint, published=published)
        return replace(placed, imprint=imprint.over(self.imprint), dates=dates)

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        carried = self.document
        return {
            "mark": self.mark,
            "imprint": asdict(self.imprint),
            "dates": _dates(self.dates),
            "document": None
            if carried is None
            else {
                "address": carried.address,
                # What a feed carries is text.
                "body": carried.body.decode(),
                "text": carried.text,
                "media_type": carried.media_type,
                "imprint": asdict(carried.imprint),
                "dates": _dates(carried.dates),
            },
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Hints:
        """Back again."""
        carried = stored.get("document")
        return cls(
            stored.get("mark"),
            Imprint(**stored.get("imprint", {})),
            _read_dates(stored.get("dates", ())),
            None
            if carried is None
            else Document(
                carried["address"],
                carried["body"].encode(),
                carried["text"],
                carried["media_type"],
                Imprint(**carried["imprint"]),
                _read_dates(carried["dates"]),
            ),
        )


def _dates(dates: tuple[DateCandidate, ...]) -> list[list[str]]:
    return [[date.origin, date.value] for date in dates]


def _read_dates(stored: Any) -> tuple[DateCandidate, ...]:
    return tuple(DateCandidate(origin=origin, value=value) for origin, value in stored)
