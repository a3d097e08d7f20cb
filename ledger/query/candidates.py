"""Which entities may be one, by their identifiers and names (DESIGN §5.7). Pure; a person decides.

Candidates come from what two entities share: an identifier, a name, a name but for general words ("Mistral" and
"Mistral AI"), or nearly the same spelling. The last two count only where one of the two is provisional: names that
people or reference data have registered apart are apart. Entities with different Wikidata ids or LEIs are listed only
when another identifier says that they are the same, or where they share a name and one of the two is provisional: then
an import was not sure of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import combinations

from ledger.store.entity import Entity

#: Words that companies of one name add or leave out.
_GENERAL = frozenset(
    {
        *("ai", "app", "bank", "capital", "corp", "digital", "global", "hq", "ia", "international", "io", "labs"),
        *("lab", "network", "networks", "partners", "software", "solutions", "studio", "studios", "systems", "tech"),
        *("technologies", "technology", "ventures"),
    }
)
_SUBJECTS = frozenset({"company", "fund", "organisation"})
#: What proves that two are different, where both have it and it differs.
_STRONG = ("wikidata", "lei")
SAME_IDENTIFIER, SAME_NAME, GENERAL_WORDS, SPELLING = 90, 80, 60, 50
_NEAR = 0.88
_SHORTEST = 5
#: In a group of more than this many alike beginnings nearness of spelling means nothing and costs its square.
_CROWD = 400


@dataclass
class Pair:
    """Two entities, the one with the smaller id first, and what speaks for and against their being one."""

    a: Entity
    b: Entity
    score: int = 0
    reasons: list[str] = field(default_factory=list)

    def add(self, score: int, reason: str) -> None:
        self.score = max(self.score, score)
        if reason not in self.reasons:
            self.reasons.append(reason)

    @property
    def against(self) -> list[str]:
        """Fields in which the two contradict each other."""
        return [
            name
            for name in (*_STRONG, "country", "type", "domain")
            if getattr(self.a, name) and getattr(self.b, name) and getattr(self.a, name) != getattr(self.b, name)
        ]


def candidates(entities: Iterable[Entity], apart: Collection[frozenset[str]] = ()) -> list[Pair]:
    """Pairs that may be one, the likeliest first, then by id.

    Args:
        entities: one for each that is told apart now.
        apart: pairs of ids that somebody has said are not one.
    """
    pairs: dict[frozenset[str], Pair] = {}
    for score, reason, one, other in _signs(list(entities)):
        ids = frozenset((one.id, other.id))
        if _group(one) == _group(other) and ids not in apart:
            a, b = sorted((one, other), key=lambda e: e.id)
            pairs.setdefault(ids, Pair(a, b)).add(score, reason)
    found = [p for p in pairs.values() if p.score >= _needed(p)]
    return sorted(found, key=lambda p: (-p.score, p.a.id, p.b.id))


def _needed(pair: Pair) -> int:
    """The score from which a pair is worth a person's time."""
    if not set(_STRONG) & set(pair.against):
        return 0
    return SAME_NAME if pair.a.provisional or pair.b.provisional else SAME_IDENTIFIER


def _signs(entities: list[Entity]) -> Iterator[tuple[int, str, Entity, Entity]]:
    for sign, keys in _SAME.items():
        for group in _grouped(entities, keys):
            yield from ((SAME_IDENTIFIER, sign, a, b) for a, b in combinations(group, 2))
    for group in _grouped(entities, _keys):
        yield from ((SAME_NAME, "same name", a, b) for a, b in combinations(group, 2))
    for group in _grouped(entities, lambda e: {_without_general(key) for key in _keys(e)}):
        yield from ((GENERAL_WORDS, "same name but for general words", a, b) for a, b in _unsure(group))
    for ends in (_beginnings, _endings):
        for group in _grouped(entities, ends):
            if len(group) <= _CROWD:
                yield from _near_spellings(group)


def _near_spellings(group: list[Entity]) -> Iterator[tuple[int, str, Entity, Entity]]:
    for a, b in _unsure(group):
        if any(_near(x, y) for x in _keys(a) for y in _keys(b)):
            yield SPELLING, "nearly the same spelling", a, b


def _unsure(group: list[Entity]) -> Iterator[tuple[Entity, Entity]]:
    """Pairs of which one at least is provisional."""
    return ((a, b) for a, b in combinations(group, 2) if a.provisional or b.provisional)


_SAME: dict[str, Callable[[Entity], Iterable[str | None]]] = {
    "same wikidata": lambda e: (e.wikidata,),
    "same lei": lambda e: (e.lei,),
    "same domain": lambda e: (e.domain,),
    "same ticker and country": lambda e: (f"{e.ticker}/{e.country}",) if e.ticker and e.country else (),
}


def _near(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) < _SHORTEST:
        return False
    # Names that differ in a number are a series ("Fund II", "Fund III"), not a slip of the keyboard.
    if [c for c in one if c.isdigit()] != [c for c in other if c.isdigit()]:
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.real_quick_ratio() >= _NEAR and matcher.quick_ratio() >= _NEAR and matcher.ratio() >= _NEAR


def _grouped(entities: Iterable[Entity], keys: Callable[[Entity], Iterable[str | None]]) -> Iterator[list[Entity]]:
    groups: dict[str, list[Entity]] = {}
    for entity in entities:
        for key in keys(entity):
            if key:
                groups.setdefault(key, []).append(entity)
    return (group for group in groups.values() if len(group) > 1)


def _keys(entity: Entity) -> set[str]:
    return {key for key, kind in entity.names() if kind not in ("id", "ambiguous_alias")}


def _beginnings(entity: Entity) -> set[str]:
    return {key[:4] for key in _keys(entity) if len(key) >= _SHORTEST}


def _endings(entity: Entity) -> set[str]:
    return {key[-4:] for key in _keys(entity) if len(key) >= _SHORTEST}


def _without_general(key: str) -> str | None:
    return " ".join(word for word in key.split() if word not in _GENERAL) or None


def _group(entity: Entity) -> str:
    return "subject" if entity.type in _SUBJECTS else entity.type
