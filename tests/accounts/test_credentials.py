"""An administrator changes the ways into somebody's account: never silently, never to publish in their name."""

from __future__ import annotations

import datetime
from io import StringIO

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import credentials, people
from accounts.models import AccountEvent, RoleRequest, User
from accounts.permissions import can_change_what_is_public
from stakeholders.models import Commitment, Organisation
from tests import factories
from tests.accounts.test_admin_access import seen_on
from tests.cast import PASSWORD, give_second_factor, sign_in, staff
from tests.letters import letters

pytestmark = pytest.mark.django_db
NEW = "thief@example.org"
OVERVIEW = [("account", "emailaddress"), ("mfa", "authenticator"), ("usersessions", "usersession"), ("auth", "group")]


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def rival(db: None) -> User:
    """A second administrator."""
    return staff("Rhea Rival", is_superuser=True)


@pytest.fixture
def commitment(verania: Organisation, fatima: User) -> Commitment:
    """A published one, of Verania."""
    return factories.commitment(verania, by=fatima)


def page(name: str, user: User) -> str:
    return reverse(f"accounts:{name}", args=[user.pk])


class TestStockPages:
    @pytest.mark.parametrize(("app", "model"), OVERVIEW)
    def test_they_are_read_only(self, client: Client, ada: User, carol: User, app: str, model: str) -> None:
        sign_in(client, carol)
        sign_in(client, ada)
        rows = {
            "emailaddress": EmailAddress.objects.get(user=carol),
            "authenticator": Authenticator.objects.get(user=carol),
            "usersession": UserSession.objects.create(user=carol, session_key="x", ip="127.0.0.1", user_agent="x"),
            "group": Group.objects.create(name="x"),
        }
        row = rows[model]
        admin = f"admin:{app}_{model}"
        for action in ("add", "delete", "change"):
            where = reverse(f"{admin}_{action}", args=() if action == "add" else (row.pk,))
            assert client.post(where, {"email": NEW, "name": "y"}).status_code == 403
        listed = client.get(reverse(f"{admin}_changelist"), {"q": "a"})
        assert listed.status_code == 200
        assert "make_verified" not in listed.content.decode() and "delete_selected" not in listed.content.decode()
        shown = client.get(reverse(f"{admin}_change", args=[row.pk])).content.decode()
        assert "secret" not in shown
        type(row).objects.get(pk=row.pk)
        carol.refresh_from_db()
        assert carol.email != NEW

    def test_a_curator_does_not_see_them(self, client: Client, carol: User) -> None:
        sign_in(client, carol)
        for app, model in OVERVIEW:
            assert client.get(reverse(f"admin:{app}_{model}_changelist")).status_code == 403


class TestAnotherAddress:
    def test_the_owner_hears_of_it_and_nothing_can_be_published(
        self, client: Client, commits, ada: User, carol: User, commitment, alice: User
    ) -> None:
        report = factories.submitted(commitment, by=alice)
        owner = Client()
        owner.post("/accounts/login/", {"login": carol.email, "password": PASSWORD})
        sign_in(client, ada)
        before = carol.email
        with commits():
            answer = client.post(page("person_address", carol), {"email": NEW.upper(), "reason": "She married."})
        assert answer.status_code == 302
        carol.refresh_from_db()
        assert carol.email == NEW
        assert [(row.email, row.verified) for row in EmailAddress.objects.filter(user=carol)] == [(NEW, True)]
        assert sorted(one.to[0] for one in letters()) == sorted([before, NEW])
        assert all("She married." in one.body and "Ada Amber" in one.body for one in letters())
        event = AccountEvent.objects.get(person=carol)
        assert (event.action, event.by, event.reason) == ("address", ada, "She married.")
        assert event.detail == f"{before} → {NEW}"
        assert owner.get("/accounts/security/").status_code == 302
        # Whoever has the new mailbox now signs in, and is told where they try that they cannot publish.
        sign_in(client, carol)
        answer = client.post(reverse("review:publish", args=[report.pk]))
        assert answer.status_code == 403
        assert "An administrator changed" in answer.content.decode()
        report.refresh_from_db()
        assert report.review_state == "submitted"

    def test_a_day_later_all_is_as_before(
        self, client: Client, ada: User, carol: User, commitment, alice: User
    ) -> None:
        report = factories.submitted(commitment, by=alice)
        day_ago = timezone.now() - datetime.timedelta(hours=24, seconds=1)
        credentials.change_address(user=carol, email=NEW, reason="She married.", by=ada, at=day_ago)
        carol.refresh_from_db()
        sign_in(client, carol)
        client.post(reverse("review:publish", args=[report.pk]))
        report.refresh_from_db()
        assert report.review_state == "published"

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"email": NEW, "reason": " "}, "reason"),
            ({"email": "no address", "reason": "x"}, "email"),
            ({"email": "bob.birk@example.org", "reason": "x"}, "email"),
            ({"email": "carol.clay@example.org", "reason": "x"}, "email"),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(
        self, client: Client, ada: User, carol: User, bob: User, data: dict, field: str
    ) -> None:
        sign_in(client, ada)
        answer = client.post(page("person_address", carol), data)
        assert answer.status_code == 400
        assert field in answer.context["form"].errors
        assert not AccountEvent.objects.exists() and not letters()

    @pytest.mark.parametrize("who", ["carol", "fatima", "charlie"])
    def test_only_administrators_may(self, request, client: Client, who: str, bob: User) -> None:
        person = request.getfixturevalue(who)
        sign_in(client, person)
        for name in ("person_address", "person_second_factor"):
            assert client.get(page(name, bob)).status_code == 404
        with pytest.raises(PermissionDenied):
            credentials.change_address(user=bob, email=NEW, reason="x", by=person)

    def test_ones_own_is_changed_on_ones_own_pages(self, ada: User) -> None:
        with pytest.raises(ValidationError, match="your own"):
            credentials.change_address(user=ada, email=NEW, reason="x", by=ada)


def test_a_lost_second_factor_is_taken_away_with_mail_and_a_day_without_publishing(
    client: Client, commits, ada: User, carol: User
) -> None:
    owner = Client()
    sign_in(owner, carol)
    UserSession.objects.create(user=carol, session_key=owner.session.session_key, ip="127.0.0.1", user_agent="x")
    sign_in(client, ada)
    with commits():
        client.post(page("person_second_factor", carol), {"reason": "Her phone was stolen."})
    assert not Authenticator.objects.filter(user=carol).exists()
    assert [one.to for one in letters()] == [[carol.email]]
    assert owner.get("/accounts/security/").status_code == 302
    carol.refresh_from_db()
    assert carol.publishing_refusal()
    assert AccountEvent.objects.get(person=carol).action == "factor"


class TestRoles:
    def roles(self, user: User, by: User, **flags) -> User:
        user.refresh_from_db()
        now = {"curator": user.is_curator, "administrator": user.is_superuser, "active": user.is_active}
        return people.change_roles(user=user, name=user.name, by=by, **now | {"reason": "Needed."} | flags)

    def test_nobody_makes_themselves_a_curator_while_there_is_another_administrator(
        self, commits, ada: User, rival: User
    ) -> None:
        with commits():
            self.roles(ada, ada, curator=True)
            self.roles(ada, ada, curator=True)
        ada.refresh_from_db()
        assert not ada.is_curator
        request = RoleRequest.objects.get()
        assert [one.to for one in letters()] == [[rival.email]]
        with pytest.raises(PermissionDenied):
            people.decide_about_role(request=request, grant=True, by=ada)
        people.decide_about_role(request=request, grant=True, by=rival)
        ada.refresh_from_db()
        assert ada.is_curator
        assert [event.action for event in AccountEvent.objects.filter(person=ada)] == ["roles", "ask_role"]
        with pytest.raises(ValidationError, match="already"):
            people.decide_about_role(request=request, grant=False, by=rival)

    def test_a_request_can_be_refused(self, ada: User, rival: User) -> None:
        self.roles(ada, ada, curator=True)
        people.decide_about_role(request=RoleRequest.objects.get(), grant=False, by=rival)
        ada.refresh_from_db()
        assert not ada.is_curator

    def test_the_only_administrator_may(self, ada: User) -> None:
        self.roles(ada, ada, curator=True)
        ada.refresh_from_db()
        assert ada.is_curator

    @pytest.mark.parametrize("end", [{"administrator": False}, {"active": False}])
    def test_not_by_ending_the_other_administrator_first(
        self, end: dict, client: Client, commits, ada: User, rival: User
    ) -> None:
        with commits():
            self.roles(rival, ada, **end)
        assert [one.to for one in letters()] == [[rival.email]], "who ends as administrator is told"
        with pytest.raises(ValidationError, match="24 hours"):
            self.roles(ada, ada, curator=True)
        sign_in(client, ada)
        fields = {"name": ada.name, "is_superuser": "on", "is_active": "on", "is_curator": "on", "reason": "Alone."}
        where = reverse("admin:accounts_user_change", args=[ada.pk])
        answer = client.post(where, fields | seen_on(client, where))
        assert "less than 24 hours ago" in answer.content.decode()
        ada.refresh_from_db()
        assert not ada.is_curator
        with time_machine.travel(timezone.now() + people.WAIT_AFTER_AN_END):
            self.roles(ada, ada, curator=True)
        ada.refresh_from_db()
        assert ada.is_curator

    def test_the_admin_asks_for_a_reason_and_leaves_a_request(self, client: Client, ada: User, rival: User) -> None:
        sign_in(client, ada)
        where = reverse("admin:accounts_user_change", args=[ada.pk])
        fields = {"name": ada.name, "is_superuser": "on", "is_active": "on", "is_curator": "on"}
        fields |= seen_on(client, where)
        assert "reason" in client.post(where, fields).context["adminform"].form.errors
        answer = client.post(where, fields | {"reason": "I review too."}, follow=True)
        assert "Another administrator must agree" in answer.content.decode()
        ada.refresh_from_db()
        assert not ada.is_curator
        listed = reverse("admin:accounts_rolerequest_changelist")
        chosen = {"_selected_action": RoleRequest.objects.get().pk, "action": "grant"}
        client.post(listed, chosen)
        assert RoleRequest.objects.get().decided_at is None
        sign_in(client, rival)
        client.post(listed, chosen)
        ada.refresh_from_db()
        assert ada.is_curator

    def test_every_change_is_in_the_audit_and_other_administrators_hear_of_roles(
        self, commits, ada: User, rival: User, charlie: User
    ) -> None:
        with commits():
            self.roles(charlie, ada, curator=True)
            self.roles(charlie, ada, active=False)
            self.roles(charlie, ada, active=True)
        found = [(event.action, event.detail) for event in AccountEvent.objects.filter(person=charlie).order_by("pk")]
        assert found == [("roles", "none → curator"), ("close", ""), ("open", "")]
        assert [one.to for one in letters()] == [[rival.email]]

    def test_so_are_people_who_are_brought_in_and_the_command_line(self, commits, ada: User, rival: User) -> None:
        with commits():
            people.create_person(email="new@example.org", name="New", curator=True, by=ada, mail=False)
            call_command("create_user", email="root@example.org", name="Root", administrator=True, stdout=StringIO())
            User.objects.create_superuser("chief@example.org", name="Chief")
        found = AccountEvent.objects.order_by("pk").values_list("person__name", "action", "by__name", "detail")
        assert list(found) == [
            ("New", "create", "Ada Amber", "curator"),
            ("Root", "create", None, "administrator"),
            ("Chief", "create", None, "administrator"),
        ]

    def test_who_is_blocked_changes_no_roles_either(self, ada: User, rival: User, charlie: User) -> None:
        credentials.reset_second_factor(user=rival, reason="Lost.", by=ada)
        with pytest.raises(PermissionDenied, match="Until"):
            self.roles(charlie, rival, curator=True)


@pytest.mark.parametrize(
    ("who", "needs"),
    [("fatima", True), ("carol", True), ("ada", True), ("alice", False), ("bob", False), ("charlie", False)],
)
def test_who_can_change_what_is_public_needs_a_second_factor(
    request, client: Client, who: str, needs: bool, verania
) -> None:
    person = request.getfixturevalue(who)
    Authenticator.objects.all().delete()
    assert can_change_what_is_public(person) == needs
    sign_in(client, person)
    page = client.get("/accounts/security/").content.decode()
    assert ("Not set up: your role needs it" in page) == needs


def test_a_focal_point_sets_one_up_before_writing_in_public(client: Client, fatima: User, verania) -> None:
    where = reverse("stakeholders:invite", args=[verania.slug])
    sign_in(client, fatima)
    assert client.get(where).status_code == 200
    Authenticator.objects.all().delete()
    assert client.get(where)["Location"] == reverse("mfa_index")
    give_second_factor(fatima)
    fatima.memberships.update(role="reporter")
    assert client.get(where).status_code == 404


def test_what_the_owner_changes_is_in_the_audit_too(client: Client, charlie: User) -> None:
    sign_in(client, charlie)
    new = "a long and winding password"
    client.post("/accounts/password/change/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    event = AccountEvent.objects.get()
    assert (event.person, event.action, event.by) == (charlie, "own_password", charlie)
