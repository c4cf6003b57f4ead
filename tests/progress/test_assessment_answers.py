"""An assessment is signed, and the lead organisation may answer it in public."""

from __future__ import annotations

import datetime
import json

import pytest
from django.urls import reverse

from notifications import inbox
from notifications.models import Notification
from progress import assessments, verification
from progress.errors import Conflict, NotPermitted
from progress.models import ReportEvent

pytestmark = pytest.mark.django_db

TEXT = "The training plan will close the gap."


@pytest.fixture
def assessment(commitment, carol):
    return assessments.assess(
        commitment=commitment,
        by=carol,
        completion="limited",
        rationale="Half of the staff is in post.",
        assessed_on=datetime.date(2026, 6, 30),
        signed_name="C. Clay",
        signed_function="Curator, secretariat",
    )


def _public_page(client, commitment) -> str:
    return client.get(reverse("dashboard:commitment", args=[commitment.pk])).content.decode()


def test_the_public_reads_who_signed_it(client, assessment, commitment):
    page = _public_page(client, commitment)
    assert "Signed: C. Clay, Curator, secretariat." in page
    assert "The organisation’s answer" not in page


def test_without_a_signature_the_account_signs(commitment, carol):
    made = assessments.assess(
        commitment=commitment,
        by=carol,
        completion="limited",
        rationale="Half of it.",
        assessed_on=datetime.date(2026, 6, 30),
    )
    assert (made.signed_name, made.signed_function) == (carol.name, "Curator")


def test_the_focal_point_is_told_and_answers_in_public(client, assessment, commitment, fatima, carol):
    fresh = assessments.assess(
        commitment=commitment,
        by=carol,
        completion="substantial",
        rationale="More than half.",
        assessed_on=datetime.date(2026, 7, 31),
    )
    (entry,) = inbox.entries(Notification.objects.filter(user=fatima, kind="assessed"))[:1]
    assert entry.content.path == reverse("reporting:answer_assessment", args=[fresh.pk])
    client.force_login(fatima)
    answer = client.post(entry.content.path, {"answer": TEXT, "answer_language": "en", "version": fresh.version})
    assert answer.status_code == 302
    client.logout()
    page = _public_page(client, commitment)
    assert "The organisation’s answer" in page
    assert TEXT in page


def test_the_history_holds_the_answer_and_still_verifies(assessment, fatima):
    assessments.answer(assessment=assessment, by=fatima, text=TEXT, language="en")
    assert ReportEvent.objects.filter(assessment=assessment, action="answer").count() == 1
    assert list(verification.mismatches()) == []
    type(assessment).objects.filter(pk=assessment.pk).update(answer="Something else.")
    assert len(list(verification.mismatches())) == 1


def test_an_empty_answer_takes_it_away(client, assessment, commitment, fatima):
    assessments.answer(assessment=assessment, by=fatima, text=TEXT, language="en")
    assessments.answer(assessment=assessment, by=fatima, text="  ", language="en")
    assert TEXT not in _public_page(client, commitment)


def test_only_the_focal_people_of_the_lead_answer(assessment, alice, bob, carol):
    for person in (alice, bob, carol):
        with pytest.raises(NotPermitted):
            assessments.answer(assessment=assessment, by=person, text=TEXT, language="en")


def test_who_comes_late_sees_both_texts_and_overwrites_nothing(client, assessment, fatima):
    assessments.answer(assessment=assessment, by=fatima, text="Theirs.", language="en")
    with pytest.raises(Conflict):
        assessments.answer(assessment=assessment, by=fatima, text=TEXT, language="en", version=assessment.version)
    client.force_login(fatima)
    address = reverse("reporting:answer_assessment", args=[assessment.pk])
    answer = client.post(address, {"answer": TEXT, "answer_language": "en", "version": assessment.version})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Theirs." in page
    assert TEXT in page
    assessment.refresh_from_db()
    assert assessment.answer == "Theirs."


def test_files_name_the_signature_and_the_answer_of_the_day(client, assessment, fatima):
    assessments.answer(assessment=assessment, by=fatima, text=TEXT, language="en")
    (row,) = json.loads(b"".join(client.get("/data/assessments.json").streaming_content))
    assert (row["signed_name"], row["signed_function"]) == ("C. Clay", "Curator, secretariat")
    assert row["answer"] == TEXT
