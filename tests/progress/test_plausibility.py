"""A figure that looks like a slip is asked about, never refused; milestones of the form are ticked with their day."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from django.test import Client

from progress import drafts, plausibility, workflow
from stakeholders.models import Indicator
from tests import factories
from tests.progress.test_reporting_pages import page_of, posted

TODAY = datetime.date.today()


@pytest.mark.parametrize(
    ("baseline", "target", "last", "now", "said"),
    [
        (0, 400, 205, 2050, "ten times"),
        (0, 400, 205, 20, "A tenth"),
        (0, 400, 205, 401, "Beyond the target"),
        (0, 400, 205, 190, "Further from the target"),
        (90, 10, 50, 60, "Further from the target"),
        (90, 10, 50, 9, "Beyond the target"),
        (None, 30, 12, 11, "Further from the target"),
        (0, 400, 205, 205, ""),
        (0, 400, 205, 400, ""),
        (90, 10, 50, 20, ""),
        (0, 400, None, 20, ""),
        (0, 400, 0, 300, ""),
        (None, None, 205, 100, ""),
        (0, 400, 205, None, ""),
    ],
)
def test_what_is_odd_about_a_figure_is_asked(baseline, target, last, now, said) -> None:
    number = lambda value: None if value is None else Decimal(value)  # noqa: E731
    indicator = Indicator(baseline=number(baseline), target=number(target))
    asked = plausibility.question(indicator, number(last), number(now))
    assert said in asked if said else asked == ""


def test_an_odd_figure_is_asked_about_on_the_form_and_saved(client: Client, commitment, alice, carol) -> None:
    indicator = commitment.indicators.create(name="Judges", unit="people", baseline=0, target=400)
    first = factories.draft(commitment, by=alice, narrative="Begun.")
    drafts.save(report=first, by=alice, version=first.version, data={}, indicator_values={indicator.pk: Decimal(20)})
    workflow.publish(report=workflow.submit(report=first, by=alice), by=carol)
    report = factories.draft(commitment, by=alice)
    client.force_login(alice)
    answer = client.post(page_of(report), posted(report) | {f"indicator_{indicator.pk}": "200"}, follow=True)
    page = answer.content.decode()
    assert "At least ten times the last figure" in page
    assert report.indicator_values.get().value == 200


class TestMilestones:
    def test_a_tick_writes_down_the_day(self, client: Client, commitment, alice) -> None:
        first = commitment.milestones.create(title="Law in force")
        other = commitment.milestones.create(title="Twenty in post")
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        assert "Law in force" in client.get(page_of(report)).content.decode()
        days = {f"reached-{one.pk}-day": TODAY.isoformat() for one in (first, other)}
        assert client.post(page_of(report), posted(report) | days | {f"reached-{first.pk}": "on"}).status_code == 302
        first.refresh_from_db(), other.refresh_from_db()
        assert (first.reached_on, other.reached_on) == (TODAY, None)
        assert f"reached-{first.pk}" not in client.get(page_of(report)).content.decode()

    @pytest.mark.parametrize("day", ["", "31.02.2026", "2999-01-01"])
    def test_a_wrong_day_is_said_and_the_tick_stays(self, client: Client, commitment, alice, day: str) -> None:
        milestone = commitment.milestones.create(title="Law in force")
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        data = posted(report, narrative="Kept.") | {f"reached-{milestone.pk}": "on", f"reached-{milestone.pk}-day": day}
        answer = client.post(page_of(report), data)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert answer.context["milestones"].errors
        assert "checked" in page and "Kept." in page
        milestone.refresh_from_db()
        assert milestone.reached_on is None
