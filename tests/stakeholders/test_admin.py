"""The admin of this app looks, finds, and changes nothing."""

import pytest
from django.urls import reverse

from stakeholders.models import Commitment, Country, InvitedMembership, Membership, Organisation, Response
from tests.cast import sign_in

MODELS = [Commitment, Country, InvitedMembership, Membership, Organisation, Response]


def address(model: type, page: str, *arguments: object) -> str:
    return reverse(f"admin:stakeholders_{model._meta.model_name}_{page}", args=arguments)


@pytest.mark.parametrize("who", ["carol", "ada"])
@pytest.mark.parametrize("model", MODELS)
def test_lists_open_and_nothing_is_added(client, people, published, model, who):
    sign_in(client, people[who])
    assert client.get(address(model, "changelist"), {"q": "a"}).status_code == 200
    assert client.get(address(model, "add")).status_code == 403


@pytest.mark.parametrize("who", ["carol", "ada"])
def test_an_object_and_its_history_are_shown_and_not_changed(client, people, published, who):
    sign_in(client, people[who])
    page = address(Commitment, "change", published.pk)
    assert published.title in client.get(page).content.decode()
    assert client.post(page, {"title": "Forged"}).status_code == 403
    assert client.post(address(Commitment, "delete", published.pk), {"post": "yes"}).status_code == 403
    assert client.get(address(Commitment, "history", published.pk)).status_code == 200
    row = published.history.last()
    revert = address(Commitment, "simple_history", published.pk, row.pk)
    client.post(revert, {"title": "Forged", "description": "Forged"})
    published.refresh_from_db()
    assert published.title == "Train 400 investigators"
