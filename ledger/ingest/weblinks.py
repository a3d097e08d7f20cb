"""Links as documents write them: whole addresses of the web, or nothing. Apart from `markup`, which is slow to load."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

_LONGEST_URL = 2000


def web_address(text: str | None) -> str | None:
    """The text if it is an address of the web; anything else (a script, a file) is not kept as one."""
    text = (text or "").strip()
    try:
        parts = urlsplit(text)
    except ValueError:
        return None
    fit = parts.scheme in ("http", "https") and parts.hostname and len(text) <= _LONGEST_URL and text.isprintable()
    return text if fit and " " not in text else None


def resolved(link: str | None, base: str | None, inner: str | None = None) -> str | None:
    """A link as a whole address, where it is known what it is relative to; `inner` is the base that a file declares."""
    link = (link or "").strip()
    if not link or base is None:
        return link or None
    try:
        return urljoin(urljoin(base, inner or ""), link)
    except ValueError:
        return None
