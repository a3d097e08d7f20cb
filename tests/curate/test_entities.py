"""Merge, split, alias, register: refused where they make no sense, reversible, and no past answer changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Engine

from ledger.curate import entities
from ledger.curate.commands import Command, Said
from ledger.curate.deciding import Decided
from ledger.curate.entities import Described
from ledger.ingest.files import Imprint
from ledger.model.canonical import to_json
from ledger.model.errors import (
    AmbiguousCompany,
    ImpossibleDecision,
    InvalidDate,
    InvalidEntity,
    KeyConflict,
    LedgerError,
    NameTaken,
    UnknownCompany,
)
from ledger.query import entities as asking
from ledger.query import questions
from ledger.store import log
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, document, events_of, investment, known, put, register, tables
from tests.support.rebuilding import rebuild_in_place

PAPER = Imprint(publisher="Gazette", url="https://gazette.example/1", published="2025-06-12")
LATER = Imprint(publisher="Courier", url="https://courier.example/2", published="2025-07-01")


def said(reason: str = "the same house", command_id: str | None = None) -> Said:
    return Said(Command("ana", NOW + timedelta(hours=1), command_id), reason)


def do(
    engine: Engine, what: Callable[..., Decided], *arguments: Any, words: Said | None = None, **more: Any
) -> Decided:
    with writing(engine) as conn:
        return what(conn, *arguments, words or said(), **more)


def merge(engine: Engine, into: str, merged: str, words: Said | None = None, **more: Any) -> Decided:
    return do(engine, entities.merge, into, merged, words=words, **more)


def split(engine: Engine, company: str, other: str, words: Said | None = None) -> Decided:
    return do(engine, entities.split, company, other, words=words)


def describe(engine: Engine, name: str | None, entity_id: str | None = None, **fields: Any) -> Decided:
    ambiguous = fields.pop("ambiguous", False)
    return do(engine, entities.register, Described.of(name, entity_id, **fields), ambiguous=ambiguous)


def add_alias(engine: Engine, company: str, alias: str, **more: Any) -> Decided:
    return do(engine, entities.alias, company, alias, **more)


def amounts(engine: Engine, name: str, **clocks: Any) -> list[int]:
    """What is claimed of a company, in billions."""
    with reading(engine) as conn:
        question = questions.ask(conn, now=NOW, **clocks)
        return [int(c["amount"]["value"]) // 10**9 for c in questions.claims(question, name)]


def show(engine: Engine, name: str, **clocks: Any) -> dict[str, Any]:
    with reading(engine) as conn:
        return dict(asking.show(questions.ask(conn, now=NOW, **clocks), name))


def head(engine: Engine) -> int:
    with reading(engine) as conn:
        return log.head(conn).seq


@pytest.fixture
def two(engine: Engine) -> Engine:
    """Two reports that name one company differently."""
    put(engine, investment(15_000_000_000), doc=document("Scale AI", PAPER))
    put(engine, investment(14_000_000_000, company="Scale Labs"), doc=document("Scale Labs", LATER))
    return engine


# -- Merge and split --------------------------------------------------------------------------------------------------


def test_a_merge_joins_what_is_known_and_a_split_undoes_it(two: Engine) -> None:
    """Both names answer with all the claims; afterwards each has its own again."""
    done = merge(two, "Scale AI", "Scale Labs")
    assert (done.new, done.ids, done.seq) == (True, ("scale-ai", "scale-labs"), head(two))
    assert amounts(two, "scale-ai") == amounts(two, "Scale Labs") == [15, 14]
    split(two, "scale-ai", "scale-labs", said("two houses after all"))
    assert (amounts(two, "scale-ai"), amounts(two, "scale-labs")) == ([15], [14])
    merge(two, "scale-ai", "scale-labs")
    assert amounts(two, "scale-ai") == [15, 14]


def test_a_merge_changes_no_earlier_position(two: Engine) -> None:
    """Asked at the position before, every answer is byte for byte what it was."""

    def answers() -> str:
        with reading(two) as conn:
            question = questions.ask(conn, now=NOW, seq=before, as_of="2025-08-01", known_at="2025-08-01")
            found = [questions.state(question, n) for n in ("scale-ai", "scale-labs")]
            return to_json([found, [asking.show(question, "scale-ai"), list(asking.review(question))]])

    before = head(two)
    then = answers()
    merge(two, "scale-ai", "scale-labs")
    assert answers() == then
    split(two, "scale-ai", "scale-labs")
    assert answers() == then


def test_a_rebuild_knows_the_same_merges(two: Engine) -> None:
    """The read models after a rebuild are row for row what they were."""
    merge(two, "scale-ai", "scale-labs")
    add_alias(two, "scale-ai", "Scale Inc of California")
    before = tables(two)
    with writing(two) as conn:
        rebuild_in_place(conn)
    assert tables(two) == before


def test_a_merger_of_the_real_world_counts_from_its_day(two: Engine) -> None:
    """Before it was known, the two answer apart."""
    merge(two, "scale-ai", "scale-labs", effective="2025-08-01")
    assert amounts(two, "scale-ai", known_at="2025-07-31") == [15]
    assert amounts(two, "scale-ai", known_at="2025-08-01") == [15, 14]
    with pytest.raises(InvalidDate):
        merge(two, "scale-ai", "meta", effective="one day")


@pytest.mark.parametrize(
    ("into", "merged", "sentence"),
    [
        ("scale-ai", "scale-ai", "cannot be merged with itself"),
        ("scale-ai", "scale-labs", "is merged into scale-ai already"),
        ("scale-labs", "scale-ai", "would be a circle"),
        ("meta", "scale-labs", "is merged into scale-ai already"),
    ],
)
def test_a_senseless_merge_is_refused(two: Engine, into: str, merged: str, sentence: str) -> None:
    """With itself, twice, or in a circle: an explanation, and nothing in the log."""
    merge(two, "scale-ai", "scale-labs")
    before = head(two)
    with pytest.raises(ImpossibleDecision, match=sentence):
        merge(two, into, merged, said("another reason"))
    assert head(two) == before


def test_a_longer_circle_is_refused(two: Engine) -> None:
    """A into B and B into C leaves no way from C into A."""
    merge(two, "scale-ai", "scale-labs")
    merge(two, "meta", "scale-ai")
    with pytest.raises(ImpossibleDecision, match="circle"):
        merge(two, "scale-labs", "meta")


def test_a_person_is_no_company(engine: Engine) -> None:
    """Entities that somebody registered as of different kinds cannot be one."""
    register(engine, known("Ada Byron", entity_type="person"), known("Byron Works"))
    with pytest.raises(ImpossibleDecision, match="a company and ada-byron a person"):
        merge(engine, "byron-works", "ada-byron")


def test_nobody_can_be_merged_or_split(two: Engine) -> None:
    """A name that means nobody, or several, is said to."""
    register(two, known("Acme One", "Acme"), known("Acme Two", "Acme"))
    with pytest.raises(UnknownCompany, match="Nobody is registered as “Nowhere”"):
        merge(two, "scale-ai", "Nowhere")
    with pytest.raises(AmbiguousCompany):
        merge(two, "scale-ai", "Acme")


def test_a_split_needs_a_merge(two: Engine) -> None:
    """What was never merged, or merged into another, cannot be split."""
    with pytest.raises(ImpossibleDecision, match="was never merged"):
        split(two, "scale-ai", "scale-labs")
    merge(two, "scale-ai", "scale-labs")
    with pytest.raises(ImpossibleDecision, match="is merged into scale-ai, not into meta"):
        split(two, "meta", "scale-labs")


def test_keeping_apart_is_a_word_and_not_a_split(two: Engine) -> None:
    """It answers a review; what is merged has to be split, and a later merge overrules it."""
    with reading(two) as conn:
        assert [(c["a"], c["b"]) for c in asking.review(questions.ask(conn, now=NOW))] == [("scale-ai", "scale-labs")]
    do(two, entities.keep_apart, "scale-ai", "scale-labs")
    with reading(two) as conn:
        assert list(asking.review(questions.ask(conn, now=NOW))) == []
    merge(two, "scale-ai", "scale-labs")
    assert amounts(two, "scale-ai") == [15, 14]
    with pytest.raises(ImpossibleDecision, match="company split scale-ai scale-labs"):
        do(two, entities.keep_apart, "scale-ai", "scale-labs", words=said("no"))


def test_a_decision_needs_a_reason(two: Engine) -> None:
    """Blanks are none."""
    with pytest.raises(ImpossibleDecision, match="Say why"):
        merge(two, "scale-ai", "scale-labs", said("  "))


# -- Saying it twice --------------------------------------------------------------------------------------------------


def test_the_same_decision_is_one_event(two: Engine) -> None:
    """Without a command id what is said stands for itself, and again for a new situation after it was undone."""
    first = merge(two, "scale-ai", "scale-labs")
    again = merge(two, "scale-ai", "scale-labs")
    assert (again.new, again.seq, again.event_id) == (False, first.seq, first.event_id)
    split(two, "scale-ai", "scale-labs")
    assert split(two, "scale-ai", "scale-labs").new is False
    assert merge(two, "scale-ai", "scale-labs").new is True


def test_a_command_id_makes_a_command_safe_to_send_again(two: Engine) -> None:
    """Even when it would make no sense any more; for another command the id is taken."""
    first = merge(two, "scale-ai", "scale-labs", said(command_id="c-1"))
    split(two, "scale-ai", "scale-labs", said(command_id="c-2"))
    again = merge(two, "scale-ai", "scale-labs", said(command_id="c-1"))
    assert (again.new, again.seq) == (False, first.seq)
    assert amounts(two, "scale-ai") == [15]
    with pytest.raises(KeyConflict):
        merge(two, "meta", "scale-labs", said(command_id="c-1"))


# -- Names ------------------------------------------------------------------------------------------------------------


def test_an_alias_is_a_name_from_then_on(two: Engine) -> None:
    """Answers find the company by it; at earlier positions nobody bears it."""
    before = head(two)
    done = add_alias(two, "Scale AI", "Scale of San Francisco")
    assert done.new
    assert amounts(two, "Scale of San Francisco") == [15]
    with pytest.raises(UnknownCompany):
        amounts(two, "Scale of San Francisco", seq=before)
    assert add_alias(two, "Scale AI", "Scale of San Francisco").new is False
    entry = show(two, "scale-ai")
    assert entry["aliases"] == ["Scale of San Francisco"]
    assert [(r["recorded_by"], r["reason"]) for r in entry["registrations"]] == [
        ("tests", None),
        ("ana", "the same house"),
    ]


def test_the_name_of_another_is_refused(two: Engine) -> None:
    """The sentence names who bears it and how the two could be one; `ambiguous` lets both bear it."""
    before = head(two)
    with pytest.raises(NameTaken, match=r"a name of Scale Labs \(scale-labs\); .* company merge scale-ai scale-labs"):
        add_alias(two, "scale-ai", "Scale Labs, Inc.")
    assert head(two) == before
    assert add_alias(two, "scale-ai", "Scale Labs", ambiguous=True).new
    assert show(two, "scale-ai")["ambiguous_aliases"] == ["Scale Labs"]
    assert amounts(two, "Scale Labs") == [14], "whose name it is goes before whose it may be"


def test_the_name_of_a_merged_one_is_nobody_elses(two: Engine) -> None:
    """After a merge the names of both belong to the one."""
    merge(two, "scale-ai", "scale-labs")
    assert add_alias(two, "scale-ai", "Scale Labs").new


def test_registering_confirms_what_a_document_named(two: Engine) -> None:
    """The id stays; the name guides the reader from now on."""
    assert show(two, "scale-ai")["provisional"] is True
    done = describe(two, "Scale AI", type="company", country="US", domain="scale.example")
    assert done.ids == ("scale-ai",)
    entry = show(two, "scale-ai")
    assert (entry["provisional"], entry["country"], entry["domain"]) == (False, "US", "scale.example")
    assert amounts(two, "scale-ai") == [15]


def test_registering_by_id_changes_what_is_given(engine: Engine) -> None:
    """The rest stays as it was; the same again appends nothing."""
    register(engine, known("Acme", "Acme Works", country="FR"))
    assert describe(engine, None, "acme", ticker="ACM").new
    entry = show(engine, "acme")
    assert (entry["aliases"], entry["country"], entry["ticker"]) == (["Acme Works"], "FR", "ACM")
    assert describe(engine, None, "acme", ticker="ACM").new is False


def test_a_namesake_needs_its_own_id_and_an_ambiguous_name(engine: Engine) -> None:
    """Without them the registration is refused, so that documents do not become ambiguous by accident."""
    register(engine, known("Acme"))
    with pytest.raises(NameTaken, match="registered as acme already"):
        describe(engine, "ACME Inc.")
    with pytest.raises(NameTaken, match="is a name of Acme"):
        describe(engine, "Acme", "acme-fr")
    describe(engine, "Acme", "acme-fr", ambiguous=True, country="FR")
    assert show(engine, "Acme")["id"] == "acme"


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"entity_id": "Not An Id"}, "id"),
        ({"type": "planet"}, "entity_type"),
        ({"wikidata": "312"}, "no Wikidata id"),
        ({"lei": "HWUPKR0MPOU8FGXBT395"}, "no LEI"),
        ({"country": "USA"}, "no country code"),
        ({"domain": "https://acme.example/"}, "no host name"),
    ],
)
def test_a_wrong_identifier_is_refused(engine: Engine, fields: dict[str, Any], sentence: str) -> None:
    """One sentence says which and what it should look like."""
    with pytest.raises(InvalidEntity, match=sentence):
        describe(engine, "Acme", **fields)
    assert head(engine) == 0


def test_an_unknown_id_without_a_name_is_refused(engine: Engine) -> None:
    """There is nothing to call it."""
    with pytest.raises(LedgerError, match="needs a name"):
        describe(engine, None, "acme", country="FR")


def test_show_tells_the_whole_story(two: Engine) -> None:
    """Who is meant by which id, since when, by whom and why."""
    merge(two, "scale-ai", "scale-labs", said("one house"))
    split(two, "scale-ai", "scale-labs", said("no, two"))
    entry = show(two, "scale-labs")
    assert entry["same_as"] == ["scale-labs"]
    assert [(d["type"], d["reason"]) for d in entry["decisions"]] == [
        ("CompaniesMerged", "one house"),
        ("CompaniesSplit", "no, two"),
    ]
    [first, _] = events_of(two, "CompaniesMerged", "CompaniesSplit")
    assert show(two, "scale-ai", seq=first.seq)["same_as"] == ["scale-ai", "scale-labs"]


def test_a_name_of_later_days_is_not_shown(two: Engine) -> None:
    """Who was first named in July is nobody in June."""
    with pytest.raises(UnknownCompany):
        show(two, "Scale Labs", known_at="2025-06-30")
    assert show(two, "Scale Labs", known_at="2025-07-01")["id"] == "scale-labs"
