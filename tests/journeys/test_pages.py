"""Every page of the matrix in Chromium: axe, headings, landmarks, width, console, and what it stores.

The first role that may open it looks at it in English on a light desktop and in Arabic on a dark phone, there in forced
colours too; each other role in English where it finds something that those before do not. All are looked at as narrow
as 320 px too, in English with text twice as large (tests/matrix/test_small_screens.py has other languages). Nobody has
answered about cookies yet: no page may store what needs consent (tests/consent/test_crawl.py goes on from there). The
pages of one's own account have the like in tests/accounts, the admin is Django's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import lxml.html
import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import Client
from django.utils import translation
from playwright.sync_api import Page

from tests.browser import WCAG, go_to_the_end
from tests.cast import sign_in
from tests.consent import crawl
from tests.journeys.conftest import Watch
from tests.matrix import ground as grounds
from tests.matrix.roles import ROLES
from tests.matrix.row import Row
from tests.matrix.rows_public import ROWS as PUBLIC
from tests.matrix.rows_work import ROWS as WORK

# What is no page for people: data, pictures, feeds, and pages that stand in other sites' frames.
NO_PAGES = (
    "data:",
    "api:",
    "consent_",
    "identity:",
    "healthz",
    "readyz",
    "data:evidence",
    "opendata:embed",
    "opendata:calendar",
    "reporting:changes",
    "stakeholders:find_organisations",
)
NO_PAGE_ENDS = ("feed", "-file", "_calendar", ":opensearch", "sheet_download", "_table")
LOOK = """async rules => {
  const found = await window.axe.run({runOnly: rules, resultTypes: ["violations"]});
  const root = document.documentElement;
  return {
    axe: found.violations.map(one => one.id + ": " + one.nodes.slice(0, 3).map(node => node.html).join(" ")),
    wide: root.scrollWidth > root.clientWidth,
    headings: document.querySelectorAll("h1").length,
    mains: document.querySelectorAll("main").length,
    title: document.title.trim(),
    direction: root.dir,
  };
}"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
LARGE = "document.documentElement.style.fontSize = '200%'"
# What other colours can break; the rest of a page does not change with them.
OF_COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}

# Whoever reports or is a focal point for another organisation, and a stranger, open no page that these do not.
LOOKED_AT = ("anonymous", "reporter", "focal point", "curator", "administrator")

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def is_page(row: Row) -> bool:
    return not row.route.startswith(NO_PAGES) and not row.route.endswith(NO_PAGE_ENDS)


def pages_of(role: str) -> list[Row]:
    """The pages that this role opens; public ones are the same for all, so a visitor looks at them."""
    rows = PUBLIC if role == "anonymous" else WORK
    return [
        row for row in rows if is_page(row) and row.answers("GET") and row.answers("GET")[ROLES.index(role)] == "200"
    ]


def is_first_to_see(role: str, row: Row) -> bool:
    """True for the first role, in their order, that may open the page."""
    return row.answers("GET").index("200") == ROLES.index(role)


def readers_before(role: str, row: Row) -> list[str]:
    """The roles looked at before this one that may open the page too."""
    answers = row.answers("GET")
    return [one for one in LOOKED_AT[: LOOKED_AT.index(role)] if answers[ROLES.index(one)] == "200"]


def parts(client: Client, address: str) -> set[tuple[object, ...]]:
    """Which elements the main part of a page has, each with its attributes, its classes and where it stands."""
    main = lxml.html.fromstring(client.get(address).content).find(".//main")
    return {
        (one.getparent().tag, one.tag, one.get("class"), one.get("type"), one.get("role"), *sorted(one.attrib))
        for one in main.iterdescendants(lxml.etree.Element)
    }


@pytest.fixture
def ground(verania, lantern, alice, fatima, bob, carol, ada) -> Iterator[grounds.Things]:
    return grounds.lay(verania=verania, lantern=lantern, alice=alice, fatima=fatima, bob=bob, carol=carol, ada=ada)


@pytest.fixture
def people(charlie, alice, fatima, bob, carol, ada) -> dict[str, object]:
    return dict(zip(ROLES[1:], (charlie, alice, fatima, bob, carol, ada), strict=True))


def signed_in(page: Page, person, base: str) -> Page:
    """The page with a session of that person."""
    if person is not None:
        cookies = sign_in(Client(), person).cookies
        page.context.add_cookies([{"name": name, "value": one.value, "url": base} for name, one in cookies.items()])
    return page


def faults(page: Page, direction: str, rules: object) -> list[str]:
    """What is wrong with the page as it stands, in words."""
    stored = crawl.stored_by(page)
    go_to_the_end(page)
    page.evaluate(AXE_SCRIPT)
    seen = page.evaluate(LOOK, rules)
    found = list(seen["axe"])
    if seen["wide"]:
        found.append("scrolls sideways")
    if (seen["headings"], seen["mains"], bool(seen["title"])) != (1, 1, True):
        found.append(f"{seen['headings']} h1, {seen['mains']} main, title {seen['title']!r}")
    if seen["direction"] != direction:
        found.append(f"dir {seen['direction']!r}")
    return found + [f"stores {one}" for one in crawl.not_allowed(stored, None)]


class Look:
    """Opens pages and gathers what is wrong with them."""

    def __init__(self, page: Page, rules: object = WCAG) -> None:
        self.page, self.rules, self.wrong = page, rules, {}
        page.add_init_script(crawl.LISTEN)

    def at(self, row: Row, ground: grounds.Things, *, language: str, scheme: str, width: int) -> None:
        self.page.emulate_media(color_scheme=scheme)
        self.page.set_viewport_size({"width": width, "height": 900})
        with translation.override(language):
            address = row.address(ground)
        answer = self.page.goto(address)
        found = faults(self.page, "rtl" if address.startswith("/ar/") else "ltr", self.rules)
        if answer.status != 200:
            found.append(f"status {answer.status}")
        if width < 400:
            found += self._in_forced_colours()
        self.page.set_viewport_size({"width": 320, "height": 900})
        if self.page.evaluate(SIDEWAYS):
            found.append("scrolls sideways at 320 px")
        if language == "en" and self.page.evaluate(LARGE) and self.page.evaluate(SIDEWAYS):
            found.append("scrolls sideways at 320 px and 200%")
        if found:
            self.wrong[f"{address} {scheme} {width}"] = found

    def _in_forced_colours(self) -> list[str]:
        """What axe finds in the colours of a system with high contrast, on the page as it stands."""
        self.page.emulate_media(forced_colors="active")
        assert self.page.evaluate("matchMedia('(forced-colors: active)').matches")
        found = self.page.evaluate(LOOK, OF_COLOURS)["axe"]
        self.page.emulate_media(forced_colors="none")
        return [f"forced colours: {one}" for one in found]


@pytest.fixture
def look_at(
    browse: Callable[..., Page], watch: Watch, live_server, ground: grounds.Things, people
) -> Callable[[str], dict[str, list[str]]]:
    """Opens the pages of a role; gives what is wrong, by page."""
    clients = {one: sign_in(Client(), people[one]) for one in LOOKED_AT[1:]}

    def has_something_new(role: str, row: Row) -> bool:
        if not (before := readers_before(role, row)):
            return True
        address = row.address(ground)
        return not parts(clients[role], address) <= set().union(*(parts(clients[one], address) for one in before))

    def looked(role: str) -> dict[str, list[str]]:
        look = Look(signed_in(browse(), people.get(role), live_server.url))
        for row in pages_of(role):
            if has_something_new(role, row):
                look.at(row, ground, language="en", scheme="light", width=1280)
            if is_first_to_see(role, row):
                look.at(row, ground, language="ar", scheme="dark", width=390)
        return look.wrong

    return looked


# Classes, so that one process need not open all of these pages.
class TestVisitors:
    def test_every_page_is_sound(self, look_at) -> None:
        assert look_at("anonymous") == {}


class TestTheOtherWayRound:
    """What colours and widths can break; axe's other rules tell of the same markup as above."""

    @pytest.mark.parametrize(("scheme", "width", "language"), [("dark", 1280, "en"), ("light", 390, "ar")])
    def test_every_page_is_sound(
        self, scheme: str, width: int, language: str, browse: Callable[..., Page], live_server, ground: grounds.Things
    ) -> None:
        look = Look(browse(), OF_COLOURS)
        for row in pages_of("anonymous"):
            look.at(row, ground, language=language, scheme=scheme, width=width)
        assert look.wrong == {}


class TestOrganisations:
    @pytest.mark.parametrize("role", ["reporter", "focal point"])
    def test_every_page_is_sound(self, role: str, look_at) -> None:
        assert look_at(role) == {}


class TestStaff:
    @pytest.mark.parametrize("role", ["curator", "administrator"])
    def test_every_page_is_sound(self, role: str, look_at) -> None:
        assert look_at(role) == {}
