"""Rounds: who raises how much, and who leads and takes part."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.extract.drafts import Draft, Party
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, in_relative, nearest, owner, owns, series, subject
from ledger.extract.lexicon.forms import Tense
from ledger.extract.money import Money
from ledger.extract.nodes import REFERS
from ledger.extract.phrases import table_of
from ledger.extract.triggers import Trigger

#: What is told of several in a row.
_IN_ROWS = {"funding_round", "revenue", "valuation"}


def funding_round(  # noqa: PLR0911 - one refusal each
    frame: Frame, trigger: Trigger, figure: int
) -> Draft | None:
    """X raises M, a round of M, X's M Series B, Y leads a M round in X."""
    lx, lows = frame.lx, frame.clause.lows
    company, backers = _raiser(frame, trigger, figure)
    crowded = company is None and not trigger.is_verb and _of_many(frame, min(trigger.start, figure))
    if crowded or _is_lifted(frame, trigger, figure):
        return None
    if trigger.is_verb and not lx.securities.isdisjoint(lows[trigger.end : trigger.end + 1]) and trigger.end < figure:
        return None  # "is to receive shares for M"
    if set(lows[figure + 1 : figure + 2]) & lx.of_words and lx.securities.intersection(lows[figure + 1 : figure + 5]):
        return None  # "will receive $350 million of Y shares" is no round
    priced = frame.party_of_relative(figure + 1) if trigger.start > figure else None
    if priced is not None and set(lows[figure + 1 : figure + 2]) & lx.at_price:
        return frame.draft("valuation", priced, trigger, figure)  # "the $2bn at which it raised money"
    # "its total funding stands at M", "estimates put all that it has raised so far at M"
    stands = not lx.measures.keys().isdisjoint(lows[trigger.end : figure]) or frame.is_total(trigger, figure)
    worded = frame.begins(figure)
    if trigger.start < figure and set(lows[worded - 1 : worded]) & lx.at_price and not stands:
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
    if lx.on_occasion.isdisjoint(frame.words[max(0, min(trigger.start, figure) - 3) : min(trigger.start, figure)]):
        add_investors(frame, draft, figure, backers)
    return draft


def _is_lifted(frame: Frame, trigger: Trigger, figure: int) -> bool:
    """Whether a measure of one's own is raised to a figure ("raised its full-year target to M"), and no money."""
    nodes = frame.clause.nodes
    if not trigger.is_verb or trigger.end >= figure or not frame.lx.compounds:
        return False
    own = nodes[trigger.end].party == "possessive"
    return own and nodes[figure - 1].low in frame.lx.to_words and all(t.shape != "round" for t in frame.triggers)


def _of_many(frame: Frame, stop: int) -> bool:
    """Whether a crowd is what raises ("Start-ups have doubled their rounds …")."""
    return any(n.party == "generic" and not n.prep for n in frame.clause.nodes[:stop])


def _raiser(  # noqa: C901, PLR0911 - one return per construction
    frame: Frame, trigger: Trigger, figure: int
) -> tuple[int | None, list[int]]:
    """Who raises the money, and who is told to have led the round."""
    lx, clause = frame.lx, frame.clause
    left, right = min(trigger.start, figure), max(trigger.end, figure)
    if trigger.is_verb:
        return _raising_subject(frame, trigger, figure), []
    company = owner(clause, left, lx, trigger.end)
    by = next(governed(clause, trigger.end, trigger.end + 3, lx.by_words), None)
    raises = lx.raisings.intersection(frame.words[trigger.start : trigger.end])
    if by is not None and _is_beside(frame, trigger, by) and not raises:
        return None, [by]  # "M in funding by Y"
    if by is not None and _is_beside(frame, trigger, by):
        return by, []  # "a M raise by X"
    behind = frame.clause.nodes[right + 1 : right + 3]
    if len(behind) > 1 and behind[0].low in lx.affairs.obtain and behind[1].low in lx.by_words:
        return next(governed(clause, right + 2, right + 5, lx.by_words), company), []  # "la levée de M bouclée par X"
    if company is None and trigger.end <= figure:
        of = (k for k in governed(clause, figure + 1, figure + 4, lx.of_words) if _is_behind(frame, figure, k))
        company = next(of, None)  # "la levée de M de X"
    leading = (t for t in frame.triggers if t.shape in {"lead", "join", "invest"} and t.end <= left < t.end + 12)
    leader = next(leading, None)
    if leader and (company is None or company < leader.end):
        backer = subject(clause, leader.start, lx)
        backers = [backer] if backer is not None else []
        company = next(
            governed(clause, left, left + 14, lx.in_words | lx.for_words | lx.of_words | lx.to_words), company
        )
        company = company if company is not None or not lx.compounds else _told_of(frame, leader.start)
        return (None if company in backers else company), backers
    verb = next((k for k in range(left - 1, max(-1, left - 5), -1) if frame.words[k] in lx.affairs.obtain), None)
    if company is None and verb is not None:
        company = subject(clause, verb, lx)  # "X, which is about to close a round of M"
    if company is None and (hit := table_of(lx.benefit).all(frame.words, right, right + 16)):
        company = next(
            (k for k in range(hit[0][1], hit[0][1] + 6) if k < len(clause.nodes) and frame.is_company(k)), None
        )
    if company is None and verb is not None and lx.affairs.obtain[frame.words[verb]] is Tense.GERUND:
        company = frame.subject_after(figure) if frame.nobody_before(left) else None  # "En bouclant un tour de M, X"
    if company is None and not lx.on_occasion.isdisjoint(frame.words[max(0, left - 3) : left]):
        return None, []  # "X and Y, already there at the time of the seed round of M": not theirs
    if company is None:
        company = frame.subject_before(left)
        within = in_relative(clause, left, lx)
        company = within if within is not None and (company is None or company < within) else company
    if company is None:
        company = next(governed(clause, right, right + 6, lx.for_words | lx.in_words), None)
    return company, []


def _told_of(frame: Frame, stop: int) -> int | None:
    """Whom a sentence is about before it tells who led a round ("X is worth M after Y led a round of N")."""
    nodes = frame.clause.nodes
    free = (k for k in range(stop) if nodes[k].party in REFERS and not nodes[k].prep and not owns(nodes, k))
    first = next(free, None)
    return first if first is not None and frame.is_company(first) else None


def _is_behind(frame: Frame, figure: int, k: int) -> bool:
    """Whether only a preposition stands between a figure and a company."""
    return frame.clause.nodes[k].head <= figure + 2 and frame.is_company(k)


def _is_beside(frame: Frame, trigger: Trigger, k: int) -> bool:
    """Whether only a preposition stands between a noun and a party."""
    return bool(trigger.end + 1 == max(frame.clause.nodes[k].head, trigger.end + 1)) and frame.is_company(k)


def _raising_subject(frame: Frame, trigger: Trigger, figure: int) -> int | None:
    """The subject of a raising verb, which may follow its figure ("M raised by X", "the M that X raised")."""
    company: int | None
    if trigger.start > figure:
        by = next(governed(frame.clause, trigger.end, trigger.end + 9, frame.lx.by_words), None)
        between = frame.party_between(figure, trigger.start)
        if by is not None or between is not None:
            return by if by is not None else between
        if _brought(frame, figure):
            return nearest(frame.clause, figure, frame.lx)
    company = subject(frame.clause, trigger.start, frame.lx)
    if company is None and frame.nobody_before(trigger.start):
        company = frame.subject_after(figure)
    return company


def _brought(frame: Frame, figure: int) -> bool:
    """Whether a sum is only what the subject stands there with ("X leads the list, with M collected in May")."""
    money, lx = frame.clause.nodes[figure].money, frame.lx
    worded = money.worded if money is not None else frame.clause.nodes[figure].start
    before = next((n for n in reversed(frame.clause.nodes[:figure]) if n.end <= worded), None)
    return before is not None and before.low in lx.joining


def add_investors(frame: Frame, draft: Draft, figure: int, backers: list[int]) -> None:
    """The investors of a round that the clause names: who led it, from whom it came, who took part."""
    lx, nodes = frame.lx, frame.clause.nodes
    roles: dict[int, str] = dict.fromkeys(backers, "lead investor")
    for i, node in enumerate(nodes):
        if not node.is_word:
            continue
        following = i + 1
        if node.low in lx.lead and following < len(nodes):
            start = next((k for k in range(following, min(len(nodes), i + 8)) if nodes[k].party == "name"), None)
            if start is not None and (behind := _whose_head(frame, start)) is not None:
                roles.setdefault(behind, "lead investor")  # "led by Nabu co-founder P's Y"
            elif (
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


def _whose_head(frame: Frame, k: int) -> int | None:
    """Who is meant behind a name that only says whose head somebody is ("Nabu co-founder P's [Y]")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if not lx.compounds or k + 2 >= len(nodes) or nodes[k + 1].low not in lx.person_nouns:
        return None
    person = k + 2
    if nodes[person].party != "name":
        return None
    fund = person + 2
    if owns(nodes, person) and fund < len(nodes) and nodes[fund].party == "name":
        return fund
    return person


def share_sales(frame: Frame, figures: Sequence[int]) -> list[Draft]:
    """ "X has sold shares worth M to Y", "X sold M of new shares": what a company sells of itself raises money."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    found = []
    for trigger in (t for t in frame.triggers if t.shape == "sold") if lx.compounds and figures else ():
        near = range(trigger.end, min(len(nodes), trigger.end + 8))
        figure = next((k for k in near if k in figures), None)
        stock = next((k for k in near if words[k] in lx.securities), None)
        seller = subject(frame.clause, trigger.start, lx)
        if figure is None or stock is None or seller is None or not frame.is_company(seller):
            continue
        last = max(figure, stock)
        between = {n.low for n in nodes[min(figure, stock) + 1 : last]}
        told = (
            lx.worth in between
            if stock < figure
            else bool(between & lx.of_words | between & lx.in_words | {"worth"} & between)
        )
        others = any(n.party and n.prep in lx.of_words | lx.in_words for n in nodes[trigger.end : last + 4])
        entity = frame.entity(seller)
        if not told or others or entity is None or entity.kind == "fund":
            continue
        draft = frame.draft("funding_round", seller, Trigger("round", trigger.start, trigger.end), figure)
        if draft is None:
            continue
        draft.confidence -= 0.1
        buyer = next(governed(frame.clause, last, last + 9, lx.to_words), None)
        for k in series(frame.clause, buyer, lx) if buyer is not None and nodes[buyer].party == "name" else ():
            frame.add_party(draft, k, "investor")
        add_investors(frame, draft, figure, [])
        found.append(draft)
    return found


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
    if base is None or any(n.money and not _is_that_sum(n.money, base) for n in nodes):
        return
    first = next((k for k, n in enumerate(nodes) if n.low in lx.relatives), len(nodes))
    nodes = nodes[:first]  # what a relative clause tells is of somebody
    words = words[:first]
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
    add_investors(frame, draft, figure, [])
    return [draft]


def allotted(frame: Frame, figures: list[int]) -> list[Draft]:
    """ "M in May for the farm X, N for Y": a row of rounds, told by no verb."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for figure in figures if frame.of_rounds else ():
        money = nodes[figure].money
        worded = money.worded if money is not None else nodes[figure].start
        before = next((n.low for n in reversed(nodes[:figure]) if n.end <= worded), ",")
        if before not in lx.joining | lx.and_ | {",", ";", ":"}:
            continue
        company = _for_whom(frame, figure)
        draft = frame.draft("funding_round", company, Trigger("round", figure, figure + 1), figure) if company else None
        if draft is not None:
            draft.confidence -= 0.1
            found.append(draft)
    return found


def _for_whom(frame: Frame, figure: int) -> int | None:
    """The company that "for" brings right behind a figure and its time ("M in May for the farm X")."""
    lx, nodes = frame.lx, frame.clause.nodes
    bring = next((k for k in range(figure + 1, min(len(nodes), figure + 5)) if nodes[k].low in lx.for_words), None)
    if bring is None or any(n.low in {",", ";"} or n.party for n in nodes[figure + 1 : bring]):
        return None
    for k in range(bring + 1, min(len(nodes), bring + 9)):
        if nodes[k].party == "name":
            entity = nodes[k].entity
            return k if entity is not None and entity.kind == "company" else None
        stops = nodes[k].low in lx.relatives or (nodes[k].low in lx.chain and nodes[k].low not in lx.prepositions)
        if not nodes[k].is_word or not nodes[k].low[0].isalpha() or stops:
            return None
    return None


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
            add_investors(frame, draft, figure, [])
            found.append(draft)
    return found


def in_rows(frame: Frame, figures: Sequence[int]) -> list[int]:
    """The sums of a row that share the verb of the first one: each right behind a name of its own."""
    lx, nodes = frame.lx, frame.clause.nodes
    found = []
    for figure in figures[1:] if not lx.compounds else ():
        name = figure - 1 - (nodes[figure - 1].low == ",")
        if name < 2 or nodes[name].party != "name" or not frame.is_company(name):
            continue
        head = nodes[name].head
        before = head - 1 - (nodes[head - 1].low in lx.and_ and nodes[head - 2].low == ",")
        if nodes[before].low in lx.and_ | {",", ";"} and any(n.money for n in nodes[max(0, before - 4) : before]):
            found.append(figure)
    return found


def rows(frame: Frame, figures: Sequence[int]) -> list[Draft]:
    """ "X a levé M, Y N et Z O": the sums of others who share the verb of the one before them."""
    nodes = frame.clause.nodes
    found: list[Draft] = []
    for figure in figures:
        name = figure - 1 - (nodes[figure - 1].low == ",")
        told = [d for d in (*frame.drafts, *found) if d.money is not None and max(d.nodes) < name]
        last = told[-1] if told else None
        if last is None or last.kind not in _IN_ROWS or last.company == frame.entity(name):
            continue
        draft = frame.draft(last.kind, name, last.trigger, figure)
        if draft is not None:
            draft.nodes, draft.confidence, draft.basis = {name, figure}, last.confidence - 0.05, last.basis
            found.append(draft)
    return found
