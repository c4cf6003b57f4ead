"""Each language writes dates, times, numbers, percents and lists in its own way, and there is one place for each."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.template import Context, Template
from django.utils import translation

from names.dates import date_in_words
from names.numbers import in_figures, percent
from names.phrases import isolated, labelled, listed, listed_in_a_sentence
from recommendations.partial_dates import PartialDate
from scripts import messages

LANGUAGES = ("en", "fr", "es", "ar")
AT = dt.datetime(2026, 3, 5, 14, 30, tzinfo=dt.UTC)
FIRST = dt.date(2026, 3, 1)
NO_BREAK = "[\u00a0\u202f]"


@pytest.mark.parametrize(
    ("language", "day", "time", "month"),
    [
        ("en", "5 March 2026", "5 March 2026, 14:30", "March 2026"),
        ("fr", "5 mars 2026", "5 mars 2026 à 14:30", "mars 2026"),
        ("es", "5 de marzo de 2026", "5 de marzo de 2026 a las 14:30", "marzo de 2026"),
        ("ar", "5 مارس 2026", "5 مارس 2026، 14:30", "مارس 2026"),
    ],
)
def test_a_date_is_written_as_its_language_writes_it(language: str, day: str, time: str, month: str) -> None:
    with translation.override(language):
        assert date_in_words(AT) == day
        assert date_in_words(AT, "DATETIME_FORMAT") == time
        assert date_in_words(AT, "YEAR_MONTH_FORMAT") == month
        assert PartialDate.parse("2026-03-05").in_words == day
        assert PartialDate.parse("2026-03").in_words == month
        assert PartialDate.parse("2026").in_words == "2026"


@pytest.mark.parametrize(
    ("language", "first", "at_noon"),
    [
        ("en", "1 March 2026", "1 March 2026, 12:00"),
        ("fr", "1er mars 2026", "1er mars 2026 à 12:00"),
        ("es", "1 de marzo de 2026", "1 de marzo de 2026 a las 12:00"),
        ("ar", "1 مارس 2026", "1 مارس 2026، 12:00"),
    ],
)
def test_the_first_of_a_month_is_an_ordinal_in_french_alone(language: str, first: str, at_noon: str) -> None:
    with translation.override(language):
        assert PartialDate.parse("2026-03-01").in_words == first
        noon = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
        template = Template('{{ day|date }} / {{ day|date:"DATE_FORMAT" }} / {{ noon|date:"DATETIME_FORMAT" }}')
        assert template.render(Context({"day": FIRST, "noon": noon})) == f"{first} / {first} / {at_noon}"


def test_only_the_first_is_an_ordinal() -> None:
    with translation.override("fr"):
        assert date_in_words(dt.date(2026, 3, 11)) == "11 mars 2026"
        assert date_in_words(dt.date(2026, 3, 21)) == "21 mars 2026"
        assert Template('{{ none|date:"DATE_FORMAT" }}').render(Context({"none": None})) == ""


@pytest.mark.parametrize(
    ("language", "thousands", "half", "share"),
    [
        ("en", "12,345", "1,234.5", "40%"),
        ("fr", f"12{NO_BREAK}345", f"1{NO_BREAK}234,5", f"40{NO_BREAK}%"),
        ("es", f"12{NO_BREAK}345", f"1{NO_BREAK}234,5", f"40{NO_BREAK}%"),
        ("ar", "12,345", "1,234.5", "40%"),
    ],
)
def test_a_number_is_written_as_its_language_writes_it(language: str, thousands: str, half: str, share: str) -> None:
    with translation.override(language):
        assert re.fullmatch(thousands, in_figures(12345))
        assert re.fullmatch(half.replace(".", r"\."), in_figures(1234.5))
        assert re.fullmatch(share, percent(40))


@pytest.mark.parametrize(
    ("language", "words", "in_a_sentence"),
    [
        ("en", "A, B, C", "A, B and C"),
        ("fr", "A, B, C", "A, B et C"),
        ("es", "A, B, C", "A, B y C"),
        ("ar", "A، B، C", "A، B، C"),
    ],
)
def test_a_list_is_written_as_its_language_writes_it(language: str, words: str, in_a_sentence: str) -> None:
    with translation.override(language):
        assert listed("ABC") == words
        assert listed_in_a_sentence("ABC") == in_a_sentence
        assert listed_in_a_sentence("A") == "A"
        assert listed_in_a_sentence([]) == ""
        template = Template(
            "{% for one in words %}{{ one }}{% if not forloop.last %}{% between %}{% endif %}{% endfor %}"
        )
        assert template.render(Context({"words": "ABC"})) == words


def test_spanish_and_is_e_before_the_sound_i() -> None:
    with translation.override("es"):
        assert listed_in_a_sentence(["título", "indicadores"]) == "título e indicadores"
        assert listed_in_a_sentence(["padres", "hijos"]) == "padres e hijos"
        assert listed_in_a_sentence(["agua", "hielo"]) == "agua y hielo"


@pytest.mark.parametrize(
    ("language", "sentence"), [("en", "Day: A"), ("fr", f"Day{NO_BREAK}: A"), ("es", "Day: A"), ("ar", "Day: A")]
)
def test_a_colon_is_set_as_its_language_sets_it(language: str, sentence: str) -> None:
    with translation.override(language):
        assert re.fullmatch(sentence, labelled("Day", "A"))
        assert re.fullmatch(
            sentence, Template("{% labelled label value %}").render(Context({"label": "Day", "value": "A"}))
        )
        assert "&lt;b&gt;" in Template("{% labelled label value %}").render(Context({"label": "<b>", "value": "A"}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_reads_from_left_to_right_is_kept_together_in_right_to_left_text(language: str) -> None:
    with translation.override(language):
        text = Template("{{ day|isolated }}").render(Context({"day": "2026-03-05"}))
        assert text == isolated("2026-03-05")
        assert text == ("\u20682026-03-05\u2069" if language == "ar" else "2026-03-05")


APPS = [messages.ROOT / folder for folder in (*messages.SOURCES, "consent")]
PYTHON = [path for folder in APPS for path in folder.glob("**/*.py") if "migrations" not in path.parts]
TEMPLATES = [
    path
    for path in (messages.ROOT / "templates").glob("**/*")
    if path.suffix in {".html", ".txt"} and path.name != "styleguide.html"
]
BY_HAND = {
    "a date": re.compile(r"\bdate_format\(|\btime_format\("),
    "a number": re.compile(r"\bnumber_format\("),
}
# Who calls Django: the helpers themselves.
HELPERS = {"a date": "names/dates.py", "a number": "names/numbers.py"}


@pytest.mark.parametrize("what", BY_HAND)
def test_there_is_one_place_that_writes(what: str) -> None:
    found = [str(path.relative_to(messages.ROOT)) for path in PYTHON if BY_HAND[what].search(path.read_text())]
    assert found == [HELPERS[what]]


# A comma or colon between two values, a percent sign behind one, an arrow: each language sets its own.
_VALUE = r"(?:\{\{[^}]*\}\}|\{% (?:translate|partial_date) [^%]*%\})"
SET_BY_HAND = re.compile(rf"{_VALUE}(?:</\w+>)?[:,] ?(?:<\w+>)?(?=\{{\{{)|{_VALUE}%(?!\}})|[→←]|%\}}, \{{% endif")
MESSAGE = re.compile(
    r"\{% comment %\}.*?\{% endcomment %\}|\{% blocktrans(?:late)?\b.*?\{% endblocktrans(?:late)? %\}|\{#.*?#\}",
    re.DOTALL,
)


def _set_by_hand(path: Path) -> list[str]:
    return [hit.group() for hit in SET_BY_HAND.finditer(MESSAGE.sub("", path.read_text()))]


def test_no_template_sets_commas_colons_percents_or_arrows_by_hand() -> None:
    # The columns of a CSV file and the way of an HTTP header are no words.
    program = {"opendata/chart_readme.txt"}
    named = {str(path.relative_to(messages.ROOT / "templates")): path for path in TEMPLATES}
    assert {name: hits for name, path in named.items() if name not in program and (hits := _set_by_hand(path))} == {}
