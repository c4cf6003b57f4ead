"""Chromium for tests: a page that fails its test on any console error or policy violation, and axe.

The fixtures of pytest-playwright (``page``, ``context``, ``new_context``) drive Debian's Chromium against
``live_server`` (``http://localhost:…``, where passkeys work without HTTPS). Mark such tests ``browser``.

Taken is its build without windows where that is installed: the same engine, but a new profile costs a third of the
time, since no window and no bar of buttons is made for a screen that is not there. ``CHROMIUM`` names another.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

# Playwright keeps an event loop in the test's thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Milliseconds. Five seconds, the default, are too few for a busy machine; a page that is right waits no longer.
expect.set_options(timeout=20_000)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What axe tells of: to describe all that is right takes it longer than to look.
WHAT_IS_WRONG = {"resultTypes": ["violations"]}


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Debian's Chromium, without its own errands on the network."""
    quiet = ["--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {
        "executable_path": os.environ.get("CHROMIUM") or shutil.which("chromium-headless-shell") or "/usr/bin/chromium",
        "args": ["--no-sandbox", "--disable-gpu", *quiet],
    }


@pytest.fixture
def quiet_page(page: Page) -> Iterator[Page]:
    """A page in a fresh profile. A console error (policy violations are such) or a script error fails the test."""
    problems: list[str] = []
    page.on(
        "console",
        lambda message: problems.append(f"{message.text} {message.location}") if message.type == "error" else None,
    )
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    assert not problems


def follow(way: Locator) -> None:
    """Press what leads to another page, and wait until that one has loaded: what comes next is asked of it."""
    with way.page.expect_navigation():
        way.click()


def choose(page: Page, name: str, value: str) -> None:
    """Choose a value of a filter, behind its menu."""
    box = f'[name="{name}"][value="{value}"]'
    page.locator("form.filters details").filter(has=page.locator(box)).locator("summary").click()
    page.locator(f"form.filters {box}").check()


def go_to_the_end(page: Page) -> None:
    """Scroll down: the question about cookies stands over the end of the window, and at a page's end covers nothing."""
    page.evaluate("window.scrollTo(0, document.documentElement.scrollHeight)")


def assert_accessible(page: Page) -> None:
    """Axe finds nothing on the page as it stands, and the page does not scroll sideways. Side effect: scrolls down."""
    go_to_the_end(page)
    found = Axe().run(page, options={"runOnly": WCAG, **WHAT_IS_WRONG}).response["violations"]
    described = [f"{item['id']}: {[node['html'] for node in item['nodes']][:3]}" for item in found]
    assert not described, page.url
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url
