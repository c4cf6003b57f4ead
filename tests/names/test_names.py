"""One line, and one normal form: what every app asks of a name."""

from __future__ import annotations

import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from names import normal_form, single_line

MINISTRY = "Ministère de l’Intérieur"


@pytest.mark.parametrize(
    "other",
    [
        "Ministère de l'Intérieur",
        "Ministère de lʼIntérieur",
        unicodedata.normalize("NFD", MINISTRY),
        "MINISTÈRE DE L’INTÉRIEUR",
        "  Ministère\u00a0de  l’Intérieur\u202f",
        "Ministère de l’Inté\u00adrieur",
    ],
)
def test_names_that_a_person_takes_for_the_same(other: str) -> None:
    assert normal_form(other) == normal_form(MINISTRY)


@pytest.mark.parametrize("other", ["Ministere de l'Interieur", "Ministère de Intérieur", "Ministère de l’Intérieur 2"])
def test_names_that_are_others(other: str) -> None:
    assert normal_form(other) != normal_form(MINISTRY)


@pytest.mark.parametrize("pair", [("Child-Safe Net", "child safe net"), ("Straße", "STRASSE"), ("A–B", "A-B")])
def test_hyphens_spaces_and_capitals_do_not_count(pair: tuple[str, str]) -> None:
    assert normal_form(pair[0]) == normal_form(pair[1])


@given(st.text(max_size=60))
def test_the_normal_form_of_a_normal_form_is_the_same_and_fits_its_column(name: str) -> None:
    once = normal_form(name)
    assert normal_form(once) == once
    assert len(once) <= 3 * len(name)
    assert normal_form(unicodedata.normalize("NFD", name)) == normal_form(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    "sign", ["\n", "\r", "\t", "\0", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\u202e", "\u2066"]
)
def test_what_is_not_on_one_line_is_refused(sign: str) -> None:
    with pytest.raises(ValidationError):
        single_line(f"Nia{sign}Bcc: evil@example.org")


@pytest.mark.parametrize("name", ["O’Brien", "مؤسسة النور", "می‌خواهم", "Nia\u200f", "👩‍🚀", ""])
def test_what_people_are_called_is_not(name: str) -> None:
    single_line(name)
