"""Pages on the smallest phone with text twice as large: nothing scrolls sideways, nothing covers the focus.

tests/journeys/test_pages.py looks at each page so in English; here are languages with longer words, and the other way.
"""

from __future__ import annotations

import pytest
from django.conf import settings
from django.utils import translation
from playwright.sync_api import Browser, Page

from tests.journeys.test_pages import LARGE, is_page
from tests.matrix.ground import Things
from tests.matrix.roles import ROLES, Visitors
from tests.matrix.rows import ROWS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Pages, and a part of one, that test_pages.py does not look at.
ALSO = ("api:docs", "consent_notice", "opendata:embed", "stakeholders:find_organisations")
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
# How much of the window the question takes, and whether what has the focus lies behind it or outside of the window.
SHARE = "document.querySelector('.is-asking').getBoundingClientRect().height / window.innerHeight"
COVERED = """() => {
  const banner = document.querySelector(".is-asking"), node = document.activeElement;
  if (!node || node === document.body || banner.contains(node)) return "";
  const box = node.getBoundingClientRect();
  return box.bottom <= 0 || box.top >= banner.getBoundingClientRect().top - 1 ? node.outerHTML.slice(0, 200) : "";
}"""


def pages(role: str, ground: Things) -> list[str]:
    """The address of each page of a person that this role may open, in the language that is active."""
    number = ROLES.index(role)
    may_open = [row for row in ROWS if row.answers("GET")[number : number + 1] == ["200"]]
    return [row.address(ground) for row in may_open if is_page(row) or row.route in ALSO]


@pytest.mark.parametrize(
    ("role", "language"),
    [("anonymous", "ar"), ("focal point", "fr"), ("administrator", "es")],
)
def test_nothing_scrolls_sideways_at_320_pixels_with_text_at_200_percent(
    browser: Browser, live_server, ground: Things, visitors: Visitors, role: str, language: str
) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 640})
    if role != "anonymous":
        session = visitors.client(role).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
    page = context.new_page()
    wrong = {}
    with translation.override(language):
        addresses = pages(role, ground)
    assert len(addresses) > 20
    for address in addresses:
        page.goto(live_server.url + address, wait_until="domcontentloaded")
        page.evaluate(LARGE)
        needed, there = page.evaluate(WIDTHS)
        if needed > there:
            wrong[address] = needed
    context.close()
    assert wrong == {}


@pytest.mark.parametrize(("width", "height"), [(390, 844), (360, 640), (1280, 800)])
@pytest.mark.parametrize("language", ["", "/fr", "/ar"])
def test_the_cookie_question_takes_little_and_never_covers_the_focus(
    page: Page, live_server, ground: Things, language: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{live_server.url}{language}/commitments/")
    assert page.evaluate(SHARE) < 0.335
    if height == 844:
        assert page.evaluate(SHARE) < 0.25

    for _turn in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(COVERED) == ""
