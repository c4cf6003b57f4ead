"""The pages behind the links in mails: opening changes nothing, and a link that does not fit says only that."""

from __future__ import annotations

import datetime
import re

import pytest
from django.core.signing import Signer
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consent import visits
from following import links, verbs
from following.models import Follower
from tests.following.conftest import ask
from tests.matrix.guard import written_tables

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


def confirm_path(follower: Follower) -> str:
    return reverse("follow_confirm", kwargs={"token": links.confirm_token(follower)})


def own_path(follower: Follower) -> str:
    return reverse("follow_own", kwargs={"token": links.own_token(follower)})


def test_opening_the_link_confirms_nothing_and_its_one_button_does(world) -> None:
    follower, client = ask("nia@demo.example", "area=alpha"), Client(enforce_csrf_checks=True)
    with written_tables() as written:
        page = client.get(confirm_path(follower))
    assert written == set()
    assert "Alpha area" in page.content.decode()
    assert page.content.decode().partition("</main>")[0].count("<button") == 1
    assert "no-store" in page["Cache-Control"]
    done = client.post(confirm_path(follower))
    assert (done.status_code, bool(done.cookies)) == (200, False)
    assert "You now follow this" in done.content.decode()
    assert Follower.objects.following().exists()


def altered(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "B")


def test_a_link_that_cannot_be_used_says_only_that(client: Client, world, follower, clock) -> None:
    waiting, known = ask("nia@demo.example"), follower("sol@demo.example")
    fresh, used = links.confirm_token(waiting), links.confirm_token(known)
    gone = links.own_token(Follower(pk=987_654))
    wrong = [
        reverse("follow_confirm", kwargs={"token": token})
        for token in (altered(fresh), used, links.own_token(waiting), "x", f"{known.pk}{fresh[len(str(waiting.pk)) :]}")
    ]
    wrong += [
        reverse("follow_own", kwargs={"token": token})
        for token in (altered(links.own_token(known)), fresh, gone, Signer(salt="elsewhere").sign(str(known.pk)))
    ]
    clock.shift(datetime.timedelta(days=3, minutes=1))
    wrong.append(reverse("follow_confirm", kwargs={"token": fresh}))
    pages = set()
    for address in wrong:
        for answer in (client.get(address), client.post(address)):
            assert answer.status_code == 404, address
            pages.add(re.sub(r"/follow/(confirm|own)/[^\"]*", "", answer.content.decode()))
    assert len(pages) == 1
    assert "This link cannot be used" in pages.pop()
    assert [one.pk for one in Follower.objects.following()] == [known.pk]
    assert known.follows.count() == 1


def test_the_page_is_in_the_language_of_the_mails(client: Client, world) -> None:
    follower = ask("nia@demo.example", "area=alpha", language="ar")
    for address in (confirm_path(follower), own_path(follower)):
        answer = client.get(address)
        assert '<html lang="ar" dir="rtl">' in answer.content.decode()
        assert answer["Content-Language"] == "ar"
        assert "hreflang" not in answer.content.decode()


def test_a_link_is_kept_by_no_statistics(world) -> None:
    follower = ask("nia@demo.example", "area=alpha")
    for address in (confirm_path(follower), own_path(follower)):
        assert not visits.is_counted(address)
        assert not visits.is_counted(f"/ar{address}")
    assert visits.is_counted("/follow/")


def test_one_thing_is_stopped_or_all_and_reading_stops_nothing(client: Client, world, follower) -> None:
    nia = follower("nia@demo.example", "area=alpha", "area=beta")
    with written_tables() as written:
        page = client.get(own_path(nia)).content.decode()
    assert written == set()
    assert "Alpha area" in page and "Beta area" in page
    first = nia.follows.first()
    assert first
    page = client.post(own_path(nia), {"stop": first.pk}).content.decode()
    assert "Alpha area" not in page and "Beta area" in page
    again = client.post(own_path(nia), {"stop": first.pk}).content.decode()
    assert "You no longer follow this." in again
    for odd in ("x", "-1", "9" * 30, "²"):
        assert client.post(own_path(nia), {"stop": odd}).status_code == 200
    assert nia.follows.count() == 1
    assert "You follow nothing" in client.post(own_path(nia)).content.decode()
    assert nia.follows.count() == 0


def test_a_mail_program_unsubscribes_with_one_post(world, follower) -> None:
    """RFC 8058: no cookie, no page seen before; a second one is answered as well."""
    nia, client = follower("nia@demo.example", "area=alpha", "area=beta"), Client(enforce_csrf_checks=True)
    for _time in range(2):
        answer = client.post(own_path(nia), {"List-Unsubscribe": "One-Click"}, headers={"origin": "null"})
        assert answer.status_code == 200
        assert not answer.cookies
    assert not Follower.objects.following().exists()


def test_a_link_is_good_until_the_address_is_deleted(client: Client, world, follower) -> None:
    nia = follower("nia@demo.example")
    address = own_path(nia)
    verbs.stop_all(follower=nia, at=timezone.now())
    assert client.get(address).status_code == 200
    verbs.forget(at=timezone.now() + datetime.timedelta(days=8))
    assert client.get(address).status_code == 404


def test_what_is_no_longer_public_can_still_be_stopped(client: Client, world, follower) -> None:
    nia = follower("nia@demo.example", "organisation=firm")
    firm = world.organisations[2]
    firm.archived_at, firm.archived_reason = timezone.now(), "Closed."
    firm.save()
    page = client.get(own_path(nia)).content.decode()
    assert "Something that is no longer public" in page
    client.post(own_path(nia), {"stop": nia.follows.get().pk})
    assert not Follower.objects.following().exists()
