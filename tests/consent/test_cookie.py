"""The cookie: what goes in comes out, and whatever was not written by this site is no choice."""

from __future__ import annotations

import datetime as dt
import string

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import assume, example, given
from hypothesis import strategies as st

from consent import conf, cookie
from consent.categories import OPTIONAL
from consent.choice import Choice

NOW = dt.datetime(2026, 5, 4, 12, 0, tzinfo=dt.UTC)
granted_sets = st.frozensets(st.sampled_from(OPTIONAL))
choices = st.builds(
    Choice,
    granted=granted_sets,
    notice=st.integers(1, 36**6 - 1),
    decided_at=st.integers(0, int(conf.CHOICE_LASTS.total_seconds()) - 1).map(
        lambda age: NOW - dt.timedelta(seconds=age)
    ),
    gpc=st.booleans(),
    receipt=st.just("") | st.text(string.ascii_letters + string.digits + "-_", min_size=22, max_size=22),
    account=st.none() | granted_sets,
)


@given(choices)
def test_a_choice_comes_back_as_it_was_written(choice: Choice) -> None:
    assert cookie.decode(cookie.encode(choice), NOW) == choice


@given(choices)
def test_an_account_that_was_not_asked_comes_back_as_such(choice: Choice) -> None:
    undecided = choice.under_account(None, undecided=True)
    back = cookie.decode(cookie.encode(undecided), NOW)
    assert back == undecided
    assert back.effective == frozenset()


@given(choices)
def test_the_whole_header_is_under_two_hundred_bytes(choice: Choice) -> None:
    name_and_value = f"__Host-consent={cookie.encode(choice)}"
    assert len(name_and_value) < 110
    assert len(f"{name_and_value}; Max-Age=15724800; Path=/; SameSite=Lax; Secure") < 200


@given(st.text(max_size=300))
@example("")
@example("1.1.7.-.towy7i..")
@example("1.1.7.-.towy7i.8lm_6BUH_WVp7-JYF_2Rsg.HNAVKlLTzwC0pZ3vInfVqg")
@example("1.١.7.-.1..AAAAAAAAAAAAAAAAAAAAAA")
def test_any_other_text_is_no_choice(value: str) -> None:
    assert cookie.decode(value, NOW) is None


@given(choices, st.data())
def test_one_changed_character_is_no_choice(choice: Choice, data: st.DataObject) -> None:
    value = cookie.encode(choice)
    place = data.draw(st.integers(0, len(value) - 1))
    other = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_.x"))
    assume(value[place] != other)
    assert cookie.decode(value[:place] + other + value[place + 1 :], NOW) is None


def made(**fields: object) -> Choice:
    return Choice(**({"granted": frozenset({"statistics"}), "notice": 1, "decided_at": NOW} | fields))


@pytest.mark.parametrize("granted", [frozenset(), frozenset({"statistics"})], ids=["refusal", "grant"])
def test_a_choice_ends_after_182_days_whether_yes_or_no(granted: frozenset[str]) -> None:
    value = cookie.encode(made(granted=granted))
    assert cookie.decode(value, NOW + dt.timedelta(days=182) - dt.timedelta(seconds=1)) is not None
    assert cookie.decode(value, NOW + dt.timedelta(days=182)) is None


def test_a_choice_from_the_future_is_no_choice_beyond_a_small_slip_of_the_clock() -> None:
    assert cookie.decode(cookie.encode(made(decided_at=NOW + dt.timedelta(hours=1))), NOW) is not None
    assert cookie.decode(cookie.encode(made(decided_at=NOW + dt.timedelta(days=2))), NOW) is None


def test_another_key_signs_nothing_here_and_a_retired_one_still_does(settings) -> None:
    value = cookie.encode(made())
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another-key"
    assert cookie.decode(value, NOW) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert cookie.decode(value, NOW) == made()


@pytest.mark.parametrize(
    ("secure", "name"), [(True, "__Host-consent"), (False, "consent")], ids=["https", "plain http demo"]
)
def test_its_name_and_attributes(settings, secure: bool, name: str) -> None:
    settings.SITE_IS_SECURE = secure
    response = HttpResponse()
    cookie.write(response, made(), NOW)
    morsel = response.cookies[name]
    assert (bool(morsel["secure"]), morsel["samesite"], morsel["path"], morsel["domain"]) == (secure, "Lax", "/", "")
    assert morsel["max-age"] == 182 * 24 * 60 * 60
    assert not morsel["httponly"]
    request = RequestFactory().get("/")
    request.COOKIES[name] = morsel.value
    assert cookie.read(request, NOW) == made()
