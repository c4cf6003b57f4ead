"""States that make no sense are refused by the database itself, whoever writes them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from consent.models import ConsentEvent, NoticeText, NoticeVersion

pytestmark = pytest.mark.django_db

LATER, EARLIER = "2026-05-04 12:00:00+00:00", "2020-01-01 00:00:00+00:00"


def refused(statement: str, *parameters: Any) -> bool:
    """True when the database refuses a statement."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, parameters)
    except DatabaseError:
        return True
    return False


@pytest.fixture
def rows(choose, charlie) -> None:
    """An account's state, an account's event, a visitor's event, a day's count, an item."""
    choose(to=Client(), decision="accept_all")
    client = Client()
    client.force_login(charlie)
    choose(to=client, decision="accept_all")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_category SET required = %s WHERE key = 'statistics'",
        "INSERT INTO consent_category (key, \"order\", required) VALUES ('other', 9, %s)",
    ],
)
def test_four_categories_and_only_the_functional_one_is_required(statement: str) -> None:
    assert refused(statement, True)
    assert refused("UPDATE consent_category SET required = %s WHERE key = 'functional'", False)


@pytest.mark.parametrize(
    ("lifetime", "seconds", "allowed"),
    [("fixed", 10, True), ("fixed", 0, False), ("fixed", None, False), ("session", 10, False), ("session", None, True)],
)
def test_a_lifetime_and_its_seconds_go_together(lifetime: str, seconds: int | None, allowed: bool) -> None:
    statement = "UPDATE consent_declareditem SET lifetime = %s, lifetime_seconds = %s WHERE key = 'csrf'"
    assert refused(statement, lifetime, seconds) is not allowed


@pytest.mark.parametrize(
    ("number", "published_at", "material_hash", "allowed"),
    [
        (None, None, "", True),
        (7, LATER, "a" * 64, True),
        (7, None, "a" * 64, False),
        (None, LATER, "a" * 64, False),
        (7, LATER, "", False),
        (None, None, "a" * 64, False),
        (0, LATER, "a" * 64, False),
        (1, LATER, "a" * 64, False),
    ],
)
def test_a_notice_is_published_whole_or_not_at_all(
    number: int | None, published_at: str | None, material_hash: str, allowed: bool
) -> None:
    statement = (
        "INSERT INTO consent_noticeversion (number, controller, meaning_unchanged, reason, material, material_hash, "
        "asks_since, created_at, published_at) VALUES (%s, 'x', %s, '', '{}', %s, '{}', %s, %s)"
    )
    assert refused(statement, number, False, material_hash, LATER, published_at) is not allowed


def test_a_draft_has_no_publisher(ada) -> None:
    draft = NoticeVersion.objects.create(controller="x")
    assert refused("UPDATE consent_noticeversion SET published_by_id = %s WHERE id = %s", ada.pk, draft.pk)


def test_a_state_ends_after_it_begins(rows) -> None:
    assert refused("UPDATE consent_consentstate SET expires_at = %s", EARLIER)


@pytest.mark.parametrize(
    ("kind", "subject_kind", "granted", "allowed"),
    [
        ("grant", "receipt", True, True),
        ("grant", "receipt", False, False),
        ("withdraw", "receipt", False, True),
        ("withdraw", "account", True, False),
        ("refuse", "account", False, True),
        ("refuse", "account", True, False),
        ("refuse", "receipt", False, False),
        ("merge", "account", True, True),
        ("merge", "receipt", True, False),
        ("expire", "receipt", False, False),
        ("vanish", "account", False, False),
        ("grant", "group", True, False),
    ],
)
def test_an_event_says_what_its_kind_says(kind: str, subject_kind: str, granted: bool, allowed: bool) -> None:
    assert insert_event(kind=kind, subject_kind=subject_kind, statistics=granted) is allowed


@pytest.mark.parametrize(
    ("subject", "salt", "erased_at", "key", "allowed"),
    [
        ("s", "t", None, None, True),
        ("", "", LATER, None, True),
        ("s", "t", LATER, None, False),
        ("", "t", None, None, False),
        ("s", "", None, None, False),
        ("", "", None, None, False),
        ("", "", LATER, "k" * 22, False),
    ],
)
def test_a_tie_is_there_or_erased_whole(
    subject: str, salt: str, erased_at: str | None, key: str | None, allowed: bool
) -> None:
    assert insert_event(subject=subject, salt=salt, erased_at=erased_at, idempotency_key=key) is allowed


def test_a_key_counts_once_for_its_owner() -> None:
    assert insert_event(idempotency_key="k" * 22)
    assert not insert_event(number=10, idempotency_key="k" * 22)
    assert insert_event(number=11, subject="other", idempotency_key="k" * 22)
    assert not insert_event(number=11, subject="third")


def insert_event(**fields: Any) -> bool:
    """True when the database takes a row of the log."""
    values = {
        "number": 9,
        "kind": "grant",
        "subject_kind": "account",
        "subject": "s",
        "salt": "t",
        "commitment": "c",
        "notice_id": NoticeVersion.objects.get(number=1).pk,
        "language": "en",
        "way": "page",
        "gpc": False,
        "preferences": False,
        "statistics": True,
        "marketing": False,
        "recorded_at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        "previous": "p",
        "digest": "d",
        "erased_at": None,
        "idempotency_key": None,
    } | fields
    marks = ", ".join(["%s"] * len(values))
    statement = f"INSERT INTO consent_consentevent ({', '.join(values)}) VALUES ({marks})"
    return not refused(statement, *values.values())


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO consent_loghead (id, number, digest, purged_number, purged_digest) VALUES (2, 0, 'a', 0, 'a')",
        "UPDATE consent_loghead SET purged_number = 99",
        "UPDATE consent_dailycount SET refused_all = answers + 1",
    ],
)
def test_one_head_and_sums_that_add_up(rows, statement: str) -> None:
    assert refused(statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE consent_noticeversion SET controller = 'somebody else'",
        "UPDATE consent_noticeversion SET number = 5, published_at = published_at",
        "UPDATE consent_noticeversion SET asks_since = '{}'",
        "UPDATE consent_noticetext SET summary = 'other words'",
        "UPDATE consent_noticetext SET digest = ''",
        "UPDATE consent_consentevent SET kind = 'change'",
        "UPDATE consent_consentevent SET recorded_at = recorded_at",
        "UPDATE consent_consentevent SET subject = 'somebody-else'",
        "UPDATE consent_consentevent SET salt = 'x'",
    ],
)
def test_what_is_published_or_recorded_is_final(rows, statement: str) -> None:
    assert refused(statement)


def test_a_draft_may_change_and_a_publisher_may_leave(ada, publisher) -> None:
    published = publisher.publish()
    draft = NoticeVersion.objects.create(controller="x")
    text = NoticeText.objects.create(notice=draft, language="en", title="a")
    assert not refused("UPDATE consent_noticeversion SET controller = 'y' WHERE id = %s", draft.pk)
    assert not refused("UPDATE consent_noticetext SET title = 'b' WHERE id = %s", text.pk)
    ada.delete()
    published.refresh_from_db()
    assert published.published_by is None


def test_erasing_is_the_one_change_a_row_takes(rows) -> None:
    erase = "UPDATE consent_consentevent SET subject = '', salt = '', erased_at = %s"
    assert not refused(erase, LATER)
    assert not ConsentEvent.objects.exclude(subject="").exists()
