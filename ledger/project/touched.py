"""Whose pictures events change, and how much of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

from ledger.project.claims import Claim


@dataclass
class Touched:
    """Entities whose pictures change: as a whole, or as far as claims at some positions reach."""

    whole: set[str] = field(default_factory=set)
    at: dict[str, set[int]] = field(default_factory=dict)

    def add(self, found: Iterable[Claim]) -> None:
        """Whoever these claims are about is touched by them."""
        for claim in found:
            for entity_id in concerned(claim):
                self.at.setdefault(entity_id, set()).add(claim.seq)

    def __ior__(self, other: Touched) -> Self:
        self.whole |= other.whole
        for entity_id, positions in other.at.items():
            self.at.setdefault(entity_id, set()).update(positions)
        return self

    def __bool__(self) -> bool:
        return bool(self.whole or self.at)

    @property
    def entities(self) -> set[str]:
        """All of them."""
        return self.whole | self.at.keys()


def concerned(claim: Claim) -> tuple[str, ...]:
    """The entities in whose pictures a claim stands."""
    return (claim.company_id, *claim.party_ids) if claim.rules.symmetric else (claim.company_id,)
