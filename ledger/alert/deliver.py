"""One pass of delivery: what is due is worked out in one snapshot, then posted, each subscription by itself.

At least once: the cursor moves when the receiver has said yes, so a crash in between repeats the message, with the id
it had. In order: a subscription is posted to by one worker at a time, and a message that fails holds up those behind
it. Others are not held up: each is posted to on a thread of its own.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy import Connection, Engine, select

from ledger.alert import cursors, signing
from ledger.alert import tables as alert_tables
from ledger.alert.cursors import SECOND, Cursor, Held, Trouble
from ledger.alert.messages import Message, trial
from ledger.alert.planning import Clock, Limits, Plan, note, plans
from ledger.alert.posting import Answer, Poster
from ledger.model.errors import InvalidSubscription
from ledger.model.text import printable
from ledger.project.subscriptions import Subscription
from ledger.store.database import reading, writing

#: Seconds until the next attempt, as Standard Webhooks proposes; after the last, again and again the last.
BACK_OFF = (5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400)
GONE = 410
REASON_LENGTH = 200

_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Pace:
    """How much one pass does, and how patient delivery is."""

    limits: Limits = field(default_factory=Limits)
    #: Subscriptions that are posted to at the same time.
    threads: int = 4
    #: How long a claim lasts without news: longer than the poster may take for one message.
    claim_seconds: int = 120
    #: After failing for so long an address is given up.
    give_up_seconds: int = 7 * 86_400
    #: Between 0 and 1; spreads attempts by a fifth either way, so that those of one receiver do not come all at once.
    jitter: Callable[[], float] = field(default=random.random)

    def wait(self, attempts: int, answer: Answer) -> int:
        """Microseconds until the next attempt, after so many that failed."""
        usual = BACK_OFF[min(attempts, len(BACK_OFF)) - 1] * (0.8 + 0.4 * self.jitter())
        return int(max(usual, min(answer.retry_after or 0, BACK_OFF[-1])) * SECOND)


USUAL = Pace()


@dataclass(frozen=True, slots=True)
class Delivered:
    """What a pass did. `more`: there is more to do at once. `next_at`: when the next retry is due, if one waits."""

    messages: int = 0
    entries: int = 0
    failed: int = 0
    disabled: tuple[str, ...] = ()
    more: bool = False
    next_at: int | None = None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What became of one plan; `through` if nothing kept it from being told wholly."""

    messages: int = 0
    failed: bool = False
    disabled: bool = False
    through: bool = False


def deliver_due(engine: Engine, poster: Poster, clock: Clock, worker_id: str, pace: Pace = USUAL) -> Delivered:
    """Deliver what is due and return; call again at once if there is `more`.

    Any number of workers may do so at the same time: a subscription that somebody else is delivering is left out.

    Raises:
        DatabaseUnavailable: as everywhere; what was not noted as delivered comes again.
    """
    due = plans(engine, clock, pace.limits)
    posted = [plan for plan in due if plan.messages]
    noted = [plan for plan in due if not plan.messages]
    entries = note(engine, clock, noted)
    post = _Post(engine, poster, clock, worker_id, pace)
    with ThreadPoolExecutor(pace.threads, thread_name_prefix="alert") as pool:
        outcomes = list(pool.map(post, posted))
    through = [plan for plan, outcome in zip(posted, outcomes, strict=True) if outcome.through]
    return Delivered(
        messages=sum(outcome.messages for outcome in outcomes),
        entries=entries,
        failed=sum(outcome.failed for outcome in outcomes),
        disabled=tuple(plan.subscription.name for plan, o in zip(posted, outcomes, strict=True) if o.disabled),
        more=any(plan.reached < plan.until for plan in noted + through),
        next_at=_next_retry(engine),
    )


def send_trial(engine: Engine, poster: Poster, clock: Clock, subscription: Subscription) -> Answer:
    """Post a message that only says that messages arrive. It moves no cursor and waits for nobody."""
    with reading(engine) as conn:
        now = clock(conn)
    return _send(engine, poster, subscription, trial(subscription, now), now)


def sentence(answer: Answer) -> str:
    """What came of posting, for people; it may quote what a receiver said."""
    if answer.status is None:
        said = answer.trouble or "gave no answer"
    elif 300 <= answer.status < 400:
        said = f"answered {answer.status}: it has moved, and redirects are not followed"
    elif answer.status == GONE:
        said = f"answered {answer.status}: it wants no messages any more"
    else:
        said = f"answered {answer.status}"
    line = printable(said)[:REASON_LENGTH].rstrip(".")
    return f"{line}." if line[:1].isupper() or line.startswith("“") else f"The address {line}."


def arrived(answer: Answer) -> bool:
    """Whether the receiver has said yes."""
    return answer.status is not None and 200 <= answer.status < 300


@dataclass(frozen=True)
class _Post:
    """Posts what one subscription is to be told, in order, as far as it arrives."""

    engine: Engine
    poster: Poster
    clock: Clock
    worker_id: str
    pace: Pace

    def __call__(self, plan: Plan) -> _Outcome:
        held = Held(plan.subscription.name, f"{self.worker_id} {uuid.uuid4().hex[:12]}", plan.cursor.position)
        with writing(self.engine) as conn:
            now = self.clock(conn)
            if not cursors.claim(conn, held, now, self._claim_until(now)):
                return _Outcome()
        for sent, message in enumerate(plan.messages):
            answer = _send(self.engine, self.poster, plan.subscription, message, now)
            with writing(self.engine) as conn:
                now = self.clock(conn)
                if not arrived(answer):
                    return _Outcome(sent, failed=True, disabled=self._failed(conn, held, plan.cursor, answer))
                if not cursors.told(conn, held, message.seq, now, self._claim_until(now)):
                    # A person has moved or removed it, or it was taken over for want of news.
                    cursors.let_go(conn, held)
                    return _Outcome(sent + 1)
            held = replace(held, position=message.seq)
        with writing(self.engine) as conn:
            cursors.passed(conn, held, plan.reached)
        return _Outcome(len(plan.messages), through=True)

    def _claim_until(self, now: int) -> int:
        return now + self.pace.claim_seconds * SECOND

    def _failed(self, conn: Connection, held: Held, cursor: Cursor, answer: Answer) -> bool:
        """Settle when to try again, or whether to give up, which is what it returns."""
        now, first = self.clock(conn), held.position != cursor.position
        since = now if first or cursor.failing_since is None else cursor.failing_since
        attempts = 1 if first else cursor.attempts + 1
        over = answer.status == GONE or now - since >= self.pace.give_up_seconds * SECOND
        next_at = now + self.pace.wait(attempts, answer)
        noted = cursors.failed(conn, held, Trouble(sentence(answer), since, next_at, now if over else None))
        if not noted:
            cursors.let_go(conn, held)
        _log.warning("alert_failed", subscription=held.name, status=answer.status, attempts=attempts, given_up=over)
        return over and noted


def _send(engine: Engine, poster: Poster, subscription: Subscription, message: Message, now: int) -> Answer:
    assert subscription.url is not None, "a webhook has an address"
    try:
        with reading(engine) as conn:
            secrets = signing.secrets_of(conn, subscription.name, now)
    except InvalidSubscription as error:
        return Answer(trouble=str(error))
    body = message.body
    return poster.post(subscription.url, body, signing.signed(message.id, body, secrets, now))


def _next_retry(engine: Engine) -> int | None:
    waiting = alert_tables.cursors.c
    query = select(waiting.next_at).where(waiting.attempts > 0, waiting.disabled_at.is_(None))
    with reading(engine) as conn:
        return conn.scalar(query.order_by(waiting.next_at).limit(1))
