"""Which kinds of content are taken. Archives never: what is packed is not unpacked here, whatever it is called."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ledger.fetch.trouble import Barred

#: Articles.
PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain", "text/markdown", "text/x-markdown"})
#: Lists of articles.
FEEDS = frozenset(
    {
        "application/atom+xml",
        "application/feed+json",
        "application/json",
        "application/rdf+xml",
        "application/rss+xml",
        "application/xml",
        "text/xml",
    }
)
#: Structured facts.
TABLES = frozenset(
    {
        "application/jsonl",
        "application/jsonlines",
        "application/vnd.apache.parquet",
        "application/x-jsonlines",
        "application/x-ndjson",
        "application/x-parquet",
        "text/csv",
    }
)
EVERYTHING = PAGES | FEEDS | TABLES

_PARQUET = "application/vnd.apache.parquet"
# Declarations that say nothing; then the body's beginning and the address's ending speak.
_SILENT = frozenset(
    {"", "application/octet-stream", "binary/octet-stream", "application/binary", "application/unknown"}
)
# Declarations that servers give to what they do not know: feeds are sent as HTML, tables and Markdown as plain text.
_VAGUE = _SILENT | {"text/plain", "text/html"}
_ENDINGS = {
    ".csv": "text/csv",
    ".htm": "text/html",
    ".html": "text/html",
    ".json": "application/json",
    ".jsonl": "application/jsonl",
    ".markdown": "text/markdown",
    ".md": "text/markdown",
    ".ndjson": "application/x-ndjson",
    ".txt": "text/plain",
    ".xml": "application/xml",
}
# How what is never read begins, whatever the header calls it.
_PACKED: tuple[tuple[bytes, str], ...] = (
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ\x00", "an xz file"),
    (b"(\xb5/\xfd", "a Zstandard file"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"%PDF-", "a PDF file"),
    (b"\x7fELF", "a program"),
    (b"\x89PNG\r\n\x1a\n", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
)
_TOKEN = re.compile(r"[a-z0-9!#$&^_.+-]{1,80}/[a-z0-9!#$&^_.+-]{1,80}")
_CHARSET = re.compile(r";\s*charset\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s;]+))", re.IGNORECASE)
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:+-]{0,39}")


@dataclass(frozen=True, slots=True)
class Declared:
    """What a `Content-Type` says."""

    media_type: str
    charset: str | None


def read_declaration(value: str) -> Declared:
    """Read a `Content-Type`; what is written as none says nothing."""
    media_type = value.partition(";")[0].strip().lower()
    found = _CHARSET.search(value)
    name = next((group for group in found.groups() if group), "") if found else ""
    return Declared(
        media_type if _TOKEN.fullmatch(media_type) else "",
        name.lower() if _NAME.fullmatch(name) else None,
    )


def check_declared(declared: Declared, accept: frozenset[str]) -> None:
    """Refuse, before the body is read, what calls itself something else than asked for.

    Raises:
        Barred: it does.
    """
    if declared.media_type not in accept | _VAGUE:
        raise Barred("type", f"is of the type “{declared.media_type}”, which is not read here")


def judge(declared: Declared, body: bytes, path: str, accept: frozenset[str]) -> str:
    """What the body is held to be.

    Raises:
        Barred: it is packed, no text, or its kind was not asked for.
    """
    if word := _packed(body):
        raise Barred("type", f"is {word}; such files are not opened")
    if body.startswith(b"PAR1"):
        likely = [_PARQUET]
    elif declared.media_type in _VAGUE:
        likely = [_sniffed(body, path), declared.media_type]
        if declared.media_type == "text/html":
            likely.reverse()  # XHTML begins like a feed
    else:
        likely = [declared.media_type]
    found = next((kind for kind in likely if kind in accept), None)
    if found is None:
        told = next((kind for kind in likely if kind not in _SILENT), None)
        raise Barred("type", f"is of the type “{told}”, which is not read here" if told else "does not say what it is")
    return found


def _packed(body: bytes) -> str | None:
    if body[257:262] == b"ustar":
        return "a tar archive"
    return next((word for magic, word in _PACKED if body.startswith(magic)), None)


def _sniffed(body: bytes, path: str) -> str:
    opening = body[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"\x00" in opening:
        return ""
    if opening.startswith((b"<!doctype html", b"<html")):
        return "text/html"
    if opening.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf:rdf")):
        return "application/xml"
    ending = path.partition("?")[0].lower().rpartition(".")
    return _ENDINGS.get(f".{ending[2]}", "") if ending[1] else ""
