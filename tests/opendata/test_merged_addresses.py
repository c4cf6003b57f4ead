"""The addresses of an organisation that was merged: page, feed, calendar, citation, card, API and filters lead on."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.days import site_day
from following.models import Follow
from progress.models import CommitmentStatus
from stakeholders.merging import undoing, verbs
from tests.stakeholders import merging

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

LEAD_ON = [
    "/organisations/light-old/",
    "/fr/organisations/light-old/",
    "/organisations/light-old/feed.atom",
    "/organisations/light-old/due.ics",
    "/organisations/light-old/cite.bib",
    "/organisations/light-old/cite.ris",
    "/cards/organisations/light-old.png",
    "/api/v1/organisations/light-old/",
]


@pytest.fixture
def made():
    return merging.scene()


@pytest.fixture
def done(made):
    return verbs.merge(source=made.twin, target=made.kept, by=made.curator, reason="Entered twice.")


def test_the_old_address_leads_on_for_good(client, done, subtests):
    for path in LEAD_ON:
        with subtests.test(msg=path):
            answer = client.get(path, {"utm_source": "x"} if "card" not in path and "api" not in path else {})
            assert answer.status_code == 301
            assert answer["Location"].split("?")[0] == path.replace("light-old", "light")
            assert client.get(answer["Location"]).status_code == 200


def test_both_are_one_thing_to_readers(client, made, done):
    page = client.get("/organisations/light/").content.decode()
    assert made.commitments["twin"][0].title in page and made.commitments["kept"][0].title in page
    listed = client.get("/api/v1/organisations/").json()["results"]
    assert "light-old" not in [row["slug"] for row in listed] and "light" in [row["slug"] for row in listed]


@pytest.mark.parametrize("path", ["/api/v1/commitments/", "/data/commitments.json"])
def test_a_filter_by_the_old_name_means_the_new_one(client, done, path):
    old, new = (client.get(path, {"organisation": slug}) for slug in ("light-old", "light"))
    assert old.status_code == new.status_code == 200
    assert old.getvalue().replace(b"light-old", b"light") == new.getvalue()


def test_a_comparison_by_the_old_name_goes_on(client, done):
    page = client.get("/compare/", {"organisation": ["light-old", "lantern"]}, follow=True)
    assert page.status_code == 200 and "Ministry of Light" in page.content.decode()


def test_a_past_day_shows_what_both_had(client, made):
    """What stood on that day is not written anew: it is counted for both, where the page leads by now."""
    yesterday = site_day() - datetime.timedelta(days=1)
    CommitmentStatus.objects.update(valid_from=yesterday - datetime.timedelta(days=9))
    stood = CommitmentStatus.objects.as_of(yesterday).order_by("pk").values_list("commitment", "scopes")
    before = list(stood)
    verbs.merge(source=made.twin, target=made.kept, by=made.curator, reason="Entered twice.")
    assert list(stood.all()) == before
    answer = client.get("/organisations/light-old/", {"as_of": yesterday.isoformat()}, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain[-1][0] == f"/organisations/light/?as_of={yesterday.isoformat()}"
    counted = client.get(f"/api/v1/commitments/?organisation=light&as_of={yesterday.isoformat()}&limit=100").json()
    assert len(counted["results"]) == 2 * merging.LED + 3


def test_who_followed_either_hears_of_both(made, done):
    scopes = {tuple(sorted(map(tuple, follow.scopes))) for follow in Follow.objects.all()}
    both = sorted([f"organisation:{made.kept.pk}", f"organisation:{made.twin.pk}"])
    assert [sorted(keys) for [keys] in scopes] == [both] * len(scopes)


def test_each_has_its_own_again_when_it_is_undone(client, made, done):
    undoing.undo(merge=done, by=made.curator, reason="They are two.", at=timezone.now())
    assert client.get("/organisations/light-old/").status_code == 200
    assert {tuple(follow.scopes[0]) for follow in Follow.objects.all()} == {
        (f"organisation:{made.kept.pk}",),
        (f"organisation:{made.twin.pk}",),
    }


def test_the_page_of_its_people_leads_on_as_well(client, made, done):
    client.force_login(made.people["twin"])
    answer = client.get(reverse("stakeholders:organisation_detail", args=["light-old"]))
    assert answer["Location"] == reverse("stakeholders:organisation_detail", args=["light"])
