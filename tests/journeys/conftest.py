"""Browsers of several people at once, watched for every error, policy violation and request to another host."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from accounts.models import User
from consent import notices
from tests.accounts.test_second_factor import code_now
from tests.browser import follow
from tests.cast import PASSWORD

ABORTED = "net::ERR_ABORTED"


@pytest.fixture(autouse=True)
def _read_the_notice_anew() -> Iterator[None]:
    """A process keeps the notice for some seconds; each test has a database of its own."""
    notices.forget()
    yield
    notices.forget()


class Watch:
    """Hears of everything that must not happen in a browser."""

    def __init__(self, host: str) -> None:
        self.host = host
        self.problems: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Watch every page of that browser. Violations of the policy are console errors too."""
        context.on("console", lambda said: said.type == "error" and self._note("console", said.text, said.location))
        context.on("weberror", lambda error: self._note("script", error.error))
        context.on("request", lambda asked: self._is_elsewhere(asked.url) and self._note("elsewhere", asked.url))
        # A download, and what was still on its way when the next page was asked for, count as aborted.
        context.on("requestfailed", lambda asked: asked.failure != ABORTED and self._note(asked.url, asked.failure))

    def _is_elsewhere(self, url: str) -> bool:
        parts = urlsplit(url)
        return parts.scheme not in ("data", "blob") and parts.netloc != self.host

    def _note(self, *what: object) -> None:
        self.problems.append(" ".join(map(str, what)))


@pytest.fixture
def watch(live_server) -> Iterator[Watch]:
    """Fails the test when anything was noted."""
    watch = Watch(urlsplit(live_server.url).netloc)
    yield watch
    assert not watch.problems


@pytest.fixture
def browse(new_context: Callable[..., BrowserContext], live_server, watch: Watch) -> Callable[..., Page]:
    """A page in a new browser profile; ``options`` are Playwright's for a context."""

    def opened(**options) -> Page:
        context = new_context(base_url=live_server.url, **options)
        context.set_default_timeout(30_000)
        watch.over(context)
        return context.new_page()

    return opened


def sign_in(page: Page, user: User) -> Page:
    """Through the sign-in page, with the second factor where the person has one."""
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    if user.authenticator_set.exists():
        expect(page.get_by_role("heading", name="Second step")).to_be_visible()
        page.get_by_label("Code").fill(code_now())
        follow(page.get_by_role("button", name="Sign in", exact=True))
    menu = page.get_by_role("button", name="Menu", exact=True)
    if menu.is_visible():  # on a phone
        menu.click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    if menu.is_visible():
        page.get_by_role("button", name="Close menu").click()
    return page
