"""Who "the company", "it", "son", "la start-up" is: the parties of a document in order of mention."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from ledger.extract.descriptions import Descriptions
from ledger.extract.employers import Employers, is_former
from ledger.extract.grammar import owns
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.pronouns import Pronouns
from ledger.extract.salience import Salience

#: A verb with its pronoun behind it ("dit-il", "explique-t-elle").
_INVERTED = ("-il", "-elle", "-ils", "-elles")


class Discourse:
    """Resolves descriptions and pronouns clause by clause; clauses must come in the order of the text."""

    def __init__(
        self,
        lx: Lexicon,
        measures: Phrases[object],
        totals: Counter[str],
        empires: Mapping[str, frozenset[str]],
        items: Mapping[int, int] | None = None,
    ) -> None:
        self._lx = lx
        self._salience = Salience(totals, items or {})
        self._employers = Employers(lx)
        self._descriptions = Descriptions(lx, self._salience, self._employers, empires)
        self._pronouns = Pronouns(lx, measures, self._salience)
        #: What one has in a company ("shares in X").
        self._held = lx.securities | {phrase for phrase in lx.equity if " " not in phrase}
        self._products: set[str] = set()
        self._latest_product: tuple[int, str] | None = None
        #: What was bought last, and in which sentence.
        self._bought: tuple[int, Entity] | None = None
        #: How each company was last written.
        self._written: dict[str, str] = {}
        #: The subject that a possessive in the phrase before it points ahead to.
        self._ahead: int | None = None

    def resolve(self, clause: Clause) -> None:
        """Give every party of the clause its entity, where the text so far tells it."""
        subject: Entity | None = None
        crowd = False
        self._ahead = self._pronouns.ahead(clause)
        described = self._lx.company_nouns
        for i, node in enumerate(clause.nodes):
            if not node.party:
                if node.low in described:
                    self._descriptions.call(clause, i)
                elif "-" in node.low and node.low.endswith(_INVERTED) and node.low.split("-")[0] in self._lx.says:
                    node.entity = self._pronouns.speaker(subject)
                continue
            if node.party == "generic" and subject is None and self._is_crowd(clause, i):
                crowd = True  # "its customers include X": they are the subject
            if crowd and node.low in self._lx.theirs:
                continue  # "Start-ups have doubled their rounds"
            self._resolve_one(clause, i, subject)
            opens = subject is None and not crowd and self._can_be_subject(clause, i)
            opens = opens or self._begins_anew(clause, i)
            if self._remember(clause, i, opens) and opens:
                subject = node.entity
        if clause.sentence.heading:
            self._salience.note_heading(clause)
        if subject is None and not crowd:
            subject = self._theme(clause)
        if subject is not None:
            self._salience.note_subject(clause, subject)

    def _begins_anew(self, clause: Clause, i: int) -> bool:
        """Whether a name opens a main clause of its own behind another ("X falls, and a rival called Y has said …")."""
        nodes, node = clause.nodes, clause.nodes[i]
        if node.party != "name" or node.head < 3 or node.prep or i + 1 >= len(nodes):
            return False
        joined = nodes[node.head - 1].low in self._lx.conjunctions and nodes[node.head - 2].low == ","
        verb = nodes[i + 1].low in self._lx.chain and nodes[i + 1].low not in self._lx.prepositions
        return joined and verb and not nodes[node.head - 3].party

    def _theme(self, clause: Clause) -> Entity | None:
        """The company whose affairs a sentence without another subject begins with ("X's sales rose")."""
        nodes = clause.nodes
        first = next((k for k, n in enumerate(nodes[:5]) if n.party), None)
        if first is None or nodes[first].party != "name" or nodes[first].prep or not owns(nodes, first):
            return None
        entity = nodes[first].entity
        return entity if entity is not None and entity.is_company else None

    def _is_crowd(self, clause: Clause, i: int) -> bool:
        """Whether others are what a clause is about, not somebody's ("its customers include X" against "X's board")."""
        nodes = clause.nodes
        if i and nodes[i - 1].low == "'s" and nodes[i].low in self._lx.organs:
            return False
        return not any(n.low in self._lx.prepositions for n in nodes[max(0, i - 3) : i])

    def _remember(self, clause: Clause, i: int, opens: bool) -> bool:
        """Note who a party is, for what refers to it later; whether it is somebody who can be spoken of."""
        node = clause.nodes[i]
        entity = node.entity
        if entity is not None and node.party == "name" and entity.kind == "product":
            self._latest_product = (clause.index, entity.name)
        elif entity is not None and node.party == "name" and entity.kind == "person":
            self._salience.person = entity
        if entity is None or not node.party or entity.kind in {"publisher", "product"} or entity.name in self._products:
            return False
        if node.party == "name":
            self._salience.name(entity, clause)
        if node.party == "name" and is_former(clause, i, self._lx):
            return False
        if node.party == "name" and self._is_quoted(clause, i, entity):
            return False
        place = not entity.known and node.prep in self._lx.affairs.places and not self._salience.seen(entity)
        place = place and clause.nodes[max(0, node.head - 2)].low not in self._held
        if entity.is_company and not place:
            self._salience.note(entity, clause, opens)
            if node.party == "name":
                self._written[entity.name] = node.text
                if self._of_a_title(clause, i) and clause.index > 1 and self._salience.totals[entity.name] < 2:
                    self._salience.stand_by([entity])
            if node.party == "name" and self._backs(clause, i):
                self._salience.back(entity)
            elif node.party == "name" and self._is_held(clause, i):
                self._salience.stand_by([entity])
        return True

    def _is_quoted(self, clause: Clause, i: int, entity: Entity) -> bool:
        """Whether somebody unknown is only named as the source of what a sentence says ("D'après X, …")."""
        lx, nodes, head = self._lx, clause.nodes, clause.nodes[i].head
        if lx.compounds or entity.known or self._salience.totals[entity.name] > 1 or i + 1 >= len(nodes):
            return False
        before = [n.low for n in nodes[max(0, head - 4) : head]]
        while before and before[-1] in lx.articles - lx.of_words:
            before.pop()  # "D'après l'Informé"
        according = any(end == len(before) for _, end, _ in table_of(lx.according).all(before))
        return according and nodes[i + 1].low == ","

    def _is_held(self, clause: Clause, i: int) -> bool:
        """Whether a company is named only as one whose shares somebody has or sells ("la cession des actions X")."""
        nodes, lx = clause.nodes, self._lx
        if nodes[i].prep and nodes[i].prep not in lx.in_words | lx.of_words:
            return False
        for k in range(nodes[i].head - 1, max(-1, nodes[i].head - 7), -1):
            if nodes[k].low in self._held:
                return True
            known = nodes[k].percent is not None or nodes[k].low in lx.in_words | lx.of_words | lx.articles
            if not known and (nodes[k].party or not nodes[k].low[0].isalpha() or nodes[k].low in lx.chain):
                return False
        return False

    def _of_a_title(self, clause: Clause, i: int) -> bool:
        """Whether a name only says whose head somebody is ("the sister of Y's boss", "le patron de Y")."""
        nodes, node = clause.nodes, clause.nodes[i]
        before = nodes[node.head - 2].low if node.head > 1 else ""
        return node.prep in self._lx.of_words and before in self._lx.person_nouns

    def _backs(self, clause: Clause, i: int) -> bool:
        """Whether a name is introduced as a backer ("existing backers X and Y", "les investisseurs X et Y")."""
        nodes = clause.nodes
        head, lx = nodes[i].head, self._lx
        aside = nodes[i + 2 : i + 6] if i + 1 < len(nodes) and nodes[i + 1].low == "," else []
        own = next((k for k, n in enumerate(aside) if n.party == "possessive"), None)
        if own is not None and any(n.low in lx.shareholder for n in aside[own:]):
            return True  # "Y, once its largest shareholder"
        if head > 1 and nodes[head - 1].low in lx.by_words and nodes[head - 2].low in lx.lead:
            return True  # "a round led by X"
        # Of those who are enumerated under a preposition, the word may stand further off.
        rowed = bool(nodes[i].prep) and i + 1 < len(nodes) and nodes[i + 1].low in lx.and_ | {","}
        rowed = rowed or (bool(nodes[i].prep) and head > 0 and nodes[head - 1].low in lx.and_ | {","})
        start = 0 if rowed else max(0, head - 4)
        return any(n.low in lx.backers for n in nodes[start:i])

    def _resolve_one(self, clause: Clause, i: int, subject: Entity | None) -> None:
        node = clause.nodes[i]
        match node.party:
            case "indefinite":
                self._descriptions.appose(clause, i)
            case "noun":
                node.entity = self._descriptions.meant(clause, i)
            case "pronoun":
                node.entity = self._pronouns.meant(clause, node.low, subject)
            case "possessive":
                node.entity = self._pointed_ahead(clause, i) or self._pronouns.owner(clause, i)
            case "name":
                self._salience.classify(node.entity, node.noun)
                self._employers.learn(clause, i)

    def _pointed_ahead(self, clause: Clause, i: int) -> Entity | None:
        """The company that a possessive points ahead to ("With its 2,600 staff, the company …")."""
        if self._ahead is None or i >= self._ahead:
            return None
        self._resolve_one(clause, self._ahead, None)
        ahead = clause.nodes[self._ahead].entity
        return ahead if ahead is not None and ahead.is_company else None

    def _can_be_subject(self, clause: Clause, i: int) -> bool:
        nodes, node = clause.nodes, clause.nodes[i]
        if node.party == "possessive":
            company = node.entity is not None and node.entity.is_company
            for k in range(i + 1, min(len(nodes), i + 5)):
                following = nodes[k]
                if (following.party == "name" and not owns(nodes, k)) or following.low in self._lx.person_nouns:
                    return False  # "its rival X", "its chief"
                if not following.is_word or not following.low[0].isalpha() or following.low in self._lx.chain:
                    break
            return company and (i == 0 or nodes[i - 1].low not in self._lx.prepositions)
        return not node.prep and not owns(nodes, i)

    def employer(self, person: Entity, *, owned: bool = True) -> Entity | None:
        """The company that a person was last said to be at, or to own."""
        return self._employers.of(person, owned=owned)

    def product(self, name: str) -> None:
        """What turns out to be a product is nobody that "the company" could mean."""
        entity = self._salience.entities.get(name)
        if entity is None or not entity.known:
            self._products.add(name)
            self._salience.drop(name)

    def often(self, entity: Entity) -> bool:
        return self._salience.totals[entity.name] > 2

    def named(self, name: str) -> Entity | None:
        return self._salience.entities.get(name)

    def written(self, entity: Entity) -> str:
        """How the text last wrote a company that no word of the clause stands for."""
        return self._written.get(entity.name, entity.name)

    def last_product(self, clause: Clause) -> str | None:
        """The product named last, at most two sentences before."""
        latest = self._latest_product
        return latest[1] if latest and 0 < clause.index - latest[0] <= 2 else None

    def funded(self, company: Entity) -> None:
        """A company that others put money into is what "the start-up" means beside them."""
        self._salience.classify(company, "startup")

    def last_bought(self, clause: Clause) -> Entity | None:
        """What was bought according to the sentence before."""
        latest = self._bought
        return latest[1] if latest is not None and 0 < clause.index - latest[0] <= 1 else None

    def bought(self, clause: Clause, company: Entity) -> None:
        """Note what is bought: "the capital" in the next sentence is its."""
        self._bought = (clause.index, company)

    def stands_by(self, others: Iterable[Entity]) -> None:
        """Note those who take part in what is told of another."""
        self._salience.stand_by(others)

    def told(self, company: Entity, beside: Iterable[Entity]) -> None:
        """Note a fact: a text goes on about the company that it tells things of, not about its backers."""
        self._salience.tell(company)
        self._salience.stand_by(beside)

    def last_person(self, clause: Clause) -> Entity | None:
        """The person who is the latest subject, at most two sentences back."""
        latest = ((index, e) for index, e in self._salience.latest(clause) if e.kind == "person")
        return next((e for index, e in latest if clause.index - index <= 2), None)

    def follow(self, clause: Clause, person: Entity) -> None:
        """Note whom a sentence ends with as its subject."""
        self._salience.note_subject(clause, person)

    def employ(self, person: Entity, company: Entity, *, leaving: bool) -> None:
        self._employers.employ(person, company, leaving=leaving)
        if person.name in self._salience.entities:  # taken for a company so far
            self._salience.drop(person.name)
            self._salience.person = person

    def vacate(self, clause: Clause, company: Entity, post: str | None) -> None:
        """Note the post that somebody has left, which another may take."""
        self._employers.vacate(clause, company, post)

    def vacancy(self, clause: Clause) -> tuple[Entity, str | None] | None:
        """The company and the post that were last left, at most two sentences before."""
        return self._employers.vacancy(clause)

    def protagonist(self, clause: Clause) -> Entity | None:
        """The topic, if the text began with it or has told something of it."""
        found = self.topic(clause)
        return found if found and self._salience.leads(found) else None

    def topic(self, clause: Clause, exclude: Entity | None = None) -> Entity | None:
        """The company that the text is about when it reaches the clause."""
        return self._salience.salient(clause, "", {exclude.name} if exclude else set(), before_only=True)
