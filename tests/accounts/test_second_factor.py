"""The second factor, and the guards that ask for it and for a recent proof."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.apps import apps
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404, HttpResponse
from django.test import Client, RequestFactory
from django.utils import translation

from accounts import permissions
from accounts.mfa import MFAAdapter
from accounts.models import User
from tests.cast import PASSWORD, TOTP_SECRET, give_second_factor, sign_in
from tests.letters import letters


def code_now(secret: str = TOTP_SECRET) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def log_in(client: Client, user: User):
    return client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})


def ask(rf: RequestFactory, guard, user: User, session: dict | None = None) -> HttpResponse:
    """Pass ``user`` through a guard as a view's request would."""
    request = rf.get("/somewhere/")
    request.user, request.session = user, session or {}
    request._messages = FallbackStorage(request)
    return guard(lambda request: HttpResponse("inside"))(request)


@pytest.mark.django_db
def test_password_alone_does_not_sign_in_a_person_with_a_factor(client: Client, carol: User) -> None:
    assert log_in(client, carol)["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/accounts/security/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert client.get("/accounts/security/").status_code == 200


@pytest.mark.django_db
def test_a_code_works_once(carol: User) -> None:
    first, second, code = Client(), Client(), code_now()
    for browser in [first, second]:
        log_in(browser, carol)
        browser.post("/accounts/2fa/authenticate/", {"code": code})
    assert first.get("/accounts/security/").status_code == 200
    assert second.get("/accounts/security/").status_code == 302


@pytest.mark.django_db
def test_codes_cannot_be_guessed_without_end(client: Client, carol: User) -> None:
    log_in(client, carol)
    for _try in range(5):
        assert b"This code is not correct" in client.post("/accounts/2fa/authenticate/", {"code": "000000"}).content
    assert b"Too many attempts" in client.post("/accounts/2fa/authenticate/", {"code": code_now()}).content


@pytest.mark.django_db
def test_a_recovery_code_signs_in_once(carol: User, django_capture_on_commit_callbacks) -> None:
    browser = sign_in(Client(), carol)
    with django_capture_on_commit_callbacks(execute=True):
        browser.post("/accounts/2fa/recovery-codes/generate/")
    page = browser.get("/accounts/2fa/recovery-codes/").content.decode()
    code = re.search(r'<code dir="ltr">(\w+)</code>', page).group(1)
    for expected in [200, 302]:
        other = Client()
        log_in(other, carol)
        other.post("/accounts/2fa/authenticate/", {"code": code})
        assert other.get("/accounts/security/").status_code == expected
    assert "recovery codes" in letters()[-1].body


@pytest.mark.django_db
def test_an_authenticator_app_is_set_up_and_its_secret_is_not_readable_in_the_database(
    client: Client, charlie: User, django_capture_on_commit_callbacks
) -> None:
    sign_in(client, charlie)
    page = client.get("/accounts/2fa/totp/activate/").content.decode()
    secret = re.search(r'<code dir="ltr">(\w+)</code>', page).group(1)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    stored = Authenticator.objects.get(user=charlie, type="totp").data["secret"]
    assert secret not in stored
    assert MFAAdapter().decrypt(stored) == secret
    assert "authenticator app was added" in letters()[0].body


@pytest.mark.django_db
def test_secrets_outlive_a_change_of_the_secret_key(settings: object) -> None:
    stored = MFAAdapter().encrypt("ABC")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "a-new-key-0123456789-0123456789-0123456789-0123456789"
    assert MFAAdapter().decrypt(stored) == "ABC"


@pytest.mark.django_db
def test_adding_a_factor_ends_sessions_that_were_opened_without_it(
    charlie: User, django_capture_on_commit_callbacks
) -> None:
    mine, thief = Client(), Client()
    log_in(mine, charlie)
    log_in(thief, charlie)
    mine.post("/accounts/reauthenticate/", {"password": PASSWORD})
    secret = re.search(r'<code dir="ltr">(\w+)</code>', mine.get("/accounts/2fa/totp/activate/").content.decode())
    with django_capture_on_commit_callbacks(execute=True):
        mine.post("/accounts/2fa/totp/activate/", {"code": code_now(secret.group(1))})
    assert mine.get("/accounts/security/").status_code == 200
    assert thief.get("/accounts/security/").status_code == 302


@pytest.mark.parametrize(
    "path",
    [
        "/accounts/2fa/totp/activate/",
        "/accounts/2fa/webauthn/add/",
        "/accounts/2fa/recovery-codes/generate/",
    ],
)
@pytest.mark.django_db
def test_changing_a_factor_needs_a_recent_proof(client: Client, charlie: User, path: str) -> None:
    sign_in(client, charlie, ago=60 * 60)
    assert client.get(path)["Location"].startswith("/accounts/reauthenticate/?next=")
    sign_in(client, charlie, ago=901)
    assert client.get(path).status_code == 302
    sign_in(client, charlie)
    assert client.get(path).status_code in {200, 302}
    assert "reauthenticate" not in client.get(path).headers.get("Location", "")


@pytest.mark.django_db
def test_only_the_page_with_the_qr_code_may_show_data_pictures(client: Client, charlie: User) -> None:
    sign_in(client, charlie)
    policy = client.get("/accounts/2fa/totp/activate/")["Content-Security-Policy"]
    assert "img-src 'self' data:" in policy
    assert "data:" not in client.get("/accounts/2fa/")["Content-Security-Policy"]
    assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("who", "guard", "expected"),
    [
        ("carol", "curator_required", 200),
        ("ada", "curator_required", 404),
        ("alice", "curator_required", 404),
        ("charlie", "curator_required", 404),
        ("ada", "administrator_required", 200),
        ("carol", "administrator_required", 404),
        ("charlie", "administrator_required", 404),
    ],
)
@pytest.mark.django_db
def test_roles_pass_and_others_find_nothing(
    request: pytest.FixtureRequest, rf: RequestFactory, who: str, guard: str, expected: int
) -> None:
    try:
        status = ask(rf, getattr(permissions, guard), request.getfixturevalue(who)).status_code
    except Http404:
        status = 404
    assert status == expected


@pytest.mark.parametrize("guard", ["curator_required", "second_factor_required"])
@pytest.mark.django_db
def test_staff_without_a_factor_is_led_to_set_one_up(
    rf: RequestFactory, settings: object, carol: User, guard: str
) -> None:
    Authenticator.objects.all().delete()
    assert ask(rf, getattr(permissions, guard), carol)["Location"] == "/accounts/2fa/"
    settings.REQUIRE_SECOND_FACTOR = False
    assert ask(rf, getattr(permissions, guard), carol).content == b"inside"


@pytest.mark.django_db
def test_recovery_codes_alone_are_no_second_factor(charlie: User) -> None:
    Authenticator.objects.create(user=charlie, type="recovery_codes", data={"seed": "x", "used_mask": 0})
    assert not permissions.has_second_factor(charlie)
    give_second_factor(charlie)
    assert permissions.has_second_factor(charlie)


@pytest.mark.django_db
def test_an_inactive_curator_is_no_curator(carol: User) -> None:
    assert permissions.is_curator(carol)
    carol.is_active = False
    assert not permissions.is_curator(carol)


@pytest.mark.parametrize(("ago", "passes"), [(0, True), (3590, True), (3610, False)])
@pytest.mark.django_db
def test_a_recent_proof_lasts_an_hour(rf: RequestFactory, client: Client, carol: User, ago: int, passes: bool) -> None:
    request = rf.get("/")
    request.user, request.session = carol, sign_in(client, carol, ago=ago).session
    assert (permissions.reauthentication_redirect(request) is None) == passes


@pytest.mark.django_db
def test_another_persons_proof_does_not_count(rf: RequestFactory, client: Client, carol: User, dan: User) -> None:
    session = sign_in(client, carol).session
    request = rf.get("/")
    request.user, request.session = dan, session
    assert not permissions.has_recent_authentication(request)


def test_its_part_of_the_administration_is_named_in_the_readers_language():
    with translation.override("ar"):
        assert str(apps.get_app_config("mfa").verbose_name) == "التحقق بخطوتين"
