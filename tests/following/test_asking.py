"""The public page and its form: the same answer for everybody, and nobody's mailbox is flooded."""

from __future__ import annotations

import datetime

import pytest
from django.core.cache import caches
from django.test import Client

from following import throttle, verbs
from following.models import Follow, Follower
from outbox.models import Message
from tests.dashboard.conftest import TODAY
from tests.dashboard.world import commit
from tests.following.conftest import ask

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

ASK = "/follow/ask/"
TYPED = {"email": "nia@demo.example", "language": "fr"}


@pytest.fixture(autouse=True)
def _nobody_has_asked(db: None) -> None:
    caches["throttles"].clear()


def test_the_page_says_what_is_followed(client: Client, world) -> None:
    commitment = world.commitments["school"]
    for query, words in [
        ("", "All commitments"),
        ("recommendation=ED-2021-01", f"ED-2021-01 {world.recommendations[0].title}"),
        ("organisation=gov", "Organisation gov"),
        ("area=alpha", "Response area: Alpha area"),
        (f"commitment={commitment.pk}", commitment.title),
        ("area=alpha&status=completed", "Commitments by Response area: Alpha area, Implementation status: Completed"),
    ]:
        page = client.get(f"/follow/?{query}").content.decode()
        assert f"<bdi>{words}</bdi>" in page, query
        assert f'action="/follow/ask/{"?" + query.replace("&", "&amp;") if query else ""}"' in page


@pytest.mark.parametrize(
    "query",
    ["recommendation=nothing", "colour=red", "as_of=2025-06-01", "page=2", "commitment=0x1", "commitment=987654321"],
)
def test_what_cannot_be_followed_is_named(query: str, client: Client, world) -> None:
    name = query.partition("=")[0]
    for answer in (client.get(f"/follow/?{query}"), client.post(f"{ASK}?{query}", TYPED)):
        assert answer.status_code == 400
        assert name in answer.content.decode()
    assert not Follower.objects.exists()


def test_what_is_not_public_cannot_be_followed(client: Client, world) -> None:
    commit(world, "private", 0, [0], "2025-03-02", visibility="private")
    commit(world, "unpublished", 0, [0], "2025-03-03", state="draft")
    for name in ("private", "unpublished"):
        assert client.get(f"/follow/?commitment={world.commitments[name].pk}").status_code == 400


def test_a_query_that_is_too_long_is_refused_in_words(client: Client, world) -> None:
    q = "&".join(f"organisation={slug}" for slug in ("gov", "ngo", "firm")) + "&q=" + "%D8%B9" * 190
    answer = client.get(f"/follow/?{q}")
    assert answer.status_code == 400
    assert "too many filters" in answer.content.decode()


def test_it_needs_no_cookie_session_or_token(world) -> None:
    client = Client(enforce_csrf_checks=True)
    assert not client.get("/follow/").cookies
    answer = client.post(f"{ASK}?area=alpha", TYPED, headers={"sec-fetch-site": "same-origin"})
    assert (answer.status_code, answer["Location"]) == (303, "/follow/asked/")
    assert not answer.cookies
    assert "no-store" in answer["Cache-Control"]
    assert Follow.objects.get().query == "area=alpha"


@pytest.mark.parametrize(
    "headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"}]
)
def test_a_form_on_another_site_is_not_taken(headers: dict[str, str], client: Client, world) -> None:
    assert client.post(ASK, TYPED, headers=headers).status_code == 403
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"email": "nia"},
        {"email": "nia@demo.example\r\nBcc: all@demo.example"},
        {"email": "n@x.yz", "language": "xx"},
    ],
)
def test_what_was_typed_comes_back_with_the_reason(typed: dict[str, str], client: Client, world) -> None:
    answer = client.post(f"{ASK}?area=alpha", TYPED | {"email": ""} | typed)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'class="error-summary"' in page or "field-error" in page
    assert "Alpha area" in page
    assert "no-store" in answer["Cache-Control"]
    assert not Follower.objects.exists() and not Message.objects.exists()


def test_known_and_unknown_addresses_are_answered_alike(client: Client, world, follower) -> None:
    follower("known@demo.example", "area=alpha")
    waiting = ask("waiting@demo.example", "area=alpha")
    left = follower("left@demo.example", "area=alpha")
    verbs.stop_all(follower=left, at=waiting.asked_at)
    answers = [
        client.post(f"{ASK}?area=alpha", TYPED | {"email": f"{name}@demo.example"})
        for name in ("known", "waiting", "left", "new")
    ]
    seen = {(one.status_code, one["Location"], one.content, tuple(sorted(one.headers))) for one in answers}
    assert len(seen) == 1


def test_an_address_gets_one_question_a_day_and_three_a_month_while_it_does_not_answer(world, clock) -> None:
    for day in range(10):
        clock.move_to(TODAY + datetime.timedelta(days=day))
        for _number in range(3):
            assert Client(REMOTE_ADDR="203.0.113.9").post(ASK, TYPED).status_code == 303
    assert Message.objects.count() == 3
    for number in range(4):  # from everywhere: still one a day, and a stranger’s asking takes nothing from the owner
        assert Client(REMOTE_ADDR=f"198.51.{number}.7").post(ASK, TYPED).status_code == 303
    assert Message.objects.count() == 4


def test_whoever_confirms_may_ask_again(world, rf) -> None:
    request = rf.post(ASK)
    assert throttle.may_mail(request, "nia@demo.example")
    assert not throttle.may_mail(request, "NIA@demo.example")
    throttle.has_answered(request, "nia@demo.example")
    assert throttle.may_mail(request, "nia@demo.example")


def test_a_network_that_asks_for_very_many_is_held_back_and_nobody_else(client: Client, world, monkeypatch) -> None:
    monkeypatch.setitem(throttle.LIMITS, "ask", "3/h/ip")
    codes = [client.post(ASK, TYPED | {"email": f"n{number}@demo.example"}).status_code for number in range(5)]
    assert codes == [303, 303, 303, 429, 429]
    # The one who is asked for is not locked out: from elsewhere their own wish is taken.
    assert Client(REMOTE_ADDR="198.51.100.7").post(ASK, TYPED | {"email": "n4@demo.example"}).status_code == 303
    assert Message.objects.filter(recipient="n4@demo.example").exists()


def test_pages_lead_here_with_their_own_filters(client: Client, world) -> None:
    school = world.commitments["school"]
    for page, follow in [
        ("/", "/follow/"),
        ("/?area=alpha&as_of=2025-06-01", "/follow/?area=alpha"),
        ("/areas/alpha/", "/follow/?edition=ed-2021&amp;area=alpha"),
        ("/recommendations/ED-2021-01/", "/follow/?recommendation=ED-2021-01"),
        ("/organisations/gov/", "/follow/?organisation=gov"),
        (f"/commitments/{school.pk}/?as_of=2025-06-01", f"/follow/?commitment={school.pk}"),
        (f"/reports/{world.reports['school1'].pk}/", f"/follow/?commitment={school.pk}"),
        ("/commitments/?q=promise&status=completed&ordering=due", "/follow/?q=promise&amp;status=completed"),
        ("/recommendations/?q=recommendation&area=alpha", "/follow/?area=alpha"),
        ("/reports/?from=2025-01-01&area=alpha", "/follow/?area=alpha"),
        ("/ar/organisations/?country=XA", "/ar/follow/?country=XA"),
    ]:
        text = client.get(page).content.decode()
        assert f'href="{follow}"' in text, page
        assert client.get(follow.replace("&amp;", "&")).status_code == 200
