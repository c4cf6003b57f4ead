"""The catalogue in the admin: open to whoever keeps it, to look at; it is changed on the pages under /curate/."""

from __future__ import annotations

import datetime

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recommendations import scheduling
from recommendations.catalogue import version_of
from recommendations.models import Addressee, Crosswalk, RecommendationTag, RefusedLink, Tag, Taxonomy
from recommendations.uploads import keep_upload
from tests import factories
from tests.cast import ada, alice, carol, charlie, sign_in, verania  # noqa: F401

from . import samples

pytestmark = pytest.mark.django_db

REGISTERED = [model for model in admin.site._registry if model._meta.app_label == "recommendations"]


def lists() -> list[str]:
    return [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist") for model in REGISTERED]


def test_everything_of_the_catalogue_is_in_the_admin():
    models = {
        model
        for model in apps.get_app_config("recommendations").get_models()
        if not model.__name__.startswith("Historical") and model is not Addressee
    }
    assert set(REGISTERED) == models


@pytest.mark.parametrize(("role", "status"), [("carol", 200), ("ada", 200), ("alice", 404), ("charlie", 404)])
def test_only_those_who_keep_the_catalogue_see_it(client, small, request, role, status):
    sign_in(client, request.getfixturevalue(role))
    assert {client.get(address).status_code for address in lists()} == {status}


@pytest.mark.parametrize("role", ["carol", "ada"])
def test_nothing_can_be_deleted(client, small, request, role):
    sign_in(client, request.getfixturevalue(role))
    recommendation = small.recommendations.first()
    delete = reverse("admin:recommendations_recommendation_delete", args=[recommendation.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    action = {"action": "delete_selected", "_selected_action": [recommendation.pk], "post": "yes"}
    client.post(reverse("admin:recommendations_recommendation_changelist"), action)
    assert small.recommendations.count() == 2


@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model.__name__)
@pytest.mark.parametrize("role", ["carol", "ada"])
def test_nothing_is_saved_here_and_each_entry_leads_to_where_it_is(client: Client, small, request, model, role):
    """A form without a version lost the first of two tabs, and let a published reference be renumbered."""
    sign_in(client, request.getfixturevalue(role))
    curator = request.getfixturevalue("carol")
    other = factories.recommendation(factories.edition())
    Crosswalk.objects.create(earlier=small.recommendations.first(), later=other, kind="same")
    RefusedLink.objects.create(earlier=small.recommendations.last(), later=other, refused_by=curator)
    draft, soon = factories.edition(state="draft"), timezone.now() + datetime.timedelta(days=1)
    scheduling.schedule_publication(edition=draft, due_at=soon, seen=version_of(draft), reason="Later.", by=curator)
    keep_upload(data=samples.data(samples.SMALL), file_name="small.json", by=curator)
    tag = Tag.objects.create(
        taxonomy=Taxonomy.objects.create(slug="goals", name_en="Goals"), slug="goal-5", name_en="5"
    )
    RecommendationTag.objects.create(recommendation=other, tag=tag)
    row = model.objects.first()
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    address = reverse(f"{name}_change", args=[row.pk])
    before = model.objects.filter(pk=row.pk).values().get()
    posted = dict.fromkeys(before, "GTA-2021-99") | {"reason": "Renumbered.", "_save": "Save"}
    assert client.post(address, posted).status_code == 403
    assert client.post(reverse(f"{name}_add"), posted).status_code == 403
    assert model.objects.filter(pk=row.pk).values().get() == before
    page = client.get(address)
    there = page.context["changed_at"]
    assert f'href="{there}"' in page.content.decode()
    assert client.get(there).status_code == 200


def test_the_history_opens(client: Client, small, carol):  # noqa: F811
    sign_in(client, carol)
    recommendation = small.recommendations.first()
    address = reverse("admin:recommendations_recommendation_history", args=[recommendation.pk])
    assert client.get(address).status_code == 200
