"""The advice beside a commitment's form: it follows what was typed, and never refuses anything."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from stakeholders.coach import Measure, Said, advice
from tests.cast import sign_in

WHOLE = Said(
    text="The Ministry of Verania trains 400 investigators.",
    actors=["Verania"],
    has_deadline=True,
    measures=[Measure(Decimal(0), Decimal(400))],
)


def missing(said: Said) -> list[str]:
    return [one.rule for one in advice(said) if not one.is_kept]


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({}, []),
        ({"text": "Somebody trains investigators."}, ["Who acts"]),
        ({"has_deadline": False}, ["By when"]),
        ({"measures": []}, ["How it is measured", "Where it starts", "Where it leads"]),
        ({"measures": [Measure(None, Decimal(400))]}, ["Where it starts", "Where it leads"]),
        ({"measures": [Measure(Decimal(5), None)]}, ["Where it leads"]),
        ({"measures": [Measure(Decimal(5), Decimal(5))]}, ["Where it leads"]),
        ({"measures": [Measure(Decimal(0), Decimal(1)), Measure(Decimal(9), Decimal(1))]}, ["Where it leads"]),
    ],
)
def test_each_rule(change, rules):
    assert missing(replace(WHOLE, **change)) == rules


@pytest.mark.django_db
class TestOnThePage:
    def ask(self, client: Client, **typed) -> str:
        answer = client.post(reverse("stakeholders:commitment_new"), {"coach": "1"} | typed)
        assert answer.status_code == 200, "advice refuses nothing"
        page = answer.content.decode()
        return page[page.index('id="coach"') : page.index("</section>", page.index('id="coach"'))]

    def test_it_follows_what_is_typed_and_saves_nothing(self, client, alice, verania):
        sign_in(client, alice)
        empty = self.ask(client)
        assert empty.count("not yet") == 5
        typed = {
            "organisation": verania.pk,
            "title": f"{verania.name} trains investigators",
            "due_year": "2028",
            "indicators-TOTAL_FORMS": "1",
            "indicators-INITIAL_FORMS": "0",
            "indicators-0-name": "Investigators trained",
            "indicators-0-baseline": "12",
            "indicators-0-target": "400",
        }
        assert "not yet" not in self.ask(client, **typed)
        assert self.ask(client, **typed | {"indicators-0-target": "x"}).count("not yet") == 1
        assert not verania.led_commitments.exists()

    def test_it_is_there_when_the_form_is_opened(self, client, alice):
        sign_in(client, alice)
        assert 'id="coach"' in client.get(reverse("stakeholders:commitment_new")).content.decode()
