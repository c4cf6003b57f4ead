"""Signing in with a real browser: passkeys and codes under the strict policy, and every page through axe."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from playwright.sync_api import CDPSession, Page, expect

from accounts import invitations
from accounts.models import User
from tests.accounts.test_second_factor import code_now
from tests.browser import assert_accessible, follow
from tests.cast import PASSWORD, person
from tests.letters import letters

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# On a desk, and on the smallest phone the other way round. Each of these pages is 320 px wide in French and Spanish too
# (tests/matrix/test_small_screens.py).
LOOKS = [("", 1280), ("/ar", 320)]


@pytest.fixture
def nadia(transactional_db: None) -> User:
    """Somebody with an account and no factor yet."""
    return person("Nadia North")


@pytest.fixture
def authenticator(quiet_page: Page) -> CDPSession:
    """A fingerprint reader in the browser that always agrees."""
    session = quiet_page.context.new_cdp_session(quiet_page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return session


def sign_in_with_password(page: Page, base: str, user: User) -> None:
    page.goto(f"{base}/accounts/login/")
    page.get_by_label("Email address").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in", exact=True))


def confirm_password(page: Page) -> None:
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Confirm"))


def sign_out(page: Page) -> None:
    page.context.clear_cookies()


def test_a_passkey_is_added_and_signs_in_alone(quiet_page: Page, live_server, nadia, authenticator) -> None:
    page, base = quiet_page, live_server.url
    sign_in_with_password(page, base, nadia)
    page.goto(f"{base}/accounts/2fa/webauthn/add/")
    confirm_password(page)
    page.get_by_label("Sign in with this key alone").check()
    follow(page.get_by_role("button", name="Add"))
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)

    page.goto(f"{base}/accounts/login/")
    follow(page.get_by_role("button", name="Use a passkey"))
    expect(page).to_have_url(re.compile("/accounts/preferences/$"))


def test_a_key_beside_the_password_is_asked_for(quiet_page: Page, live_server, nadia, authenticator) -> None:
    page, base = quiet_page, live_server.url
    sign_in_with_password(page, base, nadia)
    page.goto(f"{base}/accounts/2fa/webauthn/add/")
    confirm_password(page)
    follow(page.get_by_role("button", name="Add"))
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    sign_out(page)

    sign_in_with_password(page, base, nadia)
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()
    follow(page.get_by_role("button", name="Use a passkey"))
    expect(page).to_have_url(re.compile("/accounts/preferences/$"))
    page.goto(f"{base}/accounts/reauthenticate/")
    follow(page.get_by_role("link", name="Use a security key"))
    assert_accessible(page)
    follow(page.get_by_role("button", name="Use a passkey"))
    expect(page.get_by_role("heading", name="Preferences")).to_be_visible()


def test_a_declined_passkey_says_so_and_leaves_the_page_usable(quiet_page: Page, live_server, authenticator) -> None:
    page = quiet_page
    page.goto(f"{live_server.url}/accounts/login/")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey could not be used")
    assert_accessible(page)


def test_an_authenticator_app_is_set_up_and_signs_in(quiet_page: Page, live_server, nadia) -> None:
    page, base = quiet_page, live_server.url
    sign_in_with_password(page, base, nadia)
    page.goto(f"{base}/accounts/2fa/totp/activate/")
    confirm_password(page)
    assert page.locator("img.qr").evaluate("picture => picture.naturalWidth") > 100
    assert_accessible(page)
    secret = page.locator("code").inner_text()
    page.get_by_label("Code").fill(code_now(secret))
    follow(page.get_by_role("button", name="Set up"))
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert_accessible(page)
    code = page.locator("main code").first.inner_text()
    sign_out(page)

    sign_in_with_password(page, base, nadia)
    assert_accessible(page)
    page.get_by_label("Code").fill(code)
    follow(page.get_by_role("button", name="Sign in", exact=True))
    expect(page).to_have_url(re.compile("/accounts/preferences/$"))


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_every_page_of_the_entrance_is_accessible(
    quiet_page: Page, live_server, nadia: User, language: str, width: int
) -> None:
    page, base = quiet_page, live_server.url + language
    page.set_viewport_size({"width": width, "height": 800})
    _invitation, link = invitations.invite(email="new@example.org", name="New", by=nadia)
    _invitation, known = invitations.invite(email=nadia.email, by=nadia)
    pages = ["login/", "signup/", "password/reset/", "password/reset/done/", "password/reset/key/1-a/"]
    pages += ["password/reset/key/done/", "inactive/", "confirm-email/", "confirm-email/nothing/"]
    pages += [found.split("/accounts/")[1] for found in [link, known]]
    for path in pages:
        page.goto(f"{base}/accounts/{path}")
        assert_accessible(page)
    page.goto(f"{base}/accounts/login/")
    form = page.locator("main form").first
    form.evaluate("form => { form.noValidate = true; }")
    follow(form.get_by_role("button"))
    expect(page.get_by_role("alert").first).to_be_visible()
    assert_accessible(page)


@pytest.mark.parametrize(("language", "width"), LOOKS)
def test_every_page_of_ones_own_account_is_accessible(
    quiet_page: Page, live_server, nadia: User, authenticator, language: str, width: int
) -> None:
    page = quiet_page
    page.set_viewport_size({"width": width, "height": 800})
    sign_in_with_password(page, live_server.url, nadia)
    page.goto(f"{live_server.url}/accounts/2fa/webauthn/add/")
    confirm_password(page)
    follow(page.get_by_role("button", name="Add"))
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    EmailAddress.objects.create(user=nadia, email="waiting@example.org")
    key = Authenticator.objects.get(user=nadia, type="webauthn").pk
    own = ["preferences/", "security/", "email/", "password/change/", "2fa/", "2fa/totp/activate/", "sessions/"]
    own += ["2fa/recovery-codes/", "2fa/recovery-codes/generate/", "2fa/webauthn/", "2fa/webauthn/add/"]
    own += [f"2fa/webauthn/keys/{key}/edit/", f"2fa/webauthn/keys/{key}/remove/", "reauthenticate/", "logout/"]
    for path in own:
        page.goto(f"{live_server.url}{language}/accounts/{path}")
        assert page.url.endswith(path), page.url
        assert_accessible(page)


def test_an_invitation_is_accepted_in_the_browser(quiet_page: Page, live_server, nadia: User) -> None:
    page = quiet_page
    invitations.invite(email="new@example.org", name="New", by=nadia)
    path = re.search(r"http://testserver(\S+)", letters()[0].body).group(1)
    page.goto(live_server.url + path)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Password again").fill(PASSWORD)
    follow(page.get_by_role("button", name="Accept the invitation"))
    expect(page.get_by_role("heading", name="Preferences")).to_be_visible()


def test_the_admin_works_under_the_strict_policy(quiet_page: Page, live_server, nadia: User, settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False
    User.objects.filter(pk=nadia.pk).update(is_superuser=True)
    page = quiet_page
    sign_in_with_password(page, live_server.url, nadia)
    expect(page).to_have_url(re.compile("/admin/$"))
    for path in ["accounts/user/", "accounts/user/add/", f"accounts/user/{nadia.pk}/change/", "accounts/invitation/"]:
        page.goto(f"{live_server.url}/admin/{path}")
        expect(page.locator("#content h1")).to_be_visible()
