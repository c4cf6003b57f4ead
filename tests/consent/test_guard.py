"""The guard at run time, the checks at start, and what public pages may not do."""

from __future__ import annotations

import logging

import pytest
from django.core.checks import Tags, run_checks
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from consent import checks, declaration, guard, known_storage
from consent.gate import consent_of, requires_consent
from consent.models import DeclaredItem

pytestmark = pytest.mark.django_db

EPOCH = "Thu, 01 Jan 1970 00:00:00 GMT"
GUARD, CONSENT = "consent.middleware.StorageGuardMiddleware", "consent.middleware.ConsentMiddleware"


def setting(name: str, **attributes: object) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie(name, "x", **attributes)
    return response


def test_an_undeclared_cookie_is_an_error_in_tests() -> None:
    with pytest.raises(guard.UnlawfulCookie, match=r"'tracker'.*not declared"):
        guard.check(RequestFactory().get("/"), setting("tracker"))


@pytest.mark.parametrize("name", ["tracker", "preferences"])
def test_in_production_it_is_stripped_and_logged_without_its_value(settings, caplog, name: str) -> None:
    settings.CONSENT_GUARD_RAISES = False
    response = HttpResponse()
    response.set_cookie(name, "secret-value")
    response.set_cookie("session", "kept")
    with caplog.at_level(logging.ERROR):
        guard.check(RequestFactory().get("/page"), response)
    assert list(response.cookies) == ["session"]
    assert name in caplog.text
    assert "secret-value" not in caplog.text


@pytest.mark.parametrize("name", ["session", "__Host-session", "csrf", "__Host-csrf", "consent", "__Host-consent"])
def test_declared_functional_cookies_pass_whatever_their_prefix(name: str) -> None:
    guard.check(RequestFactory().get("/"), setting(name))


@pytest.mark.parametrize(
    "attributes",
    [{"max_age": 0}, {"expires": EPOCH}, {"max_age": 0, "expires": EPOCH}],
)
def test_deleting_any_cookie_is_always_allowed(attributes: dict[str, object]) -> None:
    guard.check(RequestFactory().get("/"), setting("tracker", **attributes))


@pytest.mark.parametrize("attributes", [{"max_age": 5}, {"expires": "Thu, 01 Jan 2099 00:00:00 GMT"}, {"expires": "x"}])
def test_what_only_looks_like_a_deletion_is_none(attributes: dict[str, object]) -> None:
    with pytest.raises(guard.UnlawfulCookie):
        guard.check(RequestFactory().get("/"), setting("tracker", **attributes))


def test_a_whole_visit_with_sign_in_passes_the_guard(charlie, choose) -> None:
    client = Client()
    client.get("/accounts/login/")
    client.force_login(charlie)
    choose(to=client, decision="accept_all")
    client.post("/cookies/preferences/", {"theme": "dark"})
    client.get("/cookies/mine/")
    assert set(client.cookies) <= {"session", "csrf", "consent", "preferences"}


@pytest.mark.parametrize("language", ["", "/fr", "/es", "/ar"])
@pytest.mark.parametrize("address", ["/cookies/", "/cookies/statistics/"])
def test_public_pages_are_the_same_bytes_for_everyone(choose, charlie, language: str, address: str) -> None:
    visitors = [Client() for _visitor in range(4)]
    choose(to=visitors[1], decision="accept_all")
    choose(to=visitors[2], decision="refuse_all")
    visitors[3].force_login(charlie)
    choose(to=visitors[3], statistics="on")
    answers = [visitor.get(language + address) for visitor in visitors]
    assert len({answer.content for answer in answers}) == 1
    for answer in answers:
        assert "Cookie" not in answer.get("Vary", "")
        assert "public" in answer["Cache-Control"]
        assert not answer.cookies
        assert not answer.wsgi_request.session.accessed
        assert "csrf" not in answer.text.lower().replace("<code>csrf</code>", "")


def test_everything_in_use_is_declared() -> None:
    assert known_storage.undeclared(declaration.declared_names()) == []
    found = run_checks(tags=[Tags.database], databases=["default"])
    assert not [message for message in found if message.id.startswith("consent.")]


@pytest.mark.parametrize(
    "key",
    [
        "session",
        "csrf",
        "consent",
        "admin-theme",
        "admin-sidebar",
        "admin-menu",
        "admin-filters",
        "page-history",
        "unsent-report",
    ],
)  # fmt: skip
def test_the_check_names_what_is_missing(key: str) -> None:
    item = DeclaredItem.objects.get(key=key)
    item.delete()
    messages = checks.storage_is_declared(None, databases=["default"])
    assert {message.id for message in messages} == {"consent.E001"}
    assert all(item.name.rstrip("*") in message.msg for message in messages)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MESSAGE_STORAGE", "django.contrib.messages.storage.cookie.CookieStorage"),
        ("MFA_TRUST_ENABLED", True),
        ("SESSION_COOKIE_NAME", "sid"),
        ("CSRF_COOKIE_NAME", "token"),
    ],
)
def test_a_setting_that_brings_a_cookie_is_noticed(settings, name: str, value: object) -> None:
    setattr(settings, name, value)
    assert [message.id for message in checks.storage_is_declared(None, databases=["default"])] == ["consent.E001"]


def test_the_check_leaves_a_site_without_database_alone() -> None:
    assert checks.storage_is_declared(None) == []
    DeclaredItem.objects.all().delete()
    assert checks.storage_is_declared(None, databases=["default"]) == []


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"CONSENT_COOKIE_NAME": "__Host-consent"}, ["consent.E002"]),
        ({"MIDDLEWARE": [CONSENT]}, ["consent.E003"]),
        ({"MIDDLEWARE": ["django.contrib.sessions.middleware.SessionMiddleware", GUARD, CONSENT]}, ["consent.E004"]),
        ({"CONSENT_VISITS_COUNTED_BY": "magic"}, ["consent.E005"]),
    ],
)
def test_settings_that_do_not_fit_are_named(settings, changes: dict[str, object], found: list[str]) -> None:
    for name, value in changes.items():
        setattr(settings, name, value)
    assert [message.id for message in checks.settings_are_sound(None)] == found


def test_a_view_behind_consent_opens_only_with_it(client: Client, choose) -> None:
    @requires_consent("statistics")
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("inside")

    request = RequestFactory().get("/")
    refused = view(request)
    assert (refused.status_code, "Statistics" in refused.text) == (403, True)
    choose(statistics="on")
    request = RequestFactory().get("/")
    request.COOKIES["consent"] = client.cookies["consent"].value
    opened = view(request)
    assert (opened.text, opened["Cache-Control"]) == ("inside", "private, no-store")


@pytest.mark.parametrize("category", ["functional", "analytics"])
def test_only_an_optional_category_can_be_required(category: str) -> None:
    with pytest.raises(ValueError, match=category):
        requires_consent(category)


def test_asking_for_a_category_that_does_not_exist_is_an_error() -> None:
    consent = consent_of(RequestFactory().get("/"))
    assert consent.allows("functional")
    with pytest.raises(ValueError, match="analytics"):
        consent.allows("analytics")


@pytest.mark.parametrize(("value", "denied"), [("1", True), ("0", False), ("true", False), ("11", False), ("", False)])
def test_global_privacy_control_is_heard_in_exactly_its_form(client: Client, choose, value: str, denied: bool) -> None:
    choose(decision="accept_all")
    state = client.get("/cookies/state.json", headers={"sec-gpc": value}).json()
    assert state["granted"]["marketing"] is not denied
    assert state["granted"]["statistics"] is True


def test_an_explicit_choice_made_under_the_signal_wins(client: Client, choose) -> None:
    choose(decision="accept_all", headers={"sec-gpc": "1"})
    assert client.get("/cookies/state.json", headers={"sec-gpc": "1"}).json()["granted"]["marketing"] is True


def test_the_signal_is_answered_at_its_well_known_address(client: Client) -> None:
    data = client.get("/.well-known/gpc.json")
    assert data["Content-Type"] == "application/json"
    assert data.json()["gpc"] is True
