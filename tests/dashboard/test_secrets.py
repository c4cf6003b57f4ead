"""What is not published shows nowhere: not on a page, in a file, in the API or in a feed."""

import pytest
from django.test import Client

from progress.models import ProgressReport
from tests.dashboard.addresses import body, everything
from tests.dashboard.world import CANARY, World

pytestmark = pytest.mark.any_database


def test_no_public_answer_holds_an_unpublished_word_or_a_persons_name(client: Client, world: World) -> None:
    names = [person.name.encode() for person in [*world.people.values(), world.curator]]
    shown, wrong = [], []
    for address in everything(world):
        response = client.get(address)
        content = body(response)
        if response.status_code != 200:
            wrong.append((address, response.status_code))
        shown += [(address, word) for word in (CANARY.encode(), *names) if word in content]
    assert not wrong
    assert not shown


def test_what_is_not_published_has_no_address(client: Client, world: World) -> None:
    for name in ("draft", "submitted", "returned", "of_private", "of_counted"):
        pk = world.reports[name].pk
        for address in (f"/reports/{pk}/", f"/api/v1/reports/{pk}/", f"/reports/{pk}/cite.bib"):
            assert client.get(address).status_code == 404, (name, address)
    for name in ("private", "unpublished", "counted0"):
        pk = world.commitments[name].pk
        for address in (f"/commitments/{pk}/", f"/api/v1/commitments/{pk}/", f"/commitments/{pk}/cite.ris"):
            assert client.get(address).status_code == 404, (name, address)


def test_evidence_for_reviewers_is_neither_shown_nor_counted(client: Client, world: World) -> None:
    pk = world.reports["helpline1"].pk
    assert b"https://example.org/record" not in client.get(f"/reports/{pk}/").content
    row = client.get(f"/api/v1/reports/{pk}/").json()
    assert (row["evidence_strength"], row["evidence_links"]) == ("none", 0)


def test_what_was_retracted_answers_410_with_the_reason(client: Client, world: World) -> None:
    pk = world.reports["retracted"].pk
    for address in (f"/reports/{pk}/", f"/api/v1/reports/{pk}/"):
        response = client.get(address)
        assert response.status_code == 410
        assert b"Counted twice." in response.content
        assert CANARY.encode() not in response.content


def test_a_day_when_it_was_public_counts_the_report_but_keeps_its_words(client: Client, world: World) -> None:
    # It was retracted on the day of its publication, so that day ended without it; make it a day that ended with it.
    row = world.reports["retracted"]
    ProgressReport.objects.filter(pk=row.pk).update(retracted_at="2025-06-05T12:00Z")
    page = client.get("/reports/?as_of=2025-06-02").content.decode()
    assert f"/reports/{row.pk}/" in page
    assert "Retracted since." in page
    data = client.get("/api/v1/reports/?as_of=2025-06-02").json()["results"]
    found = next(one for one in data if one["id"] == row.pk)
    assert (found["review_state"], found["narrative"]) == ("retracted", "")
    assert CANARY not in page
    assert row.pk not in {one["id"] for one in client.get("/api/v1/reports/").json()["results"]}


def test_a_commitment_made_private_keeps_its_place_in_the_past_but_not_its_words(client: Client, world: World) -> None:
    from django.utils import timezone

    from progress import rollups

    one = world.commitments["school"]
    one.visibility, one.title, one.description = "private", f"{CANARY} now", f"{CANARY} now"
    one.save()
    rollups.refresh(one, on=timezone.localdate())
    for address in everything(world):
        if str(one.pk) in address.split("/") or (
            "/reports/" in address and address.rstrip("/").split("/")[-1].isdigit()
        ):
            continue
        assert CANARY.encode() not in body(client.get(address)), address
    query = {"as_of": "2025-09-01"}
    assert len(client.get("/api/v1/commitments/", query).json()["results"]) == 5
    for address in (
        "/",
        "/commitments/",
        "/reports/",
        "/data/commitments.csv",
        "/data/reports.json",
        "/organisations/gov/",
        "/recommendations/ED-2021-03/",
        "/api/v1/commitments/",
        "/api/v1/reports/",
    ):
        content = body(client.get(address, query))
        assert CANARY.encode() not in content, address
        assert b"Blocked, alas." not in content, address
    assert b"no longer public" in client.get("/commitments/", query).content
    assert client.get("/api/v1/commitments/", {**query, "q": CANARY}).json()["results"] == []
    assert client.get(f"/commitments/{one.pk}/").status_code == 404
