"""The ledger for Python programs: open one, ask it questions, get typed answers.

    from ledger.api import Ledger

    with Ledger.open("sqlite:///deal-ledger.sqlite") as ledger:
        answer = ledger.state("scale-ai", as_of="2025-06-30", known_at=date(2025, 6, 13))
        for slot in answer["slots"]:
            print(slot["kind"], slot["agreement"], [claim["amount"] for claim in slot["claims"]])

Answers are dictionaries of the types in `ledger.query.answers`, equal to what the commands print with `--json`; those
of several rows are lists that know their `clocks`. The commands ask through this module too, so there is one way to
ask. It stands above `bootstrap`, which opens the database, and below the command line, and it only reads: what changes
a ledger needs an actor and a reason, and has its place in `ledger.curate`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from typing import Any, Self, TypeAlias, TypedDict, TypeVar, Unpack, cast

from sqlalchemy import Engine

from ledger.bootstrap import open_ledger
from ledger.model.errors import LedgerError, UnreadableTable
from ledger.query import answers, asof, differences, entities, holdings, questions, timeline
from ledger.query import search as searching
from ledger.query.policies import Policy
from ledger.query.question import Question
from ledger.settings import Settings
from ledger.store.database import reading

T = TypeVar("T")

#: A day, a time, or the text of one; a day includes that day, UTC.
Moment: TypeAlias = str | date | datetime


class Clocks(TypedDict, total=False):
    """What every question takes: valid time, known time, position, and a headline policy (DESIGN §6)."""

    as_of: Moment | None
    known_at: Moment | None
    seq: int | None
    policy: Policy | str
    currency: str | None


class Rows(list[T]):
    """The rows of an answer, with the clocks that it used."""

    def __init__(self, rows: Iterable[T], clocks: answers.Clocks) -> None:
        super().__init__(rows)
        self.clocks = clocks


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Ledger:
    """An open ledger. Each question sees one snapshot; `clock` says what time it is, for tests.

    Every question raises `UnknownCompany` or `AmbiguousCompany` for a name that means nobody or several, `InvalidDate`
    for a clock that is no date, `LedgerError` for a position beyond the head or a policy that there is not, and
    `DatabaseUnavailable` where the database cannot be read.
    """

    engine: Engine
    clock: Callable[[], datetime] = _now

    @classmethod
    def open(cls, url: str | None = None) -> Self:
        """The ledger at a database address; without one, the one that the environment names.

        Raises:
            SchemaMismatch: it was made by another version, or there is none. DatabaseUnavailable: it cannot be opened.
        """
        return cls(open_ledger(Settings() if url is None else Settings(database_url=url)))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the database's connections back."""
        self.engine.dispose()

    @contextmanager
    def question(self, **clocks: Unpack[Clocks]) -> Iterator[Question]:
        """A snapshot with settled clocks, for several questions that must fit together, and for streaming rows."""
        policy = clocks.get("policy") or Policy.ALL
        if policy not in set(Policy):
            raise LedgerError(f"There is no policy “{policy}”; there are {', '.join(Policy)}.")
        with reading(self.engine) as conn:
            yield questions.ask(
                conn,
                now=self.clock(),
                as_of=_text(clocks.get("as_of")),
                known_at=_text(clocks.get("known_at")),
                seq=clocks.get("seq"),
                policy=Policy(policy),
                currency=clocks.get("currency"),
            )

    def state(self, company: str, **clocks: Unpack[Clocks]) -> answers.State:
        """What is reported of a company, rival reports side by side."""
        with self.question(**clocks) as question:
            return cast(answers.State, questions.state(question, company))

    def conflicts(self, company: str | None = None, **clocks: Unpack[Clocks]) -> answers.State:
        """Where current reports contradict each other; of all companies without `company`."""
        with self.question(**clocks) as question:
            return cast(answers.State, questions.conflicts(question, company))

    def claims(self, company: str, **clocks: Unpack[Clocks]) -> Rows[answers.ListedClaim]:
        """Every claim about a company, corrected and retracted ones included, ascending by position."""
        return self._rows(lambda question: questions.claims(question, company), clocks)

    def deals(self, company: str | None = None, **clocks: Unpack[Clocks]) -> Rows[answers.Deal]:
        """The transactions that a company is a side of; all without `company`."""
        return self._rows(lambda question: questions.deals(question, company), clocks)

    def history(self, company: str, **clocks: Unpack[Clocks]) -> Rows[answers.HistoryEntry]:
        """What happened to a company's claims, event by event."""
        return self._rows(lambda question: questions.history(question, company), clocks)

    def captable(self, company: str, **clocks: Unpack[Clocks]) -> Rows[answers.Holder]:
        """The holders of a company with their stakes."""
        return self._rows(lambda question: holdings.captable(question, company), clocks)

    def portfolio(self, investor: str, **clocks: Unpack[Clocks]) -> Rows[answers.Holding]:
        """What an investor holds, company by company."""
        return self._rows(lambda question: holdings.portfolio(question, investor), clocks)

    def timeline(self, company: str, **clocks: Unpack[Clocks]) -> Rows[answers.TimelineEntry]:
        """Happenings, states and figures of periods in the order of valid time, up to the day asked about."""
        return self._rows(lambda question: timeline.timeline(question, company), clocks)

    def diff(self, company: str, since: Moment, **clocks: Unpack[Clocks]) -> Rows[answers.Change]:
        """What became known after `since` (a day includes that day) and by `known_at`.

        Raises:
            InvalidDate: `since` is later than `known_at`.
        """
        return self._rows(lambda question: differences.diff(question, company, _text(since) or ""), clocks)

    def search(self, text: str, *, limit: int = searching.LIMIT, **clocks: Unpack[Clocks]) -> Rows[answers.Match]:
        """Companies by their names and claims by their quotes; `limit` of each at the most."""
        return self._rows(lambda question: searching.search(question, text, limit), clocks)

    def company(self, name: str, **clocks: Unpack[Clocks]) -> answers.Company:
        """What is known of an entity of any type, how it came to be known, and which ids mean it."""
        with self.question(**clocks) as question:
            return entities.show(question, name)

    def review(self, **clocks: Unpack[Clocks]) -> Rows[answers.Candidate]:
        """Pairs of entities that may be one, the likeliest first."""
        return self._rows(entities.review, clocks)

    def asof_join(self, table: Any, *, forecasts: bool = False, **clocks: Unpack[Clocks]) -> Any:
        """A table of (company, kind, known_at) rows, completed by what was known of each then (`asof-join`).

        Args:
            table: an Arrow table or record batch, or a data frame that gives itself as one (pandas from 2.2 on, polars,
                DuckDB: whatever has `__arrow_c_stream__`). For more rows than fit into memory `asof_join_batches`
                takes an Arrow reader.
            clocks: `known_at` is an upper limit for every row; the policy is `latest_known` unless another is named.

        Returns:
            An Arrow table with the columns of `table` and those that the join adds; `.to_pandas()` and
            `polars.from_arrow` make data frames of it.

        Raises:
            UnreadableTable: it is no table, a column is missing, a row has no known date, or a kind that is none.
        """
        import pyarrow as pa

        given = _arrow(table)
        found = list(self.asof_join_batches([given], forecasts=forecasts, **clocks))
        return pa.concat_tables(found) if found else given

    def asof_join_batches(
        self, batches: Iterable[Any], *, forecasts: bool = False, **clocks: Unpack[Clocks]
    ) -> Iterator[Any]:
        """The same, streaming: Arrow record batches or tables in (also a reader of them), tables out."""
        from ledger.ops.asof_join import join_batches

        chosen: Clocks = {**clocks, "policy": clocks.get("policy") or Policy.LATEST_KNOWN}
        with self.question(**chosen) as question:
            asked = asof.at_head(question) if clocks.get("known_at") is None else question
            yield from join_batches(asked, batches, forecasts=forecasts)

    def _rows(self, ask: Callable[[Question], Iterable[Any]], clocks: Clocks) -> Rows[Any]:
        with self.question(**clocks) as question:
            return Rows(ask(question), cast(answers.Clocks, question.clocks.to_json()))


def _arrow(table: Any) -> Any:
    """A table of Arrow's, of whatever can be one."""
    import pyarrow as pa

    if isinstance(table, (pa.Table, pa.RecordBatch)):
        return table
    if not hasattr(table, "__arrow_c_stream__"):
        raise UnreadableTable(
            f"{type(table).__name__} is no table: an Arrow table or record batch, or a data frame that gives itself as "
            "an Arrow stream (pandas from 2.2 on, polars, DuckDB)."
        )
    return pa.RecordBatchReader.from_stream(table).read_all()


def _text(moment: Moment | None) -> str | None:
    return moment.isoformat() if isinstance(moment, date) else moment
