"""People: one address each, roles, the command line, preferences, and where each starts."""

from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import people, preferences
from accounts.models import Preferences, User
from tests.cast import PASSWORD, sign_in
from tests.letters import letters

PREFERENCES = {"language": "en", "time_zone": "Europe/Paris", "digest": "weekly", "digest_hour": "7"}


@pytest.mark.django_db
def test_a_new_person_has_preferences_and_a_confirmed_address(charlie: User) -> None:
    assert len(charlie.preferences.unsubscribe_token) == 22
    address = EmailAddress.objects.get(user=charlie)
    assert (address.email, address.primary, address.verified) == (charlie.email, True, True)


@pytest.mark.django_db
def test_one_address_one_person_whatever_its_case(charlie: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("CHARLIE.COLE@example.org", name="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=charlie.pk).update(email="Charlie.Cole@example.org")


@pytest.mark.django_db
def test_the_first_administrator_comes_from_the_command_line(client: Client) -> None:
    out = StringIO()
    call_command("create_user", email="root@example.org", name="Rhea Root", administrator=True, stdout=out)
    link = out.getvalue().strip()
    assert not letters()
    client.post(
        link.removeprefix("http://testserver"), {"name": "Rhea Root", "password1": PASSWORD, "password2": PASSWORD}
    )
    user = User.objects.get(email="root@example.org")
    assert (user.is_superuser, user.is_curator, user.check_password(PASSWORD)) == (True, False, True)
    with pytest.raises(CommandError, match="already exists"):
        call_command("create_user", email="ROOT@example.org", name="Again")
    with pytest.raises(CommandError):
        call_command("create_user", email="not an address", name="Nobody")


@pytest.mark.django_db
def test_only_administrators_bring_staff_in_and_change_roles(carol: User, ada: User, charlie: User) -> None:
    with pytest.raises(PermissionDenied):
        people.create_person(email="new@example.org", name="New", administrator=True, by=carol)
    with pytest.raises(PermissionDenied):
        people.change_roles(user=carol, name="Carol", curator=True, administrator=True, active=True, by=carol)
    people.change_roles(user=charlie, name="Charlie", curator=True, administrator=False, active=True, by=ada)
    charlie.refresh_from_db()
    assert charlie.is_curator


@pytest.mark.django_db
def test_one_administrator_stays(ada: User) -> None:
    for flags in [{"administrator": False, "active": True}, {"administrator": True, "active": False}]:
        with pytest.raises(ValidationError):
            people.change_roles(user=ada, name="Ada", curator=False, by=ada, **flags)
    ada.refresh_from_db()
    assert ada.is_superuser
    assert ada.is_active


@pytest.mark.django_db
def test_closing_an_account_ends_its_sessions(client: Client, ada: User, charlie: User) -> None:
    client.post("/accounts/login/", {"login": charlie.email, "password": PASSWORD})
    people.change_roles(user=charlie, name="Charlie", curator=False, administrator=False, active=False, by=ada)
    people.change_roles(user=charlie, name="Charlie", curator=False, administrator=False, active=True, by=ada)
    assert client.get("/accounts/security/").status_code == 302


@pytest.mark.parametrize(
    ("who", "page"),
    [
        ("carol", "/review/"),
        ("alice", "/reporting/"),
        ("fatima", "/reporting/"),
        ("ada", "/admin/"),
        ("charlie", "/accounts/preferences/"),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.django_db
def test_everybody_starts_where_their_work_is_in_their_language(
    request: pytest.FixtureRequest, client: Client, who: str, page: str, language: str
) -> None:
    user = request.getfixturevalue(who)
    Preferences.objects.filter(user=user).update(language=language)
    sign_in(client, user)
    prefix = "" if language == "en" else f"/{language}"
    assert client.get("/accounts/start/")["Location"] == prefix + page


@pytest.mark.django_db
def test_a_past_member_is_no_member(client: Client, alice: User) -> None:
    alice.memberships.update(ended_at=timezone.now())
    assert sign_in(client, alice).get("/accounts/start/")["Location"] == "/accounts/preferences/"


@pytest.mark.django_db
def test_preferences_are_saved_and_the_page_follows_the_language(client: Client, charlie: User) -> None:
    sign_in(client, charlie)
    answer = client.post("/accounts/preferences/", PREFERENCES | {"language": "fr", "snoozed_until": "2026-12-24"})
    assert answer["Location"] == "/fr/accounts/preferences/"
    own = Preferences.objects.get(user=charlie)
    assert (own.language, own.time_zone, own.digest, own.digest_hour) == ("fr", "Europe/Paris", "weekly", 7)
    assert own.snoozed_until.isoformat() == "2026-12-24"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("time_zone", "Mars/Base"),
        ("language", "xx"),
        ("digest", "hourly"),
        ("digest_hour", "24"),
        ("digest_hour", "noon"),
        ("snoozed_until", "31 February"),
    ],
)
@pytest.mark.django_db
def test_a_wrong_preference_is_said_at_its_field_and_nothing_changes(
    client: Client, charlie: User, field: str, value: str
) -> None:
    before = Preferences.objects.filter(user=charlie).values().get()
    sign_in(client, charlie)
    answer = client.post("/accounts/preferences/", PREFERENCES | {field: value})
    assert answer.status_code == 200
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert Preferences.objects.filter(user=charlie).values().get() == before


@pytest.mark.django_db
def test_extra_fields_change_nothing(client: Client, charlie: User, bob: User) -> None:
    token = charlie.preferences.unsubscribe_token
    sign_in(client, charlie)
    extra = {"user": bob.pk, "unsubscribe_token": "x", "is_curator": "on"}
    assert client.post("/accounts/preferences/", PREFERENCES | extra).status_code == 302
    own = Preferences.objects.get(user=charlie)
    assert (own.digest, own.unsubscribe_token, own.user.is_curator) == ("weekly", token, False)
    assert Preferences.objects.get(user=bob).digest == "when_due"


@pytest.mark.django_db
def test_preferences_are_ones_own(charlie: User, bob: User) -> None:
    with pytest.raises(PermissionDenied):
        preferences.change(preferences=bob.preferences, by=charlie, digest="never")


@pytest.mark.django_db
def test_unsubscribing_works_by_token_any_number_of_times_and_is_taken_back_by_choice(charlie: User) -> None:
    on = timezone.now()
    token = charlie.preferences.unsubscribe_token
    assert not preferences.unsubscribe(token="x" * 22, on=on)
    assert preferences.unsubscribe(token=token, on=on)
    assert preferences.unsubscribe(token=token, on=timezone.now())
    own = Preferences.objects.get(user=charlie)
    assert own.unsubscribed_at == on
    preferences.change(preferences=own, by=charlie, digest="weekly")
    assert Preferences.objects.get(user=charlie).unsubscribed_at is None


@pytest.mark.django_db
def test_a_snooze_is_set_and_ended(charlie: User) -> None:
    today = timezone.localdate()
    for until in [today, None]:
        preferences.snooze(user=charlie, until=until)
        assert Preferences.objects.get(user=charlie).snoozed_until == until


@pytest.mark.django_db
def test_every_own_page_needs_a_session(client: Client) -> None:
    for page in ["start", "preferences", "security", "email", "password/change", "2fa", "sessions"]:
        assert client.get(f"/accounts/{page}/")["Location"].startswith("/accounts/login/?next=/accounts/")
