"""Signing in by an organisation's provider: a real one, over HTTP, in a process of its own."""

from __future__ import annotations

import html
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.core import checks
from django.test import Client
from django.urls import reverse

from accounts import invitations, people
from accounts.models import AccountEvent, User
from scripts.processes import start, stop
from tests.accounts.oidc_provider import CLIENT_ID, SECRET
from tests.cast import PASSWORD, give_second_factor, sign_in
from tests.letters import letters

pytestmark = [pytest.mark.services, pytest.mark.django_db]

ROOT = Path(__file__).resolve().parent.parent.parent
SIGN_IN, CALLBACK = "/accounts/sign-in/acme/", "/accounts/sign-in/acme/callback/"
LOGIN, SECURITY = "/accounts/login/", "/accounts/security/"
HOUR = 60 * 60


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    process = start([sys.executable, "-m", "tests.accounts.oidc_provider"], output=subprocess.PIPE)
    assert process.stdout
    lines = (line.decode().strip() for line in process.stdout)  # whatever a library says before
    try:
        yield next(line for line in lines if line.startswith("http://"))
    finally:
        stop(process)


@pytest.fixture(autouse=True)
def acme(issuer: str, settings: Any) -> dict[str, Any]:
    """The provider as an operator sets it: trusted for example.org, and for second factors by ``mfa``."""
    app = {
        "provider_id": "acme",
        "name": "Acme",
        "client_id": CLIENT_ID,
        "secret": SECRET,
        "settings": {"server_url": issuer, "domains": ["example.org"], "second_factor": ["mfa"]},
    }
    before = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": before | {"APPS": [app]}}
    return app


@pytest.fixture
def sits(issuer: str) -> Any:
    """Say who sits at the provider, and what it says about them."""

    def sit(email: str, *, sub: str = "one", verified: object = True, **facts: Any) -> None:
        said = {"email": email, "email_verified": verified, "name": "Somebody There"}
        requests.post(f"{issuer}/now", json={"sub": sub, "userinfo": said, **facts}, timeout=60).raise_for_status()

    return sit


def away(client: Client, address: str = SIGN_IN, **data: str) -> str:
    """Where the site sends a person who presses the button."""
    answer = client.post(address, data)
    assert answer.status_code == 200, answer["Location"]
    (found,) = re.findall(r'content="0; url=([^"]+)"', answer.content.decode())
    return html.unescape(found)


def there(address: str) -> str:
    """Where the provider sends them back, on this site."""
    answer = requests.get(address, allow_redirects=False, timeout=60)
    assert answer.status_code == 302, answer.text
    back = urlsplit(answer.headers["Location"])
    assert f"{back.scheme}://{back.netloc}{back.path}" == f"http://testserver{CALLBACK}"
    return f"{back.path}?{back.query}"


def go(client: Client, address: str = SIGN_IN, **data: str) -> Any:
    """All the way there and back."""
    return client.get(there(away(client, address, **data)))


def who(client: Client) -> int:
    return int(client.session.get("_auth_user_id", 0))


def said(client: Client, answer: Any) -> str:
    """The message on the page that an answer leads to."""
    assert answer.status_code == 302
    page = client.get(answer["Location"], follow=True).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.mark.parametrize("place", ["userinfo", "signed"])
def test_a_member_of_a_trusted_domain_comes_in_and_is_told(client: Client, charlie: User, sits: Any, place) -> None:
    address = {"email": "Charlie.Cole@Example.org", "email_verified": True}
    sits("", **{"userinfo": {}, place: address})
    answer = go(client, next="/accounts/preferences/")
    assert answer["Location"] == "/accounts/preferences/"
    assert who(client) == charlie.pk
    link = SocialAccount.objects.get()
    assert (link.user, link.extra_data, len(link.uid)) == (charlie, {}, 64)
    assert AccountEvent.objects.filter(person=charlie, action="linked", by=charlie, detail="Acme").exists()
    (letter,) = letters()
    assert letter.to == [charlie.email] and "Acme" in letter.body
    assert client.get("/accounts/sessions/").status_code == 200

    again = Client()  # by the link now, whatever address the provider names
    sits("charlie@elsewhere.example", verified=False)
    go(again)
    assert who(again) == charlie.pk
    assert len(letters()) == 1


@pytest.mark.parametrize(
    ("email", "facts", "words"),
    [
        ("charlie.cole@example.org", {"verified": False}, "does not say that your email address is confirmed"),
        ("charlie.cole@example.org", {"verified": "true"}, "does not say that your email address is confirmed"),
        ("charlie.cole@example.org", {"userinfo": {"email": "charlie.cole@example.org"}}, "is confirmed"),
        ("nobody@example.org", {}, "Acme opens no account here for nobody@example.org"),
        ("eve@example.com", {}, "Acme opens no account here for eve@example.com"),
        ("ada.amber@example.org", {}, "Acme opens no account here for"),
        ("carol.clay@example.org", {"amr": ["mfa"]}, "Acme opens no account here for"),
        ("charlie.cole@example.org", {"nonce": "another"}, "does not belong to your question"),
        ("charlie.cole@example.org", {"forged": True}, "did not work"),
        ("charlie.cole@example.org", {"audience": "another-site"}, "did not work"),
        ("charlie.cole@example.org", {"signed": {"email": 7}, "userinfo": {}}, "did not work"),
        ("charlie.cole@example.org", {"turns_back": True}, "You did not finish at Acme"),
    ],
)
def test_nobody_else_does(client: Client, charlie, ada, carol, sits, email: str, facts: dict, words: str) -> None:
    User.objects.create(email="eve@example.com", name="Eve Else")
    sits(email, **facts)
    answer = go(client)
    assert words in said(client, answer)
    assert not who(client) and not SocialAccount.objects.exists()


def test_an_answer_to_somebody_elses_question_is_refused(client: Client, charlie: User, sits: Any) -> None:
    sits(charlie.email)
    address = there(away(client))
    another = Client()
    assert "did not work" in said(another, another.get(address))
    altered = address.replace("state=", "state=x")
    assert "did not work" in said(client, client.get(altered))
    assert not who(client)
    client.get(address)
    assert who(client) == charlie.pk
    client.post("/accounts/logout/")
    assert "did not work" in said(client, client.get(address))  # once is enough
    assert not who(client)


def test_it_must_be_the_issuer_that_was_set_up(client: Client, sits: Any, acme: dict, settings: Any) -> None:
    sits("x@example.org", issuer="https://evil.example")
    assert "does not answer at present" in said(client, client.post(SIGN_IN))
    found = checks.run_checks(include_deployment_checks=True, databases=["default"])
    assert [one.msg for one in found if "acme" in (one.hint or "")] == [
        "A provider of sign-ins does not answer as it must. Look at OIDC_PROVIDERS."
    ]
    acme["settings"]["server_url"] = "http://127.0.0.1:9"
    assert "does not answer at present" in said(client, client.post(SIGN_IN))


def test_what_is_asked_of_the_provider_is_ours_alone(client: Client, sits: Any) -> None:
    sits("x@example.org")
    SocialApp.objects.create(provider="openid_connect", provider_id="evil", name="Evil", settings={"server_url": "x"})
    address = away(client, f"{SIGN_IN}?auth_params=prompt%3Dnone&scope=everything&process=connect")
    asked = parse_qs(urlsplit(address).query)
    assert {"code_challenge", "nonce", "state"} < asked.keys() and "prompt" not in asked
    assert set(asked["scope"][0].split()) == {"openid", "profile", "email"}
    for strange in ("/accounts/sign-in/evil/", "/accounts/sign-in/openid_connect/", "/accounts/3rdparty/signup/"):
        assert client.post(strange).status_code == 404
    assert client.get(SIGN_IN).status_code == 405
    assert "Sign in with" in client.get(LOGIN).content.decode()
    assert "form-action 'self';" in client.get(LOGIN)["Content-Security-Policy"] + ";"


def test_a_number_there_belongs_to_one_account_here(client: Client, charlie: User, bob: User, sits: Any) -> None:
    sits(charlie.email)
    go(client)
    stranger = Client()  # the address was given to somebody else there
    sits(charlie.email, sub="two")
    assert "already linked to another account at Acme" in said(stranger, go(stranger))
    assert not who(stranger)
    sign_in(stranger, bob)
    sits(bob.email)  # the same number as Charlie's
    assert "already linked to another account here" in said(stranger, go(stranger, "/accounts/providers/acme/link/"))


def test_a_closed_account_stays_closed(client: Client, charlie: User, sits: Any) -> None:
    sits(charlie.email)
    go(client)
    User.objects.filter(pk=charlie.pk).update(is_active=False)
    assert client.get("/accounts/preferences/").status_code == 302
    other = Client()
    assert go(other)["Location"] == "/accounts/inactive/"
    assert not who(other)


class TestSecondFactor:
    @pytest.mark.parametrize(
        ("facts", "trusted"), [({"amr": ["pwd", "mfa"]}, True), ({"acr": "mfa"}, True), ({}, False)]
    )
    def test_trusted_or_ours(self, client: Client, carol: User, sits: Any, settings: Any, facts, trusted) -> None:
        settings.REQUIRE_SECOND_FACTOR = True
        sign_in(client, carol)
        sits("carol@elsewhere.example", **facts)
        assert "You can now sign in with Acme" in said(client, go(client, "/accounts/providers/acme/link/"))
        fresh = Client()
        answer = go(fresh)
        assert answer["Location"] == ("/accounts/start/" if trusted else "/accounts/2fa/authenticate/")
        assert who(fresh) == (carol.pk if trusted else 0)
        assert fresh.get("/review/").status_code == (200 if trusted else 302)

    def test_one_who_has_none_of_ours(self, client: Client, carol: User, sits: Any, settings: Any) -> None:
        settings.REQUIRE_SECOND_FACTOR = True
        sign_in(client, carol)
        sits(carol.email, amr=["mfa"])
        go(client, "/accounts/providers/acme/link/")
        carol.authenticator_set.all().delete()
        trusted, doubted = Client(), Client()
        go(trusted)
        sits(carol.email)
        go(doubted)
        assert trusted.get("/review/").status_code == 200
        assert trusted.get("/admin/").status_code == 200
        assert "Checked by your organisation" in trusted.get(SECURITY).content.decode()
        assert doubted.get("/review/")["Location"] == "/accounts/2fa/"

    def test_the_first_time_by_address_our_own_is_asked_for(self, client: Client, charlie: User, sits: Any) -> None:
        give_second_factor(charlie)
        sits(charlie.email, amr=["mfa"])
        assert go(client)["Location"] == "/accounts/2fa/authenticate/"
        assert not who(client)


class TestRecentProof:
    @pytest.fixture
    def linked(self, carol: User, sits: Any) -> User:
        first = sign_in(Client(), carol)
        sits(carol.email, amr=["mfa"])
        go(first, "/accounts/providers/acme/link/")
        carol.set_unusable_password()
        carol.save()
        carol.authenticator_set.all().delete()
        return carol

    def act(self, client: Client, verania: Any) -> Any:
        address = reverse("curate_stakeholders:organisation_edit", args=[verania.slug])
        fields = {"version": verania.version, "name": "All Verania", "actor_type": "government", "country": "XA",
                  "language": "en", "website": "", "description": "", "reason": "Its name."}  # fmt: skip
        return client.post(address, fields)

    def test_what_was_posted_is_carried_out_after_signing_in_anew(self, client, linked, sits, verania) -> None:
        sits(linked.email, amr=["mfa"], ago=2 * HOUR)
        go(client)
        asked = self.act(client, verania)
        assert asked["Location"].startswith("/accounts/providers/acme/confirm/")
        assert "Sign in again with" in client.get(asked["Location"]).content.decode()
        page = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
        answer = go(client, asked["Location"], next=page)
        assert "It is carried out when you go on" in said(client, answer)
        verania.refresh_from_db()
        assert verania.name != "All Verania"
        client.post("/accounts/carry-on/", {"next": page})
        verania.refresh_from_db()
        assert verania.name == "All Verania"

    @pytest.mark.parametrize(
        ("facts", "words"),
        [
            ({"stubborn": True, "ago": 2 * HOUR}, "did not ask you to sign in again"),
            ({"sub": "two"}, "another account at Acme"),
        ],
    )
    def test_an_old_proof_or_another_person_is_none(self, client, linked, sits, verania, facts, words) -> None:
        sits(linked.email, amr=["mfa"], ago=2 * HOUR)
        go(client)
        sits(linked.email, **facts)
        assert words in said(client, go(client, "/accounts/providers/acme/confirm/"))
        assert "confirm" in self.act(client, verania)["Location"]

    def test_a_recent_sign_in_there_is_enough(self, client, linked, sits, verania) -> None:
        sits(linked.email, amr=["mfa"], ago=HOUR // 2)
        go(client)
        self.act(client, verania)
        verania.refresh_from_db()
        assert verania.name == "All Verania"

    @pytest.mark.parametrize("address", ["/accounts/password/set/", "/accounts/email/", "/accounts/2fa/totp/activate/"])
    def test_another_way_in_needs_one(self, client: Client, linked: User, sits: Any, address: str) -> None:
        sits(linked.email, amr=["mfa"], ago=2 * HOUR)
        go(client)
        assert (
            "/providers/acme/confirm/"
            in client.post(address, {"email": "new@example.org", "action_add": ""})["Location"]
        )


class TestInvitation:
    def accept_address(self, link: str) -> str:
        return f"{urlsplit(link).path}acme/"

    def test_accepted_without_a_password(self, client: Client, ada: User, sits: Any) -> None:
        _invitation, link = invitations.invite(email="new@example.com", name="", language="fr", by=ada)
        assert "Accept with" in client.get(urlsplit(link).path.removeprefix("/fr")).content.decode()
        sits("new@example.com", amr=["mfa"])
        go(client, self.accept_address(link))
        new = User.objects.get(email="new@example.com")
        assert who(client) == new.pk and not new.has_usable_password()
        assert (new.name, new.preferences.language) == ("Somebody There", "fr")

    @pytest.mark.parametrize(("email", "verified"), [("new@example.com", False), ("other@example.com", True)])
    def test_not_for_another_address(self, client: Client, ada: User, sits: Any, email: str, verified: bool) -> None:
        _invitation, link = invitations.invite(email="new@example.com", name="", language="en", by=ada)
        sits(email, verified=verified)
        assert "does not confirm the email address" in said(client, go(client, self.accept_address(link)))
        assert not User.objects.filter(email="new@example.com").exists()

    def test_whoever_was_invited_is_told_to_open_the_link(self, client: Client, ada: User, sits: Any) -> None:
        invitations.invite(email="new@example.org", name="", language="en", by=ada)
        sits("new@example.org")
        assert "Open the link in the invitation email" in said(client, go(client))


class TestOnlyForAdministrators:
    @pytest.fixture(autouse=True)
    def local(self, settings: Any) -> None:
        settings.LOCAL_SIGN_IN = "administrators"

    def test_passwords(self, client: Client, charlie: User, ada: User) -> None:
        page = client.get(LOGIN).content.decode()
        assert page.index("Sign in with") < page.index("For administrators")
        refused = client.post(LOGIN, {"login": charlie.email, "password": PASSWORD})
        assert "you sign in through your organisation" in said(client, refused)
        assert not who(client)
        assert (
            client.post(LOGIN, {"login": ada.email, "password": PASSWORD})["Location"] == "/accounts/2fa/authenticate/"
        )

    def test_resets(self, client: Client, charlie: User, ada: User) -> None:
        for email in (charlie.email, "nobody@example.org", ada.email):
            client.post("/accounts/password/reset/", {"email": email})
        told = [letter.body for letter in letters()]
        assert ["through their organisation" in body for body in told] == [True, True, False]
        assert ["/password/reset/key/" in body for body in told] == [False, False, True]

    def test_ones_own_pages(self, client: Client, charlie: User, sits: Any) -> None:
        sits(charlie.email)
        go(client)
        assert "Change the password" not in client.get(SECURITY).content.decode()
        assert "needs no password" in said(client, client.get("/accounts/password/change/"))
        link = SocialAccount.objects.get()
        assert "the only way into your account" in said(client, client.post(f"/accounts/providers/{link.pk}/unlink/"))

    def test_an_invitation_offers_no_password_except_to_an_administrator(self, client: Client, ada: User) -> None:
        _one, link = invitations.invite(email="new@example.org", name="", language="en", by=ada)
        fields = {"name": "New", "password1": PASSWORD, "password2": PASSWORD}
        page = client.post(urlsplit(link).path, fields).content.decode()
        assert "Accept with" in page and "password1" not in page
        assert not User.objects.filter(email="new@example.org").exists()
        *_boss, link = people.create_person(email="boss@example.org", name="Boss", administrator=True, by=None)
        assert "password1" in client.get(urlsplit(link).path).content.decode()


def test_a_link_is_removed_by_its_owner_alone(client: Client, charlie: User, bob: User, sits: Any) -> None:
    sits(charlie.email)
    go(client)
    link = SocialAccount.objects.get()
    address = f"/accounts/providers/{link.pk}/unlink/"
    assert sign_in(Client(), bob).post(address).status_code == 404
    sign_in(client, charlie)
    client.post(address)
    assert not SocialAccount.objects.exists()
    assert [letter.to for letter in letters()] == [[charlie.email]] * 2


def test_one_address_asks_sixty_times_a_minute_at_most(client: Client, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"login": "1/m/ip"}
    away(client)
    assert "Too many attempts" in said(client, client.post(SIGN_IN))


def test_french_stays_french(client: Client, sits: Any) -> None:
    sits("nobody@example.org")
    assert go(client, f"/fr{SIGN_IN}")["Location"] == f"/fr{LOGIN}"
