"""A newer file takes the place of an older one: per report, so that a draft changes nothing of what is published."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from dashboard.reports import public_evidence
from progress import drafts, errors, evidence, permissions, workflow
from progress.evidence_counts import recount
from progress.models import Evidence, ProgressReport
from progress.verification import mismatches
from recommendations.partial_dates import PartialDate
from tests import factories


def text(words: str, name: str = "law.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, words.encode())


@pytest.fixture
def first(commitment, alice) -> Evidence:
    return evidence.add_file(
        report=factories.draft(commitment, by=alice), by=alice, upload=text("First."), title="The law", language="fr",
        dated=PartialDate.parse("2025-06"),
    )  # fmt: skip


def replace(report: ProgressReport, item: Evidence, by, words: str) -> Evidence:
    return evidence.replace_file(report=report, evidence=item, by=by, upload=text(words))


def status(client: Client, item: Evidence, who=None) -> int:
    client.logout()
    if who:
        client.force_login(who)
    return client.get(reverse("data:evidence", kwargs={"pk": item.pk})).status_code


def test_it_takes_over_what_is_said_and_the_old_one_is_kept(first, alice):
    report = first.report
    second = replace(report, first, alice, "Second.")
    third = replace(report, second, alice, "Third.")
    assert [(one.pk, [old.pk for old in one.earlier]) for one in report.latest_evidence] == [
        (third.pk, [second.pk, first.pk])
    ]
    assert (third.title, third.language, third.dated.iso) == ("The law", "fr", "2025-06")
    assert len({one.sha256 for one in report.all_evidence}) == 3
    with pytest.raises(errors.WrongState):
        replace(report, first, alice, "Fourth.")


def test_a_piece_named_by_its_file_is_named_by_the_new_one(commitment, alice):
    report = factories.draft(commitment, by=alice)
    item = evidence.add_file(report=report, by=alice, upload=text("First."), title="")
    newer = evidence.replace_file(report=report, evidence=item, by=alice, upload=text("Second.", "act.txt"))
    assert newer.title == "act.txt"


def test_the_public_gets_the_newest_and_reads_that_there_was_another(first, alice, bob, carol, client):
    report = first.report
    second = replace(report, first, alice, "Second.")
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    assert (status(client, second), status(client, first)) == (200, 404)
    assert [status(client, first, who) for who in (alice, carol, bob)] == [200, 200, 404]
    client.logout()
    page = client.get(reverse("dashboard:report", kwargs={"pk": report.pk})).content.decode()
    assert "revised on" in page
    assert f"/evidence/{first.pk}/" not in page
    report.refresh_from_db()
    assert report.evidence_documents == 1, "a revision is no second document"
    assert recount() == 0
    assert list(mismatches()) == []


def test_its_organisation_and_the_curators_find_the_old_ones(first, alice, carol, client):
    report = first.report
    replace(report, first, alice, "Second.")
    workflow.submit(report=report, by=alice)
    for who, name in ((alice, "reporting:report"), (carol, "review:report")):
        client.force_login(who)
        page = client.get(reverse(name, kwargs={"pk": report.pk})).content.decode()
        assert "One earlier revision" in page
        assert f"/evidence/{first.pk}/" in page


def test_a_draft_changes_nothing_of_what_is_published(first, alice, carol, client):
    published = workflow.publish(report=workflow.submit(report=first.report, by=alice), by=carol)
    draft = drafts.correct(report=published, by=alice)
    second = replace(draft, first, alice, "Second.")
    assert [one.pk for one in public_evidence([published.pk])[published.pk]] == [first.pk]
    assert (status(client, first), status(client, second)) == (200, 404)
    workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
    assert (status(client, first), status(client, second)) == (200, 200)  # each stands in its own report
    assert [one.pk for one in public_evidence([draft.pk])[draft.pk]] == [second.pk]
    assert list(mismatches()) == []


def test_it_is_taken_off_with_its_revisions(first, alice, settings, tmp_path):
    report = first.report
    second = replace(report, first, alice, "Second.")
    evidence.remove(report=report, evidence=second, by=alice)
    assert report.all_evidence == []
    assert not Evidence.objects.exists()


def test_an_earlier_revision_of_what_is_for_reviewers_does_not_show(first, alice, carol):
    report = first.report
    second = replace(report, first, alice, "Second.")
    evidence.describe(
        report=report, evidence=second, by=alice, title="The law", dated=None, audience="reviewers", language=""
    )
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    assert public_evidence([report.pk])[report.pk] == []
    assert not permissions.is_public(first)


class TestDescribing:
    def say(self, item: Evidence, by, **more) -> Evidence:
        said = {"title": "Act", "dated": PartialDate.parse("2024"), "audience": "reviewers", "language": "ar"} | more
        return evidence.describe(report=item.report, evidence=item, by=by, **said)

    def test_of_a_draft(self, first, alice):
        self.say(first, alice)
        now = Evidence.objects.get()
        assert (now.title, now.dated.iso, now.audience, now.language) == ("Act", "2024", "reviewers", "ar")

    def test_a_date_to_come(self, first, alice):
        with pytest.raises(ValidationError, match="future"):
            self.say(first, alice, dated=PartialDate.parse("2199"))

    def test_a_file_with_hidden_details_stays_with_the_reviewers(self, first, alice):
        Evidence.objects.update(cleaning_problem="signed", audience="reviewers")
        with pytest.raises(ValidationError, match="could not be removed"):
            self.say(first, alice, audience="public")

    def test_what_is_submitted_or_published_stays_as_it_is(self, first, alice, carol):
        published = workflow.publish(report=workflow.submit(report=first.report, by=alice), by=carol)
        with pytest.raises(errors.WrongState):
            self.say(first, alice)
        draft = drafts.correct(report=published, by=alice)
        with pytest.raises(errors.WrongState):
            evidence.describe(
                report=draft, evidence=first, by=alice, title="Other", dated=None, audience="public", language=""
            )

    def test_others_may_not(self, first, bob):
        with pytest.raises(errors.NotPermitted):
            self.say(first, bob)
