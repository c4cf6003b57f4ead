"""Going back to an earlier version: a new change with a reason, addressees and all; 409 when somebody was quicker."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client

from recommendations import catalogue
from recommendations.catalogue import version_of
from recommendations.models import Crosswalk, Recommendation
from tests import factories

from .test_adding import sent_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def row(small, carol) -> Recommendation:
    """A recommendation that was changed once."""
    row = small.recommendations.get(reference="NEW-2024-01")
    catalogue.change(
        instance=row, values={"text": "Nobody must pay.", "area": small.areas.first()}, addressees=["policymaker"],
        by=carol, seen=version_of(row), reason="By mistake.",
    )  # fmt: skip
    return Recommendation.objects.get(pk=row.pk)


def address_of(row: Recommendation) -> str:
    first = row.history.earliest().history_id
    return f"/curate/catalogue/recommendations/{row.reference}/history/{first}/revert/"


def test_the_earlier_version_is_back_as_a_new_change(curator: Client, row, carol):
    address = address_of(row)
    assert address in curator.get(f"/curate/catalogue/recommendations/{row.reference}/history/").content.decode()
    page = curator.get(address).content.decode()
    assert "Nobody" in page and "Policymaker" in page
    without = curator.post(address, sent_by(curator, address))
    assert without.status_code == 400
    before = row.history.count()
    assert curator.post(address, sent_by(curator, address, reason="It was a mistake.")).status_code == 302
    now = Recommendation.objects.get(pk=row.pk)
    assert (now.text, now.area, now.actor_types) == ("Everyone must pay.", None, ["government", "ngo"])
    assert now.history.count() == before + 1
    assert now.history.latest().history_change_reason == "It was a mistake."
    again = curator.post(address, sent_by(curator, address, reason="Again."), follow=True).content.decode()
    assert "It says so already" in again


def test_somebody_was_quicker(curator: Client, row, dan):
    address = address_of(row)
    late = sent_by(curator, address, reason="It was a mistake.")
    catalogue.change(instance=row, values={"title": "Other"}, by=dan, seen=version_of(row), reason="A slip.")
    answer = curator.post(address, late)
    assert answer.status_code == 409 and "It was a mistake." in answer.content.decode()
    assert Recommendation.objects.get(pk=row.pk).text == "Nobody must pay."
    assert curator.post(address, sent_by(curator, address, reason="Once more.")).status_code == 302


def test_the_state_stays_and_so_does_the_reference(curator: Client, row):
    catalogue.archive(instance=row, by=row.history.latest().history_user, reason="Merged.")
    address = address_of(row)
    assert curator.post(address, sent_by(curator, address, reason="Its words were right.")).status_code == 302
    now = Recommendation.objects.get(pk=row.pk)
    assert now.archived_at is not None and now.text == "Everyone must pay."


def test_a_link_goes_back_too(curator: Client, row, carol):
    other = factories.recommendation(factories.edition(published_on=datetime.date(2025, 1, 1)))
    link = catalogue.link(earlier=row, later=other, kind="same", note="", reason="Alike.", by=carol)
    where = f"/curate/catalogue/links/{link.pk}/"
    assert curator.post(where, sent_by(curator, where, kind="related", reason="Not quite.")).status_code == 302
    assert Crosswalk.objects.get().kind == "related"
    back = f"{where}history/{link.history.earliest().history_id}/revert/"
    assert curator.post(back, sent_by(curator, back, reason="It was.")).status_code == 302
    assert Crosswalk.objects.get().kind == "same"


def test_a_version_of_something_else_is_not_there(curator: Client, row, small):
    other = small.recommendations.get(reference="NEW-2024-02").history.earliest().history_id
    where = f"/curate/catalogue/recommendations/{row.reference}/history/{other}/revert/"
    assert curator.get(where).status_code == 404
