"""One fact of every kind and one payload of every type of event, in their full form."""

from __future__ import annotations

from typing import Any

#: What a document may say about a fact of any kind.
COMMON: dict[str, Any] = {
    "company": "Scale AI",
    "company_as_written": "la jeune pousse",
    "counterparties": [{"name": "Meta", "role": "investor", "as_written": "le groupe de Mark Zuckerberg"}],
    "date": "2025-06",
    "date_as_written": "ce mois-ci",
    "duration": "P2Y6M",
    "deal": "d1",
    "round": "Series F",
    "product": "Evaluation",
    "stage": "agreed",
    "certainty": "hedged",
    "polarity": "negative",
    "forecast": True,
    "previous": True,
    "multiple": {"value": 2, "qualifier": "about", "verbatim": "près du double"},
    "instalment": "1/2",
    "attribution": [
        [{"name": "Cafétech", "role": "citing"}, {"name": "Financial Times", "role": "source"}, {"role": "insiders"}],
        [{"name": "Bloomberg", "role": "source"}],
    ],
    "quotes": ["Meta aurait investi", "Meta investirait"],
    "spans": [[10, 29], [40, 56]],
    "language": "fr",
    "confidence": 0.85,
}

USD_15_BN = {"value": 15_000_000_000, "currency": "USD", "qualifier": "about", "verbatim": "environ 15 milliards"}

#: What is particular to a kind.
FACTS: dict[str, dict[str, Any]] = {
    "investment": {"amount": USD_15_BN, "percent": "49"},
    "funding_round": {"amount": {"low": 200_000_000, "high": 300_000_000, "currency": "USD", "qualifier": "range"}},
    "stake": {"percent": "49.5", "percent_qualifier": "at_least", "percent_verbatim": "au moins 49,5 %"},
    "valuation": {"amount": USD_15_BN, "basis": "post_money"},
    "acquisition": {"amount": None},
    "listing": {"amount": USD_15_BN, "basis": "gross"},
    "debt": {"amount": USD_15_BN, "basis": "committed"},
    "partnership": {},
    "contract": {"amount": USD_15_BN},
    "customer": {},
    "order_book": {"amount": USD_15_BN},
    "revenue": {"amount": USD_15_BN, "period": "2025", "basis": "run_rate"},
    "profit_loss": {"amount": {"value": "-1500000.5", "currency": "EUR"}, "period": "2025-01/2025-06"},
    "capex": {"amount": USD_15_BN, "period": "2026~"},
    "founding": {},
    "appointment": {"counterparties": [{"name": "Jane Roe", "role": "chief executive"}]},
    "departure": {"counterparties": [{"name": "Jane Roe", "role": "chief executive"}]},
    "role": {"counterparties": [{"name": "Jane Roe", "role": "chief executive"}]},
    "headcount": {"amount": {"value": 1400}, "percent": "14"},
    "compensation": {"amount": USD_15_BN, "percent": "250"},
    "product": {"milestone": "launched"},
    "distress": {},
    "strategy": {},
}


def fact(kind: str = "investment", **changes: Any) -> dict[str, Any]:
    """The fields of a full fact of a kind."""
    return {"kind": kind, **COMMON, **FACTS[kind], **changes}


PUBLICATION: dict[str, Any] = {
    "document_id": "ab" * 32,
    "publisher": "Cafétech",
    "publisher_id": "cafetech",
    "url": "https://cafetech.example/2025/06/12/meta",
    "title": "Meta “sort le carnet”",
    "published": "2025-06-12T08:00:00+02:00",
}
IDS: dict[str, Any] = {"company": "scale-ai", "counterparties": ["meta"], "roots": ["Financial Times", "Bloomberg"]}

#: A full payload of every type of event.
PAYLOADS: dict[str, dict[str, Any]] = {
    "DocumentCaptured": {
        "publication": PUBLICATION,
        "language": "fr",
        "media_type": "text/markdown",
        "origin": "articles/meta.md",
        "kept": "full",
        "row_hash": "ef" * 32,
        "dates": [{"origin": "JSON-LD datePublished", "value": "2025-06-12T08:00:00+02:00"}],
        "canonical_url": "https://wire.example/meta",
        "fingerprint": "1:AAECAw==",
        "revises": "ab" * 16,
        "response": {
            "url": "https://wire.example/meta",
            "status": 200,
            "at": "2025-06-12T08:05:00+00:00",
            "headers": {"last-modified": "Thu, 12 Jun 2025 06:00:00 GMT"},
        },
    },
    "DocumentRedated": {"publication_id": "cd" * 16, "published": "2025-06-11", "reason": "dated by its last edit"},
    "FactReported": {
        "publication": PUBLICATION,
        "fact": fact(),
        "ids": IDS,
        "reader": {"name": "rules", "version": "1"},
        "fact_id": "meta-scale-1",
    },
    "FactCorrected": {
        "claim_id": "ef" * 16,
        "fact": fact("profit_loss"),
        "ids": IDS,
        "publication": PUBLICATION,
        "reason": "a digit was misread",
        "cause": "erratum",
        "fact_id": "meta-scale-2",
        "reader": {"name": "rules", "version": "2"},
    },
    "FactRetracted": {
        "claim_id": "ef" * 16,
        "reason": "withdrawn",
        "cause": "erratum",
        "reader": {"name": "rules", "version": "2"},
    },
    "FactProposed": {
        "publication": PUBLICATION,
        "fact": fact("stake"),
        "reader": {"name": "rules", "version": "1"},
        "cause": "confidence",
        "reason": "the reader is 40% sure",
    },
    "ProposalAccepted": {"proposal_id": "ef" * 16, "claim_id": "ab" * 16, "edited": True, "reason": "it is 49 %"},
    "ProposalRejected": {"proposal_id": "ef" * 16, "reason": "a market size"},
    "CompanyRegistered": {
        "id": "scale-ai",
        "name": "Scale AI",
        "entity_type": "company",
        "aliases": ["Scale"],
        "ambiguous_aliases": ["Scales"],
        "descriptions": ["the data labeller"],
        "legal_name": "Scale AI, Inc.",
        "country": "US",
        "wikidata": "Q1",
        "lei": "00000000000000000000",
        "ticker": "SCLE",
        "domain": "scale.example",
        "tier": 2,
        "provisional": True,
        "reason": "named in a filing",
    },
    "CompaniesMerged": {"into": "meta", "merged": "facebook", "reason": "renamed", "effective": "2021-10-28"},
    "CompaniesSplit": {"company": "meta", "split": "facebook", "reason": "two firms after all"},
    "DealsLinked": {"claim_ids": ["ab" * 16, "cd" * 16], "reason": "one transaction"},
    "DealsSeparated": {"claim_ids": ["ab" * 16, "cd" * 16], "reason": "two rounds"},
    "ClaimRanked": {"claim_id": "ab" * 16, "rank": "preferred", "reason": "from the filing"},
    "SourceAdded": {
        "name": "Cafétech",
        "address": "https://cafetech.example/feed",
        "kind": "feed",
        "every_seconds": 900,
        "publisher": "Cafétech",
        "language": "fr",
        "reason": "asked for by the desk",
    },
    "SourcePaused": {"name": "Cafétech", "reason": "it repeats itself"},
    "SourceResumed": {"name": "Cafétech", "reason": "mended"},
    "SourceRemoved": {"name": "Cafétech", "reason": "closed"},
    "SubscriptionAdded": {
        "name": "desk",
        "companies": ["mistral-ai", "scale-ai"],
        "kinds": ["stake", "valuation"],
        "when": [
            {"what": "conflict", "where": []},
            {
                "what": "fact",
                "where": [
                    {"field": "percent", "op": ">", "figure": 10},
                    {"field": "amount", "op": ">=", "figure": 1000000000, "currency": "USD"},
                    {"field": "stage", "op": "=", "word": "completed"},
                ],
            },
        ],
        "delivery": "webhook",
        "url": "https://desk.example/hooks/ledger",
        "reason": "asked for by the desk",
    },
    "SubscriptionRemoved": {"name": "desk", "reason": "the desk has closed"},
    "ContentErased": {"target_seq": 7, "reason": "a court's order"},
}
