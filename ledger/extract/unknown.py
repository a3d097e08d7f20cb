"""Unknown names, by their shape and their surroundings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache

from ledger.extract import shapes
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.lexicon.shared import COMPANY_ENDINGS, FUND_ENDINGS, GIVEN_NAMES, NO_SURNAMES
from ledger.extract.names import Entity, Gazetteer, Mention
from ledger.extract.phrases import Phrases, table_of
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
_LAST_WORDS = frozenset(["union", "net", "web", "internet"])
#: What a company is, before its name of several words.
_FORMS = frozenset(["société"])
_HAS = frozenset(["has", "had", "have", "will", "would", "could"])
_VERSION = re.compile(r"\d{1,2}(?:\.\d)?")
#: After these marks a word has its capital from its place.
_OPENING = frozenset([":", "•", "—", "–", "-", "“", "«", '"'])


@cache
def _posts(language: str) -> Phrases[str]:
    return Phrases(load(language).affairs.posts.items())


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
        self._ambiguous = gazetteer.ambiguous
        self._people = gazetteer.people
        self._triggers = triggers
        self._posts: Phrases[str] = _posts(lx.language)
        #: The words that the document writes small, and those that it writes with a capital within a sentence.
        self._small = {t.text for tokens in sentences for t in tokens if t.text == t.low}
        self._inner = {t.text for tokens in sentences for t in tokens[1:] if t.text != t.low and t.text[0].isupper()}
        self._pairs = self._joined(sentences)
        self._abbreviations = {t.text for tokens in sentences for t in _abbreviations(tokens)}
        self._seen: dict[str, Entity] = {}
        if publisher:
            self._seen[publisher] = Entity(publisher, "publisher", known=False)
        self._short: dict[str, Entity] = {}
        #: Short forms of what is no name.
        self._words: set[str] = set()

    def find(self, tokens: Sequence[Token], busy: Sequence[tuple[int, int]], *, heading: bool) -> list[Mention]:
        """The unknown names in one sentence; `busy` are spans that mean something else."""
        letters = [t for t in tokens if t.text[0].isalpha()]
        prose = bool(tokens) and tokens[-1].text in {".", "”", '"'}
        if (
            heading
            and not prose
            and len(letters) > 4
            and sum(t.text[0].isupper() for t in letters) > 0.6 * len(letters)
        ):
            return []  # a headline in title case tells nothing by its capitals
        found: list[Mention] = []
        index = 0
        while index < len(tokens):
            token = tokens[index]
            own = token.text in {"'s", "’s"}
            if own or (
                token.text == token.low and token.text not in self._short
            ):  # no capital anywhere: no name begins here
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
                    mention = replace(mention, entity=self._person(mention.entity))
                found.append(mention)
            index = stop
        return found

    def _joined(self, sentences: Sequence[Sequence[Token]]) -> set[tuple[str, str]]:
        """Words in capitals that the document only has together ("Marks and Spencer")."""
        together = Counter(
            (tokens[k - 1].text, tokens[k + 1].text)
            for tokens in sentences
            for k, joint in enumerate(tokens)
            if joint.low in self._lx.and_
            and 0 < k < len(tokens) - 1
            and shapes.capitalised(tokens[k - 1].text)
            and shapes.capitalised(tokens[k + 1].text)
        )
        common = {pair: n for pair, n in together.items() if n > 1}
        if not common:
            return set()
        words = Counter(t.text for tokens in sentences for t in tokens)
        return {pair for pair, n in common.items() if all(words[word] == n for word in pair)}

    def learn(self, short: str, mention: Mention | None) -> None:
        """Note what a name is called from now on ("Bharat Dynamics Ltd (BDL)")."""
        if mention is None:
            self._words.add(short)  # "its prospectus (RHP)"
        elif mention.entity.name != short:
            self._seen.setdefault(short, mention.entity)

    def _among_people(self, tokens: Sequence[Token], last: Mention, mention: Mention) -> bool:
        """Whether an unknown name goes on an enumeration of people ("par Ada Roux, Timo Lind et Nils Berg")."""
        words = mention.entity.name.split()
        if last.entity.kind != "person" or mention.entity.known or len(words) not in {2, 3}:
            return False
        if words[-1].lower() in COMPANY_ENDINGS | FUND_ENDINGS | NO_SURNAMES:
            return False
        between = [t.low for t in tokens if last.end <= t.start < mention.start]
        following = next((t.low for t in tokens if t.start >= mention.end), "")
        joined = any(low in self._lx.and_ for low in (*between, following))
        return joined and 0 < len(between) <= 2 and all(low == "," or low in self._lx.and_ for low in between)

    def _person(self, entity: Entity) -> Entity:
        person = Entity(entity.name, "person", known=False)
        self._seen[entity.name] = person
        self._short.setdefault(entity.name.split()[-1], person)
        return person

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
                and token.low in _PARTICLES
                and index + 1 < len(tokens)
                and shapes.capitalised(tokens[index + 1].text)
                and fold(tokens[first].text) in GIVEN_NAMES
            )
            headed = (
                index > first
                and token.low in _OF
                and index + 1 < len(tokens)
                and tokens[index + 1].text[0].isupper()
                and index > 1
                and _heads_name(tokens[index - 1], self._lx)
            )
            plus = index > first and token.text == "+" and token.start == tokens[index - 1].end
            numbered = token.text[0].isdigit() and token.text[-1].isalpha()
            number = numbered and (index > first or token.text in self._short)
            version = index > first and _VERSION.fullmatch(token.text) is not None
            pair = (
                index > first
                and token.low in self._lx.and_
                and index + 1 < len(tokens)
                and (
                    (tokens[index - 1].text, tokens[index + 1].text) in self._pairs
                    or (tokens[index + 1].low in shapes.AND_SONS and tokens[index + 1].text[0].isupper())
                )
            )
            initial = token.text == "." and index > first and shapes.is_initial(tokens, index)
            if not (
                shapes.capitalised(token.text)
                or ampersand
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

    def _mention(  # noqa: PLR0911 - one reason to be no name per return
        self, tokens: Sequence[Token], first: int, stop: int, *, heading: bool
    ) -> Mention | None:
        lx = self._lx
        first = self._first(tokens, first, stop)
        local = stop - first == 2 and tokens[stop - 1].low in lx.countries and tokens[first].low not in lx.not_names
        ended = (
            stop - first > 1
            and tokens[stop - 1].low in COMPANY_ENDINGS | _LAST_WORDS
            and tokens[first].low not in lx.not_names
        )
        while stop > first and tokens[stop - 1].low in lx.not_names and not (local or ended):
            stop -= 1
        if first == stop or (tokens[first].text[0].isdigit() and tokens[first].text not in self._short):
            return None
        if self._posts.at([t.low for t in tokens[first:stop]], stop - first - 1) is not None and stop - first > 1:
            return None  # "Non-Executive Chairman"
        if first and tokens[first - 1].low in lx.of_words and all(t.low in lx.departments for t in tokens[first:stop]):
            return None  # "Vice President of Operations"
        words = [t.text for t in tokens[first:stop]]
        if len(words) == 1 and words[0][-1] in "'’":
            return None
        if self._only_describes(tokens, first, stop):
            return None
        if self._is_no_name(tokens, first, stop):
            return None
        initial = first == 0 or tokens[first - 1].text in {":", "•", "—", "–"}
        if initial and not self._is_name(tokens, first, stop, heading=heading):
            first += 1
            if first == stop or (words[0].lower() not in self._small and stop - first == 1):
                return None
            return self._mention(tokens, first, stop, heading=heading)
        entity = self._entity(tokens, first, stop)
        if entity is not None and not entity.known and shapes.signs(tokens, first, stop):
            entity = Entity(entity.name, "publisher", known=False)
        return Mention(tokens[first].start, tokens[stop - 1].end, entity) if entity else None

    def _is_no_name(self, tokens: Sequence[Token], first: int, stop: int) -> bool:
        """Whether capitals stand for an abbreviation, an exchange, a line of business or a quoted word."""
        lx, words = self._lx, [t.text for t in tokens[first:stop]]
        before = tokens[first - 1].low if first else ""
        if stop - first == 1 and words[0] in self._abbreviations:
            return True
        if tokens[first].low in self._triggers and any(t.low in lx.prepositions for t in tokens[first + 1 : stop]):
            return True  # "Profit After Tax"
        if tokens[first].low in lx.exchanges and (before in lx.prepositions or before in lx.articles):
            return True  # "sur Euronext Paris", "le Nasdaq"
        if before in lx.parts and stop - first == 1 and words[0].lower() in self._small:
            return True  # "la branche Énergie"
        quoted = first > 0 and tokens[first - 1].text in "“«\"'‘" and not before.isalpha()
        quoted = quoted and (first < 2 or tokens[first - 2].end < tokens[first - 1].start)  # not "BNP Paribas'"
        return quoted and fold(words[0]) not in GIVEN_NAMES and " ".join(words) not in self._seen

    def _first(self, tokens: Sequence[Token], first: int, stop: int) -> int:
        """Where a name begins, without the words before it that only say what it is the name of."""
        lx = self._lx
        while first < stop:
            word = tokens[first].low
            post = self._posts.at([t.low for t in tokens[first:stop]], 0)
            if post is not None and post[0] > 1:
                first += post[0]  # "Chief Financial Officer Ada Roux"
                continue
            begins = first == 0 or tokens[first - 1].text in _OPENING
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
            whole = stop - first > 2 and not begins and (ending in FUND_ENDINGS or ending in COMPANY_ENDINGS)
            if whole and word in lx.not_names and word not in lx.light:
                break  # "Union Square Ventures", "Three Arch Capital"
            if word in lx.not_names and stop - first > 1 and first and tokens[first - 1].low in lx.affairs.places:
                return stop  # "à Sophia Antipolis": all of it is the place
            if (
                (word in lx.not_names and tokens[first].text not in {"L'", "L’"})
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

    def _national(self, lows: list[str]) -> bool:
        """Whether the name of a country is part of that of a company ("British American Tobacco", "Korean Air")."""
        lx, rest = self._lx, lows[1:]
        if not rest or not (lows[0] in lx.adjectives or lows[0] in lx.countries):
            return False
        return (len(rest) > 1 and rest[0] in lx.adjectives) or all(
            word in NO_SURNAMES or word in COMPANY_ENDINGS or word in FUND_ENDINGS for word in rest
        )

    def _only_describes(  # noqa: PLR0911 - one construction per return
        self, tokens: Sequence[Token], first: int, stop: int
    ) -> bool:
        """Whether capitals name nobody: "the Group", "Payroll provider Deel", "the Lyon company", "its Leeds plant"."""
        lx, word = self._lx, tokens[first].low
        if stop - first == 1 and (word in lx.company_nouns or word in lx.generic_nouns):
            return True
        if not lx.compounds or stop - first > 2 or tokens[first].text in self._seen:
            return False
        begins = first == 0 or tokens[first - 1].text in _OPENING
        after = [t.low for t in tokens[stop : stop + 3]]
        if begins:
            return stop - first == 1 and bool(after) and after[0] in lx.company_nouns
        if tokens[first - 1].low not in lx.articles and tokens[first - 1].low not in lx.possessives:
            return False
        if after[:1] == ["("]:  # "the Waterloo (Ontario)-headquartered firm"
            return any(t.low in lx.sites for t in tokens[stop : stop + 7])
        for low in after:
            if low in lx.company_nouns or low in lx.sites:
                return True
            if not low.isalpha() or low in lx.prepositions or low in lx.chain or low in lx.light:
                return False
        return False

    def _is_name(self, tokens: Sequence[Token], first: int, stop: int, *, heading: bool) -> bool:
        """Whether the first word of a sentence is a name and not merely capitalised by its place."""
        token = tokens[first]
        if stop - first == 1 and token.text in self._short and token.low not in self._triggers:
            return True
        formal = stop - first > 1 and (tokens[stop - 1].low in COMPANY_ENDINGS or shapes.is_form(tokens[stop - 1].text))
        if (token.low in self._small or token.low in self._triggers) and not formal:
            return False
        if (
            (token.text in self._inner and token.low not in self._lx.not_names)
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
        if heading and token.text in self._ambiguous and following.isalpha() and following not in lx.prepositions:
            return True
        if following in lx.prepositions and stop + 2 < len(tokens) and tokens[stop + 1].text[0].isupper():
            dated = tokens[stop + 1].low in lx.not_names  # "Halden in August replaced its chief"
            following = tokens[stop + 2].low if dated and tokens[stop + 2].low in self._triggers else following
            following = tokens[stop + 2].low if dated and tokens[stop + 2].low in _moves(lx.language) else following
        common = (
            token.low in lx.light
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
        told = following in lx.says or following in lx.measures  # "Halden reported revenue of M"
        verb = verb or (told and stop + 1 < len(tokens) and tokens[stop + 1].low in self._triggers)
        verb = verb or following in _deeds(lx.language)
        # "Harvey, the legal start-up, …": what is explained at once is a name.
        aside = following in {",", "—", "–"}
        explained = aside and stop + 1 < len(tokens) and tokens[stop + 1].low in lx.articles
        follows = tokens[stop + 1].low if stop + 1 < len(tokens) else ""
        explained = explained or (aside and (follows in self._triggers or follows in lx.affairs.found))
        pair = following in lx.and_ and stop + 1 < len(tokens) and shapes.capitalised(tokens[stop + 1].text)
        explained = explained or (pair and tokens[stop + 1].low not in lx.not_names)
        explained = explained or (following == "," and self._resumed(tokens, stop))
        crowd = bool(lx.plural) and token.low.endswith(lx.plural) and not heading
        return (verb or explained or following == "'s") and not common and not crowd

    def _resumed(self, tokens: Sequence[Token], comma: int) -> bool:
        """Whether a short aside is followed by a verb ("Sanofi, de son côté, investit")."""
        close = next((k for k in range(comma + 2, min(len(tokens) - 1, comma + 8)) if tokens[k].low == ","), None)
        if close is None:
            return False
        lx, word = self._lx, tokens[close + 1].low
        return (
            word in self._triggers or word in lx.chain or word in lx.measures or word in lx.wins or word in lx.says
        ) and word not in lx.prepositions

    def _entity(self, tokens: Sequence[Token], first: int, stop: int) -> Entity | None:
        lx = self._lx
        words = [t.text for t in tokens[first:stop]]
        written = shapes.written(words)
        if written in self._words:
            return None
        for table in (self._seen, self._people, self._ambiguous if len(written) > 2 else {}, self._short):
            if written in table:
                return table[written]
        before = tokens[first - 1].low if first else ""
        if before == "," and first > 1 and len(words) in {2, 3} and tokens[first - 2].low in lx.person_nouns:
            before = tokens[first - 2].low  # "its finance chief, Ada Roux"
        elif len(words) in {2, 3} and self._behind_post(tokens, first):
            before = next(iter(lx.person_nouns))  # "son directeur général Tosin Eniolorunda"
        after = [t.low for t in tokens[stop : stop + 8]]
        if self._is_told(tokens, first, stop):
            self._seen[written] = paper = Entity(written, "publisher", known=False)
            return paper
        if len(words) == 1 and (len(written) < 2 or (written.isupper() and written.isalpha() and len(written) < 3)):
            return None
        return self._met(written, words, shapes.kind(lx, words, before, after))

    def _met(self, written: str, words: list[str], kind: str) -> Entity:
        """A name that is met for the first time, and what it may be called from now on."""
        whole = len(words)
        words = shapes.without_form(words)  # "VerSe Innovation Pvt" is called VerSe Innovation
        entity = Entity(written if len(words) == whole else " ".join(words), kind, known=False)
        self._seen[written] = self._seen[entity.name] = entity
        if words[-1][0].isdigit() and words[-1][-1].isalpha():
            self._short.setdefault(words[-1], entity)
        # A person is called by surname, a company by the first words of its name.
        if words[-1].lower() not in self._lx.countries:
            self._short.setdefault(words[-1 if kind == "person" else 0], entity)
            last = words[-1].lower()
            if kind == "company" and len(words) in {2, 3} and shapes.is_own(last):
                self._short.setdefault(words[-1], entity)  # "Levante" for "Banca Levante"
            for length in range(2, len(words)):
                if kind == "company":
                    self._short.setdefault(" ".join(words[:length]), entity)
        if kind == "person" and len(words) > 1 and fold(words[0]) in GIVEN_NAMES:
            self._short.setdefault(words[0], entity)
        return entity

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


def _abbreviations(tokens: Sequence[Token]) -> Iterator[Token]:
    """What stands in brackets for the common nouns before it ("le résultat opérationnel courant (ROC)")."""
    for k in range(1, len(tokens) - 2):
        if tokens[k].text == "(" and tokens[k + 2].text == ")":
            short, before = tokens[k + 1], tokens[k - 1]
            if short.text.isupper() and 1 < len(short.text) < 6 and before.text == before.low and before.low.isalpha():
                yield short
