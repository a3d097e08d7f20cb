"""The questions as commands (DESIGN §8). Each is one of `ledger.api`, with the clocks it used on standard error."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.commands.shared import (
    AsOf,
    CompanyName,
    CurrencyCode,
    Json,
    KnownAt,
    Limit,
    PolicyName,
    Seq,
    answer,
    print_row,
    question,
    screen,
)

AnyCompany = Annotated[str | None, typer.Argument(help="Id, name or alias; all companies by default.")]


def state(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    currency: CurrencyCode = None,
    as_json: Json = False,
) -> None:
    """What is reported of a company, rival reports side by side."""
    from ledger.query import questions

    with question(as_of, known_at, seq, policy, currency) as asked:
        found = questions.state(asked, company)
        if as_json:
            print_row(found)
        else:
            screen().show_state(found, asked.name(found["company"]), "Nothing is reported that holds on this day.")


def conflicts(
    company: AnyCompany = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """Where current reports contradict each other."""
    from ledger.query import questions

    with question(as_of, known_at, seq, policy) as asked:
        found = questions.conflicts(asked, company)
        if as_json:
            print_row(found)
        else:
            title = f"Conflicts about {asked.name(found['company'])}" if company else "Conflicts"
            screen().show_state(found, title, "No current reports contradict each other.")


def claims(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    currency: CurrencyCode = None,
    as_json: Json = False,
) -> None:
    """Every claim about a company with its source, corrected and retracted ones included."""
    from ledger.query import questions

    with question(as_of, known_at, seq, policy, currency) as asked:
        answer(asked, questions.claims(asked, company), as_json, "claim")


def deals(
    company: Annotated[str | None, typer.Argument(help="Id, name or alias; all deals by default.")] = None,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """The transactions that claims speak of, with their sides and stages."""
    from ledger.query import questions

    with question(as_of, known_at, seq, policy) as asked:
        answer(asked, questions.deals(asked, company), as_json, "deal")


def history(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """What happened to a company's claims: reported, corrected, retracted, ranked, by whom and why."""
    from ledger.query import questions

    with question(as_of, known_at, seq, policy) as asked:
        answer(asked, questions.history(asked, company), as_json, "entry")


def captable(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    currency: CurrencyCode = None,
    as_json: Json = False,
) -> None:
    """Who holds a company: stakes with their rivals, what certainly and what only possibly holds apart."""
    from ledger.query import holdings

    with question(as_of, known_at, seq, policy, currency) as asked:
        answer(asked, holdings.captable(asked, company), as_json, "holder")


def portfolio(
    investor: Annotated[str, typer.Argument(help="Id, name or alias of a company, fund or person.")],
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    currency: CurrencyCode = None,
    as_json: Json = False,
) -> None:
    """What an investor holds, company by company."""
    from ledger.query import holdings

    with question(as_of, known_at, seq, policy, currency) as asked:
        answer(asked, holdings.portfolio(asked, investor), as_json, "holding")


def timeline(
    company: CompanyName,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """What happened to a company and what it was, in the order of valid time, up to the day asked about."""
    from ledger.query import timeline as lines

    with question(as_of, known_at, seq, policy) as asked:
        answer(asked, lines.timeline(asked, company), as_json, "line")


def diff(
    company: CompanyName,
    since: Annotated[str, typer.Option("--from", help="What was known then is known; a day includes that day.")],
    known_at: Annotated[
        str | None, typer.Option("--to", "--known-at", help="What became known by then (default now).")
    ] = None,
    as_of: AsOf = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """What became known between two days: June is --from 2025-05-31 --to 2025-06-30."""
    from ledger.query import differences

    with question(as_of, known_at, seq, policy) as asked:
        answer(asked, differences.diff(asked, company, since), as_json, "change")


def search(
    text: Annotated[str, typer.Argument(help="A name, an identifier, or words of a quote.")],
    limit: Limit = 20,
    as_of: AsOf = None,
    known_at: KnownAt = None,
    seq: Seq = None,
    policy: PolicyName = "all",
    as_json: Json = False,
) -> None:
    """Find companies by their names and claims by their quotes."""
    from ledger.query import search as searching

    with question(as_of, known_at, seq, policy) as asked:
        answer(asked, searching.search(asked, text, limit), as_json, "match")


def add_to(app: typer.Typer) -> None:
    """Give the commands to the application, in the order in which help lists them."""
    for command in (state, conflicts, claims, deals, history, captable, portfolio, timeline, diff, search):
        app.command()(command)
