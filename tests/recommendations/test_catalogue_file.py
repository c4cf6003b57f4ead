"""What a catalogue file may say: every single error is refused by name, and all errors of a file are told at once."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from recommendations.catalogue_file import read_catalogue
from recommendations.positioned_json import FileRefusedError, field_name

from .samples import GTA_2021, MISSING, OTHER_BAD_FILES, OWN_BAD_FILES, SMALL, changed, data

REFUSED: list[tuple[str, Any, str]] = [
    ("format", "recommendations-catalogue/2", "not a format that can be read"),
    ("format", MISSING, "missing"),
    ("areas", MISSING, "missing"),
    ("areas", {}, "a list in square brackets"),
    ("extra", 1, "no such field"),
    ("edition", [], "an object in curly brackets"),
    ("edition.code", "new 2024", "A-Z"),
    ("edition.code", "", "a text is needed"),
    ("edition.slug", "New", "a-z"),
    ("edition.slug", "n" * 41, "41 characters are too many; 40 fit"),
    ("edition.title", None, "null is not a text"),
    ("edition.title", "two\nlines", "one line"),
    ("edition.title", "nul \x00 inside", "U+0000"),
    ("edition.published", "June 2024", "not a date"),
    ("edition.published", "2024-13", "not a date"),
    ("edition.published", "2023-02-29", "not a date"),
    ("edition.published", 2024, "not a date"),
    ("edition.language", "english", "a language tag"),
    ("edition.state", "live", "'live' is not one of draft, published, archived"),
    ("edition.translations.de", {}, "no such field"),
    ("edition.translations.en", {}, "no such field"),
    ("edition.translations.fr.publisher", {"text": "x", "provenance": "human"}, "no such field"),
    ("edition.translations.fr.title", "Texte", "an object"),
    ("edition.translations.fr.title.provenance", "guess", "not one of source, project, human, machine"),
    ("edition.translations.fr.title.text", MISSING, "missing"),
    ("edition.translations.fr.title.source_digest", "abc", "SHA-256"),
    ("areas[1].slug", "law", "'law' is already used in areas[0]"),
    ("areas[1].position", 1, "1 is already used in areas[0]"),
    ("areas[1].position", 0, "between 1 and 9999"),
    ("areas[1].slug", "cross-cutting", "not an area"),
    ("recommendations[0]", "text", "an object"),
    ("recommendations[0].reference", MISSING, "missing"),
    ("recommendations[0].reference", "OLD-01", "does not begin with the edition's code, as in NEW-2024-01"),
    ("recommendations[1].reference", "NEW-2024-01", "'NEW-2024-01' is already used in recommendations[0]"),
    ("recommendations[1].position", 1, "1 is already used in recommendations[0]"),
    ("recommendations[1].position", 1.5, "not a whole number"),
    ("recommendations[1].position", True, "true is not a whole number"),
    ("recommendations[1].position", "2", "not a whole number"),
    ("recommendations[1].area", "unknown", "'unknown' is not the slug of an area"),
    ("recommendations[1].area", MISSING, "missing"),
    ("recommendations[1].title", "t" * 201, "200 fit"),
    ("recommendations[1].text", "   ", "a text is needed"),
    ("recommendations[1].text", "t" * 10_001, "10000 fit"),
    ("recommendations[1].obligation", "shall", "'shall' is not one of must, should, encouraged"),
    ("recommendations[1].obligation", ["must"], "a list is not one of"),
    ("recommendations[1].addressees", [], "at least one"),
    ("recommendations[1].addressees", "government", "not a list"),
    ("recommendations[1].addressees", ["government", "government"], "more than once"),
    ("recommendations[1].addressees", ["everyone"], "'everyone' is not one of"),
    ("recommendations[1].adressees", [], "no such field"),
    ("recommendations[1].archived", {"at": "2024-01-01", "reason": "Old."}, "archived.at"),
    ("recommendations[1].archived", {"at": "2024-01-01T00:00:00Z", "reason": ""}, "archived.reason"),
    ("recommendations[1].archived", None, "an object"),
    ("key_findings[0].value", "12", "not a number"),
    ("key_findings[0].value", 1.00001, "4 digits after the point"),
    ("key_findings[0].value", 10**14, "14 digits before the point"),
    ("key_findings[0].year", 24, "between 1900 and 2100"),
    ("key_findings[0].year_from", 2024, "2024 is after 2023"),
    ("key_findings[0].key", "a key", "a-z"),
    ("crosswalk", [{"earlier": "OLD-01", "later": "NEW-2024-09", "kind": "same", "note": ""}], "crosswalk[0].later"),
    ("crosswalk", [{"earlier": "NEW-2024-01", "later": "NEW-2024-02", "kind": "same", "note": ""}], "crosswalk[0].e"),
    ("crosswalk", [{"earlier": "OLD-01", "later": "NEW-2024-01", "kind": "alike", "note": ""}], "crosswalk[0].kind"),
]


def errors_of(content: bytes) -> list[str]:
    with pytest.raises(FileRefusedError) as refused:
        read_catalogue(content)
    return [str(error) for error in refused.value.errors]


def test_the_small_sample_is_valid():
    document = read_catalogue(data(SMALL))
    assert [entry["reference"] for entry in document.recommendations] == ["NEW-2024-01", "NEW-2024-02"]


@pytest.mark.parametrize(
    ("place", "value", "words"), REFUSED, ids=lambda value: "MISSING" if value is MISSING else str(value)[:40]
)
def test_each_error_names_its_field_and_line(place, value, words):
    content = data(changed(SMALL, place, value))
    (error,) = errors_of(content)
    assert place in error
    assert words in error
    line, field = error.split(": ")[0].removeprefix("line ").split(", ")
    last = field.split(".")[-1]
    # A missing field is placed at the object that lacks it, any other at the line on which it stands.
    assert value is MISSING or "[" in last or f'"{last}"' in content.decode().splitlines()[int(line) - 1]


def test_all_errors_of_a_file_are_told_in_its_order():
    document = changed(changed(SMALL, "recommendations[1].obligation", "shall"), "edition.state", "live")
    document = changed(document, "key_findings[0].unit")
    fields = [error.split(", ")[1].split(":")[0] for error in errors_of(data(document))]
    assert fields == ["edition.state", "recommendations[1].obligation", "key_findings[0].unit"]


def test_texts_are_taken_composed_and_trimmed():
    document = read_catalogue(data(changed(SMALL, "edition.summary", " e\u0301te\r\ntwo ")))
    assert document.edition["summary"] == "éte\ntwo"


def _places(value: Any, path: tuple = ()) -> list[tuple]:
    if isinstance(value, dict):
        return [path, *(place for key, item in value.items() for place in _places(item, (*path, key)))]
    if isinstance(value, list):
        return [path, *(place for index, item in enumerate(value) for place in _places(item, (*path, index)))]
    return [path]


GTA: dict[str, Any] = json.loads(GTA_2021.read_text(encoding="utf-8"))
PLACES = [place for place in _places(GTA) if place]
#: Optional texts: emptying them is the one corruption that is a valid file.
MAY_BE_EMPTY = {"summary", "description"}


def is_another_valid_file(place: tuple, value: Any) -> bool:
    """Whether this value says something else that may be said, so that nothing could be refused."""
    if place[0] == "answers_for" and (value is MISSING or (place[1:] == () and value == {})):
        return True  # who answers for whom may be left out, as a whole or for one actor type
    if "translations" in place:
        depth = len(place) - place.index("translations")  # 1: all of them, 2: a language, 3: a text, 4: what it says
        fewer_texts = (value is MISSING and depth < 4) or (value == {} and depth < 3)
        return fewer_texts or (value is MISSING and place[-1] == "year")
    if value is MISSING:
        return isinstance(place[-1], int)  # one entry fewer
    if value == []:
        # A list may be empty; without its areas, those recommendations are named that point to one.
        return place in {("areas",), ("recommendations",), ("key_findings",)}
    optional = {None: {"area", "year_from"}, "": {"summary", "description"}, -1: {"value"}}
    return not isinstance(value, dict) and place[-1] in optional.get(value, set())


@given(
    place=st.sampled_from(PLACES),
    value=st.sampled_from([MISSING, None, True, "", "\ud800", [], {}, -1, 1.00001, "x" * 10_001, {"unknown": 1}]),
)
def test_any_single_corruption_of_the_real_file_is_refused_by_name(place, value):
    assume(not is_another_valid_file(place, value))
    # What is wrong with one actor type in a list is said of the list.
    is_listed = place[-2:-1] == ("addressees",) or (place[0] == "answers_for" and isinstance(place[-1], int))
    named = place[:-1] if is_listed else place
    content = json.dumps(changed(GTA, field_name(place), value)).encode()
    assert any(field_name(named) in error for error in errors_of(content))


@given(content=st.binary(max_size=200))
def test_no_bytes_break_it(content):
    assert errors_of(content)


@pytest.mark.parametrize("path", [*OWN_BAD_FILES, *OTHER_BAD_FILES], ids=lambda path: path.name)
def test_files_of_other_kinds_are_refused_with_a_message(path):
    assert all(len(error) > 10 for error in errors_of(path.read_bytes()))
