"""Responses of organisations to recommendations: the verb, its versions and its page."""

import datetime

import pytest
from django.urls import reverse

from stakeholders.errors import Conflict, Invalid, NotPermitted
from stakeholders.models import Response
from stakeholders.responses import set_response
from stakeholders.signals import response_changed
from tests.cast import sign_in

EVERYBODY = ["alice", "fatima", "olga", "vera", "bob", "carol", "dan", "ada", "charlie"]
CURATORS = {"carol", "dan"}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_respond(people, verania, recommendation, who):
    given = {"organisation": verania, "recommendation": recommendation, "by": people[who], "response": "supported"}
    if who in {"fatima", "olga"} | CURATORS:
        assert set_response(**given).get_response_display() == "Supported"
    else:
        with pytest.raises(NotPermitted):
            set_response(**given)


def test_a_response_has_one_row_versions_and_history(verania, recommendation, fatima):
    heard = []

    def listen(*, response, **_):
        heard.append(response.response)

    response_changed.connect(listen)
    given = {"organisation": verania, "recommendation": recommendation, "by": fatima}
    try:
        first = set_response(**given, response="noted", version=0)
        set_response(**given, response="noted", version=1)
        second = set_response(**given, response="supported", note="Gladly.", version=1)
    finally:
        response_changed.disconnect(listen)
    assert (first.pk, second.version, second.history.count(), heard) == (second.pk, 2, 2, ["noted", "supported"])
    with pytest.raises(Conflict):
        set_response(**given, response="none", version=1)
    with pytest.raises(Invalid):
        set_response(**given, response="maybe")
    with pytest.raises(Invalid):
        set_response(**given, response="noted", stated_on=datetime.date(2999, 1, 1))


def test_a_response_by_its_page(client, verania, recommendation, fatima, carol):
    sign_in(client, fatima)
    page = reverse("stakeholders:response", args=[verania.slug, recommendation.reference])
    assert client.post(page, {"response": "maybe", "note": "Kept"}).status_code == 400
    assert client.post(page, {"response": "supported_in_part", "version": "0", "note": "In part."}).status_code == 302
    assert "Supported in part" in client.get(reverse("stakeholders:responses", args=[verania.slug])).content.decode()
    answer = client.post(page, {"response": "noted", "version": "0", "note": "Second thoughts"})
    assert answer.status_code == 409
    assert "In part." in answer.content.decode() and "Second thoughts" in answer.content.decode()
    assert Response.objects.get().response == "supported_in_part"
    assert client.get(reverse("stakeholders:response", args=[verania.slug, "NOPE-1"])).status_code == 404
