"""People for those who look after them: the list, one person, roles, deactivating with a handover, and erasing."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AccountEvent, User
from outbox.models import SuppressedAddress
from stakeholders import assignments
from stakeholders.models import Assignment, Handover, Membership
from tests.cast import person, sign_in

pytestmark = pytest.mark.django_db
LIST = reverse("curate_progress:people")


def at(name: str, who) -> str:
    return reverse(f"curate_progress:{name}", args=[who.pk])


@pytest.fixture
def owned(commitment, verania, alice, fatima):
    assignments.give(commitment=commitment, organisation=verania, to=alice, by=alice)
    return commitment


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Alice Arden", "Bob Birk", "Carol Clay", "Ada Amber"}),
        ("q=ALICE+arden", {"Alice Arden"}),
        ("role=curator", {"Carol Clay"}),
        ("role=administrator", {"Ada Amber"}),
        ("role=reporter", {"Alice Arden", "Bob Birk"}),
        ("organisation=lantern", {"Bob Birk"}),
        ("active=false", set()),
        ("bounced=on", {"Bob Birk"}),
    ],
)
def test_the_list_is_narrowed(client, alice, bob, carol, ada, query, found):
    SuppressedAddress.objects.create(address=bob.email, cause="bounce")
    page = sign_in(client, carol).get(f"{LIST}?{query}")
    assert {str(one) for one in page.context["page"]} == found


def test_the_list_asks_no_more_for_more_people(client, carol, alice):
    sign_in(client, carol).get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    organisation = alice.memberships.get().organisation
    for number in range(3):
        Membership.objects.create(user=person(f"P {number}"), organisation=organisation, role="viewer")
    with CaptureQueriesContext(connection) as three:
        client.get(LIST)
    assert len(three) == len(one)


def test_the_page_of_a_person_says_what_concerns_them(client, ada, alice, owned):
    page = sign_in(client, ada).get(at("person", alice)).content.decode()
    for said in ("alice.arden@example.org", "Government of Verania", "Not set up", "Deactivate and hand over"):
        assert said in page, said


def test_leaving_in_one_step(client, carol, alice, fatima, owned, verania):
    sign_in(client, alice)
    assert client.get("/reporting/").status_code == 200
    alices = client.cookies.output(header="", sep=";")
    sign_in(client, carol)
    form = client.get(at("deactivate", alice)).context
    membership, heir = alice.memberships.get(), fatima.memberships.get()
    sent = {"seen": form["seen"], "reason": "Left in May.", f"successor_{membership.pk}": heir.pk}
    assert client.post(at("deactivate", alice), sent)["Location"] == at("person", alice)
    alice.refresh_from_db()
    assert not alice.is_active and not alice.memberships.filter(ended_at=None).exists()
    assert Assignment.objects.get(commitment=owned).owner == fatima
    assert Handover.objects.get().receiver == fatima  # with its briefing
    assert AccountEvent.objects.get(person=alice, action="close").reason == "Left in May."
    assert client.get("/reporting/", headers={"cookie": alices.strip()}).status_code in (200, 302)
    assert not alice.usersession_set.exists()


def test_without_a_successor_nobody_has_it(client, carol, alice, owned):
    assert sign_in(client, carol).post(at("deactivate", alice), {"reason": "Left."}).status_code == 302
    assert not Assignment.objects.exists()


def test_duties_that_changed_meanwhile_are_shown_first(client, carol, alice, fatima, owned, verania):
    seen = sign_in(client, carol).get(at("deactivate", alice)).context["seen"]
    assignments.give(commitment=owned, organisation=verania, to=fatima, by=fatima)
    late = client.post(at("deactivate", alice), {"seen": seen, "reason": "Left in May."})
    assert late.status_code == 409 and "Left in May." in late.content.decode()
    alice.refresh_from_db()
    assert alice.is_active


@pytest.mark.parametrize(("who", "whom", "status"), [
    ("carol", "alice", 200), ("carol", "dan", 404), ("carol", "ada", 404), ("carol", "carol", 404),
    ("ada", "carol", 200), ("ada", "alice", 200), ("ada", "ada", 404),
])  # fmt: skip
def test_who_may_deactivate_whom(request, client, alice, carol, dan, ada, who, whom, status):
    people = {"alice": alice, "carol": carol, "dan": dan, "ada": ada}
    assert sign_in(client, people[who]).get(at("deactivate", people[whom])).status_code == status


def test_back_again_without_memberships(client, carol, alice, fatima):
    sign_in(client, carol).post(at("deactivate", alice), {"reason": "Left."})
    assert client.post(at("reopen", alice), {"reason": ""}).status_code == 400
    assert client.post(at("reopen", alice), {"reason": "Came back."}).status_code == 302
    alice.refresh_from_db()
    assert alice.is_active and not alice.memberships.filter(ended_at=None).exists()


def test_roles_are_changed_as_they_were_seen(client, ada, alice):
    sign_in(client, ada)
    seen = client.get(at("person_roles", alice)).context["seen"]
    sent = {"seen": seen, "curator": "on", "reason": "Joins us."}
    assert client.post(at("person_roles", alice), sent).status_code == 302
    alice.refresh_from_db()
    assert alice.is_curator
    late = client.post(at("person_roles", alice), {"seen": seen, "administrator": "on", "reason": "Second thought."})
    assert late.status_code == 409 and "Second thought." in late.content.decode()


def test_the_last_administrator_stays_one(client, ada):
    seen = sign_in(client, ada).get(at("person_roles", ada)).context["seen"]
    answer = client.post(at("person_roles", ada), {"seen": seen, "reason": "Enough."})
    assert answer.status_code == 400 and "last administrator" in answer.content.decode()


def test_erasing_by_the_page(client, ada, alice, owned):
    sign_in(client, ada)
    assert "Deactivate the account first" in client.get(at("erase", alice)).content.decode()
    User.objects.filter(pk=alice.pk).update(is_active=False)
    AccountEvent.objects.create(person=ada, action="roles", by=ada, reason="Alice Arden asked for it.")
    page = client.get(at("erase", alice)).content.decode()
    assert "asked for it." in page and "checked" in page
    wrong = client.post(at("erase", alice), {"typed": "alice", "reason": "Asked by letter."})
    assert wrong.status_code == 400 and "Asked by letter." in wrong.content.decode()
    key = f"accounts.AccountEvent.reason:{AccountEvent.objects.get(person=ada).pk}"
    done = client.post(at("erase", alice), {"typed": alice.email, "reason": "Asked by letter.", "texts": [key]})
    assert done["Location"] == LIST
    assert AccountEvent.objects.get(person=ada).reason == "[[former-member]] asked for it."
    assert "a former member" in client.get(LIST).content.decode()
