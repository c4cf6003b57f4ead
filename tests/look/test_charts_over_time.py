"""Charts over time: areas on each other, names at their ends, marks where something happened, all of it mirrored."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

import charts
from charts import Bar, Lines, Note, Series, StackedBars, draw
from charts.lines import LABEL_PITCH, spread
from tests.look.drawings import ABOUT, DAYS, SERIES, SVG, parsed, texts_of

MONTHS = tuple(dt.date(2023 + (6 + n) // 12, (6 + n) % 12 + 1, 28) for n in range(31))  # July 2023 to January 2026
MANY = (Series("completed", "Completed"), Series("in_progress", "In progress"), Series("none", "No report"))


def trend_of(days: tuple[dt.date, ...], **fields) -> Lines:
    return Lines("l", "T", days, MANY, tuple(tuple(range(len(days))) for _series in MANY), **fields)


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("width", [340, 720])
def test_a_year_stands_where_it_begins(rtl: bool, width: int) -> None:
    chart = trend_of(MONTHS)
    drawing = draw(chart, width=width, rtl=rtl)
    root = ET.fromstring(drawing.svg)
    places = texts_of(root)
    assert "Jan 2023" not in places, "it began before the first day"
    line = next(
        node
        for node in root.iter(f"{SVG}path")
        if node.get("class") == "l-completed" and node.get("d", "").count("L") > 5
    )
    across = [float(point.split()[0]) for point in re.split("[ML]", line.get("d", ""))[1:]]
    for year in (2024, 2025):
        after = next(index for index, day in enumerate(MONTHS) if day >= dt.date(year, 1, 1))
        low, high = sorted((across[after - 1], across[after]))
        assert low <= places[f"Jan {year}"] <= high


def test_a_span_within_one_year_is_named_by_its_months() -> None:
    places = texts_of(ET.fromstring(draw(trend_of(MONTHS[:4])).svg))
    assert {"July 2023", "October 2023"} <= places.keys()


@pytest.mark.parametrize("width", [340, 720])
def test_a_swatch_is_drawn_as_its_line(width: int) -> None:
    root = ET.fromstring(draw(trend_of(MONTHS), width=width).svg)
    for series in MANY:
        drawn = [node for node in root.iter(f"{SVG}path") if node.get("class") == f"l-{series.key}"]
        assert len(drawn) == 2, "the line and its swatch"
        looks = {(one.get("stroke"), one.get("stroke-dasharray"), one.get("stroke-width")) for one in drawn}
        assert len(looks) == 1


@pytest.mark.parametrize("rtl", [False, True])
def test_the_axis_says_what_is_counted(rtl: bool) -> None:
    bars = StackedBars("b", "T", MANY, (Bar("One", (1, 2, 3)),), unit="Commitments")
    for chart in (trend_of(MONTHS, unit="Commitments"), bars):
        assert "Commitments" in texts_of(ET.fromstring(draw(chart, rtl=rtl).svg))


STACKED = trend_of(MONTHS, stacked=True, notes=(Note(dt.date(2024, 2, 15), "reports on 2023 due"),))


def marked(root: ET.Element, role: str) -> list[ET.Element]:
    return [group for group in root.iter(f"{SVG}g") if group.get("data-role") == role]


@pytest.mark.parametrize("rtl", [False, True])
def test_areas_stand_in_their_order_from_the_bottom_and_so_do_their_names(rtl: bool) -> None:
    root = parsed(draw(STACKED, rtl=rtl))
    assert [group.get("data-key") for group in marked(root, "area")] == ["completed", "in_progress", "none"]
    names = {group.get("data-key"): float(group.get("data-y", "")) for group in marked(root, "label")}
    assert names["completed"] > names["in_progress"] > names["none"], "further down is a larger number"
    flat = Lines("l", "T", DAYS, MANY, ((1, 1, 0),) * 3, stacked=True)
    places = [float(group.get("data-y", "")) for group in marked(parsed(draw(flat)), "label")]
    assert all(lower - upper >= LABEL_PITCH for lower, upper in pairwise(places)), "names of nothing keep apart too"


def test_what_the_script_reads_is_true_of_the_drawing() -> None:
    (plot,) = marked(parsed(draw(STACKED)), "plot")
    zero, one = (float(plot.get(f"data-{key}", "")) for key in ("zero", "one"))
    for group, (_low, top) in zip(marked(plot, "area"), STACKED.layers, strict=True):
        area, edge = group
        points = [tuple(map(float, point.split())) for point in re.split("[ML]", edge.get("d", ""))[1:]]
        assert [round((zero - y) / one) for _x, y in points] == top
        assert area.get("d", "").startswith(edge.get("d", ""))


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("width", [340, 720])
def test_what_happened_is_marked_on_its_day_and_said_in_words(rtl: bool, width: int) -> None:
    root = parsed(draw(STACKED, width=width, rtl=rtl, standalone=True))
    (line,) = [node for node in root.iter(f"{SVG}path") if node.get("class") == "chart-note"]
    across = float(re.findall(r"M([\d.]+) ", line.get("d", ""))[0])
    january, next_january = texts_of(root)["Jan 2024"], texts_of(root)["Jan 2025"]
    assert (across - january) / (next_january - january) == pytest.approx(45 / 366, abs=0.05)
    assert "15 February 2024: reports on 2023 due" in texts_of(root)
    assert "reports on 2023 due" in STACKED.description
    assert [place for place, events in enumerate(STACKED.happened) if events] == [MONTHS.index(dt.date(2024, 2, 28))]


def test_a_page_has_the_key_of_areas_beside_the_chart_and_a_file_within() -> None:
    assert "Completed" not in texts_of(parsed(draw(STACKED, width=340)))
    assert "Completed" in texts_of(parsed(draw(STACKED, width=340, standalone=True)))


def test_the_figure_has_every_number_and_the_way_to_each_file() -> None:
    chart = replace(STACKED, pages=tuple(f"/?as_of={day}" for day in MONTHS), about=ABOUT)
    html = Template('{% load charts %}{% chart chart "/charts/l" "area=x" %}').render(Context({"chart": chart}))
    for kind in ("csv", "svg", "png", "zip"):
        assert f'href="/charts/l.{kind}?area=x"' in html
    assert 'href="/data/?area=x#embed-l"' in html
    assert html.count('rel="nofollow"') == len(MONTHS)
    assert '<input type="checkbox" data-name="In progress" checked>' in html
    assert html.count("reports on 2023 due") >= 2, "in the table and in the list"
    assert "n = 1" in html and "Each area" in html


def test_stacked_areas_stand_on_each_other():
    chart = Lines("l", "T", DAYS, SERIES, ((1, 2, 3), (4, 5, 6), (0, 0, 1)), stacked=True)
    assert chart.layers == [([0, 0, 0], [1, 2, 3]), ([1, 2, 3], [5, 7, 9]), ([5, 7, 9], [5, 7, 10])]


def test_lines_are_told_apart_without_colour():
    chart = Lines("l", "T", DAYS, SERIES, ((1, 2, 3), (4, 5, 6), (0, 0, 1)))
    strokes = [p for p in parsed(draw(chart)).iter(f"{SVG}path") if (p.get("class") or "").startswith("l-")]
    assert len({path.get("stroke-dasharray") for path in strokes}) == 3


@given(st.lists(st.floats(0, 240), max_size=12))
def test_labels_at_the_ends_of_lines_keep_apart_and_in_order(wanted):
    result = spread(wanted, 0, 240)
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    ordered = [result[index] for index in order]
    assert all(low + LABEL_PITCH <= high + 1e-9 for low, high in pairwise(ordered))
    assert all(0 <= place <= 240 for place in result)


def test_a_label_with_room_stays_beside_its_line():
    assert spread([10, 100, 200], 0, 240) == [10, 100, 200]
    assert spread([100, 104], 0, 240) == [100, 100 + LABEL_PITCH]


def test_a_line_says_its_name_at_its_end_where_there_is_room_and_in_a_key_where_not():
    chart = Lines("l", "T", DAYS, SERIES, ((1, 2, 3), (4, 5, 6), (0, 0, 1)))
    wide = [text.text for text in parsed(draw(chart)).iter(f"{SVG}text")]
    narrow = [text.text for text in parsed(draw(chart, width=charts.NARROW)).iter(f"{SVG}text")]
    assert wide[wide.index("Completed") - 1] == "3"
    assert "Completed" in narrow
