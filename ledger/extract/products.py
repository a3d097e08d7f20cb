"""Frames of products: what a company launches, delays, gives up or develops."""

from __future__ import annotations

from functools import cache

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import owns, subject
from ledger.extract.lexicon import lexicon as load
from ledger.extract.lexicon.forms import Tense
from ledger.extract.lexicon.shared import MAKERS
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import Phrases
from ledger.extract.triggers import Trigger

_QUOTES = {"“", "«", '"', "‘"}
_CLOSING = {"”", "»", '"', "’"}


@cache
def _openers(language: str) -> Phrases[tuple[str, Tense | None]]:
    a = load(language).affairs
    found: Phrases[tuple[str, Tense | None]] = Phrases()
    verbs = (("launched", a.launch), ("delayed", a.delay), ("abandoned", a.abandon), ("developed", a.develop))
    for milestone, forms in verbs:
        for phrase, tense in forms.items():
            found.add(phrase, (milestone, tense))
    for phrase, milestone in a.launches.items():
        found.add(phrase, (milestone, None))
    return found


def read(frame: Frame) -> list[Draft]:
    """The milestones of products that a clause names."""
    found = []
    for start, end, (milestone, tense) in _openers(frame.lx.language).all(frame.words):
        trigger = Trigger("product", start, end, tense=tense)
        nodes = frame.clause.nodes
        if tense is None and milestone == "launched" and not any(n.when for n in nodes[end : end + 9]):
            continue
        if tense is None and milestone == "launched" and _put_off(frame):
            continue  # "the much criticised release of X" is no event of its own
        item = _item(frame, trigger)
        draft = _draft(frame, trigger, milestone, item) if item is not None else None
        if draft is not None:
            found.append(draft)
    return found or _of_the_last(frame) or _newest(frame)


def _of_the_last(frame: Frame) -> list[Draft]:
    """ "Its launch, in April, …", "its development was abandoned": of the product named in the sentence before."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    a = lx.affairs
    if {*a.own_launch, *a.own_development}.isdisjoint(words):
        return []
    for k in range(min(6, len(nodes) - 1)):
        noun = words[k + 1]
        if nodes[k].party != "possessive" or noun not in {*a.own_launch, *a.own_development}:
            continue
        name = frame.last_product()
        owner = frame.entity(k)
        company = owner if owner is not None and owner.known and owner.is_company else frame.topic()
        if name is None or company is None or not company.known:
            return []
        ended = next((i for i in range(k + 2, min(len(nodes), k + 12)) if words[i] in {*a.abandon, *a.delay}), None)
        timed = next((i for i in range(k + 2, min(len(nodes), k + 7)) if nodes[i].when), None)
        end, milestone = (
            (ended, "abandoned" if words[ended] in a.abandon else "delayed")
            if ended is not None
            else (timed, "launched" if noun in a.own_launch else "")
        )
        if end is None or not milestone:
            return []
        trigger = Trigger("product", k + 1, k + 2)
        draft = Draft(
            "product", frame.clause, company, frame.written_of(company), {k, k + 1, end}, trigger, confidence=0.62
        )
        draft.product, draft.milestone = name, milestone
        return [draft]
    return []


def _newest(frame: Frame) -> list[Draft]:
    """ "Vibes, the latest feature of X": what an apposition calls somebody's new product."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    if lx.affairs.newest.isdisjoint(words):
        return []
    for k, node in enumerate(nodes[:-3]):
        entity = node.entity
        if node.party != "name" or entity is None or entity.known or words[k + 1] != ",":
            continue
        head = next((i for i in range(k + 2, min(len(nodes), k + 7)) if words[i] in lx.affairs.product_heads), None)
        if head is None or lx.affairs.newest.isdisjoint(words[k + 2 : head]):
            continue
        of = next((i for i in range(head + 1, min(len(nodes), head + 4)) if nodes[i].party == "name"), None)
        company = frame.entity(of)
        if of is None or company is None or not company.is_company or nodes[of].prep not in lx.of_words:
            continue
        used, trigger = {*range(k, of + 1)}, Trigger("product", k, k + 1)
        draft = Draft("product", frame.clause, company, frame.written(of), used, trigger, confidence=0.7)
        draft.product, draft.milestone = node.text, "launched"
        return [draft]
    return []


def _put_off(frame: Frame) -> bool:
    """Whether the clause says that what it calls a launch is delayed or given up."""
    a = frame.lx.affairs
    return not {*a.delay, *a.abandon}.isdisjoint(frame.words)


def _item(frame: Frame, trigger: Trigger) -> tuple[int, int, str] | None:
    """The product: the object of an active verb or of a noun, the subject of a passive one."""
    nodes, lx = frame.clause.nodes, frame.lx
    verb = trigger.tense is not None
    passive = verb and trigger.tense in {Tense.PAST, Tense.PARTICIPLE} and (
        bool(lx.passive & set(frame.words[max(0, trigger.start - 3) : trigger.start]))
        or (trigger.start > 0 and nodes[trigger.start - 1].low == ",")
    )  # fmt: skip
    if passive:
        return _product(frame, range(trigger.start - 1, max(-1, trigger.start - 14), -1), near=0)
    return _product(
        frame,
        range(trigger.end, min(len(nodes), trigger.end + 9)),
        near=1 if verb else 0,
    )


def _product(frame: Frame, places: range, *, near: int) -> tuple[int, int, str] | None:
    """The first product in some places, by its name or in quotation marks beside a word for products."""
    nodes, lx, origin = frame.clause.nodes, frame.lx, places.start if near else -9
    for k in places:
        node = nodes[k]
        if node.low in {";", ":", "("} or node.money or node.percent:
            return None
        if node.low in _QUOTES | _CLOSING:
            quoted = _quoted(frame, k, places.step)
            if quoted is not None and (
                _beside_head(frame, quoted[0]) or nodes[quoted[0]].low in lx.affairs.product_heads
            ):
                return quoted
            continue
        entity = node.entity
        if node.party != "name" or entity is None or owns(nodes, k):
            continue
        if node.noun and not entity.known:
            return None  # "the software company X"
        plain = node.text.isupper() or len(node.text) < 3 or node.text.rstrip("s").isupper()
        direct = abs(k - origin) <= 1 and not entity.known and entity.kind == "company" and not plain
        if (
            (direct and places.step > 0)
            or entity.kind == "product"
            or (not plain and (not entity.known and entity.kind == "company" and _beside_head(frame, k)))
        ):
            return k, k + 1, node.text
        if entity.is_company and node.prep not in lx.of_words:
            return None
    return None


def _quoted(frame: Frame, k: int, step: int) -> tuple[int, int, str] | None:
    nodes = frame.clause.nodes
    other = next(
        (j for j in range(k + step, k + 6 * step, step) if 0 <= j < len(nodes) and nodes[j].low in _QUOTES | _CLOSING),
        None,
    )
    if other is None:
        return None
    first, last = min(k, other) + 1, max(k, other)
    named = first < last and (nodes[first].text[:1].isupper() or nodes[first].low in frame.lx.affairs.product_heads)
    if not named:
        return None
    return first, last, frame.text[nodes[first].start : nodes[last - 1].end]


def _beside_head(frame: Frame, k: int) -> bool:
    """Whether a word for products stands beside a name ("the Vibes app", "son modèle phare « Behemoth »")."""
    nodes, heads = frame.clause.nodes, frame.lx.affairs.product_heads
    before = [n.low for n in nodes[max(0, k - 4) : k]]
    after = [n.low for n in nodes[k + 1 : k + 7]]
    border = next((i for i in range(len(before) - 1, -1, -1) if before[i] in {",", ";"}), -1)
    if any(low in heads for low in before[border + 1 :]) or (border > 0 and before[border - 1] in heads):
        return True  # also "its first folding handset, the X"
    return bool(after) and (after[0] in heads or (after[0] == "," and any(low in heads for low in after[1:])))


def _draft(frame: Frame, trigger: Trigger, milestone: str, item: tuple[int, int, str]) -> Draft | None:
    lx, nodes = frame.lx, frame.clause.nodes
    first, last, name = item
    company: int | None = None
    if trigger.tense is not None and first > trigger.start:
        company = subject(frame.clause, trigger.start, lx)
        if company is not None and not frame.is_company(company):
            return None
    for k in range(first - 1, max(-1, first - 7), -1):
        if company is not None or nodes[k].low in {",", ";"}:
            break
        if (nodes[k].party == "possessive" or owns(nodes, k)) and frame.is_company(k):
            company = k
    for k in range(last, min(len(nodes), last + 3)):
        if (
            company is None
            and nodes[k].party in REFERS
            and nodes[k].prep in lx.of_words | lx.by_words
            and frame.is_company(k)
        ):
            company = k
    if company is None:
        only = frame.only_company(exclude=first) if name.split()[0].lower() not in MAKERS else None
        company = only if only is not None and not nodes[only].prep else None
    entity: Entity | None = frame.entity(company) if company is not None else frame.topic()
    maker = MAKERS.get(name.split()[0].lower())
    if maker is not None and company is None and entity is not None and entity.name != maker:
        entity = frame.named(maker)  # another's product beside what the text is about
    if entity is None or not entity.is_company or entity.kind == "fund" or name == entity.name:
        return None
    used = {*range(trigger.start, trigger.end), *range(first, last)}
    if company is not None and abs(company - trigger.start) < 14:
        used.add(company)
    written = frame.written(company) if company is not None else frame.written_of(entity)
    draft = Draft(
        "product", frame.clause, entity, written, used, trigger, confidence=0.8 if company is not None else 0.62
    )
    draft.product, draft.milestone = name, milestone
    return draft
