"""The admin has no sign-in of its own: the same sign-in, the same second factor, and rights by role."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Invitation, User
from tests.cast import sign_in
from tests.letters import letters


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/", "/admin/jsi18n/"])
@pytest.mark.django_db
def test_strangers_are_sent_to_the_one_sign_in_page(client: Client, path: str) -> None:
    answer = client.get(path, follow=True)
    address, status = answer.redirect_chain[-1]
    assert status == 302
    assert address == f"/accounts/login/?next={'/admin/' if path == '/admin/login/' else path}"


@pytest.mark.django_db
def test_the_admin_login_takes_no_password(client: Client, ada: User) -> None:
    client.post("/admin/login/", {"username": ada.email, "password": "correct-horse-battery-staple"})
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/admin/accounts/user/"])
@pytest.mark.parametrize("who", ["alice", "charlie"])
@pytest.mark.django_db
def test_others_find_nothing_there(request: pytest.FixtureRequest, client: Client, who: str, path: str) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("who", ["ada", "carol"])
@pytest.mark.django_db
def test_staff_without_a_factor_is_led_to_set_one_up(
    request: pytest.FixtureRequest, settings: object, client: Client, who: str
) -> None:
    sign_in(client, request.getfixturevalue(who))
    assert client.get("/admin/").status_code == 200
    Authenticator.objects.all().delete()
    assert client.get("/admin/")["Location"] == "/accounts/2fa/"
    settings.REQUIRE_SECOND_FACTOR = False
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("permission", "curator"),
    [
        ("recommendations.view_recommendation", True),
        ("recommendations.change_recommendation", True),
        ("recommendations.delete_recommendation", False),
        ("recommendations.add_recommendation", False),
        ("stakeholders.change_organisation", True),
        ("accounts.view_user", False),
        ("accounts.change_user", False),
        ("progress.change_progressreport", False),
        ("consent.change_noticeversion", False),
    ],
)
@pytest.mark.django_db
def test_rights_follow_from_the_role(ada: User, carol: User, charlie: User, permission: str, curator: bool) -> None:
    assert ada.has_perm(permission)
    assert carol.has_perm(permission) is curator
    assert not charlie.has_perm(permission)
    carol.is_active = ada.is_active = False
    assert not carol.has_perm(permission)
    assert not ada.has_perm(permission)


@pytest.mark.django_db
def test_a_taken_role_bites_on_the_next_request(client: Client, carol: User) -> None:
    sign_in(client, carol)
    assert client.get("/admin/").status_code == 200
    User.objects.filter(pk=carol.pk).update(is_curator=False)
    assert client.get("/admin/").status_code == 404


@pytest.mark.django_db
def test_an_administrator_brings_a_person_in(client: Client, ada: User, django_capture_on_commit_callbacks) -> None:
    sign_in(client, ada)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(
            "/admin/accounts/user/add/",
            {"email": "New@Example.org", "name": "New Person", "language": "fr", "is_curator": "on"},
        )
    assert answer.status_code == 302
    created = User.objects.get(email="new@example.org")
    assert (created.is_curator, created.is_superuser, created.has_usable_password()) == (True, False, False)
    assert letters()[0].to == ["new@example.org"]
    assert "/fr/accounts/invitation/" in letters()[0].body
    assert b"/invitation/" not in client.get("/admin/accounts/invitation/").content.replace(
        b"/accounts/invitation/", b""
    )


def seen_on(client: Client, page: str) -> dict[str, str]:
    """What the form of a person's page says that it was opened with."""
    return {"seen": client.get(page).context["adminform"].form["seen"].value()}


@pytest.mark.django_db
def test_an_old_tab_gives_no_role_back(client: Client, ada: User, dan: User) -> None:
    sign_in(client, ada)
    page = f"/admin/accounts/user/{dan.pk}/change/"
    old = {"name": "Dan", "is_active": "on", "is_curator": "on", "reason": "So."} | seen_on(client, page)
    client.post(page, {"name": "Dan", "is_active": "on", "reason": "He left."} | seen_on(client, page))
    assert b"changed after you opened this page" in client.post(page, old).content
    dan.refresh_from_db()
    assert not dan.is_curator


@pytest.mark.django_db
def test_an_administrator_changes_roles_but_not_the_last_administrator(client: Client, ada: User, dan: User) -> None:
    sign_in(client, ada)
    page = f"/admin/accounts/user/{dan.pk}/change/"
    fields = {"name": "Dan Dorn", "is_active": "on", "email": "evil@example.org", "password": "x", "reason": "So."}
    client.post(page, fields | seen_on(client, page))
    dan.refresh_from_db()
    assert (dan.is_curator, dan.email) == (False, "dan.dorn@example.org")
    own = f"/admin/accounts/user/{ada.pk}/change/"
    refused = client.post(own, {"name": "Ada Amber", "is_active": "on", "reason": "So."} | seen_on(client, own))
    assert b"This is the last administrator" in refused.content
    ada.refresh_from_db()
    assert ada.is_superuser


@pytest.mark.django_db
def test_invitations_are_withdrawn_in_the_admin(client: Client, ada: User) -> None:
    sign_in(client, ada)
    client.post("/admin/accounts/user/add/", {"email": "new@example.org", "name": "New", "language": "en"})
    invitation = Invitation.objects.get()
    client.post("/admin/accounts/invitation/", {"action": "withdraw", "_selected_action": [invitation.pk]}, follow=True)
    invitation.refresh_from_db()
    assert invitation.revoked_at
    again = client.post(
        "/admin/accounts/invitation/", {"action": "send_again", "_selected_action": [invitation.pk]}, follow=True
    )
    assert b"This invitation is closed" in again.content
