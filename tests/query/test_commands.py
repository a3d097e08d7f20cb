"""The commands for companies, deals and documents: what they print, where, and with which exit code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ledger import screen
from tests.ingest.command import Command, initialised, make_template

FIRST: dict[str, Any] = {
    "kind": "investment",
    "company": "Scale AI",
    "counterparties": [{"name": "Meta", "role": "investor"}],
    "amount": {"value": 15_000_000_000, "currency": "USD"},
    "publisher": "Cafétech",
    "url": "https://cafetech.example/meta",
    "published": "2025-06-12",
    "quote": "15 milliards",
}
SECOND = FIRST | {
    "company": "Scale Laboratories",
    "publisher": "Gazette",
    "url": "https://gazette.example/meta",
    "published": "2025-06-14",
}


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger with the seed companies."""
    return make_template(tmp_path_factory.mktemp("commands"))


@pytest.fixture
def ledger(template: Path, tmp_path: Path) -> Command:
    """The command, with two reports that name one company differently."""
    command = initialised(template, tmp_path)
    command("ingest", command.file("facts.jsonl", [FIRST, SECOND]))
    return command


def why(*arguments: str) -> list[str]:
    return [*arguments, "--reason", "one house"]


def test_merge_and_split(ledger: Command) -> None:
    """One line of what was done; again, that it was said before; and all of it in JSON."""
    merge = why("company", "merge", "scale-ai", "Scale Laboratories")
    done = ledger(*merge)
    assert done.out.startswith("Merged scale-ai, scale-laboratories at position ")
    assert "was said before" in ledger(*merge).out
    assert ledger(*merge, "--json").row["new"] is False
    assert len(ledger("claims", "scale-ai", "--json").rows) == 2
    split = ledger(*why("company", "split", "scale-ai", "scale-laboratories"), "--json").row
    assert (split["new"], split["ids"]) == (True, ["scale-ai", "scale-laboratories"])
    assert len(ledger("claims", "scale-ai", "--json").rows) == 1
    assert ledger("verify", "--json").row["problems"] == []


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("company", "merge", "meta", "meta"), "cannot be merged with itself"),
        (("company", "merge", "meta", "Nobody Ltd"), "Nobody is registered as “Nobody Ltd”"),
        (("company", "split", "meta", "scale-ai"), "was never merged"),
        (("company", "alias", "meta", "Scale AI"), "a name of Scale AI (scale-ai)"),
        (("company", "register", "Meta"), "registered as meta already"),
        (("deal", "link", "1", "2"), "There is no claim “1”"),
        (("document", "redate", "nothing", "--published", "2025-01-01"), "No document with claims"),
    ],
)
def test_what_makes_no_sense_is_refused_in_a_sentence(
    ledger: Command, arguments: tuple[str, ...], sentence: str
) -> None:
    """With exit code 1, and without an event."""
    head = len(ledger("events", "--json").rows)
    assert sentence in ledger(*why(*arguments), code=1).sentence
    assert len(ledger("events", "--json").rows) == head


def test_a_reason_is_required(ledger: Command) -> None:
    """Without one the command is used wrongly."""
    ledger("company", "merge", "meta", "scale-ai", code=2)
    assert "Say why" in ledger("company", "merge", "meta", "scale-ai", "--reason", " ", code=1).sentence


def test_register_alias_search_and_show(ledger: Command) -> None:
    """An entity is found by what it was given, and shown with its story."""
    ledger(*why("company", "register", "Acme Robotics", "--type", "company", "--country", "FR", "--alias", "ACM"))
    ledger(*why("company", "alias", "acme-robotics", "Acme Automates"))
    assert [m["company_id"] for m in ledger("company", "search", "acme", "--json").rows] == ["acme-robotics"]
    shown = ledger("company", "show", "Acme Automates", "--json")
    assert (shown.row["aliases"], shown.row["country"]) == (["ACM", "Acme Automates"], "FR")
    assert "position" in shown.err
    assert "Acme Automates" in ledger("company", "show", "acme-robotics").out
    assert "Nothing was found" in ledger("company", "search", "zzzz").out


def test_review_and_keep_apart(ledger: Command) -> None:
    """A pair is listed until somebody has decided."""
    ledger("ingest", ledger.file("more.jsonl", [FIRST | {"company": "Scale Laboratorie", "url": "https://x.example/"}]))
    pairs = [(c["a"], c["b"]) for c in ledger("company", "review", "--json").rows]
    assert ("scale-laboratorie", "scale-laboratories") in pairs
    ledger(*why("company", "keep-apart", "scale-laboratorie", "scale-laboratories"))
    pairs = [(c["a"], c["b"]) for c in ledger("company", "review", "--json").rows]
    assert ("scale-laboratorie", "scale-laboratories") not in pairs


def test_import(ledger: Command) -> None:
    """Counts for people, a row for each outcome in JSON; a bad row is named and makes the exit code 1."""
    path = ledger.file("more.csv", "name,country,wikidata\nAcme Robotics,FR,Q90000001\nScale AI,US,\n")
    assert ledger("company", "import", path).out == "1 registered, 1 unchanged.\n"
    assert [row["status"] for row in ledger("company", "import", path, "--json").rows] == ["unchanged"] * 2
    bad = ledger("company", "import", ledger.file("bad.csv", "name,country\nZed,Nowhere\nYod,FR\n"), code=1)
    assert (bad.out, bad.err) == (
        "1 refused, 1 registered.\n",
        "row 1: “Nowhere” is no country code; write two letters (ISO 3166-1) such as US.\n",
    )
    assert "cannot be read" in ledger("company", "import", "nowhere.csv", code=1).sentence


def test_link_separate_and_redate(ledger: Command) -> None:
    """A person's word on deals and dates, with the events that carry it."""
    more = FIRST | {"published": "2022-01-01", "url": "https://old.example/"}
    ledger("ingest", ledger.file("more.jsonl", [more]))
    claims = [str(claim["seq"]) for claim in ledger("claims", "scale-ai", "--json").rows]
    assert len(ledger("deals", "scale-ai", "--json").rows) == 2
    assert ledger(*why("deal", "link", *claims)).out.startswith("Linked 2 claims at position")
    assert len(ledger("deals", "scale-ai", "--json").rows) == 1
    assert ledger(*why("deal", "separate", *claims)).out.startswith("Separated 2 claims at position")
    ledger(*why("document", "redate", "https://old.example/", "--published", "2022-02-02"))
    assert ledger("claims", "scale-ai", "--json", "--known-at", "2022-02-01").rows == []
    assert len(ledger("claims", "scale-ai", "--json", "--known-at", "2022-02-02").rows) == 1


def test_diff_takes_two_known_times(ledger: Command) -> None:
    """`--to` is the known time; a wrong order is explained."""
    found = ledger("diff", "scale-ai", "--from", "2025-06-11", "--to", "2025-06-12", "--json")
    assert [row["change"] for row in found.rows] == ["claim_known", "slot_opened"]
    assert "as known by 2025-06-12" in found.err
    assert ledger("diff", "scale-ai", "--from", "2025-06-12", "--known-at", "2025-06-13", "--json").rows == []
    assert "earlier date first" in ledger("diff", "scale-ai", "--from", "2025-07-01", "--to", "2025-06-13", code=1).err


LONG = "Le groupe investit quinze milliards de dollars au capital de la jeune entreprise"


@pytest.fixture
def narrow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A terminal of eighty columns."""
    monkeypatch.setattr(screen.out, "_width", 80)


@pytest.mark.usefixtures("narrow")
def test_eighty_columns_are_enough(ledger: Command) -> None:
    """Claims, deals and history are read without cells of a few characters, and no figure, source or quote is lost."""
    stake = FIRST | {"kind": "stake", "amount": None, "percent": 49, "percent_qualifier": "about", "deal": "d"}
    told = [FIRST | {"deal": "d", "stage": "completed", "date": "2025-06", "quote": LONG}, stake]
    ledger("ingest", ledger.file("long.jsonl", [fact | {"publisher": "Long Paper"} for fact in told]))
    shown = {name: ledger(name, "Scale AI").out for name in ("claims", "deals", "history")}
    for text in shown.values():
        assert max(map(len, text.splitlines())) <= 80
    assert LONG in " ".join(shown["claims"].split())
    assert "2025-06-12 Long Paper" in shown["claims"]
    deals = [" ".join(line.split()) for line in shown["deals"].splitlines()]
    assert deals[0].endswith(" Scale AI · capital · Meta (investor)")
    assert deals[1:3] == ["completed 2025-06", "investment 15 bn USD exact"]
    assert "stake ~49 % single" in deals
    assert deals[-1] == "from Cafétech, Long Paper"
    assert "by Long Paper" in shown["history"]


def test_history_names_what_was_corrected_and_taken_back(ledger: Command) -> None:
    """A correction and a retraction are relations to the claim that they name."""
    first = ledger("claims", "Scale AI", "--json").rows[0]["claim_id"]
    ledger(*why("correct", first, "--set", "amount.value=14000000000"))
    second = ledger("claims", "Scale AI", "--json").rows[1]["claim_id"]
    ledger(*why("retract", second))
    reported, corrected, retracted = ledger("history", "Scale AI", "--json").rows
    assert reported["relations"] == []
    assert corrected["relations"] == [{"claim_id": second, "relation": "corrects", "to": first}]
    assert [(one["relation"], one["to"]) for one in retracted["relations"]] == [("retracts", second)]
