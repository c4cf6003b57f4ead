"""Charts: well formed whatever the labels are, inside their box, true to their numbers, mirrored for right-to-left."""

import datetime as dt
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest
from django.template import Context, Template
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

import charts
from charts import (
    About,
    Bar,
    Lines,
    Matrix,
    MatrixRow,
    Meter,
    Note,
    Series,
    SquareMark,
    SquareRow,
    Squares,
    StackedBars,
    Tile,
    TileGrid,
    draw,
)
from charts import png as png_module
from charts.plot import nice_ceiling
from charts.stacked_bars import segments
from charts.tile_grid import places
from charts.words import broken, cut, text_width, xml_text
from tests.look.drawings import ABOUT, DAYS, SERIES, STATES, SVG, parsed, texts_of

texts = st.text(max_size=80)
counts = st.integers(0, 2_000_000)


abouts = st.builds(About, texts, texts, texts, texts, texts)


@st.composite
def any_series(draw_from):
    keys = draw_from(st.lists(st.sampled_from(sorted(charts.palette.COLOURS)), min_size=1, max_size=9, unique=True))
    return tuple(Series(key, draw_from(texts)) for key in keys)


@st.composite
def bar_charts(draw_from):
    series = draw_from(any_series())
    values = st.tuples(*[counts] * len(series))
    bars = draw_from(st.lists(st.builds(Bar, texts, values), max_size=8))
    return StackedBars("bars", draw_from(texts), series, tuple(bars), draw_from(abouts), draw_from(st.booleans()))


@st.composite
def line_charts(draw_from):
    series = draw_from(any_series())
    days = draw_from(st.lists(st.dates(dt.date(1990, 1, 1), dt.date(2060, 1, 1)), max_size=30, unique=True))
    row = st.lists(counts, min_size=len(days), max_size=len(days)).map(tuple)
    values = draw_from(st.tuples(*[row] * len(series)))
    title, about, stacked = draw_from(texts), draw_from(abouts), draw_from(st.booleans())
    notes = draw_from(st.lists(st.builds(Note, st.sampled_from(days), texts), max_size=6)) if days else []
    notes = tuple(sorted(notes, key=lambda note: note.day))
    return Lines("lines", title, tuple(sorted(days)), series, values, about, stacked, "Commitments", notes)


@st.composite
def tile_charts(draw_from):
    series = draw_from(any_series())
    place = st.none() | st.tuples(st.integers(-1, 20), st.integers(-1, 9))
    keys = st.sampled_from([item.key for item in series])
    tile = st.builds(Tile, texts, texts, st.sampled_from(["North", "South", ""]), keys, place)
    tiles = draw_from(st.lists(tile, max_size=40))
    return TileGrid("tiles", draw_from(texts), series, tuple(tiles), draw_from(abouts))


meters = st.builds(Meter, st.just("meter"), texts, st.integers(-10, 1000), st.integers(0, 500), about=abouts)


@st.composite
def square_charts(draw_from):
    mark = st.builds(SquareMark, st.sampled_from([key for key, _label in STATES]), st.booleans(), st.booleans())
    row = st.builds(SquareRow, texts, st.lists(mark, max_size=60).map(tuple))
    rows = draw_from(st.lists(row, max_size=5).map(tuple))
    return Squares("squares", draw_from(texts), STATES, rows, draw_from(texts), draw_from(texts), draw_from(abouts))


@st.composite
def matrices(draw_from):
    columns = tuple(draw_from(st.lists(texts, max_size=12)))
    cells = st.tuples(*[st.sampled_from([True, False, None])] * len(columns))
    rows = st.lists(st.builds(MatrixRow, texts, cells), max_size=5).map(tuple)
    groups = draw_from(st.lists(st.tuples(texts, rows), max_size=4).map(tuple))
    return Matrix("matrix", draw_from(texts), columns, groups, draw_from(texts), draw_from(texts), draw_from(abouts))


any_chart = bar_charts() | line_charts() | tile_charts() | meters | square_charts() | matrices()


def boxes(root: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right, bottom of everything drawn; of texts by the estimate that the layout uses."""
    found = []
    for rect in root.iter(f"{SVG}rect"):
        x, y = float(rect.get("x")), float(rect.get("y"))
        found.append((x, y, x + float(rect.get("width")), y + float(rect.get("height"))))
    for text in root.iter(f"{SVG}text"):
        size = float(text.get("font-size"))
        width = text_width((text.text or "").strip("\u2068\u2069"), size)
        shift = {"start": 0, "middle": width / 2, "end": width}[text.get("text-anchor")]
        x, y = float(text.get("x")), float(text.get("y"))
        angle = math.radians(float(text.get("transform", "rotate(0 ").removeprefix("rotate(").split()[0]))
        corners = [(dx, dy) for dx in (-shift, width - shift) for dy in (-size * 0.8, size * 0.25)]
        xs = [x + dx * math.cos(angle) - dy * math.sin(angle) for dx, dy in corners]
        ys = [y + dx * math.sin(angle) + dy * math.cos(angle) for dx, dy in corners]
        found.append((min(xs), min(ys), max(xs), max(ys)))
    for path in root.findall(f"{SVG}path"):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.get("d"))]
        found += [(x, y, x, y) for x, y in zip(numbers[::2], numbers[1::2], strict=True)]
    return found


@settings(max_examples=150, deadline=None)
@given(any_chart, st.sampled_from([charts.WIDE, charts.NARROW]), st.booleans(), st.booleans())
def test_any_chart_is_well_formed_and_stays_in_its_box(chart, width, rtl, standalone):
    drawing = draw(chart, width=width, rtl=rtl, standalone=standalone)
    root = parsed(drawing)
    left, top, wide, high = map(float, root.get("viewBox").split())
    assert (wide, high) == (drawing.width, drawing.height)
    for box in boxes(root):
        assert box[0] >= left - 0.6
        assert box[1] >= top - 0.6
        assert box[2] <= left + wide + 0.6
        assert box[3] <= top + high + 0.6


@settings(max_examples=50, deadline=None)
@given(any_chart)
def test_any_chart_has_a_name_a_description_and_a_table(chart):
    root = parsed(draw(chart))
    assert root.get("role") == "img"
    ids = {element.get("id") for element in root.iter()}
    assert set(root.get("aria-labelledby").split()) <= ids
    columns, rows = chart.table()
    assert all(len(row) == len(columns) for row in rows)


@settings(max_examples=50, deadline=None)
@given(any_chart, st.booleans())
def test_no_chart_has_a_style_or_an_address_elsewhere(chart, standalone):
    root = parsed(draw(chart, standalone=standalone))
    for element in root.iter():
        assert "style" not in element.attrib
        assert "href" not in "".join(element.attrib)
        assert element.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "defs", "pattern", "path", "rect", "text", "g",
        }  # fmt: skip


@settings(max_examples=50, deadline=None)
@given(any_chart)
def test_right_to_left_is_the_mirror_image(chart):
    def rectangles(rtl: bool) -> list[tuple[float, ...]]:
        root = parsed(draw(chart, rtl=rtl))
        return [tuple(float(rect.get(key)) for key in ("x", "width", "y")) for rect in root.iter(f"{SVG}rect")][1:]

    mirrored = [(charts.WIDE - x - width, width, y) for x, width, y in rectangles(rtl=False)]
    for one, other in zip(mirrored, rectangles(rtl=True), strict=True):
        assert one == pytest.approx(other, abs=0.02)


@given(st.lists(counts, min_size=1, max_size=9), st.integers(0, 1000))
def test_parts_of_a_bar_follow_each_other_and_add_up(values, more):
    whole = sum(values) + more
    places = segments(values, 720, whole)
    assert sum(width for _start, width in places) == pytest.approx(720 * sum(values) / whole if whole else 0)
    end = 0.0
    for start, width in places:
        assert start == pytest.approx(end, abs=1e-6)
        end = start + width


@given(st.integers(0, 10**9))
def test_an_axis_ends_at_or_above_the_largest_value_in_at_most_five_steps(value):
    ceiling, step = nice_ceiling(value)
    assert ceiling >= value
    assert ceiling % step == 0
    assert 1 <= ceiling // step <= 5
    assert str(step).rstrip("0") in {"1", "2", "5"}


@given(st.text(), st.floats(0, 500))
def test_text_is_cut_to_its_room(text, width):
    assert text_width(cut(text, 13, width), 13) <= width
    assert all(text_width(line, 13) <= width for line in broken(text, 13, width))


def test_text_that_fits_is_left_alone():
    assert cut("Victim support", 13, 300) == "Victim support"
    assert broken("a b", 13, 300) == ["a b"]


@given(st.text())
def test_what_xml_cannot_hold_is_left_out(text):
    element = ET.fromstring(f'<a b="{xml_text(text)}">{xml_text(text)}</a>')
    assert (element.text or "") == element.get("b")


def test_markup_in_a_label_is_text():
    bars = StackedBars("b", "<script>x</script>", SERIES, (Bar('"><g onload="x"', (1, 2, 3)),))
    svg = draw(bars).svg
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert "<g onload" not in svg


def test_every_number_of_a_bar_chart_is_in_its_description_and_table():
    chart = StackedBars("b", "T", SERIES, (Bar("Technology", (1208, 0, 3)),))
    assert chart.description == "Technology: Completed 1,208, In progress 0, Withdrawn 3."
    with translation.override("ar"):
        assert "، In progress 0، Withdrawn 3." in chart.description
    assert chart.table()[1] == [["Technology", "1,208", "0", "3", "1,211"]]


def test_rows_stay_in_the_order_given():
    chart = StackedBars("b", "T", SERIES, (Bar("Zeta", (1, 0, 0)), Bar("Alpha", (9, 0, 0))))
    labels = [text.text for text in parsed(draw(chart)).iter(f"{SVG}text")]
    assert labels.index("Zeta") < labels.index("Alpha")


def test_shares_fill_the_width_and_counts_are_to_one_scale():
    chart = StackedBars("b", "T", SERIES, (Bar("A", (1, 0, 0)), Bar("B", (4, 0, 0))))

    def widths(chart: StackedBars) -> list[float]:
        rects = [rect for rect in parsed(draw(chart)).iter(f"{SVG}rect") if rect.get("class") == "f-completed"]
        return [float(rect.get("width")) for rect in rects if rect.get("height") == "24"]

    assert widths(chart) == pytest.approx([180 - 1.5, 720 - 1.5])
    assert widths(replace(chart, share=True)) == pytest.approx([720 - 1.5, 720 - 1.5])


ALL_KINDS = (
    StackedBars("b", "Most are done", SERIES, (Bar("A", (1, 0, 0)),), ABOUT),
    Lines("l", "Most are done", DAYS, SERIES, ((1, 2, 3), (4, 5, 6), (0, 0, 1)), ABOUT, stacked=True),
    TileGrid("t", "Most are done", SERIES, (Tile("XA", "Verania", "North", "completed"),), ABOUT),
    Meter("m", "Most are done", 62, about=ABOUT),
    Squares("s", "Most are done", STATES, (SquareRow("A", (SquareMark("none"),)),), "Silent", "Overdue", ABOUT),
    Matrix("x", "Most are done", ("NGO",), (("Alpha", (MatrixRow("R-1", (False,)),)),), "Yes", "No", ABOUT),
)


@pytest.mark.parametrize("chart", ALL_KINDS, ids=lambda chart: type(chart).__name__)
@pytest.mark.parametrize("rtl", [False, True])
def test_a_file_of_its_own_says_what_it_shows_and_where_it_comes_from(chart, rtl: bool):
    said = {
        "Most are done", "Each area", "n = 1", "Source: published reports", "Licence: CC BY 4.0",
        "https://tracker.example/",
    }  # fmt: skip
    assert said <= texts_of(parsed(draw(chart, rtl=rtl, standalone=True))).keys()
    assert not said & texts_of(parsed(draw(chart, rtl=rtl))).keys()


def test_an_address_longer_than_a_line_is_broken_and_not_cut():
    address = "https://tracker.example/?" + "&".join(f"country=X{letter}" for letter in "ABCDEFGHIJKLMNOP")
    chart = replace(ALL_KINDS[0], about=About(address=address))
    lines = [text.text or "" for text in parsed(draw(chart, standalone=True)).iter(f"{SVG}text")]
    assert "".join(lines).endswith(address)


def test_numbers_are_written_as_the_language_does():
    chart = StackedBars("b", "T", SERIES, (Bar("A", (1208, 0, 0)),))
    with translation.override("fr"):
        assert "1\u202f208" in chart.description or "1\xa0208" in chart.description


@pytest.mark.parametrize(
    "make",
    [
        lambda: Series("pink", "Pink"),
        lambda: StackedBars("b", "T", SERIES, (Bar("A", (1, 2)),)),
        lambda: StackedBars("b", "T", SERIES, (Bar("A", (1, 2, -3)),)),
        lambda: Lines("l", "T", DAYS, SERIES, ((1, 2, 3),)),
        lambda: Lines("l", "T", DAYS, SERIES, ((1, 2), (3, 4), (5, 6))),
        lambda: Lines("l", "T", DAYS[::-1], SERIES[:1], ((1, 2, 3),)),
        lambda: Lines("l", "T", DAYS, SERIES[:1], ((1, -2, 3),)),
        lambda: Lines("l", "T", DAYS, SERIES[:1], ((1, 2, 3),), notes=(Note(dt.date(2030, 1, 1), "late"),)),
        lambda: Lines("l", "T", (), SERIES[:1], ((),), notes=(Note(dt.date(2030, 1, 1), "late"),)),
        lambda: TileGrid("t", "T", SERIES, (Tile("XA", "Verania", "North", "blocked"),)),
        lambda: Squares("s", "T", STATES, (SquareRow("A", (SquareMark("blocked"),)),), "Silent", "Overdue"),
        lambda: Matrix("x", "T", ("NGO",), (("", (MatrixRow("R-1", ()),)),), "Yes", "No"),
    ],
)
def test_numbers_that_do_not_fit_together_are_refused(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


def tile(code: str, place: tuple[int, int] | None = None) -> Tile:
    return Tile(code, f"Country {code}", "North", "completed", place)


@pytest.mark.parametrize(
    ("spots", "expected"),
    [
        ([(1, 0), (0, 1)], [(1, 0), (0, 1)]),
        ([(1, 0), None], [(0, 0), (1, 0)]),
        ([(1, 0), (1, 0)], [(0, 0), (1, 0)]),
        ([(9, 0), (0, 0)], [(0, 0), (1, 0)]),
    ],
    ids=["given", "one is missing", "two in one place", "beyond the width"],
)
def test_tiles_stand_where_they_are_put_or_else_in_order(spots, expected):
    assert places([tile("XA", spots[0]), tile("XB", spots[1])], columns=4) == expected


def test_a_tile_says_its_country_and_its_group():
    grid = TileGrid("t", "T", SERIES, (tile("XA"),))
    assert {"Country XA", "XA", "North"} <= texts_of(parsed(draw(grid))).keys()
    titles = [title.text for title in parsed(draw(grid)).iter(f"{SVG}title")]
    assert "Country XA: Completed" in titles
    assert grid.description == "Completed: Country XA. In progress: none. Withdrawn: none."


@pytest.mark.parametrize(
    ("value", "maximum", "share"), [(62, 100, 0.62), (-5, 100, 0), (140, 100, 1), (1, 0, 0), (3, 4, 0.75)]
)
def test_a_meter_stays_between_its_ends(value, maximum, share):
    meter = Meter("m", "Done", value, maximum)
    assert meter.share == share
    drawn = [rect for rect in parsed(charts.draw_meter(meter)).iter(f"{SVG}rect") if rect.get("class") == "f-accent"]
    assert [float(rect.get("width")) for rect in drawn] == ([pytest.approx(240 * share)] if share else [])


def test_a_bare_bar_is_mirrored_and_silent():
    left = str(charts.draw_bar(SERIES, (1, 3, 0)))
    right = str(charts.draw_bar(SERIES, (1, 3, 0), rtl=True))
    assert 'aria-hidden="true"' in left
    assert 'x="0" y="0" width="24.6"' in left
    assert 'x="75.4" y="0" width="24.6"' in right


def test_a_picture_is_a_png_twice_the_size():
    drawing = draw(StackedBars("b", "Most are done", SERIES, (Bar("A", (1, 0, 0)),)), standalone=True)
    data = png_module.png(drawing)
    assert data.startswith(b"\x89PNG")
    assert int.from_bytes(data[16:20], "big") == drawing.width * 2


def test_without_the_extra_the_page_offers_no_picture_and_the_reason_is_plain(monkeypatch):
    monkeypatch.setattr(png_module, "resvg_py", None)
    chart = StackedBars("b", "T", SERIES, (Bar("A", (1, 0, 0)),))
    html = Template('{% load charts %}{% chart chart "/charts/b" %}').render(Context({"chart": chart}))
    assert ".png" not in html
    assert "/charts/b.svg" in html
    with pytest.raises(RuntimeError, match="not available"):
        png_module.png(draw(chart))


def test_a_figure_has_its_finding_its_table_and_its_downloads():
    chart = StackedBars("b", "Most are done", SERIES, (Bar("A", (1, 0, 0)),), About(source="Published reports"))
    html = Template('{% load charts %}{% chart chart "/charts/b" "area=x&y=1" 2 %}').render(Context({"chart": chart}))
    assert '<h2 id="b-finding">Most are done</h2>' in html
    assert '<th scope="row">A</th>' in html
    assert 'href="/charts/b.svg?area=x&amp;y=1"' in html
    assert "Published reports" in html
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(set(ids)) == len(ids)
