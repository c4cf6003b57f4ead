"""Every edit form of the demo data, opened and sent back as it came: it is accepted, and nothing changes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import lxml.html
import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from progress.models import ProgressReport, ReportingPeriod, ReviewState
from recommendations.models import Edition, KeyFinding, Recommendation, ResponseArea, Translation
from stakeholders.models import Commitment, CommitmentState, Membership, Organisation, Role
from tests.cast import sign_in

OURS = ("accounts", "recommendations", "stakeholders", "progress")
EDITABLE = (ReviewState.DRAFT, ReviewState.RETURNED)


def everything() -> dict[str, list[tuple]]:
    """Every row of our tables, histories included; when somebody last signed in is no part of it."""
    found = {}
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            names = [field.attname for field in model._meta.concrete_fields if field.attname != "last_login"]
            found[model._meta.label] = sorted(model._base_manager.values_list(*names), key=repr)
    return found


def pages() -> Iterator[tuple[User, str]]:
    """Each edit page there is, with somebody who may save it."""
    curator = User.objects.get(email="curator@demo.example")
    for one in Edition.objects.all():
        yield curator, reverse("recommendations:curate-edition", args=[one.code])
    for kind, model in (("area", ResponseArea), ("finding", KeyFinding), ("translation", Translation)):
        for key in model.objects.values_list("pk", flat=True)[:40]:
            yield curator, reverse(f"recommendations:curate-{kind}", args=[key])
    for one in Recommendation.objects.all():
        yield curator, reverse("recommendations:curate-recommendation", args=[one.reference])
    for one in ReportingPeriod.objects.all():
        yield curator, reverse("curate_progress:period", args=[one.pk])
    for one in Organisation.objects.public():
        yield curator, reverse("curate_stakeholders:organisation_edit", args=[one.slug])
        for answer in one.responses.select_related("recommendation")[:3]:
            yield curator, reverse("stakeholders:response", args=[one.slug, answer.recommendation.reference])
    for one in Commitment.objects.filter(state__in=[CommitmentState.DRAFT, CommitmentState.PUBLISHED]):
        yield curator, reverse("stakeholders:commitment_edit", args=[one.pk])
        if focal_point := _focal_point(one.lead_organisation_id):
            yield focal_point, reverse("stakeholders:commitment_edit", args=[one.pk])
    for one in ProgressReport.objects.filter(review_state__in=EDITABLE):
        if focal_point := _focal_point(one.organisation_id):
            # Whoever is asked to sign off reads first, and edits behind this address.
            yield focal_point, reverse("reporting:report", args=[one.pk]) + "?edit=1"
    for user in User.objects.filter(is_active=True):
        yield user, reverse("accounts:preferences")


def _focal_point(organisation: int) -> User | None:
    rows = Membership.objects.active().filter(organisation=organisation, role=Role.FOCAL_POINT)
    row = rows.filter(organisation__archived_at=None, user__is_active=True).select_related("user").first()
    return row.user if row else None


def send_back(client: Client, page: str) -> Any:
    """Post the page's main form as a browser would that nobody typed into."""
    tree = lxml.html.fromstring(client.get(page).content.decode())
    form = max(tree.xpath("//main//form[translate(@method,'POST','post')='post']"), key=lambda one: len(one.fields))
    # HTML drops the first line break of a textarea's content, and browsers send the rest as CR LF.
    return client.post(page, _sent(form))


def _sent(form: Any) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for name, value in form.form_values():
        sent.setdefault(name, []).append(value.replace("\r\n", "\n").replace("\n", "\r\n"))
    return sent


def _problems(answer: Any) -> str:
    return lxml.html.fromstring(answer.content).xpath("string(//*[contains(@class, 'error-summary')])")


@pytest.mark.any_database
@pytest.mark.django_db
def test_nothing_changes(subtests, settings):
    settings.REQUIRE_SECOND_FACTOR = False  # as in the demo
    call_command("import_catalogue", "recommendations/data/gta-2021.json", verbosity=0)
    call_command("load_demo", verbosity=0)
    before, client, last = everything(), Client(), None
    for user, page in list(pages()):
        if user != last:
            client.logout()
            sign_in(client, user)
            last = user
        with subtests.test(msg=f"{user}: {page}"):
            answer = send_back(client, page)
            assert answer.status_code == 302, _problems(answer)
    after = everything()
    for label in before:
        assert after[label] == before[label], label
