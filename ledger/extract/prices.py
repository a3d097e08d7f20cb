"""Frames of purchase: who buys which company, and for how much."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from decimal import Decimal

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import antecedent, described, governed, nearest, owner, owns, series, subject
from ledger.extract.lexicon.forms import Tense
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger

_ALL = Decimal(100)


def acquisition(frame: Frame, trigger: Trigger, figure: int | None) -> Draft | None:
    """ "Y buys X (for M)", "Y's M acquisition of X", "X was bought by Y", "Y buys M of X stock"."""
    if figure is not None and trigger.shape == "buy" and (stock := _stock(frame, trigger, figure)) is not None:
        draft = frame.draft("investment", stock, trigger, figure)
        buyer = subject(frame.clause, trigger.start, frame.lx)
        if draft is not None and buyer is not None:
            frame.add_party(draft, buyer, "investor")
        return draft if draft is not None and draft.parties else None
    _sold_apps(frame, trigger)
    pair = _buyer_and_target(frame, trigger)
    if pair is None:
        return None
    acquirer, target = pair
    draft = frame.draft("acquisition", target, trigger, figure)
    if draft is None:
        return None
    if acquirer is not None and frame.entity(acquirer) not in {None, draft.company}:
        for buyer in series(frame.clause, acquirer, frame.lx):
            if buyer != acquirer and _is_bought_too(frame, buyer):
                break
            frame.add_party(draft, buyer, "acquirer")
    return draft if draft.parties or (acquirer is None and draft.money is not None) else None


def _is_bought_too(frame: Frame, k: int) -> bool:
    """Whether who seems enumerated with a buyer is bought by another one ("X was bought by Y, Z (W) by V")."""
    nodes = frame.clause.nodes
    after = k + 1
    if after < len(nodes) and nodes[after].low == "(":
        after = next((i + 1 for i in range(after, min(len(nodes), after + 12)) if nodes[i].low == ")"), after)
    return after < len(nodes) and nodes[after].low in frame.lx.by_words


def acquisitions(frame: Frame, trigger: Trigger, figure: int | None) -> list[Draft]:
    """The same, with one for each of several that are bought together ("takes over X and Y"); a price is of all."""
    first = acquisition(frame, trigger, figure)
    if first is None or figure is not None or first.kind != "acquisition":
        return [first] if first is not None else []
    nodes = frame.clause.nodes
    target = next(
        (k for k in sorted(first.nodes) if frame.entity(k) == first.company and nodes[k].party == "name"), None
    )
    if target is None or target < trigger.start:
        return [first]
    found = [first]
    for k in _together(frame, trigger, target):
        entity = frame.entity(k)
        if entity is None or entity in {first.company, *(p.entity for p in first.parties)} or not frame.is_target(k):
            continue
        draft = frame.draft("acquisition", k, trigger, None)
        if draft is not None:
            draft.parties = [*first.parties]
            draft.nodes |= first.nodes - {target}
            found.append(draft)
    return found


def _together(frame: Frame, trigger: Trigger, target: int) -> list[int]:
    """Those who are enumerated with what is bought, each perhaps explained ("of X, a maker of Y, and of Z")."""
    nodes, lx = frame.clause.nodes, frame.lx
    found = series(frame.clause, target, lx)[1:]
    last = found[-1] if found else target
    for k in range(last + 1, min(len(nodes), last + 30)) if not trigger.is_verb else ():
        head = nodes[k].head
        again = nodes[k].party == "name" and head > 1 and nodes[head - 1].low in lx.of_words
        if again and nodes[head - 2].low in lx.and_ and nodes[target].prep in lx.of_words:
            found.append(k)
    return found


def sales(frame: Frame, figures: Sequence[int]) -> list[Draft]:
    """ "The sale of X to Y for M": X is bought by Y; of several sums, the one behind "for"."""
    lx, nodes, found = frame.lx, frame.clause.nodes, []
    if lx.affairs.sale.isdisjoint(frame.words):
        return []
    for k in range(len(nodes) - 3):
        if nodes[k].low not in lx.affairs.sale or nodes[k + 1].low not in lx.of_words:
            continue
        target = next(governed(frame.clause, k + 1, k + 9, lx.of_words), None)
        near = range(target + 1, min(len(nodes), target + 7)) if target is not None else ()
        to = next((i for i in near if nodes[i].party == "name" and nodes[i].prep in lx.to_words), None)
        if target is None or to is None or not (frame.is_company(target) and nodes[target].party == "name"):
            continue
        price = next((i for i in figures if to < i <= to + 4), None)
        if price is not None and lx.for_words.isdisjoint(frame.words[to + 1 : price]):
            price = None
        draft = frame.draft("acquisition", target, Trigger("acquisition", k, k + 1), price)
        if draft is not None:
            frame.add_party(draft, to, "acquirer")
            found += [draft] if draft.parties else []
    return found


def deal_for(frame: Frame, trigger: Trigger) -> Draft | None:
    """ "Y agreed a M deal for X": a deal that is for a company is its purchase."""
    nodes, lx = frame.clause.nodes, frame.lx
    before = range(trigger.start - 1, max(-1, trigger.start - 4), -1)
    figure = next((k for k in before if nodes[k].money), None)
    target = next(governed(frame.clause, trigger.end, trigger.end + 5, lx.for_words), None)
    if figure is None or target is None or nodes[target].head != trigger.end + 1:
        return None
    if lx.agreeing.isdisjoint(frame.words[max(0, figure - 5) : figure]):
        return None
    return acquisition(frame, replace(trigger, shape="acquisition"), figure)


def _stock(frame: Frame, trigger: Trigger, figure: int) -> int | None:
    """The company whose shares are bought for a sum ("$25 million of X stock")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if not trigger.end <= figure <= trigger.end + 5:
        return None
    for k in range(figure + 1, min(len(nodes), figure + 7)):
        if nodes[k].party in REFERS and frame.is_company(k):
            near = {n.low for n in nodes[max(figure, k - 3) : k + 4]}
            return k if near & lx.securities and nodes[k].prep in lx.of_words | lx.in_words else None
    return None


def _buyer_and_target(  # noqa: C901, PLR0911, PLR0912, PLR0915 - one return per construction
    frame: Frame, trigger: Trigger
) -> tuple[int | None, int] | None:
    lx, clause = frame.lx, frame.clause
    nodes = clause.nodes
    if not trigger.is_verb:
        offered = frame.words[trigger.end - 1] in lx.offers
        bring = lx.of_words | lx.for_words | lx.offers_on if offered else lx.of_words
        share = (n.percent for n in nodes[trigger.end : trigger.end + 4] if n.percent is not None)
        if any(percent.value < _ALL and percent.value <= 50 for percent in share):
            return None  # "l'acquisition de 34 % de X": a share of it
        target = next((k for k in governed(clause, trigger.end, trigger.end + 7, bring) if frame.is_target(k)), None)
        if target is None and _controls(frame, trigger.end, min(len(nodes), trigger.end + 5)):
            held = governed(clause, trigger.end, trigger.end + 14, lx.of_words | lx.in_words)
            target = next((k for k in held if frame.is_target(k)), None)
        if target is None and (talked := _talked_over(frame, trigger)) is not None:
            return talked
        if target is None:
            beside = _between_owner_and(frame, trigger) or _its_purchase(frame, trigger)
            return beside if beside is not None else _made_to(frame, trigger)
        part = frame.phrase_near(lx.equity, trigger.end, before=0, after=4)
        if (
            part is not None
            and not nodes[target].head - 1 <= part <= target
            and not _controls(frame, trigger.end, target)
        ):
            return None  # "the purchase of X's stake": not of X
        by = next(governed(clause, target, target + 6, lx.by_words), None)
        by = by if by is not None else _behind_aside(frame, target, lx.by_words)
        acquirer = by if by is not None else owner(clause, trigger.start, lx)
        if acquirer is None or acquirer == target:
            acquirer = frame.subject_before(trigger.start)
        return acquirer, target
    if trigger.shape == "fall":
        return _fallen(frame, trigger)
    by = next(governed(clause, trigger.end, trigger.end + 9, lx.by_words), None)
    if trigger.shape == "sold":
        buyer = next(governed(clause, trigger.end, trigger.end + 9, lx.to_words), None)
        if buyer is None:
            buyer = _behind_aside(frame, trigger.end, lx.to_words)
        item = frame.object_of(trigger)
        if buyer is None:
            return None
        seller = subject(clause, trigger.start, lx)
        itself = item is not None and seller is not None and frame.entity(item) == frame.entity(seller)
        if itself and item is not None and nodes[item].party == "pronoun":
            nodes[item].entity = frame.topic(frame.entity(seller))  # "In 2010 X sold it to Y": not X itself
        target = (
            item
            if item is not None and frame.is_target(item)
            else subject(clause, trigger.start, lx)
            if frame.is_passive(trigger) or _own_part(frame, trigger)
            else None
        )
        return (buyer, target) if target is not None else None
    if by is None and trigger.tense in {Tense.PARTICIPLE, Tense.PAST}:
        by = _introduced(frame, trigger.end)
    if by is not None and trigger.tense in {Tense.PARTICIPLE, Tense.PAST}:
        target = subject(clause, trigger.start, lx)
        if (
            target is None
            and trigger.start
            and nodes[trigger.start - 1].low == ","
            and nodes[trigger.start - 2].party in REFERS
        ):
            target = trigger.start - 2
        if target is None and trigger.start and nodes[trigger.start - 1].party == "name":
            target = trigger.start - 1
        return (by, target) if target is not None else None
    item = frame.object_of(trigger)
    if item is None and (lone := _bought_for(frame, trigger)) is not None:
        return None, lone
    if item is None:
        item = _whole(frame, trigger)
    buyer = _buyer(frame, trigger)
    if item is None and buyer is not None and lx.compounds:
        buyer = next((k for k in range(buyer) if buyer in series(clause, k, lx)), buyer)
    if item is None and buyer is not None and nodes[buyer].head > 0:
        item = (
            antecedent(clause, nodes[buyer].head - 1, lx) if nodes[nodes[buyer].head - 1].low in lx.relatives else None
        )
        return (buyer, item) if item is not None and frame.is_company(item) else None  # "X, which Y bought for M"
    if item is None or not frame.is_target(item):
        return None
    return buyer, item


def _bought_for(frame: Frame, trigger: Trigger) -> int | None:
    """What somebody who is not named has bought for a sum ("X, le spécialiste de N, repris en 2015 pour M")."""
    lx, nodes = frame.lx, frame.clause.nodes
    if lx.compounds or trigger.tense is not Tense.PARTICIPLE:
        return None
    near = nodes[trigger.end : trigger.end + 6]
    price = next((k for k, n in enumerate(near) if n.money), None)
    if price is None or not any(n.low in lx.for_words | lx.in_exchange for n in near[:price]):
        return None
    if any(n.party for n in near[:price]):
        return None
    passive = frame.is_passive(trigger)
    target = subject(frame.clause, trigger.start, lx) if passive else None
    if not passive and trigger.start and nodes[trigger.start - 1].low not in lx.chain:
        found = described(frame.clause, trigger.start, lx)
        beside = nodes[trigger.start - 1].party == "name" and not owns(nodes, trigger.start - 1)
        target = trigger.start - 1 if beside else found
    return target if target is not None and frame.is_company(target) else None


def _fallen(frame: Frame, trigger: Trigger) -> tuple[int, int] | None:
    """ "X passe dans le giron de Y", "X tombe dans l'escarcelle du groupe Y": who gets whom."""
    nodes = frame.clause.nodes
    near = range(trigger.end, min(len(nodes), trigger.end + 7))
    buyer = next((k for k in near if nodes[k].party in REFERS and frame.is_company(k)), None)
    target = subject(frame.clause, trigger.start, frame.lx)
    if buyer is None or target is None or nodes[buyer].head > trigger.end + 3 or not frame.is_company(target):
        return None
    return buyer, target


def _introduced(frame: Frame, start: int) -> int | None:
    """Who is named behind a comma as what "by" brings ("bought by another Canadian firm, X")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if start + 1 >= len(nodes) or nodes[start].low not in lx.by_words or nodes[start + 1].low not in lx.indefinite:
        return None
    comma = next((k for k in range(start + 2, min(len(nodes) - 1, start + 9)) if nodes[k].low == ","), None)
    if comma is None or not any(n.low in lx.company_nouns or n.low in lx.kin for n in nodes[start:comma]):
        return None
    named = nodes[comma + 1].party == "name" and not nodes[comma + 1].prep and frame.is_company(comma + 1)
    return comma + 1 if named else None


def _own_part(frame: Frame, trigger: Trigger) -> bool:
    """Whether what is sold is a part of the seller, which has no name of its own ("to sell its lift unit to Y")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if not lx.compounds or trigger.end >= len(nodes) or nodes[trigger.end].party != "possessive":
        return False
    behind = nodes[trigger.end + 1 : trigger.end + 5]
    noun = next((k for k, n in enumerate(behind) if n.low in lx.parts), None)
    return noun is not None and all(n.is_word for n in behind[:noun])


def _behind_aside(frame: Frame, start: int, bring: Collection[str]) -> int | None:
    """The company that a preposition brings right behind an aside ("the sale of X, its unit in Ohio, to Y")."""
    nodes = frame.clause.nodes
    comma = next((k for k in range(start, min(len(nodes), start + 4)) if nodes[k].low == ","), None)
    if comma is None:
        return None
    for k in range(comma + 2, min(len(nodes) - 2, comma + 30)):
        if nodes[k].low in {";", ":"} or nodes[k].money:
            return None
        if nodes[k].low == "," and nodes[k + 1].low in bring:
            party = next((i for i in range(k + 2, min(len(nodes), k + 9)) if nodes[i].party == "name"), None)
            return party if party is not None and nodes[party].prep in bring and frame.is_company(party) else None
    return None


def _controls(frame: Frame, start: int, target: int) -> bool:
    """Whether the share that is bought makes its buyer the master ("d'une participation majoritaire dans X")."""
    return bool(table_of(frame.lx.control).all(frame.words, start, target))


def _buyer(frame: Frame, trigger: Trigger) -> int | None:
    """Who buys: the subject; whoever makes the offer to buy; the name right before a gerund ("of X buying Y")."""
    lx, nodes = frame.lx, frame.clause.nodes
    before = nodes[trigger.start - 1] if trigger.start else None
    if trigger.tense is Tense.GERUND and before is not None and before.party in REFERS:
        return trigger.start - 1
    offer = trigger.start - 2
    if offer > 0 and before is not None and before.low in lx.to_words and nodes[offer].low in lx.offers:
        whose = owner(frame.clause, offer, lx)
        if whose is not None and nodes[whose].low not in lx.of_words and whose < offer and frame.is_company(whose):
            return whose  # "approved X's M bid to buy Y"
    buyer = subject(frame.clause, trigger.start, lx)
    if buyer is not None and not lx.answers.isdisjoint(frame.words[buyer : trigger.start]):
        bring = (lx.from_words - lx.of_words) | lx.by_words
        return next(governed(frame.clause, buyer, trigger.start, bring), None)  # "X rejected a bid by Y to buy it"
    return buyer


def _talked_over(frame: Frame, trigger: Trigger) -> tuple[int, int] | None:
    """ "X has opened talks with Y with a view to a purchase": who would buy, and whom."""
    lx, nodes = frame.lx, frame.clause.nodes
    near = range(trigger.start - 1, max(-1, trigger.start - 9), -1)
    other = next((k for k in near if nodes[k].party in REFERS and nodes[k].prep in lx.with_words), None)
    if other is None or not frame.is_company(other) or nodes[other].party != "name":
        return None
    before = [n.low for n in nodes[max(0, nodes[other].head - 5) : nodes[other].head]]
    between = [n.low for n in nodes[other + 1 : trigger.start]]
    if not table_of(lx.stages["talks"]).all(before) or any(low in {",", ";"} for low in between):
        return None
    buyer = nearest(frame.clause, nodes[other].head, lx)
    return (buyer, other) if buyer is not None and frame.entity(buyer) != frame.entity(other) else None


def _its_purchase(frame: Frame, trigger: Trigger) -> tuple[int, int] | None:
    """ "X announces its purchase by Y": X is what is bought."""
    lx, nodes = frame.lx, frame.clause.nodes
    own = trigger.start - 1
    while own > max(0, trigger.start - 4) and (nodes[own].money or nodes[own].low in lx.light) and not nodes[own].party:
        own -= 1  # "its planned M acquisition by Y"
    if own > 0 and nodes[own].low == "'s" and nodes[own - 1].party == "name":
        own -= 1  # "X's M purchase by Y"
    if own < 0 or nodes[own].party not in {"possessive", "name"} or not frame.is_company(own):
        return None
    by = next(governed(frame.clause, trigger.end, trigger.end + 8, lx.by_words), None)
    return (by, own) if by is not None and frame.is_company(by) else None


def _whole(frame: Frame, trigger: Trigger) -> int | None:
    """The company all of whose capital is bought ("acquérir 100 % des titres de X", "all the shares of X")."""
    lx, nodes = frame.lx, frame.clause.nodes
    for k in range(trigger.end, min(len(nodes), trigger.end + 4)):
        share = nodes[k].percent
        if nodes[k].low in lx.whole or (share is not None and share.value == _ALL):
            reach = 5 if lx.own_capital.isdisjoint(frame.words[k + 1 : k + 5]) else 8
            return next(governed(frame.clause, k + 1, k + reach, lx.of_words | lx.in_words), None)
    return None


def _sold_apps(frame: Frame, trigger: Trigger) -> None:
    """What is bought is a company, though it be called an app ("acquires short video app X")."""
    nodes = frame.clause.nodes
    for node in nodes[trigger.end : trigger.end + 8] if trigger.is_verb else ():
        if node.low in {",", ";"} or node.money:
            return
        if node.entity is not None and node.entity.kind == "product" and not node.entity.known:
            node.entity = Entity(node.entity.name, "company", known=False)
            return


def _between_owner_and(frame: Frame, trigger: Trigger) -> tuple[int, int] | None:
    """ "Musk completed his X takeover", "Y's X acquisition": whose and of what."""
    nodes, k = frame.clause.nodes, trigger.start - 1
    if k < 1 or nodes[k].party != "name" or not frame.is_company(k):
        return None
    if nodes[k - 1].party == "possessive" and nodes[k - 1].entity is not None:
        return k - 1, k
    if nodes[k - 1].low == "'s" and k > 1 and nodes[k - 2].party in REFERS and frame.is_company(k - 2):
        return k - 2, k
    return None


def _made_to(frame: Frame, trigger: Trigger) -> tuple[int, int] | None:
    """ "X rejected a takeover offer of M from Y": who offers, and for whom."""
    lx, nodes = frame.lx, frame.clause.nodes
    if frame.words[trigger.end - 1] not in lx.offers and frame.words[trigger.start] not in lx.offers:
        return None
    bring = (lx.from_words - lx.of_words) | lx.by_words
    bidder = next(
        (k for k in governed(frame.clause, trigger.end - 1, trigger.end + 8, bring) if frame.is_company(k)), None
    )
    answer = next(
        (k for k in range(trigger.start - 1, max(-1, trigger.start - 9), -1) if nodes[k].low in lx.answers), None
    )
    target = subject(frame.clause, answer, lx) if answer is not None else None
    if bidder is None or target is None or not frame.is_company(target) or frame.entity(target) == frame.entity(bidder):
        return None
    return bidder, target
