"""Identifiers of entities in one written form, and the forms that they must have."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ledger.model.errors import InvalidEntity

_WIKIDATA = re.compile(r"^Q[1-9]\d*$")
_WIKIDATA_ADDRESS = re.compile(r"^https?://(?:www\.)?wikidata\.org/(?:entity|wiki)/(Q[1-9]\d*)$")
_LEI = re.compile(r"^[A-Z0-9]{18}\d{2}$")
_COUNTRY = re.compile(r"^[A-Z]{2}$")
_DOMAIN = re.compile(r"^[a-z0-9-]+(?:\.[a-z0-9-]+)+$")


def check_identifiers(wikidata: str | None, lei: str | None, country: str | None, domain: str | None) -> None:
    """Return if all that are given have the form of their kind.

    The two check digits of a LEI (ISO 17442) are those of ISO 7064, MOD 97-10: the whole is 1 modulo 97.

    Raises:
        InvalidEntity: naming the identifier and the form.
    """
    if wikidata is not None and not _WIKIDATA.match(wikidata):
        raise InvalidEntity(f"“{wikidata}” is no Wikidata id; write one like Q312.")
    if lei is not None and (not _LEI.match(lei) or int("".join(str(int(c, 36)) for c in lei)) % 97 != 1):
        raise InvalidEntity(f"“{lei}” is no LEI: 20 letters and digits, of which the last two check the others.")
    if country is not None and not _COUNTRY.match(country):
        raise InvalidEntity(f"“{country}” is no country code; write two letters (ISO 3166-1) such as US.")
    if domain is not None and not _DOMAIN.match(domain):
        raise InvalidEntity(f"“{domain}” is no host name; write one like example.com.")


def wikidata_id(text: str | None) -> str | None:
    """The id in an address of Wikidata, or the text as it is."""
    found = _WIKIDATA_ADDRESS.match(text or "")
    return found[1] if found else text or None


def host(text: str | None) -> str | None:
    """The host name of a web address or a bare host name, without `www.`; nothing for what is neither."""
    if not text:
        return None
    try:
        found = urlsplit(text if "//" in text else f"//{text}").hostname
    except ValueError:
        return None
    bare = (found or "").removeprefix("www.")
    return bare if _DOMAIN.match(bare) else None
