"""The types of answers: the same dictionaries that the commands print as JSON, field by field (DESIGN §8).

Figures are exact: whole numbers as `int`, others as `Decimal`, never binary floating point. Times are ISO 8601 text in
UTC, days are `YYYY-MM-DD`, and imprecise dates are EDTF as they were reported.
"""

# Without postponed annotations: `NotRequired` in text is not seen by what looks at the types while a program runs.
from decimal import Decimal
from typing import Literal, NotRequired, TypeAlias, TypedDict

Number: TypeAlias = int | Decimal
Valid: TypeAlias = Literal["certain", "possible"]


class Clocks(TypedDict):
    """The clocks that an answer used, and the log's hash there: with them it can be asked again."""

    as_of: str
    known_at: str
    seq: int
    head_hash: str


class Amount(TypedDict):
    value: Number | None
    low: Number | None
    high: Number | None
    currency: str | None
    qualifier: str
    verbatim: str | None


class Converted(TypedDict):
    """An amount in the currency asked for: derived, with the rate it was made with."""

    value: Number | None
    low: Number | None
    high: Number | None
    currency: str
    rate: Number
    rate_date: str
    rate_source: str
    derived: bool


class Counterparty(TypedDict):
    name: str
    role: str
    as_written: str | None


class Hop(TypedDict):
    name: str | None
    role: str


class Fact(TypedDict):
    """What one document reports."""

    kind: str
    company: str
    company_as_written: str | None
    counterparties: list[Counterparty]
    amount: Amount | None
    percent: Number | None
    percent_qualifier: str
    percent_verbatim: str | None
    basis: str | None
    period: str | None
    date: str | None
    date_as_written: str | None
    duration: str | None
    deal: str | None
    round: str | None
    previous: bool
    product: str | None
    stage: str | None
    certainty: str
    polarity: str
    forecast: bool
    multiple: NotRequired[Amount | None]
    instalment: NotRequired[str | None]
    attributed_to: list[str]
    attribution: list[list[Hop]]
    quote: str | None
    quotes: list[str]
    start: int | None
    end: int | None
    spans: list[list[int]]
    language: str | None
    confidence: Number
    milestone: NotRequired[str | None]


class Edition(TypedDict):
    """A publication that a claim's own one copies, or that revises it; `known_at` is since when."""

    publication_id: str
    seq: int
    known_at: str
    publisher: str | None
    url: str | None


class Claim(Fact):
    """A fact with its place in the ledger, its source, and what became of it."""

    claim_id: str
    seq: int
    company_id: str
    company_name: str
    party_ids: list[str]
    deal_id: str | None
    slot_id: str | None
    document_id: str
    publication_id: str
    publisher: str | None
    url: str | None
    title: str | None
    published: str | None
    known_at: str
    recorded_at: str
    roots: list[str]
    copy_of: Edition | None
    status: Literal["live", "corrected", "retracted"]
    current: bool
    dropped_by: Edition | None
    rank: Literal["preferred", "normal", "deprecated"]
    corrects: str | None
    fact_id: str | None
    converted: NotRequired[Converted | None]


class ValidClaim(Claim):
    """A claim in a slot that holds on the day asked about."""

    valid: Valid


class ListedClaim(Claim):
    """A claim among all of a company; `valid` is null for what does not hold on the day asked about."""

    valid: Valid | None


class Party(TypedDict):
    id: str
    name: str


class Figure(TypedDict):
    """A claim's figure in short."""

    claim_id: str
    amount: Amount | None
    percent: Number | None
    percent_qualifier: str
    publisher: str | None
    roots: list[str]
    current: bool
    certainty: str


class ImpliedAmount(TypedDict):
    value: Number
    low: Number
    high: Number
    currency: str


class Implied(TypedDict):
    """A figure that follows from reported ones."""

    kind: str
    amount: ImpliedAmount
    derived: bool
    rule: str
    claim_ids: list[str]
    contradicts: bool


class RelatedSlot(TypedDict):
    slot_id: str
    kind: str
    relation: str
    differs_in: list[str]


class ClaimRelation(TypedDict):
    """How two claims of a slot relate."""

    claim_id: str
    relation: str
    to: str


class Slot(TypedDict):
    """A question with all its live answers side by side."""

    slot_id: str
    kind: str
    company_id: str
    company: str
    question: str
    counterparties: list[Party]
    deal_id: str | None
    basis: str | None
    unit: str | None
    date_lower: str | None
    date_upper: str | None
    subject: str | None
    forecast: bool
    stage: str
    previous: bool
    agreement: str
    far_bound: bool
    low: Number | None
    high: Number | None
    roots: list[str]
    policy: str
    headline: Figure | None
    claims: list[ValidClaim]
    denied: list[ValidClaim]
    related: list[RelatedSlot]
    relations: list[ClaimRelation]
    implied: list[Implied]


class State(TypedDict):
    """`state` and `conflicts`; `company` is null where conflicts of all companies were asked for."""

    company: str | None
    clocks: Clocks
    slots: list[Slot]


class DealParty(Party):
    roles: list[str]


class DealStage(TypedDict):
    """The first report of a stage; `date` is when it was reached, as far as that is told."""

    stage: str
    date: str | None
    known_at: str
    claim_id: str


class DealSlot(TypedDict):
    slot_id: str
    kind: str
    agreement: str
    unit: str | None
    stage: str
    low: Number | None
    high: Number | None
    figures: list[Figure]
    implied: list[Implied]


class Deal(TypedDict):
    """A transaction with its sides in their roles, its stages and its figures."""

    deal_id: str
    company_id: str
    company: str
    transaction: str
    parties: list[DealParty]
    rounds: list[str]
    stage: str | None
    stages: list[DealStage]
    doubtful: bool
    first_known_at: str
    last_known_at: str
    slots: list[DealSlot]
    roots: list[str]
    claims: list[str]


class HistoryEntry(TypedDict):
    """An event that reported a claim of the company or changed how it counts."""

    seq: int
    type: str
    known_at: str | None
    recorded_at: str
    recorded_by: str
    reason: str | None
    company_id: str
    claim_ids: list[str]
    #: What a correction or a retraction is to the claim that it names.
    relations: list[ClaimRelation]
    claim: NotRequired[Claim]
    rank: NotRequired[str | None]
    published: NotRequired[str | None]
    #: Of an edited version (`DocumentCaptured`) that says no more what the claims say: the publication that it revises.
    revises: NotRequired[str | None]


class Holder(TypedDict):
    """Who holds a part of a company, by what is reported.

    `certain` and `possible` are the stakes that hold on the day certainly and possibly, `talked_of` those that are
    only talked of; `undisclosed` are the transactions by which the holder came in where no share of its is reported.
    `holders` are several where a stake is reported of them together, and none where nobody says whose it is.
    """

    holders: list[Party]
    certain: list[Slot]
    possible: list[Slot]
    talked_of: list[Slot]
    undisclosed: list[Slot]


class Holding(TypedDict):
    """What an investor has of one company, by what is reported; the lists as in `Holder`.

    `money` are the transactions in which it put money in or bought the company, certain and possible ones, each claim
    with its `valid`; rivals of other parties to the same question stand in the slot too.
    """

    company_id: str
    company: str
    certain: list[Slot]
    possible: list[Slot]
    talked_of: list[Slot]
    money: list[Slot]


class TimelineEntry(TypedDict):
    """The claims that date one question alike. `lower` is inclusive, `upper` exclusive; null is open.

    `by_known_at` tells that no claim gives a date, and that the entry stands where it was first published.
    """

    lower: str | None
    upper: str | None
    date: str | None
    by_known_at: bool
    first_known_at: str
    nature: Literal["happening", "state", "flow"]
    kind: str
    valid: Literal["certain", "possible", "ended"]
    denied: bool
    stage: str | None
    counterparties: list[Party]
    deal_id: str | None
    slot_id: str
    agreement: str
    figures: list[Figure]
    roots: list[str]


class SlotSummary(TypedDict):
    """A slot in short, for comparison."""

    slot_id: str
    deal_id: str | None
    counterparties: list[str]
    unit: str | None
    agreement: str
    low: Number | None
    high: Number | None
    roots: list[str]
    claims: list[str]


class Standing(TypedDict):
    """How a claim counts."""

    status: str
    current: bool
    rank: str
    deal_id: str | None


class Change(TypedDict):
    """What is different at a later known time.

    `claim_known` brings a claim, `claim_changed` another status, rank, deal or currency of one known before,
    `slot_opened` and `slot_closed` a question that holds or no longer holds on the day asked about, `slot_changed`
    another agreement, range or set of origins. A slot may follow several that were told apart before.
    """

    change: Literal["claim_known", "claim_changed", "slot_opened", "slot_changed", "slot_closed"]
    kind: str
    claim: Claim | None
    was: Standing | None
    now: Standing | None
    slots_before: list[SlotSummary]
    slot: SlotSummary | None


class Match(TypedDict):
    """A company whose name, or a claim whose quote, holds the text that was searched for."""

    type: Literal["company", "claim"]
    company_id: str
    company: str
    entity_type: str | None
    matched: str
    claim: Claim | None


class Registration(TypedDict):
    """One registration of an entity."""

    seq: int
    recorded_at: str
    recorded_by: str
    reason: str | None
    name: str
    aliases: list[str]
    provisional: bool


class Decision(TypedDict):
    """A merge, a split, or a word that two are not one."""

    seq: int
    type: str
    kept: str
    other: str
    effective: str | None
    recorded_at: str
    recorded_by: str
    reason: str | None


class Company(TypedDict):
    """What is known of an entity, how it came to be known, and which ids mean it."""

    id: str
    name: str
    type: str
    aliases: list[str]
    ambiguous_aliases: list[str]
    descriptions: list[str]
    legal_name: str | None
    country: str | None
    wikidata: str | None
    lei: str | None
    ticker: str | None
    domain: str | None
    tier: int | None
    provisional: bool
    same_as: list[str]
    registrations: list[Registration]
    decisions: list[Decision]


class Candidate(TypedDict):
    """Two entities that may be one, with what speaks for it and against it; a person decides."""

    a: str
    b: str
    name_a: str
    name_b: str
    score: int
    reasons: list[str]
    against: list[str]
