"""The sentence says what the numbers carry, the most newsworthy first, in words that fit how many there are."""

from __future__ import annotations

import datetime
import re
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.filters import Selection
from dashboard.findings.sentence import Standing, gaps_sentence, sentence
from dashboard.findings.standing import sentence_of
from dashboard.social_cards import CARDS, dashboard
from tests.dashboard.world import World

S = Standing
SITUATIONS = {
    "No public commitment yet.": S(0, recommendations=4, waiting=4),
    "No public commitments match your filters.": S(0, narrowed=True),
    "The only commitment is done.": S(1, completed=1),
    "The only commitment is overdue.": S(1, overdue=1, silent=1),
    "The only commitment is not done yet.": S(1),
    "The only commitment was withdrawn or superseded.": S(1, ended=1),
    "Both commitments are overdue.": S(2, overdue=2),
    "Both commitments have no report yet.": S(2, unreported=2),
    "Neither commitment is done yet. One is overdue.": S(2, overdue=1),
    "One of two commitments is done.": S(2, completed=1),
    "All seven commitments are done. A year before, one was done.": S(7, completed=7, completed_before=1),
    "All 13 commitments have had no report for 12 months.": S(13, silent=13),
    "None of the twelve commitments is done yet. One commitment has no report yet.": S(12, unreported=1),
    "Half of the commitments are done.": S(8, completed=4),
    "Four of nine commitments are done. A year before, none was done.": S(9, completed=4, completed_before=0),
    "One commitment in five is done.": S(40, completed=8),
    "About one commitment in ten is done. Twelve are overdue. Eight recommendations lack a commitment from an "
    "actor type they address.": S(
        49, completed=5, ended=6, overdue=12, silent=4, recommendations=20, waiting=8, completed_before=0
    ),
    "13 of 1,000 commitments are done. 600 unfinished commitments have had no report for 12 months. Every "
    "recommendation lacks a commitment from an actor type it addresses.": S(
        1000, completed=13, overdue=90, silent=600, recommendations=20, waiting=20
    ),
    "30 of 40 commitments are done. A year before, ten were done. Three are overdue.": S(
        40, completed=30, overdue=3, completed_before=10
    ),
    "One commitment in four is done. Three are overdue. One unfinished commitment has had no report for 12 months.": S(
        40, completed=10, overdue=3, silent=1, completed_before=9
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "standing"), SITUATIONS.items(), ids=str)
def test_each_situation_has_its_sentence(text: str, standing: Standing) -> None:
    assert sentence(standing) == text


@pytest.mark.parametrize(
    ("text", "numbers"),
    {
        "Eight of 20 recommendations lack a commitment from an actor type they address. "
        "One has no commitment at all.": (20, 8, 1),
        "One of twelve recommendations lacks a commitment from an actor type it addresses.": (12, 1, 0),
        "Every recommendation lacks a commitment from an actor type it addresses. Two have no commitment "
        "at all.": (3, 3, 2),
        "One recommendation lacks a commitment from an actor type it addresses.": (1, 1, 0),
        "Every recommendation has a commitment from each actor type it addresses.": (5, 0, 0),
        "Nothing matches your filters.": (0, 0, 0),
    }.items(),
    ids=str,
)  # fmt: skip
def test_the_page_of_gaps_has_a_sentence_of_its_own(text: str, numbers: tuple[int, int, int]) -> None:
    assert gaps_sentence(*numbers) == text


def test_under_filters_the_page_of_gaps_speaks_of_what_they_leave() -> None:
    assert (
        gaps_sentence(9, 2, 1, narrowed=True)
        == "Two of nine recommendations lack a commitment that matches your filters."
    )
    assert gaps_sentence(9, 1, 1, by_region=True) == (
        "One of nine recommendations lacks a commitment from a region that you chose."
    )
    assert "from each region" in gaps_sentence(9, 0, 0, by_region=True)


@st.composite
def standings(draw: Any) -> Standing:
    """Any numbers that commitments may have."""
    total = draw(st.integers(0, 3000))
    completed = draw(st.integers(0, total))
    ended = draw(st.integers(0, total - completed))
    under_way = total - completed - ended
    unreported = draw(st.integers(0, under_way))
    recommendations = draw(st.integers(0, 60))
    return Standing(
        commitments=total,
        completed=completed,
        ended=ended,
        unreported=unreported,
        overdue=draw(st.integers(0, under_way)),
        silent=draw(st.integers(0, under_way - unreported)),
        recommendations=recommendations,
        waiting=draw(st.integers(0, recommendations)),
        completed_before=draw(st.none() | st.integers(0, total)),
        narrowed=draw(st.booleans()),
    )


@settings(max_examples=400, deadline=None)
@given(standing=standings(), language=st.sampled_from(["en", "fr", "es", "ar"]))
def test_every_number_that_is_said_is_one_of_the_numbers(standing: Standing, language: str) -> None:
    with override(language):
        said = sentence(standing)
    known = {
        standing.commitments, standing.completed, standing.ended, standing.unreported, standing.overdue,
        standing.silent, standing.waiting, standing.completed_before,
    }  # fmt: skip
    figures = [int(re.sub(r"\D", "", text)) for text in re.findall(r"\d[\d,.\u202f\u00a0 ]*", said)]
    shares = {1, 10} if standing.commitments >= 20 else {1}
    assert said and "%" not in said
    twelve_months = {12}
    assert {*figures} - known <= shares | {*range(3, 11)} | twelve_months, said
    assert len(said) < 260


def test_it_is_heading_title_description_feed_and_card(client: Client, world: World) -> None:
    day = Selection(on=datetime.date(2025, 11, 22))
    said = sentence_of(day)
    assert said.startswith("One of five commitments is done.")
    page = client.get("/").content.decode()
    assert re.findall(r"<h1>(.*?)</h1>", page) == [said]
    assert f"<title>{said} – " in page
    for name in ('name="description"', 'property="og:description"'):
        assert f'<meta {name} content="{said}">' in unescape(page)
    assert f"<subtitle>{said}</subtitle>" in client.get("/reports/feed.atom").content.decode()
    assert dashboard("", day).title == said
    area = client.get("/areas/alpha/").content.decode()
    finding = CARDS["areas"]("alpha", day).title
    assert f'<p class="lede">{finding}</p>' in area and f"<title>Alpha area: {finding} – " in area


def test_a_past_day_has_the_sentence_of_that_day(client: Client, world: World) -> None:
    def heading(query: str) -> str:
        return re.findall(r"<h1>(.*?)</h1>", client.get(f"/{query}").content.decode())[0]

    assert heading("?as_of=2025-01-10").startswith("The only commitment has no report yet.")
    assert heading("?as_of=2025-06-01").startswith("None of the five commitments is done yet.")
    assert heading("?status=completed") == "The only commitment is done."
    # Who else may have answered is not counted under a filter on commitments, so nothing is said of who has not.
    assert "recommendation" not in heading("?country=XA")
    assert "recommendation" in heading("?actor_type=academia") or "lack" in heading("?area=beta")
