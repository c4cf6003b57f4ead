"""The first screen: how much it weighs, that nothing moves on it, and that it shows data."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Page

from accounts.models import User
from tests.dashboard import world as worlds

KB = 1024
FIRST_PAINT, SCRIPT = 60 * KB, 16 * KB
COMMITMENTS = 150  # as many as stand as squares on one page
SCREENS = [(1280, 800), (390, 844)]
# What is the first piece of data on a page: it must stand whole above the fold and above the cookie question.
FIRST_DATA = {
    "/": ".units tbody tr",
    "/areas/alpha/": ".units tbody tr, #results a[href*='/commitments/']",
    "/recommendations/": "#results a[href*='/recommendations/ED']",
    "/organisations/": "#results a[href*='/organisations/']",
    "/commitments/": "#results a[href*='/commitments/']",
    "/reports/": "#results a[href*='/reports/']",
    "/gaps/": "#results table tbody tr, #results li",
}
ADD_UP_SHIFTS = """
  window.shifted = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((entry) => (window.shifted += entry.value)))
    .observe({ type: "layout-shift", buffered: true });
"""
IS_SEEN = """(selector) => {
  const banner = document.querySelector(".is-asking").getBoundingClientRect();
  const nodes = [...document.querySelectorAll(selector)].filter((node) => node.getClientRects().length);
  const box = nodes.length ? nodes[0].getBoundingClientRect() : null;
  return box ? [Math.round(box.bottom), Math.round(Math.min(banner.top, window.innerHeight))] : null;
}"""


def compressed(content: bytes) -> int:
    """As the site sends what it has not compressed beforehand: Brotli makes files smaller still."""
    return len(gzip.compress(content, 6))


def static(address: str) -> bytes:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), address
    return Path(found).read_bytes()


def blocking(html: str) -> list[str]:
    """The files without which nothing is painted: stylesheets, and scripts that are not put off."""
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', html)
    scripts = [tag for tag in re.findall(r"<script\b[^>]*>", html) if "src=" in tag and "defer" not in tag]
    return styles + [re.findall(r'src="([^"]+)"', tag)[0] for tag in scripts]


@pytest.mark.any_database
@pytest.mark.django_db
@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_the_first_paint_of_the_dashboard_is_light(client: Client, carol: User, prefix: str) -> None:
    world = worlds.full(carol)
    for number in range(COMMITMENTS - len(world.commitments)):
        worlds.commit(world, f"promise {number} of many", number % 3, [number % 4], "2025-06-01")
    html = client.get(f"{prefix}/").content
    files = blocking(html.decode())
    weights = {"the page": compressed(html)} | {name: compressed(static(name)) for name in files}
    assert len(files) >= 2
    assert sum(weights.values()) < FIRST_PAINT, weights


@pytest.mark.any_database
@pytest.mark.django_db
def test_script_is_little_and_put_off(client: Client, carol: User) -> None:
    """All of ours together. The one library, htmx, comes with live filters alone, and after the first paint."""
    world = worlds.full(carol)
    ours = sorted((Path(settings.BASE_DIR) / "static").rglob("*.js"))
    assert len(ours) > 8
    assert sum(compressed(path.read_bytes()) for path in ours) < SCRIPT
    for address in [*FIRST_DATA, f"/commitments/{world.commitments['hotline'].pk}/", "/about/"]:
        html = client.get(address).content.decode()
        scripts = re.findall(r'<script\b[^>]*src="([^"]+)"[^>]*>', html)
        libraries = [name for name in scripts if not any(name.endswith(f"/{path.name}") for path in ours)]
        assert not any(name.endswith(".js") for name in blocking(html)), address
        assert libraries in ([], ["/static/django_htmx/htmx-2.min.js"]), address


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_the_first_screen_shows_data_and_nothing_moves(
    page: Page, live_server, carol: User, width: int, height: int
) -> None:
    worlds.full(carol)
    page.set_viewport_size({"width": width, "height": height})
    page.add_init_script(ADD_UP_SHIFTS)
    hidden, moved = {}, {}
    for language in ("", "/fr", "/ar"):
        for address, selector in FIRST_DATA.items():
            page.goto(f"{live_server.url}{language}{address}", wait_until="networkidle")
            seen = page.evaluate(IS_SEEN, selector)
            if seen is None or seen[0] > seen[1]:
                hidden[language + address] = seen
            if shift := round(page.evaluate("window.shifted"), 3):
                moved[language + address] = shift
    assert hidden == {}, "what ends below the first screen, and where that ends"
    assert moved == {}


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_header_is_one_line_at_every_width_in_every_language(quiet_page: Page, live_server, carol: User) -> None:
    worlds.full(carol)
    header = quiet_page.locator(".site-header")
    for prefix in ("", "/fr", "/es", "/ar"):
        quiet_page.goto(f"{live_server.url}{prefix}/about/")
        for width in range(1024, 1401, 8):
            quiet_page.set_viewport_size({"width": width, "height": 700})
            box = header.bounding_box()
            assert box and box["height"] <= 66, (prefix, width, box)
