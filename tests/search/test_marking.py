"""What a search marks in a text: the words in their own spelling, each part of the text once and in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.marking import passage, pieces
from search.terms import read_terms


def marked(text: str, query: str) -> str:
    return "".join(f"[{piece.text}]" if piece.found else piece.text for piece in pieces(text, read_terms(query)))


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("Fund the hotline; hotlines help", "hotline", "Fund the [hotline]; [hotlines] help"),
        ("GTA-2021-07, GTA-2021-08", "gta-2021-07", "[GTA-2021-07], GTA-2021-08"),
        ("La sécurité, l’écoute", "SECURITE l'ecoute", "La [sécurité], [l’écoute]"),
        ("حماية الأطفال", "اطفال", "حماية [الأطفال]"),
        ("ช่วยเหลือเด็กและเยาวชน", "เด็ก", "ช่วยเหลือ[เด็ก]และเยาวชน"),
        ("儿童保护", "保护", "儿童[保护]"),
        ("exchange hash exchange", '"hash exchange"', "exchange [hash exchange]"),
        ("<b>hotline</b>", "hotline", "<b>[hotline]</b>"),
        ("nothing here", "???", "nothing here"),
        ("", "hotline", ""),
    ],
)
def test_marks_the_words_as_they_are_written(text: str, query: str, expected: str) -> None:
    assert marked(text, query) == expected


@given(text=st.text(max_size=80), query=st.text(max_size=20))
def test_every_part_of_the_text_comes_once(text: str, query: str) -> None:
    assert "".join(piece.text for piece in pieces(text, read_terms(query))) == text
    assert "".join(piece.text for piece in passage(text, read_terms(query), longest=1000)) == text


def test_a_passage_is_around_the_first_word_that_was_found() -> None:
    found = passage("word " * 60 + "hotline " + "other " * 60, read_terms("hotline"), longest=100)
    assert [piece.text for piece in found if piece.found] == ["hotline"]
    assert found[0].text == "… " and found[-1].text == " …"
    assert sum(len(piece.text) for piece in found) < 120
