"""The curator's pages of duplicates: what is listed, what the preview says, and that nothing happens unseen."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stakeholders import duplicates
from stakeholders.merging import verbs
from stakeholders.models import Country, DistinctOrganisations, Organisation, OrganisationMerge
from tests import factories
from tests.stakeholders import merging

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]
LIST = reverse("curate_stakeholders:duplicates")


@pytest.fixture
def made(client):
    made = merging.scene()
    client.force_login(made.curator)
    return made


def address(made, into: str = "light") -> str:
    return reverse("curate_stakeholders:merge", args=[made.twin.slug]) + f"?into={into}"


def organisation(name: str, country: Country | None = None) -> Organisation:
    slug = f"o{Organisation.objects.count()}"
    return Organisation.objects.create(name=name, slug=slug, actor_type="ngo", country=country)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Ministry of Justice", "Ministry of Justise", True),
        ("Ministry of Justice", "Justice, Ministry of", True),
        ("Ministère de la Justice", "MINISTERE de la justice", True),
        ("Child Helpline International", "Child Helpline International (Verania)", True),
        ("وزارة العدل", "وزارة العدل.", True),
        ("Ministry of Justice", "Ministry of Health", False),
        ("UNICEF", "Interpol", False),
    ],
)
def test_names_that_are_alike(db, one, other, alike):
    organisation(one), organisation(other)
    assert bool(duplicates.likely()) is alike


def test_one_country_or_none(verania):
    country = verania.country
    elsewhere = Country.objects.exclude(pk=country.pk).first()
    organisation("Office of Youth", country), organisation("Office of Youth", elsewhere)
    assert duplicates.likely() == []
    organisation("Office of Youth")
    assert len(duplicates.likely()) == 2


def test_common_names_are_found_in_each_country(verania, monkeypatch):
    """Where many share every word of a name, those of one country are still compared."""
    monkeypatch.setattr(duplicates, "MOST_TOGETHER", 3)
    for country in Country.objects.exclude(pk=verania.country_id)[:5]:
        organisation("Ministry of Justice", country)
    assert duplicates.likely() == []
    organisation("Ministry of Justice", verania.country), organisation("Ministry of Justise", verania.country)
    [pair] = duplicates.likely()
    assert {pair.one.country, pair.other.country} == {verania.country}


def test_what_was_said_to_be_two_is_remembered(client, made):
    [pair] = duplicates.likely()
    assert made.kept.name in client.get(LIST).content.decode()
    where = reverse("curate_stakeholders:say_distinct", args=[pair.other.pk, pair.one.pk])
    for _time in range(2):
        assert client.post(where).status_code == 302
    assert DistinctOrganisations.objects.get().said_by == made.curator
    assert duplicates.likely() == []


def test_the_list_asks_no_more_for_more_pairs(client, made, django_assert_num_queries):
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    organisation("Ministry of Lights"), organisation("Ministry of the Light")
    with django_assert_num_queries(len(one)):
        client.get(LIST)


def test_the_preview_says_what_becomes_of_everything_both_have(client, made):
    page = client.get(address(made)).content.decode()
    for said in (
        "Twin loses the role Focal point",
        "In Both belongs to both",
        "Both responded to",
        "Both have a report in preparation",
        "Both asked for help",
        "access token called “Registry”",
        "is named once",
    ):
        assert said in page, said
    # Names and roles run their own way inside a sentence that is read from right to left.
    assert "\u2068In Both\u2069" in client.get(f"/ar{address(made)}").content.decode()
    assert not OrganisationMerge.objects.exists()


def test_merging_by_the_page_and_undoing_it(client, made):
    asked = client.get(address(made))
    seen = asked.context["plan"].seen
    empty = client.post(address(made), {"seen": seen})
    assert empty.status_code == 400 and "Enter a reason. The public sees it." in empty.content.decode()
    done = client.post(address(made), {"seen": seen, "reason": "Entered twice."})
    assert done["Location"] == reverse("stakeholders:organisation_detail", args=["light"])
    undo = reverse("curate_stakeholders:undo_merge", args=[OrganisationMerge.objects.get().pk])
    assert client.get(undo).status_code == 200
    assert client.post(undo, {"reason": "They are two."})["Location"] == LIST
    assert OrganisationMerge.objects.get().undone_by == made.curator


def test_what_changed_meanwhile_is_shown_first(client, made):
    seen = client.get(address(made)).context["plan"].seen
    factories.commitment(made.twin, by=made.people["twin"])
    late = client.post(address(made), {"seen": seen, "reason": "Entered twice, I think."})
    assert late.status_code == 409 and "Entered twice, I think." in late.content.decode()
    assert not OrganisationMerge.objects.exists()


def test_an_undo_that_comes_too_late_says_what_contradicts(client, made):
    done = verbs.merge(source=made.twin, target=made.kept, by=made.curator, reason="Entered twice.")
    made.commitments["twin"][3].refresh_from_db()
    factories.draft(made.commitments["twin"][3], by=made.people["kept"])
    answer = client.post(reverse("curate_stakeholders:undo_merge", args=[done.pk]), {"reason": "They are two."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert made.commitments["twin"][3].title in page and "They are two." in page


@pytest.mark.parametrize("into", ["", "Nobody knows", "light-old", "a\x00b"])
def test_a_wrong_choice_is_answered_in_words(client, made, into):
    answer = client.get(reverse("curate_stakeholders:merge", args=["light-old"]), {"into": into})
    assert answer.status_code == 400
    assert 'id="id_into"' in answer.content.decode()
