"""Files of entities, row by row: our own CSV, downloads of Wikidata's query service, and GLEIF's golden copy.

Formats are told by their columns. Nothing is read whole, so that a file of gigabytes takes no more memory than its
longest row. A row that cannot be used is an error value with its place, beside the good ones.

Our own CSV has a header with any of `COLUMNS`; `name` is required, and `|` divides several names in one cell. Of
Wikidata the variables `item` and `itemLabel` are required; `itemAltLabel`, `legalName` (or `officialName`),
`countryCode`, `lei`, `ticker`, `website` and `type` (company, fund, person…) are used where they are there. Of GLEIF
the Level 1 file in CSV or JSON is read.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from ledger.model.errors import UnreadableDocument
from ledger.model.identifiers import host, wikidata_id
from ledger.model.names import is_legal_form

#: Columns of our own CSV, those of `seeds/companies.jsonl`.
COLUMNS = (
    *("id", "name", "type", "legal_name", "country", "aliases", "ambiguous_aliases", "descriptions"),
    *("wikidata", "lei", "ticker", "domain"),
)
_LISTS = frozenset({"aliases", "ambiguous_aliases", "descriptions"})
_CHUNK = 1 << 16
_LONGEST_ROW = 1 << 22
_ARRAY = re.compile(r'"(?:records|bindings)"\s*:\s*\[')
_VOID = frozenset({"DUPLICATE", "ANNULLED"})

Fields = dict[str, Any]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Stated:
    """An entity as a row describes it; `place` is the row's number, from 1."""

    place: int
    fields: Fields


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that cannot be used, and why."""

    place: int
    reason: str


def read_entities(path: Path, progress: Progress | None = None) -> Iterator[Stated | Refused]:
    """The entities of a file, in its order. `progress` is told bytes done and bytes in all.

    Raises:
        UnreadableDocument: the file cannot be opened, or is in none of the formats.
    """
    try:
        with path.open("rb") as binary:
            total = os.fstat(binary.fileno()).st_size
            text = io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
            rows = _json_rows(text, path) if _looks_like_json(text) else _csv_rows(text, path)
            for place, found in enumerate(rows, start=1):
                if progress and place % 200 == 0:
                    progress(binary.tell(), total)
                yield Refused(place, found) if isinstance(found, str) else Stated(place, _without_empty(found))
            if progress:
                progress(total, total)
    except OSError as error:
        raise UnreadableDocument(f"{path} cannot be read: {error.strerror or error}.") from None
    except UnicodeDecodeError:
        raise UnreadableDocument(f"{path} is not text in UTF-8.") from None
    except csv.Error as error:
        raise UnreadableDocument(f"{path} is no readable CSV file: {error}.") from None


def _looks_like_json(text: TextIO) -> bool:
    beginning = text.read(256).lstrip()
    text.seek(0)
    return beginning.startswith(("{", "["))


# -- CSV --------------------------------------------------------------------------------------------------------------


def _csv_rows(text: TextIO, path: Path) -> Iterator[Fields | str]:
    reader = csv.DictReader(text, strict=True)
    columns = list(reader.fieldnames or ())
    shape = _shape(columns)
    if shape is None:
        unknown = [column for column in columns if column not in COLUMNS]
        raise UnreadableDocument(
            f"{path} has {'no column “name”' if not unknown else f'a column “{unknown[0]}”'}; it is neither a "
            f"download of Wikidata or GLEIF nor a CSV file with the columns {', '.join(COLUMNS)}."
        )
    for row in reader:
        if None in row:
            yield "It has more cells than the header has columns."
        else:
            yield shape({key: (value or "").strip() for key, value in row.items()})


def _shape(columns: list[str]) -> Callable[[Mapping[str, str]], Fields | str] | None:
    if "item" in columns and "itemLabel" in columns:
        return _of_wikidata
    if "LEI" in columns and "Entity.LegalName" in columns:
        return _of_gleif_csv
    return _of_own if "name" in columns and set(columns) <= set(COLUMNS) else None


def _of_own(row: Mapping[str, str]) -> Fields | str:
    if not row["name"]:
        return "It has no name."
    fields: Fields = {k: _divided(v, "|") if k in _LISTS else v for k, v in row.items()}
    return fields | {"wikidata": wikidata_id(row.get("wikidata"))}


def _of_wikidata(row: Mapping[str, str]) -> Fields | str:
    item, name = wikidata_id(row.get("item")), row.get("itemLabel", "")
    if not item or not name or name == item:
        return f"{item or 'It'} has no label in the languages that were asked for."
    country = row.get("countryCode", "").upper()
    return {
        "name": name,
        "wikidata": item,
        "aliases": [alias for alias in _labels(row.get("itemAltLabel", "")) if alias != name],
        "legal_name": row.get("legalName") or row.get("officialName"),
        "country": country if len(country) == 2 else None,
        "lei": row.get("lei"),
        "ticker": row.get("ticker"),
        "domain": host(row.get("website")),
        "type": row.get("type"),
    }


def _of_gleif_csv(row: Mapping[str, str]) -> Fields | str:
    others = [
        row.get(f"Entity.OtherEntityNames.OtherEntityName.{n}", "")
        for n in range(1, 6)
        if row.get(f"Entity.OtherEntityNames.OtherEntityName.{n}.type", "") in ("", "TRADING_OR_OPERATING_NAME")
    ]
    return _of_gleif(
        _Record(
            row["LEI"],
            row["Entity.LegalName"],
            others,
            row.get("Entity.LegalAddress.Country"),
            row.get("Entity.EntityCategory"),
            row.get("Registration.RegistrationStatus"),
        )
    )


# -- JSON -------------------------------------------------------------------------------------------------------------


def _json_rows(text: TextIO, path: Path) -> Iterator[Fields | str]:
    for row in _elements(text, path):
        if not isinstance(row, dict):
            yield "It is no JSON object."
        elif "item" in row:
            flat = {k: v.get("value") if isinstance(v, dict) else v for k, v in row.items()}
            yield _of_wikidata({k: str(v).strip() for k, v in flat.items() if v is not None})
        elif "LEI" in row:
            yield _of_gleif_json(row)
        else:
            yield "It has neither an “item” (Wikidata) nor a “LEI” (GLEIF)."


def _elements(text: TextIO, path: Path) -> Iterator[Any]:
    """The elements of the one array in the file that holds the rows, decoded one at a time."""
    decoder, buffer = json.JSONDecoder(), text.read(_CHUNK).lstrip()
    found = re.match(r"\[", buffer) or _ARRAY.search(buffer)
    if found is None:
        raise UnreadableDocument(f"{path} is no JSON list, and no download of Wikidata or GLEIF.")
    at = found.end()
    while True:
        while at < len(buffer) and buffer[at] in " \t\r\n,":
            at += 1
        if buffer.startswith("]", at):
            return
        try:
            value, at = decoder.raw_decode(buffer, at)
        except ValueError:
            more = text.read(_CHUNK)
            buffer, at = buffer[at:] + more, 0
            if not more or len(buffer) > _LONGEST_ROW:
                raise UnreadableDocument(f"{path} breaks off, or is no JSON, at “{buffer[:40]}”.") from None
        except RecursionError:
            raise UnreadableDocument(f"{path} is nested too deeply.") from None
        else:
            yield value


def _of_gleif_json(row: Mapping[str, Any]) -> Fields | str:
    entity = row.get("Entity") or {}
    names = (entity.get("OtherEntityNames") or {}).get("OtherEntityName") or []
    others = [
        _text(name)
        for name in (names if isinstance(names, list) else [names])
        if not isinstance(name, dict) or name.get("@type", "TRADING_OR_OPERATING_NAME") == "TRADING_OR_OPERATING_NAME"
    ]
    return _of_gleif(
        _Record(
            _text(row.get("LEI")),
            _text(entity.get("LegalName")),
            others,
            _text((entity.get("LegalAddress") or {}).get("Country")),
            _text(entity.get("EntityCategory")),
            _text((row.get("Registration") or {}).get("RegistrationStatus")),
        )
    )


def _text(value: Any) -> str:
    """The text of an element: GLEIF's JSON keeps it under `$`."""
    inner = value.get("$") if isinstance(value, dict) else value
    return str(inner).strip() if inner is not None else ""


class _Record(NamedTuple):
    """What is used of a record of GLEIF."""

    lei: str
    name: str
    others: list[str]
    country: str | None
    category: str | None
    status: str | None


def _of_gleif(record: _Record) -> Fields | str:
    if record.status in _VOID:
        return f"The record {record.lei} is void ({record.status})."
    if not record.lei or not record.name:
        return "It has no LEI or no legal name."
    return {
        "name": record.name,
        "legal_name": record.name,
        "aliases": [name for name in record.others if name],
        "lei": record.lei,
        # Addresses may name a region of a country (US-DE).
        "country": record.country[:2] if record.country else None,
        "type": "fund" if record.category == "FUND" else "company",
    }


def _divided(cell: str, mark: str) -> list[str]:
    return [part for part in (part.strip() for part in cell.split(mark)) if part]


def _labels(cell: str) -> list[str]:
    """What Wikidata's query service has joined by commas, though a name may have one itself: "Facebook, Inc."."""
    names: list[str] = []
    for part in _divided(cell, ","):
        if names and is_legal_form(part):
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


def _without_empty(fields: Fields) -> Fields:
    return {key: value for key, value in fields.items() if value not in (None, "", [])}
