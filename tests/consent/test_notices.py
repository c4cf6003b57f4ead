"""Notices: what asks people again and what does not, and what keeps one from being published."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from consent import consequences, notices
from consent.models import DeclaredItem, Immutable, NoticeText, NoticeVersion

from .conftest import change_purpose, granted

pytestmark = pytest.mark.django_db

ALL = {"preferences", "statistics", "marketing"}


def change_item(**fields: object) -> Callable[[NoticeVersion], None]:
    return lambda draft: DeclaredItem.objects.filter(key="preferences").update(**fields)


def new_item(category: str) -> Callable[[NoticeVersion], None]:
    def change(draft: NoticeVersion) -> None:
        item = DeclaredItem.objects.create(
            key="new", category_id=category, name="new", lifetime="session", data_types=["x"], third_parties=[]
        )
        for language in ("en", "fr", "es", "ar"):
            item.texts.create(language=language, purpose="Something new.", data="A number.")

    return change


def item_words(draft: NoticeVersion) -> None:
    for text in DeclaredItem.objects.get(key="preferences").texts.all():
        text.purpose += " And more."
        text.save()


@pytest.mark.parametrize(
    ("change", "fields", "still_granted", "asks_refusers"),
    [
        pytest.param(None, {}, ALL, False, id="nothing"),
        pytest.param(lambda draft: draft.texts.update(title="T"), {}, ALL, False, id="wording"),
        pytest.param(lambda draft: draft.texts.filter(language="es").delete(), {}, ALL, False, id="a language less"),
        pytest.param(change_purpose("statistics"), {"meaning_unchanged": True}, ALL, False, id="a typo in a purpose"),
        pytest.param(change_purpose("statistics"), {}, ALL - {"statistics"}, True, id="a purpose"),
        pytest.param(change_purpose("functional"), {}, ALL, False, id="a functional purpose"),
        pytest.param(item_words, {}, ALL - {"preferences"}, True, id="an item's purpose"),
        pytest.param(None, {"controller": "Another body"}, set(), False, id="controller"),
        pytest.param(change_item(third_parties=["X Ltd"]), {}, ALL - {"preferences"}, False, id="recipients"),
        pytest.param(change_item(data_types=["x", "y"]), {}, ALL - {"preferences"}, False, id="kinds of data"),
        pytest.param(change_item(lifetime_seconds=99), {}, ALL - {"preferences"}, False, id="duration"),
        pytest.param(new_item("marketing"), {}, ALL - {"marketing"}, True, id="a new optional item"),
        pytest.param(new_item("functional"), {}, ALL, False, id="a new functional item"),
    ],
)
def test_what_a_change_does(client, choose, publisher, change, fields, still_granted, asks_refusers) -> None:
    refuser = Client()
    choose(decision="accept_all")
    choose(to=refuser, decision="refuse_all")
    draft = notices.draft_from_current()
    for field, value in fields.items():
        setattr(draft, field, value)
    draft.save()
    if change:
        change(draft)
    told = consequences.of(draft)
    notices.publish(draft=draft, by=publisher.user, at=timezone.now())
    assert granted(client) == still_granted
    assert client.get("/cookies/state.json").json()["ask"] is (still_granted != ALL or asks_refusers)
    assert refuser.get("/cookies/state.json").json()["ask"] is asks_refusers
    assert (set(told.ended), told.new_purpose) == (ALL - still_granted, asks_refusers), "it was said before it was done"


def test_a_grant_stays_ended_when_the_old_words_come_back(client, choose, publisher) -> None:
    choose(decision="accept_all")
    publisher.publish(controller="Another body")
    publisher.publish(controller="Recommendations tracker")
    assert granted(client) == set()


def test_only_who_may_publish_publishes(charlie, carol) -> None:
    for person in (charlie, carol):
        with pytest.raises(PermissionDenied):
            notices.publish(draft=notices.draft_from_current(), by=person, at=timezone.now())
    assert NoticeVersion.objects.published().count() == 1


def test_a_notice_is_published_once(publisher) -> None:
    published = publisher.publish()
    with pytest.raises(ValidationError, match="already"):
        notices.publish(draft=published, by=publisher.user, at=timezone.now())


def test_a_published_notice_cannot_be_deleted(publisher) -> None:
    with pytest.raises(Immutable):
        publisher.publish().delete()


def test_nothing_is_published_while_something_in_use_is_undeclared(publisher, settings) -> None:
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
    with pytest.raises(ValidationError, match="messages"):
        publisher.publish()


def test_the_words_of_a_version_never_change(client: Client, publisher) -> None:
    before = client.get("/cookies/notice/1/fr/", headers={"accept": "application/json"}).json()
    publisher.publish(change_purpose("statistics"))
    item_words(NoticeVersion())
    after = client.get("/cookies/notice/1/fr/", headers={"accept": "application/json"}).json()
    assert before == after
    text = NoticeText.objects.get(notice__number=1, language="fr")
    assert notices.text_digest(text) == text.digest == before["digest"]


@pytest.mark.parametrize("address", ["/cookies/notice/2/en/", "/cookies/notice/1/de/", "/cookies/notice/0/en/"])
def test_an_unknown_version_or_language_is_a_404(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_draft_has_no_public_address(client: Client) -> None:
    notices.draft_from_current()
    assert client.get("/cookies/notice/2/en/").status_code == 404
    assert notices.current_exactly().number == 1


def test_the_notice_costs_a_public_page_no_query_once_read(client: Client, django_assert_num_queries) -> None:
    client.get("/cookies/")
    with django_assert_num_queries(0):
        client.get("/cookies/")


def test_a_language_without_words_falls_back_and_says_so(client: Client, publisher) -> None:
    publisher.publish(lambda draft: draft.texts.filter(language="ar").delete())
    page = client.get("/ar/cookies/").text
    assert '<html lang="ar" dir="rtl">' in page
    assert "<h1>Cookies and your choice</h1>" in page
    assert 'lang="en" dir="ltr"' in page


@pytest.mark.django_db(transaction=True)
def test_pages_go_on_while_the_database_is_away() -> None:
    """The notice last read goes on being shown."""
    known = notices.current()
    notices.forget()

    def away(execute: object, *arguments: object) -> None:
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        assert notices.current() is known
    assert known is not None
