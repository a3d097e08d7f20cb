"""One registration of the registry as a value: a company, fund, publisher, person or product under all its names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ledger.model.events import CompanyRegistered
from ledger.model.names import name_key

AMBIGUOUS = "ambiguous_alias"


@dataclass(frozen=True, slots=True)
class Entity:
    """What one registration says. `seq` is its position; 0 for one that is not in the log yet."""

    id: str
    name: str
    type: str
    aliases: tuple[str, ...] = ()
    ambiguous_aliases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()
    legal_name: str | None = None
    country: str | None = None
    wikidata: str | None = None
    lei: str | None = None
    ticker: str | None = None
    domain: str | None = None
    tier: int | None = None
    provisional: bool = False
    seq: int = 0

    @classmethod
    def of(cls, payload: CompanyRegistered, seq: int = 0) -> Entity:
        """The entity that a registration describes."""
        values = payload.model_dump(exclude={"type", "entity_type", "reason"})
        return cls(type=payload.entity_type, seq=seq, **values)

    def names(self) -> Iterator[tuple[str, str]]:
        """Its names in the form that is compared, each with its kind, none of these pairs twice."""
        written = [("id", self.id), ("name", self.name)]
        written += [("legal_name", self.legal_name)] if self.legal_name else []
        written += [("alias", alias) for alias in self.aliases]
        written += [(AMBIGUOUS, alias) for alias in self.ambiguous_aliases]
        yield from dict.fromkeys((name_key(name), kind) for kind, name in written)
