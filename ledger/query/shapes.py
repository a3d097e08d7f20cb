"""The JSON shapes of answers (DESIGN §8). Pure; amounts stay exact decimals until they are printed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from ledger.model.dates import iso, moment
from ledger.model.facts import FactBase
from ledger.project.assemble import Picture
from ledger.project.claims import Claim, Effect, Standing
from ledger.project.deals import Deal
from ledger.project.editions import Edition
from ledger.project.figures import amount_of, percent_of
from ledger.project.implied import Implied, implied_figures
from ledger.project.relations import Related, between_claims, between_slots
from ledger.project.slots import Member, Slot, related
from ledger.project.stages import reached as reached_by
from ledger.project.stages import stage as stage_of
from ledger.project.stages import stages as stages_of
from ledger.query.currency import SOURCE, convert
from ledger.query.policies import pick
from ledger.query.question import Question
from ledger.store.entity import Entity

Row = dict[str, Any]
Namer = Callable[[str], str]

_FACT_FIELDS = tuple(FactBase.model_fields)


def fact(stored: Mapping[str, Any]) -> Row:
    """A fact with its fields in the settled order, extra fields of its kind last."""
    ordered = {name: stored[name] for name in _FACT_FIELDS if name in stored}
    return ordered | {name: value for name, value in stored.items() if name not in ordered}


def claim(standing: Standing, shown: Picture, name: Namer) -> Row:
    """A claim: its fact, its place in the ledger, its source, and what became of it."""
    own = standing.claim
    deal, slot_ = shown.deal_of(own.claim_id), shown.slot_of(own.claim_id)
    company_id = shown.identity.of(own.company_id)
    return fact(own.fact) | {
        "claim_id": own.claim_id,
        "seq": own.seq,
        "company_id": company_id,
        "company_name": name(company_id),
        "party_ids": [shown.identity.of(party) for party in own.party_ids],
        "deal_id": deal.deal_id if deal else None,
        "slot_id": slot_.key.slot_id if slot_ else None,
        "document_id": own.document_id,
        "publication_id": own.publication_id,
        "publisher": own.publisher,
        "url": own.url,
        "title": own.title,
        "published": own.published,
        "known_at": iso(own.known_at),
        "recorded_at": iso(own.recorded_at),
        "roots": list(own.roots),
        "copy_of": edition(own.copy_of),
        "status": standing.status,
        "current": shown.is_current(own.claim_id),
        "dropped_by": edition(slot_.dropped.get(own.claim_id) if slot_ else None),
        "rank": standing.rank,
        "corrects": own.corrects,
        "fact_id": own.fact_id,
    }


def edition(one: Edition | None) -> Row | None:
    """A publication that a claim's own one copies, or that revises it: which, whose, where and since when."""
    if one is None:
        return None
    publisher = {"publisher": one.publisher, "url": one.url}
    return {"publication_id": one.publication_id, "seq": one.seq, "known_at": iso(one.known_at)} | publisher


def converted(own: Claim, question: Question) -> Row:
    """The claim's amount in the currency asked for, if one was: a derived figure with its rate."""
    amount = amount_of(own.fact)
    if question.currency is None or amount is None:
        return {}
    found = convert(amount, question.currency, moment(own.known_at).date())
    if found is None:
        return {"converted": None}
    figures = {"value": found.value, "low": found.low, "high": found.high, "currency": found.currency}
    rate = {"rate": found.rate, "rate_date": found.rate_date.isoformat(), "rate_source": SOURCE}
    return {"converted": figures | rate | {"derived": amount.currency != question.currency}}


def slots(
    held: Sequence[tuple[Slot, Mapping[str, str]]], shown: Picture, question: Question, wanted: Callable[[Slot], bool]
) -> list[Row]:
    """The wanted ones of the slots that hold, each with how its claims do, by claim id."""
    others = [one for one, _ in held]
    by_question: dict[str, list[Slot]] = {}
    for one in others:
        by_question.setdefault(one.key.question, []).append(one)
    return [
        _slot(one, others, by_question[one.key.question], valid, shown, question) for one, valid in held if wanted(one)
    ]


def _slot(  # noqa: PLR0913, PLR0917 - a slot, what it is held against, and who asks
    own: Slot,
    others: Sequence[Slot],
    alike: Sequence[Slot],
    valid: Mapping[str, str],
    shown: Picture,
    question: Question,
) -> Row:
    """A slot with all its live claims, the policy's pick, denials, related slots and implied figures."""
    key = own.key
    headline = pick(own, question.policy, question.tiers)

    def rows(members: Sequence[Member]) -> list[Row]:
        return [
            claim(shown.standing[m.claim.claim_id], shown, question.name)
            | {"valid": valid[m.claim.claim_id], "current": m.current}
            | converted(m.claim, question)
            for m in members
            if m.claim.claim_id in valid
        ]

    return {
        "slot_id": key.slot_id,
        "kind": own.kind,
        "company_id": key.company_id,
        "company": question.name(key.company_id),
        "question": key.question,
        "counterparties": [{"id": party, "name": question.name(party)} for party in key.parties],
        "deal_id": key.deal_id,
        "basis": key.basis,
        "unit": key.unit,
        "date_lower": key.lower.isoformat() if key.lower else None,
        "date_upper": key.upper.isoformat() if key.upper else None,
        "subject": key.subject,
        "forecast": key.forecast,
        "stage": key.stage,
        "previous": key.previous,
        "agreement": own.agreement.value,
        "far_bound": own.far_bound,
        "low": own.low,
        "high": own.high,
        "roots": list(own.roots),
        "policy": question.policy.value,
        "headline": _headline(headline),
        "claims": rows(own.members),
        "denied": rows(own.denied),
        "related": [
            {
                "slot_id": other.key.slot_id,
                "kind": other.kind,
                "relation": between_slots(key, other.key).value,
                "differs_in": differs,
            }
            for other, differs in related(own, alike)
        ],
        "relations": relations(between_claims(own, shown.standing)),
        "implied": [_implied(one) for one in implied_figures(own, others)],
    }


def relations(found: Iterable[Related]) -> list[Row]:
    """What claims, or events, are to claims."""
    return [{"claim_id": one.claim_id, "relation": one.relation.value, "to": one.to} for one in found]


def deal(own: Deal, shown: Picture, held: Sequence[Slot], day: date, name: Namer) -> Row:
    """A deal with its sides in their roles, its stages by the day, and its figures slot by slot, as they hold then."""
    slots = [s for s in held if s.key.deal_id == own.deal_id]
    roles: dict[str, set[str]] = {}
    for one in own.claims:
        for party_id, party in zip(one.party_ids, one.fact["counterparties"], strict=True):
            roles.setdefault(shown.identity.of(party_id), set()).add(party["role"])
    told = reached_by(own.claims, day)
    return {
        "deal_id": own.deal_id,
        "company_id": own.owner,
        "company": name(own.owner),
        "transaction": own.nature.value,
        "parties": [{"id": p, "name": name(p), "roles": sorted(r)} for p, r in sorted(roles.items()) if p != own.owner],
        "rounds": sorted({c.fact["round"] for c in own.claims if c.fact["round"]}),
        "stage": stage_of(told),
        "stages": [_stage(one) for one in stages_of(told)],
        "doubtful": own.doubtful,
        "first_known_at": iso(min(c.known_at for c in own.claims)),
        "last_known_at": iso(max(c.known_at for c in own.claims)),
        "slots": [
            {
                "slot_id": s.key.slot_id,
                "kind": s.kind,
                "agreement": s.agreement.value,
                "unit": s.key.unit,
                "stage": s.key.stage,
                "low": s.low,
                "high": s.high,
                "figures": [figure(m) for m in s.members],
                "implied": [_implied(one) for one in implied_figures(s, slots)],
            }
            for s in slots
        ],
        "roots": list(dict.fromkeys(root for c in own.claims for root in c.roots)),
        "claims": [c.claim_id for c in sorted(own.claims, key=lambda c: c.seq)],
    }


def _stage(own: Claim) -> Row:
    dated = own.fact["period"] or own.fact["date"]
    return {"stage": own.fact["stage"], "date": dated, "known_at": iso(own.known_at), "claim_id": own.claim_id}


def reported(standing: Standing, shown: Picture, name: Namer) -> Row:
    """A history entry for a claim's own event."""
    own = standing.claim
    return {
        "seq": own.seq,
        "type": "FactCorrected" if own.corrects else "FactReported",
        "known_at": iso(own.known_at),
        "recorded_at": iso(own.recorded_at),
        "company_id": shown.identity.of(own.company_id),
        "claim_ids": [own.claim_id],
        "claim": claim(standing, shown, name),
    }


def affected(effect: Effect, known_at: int | None, claim_ids: Sequence[str], entity: Entity) -> Row:
    """A history entry for an event that changed how claims count."""
    return {
        "seq": effect.seq,
        "type": effect.type,
        "known_at": iso(known_at),
        "company_id": entity.id,
        "claim_ids": list(claim_ids),
        "rank": effect.payload.get("rank"),
        "published": effect.payload.get("published"),
    }


def dropped(shown: Picture, entity: Entity) -> list[Row]:
    """A history entry for each edited version of an article that says no more what an earlier one said."""
    by_version: dict[Edition, list[str]] = {}
    for slot_ in shown.slots:
        for claim_id, version in slot_.dropped.items():
            by_version.setdefault(version, []).append(claim_id)
    return [
        {
            "seq": version.seq,
            "type": "DocumentCaptured",
            "known_at": iso(version.known_at),
            "company_id": entity.id,
            "claim_ids": claim_ids,
            "rank": None,
            "published": None,
            "revises": version.revises,
        }
        for version, claim_ids in by_version.items()
    ]


def _headline(member: Member | None) -> Row | None:
    return None if member is None else figure(member)


def figure(member: Member) -> Row:
    stored = member.claim.fact
    return {
        "claim_id": member.claim.claim_id,
        "amount": stored["amount"],
        "percent": percent_of(stored),
        "percent_qualifier": stored["percent_qualifier"],
        "publisher": member.claim.publisher,
        "roots": list(member.claim.roots),
        "current": member.current,
        "certainty": stored["certainty"],
    }


def _implied(one: Implied) -> Row:
    return {
        "kind": one.kind,
        "amount": {"value": one.value, "low": one.low, "high": one.high, "currency": one.currency},
        "derived": True,
        "rule": one.rule,
        "claim_ids": list(one.claim_ids),
        "contradicts": one.contradicts,
    }
