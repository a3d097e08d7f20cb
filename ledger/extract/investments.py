"""Investments: what a single backer puts into a company, alone or in a round."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owner, owns, subject
from ledger.extract.lexicon.forms import Tense
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.rounds import add_investors
from ledger.extract.triggers import Trigger


def investment(  # noqa: PLR0911 - one refusal each
    frame: Frame, trigger: Trigger, figure: int
) -> Draft | None:
    """Y invests M in X, M is invested by Y in X, Y's M investment in X, "une prise de participation"."""
    target = _target(frame, trigger, figure)
    investor = _investor(frame, trigger, figure, target)
    if target is None and trigger.is_verb and not frame.implied:
        return None
    if target is None and trigger.tense is Tense.GERUND and (held := _becomes_holder(frame, trigger)) is not None:
        target = held
    if target is None and trigger.is_verb:
        return _without_target(frame, trigger, figure, investor)
    if target is None and not trigger.is_verb and _announces(frame, trigger, figure):
        investor = frame.subject_before(figure)
        return frame.draft("capex", investor, trigger, figure) if investor is not None else None
    if target is None and not trigger.is_verb:
        target = frame.receiver(max(trigger.end, figure)) or _obtaining(frame, trigger, figure, investor)
    if target is None:
        if trigger.start < figure and not frame.mentions_phrase(frame.lx.equity):
            return None
        target = frame.only_company(exclude=investor)
        investor = None if investor == target else investor
    draft = frame.draft("investment", target, trigger, figure) if target is not None else None
    if draft is None:
        return None
    if investor is not None and frame.entity(investor) != draft.company:
        frame.add_party(draft, investor, "investor")
    elif trigger.is_verb and (_is_other(frame, trigger) or _of_some(frame, trigger)):
        return None
    elif (topic := frame.topic(draft.company)) is not None:
        draft.parties.append(Party(topic, "investor", frame.written_of(topic)))
        draft.confidence -= 0.15
    return draft if draft.parties else None


def _becomes_holder(frame: Frame, trigger: Trigger) -> int | None:
    """Whose shareholder somebody becomes who puts money in ("Y became its largest shareholder, putting in M")."""
    lx, nodes = frame.lx, frame.clause.nodes
    noun = next(
        (k for k in range(trigger.start - 1, max(-1, trigger.start - 7), -1) if nodes[k].low in lx.shareholder), 0
    )
    own = (k for k in range(noun - 1, max(-1, noun - 5), -1) if nodes[k].party == "possessive" or nodes[k].low == "'s")
    k = next(own, None) if noun else None
    k = k - 1 if k is not None and nodes[k].low == "'s" else k
    return k if k is not None and frame.is_company(k) else None


def _is_other(frame: Frame, trigger: Trigger) -> bool:
    """Whether the subject of a verb is somebody with a capital who is no company ("Québec avait investi M")."""
    nodes, lx = frame.clause.nodes, frame.lx
    k = trigger.start - 1
    while k >= 0 and nodes[k].low in lx.chain and nodes[k].low not in lx.prepositions:
        k -= 1
    return k > 0 and nodes[k].is_word and nodes[k].text[:1].isupper() and nodes[k].low in lx.not_names


def _of_some(frame: Frame, trigger: Trigger) -> bool:
    """Whether backers without a name are who puts the money in ("investors, who put in M")."""
    nodes = frame.clause.nodes[: trigger.start]
    return frame.lx.compounds and any(n.party == "generic" and not n.prep for n in nodes)


def _announces(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether a company announces what it will spend on itself ("announced an M investment to build its plant")."""
    lx, words = frame.lx, frame.words
    told = {*lx.agreeing, *lx.give}
    if not figure < trigger.start <= figure + 3 or told.isdisjoint(words[max(0, figure - 4) : figure]):
        return False
    after = words[trigger.end : trigger.end + 2]
    own = len(after) == 2 and after[0] in lx.in_words and after[1] in lx.possessives
    return own or (len(after) == 2 and after[0] in lx.to_words and after[1] in lx.affairs.builds)


def _obtaining(frame: Frame, trigger: Trigger, figure: int, investor: int | None) -> int | None:
    """Who gets the money that a noun tells ("X secured an M investment from Y")."""
    lx, left = frame.lx, min(trigger.start, figure)
    verb = next((k for k in range(left - 1, max(-1, left - 5), -1) if frame.words[k] in lx.affairs.obtain), None)
    getter = subject(frame.clause, verb, lx) if verb is not None else None
    if getter is None or investor is None or frame.entity(getter) == frame.entity(investor):
        return None
    return getter if frame.is_company(getter) else None


def _target(frame: Frame, trigger: Trigger, figure: int) -> int | None:
    """The company that the money goes into."""
    lx, clause = frame.lx, frame.clause
    after = max(trigger.end, figure)
    if trigger.is_verb and (backed := _object(frame, trigger, figure)) is not None:
        return backed
    bring = lx.in_words | (lx.to_words if lx.promised.intersection(frame.words[trigger.start : trigger.end]) else set())
    inside = governed(clause, min(trigger.start, figure), after + 12, bring)
    target = next((k for k in inside if _first_in(frame, k, after)), None)
    if target is None:
        of = governed(clause, after, after + 9, lx.of_words)
        target = next((k for k in of if frame.is_company(k) and _capital_of(frame, k)), None)
    nodes = frame.clause.nodes
    if target is None and not trigger.is_verb and trigger.end <= figure:
        by = next((k for k in range(figure + 1, min(len(nodes), figure + 4)) if nodes[k].low in lx.by_words), None)
        if by is not None and nodes[by - 1].low in lx.affairs.obtain:
            return nearest(clause, trigger.start, lx)  # "X, with the investment of M made by Y"
    return _share_target(frame, figure) if target is None and trigger.is_verb else target


def _object(frame: Frame, trigger: Trigger, figure: int) -> int | None:
    """The company that a verb has right behind it, before what it is backed with ("backs X with M")."""
    nodes, lx, sum_ = frame.clause.nodes, frame.lx, frame.begins(figure)
    near = range(trigger.end, min(sum_, trigger.end + 3))
    backed = next((k for k in near if nodes[k].party in REFERS), None)
    if backed is None or frame.words[sum_ - 1] not in lx.with_words or not frame.is_company(backed):
        return None
    return backed if not nodes[backed].prep and not owns(nodes, backed) else None


def _investor(frame: Frame, trigger: Trigger, figure: int, target: int | None) -> int | None:
    lx, clause = frame.lx, frame.clause
    if trigger.is_verb:
        by = next(governed(clause, trigger.end, trigger.end + 4, lx.by_words), None)
        return by if by is not None else subject(clause, trigger.start, lx)
    left, after = min(trigger.start, figure), max(trigger.end, figure)
    if trigger.end <= figure and target is not None:
        # "the investment of M by Y in X", "l'investissement de M de Y dans X"
        of = governed(clause, figure + 1, min(target, figure + 4), lx.of_words | lx.by_words)
        if (behind := next((k for k in of if frame.is_company(k)), None)) is not None:
            return behind
    investor = owner(clause, left, lx)
    if investor is not None and investor != target:
        return investor
    by = next(governed(clause, after, after + 8, lx.by_words | (lx.from_words - lx.of_words)), None)
    return by if by is not None else frame.subject_before(left)


def _without_target(frame: Frame, trigger: Trigger, figure: int, investor: int | None) -> Draft | None:
    """Money that is put in without saying into what: "there", into plant, or by the backers of a company."""
    there = investor is not None and frame.lx.there.intersection(frame.clause.lows[investor : trigger.start])
    if investor is not None and there and not frame.spends_on_plant():
        return _into_topic(frame, trigger, figure, investor)
    if frame.spends_on_plant() or _to_build(frame, figure):
        return frame.draft("capex", investor, trigger, figure) if investor is not None else None
    round_ = next((d for d in frame.drafts if d.kind in {"funding_round", "valuation", "investment"}), None)
    if round_ is not None and investor is not None and frame.entity(investor) != round_.company:
        draft = frame.draft("investment", investor, trigger, figure)
        if draft is not None:
            draft.company, draft.written = round_.company, round_.written
            frame.add_party(draft, investor, "investor")
        return draft if draft is not None and draft.parties else None
    if investor is not None and _puts_in(frame, trigger, figure):
        return _into_topic(frame, trigger, figure, investor)
    if investor is not None and _spends(frame, trigger, figure, investor):
        return frame.draft("capex", investor, trigger, figure)
    backed = _backed(frame, trigger)
    draft = frame.draft("funding_round", backed, trigger, figure) if backed is not None else None
    if draft is not None:
        add_investors(frame, draft, figure, [])
    return draft


def _to_build(frame: Frame, figure: int) -> bool:
    """Whether a sum is said to be for building something ("invests M to expand its site")."""
    words, a = frame.words, frame.lx.affairs
    return len(words) > figure + 2 and words[figure + 1] in frame.lx.to_words and words[figure + 2] in a.builds


def tickets(frame: Frame, figures: Sequence[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "A participation of Y of about M and of Z of N": what single backers put into the round just told."""
    if not figures:
        return []
    lx, nodes = frame.lx, frame.clause.nodes
    base = next((d for d in reversed(recent) if d.kind == "funding_round"), None)
    word = next((k for k, n in enumerate(nodes) if n.low in lx.ticket), None)
    found: list[Draft] = []
    last = word
    for figure in figures if base is not None and word is not None else ():
        near = (
            k for k in range(figure - 1, last or 0, -1) if nodes[k].party == "name" and nodes[k].prep in lx.of_words
        )
        backer = next(near, None)
        if word is None or base is None or figure < word or backer is None or figure - backer > 6:
            continue
        if not frame.is_company(backer) or frame.entity(backer) == base.company:
            continue
        draft = frame.draft("investment", backer, Trigger("investment", word, word + 1), figure)
        if draft is not None:
            draft.company, draft.written = base.company, frame.written_of(base.company)
            frame.add_party(draft, backer, "investor")
            found.append(draft)
            last = figure
    return found


def led(frame: Frame, figures: list[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "Y leads the round with a ticket of M": what one backer puts into the round that the last sentences told."""
    lx, nodes = frame.lx, frame.clause.nodes
    base = next((d for d in reversed(recent) if d.kind in {"funding_round", "valuation"}), None)
    if base is None:
        return []
    spoken = bool(table_of(lx.the_round).all(frame.words))
    found: list[Draft] = []
    for figure in figures:
        tickets_ = (t for t in frame.triggers if t.shape == "investment" and 0 < figure - t.end <= 2)
        ticket = next(tickets_, None) if spoken else None
        ticket = ticket if ticket is not None else _leads_it(frame, figure)
        backer = nearest(frame.clause, ticket.start, lx) if ticket is not None else None
        entity = frame.entity(backer)
        if ticket is None or backer is None or entity is None or not entity.is_company or entity == base.company:
            continue
        draft = frame.draft("investment", backer, ticket, figure)
        if draft is not None and nodes[backer].party == "name":
            draft.company, draft.written = base.company, frame.written_of(base.company)
            frame.add_party(draft, backer, "investor")
            if base.kind == "funding_round":
                base.parties += [p for p in draft.parties if p.entity not in {q.entity for q in base.parties}]
            found.append(draft)
    return found


def _leads_it(frame: Frame, figure: int) -> Trigger | None:
    """ "Y led it with M", "Y led the round with M": the verb, where only the round stands between it and the sum."""
    lx, nodes, sum_ = frame.lx, frame.clause.nodes, frame.begins(figure)
    if frame.words[sum_ - 1] not in lx.with_words:
        return None
    verb = next((t for t in frame.triggers if t.shape == "lead" and 0 < sum_ - 1 - t.end <= 4), None)
    if verb is None:
        return None
    thing = nodes[verb.end].low in lx.things and verb.end == sum_ - 2
    return verb if thing or table_of(lx.the_round).at(frame.words, verb.end) is not None else None


def _spends(frame: Frame, trigger: Trigger, figure: int, investor: int) -> bool:
    """Whether a company invests on its own account: in so much time, without saying in whom."""
    nodes, entity = frame.clause.nodes, frame.entity(investor)
    timed = any(n.when for n in nodes[figure + 1 : figure + 10])
    more = not frame.lx.further.isdisjoint(frame.words[max(0, figure - 2) : figure])
    own = (
        entity is not None and entity.kind == "company" and frame.words[trigger.start] in frame.lx.invests and not more
    )
    return own and timed and not any(frame.is_company(k) for k in range(figure + 1, min(len(nodes), figure + 8)))


def _puts_in(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether a verb says by its particle alone that money is put into the company spoken of ("put up M")."""
    particles = set(frame.words[trigger.start + 1 : figure]) & frame.lx.put_in
    after = frame.words[figure + 1] if figure + 1 < len(frame.words) else ""
    return bool(particles) and after not in frame.lx.of_words and after not in frame.lx.in_words


def portions(frame: Frame, figures: list[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "M, including N from Y", "N of it came from Y": what one backer puts into the round just told."""
    lx, nodes = frame.lx, frame.clause.nodes
    base = next((d for d in (*reversed(frame.drafts), *reversed(recent)) if d.kind == "funding_round"), None)
    found: list[Draft] = []
    for figure in figures if base is not None else ():
        before = {n.low for n in nodes[max(0, figure - 3) : figure]}
        source = next(
            (k for k in range(figure + 1, min(len(nodes), figure + 6)) if nodes[k].low in lx.from_words), len(nodes)
        )
        backer = next((k for k in range(source + 1, min(len(nodes), source + 4)) if nodes[k].party == "name"), None)
        came = {n.low for n in nodes[figure + 1 : source]} & lx.come.keys()
        if backer is None or base is None or not (before & lx.including or came):
            continue
        draft = frame.draft("investment", backer, base.trigger, figure)
        if draft is not None and base.company != frame.entity(backer):
            draft.nodes, draft.clause = {figure, backer}, frame.clause
            draft.company, draft.written = base.company, base.written
            frame.add_party(draft, backer, "investor")
            found.append(draft)
    return found


def _first_in(frame: Frame, k: int, after: int) -> bool:
    """Whether a company is what the first "in" after the sum brings, and no place further on."""
    nodes, lx = frame.clause.nodes, frame.lx
    if not frame.is_company(k):
        return False
    places = (i for i in range(after, min(len(nodes) - 1, after + 13)) if nodes[i].low in lx.in_words)
    first = next((i for i in places if nodes[i + 1].low not in lx.in_kind), None)
    return first is None or k < first or nodes[k].head == first + 1


def _share_target(frame: Frame, figure: int) -> int | None:
    """Whose share the same clause says is taken for the sum ("invests M and takes 11% of X")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if any(n.low in lx.in_words for n in nodes[figure + 1 : figure + 8] if n.is_word):
        return None
    share = next((k for k in range(figure + 1, min(len(nodes), figure + 10)) if nodes[k].percent), None)
    if share is None:
        return None
    return next(
        (
            k
            for k in range(share + 1, min(len(nodes), share + 7))
            if nodes[k].party in REFERS and frame.is_company(k) and nodes[k].prep in lx.of_words | lx.in_words
        ),
        None,
    )


def _into_topic(frame: Frame, trigger: Trigger, figure: int, investor: int) -> Draft | None:
    """ "Y pourrait y injecter M": into the company that the text is about."""
    topic = frame.topic(frame.entity(investor))
    draft = frame.draft("investment", investor, trigger, figure)
    if topic is None or draft is None:
        return None
    draft.company, draft.written = topic, frame.written_of(topic)
    draft.confidence -= 0.2
    frame.add_party(draft, investor, "investor")
    return draft if draft.parties else None


def _backed(frame: Frame, trigger: Trigger) -> int | None:
    """Whose backers are the subject ("its first backers, led by Y, put in M")."""
    nodes, lx = frame.clause.nodes, frame.lx
    for k in range(trigger.start - 1, max(-1, trigger.start - 16), -1):
        if nodes[k].low in lx.backers:
            return owner(frame.clause, k, lx)
    return None


def _capital_of(frame: Frame, k: int) -> bool:
    head = frame.clause.nodes[k].head
    return any(n.low in frame.lx.capital_words for n in frame.clause.nodes[max(0, head - 3) : head])
