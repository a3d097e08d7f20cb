"""What a ledger has to answer, written from DESIGN sentence by sentence: plain, slow and without a database.

A ledger is a list of events. `visible` throws away what a question at (seq, known time) must not see, and
`answer` computes everything from what is left. Nothing is cached, nothing is incremental, and nothing is
shared with `ledger.project`: what is used of the product is its vocabulary only (facts, events, the interval
of a written figure, the bounds of a written date).

Every function quotes the sentence of DESIGN that it is written from. Where DESIGN is silent the function
says so, and says which reading it takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

from ledger.model.amounts import Interval, Qualifier, interval, stated_interval
from ledger.model.dates import Bounds, bounds, known_time, micros, moment
from ledger.model.events import (
    ClaimRanked,
    CompaniesMerged,
    CompaniesSplit,
    CompanyRegistered,
    DealsLinked,
    DealsSeparated,
    DocumentCaptured,
    DocumentRedated,
    FactCorrected,
    FactReported,
    FactRetracted,
    Payload,
)
from ledger.model.facts import KINDS, FactBase, Nature, Polarity, Transaction
from tests.oracle.publications import Captured, Publications

Status = Literal["live", "corrected", "retracted"]
Valid = Literal["certain", "possible"]

_DAY = timedelta(days=1)


# -- The log, and what of it a question sees --------------------------------------------------------------------


@dataclass(frozen=True)
class Recorded:
    """One event of the log: its position, its payload and the known time that it was written with, if any."""

    seq: int
    event_id: str
    payload: Payload
    known_at: int | None


def known_at_of(event: Recorded, recorded: Sequence[Recorded]) -> int | None:
    """When the event's content was known; nothing for what is cut by position only.

    "Documents' facts are visible by their known time and their position. The registry, identity, link and rank
    events are the ledger's own knowledge: cut by position only, unless they carry a known date."
    """
    payload = event.payload
    if isinstance(payload, FactReported | DocumentCaptured):
        return redated(payload.publication.publication_id, recorded) or event.known_at
    if isinstance(payload, FactCorrected):
        target = find(payload.claim_id, recorded)
        if payload.cause == "misreading" and target is not None:
            # "Correcting a misreading keeps the document's known time"
            return known_at_of(target, recorded)
        # "a publisher's erratum has its own": its day, or the date of the document that it is
        if publication_of(event, recorded) == (target and publication_of(target, recorded)):
            return event.known_at
        return redated(publication_of(event, recorded), recorded) or event.known_at
    by_position_only = isinstance(payload, CompanyRegistered) or (
        isinstance(payload, FactRetracted) and payload.cause == "misreading"
    )
    return None if by_position_only else event.known_at


def publication_of(event: Recorded, recorded: Sequence[Recorded]) -> str:
    """The publication that a fact stands in. The correction of a misreading stands where the misread words stand."""
    payload = event.payload
    assert isinstance(payload, FactReported | FactCorrected)
    target = find(payload.claim_id, recorded) if isinstance(payload, FactCorrected) else None
    if target is not None and isinstance(payload, FactCorrected) and payload.cause == "misreading":
        return publication_of(target, recorded)
    return payload.publication.publication_id


def redated(publication_id: str, recorded: Sequence[Recorded]) -> int | None:
    """ "`DocumentRedated` corrects a publication date": the last word on it counts."""
    said = [
        e.payload.published
        for e in sorted(recorded, key=lambda e: e.seq)
        if isinstance(e.payload, DocumentRedated) and e.payload.publication_id == publication_id
    ]
    return micros(known_time(said[-1])) if said else None


def find(claim_id: str, recorded: Sequence[Recorded]) -> Recorded | None:
    """The event that a claim comes from."""
    return next((e for e in recorded if e.event_id == claim_id), None)


def visible(events: Sequence[Recorded], seq: int, known_at: int) -> list[Recorded]:
    """ "The answer at (seq s, known k) is the answer of a ledger that holds only the events visible there."

    What is left carries its known time as settled by what is recorded by `seq`.
    """
    recorded = [e for e in events if e.seq <= seq]
    dated = [replace(e, known_at=known_at_of(e, recorded)) for e in recorded]
    return [e for e in dated if e.known_at is None or e.known_at <= known_at]


# -- Claims -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """ "claim: an event's fact as a queryable row; it keeps its document, quote and chain of attribution"."""

    claim_id: str
    seq: int
    known_at: int
    document_id: str
    publication_id: str
    publisher: str
    fact: FactBase
    company: str
    parties: frozenset[str]
    roots: frozenset[str]
    status: Status
    rank: str
    #: Whose voice it is for grading: the publisher's id, or else its name.
    voice: str
    #: What its publication copies, and the later versions of its article.
    copy_of: Captured | None
    newer: tuple[Captured, ...]
    #: Where it stood first, before it was corrected, and the claim in whose place it stands.
    first_seq: int
    corrects: str | None
    #: The other sides in the order of the fact's own list.
    ordered_parties: tuple[str, ...]

    @property
    def live(self) -> bool:
        return self.status == "live"

    @property
    def denial(self) -> bool:
        return self.fact.polarity is Polarity.NEGATIVE

    def others(self, company: str) -> frozenset[str]:
        """The other sides as seen from one of them."""
        return (self.parties | {self.company}) - {company}

    @property
    def kind(self) -> type[FactBase]:
        return KINDS[self.fact.kind]


def claims_of(seen: Sequence[Recorded]) -> list[Claim]:
    """Every visible claim, corrected and retracted ones included, in the order of the log."""
    same = identity(seen)
    published = publications(seen)
    found = []
    for event in sorted(seen, key=lambda e: e.seq):
        payload = event.payload
        if not isinstance(payload, FactReported | FactCorrected):
            continue
        assert event.known_at is not None
        publication = payload.publication
        # Decision 0006: "Where neither … names a publisher, the document itself stands for it, and is its own root."
        publisher = publication.publisher or f"document:{publication.document_id[:12]}"
        copied = published.origin(publication_of(event, seen))
        found.append(
            Claim(
                claim_id=event.event_id,
                seq=event.seq,
                known_at=event.known_at,
                document_id=publication.document_id,
                publication_id=publication_of(event, seen),
                publisher=publisher,
                fact=payload.fact,
                company=same[payload.ids.company],
                parties=frozenset(same[party] for party in payload.ids.counterparties),
                roots=roots_of(payload.fact, copied.root if copied else publisher),
                status=status_of(event.event_id, seen),
                rank=rank_of(event.event_id, seen),
                voice=publication.publisher_id or publisher,
                copy_of=copied,
                newer=tuple(published.newer(publication_of(event, seen))),
                first_seq=first_seq(event, seen),
                corrects=payload.claim_id if isinstance(payload, FactCorrected) else None,
                ordered_parties=tuple(same[party] for party in payload.ids.counterparties),
            )
        )
    return found


def publications(seen: Sequence[Recorded]) -> Publications:
    """The visible publications."""
    found = [
        Captured(e.seq, e.known_at, e.payload)
        for e in seen
        if isinstance(e.payload, DocumentCaptured) and e.known_at is not None
    ]
    return Publications.of(found)


def rank_of(claim_id: str, seen: Sequence[Recorded]) -> str:
    """ "`rank` (preferred/normal/deprecated set by a person, with a reason)": the last word counts."""
    said = [
        e.payload.rank
        for e in sorted(seen, key=lambda e: e.seq)
        if isinstance(e.payload, ClaimRanked) and e.payload.claim_id == claim_id
    ]
    return said[-1] if said else "normal"


def first_seq(event: Recorded, seen: Sequence[Recorded]) -> int:
    """Where the claim stood that this one goes back to by visible corrections."""
    payload = event.payload
    target = find(payload.claim_id, seen) if isinstance(payload, FactCorrected) else None
    return event.seq if target is None else first_seq(target, seen)


def heirs(claim_id: str, seen: Sequence[Recorded]) -> list[str]:
    """The correction takes the corrected claim's place: what stands there now, the claim itself if nothing does."""
    if find(claim_id, seen) is None:
        return [claim_id]
    after = [e for e in seen if isinstance(e.payload, FactCorrected) and e.payload.claim_id == claim_id]
    return [heir for e in after for heir in heirs(e.event_id, seen)] or [claim_id]


def roots_of(fact: FactBase, publisher: str) -> frozenset[str]:
    """ "`roots` is the list of last *named* hops; unnamed sources rest on the publisher that quotes them."

    So each parallel chain has one root, and what is attributed to nobody rests on its publisher.
    """
    chains = [[hop.name for hop in chain if hop.name] for chain in fact.attribution]
    return frozenset(chain[-1] if chain else publisher for chain in chains) or frozenset({publisher})


def status_of(claim_id: str, seen: Sequence[Recorded]) -> Status:
    """Corrections and retractions "are further events. Nothing is overwritten or deleted".

    DESIGN does not say what a claim is that was both corrected and retracted; retracted says more.
    """
    if any(isinstance(e.payload, FactRetracted) and e.payload.claim_id == claim_id for e in seen):
        return "retracted"
    if any(isinstance(e.payload, FactCorrected) and e.payload.claim_id == claim_id for e in seen):
        return "corrected"
    return "live"


# -- Identity ---------------------------------------------------------------------------------------------------


class Identity:
    """Which ids mean one entity: "Merges and splits of companies and deals are events"."""

    def __init__(self, merges: Sequence[tuple[str, str]]) -> None:
        self._merges = merges

    def __getitem__(self, entity: str) -> str:
        """One of the ids that mean the same, the same one for each of them."""
        same = {entity}
        for _ in self._merges:
            for into, merged in self._merges:
                if into in same or merged in same:
                    same |= {into, merged}
        return min(same)


def identity(seen: Sequence[Recorded]) -> Identity:
    """ "Two ids mean one entity" (a merge); "an earlier merge was wrong or is undone: `split` is its own entity again".

    So a split undoes the merges that took `split` into another entity, and those between the two.
    """
    merges: list[tuple[str, str]] = []
    for event in sorted(seen, key=lambda e: e.seq):
        payload = event.payload
        if isinstance(payload, CompaniesMerged):
            merges.append((payload.into, payload.merged))
        if isinstance(payload, CompaniesSplit):
            pair = {payload.company, payload.split}
            merges = [m for m in merges if m[1] != payload.split and set(m) != pair]
    return Identity(merges)


# -- Figures ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Figure:
    """What a claim says how much: the reported ends, the hedge, the unit, and the interval that it stands for."""

    low: Decimal
    high: Decimal
    qualifier: Qualifier
    unit: str
    stated: Interval


def figure_of(fact: FactBase) -> Figure | None:
    """ "a figure stands for the interval its own writing implies"; an undisclosed sum is no figure.

    A stake's figure is its percentage, also where the sum paid for it is told.
    """
    if fact.amount is not None and not (fact.kind == "stake" and fact.percent is not None):
        low, high = fact.amount.ends()
        return Figure(low, high, fact.amount.qualifier, fact.amount.currency or "count", interval(fact.amount))
    if fact.percent is not None:
        how = (fact.percent, fact.percent, fact.percent_qualifier)
        return Figure(*how, "percent", stated_interval(*how, fact.percent_verbatim))
    return None


def share_a_point(intervals: Sequence[Interval]) -> bool:
    """Whether "all their intervals share a common point", by trying every point where an interval starts or ends."""
    ends = [end for i in intervals for end in (i.low, i.high) if end is not None]
    return any(all(i.contains(point) for i in intervals) for point in [*ends, Decimal(0)])


def agreement(current: Sequence[Claim]) -> str:
    """ "`exact` if equal, `rounding` if by precision alone, `approximate` if by a hedge, a range or an open bound".

    "The current claims of a slot agree if all their intervals share a common point (… never pairwise only)".
    """
    figures = [f for f in (figure_of(c.fact) for c in current) if f is not None]
    if len(current) <= 1:
        return "single"
    if len({(f.low, f.high, f.qualifier) for f in figures}) <= 1:
        return "exact"
    if not share_a_point([f.stated for f in figures]):
        return "conflict"
    return "rounding" if all(f.qualifier is Qualifier.EXACT for f in figures) else "approximate"


# -- Deals ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Group:
    """ "what one document ties together by its own label, or a single claim". `label` is (publication, label)."""

    claims: tuple[Claim, ...]
    nature: Transaction
    label: tuple[str, ...] | None
    company: str

    @property
    def rounds(self) -> set[str]:
        return {c.fact.round.casefold() for c in self.claims if c.fact.round}

    @property
    def parties(self) -> frozenset[str]:
        """The other sides, as seen from the company asked about."""
        return frozenset(p for c in self.claims for p in c.others(self.company))

    @property
    def founds(self) -> bool:
        return any(c.kind.founds_deal for c in self.claims)

    def first_report(self) -> tuple[int, int]:
        return min((c.known_at, c.seq) for c in self.claims)

    def dates(self) -> Bounds | None:
        """From the first day to the last that its dates allow; nothing if it gives none."""
        given = [when(c.fact) for c in self.claims if dated(c.fact)]
        if not given:
            return None
        lowers, uppers = [b.lower for b in given], [b.upper for b in given]
        return Bounds(
            min((d for d in lowers if d), default=None) if None not in lowers else None,
            max((d for d in uppers if d), default=None) if None not in uppers else None,
        )

    def span(self) -> tuple[date, date]:
        given = self.dates()
        if given is not None and given.lower and given.upper:
            return given.lower, given.upper
        days = [moment(c.known_at).date() for c in self.claims]
        return min(days), max(days)


def deals_of(
    company: str, claims: Sequence[Claim], seen: Sequence[Recorded]
) -> tuple[list[frozenset[str]], frozenset[str]]:
    """The deals of a company, each as the set of its claims: "same parties, same nature, compatible time".

    Beside them the claims that make a deal doubtful, until a person links it.

    The rules do not say in which order groups join, so: transactions before what only describes one (rule 5 speaks
    of "transactions" that are there already), each by first report.
    """
    said = said_by_people(seen)
    groups = groups_of(company, [c for c in claims if c.live], said)
    deals: list[list[Group]] = []
    torn: list[Group] = []
    for group in sorted((g for g in groups if g.founds), key=Group.first_report):
        deals = placed(group, deals, said, torn)
    for group in sorted((g for g in groups if not g.founds), key=Group.first_report):
        # "A valuation that no transaction was tied to joins only where its figure agrees."
        fitting = [d for d in deals if fits(group, d, said) and (group.parties or any(agree(group, m) for m in d))]
        several = len(fitting) > 1
        if several:
            fitting = [d for d in fitting if any(agree(group, member) for member in d)]
        if len(fitting) == 1:
            fitting[0].append(group)
        elif group.label or any(c.claim_id in pair for c in group.claims for pair in said):
            # A document or a person says that there is a transaction; so does "the claims speak of different deals".
            deals.append([group])
            torn += [group] if several else []
    sets = [{c.claim_id for g in deal for c in g.claims} for deal in deals]
    doubtful = {c.claim_id for group in torn for c in group.claims}
    for pair, joined in said.items():
        touched = [d for d in sets if d & pair]
        if joined and len(touched) > 1:
            sets = [d for d in sets if d not in touched] + [set().union(*touched)]
            doubtful -= sets[-1]
    return [frozenset(d) for d in sets], frozenset(doubtful)


def placed(
    group: Group, deals: Sequence[list[Group]], said: Mapping[frozenset[str], bool], torn: list[Group]
) -> list[list[Group]]:
    """The deals with one more group: it joins all that it fits, or founds one.

    "A group that fits two deals which must stay apart goes to the one whose figures agree, or to neither and is marked
    doubtful."
    """
    fitting = [d for d in deals if fits(group, d, said)]
    if any(apart(a, b, said) for one in fitting for other in fitting if one is not other for a in one for b in other):
        fitting = [d for d in fitting if any(agree(group, member) for member in d)]
        if len(fitting) != 1:
            fitting = []
            torn.append(group)
    rest = [d for d in deals if not any(d is f for f in fitting)]
    return [*rest, [*(member for d in fitting for member in d), group]]


def fits(group: Group, deal: Sequence[Group], said: Mapping[frozenset[str], bool]) -> bool:
    """ "Groups join into deals when nothing keeps them apart and enough ties them together"."""
    return not any(apart(group, member, said) for member in deal) and any(tied(group, member) for member in deal)


def said_by_people(seen: Sequence[Recorded]) -> dict[frozenset[str], bool]:
    """ "What people say (`DealsLinked`, `DealsSeparated`) overrules all of it": whether two claims are one deal.

    Of two words on one pair the later one counts.
    """
    said: dict[frozenset[str], bool] = {}
    for event in sorted(seen, key=lambda e: e.seq):
        if isinstance(event.payload, DealsLinked | DealsSeparated):
            named = event.payload.claim_ids
            pairs = [(one, other) for one in named for other in named if one != other]
            for a, b in [(a, b) for one, other in pairs for a in heirs(one, seen) for b in heirs(other, seen)]:
                if a != b:
                    said[frozenset({a, b})] = isinstance(event.payload, DealsLinked)
    return said


def groups_of(company: str, live: Sequence[Claim], said: Mapping[frozenset[str], bool]) -> list[Group]:
    """What each document ties together. Kinds without a transaction are in no deal, and "a `previous` fact never takes
    the deal's label". What people separated is no longer tied by a label.

    Rule 1 ("their nature is the same") holds within a label too: what founds transactions of several natures under
    one label is several groups; what founds none goes with its own nature, or else with the first by name.
    """
    apart_by_people = {claim_id for pair, joined in said.items() if not joined for claim_id in pair}
    grouped: dict[tuple[str, ...], list[Claim]] = {}
    for c in live:
        if c.kind.transaction is None or c.fact.previous:
            continue
        labelled = c.fact.deal and c.claim_id not in apart_by_people
        grouped.setdefault((c.publication_id, c.fact.deal or "") if labelled else (c.claim_id,), []).append(c)
    groups = []
    for key, tied_together in grouped.items():
        founded = sorted({c.kind.transaction for c in tied_together if c.kind.founds_deal and c.kind.transaction})
        first = tied_together[0].kind.transaction
        assert first is not None
        for nature in founded or [first]:
            own = [
                c
                for c in tied_together
                if len(founded) <= 1
                or c.kind.transaction is nature
                or (c.kind.transaction not in founded and nature is founded[0])
            ]
            groups.append(Group(tuple(own), nature, key if len(key) > 1 else None, company))
    return groups


def apart(a: Group, b: Group, said: Mapping[frozenset[str], bool]) -> bool:
    """Rule 1: "Their nature is the same", "no document tells them apart". Rule 2: "different round names keep apart".

    A claim that people took out of its label's group still has its document's label.
    """
    if a.nature is not b.nature:
        return True
    if a.rounds and b.rounds and not a.rounds & b.rounds:
        return True
    for x in a.claims:
        for y in b.claims:
            same_document = x.publication_id == y.publication_id
            if same_document and x.fact.deal and y.fact.deal and x.fact.deal != y.fact.deal:
                return True
            if said.get(frozenset({x.claim_id, y.claim_id})) is False:
                return True
    return False


def tied(a: Group, b: Group) -> bool:
    """Rules 2 to 4: time fits; parties are shared; what only one of them names takes agreeing figures.

    Stages that follow each other fit where no figure says that another sum was meant.
    """
    if not time_fits(a, b) and not follow(a, b) and not follow(b, a):
        return False
    if a.parties and b.parties and not a.parties & b.parties:
        return False
    one_sided = bool(a.parties) != bool(b.parties) or bool(a.rounds) != bool(b.rounds)
    if one_sided or (not time_fits(a, b) and comparable(a, b)):
        return agree(a, b)
    return True


def follow(a: Group, b: Group) -> bool:
    """Whether a deal that had come as far as `a` says may have gone on to what `b` says (decision 0035).

    "A different stage of one deal is a stage on its timeline": a dated stage says when the deal came to it, so the
    dates of two stages need not overlap. They have to come in the order of the stages, and within twelve months, as
    publications of what is undated do.
    """
    ours, theirs = a.dates(), b.dates()
    if ours is None or theirs is None or None in (ours.lower, ours.upper, theirs.lower, theirs.upper):
        return False
    leads_to = {
        "considered": {"talks", "agreed", "completed", "abandoned"},
        "talks": {"agreed", "completed", "abandoned"},
        "agreed": {"completed", "abandoned"},
    }
    steps = [[c.fact.stage for c in g.claims if c.fact.stage and dated(c.fact) and not c.denial] for g in (a, b)]
    if not all(steps) or any(later not in leads_to.get(one, ()) for one in steps[0] for later in steps[1]):
        return False
    (_, last), (first, _) = a.span(), b.span()
    return 0 <= (first - last).days <= 366


def comparable(a: Group, b: Group) -> bool:
    """Whether they have figures for the same thing."""
    return not figured(a).isdisjoint(figured(b))


def figured(group: Group) -> set[tuple[str, str | None, str]]:
    """What its figures are for. Those of a part of the money, or of another time, are not the deal's."""
    return {
        (c.kind.question, c.fact.basis, figure.unit)
        for c in group.claims
        if (figure := figure_of(c.fact)) is not None and not c.fact.previous and not c.fact.instalment
    }


def agree(a: Group, b: Group) -> bool:
    """Whether "the figures agree": some figure of one and some of the other, for the same thing, share a point."""
    for x in a.claims:
        for y in b.claims:
            ours, theirs = figure_of(x.fact), figure_of(y.fact)
            if ours is None or theirs is None or x.fact.previous or y.fact.previous:
                continue
            if x.fact.instalment or y.fact.instalment:
                continue  # a part of the money is not the deal's
            same_thing = (x.kind.question, x.fact.basis, ours.unit) == (y.kind.question, y.fact.basis, theirs.unit)
            if same_thing and share_a_point([ours.stated, theirs.stated]):
                return True
    return False


def time_fits(a: Group, b: Group) -> bool:
    """Rule 3: "their dates overlap; where one has no date, dates or publications lie within twelve months".

    A date that is open on a side lies nowhere in particular, so then the publications are compared.
    """
    ours, theirs = a.dates(), b.dates()
    if ours is not None and theirs is not None:
        return ours.overlaps(theirs)
    (first, last), (other_first, other_last) = a.span(), b.span()
    return (first - other_last).days <= 366 and (other_first - last).days <= 366


# -- Slots ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Key:
    """ "The slot": what claims have to have in common to be rivals."""

    parties: frozenset[str]
    deal: frozenset[str] | None
    when: Bounds | None
    subject: str | None
    question: str
    basis: str | None
    unit: str | None
    forecast: bool
    stage: str
    previous: bool


@dataclass(frozen=True)
class Slot:
    """A question with the claims that answer it."""

    key: Key
    members: tuple[Claim, ...]
    denied: tuple[Claim, ...]

    @property
    def current(self) -> list[Claim]:
        return current_of(self.members)

    @property
    def low(self) -> Decimal | None:
        return min((f.low for f in self._figures), default=None)

    @property
    def high(self) -> Decimal | None:
        return max((f.high for f in self._figures), default=None)

    @property
    def roots(self) -> frozenset[str]:
        return frozenset(root for c in self.current for root in c.roots)

    @property
    def figures(self) -> list[Figure]:
        return self._figures

    @property
    def _figures(self) -> list[Figure]:
        return [f for f in (figure_of(c.fact) for c in self.current) if f is not None]


def when(fact: FactBase) -> Bounds:
    """ "the bounds of date or period"; "Undated claims have open bounds"."""
    return bounds(fact.period or fact.date)


def dated(fact: FactBase) -> bool:
    return bool(fact.date or fact.period)


def key_of(company: str, claim: Claim, deal: frozenset[str] | None, sides_of_deal: frozenset[str]) -> Key:
    """ "company, counterparty where the kind has one, deal or else the bounds of date or period, subject (product,
    post), question (…), basis, unit and currency, forecast or not."
    """
    fact, kind = claim.fact, claim.kind
    figure = figure_of(fact)
    return Key(
        parties=asked_of(company, claim, deal, sides_of_deal),
        deal=deal,
        when=None if deal else when(fact),
        subject=subject_of(fact),
        question=kind.question,
        basis=fact.basis,
        unit=figure.unit if figure else None,
        forecast=fact.forecast,
        # "unstated, `agreed` and `completed` are one stage, `considered` and `talks` the other"
        stage={"considered": "talks", "talks": "talks", "abandoned": "abandoned"}.get(fact.stage or "", "agreed"),
        # "slotted by its date and, undated, `previous` is part of the key"
        previous=fact.previous and not dated(fact),
    )


def asked_of(company: str, claim: Claim, deal: frozenset[str] | None, sides_of_deal: frozenset[str]) -> frozenset[str]:
    """ "counterparty where the kind has one": whose stake, which partner, and within a deal whose investment.

    "`investment` and `funding_round` ask the same", and do so if the deal has one other side, whose money is the whole
    then, named or not; with several sides one's part is not the round. A valuation asks of nobody.
    """
    if deal is not None and len(sides_of_deal) == 1 and claim.fact.kind != "valuation":
        return sides_of_deal
    asked = claim.kind.by_counterparty or (claim.fact.kind == "investment" and deal is not None)
    return claim.others(company) if asked else frozenset()


def subject_of(fact: FactBase) -> str | None:
    """ "subject (product, post)": the post is the role that the person is named with."""
    if fact.instalment:
        return f"instalment {fact.instalment.split('/')[0]}"  # a part of a sum is another question than the sum
    if fact.product:
        return fact.product.casefold()
    if fact.kind in ("appointment", "departure", "role", "compensation"):
        return "/".join(sorted(party.role.casefold() for party in fact.counterparties)) or None
    return None


def slots_of(company: str, claims: Sequence[Claim], deals: Sequence[frozenset[str]]) -> list[Slot]:
    """The live claims by the question they answer; a denial "stands beside the slot as `denied`"."""
    live = [c for c in claims if c.live]
    keys = {}
    for c in live:
        deal = next((d for d in deals if c.claim_id in d), None)
        sides = frozenset(p for m in live if deal and m.claim_id in deal for p in m.others(company))
        keys[c.claim_id] = key_of(company, c, deal, sides)
    for claim_id, key in list(keys.items()):
        if key.unit is None:
            # An undisclosed sum has no unit: it answers the one question that differs in nothing else.
            fitting = {k for k in keys.values() if k.unit is not None and replace(k, unit=None) == key}
            if len(fitting) == 1:
                keys[claim_id] = fitting.pop()
    return [
        Slot(
            key,
            tuple(c for c in live if keys[c.claim_id] == key and not c.denial),
            tuple(c for c in live if keys[c.claim_id] == key and c.denial),
        )
        for key in dict.fromkeys(keys.values())
    ]


def current_of(members: Sequence[Claim]) -> list[Claim]:
    """ "per slot, publisher and set of roots: the claims of its latest document, by known time, then position"."""
    found = []
    for c in members:
        voice = [m for m in members if (m.publisher, m.roots) == (c.publisher, c.roots)]
        latest = max(voice, key=lambda m: (m.known_at, m.seq))
        # "what it says otherwise is that publisher's current claim", on whomever the edited version rests
        edited = {version.publication_id for version in c.newer}
        if c.publication_id == latest.publication_id and not any(m.publication_id in edited for m in members):
            found.append(c)
    return found


def dropped_by(claim: Claim, slot: Slot) -> Captured | None:
    """ "what it no longer says is marked so": the first version since which the article answers this no more."""
    said = {c.publication_id for c in (*slot.members, *slot.denied)}
    silent: Captured | None = None
    for version in reversed(claim.newer):
        if version.publication_id in said:
            break
        silent = version
    return silent


def related(slot: Slot, slots: Sequence[Slot]) -> list[Slot]:
    """ "Comparable slots are listed as `related`, not as rivals": the same question with another key.

    Where the other side is part of the question (whose stake? which partner?), another one's is not comparable.
    """
    kind = KINDS[next(k for k, rules in KINDS.items() if rules.question == slot.key.question)]
    return [
        s
        for s in slots
        if s.key != slot.key
        and s.key.question == slot.key.question
        and (s.key.parties == slot.key.parties or not kind.by_counterparty)
    ]


# -- Valid time -------------------------------------------------------------------------------------------------


def validity(claim: Claim, slot: Slot, slots: Sequence[Slot], day: date) -> Valid | None:
    """Whether the claim holds on a day: certainly, only possibly, or not.

    "With imprecise dates a claim is *certainly* or only *possibly* valid on a day": a date is any one day within
    its bounds; a claim is certainly valid if it is so for every choice of days, possibly if for one.
    """
    fact = claim.fact
    if claim.kind.nature is Nature.FLOW or fact.forecast:
        return "certain"  # "flows and forecasts (revenue, capex) of every period are shown"
    if not dated(fact):
        # "an undated one is possible before its publication and certain after it"
        return "certain" if day >= moment(claim.known_at).date() else "possible"
    own = when(fact)
    enders = [when(c.fact) for c in enders_of(claim, slot, slots)] if claim.kind.nature is Nature.STATE else []
    if own.lower is not None and day < own.lower:
        return None
    # The last day that it may have begun on leaves the fewest days for another to end it.
    last = day if own.upper is None else min(day, own.upper - _DAY)
    possible = all(_may_lie_at_or_before(e, last) or _may_lie_after(e, day) for e in enders)
    begun = own.upper is not None and own.upper - _DAY <= day
    untouched = not any(_may_lie_within(e, own.lower, day) for e in enders)
    return "certain" if begun and untouched else "possible" if possible else None


def enders_of(claim: Claim, slot: Slot, slots: Sequence[Slot]) -> list[Claim]:
    """The states that can end this one: "a later-*dated* state that differs in nothing but deal and date (rivals in
    one slot and undated claims end nothing)".
    """
    without = replace(slot.key, deal=None, when=None)
    return [
        c
        for s in slots
        if s is not slot and replace(s.key, deal=None, when=None) == without
        for c in s.members
        if dated(c.fact)
    ]


def _may_lie_at_or_before(some: Bounds, day: date) -> bool:
    return some.lower is None or some.lower <= day


def _may_lie_after(some: Bounds, day: date) -> bool:
    return some.upper is None or some.upper - _DAY > day


def _may_lie_within(some: Bounds, after: date | None, until: date) -> bool:
    """Whether a day of `some` lies after `after` and not after `until`."""
    if some.lower is not None and some.lower > until:
        return False
    last = until if some.upper is None else min(until, some.upper - _DAY)
    return after is None or last > after


# -- The answer -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """All that can be asked about one company."""

    claims: tuple[Claim, ...]
    deals: tuple[frozenset[str], ...]
    slots: tuple[Slot, ...]
    #: Claims that fit two deals which must stay apart.
    doubtful: frozenset[str]


def named(events: Sequence[Recorded], company: str) -> bool:
    """ "it becomes known with its first visible document": whether a visible fact names the id."""
    return any(
        company in (e.payload.ids.company, *e.payload.ids.counterparties)
        for e in events
        if isinstance(e.payload, FactReported | FactCorrected)
    )


def answer(seen: Sequence[Recorded], company: str, among: Sequence[Claim] | None = None) -> Answer:
    """What is known of a company, from the visible events alone. A symmetric fact is about either side.

    `among` are all visible claims, for who asks about several companies.
    """
    subject = identity(seen)[company]
    among = claims_of(seen) if among is None else among
    claims = [c for c in among if c.company == subject or (c.kind.symmetric and subject in c.parties)]
    found, doubtful = deals_of(subject, claims, seen)
    return Answer(tuple(claims), tuple(found), tuple(slots_of(subject, claims, found)), doubtful)
