"""Reporting periods: their days, their versions, and whom a step asks before it is taken."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

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
    """What a browser sends back from a page with a form, once a reason was typed where one is asked for."""
    given = {bound.name: bound.value() for bound in page.context["form"]}
    return given | {name: "Agreed at the meeting." for name in given if name == "reason" and not given[name]}


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
    assert curator.post(address, posted_back(page) | {"to": "open", "reason": " "}).status_code == 400
    period.refresh_from_db()
    assert period.state == "planned"


def test_closing_says_what_is_no_longer_asked_for(curator, verania, fatima):
    period = factories.period()
    factories.draft(factories.commitment(verania, by=fatima), by=fatima, period=period)
    page = curator.get(reverse("curate_progress:move_period", kwargs={"pk": period.pk}), {"to": "closed"})
    text = " ".join(page.content.decode().split())
    assert "1 report has not been submitted. It is no longer expected." in text
    assert "1 report is being written. It can still be submitted, without a period." in text


class TestExtending:
    def test_it_says_first_whom_it_asks_and_is_kept_with_its_reason(
        self, curator, carol, verania, lantern, fatima, bob
    ):
        period = factories.period()
        factories.commitment(verania, by=fatima, at=moment("2026-03-01T12:00:00"))
        factories.commitment(lantern, by=bob, at=moment("2026-08-05T12:00:00"))
        Preferences.objects.filter(user=bob).update(digest="never")
        address = reverse("curate_progress:extend_period", kwargs={"pk": period.pk})
        assert "Reports are due on 31 July 2026 now" in curator.get(address).content.decode()
        asked = curator.get(address, {"due_on": "2026-08-31"})
        text = " ".join(asked.content.decode().split())
        assert "2 reports are expected. 2 organisations are expected to report." in text
        assert "Nobody is reminded in 1 organisation." in text
        assert "1 more report is expected than by the days until now." in text
        period.refresh_from_db()
        assert period.due_on == datetime.date(2026, 7, 31), "looking changes nothing"
        typed = posted_back(asked) | {"due_on": "2026-08-31"}
        assert curator.post(address, typed | {"reason": " "}).status_code == 400
        assert curator.post(address, typed).status_code == 302
        period.refresh_from_db()
        assert (period.due_on, period.state) == (datetime.date(2026, 8, 31), "open")
        page = curator.get(reverse("curate_progress:period", kwargs={"pk": period.pk})).content.decode()
        for words in ("Reports were due on 31 July 2026, and are now due on 31 August 2026.", "Agreed at the meeting."):
            assert words in page
        assert str(carol) in page
        late = curator.post(address, typed | {"due_on": "2026-09-30", "reason": "More time still."})
        assert late.status_code == 409 and "More time still." in late.content.decode()

    @pytest.mark.parametrize("day", ["2026-07-31", "2026-07-01", "x", ""])
    def test_only_to_a_later_day(self, curator, day):
        period = factories.period()
        answer = curator.get(reverse("curate_progress:extend_period", kwargs={"pk": period.pk}), {"due_on": day})
        assert answer.status_code == 400 and "due_on" in answer.context["form"].errors
        with pytest.raises(ValidationError):
            periods.extend(period=period, due_on=period.due_on, by=factories.publisher(), reason="Again.")

    def test_a_form_without_a_day_is_told_so(self, curator):
        period = factories.period()
        answer = curator.post(reverse("curate_progress:extend_period", kwargs={"pk": period.pk}))
        assert answer.status_code == 400 and "due_on" in answer.context["form"].errors

    @pytest.mark.parametrize("state", ["planned", "closed"])
    def test_only_an_open_one(self, curator, state):
        period = factories.period(state=state)
        address = reverse("curate_progress:extend_period", kwargs={"pk": period.pk})
        curator.post(address, {"due_on": "2026-09-01", "version": 1, "reason": "More time."})
        period.refresh_from_db()
        assert period.due_on == datetime.date(2026, 7, 31)


@pytest.mark.parametrize("query", ["to=open", "due_on=2026-08-31"])
def test_whom_it_asks_is_a_table_to_take_away(curator, verania, fatima, alice, query):
    period = factories.period(state="planned")
    factories.commitment(verania, by=fatima)
    Preferences.objects.filter(user=alice).update(digest="never")
    type(verania).objects.update(name="=HYPERLINK(1)")
    answer = curator.get(f"/curate/periods/{period.pk}/asked.csv?{query}")
    [row] = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert (row["Organisation"], row["Not yet submitted"]) == ("'=HYPERLINK(1)", "1")
    assert "Fatima Faro" in row["Reminded by email"] and row["Not reminded by email"] == "Alice Arden"
    sheet = curator.get(f"/curate/periods/{period.pk}/asked.xlsx?{query}").content
    cells = CalamineWorkbook.from_filelike(io.BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert cells[1][0] == "=HYPERLINK(1)" and b"<f>" not in zipfile.ZipFile(io.BytesIO(sheet)).read(
        "xl/worksheets/sheet1.xml"
    )
    for wrong in ("asked.pdf", "asked.csv?due_on=x"):
        assert curator.get(f"/curate/periods/{period.pk}/{wrong}").status_code == 404


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
    periods.move(period=period, to="open", by=dan, reason="It begins.")
    periods.save(period=seen, by=carol, reason="Renamed.")
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


def test_what_changes_nothing_needs_no_reason(curator):
    period = factories.period()
    address = reverse("curate_progress:period", kwargs={"pk": period.pk})
    unchanged = posted_back(curator.get(address)) | {"reason": ""}
    assert curator.post(address, unchanged).status_code == 302
    period.refresh_from_db()
    assert (period.version, period.history.count()) == (1, 1)
    renamed = unchanged | {"name": "Another name"}
    assert curator.post(address, renamed).status_code == 400
