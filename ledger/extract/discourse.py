"""Who "the company", "it", "son", "la start-up" is: the parties of a document in order of mention."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from ledger.extract.grammar import owns
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.lexicon.forms import Tense
from ledger.extract.names import Entity
from ledger.extract.nodes import Clause, Node
from ledger.extract.phrases import Phrases

_MEMORY = 6
#: Whom nobody has named for so many sentences, nobody means.
_REACH = 12
#: A verb with its pronoun behind it ("dit-il", "explique-t-elle").
_INVERTED = ("-il", "-elle", "-ils", "-elles")


class Discourse:
    """Resolves descriptions and pronouns clause by clause; clauses must come in the order of the text."""

    def __init__(
        self, lx: Lexicon, measures: Phrases[object], totals: Counter[str], empires: Mapping[str, frozenset[str]]
    ) -> None:
        self._lx = lx
        #: How often the whole document names each company: what a text is about, it names often.
        self._totals = totals
        self._measures = measures
        values = [verb for verb in lx.verbs if verb.shape == "value"]
        self._valuing = frozenset(f for verb in values for f, tense in verb.forms.items() if tense is Tense.GERUND)
        self._selling = frozenset(form for verb in lx.verbs if verb.shape == "sold" for form in verb.forms)
        #: What one has in a company ("shares in X").
        self._held = lx.securities | {phrase for phrase in lx.equity if " " not in phrase}
        #: Surnames of people with the companies that are known to be theirs.
        self._empires = empires
        #: Latest mention of each company as (clause index, block, was subject).
        self._last: dict[str, tuple[int, int, bool]] = {}
        #: Those of them that the last sentences mention: nobody else can be meant, however many a long text names.
        self._near: dict[str, None] = {}
        #: The same for the mention before the clause of the latest one.
        self._prior: dict[str, tuple[int, int, bool]] = {}
        #: Companies of the headline or first sentence.
        self._leading: set[str] = set()
        self._entities: dict[str, Entity] = {}
        self._classes: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self._subjects: list[tuple[int, int, Entity]] = []
        self._owned: dict[str, Entity] = {}
        #: Where the text has put each person.
        self._at: dict[str, Entity] = {}
        self._person: Entity | None = None
        self._vacant: tuple[int, Entity, str | None] | None = None
        self._products: set[str] = set()
        self._latest_product: tuple[int, str] | None = None
        self._descriptions: dict[tuple[str, ...], Entity] = {}
        #: How many facts were told of a company, and of which ones it is only the other side (a backer, a customer).
        self._told: Counter[str] = Counter()
        #: The nouns that appositions have called each company.
        self._called: defaultdict[str, set[str]] = defaultdict(set)
        self._beside: set[str] = set()
        #: Who was introduced as a backer.
        self._backers: set[str] = set()
        #: What was bought last, and in which sentence.
        self._bought: tuple[int, Entity] | None = None
        #: The only company that the latest heading names.
        self._headed: tuple[int, str] | None = None
        #: How each company was last written.
        self._written: dict[str, str] = {}
        #: The subject that a possessive in the phrase before it points ahead to.
        self._ahead: int | None = None

    def resolve(self, clause: Clause) -> None:
        """Give every party of the clause its entity, where the text so far tells it."""
        subject: Entity | None = None
        crowd = False
        self._ahead = self._main_subject(clause)
        for i, node in enumerate(clause.nodes):
            if not node.party:
                self._called_so(clause, i)
                if node.low.endswith(_INVERTED) and node.low.split("-")[0] in self._lx.says:
                    node.entity = self._speaker(subject)
                continue
            governed = any(n.low in self._lx.prepositions for n in clause.nodes[max(0, i - 3) : i])
            if node.party == "generic" and subject is None and not governed:
                crowd = True  # "its customers include X": they are the subject
            if crowd and node.low in self._lx.theirs:
                continue  # "Start-ups have doubled their rounds"
            self._resolve_one(clause, i, subject)
            opens = subject is None and not crowd and self._can_be_subject(clause, i)
            if self._remember(clause, i, opens) and opens:
                subject = node.entity
        if clause.sentence.heading:
            named = {n.entity.name for n in clause.nodes if n.party == "name" and n.entity and n.entity.is_company}
            self._headed = (clause.sentence.block, next(iter(named))) if len(named) == 1 else None
        if subject is not None:
            self._subjects.append((clause.index, clause.sentence.block, subject))
            del self._subjects[:-_MEMORY]

    def _main_subject(self, clause: Clause) -> int | None:
        """The subject behind the phrase that opens a sentence, if its own words may point ahead to it."""
        nodes = clause.nodes
        if len(nodes) < 4 or nodes[0].low not in self._lx.prepositions:
            return None
        comma = next((k for k, n in enumerate(nodes[:30]) if n.low == ","), None)
        if comma is None or not any(n.party == "possessive" for n in nodes[1:3]):
            return None
        if any(n.party and n.party != "possessive" for n in nodes[:comma]):
            return None
        found = next((k for k in range(comma + 1, min(len(nodes), comma + 8)) if nodes[k].party), None)
        if found is None or nodes[found].head != comma + 1 or nodes[found].prep or owns(nodes, found):
            return None
        return found if nodes[found].party in {"name", "noun"} else None

    def _remember(self, clause: Clause, i: int, opens: bool) -> bool:
        """Note who a party is, for what refers to it later; whether it is somebody who can be spoken of."""
        node = clause.nodes[i]
        entity = node.entity
        if entity is not None and node.party == "name" and entity.kind == "product":
            self._latest_product = (clause.index, entity.name)
        elif entity is not None and node.party == "name" and entity.kind == "person":
            self._person = entity
        if entity is None or not node.party or entity.kind in {"publisher", "product"} or entity.name in self._products:
            return False
        if node.party == "name" and self._is_former(clause, i):
            return False
        place = not entity.known and node.prep in self._lx.affairs.places and entity.name not in self._last
        place = place and clause.nodes[max(0, node.head - 2)].low not in self._held
        if entity.is_company and not place:
            self._note(entity, clause, opens)
            if node.party == "name":
                self._written[entity.name] = node.text
                if self._of_a_title(clause, i) and clause.index > 1 and self._totals[entity.name] < 2:
                    self._beside.add(entity.name)
            if node.party == "name" and self._backs(clause, i):
                self._beside.add(entity.name)
                self._backers.add(entity.name)
        return True

    def _is_former(self, clause: Clause, i: int) -> bool:
        """Whether a name only says where people come from ("two former X engineers", "des anciens de X")."""
        nodes = clause.nodes
        return any(n.low in self._lx.former for n in nodes[max(0, nodes[i].head - 3) : i])

    def _of_a_title(self, clause: Clause, i: int) -> bool:
        """Whether a name only says whose head somebody is ("the sister of Y's boss", "le patron de Y")."""
        nodes, node = clause.nodes, clause.nodes[i]
        before = nodes[node.head - 2].low if node.head > 1 else ""
        return node.prep in self._lx.of_words and before in self._lx.person_nouns

    def _backs(self, clause: Clause, i: int) -> bool:
        """Whether a name is introduced as a backer ("existing backers X and Y", "les investisseurs X et Y")."""
        nodes = clause.nodes
        head, lx = nodes[i].head, self._lx
        if head > 1 and nodes[head - 1].low in lx.by_words and nodes[head - 2].low in lx.lead:
            return True  # "a round led by X"
        start = max(0, head - 4)
        return any(n.low in self._lx.backers for n in nodes[start:i])

    def _called_so(self, clause: Clause, i: int) -> None:
        """Note what an apposition without article calls a name ("X, société basée à …")."""
        nodes, low = clause.nodes, clause.nodes[i].low
        if low not in self._lx.company_nouns or i < 2 or nodes[i - 1].low != "," or nodes[i - 2].party != "name":
            return
        entity = nodes[i - 2].entity
        if entity is not None and entity.is_company:
            self._classify(entity, self._lx.company_nouns[low])
            self._called[entity.name].add(low)

    def _resolve_one(self, clause: Clause, i: int, subject: Entity | None) -> None:
        node = clause.nodes[i]
        match node.party:
            case "indefinite":
                self._apposition(clause, i)
            case "noun":
                node.entity = self._description(clause, i)
            case "pronoun":
                node.entity = self._pronoun(clause, node.low, subject)
            case "possessive":
                node.entity = self._possessive(clause, i)
            case "name":
                self._classify(node.entity, node.noun)
                self._learn_owner(clause, i)

    def _apposition(self, clause: Clause, i: int) -> None:
        """ "Dust, a start-up that …": the description says what the name before it is; else it is nobody known."""
        node, nodes = clause.nodes[i], clause.nodes
        if node.head > 1 and nodes[node.head - 1].low == "," and nodes[node.head - 2].party == "name":
            node.entity = nodes[node.head - 2].entity
            self._classify(node.entity, node.noun)
        else:
            node.party = ""

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
        return self._at.get(person.name) or (self._owned.get(person.name) if owned else None)

    def product(self, name: str) -> None:
        """What turns out to be a product is nobody that "the company" could mean."""
        entity = self._entities.get(name)
        if entity is None or not entity.known:
            self._products.add(name)
            self._drop(name)

    def often(self, entity: Entity) -> bool:
        return self._totals[entity.name] > 2

    def named(self, name: str) -> Entity | None:
        return self._entities.get(name)

    def written(self, entity: Entity) -> str:
        """How the text last wrote a company that no word of the clause stands for."""
        return self._written.get(entity.name, entity.name)

    def last_product(self, clause: Clause) -> str | None:
        """The product named last, at most two sentences before."""
        latest = self._latest_product
        return latest[1] if latest and 0 < clause.index - latest[0] <= 2 else None

    def funded(self, company: Entity) -> None:
        """A company that others put money into is what "the start-up" means beside them."""
        self._classes[company.name]["startup"] += 1

    def last_bought(self, clause: Clause) -> Entity | None:
        """What was bought according to the sentence before."""
        latest = self._bought
        return latest[1] if latest is not None and 0 < clause.index - latest[0] <= 1 else None

    def bought(self, clause: Clause, company: Entity) -> None:
        """Note what is bought: "the capital" in the next sentence is its."""
        self._bought = (clause.index, company)

    def stands_by(self, others: Iterable[Entity]) -> None:
        """Note those who take part in what is told of another."""
        self._beside.update(entity.name for entity in others)

    def told(self, company: Entity, beside: Iterable[Entity]) -> None:
        """Note a fact: a text goes on about the company that it tells things of, not about its backers."""
        self._told[company.name] += 1
        self._beside.update(entity.name for entity in beside)

    def _is_beside(self, entity: Entity, *, near: bool) -> bool:
        """Whether a subject is only a backer; who is the subject of the sentence before may be meant all the same."""
        if self._told[entity.name]:
            return False
        return entity.kind == "fund" or entity.name in self._backers or (not near and entity.name in self._beside)

    def last_person(self, clause: Clause) -> Entity | None:
        """The person who is the latest subject, at most two sentences back."""
        latest = ((index, e) for index, _, e in reversed(self._subjects) if e.kind == "person")
        return next((e for index, e in latest if clause.index - index <= 2), None)

    def employ(self, person: Entity, company: Entity, *, leaving: bool) -> None:
        if not leaving or person.name not in self._at:
            self._at[person.name] = company
        if person.name in self._entities:  # taken for a company so far
            self._drop(person.name)
            self._person = person

    def vacate(self, clause: Clause, company: Entity, post: str | None) -> None:
        """Note the post that somebody has left, which another may take."""
        self._vacant = (clause.index, company, post)

    def vacancy(self, clause: Clause) -> tuple[Entity, str | None] | None:
        """The company and the post that were last left, at most two sentences before."""
        vacant = self._vacant
        return vacant[1:] if vacant is not None and 0 <= clause.index - vacant[0] <= 2 else None

    def protagonist(self, clause: Clause) -> Entity | None:
        """The topic, if the text began with it or has told something of it."""
        found = self.topic(clause)
        return found if found and (found.name in self._leading or self._told[found.name]) else None

    def topic(self, clause: Clause, exclude: Entity | None = None) -> Entity | None:
        """The company that the text is about when it reaches the clause."""
        return self._salient(clause, "", {exclude.name} if exclude else set(), before_only=True)

    def _note(self, entity: Entity, clause: Clause, is_subject: bool) -> None:
        self._entities[entity.name] = entity
        was = self._last.get(entity.name)
        if was is not None and was[0] < clause.index:
            self._prior[entity.name] = was
        if clause.index <= 1:
            self._leading.add(entity.name)
        is_subject = is_subject or (was is not None and was[0] == clause.index and was[2])
        self._near.setdefault(entity.name)
        self._last[entity.name] = (clause.index, clause.sentence.block, is_subject)

    def _classify(self, entity: Entity | None, noun: str) -> None:
        if entity is not None and noun:
            self._classes[entity.name][noun] += 1

    def _learn_owner(self, clause: Clause, i: int) -> None:
        """ "Ada Roux, fondatrice de Nabu", "Nabu's boss Ada Roux": whose company is whose."""
        nodes, entity = clause.nodes, clause.nodes[i].entity
        if entity is None or not entity.is_company:
            return
        window = range(max(0, i - 9), min(len(nodes), i + 6))
        lx = self._lx
        if self._is_former(clause, i):
            return
        post = nodes[i + 1].low if i + 1 < len(nodes) else ""
        belongs = nodes[i].prep in lx.of_words or owns(nodes, i) or post in lx.person_nouns
        if not belongs or not any(
            nodes[k].low in lx.person_nouns for k in range(max(0, i - 5), min(len(nodes), i + 5))
        ):
            return
        people = [k for k in window if (e := nodes[k].entity) is not None and e.kind == "person"]
        if people:
            person = nodes[min(people, key=lambda k: abs(k - i))].entity
            assert person is not None
            self._owned.setdefault(person.name, entity)
            self._owned.setdefault(person.name.split()[-1], entity)

    def _description(self, clause: Clause, i: int) -> Entity | None:
        nodes, node = clause.nodes, clause.nodes[i]
        head = node.head
        words = tuple(n.text.lower() for n in nodes[head : min(len(nodes), i + 7)])
        if (
            head > 1
            and nodes[head - 1].low == ","
            and not self._is_place(nodes[head - 2])
            and nodes[head - 2].party == "name"
            and nodes[head - 2].entity
        ):
            entity = nodes[head - 2].entity
            if entity is not None and entity.is_company:
                self._classify(entity, node.noun)
                end = next((k for k, word in enumerate(words) if not word[0].isalnum()), len(words))
                self._descriptions[words[: min(end, i - head + 4)]] = entity
                return entity
        for length in range(len(words), 2, -1):
            if words[:length] in self._descriptions:
                return self._descriptions[words[:length]]
        possessor = nodes[head].entity if nodes[head].party == "name" else None
        if possessor is None and i + 2 < len(nodes) and nodes[i + 1].low in self._lx.of_words:
            follows = nodes[i + 2]
            possessor = follows.entity if follows.party == "name" else None
            if possessor is not None and possessor.kind == "product":
                possessor = None  # "the maker of that product": whoever the text is about
        if (
            possessor is not None
            and possessor.known is False
            and possessor.kind == "company"
            and nodes[head].party != "name"
        ):
            possessor = None  # "le groupe de Roubaix": an unknown name there is a place
            self._drop_place(nodes, i + 2)
        if possessor is not None:
            if possessor.kind == "person":
                surname = possessor.name.split()[-1]
                owned = self._owned.get(possessor.name) or self._owned.get(surname)
                others = {name for name in self._near if name not in self._empires.get(surname, ())}
                return owned or (self._salient(clause, node.noun, others) if surname in self._empires else None)
            node.party = "generic"
            return None
        here, subject = self._near_names(clause, head), self._free(nodes[:head])
        if subject is not None and subject.is_company and self._values_itself(nodes[:head], node.noun, subject):
            return subject
        # Who is named only further on is not meant yet.
        later = {n.entity.name for n in nodes[i + 1 :] if n.party == "name" and n.entity and not n.noun}
        # Descriptions of two sorts in one sentence are of two companies ("le groupe …, 20 % de la brasserie").
        here |= later | {n.entity.name for n in nodes[:head] if n.party == "noun" and n.entity and n.noun != node.noun}
        found = self._salient(clause, node.noun, here, node.low)
        if found is None and subject is not None and len(here) > 1:
            # Y, in "X is in talks with Y to buy 20% of the firm"
            found = self._salient(clause, node.noun, {subject.name}, node.low)
        return found or self._salient(clause, node.noun, later, node.low)

    def _drop_place(self, nodes: list[Node], k: int) -> None:
        """What only says where a company is, is no party ("la PME de Blagnac, dont …")."""
        if k < len(nodes) and nodes[k].party == "name" and self._totals[nodes[k].text] < 2:
            nodes[k].party, nodes[k].entity = "", None

    def _values_itself(self, before: list[Node], noun: str, subject: Entity) -> bool:
        """Whether a participle behind a comma values the subject ("X raised M, valuing the company at N")."""
        for n in reversed(before[-4:]):
            if n.low == ",":
                return False
            if n.low in self._valuing:
                return noun != "startup" or not self._classes[subject.name]["group"]
        return False

    def _free(self, nodes: list[Node]) -> Entity | None:
        """The first name that no preposition governs and that owns nothing."""
        names = ((k, n) for k, n in enumerate(nodes) if n.party == "name" and n.entity and not n.prep)
        return next((n.entity for k, n in names if not owns(nodes, k)), None)

    def _is_place(self, node: Node) -> bool:
        """Whether an unknown name is where something is ("Fondée à Douai, la société")."""
        return node.entity is not None and not node.entity.known and node.prep in self._lx.affairs.places

    def _near_names(self, clause: Clause, head: int) -> set[str]:
        """Companies that a description cannot mean: the subject of its sentence and those named in its own clause."""
        nodes = clause.nodes
        lx, noun = self._lx, next((n.noun for n in nodes[head:] if n.noun), "")
        borders = {",", ";", ":"} | lx.conjunctions | lx.affairs.subordinate
        border = next(
            (k for k in range(head - 1, -1, -1) if nodes[k].low in borders or nodes[k].low in lx.relatives), -1
        )
        near = [n for n in nodes[border + 1 : head] if n.party == "name"]
        beyond = lx.affairs.subordinate | {"après", "after"}
        near += [n for n in nodes[:head] if n.party == "name" and n.prep in beyond]  # "a week before X, the start-up"
        if border > 0 and nodes[border].low in lx.relatives:
            near += [n for n in nodes[max(0, border - 2) : border] if n.party == "name"]
        found = {n.entity.name for n in near if n.entity}
        free = self._free(nodes[:head])
        if free is not None and any(n.low in self._selling for n in nodes[:head]):
            return found - {free.name}  # "X approved a deal to sell 20% of the company"
        if free is not None:
            apart = any(n.low in {",", ";", ":"} or n.low in lx.relatives for n in nodes[:head])
            other = noun == "startup" and not self._classes[free.name]["startup"]
            found |= {free.name} if other or not apart else set()
        return found

    def _drop(self, name: str) -> None:
        self._last.pop(name, None)
        self._near.pop(name, None)

    def _forget(self, index: int) -> None:
        for name in [n for n in self._near if index - self._last[n][0] > _REACH]:
            del self._near[name]

    def _salient(
        self, clause: Clause, noun: str, exclude: set[str], word: str = "", *, before_only: bool = False
    ) -> Entity | None:
        best, best_score = None, 0.0
        self._forget(clause.index)
        for name in self._near:
            latest = self._last[name]
            mention = self._prior.get(name) if latest[0] == clause.index and before_only else latest
            if mention is None or name in exclude or clause.index - mention[0] > _REACH:
                continue
            entity = self._entities[name]
            if noun and (
                (noun != "group" and entity.kind == "fund") or (entity.kind == "organisation" and not entity.known)
            ):
                continue
            index, block, was_subject = mention
            score = (
                4.0
                + (0.6 if name in self._leading else 0.0)
                - 0.55 * (clause.index - index)
                + (0.6 if was_subject else 0.0)
                + min(2.0, 0.4 * self._totals[name])
            )
            score -= 0.0 if self._entities[name].known or self._told[name] else 0.8 if self._totals[name] < 2 else 0.3
            score += min(1.2, 0.4 * self._told[name])
            score += 1.2 if word and word in self._called[name] else 0.0
            score += 2.5 if word and name.lower().startswith(f"{word} ") else 0.0  # "la brasserie": Brasserie du Cap
            if self._headed is not None and self._headed[1] == name and clause.index > 1:
                score += 2.5 if clause.sentence.block - self._headed[0] <= 1 else 0.5
            aside = name in self._beside and not self._told[name]
            score -= 2.0 if aside else 0.0
            score -= 0.0 if block == clause.sentence.block else 0.8
            score += 0.8 if was_subject and clause.index - index == 1 and block == clause.sentence.block else 0.0
            classes = self._classes[name]
            if noun == "company":
                score -= 1.0 if classes["group"] > classes["startup"] + classes["company"] else 0.0
            elif noun and classes:
                other = -2.0 if noun == "startup" else -0.8 if classes["startup"] else 0.0
                score += other if not classes[noun] else 0.0 if aside else 1.5
            if self._entities[name].kind == "fund":
                score -= 1.5
            if score > best_score:
                best, best_score = self._entities[name], score
        return best

    def _pronoun(  # noqa: PLR0911 - one return per way of meaning
        self, clause: Clause, word: str, own: Entity | None
    ) -> Entity | None:
        if word in self._lx.selves:
            return self._salient(clause, "", set())
        if word in self._lx.affairs.he:
            if own is not None and own.kind == "person":
                return own
            return next((e for _, _, e in reversed(self._subjects) if e.kind == "person"), self._person)
        if own is not None:
            return own
        thing = word in self._lx.things
        latest = [n for n in self._near if self._last[n][:2] == (clause.index - 1, clause.sentence.block)]
        if thing and len(latest) == 1:
            return self._entities[latest[0]]
        for index, _, entity in reversed(self._subjects):
            if (
                clause.index - index <= 2
                and (entity.is_company or not thing)
                and not self._is_beside(entity, near=True)
            ):
                return entity
        return self._salient(clause, "", set()) if thing else None

    def _speaker(self, own: Entity | None) -> Entity | None:
        """Whom "dit-il" means: a person before a company."""
        if own is not None and own.kind == "person":
            return own
        latest = next((e for _, _, e in reversed(self._subjects)), None)
        return self._person if latest is None or self._person is not None else latest

    def _possessive(self, clause: Clause, i: int) -> Entity | None:
        """Whose: of a measure a company's; the subject so far, else that of the sentence before."""
        nodes, lx = clause.nodes, self._lx
        if self._ahead is not None and i < self._ahead:
            self._resolve_one(clause, self._ahead, None)
            ahead = nodes[self._ahead].entity
            if ahead is not None and ahead.is_company:
                return ahead  # "With its 2,600 staff, the company …"
        lows = [n.low for n in nodes[i + 1 : i + 8]]
        measure = any(self._measures.at(lows, k) for k in range(min(4, len(lows))))
        inside = []
        for k in range(i - 1, max(-1, i - 30), -1):
            entity = nodes[k].entity
            if entity is None or nodes[k].party not in {"name", "noun", "pronoun"} or owns(nodes, k):
                continue
            if entity.is_company or (entity.kind == "person" and not measure):
                inside.append((bool(nodes[k].prep), k, entity))
        free = [entity for governed, _, entity in inside if not governed]
        if not free and len(inside) > 1:
            # "like X, which … its": who has a clause of its own is meant before who is only named in it.
            heads = (e for _, k, e in inside if any(n.low in lx.relatives for n in nodes[k + 1 : k + 3]))
            free = list(heads)[:1]
        if free:
            return free[0] if measure or len(free) == 1 else free[-1]
        if nodes[i].low in lx.people_owners:
            return next((e for _, _, e in reversed(self._subjects) if e.kind == "person"), None)
        for index, _, entity in reversed(self._subjects):
            if self._is_beside(entity, near=clause.index - index <= 1):
                continue
            if clause.index - index <= 3 and (entity.is_company or (entity.kind == "person" and not measure)):
                return entity
        return inside[0][2] if inside else self._salient(clause, "", set())
