"""A form that is shown again after a sign-in is shown, and nothing more: no page saves anything on a GET."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import kept_forms
from progress.models import Assessment, ReportingPeriod
from stakeholders.models import Commitment, Organisation, Response
from tests import factories
from tests.cast import sign_in


@pytest.fixture
def commitment(verania, fatima):
    recommendation = factories.recommendation(factories.area(factories.edition()))
    return factories.commitment(verania, by=fatima, recommendations=[recommendation])


def put_back(client: Client, user, page: str, fields: dict) -> None:
    """As if ``user`` had sent ``fields`` to ``page`` a moment ago, without a session."""
    session = client.session
    entry = {"owner": str(user.pk), "action": page, "page": page, "at": timezone.now().isoformat(), "files": []}
    session[kept_forms.SESSION_KEY] = [entry | {"fields": urlencode(fields, doseq=True)}]
    session.save()


def everything() -> list:
    models = (Organisation, Response, Commitment, ReportingPeriod, Assessment)
    return [list(model.objects.order_by("pk").values()) for model in models]


FORMS = {
    "organisation_new": (
        lambda c: reverse("curate_stakeholders:organisation_new"),
        {"name": "Typed before", "actor_type": "ngo", "language": "en"},
    ),
    "organisation_edit": (
        lambda c: reverse("curate_stakeholders:organisation_edit", args=[c.lead_organisation.slug]),
        {"name": "Typed before", "actor_type": "ngo", "language": "en", "version": "1"},
    ),
    "organisation_archive": (
        lambda c: reverse("curate_stakeholders:organisation_archive", args=[c.lead_organisation.slug]),
        {"reason": "Typed before"},
    ),
    "response": (
        lambda c: reverse("stakeholders:response", args=[c.lead_organisation.slug, _reference(c)]),
        {"response": "supported", "note": "Typed before", "version": "0"},
    ),
    "invite": (
        lambda c: reverse("stakeholders:invite", args=[c.lead_organisation.slug]),
        {"email": "new@example.org", "name": "Typed before", "language": "en", "role": "reporter"},
    ),
    "commitment": (
        lambda c: reverse("stakeholders:commitment_edit", args=[c.pk]),
        {"title": "Typed before", "description": "x", "version": "1", "reason": "x"},
    ),
    "archive a commitment": (
        lambda c: reverse("stakeholders:commitment_archive", args=[c.pk]),
        {"reason": "Typed before"},
    ),
    "assess": (
        lambda c: reverse("review:assess", args=[c.pk]),
        {"assessed_completion": "limited", "rationale": "Typed before", "assessed_on": "2026-01-01", "language": "en"},
    ),
    "period": (
        lambda c: reverse("curate_progress:new_period"),
        {"name": "Typed before", "starts_on": "2026-01-01", "ends_on": "2026-06-30", "due_on": "2026-07-31"},
    ),
    "a period's days": (
        lambda c: reverse("curate_progress:period", args=[factories.period().pk]),
        {"name": "Typed before", "starts_on": "2026-01-01", "ends_on": "2026-06-30", "due_on": "2026-07-31"},
    ),
    "recommendation": (
        lambda c: reverse("recommendations:curate-recommendation", args=[_reference(c)]),
        {"title": "Typed before", "text": "x", "seen": "1", "reason": "x"},
    ),
    "archive a recommendation": (
        lambda c: reverse("recommendations:curate-recommendation-archive", args=[_reference(c)]),
        {"reason": "Typed before", "seen": "1"},
    ),
}


def _reference(commitment: Commitment) -> str:
    return commitment.recommendations.get().reference


@pytest.mark.parametrize("name", FORMS)
def test_it_is_shown_again_and_nothing_is_saved(name, client, carol, commitment):
    address, fields = FORMS[name]
    page = address(commitment)
    sign_in(client, carol)
    put_back(client, carol, page, fields)
    before = everything()
    answer = client.get(page)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "Typed before" in text
    assert "kept-1" not in text, "it is in the form, and not beside it"
    assert everything() == before
