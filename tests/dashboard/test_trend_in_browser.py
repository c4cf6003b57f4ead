"""The chart over time in Chromium: values by pointer and by keys, series taken out, months played through."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from tests.browser import WCAG, WHAT_IS_WRONG
from tests.dashboard import world as worlds


@pytest.fixture
def figure(quiet_page: Page, live_server, carol: User, transactional_db) -> Locator:
    worlds.full(carol)
    quiet_page.goto(f"{live_server.url}/")
    return quiet_page.locator("figure.chart").filter(has=quiet_page.locator(".chart-month"))


def rows(figure: Locator) -> list[list[str]]:
    """The table behind the chart: a day and a number for each series."""
    found = figure.locator("tbody tr").evaluate_all(
        "rows => rows.map(row => [...row.querySelectorAll('th, td.num')].map(cell => cell.textContent.trim()))"
    )
    assert len(found) > 3
    return found


def shown(figure: Locator) -> list[str]:
    """The month and the numbers that the reader sees."""
    return [figure.locator("output").inner_text(), *figure.locator(".chart-key b").all_inner_texts()]


@pytest.mark.browser
def test_keys_move_through_the_months_and_say_the_numbers(figure: Locator) -> None:
    table, slider = rows(figure), figure.get_by_role("slider", name="Month")
    assert shown(figure) == table[-1]
    slider.focus()
    for place in (-2, -3):
        slider.press("ArrowLeft")
        assert shown(figure) == table[place]
        said = slider.get_attribute("aria-valuetext") or ""
        assert said.startswith(table[place][0]) and f"Completed {table[place][1]}" in said
    slider.press("Home")
    assert shown(figure) == table[0]
    day = figure.locator("output a")
    expect(day).to_have_attribute("href", re.compile(r"^/\?as_of=\d{4}-\d\d-\d\d$"))


@pytest.mark.browser
def test_the_pointer_shows_the_month_under_it(figure: Locator) -> None:
    table, drawing = rows(figure), figure.locator(".wide-only svg")
    box = drawing.bounding_box()
    assert box
    drawing.hover(position={"x": 2, "y": 150})
    assert shown(figure) == table[0]
    cursor = figure.locator(".wide-only .chart-cursor")
    before = cursor.get_attribute("d")
    drawing.hover(position={"x": box["width"] - 10, "y": 150})
    assert shown(figure) == table[-1]
    assert cursor.get_attribute("d") != before


@pytest.mark.browser
def test_a_series_is_taken_out_and_put_back(figure: Locator) -> None:
    areas = figure.locator(".wide-only [data-role=area]")
    before = areas.evaluate_all("areas => areas.map(area => area.firstChild.getAttribute('d'))")
    first = figure.get_by_role("checkbox").first
    first.uncheck()
    expect(areas.first).to_be_hidden()
    after = areas.evaluate_all("areas => areas.map(area => area.firstChild.getAttribute('d'))")
    assert after[1] != before[1], "what stood on it has come down"
    said = figure.get_by_role("slider").get_attribute("aria-valuetext") or ""
    assert (first.get_attribute("data-name") or "?") not in said
    first.check()
    expect(areas.first).to_be_visible()
    again = areas.evaluate_all("areas => areas.map(area => area.firstChild.getAttribute('d'))")
    for one, other in zip(before, again, strict=True):
        assert [float(n) for n in re.findall(r"[\d.]+", other)] == pytest.approx(
            [float(n) for n in re.findall(r"[\d.]+", one)], abs=0.02
        )


@pytest.mark.browser
def test_months_pass_by_themselves_and_stop_at_the_last(figure: Locator) -> None:
    table, play = rows(figure), figure.get_by_role("button", name="Play")
    play.click()
    expect(figure.locator("output")).not_to_have_text(table[-1][0])
    expect(play).to_have_attribute("aria-pressed", "true")
    expect(figure.locator("output")).to_have_text(table[-1][0])
    expect(play).to_have_attribute("aria-pressed", "false")


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/", "/ar/"])
def test_the_controls_are_accessible_and_mirrored(figure: Locator, live_server, path: str) -> None:
    page = figure.page
    page.goto(live_server.url + path)
    options = {"runOnly": WCAG, **WHAT_IS_WRONG}
    found = Axe().run(page, context="figure.chart[aria-labelledby=trend-finding]", options=options)
    assert found.response["violations"] == []
    table = rows(figure)
    drawing = figure.locator(".wide-only svg")
    box = drawing.bounding_box()
    assert box
    start = box["width"] - 2 if path == "/ar/" else 2
    drawing.hover(position={"x": start, "y": 150})
    assert shown(figure)[1:] == table[0][1:]


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_without_script_the_numbers_are_a_table(browser, live_server, carol: User) -> None:
    worlds.full(carol)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/")
    figure = page.locator("figure.chart").filter(has=page.locator(".chart-month"))
    expect(figure.get_by_role("slider")).to_be_hidden()
    expect(figure.get_by_role("checkbox").first).to_be_hidden()
    figure.get_by_text("Numbers as a table").click()
    expect(figure.get_by_role("table")).to_be_visible()
    context.close()
