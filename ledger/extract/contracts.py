"""Frames of contracts: who supplies whom, and for how much."""

from __future__ import annotations

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, owner, owns, series, subject
from ledger.extract.nodes import REFERS
from ledger.extract.triggers import Trigger


def contract(frame: Frame, trigger: Trigger, figure: int | None) -> Draft | None:
    """ "X signs a M contract with Y", "Y awards X a M contract", "X wins a M contract from Y"."""
    lx, nodes = frame.lx, frame.clause.nodes
    first, other, left = _sides(frame, trigger, figure)
    if first is None and (fronted := _fronted(frame, trigger, figure)) is not None:
        first, other = fronted
    won = first is not None and not lx.wins.isdisjoint(frame.clause.lows[first:left])
    if other is not None and left > other and nodes[other].prep in lx.from_words and (lx.compounds or not won):
        supplier, customer = other, first  # "buys wafers from X under a contract of M"
        if customer is None:
            return None
    elif first is None and figure is not None and _that_contract(frame, trigger):
        return frame.draft("contract", None, trigger, figure, allow_topic=True)  # "Le contrat porte sur M"
    elif first is None or not frame.is_company(first):
        return None
    else:
        words = set(frame.clause.lows[first:left])
        buys = bool(lx.gives & words) and not frame.was_given(first, left)
        supplier, customer = (other, first) if buys and other is not None else (first, other)
        if customer is None:
            return _with_nobody(frame, trigger, figure, first, words)
    draft = frame.draft("contract", supplier, trigger, figure)
    if draft is None or customer is None:
        return None
    frame.add_party(draft, customer, "customer")
    return draft if draft.parties else None


def _fronted(frame: Frame, trigger: Trigger, figure: int | None) -> tuple[int, int] | None:
    """ "Under a contract worth M, X will supply Y with Z": who supplies whom, behind the comma."""
    lx, nodes = frame.lx, frame.clause.nodes
    if not frame.nobody_before(trigger.start) or frame.words[0] not in lx.prepositions:
        return None
    first = frame.subject_after(max(trigger.end, figure or 0))
    if first is None or not frame.is_company(first):
        return None
    serve = next((k for k in range(first + 1, min(len(nodes), first + 5)) if frame.words[k] in lx.affairs.serve), None)
    for k in range(first + 1, min(len(nodes), first + 18)):
        if nodes[k].party != "name" or not frame.is_company(k) or owns(nodes, k):
            continue
        direct = serve is not None and nodes[k].head == serve + 1
        if direct or nodes[k].prep in lx.for_words | lx.to_words:
            return first, k
    return None


def _sides(frame: Frame, trigger: Trigger, figure: int | None) -> tuple[int | None, int | None, int]:
    """Who a clause says has a contract, with whom, and where what it says of that ends."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    after = max(trigger.end, (figure or 0) + 1)
    bring = lx.with_words | lx.from_words | lx.by_words | lx.of_words | lx.for_words | lx.to_words
    behind = governed(clause, trigger.end, after + 8, bring)
    other = next((k for k in behind if frame.is_company(k) and _orders(frame, k, after)), None)
    left = min(trigger.start, figure if figure is not None else trigger.start)
    first = owner(clause, trigger.start, lx) if nodes[max(0, left - 1)].low == "'s" else None
    if other is None and (beside := _customer_before(frame, trigger)) is not None:
        other, left = beside, min(left, nodes[beside].head)
    first = first if first is not None else frame.subject_before(left)
    if other is not None:
        return first, other, left
    if first is not None and nodes[first].head > 0 and frame.words[nodes[first].head - 1] in lx.gives:
        giver = subject(clause, nodes[first].head - 1, lx)
        return (giver, first, left) if giver is not None else (first, None, left)  # "Y awarded X an order"
    other = _supplied(frame, trigger.end) if figure is None else None
    other = other if other is not None else _maker_of_goods(frame, trigger.end)
    if other is None:
        inside = range(first + 1 if first is not None else 0, left)
        other = next((k for k in inside if frame.is_company(k) and _inside(frame, k)), None)
    return first, other, left


def _that_contract(frame: Frame, trigger: Trigger) -> bool:
    """Whether a contract is one that was told before ("le contrat", "ce marché"), with nobody named beside it."""
    nodes, lx = frame.clause.nodes, frame.lx
    before = nodes[trigger.start - 1].low if trigger.start else ""
    definite = before in lx.articles - lx.indefinite and before not in lx.plural_articles | lx.of_words
    crowd = any(n.party in {"generic", "name"} for n in nodes)
    return not lx.compounds and definite and not crowd and trigger.end - trigger.start < 3


def _inside(frame: Frame, k: int) -> bool:
    """Whether a party before a contract is the other side of it ("sold X a licence", "auprès de X")."""
    lx, node = frame.lx, frame.clause.nodes[k]
    if node.party not in REFERS:
        return False
    given = not node.prep and frame.words[node.head - 1] in lx.gives
    return node.prep in lx.to_words | lx.for_words | (lx.from_words - lx.of_words) or _asked(frame, k) or given


def _with_nobody(frame: Frame, trigger: Trigger, figure: int | None, first: int, words: set[str]) -> Draft | None:
    """A contract of which the clause names one side: the other is enumerated with it, unsaid, or the topic."""
    lx, nodes = frame.lx, frame.clause.nodes
    if figure is None:
        return None
    before = before_in_series(frame, first)
    if before:
        draft = frame.draft("contract", before[0], trigger, figure)
        if draft is not None:
            frame.add_party(draft, first, "customer")
        return draft
    after = max(trigger.end, figure + 1)
    told = any(n.low in lx.with_words for n in nodes[trigger.end : after + 4])
    if lx.wins & words or told:
        return frame.draft("contract", first, trigger, figure)
    own = next((k for k in range(first) if nodes[k].party == "possessive" and frame.is_company(k)), None)
    kin = own is not None and any(n.low in lx.kin for n in nodes[own:first])  # "its biggest customer Y"
    topic = frame.entity(own) if kin else frame.topic(frame.entity(first))
    draft = frame.draft("contract", first, trigger, figure) if topic is not None else None
    if draft is None or topic is None:
        return None
    draft.company, draft.written = topic, frame.written_of(topic)
    draft.confidence -= 0.2
    frame.add_party(draft, first, "customer")
    return draft if draft.parties else None


def _customer_before(frame: Frame, trigger: Trigger) -> int | None:
    """Whose contract it is by the name right before the noun ("a M U.S. Army contract")."""
    nodes, k = frame.clause.nodes, trigger.start - 1
    if k < 1 or not frame.lx.compounds or nodes[k].party != "name" or not frame.is_company(k) or nodes[k].prep:
        return None
    before = nodes[nodes[k].head - 1]
    counted = before.money is not None or before.low in frame.lx.articles or before.low in frame.lx.numerals
    return k if counted else None


def _maker_of_goods(frame: Frame, start: int, *, counted: bool = False) -> int | None:
    """Who makes what an order is for ("an order for 65 [Boeing] 777X jets")."""
    lx, nodes = frame.lx, frame.clause.nodes
    if not lx.compounds or start + 3 >= len(nodes) or not (counted or nodes[start].low in lx.for_words):
        return None
    for k in range(start + 1, min(len(nodes) - 1, start + 6)):
        if nodes[k].party == "name":
            counted = any(n.text.isdigit() or n.low in lx.numerals for n in nodes[start + 1 : k])
            return k if counted and frame.is_company(k) and not owns(nodes, k) and nodes[k + 1].is_word else None
        if not nodes[k].is_word or nodes[k].low in lx.prepositions:
            return None
    return None


def _supplied(frame: Frame, start: int) -> int | None:
    """The customer behind what a contract is for ("a contract to supply X with M")."""
    lx, nodes = frame.lx, frame.clause.nodes
    if start + 2 >= len(nodes) or nodes[start].low not in lx.to_words or nodes[start + 1].low not in lx.affairs.serve:
        return None
    party = next((k for k in range(start + 2, min(len(nodes), start + 5)) if nodes[k].party == "name"), None)
    direct = party is not None and nodes[party].head == start + 2 and not owns(nodes, party)
    return party if direct and frame.is_company(party) else None


def brings(frame: Frame, trigger: Trigger, figure: int) -> Trigger | None:
    """The contract that is said to bring a sum in sales ("won a contract expected to bring M of sales a year")."""
    if trigger.shape != "revenue" or trigger.is_verb or not figure < trigger.start <= figure + 3:
        return None
    told = (t for t in frame.triggers if t.shape == "contract" and t.end <= figure and figure - t.end < 9)
    contract_ = next(told, None)
    inside = frame.clause.nodes[contract_.end : figure] if contract_ is not None else []
    if any((n.party in REFERS and not n.prep) or n.money for n in inside):
        return None
    return contract_


def _orders(frame: Frame, k: int, after: int) -> bool:
    """Whether a party can be who a contract is with, and not what is to be made ("for production of X")."""
    lx, node = frame.lx, frame.clause.nodes[k]
    if node.prep in lx.with_words | lx.by_words | (lx.from_words - lx.of_words) or node.party != "name":
        return True
    entity = node.entity
    sure = entity is not None and (entity.known or entity.kind == "organisation")
    return sure if node.prep in lx.for_words else node.head - after <= 2 or sure


def _asked(frame: Frame, k: int) -> bool:
    """Whether "from", before "of", brings a party ("remporte auprès de X un contrat")."""
    nodes, lx = frame.clause.nodes, frame.lx
    head = nodes[k].head
    return head > 1 and nodes[head - 2].low in lx.from_words - lx.of_words


def is_for_goods(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether it is goods or services that are bought for a sum ("will buy M worth of computing power from X")."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    if not trigger.is_verb or frame.begins(figure) != trigger.end:
        return False
    of = next((k for k in range(figure + 1, min(len(nodes) - 1, figure + 3)) if words[k] in lx.of_words), None)
    if of is None or not nodes[of + 1].is_word or words[of + 1] in lx.articles:
        return False
    stop = min(len(nodes), of + 8)
    source = next((k for k in range(of + 2, stop) if words[k] in lx.from_words - lx.of_words), None)
    capital = lx.securities | lx.shareholder | lx.own_capital
    return source is not None and capital.isdisjoint(words[of:source])


def ordered(frame: Frame, trigger: Trigger, figure: int | None) -> Draft | None:
    """ "Y orders … for M from X", "Y lui a commandé … pour M", "Y ordered 200 buses from X"."""
    lx, clause, words = frame.lx, frame.clause, frame.words
    customer = subject(clause, trigger.start, lx)
    bring = lx.to_words | (lx.from_words - lx.of_words)
    end = (figure if figure is not None else trigger.end) + 8
    supplier = next((k for k in governed(clause, trigger.end, end, bring) if frame.is_company(k)), None)
    if supplier is None and trigger.shape == "order":
        supplier = _maker_of_goods(frame, trigger.end - 1, counted=True)  # "has ordered 100 more Airbus jets"
    if customer is None or not frame.is_company(customer) or supplier == customer:
        return None
    dative = not lx.compounds and not lx.datives.isdisjoint(words[max(0, trigger.start - 3) : trigger.start])
    counted = supplier is not None and any(word.isdigit() for word in words[trigger.end : supplier])
    if figure is None and not counted and not (dative and trigger.end - trigger.start > 1):
        return None
    dative = not lx.datives.isdisjoint(words[max(0, trigger.start - 3) : trigger.start])
    topic = frame.topic(frame.entity(customer)) if supplier is None and dative else None
    draft = frame.draft("contract", supplier if supplier is not None else customer, trigger, figure)
    if draft is None or (supplier is None and topic is None):
        return None
    if topic is not None:
        draft.company, draft.written = topic, frame.written_of(topic)
        draft.confidence -= 0.2
    frame.add_party(draft, customer, "customer")
    return draft if draft.parties else None


def supplied(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """ "X will supply Y to Z for M"."""
    supplier = subject(frame.clause, trigger.start, frame.lx)
    customer = next(governed(frame.clause, trigger.end, figure, frame.lx.to_words), None)
    if supplier is None or customer is None or not frame.is_company(supplier) or not frame.is_company(customer):
        return None
    draft = frame.draft("contract", supplier, trigger, figure)
    if draft is not None:
        frame.add_party(draft, customer, "customer")
    return draft if draft is not None and draft.parties else None


def before_in_series(frame: Frame, last: int) -> list[int]:
    """The companies of the enumeration that ends at `last` ("X and [Y] have signed")."""
    nodes = frame.clause.nodes
    return [
        k
        for k in range(last)
        if nodes[k].party == "name" and frame.is_company(k) and last in series(frame.clause, k, frame.lx)
    ]
