"""Shallow grammar: who is the subject of a verb, what a noun belongs to, what a preposition brings."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.nodes import REFERS, Clause, Node

_FAR = 40


@cache
def _finite(language: str) -> frozenset[str]:
    """The forms by which a clause is known to have a verb of its own."""
    lx = load(language)
    told = {Tense.PRESENT, Tense.PAST, Tense.FUTURE, Tense.CONDITIONAL}
    tables = [lx.measures, lx.says, lx.hold, lx.take, lx.give, *(verb.forms for verb in lx.verbs)]
    forms = {form for table in tables for form, tense in table.items() if tense in told}
    return frozenset(forms) | lx.passive


def is_adverb(word: str, lx: Lexicon) -> bool:
    return len(word) > 5 and word.endswith(lx.adverb_endings)


def owns(nodes: list[Node], i: int) -> bool:
    """Whether a name only owns what follows ("Meta's boss")."""
    return i + 1 < len(nodes) and nodes[i + 1].low in {"'s", "'"}


def nearest(clause: Clause, before: int, lx: Lexicon) -> int | None:
    """The nearest party to the left that no preposition governs; a crowd ("startups") in between answers for itself."""
    for j in range(before - 1, max(-1, before - _FAR), -1):
        node = clause.nodes[j]
        if node.low == ";":
            return None
        if node.party == "generic" and not node.prep:
            return None
        if node.entity is not None and node.entity.kind in {"product", "publisher"}:
            continue
        if node.party == "name" and _speaks_aside(clause, j, before, lx):
            continue
        if (
            node.party in REFERS
            and not node.prep
            and not owns(clause.nodes, j)
            and not _modifies(clause.nodes, j, lx)
            and not in_aside(clause, j, before, lx)
        ):
            return j
    return None


def _modifies(nodes: list[Node], j: int, lx: Lexicon) -> bool:
    """Whether a name between an article and a noun only says what the noun is of ("the Airbus sales sheet")."""
    if not lx.compounds or nodes[j].party != "name" or j == 0 or j + 1 >= len(nodes):
        return False
    after = nodes[j + 1]
    if nodes[j - 1].low not in lx.articles or not after.is_word or not after.low.isalpha():
        return False
    small = (lx.chain, lx.prepositions, lx.conjunctions, lx.relatives, lx.company_nouns, lx.person_nouns, lx.measures)
    return not any(after.low in words for words in (*small, _finite(lx.language))) and not is_adverb(after.low, lx)


def _speaks_aside(clause: Clause, j: int, before: int, lx: Lexicon) -> bool:
    """Whether a name only says who says it, in an aside ("en septembre, fait savoir X, M ont été …")."""
    nodes, verb = clause.nodes, clause.nodes[j].head - 1
    if verb < 1 or j + 1 >= before or nodes[j + 1].low != ",":
        return False
    if nodes[verb].low in lx.let_know and nodes[verb - 1].low != ",":
        return verb > 1 and nodes[verb - 2].low == ","  # "fait savoir X"
    return nodes[verb].low in lx.says and nodes[verb - 1].low == ","


def in_aside(clause: Clause, j: int, before: int, lx: Lexicon) -> bool:
    """Whether node `j` stands in brackets or in a relative clause that close before `before`."""
    nodes = clause.nodes
    for k in range(j + 1, min(before, j + 12)):
        if nodes[k].low == "(":
            return False
        if nodes[k].low == ")":
            return True
        if nodes[k].low == ",":
            start = next((i for i in range(j - 1, max(-1, j - 10), -1) if nodes[i].low in {",", ";"}), None)
            if start is not None and nodes[start + 1].low in lx.prepositions:
                start += 1  # ", in which Y holds 5%,"
            return start is not None and nodes[start + 1].low in lx.relatives
    return False


def subject(clause: Clause, verb: int, lx: Lexicon) -> int | None:  # noqa: C901, PLR0911 - one return per construction
    """The node of the subject of the verb at `verb`, or `None` where that is no party or not sure."""
    nodes, j, loose = clause.nodes, verb - 1, False
    if (enabled := _enabled(clause, verb, lx)) is not None:
        return enabled
    while j >= 0 and (nodes[j].low in lx.chain or nodes[j].when or (is_adverb(nodes[j].low, lx) and nodes[j].is_word)):
        loose = loose or nodes[j].low in lx.loosening
        j -= 1
    if j < 0:
        return None
    node = nodes[j]
    if node.party in REFERS:
        if not node.prep and not owns(nodes, j):
            return j
        return nearest(clause, j, lx) if loose else _before_preposition(clause, j, lx)
    if node.party == "generic":
        return None
    if node.low in lx.relatives:
        return antecedent(clause, j, lx)
    if node.low == ",":
        if loose:
            within = _relative_around(clause, j, lx)
            return within if within is not None else nearest(clause, j, lx)
        found = _around_aside(clause, j, lx)
        return found if found is not None else _opening(clause, j, lx)
    if node.low in lx.conjunctions and not loose:
        return _shared_subject(clause, j, lx)
    if loose or node.low in lx.loosening:
        return nearest(clause, j, lx)
    if node.low == ")":
        opening = next((k for k in range(j, max(-1, j - 15), -1) if nodes[k].low == "("), None)
        return opening - 1 if opening and nodes[opening - 1].party in REFERS else None
    return _through_phrase(clause, j, lx)


def _enabled(clause: Clause, verb: int, lx: Lexicon) -> int | None:
    """Who is enabled to do what an infinitive says ("a permis à la pépite française de lever M")."""
    nodes = clause.nodes
    if verb < 4 or nodes[verb - 1].low not in lx.of_words or not nodes[verb - 1].is_word:
        return None
    for k in range(verb - 2, max(0, verb - 8), -1):
        if nodes[k].party in REFERS and nodes[k].prep in lx.to_words and nodes[k].head > 1:
            given = nodes[max(0, nodes[k].head - 5) : nodes[k].head - 1]
            return k if any(n.low in lx.give for n in given) else None
        if not nodes[k].is_word or nodes[k].low in lx.prepositions or not nodes[k].low[0].isalpha():
            return None
    return None


def in_relative(clause: Clause, at: int, lx: Lexicon) -> int | None:
    """Of whom the relative clause around `at` tells, where nobody else is its subject ("X, which after N, has …")."""
    nodes = clause.nodes
    for k in range(at - 1, max(0, at - 26), -1):
        node = nodes[k]
        if node.low in lx.relatives:
            return antecedent(clause, k, lx)
        if node.low in {";", ":"} or (node.party in REFERS and not node.prep):
            return None
    return None


def _relative_around(clause: Clause, comma: int, lx: Lexicon) -> int | None:
    """What a relative clause is of whose pronoun stands before an aside ("X, which, according to Y, is about to")."""
    nodes = clause.nodes
    for k in range(comma - 1, max(1, comma - 12), -1):
        if nodes[k].low == "," and nodes[k - 1].low in lx.relatives:
            return antecedent(clause, k - 1, lx)
    return None


def described(clause: Clause, noun: int, lx: Lexicon) -> int | None:
    """Whom the aside describes that a noun stands in: "buys X, a maker of Y with a N of", "X, qui réalise un N"."""
    nodes, finite = clause.nodes, _finite(lx.language)
    verb = False
    for k in range(noun - 1, max(-1, noun - _FAR), -1):
        node = nodes[k]
        if node.low in {";", ":"}:
            return None
        if node.low in lx.relatives and nodes[k - 1].low == "," and k > 1 and nodes[k - 2].party == "name":
            return k - 2 if not owns(nodes, k - 2) else None
        verb = verb or node.low in finite
        if node.party != "name" or k + 2 >= noun or nodes[k + 1].low != "," or owns(nodes, k):
            continue
        if not verb and node.entity is not None and node.entity.is_company and _opens_aside(nodes, k + 2, lx):
            return k
        if not node.prep:
            return None
    return None


def _opens_aside(nodes: list[Node], k: int, lx: Lexicon) -> bool:
    """Whether the words at `k` say what the name before the comma is ("a start-up", "spécialiste de", "founded in")."""
    if nodes[k].low in lx.affairs.found or nodes[k].low in lx.company_nouns:
        return True
    start = k + (nodes[k].low in lx.articles)
    return any(n.noun or n.low in lx.company_nouns for n in nodes[start : start + 3])


def _shared_subject(clause: Clause, conjunction: int, lx: Lexicon) -> int | None:
    """The subject that two joined verbs share: not the object of the first one ("X buys Y and unveils Z")."""
    nodes, k = clause.nodes, nearest(clause, conjunction, lx)
    edge = conjunction - 1 - (clause.nodes[conjunction - 1].low == ",")
    if k is None or k != edge:
        return k
    before = nodes[nodes[k].head - 1] if nodes[k].head > 0 else None
    if before is None or not before.is_word or not before.low[0].isalpha():
        return k
    if before.low in lx.relatives or before.low in lx.conjunctions or before.low in lx.prepositions:
        return k
    first = nearest(clause, nodes[k].head, lx)
    return k if first is None else first


def _before_preposition(clause: Clause, j: int, lx: Lexicon) -> int | None:
    """The head that a governed party belongs to: "la start-up de l'espace d'Elon Musk lève"."""
    nodes = clause.nodes
    for k in range(nodes[j].head - 2, max(-1, nodes[j].head - 9), -1):
        node = nodes[k]
        if node.party in REFERS and not node.prep and not owns(nodes, k):
            return k if nodes[k + 1].low in lx.prepositions else None
        if node.low in {",", ";", ":", ")"} or node.low in lx.relatives or node.low in lx.conjunctions or node.money:
            return None
    return None


def antecedent(clause: Clause, relative: int, lx: Lexicon) -> int | None:
    """What a relative pronoun stands for: the party right before it, or the description it ends."""
    nodes = clause.nodes
    if relative and nodes[relative - 1].low in lx.articles:
        return None  # "ce qui": what was told, not who
    if relative > 1 and nodes[relative - 2].low == ")" and nodes[relative - 1].low == ",":
        opening = next((k for k in range(relative - 2, max(-1, relative - 16), -1) if nodes[k].low == "("), 0)
        if opening and nodes[opening - 1].party in REFERS:
            return opening - 1  # "X (a fund), which holds"
    for k in range(relative - 1, max(-1, relative - 12), -1):
        if nodes[k].party == "name" and nodes[k + 1].low == "," and nodes[relative - 1].low == "," and k < relative - 3:
            return k  # "X, le site de revente d'appareils, qui …"
        if nodes[k].party in REFERS | {"indefinite"}:
            return k if relative - k <= 3 or nodes[k].party in {"noun", "indefinite"} else None
        if nodes[k].money or nodes[k].percent:
            return None
    return None


def _around_aside(clause: Clause, comma: int, lx: Lexicon) -> int | None:
    """The subject before an aside that ends at `comma`: "Meta, who has bet on AI, raised", "X a, de son côté, levé"."""
    nodes = clause.nodes
    best = None
    for k in range(comma - 1, max(-1, comma - 25), -1):
        split = (
            nodes[k].low == "," and k > 1 and nodes[k - 1].low in lx.chain and nodes[k - 1].low not in lx.prepositions
        )
        if split and comma - k < 8 and nodes[k - 2].party in REFERS and not nodes[k - 2].prep:
            return k - 2
        if nodes[k].low == "," and k > 1 and nodes[k - 1].low in lx.relatives:
            return antecedent(clause, k - 1, lx)  # "X, which, according to Y, raised"
        if nodes[k].low == "," and k and nodes[k - 1].party in REFERS and not nodes[k - 1].prep:
            enumeration = (
                k + 1 < len(nodes)
                and nodes[k + 1].party == "name"
                and nodes[k + 1].head == k + 1
                and not owns(nodes, k + 1)
            )
            if not enumeration:
                return k - 1
            best = None
    return best


def _opening(clause: Clause, comma: int, lx: Lexicon) -> int | None:
    """The party that opens the sentence, where only what describes it stands before `comma` ("X, run by P, raised")."""
    nodes = clause.nodes
    first = next((k for k, n in enumerate(nodes[:comma]) if n.party in REFERS), None)
    if first is None or nodes[first].head > 1 or nodes[first].prep or owns(nodes, first):
        return None
    finite = lx.chain - lx.prepositions - lx.articles
    between = nodes[first + 1 : comma]
    plain = not any(n.low in finite or n.low in {";", ":"} or n.money or n.party == "pronoun" for n in between)
    return first if plain and any(n.low == "," for n in between) else None


def _through_phrase(clause: Clause, j: int, lx: Lexicon) -> int | None:
    """A subject followed by a prepositional phrase: "Mistral, in Paris raised" or "Dust in early 2024 raised"."""
    nodes = clause.nodes
    if (told := _with_adjectives(clause, j, lx)) is not None:
        return told
    for k in range(j, max(-1, j - 6), -1):
        if nodes[k].party == "indefinite" and nodes[k].entity is not None and nodes[k].head > 1:
            named = nodes[k].head - 2  # "X, une société de paiement mobile a levé": the comma that closes it is missing
            return named if nodes[named].party == "name" and not nodes[named].prep else None
        if nodes[k].party in REFERS:
            follows = nodes[k + 1].low
            if not nodes[k].prep and not owns(nodes, k) and (follows in lx.prepositions or follows in lx.chain):
                return k
            return None
        if nodes[k].low in {",", ";", ":", ")"} or nodes[k].low in lx.relatives or nodes[k].party == "generic":
            return None
    return None


def _with_adjectives(clause: Clause, j: int, lx: Lexicon) -> int | None:
    """A description whose adjectives follow it, the last of them at `j` ("la jeune pousse grenobloise [a levé M]")."""
    nodes, finite = clause.nodes, _finite(lx.language)
    if lx.compounds:
        return None
    for k in range(j, max(-1, j - 3), -1):
        node = nodes[k]
        if node.party:
            return k if k < j and node.party == "noun" and not node.prep else None
        small = (finite, lx.prepositions, lx.conjunctions, lx.relatives, lx.kin, lx.parents, lx.articles, lx.chain)
        if not node.is_word or not node.text.isalpha() or not node.text.islower() or any(node.low in w for w in small):
            return None
    return None


def owner(clause: Clause, noun: int, lx: Lexicon, end: int | None = None) -> int | None:
    """Whose a noun is: "its N", "X's N", "N of X"; the node of the owner."""
    nodes = clause.nodes
    for k in range(noun - 1, max(-1, noun - 7), -1):
        node = nodes[k]
        if node.party == "possessive" and noun - k <= 5:
            return k
        if node.low in {"'s", "'"} and k and nodes[k - 1].party:
            return k - 1
        if node.party in REFERS and k == noun - 1 and node.party == "name" and not node.prep:
            return k  # "OpenAI valuation"
        if (
            (not node.is_word and not (node.money or node.when))
            or node.low in lx.prepositions
            or node.low in {",", ";", ":", "("}
            or node.low in lx.relatives
        ):
            break
    stop = noun + 1 if end is None else end
    for k in range(stop, min(len(nodes), stop + 7)):
        node = nodes[k]
        if node.party in REFERS and (node.prep in lx.of_words) and not owns(nodes, k):
            return k
        if (
            node.money
            or node.low in {",", ";", ":"}
            or node.low in lx.relatives
            or (node.low in lx.prepositions and node.low not in lx.of_words and not node.party)
        ):
            break
    return None


def governed(clause: Clause, start: int, stop: int, prepositions: Collection[str]) -> Iterator[int]:
    """The parties in `nodes[start:stop]` that one of `prepositions` brings, in order."""
    for k in range(max(0, start), min(stop, len(clause.nodes))):
        node = clause.nodes[k]
        if node.low == ";":
            return
        if node.party in REFERS and node.prep in prepositions and not owns(clause.nodes, k):
            yield k


def series(clause: Clause, first: int, lx: Lexicon) -> list[int]:
    """The parties of an enumeration that begins at `first`: "Nvidia, AMD and Sequoia"."""
    nodes, found, last, joints = clause.nodes, [first], first, lx.joints | {","}
    for k in range(first + 1, min(len(nodes), first + 60)):
        node = nodes[k]
        if node.party == "name" and node.entity:
            between = [n.low for n in nodes[last + 1 : node.head]]
            again = nodes[node.head - 1].low == nodes[first].prep or node.prep == nodes[first].prep
            if (
                not between
                or between[0] not in joints
                or any(
                    w not in joints and w not in lx.articles and not (again and w in lx.prepositions) for w in between
                )
            ):
                break
            found.append(k)
            last = k
        elif node.low in {";", "."} or k - last > 6:
            break
    return found
