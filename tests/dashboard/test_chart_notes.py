"""What is marked on a chart over time: a period on the day it was closed, before that on its due day."""

from __future__ import annotations

import datetime

import pytest

from dashboard.chart_data.notes import notes
from dashboard.filters import Selection
from progress import periods
from progress.models import ReportingPeriod
from tests.dashboard import world as worlds
from tests.dashboard.world import World

FIRST, LAST = datetime.date(2025, 1, 31), datetime.date(2025, 11, 22)
DUE = (datetime.date(2025, 8, 14), "reports on First half due")


@pytest.fixture
def period(world: World) -> ReportingPeriod:
    span = {"starts_on": datetime.date(2025, 1, 1), "ends_on": datetime.date(2025, 6, 30), "due_on": DUE[0]}
    return ReportingPeriod.objects.create(name="First half", state="open", **span)


def marked(last: datetime.date = LAST) -> list[tuple[datetime.date, str]]:
    found = notes(Selection(on=last), (FIRST, last))
    return [(note.day, note.text) for note in found if "First half" in note.text]


def move(period: ReportingPeriod, to: str, world: World, day: str) -> None:
    periods.move(period=period, to=to, by=world.curator, reason="Planned so.", at=worlds.moment(day))


def test_an_open_period_is_marked_on_its_due_day(period: ReportingPeriod) -> None:
    assert marked() == [DUE]


def test_a_closed_period_is_marked_on_the_day_it_was_closed(period: ReportingPeriod, world: World) -> None:
    move(period, "closed", world, "2025-09-03")
    assert marked() == [(datetime.date(2025, 9, 3), "reports on First half closed")]


def test_a_past_day_knows_nothing_of_a_later_closing(period: ReportingPeriod, world: World) -> None:
    move(period, "closed", world, "2025-09-03")
    assert marked(datetime.date(2025, 9, 2)) == [DUE]


def test_a_period_that_was_opened_again_is_due(period: ReportingPeriod, world: World) -> None:
    move(period, "closed", world, "2025-09-03")
    move(period, "open", world, "2025-09-10")
    assert marked() == [DUE]
    move(period, "closed", world, "2025-10-01")
    assert marked() == [(datetime.date(2025, 10, 1), "reports on First half closed")]


def test_what_is_corrected_later_does_not_move_the_closing(period: ReportingPeriod, world: World) -> None:
    move(period, "closed", world, "2025-09-03")
    period.refresh_from_db()
    period.due_on = datetime.date(2025, 8, 20)
    periods.save(period=period, by=world.curator, reason="Renamed.", at=worlds.moment("2025-10-01"))
    assert marked() == [(datetime.date(2025, 9, 3), "reports on First half closed")]
