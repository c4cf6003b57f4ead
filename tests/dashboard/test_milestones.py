"""Milestones as rows on one timeline: where their days stand, what was known on a past day, and where it is shown."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.urls import reverse

from charts import Track, draw_track
from dashboard.milestones import span_of, track_of
from stakeholders.models import Commitment, Milestone
from tests import factories
from tests.progress.conftest import commitment, recommendation

__all__ = ["commitment", "recommendation"]

DAY = datetime.date
TODAY = DAY(2026, 7, 1)


def milestone(due: DAY | None = None, reached: DAY | None = None) -> Milestone:
    return Milestone(pk=1, title="A law", due_on=due, due_precision="day" if due else "", reached_on=reached)


@pytest.mark.parametrize(
    ("rows", "span"),
    [
        ([], None),
        ([milestone()], None),
        ([milestone(TODAY)], None),
        ([milestone(DAY(2026, 1, 1))], (DAY(2026, 1, 1), TODAY)),
        ([milestone(DAY(2026, 1, 1), DAY(2026, 2, 1))], (DAY(2026, 1, 1), DAY(2026, 2, 1))),
        ([milestone(DAY(2026, 1, 1)), milestone(DAY(2027, 1, 1))], (DAY(2026, 1, 1), DAY(2027, 1, 1))),
    ],
)
def test_the_line_runs_from_the_first_to_the_last_day(rows: list[Milestone], span: tuple | None) -> None:
    found = span_of(Commitment(), rows, TODAY)
    assert (found and (found.first, found.last)) == span


def test_what_was_reached_later_was_not_reached_yet() -> None:
    row = milestone(DAY(2026, 1, 1), DAY(2026, 8, 1))
    found = span_of(Commitment(), [row, milestone(DAY(2027, 1, 1))], TODAY)
    assert found
    before = track_of(row, found)
    assert (before.due, before.reached, before.is_late) == (0, None, True)
    assert before.description == "Due: 1 January 2026, Reached on: Not yet"
    after = span_of(Commitment(), [row], DAY(2026, 9, 1))
    assert after and track_of(row, after).reached == 1


def test_right_to_left_is_mirrored() -> None:
    track = Track("one", "A law", "Due", due=0, reached=1)
    marks = [re.findall(r'<rect x="([\d.]+)"', draw_track(track, rtl=rtl).svg)[1:] for rtl in (False, True)]
    assert marks == [["0.75", "230"], ["228.75", "2"]]


@pytest.mark.django_db
def test_three_pages_show_it(commitment, alice, client: Client) -> None:
    Milestone.objects.create(commitment=commitment, title="A law", due_on=DAY(2020, 5, 1), due_precision="day")
    draft = factories.draft(commitment, by=alice)
    client.force_login(alice)
    for address in (
        reverse("reporting:report", args=[draft.pk]),
        reverse("stakeholders:commitment", args=[commitment.pk]),
        f"/commitments/{commitment.pk}/",
    ):
        page = client.get(address).content.decode()
        assert page.count("Due: 1 May 2020, Reached on: Not yet") == 1, address
        assert "Broken line" in page
