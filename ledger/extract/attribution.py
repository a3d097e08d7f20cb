"""Says who: the chains from publisher to origin that a clause gives for what it says."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.extract import triggers
from ledger.extract.grammar import series
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause
from ledger.extract.phrases import table_of
from ledger.model.facts import Hop

_SOURCES = {"name", "noun", "pronoun"}


@dataclass(slots=True)
class Sources:
    """Parallel chains, each from the nearest source to the origin; `nodes` is where they stand."""

    chains: list[tuple[Hop, ...]] = field(default_factory=list)
    nodes: set[int] = field(default_factory=set)
    #: Only unnamed sources: the claim is as sure as a rumour.
    unnamed_only: bool = False


def read(
    clause: Clause, lx: Lexicon, publisher: str | None, anchor: int | None = None, deed: int | None = None
) -> Sources:
    """The sources that a clause names for what stands at node `anchor`, without the publisher itself.

    `deed` is where the verb stands that tells the fact: it is no verb of saying ("X added P to its board").
    """
    found = Sources()
    heads = [k for k in (*_according(clause, lx), *_saying(clause, lx, deed)) if _covers(clause, k, anchor, lx)]
    heard = _told_to(clause, lx)
    names = list(dict.fromkeys(k for k in heads if _is_source(clause, k, publisher)))
    unnamed = bool(table_of(lx.unnamed).all(clause.lows))
    quoted = _quoted(clause, lx)
    for k in names:
        if k in quoted:
            continue
        hops = [_hop(clause, p) for p in heard if p != k and _is_source(clause, p, publisher)][:1]
        hops += [_hop(clause, k)]
        hops += [_hop(clause, q) for q in quoted if q > k]
        if unnamed:
            hops.append(Hop(name=None, role="unnamed sources"))
        found.chains.append(tuple(hops))
        found.nodes.add(k)
    if not names and unnamed and heard and _is_source(clause, heard[0], publisher):
        found.chains.append((_hop(clause, heard[0]), Hop(name=None, role="unnamed sources")))
        found.nodes.add(heard[0])
    elif not names and unnamed and _claims_by_unnamed(clause, lx):
        found.chains.append((Hop(name=None, role="unnamed sources"),))
        found.unnamed_only = True
    return found


def _covers(clause: Clause, source: int, anchor: int | None, lx: Lexicon) -> bool:
    """Whether a source in the middle of a sentence speaks of what stands at `anchor`: in the same part of it.

    One that opens the sentence speaks of all of it, and so does one that closes it behind a comma of its own.
    """
    nodes = clause.nodes
    if anchor is None or source <= 4 or any(n.low in lx.says for n in nodes[source + 1 : source + 4]):
        return True
    low, high = min(source, anchor), max(source, anchor)
    if any(n.low == ";" for n in nodes[low:high]):
        return False
    verbs = triggers.table(lx.language).verbs
    soft = {p.split()[0] for stage in ("talks", "considered") for p in lx.stages[stage]} - lx.prepositions
    for k in range(low + 1, high):
        if nodes[k].low in lx.conjunctions and k + 1 < high:
            following = nodes[k + 1].low
            if (following in verbs or following in soft) and following not in lx.articles:
                return False
    return True


def with_denier(sources: Sources, denial: Clause) -> Sources:
    """The sources of a report that the next clause denies, and who denies it."""
    k = next((i for i, n in enumerate(denial.nodes) if n.party in _SOURCES and n.entity and not n.prep), None)
    chains = [*sources.chains, *([(_hop(denial, k),)] if k is not None else [])]
    return Sources(chains, sources.nodes, sources.unnamed_only)


def _hop(clause: Clause, k: int) -> Hop:
    entity = clause.nodes[k].entity
    assert entity is not None
    role = {"publisher": "publication", "person": "person"}.get(entity.kind, "company")
    return Hop(name=entity.name, role=role)


def _is_source(clause: Clause, k: int, publisher: str | None) -> bool:
    entity = clause.nodes[k].entity
    return entity is not None and entity.kind != "product" and entity.name != publisher


def _according(clause: Clause, lx: Lexicon) -> list[int]:
    nodes, found = clause.nodes, []
    for _, end, _ in table_of(lx.according).all(clause.lows):
        start = next((k for k in range(end, min(len(nodes), end + 8)) if nodes[k].party in _SOURCES), None)
        between = nodes[end:start] if start is not None else []
        introduced = (
            any(n.low in lx.person_nouns for n in between) and start is not None and nodes[start - 1].low == ","
        )
        marks = {";", ":"} if introduced else {",", ";", ":"}
        if start is not None and not any(n.low in marks or n.money for n in between):
            found += [start, *(k for k in _listed(clause, start, lx)[1:] if _is_paper(clause, k))]
    return found


def _told_to(clause: Clause, lx: Lexicon) -> list[int]:
    """The paper that a source spoke to ("sources told X", "ont fait savoir deux sources à X")."""
    nodes, found = clause.nodes, []
    for i, low in enumerate(clause.lows):
        if low not in lx.says and low not in lx.let_know:
            continue
        for k in range(i + 1, min(len(nodes), i + 8)):
            if nodes[k].low in {",", ";", ":"}:
                break
            if _is_paper(clause, k) and (k == i + 1 or nodes[k].prep in lx.to_words) and low not in lx.speech:
                found.append(k)
    return found


def _is_paper(clause: Clause, k: int) -> bool:
    entity = clause.nodes[k].entity
    return entity is not None and entity.kind == "publisher"


def _listed(clause: Clause, start: int, lx: Lexicon) -> list[int]:
    """An enumeration of sources; "du Financial Times et de Bloomberg" repeats its preposition."""
    found = series(clause, start, lx)
    nodes, k = clause.nodes, found[-1] + 1
    while k + 2 < len(nodes) and nodes[k].low in lx.and_ | {","}:
        following = next((j for j in range(k + 1, min(len(nodes), k + 4)) if nodes[j].party == "name"), None)
        if following is None or any(n.low not in lx.of_words | lx.articles for n in nodes[k + 1 : following]):
            break
        entity = nodes[following].entity
        if entity is None or entity.kind != "publisher":
            break
        found.append(following)
        k = following + 1
    return found


def _saying(clause: Clause, lx: Lexicon, deed: int | None = None) -> list[int]:
    """ "Reuters reported", "rapporte le New York Times", "ont appris le FT et Bloomberg", "Musk said"."""
    nodes, found = clause.nodes, []
    for i, low in enumerate(clause.lows):
        if low not in lx.says or i == deed:
            continue
        after = next((k for k in range(i + 1, min(len(nodes), i + 5)) if nodes[k].party in _SOURCES), None)
        before = next(
            (k for k in range(i - 1, max(-1, i - 6), -1) if nodes[k].party in _SOURCES or nodes[k].low in {",", ";"}),
            None,
        )
        aside = (
            before is not None and before and (nodes[nodes[before].head - 1].low == "," or nodes[before - 1].low == ",")
        )
        named = before is not None and (
            nodes[before].party == "name"
            or (aside and nodes[before].party in _SOURCES)
            or (before == i - 1 and nodes[before].party in _SOURCES and _opens(clause, before, lx))
        )
        if before is not None and named and not nodes[before].prep and nodes[before].entity:
            entity = clause.nodes[before].entity
            between = [n.low for n in nodes[before + 1 : i]]
            if (
                entity
                and all(w in lx.chain or w in lx.light or w in lx.says for w in between)
                and (entity.kind == "publisher" or _reports(clause, i, lx) or _closes(clause, i))
            ):
                earlier = [k for k in range(before) if nodes[k].entity and before in series(clause, k, lx)]
                found += [*earlier, before]
                continue
        described = after is not None and nodes[after].party == "noun" and _inverted(clause, i)
        if after is not None and (nodes[after].party == "name" or described) and i:
            entity = nodes[after].entity
            between = [n.low for n in nodes[i + 1 : nodes[after].head if described else after] if not n.when]
            parenthetical = nodes[i - 1].low in lx.reporting
            if (
                parenthetical
                and sum(w not in lx.articles for w in between) <= _stretch(clause, i, entity)
                and (entity is not None and (entity.kind in {"publisher", "person"} or _inverted(clause, i)))
            ):
                found += _listed(clause, after, lx)
    return found + _first_reports(clause, lx) + _he_says(clause)


def _he_says(clause: Clause) -> list[int]:
    """ "Dit-il": the verb and its pronoun are one word, which the discourse has resolved."""
    return [k for k, n in enumerate(clause.nodes) if not n.party and n.entity is not None]


def _opens(clause: Clause, k: int, lx: Lexicon) -> bool:
    """Whether a pronoun or description is the subject of a main clause ("She said …", "…, it said")."""
    head = clause.nodes[k].head
    before = clause.nodes[head - 1].low if head > 0 else ","
    return before in {",", "“", "«", '"', ".", "”", "»"} or before in lx.and_


def _closes(clause: Clause, i: int) -> bool:
    """Whether a verb of saying ends the sentence, behind what is said and a comma ("…, Ada Roux told X")."""
    nodes = clause.nodes
    after = [n for n in nodes[i + 1 :] if n.low not in {".", "”", "»", '"'} and not n.when]
    return i > 6 and len(after) <= 5 and any(n.low in {",", "”", "»"} for n in nodes[max(0, i - 9) : i])


def _stretch(clause: Clause, i: int, entity: Entity | None) -> int:
    """How many words may stand between an inverted verb and its subject ("croit savoir X", "dit son directeur P")."""
    if not _inverted(clause, i):
        return 0
    return 3 if entity is not None and entity.kind == "person" else 1


def _inverted(clause: Clause, i: int) -> bool:
    """Whether a verb of saying closes a statement behind a comma (", précise X", ", a indiqué X")."""
    return any(n.low == "," for n in clause.nodes[max(0, i - 2) : i])


def _first_reports(clause: Clause, lx: Lexicon) -> list[int]:
    found = []
    for start, _, _ in table_of(lx.first_report).all(clause.lows):
        k = next((j for j in range(start - 1, max(-1, start - 4), -1) if clause.nodes[j].party == "name"), None)
        entity = clause.nodes[k].entity if k is not None else None
        if k is not None and entity and entity.kind == "publisher":
            found.append(k)
    return found


def _reports(clause: Clause, i: int, lx: Lexicon) -> bool:
    """Whether a verb of saying brings a statement ("Musk said the round …"), not a thing ("announced a deal")."""
    following = [n for n in clause.nodes[i + 1 : i + 4] if not n.when and n.low not in lx.weekdays]
    return bool(following and (following[0].low in lx.speech or following[0].party in _SOURCES)) or (
        clause.nodes[i - 1].low == ","
    )


def _quoted(clause: Clause, lx: Lexicon) -> list[int]:
    nodes, found = clause.nodes, []
    for _, end, _ in table_of(lx.quoting).all(clause.lows):
        k = next((j for j in range(end, min(len(nodes), end + 4)) if nodes[j].party == "name"), None)
        if k is not None and nodes[k].entity:
            found += series(clause, k, lx)
    return found


def _claims_by_unnamed(clause: Clause, lx: Lexicon) -> bool:
    for start, _, _ in table_of(lx.unnamed).all(clause.lows):
        before = clause.lows[max(0, start - 3) : start]
        after = clause.lows[start : start + 12]
        if any(w in lx.citing for w in before) or any(w in lx.says for w in after):
            return True
    return False
