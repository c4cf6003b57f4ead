"""Bots: however many posts come, the tables stay bounded, no address is kept, and a refusal is never held back."""

from __future__ import annotations

import datetime as dt
import logging
import os
from collections import Counter
from http.cookies import SimpleCookie

import pytest
from django.core.cache import caches
from django.test import Client, RequestFactory
from django.utils import timezone

from consent import conf, throttle
from consent.models import ConsentEvent, DailyCount
from tests.consent import flood

pytestmark = pytest.mark.django_db
logger = logging.getLogger(__name__)


def post(address: str, cookie: str = "", **fields: str) -> int:
    """A choice from one network address, with a cookie kept from earlier or none."""
    bot = Client(REMOTE_ADDR=address)
    if cookie:
        bot.cookies = SimpleCookie({"consent": cookie})
    return bot.post("/cookies/choice/", fields, headers={"accept": "application/json"}).status_code


def test_posts_from_one_address_stop_at_its_limit(settings) -> None:
    settings.CONSENT_GRANTS_PER_ADDRESS = (60, 600)
    answers = Counter(post("203.0.113.7", decision="accept_all") for _post in range(300))
    assert answers == {200: 60, 429: 240}
    assert ConsentEvent.objects.count() == 60
    assert DailyCount.objects.count() == 1


def test_other_addresses_do_not_push_an_address_out_of_the_count(settings) -> None:
    """The embedded cache of pages keeps three hundred entries: too few to count in."""
    settings.CONSENT_GRANTS_PER_ADDRESS = (1, 600)
    at, requests = timezone.now(), RequestFactory()
    asked = [requests.get("/", REMOTE_ADDR=f"203.0.{number // 250}.{number % 250}") for number in range(400)]
    assert not any(throttle.too_many_from(request, at) for request in asked)
    assert throttle.too_many_from(asked[0], at)


def test_a_cookie_sent_again_and_again_writes_one_row(client: Client, choose) -> None:
    choose(decision="accept_all")
    kept = client.cookies["consent"].value
    assert {post("203.0.113.7", kept, decision="refuse_all") for _post in range(30)} == {200}
    assert {post(f"203.0.113.{number}", kept, statistics="on") for number in range(30)} == {200}
    assert list(ConsentEvent.objects.order_by("number").values_list("kind", flat=True)) == [
        "grant",
        "withdraw",
        "grant",
    ]


def test_a_kept_cookie_that_turns_to_and_fro_is_held_back(client: Client, choose, settings) -> None:
    """The yes is what is limited; a no follows each at most once."""
    settings.CONSENT_GRANTS_PER_ADDRESS = (5, 600)
    choose(decision="accept_all")
    kept = client.cookies["consent"].value
    for _turn in range(30):
        post("203.0.113.7", kept, decision="refuse_all")
        post("203.0.113.7", kept, decision="accept_all")
    assert ConsentEvent.objects.count() <= 1 + 2 * 5 + 1


def test_many_addresses_with_one_receipt_stop_at_the_sites_own_limit(client: Client, choose, settings) -> None:
    settings.CONSENT_ANONYMOUS_ROWS_PER_HOUR = 10
    choose(decision="accept_all")
    kept = client.cookies["consent"].value
    for number in range(60):
        post(f"203.0.113.{number}", kept, **{("statistics", "preferences")[number % 2]: "on"})
    assert ConsentEvent.objects.count() == 20


def test_an_erased_receipt_writes_nothing_more(client: Client, choose) -> None:
    choose(decision="accept_all")
    kept = client.cookies["consent"].value
    for _turn in range(10):
        bot = Client()
        bot.cookies = SimpleCookie({"consent": kept})
        bot.post("/cookies/mine/erase/")
        post("203.0.113.7", kept, decision="refuse_all")
    assert ConsentEvent.objects.count() == 1


def test_a_flood_leaves_the_tables_bounded(settings) -> None:
    """The very views and both middlewares: 2,000 addresses, kept cookies, words of all kinds.

    ``FLOOD_POSTS=100000`` sends a hundred thousand (docs/consent.md has the figures); here as many as show that the
    rows stop growing while the posts go on.
    """
    settings.CONSENT_ANONYMOUS_ROWS_PER_HOUR = 40
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.CONSENT_THROTTLE_CACHE = "default"
    posts = int(os.environ.get("FLOOD_POSTS", "1500"))
    bots = flood.Bots()
    answers = bots.send(posts // 2)
    rows = ConsentEvent.objects.count()
    answers += bots.send(posts - posts // 2)
    logger.info("%s: %s rows, %s after half of the posts", dict(answers), ConsentEvent.objects.count(), rows)
    assert answers.total() == posts
    assert set(answers) == {200, 400, 429}
    assert 80 <= rows <= ConsentEvent.objects.count() <= 160, "twice the limit, and a no after each yes"
    assert DailyCount.objects.count() == 4, "one a language"


def test_posts_from_many_addresses_stop_at_the_sites_own_limit(settings) -> None:
    settings.CONSENT_ANONYMOUS_ROWS_PER_HOUR = 25
    answers = [post(f"203.0.113.{number}", decision="accept_all") for number in range(60)]
    assert (answers.count(200), answers.count(429)) == (25, 35)
    assert ConsentEvent.objects.count() == 25


def test_whoever_has_a_receipt_may_change_it_while_the_site_is_flooded(client: Client, choose, settings) -> None:
    choose(decision="accept_all")
    settings.CONSENT_ANONYMOUS_ROWS_PER_HOUR = 1
    assert choose(statistics="on").status_code == 303
    assert choose(decision="refuse_all").status_code == 303


def test_refusals_are_never_held_back_and_make_no_row(settings) -> None:
    settings.CONSENT_GRANTS_PER_ADDRESS = (1, 600)
    settings.CONSENT_ANONYMOUS_ROWS_PER_HOUR = 0
    assert {post("203.0.113.7", decision="refuse_all") for _post in range(50)} == {200}
    assert ConsentEvent.objects.count() == 0
    assert DailyCount.objects.count() == 1


def test_a_held_back_visitor_reads_why_and_nothing_is_stored(settings) -> None:
    settings.CONSENT_ANONYMOUS_ROWS_PER_HOUR = 0
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
    assert caches[conf.throttle_cache()].get(key) == 1
    assert "203.0.113" not in key
    assert throttle.counter_key(request, at + dt.timedelta(days=1)) != key, "and under another one tomorrow"
