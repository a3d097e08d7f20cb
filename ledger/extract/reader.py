"""The public face: a text in, its facts out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from ledger.extract import assemble, capital, commerce, derived, links, nodes, prices, segment, shares, triggers
from ledger.extract import text as folding
from ledger.extract.discourse import Discourse
from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.language import detect_language
from ledger.extract.lexicon import LANGUAGES, lexicon
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.money import Money, find_money, find_percents
from ledger.extract.names import Gazetteer, Name, UnknownNames
from ledger.extract.nodes import Clause
from ledger.extract.periods import find_times
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger
from ledger.model.dates import bounds
from ledger.model.errors import InvalidDate, UnreadableDocument
from ledger.model.facts import FactBase

__all__ = ["Name", "RuleReader", "detect_language"]


class RuleReader:
    """Reads facts by rules. Pure: equal text and names give equal facts."""

    name = "rules"
    version = "1"

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
        reading = _Reading(text, lx, self._gazetteer, title)
        reported = [assemble.report(draft, lx, publisher, day) for draft in reading.drafts()]
        merged = assemble.merge(reported)
        assemble.label_deals(merged)
        assemble.share_status(merged)
        facts = [fact for item in merged if (fact := assemble.fact(item, text, spoken)) is not None]
        return sorted(facts, key=lambda fact: (fact.start or 0, fact.end or 0))


def _guess(text: str) -> str:
    """A language for a text too short to tell: that of its telling letters, else English."""
    return "fr" if any(c in "éèêàçùœÉÈÀ«" for c in text[:2000]) else "en"


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

    def __init__(self, text: str, lx: Lexicon, gazetteer: Gazetteer, title: str | None) -> None:
        self._text, self._lx, self._gazetteer = text, lx, gazetteer
        self._table = triggers.table(lx.language)
        self._clauses = self._build(text)
        totals = Counter(
            n.entity.name for clause in self._clauses for n in clause.nodes if n.party == "name" and n.entity
        )
        self._discourse = Discourse(lx, self._table.measures, totals, gazetteer.empires)
        if title and title.strip() and title.strip() not in text:
            for clause in self._build(title):
                clause.index = -1
                self._discourse.resolve(clause)

    def drafts(self) -> Iterator[Draft]:
        """The drafts of all clauses, each clause read with what those before it have introduced."""
        currency: str | None = None
        before: list[Draft] = []
        for clause in self._clauses:
            self._discourse.resolve(clause)
            currency = self._run_currency(clause, currency)
            drafts = self._read(clause, before)
            if not drafts and before and _denies(clause, before[0].clause, self._lx):
                for draft in before:
                    draft.denied_by = clause
            yield from before
            before = drafts
        yield from before

    def _build(self, text: str) -> list[Clause]:
        lx, low, folded = self._lx, folding.lower(text), folding.fold(text)
        known = self._gazetteer.find(text, folded)
        sentences = list(segment.sentences(text))
        tokens = [segment.tokens(text, s.start, s.end) for s in sentences]
        unknown = UnknownNames(lx, tokens, self._gazetteer, self._table.words)
        clauses, at = [], 0
        for index, (sentence, words) in enumerate(zip(sentences, tokens, strict=True)):
            mentions: list[nodes.Spanned] = []
            while at < len(known) and known[at].start < sentence.end:
                if known[at].start >= sentence.start and known[at].end <= sentence.end:
                    mentions.append(known[at])
                at += 1
            mentions += self._figures(low, sentence, mentions)
            busy = [(m.start, m.end) for m in mentions]
            mentions += unknown.find(words, busy, heading=sentence.heading or index == 0)
            clauses.append(nodes.build(text, sentence, index, words, mentions, lx))
        return clauses

    def _figures(self, low: str, sentence: segment.Sentence, names: Sequence[nodes.Spanned]) -> list[nodes.Spanned]:
        """Amounts, percentages and times that overlap neither a name nor each other."""
        found: list[nodes.Spanned] = []
        taken = [(m.start, m.end) for m in names]
        figures: list[nodes.Spanned] = [
            *find_percents(low, sentence, self._lx),
            *(m for m in find_money(low, sentence, self._lx) if not m.count and not m.conversion),
            *find_times(low, sentence, self._lx),
        ]
        for mention in figures:
            if not any(start < mention.end and mention.start < end for start, end in taken):
                found.append(mention)
                taken.append((mention.start, mention.end))
        return found

    def _run_currency(self, clause: Clause, running: str | None) -> str | None:
        """Give amounts without currency the running one."""
        own = [n.money.currency for n in clause.nodes if n.money and n.money.currency]
        for node in clause.nodes:
            if node.money is None:
                continue
            if node.money.currency:
                running = node.money.currency
            else:
                node.money = replace(node.money, currency=running or (own[0] if own else None))
        return running

    def _read(self, clause: Clause, before: Sequence[Draft]) -> list[Draft]:
        found = triggers.find(clause, self._lx)
        frame = Frame(clause, found, self._lx, self._discourse)
        figures = [i for i, node in enumerate(clause.nodes) if node.money is not None]
        chosen = links.assign(clause, found, figures, self._lx) if found else {}
        order = sorted(chosen, key=lambda i: (chosen[i][0].shape in {"valuation", "worth"}, i))
        used: set[Trigger] = set()
        for figure in order:
            trigger = chosen[figure][0]
            if _is_difference(clause, figure, self._lx):
                continue
            drafts = _frame(frame, trigger, figure)
            frame.drafts += drafts
            used |= {trigger} if drafts else set()
        frame.drafts += commerce.continued(frame, [i for i in figures if i not in chosen], before)
        for trigger in found:
            if trigger not in used:
                frame.drafts += _without_figure(frame, trigger)
        frame.drafts += shares.shares(frame)
        frame.drafts += commerce.considered_use(frame)
        frame.drafts += derived.read(frame, before)
        return frame.drafts


def _denies(clause: Clause, last: Clause, lx: Lexicon) -> bool:
    """Whether a clause denies what the one before it reported ("Musk called it fake news")."""
    near = clause.index - last.index <= 1 and clause.sentence.block == last.sentence.block
    return near and bool(table_of(lx.denials).all(clause.lows))


def _is_difference(clause: Clause, figure: int, lx: Lexicon) -> bool:
    money = clause.nodes[figure].money
    assert isinstance(money, Money)
    before = " ".join(clause.lows[max(0, figure - 4) : figure])
    return any(before.endswith(phrase) for phrase in lx.delta)


def _frame(frame: Frame, trigger: Trigger, figure: int) -> list[Draft]:
    """The drafts that a figure and its trigger make."""
    match trigger.shape:
        case "raise" | "round":
            draft = capital.funding_round(frame, trigger, figure)
        case "invest" | "investment":
            draft = capital.investment(frame, trigger, figure)
        case "value" | "valuation" | "worth":
            draft = prices.valuation(frame, trigger, figure)
            contract = next((t for t in frame.triggers if t.shape == "contract" and t.end <= trigger.start), None)
            if draft is None and contract and trigger.shape == "worth":
                draft = commerce.contract(frame, contract, figure)
        case "buy" | "sold" | "acquisition":
            draft = prices.acquisition(frame, trigger, figure)
        case "pay":
            return prices.paid(frame, trigger, figure)
        case "revenue" | "capex" | "order_book":
            draft = commerce.figure_of_company(frame, trigger, figure)
        case "contract":
            draft = commerce.contract(frame, trigger, figure)
        case _:
            draft = None
    return [draft] if draft else []


def _without_figure(frame: Frame, trigger: Trigger) -> list[Draft]:
    """Facts that need no sum: an acquisition, a partnership."""
    if trigger.shape in {"buy", "sold", "acquisition"}:
        draft = prices.acquisition(frame, trigger, None)
        return [draft] if draft else []
    if trigger.shape == "ally":
        return commerce.alliances(frame, trigger)
    return []
