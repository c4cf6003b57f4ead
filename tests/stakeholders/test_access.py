"""Every page of this app × every person: the status that each gets. A page that one may not see is a 404."""

from dataclasses import replace

import pytest
from django.urls import reverse

from recommendations.models import Crosswalk
from stakeholders import carry_overs, memberships
from stakeholders.carry_overs import Offer
from stakeholders.commitment_changes import edit
from stakeholders.commitment_data import data_of
from stakeholders.merging.verbs import merge
from stakeholders.models import Organisation
from stakeholders.urls import curate, reporting
from tests import factories
from tests.cast import sign_in

pytestmark = pytest.mark.any_database

EVERYBODY = ["alice", "fatima", "olga", "vera", "bob", "carol", "dan", "ada", "charlie"]
MEMBERS = {"alice", "fatima", "olga", "vera"}
REPORTERS = {"alice", "fatima", "olga"}
FOCAL = {"fatima", "olga"}
CURATORS = {"carol", "dan"}
STAFF = CURATORS | {"ada"}
SEES = MEMBERS | STAFF

# Route → who gets the page (200); everybody else gets 404. The commitment is Verania's, in the state named.
PAGES = {
    "stakeholders:organisation": set(EVERYBODY),
    "stakeholders:find_organisations": set(EVERYBODY),
    "stakeholders:organisation_detail": SEES,
    "stakeholders:invite": FOCAL | STAFF,
    "stakeholders:invite_several": FOCAL | STAFF,
    "stakeholders:member_role": FOCAL | STAFF,
    "stakeholders:member_end": FOCAL | STAFF | {"alice"},  # it is Alice's own membership
    "stakeholders:responses": SEES,
    "stakeholders:response": FOCAL | CURATORS,
    "stakeholders:commitments": set(EVERYBODY),
    "stakeholders:commitment_new": REPORTERS | {"bob"},  # curators name the organisation
    "stakeholders:commitment": SEES,
    "stakeholders:commitment_edit": FOCAL | CURATORS,  # it is published
    "stakeholders:commitment_propose": REPORTERS | CURATORS,
    "stakeholders:commitment_take_back": REPORTERS | CURATORS,
    "stakeholders:commitment_send_back": CURATORS,
    "stakeholders:commitment_publish": CURATORS,
    "stakeholders:commitment_archive": CURATORS,
    "stakeholders:commitment_restore": CURATORS,
    "curate_stakeholders:organisations": STAFF,
    "curate_stakeholders:organisation_new": CURATORS,
    "curate_stakeholders:organisation_edit": CURATORS,
    "curate_stakeholders:organisation_archive": CURATORS,
    "curate_stakeholders:organisation_history": CURATORS,
    "curate_stakeholders:organisation_revert": CURATORS,
    "curate_stakeholders:invite_list": STAFF,
    "curate_stakeholders:silent_invitations": STAFF,
    "curate_stakeholders:open_questions": CURATORS,
    "curate_stakeholders:duplicates": CURATORS,
    "curate_stakeholders:merge": CURATORS,
    "curate_stakeholders:undo_merge": CURATORS,
    "curate_stakeholders:commitments": CURATORS,
    "curate_stakeholders:commitment_change": CURATORS,
    "curate_stakeholders:carry_over": CURATORS,
    "stakeholders:change_withdraw": FOCAL,
    "stakeholders:carry_over": set(EVERYBODY),
}
POST_ONLY = {
    "stakeholders:sign_off": FOCAL,
    "stakeholders:invitation_resend": FOCAL | STAFF,
    "stakeholders:invitation_withdraw": FOCAL | STAFF,
    "stakeholders:milestone": REPORTERS | CURATORS,
    "curate_stakeholders:say_distinct": CURATORS,
    "curate_stakeholders:change_approve": CURATORS,
    "curate_stakeholders:change_refuse": CURATORS,
    "curate_stakeholders:carry_over_take_back": CURATORS,
}
# An empty form: what it lacks is told on its page.
TOLD = {"curate_stakeholders:change_refuse": 400, "stakeholders:milestone": 400}
STATE = {
    "propose": "draft",
    "take_back": "proposed",
    "send_back": "proposed",
    "publish": "proposed",
    "restore": "archived",
}


def address(request, name: str) -> str:
    verania, step = request.getfixturevalue("verania"), name.partition("commitment_")[2]
    if name in ("stakeholders:member_role", "stakeholders:member_end"):
        return reverse(name, args=[request.getfixturevalue("alice").memberships.get().pk])
    if name == "stakeholders:milestone":
        published = request.getfixturevalue("published")
        return reverse(name, args=[published.pk, published.milestones.create(title="Draft law").pk])
    if name.startswith("stakeholders:invitation"):
        fatima = request.getfixturevalue("fatima")
        memberships.invite(organisation=verania, email="new@example.org", role="reporter", by=fatima)
        return reverse(name, args=[verania.invited_memberships.get().pk])
    if name == "stakeholders:response":
        return reverse(name, args=[verania.slug, request.getfixturevalue("recommendation").reference])
    if name.startswith("stakeholders:commitment") and name not in (
        "stakeholders:commitments",
        "stakeholders:commitment_new",
    ):
        return reverse(name, args=[request.getfixturevalue(STATE.get(step, "published")).pk])
    if name == "curate_stakeholders:say_distinct":
        return reverse(name, args=[verania.pk, request.getfixturevalue("lantern").pk])
    if name == "curate_stakeholders:organisation_revert":
        return reverse(name, args=[verania.slug, verania.history.latest().pk])
    if name == "curate_stakeholders:undo_merge":
        twin = Organisation.objects.create(name="Verania, twice", slug="twice", actor_type="government")
        carol = request.getfixturevalue("carol")
        return reverse(name, args=[merge(source=twin, target=verania, by=carol, reason="Entered twice.").pk])
    if name == "curate_stakeholders:carry_over":
        return reverse(name, args=[request.getfixturevalue("recommendation").edition.code])
    if name == "curate_stakeholders:carry_over_take_back":
        made, by = request.getfixturevalue("published"), request.getfixturevalue("carol")
        earlier = made.recommendations.get()
        later = factories.recommendation(factories.edition(code="LATER"))
        Crosswalk.objects.create(earlier=earlier, later=later, kind="superseded")
        return reverse(name, args=[carry_overs.offer(offers=[Offer(made, earlier, later)], by=by)[0].pk])
    if "change" in name:
        published = request.getfixturevalue("published")
        data = replace(data_of(published), title="Train 900 investigators")
        change = edit(commitment=published, by=request.getfixturevalue("fatima"), data=data, reason="More money.")
        return reverse(name, args=[published.pk if name.startswith("stakeholders") else change.pk])
    takes_slug = (
        "_detail",
        "invite",
        "invite_several",
        "responses",
        "organisation_edit",
        "organisation_history",
        "organisation_archive",
        "curate_stakeholders:merge",
        "sign_off",
    )
    return reverse(name, args=[verania.slug] if name.endswith(takes_slug) else [])


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", PAGES)
def test_who_gets_which_page(request, client, people, name, who):
    sign_in(client, people[who])
    response = client.get(address(request, name))
    assert response.status_code == (200 if who in PAGES[name] else 404)


@pytest.mark.parametrize("name", [*PAGES, *POST_ONLY])
def test_strangers_are_asked_to_sign_in(request, client, people, name):
    response = client.post(address(request, name)) if name in POST_ONLY else client.get(address(request, name))
    assert response.status_code == 302
    assert response.url.startswith("/accounts/login/")


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("name", POST_ONLY)
def test_who_may_send_which_form(request, client, people, name, who):
    sign_in(client, people[who])
    where = address(request, name)
    response = client.post(where)
    assert response.status_code == (TOLD.get(name, 302) if who in POST_ONLY[name] else 404)
    assert client.get(where).status_code == 405


def test_every_route_stands_in_the_matrix():
    names = {f"{module.app_name}:{route.name}" for module in (reporting, curate) for route in module.urlpatterns}
    assert names == set(PAGES) | set(POST_ONLY)


def test_reading_pages_take_no_posts(request, client, people):
    sign_in(client, people["carol"])
    for name in ("stakeholders:organisation", "stakeholders:commitments", "stakeholders:commitment"):
        assert client.post(address(request, name)).status_code == 405


def test_a_partner_reads_but_does_not_change(client, published, bob, lantern):
    published.joint_links.create(organisation=lantern)
    sign_in(client, bob)
    assert client.get(reverse("stakeholders:commitment", args=[published.pk])).status_code == 200
    assert client.get(reverse("stakeholders:commitment_edit", args=[published.pk])).status_code == 404


def test_a_membership_that_ended_opens_nothing_from_the_next_request_on(client, draft, alice, fatima):
    sign_in(client, alice)
    page = reverse("stakeholders:commitment", args=[draft.pk])
    assert client.get(page).status_code == 200
    memberships.end(membership=alice.memberships.get(), by=fatima)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize("name", ["stakeholders:commitment_archive", "curate_stakeholders:organisations"])
def test_staff_without_their_second_factor_are_led_to_it(request, client, carol, name, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    carol.authenticator_set.all().delete()
    sign_in(client, carol)
    response = client.get(address(request, name))
    assert (response.status_code, response.url) == (302, reverse("mfa_index"))


def test_publishing_wants_a_recent_proof(client, proposed, carol, settings):
    page = reverse("stakeholders:commitment_publish", args=[proposed.pk])
    sign_in(client, carol, ago=settings.RECENT_AUTHENTICATION_SECONDS + 60)
    response = client.post(page, {"version": proposed.version})
    assert response.status_code == 302
    assert "reauthenticate" in response.url
    proposed.refresh_from_db()
    assert proposed.state == "proposed"


def test_strangers_commitments_answer_like_missing_ones(client, bob, published):
    sign_in(client, bob)
    other = client.get(reverse("stakeholders:commitment", args=[published.pk]))
    missing = client.get(reverse("stakeholders:commitment", args=[10**15]))
    assert other.status_code == missing.status_code == 404


def test_lists_show_only_what_one_may_see(client, published, bob, lantern, dan):
    own = factories.commitment(lantern, by=bob, title="Ours alone")
    sign_in(client, bob)
    page = client.get(reverse("stakeholders:commitments")).content.decode()
    assert own.title in page
    assert published.title not in page
