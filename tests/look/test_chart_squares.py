"""The unit chart and the matrix as pictures: what they count, and where they write it."""

import math

import pytest

from charts import NARROW, WIDE, Matrix, MatrixRow, SquareMark, SquareRow, Squares, draw
from charts.words import text_width
from tests.look.drawings import STATES, SVG, parsed


def test_squares_are_counted_by_state_and_told_apart_without_colour():
    squares = (SquareMark("completed"), SquareMark("in_progress", True, True), SquareMark("none", False, True))
    chart = Squares("s", "T", STATES, (SquareRow("Alpha", squares),), "Silent", "Overdue")
    assert chart.table()[1] == [["Alpha", "1", "1", "0", "1", "1", "2"]]
    assert chart.description.startswith("Alpha: Completed 1, In progress 1")
    drawn = [rect for rect in parsed(draw(chart)).iter(f"{SVG}rect") if rect.get("class") == "f-off_track"]
    assert len(drawn) == 3, "two overdue, and the key"
    dashed = [rect for rect in parsed(draw(chart)).iter(f"{SVG}rect") if rect.get("stroke-dasharray")]
    assert len(dashed) == 2, "one without report, and the key"


@pytest.mark.parametrize("rtl", [False, True])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_columns_of_a_matrix_carry_their_names_within_the_sheet(width, rtl):
    columns = ("Government", "Safety-technology developer", "Intergovernmental organisation")
    chart = Matrix("x", "T", columns, (("Alpha", (MatrixRow("R-1", (True, True, True)),)),), "answered", "asked")
    root = parsed(draw(chart, width=width, rtl=rtl))
    _key, *drawn = [one for one in root.iter(f"{SVG}rect") if one.get("class") == "f-accent"]
    middles = [float(one.get("x", "")) + float(one.get("width", "")) / 2 for one in drawn]
    names = {"".join(one.itertext()).strip("\u2068\u2069"): one for one in root.iter(f"{SVG}text")}
    for column, middle in zip(columns, middles, strict=True):
        name = names[column]
        x, angle = float(name.get("x", "")), float(name.get("transform", "").partition("(")[2].split()[0])
        assert abs(x - middle) < 6, "it begins above the middle of its marks"
        reach = text_width(column, 11) * math.cos(math.radians(angle)) * (-1 if rtl else 1)
        assert (angle > 0) == rtl and -1 <= x + reach <= width + 6


def test_a_matrix_says_who_was_asked_and_is_silent():
    rows = (MatrixRow("R-1", (True, False, None)), MatrixRow("R-2", (True, None, True)))
    chart = Matrix("x", "T", ("Government", "NGO", "Academia"), (("Alpha", rows),), "answered", "asked")
    assert chart.description == "R-1: NGO. R-2: none."
    assert chart.table()[1] == [["R-1", "answered", "asked", ""], ["R-2", "answered", "", "answered"]]
    drawn = [rect.get("class") for rect in parsed(draw(chart)).iter(f"{SVG}rect")]
    assert (drawn.count("f-accent"), drawn.count("l-off_track")) == (3 + 1, 1 + 1), "with one of each in the key"
