"""A sentence as the frames see it: a row of words in which every mention is one node."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import Money, Percent
from ledger.extract.names import Entity, Mention
from ledger.extract.periods import When
from ledger.extract.phrases import table_of
from ledger.extract.segment import Sentence, Token

#: Of the parties of nodes those that mean somebody as a whole, and not as whose something is.
REFERS = frozenset({"name", "noun", "pronoun"})


@dataclass(slots=True)
class Node:
    """A word, or a mention. What it means is in the one field that is not `None`."""

    start: int
    end: int
    text: str
    low: str
    money: Money | None = None
    percent: Percent | None = None
    when: When | None = None
    entity: Entity | None = None
    #: "name", "noun" (the company), "pronoun", "possessive", "generic" (startups), "" for what is no party.
    party: str = ""
    #: Of a definite description: its class ("startup", "company", "group").
    noun: str = ""
    #: The first node of its noun phrase.
    head: int = -1
    #: The preposition that governs it, or "".
    prep: str = ""

    @property
    def is_word(self) -> bool:
        return self.money is None and self.percent is None and self.when is None and not self.party


@dataclass(slots=True)
class Clause:
    """A sentence with its nodes; `index` counts sentences."""

    sentence: Sentence
    index: int
    nodes: list[Node] = field(default_factory=list)
    lows: list[str] = field(default_factory=list)

    def parties(self) -> list[int]:
        return [i for i, node in enumerate(self.nodes) if node.party and node.party != "generic"]


_DASHES = frozenset(["—", "–"])


class Spanned(Protocol):
    """A mention of any sort: it has a place in the text."""

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def build(  # noqa: PLR0913, PLR0917 - all that a clause is made of
    text: str, sentence: Sentence, index: int, tokens: Sequence[Token], mentions: Sequence[Spanned], lx: Lexicon
) -> Clause:
    """The clause of a sentence. `mentions` are its Money, Percent, When and Mention values in any order."""
    spans = sorted(mentions, key=lambda m: (m.start, -m.end))
    nodes: list[Node] = []
    at, reached, count = 0, 0, len(spans)
    for start, end, written, low in tokens:
        if start < reached:
            continue  # part of the mention before
        while at < count and spans[at].end <= start:
            at += 1
        if at < count and spans[at].start < end:
            nodes.append(_node(text, spans[at], lx))
            reached = spans[at].end
            at += 1
        else:
            # Dashes around an aside do what commas do.
            nodes.append(Node(start, end, written, "," if written in _DASHES else low))
    nodes = _with_organs(nodes, lx)
    _phrases(nodes, lx)
    _govern(nodes, lx)
    # What is a mention from the start has no words already; descriptions and pronouns lose theirs here.
    return Clause(sentence, index, nodes, ["\0" if node.party else node.low for node in nodes])


def _with_organs(nodes: list[Node], lx: Lexicon) -> list[Node]:
    """What "X's board" decides, X decides: the words are left out before a verb."""
    if lx.organs.isdisjoint([n.low for n in nodes]):
        return nodes
    kept: list[Node] = []
    skip = 0
    for i, node in enumerate(nodes):
        if skip:
            skip -= 1
            continue
        kept.append(node)
        if node.party == "name" and i + 3 < len(nodes) and nodes[i + 1].low == "'s" and nodes[i + 2].low in lx.organs:
            after = nodes[i + 3].low
            skip = 2 if after in lx.decides or (after in lx.chain and after not in lx.prepositions) else 0
    return kept


def _node(text: str, mention: Spanned, lx: Lexicon) -> Node:
    start, end = mention.start, mention.end
    node = Node(start, end, text[start:end], "\0")
    if isinstance(mention, Money):
        node.money = mention
    elif isinstance(mention, Percent):
        node.percent = mention
    elif isinstance(mention, When):
        node.when = mention
    elif isinstance(mention, Mention):
        node.entity = mention.entity
        node.party = "name"
        if mention.description:
            node.noun = next((lx.company_nouns[w] for w in node.text.lower().split() if w in lx.company_nouns), "")
    return node


def _phrases(nodes: list[Node], lx: Lexicon) -> None:
    """Find definite descriptions, pronouns and possessives, and give names the noun phrase they stand in."""
    describing = _describing(lx.language)
    for i, node in enumerate(nodes):
        if node.party == "name":
            if lx.compounds and i > 1 and (other := _modifier(nodes, i, lx)) is not None:
                nodes[other].party, nodes[other].entity = "", None
                nodes[i - 1].party = ""
                node.head = min(_noun_phrase(nodes, i, lx), other)
            else:
                node.head = _introduced(nodes, i, lx) or _noun_phrase(nodes, i, lx)
        elif node.low != "\0":
            node.head = i
            if node.low in describing:
                _describe(nodes, i, lx)


def _introduced(nodes: list[Node], i: int, lx: Lexicon) -> int | None:
    """Where the phrase begins that a name is given to ("[un autre rival du nom de] X"): the name stands for it."""
    lows = [n.low for n in nodes[max(0, i - 5) : i]]
    hit = next((h for h in table_of(lx.named).all(lows) if h[1] == len(lows)), None) if lx.named else None
    if hit is None:
        return None
    start = i - len(lows) + hit[0]
    for j in range(start - 1, max(-1, start - 8), -1):
        low = nodes[j].low
        if low in lx.articles and low not in lx.of_words:
            for node in nodes[j:start]:
                node.party = "" if node.party in {"noun", "indefinite", "generic"} else node.party
            return j
        if not nodes[j].is_word and nodes[j].party not in {"noun", "indefinite"}:
            return None
    return None


def _modifier(nodes: list[Node], i: int, lx: Lexicon) -> int | None:
    """The name that only says what the company behind it owns or makes ("Gucci owner Kering", "PVC pipe maker X")."""
    entity, noun = nodes[i].entity, nodes[i - 1].low
    if not (noun in lx.company_nouns or noun in lx.kin) or entity is None or not entity.is_company:
        return None
    for k in range(i - 2, max(-1, i - 4), -1):
        node = nodes[k]
        if node.party == "name":
            return k
        if not node.is_word or not node.low[0].isalpha() or node.low in lx.prepositions or node.low in lx.articles:
            return None
        if node.low in lx.chain or node.low in lx.conjunctions or node.low in _forms(lx.language):
            return None
    return None


def _noun_phrase(nodes: list[Node], i: int, lx: Lexicon) -> int:  # noqa: PLR0911 - one return per construction
    """Where the noun phrase of a name begins: "la start-up allemande [Black Forest Labs]"."""
    noun = None
    for j in range(i - 1, max(-1, i - 7), -1):
        word = nodes[j]
        if word.low in lx.possessives and noun is not None:
            return j  # "dans sa fintech X"
        if not word.is_word or not (word.low[0].isalpha() or word.low == "'s"):
            if word.party in {"noun", "generic"} and noun is None and i - j <= 3 and word.party == "noun":
                nodes[i].noun, word.party = word.noun, ""
                return word.head if word.head >= 0 else j
            break
        backs = word.low in lx.backers and not lx.compounds  # "par le fonds suédois X"
        if backs or word.low in lx.company_nouns or word.low in lx.product_nouns or word.low in lx.person_nouns:
            noun = j if noun is None else noun
            nodes[i].noun = nodes[i].noun or lx.company_nouns.get(word.low, "")
        elif noun is None and (made := _made_of(nodes, i, j, lx)) is not None:
            described = nodes[made]  # "le fabricant de portefeuilles Ledger", "le géant de la distribution X"
            nodes[i].noun, described.party = lx.company_nouns[described.low], ""
            return described.head if described.head >= 0 else made
        elif word.low in lx.articles:
            alone = nodes[i].entity is not None and nodes[i].entity.kind == "person"  # type: ignore[union-attr]
            if alone and noun is None and i - j > 1:
                return i  # "As part of the package Ada Roux": two phrases
            plain = all("-" in n.low or n.low in lx.adjectives for n in nodes[j + 1 : i])
            return j if noun is not None or i - j <= 2 or plain else i
        elif (
            word.low in lx.prepositions
            or word.low in lx.conjunctions
            or word.low in lx.relatives
            or word.low in lx.chain
            or word.low in _deeds(lx.language)
        ):
            break
    if (
        noun is not None
        and noun > 1
        and nodes[noun - 1].low in lx.of_words
        and (made := _maker(nodes, noun - 1, lx)) is not None
    ):
        nodes[i].noun, nodes[made].party = lx.company_nouns[nodes[made].low], ""
        return nodes[made].head if nodes[made].head >= 0 else made
    if noun != i - 1:
        return _premodified(nodes, i, lx)
    # "by Dutch chip equipment maker ASML": the phrase reaches back to its preposition.
    start = next(
        (j for j in range(noun - 1, max(-1, noun - 5), -1) if nodes[j].low in lx.prepositions and nodes[j].low != "to"),
        None,
    )
    return (
        start + 1
        if start is not None
        and all(n.is_word and n.low[0].isalpha() and n.low not in lx.chain for n in nodes[start + 1 : noun])
        else noun
    )


def _premodified(nodes: list[Node], i: int, lx: Lexicon) -> int:
    """Where the words before a name begin that a preposition brings with it ("of London-listed agribusiness X")."""
    for j in range(i - 1, max(-1, i - 5), -1):
        low = nodes[j].low
        if low in _GOVERNS and j < i - 1:
            plain = any("-" in n.low or n.low in lx.adjectives for n in nodes[j + 1 : i])
            return j + 1 if plain else i
        if not nodes[j].is_word or not low[0].isalpha() or low in lx.chain or low in lx.articles:
            break
        if low in lx.conjunctions or low in lx.relatives or low in lx.prepositions or low in _forms(lx.language):
            break
    return i


@cache
def _describing(language: str) -> frozenset[str]:
    """The words that stand for a party, or may."""
    lx = load(language)
    return frozenset([*lx.pronouns, *lx.possessives, *lx.company_nouns, *lx.generic_nouns, *lx.latter, *lx.bodies])


def _made_of(nodes: list[Node], i: int, j: int, lx: Lexicon) -> int | None:
    """The noun that says what the name at `i` makes or sells, where "of" or "of the" stands at `j`."""
    entity = nodes[i].entity
    of = j - 1 if nodes[j].low in lx.articles and nodes[j].low not in lx.of_words else j
    if entity is None or entity.kind in {"product", "person"} or not of > 0 or j >= i - 1:
        return None
    return _maker(nodes, of, lx) if nodes[of].low in lx.of_words else None


def _maker(nodes: list[Node], of: int, lx: Lexicon) -> int | None:
    """The noun before "of" that says what makes it ("le fabricant américain de camping-cars et [de] caravanes X")."""
    for j in range(of - 1, max(-1, of - 9), -1):
        low = nodes[j].low
        if low in lx.company_nouns:
            return j if nodes[j + 1].low not in lx.parents else None
        known = low in lx.of_words or low in lx.and_ or low in lx.in_words or low in lx.articles
        if nodes[j].party or not nodes[j].is_word or not low[0].isalpha() or (low in lx.chain and not known):
            return None
    return None


def _describe(nodes: list[Node], i: int, lx: Lexicon) -> None:  # noqa: C901 - one branch per sort of word
    node = nodes[i]
    before = nodes[i - 1].low if i else ""
    if node.low in lx.pronouns:
        node.party = "" if _is_impersonal(nodes, i, lx) else "pronoun"
    elif node.low in lx.possessives:
        node.party = "possessive"
    elif node.low in lx.company_nouns and i and nodes[i - 1].party == "noun":
        # "The fintech firm": one description.
        node.party, node.noun, node.head = "noun", nodes[i - 1].noun, nodes[i - 1].head
        nodes[i - 1].party = ""
    elif node.low in lx.bodies and before in lx.articles:
        node.party, node.head = "generic", i - 1
    elif node.low in lx.latter and before in lx.articles and before not in lx.of_words and _stands_alone(nodes, i, lx):
        node.party, node.head = "pronoun", i - 1
    elif node.low in lx.company_nouns and before in lx.none:
        node.party = "generic"  # "aucune start-up"
    elif node.low in lx.company_nouns:
        start = next(
            (
                j
                for j in range(i - 1, max(-1, i - 6), -1)
                if nodes[j].low in lx.articles or nodes[j].party == "possessive"
            ),
            None,
        )
        if start is None or any(
            not n.is_word or n.low in lx.prepositions or n.low in {",", ":"} for n in nodes[start + 1 : i]
        ):
            owner = i - 1
            while owner >= 0 and owner > i - 4 and nodes[owner].is_word and nodes[owner].low != "'s":
                owner -= 1
            if owner > 0 and nodes[owner].low == "'s" and nodes[owner - 1].party == "name":
                node.party, node.noun, node.head = "noun", lx.company_nouns[node.low], owner - 1
            return
        if nodes[start].low in lx.plural_articles or any(n.low in lx.apart for n in nodes[start + 1 : i]):
            node.party = "generic"  # "les start-up", "the smaller company"
            return
        definite = nodes[start].low not in lx.indefinite and nodes[start].party != "possessive"
        node.party, node.noun, node.head = ("noun" if definite else "indefinite"), lx.company_nouns[node.low], start
    elif node.low in lx.generic_nouns and (before not in lx.articles or before in lx.indefinite):
        node.party = "generic"


def _stands_alone(nodes: list[Node], i: int, lx: Lexicon) -> bool:
    """Whether a word that may describe a noun stands for itself ("ce dernier avait", not "ce dernier mois")."""
    after = nodes[i + 1].low if i + 1 < len(nodes) else "."
    if nodes[i - 1].low not in lx.demonstratives:
        return False
    return (
        not after[0].isalpha()
        or after in lx.chain
        or after in lx.relatives
        or after in lx.prepositions
        or after in _forms(lx.language)
    )


def _is_impersonal(nodes: list[Node], i: int, lx: Lexicon) -> bool:
    """Whether a pronoun stands for nobody ("il s'agit de X")."""
    return bool(lx.impersonal) and table_of(lx.impersonal).at([n.low for n in nodes[i : i + 6]], 0) is not None


def _goes_on(nodes: list[Node], i: int, lx: Lexicon) -> bool:
    """Whether an enumeration that a comma may have opened is closed by "and" and a further name."""
    for k in range(i + 1, min(len(nodes) - 1, i + 30)):
        if nodes[k].low in lx.and_ or nodes[k].low in lx.joints:
            return any(nodes[j].party == "name" for j in range(k + 1, min(len(nodes), k + 4)))
        if nodes[k].party != "name" and nodes[k].low != "," and nodes[k].low not in lx.articles:
            return False
    return False


def _joint(nodes: list[Node], last: int, j: int, lx: Lexicon) -> int:
    """The "and" that joins a name to the one before it in spite of what describes it ("X and short video app Y")."""
    k = j
    while k > last + 1 and j - k < 4 and nodes[k].is_word and nodes[k].low[0].isalpha():
        if nodes[k].low in lx.prepositions or nodes[k].low in lx.chain or nodes[k].low in _forms(lx.language):
            return j
        if nodes[k].low in lx.conjunctions:
            break
        k -= 1
    return k if k == last + 1 and nodes[k].low in lx.and_ else j


@cache
def _forms(language: str) -> frozenset[str]:
    """All forms of the verbs that a lexicon knows."""
    lx = load(language)
    tables = (lx.measures, lx.says, lx.hold, lx.take, lx.give, *(verb.forms for verb in lx.verbs))
    return frozenset(form for table in tables for form in table)


@cache
def _deeds(language: str) -> frozenset[str]:
    """Verbs in the past by which people come and go: behind a description they end it ("the group replaced P")."""
    a = load(language).affairs
    tables = (a.dismiss, a.succeed, a.leave, a.join)
    return frozenset(f for table in tables for f, tense in table.items() if tense is Tense.PAST and " " not in f)


def _acts(nodes: list[Node], i: int, lx: Lexicon) -> bool:
    """Whether a verb follows a name at once, of which it is the subject."""
    after = nodes[i + 1].low if i + 1 < len(nodes) else ""
    if after in lx.prepositions or after in lx.articles or not after.isalpha():
        return False
    return after in _forms(lx.language) or after in lx.passive or (lx.compounds and after.endswith("ed"))


def _of_the_owner(nodes: list[Node], owner: int, lx: Lexicon) -> str:
    """The preposition before the name or the word that owns what follows."""
    if nodes[owner].party:
        return nodes[owner].prep
    before = nodes[owner - 1].low if owner else ""
    return before if before in lx.prepositions else ""


def _describes_by_name(node: Node, lx: Lexicon) -> str:
    """The preposition by which a description names another company ("la maison mère de X"), or nothing."""
    if node.party != "name" or not node.noun:
        return ""
    words = node.text.lower().split()
    return next((w for w in words[1:-1] if w in lx.of_words), "") if len(words) > 2 else ""


def _is_paper(node: Node) -> bool:
    return node.entity is not None and node.entity.kind == "publisher"


#: Prepositions that cannot open a clause.
_GOVERNS = frozenset(
    [
        "of",
        "in",
        "on",
        "at",
        "by",
        "for",
        "from",
        "with",
        "to",
        "into",
        "de",
        "d'",
        "par",
        "pour",
        "avec",
        "sur",
        "chez",
        "à",
        "dans",
    ]
)


def _govern(nodes: list[Node], lx: Lexicon) -> None:  # noqa: C901, PLR0912 - one branch per construction
    """Note the preposition before each noun phrase; in an enumeration all share that of the first."""
    last, run, closed = -1, 1, False
    for i, node in enumerate(nodes):
        if not node.party or node.party == "possessive":
            continue
        j = node.head - 1
        if j > 0 and nodes[j].low in lx.also and (nodes[j - 1].low in lx.conjunctions or nodes[j - 1].low in lx.joints):
            j -= 1  # "OpenAI, Google ou encore Apple"
        if j > 0 and nodes[j].low in lx.adjectives and nodes[j].is_word:
            j -= 1  # "by Ugandan Ada Roux"
        if node.party == "name" and last >= 0:
            j = _joint(nodes, last, j, lx)
        word = nodes[j].low if j >= 0 else ""
        if node.head == i and word and word in lx.articles and word in lx.prepositions:
            node.prep = word
        elif nodes[node.head].low in lx.articles and nodes[node.head].low in lx.prepositions:
            node.prep = nodes[node.head].low
        elif word in lx.prepositions:
            node.prep = word
        elif word == "'s" and j:
            node.prep = _of_the_owner(nodes, j - 1, lx)  # "in talks with India's Micromax"
        elif last >= 0 and (word in lx.conjunctions or word == ",") and j - last <= 2:
            # ", and" after a single name opens a clause; in a longer enumeration it closes that.
            opens = word in lx.conjunctions and nodes[j - 1].low == "," and run < 2
            own = (
                node.entity is not None
                and node.entity.kind == "person"
                and i + 1 < len(nodes)
                and nodes[i + 1].low in lx.of_words
            )
            alone = word == "," and run < 2 and not _goes_on(nodes, i, lx)
            mixed = _is_paper(node) != _is_paper(nodes[last])
            over = closed and word == ","  # "by X and Y, Z says": the enumeration was complete
            # "will leave the company and P has been named": a person goes on with a verb of his own.
            mans = node.party == "name" and node.entity is not None and node.entity.kind == "person"
            acts = mans and word in lx.and_ and nodes[last].party != "name" and _acts(nodes, i, lx)
            node.prep = "" if opens or own or alone or mixed or over or acts else nodes[last].prep
            if node.party == "name" and (of := _describes_by_name(nodes[last], lx)):
                node.prep = of  # "the parent of X and Y": both are its
            closed = word in lx.and_
            run += 1
            last = i
            continue
        if not node.prep and any(n.low in lx.former for n in nodes[max(0, node.head - 2) : i]):
            node.prep = "former"  # "the former X chief": it is not X who acts
        if node.party == "name" and node.prep and node.prep not in _GOVERNS and _acts(nodes, i, lx):
            node.prep = ""  # "after Y completed its purchase"
        if node.party == "pronoun" and node.prep not in _GOVERNS:
            node.prep = ""  # "after it absorbed": a conjunction, not a preposition
        run, closed = 1, False
        last = i
