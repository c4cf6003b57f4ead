"""Bots: however many posts come, the tables stay bounded, no address is kept, and a refusal is never held back."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from consent import throttle
from consent.models import ConsentEvent, DailyCount

pytestmark = pytest.mark.django_db


def post(address: str, **fields: str) -> int:
    as_json = {"accept": "application/json"}
    return Client(REMOTE_ADDR=address).post("/cookies/choice/", fields, headers=as_json).status_code


def test_two_thousand_posts_from_one_address_leave_sixty_rows(settings) -> None:
    settings.CONSENT_GRANTS_PER_ADDRESS = (60, 600)
    answers = [post("203.0.113.7", decision="accept_all") for _post in range(2000)]
    assert (answers.count(200), answers.count(429)) == (60, 1940)
    assert ConsentEvent.objects.count() == 60
    assert DailyCount.objects.count() == 1


def test_posts_from_many_addresses_stop_at_the_sites_own_limit(settings) -> None:
    settings.CONSENT_NEW_RECEIPTS_PER_HOUR = 25
    answers = [post(f"203.0.113.{number}", decision="accept_all") for number in range(60)]
    assert (answers.count(200), answers.count(429)) == (25, 35)
    assert ConsentEvent.objects.count() == 25


def test_whoever_has_a_receipt_may_change_it_while_the_site_is_flooded(client: Client, choose, settings) -> None:
    choose(decision="accept_all")
    settings.CONSENT_NEW_RECEIPTS_PER_HOUR = 1
    assert choose(statistics="on").status_code == 303
    assert choose(decision="refuse_all").status_code == 303


def test_refusals_are_never_held_back_and_make_no_row(settings) -> None:
    settings.CONSENT_GRANTS_PER_ADDRESS = (1, 600)
    settings.CONSENT_NEW_RECEIPTS_PER_HOUR = 0
    assert {post("203.0.113.7", decision="refuse_all") for _post in range(50)} == {200}
    assert ConsentEvent.objects.count() == 0
    assert DailyCount.objects.count() == 1


def test_a_held_back_visitor_reads_why_and_nothing_is_stored(settings) -> None:
    settings.CONSENT_NEW_RECEIPTS_PER_HOUR = 0
    response = Client().post("/cookies/choice/", {"decision": "accept_all"})
    assert response.status_code == 429
    assert "Nothing optional is stored" in response.text
    assert not response.cookies


@pytest.mark.parametrize(
    ("proxies", "forwarded", "address"),
    [
        (0, "198.51.100.1", "203.0.113.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "10.0.0.1", "203.0.113.7"),
        (1, "", "203.0.113.7"),
    ],
)
def test_the_address_comes_from_the_sites_own_proxies_alone(settings, proxies, forwarded, address) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    request = RequestFactory().get("/", headers={"x-forwarded-for": forwarded}, REMOTE_ADDR="203.0.113.7")
    assert throttle.client_address(request) == address


def test_the_count_is_kept_under_no_address() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="203.0.113.7")
    at = timezone.now()
    key = throttle.counter_key(request, at)
    assert not throttle.too_many_from(request, at)
    assert cache.get(key) == 1
    assert "203.0.113" not in key
    assert throttle.counter_key(request, at + dt.timedelta(days=1)) != key, "and under another one tomorrow"
