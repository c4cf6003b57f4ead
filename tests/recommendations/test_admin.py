"""The catalogue in the admin: open to whoever keeps it, every save with its reason, nothing to delete."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from recommendations.models import Addressee, Recommendation, Translation
from recommendations.translations import digest_of
from tests.cast import ada, alice, carol, charlie, sign_in, verania  # noqa: F401

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


def posted(recommendation: Recommendation, **values: object) -> dict[str, object]:
    """What the change form of a recommendation posts back."""
    names = ["edition_id", "area_id", "reference", "title", "text", "obligation", "position", "source_heading"]
    data = {name.removesuffix("_id"): getattr(recommendation, name) or "" for name in names}
    addressees = list(recommendation.addressees.all())
    data |= {"addressees-TOTAL_FORMS": len(addressees), "addressees-INITIAL_FORMS": len(addressees)}
    for index, addressee in enumerate(addressees):
        data |= {f"addressees-{index}-id": addressee.pk, f"addressees-{index}-recommendation": recommendation.pk}
        data[f"addressees-{index}-actor_type"] = addressee.actor_type
    return data | values


def change_page(recommendation: Recommendation) -> str:
    return reverse("admin:recommendations_recommendation_change", args=[recommendation.pk])


def test_a_change_of_something_published_needs_a_reason(client: Client, small, carol):  # noqa: F811
    sign_in(client, carol)
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    refused = client.post(change_page(recommendation), posted(recommendation, title="Other"))
    assert refused.status_code == 200
    assert "Say why" in refused.content.decode()
    assert not small.recommendations.filter(title="Other").exists()
    values = {"title": "Other", "reason": "Retitled.", "addressees-0-actor_type": "ngo"}
    assert client.post(change_page(recommendation), posted(recommendation, **values)).status_code == 302
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    assert (recommendation.title, recommendation.actor_types) == ("Other", ["ngo"])
    last, addressee = recommendation.history.first(), Addressee.history.first()
    assert (last.history_user, last.history_change_reason) == (carol, "Retitled.")
    assert (addressee.history_date, addressee.history_change_reason) == (last.history_date, "Retitled.")


def test_an_area_of_another_edition_is_refused(client: Client, small, gta, carol):  # noqa: F811
    sign_in(client, carol)
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    values = posted(recommendation, area=gta.areas.first().pk, reason="Moved.")
    page = client.post(change_page(recommendation), values)
    assert "This area belongs to another edition." in page.content.decode()


def test_archiving_takes_the_public_reason(client: Client, small, carol):  # noqa: F811
    sign_in(client, carol)
    address = reverse("admin:recommendations_recommendation_changelist")
    recommendation = small.recommendations.first()
    action = {"action": "archive", "_selected_action": [recommendation.pk], "reason": ""}
    assert "Say why" in client.post(address, action, follow=True).content.decode()
    client.post(address, action | {"reason": "Merged into another."})
    recommendation.refresh_from_db()
    assert recommendation.archived_reason == "Merged into another."
    client.post(address, action | {"action": "restore", "reason": "Split again."})
    recommendation.refresh_from_db()
    assert recommendation.archived_at is None


def test_a_translation_that_is_edited_is_up_to_date_again(client: Client, small, carol):  # noqa: F811
    sign_in(client, carol)
    recommendation = small.recommendations.get(reference="NEW-2024-02")
    recommendation.title = "Make good laws"
    recommendation.save()
    title = Translation.objects.get(language="fr", object_id=recommendation.pk, field="title")
    address = reverse("admin:recommendations_translation_change", args=[title.pk])
    values = {"text": "Bien légiférer", "provenance": "human", "reason": ""}
    assert client.post(address, values).status_code == 302
    title.refresh_from_db()
    assert (title.text, title.source_digest) == ("Bien légiférer", digest_of("Make good laws"))
    assert title.history.first().history_user == carol


def test_the_history_opens(client: Client, small, carol):  # noqa: F811
    sign_in(client, carol)
    recommendation = small.recommendations.first()
    address = reverse("admin:recommendations_recommendation_history", args=[recommendation.pk])
    assert client.get(address).status_code == 200
