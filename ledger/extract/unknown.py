"""Unknown names, by their shape and their surroundings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ledger.extract import shapes
from ledger.extract.casing import OPENING, Casing
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon, members
from ledger.extract.lexicon.places import PLACES
from ledger.extract.lexicon.shared import COMPANY_ENDINGS, FUND_ENDINGS, GIVEN_NAMES, NO_PEOPLE, NO_SURNAMES, SHOPS
from ledger.extract.names import Entity, Gazetteer, Mention
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.roster import Roster
from ledger.extract.segment import Token
from ledger.extract.text import fold

#: "Gemini 2.5", "Llama 4": what stands behind a name as part of it.
_PARTICLES = frozenset(
    ["de", "du", "van", "von", "der", "den", "la", "le", "di", "da", "dos", "bin", "al", "ten", "ter"]
)
#: Posts that also end names of firms ("Ada Partners").
_PARTNERS = frozenset(["partner", "board", "director", "president", "chair"])
#: Within names of companies that a common noun heads ("Compagnie des Alpes").
_OF = frozenset(["de", "des", "du", "of", "for"])
#: Words that are no names alone and yet end some ("Cristal Union").
_LAST_WORDS = COMPANY_ENDINGS | {"union", "net", "web", "internet"}
#: What a company is, before its name of several words.
_FORMS = frozenset(["société"])
#: First words of places that begin other names as well.
_HALVES = frozenset(["new", "san", "los", "hong", "wall", "silicon", "palo", "menlo", "abou", "saint"])
#: What a town has, besides companies: offices, courts, exchanges, events.
_CIVIC = members(
    """mayor governor premier premiership ambassador archbishop bishop police court stock exchange university airport
    olympics marathon times post herald tribune conference agreement accord treaty river bridge metro council assembly
    parliament office time team bureau"""
)
#: Common words and names of places that are surnames too.
_SURNAMES = members("white may march wall street west north south bay price chase")
_HAS = frozenset(["has", "had", "have", "will", "would", "could"])
_VERSION = re.compile(r"\d{1,2}(?:\.\d)?")


@cache
def _posts(language: str) -> Phrases[str]:
    return Phrases(load(language).affairs.posts.items())


class UnknownNames:
    """Capitalised names that the gazetteer does not hold, over a whole document."""

    def __init__(
        self,
        lx: Lexicon,
        sentences: Sequence[Sequence[Token]],
        gazetteer: Gazetteer,
        triggers: frozenset[str],
        publisher: str | None = None,
    ) -> None:
        self._lx = lx
        self._posts: Phrases[str] = _posts(lx.language)
        self._roster = Roster(lx, gazetteer, publisher)
        self._casing = Casing(lx, sentences, triggers, self._roster)

    def find(self, tokens: Sequence[Token], busy: Sequence[tuple[int, int]], *, heading: bool) -> list[Mention]:
        """The unknown names in one sentence; `busy` are spans that mean something else."""
        if heading and (_in_title_case(tokens) or _in_capitals(tokens)):
            return []  # a headline in title case tells nothing by its capitals
        found: list[Mention] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            small = token.text == token.low and not self._roster.is_short(token.text)
            if small or token.text in {"'s", "’s"}:  # no capital anywhere: no name begins here
                index += 1
                continue
            stop = self._run(tokens, index, busy)
            if stop == index:
                index += 1
                continue
            stop = self._before_post(tokens, index, stop)
            mention = self._mention(tokens, index, stop, heading=heading)
            if mention:
                if found and mention.entity.kind == "company" and self._among_people(tokens, found[-1], mention):
                    mention = replace(mention, entity=self._roster.person(mention.entity))
                found.append(mention)
            index = stop
        return found

    def learn(self, short: str, mention: Mention | None) -> None:
        """Note what a name is called from now on ("Bharat Dynamics Ltd (BDL)")."""
        self._roster.learn(short, mention)

    def _among_people(self, tokens: Sequence[Token], last: Mention, mention: Mention) -> bool:
        """Whether an unknown name goes on an enumeration of people ("par Ada Roux, Timo Lind et Nils Berg")."""
        words = mention.entity.name.split()
        if last.entity.kind != "person" or mention.entity.known or len(words) not in {2, 3}:
            return False
        if words[-1].lower() in NO_PEOPLE:
            return False
        between = [t.low for t in tokens if last.end <= t.start < mention.start]
        following = next((t.low for t in tokens if t.start >= mention.end), "")
        joined = any(low in self._lx.and_ for low in (*between, following))
        return joined and 0 < len(between) <= 2 and all(low == "," or low in self._lx.and_ for low in between)

    def _run(self, tokens: Sequence[Token], index: int, busy: Sequence[tuple[int, int]]) -> int:
        first = index
        while index < len(tokens) and index - first < 6:
            token = tokens[index]
            joined = index == first or token.start - tokens[index - 1].end <= 1 or shapes.is_form(token.text)
            if not joined or any(s < token.end and token.start < e for s, e in busy):
                break
            elided = token.text in {"L'", "L’"} and index == first > 0 and index + 1 < len(tokens)
            if elided and tokens[index + 1].text[0].isupper():
                index += 1
                continue
            ampersand = (
                token.text == "&" and index > first and index + 1 < len(tokens) and tokens[index + 1].text[0].isupper()
            )
            particle = (
                index > first
                and (token.low in _PARTICLES or token.low in self._lx.name_joints)
                and index + 1 < len(tokens)
                and shapes.capitalised(tokens[index + 1].text)
                and (fold(tokens[first].text) in GIVEN_NAMES or token.low in self._lx.name_joints)
            )
            headed = (
                index > first
                and (token.low in _OF or (token.low == "d'" and not self._lx.compounds))
                and index + 1 < len(tokens)
                and tokens[index + 1].text[0].isupper()
                and index > 1
                and (
                    _heads_name(tokens[index - 1], self._lx)
                    or tokens[index - 1].low in self._lx.place_heads
                    or self._has_article(tokens, first)
                    or (first > 0 and token.low in self._lx.plural_articles and not self._lx.compounds)
                )
            )
            if token.text in {"'s", "’s"} and index == first + 1 and self._is_shop(tokens, first, busy):
                index += 1
                continue
            plus = index > first and token.text == "+" and token.start == tokens[index - 1].end
            numbered = token.text[0].isdigit() and token.text[-1].isalpha()
            number = numbered and (index > first or self._roster.is_short(token.text))
            version = index > first and _VERSION.fullmatch(token.text) is not None
            pair = (
                index > first
                and index + 1 < len(tokens)
                and (
                    (tokens[index - 1].text, tokens[index + 1].text) in self._casing.pairs
                    or (
                        token.low in self._lx.and_
                        and tokens[index + 1].low in shapes.AND_SONS
                        and tokens[index + 1].text[0].isupper()
                    )
                )
            )
            initial = token.text == "." and index > first and shapes.is_initial(tokens, index)
            apostrophe = index > first and not self._lx.compounds and token.text in {"'s", "’s"}
            if not (
                shapes.capitalised(token.text)
                or ampersand
                or apostrophe
                or particle
                or version
                or headed
                or plus
                or number
                or pair
                or initial
            ):
                break
            index += 1
        whole = first < index < len(tokens) - 1 and tokens[index].low in {"'s", "’s"} and self._ends_so(tokens, index)
        return index + 1 if whole else index

    def _is_shop(self, tokens: Sequence[Token], first: int, busy: Sequence[tuple[int, int]]) -> bool:
        """Whether a name goes on behind "'s" ("Domino's Pizza", "Love's Travel Stops") that names nobody else."""
        lx, owner = self._lx, tokens[first]
        other = any(owner.low in words for words in (lx.not_names, lx.countries, lx.adjectives, PLACES))
        if not lx.compounds or other or self._roster.known(owner.text) is not None:
            return False
        stop = first + 2
        while stop < len(tokens) and shapes.capitalised(tokens[stop].text) and stop - first < 6:
            if any(s < tokens[stop].end and tokens[stop].start < e for s, e in busy):
                return False
            stop += 1
        last = tokens[stop - 1].low if stop > first + 2 else ""
        return last in SHOPS or last in COMPANY_ENDINGS - FUND_ENDINGS or last in NO_SURNAMES

    def _ends_so(self, tokens: Sequence[Token], index: int) -> bool:
        """Whether "'s" ends a name and owns nothing ("Byju's, once valued at M", "Macy's has")."""
        following, lx = tokens[index + 1].low, self._lx
        return following in {",", ")"} or (following in lx.passive or following in _HAS or following in lx.says)

    def _before_post(self, tokens: Sequence[Token], first: int, stop: int) -> int:
        """Where a run of capitals goes on with a post and who holds it ("Nabu Chief Executive Ada Roux")."""
        lx = self._lx
        own = self._posts.at([t.low for t in tokens[first:stop]], 0)
        for k in range(first + (own[0] if own is not None else 1), stop):
            low = tokens[k].low
            if low in lx.titles or (low in lx.affairs.posts and low not in _PARTNERS):
                return k
            post = self._posts.at([t.low for t in tokens[k:stop]], 0)
            if post is not None and post[0] > 1:
                return k
        return stop

    def _mention(  # noqa: C901, PLR0911 - one reason to be no name per return
        self, tokens: Sequence[Token], first: int, stop: int, *, heading: bool
    ) -> Mention | None:
        lx = self._lx
        first = self._first(tokens, first, stop)
        local = (
            (stop - first == 2 or (stop - first > 2 and not lx.compounds))
            and tokens[stop - 1].low in lx.countries
            and tokens[first].low not in lx.not_names
        )
        ended = stop - first > 1 and tokens[stop - 1].low in _LAST_WORDS and tokens[first].low not in lx.not_names
        local = local or self._of_a_place([t.low for t in tokens[first:stop]]) or self._of_a_people(tokens, first, stop)
        local = local or self._is_surname(tokens, first, stop)
        while stop > first and tokens[stop - 1].low in lx.not_names and not (local or ended):
            stop -= 1
        if first == stop or (tokens[first].text[0].isdigit() and not self._roster.is_short(tokens[first].text)):
            return None
        if self._posts.at([t.low for t in tokens[first:stop]], stop - first - 1) is not None and stop - first > 1:
            return None  # "Non-Executive Chairman"
        if first and tokens[first - 1].low in lx.of_words and all(t.low in lx.departments for t in tokens[first:stop]):
            return None  # "Vice President of Operations"
        if lx.compounds and first:
            last = stop - 2 if tokens[stop - 1].low.strip(".") not in COMPANY_ENDINGS else stop - 3
            makers = (k for k in range(last, first, -1) if self._makes(tokens[k].low))
            first = next((k + 1 for k in makers), first)  # "the European Fleet Specialist Vehco"
        words = [t.text for t in tokens[first:stop]]
        if len(words) == 1 and words[0][-1] in "'’":
            return None
        if self._casing.only_describes(tokens, first, stop) or self._is_own(tokens, first, stop):
            return None
        if self._casing.is_no_name(tokens, first, stop) or self._is_street(tokens, first):
            return None
        initial = first == 0 or tokens[first - 1].text in {":", "•", "—", "–"}
        elided = tokens[first].text in {"L'", "L’"} and self._has_article(tokens, first)
        if (
            initial
            and not (elided and tokens[first + 1].text[0].isupper())
            and not self._casing.is_name(tokens, first, stop, heading=heading)
        ):
            first += 1
            if first == stop or (words[0].lower() not in self._casing.small and stop - first == 1):
                return None
            return self._mention(tokens, first, stop, heading=heading)
        if heading and stop - first == 1 and (head := self._before_dash(tokens[first])) is not None:
            return head
        entity = self._entity(tokens, first, stop)
        if entity is not None and not entity.known and shapes.signs(tokens, first, stop):
            entity = Entity(entity.name, "publisher", known=False)
        return Mention(tokens[first].start, tokens[stop - 1].end, entity) if entity else None

    def _before_dash(self, token: Token) -> Mention | None:
        """The name that a headline joins to its first word ("Nabu-Pas de date pour …"), where the text has it alone."""
        name, dash, rest = token.text.partition("-")
        if not dash or rest.lower() not in self._lx.not_names | self._lx.negated_near or not self._casing.has(name):
            return None
        entity = self._roster.known(name) or self._roster.meet(name, [name], "company")
        return Mention(token.start, token.start + len(name), entity)

    def _is_street(self, tokens: Sequence[Token], first: int) -> bool:
        """Whether a name is only that of a street ("la maison de la rue d'Antin")."""
        before = [t.low for t in tokens[max(0, first - 2) : first]]
        return len(before) > 1 and before[0] in self._lx.streets and before[1] in self._lx.of_words

    def _is_own(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether a noun has its capital only by being somebody's ("son Contrat d'objectifs")."""
        lx = self._lx
        if lx.compounds or stop - first > 1 or not first or tokens[first - 1].low not in lx.possessives:
            return False
        after = tokens[stop : stop + 2]
        return len(after) > 1 and after[0].low in lx.of_words and after[1].text == after[1].low

    def _first(self, tokens: Sequence[Token], first: int, stop: int) -> int:
        """Where a name begins, without the words before it that only say what it is the name of."""
        lx = self._lx
        while first < stop:
            word = tokens[first].low
            post = self._posts.at([t.low for t in tokens[first:stop]], 0)
            if post is not None and post[0] > 1:
                first += post[0]  # "Chief Financial Officer Ada Roux"
                continue
            begins = first == 0 or tokens[first - 1].text in OPENING
            ending = tokens[stop - 1].low
            if (
                word in lx.adjectives
                and stop - first > 2
                and first
                and tokens[first - 1].low in lx.articles
                and lx.compounds
            ):
                break  # "the European Space Agency"
            if lx.compounds and self._national([t.low for t in tokens[first:stop]]):
                break
            if self._local([t.low for t in tokens[first:stop]]):
                break
            whole = stop - first > 2 and not begins and (ending in FUND_ENDINGS or ending in COMPANY_ENDINGS)
            if whole and word in lx.not_names and word not in lx.light:
                break  # "Union Square Ventures", "Three Arch Capital"
            if self._has_article(tokens, first) and stop - first > 1:
                break
            if word in lx.not_names and stop - first > 1 and first and tokens[first - 1].low in lx.affairs.places:
                return stop  # "à Sophia Antipolis": all of it is the place
            if self._opens_like_a_place(tokens, first, stop) or self._begins_with_place(tokens, first, stop):
                break
            if (
                word in lx.not_names
                or word in lx.adjectives
                or word in lx.titles
                or (begins and (word in lx.prepositions or word in lx.conjunctions or word in lx.relatives))
                # "Carmaker Volthaus": what opens a sentence has its capital from there.
                or (begins and first + 1 < stop and (word in lx.company_nouns or word in lx.product_nouns))
                # "la Société Giorgio Fedon": what it is stands before its name.
                or (word in _FORMS and stop - first > 2 and first and tokens[first - 1].low in lx.articles)
            ):
                first += 1
                continue
            if post is None or word not in lx.person_nouns:
                break
            first += 1
        return first

    def _opens_like_a_place(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether a name only begins like that of a place ("New Wave", "Meuse Automation": no "New York")."""
        lx = self._lx
        if first + 1 >= stop or tokens[first + 1].low in lx.not_names:
            return False
        if tokens[first].low in _HALVES:
            return True
        where = first > 0 and tokens[first - 1].low in lx.affairs.places
        other = tokens[first + 1].low in lx.adjectives or tokens[first + 1].low in lx.titles
        return not lx.compounds and tokens[first].low in lx.countries and not where and not other

    def _begins_with_place(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether a place is the first word of a name of its own ("Hamburg Süd", "Emirates NBD", "Tokyo Electron").

        Not where it only says where somebody is ("in Hamburg Ada Roux", "London Mayor", "Paris on Monday").
        """
        lx, place = self._lx, tokens[first].low
        if not lx.compounds or first + 1 >= stop or not (place in PLACES or place in lx.countries):
            return False
        before = tokens[first - 1].low if first else ""
        if before in lx.prepositions and before not in lx.by_words | lx.with_words | lx.of_words | lx.for_words:
            return False
        rest = tokens[first + 1 : stop]
        common = (lx.not_names, lx.titles, lx.person_nouns, lx.adjectives, lx.company_nouns, _CIVIC, PLACES)
        if any(t.low in words for t in rest for words in common) or fold(rest[0].text) in GIVEN_NAMES:
            return False
        name = shapes.written([t.text for t in rest])
        if self._roster.known(name) is not None or self._posts.at([t.low for t in rest], 0) is not None:
            return False
        return not _in_title_case(tokens)

    def _has_article(self, tokens: Sequence[Token], first: int) -> bool:
        """Whether an article belongs to a name ("L'Oréal", "La Poste"), as before no common noun ("L'Agence")."""
        lx, word = self._lx, tokens[first]
        if lx.compounds or first + 1 >= len(tokens) or tokens[first + 1].low in lx.company_nouns:
            return False
        if word.text in {"L'", "L’"}:
            return True
        # "Les Échos", "La Poste": only within a sentence is a capital the name's own.
        inside = first > 0 and tokens[first - 1].text not in OPENING
        small = word.low in lx.articles or word.low in lx.of_words
        return inside and small and tokens[first + 1].low not in lx.not_names

    def _national(self, lows: list[str]) -> bool:
        """Whether the name of a country is part of that of a company ("British American Tobacco", "Korean Air")."""
        lx, rest = self._lx, lows[1:]
        if not rest or not (lows[0] in lx.adjectives or lows[0] in lx.countries):
            return False
        return (len(rest) > 1 and rest[0] in lx.adjectives) or all(
            word in NO_SURNAMES or word in COMPANY_ENDINGS or word in FUND_ENDINGS for word in rest
        )

    def _makes(self, low: str) -> bool:
        """Whether a word says what a company does and seldom ends its name ("maker", "specialist")."""
        return low in self._lx.company_nouns and low.endswith(("er", "or", "ist"))

    def _of_a_place(self, lows: list[str]) -> bool:
        """Whether a place is the last word of a company's name ("National Bank of Kenya", "Absa Bank Kenya")."""
        lx = self._lx
        if len(lows) < 3 or not (lows[-1] in lx.countries or lows[-1] in PLACES) or lows[0] in lx.prepositions:
            return False
        head = lows[-3] if lows[-2] in _OF else lows[-2]
        return head in lx.name_heads or head in COMPANY_ENDINGS or head in NO_SURNAMES

    def _is_surname(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether the last word is a surname behind a given name ("Debbie White", "Marc Holland")."""
        last = tokens[stop - 1].low
        kin = last in _SURNAMES or last in self._lx.countries or last in PLACES or last in self._lx.adjectives
        return stop - first in {2, 3} and kin and fold(tokens[first].text) in GIVEN_NAMES

    def _of_a_people(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether the name of a people ends that of a company ("Anglo American said"), and describes no noun."""
        lx = self._lx
        if not lx.compounds or stop - first != 2 or tokens[stop - 1].low not in lx.adjectives:
            return False
        if tokens[first].low in lx.not_names or tokens[first].low in lx.adjectives:
            return False
        after = tokens[stop].low if stop < len(tokens) else "."
        return not after[0].isalpha() or after in lx.chain or after in lx.says or after in lx.prepositions

    def _local(self, lows: list[str]) -> bool:
        """Whether a place is the first word of a company's name ("Singapore Press Holdings"), or a person's last."""
        lx = self._lx
        if len(lows) == 2 and fold(lows[0]) in GIVEN_NAMES:
            return True  # "Anne Toulouse"
        place = lows[0] in PLACES or lows[0] in lx.countries
        formal = lows[-1] in NO_PEOPLE or shapes.is_legal(lows[-1])
        return place and len(lows) > 2 and formal and not any(low in lx.not_names for low in lows[1:-1])

    def _entity(self, tokens: Sequence[Token], first: int, stop: int) -> Entity | None:
        lx = self._lx
        words = [t.text for t in tokens[first:stop]]
        written = shapes.written(words)
        if self._roster.is_word(written):
            return None
        if (known := self._roster.known(written)) is not None:
            return known
        before = tokens[first - 1].low if first else ""
        if before == "," and first > 1 and len(words) in {2, 3} and tokens[first - 2].low in lx.person_nouns:
            before = tokens[first - 2].low  # "its finance chief, Ada Roux"
        elif len(words) in {2, 3} and self._behind_post(tokens, first):
            before = min(lx.person_nouns)  # "son directeur général Tosin Eniolorunda"
        after = [t.low for t in tokens[stop : stop + 8]]
        if self._is_told(tokens, first, stop):
            return self._roster.paper(written)
        short = len(written) < 3 and written.isupper() and written.isalpha()
        told = any(t.low in lx.company_nouns for t in tokens[max(0, first - 3) : first])  # "l'opérateur public SJ"
        if len(words) == 1 and (len(written) < 2 or (short and not told and not self._casing.recurs(written))):
            return None
        return self._roster.meet(written, words, shapes.kind(lx, words, before, after))

    def _is_told(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether a name is that of who was told ("the firm told Agency Wire", "LYON (Agence Fil)")."""
        if first and tokens[first - 1].text == "(" and stop + 1 >= len(tokens) and first < 8:
            return stop < len(tokens) and tokens[stop].text == ")"
        lows = [t.low for t in tokens[max(0, first - 3) : first]]
        if fold(tokens[first].text) in GIVEN_NAMES:
            return False
        return any(end == len(lows) for _, end, _ in table_of(self._lx.told_to).all(lows))

    def _behind_post(self, tokens: Sequence[Token], first: int) -> bool:
        lows = [t.low for t in tokens[max(0, first - 4) : first]]
        return any((post := self._posts.at(lows, k)) is not None and post[0] == len(lows) for k in range(len(lows)))


def _heads_name(token: Token, lx: Lexicon) -> bool:
    """Whether a common noun has a capital, so that it begins a name ("la Brasserie du Cap")."""
    return token.text[0].isupper() and (token.low in lx.name_heads or token.low in lx.company_nouns)


def _in_capitals(tokens: Sequence[Token]) -> bool:
    """Whether a heading of several words is written in capitals throughout."""
    words = [t.text for t in tokens if t.text[0].isalpha() and len(t.text) > 1]
    return len(words) > 1 and all(word.isupper() for word in words)


def _in_title_case(tokens: Sequence[Token]) -> bool:
    letters = [t for t in tokens if t.text[0].isalpha()]
    prose = bool(tokens) and tokens[-1].text in {".", "”", '"'}
    return not prose and len(letters) > 4 and sum(t.text[0].isupper() for t in letters) > 0.6 * len(letters)
