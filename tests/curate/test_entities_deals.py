"""Linking and separating deals, and correcting publication dates: what people say goes before default rules."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.curate import commands, links
from ledger.curate.commands import Command, Said
from ledger.curate.deciding import Decided
from ledger.ingest.files import Imprint
from ledger.model.canonical import to_json
from ledger.model.errors import ImpossibleDecision, InvalidDate, KeyConflict, UnknownClaim
from ledger.query import questions
from ledger.store import log
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, document, events_of, investment, put


def said(reason: str = "the filing says so", command_id: str | None = None) -> Said:
    return Said(Command("ana", NOW + timedelta(hours=1), command_id), reason)


def report(engine: Engine, published: str, publisher: str = "Gazette", **fields: Any) -> str:
    """A report; returns its claim's id."""
    imprint = Imprint(publisher=publisher, url=f"https://{publisher.lower()}.example/{published}", published=published)
    put(engine, investment(**fields), doc=document(f"{publisher} {published} {fields}", imprint))
    return events_of(engine, "FactReported")[-1].event_id


def link(engine: Engine, *claims: str, words: Said | None = None) -> Decided:
    with writing(engine) as conn:
        return links.link(conn, claims, words or said())


def separate(engine: Engine, *claims: str, words: Said | None = None) -> Decided:
    with writing(engine) as conn:
        return links.separate(conn, claims, words or said())


def redate(engine: Engine, reference: str, published: str, words: Said | None = None) -> Decided:
    with writing(engine) as conn:
        return links.redate(conn, reference, published, words or said())


def deals(engine: Engine, name: str = "scale-ai", **clocks: Any) -> list[Sequence[str]]:
    """The claims of each deal."""
    with reading(engine) as conn:
        return [d["claims"] for d in questions.deals(questions.ask(conn, now=NOW, **clocks), name)]


def head(engine: Engine) -> int:
    with reading(engine) as conn:
        return log.head(conn).seq


@pytest.fixture
def far(engine: Engine) -> tuple[Engine, str, str]:
    """Two reports too far apart in time to be one deal by default."""
    return engine, report(engine, "2022-01-03"), report(engine, "2025-06-12", "Courier")


def test_linked_claims_are_one_deal_until_separated(far: tuple[Engine, str, str]) -> None:
    """The later word on a pair counts, and earlier positions keep the earlier answer."""
    engine, old, new = far
    before = head(engine)
    assert deals(engine) == [[old], [new]]
    done = link(engine, old, new)
    assert (done.new, done.ids) == (True, (old, new))
    assert deals(engine) == [[old, new]]
    separate(engine, old, new)
    assert deals(engine) == [[old], [new]]
    assert deals(engine, seq=done.seq) == [[old, new]]
    assert deals(engine, seq=before) == [[old], [new]]


def test_a_deal_may_be_named_by_its_id(far: tuple[Engine, str, str]) -> None:
    """It stands for its first claim."""
    engine, old, new = far
    with reading(engine) as conn:
        ids = [d["deal_id"] for d in questions.deals(questions.ask(conn, now=NOW), "scale-ai")]
    assert link(engine, *ids).ids == (old, new)
    assert deals(engine) == [[old, new]]


def correct(engine: Engine, claim: str, **changes: Any) -> str:
    with writing(engine) as conn:
        return commands.correct(conn, claim, changes, said("misread")).event_id


def test_a_deal_is_named_as_before_when_its_first_claim_was_corrected(far: tuple[Engine, str, str]) -> None:
    """Its id stands for what stands in that claim's place, also for a correction of the correction."""
    engine, old, new = far
    with reading(engine) as conn:
        ids = [d["deal_id"] for d in questions.deals(questions.ask(conn, now=NOW), "scale-ai")]
    last = correct(engine, correct(engine, old, stage="agreed"), stage="completed")
    assert link(engine, *ids).ids == (last, new)
    assert list(map(set, deals(engine))) == [{last, new}]


def test_a_link_outlives_corrections_of_both_claims(far: tuple[Engine, str, str]) -> None:
    """Whatever the correction changes; each position, and each known time, keeps the answer that it had."""
    engine, old, new = far
    done = link(engine, old, new)
    third = correct(engine, old, date="2021-05-03")
    between = head(engine)
    fourth = correct(engine, new, date="2025-05-03", stage="completed")
    assert list(map(set, deals(engine))) == [{third, fourth}]
    assert list(map(set, deals(engine, seq=between))) == [{third, new}]
    assert deals(engine, seq=done.seq) == [[old, new]]
    assert deals(engine, seq=done.seq - 1) == [[old], [new]]
    assert deals(engine, known_at="2023-01-01") == [[third]]
    separate(engine, third, fourth)
    assert deals(engine) == [[third], [fourth]]


@pytest.mark.parametrize("decide", [link, separate])
def test_saying_it_twice_says_it_once(far: tuple[Engine, str, str], decide: Callable[..., Decided]) -> None:
    """With and without a command id; the id is taken for another command."""
    engine, old, new = far
    assert [decide(engine, old, new).new for _ in range(2)] == [True, False]
    words = said("again, by id", "c-1")
    assert [decide(engine, old, new, words=words).new for _ in range(2)] == [True, False]
    with pytest.raises(KeyConflict):
        decide(engine, new, old, words=said("other", "c-1"))


def test_what_speaks_of_no_deal_cannot_be_linked(far: tuple[Engine, str, str]) -> None:
    """One claim, figures of a period, corrected claims, and claims about strangers are refused, each in a sentence."""
    engine, old, new = far
    revenue = report(engine, "2025-06-13", kind="revenue", counterparties=[])
    other = report(engine, "2025-06-14", company="Meta", counterparties=[])
    before = head(engine)
    with pytest.raises(ImpossibleDecision, match="two claims or more"):
        link(engine, old, old)
    with pytest.raises(ImpossibleDecision, match=r"revenue\) speaks of no deal"):
        link(engine, old, revenue)
    with pytest.raises(ImpossibleDecision, match="about meta and scale-ai"):
        link(engine, old, other)
    with pytest.raises(UnknownClaim):
        link(engine, old, "no-such-claim")
    assert head(engine) == before
    with writing(engine) as conn:
        commands.retract(conn, new, said("a hoax"))
    with pytest.raises(UnknownClaim, match="corrected or retracted"):
        link(engine, old, new)


# -- Redating ---------------------------------------------------------------------------------------------------------


def known(engine: Engine, **clocks: Any) -> list[str]:
    with reading(engine) as conn:
        return [c["known_at"][:10] for c in questions.claims(questions.ask(conn, now=NOW, **clocks), "scale-ai")]


def test_a_redated_document_is_known_from_the_right_day(engine: Engine) -> None:
    """Now, for any question about what was known; at earlier positions it is dated as it was."""
    report(engine, "2025-09-01", "Courier")
    claim = report(engine, "2025-06-12")
    before = head(engine)
    with reading(engine) as conn:
        then = to_json(list(questions.claims(questions.ask(conn, now=NOW, seq=before, as_of="2026-01-01"), "scale-ai")))
    done = redate(engine, claim, "2025-08-01")
    assert done.new
    assert known(engine, known_at="2025-08-01") == ["2025-08-01"]
    assert sorted(known(engine)) == ["2025-08-01", "2025-09-01"]
    with reading(engine) as conn:
        question = questions.ask(conn, now=NOW, seq=before, as_of="2026-01-01")
        assert to_json(list(questions.claims(question, "scale-ai"))) == then
    redate(engine, claim, "2025-06-12")
    assert known(engine, known_at="2025-06-12") == ["2025-06-12"]


def test_a_document_may_be_named_in_several_ways(engine: Engine) -> None:
    """By address, by id or a beginning of it, by publication, or by a claim's position."""
    report(engine, "2025-06-12")
    [captured] = events_of(engine, "DocumentCaptured")
    publication = captured.payload["publication"]
    names = [publication["url"], publication["document_id"], publication["document_id"][:12], str(head(engine))]
    for day, name in enumerate(names, start=1):
        assert redate(engine, name, f"2025-07-0{day}").new
    with pytest.raises(UnknownClaim, match="No document with claims"):
        redate(engine, "https://nowhere.example/", "2025-07-01")


def test_a_senseless_date_is_refused(engine: Engine) -> None:
    """No date, the future, and the date that it has."""
    claim = report(engine, "2025-06-12")
    before = head(engine)
    with pytest.raises(InvalidDate):
        redate(engine, claim, "some day")
    with pytest.raises(InvalidDate, match="in the future"):
        redate(engine, claim, "2031-01-01")
    with pytest.raises(ImpossibleDecision, match="dated 2025-06-12 already"):
        redate(engine, claim, "2025-06-12")
    assert head(engine) == before
    assert [redate(engine, claim, "2025-06-13").new for _ in range(2)] == [True, False]


def test_two_publications_of_one_text_are_told_apart(engine: Engine) -> None:
    """The same agency text in two papers has one content and two dates; the address says which is meant."""
    for paper in ("Gazette", "Courier"):
        imprint = Imprint(publisher=paper, url=f"https://{paper.lower()}.example/", published="2025-06-12")
        put(engine, investment(), doc=document("one agency text", imprint))
    [first, _] = events_of(engine, "DocumentCaptured")
    with pytest.raises(UnknownClaim, match="published several times"):
        redate(engine, first.payload["publication"]["document_id"], "2025-06-13")
    assert redate(engine, "https://courier.example/", "2025-06-13").new
    assert known(engine) == ["2025-06-12", "2025-06-13"]
