"""Stakes: which percentages are shares of a company, and who holds them."""

from __future__ import annotations

import itertools
from decimal import Decimal

from ledger.extract.drafts import Draft
from ledger.extract.frame import Frame
from ledger.extract.grammar import governed, in_relative, nearest, owner, owns, series, subject
from ledger.extract.lexicon.forms import Tense
from ledger.extract.names import Entity
from ledger.extract.nodes import REFERS
from ledger.extract.share_trades import bought, let_in, of_a_holding, purchased, sold
from ledger.extract.sharing import stake_of, whose
from ledger.extract.triggers import Trigger

_ALL = Decimal(100)


def shares(frame: Frame) -> list[Draft]:
    """Stakes: each percentage that is a share of a company, with who holds it."""
    if not frame.percents:
        return []
    listed = _listed(frame, frame.percents)
    if listed:
        return listed
    found = _rows(frame)
    told = {i for draft in (*found, *frame.drafts) if draft.kind == "stake" for i in draft.nodes}
    found += _each(frame)
    told |= {i for draft in found for i in draft.nodes}
    for i in frame.percents:
        if frame.lx.compounds and i > 1 and _is_given_away(frame, i):
            continue  # "has parted with its 12% of X"
        if i in told or _is_step(frame, i):
            found += [step] if i not in told and (step := _step(frame, i)) is not None else []
            continue
        last = found[-1] if found else None
        draft = _likewise(frame, i, last) or _share(frame, i) or _also(frame, i, last) or _unnamed(frame, i, last)
        found += [draft] if draft is not None else []
    return found


def _is_given_away(frame: Frame, i: int) -> bool:
    """Whether a share is one that its holder parts with."""
    return frame.clause.nodes[i - 1].party == "possessive" and frame.words[i - 2] in frame.lx.with_words


def _each(frame: Frame) -> list[Draft]:
    """ "Y and Z each own 50% of X": one share for each of them."""
    lx, nodes, words = frame.lx, frame.clause.nodes, frame.words
    if not lx.compounds or lx.each.isdisjoint(words):
        return []
    for i in frame.percents:
        verb = frame.verb_before(i, lx.hold, lx.take)
        if verb is None or words[verb - 1] not in lx.each or i - verb > 2:
            continue
        target = whose(frame, i, i)
        last = verb - 2
        of = frame.entity(target)
        holders = [k for k in range(last) if nodes[k].party == "name" and last in series(frame.clause, k, lx)]
        if target is None or of is None or not of.is_company or not holders or nodes[last].party != "name":
            return []
        parties = [k for k in (*holders, last) if frame.is_company(k)]
        return [stake_of(frame, i, k, of, frame.written(target), {i, k, verb, target}) for k in parties]
    return []


def _likewise(frame: Frame, i: int, last: Draft | None) -> Draft | None:
    """ "Y has a 28% stake in X, Z holds 27.5%": of the same company, where nothing else is named."""
    nodes, lx = frame.clause.nodes, frame.lx
    if last is None or last.clause is not frame.clause:
        return None
    before = max(k for k in last.nodes if nodes[k].percent is not None)
    verb = frame.verb_before(i, lx.hold)
    if verb is None or verb < before or nodes[verb - 1].party != "name" or not before < nodes[verb - 1].head:
        return None
    if whose(frame, i, i) is not None or frame.entity(verb - 1) == last.company:
        return None
    draft = stake_of(frame, i, verb - 1, last.company, last.written, {i, verb, verb - 1})
    return draft if draft.parties else None


def _also(frame: Frame, i: int, last: Draft | None) -> Draft | None:
    """ "Y holds 14.6% of X and Z 21.3%": of the same company."""
    nodes = frame.clause.nodes
    if last is None or i < 2 or nodes[i - 1].party != "name" or nodes[nodes[i - 1].head - 1].low not in frame.lx.and_:
        return None
    draft = stake_of(frame, i, i - 1, last.company, last.written, {i, i - 1})
    return draft if draft.parties else None


def _listed(frame: Frame, places: list[int]) -> list[Draft]:
    """ "Shareholders include A (24%) and B (16%)", "A and B, which hold 21% and 17%": holders with a share each."""
    lx, nodes = frame.lx, frame.clause.nodes
    pairs = [(k, i) for i in places if (k := _bracketed(frame, i)) is not None]
    spoken = (
        any(n.low in lx.backers for n in nodes) or frame.phrase_near(lx.equity, pairs[0][1], before=60, after=60)
        if pairs
        else None
    )
    if not pairs or not (spoken or len(pairs) > 1):
        pairs = _respectively(frame, places)
    found = []
    of = frame.protagonist() if pairs else None
    owners = {nodes[k].entity for k, _ in pairs}
    for k, i in pairs:
        if of is None or of in owners or nodes[k].entity is None:
            return []
        found.append(stake_of(frame, i, k, of, frame.written_of(of), {i, k}))
    return found


def _bracketed(frame: Frame, i: int) -> int | None:
    """The holder right before a share in brackets ("A (24%)")."""
    nodes = frame.clause.nodes
    if i < 2 or nodes[i - 1].low != "(" or nodes[i - 2].party != "name":
        return None
    close = next((k for k in range(i + 1, min(len(nodes), i + 6)) if nodes[k].low == ")"), None)
    return i - 2 if close is not None and not any(n.low in frame.lx.rises for n in nodes[i:close]) else None


def _respectively(frame: Frame, places: list[int]) -> list[tuple[int, int]]:
    """As many holders in a row as shares in a row, with a verb of holding between them."""
    lx, nodes = frame.lx, frame.clause.nodes
    if len(places) < 2 or any(
        n.low not in lx.and_ | {","} for a, b in itertools.pairwise(places) for n in nodes[a + 1 : b]
    ):
        return []
    verb = next((k for k in range(places[0] - 1, max(-1, places[0] - 9), -1) if frame.words[k] in lx.hold), None)
    for k in range(verb if verb is not None else 0):
        if nodes[k].party == "name":
            holders = series(frame.clause, k, lx)
            if len(holders) == len(places) and verb is not None and holders[-1] < verb:
                return list(zip(holders, places, strict=True))
            return []
    return []


def _is_step(frame: Frame, i: int) -> bool:
    percent = frame.clause.nodes[i].percent
    return percent is not None and percent.step >= 0


def _step(frame: Frame, i: int) -> Draft | None:
    """ "Y porte sa participation dans X de 12 % à 20 %", "Y rises from 12% to 20% of X": the share that it comes to."""
    lx, nodes = frame.lx, frame.clause.nodes
    noun = frame.phrase_near(lx.equity, i, before=12, after=9)
    verb = frame.verb_before(i, lx.measures, lx.steps)
    if noun is None or verb is None:
        return None
    free = range(min(noun, i), min(len(nodes), max(noun, i) + 8))
    bring = lx.of_words | lx.in_words
    parties = [k for k in free if nodes[k].party in REFERS and nodes[k].prep in bring and frame.is_company(k)]
    target = parties[-1] if parties else None
    whose = owner(frame.clause, noun, lx)
    holder = whose if whose is not None and whose != target else subject(frame.clause, verb, lx)
    if holder is None and nodes[verb - 1].low in lx.chain:
        holder = nearest(frame.clause, verb, lx)
    held_by = frame.entity(holder)
    if holder is None or held_by is None or held_by.kind == "publisher" or not frame.entity(holder):
        return None
    of = frame.entity(target) if target is not None else frame.stake_target(holder, i)
    if of is None or of == held_by or not of.is_company:
        return None
    written = frame.written(target) if target is not None else frame.written_of(of)
    return stake_of(frame, i, holder, of, written, {i, noun, verb} | ({target} if target is not None else set()))


def _rows(frame: Frame) -> list[Draft]:
    """ "X est détenu à 51 % par A et à 49 % par B": a row of shares, each with its holder behind it."""
    lx, nodes = frame.lx, frame.clause.nodes
    pairs = [(k, i) for i in frame.percents if (k := _behind(frame, i)) is not None]
    verb = frame.verb_before(pairs[0][1], lx.hold, lx.steps, lx.belong) if len(pairs) > 1 else None
    if verb is None and pairs:
        verb = frame.verb_before(pairs[0][1], lx.belong)
    if verb is None or lx.compounds:
        return []
    target = subject(frame.clause, verb, lx)
    if target is None and nodes[verb - 1].low == "," and nodes[verb - 2].party == "name":
        target = verb - 2
    target = target if target is not None else _capital_before(frame, verb)
    of = frame.entity(target)
    if target is None or of is None or not of.is_company:
        return []
    found = [stake_of(frame, i, k, of, frame.written(target), {i, k, target, verb}) for k, i in pairs]
    return [draft for draft in found if draft.parties]


def _entered(frame: Frame, i: int) -> Draft | None:
    """ "Y entre au capital de X à hauteur de 20 %", "l'entrée de Y au capital de X, pour 20 %"."""
    lx, nodes = frame.lx, frame.clause.nodes
    if lx.compounds:
        return None
    capital = next((k for k in range(i - 1, max(0, i - 16), -1) if nodes[k].low in lx.capital_words), None)
    if capital is None or nodes[capital - 1].low not in lx.to_words:
        return None
    target = next((k for k in governed(frame.clause, capital + 1, min(i, capital + 9), lx.of_words)), None)
    come = next((k for k in range(capital - 2, max(-1, capital - 9), -1) if nodes[k].low in lx.entries), None)
    of = frame.entity(target)
    if target is None or come is None or of is None or not of.is_company:
        return None
    if nodes[come].low in lx.entry_nouns:
        holder = next((k for k in governed(frame.clause, come + 1, capital, lx.of_words)), None)
        holder = holder if holder is not None else nearest(frame.clause, come, lx)
    else:
        holder = subject(frame.clause, come, lx)
        holder = holder if holder is not None else nearest(frame.clause, come, lx)
    if holder is None or frame.entity(holder) in {None, of}:
        return None
    draft = stake_of(frame, i, holder, of, frame.written(target), {i, holder, target, come, capital})
    return draft if draft.parties else None


def _unnamed(frame: Frame, i: int, last: Draft | None) -> Draft | None:
    """ "Les fondateurs conservent 55 % du capital de X": a share of holders who have no name."""
    lx, nodes = frame.lx, frame.clause.nodes
    verb = frame.verb_before(i, lx.hold, lx.steps)
    purchase = next((t for t in frame.triggers if t.shape == "buy" and t.is_verb and 0 <= i - t.end < 3), None)
    crowd = lx.insiders
    if purchase is not None:  # "les deux investisseurs mettraient la main sur 49 % du capital"
        verb, crowd = purchase.start, lx.insiders | lx.backers
    percent = nodes[i].percent
    if verb is None or lx.compounds or i - verb > 6 or percent is None:
        return None
    who = next((k for k in range(verb - 1, max(-1, verb - 9), -1) if nodes[k].low in crowd), None)
    if who is None or any(n.party in REFERS and not n.prep for n in nodes[who + 1 : verb]):
        return None
    target = whose(frame, i, frame.phrase_near(lx.equity, i, before=1, after=4))
    of = frame.entity(target) if target is not None else (last.company if last is not None else frame.topic())
    rest = frame.phrase_near(lx.equity, i, before=3, after=5) is not None or last is not None
    if of is None or not of.is_company or not rest:
        return None
    trigger = purchase if purchase is not None else Trigger("stake", i, i + 1)
    used = {i, verb, who} | ({target} if target is not None else set())
    written = frame.written(target) if target is not None else frame.written_of(of)
    draft = Draft("stake", frame.clause, of, written, used, trigger)
    draft.percent, draft.percent_qualifier, draft.percent_written = percent.value, percent.qualifier, nodes[i].text
    return draft


def _behind(frame: Frame, i: int) -> int | None:
    """The holder that "by" brings right behind a share ("à 51 % par Y", "appartient pour 45 % à Y")."""
    lx, nodes = frame.lx, frame.clause.nodes
    if i > 0 and nodes[i - 1].low in lx.for_words and frame.verb_before(i, lx.belong) is not None:
        return next((k for k in governed(frame.clause, i + 1, i + 7, lx.to_words)), None)
    if i + 2 >= len(nodes) or nodes[i + 1].low not in lx.by_words or nodes[i - 1].low not in lx.to_words | {",", "et"}:
        return None
    return next((k for k in governed(frame.clause, i + 1, i + 8, lx.by_words)), None)


def _capital_before(frame: Frame, verb: int) -> int | None:
    """The company whose capital is what a verb is said of ("le capital de X est détenu")."""
    lx, nodes = frame.lx, frame.clause.nodes
    for k in range(verb - 1, max(-1, verb - 10), -1):
        if nodes[k].low in lx.capital_words:
            return next(governed(frame.clause, k, verb, lx.of_words), None)
    return None


def _share(frame: Frame, i: int) -> Draft | None:  # noqa: C901, PLR0911, PLR0912 - one return per construction
    """The stake that the percentage at node `i` tells, or `None` where it is none (growth, interest, a bonus)."""
    nodes = frame.clause.nodes
    percent = nodes[i].percent
    assert percent is not None
    if of_a_holding(frame, i) or not frame.lx.issued.isdisjoint(frame.words[i + 1 : i + 5]):
        return None
    if (entered := _entered(frame, i)) is not None:
        return entered
    if (parted := sold(frame, i)) is not None:
        return parted
    if any(t.shape == "sold" and t.tense is not Tense.PARTICIPLE and 0 <= i - t.end < 5 for t in frame.triggers):
        return None  # "has sold a 30% stake in its bakery arm": whose, the clause does not say
    if (known := _as_shareholder(frame, i) or _owned(frame, i)) is not None:
        return known
    noun = frame.phrase_near(frame.lx.equity, i, before=5, after=5)
    if percent.value == _ALL and any(d.kind == "acquisition" for d in frame.drafts):
        return None  # all of it: the purchase says so
    told = bought(frame, i, noun) or purchased(frame, i) or let_in(frame, i) or _backed_by(frame, i)
    if told is not None:
        return told
    verb = frame.verb_before(i, frame.lx.hold, frame.lx.take, frame.lx.give)
    target = whose(frame, i, noun)
    direct = i + 1 < len(nodes) and nodes[i + 1].low in frame.lx.of_words
    spoken_of = target is not None and direct and (verb is not None or frame.paid_for(i))
    spoken_of = spoken_of or _of_it(frame, i, verb)
    if not 0 < percent.value <= 100 or (noun is None and not spoken_of):
        return None
    if target is not None and (not frame.is_company(target) or owns(nodes, target)):
        return None
    holder = _holder(frame, i, verb) if target is not None or not _of_something(frame, noun) else None
    of = _held(frame, holder, target, i)
    firm = _explained(frame, holder) if target is None and holder is not None else None
    if firm is not None and holder is not None:
        return stake_of(frame, i, holder, firm, frame.written_of(firm), {i, holder})
    if target is None and holder is not None and _in_relative(frame, holder):
        return None  # "a joint venture in which Y holds 40%"
    held_by = frame.entity(holder)
    after = nodes[i + 1 : i + 7]
    others = any(n.low in frame.lx.markets for n in after) or any(n.party == "generic" for n in after[:5])
    if target is None and (others or percent.value == _ALL):
        return None  # "20% of the market", "100 % of the capital of the companies that …"
    if noun is None and target is None and any(n.entity == of and owns(nodes, k) for k, n in enumerate(nodes)):
        return None  # "X's fund holds 3%": not of X
    if holder is None or held_by is None or of is None or held_by == of or held_by.kind == "publisher":
        return None
    used = {i, *(k for k in (target, noun) if k is not None)}
    used |= {verb} if verb is not None and i - verb < 12 else set()
    written = frame.written(target) if target is not None else frame.written_of(of)
    return stake_of(frame, i, holder, of, written, used)


def _owned(frame: Frame, i: int) -> Draft | None:
    """ "X, which is 51% owned by Y", "51%-owned by Y": the share stands before its verb."""
    lx, nodes = frame.lx, frame.clause.nodes
    verb = next((k for k in range(i + 1, min(len(nodes), i + 3)) if nodes[k].is_word), None)
    if verb is None or verb + 1 >= len(nodes) or nodes[verb + 1].low not in lx.by_words:
        return None
    if not lx.compounds or lx.hold.get(nodes[verb].low) not in {Tense.PAST, Tense.PARTICIPLE}:
        return None
    holder = next(governed(frame.clause, verb + 1, verb + 8, lx.by_words), None)
    target = subject(frame.clause, i, lx)
    target = target if target is not None else nearest(frame.clause, i, lx)
    of = frame.entity(target)
    if holder is None or target is None or of is None or not of.is_company or of == frame.entity(holder):
        return None
    draft = stake_of(frame, i, holder, of, frame.written(target), {i, verb, holder, target})
    return draft if draft.parties else None


def _of_something(frame: Frame, noun: int | None) -> bool:
    """Whether a share is said to be one of something that is no party ("75% of the shares in 11.lv")."""
    nodes, lx = frame.clause.nodes, frame.lx
    if noun is None:
        return False
    after = next((k for k in range(noun, min(len(nodes), noun + 3)) if nodes[k].low in lx.in_words), None)
    if after is None or after + 1 >= len(nodes):
        return False
    behind = nodes[after + 1]
    return behind.is_word and behind.low not in lx.articles and behind.text[:1] != behind.low[:1].lower()


def _as_shareholder(frame: Frame, i: int) -> Draft | None:
    """ "X, the main shareholder of Y with 32%", "X est le premier actionnaire de Y à hauteur de 32 %"."""
    lx, nodes = frame.lx, frame.clause.nodes
    noun = next((k for k in range(i - 1, max(-1, i - 10), -1) if nodes[k].low in lx.shareholder), None)
    if noun is None or any(n.percent or n.money or n.low in {",", ";"} for n in nodes[noun + 1 : i]):
        return None
    target = next((k for k in governed(frame.clause, noun + 1, min(noun + 5, i), lx.of_words)), None)
    if target is None:
        target = next((k for k in range(noun - 1, max(-1, noun - 4), -1) if nodes[k].party == "possessive"), None)
    if target is None and (aside := _told_shareholder(frame, i, noun)) is not None:
        return aside
    holder = next((k for k in range(noun - 1, max(-1, noun - 8), -1) if nodes[k].party == "name"), None)
    verb = next((k for k in range(noun - 1, max(-1, noun - 5), -1) if nodes[k].low in lx.passive), None)
    if verb is not None:
        told = subject(frame.clause, verb, lx)  # "X, owner of Y, is the main shareholder of Z"
        holder = told if told is not None and frame.entity(told) is not None else holder
    of = frame.entity(target)
    if holder is None or target is None or of is None or not of.is_company or of == frame.entity(holder):
        return None
    between = nodes[(verb if verb is not None else holder) + 1 : noun]
    words = [n for n in between if n.low not in lx.articles and n.low[0].isalpha() and n.party != "possessive"]
    bracket = verb is None and nodes[holder + 1].low == "("
    if len(words) > 3 or any(n.party and n.party != "possessive" for n in between) or bracket:
        return None
    written = frame.written(target) if nodes[target].party == "name" else frame.written_of(of)
    return stake_of(frame, i, holder, of, written, {i, holder, noun, target})


def _told_shareholder(frame: Frame, i: int, noun: int) -> Draft | None:
    """ "… 29% of X from Y, a former main shareholder with 54% of the capital": of the company just told of."""
    nodes = frame.clause.nodes
    last = frame.drafts[-1] if frame.drafts else None
    holder = noun - 2
    aside = holder >= 0 and nodes[noun - 1].low == "," and nodes[holder].party == "name"
    if (
        not aside
        or last is None
        or last.kind not in {"stake", "acquisition", "investment"}
        or not frame.is_company(holder)
    ):
        return None
    if last.company == frame.entity(holder) or frame.phrase_near(frame.lx.equity, i, before=0, after=4) is None:
        return None
    return stake_of(frame, i, holder, last.company, last.written, {i, holder, noun})


def _explained(frame: Frame, holder: int) -> Entity | None:
    """The company of an aside without article ("… X, société dans laquelle il détient 12 %")."""
    nodes, lx = frame.clause.nodes, frame.lx
    k = nodes[holder].head - 1
    if k < 4 or nodes[k].low not in lx.relatives or nodes[k - 1].low not in lx.in_words:
        return None
    if nodes[k - 2].low not in lx.company_nouns or nodes[k - 3].low != ",":
        return None
    names = (n.entity for n in reversed(nodes[: k - 3]) if n.party == "name" and n.entity and n.entity.is_company)
    return next((e for e in names if e != nodes[holder].entity), None)


def _in_relative(frame: Frame, holder: int) -> bool:
    """Whether a share is one of what a relative clause explains, which is no company that the text names."""
    nodes, lx = frame.clause.nodes, frame.lx
    k = nodes[holder].head - 1
    if k < 2 or nodes[k].low not in lx.relatives or nodes[k - 1].low not in lx.prepositions:
        return False
    before = k - 3 if nodes[k - 2].low == "," else k - 2
    return not (before >= 0 and nodes[before].party in REFERS and not nodes[before].prep)


def _backed_by(frame: Frame, i: int) -> Draft | None:
    """ "X is backed by Y with a share of 20%": Y holds it."""
    nodes, lx = frame.clause.nodes, frame.lx
    noun = frame.phrase_near(lx.equity, i, before=4, after=3)
    by = next(
        (k for k in range(i - 1, max(-1, i - 7), -1) if nodes[k].party == "name" and nodes[k].prep in lx.by_words), None
    )
    if noun is None or by is None or lx.with_words.isdisjoint(frame.words[by + 1 : i]) or not frame.is_company(by):
        return None
    verb = next(
        (k for k in range(nodes[by].head - 2, max(-1, nodes[by].head - 5), -1) if nodes[k].low in lx.passive), None
    )
    held = in_relative(frame.clause, verb, lx) if verb is not None else None
    held = subject(frame.clause, verb, lx) if verb is not None and held is None else held
    of = frame.entity(held)
    if held is None or of is None or not of.is_company or of == frame.entity(by):
        return None
    return stake_of(frame, i, by, of, frame.written(held), {i, by, held})


def _of_it(frame: Frame, i: int, verb: int | None) -> bool:
    """ "Y en détient 11 %": a share of what was spoken of."""
    lows = frame.clause.lows
    if verb is None or not (lows[verb] in frame.lx.hold or lows[verb] in frame.lx.take) or i - verb > 4:
        return False
    after = frame.clause.nodes[i + 1 : i + 2]
    if after and after[0].low in frame.lx.by_words and frame.lx.hold.get(lows[verb]) is Tense.PARTICIPLE:
        return True  # "détenue à 51 % par Y"
    close = i - verb == 1 or (i - verb == 2 and lows[verb + 1] in frame.lx.light)
    if lows[verb] in frame.lx.hold and close and (not after or after[0].low in {",", ".", ";", ")"} | frame.lx.and_):
        return True  # "the fund Y, which holds 18%,"
    return bool(frame.lx.of_it & set(lows[max(0, verb - 3) : verb])) and not (
        after and after[0].low in frame.lx.of_words
    )


def _holder(frame: Frame, i: int, verb: int | None) -> int | None:
    """Who holds the share: whom it is given to, who buys or owns it, whose it is."""
    lx, clause, nodes = frame.lx, frame.clause, frame.clause.nodes
    if verb is not None and nodes[verb].low in lx.give:
        given = (k for k in range(verb + 1, i) if nodes[k].party in REFERS and nodes[k].prep in lx.to_words | {""})
        if (receiver := next(given, None)) is not None:
            return receiver
    by = next(governed(clause, i, i + 12, lx.by_words), None)
    if by is not None:
        return by
    holder = subject(clause, verb, lx) if verb is not None else owner(clause, i, lx)
    if holder is None and verb is None:
        free = nearest(clause, i, lx)
        return None if free is None or nodes[free].party == "pronoun" else free
    return holder if holder is not None else nearest(clause, i if verb is None else verb, lx)


def _held(frame: Frame, holder: int | None, target: int | None, i: int) -> Entity | None:
    """Whose share it is; a description that would mean the holder means the company of the deal instead."""
    of = frame.entity(target)
    if target is None or (of == frame.entity(holder) and frame.clause.nodes[target].party != "name"):
        return frame.stake_target(holder, i)
    return of
