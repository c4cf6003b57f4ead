"""Reporting periods: their days, their versions, and whom a step asks before it is taken."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Preferences
from progress import periods
from progress.models import ReportingPeriod
from tests import factories
from tests.cast import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client: Client, carol) -> Client:
    return sign_in(client, carol)


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


PERIOD = {"name": "First half", "starts_on": "2026-01-01", "ends_on": "2026-06-30", "due_on": "2026-07-31"}


def posted_back(page) -> dict:
    """What a browser sends back from a page with a form."""
    return {bound.name: bound.value() for bound in page.context["form"]}


def test_planned_opened_closed_and_opened_again(curator):
    curator.post(reverse("curate_progress:new_period"), PERIOD)
    period = ReportingPeriod.objects.get()
    seen = [period.state]
    address = reverse("curate_progress:move_period", kwargs={"pk": period.pk})
    for to in ("open", "closed", "open"):
        asked = curator.get(address, {"to": to})
        period.refresh_from_db()
        assert period.state == seen[-1]
        curator.post(address, posted_back(asked) | {"to": to})
        period.refresh_from_db()
        seen.append(period.state)
    assert seen == ["planned", "open", "closed", "open"]


def test_opening_says_first_whom_it_asks_and_reminds(curator, verania, lantern, alice, fatima, bob, dan):
    period = factories.period(state="planned")
    for _number in range(2):
        factories.commitment(verania, by=fatima)
    factories.published(factories.commitment(lantern, by=bob), by=bob, curator=dan, period=period)
    Preferences.objects.filter(user=alice).update(digest="never")
    address = reverse("curate_progress:move_period", kwargs={"pk": period.pk})
    page = curator.get(address, {"to": "open"})
    found = page.context["consequences"]
    assert [(one.organisation, one.missing, list(one.people.values())) for one in found.asked] == [
        (verania, 2, ["Fatima Faro"])
    ]
    text = " ".join(page.content.decode().split())
    assert "2 reports are expected. 1 organisation is expected to report. 1 person is reminded by email." in text
    without = curator.post(address, {"to": "open"})  # a button that did not show the page
    assert without.status_code == 400
    period.refresh_from_db()
    assert period.state == "planned"


def test_closing_says_what_is_no_longer_asked_for(curator, verania, fatima):
    period = factories.period()
    factories.commitment(verania, by=fatima)
    page = curator.get(reverse("curate_progress:move_period", kwargs={"pk": period.pk}), {"to": "closed"})
    text = " ".join(page.content.decode().split())
    assert "1 report has not been submitted. It is no longer expected." in text


def test_moving_the_days_of_an_open_one_is_confirmed_first(curator, verania, lantern, fatima, bob):
    period = factories.period()
    factories.commitment(verania, by=fatima)
    factories.commitment(lantern, by=bob, at=moment("2026-07-20T12:00:00"))
    address = reverse("curate_progress:period", kwargs={"pk": period.pk})
    typed = posted_back(curator.get(address)) | {"due_on": "2026-07-10"}
    asked = curator.post(address, typed)
    assert asked.status_code == 200
    found = asked.context["consequences"]
    assert [one.organisation for one in found.asked] == [verania]
    assert [one.organisation for one in found.no_longer] == [lantern]
    period.refresh_from_db()
    assert period.due_on == datetime.date(2026, 7, 31)
    assert curator.post(address, posted_back(asked) | {"confirmed": "on"}).status_code == 302
    period.refresh_from_db()
    assert period.due_on == datetime.date(2026, 7, 10)


def test_a_name_alone_asks_nobody_anew(curator):
    period = factories.period()
    address = reverse("curate_progress:period", kwargs={"pk": period.pk})
    assert curator.post(address, posted_back(curator.get(address)) | {"name": "First half"}).status_code == 302


def test_a_due_date_does_not_go_back_silently(curator, dan):
    """Two tabs: the first saves the due date, the second only a name; nobody's change is lost."""
    period = factories.period(state="planned")
    address = reverse("curate_progress:period", kwargs={"pk": period.pk})
    old = posted_back(curator.get(address))
    assert curator.post(address, old | {"due_on": "2026-12-20"}).status_code == 302
    late = curator.post(address, old | {"name": "Renamed"})
    assert late.status_code == 409
    assert "Renamed" in late.content.decode()
    assert curator.post(address, posted_back(late)).status_code == 302
    period.refresh_from_db()
    assert (period.name, period.due_on) == ("Renamed", datetime.date(2026, 12, 20))


def test_opening_over_an_old_version_is_a_conflict(curator, dan):
    period = factories.period(state="planned")
    address = reverse("curate_progress:move_period", kwargs={"pk": period.pk})
    seen = posted_back(curator.get(address, {"to": "open"})) | {"to": "open"}
    period.due_on = datetime.date(2026, 12, 1)
    periods.save(period=period, by=dan)
    conflict = curator.post(address, seen)
    assert conflict.status_code == 409
    period.refresh_from_db()
    assert period.state == "planned"
    assert curator.post(address, posted_back(conflict) | {"to": "open"}).status_code == 302


def test_saving_days_does_not_undo_an_opening(dan, carol):
    period = factories.period(state="planned")
    seen = ReportingPeriod.objects.get(pk=period.pk)
    periods.move(period=period, to="open", by=dan)
    periods.save(period=seen, by=carol)
    assert ReportingPeriod.objects.get(pk=period.pk).state == "open"


@pytest.mark.parametrize("due_on", ["2026-06-29", "2026-01-01"])
def test_reports_are_not_due_before_the_period_ends(curator, due_on):
    answer = curator.post(reverse("curate_progress:new_period"), PERIOD | {"due_on": due_on})
    assert answer.status_code == 400
    assert "due_on" in answer.context["form"].errors
    with pytest.raises(IntegrityError), transaction.atomic():
        factories.period(due_on=datetime.date.fromisoformat(due_on))


def test_the_lists_queries_do_not_grow(curator, verania, lantern, fatima, bob, django_assert_max_num_queries):
    period = factories.period(state="planned")
    address = reverse("curate_progress:move_period", kwargs={"pk": period.pk})
    factories.commitment(verania, by=fatima)
    with django_assert_max_num_queries(60) as few:
        curator.get(address, {"to": "open"})
    for _number in range(3):
        factories.commitment(lantern, by=bob)
    with django_assert_max_num_queries(len(few)):
        curator.get(address, {"to": "open"})


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("starts_on", "x"), ("ends_on", "2025-01-01"), ("due_on", "2025-01-01"), ("due_on", "")],
)
def test_a_wrong_value_is_said_at_its_field(field, value, curator):
    answer = curator.post(reverse("curate_progress:new_period"), PERIOD | {field: value})
    assert answer.status_code == 400
    assert field in answer.context["form"].errors
    assert not ReportingPeriod.objects.exists()


def test_two_periods_do_not_overlap(curator):
    factories.period()
    answer = curator.post(reverse("curate_progress:new_period"), PERIOD)
    assert "starts_on" in answer.context["form"].errors


@pytest.mark.parametrize("to", ["planned", "", "gone"])
def test_only_the_moves_of_the_table(to, curator):
    period = factories.period()
    curator.post(reverse("curate_progress:move_period", kwargs={"pk": period.pk}), {"to": to})
    period.refresh_from_db()
    assert period.state == "open"


@pytest.mark.parametrize("who", ["alice", "fatima", "ada", "charlie"])
def test_only_curators(who, client, request):
    sign_in(client, request.getfixturevalue(who))
    assert client.post(reverse("curate_progress:new_period"), PERIOD).status_code == 404
    assert not ReportingPeriod.objects.exists()
