"""Invitations: one-use links whose token is not kept, for new people and for people who have an account."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from accounts import invitations
from accounts.models import Invitation, User
from accounts.signals import invitation_accepted
from tests.cast import PASSWORD, sign_in
from tests.letters import letters

NOW = timezone.now()
FORM = {"name": "Nia New", "password1": PASSWORD, "password2": PASSWORD}


def token_of(link: str) -> str:
    return link.rstrip("/").rsplit("/", 1)[1]


def path_of(link: str) -> str:
    return link.removeprefix("http://testserver")


@pytest.fixture
def invited(ada: User) -> tuple[Invitation, str]:
    return invitations.invite(email="Nia@Example.org ", name="Nia", by=ada)


@pytest.mark.django_db
def test_the_mail_goes_out_after_the_commit_in_the_recipients_language(
    ada: User, settings: object, django_capture_on_commit_callbacks
) -> None:
    settings.SITE_URL = "https://tracker.example"
    with django_capture_on_commit_callbacks(execute=True):
        invitation, link = invitations.invite(email="nia@example.org", language="ar", by=ada)
    (sent,) = letters()
    html, _kind = sent.alternatives[0]
    assert sent.to == ["nia@example.org"]
    assert link.startswith("https://tracker.example/ar/accounts/invitation/")
    assert link in sent.body
    assert link in html
    assert 'dir="rtl"' in html
    invitation.refresh_from_db()
    assert invitation.sent_at


@pytest.mark.django_db
def test_a_mail_server_that_is_down_shows_as_not_sent(ada: User, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    invitation, _link = invitations.invite(email="nia@example.org", by=ada)
    letters()
    invitation.refresh_from_db()
    assert invitation.sent_at is None


@pytest.mark.parametrize("field", ["name", "email"])
@pytest.mark.django_db
def test_a_line_break_cannot_put_lines_into_the_mail(ada: User, field: str) -> None:
    given = {"email": "nia@example.org", "name": "Nia", field: "nia@example.org\r\nYour account was closed"}
    with pytest.raises(ValidationError) as refused:
        invitations.invite(by=ada, **given)
    assert field in refused.value.message_dict


@pytest.mark.django_db
def test_the_token_is_kept_nowhere(invited: tuple[Invitation, str]) -> None:
    invitation, link = invited
    kept = " ".join(str(value) for value in Invitation.objects.values().get().values())
    assert token_of(link) not in kept
    assert invitation.email == "nia@example.org"


@pytest.mark.django_db
def test_opening_the_link_changes_nothing_and_accepting_signs_in(client: Client, invited) -> None:
    invitation, link = invited
    for _look in range(2):
        assert client.get(path_of(link)).status_code == 200
    assert not User.objects.filter(email=invitation.email).exists()
    answer = client.post(path_of(link), FORM)
    assert answer["Location"] == "/accounts/start/"
    user = User.objects.get(email="nia@example.org")
    assert (user.name, user.check_password(PASSWORD), user.is_staff) == ("Nia New", True, False)
    assert client.get("/accounts/security/").status_code == 200
    invitation.refresh_from_db()
    assert invitation.accepted_by == user


@pytest.mark.django_db
def test_extra_fields_give_no_role(client: Client, invited) -> None:
    client.post(path_of(invited[1]), FORM | {"is_curator": "on", "is_superuser": "on", "email": "x@example.org"})
    user = User.objects.get(email="nia@example.org")
    assert not user.is_curator
    assert not user.is_superuser


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"name": ""}, b"required"),
        ({"password2": "something else"}, b"The two passwords are not the same"),
        ({"password1": "short", "password2": "short"}, b"12"),
        ({"password1": "nia@example.org", "password2": "nia@example.org"}, b"too similar"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_field_is_said_at_the_field_and_the_name_is_kept(client: Client, invited, change, says) -> None:
    answer = client.post(path_of(invited[1]), FORM | change)
    assert answer.status_code == 200
    assert says in answer.content
    assert (FORM | change)["name"].encode() in answer.content
    assert not User.objects.filter(email="nia@example.org").exists()


@pytest.mark.parametrize(
    ("fate", "status", "says"),
    [
        ("accepted", 410, b"has been used"),
        ("revoked", 410, b"cancelled"),
        ("expired", 410, b"expired"),
        ("unknown", 404, b"incomplete or unknown"),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.django_db
def test_a_closed_invitation_says_why(ada: User, invited, fate: str, status: int, says: bytes, method: str) -> None:
    invitation, link = invited
    if fate == "accepted":
        invitations.accept(token=token_of(link), name="Nia", password=PASSWORD)
    elif fate == "revoked":
        invitations.revoke(invitation=invitation, by=ada)
    elif fate == "expired":
        Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    path = "/accounts/invitation/made-up/" if fate == "unknown" else path_of(link)
    answer = getattr(Client(), method)(path, FORM)
    assert answer.status_code == status
    assert says in answer.content
    assert User.objects.filter(email="nia@example.org").count() == (fate == "accepted")


@pytest.mark.django_db
def test_it_lives_seven_days(ada: User) -> None:
    _invitation, link = invitations.invite(email="nia@example.org", by=ada, on=NOW)
    token = token_of(link)
    assert invitations.find(token=token, on=NOW + timedelta(days=7, seconds=-1))
    with pytest.raises(invitations.InvitationRefused):
        invitations.find(token=token, on=NOW + timedelta(days=7))


@pytest.mark.django_db
def test_an_existing_account_signs_in_and_joins_with_its_password_untouched(
    client: Client, ada: User, charlie: User
) -> None:
    _invitation, link = invitations.invite(email=charlie.email, by=ada)
    page = client.post(path_of(link), FORM)
    assert b"You have an account already" in page.content
    charlie.refresh_from_db()
    assert charlie.name == "Charlie Cole"
    signed_in = client.post("/accounts/login/", {"login": charlie.email, "password": PASSWORD, "next": path_of(link)})
    assert signed_in["Location"] == path_of(link)
    assert b"You accept it with your account" in client.get(path_of(link)).content
    client.post(path_of(link))
    assert Invitation.objects.get().accepted_by == charlie


@pytest.mark.django_db
def test_another_persons_session_cannot_accept(client: Client, ada: User, charlie: User, invited) -> None:
    _theirs, link_for_ada = invitations.invite(email=ada.email, by=ada)
    sign_in(client, charlie)
    for link in [invited[1], link_for_ada]:
        assert client.post(path_of(link), FORM).status_code == 403
    assert not Invitation.objects.exclude(accepted_at=None).exists()


@pytest.mark.django_db
def test_a_closed_account_is_not_opened_again_by_an_invitation(client: Client, ada: User, charlie: User) -> None:
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    _invitation, link = invitations.invite(email=charlie.email, by=ada)
    client.post(path_of(link), FORM)
    client.post("/accounts/login/", {"login": charlie.email, "password": PASSWORD})
    assert "_auth_user_id" not in client.session


@pytest.mark.django_db
def test_mailing_again_kills_the_old_link(ada: User, invited, django_capture_on_commit_callbacks) -> None:
    invitation, old = invited
    with django_capture_on_commit_callbacks(execute=True):
        invitations.resend(invitation=invitation, by=ada)
    assert token_of(old) not in letters()[-1].body
    assert Client().get(path_of(old)).status_code == 404


@pytest.mark.parametrize("verb", [invitations.resend, invitations.revoke])
@pytest.mark.django_db
def test_strangers_manage_no_invitation_and_closed_ones_stay_closed(ada: User, charlie: User, invited, verb) -> None:
    invitation, link = invited
    with pytest.raises(PermissionDenied):
        verb(invitation=invitation, by=charlie)
    invitations.accept(token=token_of(link), name="Nia", password=PASSWORD)
    with pytest.raises(ValidationError):
        verb(invitation=invitation, by=ada)


@pytest.mark.django_db
def test_a_listener_that_fails_takes_the_acceptance_back(invited) -> None:
    def fail(**kwargs) -> None:
        raise RuntimeError

    invitation_accepted.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            invitations.accept(token=token_of(invited[1]), name="Nia", password=PASSWORD)
    finally:
        invitation_accepted.disconnect(fail)
    assert not User.objects.filter(email="nia@example.org").exists()
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.django_db
def test_listeners_hear_who_accepted_what(invited) -> None:
    heard = []
    receiver = lambda invitation, user, **kwargs: heard.append((invitation.pk, user.email))  # noqa: E731
    invitation_accepted.connect(receiver)
    try:
        invitations.accept(token=token_of(invited[1]), name="Nia", password=PASSWORD)
    finally:
        invitation_accepted.disconnect(receiver)
    assert heard == [(invited[0].pk, "nia@example.org")]


@pytest.mark.django_db
def test_two_invitations_of_one_address_are_accepted_one_after_the_other(client: Client, ada: User, invited) -> None:
    _second, link = invitations.invite(email="nia@example.org", by=ada)
    client.post(path_of(invited[1]), FORM)
    client.post(path_of(link))
    assert Invitation.objects.exclude(accepted_at=None).count() == 2
    assert User.objects.filter(email="nia@example.org").count() == 1


@pytest.mark.django_db
def test_known_and_unknown_addresses_are_invited_alike(ada: User, charlie: User) -> None:
    known, _link = invitations.invite(email=charlie.email, by=ada, on=NOW)
    unknown, _link = invitations.invite(email="nobody@example.org", by=ada, on=NOW)
    assert known.state(on=NOW) == unknown.state(on=NOW) == "open"


@pytest.mark.django_db
def test_nobody_sends_invitations_without_end(ada: User, settings: object) -> None:
    settings.INVITATIONS_PER_DAY = 2
    for number in range(2):
        invitations.invite(email=f"nia{number}@example.org", by=ada, on=NOW)
    with pytest.raises(ValidationError, match="limit of invitations"):
        invitations.invite(email="nia3@example.org", by=ada, on=NOW)
    assert invitations.invite(email="nia3@example.org", by=ada, on=NOW + timedelta(days=1, seconds=1))


@pytest.mark.django_db
def test_the_verb_itself_refuses_another_account(ada: User, charlie: User, bob: User, invited) -> None:
    _invitation, link_for_bob = invitations.invite(email=bob.email, by=ada)
    for link in [invited[1], link_for_bob]:
        with pytest.raises(invitations.InvitationRefused, match="another person"):
            invitations.accept(token=token_of(link), by=charlie)
    assert invitations.accept(token=token_of(link_for_bob), by=bob) == bob
