"""Who is named: known names by the gazetteer, unknown ones by their shape and their surroundings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import ahocorasick

from ledger.extract.lexicon.base import Lexicon, members
from ledger.extract.lexicon.shared import COMPANY_ENDINGS, FUND_ENDINGS, GIVEN_NAMES
from ledger.extract.text import fold


@dataclass(frozen=True)
class Name:
    """An entity that the ledger knows. `descriptions` are phrases that stand for it ("Facebook's parent")."""

    name: str
    kind: str = "company"
    aliases: tuple[str, ...] = ()
    ambiguous_aliases: tuple[str, ...] = ()
    descriptions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entity:
    """Who a mention stands for. `known` ones come from the gazetteer."""

    name: str
    kind: str
    known: bool = True

    @property
    def is_company(self) -> bool:
        return self.kind in {"company", "fund", "organisation"}


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    entity: Entity
    description: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    entity: Entity
    written: str
    ambiguous: bool
    description: bool


#: Last words of the names of a company's branches.
_BRANCHES = members(
    "france europe international uk usa america deutschland germany italia españa asia africa pme group"
)
_PERSON = re.compile(r"[A-Z][\w-]+ [A-Z][\w-]+(?<!['’])")
# Further words in capitals right after a name.
_TAIL = re.compile(
    r"(?! (?:CEO|CFO|CTO|COO|PDG|DG|Chief|President|Chair|Chairman|Chairwoman|Co-[A-Z]\w+|Founder|Director|Vice)\b)"
    r"(?:[ \u00a0][A-Z][\w&]*(?<!\bIA)(?<!\bAI)){1,3}(?![\w-]|['’](?!s\b))|[ \u00a0]AI(?![\w'’-])"
)


class Gazetteer:
    """All known names in one automaton: one pass over a text finds every one of them."""

    def __init__(self, names: Iterable[Name]) -> None:
        entries: dict[str, list[_Entry]] = {}
        for name in names:
            entity = Entity(name.name, name.kind)
            spelled = [
                (alias, False, False) for alias in (name.name, *name.aliases) if alias not in name.ambiguous_aliases
            ]
            spelled += [(alias, True, False) for alias in name.ambiguous_aliases]
            spelled += [(alias, False, True) for alias in name.descriptions]
            for written, ambiguous, description in spelled:
                if written.strip():
                    entries.setdefault(fold(written.strip()), []).append(
                        _Entry(entity, written.strip(), ambiguous, description)
                    )
        self._automaton = ahocorasick.Automaton()
        for key, meanings in entries.items():
            self._automaton.add_word(key, (len(key), meanings))
        if entries:
            self._automaton.make_automaton()
        self._empty = not entries
        #: Words that may be a name ("Orange", "Block"), for those who can tell by the surroundings.
        self.people = _people(entries)
        self.empires = _empires(entries)
        self.ambiguous = {e.written: e.entity for meanings in entries.values() for e in meanings if e.ambiguous}

    def find(self, text: str, folded: str, places: Collection[str] = ()) -> list[Mention]:
        """The known names in `text`, longest first where they overlap, left to right."""
        if self._empty:
            return []
        hits: list[tuple[int, int, _Entry]] = []
        for last, (length, meanings) in self._automaton.iter(folded):
            start, end = last - length + 1, last + 1
            if _bounded(folded, start, end):
                hits.extend((start, end, entry) for entry in meanings if _spelled_so(text[start:end], entry))
        sure = {entry.entity.name for _, _, entry in hits if not entry.ambiguous}
        hits.sort(key=lambda hit: (hit[0], -hit[1], hit[2].ambiguous))
        found: list[Mention] = []
        for start, end, entry in hits:
            if found and start < found[-1].end:
                continue
            # A word that is also a name ("Scale", "X") is the name only where the text has introduced it.
            if not entry.ambiguous or entry.entity.name in sure:
                found.append(Mention(start, end, entry.entity, entry.description))
        return _with_short_forms(text, extended(text, found, places))


def _people(entries: dict[str, list[_Entry]]) -> dict[str, Entity]:
    """People that descriptions speak of ("Elon Musk's social network"), by full name and by surname."""
    people: dict[str, Entity] = {}
    for meanings in entries.values():
        for entry in meanings:
            if entry.entity.kind == "person":
                names = [entry.entity.name]
            elif entry.description:
                names = [
                    m.group() for m in _PERSON.finditer(entry.written) if fold(m.group().split()[0]) in GIVEN_NAMES
                ]
            else:
                continue
            for name in names:
                person = Entity(name, "person", known=entry.entity.kind == "person")
                people.setdefault(name, person)
                people.setdefault(name.split()[-1], person)
    return people


def _empires(entries: dict[str, list[_Entry]]) -> dict[str, frozenset[str]]:
    """By surname, the companies that descriptions name after a person ("Elon Musk's social network")."""
    found: dict[str, set[str]] = {}
    for meanings in entries.values():
        for entry in meanings:
            for match in _PERSON.finditer(entry.written) if entry.description else ():
                if fold(match.group().split()[0]) in GIVEN_NAMES:
                    found.setdefault(match.group().split()[-1], set()).add(entry.entity.name)
    return {surname: frozenset(names) for surname, names in found.items()}


def _bounded(folded: str, start: int, end: int) -> bool:
    before, after = folded[start - 1 : start], folded[end : end + 2]
    if before.isalnum() or before in {"-", "_", "@", "/", "#"} or after[:1].isalnum() or after[:1] == "_":
        return False
    if after[:1] == "-" and after[1:2].isalpha():
        return False  # "Nvidia-backed" is not Nvidia
    return not (after[:1] == "." and after[1:2].isalnum())


def _spelled_so(written: str, entry: _Entry) -> bool:
    if entry.description:
        return True
    if entry.ambiguous:
        return written == entry.written
    # A common word in lower case is no name, unless the name itself is written so ("xAI" may be "XAI").
    return written[:1].isupper() or not entry.written[:1].isupper() or written[:1].isdigit()


def extended(text: str, mentions: list[Mention], places: Collection[str] = ()) -> list[Mention]:
    """Known names that go on in capitals are another ("Bloomberg Intelligence"), unless only an ending follows."""
    found = []
    for i, mention in enumerate(mentions):
        match = None if mention.description else _TAIL.match(text, mention.end)
        if match is None or (i + 1 < len(mentions) and mentions[i + 1].start < match.end()):
            found.append(mention)
            continue
        words = match.group().split()
        if all(word.lower().strip(".") in COMPANY_ENDINGS for word in words):
            own = mention.entity.name.lower().endswith(words[-1].lower()) or words[-1].lower() not in {
                "labs",
                "lab",
                "ai",
                "studios",
                "health",
                "cloud",
            }
            found.append(Mention(mention.start, match.end(), mention.entity) if own else mention)
        else:
            last = words[-1].lower()
            branch = last in places or last in FUND_ENDINGS or last in _BRANCHES
            local = branch and mention.entity.is_company  # "Vodafone Spain"
            kind = "publisher" if mention.entity.kind == "publisher" else "company" if local else "product"
            if words[-1].lower() in FUND_ENDINGS and mention.entity.is_company:
                kind = "fund"  # "Salesforce Ventures"
            name = text[mention.start : match.end()]
            found.append(Mention(mention.start, match.end(), Entity(name, kind, known=False)))
    return found


def _with_short_forms(text: str, found: list[Mention]) -> list[Mention]:
    """Add what is left of a name without its ending ("Scale" after "Scale AI"), where that is capitalised alone."""
    starts = [m.start for m in found]
    shorts: dict[str, Entity] = {}
    for mention in found:
        words = mention.entity.name.split()
        while len(words) > 1 and words[-1].lower().strip(".") in COMPANY_ENDINGS:
            words.pop()
        short = " ".join(words)
        if len(short) > 2 and short != mention.entity.name and not mention.description:
            shorts[short] = mention.entity
    extra = []
    for short, entity in list(shorts.items())[:50]:
        position = text.find(short)
        while position >= 0:
            end = position + len(short)
            at = bisect_left(starts, end) - 1  # names are apart, so only the last one before can meet it
            if _bounded(text, position, end) and (at < 0 or found[at].end <= position):
                extra.append(Mention(position, end, entity))
            position = text.find(short, end)
    return sorted([*found, *extra], key=lambda m: m.start) if extra else found


#: Ends of names that are names of others as well, with another word before them.
_COMMON_ENDS = COMPANY_ENDINGS | FUND_ENDINGS
_BEFORE = re.compile(r"(?:(?<=\s)|^)([A-ZÀ-Þ][a-zà-ÿ]+) $")


def _longer(text: str, mention: Mention, lx: Lexicon) -> Mention:
    """A publisher's name behind another one is the name of somebody else ("Thomson Reuters")."""
    match = _BEFORE.search(text, max(0, mention.start - 24), mention.start)
    if match is None or match[1].lower() in lx.not_names or " " in text[mention.start : mention.end]:
        return mention
    before = text[max(0, match.start() - 2) : match.start()].strip()
    if not before or before[-1:] in ".!?»”:":
        return mention
    name = text[match.start(1) : mention.end]
    return Mention(match.start(1), mention.end, Entity(name, "company", known=False))


def _within(text: str, mention: Mention, ends: Collection[int], lx: Lexicon) -> Mention:
    """A known name of common words behind another capital is the end of a longer name ("Hillhaven Capital Group")."""
    if " " not in text[mention.start : mention.end] or mention.entity.kind not in {"company", "fund"}:
        return mention
    match = _BEFORE.search(text, max(0, mention.start - 24), mention.start)
    if (
        match is None
        or not lx.compounds
        or text[mention.start : mention.end].rsplit(maxsplit=1)[-1].lower() not in _COMMON_ENDS
    ):
        return mention
    word = match[1].lower()
    before = text[max(0, match.start() - 2) : match.start()].strip()
    other = word in lx.not_names or word in lx.adjectives or word in lx.countries or word in lx.titles
    if other or not before or before[-1:] in ".!?»”:" or match.end(1) in ends:
        return mention
    name = text[match.start(1) : mention.end]
    return Mention(match.start(1), mention.end, Entity(name, mention.entity.kind, known=False))


def with_institutions(text: str, found: list[Mention], lx: Lexicon) -> list[Mention]:
    """Add bodies that have no name of their own ("the Swedish army"), where no known name stands."""
    families = re.finditer(lx.families, text)
    bodies = [Mention(m.start(), m.end(), Entity(m.group(), "organisation", known=False)) for m in families]
    if bodies:
        begins = [b.start for b in bodies]
        found = [n for n in found if (at := bisect_right(begins, n.start) - 1) < 0 or bodies[at].end < n.end]
    ends = {m.end for m in found}
    found = [_longer(text, m, lx) if m.entity.kind == "publisher" else _within(text, m, ends, lx) for m in found]
    starts = [k.start for k in found]
    for m in re.finditer(lx.institutions, text):
        # Known names are sorted and apart: only the last one that begins before the body's end can meet it.
        at = bisect_left(starts, m.end()) - 1
        if at < 0 or found[at].end <= m.start():
            bodies.append(Mention(m.start(), m.end(), Entity(m.group(), "organisation", known=False)))
    return sorted([*found, *bodies], key=lambda m: m.start) if bodies else found
