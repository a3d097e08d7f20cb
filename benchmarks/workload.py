"""The facts that are measured: made up, typed, the same for everybody, and skewed as news is.

Companies are drawn by Zipf's law out of 200,000, so that a few are in the news daily and most once. The same seed gives
the same facts on every machine.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from ledger.model.amounts import Amount, Qualifier
from ledger.model.canonical import digest
from ledger.model.dates import iso, moment
from ledger.model.events import FactReported, NewEvent, Publication, Reader, ResolvedIds, timed_key
from ledger.model.facts import FactBase, parse_fact

COMPANIES = 200_000
#: Facts that are appended in rounds. More of them do not fit into a processor's cache, and to fetch each from memory
#: took as long again as all else; those that a reader hands on have been made a moment ago.
APPENDED = 4_000
#: Facts that are in place before.
PATTERNS = 20_000
#: A publication carries a few facts, as an article does.
FACTS_PER_PUBLICATION = 4
START = 1_735_689_600_000_000  # 2025-01-01
MINUTE = 60_000_000  # from one publication to the next
READER = Reader(name="benchmark", version="1")
RECORDED_BY = "benchmark"

_KINDS = ("investment", "funding_round", "valuation", "stake", "revenue", "acquisition", "headcount", "contract")
_PUBLISHERS = tuple(f"Paper {number}" for number in range(40))


def facts(seed: int, *, of_the_day: bool = False) -> Iterator[NewEvent]:
    """Events with validated, typed facts, without end: of any month of a year, or of the day on which they are news.

    Those are of other companies, so that one ledger takes both.
    """
    dice = random.Random(seed)  # noqa: S311 - drawn to be repeatable, not to be secret
    number = 0
    while True:
        number += 1
        known_at = START + number * MINUTE
        publication = _publication(dice, seed, number, known_at)
        for place in range(FACTS_PER_PUBLICATION):
            fact = _fact(dice, place, moment(known_at).date().isoformat() if of_the_day else None)
            company = fact.company.lower().replace(" ", "-")
            parties = tuple(party.name.lower().replace(" ", "-") for party in fact.counterparties)
            payload = FactReported(
                publication=publication,
                fact=fact,
                ids=ResolvedIds(company=company, counterparties=parties, roots=fact.attributed_to),
                reader=READER,
            )
            yield NewEvent(
                key=publication.key("fact", str(place)),
                payload=payload,
                recorded_by=RECORDED_BY,
                company_id=company,
                document_id=publication.document_id,
                known_at=known_at,
            )


def key(number: int, start: int = START) -> str:
    """A key that nothing else has, of the time at which news with that number comes in, as its publication gives it."""
    return timed_key(start + number // FACTS_PER_PUBLICATION * MINUTE, f"fact {number} from {start}")


def batches(seed: int, size: int, *, of_the_day: bool = False) -> Iterator[list[NewEvent]]:
    """The same in lists of a size."""
    stream = facts(seed, of_the_day=of_the_day)
    while True:
        yield list(islice(stream, size))


def originator(company_id: str | None) -> uuid.UUID:
    """The id under which a rival keeps a company."""
    return uuid.uuid5(uuid.NAMESPACE_URL, company_id or "")


def _publication(dice: random.Random, seed: int, number: int, known_at: int) -> Publication:
    publisher = dice.choice(_PUBLISHERS)
    return Publication(
        document_id=digest(f"{seed} {number}".encode()),
        publisher=publisher,
        publisher_id=publisher.lower().replace(" ", "-"),
        url=f"https://news.example/{seed}/{number}",
        title=f"Company {number} raises money, sources say",
        published=iso(known_at),
    )


def _fact(dice: random.Random, place: int, day: str | None) -> FactBase:
    kind = dice.choice(_KINDS)
    sort = "Firm" if day else "Company"
    company = f"{sort} {zipf(dice)}"
    size = dice.randrange(1, 999)
    quote = f"{company} annonce {size} millions de dollars, selon plusieurs médias"
    data: dict[str, object] = {
        "kind": kind,
        "company": company,
        "date": day or f"2025-{dice.randrange(1, 13):02}",
        "quote": quote,
        "start": 400 * place,
        "end": 400 * place + len(quote),
        "language": "fr",
        "confidence": dice.choice((0.8, 0.95, 1.0)),
    }
    if kind == "stake":
        data["percent"] = Decimal(dice.randrange(1, 200)) / 2
    else:
        value = Decimal(size) * 1_000_000
        data["amount"] = Amount(
            value=value if kind != "headcount" else Decimal(size),
            currency="USD" if kind != "headcount" else None,
            qualifier=dice.choice((Qualifier.EXACT, Qualifier.ABOUT)),
            verbatim=f"{size} millions de dollars",
        )
    if kind in {"investment", "stake", "acquisition", "contract"}:
        role = {"investment": "investor", "stake": "holder", "acquisition": "acquirer", "contract": "customer"}[kind]
        data["counterparties"] = [{"name": f"{sort} {zipf(dice)}", "role": role}]
    if dice.random() < 0.3:
        data["attributed_to"] = [dice.choice(_PUBLISHERS)]
    return parse_fact(data)


def zipf(dice: random.Random) -> int:
    """A rank between 1 and COMPANIES that is drawn in inverse proportion to itself."""
    return int(COMPANIES ** dice.random())
