"""Differences as they are read: word by word, or side by side; isolated by direction."""

from __future__ import annotations

import re

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from progress.comparison import word_parts


def drawn(before: str, after: str, language: str = "en") -> str:
    with translation.override(language):
        return render_to_string("components/diff.html", {"parts": word_parts(before, after), "label": "Text"})


SOME = "The law was read twice in parliament and was sent back to its committee in June."
ARABIC = "أُحيل مشروع القانون إلى اللجنة في يونيو وعدد الموظفين 2058 شخصًا في المجموع"


def test_a_few_changed_words_are_marked_where_they_stand() -> None:
    html = drawn(SOME, SOME.replace("June", "July"))
    assert "sides" not in html
    assert re.search(r"(?s)<del>.*<bdi>June\.</bdi></del>", html)
    assert re.search(r"(?s)<ins>.*<bdi>July\.</bdi></ins>", html)


def test_a_text_that_is_mostly_another_stands_beside_the_old_one() -> None:
    html = drawn(SOME, "A new hotline takes calls in twelve languages and has begun to train its people in June.")
    assert 'class="diff sides"' in html
    assert f'<del dir="auto">{SOME}</del>' in html
    assert html.index("Before") < html.index("<del") < html.index("Now") < html.index("<ins")


@pytest.mark.parametrize("page", ["en", "ar"])
def test_each_change_is_isolated_and_the_text_runs_its_own_way(page: str) -> None:
    html = drawn(ARABIC, ARABIC.replace("2058", "999999"), page)
    assert 'class="diff" dir="rtl"' in html
    assert "<bdi>2058</bdi></del>" in html and "<bdi>999999</bdi></ins>" in html
    assert 'class="diff" dir="ltr"' in drawn(SOME, SOME.replace("June", "July"), page)


def test_what_is_new_alone_is_marked_as_new_in_its_own_direction() -> None:
    html = drawn("", ARABIC)
    assert 'dir="rtl"' in html and "<ins>" in html and "<del" not in html


def test_values_are_shown_as_before_and_now() -> None:
    parts = [("removed", "In progress"), ("same", " "), ("added", "Completed")]
    html = render_to_string("components/diff.html", {"parts": parts, "label": "Status"})
    assert "sides" in html and "In progress" in html and "Completed" in html
