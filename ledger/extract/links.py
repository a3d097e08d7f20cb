"""Which figure belongs to which trigger: the cheapest way from one to the other through the clause wins.

Words that only carry a measure ("reached", "s'élevait à", "of about") cost little, unknown ones more,
another trigger most. Triggers of shape "void" (markets, fines, fortunes) compete like the rest, which
is how figures that are no facts are kept out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.extract.grammar import is_adverb
from ledger.extract.lexicon.base import Lexicon
from ledger.extract.money import SMALLEST
from ledger.extract.nodes import Clause, Node
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger

#: Beyond this cost a figure belongs to nothing.
LIMIT = 2.2
_REACH = 32
#: Shapes whose noun takes a figure that follows at some distance ("revenue … reached … 5 million").
_MEASURES = {
    "revenue",
    "capex",
    "valuation",
    "order_book",
    "round",
    "void",
    "contract",
    "acquisition",
    "investment",
    "listing",
    "worth",
    "profit",
    "loss",
    "debt",
    "pay package",
}
_FLOWS = {"revenue", "profit", "loss", "order_book", "capex"}
#: What a measure costs at the verb that brings its figure.
_OF_AN_OWNER = 0.7
_TAKES_OBJECT = {
    "raise",
    "revenue",
    "profit",
    "order",
    "supply",
    "invest",
    "pay",
    "void",
    "value",
    "buy",
    "sold",
    "lead",
    "lose",
    "lend",
    "borrow",
    "pay package",
}


def assign(
    clause: Clause, triggers: Sequence[Trigger], figures: Sequence[int], lx: Lexicon
) -> dict[int, tuple[Trigger, float]]:
    """The trigger of each figure (by node) and the cost of the link; figures without one are left out."""
    chosen: dict[int, tuple[Trigger, float]] = {}
    last: int | None = None
    for figure in figures:
        best: tuple[float, Trigger] | None = None
        money = clause.nodes[figure].money
        if money is not None and money.high < SMALLEST:
            continue  # a price of one share or piece
        if last in chosen and _compared(clause, last, figure, lx):
            # "valued at M in a share sale, up from N": N is of what M is of.
            chosen[figure] = (chosen[last][0], chosen[last][1] + 0.3)
            last = figure
            continue
        last = figure
        for trigger in triggers:
            if trigger.shape == "pact" or (trigger.shape == "void" and _is_instalment(clause, trigger, triggers, lx)):
                continue
            price = cost(clause, trigger, figure, triggers, lx)
            if price is not None and price <= LIMIT and (best is None or price < best[0]):
                best = (price, trigger)
        if best:
            chosen[figure] = (best[1], best[0])
    return chosen


def _is_instalment(clause: Clause, trigger: Trigger, triggers: Sequence[Trigger], lx: Lexicon) -> bool:
    """Whether a word only says when a part of a price is paid ("buys X for M upfront")."""
    if clause.lows[trigger.start] not in lx.instalments:
        return False
    return any(t.shape in {"buy", "acquisition"} and t.end <= trigger.start for t in triggers)


def _directly(clause: Clause, trigger: Trigger, figure: int) -> bool:
    """Whether only words that qualify a figure stand between it and a verb ("made just over M")."""
    money = clause.nodes[figure].money
    worded = money.worded if money is not None else clause.nodes[figure].start
    return all(n.start >= worded for n in clause.nodes[trigger.end : figure])


def _fronted(clause: Clause, figure: int, lx: Lexicon) -> bool:
    """Whether a sentence opens with a price ("For $2.7 billion it is taking over X")."""
    money = clause.nodes[figure].money
    worded = money.worded if money is not None else clause.nodes[figure].start
    return (
        bool(clause.nodes) and clause.lows[0] in lx.for_words and all(n.start >= worded for n in clause.nodes[1:figure])
    )


def _compared(clause: Clause, last: int, figure: int, lx: Lexicon) -> bool:
    """Whether "up from", "contre" and the like bring a figure to compare the last one with."""
    hits = table_of(lx.compared).all(clause.lows, last + 1, figure)
    if not hits and lx.compounds and figure - last == 2 and clause.lows[last + 1] in lx.from_words:
        # "slid to M from N"
        return clause.lows[last - 1] in lx.to_words and any(low in lx.measures for low in clause.lows[:last])
    between = clause.nodes[hits[-1][1] : figure] if hits else []
    return bool(hits) and len(between) <= 2 and figure - last <= 14


def cost(clause: Clause, trigger: Trigger, figure: int, triggers: Sequence[Trigger], lx: Lexicon) -> float | None:
    """What it costs to go from `trigger` to `figure`, or `None` where there is no way."""
    if trigger.end <= figure:
        if figure - trigger.end > _REACH:
            return None
        if trigger.is_verb:
            return _verb_before(clause, trigger, figure, triggers, lx)
        return _noun_before(clause, trigger, figure, triggers, lx)
    if trigger.start - figure > 9:
        return None
    return (
        _verb_after(clause, trigger, figure, lx)
        if trigger.is_verb
        else _noun_after(clause, trigger, figure, triggers, lx)
    )


def _noun_before(
    clause: Clause, trigger: Trigger, figure: int, triggers: Sequence[Trigger], lx: Lexicon
) -> float | None:
    if trigger.shape not in _MEASURES or (trigger.shape in _FLOWS and _has_its_figure(clause, trigger, lx)):
        return None
    total = 0.2
    starts = {t.start: t for t in triggers if t is not trigger}
    skip = trigger.end
    money = clause.nodes[figure].money
    # The words that qualify the figure are part of it.
    worded = money.worded if money is not None else clause.nodes[figure].start
    rate = 0.4 if _announced(clause, trigger, figure, worded, lx) else 1.0
    verb = _arrival(clause, trigger, figure, starts, lx)
    aside = _asides(clause, trigger.end, figure, lx)
    for k in range(trigger.end, figure):
        node = clause.nodes[k]
        if k in aside:
            continue
        if k == verb:
            total = min(total, _OF_AN_OWNER)
        if k < verb:
            total += _step(node, lx)
        elif k in starts and starts[k].shape != trigger.shape:
            # Another trigger between them is a wall, unless it only carries the measure ("contracts worth").
            total += 0.7 if starts[k].is_verb and node.low in lx.measures else 1.6
        elif k >= skip and node.start < worded:
            total += _step(node, lx) * rate
            if node.money and trigger.shape in {"worth", "valuation"} and figure - k > 4:
                total += 1.2  # "is worth M, booked N": a company has one price at a time
        if total > LIMIT and k >= verb:
            return None
    return total


def _has_its_figure(clause: Clause, trigger: Trigger, lx: Lexicon) -> bool:
    """Whether a measure stands behind the figure that it is the noun of ("over M in estimated revenue")."""
    for k in range(trigger.start - 1, max(-1, trigger.start - 4), -1):
        node = clause.nodes[k]
        if node.money is not None:
            return lx.compounds and k < trigger.start - 1 and clause.nodes[k + 1].low in lx.in_words
        if not node.is_word or not node.low.isalpha():
            return False
    return False


def _asides(clause: Clause, start: int, stop: int, lx: Lexicon) -> set[int]:
    """The nodes between that only explain something: ", which …,", "X, a maker of …," and "before a charge"."""
    nodes, found = clause.nodes, set()
    k = start
    while k < stop - 1:
        named = k > 0 and nodes[k - 1].party == "name" and nodes[k + 1].low in lx.indefinite | lx.articles
        if nodes[k].low == "," and (nodes[k + 1].low in lx.relatives or named):
            close = next((i for i in range(k + 2, min(stop, k + 24)) if nodes[i].low == ","), None)
            if close is not None and not any(n.money for n in nodes[k:close]):
                found |= set(range(k, close + 1))
                k = close
        elif nodes[k].low in lx.excepting:
            found |= set(range(k, min(stop, k + 4)))
            k += 3
        k += 1
    return found


def _announced(clause: Clause, trigger: Trigger, figure: int, worded: int, lx: Lexicon) -> bool:
    """Whether what stands right before a figure says that it is the one ("…, à M", "avec un montant de M")."""
    first = next((k for k in range(figure, -1, -1) if clause.nodes[k].start <= worded), figure)
    if first < 2:
        return False
    by, at = clause.nodes[first - 2].low, clause.nodes[first - 1].low
    # "Le bénéfice net en baisse de 14 % au premier semestre, à M": what stands between says how it came to M.
    change = by == "," or clause.nodes[first - 2].percent is not None  # also "a reculé, hors change, de 1 % à M"
    return (change and at in lx.to_words and trigger.shape in _FLOWS) or (by in lx.sums and at in lx.of_words)


def _arrival(clause: Clause, trigger: Trigger, figure: int, starts: Collection[int], lx: Lexicon) -> int:
    """The verb by which a measure comes to its figure: before it stands whose it is, however long that is told."""
    for k in range(trigger.end, figure):
        node = clause.nodes[k]
        if k in starts or node.money or node.low in {";", ":"} or node.low in lx.relatives:
            break
        if node.low in lx.measures and k > trigger.end and trigger.shape in _FLOWS:
            return k
    return -1


def _step(node: Node, lx: Lexicon) -> float:  # noqa: PLR0911 - a price list
    if node.low == ";":
        return 3.0
    if node.money:
        return 0.25
    if node.when or node.low in {"(", ")"}:
        return 0.1
    if node.percent:
        return 0.12
    if node.party == "generic":
        return 1.0
    if node.party in {"name", "noun", "pronoun"}:
        return 0.3
    if node.low in lx.relatives:
        return 0.35
    if node.low in {",", ":"}:
        return 0.15
    if node.low in lx.light or node.low in lx.measures or node.party or is_adverb(node.low, lx):
        return 0.06
    if node.low[0].isdigit():
        return 0.1
    return 0.45


def _noun_after(  # noqa: PLR0911 - one price per construction
    clause: Clause, trigger: Trigger, figure: int, triggers: Sequence[Trigger], lx: Lexicon
) -> float | None:
    gap = clause.nodes[figure + 1 : trigger.start]
    if not gap:
        return 0.15
    lows = [node.low for node in gap]
    if trigger.shape == "round" and table_of(lx.previous_round).all(clause.lows, figure + 1, trigger.end):
        return None  # "the M of its last round" is a price
    if any(low in {";", ":", "(", ")"} for low in lows) or any(node.money for node in gap):
        return None
    if trigger.shape == "contract" and lx.compounds and len(gap) == 1 and gap[0].party == "name":
        return 0.4  # "a M U.S. Army contract"
    between = [t for t in triggers if figure < t.start < trigger.start]
    if trigger.shape == "contract" and any(t.shape == "order_book" for t in triggers):
        return None  # "an order book with 300 million of contracts" is one figure
    if lows[0] in lx.of_words or lows[0] in lx.in_words or (lows[0] in lx.for_words and trigger.shape == "capex"):
        return None if between else _brought(gap, trigger, lx)
    amounting = figure < 6 and not lx.sums.isdisjoint(clause.lows[max(0, figure - 3) : figure])
    if amounting and lows[0] == "," and len(lows) == 2 and lows[1] in lx.articles:
        return 0.5  # "D'un montant de M, le contrat …"
    if lows[0] == "," or lows[0] in lx.via:
        inside = [low for low in lows if low not in lx.articles and low not in lx.via and low != ","]
        return 1.3 + 0.2 * len(inside) if len(inside) <= 2 and lx.via.intersection(lows) else None
    if lows[0] in lx.relatives or gap[0].party in {"name", "noun", "pronoun"}:
        # "the 3 billion that X booked in sales", "les 3 milliards que X a réalisés de ventes"
        return 1.1 if len(gap) <= 8 and (lows[-1] in lx.in_words or lows[-1] in lx.of_words) else None
    if len(gap) <= 4 and not between and all(_describes(node, lx) for node in gap):
        return 0.2 + 0.1 * len(gap)
    return None


def _describes(node: Node, lx: Lexicon) -> bool:
    """Whether a word can be part of a noun phrase after its figure ("$30 million oversubscribed Series A")."""
    if node.party in {"name", "generic"}:
        return False
    low = node.low
    return bool(node.when) or low in {"-", "'s"} or (
        low not in lx.articles and low not in lx.prepositions and low not in lx.chain and low not in lx.conjunctions
        and low not in lx.relatives and node.is_word and low[0].isalpha()
    )  # fmt: skip


def _brought(gap: Sequence[Node], trigger: Trigger, lx: Lexicon) -> float | None:
    """The cost of "M of N" and "M in N"."""
    lows = [node.low for node in gap]
    if trigger.shape == "void" and lows[0] in lx.in_words and lows[1:2] and lows[1] in lx.articles:
        return None  # "is valued at M in a share buyback"
    if len(gap) > 5 or any(node.party in {"name", "noun"} for node in gap):
        return None
    if any(low in lx.articles for low in lows[1:]) and lx.compounds:
        return None
    if trigger.shape == "acquisition" and any(node.party == "possessive" for node in gap):
        return None  # "buys X for M in its first acquisition"
    return 0.3 + 0.12 * (len(gap) - 1)


def _verb_before(
    clause: Clause, trigger: Trigger, figure: int, triggers: Sequence[Trigger], lx: Lexicon
) -> float | None:
    if trigger.shape == "make":
        return 0.3 if _directly(clause, trigger, figure) else None
    if trigger.shape not in _TAKES_OBJECT or (trigger.shape == "profit" and figure - trigger.end > 4):
        return None
    depth = 0
    total, far = 0.2, trigger.shape in {"buy", "sold", "value", "supply", "order"}
    aside = _asides(clause, trigger.end, figure, lx) if far else ()
    for k in range(trigger.end, figure):
        if k in aside:
            continue
        node = clause.nodes[k]
        depth += (node.low == "(") - (node.low == ")")
        if depth > 0 and far and node.money is None:
            continue  # "to buy X (O:XYZ) for M"
        if node.low in {";", ":"} or (node.low in lx.relatives and not far):
            return None
        if node.low in lx.articles or node.low in lx.light or node.when or node.percent:
            total += 0.08
        elif node.party in {"name", "noun", "pronoun", "possessive"}:
            total += 0.15
        elif node.money:
            total += 1.8 if trigger.shape == "value" else 0.6
        elif any(t.start == k for t in triggers):
            total += 0.8
        else:
            total += 0.15 if far else 0.3
        if total > LIMIT:
            return None
    return total


def _verb_after(clause: Clause, trigger: Trigger, figure: int, lx: Lexicon) -> float | None:
    if trigger.shape == "buy" and _fronted(clause, figure, lx):
        return 0.6  # "For M, X is taking over Y"
    if trigger.shape not in {"raise", "invest", "pay", "void"}:
        return None
    gap = clause.nodes[figure + 1 : trigger.start]
    if len(gap) > 7 or any(node.low in {";", ":", ",", "."} or node.money for node in gap):
        return None
    if lx.compounds and any(node.low in lx.and_ for node in gap):
        return None  # "assets worth M, and to raise": a verb of its own
    total = 0.5
    for node in gap:
        if node.party in {"name", "noun", "pronoun"}:
            total += 0.2
        elif node.low in lx.chain or node.low in lx.relatives or node.when:
            total += 0.1
        else:
            total += 0.5
    # "$5 million to raise": without passive, relative or subject in between the figure is not its object.
    passive = not gap or any(
        node.low in lx.relatives or node.party in {"name", "noun", "pronoun"} or node.low in lx.chain for node in gap
    )
    return total if passive and total <= LIMIT else None
