"""What capitals stand for in a document: a name, or merely a word that has one by its place or its kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache, cached_property

from ledger.extract import shapes
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.lexicon.places import PLACES
from ledger.extract.lexicon.shared import COMPANY_ENDINGS, GIVEN_NAMES
from ledger.extract.roster import Roster
from ledger.extract.segment import Token
from ledger.extract.text import fold

#: "S.C.", "N.Y."
_DOTTED = re.compile(r"(?:[A-Z]\.){2}")
#: Endings of nouns that name no company.
_ABSTRACT = (
    "ion",
    "ment",
    "ness",
    "ity",
    "ing",
    "ance",
    "ence",
    "ship",
    "age",
    "ism",
    "ure",
    "ers",
    "ors",
    "ly",
    "ists",
)
#: After these marks a word has its capital from its place.
OPENING = frozenset([":", "•", "—", "–", "-", "“", "«", '"'])


@cache
def _moves(language: str) -> frozenset[str]:
    """Verbs in the past of companies that appoint, dismiss and replace people."""
    a = load(language).affairs
    past = {Tense.PAST, Tense.PARTICIPLE}
    return frozenset(w.split()[0] for table in (a.appoint, a.dismiss, a.succeed) for w, t in table.items() if t in past)


@cache
def _ends(language: str) -> frozenset[str]:
    """Verbs that say of a deal that it is done ("completed the purchase")."""
    return frozenset(word for word in load(language).stages["completed"] if " " not in word)


@cache
def _deeds(language: str) -> frozenset[str]:
    """The forms of what companies do to people and with products ("emploie", "licencie", "nomme", "lance")."""
    lx = load(language)
    a = lx.affairs
    told = {Tense.PRESENT, Tense.PAST, Tense.FUTURE}
    tables = (a.employ, a.hire, a.lay_off, a.appoint, a.launch)
    forms = {form for table in tables for form, tense in table.items() if tense in told and " " not in form}
    return frozenset(form for form in forms if len(form) > 3) - lx.chain - lx.prepositions


@cache
def _intents(language: str) -> frozenset[str]:
    """Verbs of what companies weigh, expect and agree ("considers", "expects")."""
    lx = load(language)
    told = [*lx.stages["considered"], *lx.stages["agreed"], *lx.stages["abandoned"], *lx.forecasts]
    present = (p for p in told if p.endswith("s") and " " not in p and len(p) > 4)
    return frozenset(present) if lx.compounds else frozenset()


def _are_two(tokens: Sequence[Token], joint: int) -> bool:
    """Whether longer names stand on both sides of "and" ("Orton Steel and Tarn Motors")."""
    before = joint > 2 and shapes.capitalised(tokens[joint - 2].text)
    return before and joint + 2 < len(tokens) and shapes.capitalised(tokens[joint + 2].text)


class Casing:
    """How a document writes its words, and whether one with a capital is a name in it."""

    def __init__(
        self, lx: Lexicon, sentences: Sequence[Sequence[Token]], triggers: frozenset[str], roster: Roster
    ) -> None:
        self._lx, self._triggers, self._roster = lx, triggers, roster
        #: The words that the document writes small, and those that it writes with a capital within a sentence.
        self.small = {t.text for tokens in sentences for t in tokens if t.text == t.low}
        self._inner = {t.text for tokens in sentences for t in tokens[1:] if t.text != t.low and t.text[0].isupper()}
        self._sentences = sentences
        #: Words that it only has together ("Marks and Spencer").
        self.pairs = self._joined(sentences)
        self._abbreviations = {t.text for tokens in sentences for t in _abbreviations(tokens)}

    def _joined(self, sentences: Sequence[Sequence[Token]]) -> set[tuple[str, str]]:
        """Words in capitals that the document only has together ("Marks and Spencer")."""
        lx = self._lx
        # Words that may stand within a name ("Marks and Spencer", "Research in Motion").
        joints = lx.and_ | lx.in_words | lx.of_words if lx.compounds else lx.and_
        together = Counter(
            (tokens[k - 1].text, tokens[k + 1].text)
            for tokens in sentences
            for k, joint in enumerate(tokens)
            if joint.low in joints
            and 0 < k < len(tokens) - 1
            and shapes.capitalised(tokens[k - 1].text)
            and shapes.capitalised(tokens[k + 1].text)
            and not _are_two(tokens, k)
            and (joint.low in lx.and_ or not self._is_place(tokens[k + 1]))
        )
        common = {pair: n for pair, n in together.items() if n > 1}
        if not common:
            return set()
        words = Counter(t.text for tokens in sentences for t in tokens)
        return {pair for pair, n in common.items() if all(words[word] == n for word in pair)}

    def has(self, written: str) -> bool:
        """Whether a document has a word with a capital within its sentences."""
        return written in self._inner

    def recurs(self, written: str) -> bool:
        """Whether a document has a word again and again."""
        return self._counts[written] > 2

    @cached_property
    def _counts(self) -> Counter[str]:
        return Counter(t.text for tokens in self._sentences for t in tokens if len(t.text) == 2)

    def _is_place(self, token: Token) -> bool:
        return token.low in self._lx.not_names or token.low in PLACES or token.low in self._lx.countries

    def is_no_name(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether capitals stand for an abbreviation, an exchange, a line of business or a quoted word."""
        lx, words = self._lx, [t.text for t in tokens[first:stop]]
        before = tokens[first - 1].low if first else ""
        if stop - first == 1 and (words[0] in self._abbreviations or _DOTTED.fullmatch(words[0])):
            return True
        if tokens[first].low in self._triggers and any(t.low in lx.prepositions for t in tokens[first + 1 : stop]):
            return True  # "Profit After Tax"
        if tokens[first].low in lx.exchanges and (before in lx.prepositions or before in lx.articles):
            return True  # "sur Euronext Paris", "le Nasdaq"
        if before in lx.parts and stop - first == 1 and words[0].lower() in self.small:
            return True  # "la branche Énergie"
        quoted = first > 0 and tokens[first - 1].text in "“«\"'‘" and not before.isalpha()
        quoted = quoted and (first < 2 or tokens[first - 2].end < tokens[first - 1].start)  # not "BNP Paribas'"
        return quoted and fold(words[0]) not in GIVEN_NAMES and not self._roster.is_met(" ".join(words))

    def only_describes(  # noqa: PLR0911 - one construction per return
        self, tokens: Sequence[Token], first: int, stop: int
    ) -> bool:
        """Whether capitals name nobody: "the Group", "Payroll provider Deel", "the Lyon company", "its Leeds plant"."""
        lx, word = self._lx, tokens[first].low
        if stop - first == 1 and (word in lx.company_nouns or word in lx.generic_nouns):
            return True
        if not lx.compounds or stop - first > 2 or self._roster.is_met(tokens[first].text):
            return False
        begins = first == 0 or tokens[first - 1].text in OPENING
        after = [t.low for t in tokens[stop : stop + 3]]
        if begins:
            return stop - first == 1 and bool(after) and after[0] in lx.company_nouns
        if tokens[first - 1].low not in lx.articles and tokens[first - 1].low not in lx.possessives:
            return False
        placed = (
            after[:1] == [","] == after[2:3] and stop + 3 < len(tokens) and tokens[stop + 3].low in lx.company_nouns
        )
        if placed and (after[1] in PLACES or after[1] in lx.not_names):
            return True  # "the McLean, Virginia, company"
        if after[:1] == ["("]:  # "the Waterloo (Ontario)-headquartered firm"
            return any(t.low in lx.sites for t in tokens[stop : stop + 7])
        for low in after:
            if low in lx.company_nouns or low in lx.sites:
                return True
            if not low.isalpha() or low in lx.prepositions or low in lx.chain or low in lx.light:
                return False
        return False

    def is_name(self, tokens: Sequence[Token], first: int, stop: int, *, heading: bool) -> bool:
        """Whether the first word of a sentence is a name and not merely capitalised by its place."""
        token = tokens[first]
        if stop - first == 1 and self._roster.is_short(token.text) and token.low not in self._triggers:
            return True
        formal = stop - first > 1 and (tokens[stop - 1].low in COMPANY_ENDINGS or shapes.is_form(tokens[stop - 1].text))
        if (token.low in self.small or token.low in self._triggers) and not formal:
            return False
        if (
            (token.text in self._inner and token.low not in self._lx.not_names)
            or any(c.isupper() for c in token.text[1:])
            or "." in token.text
            or any(c.isdigit() for c in token.text)
        ):
            return True
        if stop - first > 1:
            # A capital within a sentence is one of a name, even of "Halden Pumps"; in a headline it may be any word's.
            return tokens[first + 1].low not in self._triggers or tokens[-1].text == "."
        # One capitalised word that is met nowhere else: only a headline begins like that with a name.
        following = tokens[stop].low if stop < len(tokens) else ""
        lx = self._lx
        if (
            heading
            and self._roster.is_ambiguous(token.text)
            and following.isalpha()
            and following not in lx.prepositions
        ):
            return True
        if following in lx.prepositions and stop + 2 < len(tokens) and tokens[stop + 1].text[0].isupper():
            dated = tokens[stop + 1].low in lx.not_names  # "Halden in August replaced its chief"
            following = tokens[stop + 2].low if dated and tokens[stop + 2].low in self._triggers else following
            following = tokens[stop + 2].low if dated and tokens[stop + 2].low in _moves(lx.language) else following
        common = (
            token.low in lx.light
            or (token.low in lx.measured and following in self._triggers)
            or token.low in lx.affairs.workforce
            or token.low in lx.person_nouns
            or token.low in lx.company_nouns
            or token.low in lx.generic_nouns
        )
        helps = following in lx.chain and following not in lx.prepositions and following not in lx.articles
        ends = stop + 1 < len(tokens) and (
            tokens[stop + 1].low in lx.articles or tokens[stop + 1].low in lx.possessives
        )
        verb = following in self._triggers or helps or following in _moves(lx.language)
        verb = verb or (ends and following in _ends(lx.language))
        verb = verb or ((not heading or tokens[-1].text == ".") and self._does(token, following))
        told = following in lx.says or following in lx.measures  # "Halden reported revenue of M"
        verb = verb or (told and stop + 1 < len(tokens) and tokens[stop + 1].low in self._triggers)
        verb = verb or following in _deeds(lx.language) or following in _intents(lx.language)
        verb = verb or (
            heading and following in lx.to_words and self._acts(tokens, stop + 1)
        )  # "Halden to open a plant"
        # "Harvey, the legal start-up, …": what is explained at once is a name.
        aside = following in {",", "—", "–"}
        explained = aside and stop + 1 < len(tokens) and tokens[stop + 1].low in lx.articles
        follows = tokens[stop + 1].low if stop + 1 < len(tokens) else ""
        explained = explained or (aside and (follows in self._triggers or follows in lx.affairs.found))
        explained = explained or (following == "," and follows in lx.relatives)
        pair = following in lx.and_ and stop + 1 < len(tokens) and shapes.capitalised(tokens[stop + 1].text)
        explained = explained or (pair and tokens[stop + 1].low not in lx.not_names)
        explained = explained or (following == "," and self._resumed(tokens, stop))
        crowd = bool(lx.plural) and token.low.endswith(lx.plural) and not heading
        return (verb or explained or following == "'s") and not common and not crowd

    def _does(self, token: Token, following: str) -> bool:
        """Whether an uncommon word stands before a verb in the past ("Halden swung", "Halden parted with")."""
        lx = self._lx
        if not lx.past or token.low.endswith(_ABSTRACT) or len(token.text) < 3 or token.low in lx.openings:
            return False
        if any(
            token.low in words for words in (lx.not_names, lx.adjectives, lx.measured, PLACES, lx.organs, lx.backers)
        ):
            return False
        return following in lx.past or (len(following) > 4 and following.endswith("ed") and following not in lx.light)

    def _acts(self, tokens: Sequence[Token], k: int) -> bool:
        """Whether a verb in the infinitive stands at `k` that says what a company does."""
        a = self._lx.affairs
        tables = (a.hire, a.lay_off, a.appoint, a.launch)
        if not self._lx.compounds or k >= len(tokens):
            return False
        low = tokens[k].low
        return low in self._triggers or low in a.builds or any(low in table for table in tables)

    def _resumed(self, tokens: Sequence[Token], comma: int) -> bool:
        """Whether a short aside is followed by a verb ("Sanofi, de son côté, investit")."""
        close = next((k for k in range(comma + 2, min(len(tokens) - 1, comma + 8)) if tokens[k].low == ","), None)
        if close is None:
            return False
        lx, word = self._lx, tokens[close + 1].low
        return (
            word in self._triggers or word in lx.chain or word in lx.measures or word in lx.wins or word in lx.says
        ) and word not in lx.prepositions


def _abbreviations(tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands in brackets for the common nouns before it ("le résultat opérationnel courant (ROC)")."""
    for k in range(1, len(tokens) - 2):
        if tokens[k].text == "(" and tokens[k + 2].text == ")":
            short, before = tokens[k + 1], tokens[k - 1]
            if short.text.isupper() and 1 < len(short.text) < 6 and before.text == before.low and before.low.isalpha():
                yield short
