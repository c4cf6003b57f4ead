"""What cells mean: days, figures, parts, words for codes, columns for fields, and tidied text."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from imports.tables import Row
from imports.values.choices import match_value
from imports.values.dates import guess_day_first, parse_date
from imports.values.guess import guess_columns
from imports.values.numbers import guess_decimal_mark, parse_number
from imports.values.parts import split_values
from imports.values.text import tidy
from recommendations.partial_dates import PartialDate


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2025", "2025"),
        ("2025-03", "2025-03"),
        ("03/2025", "2025-03"),
        ("3.2025", "2025-03"),
        ("March 2025", "2025-03"),
        ("Sept. 2025", "2025-09"),
        ("Mar-2025", "2025-03"),
        ("mars 2025", "2025-03"),
        ("marzo de 2025", "2025-03"),
        ("مارس 2025", "2025-03"),
        ("كانون الثاني 2025", "2025-01"),
        ("جويلية 2025", "2025-07"),
        ("2025-03-31", "2025-03-31"),
        ("2025/3/1", "2025-03-01"),
        ("2025-03-31 10:30:00", "2025-03-31"),
        ("2025-03-31T10:30Z", "2025-03-31"),
        ("31.12.2025", "2025-12-31"),
        ("3.4.2025", "2025-04-03"),
        ("13/04/2025", "2025-04-13"),
        ("12/31/2025", "2025-12-31"),
        ("04/04/2025", "2025-04-04"),
        ("4 March 2025", "2025-03-04"),
        ("March 4th, 2025", "2025-03-04"),
        ("1er mars 2026", "2026-03-01"),
        ("5 de marzo de 2026", "2026-03-05"),
        ("1 مارس 2026", "2026-03-01"),
        ("٣١/١٢/٢٠٢٥", "2025-12-31"),
    ],
)
def test_a_date_is_as_exact_as_it_was_written(text: str, iso: str) -> None:
    assert PartialDate(*parse_date(f" {text}\n")).iso == iso


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/2025", "may be two days"),
        ("Q1 2025", "is a quarter"),
        ("2025-T2", "is a quarter"),
        ("31.12.25", "two digits"),
        ("Mar-25", "two digits"),
        *(
            (text, "is not a date")
            for text in ("", "soon", "2025-13", "2025-02-30", "31/31/2025", "45000", "0", "1234")
        ),
        *((text, "is not a date") for text in ("2017-18", "2025-2026", "²025", "9999", "1 2 March 2025", "\x00")),
    ],
)
def test_what_is_no_date_is_refused_in_words(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        parse_date(text)


def test_the_order_of_day_and_month_can_be_chosen_and_is_kept_to() -> None:
    assert parse_date("03/04/2025", day_first=True)[0] == datetime.date(2025, 4, 3)
    assert parse_date("03/04/2025", day_first=False)[0] == datetime.date(2025, 3, 4)
    with pytest.raises(ValueError, match="is not a date"):
        parse_date("12/31/2025", day_first=True)


@pytest.mark.parametrize(
    ("texts", "first"),
    [
        (["03/04/2025", "13/04/2025"], True),
        (["03/04/2025", "04/13/2025"], False),
        (["03/04/2025"], None),
        (["13/04/2025", "04/13/2025"], None),
        (["13.04.2025", "2025"], None),
    ],
)
def test_the_order_is_guessed_from_dates_that_read_one_way(texts: list[str], first: bool | None) -> None:
    assert guess_day_first(texts) is first


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)))
def test_every_day_is_read_back(day: datetime.date) -> None:
    for text in (day.isoformat(), f"{day:%d.%m.%Y}", f"{day:%d %B %Y}", f"{day.isoformat()} 00:00:00"):
        assert parse_date(text) == (day, "day")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5 %", "12.5"),
        ("45%", "45"),
        ("% 45", "45"),
        ("1.234,50", "1234.50"),
        ("1,234.50", "1234.50"),
        ("1.234.567", "1234567"),
        ("1,234,567.8", "1234567.8"),
        ("1 234", "1234"),
        ("1\u202f234,5", "1234.5"),
        ("1’234.50", "1234.50"),
        ("0,125", "0.125"),
        ("0.125", "0.125"),
        (".5", "0.5"),
        ("12.3456", "12.3456"),
        ("−5", "-5"),
        ("+5", "5"),
        ("٤٥٫٥", "45.5"),
        ("١٬٢٣٤", "1234"),
        ("007", "7"),
    ],
)
def test_a_figure_is_read_as_people_write_it(text: str, value: str) -> None:
    assert parse_number(text) == Decimal(value)


@pytest.mark.parametrize(
    "text", ["", "abc", "NaN", "Infinity", "1e5", "12..5", "1,23,456", "1.234.56", "--5", "²", "9" * 31]
)
def test_what_is_no_figure_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not a number\. Write it as"):
        parse_number(text)


def test_one_mark_before_three_digits_is_two_figures() -> None:
    with pytest.raises(ValueError, match=r"“1,234” may be 1234 or 1\.234"):
        parse_number("1,234")
    assert parse_number("1,234", decimal_mark=",") == Decimal("1.234")
    assert parse_number("1,234", decimal_mark=".") == 1234
    assert parse_number("1.234", decimal_mark=".") == Decimal("1.234")


@pytest.mark.parametrize(
    ("texts", "mark"),
    [
        (["1,234", "2,5"], ","),
        (["1.234", "12.75 %"], "."),
        (["1.234,5"], ","),
        (["1,234"], None),
        (["1,5", "1.5"], None),
        (["12", "many"], None),
    ],
)
def test_the_mark_is_guessed_from_figures_that_read_one_way(texts: list[str], mark: str | None) -> None:
    assert guess_decimal_mark(texts) == mark


@given(st.decimals(-(10**9), 10**9, places=2))
def test_every_figure_is_read_back_in_both_styles(figure: Decimal) -> None:
    english = f"{figure:,.2f}"
    assert parse_number(english) == figure
    assert parse_number(english.replace(",", " ").replace(".", ",")) == figure
    assert parse_number(english.translate(str.maketrans(",.", ".,"))) == figure


@pytest.mark.parametrize(
    ("text", "separator", "parts"),
    [
        ("a | b|c", None, ["a", "b", "c"]),
        ("a; b ;;a", None, ["a", "b"]),
        ("a؛ b", None, ["a", "b"]),
        ("a\nb\n", None, ["a", "b"]),
        ("Food, Water and Health", None, ["Food, Water and Health"]),
        ("Food, Water", ",", ["Food", "Water"]),
        ("غذاء، ماء", ",", ["غذاء", "ماء"]),
        ("a; b", " | ", ["a; b"]),
        ("a.b", ".", ["a", "b"]),
        ("a\nb", "\n", ["a", "b"]),
        ("  ", None, []),
    ],
)
def test_a_cell_is_split(text: str, separator: str | None, parts: list[str]) -> None:
    assert split_values(text, separator) == parts


STATUSES = {
    "in_progress": ["In progress", "En cours", "En curso", "قيد التنفيذ"],
    "completed": ["Completed", "Terminé", "Completado", "مكتمل"],
    "same": ["Twin"],
    "other": ["Twin"],
}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("in progress", "in_progress"),
        ("IN_PROGRESS", "in_progress"),
        ("en  cours", "in_progress"),
        ("Termine\u0301", "completed"),
        ("مكتمل", "completed"),
        ("complete", None),
        ("Twin", None),
        ("", None),
        ("-", None),
    ],
)
def test_a_word_is_matched_only_when_it_is_the_same(text: str, code: str | None) -> None:
    assert match_value(text, STATUSES) == code


@pytest.mark.parametrize(("text", "code"), [("NA", "NA"), (" na ", "NA"), ("Namibie", "NA"), ("N/A", None), ("", None)])
def test_na_is_namibia(text: str, code: str | None) -> None:
    assert match_value(text, {"NA": ["Namibia", "Namibie"], "NO": ["Norway", "Norvège"]}) == code


def test_columns_are_guessed_by_their_names_each_for_one_field() -> None:
    fields = {
        "key": ["number", "id"],
        "title": ["title", "titre"],
        "title_fr": ["title (fr)"],
        "due": ["due date", "échéance"],
    }
    columns = ("ID", "Titre", "Due-date", "Échéance", "Notes")
    sample = [Row(2, ("1", "x", "", "2025", ""))]
    assert guess_columns(columns, sample, fields) == {"key": "ID", "title": "Titre", "due": "Échéance"}
    assert guess_columns(("Title (FR)", "title"), [], fields) == {"title": "title", "title_fr": "Title (FR)"}
    assert guess_columns(("Title",), [], {"title": ["title"], "name": ["title"]}) == {"title": "Title"}
    assert guess_columns((), [], fields) == {}
    # What we call it goes before what others do.
    called = guess_columns(("url", "evidence_links"), [], {"links": ["Evidence links"]}, {"links": ["url"]})
    assert called == {"links": "evidence_links"}


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("one_x000D_\ntwo_x000d_", "one\ntwo"),
        ("\ufeffa\u00a0b\r\nc\rd\u2028e", "a b\nc\nd\ne"),
        ("e\u0301", "é"),
        ("a\x00b\x07\ud800", "ab"),
        (" a  \n\n\n\n b\t c ", "a\n\nb c"),
        ("<p>One <b>two</b><br>three &amp; four</p><ul><li>a</li><li>b</li></ul>", "One two\nthree & four\n\na\n\nb"),
        ('See <a href="https://example.org/a?b=1&amp;c=2">here</a>.', "See here (https://example.org/a?b=1&c=2)."),
        ('<a href="https://example.org">https://example.org</a>', "https://example.org"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ("<p>a<style>p {}</style></p>", "a"),
        ("if a < b and c > d, &amp; so on", "if a < b and c > d, &amp; so on"),
        ("write to <ada@example.org>", "write to <ada@example.org>"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("_x0041_ stays", "_x0041_ stays"),
    ],
)
def test_text_is_tidied(text: str, tidied: str) -> None:
    assert tidy(text) == tidied


@given(st.text())
@example("<p>\x00</p>")
@example("&lt;p&gt;")
@example("_x00_x000D_0D_")
@example("<b<b>>")
def test_tidied_text_has_no_controls_and_no_spaces_around(text: str) -> None:
    found = tidy(text)
    assert found == found.strip()
    assert not {one for one in found if ord(one) < 32 and one != "\n"}
