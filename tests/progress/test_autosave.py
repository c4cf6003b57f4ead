"""A report saves itself: what was sent is there, a wrong field does not hold up the rest, nothing is overwritten."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from progress import drafts, workflow
from tests import factories
from tests.progress.test_reporting_pages import posted


def save(client: Client, report, **changes: Any):
    return client.post(reverse("reporting:autosave", kwargs={"pk": report.pk}), posted(report) | changes)


@pytest.fixture
def report(commitment, alice, client: Client):
    client.force_login(alice)
    return factories.draft(commitment, by=alice)


def test_what_is_typed_is_there_and_one_goes_on_from_it(client: Client, report) -> None:
    long = "عمل " * 5000  # 20,000 characters
    first = save(client, report, narrative=long).json()
    assert first["said"].startswith("Saved at") and first["complete"]
    second = save(client, report, narrative=long, barriers="A strike.", version=first["version"])
    assert second.status_code == 200
    report.refresh_from_db()
    assert (report.narrative, report.barriers) == (long.strip(), "A strike.")


def test_the_same_again_writes_nothing(client: Client, report) -> None:
    first = save(client, report, narrative="Once.").json()
    assert save(client, report, narrative="Once.", version=first["version"]).json()["version"] == first["version"]


def test_a_wrong_field_is_named_and_holds_nothing_up(client: Client, report) -> None:
    answer = save(client, report, narrative="Ten judges.", percent="many").json()
    assert "Percentage complete" in answer["said"] and not answer["complete"]
    report.refresh_from_db()
    assert (report.narrative, report.percent) == ("Ten judges.", None)


def test_what_was_not_sent_stays(client: Client, report, alice) -> None:
    report = drafts.save(report=report, by=alice, version=report.version, data={"narrative": "Here.", "percent": 5})
    address = reverse("reporting:autosave", kwargs={"pk": report.pk})
    assert client.post(address, {"version": report.version, "barriers": "A strike."}).status_code == 200
    report.refresh_from_db()
    assert (report.narrative, report.percent, report.barriers) == ("Here.", 5, "A strike.")
    assert client.post(address, {"barriers": "No version."}).status_code == 400


def test_another_hand_is_named_and_nothing_is_overwritten(client: Client, report, alice, fatima) -> None:
    drafts.save(report=report, by=fatima, version=report.version, data={"narrative": "Fatima's words"})
    answer = save(client, report, narrative="Alice's words")
    assert answer.status_code == 409
    said = answer.json()
    assert fatima.name in said["said"] and said["values"]["narrative"] == "Fatima's words"
    report.refresh_from_db()
    assert report.narrative == "Fatima's words"


def test_the_other_tab_is_oneself(client: Client, report) -> None:
    save(client, report, narrative="First tab")
    assert "another tab" in save(client, report, narrative="Second tab").json()["said"]


def test_a_report_that_has_gone_on_is_left_alone(client: Client, report, alice) -> None:
    report = drafts.save(report=report, by=alice, version=report.version, data={"narrative": "Done."})
    workflow.submit(report=report, by=alice)
    assert save(client, report, narrative="Smuggled in.").status_code == 409
    report.refresh_from_db()
    assert report.narrative == "Done."


@pytest.mark.parametrize("name", ["autosave", "changes"])
def test_others_learn_nothing(client: Client, report, bob, name: str) -> None:
    client.force_login(bob)
    address = reverse(f"reporting:{name}", kwargs={"pk": report.pk})
    send = client.post if name == "autosave" else client.get
    assert send(address).status_code == 404
    client.logout()
    assert send(address).status_code == 302


def test_what_readers_will_see_change(client: Client, commitment, alice, carol) -> None:
    factories.published(commitment, by=alice, curator=carol, health="on_track", percent=30)
    client.force_login(alice)
    report = factories.draft(commitment, by=alice)
    save(client, report, health="at_risk", percent="45")
    answer = client.get(reverse("reporting:changes", kwargs={"pk": report.pk})).json()
    assert "45%" in answer["changes-so-far"]
    assert "On track" in answer["texts"]["before-health"]
    assert answer["texts"]["before-implementation_status"] == ""
