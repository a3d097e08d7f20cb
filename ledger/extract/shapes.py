"""What the shape of an unknown name and the words beside it say of what it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from ledger.extract.anchors import WORDS
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.lexicon.shared import (
    COMPANY_ENDINGS,
    EVENTS,
    FUND_ENDINGS,
    GIVEN_NAMES,
    NO_PEOPLE,
    NO_SURNAMES,
    PRODUCTS,
    SITES,
)
from ledger.extract.segment import Token
from ledger.extract.text import fold

#: Endings that a name may have or lack.
_LEGAL = frozenset(
    [
        "pvt",
        "pte",
        "tbk",
        "bhd",
        "sdn",
        "berhad",
        "oyj",
        "asa",
        "ltd",
        "limited",
        "inc",
        "llc",
        "plc",
        "llp",
        "lp",
        "pty",
        "corp",
    ]
)
#: What may follow "and" at the end of a firm's name.
AND_SONS = frozenset(["co", "sons", "partners", "associates", "brothers"])


#: "d' Ivoire" is written in one.
_ELIDED = re.compile(r"(\bd['’]) ")


def written(words: list[str]) -> str:
    """A name as the text writes it, from its tokens."""
    name = " ".join(words).replace(" +", "+").replace("L' ", "L'").replace("L’ ", "L’")
    return _ELIDED.sub(r"\1", name.replace(" 's", "'s").replace(" ’s", "’s").replace(" . ", ". "))


def is_initial(tokens: Sequence[Token], dot: int) -> bool:
    """Whether a full stop is that of an initial within a name ("Ada L. Roux")."""
    letter = tokens[dot - 1]
    if len(letter.text) != 1 or not letter.text.isupper() or dot < 2 or dot + 1 >= len(tokens):
        return False
    before, after = tokens[dot - 2], tokens[dot + 1]
    return before.text[0].isupper() and capitalised(after.text) and letter.end == tokens[dot].start


def is_form(word: str) -> bool:
    """Whether a word is a legal form, which belongs to the name before it though a bracket stand between them."""
    return word[0].isupper() and word.lower() in _LEGAL


def is_legal(low: str) -> bool:
    """Whether a word in lower case is a legal form."""
    return low in _LEGAL or low == "co"


def is_own(word: str) -> bool:
    """Whether the last word of a company's name can stand for it, being no common one."""
    return word not in NO_PEOPLE and word.isalpha() and len(word) > 3


def without_form(words: list[str]) -> list[str]:
    """A name without the legal form that it may have or lack."""
    if len(words) > 2 and words[-1].lower() == "co" and words[-2].lower() in {"and", "&"}:
        words = words[:-2]
    while len(words) > 1 and words[-1].lower().strip(".") in _LEGAL:
        words = words[:-1]
    return words


@lru_cache(WORDS)
def capitalised(word: str) -> bool:
    """Whether a word can be part of a name by its capitals."""
    head, hyphen, tail = word.partition("-")
    if hyphen and tail[:1].islower() and head[:1].isupper():
        return tail.lower() == "operative"  # not "Paris-based", "Nvidia-backed"
    return word[0].isupper() or (word[0].islower() and any(c.isupper() for c in word[1:]) and "-" not in word)


def _explained(lx: Lexicon, after: list[str]) -> bool:
    """Whether an apposition says that a name is a company's ("William Hill, Britain's largest bookmaker")."""
    if after[:1] != [","]:
        return False
    for low in after[1:]:
        if low in lx.company_nouns:
            return True
        if low in lx.person_nouns or low in lx.prepositions or low in {",", "."} or low in lx.relatives:
            return False
    return False


@cache
def _measured(language: str) -> frozenset[str]:
    """Words for what companies have and people have not: sales, shares, orders."""
    lx = load(language)
    shapes = {"revenue", "profit", "loss", "order_book", "capex"}
    return frozenset(p.split()[0] for noun in lx.nouns if noun.shape in shapes for p in noun.phrases) | lx.securities


#: Among the words that are no surnames, those that some people have for one.
_PLACE_NAMES = frozenset(
    [
        "park",
        "valley",
        "beach",
        "island",
        "bay",
        "river",
        "city",
        "street",
        "road",
        "times",
        "post",
        "max",
        "power",
        "house",
        "steel",
        "rail",
        "brands",
        "stores",
        "court",
        "gas",
        "cars",
        "award",
        "union",
        "act",
        "summit",
        "exchange",
        "ocean",
        "africa",
        "america",
        "europe",
        "asia",
        "mini",
        "pro",
    ]
)


def kind(lx: Lexicon, words: list[str], before: str, after: list[str]) -> str:  # noqa: PLR0911 - one clue per return
    """What a name is of: a fund, a company, a person or a product."""
    last = words[-1].lower()
    if words[0].lower() in PRODUCTS:
        return "product"
    if last in EVENTS:
        return "event"
    if last in SITES and len(words) > 1:
        return "place"
    if last in FUND_ENDINGS and len(words) > 1:
        return "fund"
    if _has_post(lx, words, after) or (len(words) in {2, 3} and _leaves_or_is_named(lx, after)):
        return "person"
    trade = last in NO_SURNAMES and last not in _PLACE_NAMES
    if ((last in COMPANY_ENDINGS or trade) and len(words) > 1) or before in lx.company_nouns or _explained(lx, after):
        return "company"
    if lx.compounds and after and after[0] in _measured(lx.language):
        return "company"  # "Arvind Fashions revenue rose"
    if (
        before in lx.titles
        or before in lx.person_nouns
        or (not GIVEN_NAMES.isdisjoint({fold(words[0]), fold(words[0]).split("-")[0]}) and len(words) in {2, 3, 4})
    ):
        return "person"
    if len(words) > 3 and words[-2] == "." and len(words[-3]) == 1:
        return "person"  # "Torvald W. Roux"
    if after[:1] == [","] and any(w in lx.person_nouns for w in _phrase(lx, after)) and len(words) > 1:
        return "person"
    if (
        before in lx.product_nouns
        or (before.isdigit() and len(before) < 4 and lx.affairs.goods.isdisjoint(after[:4]))
        or words[-1][0].isdigit()
        or (after and after[0] in lx.product_nouns)
        or any(c.isdigit() for c in words[0][1:])
    ):
        return "product"
    return "company"


def _has_post(lx: Lexicon, words: list[str], after: list[str]) -> bool:
    """Whether an apposition gives somebody with a given name a post that a company might have ("le numéro deux")."""
    start = 1 + (after[1:2] != [] and after[1] in lx.articles)
    given = not GIVEN_NAMES.isdisjoint({fold(words[0]), fold(words[0]).split("-")[0]}) and len(words) in {2, 3, 4}
    return given and after[:1] == [","] and " ".join(after[start : start + 2]) in lx.affairs.posts


@cache
def _moves(language: str) -> tuple[frozenset[str], frozenset[str]]:
    """The first words of leaving a post in two words ("stepped down"), and participles of being given one."""
    a = load(language).affairs
    leave = {form for form in a.leave if " " in form and a.leave[form] is not Tense.INFINITIVE}
    return frozenset(leave), frozenset(
        form for form, tense in a.appoint.items() if tense in {Tense.PAST, Tense.PARTICIPLE}
    )


def _leaves_or_is_named(lx: Lexicon, after: list[str]) -> bool:
    """Whether the verb behind a name is one that only people are told of ("has stepped down", "was named chief")."""
    if not lx.compounds:
        return False
    k = 0
    while k < min(4, len(after)) and after[k] in lx.chain and after[k] not in lx.prepositions:
        k += 1
    leave, named = _moves(lx.language)
    if " ".join(after[k : k + 2]) in leave:
        return True
    passive = k > 0 and after[k - 1] in lx.passive and k < len(after) and after[k] in named
    return passive and any(w in lx.affairs.posts or w in lx.person_nouns for w in after[k + 1 : k + 4])


def _phrase(lx: Lexicon, after: list[str]) -> list[str]:
    """The words of an apposition up to its noun ("its chief", "l'un des quatre fondateurs")."""
    joins = lx.articles | lx.of_words | lx.indefinite | lx.numerals.keys()
    first = 1
    while first < len(after) and after[first] in joins:
        first += 1
    return after[1 : max(4, first + 1)]


def signs(tokens: Sequence[Token], first: int, stop: int) -> bool:
    """Whether a name in brackets before a dash is the agency that a dispatch opens with ("PARIS (Agence X) -")."""
    opens = 0 < first <= 4 and tokens[first - 1].text == "(" and stop + 1 < len(tokens)
    return opens and tokens[stop].text == ")" and tokens[stop + 1].text in {"-", "–", "—"}
