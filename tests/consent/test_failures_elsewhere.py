"""Eight failures seen in other consent managers, each as a test that would catch it here."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group
from django.http import HttpResponse
from django.test import Client, RequestFactory

from consent import guard, notices, subjects, verification
from consent.middleware import ConsentMiddleware, StorageGuardMiddleware
from consent.models import ConsentEvent, DailyCount, DeclaredItem

from .conftest import change_purpose, granted

pytestmark = pytest.mark.django_db


def answer_with(*cookies: tuple[str, str]) -> StorageGuardMiddleware:
    """The two middlewares around a view that sets these cookies."""

    def view(request: object) -> HttpResponse:
        response = HttpResponse("ok")
        for name, value in cookies:
            response.set_cookie(name, value)
        return response

    return StorageGuardMiddleware(ConsentMiddleware(view))


def test_1_a_response_before_consent_sets_no_optional_cookie(client: Client, choose) -> None:
    request = RequestFactory().get("/")
    with pytest.raises(guard.UnlawfulCookie, match="not agreed to preferences"):
        answer_with(("preferences", "theme=dark"))(request)
    choose(preferences="on")
    agreed = RequestFactory().get("/")
    agreed.COOKIES["consent"] = client.cookies["consent"].value
    assert answer_with(("preferences", "theme=dark"))(agreed).cookies["preferences"].value == "theme=dark"


def test_2_a_changed_purpose_ends_old_acceptance(client: Client, choose, publisher) -> None:
    choose(statistics="on")
    publisher.publish(change_purpose("statistics"))
    assert granted(client) == set()


def test_3_fifty_identical_posts_write_one_row(client: Client, choose) -> None:
    for _attempt in range(50):
        choose(decision="accept_all")
    assert ConsentEvent.objects.count() == 1
    assert DailyCount.objects.get().answers == 1, "an unchanged choice writes nothing, not even a count"


def test_4_deleting_a_group_or_an_account_leaves_the_log(client: Client, choose, charlie) -> None:
    group = Group.objects.create(name="Readers")
    charlie.groups.add(group)
    client.force_login(charlie)
    choose(decision="accept_all")
    before = ConsentEvent.objects.count()
    group.delete()
    owner = subjects.account(charlie.pk)
    charlie.delete()
    assert ConsentEvent.objects.count() == before
    assert ConsentEvent.objects.of(owner).count() == 1
    assert list(verification.verify()) == []


@pytest.mark.parametrize(
    "value",
    [
        "1.1.7.-.zzzzzz.AAAAAAAAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA",
        "accepted",
        "true",
        "{}",
        "1.1.f.-.1..",
        "\x00",
        "é",
    ],
)
def test_5_a_forged_cookie_is_no_choice(client: Client, value: str) -> None:
    # As bytes, the way they come: http.cookies refuses to send some of them.
    client.defaults["HTTP_COOKIE"] = f"consent={value}".encode().decode("latin-1")
    assert client.get("/cookies/").status_code == 200
    state = client.get("/cookies/state.json").json()
    assert (state["decided"], granted(client)) == (False, set())


@pytest.mark.parametrize("address", ["/cookies/state.json", "/cookies/mine.json", "/cookies/mine/"])
def test_6_what_is_about_one_person_is_kept_by_no_cache(client: Client, address: str) -> None:
    assert "no-store" in client.get(address)["Cache-Control"]
    assert "private" in client.get(address)["Cache-Control"]


def test_7_the_cookie_comes_from_the_server_so_that_no_browser_cuts_it_to_seven_days(client: Client, choose) -> None:
    morsel = choose(decision="refuse_all").cookies["consent"]
    assert morsel["max-age"] == 182 * 24 * 60 * 60


@pytest.mark.parametrize("domain", ["", "testserver"])
def test_8_a_refused_cookie_goes_whatever_domain_it_was_declared_with(
    client: Client, choose, publisher, domain
) -> None:
    DeclaredItem.objects.filter(key="preferences").update(domain=domain, path="/here")
    publisher.publish()
    choose(preferences="on")
    client.cookies["preferences"] = "theme=dark"
    gone = choose(decision="refuse_all").cookies["preferences"]
    assert (gone["max-age"], gone["domain"], gone["path"]) == (0, domain, "/here")


def test_8_a_cookie_that_a_withdrawal_would_miss_is_not_set_at_all(client: Client, choose) -> None:
    choose(preferences="on")
    request = RequestFactory().get("/")
    request.COOKIES["consent"] = client.cookies["consent"].value
    response = HttpResponse()
    response.set_cookie("preferences", "theme=dark", domain="elsewhere.example")
    with pytest.raises(guard.UnlawfulCookie, match="not the declared ones"):
        guard.check(request, response)
    assert notices.current_exactly() is not None
