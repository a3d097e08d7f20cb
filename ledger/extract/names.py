"""Who is named: known names by the gazetteer, unknown ones by their shape and their surroundings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import ahocorasick

from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.shared import COMPANY_ENDINGS, FUND_ENDINGS, GIVEN_NAMES
from ledger.extract.segment import Token
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


_PERSON = re.compile(r"[A-Z][\w-]+ [A-Z][\w-]+(?<!['’])")
# Further words in capitals right after a name.
_TAIL = re.compile(r"(?:[ \u00a0][A-Z][\w&]*(?<!\bIA)(?<!\bAI)){1,3}(?![\w'’-])|[ \u00a0]AI(?![\w'’-])")


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

    def find(self, text: str, folded: str) -> list[Mention]:
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
        return _with_short_forms(text, extended(text, found))


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


def extended(text: str, mentions: list[Mention]) -> list[Mention]:
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
            kind = "publisher" if mention.entity.kind == "publisher" else "product"
            name = text[mention.start : match.end()]
            found.append(Mention(mention.start, match.end(), Entity(name, kind, known=False)))
    return found


def _with_short_forms(text: str, found: list[Mention]) -> list[Mention]:
    """Add what is left of a name without its ending ("Scale" after "Scale AI"), where that is capitalised alone."""
    taken = {(m.start, m.end) for m in found}
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
            if _bounded(text, position, end) and not any(s < end and position < e for s, e in taken):
                extra.append(Mention(position, end, entity))
            position = text.find(short, end)
    return sorted([*found, *extra], key=lambda m: m.start) if extra else found


class UnknownNames:
    """Capitalised names that the gazetteer does not hold, over a whole document."""

    def __init__(
        self, lx: Lexicon, sentences: Sequence[Sequence[Token]], gazetteer: Gazetteer, triggers: frozenset[str]
    ) -> None:
        self._lx = lx
        self._ambiguous = gazetteer.ambiguous
        self._people = gazetteer.people
        self._triggers = triggers
        self._lower = Counter(t.text for tokens in sentences for t in tokens if t.text[:1].islower())
        self._inner = Counter(
            t.text
            for tokens in sentences
            for t in list(tokens)[1:]
            if t.text[:1].isupper() and t.low not in lx.not_names
        )
        self._seen: dict[str, Entity] = {}

    def find(self, tokens: Sequence[Token], busy: Sequence[tuple[int, int]], *, heading: bool) -> list[Mention]:
        """The unknown names in one sentence; `busy` are spans that mean something else."""
        letters = [t for t in tokens if t.text[0].isalpha()]
        if heading and len(letters) > 4 and sum(t.text[0].isupper() for t in letters) > 0.6 * len(letters):
            return []  # a headline in title case tells nothing by its capitals
        found, index = [], 0
        while index < len(tokens):
            stop = self._run(tokens, index, busy)
            if stop == index:
                index += 1
                continue
            mention = self._mention(tokens, index, stop, heading=heading)
            if mention:
                found.append(mention)
            index = stop
        return found

    def _run(self, tokens: Sequence[Token], index: int, busy: Sequence[tuple[int, int]]) -> int:
        first = index
        while index < len(tokens) and index - first < 6:
            token = tokens[index]
            joined = index == first or token.start - tokens[index - 1].end <= 1
            if not joined or any(s < token.end and token.start < e for s, e in busy):
                break
            elided = token.text in {"L'", "L’"} and index == first > 0 and index + 1 < len(tokens)
            if elided and tokens[index + 1].text[0].isupper():
                index += 1
                continue
            ampersand = (
                token.text == "&" and index > first and index + 1 < len(tokens) and tokens[index + 1].text[0].isupper()
            )
            if not (
                _capitalised(token.text)
                or ampersand
                or (index > first and token.text.isdigit() and len(token.text) < 3)
            ):
                break
            index += 1
        return index

    def _mention(self, tokens: Sequence[Token], first: int, stop: int, *, heading: bool) -> Mention | None:
        lx = self._lx
        while first < stop and (
            (tokens[first].low in lx.not_names and tokens[first].text not in {"L'", "L’"})
            or tokens[first].low in lx.adjectives
            or tokens[first].low in lx.titles
        ):
            first += 1
        while stop > first and tokens[stop - 1].low in lx.not_names:
            stop -= 1
        if first == stop:
            return None
        words = [t.text for t in tokens[first:stop]]
        if len(words) == 1 and words[0] in {"L'", "L’"}:
            return None
        before = tokens[first - 1].low if first else ""
        if first and tokens[first - 1].text in "“«\"'‘" and not before.isalpha():
            return None  # in quotation marks it is a word or a product
        initial = first == 0 or tokens[first - 1].text in {":", "•", "—", "–"}
        if initial and not self._is_name(tokens, first, stop, heading=heading):
            first += 1
            if first == stop or (self._lower[words[0].lower()] == 0 and stop - first == 1):
                return None
            return self._mention(tokens, first, stop, heading=heading)
        entity = self._entity(tokens, first, stop)
        return Mention(tokens[first].start, tokens[stop - 1].end, entity) if entity else None

    def _is_name(self, tokens: Sequence[Token], first: int, stop: int, *, heading: bool) -> bool:
        """Whether the first word of a sentence is a name and not merely capitalised by its place."""
        token = tokens[first]
        if self._lower[token.low] or token.low in self._triggers:
            return False
        if (
            self._inner[token.text]
            or any(c.isupper() for c in token.text[1:])
            or "." in token.text
            or any(c.isdigit() for c in token.text)
        ):
            return True
        if stop - first > 1:
            return tokens[first + 1].low not in self._triggers
        # One capitalised word that is met nowhere else: only a headline begins like that with a name.
        following = tokens[stop].low if stop < len(tokens) else ""
        lx = self._lx
        common = (
            token.low in lx.light
            or token.low in lx.person_nouns
            or token.low in lx.company_nouns
            or token.low in lx.generic_nouns
        )
        verb = following in self._triggers or (following in lx.chain and following not in lx.prepositions)
        # "Harvey, the legal start-up, …": what is explained at once is a name.
        explained = following == "," and stop + 1 < len(tokens) and tokens[stop + 1].low in lx.articles
        crowd = bool(lx.plural) and token.low.endswith(lx.plural) and not heading
        return (verb or explained or following == "'s") and not common and not crowd

    def _entity(  # noqa: PLR0911 - one clue per return
        self, tokens: Sequence[Token], first: int, stop: int
    ) -> Entity | None:
        words = [t.text for t in tokens[first:stop]]
        written = " ".join(words).replace("L' ", "L'").replace("L’ ", "L’")
        if written in self._seen:
            return self._seen[written]
        if written in self._people:
            return self._people[written]
        if written in self._ambiguous and len(written) > 2:
            return self._ambiguous[written]
        for name, entity in self._seen.items():
            if len(words) == 1 and name.split()[0 if entity.kind != "person" else -1] == written:
                return entity
        before = tokens[first - 1].low if first else ""
        after = [t.low for t in tokens[stop : stop + 5]]
        if len(words) == 1 and (len(written) < 2 or (written.isupper() and len(written) < 3)):
            return None
        kind = self._kind(words, before, after)
        if kind is None:
            return None
        entity = Entity(written, kind, known=False)
        self._seen[written] = entity
        return entity

    def _kind(self, words: list[str], before: str, after: list[str]) -> str | None:
        lx = self._lx
        last = words[-1].lower()
        if last in FUND_ENDINGS and len(words) > 1:
            return "fund"
        if (last in COMPANY_ENDINGS and len(words) > 1) or before in lx.company_nouns:
            return "company"
        if (
            before in lx.titles
            or before in lx.person_nouns
            or (fold(words[0]) in GIVEN_NAMES and len(words) in {2, 3, 4})
        ):
            return "person"
        if after[:1] == [","] and any(w in lx.person_nouns for w in after[1:4]) and len(words) > 1:
            return "person"
        if (
            before in lx.product_nouns
            or words[-1].isdigit()
            or (after and after[0] in lx.product_nouns)
            or any(c.isdigit() for c in words[0][1:])
        ):
            return "product"
        return "company"


def _capitalised(word: str) -> bool:
    head, hyphen, tail = word.partition("-")
    if hyphen and tail[:1].islower() and head[:1].isupper():
        return False  # "Paris-based", "Nvidia-backed"
    return word[0].isupper() or (word[0].islower() and any(c.isupper() for c in word[1:]) and "-" not in word)
