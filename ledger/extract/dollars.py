"""Whose dollars "$" means and whose pesos are spoken of, in a text from another country that has dollars or pesos.

A text that writes "A$" for some of its sums means another currency by "$", and so does one that says "US$" for others.
"""

from __future__ import annotations

import re

#: How sums in each country's dollars are marked where the country is told, its exchanges, and papers at home there.
_MARKED = {
    "AUD": re.compile(r"\bA(?:U|UD)?\$|\bAUD\b"),
    "CAD": re.compile(r"\bC(?:A|AD|DN)?\$|\bCAD\b"),
    "NZD": re.compile(r"\bNZD?\$|\bNZD\b"),
    "SGD": re.compile(r"\bS(?:GD)?\$|\bSGD\b"),
    "HKD": re.compile(r"\bHKD?\$|\bHKD\b"),
}
_HOME = {
    "AUD": re.compile(
        r"\bASX\b|Australian Securities Exchange|\bAAP\b|Sydney Morning Herald|The Age\b|Australian Financial Review|"
        r"The Australian\b|SmartCompany|Startup Daily|Australia\b"
    ),
    "CAD": re.compile(
        r"\bTSXV?\b|\bTSX-V\b|Toronto Stock Exchange|Globe and Mail|Financial Post|National Post|Toronto Star|BetaKit|"
        r"Canadian Press|Canada\b"
    ),
    "NZD": re.compile(r"\bNZX\b|NZ Herald|New Zealand Herald|BusinessDesk|New Zealand\b"),
    "SGD": re.compile(r"\bSGX\b|Singapore Exchange|Straits Times|Business Times"),
}
#: One of these stands in a text that has such a sign.
_SIGNS = (
    "ASX",
    "AAP",
    "TSX",
    "NZX",
    "SGX",
    " Exchange",
    "Sydney Morning",
    "The A",
    "Financial ",
    "Daily",
    "Post",
    "Globe",
    "BetaKit",
    "Press",
    "Herald",
    "Times",
    "BusinessDesk",
)
#: A country's name is a sign in a publisher's, not in a text.
_COUNTRIES = re.compile(r"^(?:Australia|Canada|New Zealand)$")
_AMERICAN = re.compile(r"\bNasdaq\b|\bNYSE\b|New York Stock Exchange|Wall Street\b")


#: Currencies of one name in several countries, and how their countries are spoken of.
NAMESAKES = {
    "MXN": {"COP": r"Colombia|Bogot", "CLP": r"Chile", "ARS": r"Argentin|Buenos Aires", "PHP": r"Philippin|Manila"},
    "DKK": {"NOK": r"Norw|Oslo|Bergen"},
    "NOK": {"DKK": r"Danish|Denmark|Copenhagen"},
    "SEK": {"NOK": r"Norw|Oslo|Bergen", "DKK": r"Danish|Denmark|Copenhagen", "CZK": r"Czech|Prague"},
    "INR": {"PKR": r"Pakistan|Karachi|Lahore", "LKR": r"Sri Lanka|Colombo"},
}
_OWN = {
    "SEK": r"Swed|Stockholm|Gothenburg",
    "MXN": r"Mexic",
    "DKK": r"Danish|Denmark|Copenhagen",
    "NOK": r"Norw|Oslo|Bergen",
    "INR": r"India|Mumbai|Delhi",
}


def namesake(currency: str, text: str) -> str:
    """The currency of that name in the country that a text speaks of."""
    others = NAMESAKES.get(currency)
    if others is None or re.search(_OWN[currency], text):
        return currency
    found = [code for code, country in others.items() if re.search(country, text)]
    return found[0] if len(found) == 1 else currency


def local(text: str, publisher: str | None) -> str | None:
    """The currency that "$" stands for in a text, where that is not the dollar of the United States."""
    if "$" not in text or not (publisher or any(sign in text for sign in _SIGNS)):
        return None
    if any(marked.search(text) for marked in _MARKED.values()):
        return None
    homes = []
    for currency, home in _HOME.items():
        told = publisher and home.search(publisher)
        if told or any(not _COUNTRIES.match(found) for found in home.findall(text)):
            homes.append(currency)
    if len(homes) != 1 or _AMERICAN.search(text):
        return None
    return homes[0]
