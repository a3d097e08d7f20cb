"""The events of the log: what happened, in the past tense, one payload class per type (DESIGN §2, §4).

An event that was written once is read for ever: a payload class may gain optional fields; anything else is a new
schema version with an upcaster in `UPCASTERS`. Another default is one too, for facts are written without theirs since
version 2 (`ledger.model.forms`).
"""

from __future__ import annotations

import operator
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from pydantic import ConfigDict, Field, TypeAdapter

from ledger.model.base import Frozen
from ledger.model.canonical import canonical, digest
from ledger.model.conditions import When
from ledger.model.dates import ImpreciseDate, known_time, micros
from ledger.model.errors import InvalidDate
from ledger.model.facts import Fact
from ledger.model.forms import whole

#: Why a fact waits for a person: the reader is not sure, the document does not bear it out, or two readers differ.
DoubtCause = Literal["confidence", "grounding", "disagreement"]
EntityType = Literal["company", "fund", "publisher", "person", "product", "organisation"]
Rank = Literal["preferred", "normal", "deprecated"]
#: How alerts reach a subscriber: posted to an address of its own, or fetched as an Atom feed.
Delivery = Literal["webhook", "atom"]
#: How a source is read: entries of a feed, one page, the pages that a list names, the files of a folder.
SourceKind = Literal["feed", "page", "list", "folder"]


class Publication(Frozen):
    """A document as one publisher put it out. `published` is an ISO time or an EDTF date, null if unknown."""

    document_id: str
    publisher: str | None = None
    publisher_id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None

    @property
    def publication_id(self) -> str:
        """Stable id of (publisher, canonical address, published, content hash)."""
        return publication_id(self.publisher, self.url, self.published, self.document_id)

    def key(self, kind: str, *what: str) -> str:
        """The idempotency key of something of a kind that this publication says; nobody else can say the same.

        It begins with the time of publication where that is known (`timed_key`).
        """
        key = "|".join((kind, self.publication_id, *what))
        try:
            return key if self.published is None else timed_key(micros(known_time(self.published)), key)
        except InvalidDate:  # a date without an end, of an old ledger
            return key


@lru_cache(maxsize=256)  # asked for each fact of a document
def publication_id(publisher: str | None, url: str | None, published: str | None, document_id: str) -> str:
    """The identity of a publication, which is also part of its facts' idempotency keys."""
    parts = (publisher or "", url or "", published or "", document_id)
    return digest(*(part.encode() for part in parts))[:32]


class DateCandidate(Frozen):
    """A date that a document gives, as it stands there, and where it stands (DESIGN §6: no look-ahead)."""

    origin: str
    value: str


class Response(Frozen):
    """What a web server sent with a document. Whatever its headers say of dates is none of publication."""

    #: Where the document was in the end, redirects followed.
    url: str
    status: int
    #: When it was complete, an ISO time.
    at: str
    #: Those that say something of the document, by name in lower case; never cookies.
    headers: dict[str, str]


class Reader(Frozen):
    """Who read the fact out of its document: an extractor, or a person."""

    name: str
    version: str


class ResolvedIds(Frozen):
    """What the names of a fact meant when it was recorded; merges and splits of entities apply on top.

    `roots` are the names in `attributed_to` as the registry of publishers spells them.
    """

    company: str
    counterparties: tuple[str, ...] = ()
    roots: tuple[str, ...] = ()


class Payload(Frozen):
    """Base of all payloads."""

    schema_version: ClassVar[int] = 1
    #: Payload fields that may differ between two appends of the same thing (DESIGN §4).
    volatile: ClassVar[frozenset[str]] = frozenset()
    type: str


class DocumentCaptured(Payload):
    """A publication was stored; its text is in `documents` under its content hash."""

    type: Literal["DocumentCaptured"] = "DocumentCaptured"
    volatile = frozenset(
        {"canonical_url", "dates", "fingerprint", "kept", "language", "origin", "response", "revises", "row_hash"}
    )
    publication: Publication
    language: str | None = None
    media_type: str = "text/plain"
    origin: str | None = None
    #: `quotes`: the text was not to be stored, only its hash and the quotes of its facts.
    kept: Literal["full", "quotes"] = "full"
    #: Covers what stands beside the document's content in its table, which the document's own hash does not.
    row_hash: str | None = None
    #: Every date that the document gave, the believed one among them.
    dates: tuple[DateCandidate, ...] = ()
    #: The address that the page itself calls its own, cleaned of tracking; on another host it is a copy from there.
    canonical_url: str | None = None
    #: By which copies of the text in other papers are found (`ledger.model.fingerprint`).
    fingerprint: str | None = None
    #: The publication of which this is an edited version, at the same address.
    revises: str | None = None
    #: With what it came from the web; of files, entries of feeds and notes there is none.
    response: Annotated[Response | None, Field(exclude_if=operator.not_)] = None


class DocumentRedated(Payload):
    """The publication date was wrong or missing; `published` is the right one."""

    type: Literal["DocumentRedated"] = "DocumentRedated"
    publication_id: str
    published: str
    reason: str


class FactReported(Payload):
    """A publication reports a fact."""

    type: Literal["FactReported"] = "FactReported"
    schema_version = 2
    volatile = frozenset({"ids", "reader"})
    publication: Publication
    fact: Fact
    ids: ResolvedIds
    reader: Reader
    fact_id: str | None = None


class FactCorrected(Payload):
    """A claim was misread (`misreading`), or its publisher corrected it (`erratum`); `fact` takes its place."""

    type: Literal["FactCorrected"] = "FactCorrected"
    schema_version = 2
    volatile = frozenset({"ids", "reader"})
    claim_id: str
    fact: Fact
    ids: ResolvedIds
    publication: Publication
    reason: str
    cause: Literal["misreading", "erratum"] = "misreading"
    fact_id: str | None = None
    #: Who read the text again, where no person corrects.
    reader: Reader | None = None


class FactRetracted(Payload):
    """A claim should not have been recorded, or its publisher withdrew it."""

    type: Literal["FactRetracted"] = "FactRetracted"
    claim_id: str
    reason: str
    cause: Literal["misreading", "erratum"] = "misreading"
    #: Who read the text again and did not find it, where no person retracts.
    reader: Reader | None = None


class FactProposed(Payload):
    """A reader found a fact that is not reported until a person decides; `reason` says why, in a sentence."""

    type: Literal["FactProposed"] = "FactProposed"
    schema_version = 2
    volatile = frozenset({"reader", "cause", "reason"})
    publication: Publication
    fact: Fact
    reader: Reader
    cause: DoubtCause
    reason: str


class ProposalAccepted(Payload):
    """A person let a proposed fact be reported, as it was or `edited`; `claim_id` is the event that reports it."""

    type: Literal["ProposalAccepted"] = "ProposalAccepted"
    proposal_id: str
    claim_id: str
    edited: bool = False
    reason: str | None = None


class ProposalRejected(Payload):
    """A person found that the document does not say what a reader proposed."""

    type: Literal["ProposalRejected"] = "ProposalRejected"
    proposal_id: str
    reason: str


class CompanyRegistered(Payload):
    """An entity is known under an id, with names; registering an id again updates what is known of it.

    `provisional`: a document named it and nobody has confirmed it yet.
    """

    type: Literal["CompanyRegistered"] = "CompanyRegistered"
    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    name: str
    entity_type: EntityType = "company"
    aliases: tuple[str, ...] = ()
    ambiguous_aliases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    legal_name: str | None = None
    country: str | None = None
    wikidata: str | None = None
    lei: str | None = None
    ticker: str | None = None
    domain: str | None = None
    tier: int | None = None
    provisional: bool = False
    reason: str | None = None


class CompaniesMerged(Payload):
    """Two ids mean one entity: `merged` is answered as `into`. `effective` dates a merger of the real world."""

    type: Literal["CompaniesMerged"] = "CompaniesMerged"
    into: str
    merged: str
    reason: str
    effective: ImpreciseDate | None = None


class CompaniesSplit(Payload):
    """An earlier merge was wrong or is undone: `split` is its own entity again."""

    type: Literal["CompaniesSplit"] = "CompaniesSplit"
    company: str
    split: str
    reason: str


class DealsLinked(Payload):
    """The claims speak of one deal, whatever the default rules say."""

    type: Literal["DealsLinked"] = "DealsLinked"
    claim_ids: Annotated[tuple[str, ...], Field(min_length=2)]
    reason: str


class DealsSeparated(Payload):
    """The claims speak of different deals, whatever the default rules say."""

    type: Literal["DealsSeparated"] = "DealsSeparated"
    claim_ids: Annotated[tuple[str, ...], Field(min_length=2)]
    reason: str


class ClaimRanked(Payload):
    """A person prefers or deprecates a claim, with a reason."""

    type: Literal["ClaimRanked"] = "ClaimRanked"
    claim_id: str
    rank: Rank
    reason: str


class SourceAdded(Payload):
    """The worker is to read an address on schedule; adding a name again updates what stands under it.

    `publisher` and `language` are what the documents found there do not say themselves.
    """

    type: Literal["SourceAdded"] = "SourceAdded"
    name: str
    address: str
    kind: SourceKind
    every_seconds: Annotated[int, Field(ge=1)]
    publisher: str | None = None
    language: str | None = None
    reason: str | None = None


class SourcePaused(Payload):
    """A source is not to be read until it is resumed."""

    type: Literal["SourcePaused"] = "SourcePaused"
    name: str
    reason: str | None = None


class SourceResumed(Payload):
    """A paused source is to be read again."""

    type: Literal["SourceResumed"] = "SourceResumed"
    name: str
    reason: str | None = None


class SourceRemoved(Payload):
    """A source is not to be read any more; what was read from it stays."""

    type: Literal["SourceRemoved"] = "SourceRemoved"
    name: str
    reason: str | None = None


class SubscriptionAdded(Payload):
    """Somebody is to be told what happens to companies; adding a name again updates what stands under it.

    `companies` are ids and `kinds` kinds of facts, none of them meaning all. Any of `when` is enough. What signs the
    messages is no part of it: a secret must not stand in the log.
    """

    type: Literal["SubscriptionAdded"] = "SubscriptionAdded"
    name: str
    companies: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    when: Annotated[tuple[When, ...], Field(min_length=1)]
    delivery: Delivery
    url: str | None = None
    reason: str | None = None


class SubscriptionRemoved(Payload):
    """A subscriber is not to be told any more."""

    type: Literal["SubscriptionRemoved"] = "SubscriptionRemoved"
    name: str
    reason: str | None = None


class ContentErased(Payload):
    """The payload at `target_seq` was emptied on a legal request; its salted hash stays in the chain."""

    type: Literal["ContentErased"] = "ContentErased"
    target_seq: int
    reason: str


AnyPayload = Annotated[
    DocumentCaptured | DocumentRedated | FactReported | FactCorrected | FactRetracted
    | FactProposed | ProposalAccepted | ProposalRejected
    | CompanyRegistered | CompaniesMerged | CompaniesSplit
    | DealsLinked | DealsSeparated | ClaimRanked
    | SourceAdded | SourcePaused | SourceResumed | SourceRemoved
    | SubscriptionAdded | SubscriptionRemoved
    | ContentErased,
    Field(discriminator="type"),
]  # fmt: skip
PAYLOAD: TypeAdapter[Payload] = TypeAdapter(AnyPayload, config=ConfigDict(defer_build=True))

#: Events that carry a fact, which they keep without its defaults, and since when.
WITH_FACT = frozenset({"FactReported", "FactCorrected", "FactProposed"})
_FACT_VERSION = 2


def _spelled_out(payload: dict[str, Any]) -> dict[str, Any]:
    """Version 1 wrote every field of a fact, also those that version 2 leaves out."""
    return payload


#: (type, stored version) → function from that version's payload to the next version's. A fact's defaults may be missing
#: there: `upcast` fills them in at the end.
UPCASTERS: dict[tuple[str, int], Callable[[dict[str, Any]], dict[str, Any]]] = {
    (event_type, 1): _spelled_out for event_type in WITH_FACT
}


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to append. `key` makes it idempotent; the event id is derived from it.

    `known_at` is in microseconds UTC, null for the ledger's own knowledge (DESIGN §6).
    """

    key: str
    payload: Payload
    recorded_by: str
    company_id: str | None = None
    document_id: str | None = None
    known_at: int | None = None

    @property
    def type(self) -> str:
        return self.payload.type

    @property
    def event_id(self) -> uuid.UUID:
        """A version-8 UUID (RFC 9562) of the key and nothing else: one unique index serves id and idempotency."""
        return uuid.UUID(event_id_of(self.key))


class Event(msgspec.Struct, frozen=True, gc=False):
    """A row of the log as it is read: times in microseconds UTC, the payload whole and upcast to the newest version.

    Whoever replays the log makes millions of them, and a frozen dataclass takes ten times as long to make.
    """

    seq: int
    event_id: str
    type: str
    schema_version: int
    company_id: str | None
    document_id: str | None
    known_at: int | None
    recorded_at: int
    recorded_by: str
    payload: dict[str, Any]
    hash: str


def upcast(event_type: str, version: int, payload: dict[str, Any]) -> dict[str, Any]:
    """The payload in the newest version of its type, its fact with all fields."""
    while (event_type, version) in UPCASTERS:
        payload = UPCASTERS[event_type, version](payload)
        version += 1
    # What only a newer release knows is left as it is.
    if event_type in WITH_FACT and version == _FACT_VERSION:
        return payload | {"fact": whole(payload["fact"])}
    return payload


def fact_key(fact: Mapping[str, Any]) -> str:
    """The identity of a fact as written: without confidence, and without dates that were resolved.

    Fields that facts have gained since the first release are left out where they say nothing, so that facts from before
    keep their identity.
    """
    leave_out = {"confidence", "language"} | ({"date", "period"} if fact.get("date_as_written") else set())
    leave_out |= {name for name in ("instalment", "multiple") if fact.get(name) is None}
    return digest(canonical({key: value for key, value in fact.items() if key not in leave_out}))[:32]


def timed_key(at: int, key: str) -> str:
    """The key with the quarter of an hour in which a time lies, as ids have it; the time must belong to the key."""
    return f"@{at // _QUARTER % 65_536:04x}|{key}"


def event_id_of(key: str) -> str:
    """The text of the id that an idempotency key gives: its hash with version and variant of a UUID set in it.

    Of a timed key, the hash is that of the key without its time, which takes the place of the first 16 bits. So ids of
    one day lie together in an index, as those of UUIDv7 do, and eight characters still tell those of a document apart.
    """
    first, hashed = "", key
    if key.startswith("@") and _TIMED(key):
        first, hashed = key[1:5], key[6:]
    encoded = hashed.encode()
    code = sha256(len(encoded).to_bytes(8, "big") + encoded).hexdigest()
    first = first or code[:4]
    return f"{first}{code[4:8]}-{code[8:12]}-8{code[13:16]}-{_VARIANT[code[16]]}{code[17:20]}-{code[20:32]}"


def former_id_of(key: str) -> str | None:
    """The id that the same thing has in ledgers from before keys were timed, if it is another."""
    return event_id_of(key[6:]) if _TIMED(key) else None


_TIMED = re.compile(r"@[0-9a-f]{4}\|").match
#: A thousand seconds, in microseconds. After two years they begin anew: they need not tell times apart, only keep near.
_QUARTER = 1_000_000_000
#: The first two bits of a digit replaced by those of the standard variant.
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}
