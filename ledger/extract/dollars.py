"""Whose dollars "$" means and whose pesos are spoken of, in a text from another country that has dollars or pesos.

A text that writes "A$" for some of its sums means another currency by "$", and so does one that says "US$" for others.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: How sums in each country's dollars are marked where the country is told.
_MARKED = re.compile(r"\b(?:A(?:U|UD)?\$|AUD\b|C(?:A|AD|DN)?\$|CAD\b|NZD?\$|NZD\b|S(?:GD)?\$|SGD\b|HKD?\$|HKD\b)")
#: Exchanges of each country with dollars of its own, and papers at home there.
_HOME = {
    "AUD": (
        *("ASX", "Australian Securities Exchange", "AAP", "Sydney Morning Herald", "The Age", "The Australian"),
        *("Australian Financial Review", "SmartCompany", "Startup Daily"),
    ),
    "CAD": (
        *("TSX", "TSXV", "Toronto Stock Exchange", "Globe and Mail", "Financial Post", "National Post"),
        *("Toronto Star", "BetaKit", "Canadian Press"),
    ),
    "NZD": ("NZX", "NZ Herald", "New Zealand Herald", "BusinessDesk"),
    "SGD": ("SGX", "Singapore Exchange", "Straits Times", "Business Times"),
}
#: A country's name is a sign in a publisher's, not in a text.
_COUNTRIES = {"AUD": ("Australia",), "CAD": ("Canada",), "NZD": ("New Zealand",)}
_AMERICAN = ("Nasdaq", "NYSE", "New York Stock Exchange", "Wall Street")

#: Currencies that share a name, each with those that its word may mean elsewhere.
NAMESAKES = {
    "MXN": ("COP", "CLP", "ARS", "PHP"),
    "DKK": ("NOK",),
    "NOK": ("DKK",),
    "SEK": ("NOK", "DKK", "CZK"),
    "INR": ("PKR", "LKR"),
}
#: How the country of each is spoken of.
_SPOKEN_OF = {
    currency: re.compile(country)
    for currency, country in {
        "ARS": "Argentin|Buenos Aires",
        "CLP": "Chile",
        "COP": "Colombia|Bogot",
        "CZK": "Czech|Prague",
        "DKK": "Danish|Denmark|Copenhagen",
        "INR": "India|Mumbai|Delhi",
        "LKR": "Sri Lanka|Colombo",
        "MXN": "Mexic",
        "NOK": "Norw|Oslo|Bergen",
        "PHP": "Philippin|Manila",
        "PKR": "Pakistan|Karachi|Lahore",
        "SEK": "Swed|Stockholm|Gothenburg",
    }.items()
}


def namesake(currency: str, text: str) -> str:
    """The currency of that name in the country that a text speaks of."""
    if currency not in NAMESAKES or _SPOKEN_OF[currency].search(text):
        return currency
    found = [other for other in NAMESAKES[currency] if _SPOKEN_OF[other].search(text)]
    return found[0] if len(found) == 1 else currency


def local(text: str, publisher: str | None) -> str | None:
    """The currency that "$" stands for in a text, where that is not the dollar of the United States."""
    if "$" not in text:
        return None
    homes = [
        currency
        for currency, names in _HOME.items()
        if _names(text, names) or (publisher and _names(publisher, (*names, *_COUNTRIES.get(currency, ()))))
    ]
    if len(homes) != 1 or _MARKED.search(text) or _names(text, _AMERICAN):
        return None
    return homes[0]


def _names(text: str, names: Iterable[str]) -> bool:
    """Whether one of the names stands in a text as words of their own."""
    return any(name in text and re.search(rf"\b{re.escape(name)}\b", text) for name in names)
