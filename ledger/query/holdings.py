"""Who holds what: the holders of a company, and what an investor holds, rival reports side by side.

Nothing is added up or blended. A stake is a slot like in `state`, with all its rivals; what holds on the day asked
about certainly, and what only possibly, stand apart, and so does what is merely talked of. Denials, abandoned deals
and earlier stakes without a date are left to `state`: nobody says that they are held.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from ledger.project.slots import ABANDONED, TALKING, Slot
from ledger.query import answers, questions
from ledger.query.question import Question

Row = dict[str, Any]

_STAKE, _MONEY = "stake", frozenset({"raised", "price"})
#: Roles of other sides that leave without a share, or never had one.
_NO_HOLDERS = frozenset({"seller", "lender", "adviser", "advisor", "arranger", "underwriter"})


def captable(question: Question, name: str) -> Iterator[answers.Holder]:
    """The holders of a company with their stakes; those with the largest certain share first.

    Raises:
        UnknownCompany, AmbiguousCompany: from `company`.
    """
    entity = questions.company(question, name)
    slots = questions.slot_rows(question, questions.picture(question, entity.id), _about_holding)
    rows: dict[tuple[str, ...], Row] = {}

    def row(holders: tuple[str, ...]) -> Row:
        empty = {"holders": [{"id": one, "name": question.name(one)} for one in holders]}
        return rows.setdefault(holders, empty | {"certain": [], "possible": [], "talked_of": [], "undisclosed": []})

    for slot in slots:
        if slot["question"] == _STAKE:
            row(tuple(party["id"] for party in slot["counterparties"]))[_where(slot)].append(slot)
    with_share = {one for holders, found in rows.items() if found["certain"] or found["possible"] for one in holders}
    for slot in slots:
        if slot["question"] in _MONEY and slot["stage"] != TALKING and not slot["forecast"]:
            for holder in sorted(_sides(slot) - with_share - {entity.id}):
                row((holder,))["undisclosed"].append(slot)
    return iter(cast(list[answers.Holder], sorted(rows.values(), key=_by_share)))


def portfolio(question: Question, name: str) -> Iterator[answers.Holding]:
    """What an investor (a company, fund or person) holds, company by company.

    Raises:
        UnknownCompany, AmbiguousCompany: from `company`.
    """
    entity = questions.company(question, name)
    for owner in sorted(questions.invested_in(question, entity.id) - {entity.id}):
        slots = questions.slot_rows(question, questions.picture(question, owner), _about_holding)
        mine = [slot for slot in slots if entity.id in _sides(slot)]
        if not mine:
            continue
        row: Row = {"company_id": owner, "company": question.name(owner)}
        row |= {"certain": [], "possible": [], "talked_of": [], "money": []}
        for slot in mine:
            place = _where(slot)
            row["money" if slot["question"] in _MONEY and place != "talked_of" else place].append(slot)
        yield cast(answers.Holding, row)


def _about_holding(slot: Slot) -> bool:
    key = slot.key
    asked = key.question == _STAKE or key.question in _MONEY
    return asked and key.stage != ABANDONED and not key.previous and bool(slot.members)


def _where(slot: Row) -> str:
    if slot["stage"] == TALKING or slot["forecast"]:
        return "talked_of"
    certain = any(claim["valid"] == "certain" and claim["current"] for claim in slot["claims"])
    return "certain" if certain else "possible"


def _sides(slot: Row) -> set[str]:
    """The other sides that the slot's claims name as taking a share."""
    return {
        party_id
        for claim in slot["claims"]
        for party_id, party in zip(claim["party_ids"], claim["counterparties"], strict=True)
        if party["role"] not in _NO_HOLDERS
    }


def _by_share(row: Row) -> tuple[int, Any, list[str]]:
    place = next(number for number, kind in enumerate(("certain", "possible", "undisclosed", "talked_of")) if row[kind])
    shares = [slot["high"] for slot in row["certain"] if slot["unit"] == "percent" and slot["high"] is not None]
    return place, -max(shares, default=0), [holder["id"] for holder in row["holders"]]
