"""Delivery: at least once, in order, each subscription by itself, given up in the end, and started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger.alert import subscribing
from ledger.alert.cursors import SECOND
from ledger.alert.deliver import BACK_OFF, Pace, deliver_due, sentence
from ledger.alert.posting import Answer, WebPoster, retry_after
from ledger.curate.commands import Command
from ledger.fetch.policy import Policy
from ledger.model.errors import DatabaseUnavailable, InvalidSubscription
from ledger.ops.erase import Request, erase
from ledger.project.subscriptions import subscriptions
from ledger.store.database import reading, writing
from tests.alert.receiver import receiver
from tests.alert.samples import (
    Clock,
    ToldPoster,
    cursor,
    deliver,
    few,
    head,
    money,
    report,
    stake,
    subscribe,
    world,
)
from tests.ingest.samples import NOW

DAY = 86_400
ROOT = str(Path(__file__).parents[2])
FAILS, WELL, GONE = Answer(503), Answer(204), Answer(410)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _known(engine: Engine) -> None:
    world(engine)


def three(engine: Engine) -> list[int]:
    """Three facts, and their positions."""
    return [report(engine, "Gazette", stake(percent), day=f"2025-06-{percent}") for percent in (10, 20, 30)]


def replay(engine: Engine, position: int | None, name: str = "desk") -> None:
    with writing(engine) as conn:
        subscribing.replay(conn, name, position)


# -- In order, at least once ------------------------------------------------------------------------------------------


def test_what_happens_after_subscribing_is_delivered_once_in_order(engine: Engine, clock: Clock) -> None:
    """Nothing of before; and a pass with nothing new sends nothing."""
    report(engine, "Gazette", stake(5))
    subscribe(engine)
    positions, poster = three(engine), ToldPoster()
    done = deliver(engine, poster, clock)
    assert (done.messages, done.failed, done.more, done.next_at) == (3, 0, False, None)
    assert poster.positions == positions
    deliver(engine, poster, clock)
    assert len(poster.posts) == 3
    assert (cursor(engine).position, cursor(engine).delivered) == (head(engine), 3)
    assert cursor(engine).claimed_by is None


def test_a_failure_holds_up_what_follows_and_nobody_else(engine: Engine, clock: Clock) -> None:
    """It is tried again, with the same id and the same bytes, before anything later is."""
    subscribe(engine)
    subscribe(engine, "other", url="http://other.example/hook")
    positions = three(engine)
    posters = _Apart({"http://desk.example/hook": ToldPoster([WELL, FAILS])})
    done = deliver(engine, posters, clock)
    desk, other = posters.of("http://desk.example/hook"), posters.of("http://other.example/hook")
    assert (desk.positions, other.positions) == (positions[:2], positions)
    assert (done.messages, done.failed) == (4, 1)
    assert cursor(engine).position == positions[0]
    assert cursor(engine).reason == "The address answered 503."
    deliver(engine, posters, clock)  # not due yet
    assert len(desk.posts) == 2
    clock.pass_by(BACK_OFF[0])
    deliver(engine, posters, clock)
    assert desk.positions == [*positions[:2], *positions[1:]]
    assert desk.posts[1]["id"] == desk.posts[2]["id"]
    assert desk.posts[1]["body"] == desk.posts[2]["body"]
    assert (cursor(engine).attempts, cursor(engine).reason, cursor(engine).failing_since) == (0, None, None)
    assert len(other.posts) == 3


def test_it_is_tried_again_later_and_later(engine: Engine, clock: Clock) -> None:
    """As Standard Webhooks proposes; `next_at` says when, so that a worker need not ask for nothing."""
    subscribe(engine)
    three(engine)
    poster = ToldPoster([FAILS] * len(BACK_OFF))
    waits = []
    for wait in BACK_OFF[:-1]:
        next_at = deliver(engine, poster, clock).next_at
        assert next_at is not None
        waits.append((next_at - clock.now) // SECOND)
        clock.pass_by(wait - 1)
        assert deliver(engine, poster, clock).failed == 0
        clock.pass_by(1)
    assert waits == list(BACK_OFF[:-1])
    assert {post["id"] for post in poster.posts} == {poster.posts[0]["id"]}


@pytest.mark.parametrize(
    ("attempts", "asked", "jitter", "seconds"),
    [(1, None, 0.5, 5), (1, None, 0.0, 4), (1, None, 1.0, 6), (99, None, 0.5, DAY), (1, 60, 0.5, 60), (1, 1, 0.5, 5),
     (1, 10**9, 0.5, DAY)],
)  # fmt: skip
def test_how_long_it_waits(attempts: int, asked: float | None, jitter: float, seconds: int) -> None:
    """Spread by a fifth either way; what the receiver asks for counts up to a day, and shortens nothing."""
    assert Pace(jitter=lambda: jitter).wait(attempts, Answer(503, retry_after=asked)) == seconds * SECOND


def test_an_address_that_is_gone_is_given_up_at_once(engine: Engine, clock: Clock) -> None:
    """And one that fails for a week, then; the reason stays until a person starts it again, where it stands."""
    subscribe(engine)
    positions, poster = three(engine), ToldPoster([WELL, GONE])
    assert deliver(engine, poster, clock).disabled == ("desk",)
    clock.pass_by(30 * DAY)
    assert deliver(engine, poster, clock).messages == 0
    assert cursor(engine).disabled_at is not None
    assert cursor(engine).reason == "The address answered 410: it wants no messages any more."
    replay(engine, None)
    assert deliver(engine, poster, clock).messages == 2
    assert poster.positions == [*positions[:2], *positions[1:]]


def test_an_address_that_fails_for_a_week_is_given_up(engine: Engine, clock: Clock) -> None:
    """Counted from the first failure; a message that arrives in between starts the week anew."""
    subscribe(engine)
    three(engine)
    poster = ToldPoster([FAILS, FAILS, WELL, FAILS, FAILS, FAILS])
    for _ in range(3):
        assert deliver(engine, poster, clock).disabled == ()
        clock.pass_by(4 * DAY)
    assert deliver(engine, poster, clock).disabled == ()
    clock.pass_by(4 * DAY)
    assert deliver(engine, poster, clock).disabled == ("desk",)


def test_a_replay_tells_again_with_the_same_ids(engine: Engine, clock: Clock) -> None:
    """From any position, also from before the subscription."""
    before = report(engine, "Gazette", stake(5))
    subscribe(engine)
    positions, poster = three(engine), ToldPoster()
    deliver(engine, poster, clock)
    replay(engine, positions[0])
    deliver(engine, poster, clock)
    assert poster.positions == [*positions, *positions[1:]]
    assert [post["id"] for post in poster.posts[3:]] == [post["id"] for post in poster.posts[1:3]]
    replay(engine, 0)
    deliver(engine, poster, clock)
    assert poster.positions[5:] == [before, *positions]
    with pytest.raises(InvalidSubscription, match="there is no position 999 in it"):
        replay(engine, 999)


def test_a_replay_in_the_middle_of_a_delivery_is_not_undone(engine: Engine, clock: Clock) -> None:
    """The person's word counts: the delivery stops, and the next begins where the person says."""
    subscribe(engine)
    positions = three(engine)
    poster = _Meanwhile(lambda posts: replay(engine, 0) if posts == 2 else None)
    assert deliver(engine, poster, clock).messages == 2
    assert cursor(engine).position == 0
    assert cursor(engine).claimed_by is None
    deliver(engine, poster, clock)
    assert poster.positions == [*positions[:2], *positions]


def test_a_subscription_that_is_removed_in_the_middle_is_told_no_more(engine: Engine, clock: Clock) -> None:
    subscribe(engine)
    positions = three(engine)

    def remove(posts: int) -> None:
        if posts == 1:
            with writing(engine) as conn:
                subscribing.remove(conn, "desk", None, Command("tests", NOW))

    poster = _Meanwhile(remove)
    deliver(engine, poster, clock)
    deliver(engine, poster, clock)
    assert poster.positions == positions[:1]


def test_work_is_cut_into_passes(engine: Engine, clock: Clock) -> None:
    """However small the passes are, the same is told; `more` says that there is more to do at once."""
    subscribe(engine)
    positions, poster = three(engine), ToldPoster()
    passes = 0
    while deliver(engine, poster, clock, pace=few(positions=2, messages=1)).more:
        passes += 1
    assert poster.positions == positions
    assert passes >= 2


def test_a_message_may_hold_several_alerts(engine: Engine, clock: Clock) -> None:
    """One message a position: the report, and the conflict that it brings."""
    subscribe(engine, when=["fact", "conflict"])
    report(engine, "Gazette", money(15))
    report(engine, "Herald", money(14.3))
    poster = ToldPoster()
    deliver(engine, poster, clock)
    alerts = [[alert["what"] for alert in post["body"]["data"]["alerts"]] for post in poster.posts]
    assert alerts == [["fact"], ["fact", "conflict"]]


def test_what_was_erased_before_it_was_delivered_is_not_delivered(engine: Engine, clock: Clock) -> None:
    """What waits is a position and no text."""
    subscribe(engine)
    positions, poster = three(engine), ToldPoster([FAILS])
    deliver(engine, poster, clock)
    erase(engine, Request("claim", str(positions[1]), "a court's order", False), actor="tests", now=NOW)
    clock.pass_by(DAY)
    deliver(engine, poster, clock)
    assert poster.positions == [positions[0], positions[0], positions[2]]


def test_an_update_goes_on_where_it_stands(engine: Engine, clock: Clock) -> None:
    """What was told is not told again; what waits is told as the new word has it, to the new address."""
    subscribe(engine)
    positions, poster = three(engine), ToldPoster([WELL, GONE])
    deliver(engine, poster, clock)
    subscribe(engine, url="http://new.example/hook", when=["percent > 25"])
    deliver(engine, poster, clock)
    assert (poster.positions[2:], poster.posts[2]["url"]) == ([positions[2]], "http://new.example/hook")


def test_a_subscription_that_comes_back_starts_anew(engine: Engine, clock: Clock) -> None:
    """Removed and added again it has a new secret, and hears from then on."""
    first, poster = subscribe(engine), ToldPoster()
    three(engine)
    with writing(engine) as conn:
        subscribing.remove(conn, "desk", "the desk has closed", Command("tests", NOW))
    second = subscribe(engine)
    assert second.secret is not None
    assert second.secret != first.secret
    deliver(engine, poster, clock)
    assert poster.posts == []


def test_lost_cursors_cost_repeats_only(engine: Engine, clock: Clock) -> None:
    """They begin again where the subscription does; the ids are those of before."""
    subscribe(engine, variable="TESTS_SECRET")
    positions, poster = three(engine), ToldPoster()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TESTS_SECRET", "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
        deliver(engine, poster, clock)
        with writing(engine) as conn:
            conn.exec_driver_sql("DELETE FROM alert_cursors")
        deliver(engine, poster, clock)
    assert poster.positions == positions * 2
    assert [post["id"] for post in poster.posts[:3]] == [post["id"] for post in poster.posts[3:]]


# -- Several workers --------------------------------------------------------------------------------------------------


def test_two_workers_never_deliver_one_subscription_at_a_time(engine: Engine, clock: Clock) -> None:
    """While one has it, another finds nothing to do, and nothing is sent twice."""
    subscribe(engine)
    positions = three(engine)
    other = ToldPoster()
    poster = _Meanwhile(lambda _: deliver(engine, other, clock, worker="w2"))
    assert deliver(engine, poster, clock).messages == 3
    assert (poster.positions, other.posts) == (positions, [])


def test_many_workers_at_once_keep_order(engine: Engine, clock: Clock) -> None:
    """Each subscription's messages come in order and once, whoever sends them."""
    names = [f"desk {number}" for number in range(3)]
    for name in names:
        subscribe(engine, name, url=f"http://{name[-1]}.example/hook")
    positions, posters = three(engine), _Apart({})

    def work(worker: str) -> None:
        for _ in range(6):
            deliver_due(engine, posters, clock, worker, few(messages=1))

    threads = [threading.Thread(target=work, args=(f"w{number}",)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while deliver(engine, posters, clock).more:
        pass
    for name in names:
        assert posters.of(f"http://{name[-1]}.example/hook").positions == positions


def test_a_crash_between_post_and_cursor_repeats_the_message(engine: Engine, clock: Clock) -> None:
    """After the claim has run out another worker sends it again under its id, and goes on."""
    subscribe(engine)
    positions = three(engine)
    poster = _Meanwhile(lambda posts: _crash() if posts == 2 else None)
    with pytest.raises(_Crashed):
        deliver(engine, poster, clock)
    deliver(engine, poster, clock, worker="w2")  # the dead worker's claim stands
    assert len(poster.posts) == 2
    clock.pass_by(Pace().claim_seconds)
    deliver(engine, poster, clock, worker="w2")
    assert poster.positions == [positions[0], positions[1], positions[1], positions[2]]
    assert poster.posts[1]["id"] == poster.posts[2]["id"]


KILLED = """
import os, signal, sys
from ledger.alert.deliver import Pace, deliver_due
from ledger.alert.posting import WebPoster
from ledger.fetch.policy import Policy
from ledger.store.database import open_engine
from ledger.worker import clock

class Killed(WebPoster):
    posts = 0
    def post(self, url, body, headers):
        answer = super().post(url, body, headers)
        Killed.posts += 1
        if Killed.posts == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return answer

policy = Policy(identity="deal-ledger/0.1", allow_private=("127.0.0.1",))
deliver_due(open_engine(sys.argv[1]), Killed(policy), clock.now, "w1", Pace(claim_seconds=0))
"""


def test_a_worker_that_is_killed_between_post_and_cursor_repeats_the_message(engine: Engine) -> None:
    """A process of its own that dies without a word after the receiver's yes; its claim has run out at once here."""
    with receiver() as told:
        told.secrets = [subscribe(engine, url=told.url).secret or ""]
        positions = three(engine)
        url = engine.url.render_as_string(hide_password=False)
        done = subprocess.run([sys.executable, "-c", KILLED, url], check=False, env={**os.environ, "PYTHONPATH": ROOT})
        assert done.returncode == -signal.SIGKILL
        assert (told.positions, cursor(engine).position) == (positions[:2], positions[0])
        deliver(engine, web(), wall(), worker="w2")
    assert told.positions == [positions[0], positions[1], positions[1], positions[2]]
    assert told.ids[1] == told.ids[2]
    assert told.forged == 0


def test_a_worker_that_was_away_too_long_moves_nothing(engine: Engine, clock: Clock) -> None:
    """Its claim was taken over while it waited for an answer: the cursor is the other's."""
    subscribe(engine)
    three(engine)
    other = ToldPoster([FAILS])

    def sleep(posts: int) -> None:
        if posts == 1:
            clock.pass_by(Pace().claim_seconds)
            deliver(engine, other, clock, worker="w2")

    poster = _Meanwhile(sleep)
    deliver(engine, poster, clock)
    assert (len(poster.posts), len(other.posts)) == (1, 1)
    assert cursor(engine).reason == "The address answered 503."


# -- A real receiver --------------------------------------------------------------------------------------------------


def web(timeout: float = 15) -> WebPoster:
    """Posts as the product does, to this machine as well."""
    return WebPoster(Policy(identity="deal-ledger/0.1", allow_private=("127.0.0.1",)), timeout)


def test_nothing_is_posted_inside_unless_the_operator_says_so(engine: Engine, clock: Clock) -> None:
    """By no spelling; the reason is noted, and nothing reaches the receiver."""
    poster = WebPoster(Policy(identity="deal-ledger/0.1"))
    with receiver() as told:
        port = told.url.rpartition(":")[2]
        for host in ("127.0.0.1", "localhost", "[::ffff:127.0.0.1]", "2130706433"):
            subscribe(engine, url=f"http://{host}:{port}")
            report(engine, "Gazette", stake(10), day="2025-06-10")
            assert deliver(engine, poster, clock).failed == 1
            assert "DEAL_LEDGER_FETCH_ALLOW_PRIVATE" in (cursor(engine).reason or "")
        assert (told.received, told.forged) == ([], 0)


def wall() -> Clock:
    return Clock(time.time_ns() // 1000)


def test_a_real_receiver_verifies_and_loses_nothing(engine: Engine) -> None:
    """Through errors, a closed connection and a silence, each message arrives, in order, signed."""
    clock = wall()
    with receiver(500, "close", "hang", 204, 302, 429, 200) as told:
        added = subscribe(engine, url=told.url)
        assert added.secret is not None
        told.secrets = [added.secret]
        positions = three(engine)
        poster = web(1)
        reasons = []
        for _ in range(20):
            deliver(engine, poster, clock)
            reasons.append(cursor(engine).reason)
            replay(engine, None)  # at once, as if the time had passed: a receiver checks the time of signing
    assert told.forged == 0
    assert [message["position"] for message in told.accepted] == positions
    assert told.positions == [*[positions[0]] * 4, *[positions[1]] * 3, positions[2]]
    assert [reason for reason in reasons if reason] == [
        "The address answered 500.",
        "The address could not be reached (RemoteProtocolError: Server disconnected without sending a response).",
        "The address did not answer within 1 s.",
        "The address answered 302: it has moved, and redirects are not followed.",
        "The address answered 429.",
    ]


def test_an_answer_without_end_is_not_read(engine: Engine) -> None:
    """The status is all that counts."""
    clock = wall()
    with receiver("endless", "endless", "endless") as told:
        added = subscribe(engine, url=told.url)
        told.secrets = [added.secret or ""]
        three(engine)
        assert deliver(engine, web(30), clock).messages == 3


def test_both_secrets_sign_while_one_follows_the_other(engine: Engine) -> None:
    """A receiver with the old one and a receiver with the new one take the message; a day later only the latter."""
    clock = wall()
    with receiver() as told:
        first = subscribe(engine, url=told.url, now=clock.now).secret or ""
        with writing(engine) as conn:
            second = subscribing.rotate(conn, "desk", now=clock.now) or ""
        seqs = [report(engine, "Gazette", stake(percent), day=f"2025-06-{percent}") for percent in (10, 20)]
        for secret in (first, second):
            told.secrets = [secret]
            replay(engine, seqs[0] - 1)
            assert deliver(engine, web(), clock).messages == 2
        poster = ToldPoster()
        clock.pass_by(DAY)
        replay(engine, seqs[0] - 1)
        deliver(engine, poster, clock)
        assert [post["headers"]["webhook-signature"].count("v1,") for post in poster.posts] == [1, 1]
        assert told.forged == 0


@pytest.mark.parametrize("held", [None, "", "whsec_short", "whsec_not base64 at all, but long enough for one"])
def test_a_variable_without_a_secret_is_a_failure_with_a_reason(
    engine: Engine, clock: Clock, held: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is sent unsigned, and the reason does not quote what the variable holds."""
    monkeypatch.delenv("TESTS_SECRET", raising=False)
    if held is not None:
        monkeypatch.setenv("TESTS_SECRET", held)
    added, poster = subscribe(engine, variable="TESTS_SECRET"), ToldPoster()
    three(engine)
    assert added.secret is None
    assert deliver(engine, poster, clock).failed == 1
    assert poster.posts == []
    reason = cursor(engine).reason or ""
    assert reason.startswith("The environment variable TESTS_SECRET holds no secret here")
    assert not held or held not in reason


def test_no_secret_gets_into_the_log(engine: Engine) -> None:
    """Neither one that was made nor the name of what holds one."""
    added = subscribe(engine)
    subscribe(engine, "other", variable="TESTS_SECRET")
    assert added.secret is not None
    with reading(engine) as conn:
        payloads = " ".join(conn.exec_driver_sql("SELECT payload FROM events").scalars())
        assert [one.name for one in subscriptions(conn)] == ["desk", "other"]
    assert added.secret not in payloads
    assert "TESTS_SECRET" not in payloads


@pytest.mark.parametrize(
    ("header", "seconds"),
    [(None, None), ("120", 120), ("Sun, 06 Nov 1994 08:50:37 GMT", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
     ("soon", None), ("9" * 400, None), ("-5", None)],
)  # fmt: skip
def test_when_the_receiver_wants_to_be_asked_again(header: str | None, seconds: float | None) -> None:
    assert retry_after(header, datetime(1994, 11, 6, 8, 49, 37, tzinfo=UTC)) == seconds


def test_a_receiver_cannot_act_on_a_terminal() -> None:
    """What a failure quotes is made safe to print, and short."""
    said = sentence(Answer(trouble="could not be reached (\x1b[31m" + "x" * 1000 + ")"))
    assert "\x1b" not in said
    assert len(said) < 250


# -- Posters ----------------------------------------------------------------------------------------------------------


@dataclass
class _Apart:
    """A poster for each address."""

    posters: dict[str, ToldPoster]
    lock: threading.Lock = field(default_factory=threading.Lock)

    def of(self, url: str) -> ToldPoster:
        with self.lock:
            return self.posters.setdefault(url, ToldPoster())

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return self.of(url).post(url, body, headers)


class _Meanwhile(ToldPoster):
    """A poster during whose posts something happens; it is told which post it is."""

    def __init__(self, happens: Callable[[int], object]) -> None:
        super().__init__()
        self._happens = happens

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        answer = super().post(url, body, headers)
        self._happens(len(self.posts))
        return answer


class _Crashed(DatabaseUnavailable):
    """The worker is gone between the receiver's yes and the note of it."""


def _crash() -> None:
    raise _Crashed
