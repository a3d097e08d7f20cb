"""The public face: a text in, its facts out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from ledger.extract import (
    assemble,
    carry,
    choices,
    commerce,
    deals,
    derived,
    dollars,
    frames,
    handovers,
    holdings,
    investments,
    items,
    links,
    naming,
    nodes,
    payments,
    people,
    prices,
    products,
    roles,
    rounds,
    segment,
    share_trades,
    shares,
    staff,
    ties,
    triggers,
    trim,
    unfigured,
    valuations,
)
from ledger.extract import text as folding
from ledger.extract.discourse import Discourse
from ledger.extract.drafts import Draft
from ledger.extract.figures import find_figures
from ledger.extract.frame import Frame
from ledger.extract.language import detect_language
from ledger.extract.lexicon import LANGUAGES, lexicon
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.money import Money
from ledger.extract.names import Entity, Gazetteer, Mention, Name, with_institutions
from ledger.extract.nodes import Clause
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger
from ledger.extract.unknown import UnknownNames
from ledger.model.dates import bounds
from ledger.model.errors import InvalidDate, UnreadableDocument
from ledger.model.facts import FactBase

#: Kinds whose other side the text is not about.
_ONE_SIDED = {"funding_round", "investment", "stake", "debt", "customer"}

#: What can come to nothing.
_DEALS = {"acquisition", "funding_round", "investment", "listing", "stake", "partnership", "contract", "debt"}

#: So many sentences on, "M for X" is still of the rounds that were spoken of.
_ROUNDS = 2

_WEAK = {"worth", "acquisition", "pact", "invest"}

__all__ = ["Name", "RuleReader", "detect_language"]


class RuleReader:
    """Reads facts by rules. Pure: equal text and names give equal facts."""

    name = "rules"
    version = "4"

    def __init__(self, names: Iterable[Name]) -> None:
        self._gazetteer = Gazetteer(names)

    def read(
        self,
        text: str,
        *,
        published: str | None = None,
        publisher: str | None = None,
        title: str | None = None,
        language: str | None = None,
    ) -> list[FactBase]:
        """The facts that `text` reports, in the order of their first passages.

        `published` (EDTF) resolves what is relative ("last year"); `publisher` heads every attribution
        chain and is left out of them; `title` introduces parties that the text may only allude to.

        Raises:
            UnreadableDocument: the text is in a language without lexicon.
        """
        spoken = language or detect_language(text)
        if spoken is None:
            spoken = _guess(text)
        if spoken not in LANGUAGES:
            raise UnreadableDocument(
                f"The document seems to be in a language that cannot be read yet ({spoken}); "
                f"languages that can: {', '.join(LANGUAGES)}."
            )
        lx = lexicon(spoken)
        day = _day(published)
        reading = _Reading(text, lx, self._gazetteer, title, publisher)
        reported = [assemble.report(draft, lx, publisher, day) for draft in reading.drafts()]
        assemble.inherit(reported, reading.spoken(day))
        carry.carry(reported, reading.clauses, lx, publisher)
        merged = assemble.merge(reported)
        deals.label_deals(merged)
        deals.share_status(merged)
        names = assemble.Names(reading.named, naming.names_of(reading.clauses))
        facts = [fact for item in merged if (fact := assemble.fact(item, text, spoken, names)) is not None]
        return sorted(facts, key=lambda fact: (fact.start or 0, fact.end or 0))


def _guess(text: str) -> str:
    """A language for a text too short to tell: the one it has most words and letters of, else English."""
    words = {token.low for token in segment.tokens(text, 0, min(len(text), 2000))}
    if any(c in "éèêàçùœÉÈÀ«" for c in text[:2000]):
        return "fr"
    return max(LANGUAGES, key=lambda code: (len(words & lexicon(code).profile), code == "en"))


def _day(published: str | None) -> date | None:
    """The day of publication, where it is known to the month at least."""
    if not published:
        return None
    try:
        return bounds(published[:10]).lower
    except InvalidDate:
        return None


class _Reading:
    """One document while it is read, from text to drafts."""

    def __init__(
        self, text: str, lx: Lexicon, gazetteer: Gazetteer, title: str | None, publisher: str | None = None
    ) -> None:
        self._text, self._lx, self._gazetteer, self._publisher = text, lx, gazetteer, publisher
        self._table = triggers.table(lx.language)
        self._dollar = dollars.local(text, publisher)
        #: The last clause that spoke of a round.
        self._rounds = -_ROUNDS - 1
        self._conversions: set[tuple[Decimal, str | None]] = set()
        self.clauses = self._build(text)
        #: The currencies of the document's sums.
        self._currencies = {n.money.currency for clause in self.clauses for n in clause.nodes if n.money}
        #: How often the document has each name.
        self.named = Counter(
            n.entity.name for clause in self.clauses for n in clause.nodes if n.party == "name" and n.entity
        )
        #: The item of each paragraph, in a text of several stories.
        self._items = items.items(self.clauses)
        self._discourse = Discourse(lx, self._table.measures, self.named, gazetteer.empires, self._items)
        if title and title.strip() and title.strip() not in text:
            for clause in self._build(title):
                clause.index = -1
                self._discourse.resolve(clause)

    def drafts(self) -> Iterator[Draft]:
        """The drafts of all clauses, each clause read with what those before it have introduced."""
        currency: str | None = None
        before: list[Draft] = []
        recent: list[Draft] = []
        waiting: list[Draft] = []
        for clause in self.clauses:
            self._discourse.resolve(clause)
            if recent and self._item(clause) != self._item(recent[-1].clause):
                before, recent = [], []
            currency = self._run_currency(clause, currency)
            drafts = [d for d in self._read(clause, before, recent) if not self._converted(d)]
            drafts, hinted = [d for d in drafts if not d.hint], [d for d in drafts if d.hint]
            self._note(clause, drafts)
            if drafts or (waiting and clause.index - waiting[0].clause.index > 2):
                yield from waiting
                waiting = []
            if not drafts and waiting and _drops(clause, waiting[0].clause, self._lx):
                for draft in waiting:
                    draft.dropped = draft.kind in _DEALS
            if not drafts and waiting and _denies(clause, waiting[0].clause, self._lx):
                for draft in waiting:
                    draft.denied_by = clause
            # A denial may stand two sentences on, where nothing is reported in between.
            waiting += drafts
            before = drafts
            recent = drafts + hinted or ([d for d in recent if clause.index - d.clause.index < 2])
        yield from waiting

    def _note(self, clause: Clause, drafts: Sequence[Draft]) -> None:
        """Let what goes on know of whom facts were told."""
        for draft in drafts:
            if draft.trigger.shape == handovers.HELD:
                continue  # where somebody once was, the text does not go on about
            sides = draft.parties if draft.kind in _ONE_SIDED else ()
            self._discourse.told(draft.company, (party.entity for party in sides))
            if draft.kind in {"funding_round", "investment"}:
                self._discourse.funded(draft.company)
            elif draft.kind in {"acquisition", "stake"}:
                self._discourse.bought(clause, draft.company)
            elif draft.kind == "product" and draft.product:
                self._discourse.product(draft.product)

    def _item(self, clause: Clause) -> int:
        return self._items.get(clause.sentence.block, 0)

    def spoken(self, published: date | None) -> list[tuple[int, str, str]]:
        """The quarters and halves of years that the text names, by clause."""
        return [
            (clause.index, node.when.unit, edtf)
            for clause in self.clauses
            for node in clause.nodes
            if node.when is not None
            and node.when.unit in {"quarter", "half"}
            and (edtf := node.when.resolve(published, future=False))
        ]

    def _build(self, text: str) -> list[Clause]:
        lx, low, folded = self._lx, folding.lower(text), folding.fold(text)
        known = with_institutions(text, self._gazetteer.find(text, folded, lx.countries), lx)
        sentences = list(segment.sentences(text))
        tokens = [trim.spoken(text, segment.tokens(text, s.start, s.end, low)) for s in sentences]
        spelled = self._spelled_out(text, known)
        if spelled:  # with initials a body's name is as long as these say
            closed = {m.end for m in spelled.values()}
            known = sorted([*(m for m in known if m.end not in closed), *spelled.values()], key=lambda m: m.start)
        unknown = UnknownNames(lx, tokens, self._gazetteer, self._table.words, self._publisher)
        for short, mention in spelled.items():
            unknown.learn(short, mention)
        clauses, at = [], 0
        for index, (sentence, all_words) in enumerate(zip(sentences, tokens, strict=True)):
            mentions: list[nodes.Spanned] = []
            while at < len(known) and known[at].start < sentence.end:
                if known[at].start >= sentence.start and known[at].end <= sentence.end:
                    mentions.append(known[at])
                at += 1
            found, conversions = find_figures(low, sentence, lx, all_words, mentions)
            mentions += found
            self._conversions |= {(m.low, m.currency) for m in conversions}
            unsaid = [span for m in conversions if (span := trim.bracketed(low, m.start, m.end))]
            words = [t for t in all_words if not any(s <= t.start < e for s, e in unsaid)] if unsaid else all_words
            busy = [(m.start, m.end) for m in mentions]
            mentions += unknown.find(words, busy, heading=sentence.heading or index == 0)
            for place, short in trim.acronyms(text, sentence.start, sentence.end):
                unknown.learn(short, next((m for m in mentions if m.end == place and isinstance(m, Mention)), None))
            clauses.append(nodes.build(text, sentence, index, words, mentions, lx))
        naming.unify(clauses, lx)
        return clauses

    def _spelled_out(self, text: str, known: list[Mention]) -> dict[str, Mention]:
        """Names that may be written small in part, by the initials in brackets that tell where they begin."""
        lx = self._lx
        if lx.compounds:
            return {}  # names have capitals throughout
        small = lx.articles | lx.prepositions | lx.conjunctions | {"d", "l"}
        ends = {m.end for m in known if m.entity.known or m.entity.kind != "organisation"}
        found: dict[str, Mention] = {}
        begins, reached = [m.start for m in known], 0
        for place, short in trim.acronyms(text, 0, len(text), capitals=1):
            start = trim.spelled_out(text, place, short, small) if place not in ends else None
            at = bisect_left(begins, place) - 1  # known names are sorted and apart: only the last one can meet it
            other = at >= 0 and known[at].end > start if start is not None else False
            if start is None or start < reached or (other and known[at].end != place):
                continue
            reached = place
            head = text[start:place].split(maxsplit=1)[0].lower()
            kind = "company" if head in lx.company_nouns or head in lx.name_heads else "organisation"
            full = text[start:place]
            # A name that the text goes on to use only in short is that by which it is known.
            often = len(re.findall(rf"\b{re.escape(short)}\b", text)) > text.count(full)
            name = short if often and len(short) > 2 else full
            found.setdefault(short, Mention(start, place, Entity(name, kind, known=False)))
        return found

    def _converted(self, draft: Draft) -> bool:
        """Whether a headline states in another currency what the text gives in brackets only."""
        money = draft.money
        return draft.clause.sentence.heading and money is not None and (money.low, money.currency) in self._conversions

    def _run_currency(self, clause: Clause, running: str | None) -> str | None:
        """Give amounts without currency the running one."""
        short = {code: long for code, long in self._lx.short_currencies.items() if long in self._currencies}
        for node in clause.nodes if short else ():
            if node.money is not None and node.money.currency in short:
                node.money = replace(node.money, currency=short[node.money.currency])
        for node in clause.nodes if self._dollar else ():
            if node.money and node.money.currency == "USD" and self._text[node.money.start] == "$":
                node.money = replace(node.money, currency=self._dollar)
        for node in clause.nodes:
            if node.money and node.money.currency in dollars.NAMESAKES and self._text[node.money.start].isdigit():
                node.money = replace(node.money, currency=dollars.namesake(node.money.currency, self._text))
        own = [n.money.currency for n in clause.nodes if n.money and n.money.currency]
        for node in clause.nodes:
            if node.money is None:
                continue
            if node.money.currency:
                running = node.money.currency
            else:
                node.money = replace(node.money, currency=running or (own[0] if own else None))
        return running

    def _read(self, clause: Clause, before: Sequence[Draft], recent: Sequence[Draft]) -> list[Draft]:
        """The drafts of a clause; `before` are those of the clause before it, `recent` the last ones within reach."""
        found = triggers.find(clause, self._lx, of_rounds=clause.index - self._rounds <= _ROUNDS)
        frame = Frame(clause, found, self._lx, self._discourse, self._text)
        frame.recent = recent
        if any(t.shape in {"round", "raise"} for t in found):
            self._rounds = clause.index
        frame.of_rounds = clause.index - self._rounds <= _ROUNDS
        figures = [i for i, node in enumerate(clause.nodes) if node.money is not None]
        frame.drafts += investments.tickets(frame, figures, recent)
        frame.drafts += prices.sales(frame, figures)
        used, done = _place(frame, figures, before) if figures else (set(), set())
        for trigger in found:
            if trigger not in used:
                frame.drafts += frames.without_figure(frame, trigger)
        frame.drafts += holdings.changes(frame)
        frame.drafts += shares.shares(frame)
        frame.drafts += share_trades.priced(frame, [i for i in figures if i not in done])
        left = [i for i in figures if i not in done]
        if left:
            frame.drafts += _priced(frame, left, recent)
        frame.drafts += commerce.built(frame, [i for i in figures if i not in done])
        frame.drafts += commerce.considered_use(frame)
        frame.drafts += derived.read(frame, before)
        frame.drafts += people.read(frame)
        frame.drafts += roles.read(frame)
        frame.drafts += staff.headcounts(frame, recent)
        frame.drafts += staff.bonuses(frame)
        frame.drafts += products.read(frame)
        frame.drafts += choices.read(frame)
        frame.drafts += ties.read(frame, recent)
        frame.drafts += unfigured.read(frame, before)
        if not any(draft.money and draft.kind in {"funding_round", "investment"} for draft in frame.drafts):
            rounds.take_part(frame, recent)
            hint = rounds.announced(frame)
            if hint is not None:
                hint.hint = True
                frame.drafts.append(hint)
        return frame.drafts


def _priced(frame: Frame, figures: list[int], recent: Sequence[Draft]) -> list[Draft]:
    """The drafts of sums that no trigger has placed: what something is worth, and what is paid for a company."""
    found = valuations.complements(frame, figures) + valuations.put_at(frame, figures)
    found += payments.told_apart(frame, figures) + rounds.share_sales(frame, figures)
    taken = {i for draft in (*frame.drafts, *found) for i in draft.nodes}
    left = [i for i in figures if i not in taken]
    found += payments.to_owners(frame, left, recent)
    return found + payments.instalments(frame, left, recent)


def _place(frame: Frame, figures: list[int], before: Sequence[Draft]) -> tuple[set[Trigger], set[int]]:
    """Add the drafts of the sums of a clause; the triggers and the figures that have theirs now."""
    clause, lx, recent = frame.clause, frame.lx, frame.recent
    row = rounds.in_rows(frame, figures)
    figures = [i for i in figures if i not in row]
    chosen = links.assign(clause, frame.triggers, figures, lx)
    order = sorted(chosen, key=lambda i: (chosen[i][0].shape in {"valuation", "worth"}, i))
    used: set[Trigger] = set()
    done = {i for draft in frame.drafts for i in draft.nodes if i in figures}
    # Money that is put in without saying into what goes into the company that the rest of the clause values.
    again = [i for i in order if chosen[i][0].shape == "invest"]
    valued = [i for i in order if chosen[i][0].shape == "valuation" and frame.party_of_relative(chosen[i][0].end)]
    for place, figure in enumerate((*order, *again)):
        frame.implied = place >= len(order) or not valued
        trigger = chosen[figure][0]
        if figure in done or _is_difference(clause, figure, lx, trigger):
            continue
        drafts = frames.with_figure(frame, trigger, figure)
        frame.drafts += drafts
        used |= {trigger} if drafts else set()
        done |= {figure} if drafts else set()
    shared = rounds.rows(frame, row)
    frame.drafts += shared
    done |= {i for i in row if any(i in draft.nodes for draft in shared)}
    # What no trigger wants, or only one that says nothing of its own ("the deal is worth M").
    left = [i for i in figures if i not in chosen or (i not in done and chosen[i][0].shape in _WEAK)]
    frame.drafts += investments.portions(frame, left, recent)
    allotted = rounds.allotted(frame, [i for i in figures if i not in done])
    frame.drafts += allotted
    left = [i for i in left if not any(i in draft.nodes for draft in allotted)]
    frame.drafts += rounds.sized(frame, left, recent) or rounds.as_operation(frame, left)
    frame.drafts += investments.led(frame, [i for i in figures if i not in done], recent)
    frame.drafts += commerce.continued(frame, left, before) or commerce.priced(frame, left, recent)
    return used, done


def _drops(clause: Clause, last: Clause, lx: Lexicon) -> bool:
    """Whether a clause says of what the one before it reported that it came to nothing ("Mais elle a été rejetée")."""
    hits = table_of(lx.stages["abandoned"]).all(clause.lows)
    if not hits or clause.index - last.index > 2:
        return False
    before = clause.nodes[: hits[0][0]]
    named = any(n.party == "name" and not n.prep for n in before)
    return not named and any(n.party == "pronoun" or n.low in lx.offers or n.low in lx.anaphora for n in before)


def _denies(clause: Clause, last: Clause, lx: Lexicon) -> bool:
    """Whether a clause denies what the one before it reported ("Musk called it fake news"), and not another thing."""
    near = clause.index - last.index <= 2 and clause.sentence.block == last.sentence.block
    hits = table_of(lx.denials).all(clause.lows) if near else []
    return any(not (phrase in lx.own_denials and end < len(clause.lows) - 1) for _, end, phrase in hits) and not any(
        end < len(clause.nodes) and clause.nodes[end].party == "pronoun" for _, end, _ in hits
    )


def _is_difference(clause: Clause, figure: int, lx: Lexicon, trigger: Trigger) -> bool:
    """Whether a figure only says by how much another one changed; further money that is put in is all new."""
    money = clause.nodes[figure].money
    assert isinstance(money, Money)
    if trigger.shape in {"invest", "investment", "raise", "round"} and clause.lows[figure - 1] in lx.further:
        return False
    own = trigger.end if trigger.end <= figure else 0  # "has lined up M": the particle is the verb's
    before = " ".join(clause.lows[max(own, figure - 4) : figure])
    more = table_of(lx.delta_after).at(clause.lows, figure + 1) is not None
    return more or any(before.endswith(phrase) for phrase in lx.delta)
