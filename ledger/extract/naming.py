"""Names of one company in a text: which of them are one, and by which of them a fact calls it.

The registry knows a company by one name, and a text may write another ("DeepMind" for Google DeepMind, "Cisco Systems"
for Cisco). A fact is the text's, so it has the fullest of the text's own names; the ledger finds the company by each.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.shared import NO_PEOPLE
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause
from ledger.model.names import is_legal_form, name_key

_KINDS = frozenset(["company", "fund", "organisation", "product"])
#: Last words that a company's name may have or lack without being another name.
_LOOSE = frozenset(["platforms", "lab", "labs", "ai", "technologies", "technology"])


def names_of(clauses: Iterable[Clause]) -> dict[str, str]:
    """What the text calls each company that is known and named otherwise, by the registry's name."""
    written: defaultdict[Entity, set[str]] = defaultdict(set)
    for clause in clauses:
        for node in clause.nodes:
            entity = node.entity
            if node.party == "name" and entity is not None and entity.known and entity.is_company and not node.noun:
                written[entity].add(node.text)
    called = {entity.name: _fullest(entity.name, forms) for entity, forms in written.items()}
    return {name: form for name, form in called.items() if form != name}


def unify(clauses: Sequence[Clause], lx: Lexicon) -> None:
    """Let short names and initials mean the company whose full name the text has, though it may come later.

    "Lucid" in a headline is Lucid Motors, "S&N" is Smith & Nephew: the name that goes on, or has the initials, must be
    the only one of its kind.
    """
    counts: Counter[Entity] = Counter()
    inside: dict[Entity, int] = {}
    for clause in clauses:
        for node in clause.nodes:
            if node.party == "name" and node.entity is not None and node.entity.kind in _KINDS:
                counts[node.entity] += 1
                if not clause.sentence.heading:
                    inside.setdefault(node.entity, clause.index)
    fuller = _fuller(counts, inside, _units(clauses, lx), lx)
    if not fuller:
        return
    for clause in clauses:
        for node in clause.nodes:
            if node.entity is not None and node.entity in fuller:
                whole = fuller[node.entity]
                node.entity = fuller.get(whole, whole)


def _units(clauses: Iterable[Clause], lx: Lexicon) -> set[str]:
    """What the text has parts of companies for ("the robotics business of ABB"): a name with it is a part's, too."""
    pairs = (pair for clause in clauses for pair in pairwise(clause.nodes))
    return {word.low for word, part in pairs if part.low in lx.called_parts}


def _fuller(
    counts: Counter[Entity], inside: Mapping[Entity, int], units: set[str], lx: Lexicon
) -> dict[Entity, Entity]:
    """The company that each short name stands for; `inside` are those that not only headings name, and where first."""

    def is_unit(whole: Entity, owner: Entity) -> bool:
        first = inside.get(owner)  # who is named in full at first is called by less later, not the other way round
        return first is not None and first < inside.get(whole, 0) and whole.name[len(owner.name) + 1 :].lower() in units

    starts: defaultdict[str, list[Entity]] = defaultdict(list)
    initials: defaultdict[str, list[Entity]] = defaultdict(list)
    for entity in counts:
        words = entity.name.split()
        for length in range(1, len(words)):
            starts[" ".join(words[:length])].append(entity)
        if len(words) > 1:
            initials[_letters(words, lx)].append(entity)
    fuller: dict[Entity, Entity] = {}
    for entity in counts:
        if entity.known or len(entity.name) < 2:
            continue
        found = starts.get(entity.name, []) if len(entity.name) > 2 else []
        ended = all(_is_ended(e.name[len(entity.name) :]) for e in found)
        found = found if ended or entity not in inside else []
        found = [e for e in found if not is_unit(e, entity)]
        if not found and entity.name == entity.name.upper() and len(entity.name) < 7:
            found = initials.get(entity.name.replace("&", ""), [])
        if len(found) == 1:
            fuller[entity] = found[0]
    return fuller


def _is_ended(rest: str) -> bool:
    """Whether words behind a name only say what sort of company it is."""
    words = rest.lower().replace("&", " ").split()
    return all(w.strip(".") in NO_PEOPLE or is_legal_form(w) for w in words)


def _letters(words: list[str], lx: Lexicon) -> str:
    """The initials by which a name may be called ("NBIM" of Norges Bank Investment Management, "SN" for "S&N")."""
    words = [w for w in words if w.lower() not in lx.articles | lx.of_words | {"and", "&"}]
    while len(words) > 2 and is_legal_form(words[-1]):
        words.pop()
    return "".join(w[0] for w in words).upper() if len(words) > 1 else ""


def _fullest(name: str, forms: set[str]) -> str:
    """The fullest of the forms in a text of one company's name; the registry's, where the text has it and no longer."""
    keys = {_key(form): form for form in sorted(forms)}
    own = _key(name)
    if own not in keys:
        return max(forms, key=lambda form: (len(form), form))
    longer = [form for key, form in keys.items() if f"{key} ".startswith(f"{own} ") or _initials(form) == own]
    fullest = max(longer, key=lambda form: (len(form), form))
    return name if _key(fullest) == own else fullest


def _key(form: str) -> str:
    words = name_key(form).split()
    while len(words) > 1 and words[-1] in _LOOSE:
        words.pop()
    return " ".join(words)


def _initials(form: str) -> str:
    return "".join(word[0] for word in form.split()).lower()
