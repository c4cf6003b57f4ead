"""By what a person is found in texts, and what only looks like it."""

from __future__ import annotations

import json
import unicodedata

import pytest

from names.erased import ADDRESS, NAME, in_words
from progress.erasing.needles import beginnings, pattern
from progress.erasing.texts import replaced

NEEDLES = ["élodie.b@people.example", "Élodie Brûlé"]


@pytest.mark.parametrize(
    "text",
    [
        "Ask ÉLODIE BRÛLÉ.", "élodie\nbrûlé", "by:Élodie  Brûlé's", unicodedata.normalize("NFD", "Élodie Brûlé"),
        json.dumps({"a": "Élodie\nBrûlé"}, ensure_ascii=False), "?q=%C3%89lodie+Br%C3%BBl%C3%A9",
        "<élodie.b@people.example>.", "?to=%C3%A9lodie.b%40people.example&x",
    ],
)  # fmt: skip
def test_it_is_found_however_it_is_written(text):
    assert pattern(NEEDLES).search(text)
    assert any(one in text for one in beginnings(NEEDLES))  # what the database is asked first


@pytest.mark.parametrize(
    "text", ["Élodie", "Élodie Brûlée", "m.élodie.b@people.example", "élodie.b@people.example.org", "Nélodie Brûlé"]
)
def test_what_is_longer_or_less_is_somebody_else(text):
    assert not pattern(NEEDLES).search(text)


def test_it_is_replaced_within_what_json_holds():
    found = replaced({"by": ["Élodie Brûlé wrote", 3]}, NEEDLES, NAME)
    assert found == {"by": [f"{NAME} wrote", 3]}


def test_the_signs_are_read_in_words():
    assert in_words(f"{NAME} at {ADDRESS}, [[x]]") == "(a former member) at (erased address), [[x]]"
