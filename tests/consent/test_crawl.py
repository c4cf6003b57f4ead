"""Every page of the site, off the matrix of routes, in every state of consent: nothing stored that should not be.

In a real browser every page is opened while nothing has been chosen (``CRAWL=every``: in each state): most of them by
tests/journeys/test_pages.py, which looks for what is stored too, the others here. With nothing and with everything
agreed to, every page is asked for over plain HTTP; in each state a browser opens those that differ in what their script
does.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from consent import conf
from tests.cast import sign_in
from tests.consent import crawl
from tests.journeys.test_pages import LOOKED_AT, pages_of, signed_in
from tests.matrix import ground as grounds
from tests.matrix.roles import ROLES

# CRAWL=every opens every page in each of the six states, which takes some minutes more.
WITH_EVERY_PAGE = list(crawl.STATES) if os.environ.get("CRAWL") == "every" else ["nothing chosen"]
VARIED = {
    "anonymous": ["/", "/recommendations/", "/cookies/", "/cookies/mine/", "/accounts/login/", "/embed/areas/", "/no/"],
    "reporter": ["/reporting/", "/accounts/security/"],
    "administrator": ["/styleguide/", "/admin/", "/admin/consent/noticeversion/", "/admin/consent/consentevent/"],
}


@pytest.fixture
def people(charlie, alice, fatima, bob, carol, ada) -> dict[str, object]:
    return dict(zip(ROLES[1:], (charlie, alice, fatima, bob, carol, ada), strict=True))


@pytest.fixture
def ground(verania, lantern, alice, fatima, bob, carol, ada) -> grounds.Things:
    return grounds.lay(verania=verania, lantern=lantern, alice=alice, fatima=fatima, bob=bob, carol=carol, ada=ada)


@pytest.fixture
def opened(new_context: Callable[..., BrowserContext], live_server, people) -> Callable[..., Page]:
    """A fresh browser of a role, whose answer about cookies was ``granted``."""

    def page(role: str, granted: crawl.Granted) -> Page:
        context = new_context()
        context.set_default_timeout(30_000)
        signed_in(made := context.new_page(), people.get(role), live_server.url)
        if granted is not None:
            value = crawl.answer(granted, people.get(role))
            context.add_cookies([{"name": conf.cookie_name(), "value": value, "url": live_server.url}])
        return made

    return page


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestEveryPage:
    """ePrivacy 5(3): nothing is stored or read before consent, whatever the technique; no request to a third party."""

    # Another organisation's people open no page that the first one's do not.
    @pytest.mark.parametrize("role", [role for role in ROLES if role != "other"])
    @pytest.mark.parametrize("state", WITH_EVERY_PAGE)
    def test_no_page_stores_what_nobody_agreed_to(self, state: str, role: str, opened, live_server, ground) -> None:
        granted = crawl.STATES[state]
        addresses = crawl.addresses_of(role, ground, every_model=False)
        if state == "nothing chosen":
            seen_there = {row.address(ground) for one in LOOKED_AT for row in pages_of(one)}
            addresses = [address for address in addresses if address not in seen_there]
        assert crawl.crawled(opened(role, granted), live_server.url, addresses, granted) == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestEachAnswer:
    @pytest.mark.parametrize("state", crawl.STATES)
    def test_pages_store_no_more_than_was_agreed_to(self, state: str, opened, live_server, ground) -> None:
        granted = crawl.STATES[state]
        wrong = {}
        for role, addresses in VARIED.items():
            wrong |= crawl.crawled(opened(role, granted), live_server.url, addresses, granted)
        assert wrong == {}


@pytest.mark.services
@pytest.mark.django_db
class TestPlainHttp:
    @pytest.mark.parametrize("state", ["refused all", "accepted all"])
    def test_no_answer_sets_a_cookie_that_was_not_agreed_to(self, state: str, settings, ground, people) -> None:
        settings.CONSENT_GUARD_RAISES = False
        granted, wrong = crawl.STATES[state], {}
        for role in ROLES:
            client = Client(raise_request_exception=False)
            if role in people:
                sign_in(client, people[role])
            if granted is not None:
                client.cookies[conf.cookie_name()] = crawl.answer(granted, people.get(role))
            for address in crawl.addresses_of(role, ground):
                if found := crawl.not_allowed(crawl.cookies_set(client, address), granted):
                    wrong[f"{role} {address}"] = found
        assert wrong == {}
