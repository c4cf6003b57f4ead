""" "No significant change": what it is, when it stops being it, and how it is undone."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from progress import comparison, discarding, drafts, errors, evidence, workflow
from progress.models import ProgressReport, ReportEvent, ReportKind
from tests import factories
from tests.cast import sign_in

pytestmark = pytest.mark.any_database


@pytest.fixture
def last(commitment, alice, carol):
    indicator = commitment.indicators.create(name="Officers trained", unit="people")
    draft = factories.draft(commitment, by=alice, percent=40, barriers="No budget.")
    draft = drafts.save(report=draft, by=alice, version=draft.version, data={}, indicator_values={indicator.pk: 5})
    evidence.add_link(report=draft, by=alice, url="https://example.org/law", title="Law")
    return workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)


@pytest.fixture
def confirming(last, commitment, verania, alice):
    """ "No significant change" that waits for the focal point."""
    verania.requires_sign_off = True
    verania.save()
    return drafts.no_change(commitment=commitment, organisation=verania, by=alice)


def saved(report, by, **data):
    report.refresh_from_db()
    return drafts.save(report=report, by=by, version=report.version, data=data)


def test_saving_it_as_it_is_keeps_it_what_it_is(confirming, fatima):
    same = {"percent": 40, "barriers": "No budget.\r\n", "covers_until": timezone.localdate(), "narrative": ""}
    assert saved(confirming, fatima, **same).kind == ReportKind.NO_CHANGE


@pytest.mark.parametrize(
    "data",
    [
        {"implementation_status": "completed", "percent": 100},
        {"health": "at_risk"},
        {"percent": 41},
        {"barriers": ""},
        {"narrative": "The law was passed."},
    ],
)
def test_with_a_change_it_is_an_ordinary_report_that_says_what_was_done(confirming, fatima, data):
    report = saved(confirming, fatima, **data)
    assert report.kind == ReportKind.UPDATE
    if "narrative" not in data:
        with pytest.raises(errors.Incomplete) as refused:
            workflow.submit(report=report, by=fatima)
        assert "narrative" in refused.value.errors


def test_with_a_number_or_evidence_it_is_an_ordinary_report(confirming, commitment, fatima):
    indicator = commitment.indicators.get()
    changed = drafts.save(
        report=confirming, by=fatima, version=confirming.version, data={}, indicator_values={indicator.pk: 6}
    )
    assert changed.kind == ReportKind.UPDATE


def test_with_evidence_it_is_an_ordinary_report(confirming, fatima):
    evidence.add_link(report=confirming, by=fatima, url="https://example.org/new", title="New")
    confirming.refresh_from_db()
    assert confirming.kind == ReportKind.UPDATE


def test_the_form_says_what_it_is(confirming, fatima, client):
    client.force_login(fatima)
    page = client.get(reverse("reporting:report", args=[confirming.pk]), {"edit": 1}).content.decode()
    assert "This says that nothing significant has changed since the last published report." in page
    assert "If you change or add anything but the dates, it becomes an ordinary report" in page


def test_nothing_is_shown_as_taken_out(last, commitment, verania, alice, carol):
    report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
    assert comparison.changes(last, report) == []
    workflow.publish(report=report, by=carol)
    assert comparison.changes(comparison.previous_of(report), report) == []


def test_the_report_after_it_is_compared_with_the_last_full_one(last, commitment, verania, alice, carol):
    report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
    workflow.publish(report=report, by=carol)
    after = factories.submitted(commitment, by=alice, percent=40, narrative="What was done.", barriers="No budget.")
    found = {one.name: (one.before, one.after) for one in comparison.changes(comparison.previous_of(after), after)}
    assert found == {"indicator:Officers trained": ("5 people", ""), "evidence": ("Law", "")}


def test_replaced_evidence_is_part_of_the_comparison(last, alice):
    draft = drafts.correct(report=last, by=alice)
    assert comparison.changes_so_far(last, draft) == []
    evidence.remove(report=draft, evidence=draft.all_evidence[0], by=alice)
    evidence.add_link(report=draft, by=alice, url="https://example.org/rules", title="Rules", audience="reviewers")
    changes = comparison.changes_so_far(last, draft)
    assert [(one.label, one.before, one.after) for one in changes] == [
        ("Evidence", "Law", ""),
        ("Evidence", "", "Rules: Only curators and the organisation"),
    ]


class TestTakingItBack:
    def test_it_is_as_if_nothing_had_been_said(self, last, commitment, verania, alice):
        report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        key = report.pk
        discarding.take_back(report=report, by=alice)
        assert not ProgressReport.objects.filter(pk=key).exists()
        event = ReportEvent.objects.filter(report=key).latest("sequence")
        assert (event.action, event.from_state, event.to_state, event.by) == ("take_back", "submitted", "", alice)
        assert drafts.can_confirm(commitment, verania)

    def test_before_the_sign_off_too(self, confirming, alice):
        discarding.take_back(report=confirming, by=alice)
        assert not ProgressReport.objects.filter(pk=confirming.pk).exists()

    @pytest.mark.parametrize("step", ["publish", "return"])
    def test_not_once_a_curator_has_dealt_with_it(self, last, commitment, verania, alice, carol, step):
        report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        if step == "publish":
            workflow.publish(report=report, by=carol)
        else:
            workflow.return_report(report=report, by=carol, reason="Say more.")
        with pytest.raises(discarding.NotTakenBack):
            discarding.take_back(report=report, by=alice)

    def test_no_ordinary_report(self, commitment, alice):
        with pytest.raises(discarding.NotTakenBack):
            discarding.take_back(report=factories.submitted(commitment, by=alice), by=alice)

    def test_only_by_its_organisation(self, last, commitment, verania, alice, bob, carol):
        report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        for other in (bob, carol):
            with pytest.raises(errors.NotPermitted):
                discarding.take_back(report=report, by=other)

    def test_a_curator_who_was_slower_is_told(self, last, commitment, verania, alice, carol):
        report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        discarding.take_back(report=ProgressReport.objects.get(pk=report.pk), by=alice)
        with pytest.raises(errors.WrongState, match="no longer exist"):
            workflow.publish(report=report, by=carol)

    def test_from_my_reporting_in_one_step(self, last, commitment, verania, alice, client):
        report = drafts.no_change(commitment=commitment, organisation=verania, by=alice)
        client.force_login(alice)
        address = reverse("reporting:take_back", args=[report.pk])
        assert f'action="{address}"' in client.get(reverse("reporting:work")).content.decode()
        assert f'action="{address}"' in client.get(reverse("reporting:report", args=[report.pk])).content.decode()
        page = client.post(address, follow=True).content.decode()
        assert "was taken back" in page
        assert not ProgressReport.objects.filter(pk=report.pk).exists()


class TestWhatRetractingWillDo:
    def page(self, client, carol, report):
        sign_in(client, carol)
        return client.get(reverse("review:report", args=[report.pk])).content.decode()

    def test_a_correction_says_that_what_it_corrects_stays_away(self, last, alice, carol, client):
        draft = saved(drafts.correct(report=last, by=alice), alice, percent=50)
        right = workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
        page = self.page(client, carol, right)
        assert "The public page will then say “No report yet”" in page
        assert "The report that this one corrects will not return." in page

    def test_it_names_the_report_that_will_speak_then(self, last, commitment, alice, carol, client):
        newer = factories.published(commitment, by=alice, curator=carol, implementation_status="completed", percent=100)
        page = self.page(client, carol, newer)
        assert "The public status will then be “In progress”, from the report of" in page
        assert "does not change" in self.page(client, carol, last)
