"""The preview of a report: what its public page will say, before anything of it is public; nothing typed is lost."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from progress import evidence, workflow
from progress.models import ProgressReport
from stakeholders.models import Milestone
from tests import factories
from tests.progress.conftest import commitment, recommendation
from tests.progress.test_reporting_pages import page_of, posted

__all__ = ["commitment", "recommendation"]

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
SAYS = {
    "narrative": "Ten judges *trained*.",
    "barriers": "A strike.",
    "barrier_kinds": ["", "law"],
    "percent": 45,
    "implementation_status": "in_progress",
    "evidence-audience": "public",
}


@pytest.fixture
def report(commitment, alice, client: Client) -> ProgressReport:
    client.force_login(alice)
    draft = factories.draft(commitment, by=alice, narrative="")
    evidence.add_link(report=draft, by=alice, url="https://example.org/act", title="The act")
    draft.refresh_from_db()
    return draft


def said(page: str) -> str:
    """The words of the report's part of a page, without addresses and days of publication."""
    inner = page[page.index('<div class="thing">') : page.index("</main>")]
    inner = re.sub(r'<section class="take-away".*?</section>', "", inner, flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", inner).split())


def test_the_button_saves_the_draft_and_shows_what_will_be_public(client: Client, report, carol) -> None:
    answer = client.post(page_of(report), posted(report, **SAYS, action="preview"), follow=True)
    assert answer.redirect_chain == [(reverse("dashboard:report_preview", args=[report.pk]), 302)]
    preview = answer.content.decode()
    report.refresh_from_db()
    assert (report.review_state, report.submitted_at, report.percent) == ("draft", None, 45)
    assert report.narrative == SAYS["narrative"], "saved by the same verb"
    for words in (
        "Ten judges",
        "A strike.",
        "Law or regulation",
        "45%",
        "The act",
        "Nothing was submitted or published",
    ):
        assert words in preview
    assert Client().get(f"/reports/{report.pk}/").status_code == 404
    workflow.publish(report=workflow.submit(report=report, by=report.author), by=carol)
    public = Client().get(f"/reports/{report.pk}/").content.decode()
    assert said(preview) == said(public)
    assert client.get(reverse("dashboard:report_preview", args=[report.pk])).status_code == 302


def test_what_the_form_refuses_is_not_previewed_and_stays(client: Client, report) -> None:
    answer = client.post(page_of(report), posted(report, **SAYS | {"percent": "many"}, action="preview"))
    assert answer.status_code == 400
    assert "Ten judges" in answer.content.decode() and 'value="many"' in answer.content.decode()


def test_a_preview_makes_no_milestone_public(client: Client, report, commitment) -> None:
    milestone = Milestone.objects.create(commitment=commitment, title="A law")
    ticked = {f"reached-{milestone.pk}": "on", f"reached-{milestone.pk}-day": "2026-01-05"}
    answer = client.post(page_of(report), posted(report, **SAYS, **ticked, action="preview"))
    assert answer.status_code == 400 and "Save the report first, or untick this" in answer.content.decode()
    milestone.refresh_from_db()
    report.refresh_from_db()
    assert milestone.reached_on is None and report.percent == 45
    assert "checked" in str(answer.context["milestones"][str(milestone.pk)])


def test_while_a_sign_off_is_asked_for_the_preview_saves_nothing(client: Client, report, verania, alice) -> None:
    verania.requires_sign_off = True
    verania.save()
    client.post(page_of(report), posted(report, **SAYS, action="ask_sign_off"))
    page = client.get(page_of(report)).content.decode()
    assert 'value="preview"' not in page
    assert client.get(reverse("dashboard:report_preview", args=[report.pk])).status_code == 200
    report.refresh_from_db()
    assert report.sign_off_requested_at
