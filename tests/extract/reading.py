"""What the tests of reading share: a small gazetteer, and facts as lines that people can check by eye."""

# ruff: noqa: E501 - lists read best as long lines
from __future__ import annotations

from decimal import Decimal

from ledger.extract.reader import Name
from ledger.model.facts import FactBase

#: The day on which all articles of these tests are published.
PUBLISHED = "2025-10-01"

_COMPANIES = """
Adobe|Adyen|Airbus|Alphabet|Amazon|Amazon Web Services=AWS|AMD|Anthropic/the maker of Claude|Apple|ASML|Atos|Baidu|Back Market|Bpifrance
|ByteDance|Capgemini|Cohere|CoreWeave|Databricks|Dassault Systèmes|Doctolib|ElevenLabs|Ford|Google|Hanwha Aerospace|HP|Informatica|Kering
|Klarna|Lockheed Martin|LVMH|Meta=Facebook/Facebook's parent;la maison mère de Facebook|Microsoft|Mistral AI~Mistral|MosaicML|Nokia|Nvidia|NXP
|OpenAI/the ChatGPT maker;le créateur de ChatGPT|Oracle|OVHcloud|Palantir|Pasqal|Pennylane|Perplexity|Poolside~Poolside|Qonto|Salesforce
|Samsung Electronics=Samsung|SoftBank|Soitec|STMicroelectronics|Stripe|Synthesia|Tencent|Tesla|Thales|Uber|Ubisoft|WeRide|Wiz|WNS|xAI|Zepto
|Alan~Alan|H Company~H|Orange~Orange|Scale AI~Scale|Black Forest Labs~Black Forest|Midjourney
"""
_FUNDS = "Accel|Andreessen Horowitz=a16z|Coatue|General Catalyst|GV|Inovia Capital|Lightspeed|Meritech|Radical Ventures|Sequoia Capital=Sequoia|Thrive Capital|Eurazeo"
_PUBLISHERS = "Bloomberg=Bloomberg News|Financial Times=FT|The Information|The New York Times=New York Times|The Wall Street Journal=Wall Street Journal|Les Echos|L'Informé|Reuters|CNBC"


def _names(listed: str, kind: str) -> list[Name]:
    found = []
    for item in listed.split("|"):
        head, _, described = item.strip().partition("/")
        head, _, ambiguous = head.partition("~")
        name, _, alias = head.partition("=")
        found.append(
            Name(
                name.strip(),
                kind,
                aliases=(alias,) if alias else (),
                ambiguous_aliases=(ambiguous,) if ambiguous else (),
                descriptions=tuple(described.split(";")) if described else (),
            )
        )
    return found


NAMES = [*_names(_COMPANIES, "company"), *_names(_FUNDS, "fund"), *_names(_PUBLISHERS, "publisher")]


def line(fact: FactBase) -> str:
    """A fact in one line: kind, company, figure, parties, time, and whatever is not the rule."""
    parts: list[str] = [fact.kind, fact.company]
    if fact.amount:
        low, high = fact.amount.ends()
        figure = _plain(low) if low == high else f"{_plain(low)}..{_plain(high)}"
        parts.append(f"{figure} {fact.amount.currency} {fact.amount.qualifier}")
    if fact.percent is not None:
        parts.append(f"{_plain(fact.percent)}%")
    parts += [f"{party.role}: {party.name}" for party in fact.counterparties]
    parts += [
        f"{name} {value}" for name, value in (("in", fact.period), ("on", fact.date), ("for", fact.duration)) if value
    ]
    parts += [str(value) for value in (fact.round, fact.basis, fact.stage) if value]
    parts += ["previous"] * fact.previous + ["forecast"] * fact.forecast
    parts += [str(value) for value in (fact.certainty, fact.polarity) if value in {"hedged", "negative"}]
    parts += [f"says {name}" for name in fact.attributed_to]
    return " | ".join(parts)


def _plain(number: Decimal) -> str:
    return f"{number:,f}".replace(",", "_")
