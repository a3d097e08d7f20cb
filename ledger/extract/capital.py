"""Frames of capital: who put how much into whom, in a round or alone."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, nearest, owner, owns, series, subject
from ledger.extract.money import Money
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger

_REFERS = {"name", "noun", "pronoun"}


def funding_round(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """X raises M, a round of M, X's M Series B, Y leads a M round in X."""
    lx, lows = frame.lx, frame.clause.lows
    company, backers = _raiser(frame, trigger, figure)
    if company is None and not trigger.is_verb and _of_many(frame, min(trigger.start, figure)):
        return None
    if set(lows[figure + 1 : figure + 2]) & lx.of_words and lx.securities.intersection(lows[figure + 1 : figure + 5]):
        return None  # "will receive $350 million of Y shares" is no round
    priced = frame.party_of_relative(figure + 1) if trigger.start > figure else None
    if priced is not None and set(lows[figure + 1 : figure + 2]) & lx.at_price:
        return frame.draft("valuation", priced, trigger, figure)  # "the $2bn at which it raised money"
    stands = not lx.measures.keys().isdisjoint(lows[trigger.end : figure])  # "its total funding stands at M"
    if trigger.start < figure and set(lows[figure - 1 : figure]) & lx.at_price and not stands:
        return frame.draft("valuation", company, trigger, figure)  # "took in $300m at $3bn"
    passive = trigger.start > figure and bool(lx.passive.intersection(lows[figure : trigger.start]))
    crowd = any(n.party == "generic" and not n.prep for n in frame.clause.nodes[: min(trigger.start, figure)])
    implied = passive or (not trigger.is_verb and not crowd)
    draft = frame.draft("funding_round", company, trigger, figure, allow_topic=implied)
    if draft is None:
        return None
    draft.round = frame.round_name()
    if frame.is_total(trigger, figure):
        draft.basis = "total_to_date"
    _add_investors(frame, draft, figure, backers)
    return draft


def _of_many(frame: Frame, stop: int) -> bool:
    """Whether a crowd is what raises ("Start-ups have doubled their rounds …")."""
    return any(n.party == "generic" and not n.prep for n in frame.clause.nodes[:stop])


def _raiser(frame: Frame, trigger: Trigger, figure: int) -> tuple[int | None, list[int]]:
    """Who raises the money, and who is told to have led the round."""
    lx, clause = frame.lx, frame.clause
    left, right = min(trigger.start, figure), max(trigger.end, figure)
    if trigger.is_verb:
        return _raising_subject(frame, trigger, figure), []
    company = owner(clause, left, lx, trigger.end)
    by = next(governed(clause, trigger.end, trigger.end + 3, lx.by_words), None)
    raises = lx.raisings.intersection(frame.words[trigger.start : trigger.end])
    if by is not None and nodes_direct(frame, trigger, by) and not raises:
        return None, [by]  # "M in funding by Y"
    if by is not None and nodes_direct(frame, trigger, by):
        return by, []  # "a M raise by X"
    behind = frame.clause.nodes[right + 1 : right + 3]
    if len(behind) > 1 and behind[0].low in lx.affairs.obtain and behind[1].low in lx.by_words:
        return next(governed(clause, right + 2, right + 5, lx.by_words), company), []  # "la levée de M bouclée par X"
    if company is None and trigger.end <= figure:
        of = (k for k in governed(clause, figure + 1, figure + 4, lx.of_words) if nodes_after(frame, figure, k))
        company = next(of, None)  # "la levée de M de X"
    leading = (t for t in frame.triggers if t.shape in {"lead", "join", "invest"} and t.end <= left < t.end + 12)
    leader = next(leading, None)
    if leader and (company is None or company < leader.end):
        backer = subject(clause, leader.start, lx)
        backers = [backer] if backer is not None else []
        company = next(
            governed(clause, left, left + 14, lx.in_words | lx.for_words | lx.of_words | lx.to_words), company
        )
        return (None if company in backers else company), backers
    verb = next((k for k in range(left - 1, max(-1, left - 5), -1) if frame.words[k] in lx.affairs.obtain), None)
    if company is None and verb is not None:
        company = subject(clause, verb, lx)  # "X, which is about to close a round of M"
    if company is None:
        company = frame.subject_before(left)
    if company is None:
        company = next(governed(clause, right, right + 6, lx.for_words | lx.in_words), None)
    return company, []


def nodes_after(frame: Frame, figure: int, k: int) -> bool:
    """Whether only a preposition stands between a figure and a company."""
    return frame.clause.nodes[k].head <= figure + 2 and frame.is_company(k)


def nodes_direct(frame: Frame, trigger: Trigger, k: int) -> bool:
    """Whether only a preposition stands between a noun and a party."""
    return bool(trigger.end + 1 == max(frame.clause.nodes[k].head, trigger.end + 1)) and frame.is_company(k)


def _raising_subject(frame: Frame, trigger: Trigger, figure: int) -> int | None:
    """The subject of a raising verb, which may follow its figure ("M raised by X", "the M that X raised")."""
    company: int | None
    if trigger.start > figure:
        by = next(governed(frame.clause, trigger.end, trigger.end + 4, frame.lx.by_words), None)
        between = frame.party_between(figure, trigger.start)
        if by is not None or between is not None:
            return by if by is not None else between
    company = subject(frame.clause, trigger.start, frame.lx)
    if company is None and frame.nobody_before(trigger.start):
        company = frame.subject_after(figure)
    return company


def _add_investors(frame: Frame, draft: Draft, figure: int, backers: list[int]) -> None:
    """The investors of a round that the clause names: who led it, from whom it came, who took part."""
    lx, nodes = frame.lx, frame.clause.nodes
    roles: dict[int, str] = dict.fromkeys(backers, "lead investor")
    for i, node in enumerate(nodes):
        if not node.is_word:
            continue
        following = i + 1
        if node.low in lx.lead and following < len(nodes):
            start = next((k for k in range(following, min(len(nodes), i + 8)) if nodes[k].party == "name"), None)
            if (
                start is not None
                and nodes[start].head <= i + 3
                and (nodes[start].prep in lx.by_words or start == following)
            ):
                roles |= {k: roles.get(k, "lead investor") for k in series(frame.clause, start, lx)}
        elif node.low in lx.from_words and node.low not in lx.of_words and i > figure:
            start = next((k for k in range(following, min(len(nodes), i + 9)) if nodes[k].party == "name"), None)
            between = {n.low for n in nodes[following:start]} if start is not None else set()
            near = start is not None and (start - i <= 3 or not between.isdisjoint(lx.backers))
            if start is not None and near and (";" not in between):
                role = "investor" if between.isdisjoint(lx.lead) else "lead investor"
                roles |= {k: roles.get(k, role) for k in series(frame.clause, start, lx)}
        elif node.low in lx.joining and i > min(draft.nodes):
            start = next((k for k in range(following, min(len(nodes), i + 5)) if nodes[k].party == "name"), None)
            rest = {n.low for n in nodes[i : i + 30]}
            if start is not None and rest & lx.joined:
                roles |= {k: roles.get(k, "investor") for k in series(frame.clause, start, lx)}
    for k, role in roles.items():
        frame.add_party(draft, k, role)


def investment(frame: Frame, trigger: Trigger, figure: int) -> Draft | None:
    """Y invests M in X, M is invested by Y in X, Y's M investment in X, "une prise de participation"."""
    target = _target(frame, trigger, figure)
    investor = _investor(frame, trigger, figure, target)
    if target is None and trigger.is_verb and not frame.implied:
        return None
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
    elif (topic := frame.topic(draft.company)) is not None:
        draft.parties.append(Party(topic, "investor", frame.written_of(topic)))
        draft.confidence -= 0.15
    return draft if draft.parties else None


def _announces(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether a company announces what it will spend on itself ("announced an M investment to build its plant")."""
    lx, words = frame.lx, frame.words
    if not figure < trigger.start <= figure + 3 or lx.agreeing.isdisjoint(words[max(0, figure - 4) : figure]):
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
    if frame.spends_on_plant():
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
        _add_investors(frame, draft, figure, [])
    return draft


def take_part(frame: Frame, recent: Sequence[Draft]) -> None:
    """ "X led the round", "Y and Z also took part": the backers of the round that the last sentences told."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    base = next((d for d in reversed(recent) if d.kind == "funding_round" and not d.previous), None)
    said = table_of(lx.took_part).all(words)
    if said:
        frame.stand_by(
            n.entity
            for n in nodes[: said[0][0]]
            if n.party == "name" and n.entity and n.entity != (base.company if base else None)
        )
    again = [n for n in nodes if n.money and not _is_that_sum(n.money, base)]
    first = next((k for k, n in enumerate(nodes) if n.low in lx.relatives), len(nodes))
    nodes = nodes[:first]  # what a relative clause tells is of somebody
    words = words[:first]
    if base is None or again:
        return
    leads = next((k for k, word in enumerate(words) if word in lx.lead), None)
    named = table_of(lx.the_round).all(words) or any(n.money for n in nodes)
    if not said and (leads is None or not named):
        return
    by = leads is not None and leads + 1 < len(words) and words[leads + 1] in lx.by_words
    for k, node in enumerate(nodes):
        entity = node.entity
        if node.party != "name" or entity is None or owns(nodes, k) or entity.kind in {"publisher", "product"}:
            continue
        if entity == base.company or node.prep in lx.in_words or any(p.entity == entity for p in base.parties):
            continue
        leading = leads is not None and not said and (k > leads if by else k < leads)
        base.parties.append(Party(entity, "lead investor" if leading else "investor", frame.written(k)))


def _is_that_sum(money: Money, round_: Draft | None) -> bool:
    return round_ is not None and round_.money is not None and money.low == round_.money.low


def tickets(frame: Frame, figures: Sequence[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "A participation of Y of about M and of Z of N": what single backers put into the round just told."""
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


def announced(frame: Frame) -> Draft | None:
    """A round that a clause tells without its sum: what follows may state it ("The operation, of M, …")."""
    for trigger in frame.triggers:
        if trigger.shape == "round" or (trigger.shape == "raise" and trigger.is_verb):
            company, _ = _raiser(frame, trigger, trigger.end)
            entity = frame.entity(company)
            if company is not None and entity is not None and entity.kind == "company":
                return frame.draft("funding_round", company, trigger, None)
    return None


def sized(frame: Frame, figures: list[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "The operation, of M, was led by Y": the sum of the round that the last sentences told without one."""
    lx, nodes = frame.lx, frame.clause.nodes
    base = next((d for d in reversed(recent) if d.kind == "funding_round"), None)
    if base is None or base.money is not None or not figures:
        return []
    figure = figures[0]
    hits = [hit for hit in table_of(lx.the_round).all(frame.words, 0, figure) if figure - hit[1] <= 8]
    if not hits or any(n.party in {"name", "generic"} or n.money for n in nodes[hits[-1][0] : figure]):
        return []
    trigger = Trigger("round", hits[-1][0], hits[-1][1])
    draft = frame.draft("funding_round", None, trigger, figure, allow_topic=True)
    if draft is None:
        return []
    draft.company, draft.written, draft.round = base.company, frame.written_of(base.company), base.round
    draft.parties = [*base.parties]
    _add_investors(frame, draft, figure, [])
    return [draft]


def each(frame: Frame, draft: Draft, trigger: Trigger) -> list[Draft]:
    """ "X and Y have each raised M": the same for those who are enumerated before the subject."""
    words, lx = frame.words, frame.lx
    if lx.each.isdisjoint(words[max(0, trigger.start - 4) : trigger.end + 2]):
        return []
    last = next((k for k in draft.nodes if frame.entity(k) == draft.company), None)
    others = (k for k in range(last or 0) if last in series(frame.clause, k, lx) and frame.is_company(k))
    figure = next(i for i in draft.nodes if frame.clause.nodes[i].money)
    return [copy for k in others if (copy := frame.draft(draft.kind, k, trigger, figure)) is not None]


def as_operation(frame: Frame, figures: list[int]) -> list[Draft]:
    """ "X with an operation of M done with Y": what is raised from investors, by its most general name."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for figure in figures:
        noun = next((k for k in range(figure - 1, max(-1, figure - 4), -1) if nodes[k].low in lx.dealings), None)
        after = nodes[figure + 1 : figure + 5]
        raised = any(n.low in lx.from_words - lx.of_words for n in after)
        company = nearest(frame.clause, noun, lx) if noun is not None and raised else None
        if noun is None or company is None or not frame.is_company(company):
            continue
        draft = frame.draft("funding_round", company, Trigger("round", noun, noun + 1), figure)
        if draft is not None:
            _add_investors(frame, draft, figure, [])
            found.append(draft)
    return found


def led(frame: Frame, figures: list[int], recent: Sequence[Draft]) -> list[Draft]:
    """ "Y leads the round with a ticket of M": what one backer puts into the round that the last sentences told."""
    lx, nodes = frame.lx, frame.clause.nodes
    base = next((d for d in reversed(recent) if d.kind == "funding_round"), None)
    if base is None or not table_of(lx.the_round).all(frame.words):
        return []
    found: list[Draft] = []
    for figure in figures:
        ticket = next((t for t in frame.triggers if t.shape == "investment" and 0 < figure - t.end <= 2), None)
        backer = nearest(frame.clause, ticket.start, lx) if ticket is not None else None
        entity = frame.entity(backer)
        if ticket is None or backer is None or entity is None or not entity.is_company or entity == base.company:
            continue
        draft = frame.draft("investment", backer, ticket, figure)
        if draft is not None and nodes[backer].party == "name":
            draft.company, draft.written = base.company, frame.written_of(base.company)
            frame.add_party(draft, backer, "investor")
            base.parties += [p for p in draft.parties if p.entity not in {q.entity for q in base.parties}]
            found.append(draft)
    return found


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
            if nodes[k].party in _REFERS and frame.is_company(k) and nodes[k].prep in lx.of_words | lx.in_words
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
