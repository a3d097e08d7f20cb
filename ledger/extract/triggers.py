"""The words that open a frame, found in a clause."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon, Noun, Verb
from ledger.extract.lexicon.forms import Tense
from ledger.extract.nodes import Clause
from ledger.extract.phrases import Phrases

_DEALS = {"buy", "sold", "acquisition", "invest", "investment", "raise", "round", "value"}


@dataclass(frozen=True, slots=True)
class Trigger:
    """A verb or noun that opens a frame of `shape`, at nodes [start, end)."""

    shape: str
    start: int
    end: int
    basis: str = ""
    tense: Tense | None = None

    @property
    def is_verb(self) -> bool:
        return self.tense is not None


@dataclass(frozen=True, slots=True)
class Table:
    """What a language's lexicon says about triggers, ready to be looked up."""

    nouns: Phrases[Noun]
    measures: Phrases[object]
    verbs: dict[str, list[tuple[Verb, Tense]]]
    #: Verbs of several words ("prendre le contrôle de").
    idioms: Phrases[tuple[Verb, Tense]]
    #: Every word that a trigger may begin with; none of these is a name.
    words: frozenset[str]
    #: Every word that a trigger begins with.
    openers: frozenset[str]


@cache
def table(language: str) -> Table:
    lx = load(language)
    nouns: Phrases[Noun] = Phrases((phrase, noun) for noun in lx.nouns for phrase in noun.phrases)
    measured = {"valuation", "revenue", "capex", "order_book", "round"}
    measures: Phrases[object] = Phrases((p, n) for n in lx.nouns if n.shape in measured for p in n.phrases)
    verbs: dict[str, list[tuple[Verb, Tense]]] = {}
    idioms: Phrases[tuple[Verb, Tense]] = Phrases()
    for verb in lx.verbs:
        for form, tense in verb.forms.items():
            if " " in form:
                idioms.add(form, (verb, tense))
            else:
                verbs.setdefault(form, []).append((verb, tense))
    openers = {phrase.split()[0] for noun in lx.nouns if noun.shape != "idle" for phrase in noun.phrases}
    words = (frozenset(verbs) | openers | frozenset(lx.measures)) - lx.prepositions - lx.articles
    return Table(nouns, measures, verbs, idioms, words, frozenset([*verbs, *nouns.openers, *idioms.openers]))


def find(clause: Clause, lx: Lexicon, *, of_rounds: bool = False) -> list[Trigger]:
    """The triggers of a clause from left to right; `of_rounds` where the text has just spoken of rounds."""
    known, lows, found, i = table(lx.language), clause.lows, [], 0
    while i < len(lows):
        low = lows[i]
        if low not in known.openers:
            i += 1
            continue
        idiom = known.idioms.at(lows, i) if low in known.idioms.openers else None
        if idiom:
            found.append(Trigger(idiom[1][0].shape, i, idiom[0], tense=idiom[1][1]))
            i = idiom[0]
            continue
        verb = _verb(clause, i, known, of_rounds=of_rounds) if low in known.verbs else None
        noun = known.nouns.at(lows, i) if low in known.nouns.openers else None
        if noun and noun[1].owned and not _is_owned(clause, i, noun[0], lx):
            noun = None
        if noun and (verb is None or noun[0] > i + 1 or _is_noun(clause, i, lx)):
            found.append(Trigger(noun[1].shape, i, noun[0], noun[1].basis))
            i = noun[0]
            continue
        if verb:
            found.append(verb)
        i += 1
    found = [t for k, t in enumerate(found) if not (k and _tells_measure(found[k - 1], t))]
    # "In a deal worth M" tells the price of whatever else the clause tells of.
    if any(t.shape in _DEALS for t in found):
        return [t for t in found if not (t.shape == "contract" and lows[t.start] in lx.dealings)]
    return found


def _tells_measure(noun: Trigger, verb: Trigger) -> bool:
    """Whether a verb of valuing only says how a measure is known ("revenue estimated at M")."""
    flows = {"revenue", "capex", "order_book", "profit", "loss"}
    told = verb.shape == "value" and verb.tense in {Tense.PARTICIPLE, Tense.PAST} and not noun.is_verb
    far = 4 if noun.shape == "valuation" else 1
    return told and noun.shape in flows | {"valuation"} and verb.start - noun.end <= far


def _is_owned(clause: Clause, start: int, end: int, lx: Lexicon) -> bool:
    """Whether the clause says right beside a noun whose it is."""
    nodes = clause.nodes
    if start and (nodes[start - 1].party == "possessive" or nodes[start - 1].low == "'s"):
        return True
    if end >= len(nodes):
        return False
    after = next((n for n in nodes[end + 1 : end + 5] if n.party), None)
    return (
        nodes[end].low in lx.of_words
        and after is not None
        and after.party in {"name", "noun"}
        and after.head <= end + 1
    )


def _verb(clause: Clause, i: int, known: Table, *, of_rounds: bool) -> Trigger | None:
    for verb, tense in known.verbs.get(clause.lows[i], ()):
        spoken = of_rounds and verb.shape == "raise" and not known.measures.all(clause.lows)
        spoken = spoken or (verb.shape == "raise" and verb.from_backers and _from_backer(clause, i))
        if verb.context and not spoken and verb.context.isdisjoint(node.low for node in clause.nodes):
            continue
        end = i + 1
        if verb.particle:
            near = clause.lows[max(0, i - 3) : i + 7]
            if verb.particle not in near or (
                verb.shape == "revenue" and verb.particle not in clause.lows[i + 1 : i + 2]
            ):
                continue
            if end < len(clause.lows) and clause.lows[end] == verb.particle:
                end += 1
        return Trigger(verb.shape, i, end, tense=tense)
    return None


def _from_backer(clause: Clause, i: int) -> bool:
    """Whether a sum behind a verb comes from a company that is named ("has secured M from Y")."""
    nodes = clause.nodes
    for k in range(i + 1, min(len(nodes) - 2, i + 7)):
        if nodes[k].money is not None:
            source = next((j for j in range(k + 1, min(len(nodes) - 1, k + 7)) if nodes[j].low == "from"), None)
            backer = nodes[source + 1] if source is not None else None
            return backer is not None and backer.party == "name" and bool(backer.entity and backer.entity.is_company)
    return False


def _is_noun(clause: Clause, i: int, lx: Lexicon) -> bool:
    """Whether a word that may be verb or noun ("raise", "offre") is a noun here."""
    if i == 0:
        return False
    before = clause.nodes[i - 1]
    if before.when is not None and i > 1:
        owned = clause.nodes[i - 2]
        return owned.low in lx.articles or owned.party == "possessive" or owned.low == "'s"  # "its 2007 purchase of X"
    if (
        i > 1
        and clause.nodes[i - 2].low in lx.articles
        and before.is_word
        and before.low not in lx.chain
        and before.low[0].isalpha()
    ):
        return before.low not in lx.person_nouns and before.low not in lx.company_nouns  # "une nouvelle levée"
    return before.low in lx.articles or before.party == "possessive" or before.money is not None or before.low == "'s"
