"""The decoder agrees with the standard library's on everything valid, and says where everything else is wrong."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.positioned_json import MAX_BYTES, FileRefusedError, decode, field_name, text_of

from . import samples

json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(value=json_values, indent=st.sampled_from([None, 0, 2]), ascii_only=st.booleans())
def test_decodes_as_the_standard_library_does(value, indent, ascii_only):
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    assert decode(text).value == json.loads(text)


def test_numbers_with_a_point_stay_exact():
    assert decode("[12.50, 1e2, -0.1]").value == [Decimal("12.50"), Decimal("100"), Decimal("-0.1")]


def test_every_value_knows_its_place():
    text = samples.GTA_2021.read_text(encoding="utf-8")
    places = decode(text).places
    line, column = places["recommendations", 3, "obligation"]
    assert text.splitlines()[line - 1][column - 1 :] == '"must",'


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("", 1, 1),
        ("nul", 1, 1),
        ('{"a": 1,}', 1, 9),
        ('{"a": NaN}', 1, 7),
        ('{"a": Infinity}', 1, 7),
        ('{\n  "a": 1\n  "b": 2\n}', 3, 3),
        ('{\n  "a" 1\n}', 2, 7),
        ("{'a': 1}", 1, 2),
        ("[1 2]", 1, 4),
        ("[1", 1, 3),
        ('"tab\tin it"', 1, 5),
        ('"\\x"', 1, 2),
        ('"no end', 1, 1),
        ("{} {}", 1, 4),
        ('{"a": 1,\n "a": 2}', 2, 2),
        ("[" * 50, 1, 22),
        ("[01]", 1, 3),
        ("9" * 50, 1, 1),
    ],
)
def test_what_is_no_json_is_refused_with_line_and_column(text, line, column):
    with pytest.raises(FileRefusedError) as refused:
        decode(text)
    (error,) = refused.value.errors
    assert (error.line, error.column) == (line, column)
    assert str(error).startswith(f"line {line}, column {column}: ")


def outcome(read, refusal, text):
    """What a decoder makes of a text; None where it refuses."""
    try:
        return read(text)
    except refusal:
        return None


@given(text=st.text(alphabet='{}[]:,"\\0123456789.eE+- \nnulltruefalse'))
def test_no_text_breaks_it(text):
    ours = outcome(lambda text: decode(text).value, FileRefusedError, text)
    theirs = outcome(lambda text: json.loads(text, parse_float=Decimal), ValueError, text)
    # We refuse more than the standard library does (repeated fields, 40 digits), never less.
    assert ours is None or ours == theirs


@pytest.mark.parametrize(
    ("content", "part"),
    [
        ("{}".encode("utf-8-sig"), "byte-order mark"),
        ("{}".encode("utf-16"), "UTF-16"),
        ("{}".encode("utf-16-be"), None),
        (b"\xfe\xff\x00{\x00}", "UTF-16"),
        ("{}".encode("utf-32"), "UTF-32"),
        ('{\n"é": 1}'.encode("latin-1"), "line 2, column 2: The file is not UTF-8"),
        (b" " * (MAX_BYTES + 1), "larger than 5 MB"),
    ],
)
def test_only_utf_8_of_a_bearable_size_is_read(content, part):
    with pytest.raises(FileRefusedError) as refused:
        decode(text_of(content))
    assert part is None or part in str(refused.value)


def test_field_names_read_like_the_way_to_them():
    assert field_name(("recommendations", 3, "obligation")) == "recommendations[3].obligation"
    assert field_name(("edition", "translations", "fr", "title")) == "edition.translations.fr.title"
