"""What ends by itself, and what comes back after a flush."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from consent import first_notice, notices, retention, seals, seeding, tasks, verification
from consent.models import (
    Category,
    ConsentEvent,
    ConsentState,
    DailyCount,
    DeclaredItem,
    DeclaredItemText,
    LogHead,
    NoticeText,
    NoticeVersion,
    PageView,
)

pytestmark = pytest.mark.django_db

# After so many days: rows of the log (the account's end is one more), states, counts of answers, page views.
LEFT = {
    181: (2, 1, 1, 1),
    759: (3, 1, 1, 1),
    761: (3, 1, 1, 0),
    1001: (1, 1, 0, 0),
    1200: (1, 0, 0, 0),
    1760: (0, 0, 0, 0),
}
START = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)


def test_each_thing_goes_when_its_time_is_over_and_not_before(choose, charlie, settings) -> None:
    settings.CONSENT_RETENTION_DAYS = 1000
    client = Client()
    client.force_login(charlie)
    with time_machine.travel(START, tick=False) as clock:
        choose(to=client, decision="accept_all")
        PageView.objects.create(day=START.date(), path="/", language="en", views=1)
        for days, left in LEFT.items():
            clock.move_to(START + dt.timedelta(days=days))
            retention.purge(at=timezone.now())
            models = (ConsentEvent, ConsentState, DailyCount, PageView)
            assert tuple(model.objects.count() for model in models) == left, days
            assert list(verification.verify()) == []


def test_a_record_is_kept_at_least_as_long_as_its_choice_lasts(choose, settings) -> None:
    settings.CONSENT_RETENTION_DAYS = 1
    with time_machine.travel(START, tick=False) as clock:
        choose(decision="accept_all")
        clock.move_to(START + dt.timedelta(days=181))
        assert retention.purge(at=timezone.now()).events == 0


def test_the_log_goes_on_after_a_purge(choose, settings) -> None:
    settings.CONSENT_RETENTION_DAYS = 200
    with time_machine.travel(START, tick=False) as clock:
        for _visitor in range(3):
            choose(to=Client(), decision="accept_all")
        clock.move_to(START + dt.timedelta(days=300))
        choose(to=Client(), decision="accept_all")
        assert retention.purge(at=timezone.now()).events == 3
        choose(to=Client(), decision="accept_all")
    assert list(ConsentEvent.objects.order_by("number").values_list("number", flat=True)) == [4, 5]
    assert list(verification.verify()) == []


def test_command_and_tasks_do_the_same(choose) -> None:
    choose(decision="accept_all")
    assert tasks.seal_log() == 1
    assert tasks.seal_log() == 0
    tasks.purge()
    output = StringIO()
    call_command("purge_consent", stdout=output)
    assert output.getvalue().startswith("0 choices ended, 0 log rows")
    assert seals.read().last == 1


def test_the_first_notice_is_whole_in_four_languages() -> None:
    notice = notices.current_exactly()
    assert sorted(notice.texts) == ["ar", "en", "es", "fr"]
    assert notices.problems(notice.version) == []
    for text in notice.texts.values():
        assert notices.text_digest(text) == text.digest
        for item in text.items:
            assert item["purpose"] and item["data"] and item["duration"], item["key"]
    assert {category.key for category in Category.objects.filter(required=True)} == {"functional"}


def test_the_material_of_the_first_notice_is_what_publishing_it_would_make(publisher) -> None:
    first = NoticeVersion.objects.get(number=1)
    second = publisher.publish()
    assert second.material == first.material
    assert second.material_hash == first.material_hash


@pytest.mark.django_db(transaction=True)
def test_a_flushed_database_gets_its_notice_back() -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert NoticeVersion.objects.get().number == 1
    assert LogHead.objects.get().number == 0
    assert seeding.seed(apps) is False


@pytest.mark.parametrize(
    ("languages", "written"),
    [([("en-us", "English")], ["en"]), ([("fr", "F"), ("de", "D")], ["en", "fr"]), ([("de", "D")], ["en"])],
)
def test_another_sites_languages(settings, languages: list[tuple[str, str]], written: list[str]) -> None:
    for model in (NoticeText, NoticeVersion, DeclaredItemText, DeclaredItem):
        model.objects.all().delete()
    settings.LANGUAGES = languages
    settings.SESSION_COOKIE_NAME = "sessionid"
    settings.CONSENT_CONTROLLER = "Somebody else"
    assert seeding.seed(apps) is True
    notice = notices.current_exactly()
    assert sorted(notice.texts) == written
    assert notice.version.controller == "Somebody else"
    assert DeclaredItem.objects.get(key="session").name == "sessionid"


@pytest.mark.parametrize("language", first_notice.LANGUAGES)
def test_every_item_has_words_in_every_language(language: str) -> None:
    assert {item["words"] for item in first_notice.items()} == set(first_notice.words_in(language)["items"])
