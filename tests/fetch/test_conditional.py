"""Conditional requests: asked only for what has changed, and never told so wrongly."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.fetch.outcomes import Failed, Fetched, NotModified
from ledger.fetch.validators import Validators, entity_tag, http_date, validators_of
from tests.fetch.conftest import Ask
from tests.support.site import Site, fickle_tags, in_turn, page, redirect, says, status

OLD = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("etag", ['"a"', 'W/"a"', '"a,b"', '""', None])
@pytest.mark.parametrize("modified", [OLD, None])
def test_what_has_not_changed_is_not_sent_again(
    site: Site, ask: Ask, etag: str | None, modified: datetime | None
) -> None:
    url = site.put("/a", page("one", etag=etag, modified=modified))
    first = ask(url)
    assert isinstance(first, Fetched)
    again = ask(url, validators=first.validators)
    if etag is None and modified is None:
        assert first.validators is None
        assert isinstance(again, Fetched)
    else:
        assert isinstance(again, NotModified)
        assert again.validators == first.validators
        assert site.last("/a").headers.get("if-none-match") == etag


def test_what_has_changed_is_sent(site: Site, ask: Ask) -> None:
    first = ask(site.put("/a", page("one", etag="auto")))
    assert isinstance(first, Fetched)
    second = ask(site.put("/a", page("two", etag="auto")), validators=first.validators)
    assert isinstance(second, Fetched)
    assert second.body == b"two"
    assert second.validators != first.validators


def test_a_tag_that_changes_by_itself_costs_a_transfer_and_nothing_else(site: Site, ask: Ask) -> None:
    url = site.put("/a", fickle_tags(b"one"))
    first = ask(url)
    assert isinstance(first, Fetched)
    second = ask(url, validators=first.validators)
    assert isinstance(second, Fetched)
    assert (second.body, second.etag) == (b"one", '"2"')


def test_nothing_changed_is_no_answer_to_who_has_nothing(site: Site, ask: Ask) -> None:
    failed = ask(site.put("/a", status(304, body=b"")))
    assert isinstance(failed, Failed)
    assert (failed.why, failed.status) == ("answer", 304)


def test_validators_go_to_the_address_they_came_from_only(site: Site, ask: Ask) -> None:
    """The same tag at another address is another text: a 304 there would hide it."""
    url = site.put("/a", redirect("/old"))
    old = site.put("/old", page("old", etag='"1"'))
    first = ask(url)
    assert isinstance(first, Fetched)
    assert first.validators == Validators(old, '"1"')
    assert isinstance(ask(url, validators=first.validators), NotModified)
    assert "if-none-match" not in site.last("/a").headers

    site.put("/a", redirect("/new"))
    site.put("/new", page("new", etag='"1"'))
    moved = ask(url, validators=first.validators)
    assert isinstance(moved, Fetched)
    assert moved.body == b"new"


def test_a_304_that_names_another_version_is_not_believed(site: Site, ask: Ask) -> None:
    confused = says(b'HTTP/1.1 304 Not Modified\r\nETag: "2"\r\n\r\n')
    url = site.put("/a", in_turn(page("one", etag='"1"'), confused, page("two", etag='"2"')))
    first = ask(url)
    assert isinstance(first, Fetched)
    second = ask(url, validators=first.validators)
    assert isinstance(second, Fetched)
    assert second.body == b"two"
    assert "if-none-match" not in site.last("/a").headers


def test_a_304_may_weaken_a_tag_and_renew_a_date(site: Site, ask: Ask) -> None:
    answer = b'HTTP/1.1 304 Not Modified\r\nETag: W/"1"\r\nLast-Modified: Mon, 03 Feb 2025 00:00:00 GMT\r\n\r\n'
    url = site.put("/a", in_turn(page("one", etag='"1"', modified=OLD), says(answer)))
    first = ask(url)
    assert isinstance(first, Fetched)
    assert first.validators is not None
    again = ask(url, validators=first.validators)
    assert isinstance(again, NotModified)
    assert again.validators == replace(first.validators, etag='W/"1"', last_modified="Mon, 03 Feb 2025 00:00:00 GMT")


def test_a_date_that_could_hide_a_change_is_no_validator(site: Site, ask: Ask) -> None:
    """Changed in the very second in which it was sent: the next change in that second has the same date."""
    fetched = ask(site.put("/a", page("one", modified=datetime.now(UTC))))
    assert isinstance(fetched, Fetched)
    assert fetched.last_modified is not None
    assert fetched.validators is None
    ahead = ask(site.put("/a", page("one", modified=datetime.now(UTC) + timedelta(days=1))))
    assert isinstance(ahead, Fetched)
    assert ahead.validators is None


@pytest.mark.parametrize("tag", ["1", "'1'", '"1', 'W"1"', 'w/"1"', '"é"', '"a"b"', '"\x00"', f'"{"x" * 2000}"', ""])
def test_a_broken_tag_recognises_nothing(tag: str) -> None:
    assert entity_tag({"etag": tag}) is None
    assert validators_of("http://a.example/", {"etag": tag}, OLD) is None


@pytest.mark.parametrize(
    "text", [None, "", "yesterday", "Mon, 99 Feb 2025 00:00:00 GMT", "Mon, 01 Jan 99999 00:00:00 GMT"]
)
def test_a_broken_date_is_none(text: str | None) -> None:
    assert http_date(text) is None


def test_validators_from_anywhere_are_no_way_into_the_head(site: Site, ask: Ask) -> None:
    url = site.put("/a", page("one"))
    assert isinstance(ask(url, validators=Validators(url, '"1"\r\nX-Evil: 1', "été")), Fetched)
    assert not {"x-evil", "if-none-match", "if-modified-since"} & set(site.last("/a").headers)


DATES = st.from_regex(r"[A-Z][a-z]{2}, \d\d? (Jan|Feb|Xyz) \d{1,5} \d\d:\d\d:\d\d ?[-+A-Z0-9]{0,6}")


@given(st.text(max_size=40) | DATES)
def test_any_text_is_a_date_or_none(text: str) -> None:
    moment = http_date(text)
    assert moment is None or moment.tzinfo is not None


def test_a_date_without_a_zone_is_of_universal_time() -> None:
    assert http_date("Mon, 03 Feb 2025 00:00:00") == http_date("Mon, 03 Feb 2025 00:00:00 GMT")
