"""Record, correct, retract, rank: what was said before stays visible, and the past is not changed. On both engines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import Connection, Engine

from ledger.curate import commands
from ledger.curate.commands import Command, Done, Said
from ledger.ingest.capture import Captured
from ledger.ingest.files import Imprint
from ledger.model.canonical import to_json
from ledger.model.dates import known_time, micros
from ledger.model.errors import InvalidDate, InvalidFact, KeyConflict, PositionConflict, UnknownClaim
from ledger.query import questions
from ledger.query.policies import Policy
from ledger.store import log
from ledger.store.database import reading, writing
from tests.ingest.samples import NOW, document, events_of, investment, put, tables
from tests.support.turns import overlapping

MEMO = Imprint(publisher="Cafétech", url="https://cafetech.example/meta", published="2025-06-12")
RIVAL = Imprint(publisher="Gazette", url="https://gazette.example/meta", published="2025-06-14")


def said(reason: str = "a digit was misread", erratum: str | None = None, command_id: str | None = None) -> Said:
    return Said(Command("ana", NOW + timedelta(hours=1), command_id), reason, erratum)


def report(engine: Engine, amount: int = 15_000_000_000, imprint: Imprint = MEMO, **fields: Any) -> str:
    """A report of Meta's money; returns its claim's id."""
    put(engine, investment(amount, **fields), doc=document(f"{imprint.publisher} {amount} {fields}", imprint))
    return events_of(engine, "FactReported")[-1].event_id


def correct(engine: Engine, claim: str, words: Said | None = None, **changes: Any) -> Done:
    changed = {name.replace("__", "."): value for name, value in changes.items()} or {"amount.value": 14_300_000_000}
    with writing(engine) as conn:
        return commands.correct(conn, claim, changed, words or said())


def retract(engine: Engine, claim: str, words: Said | None = None) -> Done:
    with writing(engine) as conn:
        return commands.retract(conn, claim, words or said("a hoax"))


def rank(engine: Engine, claim: str, value: Any = "preferred", words: Said | None = None) -> Done:
    with writing(engine) as conn:
        return commands.rank(conn, claim, value, words or said("from the filing"))


def record(engine: Engine, command_id: str | None = None, **fields: Any) -> Captured:
    with writing(engine) as conn:
        return commands.record(conn, investment(**fields), MEMO, Command("ana", NOW, command_id))


def ask(engine: Engine, **clocks: Any) -> dict[str, Any]:
    """All answers about Scale AI at the clocks, as one value."""
    with reading(engine) as conn:
        question = questions.ask(conn, now=NOW, **clocks)
        return {
            "state": questions.state(question, "scale-ai"),
            "claims": list(questions.claims(question, "scale-ai")),
            "deals": list(questions.deals(question, "scale-ai")),
            "history": list(questions.history(question, "scale-ai")),
            "conflicts": questions.conflicts(question, "scale-ai"),
        }


def standing(engine: Engine, **clocks: Any) -> list[tuple[int, str, bool]]:
    """Amount in millions, status and whether it is current, of every claim."""
    return [(int(c["amount"]["value"]) // 10**6, c["status"], c["current"]) for c in ask(engine, **clocks)["claims"]]


def figures(engine: Engine, **clocks: Any) -> list[int]:
    """What the state shows, in millions."""
    slots = ask(engine, **clocks)["state"]["slots"]
    return [int(claim["amount"]["value"]) // 10**6 for slot in slots for claim in slot["claims"]]


def head(engine: Engine) -> int:
    with reading(engine) as conn:
        return log.head(conn).seq


# -- Correct ----------------------------------------------------------------------------------------------------------


def test_a_corrected_claim_stays_as_history(engine: Engine) -> None:
    """It counts no more, and is shown with its status beside the one that took its place."""
    old = report(engine)
    done = correct(engine, old)
    assert (done.new, done.claim_id, done.seq) == (True, old, head(engine))
    assert standing(engine) == [(15_000, "corrected", False), (14_300, "live", True)]
    assert figures(engine) == [14_300]
    corrected, live = ask(engine)["claims"]
    assert (live["corrects"], live["claim_id"], corrected["claim_id"]) == (old, done.event_id, old)
    # Source, quote and known time are those of the document that was misread.
    for field in ("publisher", "url", "document_id", "known_at", "quote", "published"):
        assert live[field] == corrected[field]
    entries = ask(engine)["history"]
    assert [(e["type"], e["recorded_by"], e["reason"]) for e in entries] == [
        ("FactReported", "tests", None),
        ("FactCorrected", "ana", "a digit was misread"),
    ]


def test_a_misreading_reaches_back(engine: Engine) -> None:
    """The document always said so: from its known time on, and not before."""
    correct(engine, report(engine))
    assert figures(engine, known_at="2025-06-12") == [14_300]
    assert standing(engine, known_at="2025-06-12") == [(15_000, "corrected", False), (14_300, "live", True)]
    with reading(engine) as conn, pytest.raises(Exception, match="No company is known"):
        questions.state(questions.ask(conn, now=NOW, known_at="2025-06-11"), "scale-ai")


def test_an_erratum_counts_from_its_own_day(engine: Engine) -> None:
    """Until then readers believed the first figure, and so does the ledger when it is asked about then."""
    correct(engine, report(engine), said("the paper corrected itself", erratum="2025-06-20"))
    assert standing(engine, known_at="2025-06-19") == [(15_000, "live", True)]
    assert standing(engine, known_at="2025-06-20") == [(15_000, "corrected", False), (14_300, "live", True)]
    [event] = events_of(engine, "FactCorrected")
    assert (event.payload["cause"], event.known_at) == ("erratum", micros(known_time("2025-06-20")))


@pytest.mark.parametrize("change", [correct, retract])
def test_the_past_is_not_changed(engine: Engine, change: Callable[[Engine, str], Done]) -> None:
    """Asked at the position before the command, every answer is byte for byte what it was, hash included."""
    old = report(engine)
    report(engine, 14_000_000_000, RIVAL)
    position, day = head(engine), "2025-07-01"
    before = to_json(ask(engine, seq=position, known_at=day, as_of=day))
    change(engine, old)
    assert head(engine) > position
    assert to_json(ask(engine, seq=position, known_at=day, as_of=day)) == before
    assert to_json(ask(engine, known_at=day, as_of=day)) != before


def test_a_correction_can_be_corrected(engine: Engine) -> None:
    """The chain of claims stays visible, and only its last one counts."""
    first = correct(engine, report(engine))
    correct(engine, first.event_id, said("misread again"), amount__value=14_800_000_000)
    assert standing(engine) == [
        (15_000, "corrected", False),
        (14_300, "corrected", False),
        (14_800, "live", True),
    ]


def test_a_deal_keeps_its_id(engine: Engine) -> None:
    """A corrected wording is no other deal."""
    old = report(engine)
    [before] = ask(engine)["deals"]
    correct(engine, old)
    [after] = ask(engine)["deals"]
    assert after["deal_id"] == before["deal_id"]


def rank_anew(engine: Engine, claim: str) -> Done:
    return rank(engine, claim, "preferred", said("another reason"))


def correct_anew(engine: Engine, claim: str) -> Done:
    return correct(engine, claim, said("another reason"), amount__value=1)


def retract_anew(engine: Engine, claim: str) -> Done:
    return retract(engine, claim, said("another reason"))


@pytest.mark.parametrize("change", [correct_anew, retract_anew, rank_anew])
@pytest.mark.parametrize("gone", [correct, retract])
def test_what_does_not_count_any_more_is_left_alone(
    engine: Engine, gone: Callable[[Engine, str], Done], change: Callable[[Engine, str], Done]
) -> None:
    """Who corrects a corrected or retracted claim means another one; nothing is written."""
    old = report(engine)
    gone(engine, old)
    before = tables(engine)
    with pytest.raises(UnknownClaim, match=f"{old} was corrected or retracted before"):
        change(engine, old)
    assert tables(engine) == before


def test_an_erratum_cannot_come_first(engine: Engine) -> None:
    """Nobody corrects what is not published yet."""
    old = report(engine)
    before = tables(engine)
    for change in (correct, retract):
        with pytest.raises(InvalidDate, match="On 2025-06-11 the claim was not published yet"):
            change(engine, old, said("too early", erratum="2025-06-11"))
        with pytest.raises(InvalidDate, match="2025-02-30"):
            change(engine, old, said("no day", erratum="2025-02-30"))
    assert tables(engine) == before


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"percent": "-1"}, "percent: a percentage cannot be negative"),
        ({"date": "2025-02-30"}, "date: “2025-02-30”"),
        ({"colour": "red"}, "colour: Extra inputs"),
        ({"amount.value": "-1"}, "cannot be negative"),
        ({"amount.colour": "red"}, "amount.colour: Extra inputs"),
        ({"kind": "gift"}, "'gift' is not one of"),
        ({"company.name": "Meta"}, "company.name: company has no parts with names"),
        ({"counterparties.0.name": "Meta"}, "counterparties has no parts with names"),
    ],
)
def test_a_correction_is_a_fact_or_refused(engine: Engine, changes: dict[str, Any], words: str) -> None:
    """With field and reason; nothing is written."""
    old = report(engine)
    before = tables(engine)
    with pytest.raises(InvalidFact, match=words), writing(engine) as conn:
        commands.correct(conn, old, changes, said())
    assert tables(engine) == before


def test_what_was_derived_is_derived_anew(engine: Engine) -> None:
    """Characters that said the old figure do not say the new one; names and chains, quote and quotes go together."""
    old = _full(engine)
    with writing(engine) as conn:
        changes = {"amount.value": 14_300_000_000, "percent": 48, "attributed_to": ["Bloomberg"]}
        commands.correct(conn, old, changes | {"quote": "14.3 for 48 %"}, said())
    [event] = events_of(engine, "FactCorrected")
    fact = event.payload["fact"]
    assert (fact["amount"]["verbatim"], fact["percent_verbatim"]) == (None, None)
    assert (fact["attributed_to"], fact["attribution"][0][0]["name"]) == (["Bloomberg"], "Bloomberg")
    assert (fact["quotes"], fact["spans"]) == (["14.3 for 48 %"], [])
    assert event.payload["ids"]["roots"] == ["Bloomberg"]


def _full(engine: Engine) -> str:
    amount = {"value": 15_000_000_000, "currency": "USD", "verbatim": "15 billion"}
    quote = {"quote": "15 billion for 49 %", "spans": [[0, 19]]}
    fields = {"percent": 49, "percent_verbatim": "49 %", "attributed_to": ["FT"]} | quote
    put(engine, investment() | {"amount": amount} | fields, doc=document("15 billion for 49 %", MEMO))
    return events_of(engine, "FactReported")[-1].event_id


def test_a_correction_may_move_a_claim(engine: Engine) -> None:
    """To a company that nobody knew yet: registered with the correction, known since the document."""
    old = report(engine)
    correct(engine, old, company="Scale Robotics")
    with reading(engine) as conn:
        question = questions.ask(conn, now=NOW, known_at="2025-06-12")
        [claim] = questions.claims(question, "Scale Robotics")
        assert (claim["company_id"], claim["status"]) == ("scale-robotics", "live")
    assert figures(engine) == []
    assert standing(engine) == [(15_000, "corrected", False)]


# -- Retract ----------------------------------------------------------------------------------------------------------


def test_a_retracted_claim_stays_as_history(engine: Engine) -> None:
    """It counts no more, whatever known time is asked about, and is shown with who withdrew it and why."""
    old = report(engine)
    report(engine, 14_300_000_000, RIVAL)
    done = retract(engine, old)
    assert (done.new, done.claim_id) == (True, old)
    assert standing(engine) == [(15_000, "retracted", False), (14_300, "live", True)]
    assert figures(engine) == [14_300]
    assert ask(engine)["conflicts"]["slots"] == []
    assert standing(engine, known_at="2025-06-12") == [(15_000, "retracted", False)]
    entry = ask(engine)["history"][-1]
    assert (entry["type"], entry["claim_ids"], entry["reason"]) == ("FactRetracted", [old], "a hoax")


def test_a_publisher_s_withdrawal_counts_from_its_day(engine: Engine) -> None:
    """Before it, the report stood."""
    old = report(engine)
    retract(engine, old, said("withdrawn", erratum="2025-06-20"))
    assert standing(engine, known_at="2025-06-19") == [(15_000, "live", True)]
    assert [e["type"] for e in ask(engine, known_at="2025-06-19")["history"]] == ["FactReported"]
    assert standing(engine, known_at="2025-06-20") == [(15_000, "retracted", False)]


# -- Rank -------------------------------------------------------------------------------------------------------------


def headline(engine: Engine, **clocks: Any) -> int | None:
    with reading(engine) as conn:
        [slot] = questions.state(questions.ask(conn, now=NOW, policy=Policy.RANK, **clocks), "scale-ai")["slots"]
    return int(slot["headline"]["amount"]["value"]) // 10**6 if slot["headline"] else None


def test_a_rank_prefers_and_hides_nothing(engine: Engine) -> None:
    """The policy `rank` shows the preferred claim first; the rival stays beside it, and the conflict with it."""
    old = report(engine)
    report(engine, 14_300_000_000, RIVAL)
    assert headline(engine) == 14_300
    position = head(engine)
    rank(engine, old)
    assert headline(engine) == 15_000
    assert headline(engine, seq=position) == 14_300
    [slot] = ask(engine)["state"]["slots"]
    assert slot["agreement"] == "conflict"
    assert {claim["rank"] for claim in slot["claims"]} == {"preferred", "normal"}
    assert figures(engine) == [15_000, 14_300]


def test_a_deprecated_claim_is_never_first(engine: Engine) -> None:
    """Under no policy; and it is still shown."""
    old = report(engine)
    rank(engine, old, "deprecated")
    assert headline(engine) is None
    assert figures(engine) == [15_000]


def test_ranks_may_go_back_and_forth(engine: Engine) -> None:
    """Saying the same twice in a row says it once; saying it again later is another event."""
    old = report(engine)
    results = [rank(engine, old, value) for value in ("preferred", "preferred", "normal", "preferred")]
    assert [done.new for done in results] == [True, False, True, True]
    assert results[0].seq == results[1].seq
    assert len(events_of(engine, "ClaimRanked")) == 3


# -- Record -----------------------------------------------------------------------------------------------------------


def test_a_note_is_its_own_document(engine: Engine) -> None:
    """What a person records has a source like all else: the note, its words, who wrote it."""
    done = record(engine, quote="Meta told me: fifteen billion.")
    assert (done.new, done.facts) == (True, 1)
    [claim] = ask(engine)["claims"]
    assert (claim["publisher"], claim["url"]) == (MEMO.publisher, MEMO.url)
    assert claim["quote"] == "Meta told me: fifteen billion."
    stored = next(row for row in tables(engine)["documents"] if done.document_id in row)
    assert claim["quote"] in stored
    assert (claim["start"], claim["end"]) == (0, len(claim["quote"]))
    [event] = events_of(engine, "FactReported")
    assert event.payload["reader"]["name"] == "person"
    assert event.recorded_by == "ana"


def test_a_note_without_words_quotes_its_fields(engine: Engine) -> None:
    """There is no claim without a quote."""
    record(engine)
    [claim] = ask(engine)["claims"]
    assert '"kind":"investment"' in claim["quote"]


def test_the_same_note_twice_is_one(engine: Engine) -> None:
    """Without a command id, what is said stands for itself."""
    assert record(engine).new
    before = tables(engine)
    assert not record(engine).new
    assert tables(engine) == before


def test_two_facts_in_the_same_words_are_two(engine: Engine) -> None:
    """A note may say several things in one sentence."""
    first = record(engine, quote="15 billion for 49 %")
    second = record(engine, quote="15 billion for 49 %", kind="stake", amount=None, percent=49)
    assert second.new
    assert first.document_id != second.document_id


@pytest.mark.parametrize(
    "fields", [{"percent": "-1"}, {"percent": float("nan")}, {"company": "\ud800"}, {"x": float("inf")}]
)
def test_a_wrong_note_leaves_no_trace(engine: Engine, fields: dict[str, Any]) -> None:
    """It is refused with the reason, before anything is stored."""
    before = tables(engine)
    with pytest.raises(InvalidFact, match=f"{next(iter(fields))}: "):
        record(engine, **fields)
    assert tables(engine) == before


# -- Command ids ------------------------------------------------------------------------------------------------------


def test_a_command_can_be_sent_again(engine: Engine) -> None:
    """Each command under its id appends once, says where it stands, and changes no row the second time."""
    old = report(engine)
    other = report(engine, 14_000_000_000, RIVAL)
    send: list[Callable[[], Done | Captured]] = [
        lambda: record(engine, "c-record", company="Mistral"),
        lambda: rank(engine, other, "preferred", said("why", command_id="c-rank")),
        lambda: correct(engine, old, said("why", command_id="c-correct")),
        lambda: retract(engine, other, said("why", command_id="c-retract")),
    ]
    for command in send:
        first = command()
        assert first.new
        before = tables(engine)
        again = command()
        assert not again.new
        assert tables(engine) == before
        if isinstance(first, Done) and isinstance(again, Done):
            assert (again.seq, again.event_id) == (first.seq, first.event_id)


def test_without_an_id_the_same_words_are_the_same_command(engine: Engine) -> None:
    """Who says it twice says it once."""
    old = report(engine)
    assert [correct(engine, old).new, correct(engine, old).new] == [True, False]
    live = events_of(engine, "FactCorrected")[0].event_id
    assert [retract(engine, live).new, retract(engine, live).new] == [True, False]


def _as_record(engine: Engine, _: str) -> object:
    return record(engine, "c-1", company="Mistral")


def _as_rank(engine: Engine, claim: str) -> object:
    return rank(engine, claim, "deprecated", said("other", command_id="c-1"))


def _as_correction(engine: Engine, claim: str) -> object:
    return correct(engine, claim, said("other", command_id="c-1"))


def _as_retraction(engine: Engine, claim: str) -> object:
    return retract(engine, claim, said("other", command_id="c-1"))


@pytest.mark.parametrize("other", [_as_record, _as_rank, _as_correction, _as_retraction])
def test_an_id_stands_for_one_command(engine: Engine, other: Callable[[Engine, str], object]) -> None:
    """Other content under a taken id is an error that names the id, never a success; nothing is written."""
    claim = report(engine)
    rank(engine, claim, "preferred", said("first", command_id="c-1"))
    before = tables(engine)
    with pytest.raises(KeyConflict, match="c-1"):
        other(engine, claim)
    assert tables(engine) == before


# -- Which claim ------------------------------------------------------------------------------------------------------


def test_a_claim_is_named_by_id_beginning_or_position(engine: Engine) -> None:
    """As `claims` prints them."""
    old = report(engine)
    position = events_of(engine, "FactReported")[0].seq
    for value, reference in (("preferred", old), ("normal", old[:8]), ("deprecated", str(position))):
        assert rank(engine, reference, value).claim_id == old


@pytest.mark.parametrize("reference", ["0", "999999", "1", "nobody", "", "abc", "%", "9" * 30, "00000000-0000"])
def test_an_unknown_claim_is_refused(engine: Engine, reference: str) -> None:
    """With a hint where to look; nothing is written."""
    report(engine)
    before = tables(engine)
    for change in (correct, retract, rank):
        with pytest.raises(UnknownClaim, match=f"There is no claim “{reference}”"):
            change(engine, reference)
    assert tables(engine) == before


def test_commands_run_in_the_caller_s_transaction(engine: Engine) -> None:
    """What is rolled back was never said."""
    old = report(engine)
    before = tables(engine)

    class Changed(Exception):
        pass

    def give_up(conn: Connection) -> None:
        commands.correct(conn, old, {"amount.value": 1}, said())
        raise Changed

    with pytest.raises(Changed), writing(engine) as conn:
        give_up(conn)
    assert tables(engine) == before


@pytest.mark.parametrize("other", ["correct", "retract", "rank"])
def test_two_who_change_the_same_claim_at_once(engine: Engine, other: str) -> None:
    """Both found it live; the second is told that it is not any more, and nothing of theirs is written."""
    claim = report(engine)

    def second(conn: Connection) -> object:
        if other == "correct":
            return commands.correct(conn, claim, {"amount.value": 14_000_000_000}, said())
        return (
            commands.retract(conn, claim, said())
            if other == "retract"
            else commands.rank(conn, claim, "normal", said())
        )

    late = overlapping(
        engine, lambda conn: commands.correct(conn, claim, {"amount.value": 14_300_000_000}, said()), second
    )
    with pytest.raises(UnknownClaim, match="was corrected or retracted before"):
        late.result()
    assert len(events_of(engine, "FactCorrected", "FactRetracted", "ClaimRanked")) == 1


@pytest.mark.parametrize("what", ["record", "correct", "retract", "rank"])
def test_who_has_not_read_the_latest_of_a_company(engine: Engine, what: str) -> None:
    """Is refused if they asked for that; what was recorded about others does not matter, nor does sending it again."""
    claim = report(engine)
    read_up_to = events_of(engine)[-1].seq
    put(engine, investment(company="Anvil"), doc=document("Anvil"))

    def change(expected: int, command_id: str) -> Any:
        command = Command("ana", NOW + timedelta(hours=1), command_id, expected)
        words = Said(command, "a digit was misread")
        with writing(engine) as conn:
            if what == "record":
                return commands.record(conn, investment(percent=49, quote=command_id), MEMO, command)
            if what == "correct":
                return commands.correct(conn, claim, {"amount.value": 14_300_000_000}, words)
            return (
                commands.retract(conn, claim, words)
                if what == "retract"
                else commands.rank(conn, claim, "normal", words)
            )

    report(engine, 14_300_000_000, RIVAL)
    before = tables(engine)
    with pytest.raises(PositionConflict, match=f"says something about scale-ai, and .* read up to {read_up_to} only"):
        change(read_up_to, "one")
    assert tables(engine) == before
    read_up_to = events_of(engine)[-1].seq
    assert change(read_up_to, "two").new
    assert not change(read_up_to, "two").new
