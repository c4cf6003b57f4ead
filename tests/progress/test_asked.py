"""A reporting period asks about what was published before its reports were due, and is nowhere late with anything else.

Reports are due on 31 July 2026; the day on which everybody looks lies three weeks behind that.
"""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from progress import coverage, drafts, periods, reminders, worklist
from progress.models import ReportingPeriod
from stakeholders import commitments
from stakeholders.commitment_data import CommitmentData
from stakeholders.models import Commitment, Organisation
from tests import factories

DUE = datetime.date(2026, 7, 31)
LATER = DUE + datetime.timedelta(days=21)


def moment(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


IN_TIME, TOO_LATE = moment("2026-07-30T23:59:59"), moment("2026-07-31T00:00:00")


@pytest.fixture
def period(db: None) -> ReportingPeriod:
    return factories.period(due_on=DUE)


EVERYBODY = {"the list", "the list as overdue", "the reminders", "a new draft", "coverage"}


def asking(period: ReportingPeriod, commitment: Commitment) -> set[str]:
    """Those who take a report on the commitment to be asked for on ``LATER``, of all that work it out."""
    lead = commitment.lead_organisation
    work = worklist_of(lead)
    digests = [worklist.for_person(user, on=LATER) for user in User.objects.filter(memberships__organisation=lead)]
    rows = coverage.of_period(period, Organisation.objects.filter(pk=lead.pk))
    answers = {
        "the list": commitment in [item.commitment for item in work.due],
        "the list as overdue": commitment in [item.commitment for item in work.overdue],
        "the reminders": any(commitment in [item.commitment for item in one.waiting] for one in digests),
        "a new draft": drafts.asked_next(commitment, lead, on=LATER) == period,
        "coverage": [(row.asked, row.missing) for row in rows] == [(1, 1)],
    }
    return {name for name, asks in answers.items() if asks}


def worklist_of(organisation: Organisation) -> worklist.Worklist:
    return worklist.for_organisations([organisation], on=LATER)


@pytest.mark.parametrize(
    ("published", "asked"),
    [
        (moment("2025-12-31T12:00:00"), True),
        (moment("2026-03-15T12:00:00"), True),
        (moment("2026-07-15T12:00:00"), True),
        (IN_TIME, True),
        (TOO_LATE, False),
        (moment("2026-08-20T12:00:00"), False),
    ],
    ids=["before it", "inside it", "between its end and its due day", "the evening before", "on the day", "afterwards"],
)
def test_only_what_was_published_before_reports_were_due(published, asked, period, verania, fatima, alice):
    commitment = factories.commitment(verania, by=fatima, at=published)
    assert asking(period, commitment) == (EVERYBODY if asked else set())


def test_the_day_is_the_sites(settings):
    period, commitment = ReportingPeriod(due_on=DUE), Commitment(published_at=moment("2026-07-30T13:00:00"))
    seen = {}
    for zone in ("UTC", "Pacific/Auckland"):
        settings.TIME_ZONE = zone
        with timezone.override("Pacific/Kiritimati"):  # whoever looks at it, wherever they are
            seen[zone] = period.asks_about(commitment)
    assert seen == {"UTC": True, "Pacific/Auckland": False}, "it is the 31st in Auckland already"


def test_what_was_never_published_is_not_asked_about():
    assert not ReportingPeriod(due_on=DUE).asks_about(Commitment())


def test_more_time_asks_more_and_less_asks_less(period, verania, fatima, carol):
    commitment = factories.commitment(verania, by=fatima, at=TOO_LATE)
    for due_on, asked in [(DUE + datetime.timedelta(days=1), True), (DUE, False)]:
        period.due_on = due_on
        periods.save(period=period, by=carol, reason="More time.")
        assert asking(period, commitment) == (EVERYBODY if asked else set())


@pytest.mark.parametrize(("published", "asked"), [(IN_TIME, True), (TOO_LATE, False)], ids=["in time", "too late"])
def test_what_is_archived_and_comes_back_owes_what_it_owed(published, asked, period, verania, fatima, carol):
    commitment = factories.commitment(verania, by=fatima, at=published)
    commitments.archive(commitment=commitment, by=carol, reason="Entered twice.")
    assert worklist_of(verania).due == []
    commitment = commitments.restore(commitment=commitment, by=carol, reason="It was the other one.")
    assert asking(period, commitment) == (EVERYBODY if asked else set())


def test_who_reports_unasked_counts_as_asked_and_served(period, verania, fatima, alice):
    commitment = factories.commitment(verania, by=fatima, at=TOO_LATE)
    factories.submitted(commitment, by=alice, period=period)
    [row] = coverage.of_period(period, Organisation.objects.all())
    assert (row.asked, row.reported, row.missing) == (1, 1, 0)


def test_a_draft_begun_unasked_has_no_day_to_be_late_for(period, verania, fatima, alice, client: Client):
    commitment = factories.commitment(verania, by=fatima, at=TOO_LATE)
    factories.draft(commitment, by=alice, period=period)
    [item] = worklist_of(verania).drafts
    assert (item.period, item.due_on) == (period, None)
    client.force_login(alice)
    page = client.get(reverse("reporting:work")).content.decode()
    assert commitment.title in page
    assert period.name in page
    assert f"{period.name}, due" not in page


def test_a_commitment_that_goes_its_way_after_that_day_is_late_with_nothing(period, verania, fatima, alice, carol):
    data = CommitmentData(
        title="A course for judges",
        description="Train a hundred judges.",
        recommendations=[factories.recommendation(factories.area(factories.edition()))],
    )
    day = moment("2026-08-20T12:00:00")
    made = commitments.create(organisation=verania, by=fatima, data=data, at=day)
    commitments.propose(commitment=made, by=fatima, at=day)
    commitments.publish(commitment=made, by=carol, at=day)
    work = worklist.for_person(alice, on=LATER)
    assert (work.to_do, work.overdue) == (0, [])
    assert reminders.plan(now=day, on=LATER) == 0
    begun = drafts.open_draft(commitment=made, organisation=verania, by=alice, covers_until=LATER, at=day)
    assert begun.period is None
