"""What every frame needs to know of its clause: entities, triggers, what was already read there."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache

from ledger.extract.discourse import Discourse
from ledger.extract.drafts import Draft, Party
from ledger.extract.grammar import nearest, owns, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Forms, Tense
from ledger.extract.links import cost
from ledger.extract.money import SMALLEST
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS, Clause, Node
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.text import lower
from ledger.extract.triggers import Trigger
from ledger.model.amounts import Qualifier

_CAPITAL = {"funding_round", "investment", "valuation", "stake", "acquisition"}


@lru_cache(maxsize=8)
def _named(language: str, field: str) -> Phrases[str]:
    return Phrases(getattr(load(language), field).items())


def is_human(node: Node) -> bool:
    return node.entity is not None and node.entity.kind == "person"


class Frame:
    """One clause while its facts are read. Node numbers stand for parties throughout."""

    def __init__(
        self, clause: Clause, triggers: Sequence[Trigger], lx: Lexicon, discourse: Discourse, text: str
    ) -> None:
        self.clause = clause
        #: The whole document.
        self.text = text
        self.triggers = triggers
        self.lx = lx
        #: The words of the clause with its pronouns and possessives, which `clause.lows` leaves out.
        self.words = [node.low for node in clause.nodes]
        #: The nodes that are percentages.
        self.percents = [i for i, node in enumerate(clause.nodes) if node.percent is not None]
        self.drafts: list[Draft] = []
        #: Whether this clause or those right before it speak of rounds.
        self.of_rounds = False
        #: The last drafts before the clause.
        self.recent: Sequence[Draft] = ()
        #: Whether what a clause does not say may be taken from the rest of it and from the text.
        self.implied = False
        self._discourse = discourse

    @cached_property
    def low(self) -> str:
        """The characters of the sentence alone, in lower case."""
        return lower(self.text[self.clause.sentence.start : self.clause.sentence.end])

    # Parties

    def entity(self, k: int | None) -> Entity | None:
        return None if k is None else self.clause.nodes[k].entity

    def written(self, k: int) -> str:
        """The characters that stand for a party: a name without the words before it, a description whole."""
        nodes = self.clause.nodes
        if nodes[k].party == "noun":
            head = nodes[k].head
            return " ".join(node.text for node in nodes[head : k + 1]) if head >= 0 else nodes[k].text
        return nodes[k].text

    def is_company(self, k: int | None) -> bool:
        entity = self.entity(k)
        return entity is not None and entity.is_company

    def is_target(self, k: int) -> bool:
        """Whether a party is itself what is bought, not the maker of what is ("Nvidia chips", "Apple's modem unit")."""
        nodes = self.clause.nodes
        if not self.is_company(k) or owns(nodes, k):
            return False
        part = k > 0 and nodes[k - 1].is_word and nodes[k - 1].low in self.lx.parts
        if part and k + 1 < len(nodes) and nodes[k + 1].low in self.lx.of_words:
            return False  # "les activités X de Y"
        if k + 1 == len(nodes):
            return True
        after = nodes[k + 1]
        if not after.is_word or not after.low[0].isalpha():
            return after.low != "-"
        lx = self.lx
        return (
            after.low in lx.prepositions
            or after.low in lx.conjunctions
            or after.low in lx.relatives
            or after.low in lx.chain
            or after.low in lx.articles
            or after.low in lx.light
            or not lx.compounds
        )  # fmt: skip

    def topic(self, exclude: Entity | None = None) -> Entity | None:
        return self._discourse.topic(self.clause, exclude)

    def protagonist(self) -> Entity | None:
        return self._discourse.protagonist(self.clause)

    def employer(self, person: Entity, *, owned: bool = True) -> Entity | None:
        """The company that the text has told a person to be at."""
        return self._discourse.employer(person, owned=owned)

    def often(self, entity: Entity) -> bool:
        """Whether the text names a company again and again, so that it is no place."""
        return self._discourse.often(entity)

    def named(self, name: str) -> Entity | None:
        """The company of that name, if the text has named it."""
        return self._discourse.named(name)

    def written_of(self, entity: Entity) -> str:
        """The characters that stand for a company which the clause does not name."""
        return self._discourse.written(entity)

    def stand_by(self, others: Iterable[Entity]) -> None:
        self._discourse.stands_by(others)

    def vacate(self, company: Entity, post: str | None) -> None:
        self._discourse.vacate(self.clause, company, post)

    def vacancy(self) -> tuple[Entity, str | None] | None:
        return self._discourse.vacancy(self.clause)

    def last_product(self) -> str | None:
        return self._discourse.last_product(self.clause)

    def last_paid(self) -> Entity | None:
        """The person whom the last sentences were about."""
        return self._discourse.last_person(self.clause)

    def follow(self, person: Entity) -> None:
        """Let "he" in the next sentence mean somebody who has been named as the next in a post."""
        self._discourse.follow(self.clause, person)

    def employ(self, person: Entity, company: Entity, *, leaving: bool) -> None:
        self._discourse.employ(person, company, leaving=leaving)

    def only_company(self, exclude: int | None) -> int | None:
        """The one company that the clause names, besides one that has its role already."""
        out = self.entity(exclude)
        names = {
            n.entity.name: k
            for k, n in enumerate(self.clause.nodes)
            if n.party == "name" and n.entity and n.entity.is_company and n.entity != out
        }
        return next(iter(names.values())) if len(names) == 1 else None

    def party_between(self, start: int, stop: int) -> int | None:
        return next((k for k in range(start, stop) if self.clause.nodes[k].party in REFERS), None)

    def begins(self, figure: int) -> int:
        """The first node of a sum, with the words that qualify it."""
        nodes, money = self.clause.nodes, self.clause.nodes[figure].money
        worded = nodes[figure].start if money is None else money.worded
        return next((k for k in range(figure, -1, -1) if nodes[k].start <= worded), figure)

    def nobody_before(self, k: int) -> bool:
        return not any(n.party for n in self.clause.nodes[:k])

    def subject_after(self, k: int) -> int | None:
        """The subject of a main clause that follows a participle's ("Après avoir levé M, X cherche …")."""
        nodes = self.clause.nodes
        for comma in (i for i in range(k + 1, min(len(nodes), k + 24)) if nodes[i].low == ","):
            following = next(
                (i for i in range(comma + 1, min(len(nodes), comma + 6)) if nodes[i].party in REFERS), None
            )
            if following is not None and nodes[comma + 1].low in self.lx.prepositions and nodes[following].prep:
                continue  # "Née du rapprochement de X, de Y et de Z, la société …"
            if following is None or nodes[following].head != comma + 1:
                return None
            if not nodes[following].prep and not is_human(nodes[following]):
                return following
        return None

    def subject_before(self, k: int) -> int | None:
        """The subject of the verb that governs a noun phrase: the nearest free party to its left."""
        return nearest(self.clause, k, self.lx)

    def object_of(self, trigger: Trigger) -> int | None:
        """The party that is the direct object of a verb: the head of the noun phrase right after it."""
        nodes, lx = self.clause.nodes, self.lx
        for k in range(trigger.end, min(len(nodes), trigger.end + 9)):
            node = nodes[k]
            aside = node.low == "," and any(n.when for n in nodes[max(trigger.end, k - 1) : k + 2])
            if node.when is not None or aside:
                continue  # "a acquis en avril la société X", "a acquis, le mois dernier, X"
            if node.party in REFERS and k + 1 < len(nodes) and self._is_seller(trigger, k):
                continue  # "rachète au groupe Y la société X"
            if node.party in REFERS:
                return None if node.prep and node.head > trigger.end else k
            inside = any(n.party == "name" and trigger.end <= n.head <= k for n in nodes[k + 1 : k + 6])
            if inside and node.is_word and node.low not in {",", ";", ":"}:
                continue  # "le fabricant de robots de cuisine X"
            if (
                (not node.is_word and node.party != "possessive")
                or (node.low in lx.prepositions and not self._brings(trigger, k))
                or node.low in {",", ";", ":"}
                or node.low in lx.relatives
                or (node.low in lx.conjunctions and k > trigger.end)
            ):
                return None
        return None

    def _brings(self, trigger: Trigger, k: int) -> bool:
        """Whether a preposition right behind a verb brings a time or the seller, and not the object's end."""
        following = next((i for i in range(k, min(len(self.clause.nodes), k + 5)) if self.clause.nodes[i].party), None)
        return k == trigger.end and following is not None and self._is_seller(trigger, following)

    def _is_seller(self, trigger: Trigger, k: int) -> bool:
        """Whether a party right behind a verb of buying is the one bought from, its object following."""
        nodes, lx = self.clause.nodes, self.lx
        if (
            trigger.shape != "buy"
            or lx.compounds
            or nodes[k].prep not in lx.to_words
            or nodes[k].head > trigger.end + 1
        ):
            return False
        item = next((i for i in range(k + 1, min(len(nodes), k + 5)) if nodes[i].party in REFERS), None)
        return item is not None and not nodes[item].prep and nodes[item].head == k + 1

    def was_given(self, first: int, stop: int) -> bool:
        """Whether the subject is the one to whom a contract was given ("was awarded a contract")."""
        return bool(self.lx.passive & set(self.clause.lows[first:stop]))

    def is_passive(self, trigger: Trigger) -> bool:
        before = {n.low for n in self.clause.nodes[max(0, trigger.start - 4) : trigger.start]}
        active = self.lx.compounds and trigger.tense in {Tense.INFINITIVE, Tense.GERUND}  # "it is to sell"
        return bool(before & self.lx.passive) and not active

    def is_led(self, trigger: Trigger) -> bool:
        """Whether a noun for money put in is a round that somebody led ("the M investment was led by Y")."""
        after = self.words[trigger.end : trigger.end + 3]
        return any(w in self.lx.passive for w in after) and any(w in self.lx.lead for w in after)

    def add_party(self, draft: Draft, k: int, role: str) -> None:
        entity = self.entity(k)
        if entity is None or entity == draft.company or any(p.entity == entity for p in draft.parties):
            return
        if entity.kind in {"publisher", "product"}:
            return
        draft.parties.append(Party(entity, role, self.written(k)))
        draft.nodes.add(k)

    # Words

    def mentions_phrase(self, phrases: tuple[str, ...]) -> bool:
        return bool(table_of(phrases).all(self.clause.lows))

    def phrase_near(self, phrases: tuple[str, ...], i: int, *, before: int, after: int) -> int | None:
        found = table_of(phrases).all(self.clause.lows, max(0, i - before), min(len(self.clause.lows), i + 1 + after))
        return min((end - 1 if start < i else start for start, end, _ in found), key=lambda k: abs(k - i), default=None)

    def before_comma(self, trigger: Trigger) -> int | None:
        """The party that a participle explains behind a comma ("the collapse of X, once valued at M")."""
        nodes, k = self.clause.nodes, trigger.start - 1
        while k > 0 and nodes[k].low in self.lx.chain and nodes[k].low not in self.lx.passive:
            k -= 1
        if trigger.tense not in {Tense.PAST, Tense.PARTICIPLE} or k < 1 or nodes[k].low != ",":
            return None
        return k - 1 if nodes[k - 1].party == "name" and self.is_company(k - 1) else None

    def party_of_relative(self, k: int) -> int | None:
        """The subject of a relative clause that a preposition opens at `k` ("a valuation at which X raised money")."""
        nodes, lx = self.clause.nodes, self.lx
        if k + 2 >= len(nodes) or nodes[k].low not in lx.prepositions or nodes[k + 1].low not in lx.relatives:
            return None
        return k + 2 if nodes[k + 2].party in REFERS and self.is_company(k + 2) else None

    def share_of(self, stop: int) -> int | None:
        """The company whose share the clause speaks of before a node ("acquire a stake in X at a valuation of M")."""
        nodes, lx = self.clause.nodes, self.lx
        for _, end, _ in reversed(table_of(lx.equity).all(self.clause.lows, max(0, stop - 18), stop)):
            for k in range(end, min(stop, end + 12)):
                if nodes[k].party in REFERS and nodes[k].prep in lx.of_words | lx.in_words and self.is_company(k):
                    return None if owns(nodes, k) else k
        return None

    def receiver(self, start: int) -> int | None:
        """To whom something is given behind `start` ("an investment by Y gave it a valuation of M")."""
        nodes = self.clause.nodes
        for k in range(start, min(len(nodes) - 1, start + 8)):
            if nodes[k].low in self.lx.give and nodes[k + 1].party in REFERS and self.is_company(k + 1):
                return k + 1
        return None

    def verb_before(self, i: int, *forms: Forms) -> int | None:
        """The nearest verb of some lists to the left, within one clause."""
        for k in range(i - 1, max(-1, i - 14), -1):
            low = self.clause.lows[k]
            if low in {";", ":"} or low in self.lx.relatives:
                return None
            if any(low in table for table in forms):
                return k
        return None

    def is_put_up(self, trigger: Trigger) -> bool:
        """Whether something is offered and not invested ("is putting up X for sale")."""
        sale = self.lx.affairs.sale
        after = self.words[trigger.end : trigger.end + 12]
        return any(a in self.lx.for_words and b in sale for a, b in itertools.pairwise(after))

    def paid_for(self, i: int) -> bool:
        return any(t.shape in {"pay", "buy", "invest"} and t.end <= i and i - t.end < 12 for t in self.triggers)

    def round_name(self) -> str | None:
        hits = _named(self.lx.language, "rounds").all(self.clause.lows)
        return hits[0][2] if hits else None

    def is_total(self, trigger: Trigger, figure: int) -> bool:
        """Whether a sum is what has been raised in all, by the words around it and up to the next sum."""
        nodes, first, last = self.clause.nodes, min(trigger.start, figure), max(trigger.end, figure + 1)
        before = next((k for k in range(first - 1, -1, -1) if nodes[k].money), -1)
        after = next((k for k in range(last, len(nodes)) if nodes[k].money), len(nodes))
        return bool(table_of(self.lx.total).all(self.clause.lows, before + 1, min(after, last + 8)))

    def basis(self) -> str | None:
        hits = _named(self.lx.language, "bases").all(self.clause.lows)
        return hits[0][2] if len({hit[2] for hit in hits}) == 1 else None

    def spends_on_plant(self) -> bool:
        written = " ".join(self.clause.lows)
        return any(part in written for part in self.lx.plants)

    # Drafts

    def capital_company(self, before: int) -> int | None:
        """The company of a capital fact that the clause has given already, the last one `before` a node if any."""
        for draft in sorted(self.drafts, key=lambda d: (min(d.nodes, default=0) >= before, -max(d.nodes, default=0))):
            if draft.kind in _CAPITAL:
                return next((k for k in sorted(draft.nodes) if self.entity(k) == draft.company), None)
        return None

    def stake_target(self, holder: int | None, stop: int) -> Entity | None:
        """Whose share is meant where the clause does not say: that of the deal just told, or the topic."""
        out = self.entity(holder)
        for draft in reversed(self.drafts):
            if draft.kind in _CAPITAL and draft.company != out:
                return draft.company
        inside = [
            n.entity
            for n in self.clause.nodes[:stop]
            if n.party in REFERS and n.entity and n.entity.is_company and n.entity != out
        ]
        if len({e.name for e in inside}) == 1:
            return inside[0]
        sold = self._discourse.last_bought(self.clause)
        return sold if sold is not None and sold != out and not inside else self.topic(out)

    def draft(
        self, kind: str, company: int | None, trigger: Trigger, figure: int | None, *, allow_topic: bool = False
    ) -> Draft | None:
        """A draft about the company at a node, or about the topic; `None` where neither is a company."""
        entity, nodes, confidence = self.entity(company), set(range(trigger.start, trigger.end)), 0.92
        if (
            company is None
            and allow_topic
            and self.lx.parts.isdisjoint(self.clause.lows[: max(trigger.end, figure or 0) + 5])
        ):
            entity = self.topic()
            confidence -= 0.2
            if kind in _CAPITAL and self._names_others(entity, trigger.start):
                return None  # the clause is about somebody else
        if entity is None or not entity.is_company:
            return None
        written = self.written_of(entity)
        if company is not None:
            nodes.add(company)
            written = self.written(company)
            party = self.clause.nodes[company].party
            confidence -= {"name": 0.0, "noun": 0.07}.get(party, 0.1)
        if not entity.known:
            confidence -= 0.05
        money = None
        if figure is not None:
            nodes.add(figure)
            money = self.clause.nodes[figure].money
            assert money is not None
            if money.high < SMALLEST:
                return None
            particle = trigger.is_verb and trigger.end == figure and self.words[figure - 1] == "over"
            if particle and money.qualifier is Qualifier.OVER:
                money = replace(money, qualifier=Qualifier.EXACT)  # "turned over M", "is handing over M"
            price = cost(self.clause, trigger, figure, self.triggers, self.lx)
            confidence -= 0.08 * (price or 0.0)
        draft = Draft(kind, self.clause, entity, written, nodes, trigger, money=money, confidence=confidence)
        draft.previous = money is not None and (money.previous or self.is_previous(figure, trigger))
        return draft

    def _names_others(self, entity: Entity | None, stop: int) -> bool:
        before = self.clause.nodes[:stop]
        named = {n.entity for n in before if n.party == "name" and n.entity and n.entity.kind == "company"}
        return bool(named) and entity not in named

    def is_previous(self, figure: int | None, trigger: Trigger) -> bool:
        """Whether a figure is that of an earlier time ("up from M", "contre M")."""
        if figure is None:
            return False
        lows, table = self.clause.lows, table_of(self.lx.previous)
        if table_of(self.lx.previous_round).all(lows, figure + 1, figure + 9):
            return True
        start = max(0, figure - 6)
        for begin, end, phrase in table.all(lows, start, figure):
            gap = self.clause.nodes[end:figure]
            if phrase in self.lx.from_words and any(n.when for n in gap):
                continue
            if len(gap) <= 3 and all(
                n.low in self.lx.light or n.low in self.lx.articles or n.low in self.lx.of_words or n.when for n in gap
            ):
                if phrase in self.lx.from_words and not self._changes(figure):
                    continue
                if begin < trigger.end <= figure and phrase not in self.lx.earlier and begin >= trigger.start:
                    continue
                return True
        return False

    def _changes(self, figure: int) -> bool:
        """Whether "from" before a figure opens a change ("up from", "from 10 to 20")."""
        near = self.clause.nodes[max(0, figure - 8) : figure + 5]
        return any(n.low in self.lx.measures or n.low in self.lx.rises for n in near)

    def subject(self, trigger: Trigger) -> int | None:
        return subject(self.clause, trigger.start, self.lx)

    def tense(self, trigger: Trigger) -> Tense | None:
        return trigger.tense
