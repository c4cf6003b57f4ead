"""Tags, dates, freshness, evidence: what stands for a value, and where the limits lie."""

import calendar
import datetime as dt
import re

import pytest
from django.db import models
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from charts.shapes import SHAPES
from dashboard import tags
from dashboard.markdown import render_markdown
from progress.evidence_strength import EvidenceStrength, evidence_strength
from progress.freshness import Freshness, ageing_cutoff, freshness, months_before, stale_cutoff
from recommendations.partial_dates import PartialDate

ON = dt.date(2026, 8, 31)
KINDS = [
    tags.STATUS,
    tags.HEALTH,
    tags.REVIEW,
    tags.RESPONSE,
    tags.ASSESSMENT,
    tags.FRESHNESS,
    tags.EVIDENCE,
]


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind in KINDS for value in kind.choices.values])
def test_every_value_has_a_word_and_a_shape(kind, value):
    html = kind.render(value)
    assert str(kind.choices(value).label) in html
    assert '<svg class="shape' in html
    assert 'aria-hidden="true"' in html


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.choices.__name__)
def test_no_two_values_of_a_kind_share_a_shape(kind):
    shapes = [SHAPES[kind.shapes.get(value, value)] for value in kind.choices.values]
    assert len(set(shapes)) == len(shapes)


def test_a_value_that_is_none_of_the_kind_is_refused_and_an_empty_one_gives_nothing():
    with pytest.raises(ValueError, match="done"):
        tags.STATUS.render("done")
    assert tags.STATUS.render("") == ""


class Answer(models.TextChoices):
    """A set of values whose words Django itself translates."""

    YES = "yes", gettext_lazy("Yes")


def test_a_tag_is_in_the_language_of_the_page():
    # All in one process: a tag is kept between pages, for each language by itself.
    kind = tags.TagKind(Answer, {})
    assert "Yes" in kind.render("yes")
    with translation.override("fr"):
        assert "Oui" in kind.render("yes")
    assert "Yes" in kind.render("yes")


@pytest.mark.parametrize(
    ("reported_on", "expected"),
    [
        (None, Freshness.NONE),
        (dt.date(2026, 8, 31), Freshness.FRESH),
        (dt.date(2026, 3, 1), Freshness.FRESH),
        (dt.date(2026, 2, 28), Freshness.AGEING),
        (dt.date(2025, 9, 1), Freshness.AGEING),
        (dt.date(2025, 8, 31), Freshness.STALE),
        (dt.date(2020, 1, 1), Freshness.STALE),
    ],
)
def test_freshness_turns_on_calendar_months(reported_on, expected):
    assert freshness(reported_on, on=ON) == expected


@given(st.dates(dt.date(1950, 1, 1), dt.date(2100, 1, 1)), st.integers(0, 240))
def test_months_before_counts_months_and_keeps_the_day_where_the_month_has_it(day, months):
    earlier = months_before(day, months)
    assert (day.year - earlier.year) * 12 + day.month - earlier.month == months
    assert earlier.day == min(day.day, calendar.monthrange(earlier.year, earlier.month)[1])


@given(st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1)), st.dates(dt.date(1990, 1, 1), dt.date(2050, 1, 1)))
def test_queries_by_cutoff_agree_with_the_rule(reported_on, on):
    value = freshness(reported_on, on=on)
    assert (value == Freshness.STALE) == (reported_on <= stale_cutoff(on))
    assert (value == Freshness.FRESH) == (reported_on > ageing_cutoff(on))


@pytest.mark.parametrize(
    ("links", "documents", "expected"),
    [
        (0, 0, EvidenceStrength.NONE),
        (1, 0, EvidenceStrength.LINK),
        (0, 1, EvidenceStrength.DOCUMENT),
        (1, 1, EvidenceStrength.SEVERAL),
        (2, 0, EvidenceStrength.SEVERAL),
        (0, 3, EvidenceStrength.SEVERAL),
    ],
)
def test_evidence_strength_counts_what_is_attached(links, documents, expected):
    assert evidence_strength(links=links, documents=documents) == expected


@pytest.mark.parametrize(
    ("precision", "text", "machine"),
    [("day", "5 March 2026", "2026-03-05"), ("month", "March 2026", "2026-03"), ("year", "2026", "2026")],
)
def test_a_date_is_no_more_exact_than_it_is_known(precision, text, machine):
    html = render("{% partial_date date precision %}", date=dt.date(2026, 3, 5), precision=precision)
    assert html == f'<time datetime="{machine}">{text}</time>'


def test_a_date_takes_the_value_object_other_languages_and_nothing():
    assert "March 2026" in render("{% partial_date date %}", date=PartialDate.parse("2026-03"))
    assert render("{% partial_date date %}", date=None) == ""
    with translation.override("fr"):
        assert "5 mars 2026" in render("{% partial_date date %}", date=dt.date(2026, 3, 5))


@pytest.mark.parametrize(("due", "shown"), [(ON, False), (ON - dt.timedelta(days=1), True), (None, False)])
def test_overdue_is_said_from_the_day_after(due, shown):
    assert ("Overdue" in render("{% overdue_tag due on %}", due=due, on=ON)) is shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Title", "<h3>Title</h3>"),
        ("###### Deep", "<h6>Deep</h6>"),
        ("**yes** ~~no~~", "<p><strong>yes</strong> <del>no</del></p>"),
        ("<script>alert(1)</script>", "&lt;script&gt;"),
        ("[a](javascript:alert(1))", "javascript"),
        ("![x](https://a.example/b.png)", '<a href="https://a.example/b.png"'),
        ("[a](https://a.example)", 'rel="nofollow ugc noopener"'),
        ("|a|b|\n|-|-|\n|1|2|", "<td>1</td>"),
    ],
)
def test_markdown(text, expected):
    html = render_markdown(text)
    assert expected in html
    assert not re.search(r"<script|<img|href=\"javascript", html)


@pytest.mark.parametrize(("count", "text"), [(0, "0 results"), (1, "1 result"), (1208, "1,208 results")])
def test_a_count_is_said_in_words(count, text):
    assert render("{% result_count count %}", count=count) == text


def test_a_count_names_its_things():
    assert render("{% result_count 2 %}") == "2 results"
