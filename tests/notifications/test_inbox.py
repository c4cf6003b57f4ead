"""The read state of notifications, without any app that sends them."""

from __future__ import annotations

import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications import inbox, kinds
from notifications.kinds import Content
from notifications.models import Notification

pytestmark = pytest.mark.django_db


def _say(notifications):
    """A kind of the tests: the payload's words, unless they are empty."""
    rows = [one for one in notifications if one.payload["words"]]
    return {one.pk: Content(text=one.payload["words"], path="/reporting/") for one in rows}


@pytest.fixture(autouse=True)
def _kind():
    kinds.register("said", _say)


def _tell(user, words="The curators have a question.", key="said|1", **extra):
    inbox.notify([user.pk], kind="said", key=key, payload={"words": words}, **extra)


def test_one_occurrence_is_told_once(alice):
    _tell(alice)
    _tell(alice)
    assert inbox.unread(alice) == 1


def test_the_same_person_named_twice_hears_once(alice):
    inbox.notify([alice.pk, alice.pk, None], kind="said", key="k", payload={"words": "x"})
    assert inbox.unread(alice) == 1


def test_the_list_says_it_and_leaves_it_unread(client, alice):
    _tell(alice)
    client.force_login(alice)
    page = client.get(reverse("notifications:list")).content.decode()
    assert "The curators have a question." in page
    assert "1 unread notification" in page
    assert "<title>(1)" in "".join(page.split("\n")).replace("  ", "")
    assert inbox.unread(alice) == 1


def test_opening_one_reads_it_and_leads_to_its_matter(client, alice):
    _tell(alice)
    _tell(alice, key="said|2")
    client.force_login(alice)
    one = Notification.objects.get(key="said|1")
    answer = client.post(reverse("notifications:open", args=[one.pk]))
    assert answer["Location"] == "/reporting/"
    assert list(Notification.objects.unread().values_list("key", flat=True)) == ["said|2"]


def test_all_that_was_shown_can_be_marked_as_read(client, alice):
    _tell(alice)
    client.force_login(alice)
    newest = Notification.objects.get().pk
    _tell(alice, key="said|2")  # came in after the page was made
    client.post(reverse("notifications:mark_all_read"), {"newest": newest})
    assert list(Notification.objects.unread().values_list("key", flat=True)) == ["said|2"]


@pytest.mark.parametrize("newest", ["", "x", "9" * 40])
def test_a_malformed_mark_changes_nothing(client, alice, newest):
    _tell(alice)
    client.force_login(alice)
    assert client.post(reverse("notifications:mark_all_read"), {"newest": newest}).status_code == 302
    assert inbox.unread(alice) == 1


def test_nobody_reads_anothers(client, alice, bob):
    _tell(alice)
    client.force_login(bob)
    assert client.post(reverse("notifications:open", args=[Notification.objects.get().pk])).status_code == 404
    assert "The curators have a question." not in client.get(reverse("notifications:list")).content.decode()
    client.post(reverse("notifications:mark_all_read"), {"newest": Notification.objects.get().pk})
    assert inbox.unread(alice) == 1


def test_strangers_are_asked_to_sign_in(client, db):
    assert client.get(reverse("notifications:list")).status_code == 302


def test_what_is_gone_is_left_out(client, alice):
    _tell(alice, words="")
    client.force_login(alice)
    assert "Nothing yet" in client.get(reverse("notifications:list")).content.decode()
    assert client.post(reverse("notifications:open", args=[Notification.objects.get().pk])).status_code == 404


def test_after_a_year_it_is_forgotten(alice):
    now = timezone.now()
    _tell(alice, at=now - datetime.timedelta(days=366))
    _tell(alice, key="said|2", at=now - datetime.timedelta(days=364))
    assert inbox.forget(at=now) == 1
    assert list(Notification.objects.values_list("key", flat=True)) == ["said|2"]


def test_the_queries_of_the_list_do_not_grow(client, alice, django_assert_max_num_queries):
    client.force_login(alice)
    client.get(reverse("notifications:list"))
    for number in range(60):
        _tell(alice, key=f"said|{number}")
    with django_assert_max_num_queries(14):
        page = client.get(reverse("notifications:list")).content.decode()
    assert page.count("The curators have a question.") == 50
