"""The fetcher: one address in, one outcome out, whatever the network does."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from types import MappingProxyType, TracebackType
from typing import Self

from ledger.fetch import media
from ledger.fetch.addresses import Address, read_address, shown, without_credentials
from ledger.fetch.errand import REDIRECTS, Errand
from ledger.fetch.exchange import GOOD, Answer, Exchange, Reading
from ledger.fetch.guard import Allowed, Guard
from ledger.fetch.outcomes import Failed, Fetched, Gone, NotModified, Outcome, Postponed, Refused
from ledger.fetch.pace import Pace
from ledger.fetch.policy import Policy
from ledger.fetch.retrying import OF_THE_HOST, PASSING, backoff, retry_after
from ledger.fetch.robots import Robots
from ledger.fetch.surroundings import Surroundings
from ledger.fetch.transport import GuardedTransport
from ledger.fetch.trouble import Barred, NotNow, Trouble
from ledger.fetch.validators import Validators, entity_tag, validators_of
from ledger.model.errors import InvalidAddress

#: The first wait that is handed to the caller, doubled with each earlier failure.
_LATER = 60.0
_KEPT_HEADERS = frozenset(
    {
        "age",
        "cache-control",
        "content-encoding",
        "content-language",
        "content-length",
        "content-location",
        "content-type",
        "date",
        "etag",
        "expires",
        "last-modified",
        "link",
        "server",
        "vary",
        "x-robots-tag",
    }
)
_LONGEST_HEADER = 2048


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchRequest:
    """What to fetch.

    Args:
        accept: the media types that are taken, from `ledger.fetch.media`.
        validators: from the last answer, to ask only for what has changed.
        max_bytes: less than the policy's cap for the body, if it is to be less.
        failures: how often this address failed before, so that `not_before` moves away.
    """

    url: str
    accept: frozenset[str] = media.EVERYTHING
    validators: Validators | None = None
    max_bytes: int | None = None
    failures: int = 0


class Fetcher:
    """Fetches many addresses at once, kindly to hosts and warily of them. Belongs to one event loop.

    Args:
        policy: every cap and limit.
        surroundings: in place of the system's clock, names and chance, for tests.
        ssl_context: in place of the usual certificate authorities.

    Raises:
        InvalidAddress: `policy.allow_private` holds what is neither a network nor a host.
    """

    def __init__(
        self,
        policy: Policy,
        surroundings: Surroundings | None = None,
        ssl_context: ssl.SSLContext | None = None,
    ) -> None:
        self._policy = policy
        self._around = surroundings or Surroundings()
        guard = Guard(self._around.resolve, Allowed.of(policy.allow_private), policy.ports)
        self._transport = GuardedTransport(
            guard, head_bytes=policy.head_bytes, wire_bytes=policy.wire_bytes, ssl_context=ssl_context
        )
        self._exchange = Exchange(policy, self._transport)
        self._pace = Pace(policy, self._around)
        self._robots = Robots(policy, self._around, self._robots_text)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        await self._transport.aclose()

    async def fetch(self, request: FetchRequest) -> Outcome:
        """Fetch one address. Raises nothing that an address or a server could cause."""
        url = without_credentials(request.url)
        try:
            address = read_address(request.url)
        except InvalidAddress as error:
            return Refused(url=url, at=self._around.now(), why="address", reason=str(error), status=None)
        errand = Errand(address, self._policy.total_seconds, self._policy.tries)
        try:
            return await self._fetch(request, errand)
        except Barred as barred:
            return Refused(
                url=url,
                at=self._around.now(),
                why=barred.why,
                reason=_sentence(request.url, errand, barred.clause),
                status=barred.status,
            )
        except Trouble as trouble:
            grown = backoff(_LATER, request.failures, self._policy.longest_wait, self._around.random)
            if trouble.wait is None:
                wait = _LATER / 2 + grown  # so that “later” is never “now”
            else:
                wait = max(trouble.wait, grown) if request.failures else trouble.wait
            return Failed(
                url=url,
                at=(now := self._around.now()),
                why=trouble.why,
                reason=_sentence(request.url, errand, trouble.clause),
                status=trouble.status,
                not_before=now + timedelta(seconds=wait),
            )
        except NotNow as later:
            return Postponed(
                url=url,
                at=self._around.now(),
                reason=_sentence(request.url, errand, later.clause),
                not_before=later.until,
            )

    async def _fetch(self, request: FetchRequest, errand: Errand) -> Outcome:
        cap = min(request.max_bytes or self._policy.body_bytes, self._policy.body_bytes)
        reading = Reading(request.accept, cap, validators=request.validators)
        answer = await self._walk(errand, reading, self._keep_to_robots)
        if answer.status == HTTPStatus.NOT_MODIFIED and self._is_contradiction(answer, request.validators):
            # A cache between us and the server is confused: ask for the whole.
            answer = await self._walk(errand, Reading(request.accept, cap), self._keep_to_robots)
        return self._judge(request, errand, answer)

    def _judge(self, request: FetchRequest, errand: Errand, answer: Answer) -> Outcome:
        now, final = self._around.now(), str(errand.address)
        url = without_credentials(request.url)
        permanent = str(errand.moved) if errand.moved else None
        if answer.status == HTTPStatus.NOT_MODIFIED:
            if not answer.conditional or request.validators is None:
                raise Trouble(
                    "answer", "answers that nothing has changed, which it was not asked", status=answer.status
                )
            validators = request.validators.renewed(answer.headers, now)
            return NotModified(url=url, at=now, final_url=final, validators=validators, permanent_url=permanent)
        if answer.status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
            clause = "says that nothing is there any more" if answer.status == HTTPStatus.GONE else "is not found"
            reason = _sentence(request.url, errand, clause)
            return Gone(url=url, at=now, final_url=final, status=answer.status, reason=reason)
        if answer.status not in GOOD:
            clause = f"answers with status {_status(answer.status)}"
            if 400 <= answer.status < 500:
                raise Barred("status", clause, answer.status)
            raise Trouble("status", clause, status=answer.status)
        declared = media.read_declaration(answer.headers.get("content-type", ""))
        return Fetched(
            url=url,
            at=now,
            final_url=final,
            status=answer.status,
            headers=MappingProxyType(
                {key: value[:_LONGEST_HEADER] for key, value in answer.headers.items() if key in _KEPT_HEADERS}
            ),
            body=answer.body,
            media_type=media.judge(declared, answer.body, errand.address.target, request.accept),
            charset=declared.charset,
            etag=entity_tag(answer.headers),
            last_modified=answer.headers.get("last-modified"),
            validators=validators_of(final, answer.headers, now),
            permanent_url=permanent,
        )

    def _is_contradiction(self, answer: Answer, validators: Validators | None) -> bool:
        return answer.conditional and validators is not None and validators.contradicted_by(answer.headers)

    async def _keep_to_robots(self, address: Address) -> None:
        rules = await self._robots.rules(address)
        if not rules.allow(address):
            raise Barred("robots", "is not read, because the site's robots.txt asks robots not to")
        self._pace.slow_down(address.host, rules.delay)

    async def _robots_text(self, address: Address) -> bytes | None:
        errand = Errand(address, self._policy.total_seconds, self._policy.tries)
        answer = await self._walk(errand, Reading(None, self._policy.robots_bytes, cut=True), _everything)
        if answer.status in GOOD:
            return answer.body
        if 400 <= answer.status < 500:
            return None
        raise Trouble("status", f"answers with status {_status(answer.status)}")

    async def _walk(self, errand: Errand, reading: Reading, check: Callable[[Address], Awaitable[None]]) -> Answer:
        """Ask, and follow redirects, each of them checked like the first address."""
        while True:
            await check(errand.address)
            answer = await self._ask(errand, reading)
            if answer.status not in REDIRECTS:
                return answer
            errand.follow(answer, self._policy.redirects)

    async def _ask(self, errand: Errand, reading: Reading) -> Answer:
        """Ask one address, a few times if what is wrong may pass within moments."""
        failures = 0
        while True:
            try:
                return await self._ask_once(errand, reading)
            except Trouble as trouble:
                errand.tries -= 1
                wait = trouble.wait
                if wait is None:
                    wait = backoff(self._policy.backoff, failures, self._policy.patience, self._around.random)
                if not trouble.again or errand.tries <= 0 or errand.seconds <= 0 or wait > self._policy.patience:
                    raise
                failures += 1
                await self._around.sleep(wait)

    async def _ask_once(self, errand: Errand, reading: Reading) -> Answer:
        host = errand.address.host
        async with self._pace.turn(host), errand.on_the_wire(self._policy.total_seconds):
            answer = await self._exchange.ask(errand.address, reading)
        if answer.status not in PASSING:
            return answer
        wait = retry_after(answer.headers, self._around.now(), self._policy.longest_wait)
        if wait is not None and answer.status in OF_THE_HOST:
            self._pace.rest(host, min(wait, self._policy.longest_rest))
        raise Trouble(
            "status", f"answers with status {_status(answer.status)}", again=True, wait=wait, status=answer.status
        )


async def _everything(_: Address) -> None:
    """A robots.txt may always be asked for."""


def _status(status: int) -> str:
    try:
        return f"{status} ({HTTPStatus(status).phrase})"
    except ValueError:
        return str(status)


def _sentence(asked: str, errand: Errand, clause: str) -> str:
    """The reason as a sentence that names the address, and where it led if that is elsewhere."""
    here, clause = shown(str(errand.address)), clause.rstrip(".")
    return (
        f"{shown(asked)} {clause}." if errand.is_where_it_began else f"{shown(asked)} leads to {here}, which {clause}."
    )
