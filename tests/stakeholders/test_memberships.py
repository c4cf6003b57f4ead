"""Members, roles and invitations: who may do what, one focal point, handover of the place, invitations end to end."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.models import Invitation
from stakeholders import assignments, memberships, organisations
from stakeholders.errors import Invalid, NotPermitted, WrongState
from stakeholders.models import InvitedMembership, Membership, Organisation, Role
from stakeholders.permissions import role_in
from stakeholders.signals import membership_changed
from tests.cast import PASSWORD, person, sign_in
from tests.letters import letters

EVERYBODY = ["alice", "fatima", "olga", "vera", "bob", "carol", "dan", "ada", "charlie"]
MANAGE = {"fatima", "olga", "carol", "dan", "ada"}


def roles(organisation) -> dict[str, str]:
    return {m.user.name.split()[0].lower(): m.role for m in organisation.memberships.filter(ended_at__isnull=True)}


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_may_look_after_members(people, verania, alice, vera, who):
    by, newcomer = people[who], person("Nora New")
    verbs = [
        lambda: memberships.add(organisation=verania, user=newcomer, role=Role.VIEWER, by=by),
        lambda: memberships.change_role(membership=vera.memberships.get(), role=Role.REPORTER, by=by),
        lambda: memberships.invite(organisation=verania, email="x@example.org", role=Role.VIEWER, by=by),
    ]
    if by != alice:
        verbs.append(lambda: memberships.end(membership=alice.memberships.get(ended_at__isnull=True), by=by))
    before = Membership.objects.count()
    for verb in verbs:
        if who in MANAGE:
            verb()
        else:
            with pytest.raises(NotPermitted):
                verb()
    assert (Membership.objects.count() > before) is (who in MANAGE)


@pytest.mark.parametrize(("role", "holder"), [(Role.FOCAL_POINT, "fatima"), (Role.ALTERNATE, "olga")])
def test_promoting_takes_the_place_and_makes_its_holder_a_reporter(people, verania, alice, fatima, role, holder):
    memberships.change_role(membership=alice.memberships.get(), role=role, by=fatima)
    assert roles(verania)["alice"] == role
    assert roles(verania)[holder] == Role.REPORTER
    ended = verania.memberships.get(user=people[holder], ended_at__isnull=False)
    assert (ended.role, ended.ended_by) == (role, fatima)


def test_a_changed_role_leaves_both_rows_as_memory(verania, alice, fatima):
    memberships.change_role(membership=alice.memberships.get(), role=Role.VIEWER, by=fatima)
    assert [row.role for row in alice.memberships.order_by("started_at", "pk")] == [Role.REPORTER, Role.VIEWER]
    same = memberships.change_role(membership=alice.memberships.get(ended_at__isnull=True), role=Role.VIEWER, by=fatima)
    assert (same.role, alice.memberships.count()) == (Role.VIEWER, 2)


def test_what_cannot_be_is_refused(verania, alice, fatima, charlie):
    with pytest.raises(Invalid):
        memberships.add(organisation=verania, user=alice, role=Role.VIEWER, by=fatima)
    with pytest.raises(Invalid):
        memberships.add(organisation=verania, user=charlie, role="king", by=fatima)
    ended = memberships.end(membership=alice.memberships.get(), by=alice)
    assert role_in(alice, verania) == ""
    with pytest.raises(WrongState):
        memberships.end(membership=ended, by=fatima)


def test_an_archived_organisation_takes_nobody(verania, fatima, carol, charlie):
    organisations.archive(organisation=verania, by=carol, reason="Dissolved.")
    for by in (fatima, carol):
        with pytest.raises(NotPermitted):
            memberships.add(organisation=verania, user=charlie, role=Role.VIEWER, by=by)


def test_changes_are_told(verania, alice, fatima):
    heard = []

    def listen(*, membership, **_):
        heard.append((membership.role, membership.ended_at is None))

    membership_changed.connect(listen)
    try:
        memberships.change_role(membership=alice.memberships.get(), role=Role.VIEWER, by=fatima)
    finally:
        membership_changed.disconnect(listen)
    assert heard == [(Role.REPORTER, False), (Role.VIEWER, True)]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stakeholders_membership SET role = 'focal_point' WHERE user_id = %(alice)s",
        "UPDATE stakeholders_membership SET role = 'king' WHERE user_id = %(alice)s",
        "UPDATE stakeholders_membership SET ended_by_id = %(alice)s WHERE user_id = %(alice)s",
        "UPDATE stakeholders_membership SET ended_at = '2001-01-01 00:00:00+00:00' WHERE user_id = %(alice)s",
        "INSERT INTO stakeholders_membership (organisation_id, user_id, role, started_at)"
        " SELECT organisation_id, user_id, 'viewer', started_at FROM stakeholders_membership WHERE user_id = %(alice)s",
    ],
)
def test_the_database_itself_refuses(alice, fatima, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, {"alice": alice.pk})


# --- Invitations ----------------------------------------------------------------------------------------


def accept(invitation, name: str = "Nora New"):
    """As the recipient does, with the link of the mail."""
    return invitations.accept(token=_token_of(invitation), name=name, password=PASSWORD)


def _token_of(invitation) -> str:
    """A link is only in the mail; here a known one is put in its place."""
    token = "known-to-the-test-only"
    invitation.token_digest = invitations.digest_of(token)
    invitation.save(update_fields=["token_digest"])
    return token


def test_from_the_page_to_the_membership(client, verania, fatima, django_capture_on_commit_callbacks):
    sign_in(client, fatima)
    page = reverse("stakeholders:invite", args=[verania.slug])
    sent = {"email": "Nora@Example.org", "name": "Nora New", "language": "fr", "role": Role.REPORTER}
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page, sent).status_code == 302
    offered = InvitedMembership.objects.get()
    assert "nora@example.org" in client.get(reverse("stakeholders:organisation")).content.decode()
    assert client.post(page, sent).status_code == 400  # sent twice, mailed once
    assert len(letters()) == 1
    nora = accept(offered.invitation)
    assert role_in(nora, verania) == Role.REPORTER
    assert nora.memberships.get().started_by == fatima


WORDS = {
    Role.REPORTER: "a reporter of Government of Verania",
    Role.FOCAL_POINT: "the focal point of Government of Verania",
    Role.ALTERNATE: "the alternate of Government of Verania",
    Role.VIEWER: "a viewer of Government of Verania",
}


@pytest.mark.parametrize("role", Role.values)
def test_page_and_mail_say_who_invites_to_what_and_as_what(
    client, verania, fatima, django_capture_on_commit_callbacks, role
):
    with django_capture_on_commit_callbacks(execute=True):
        memberships.invite(organisation=verania, email="nora@example.org", role=role, by=fatima)
    (sent,) = letters()
    html, _kind = sent.alternatives[0]
    link = next(line for line in sent.body.splitlines() if line.startswith("http"))
    page = client.get(link.split("testserver", 1)[1]).content.decode()
    for words in (sent.body, html, page):
        assert "Fatima Faro" in words
        assert WORDS[role] in words


@pytest.mark.parametrize("who", ["fatima", "olga", "carol", "ada", "alice", "vera", "bob", "charlie"])
def test_who_sends_again_and_withdraws(client, people, verania, carol, who):
    """Also the invitation that somebody else sent, and one that has expired."""
    invitation = memberships.invite(organisation=verania, email="nora@example.org", role=Role.VIEWER, by=carol)
    Invitation.objects.update(expires_at=timezone.now() - datetime.timedelta(days=1))
    digest = Invitation.objects.get().token_digest
    offered = invitation.memberships.get()
    may = who in ("fatima", "olga", "carol", "ada")
    page = reverse("stakeholders:organisation_detail", args=[verania.slug])
    sign_in(client, people[who])
    if may:
        assert client.get(page).context["invited"] == [offered]
    answer = client.post(reverse("stakeholders:invitation_resend", args=[offered.pk]))
    again = Invitation.objects.get()
    assert answer.status_code == (302 if may else 404)
    assert (again.token_digest != digest, again.expires_at > timezone.now()) == (may, may)
    assert client.post(reverse("stakeholders:invitation_withdraw", args=[offered.pk])).status_code == answer.status_code
    withdrawn = Invitation.objects.get()
    assert (withdrawn.revoked_at is not None, withdrawn.revoked_by) == (may, people[who] if may else None)
    if may:
        assert client.get(page).context["invited"] == []
        assert client.post(reverse("stakeholders:invitation_resend", args=[offered.pk])).status_code == 302
        assert Invitation.objects.get().token_digest == withdrawn.token_digest


def test_an_invitation_is_not_mailed_twice_in_a_moment(verania, fatima, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        memberships.invite(organisation=verania, email="nora@example.org", role=Role.VIEWER, by=fatima)
    letters()
    with pytest.raises(WrongState):
        memberships.resend_invitation(offered=InvitedMembership.objects.get(), by=fatima)


def test_a_members_address_is_not_invited(verania, alice, fatima):
    with pytest.raises(Invalid) as refusal:
        memberships.invite(organisation=verania, email=alice.email.upper(), role=Role.VIEWER, by=fatima)
    assert "email" in refusal.value.errors


@pytest.mark.parametrize("email", ["", "x", "a@b", "a b@example.org"])
def test_a_wrong_address_is_refused(verania, fatima, email):
    with pytest.raises(Invalid):
        memberships.invite(organisation=verania, email=email, role=Role.VIEWER, by=fatima)
    assert not InvitedMembership.objects.exists()


def test_an_invited_focal_point_takes_the_place(verania, fatima, carol):
    invitation = memberships.invite(organisation=verania, email="n@example.org", role=Role.FOCAL_POINT, by=carol)
    accept(invitation)
    assert roles(verania) == {"nora": Role.FOCAL_POINT, "fatima": Role.REPORTER}


def test_a_place_that_was_filled_after_the_invitation_stays_filled(verania, fatima, carol, charlie):
    earlier = timezone.now() - datetime.timedelta(hours=1)
    invitation = memberships.invite(
        organisation=verania, email="n@example.org", role=Role.FOCAL_POINT, by=carol, at=earlier
    )
    memberships.add(organisation=verania, user=charlie, role=Role.FOCAL_POINT, by=carol)
    accept(invitation)
    assert roles(verania) == {"charlie": Role.FOCAL_POINT, "fatima": Role.REPORTER, "nora": Role.REPORTER}


def test_an_invitation_of_an_organisation_archived_since_joins_nothing(verania, fatima, carol):
    invitation = memberships.invite(organisation=verania, email="n@example.org", role=Role.VIEWER, by=fatima)
    organisations.archive(organisation=verania, by=carol, reason="Dissolved.")
    assert not accept(invitation).memberships.exists()


# --- Pages ----------------------------------------------------------------------------------------------


def test_roles_and_ends_by_their_pages(client, verania, alice, fatima, vera):
    sign_in(client, fatima)
    role_page = reverse("stakeholders:member_role", args=[alice.memberships.get().pk])
    shown = client.get(role_page).content.decode()
    assert "Fatima Faro" in shown and "becomes a reporter" in shown
    assert client.post(role_page, {"role": "king"}).status_code == 400
    assert client.post(role_page, {"role": Role.ALTERNATE, "user": vera.pk}).status_code == 302
    assert roles(verania)["alice"] == Role.ALTERNATE
    assert client.post(role_page, {"role": Role.VIEWER}).status_code == 404  # that row has ended
    end_page = reverse("stakeholders:member_end", args=[vera.memberships.get().pk])
    assert client.post(end_page).status_code == 302
    assert "vera" not in roles(verania)


def test_the_last_focal_point_is_warned_before_leaving(client, verania, fatima, alice):
    sign_in(client, fatima)
    page = reverse("stakeholders:member_end", args=[fatima.memberships.get().pk])
    assert "the organisation has no focal point" in client.get(page).content.decode()
    assert client.post(page).url == reverse("stakeholders:organisation")
    assert verania in Organisation.objects.orphaned()
    assert "You do not belong" in client.get(reverse("stakeholders:organisation")).content.decode()


def test_sign_off_is_switched_on_and_off(client, verania, fatima):
    sign_in(client, fatima)
    page = reverse("stakeholders:sign_off", args=[verania.slug])
    for sent, wanted in (({"requires_sign_off": "on"}, True), ({}, False)):
        assert client.post(page, sent).status_code == 302
        verania.refresh_from_db()
        assert verania.requires_sign_off is wanted


def test_a_person_of_two_organisations_sees_tabs(client, verania, lantern, alice):
    lantern.memberships.create(user=alice, role=Role.VIEWER)
    page = sign_in(client, alice).get(reverse("stakeholders:organisation")).content.decode()
    assert reverse("stakeholders:organisation_detail", args=[verania.slug]) in page
    assert reverse("stakeholders:organisation_detail", args=[lantern.slug]) in page


def test_addresses_of_colleagues_are_for_members_only(client, verania, alice, bob):
    assert sign_in(client, bob).get(reverse("stakeholders:organisation_detail", args=[verania.slug])).status_code == 404


def test_the_end_of_a_focal_point_says_who_stands_in(client, verania, fatima, olga, carol):
    sign_in(client, carol)
    where = reverse("stakeholders:member_end", args=[fatima.memberships.get().pk])
    assert "Olga Orne (alternate) will act as focal point" in client.get(where).content.decode()
    assert "Olga Orne (alternate) now acts as focal point" in client.post(where, follow=True).content.decode()


def test_the_end_of_an_owner_offers_a_handover(client, published, verania, alice, fatima):
    assignments.give(commitment=published, organisation=verania, to=alice, by=alice)
    sign_in(client, fatima)
    own = alice.memberships.get()
    page = client.get(reverse("stakeholders:member_end", args=[own.pk])).content.decode()
    assert "1 commitment assigned to Alice" in page
    assert reverse("reporting:hand_over", args=[own.pk]) in page
