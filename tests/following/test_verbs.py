"""Asking, confirming, stopping one or all, and being forgotten."""

from __future__ import annotations

import datetime

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from following import verbs
from following.models import Follow, Follower
from outbox.models import Message
from tests.following.conftest import MONDAY, ask

DAY = datetime.timedelta(days=1)

pytestmark = pytest.mark.django_db


def questions() -> int:
    return Message.objects.filter(kind=verbs.CONFIRM).count()


def test_whoever_asked_is_asked_and_not_written_to_before_they_confirm(world) -> None:
    follower = ask(" Nia@Demo.Example ", "area=alpha")
    assert follower.email == "nia@demo.example"
    assert not Follower.objects.following().exists()
    [message] = Message.objects.all()
    assert (message.kind, message.recipient, message.payload) == (
        verbs.CONFIRM,
        follower.email,
        {"follower": follower.pk},
    )
    verbs.confirm(follower=follower, at=timezone.now())
    follower.refresh_from_db()
    assert [follower] == list(Follower.objects.following())
    assert follower.summarised_until == MONDAY - 7 * DAY, "the week that runs is the first that they hear of"


def test_an_address_is_asked_once_a_day_however_many_ask(world) -> None:
    now = timezone.now()
    for query in ("", "area=alpha", "area=beta", "area=alpha"):
        ask("nia@demo.example", query, at=now)
    assert (questions(), Follow.objects.count()) == (1, 3)
    ask("nia@demo.example", "area=alpha", at=now + DAY)
    assert questions() == 2


def test_confirming_begins_all_that_waits_and_only_once(world) -> None:
    follower = ask("nia@demo.example", "area=alpha")
    ask("nia@demo.example", "area=beta", language="ar")
    begun = verbs.confirm(follower=follower, at=timezone.now())
    assert {one.query for one in begun} == {"area=alpha", "area=beta"}
    follower.refresh_from_db()
    assert follower.language == "ar", "that of the last thing asked for"
    with pytest.raises(verbs.Refused):
        verbs.confirm(follower=follower, at=timezone.now())


def test_what_a_stranger_asks_for_changes_nothing_for_a_follower(world, follower) -> None:
    nia = follower("nia@demo.example", "area=alpha")
    ask("nia@demo.example", "area=alpha", language="fr")
    ask("nia@demo.example", "area=beta", language="fr")
    nia.refresh_from_db()
    assert nia.language == "en"
    assert [one.query for one in nia.follows.confirmed()] == ["area=alpha"]


def test_strangers_cannot_fill_the_table_nor_shut_anybody_out(world) -> None:
    now = timezone.now()
    for number in range(verbs.MOST_WAITING + 5):
        ask("nia@demo.example", f"q=word{number}", at=now + datetime.timedelta(seconds=number))
    nia = ask("nia@demo.example", "area=alpha", at=now + DAY)
    waiting = set(nia.follows.waiting().values_list("query", flat=True))
    assert len(waiting) == verbs.MOST_WAITING
    assert "area=alpha" in waiting


def test_stopping_one_leaves_the_others_and_stopping_the_last_is_leaving(world, follower) -> None:
    nia = follower("nia@demo.example", "area=alpha", "area=beta")
    first, second = nia.follows.all()
    verbs.stop(follower=nia, number=first.pk, at=timezone.now())
    assert Follower.objects.following().exists()
    with pytest.raises(verbs.Refused):
        verbs.stop(follower=nia, number=first.pk, at=timezone.now())
    verbs.stop(follower=nia, number=second.pk, at=timezone.now())
    assert not Follower.objects.following().exists()


def test_nobody_stops_what_another_follows(world, follower) -> None:
    nia, sol = follower("nia@demo.example"), follower("sol@demo.example")
    with pytest.raises(verbs.Refused):
        verbs.stop(follower=sol, number=nia.follows.get().pk, at=timezone.now())
    assert nia.follows.count() == 1


def test_stopping_all_twice_is_stopping_once(world, follower) -> None:
    nia = follower("nia@demo.example", "area=alpha", "area=beta")
    left = timezone.now()
    verbs.stop_all(follower=nia, at=left)
    verbs.stop_all(follower=nia, at=left + DAY)
    nia.refresh_from_db()
    assert (nia.left_at, nia.follows.count()) == (left, 0)


def test_whoever_left_may_come_back_within_the_week(world, follower) -> None:
    nia = follower("nia@demo.example", "area=alpha")
    verbs.stop_all(follower=nia, at=timezone.now())
    ask("nia@demo.example", "area=beta")
    assert not Follower.objects.following().exists()
    verbs.confirm(follower=nia, at=timezone.now() + 14 * DAY)
    nia.refresh_from_db()
    assert nia.left_at is None
    assert nia.summarised_until == MONDAY + 7 * DAY, "nothing of the time in between"


class TestForgetting:
    def test_who_left_a_week_ago_is_deleted_with_every_mail(self, world, follower) -> None:
        nia, sol = follower("nia@demo.example"), follower("sol@demo.example")
        verbs.stop_all(follower=nia, at=timezone.now())
        assert verbs.forget(at=timezone.now() + 6 * DAY) == 0
        assert verbs.forget(at=timezone.now() + 8 * DAY) == 1
        assert list(Follower.objects.all()) == [sol]
        assert not Message.objects.filter(recipient="nia@demo.example").exists()
        assert Message.objects.filter(recipient="sol@demo.example").exists()

    def test_what_nobody_confirmed_goes_after_some_days_and_so_does_the_address(self, world) -> None:
        ask("nia@demo.example")
        assert verbs.forget(at=timezone.now() + 4 * DAY) == 0
        assert verbs.forget(at=timezone.now() + 6 * DAY) == 1
        assert not Follower.objects.exists() and not Follow.objects.exists() and not Message.objects.exists()

    def test_what_strangers_asked_for_goes_and_the_follower_stays(self, world, follower) -> None:
        nia = follower("nia@demo.example", "area=alpha")
        ask("nia@demo.example", "area=beta")
        assert verbs.forget(at=timezone.now() + 6 * DAY) == 0
        assert [one.query for one in nia.follows.all()] == ["area=alpha"]

    def test_a_question_that_is_being_handed_over_is_left_to_its_sender(self, world) -> None:
        ask("nia@demo.example")
        token = "6f2b1a52-9c0e-4d4b-8a50-5f1f7f6f0a11"
        Message.objects.update(state="handing", token=token, handed_at=timezone.now())
        verbs.forget(at=timezone.now() + 6 * DAY)
        assert Message.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": "Nia@demo.example"},
        {"confirmed_at": timezone.now()},
        {"left_at": timezone.now()},
    ],
)
def test_the_database_knows_the_rules_too(wrong: dict) -> None:
    fields = {"email": "nia@demo.example", "language": "en", "asked_at": timezone.now()} | wrong
    with pytest.raises(IntegrityError), transaction.atomic():
        Follower.objects.create(**fields)
