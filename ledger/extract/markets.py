"""Frames of money that is owed, offered on an exchange, or lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owner, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.nodes import REFERS, Node
from ledger.extract.phrases import Phrases, table_of
from ledger.extract.triggers import Trigger


@cache
def _public(language: str) -> Phrases[Tense]:
    return Phrases(load(language).affairs.go_public.items())


def instead(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """What "raises M" is when it is raised in debt or on an exchange."""
    lx, nodes = frame.lx, frame.clause.nodes
    offer = next((t for t in frame.triggers if t.shape == "listing" and t.end <= trigger.start), None)
    if offer is not None and (trigger.tense is Tense.GERUND or _offers(frame, offer, trigger)):
        return listing(frame, offer, figure)  # "priced its public offering at N a share, raising M"
    went = _public(lx.language).all(frame.words, max(0, trigger.start - 18), trigger.start) if lx.compounds else []
    if (
        went
        and trigger.tense in {Tense.INFINITIVE, Tense.GERUND}
        and not any(t.shape == "round" for t in frame.triggers)
    ):
        told = Trigger("listing", went[0][0], went[0][1], tense=went[0][2])
        if not table_of(lx.negated).all(frame.clause.lows, max(0, told.start - 4), told.start):
            return listing(frame, told, figure)  # "went public, selling shares at N to raise M"
    if trigger.is_verb and any(n.low in lx.and_ for n in nodes[figure + 1 : figure + 2]):
        goes = _public(lx.language).all(frame.words, figure + 2, figure + 8)
        if goes and goes[0][0] == figure + 2:
            return listing(frame, trigger, figure)  # "plans to raise M and list its shares"
    for other in frame.triggers:
        if other.shape not in {"debt", "listing"} or not figure < other.start <= figure + 8:
            continue
        between = nodes[figure + 1 : other.start]
        if not trigger.is_verb and not (between and between[-1].low in lx.in_words):
            continue
        if any(n.low in {",", ";", ":"} or n.money or n.low in lx.and_ or n.low in lx.relatives for n in between):
            continue
        return debt(frame, other, figure) if other.shape == "debt" else listing(frame, other, figure)
    return None


def _offers(frame: Frame, offer: Trigger, trigger: Trigger) -> bool:
    """Whether a verb goes on about an offer of shares ("is to make its public offering and raise M")."""
    between = frame.clause.nodes[offer.end : trigger.start]
    if not trigger.is_verb or trigger.tense in {Tense.PAST, Tense.PARTICIPLE}:
        return False
    return not any(t.shape == "round" for t in frame.triggers) and not any(
        n.low in {";", ":"} or n.money or n.party in REFERS or n.low in frame.lx.relatives for n in between
    )


def debt(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:  # noqa: C901, PLR0912 - one branch per way of telling
    """ "X secures a M loan from Y", "Y lends M to X", "X borrows M": what is newly lent, not what is owed."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    owed = bool(table_of(lx.affairs.owed).all(frame.words))
    left = min(trigger.start, figure)
    if owed and trigger.is_verb:
        return None
    if trigger.shape == "lend":
        lender = subject(clause, trigger.start, lx)
        borrower = next(governed(clause, trigger.end, figure + 8, lx.to_words), None)
        if borrower is None:
            borrower = frame.party_between(trigger.end, figure)
    elif trigger.shape == "borrow":
        lender, borrower = None, subject(clause, trigger.start, lx)
    else:
        part = figure > 0 and nodes[figure - 1].low in lx.including
        whole = next((d for d in reversed(frame.drafts) if d.kind == "funding_round"), None) if part else None
        if whole is not None:
            own = next((k for k in sorted(whole.nodes) if frame.entity(k) == whole.company), None)
            draft = frame.draft("debt", own, trigger, figure, allow_topic=True)  # "M, dont N de dette"
            if draft is not None:
                draft.company, draft.written = whole.company, whole.written
            return draft
        verb = next((k for k in range(left - 1, max(-1, left - 16), -1) if nodes[k].low in lx.affairs.obtain), None)
        if verb is None or (owed and (figure > trigger.start or figure - verb > 4)):
            return None
        borrower, lender = subject(clause, verb, lx), None
        if borrower is None:
            borrower = nearest(clause, verb, lx)
        to = next(governed(clause, max(trigger.end, figure), max(trigger.end, figure) + 6, lx.to_words), None)
        if to is not None and frame.is_company(to):
            lender, borrower = borrower, to
    if borrower is None or not frame.is_company(borrower):
        return None
    draft = frame.draft("debt", borrower, trigger, figure)
    if draft is None:
        return None
    if lender is None:
        bring = (lx.from_words - lx.of_words) | lx.by_words | lx.with_words
        lender = next(governed(clause, max(trigger.end, figure), max(trigger.end, figure) + 10, bring), None)
    if lender is None:
        after = max(trigger.end, figure)
        source = (k for k in range(after, min(len(nodes), after + 6)) if nodes[k].low in lx.from_words - lx.of_words)
        start = next(source, len(nodes))
        lender = frame.party_between(start, min(len(nodes), start + 5))
    if lender is not None and frame.is_company(lender):
        frame.add_party(draft, lender, "lender")
    return draft


def lent(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """ "X seeks M from banks": what lenders give is a debt."""
    lx, nodes = frame.lx, frame.clause.nodes
    source = next((k for k in range(figure + 1, min(len(nodes), figure + 4)) if nodes[k].low in lx.from_words), None)
    if source is None or not trigger.is_verb:
        return None
    behind = {n.low for n in nodes[source + 1 : source + 4] if not n.money}
    if behind.isdisjoint(lx.lenders) or nodes[source].low in lx.of_words:
        return None
    draft = frame.draft("debt", subject(frame.clause, trigger.start, lx), trigger, figure)
    lender = next((k for k in range(source + 1, min(len(nodes), source + 5)) if nodes[k].party == "name"), None)
    if draft is not None and lender is not None and frame.is_company(lender):
        frame.add_party(draft, lender, "lender")
    return draft


def listing(frame: Frame, trigger: Trigger, figure: int | None) -> Draft | None:
    """ "X raises M in an IPO", "X's IPO", "X files to go public"."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    company = owner(clause, trigger.start, lx, trigger.end)
    if company is None:
        company = subject(clause, trigger.start, lx) if trigger.is_verb else nearest(clause, trigger.start, lx)
    if company is None or not frame.is_company(company):
        return None
    entity = frame.entity(company)
    if entity is None or entity.kind == "fund" or _crowd(nodes[company : trigger.start]):
        return None
    return frame.draft("listing", company, trigger, figure)


def _crowd(nodes: Sequence[Node]) -> bool:
    """Whether others are spoken of, besides those who are somebody's ("its backers")."""
    return any(n.party == "generic" and (k == 0 or nodes[k - 1].party != "possessive") for k, n in enumerate(nodes))


def listings(frame: Frame) -> list[Draft]:
    """Listings without a sum, where the clause tells more than the word: who and when, or that it is filed for."""
    lx, nodes = frame.lx, frame.clause.nodes
    if any(d.kind == "listing" for d in frame.drafts):
        return []
    for start, end, tense in _public(lx.language).all(frame.words):
        if lx.passive.intersection(frame.words[max(0, start - 2) : start]) and tense in {Tense.PAST, Tense.PARTICIPLE}:
            continue  # "which is listed in Frankfurt" is no event
        if table_of(lx.negated).all(frame.clause.lows, max(0, start - 4), start):
            continue  # "has not gone public"
        noun = tense is Tense.PRESENT and end - start < 4 and not nodes[start].low.endswith(("s", "'"))
        timed = any(n.when and n.when.unit != "duration" for n in nodes[start : end + 9])
        stages = (lx.stages[stage] for stage in ("considered", "talks", "abandoned"))
        weighed = any(table_of(phrases).all(frame.words, 0, start) for phrases in stages)
        weighed = weighed or not lx.affairs.filing.isdisjoint(frame.words[max(0, start - 5) : start])
        if noun and not (weighed or timed):
            continue
        draft = listing(frame, Trigger("listing", start, end, tense=None if noun else tense), _raised(frame, end))
        if draft is not None:
            draft.confidence -= 0.1
            return [draft]
    return []


def _raised(frame: Frame, end: int) -> int | None:
    """The sum behind a listing ("went public in 2021, raising M")."""
    nodes = frame.clause.nodes
    verb = next(
        (t for t in frame.triggers if t.shape == "raise" and t.tense is Tense.GERUND and end <= t.start < end + 9), None
    )
    if verb is None:
        seek = next((k for k in range(end, min(len(nodes), end + 9)) if nodes[k].low in frame.lx.seeking), None)
        return seek + 1 if seek is not None and seek + 1 < len(nodes) and nodes[seek + 1].money else None
    return next((k for k in range(verb.end, min(len(nodes), verb.end + 4)) if nodes[k].money), None)


def lost(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """ "X lost M in 2024": only with its time, and where no other thing can be lost."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    if not lx.affairs.not_losses.isdisjoint(frame.words) or figure - trigger.end > 3:
        return None
    period = lx.affairs.periods & set(frame.words[figure + 1 : figure + 8])
    if (
        not period
        and not any(n.when for n in nodes[figure + 1 : figure + 8])
        and not any(n.when for n in nodes[: trigger.start])
    ):
        return None
    company = subject(clause, trigger.start, lx)
    if company is None or not frame.is_company(company):
        return None
    draft = frame.draft("profit_loss", company, trigger, figure)
    if draft is not None and draft.money is not None:
        draft.money = replace(draft.money, low=-draft.money.high, high=-draft.money.low)
    return draft


def made(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """ "X made M in the first quarter": what a company makes in a period is its profit, and made of nothing else."""
    lx, nodes = frame.lx, frame.clause.nodes
    after = next((n for n in nodes[figure + 1 :] if n.when is None), None)
    timed = any(n.when and n.when.unit != "duration" for n in nodes)
    timed = timed or not lx.affairs.periods.isdisjoint(frame.words[figure:])
    goes_on = lx.prepositions - lx.of_words - lx.from_words - lx.for_words - lx.by_words
    if not timed or (after is not None and after.text[0].isalnum() and after.low not in goes_on):
        return None
    company = subject(frame.clause, trigger.start, lx)
    return frame.draft("profit_loss", company, trigger, figure) if company is not None else None
