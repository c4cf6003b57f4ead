"""Charts framed on somebody else's page, in Chromium: they fit their box, keep nothing, run nothing."""

from __future__ import annotations

import functools
import html
import http.server
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, Frame, Page

from accounts.models import User
from tests.browser import assert_accessible
from tests.dashboard import world as worlds
from tests.dashboard.addresses import EMBEDS, FILTERED

BOXES = [(200, 150), (320, 520), (640, 520), (1200, 520)]
SMALLEST_TEXT = 11  # pixels between the top and the foot of a line

MEASURE = """() => {
  const seen = [...document.querySelectorAll("svg text")].filter(node => node.getClientRects().length);
  const page = document.documentElement;
  return {
    fits: page.scrollWidth <= page.clientWidth,
    text: seen.map(node => node.getBoundingClientRect().height),
    drawn: seen.length > 0,
    paper: getComputedStyle(document.body).backgroundColor,
  };
}"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """The test's output is no access log."""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """Another site: its address, and the page that it serves."""
    handler = functools.partial(Quiet, directory=str(tmp_path))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/page.html", tmp_path / "page.html"
        server.shutdown()


def framed(page: Page, elsewhere: tuple[str, Path], address: str, width: int, height: int) -> Frame:
    """The chart's page inside a frame of that size on the other site."""
    host, file = elsewhere
    file.write_text(
        f'<!doctype html><meta charset="utf-8"><body style="margin:0">'
        f'<iframe src="{address}" title="chart" width="{width}" height="{height}" style="border:0"></iframe>'
    )
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{host}?{width}{address}")  # an address of its own, or it comes from a cache
    return page.frames[1]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_a_frame_fits_its_box_reads_well_and_keeps_nothing(browser: Browser, live_server, carol: User, elsewhere):
    worlds.full(carol)
    for dark in (False, True):
        scheme = "dark" if dark else "light"
        context = browser.new_context(java_script_enabled=True, color_scheme=scheme)
        page = context.new_page()
        papers = set()
        for address in EMBEDS:
            for width, height in BOXES[dark::2]:
                frame = framed(page, elsewhere, live_server.url + address, width, height)
                found = frame.evaluate(MEASURE)
                where = (address, width, found)
                assert found["fits"], where
                assert found["drawn"] == (width > 256), where
                assert min(found["text"], default=99) >= SMALLEST_TEXT, where
                assert frame.get_by_role("heading", level=2).is_visible(), where
                papers.add(found["paper"])
        assert papers == {"rgb(18, 24, 31)" if dark else "rgb(251, 249, 244)"}
        assert context.cookies() == []
        context.close()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_the_smallest_box_is_accessible(quiet_page: Page, live_server, carol: User) -> None:
    worlds.full(carol)
    quiet_page.set_viewport_size({"width": 200, "height": 150})
    for address in EMBEDS:
        quiet_page.goto(live_server.url + address)
        assert_accessible(quiet_page)


def test_only_embeds_may_be_framed_and_they_set_nothing(client: Client, world: worlds.World) -> None:
    for address in EMBEDS:
        answer = client.get(address)
        policy = answer.headers["Content-Security-Policy"]
        assert "frame-ancestors *" in policy and "script-src 'self'" in policy and "form-action 'none'" in policy
        assert "X-Frame-Options" not in answer.headers
        assert not answer.cookies and b"<form" not in answer.content
        # One script tells how tall the chart is, another reads months out of a chart over time. Both are ours.
        scripts = [b"charts.js", b"embedded.js"] if address == "/embed/trend/" else [b"embedded.js"]
        found = re.findall(rb"<script[^>]*>", answer.content)
        assert found == [b'<script src="/static/js/%s" defer>' % script for script in scripts]
    for address in FILTERED:
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], address
        assert answer.headers["X-Frame-Options"] == "DENY", address


CODE = re.compile(r"&lt;iframe .*?&lt;/iframe&gt;\n&lt;script .*?&lt;/script&gt;", re.DOTALL)
SHOWN = """() => ({
  content: Math.max(...[...document.querySelectorAll("main")].map(node => node.getBoundingClientRect().bottom)),
  box: window.innerHeight,
})"""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripted", [False, True])
@pytest.mark.parametrize("language", ["", "/fr", "/ar"])
def test_the_code_shows_the_whole_chart_at_any_width(
    browser: Browser, live_server, settings, carol: User, elsewhere, scripted: bool, language: str
) -> None:
    worlds.full(carol)
    settings.SITE_URL = live_server.url
    host, file = elsewhere
    context = browser.new_context(java_script_enabled=True)
    page = context.new_page()
    page.goto(f"{live_server.url}{language}/data/")
    codes = [html.unescape(code) for code in CODE.findall(page.content().replace("<", "&lt;").replace(">", "&gt;"))]
    codes = [html.unescape(code) for code in codes]
    assert len(codes) == len(EMBEDS)
    for number, code in enumerate(codes):
        if not scripted:
            code = code.partition("\n")[0]
        file.write_text(f'<!doctype html><meta charset="utf-8"><body style="margin:0">{code}')
        stated = int(re.findall(r'height="(\d+)"', code)[0])
        for width in (300, 420, 600, 1100):
            page.set_viewport_size({"width": width, "height": 900})
            page.goto(f"{host}?{width}{number}{scripted}{language}")
            frame = page.frames[1]
            frame.wait_for_load_state()
            if scripted:
                page.wait_for_function(f"document.querySelector('iframe').height !== '{stated}'")
            page.wait_for_function("document.querySelector('iframe').getBoundingClientRect().height > 0")
            found = frame.evaluate(SHOWN)
            assert found["content"] <= found["box"], (code, width, found)
            if scripted:
                assert found["box"] - found["content"] < 40, (code, width, found)
    assert context.cookies() == []
    context.close()


def test_a_chart_that_cannot_be_drawn_is_not_offered(client: Client, world: worlds.World) -> None:
    page = client.get("/data/?overdue=true&actor_type=ngo&actor_type=government").content.decode()
    assert "/charts/trend.svg" not in page and "/embed/trend/" not in page
    assert "/charts/areas.svg" in page


def test_the_code_to_copy_names_the_frame(client: Client, world: worlds.World) -> None:
    page = client.get("/data/?area=alpha").content.decode()
    for address in EMBEDS:
        assert f'{address}?area=alpha" title="' in page.replace("&quot;", '"'), address
