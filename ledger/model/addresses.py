"""Addresses of the web: without what only tracks readers, and in one form by which two are the same article."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit, urlunsplit

#: Names of what is added to an address to follow its readers, and says nothing about the page.
_TRACKING = re.compile(
    r"(utm_.*|pk_.*|mtm_.*|at_(medium|campaign|custom.*)|fbclid|gclid|dclid|msclkid|yclid|igshid|twclid|mc_[ce]id"
    r"|_ga|_gl|cmpid|ocid|ncid|xtor|ref|ref_src|ref_url|referrer|source|src|s_?cid|smid|share|shared|amp|outputtype)",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"^(www\d?|m|mobile|amp)\.(?=.+\.)")
_AMP = re.compile(r"(^/amp(?=/)|/amp(\.html)?$|\.amp(?=\.html?$)|\.amp$)", re.IGNORECASE)


def cleaned(url: str) -> str | None:
    """The address without tracking and fragment; nothing where it names no page of a site, only the site.

    Sites whose every page calls the front page its own address are many, and would all be copies of one.
    """
    parts = _split(url)
    if parts is None or not parts.hostname:
        return None
    query = [(name, value) for name, value in parse_qsl(parts.query) if not _TRACKING.fullmatch(name)]
    if not parts.path.strip("/") and not query:
        return None
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, urlencode(query), ""))


def same_page_key(url: str) -> str | None:
    """One form for all addresses of an article: without scheme, and without what only changes its look."""
    clean = cleaned(url)
    parts = _split(clean) if clean else None
    if parts is None:
        return None
    host = _MOBILE.sub("", parts.hostname or "")
    path = _AMP.sub("", parts.path.rstrip("/")).rstrip("/")
    query = urlencode(sorted(parse_qsl(parts.query)))
    return f"{host}{path}?{query}" if query else f"{host}{path}"


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        return parts if parts.scheme.lower() in ("http", "https") else None
    except ValueError:
        return None
