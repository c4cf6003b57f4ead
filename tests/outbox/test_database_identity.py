"""A copied or rewound database sends nothing by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from django.core import mail
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from outbox import database_identity, decisions
from outbox.models import Cause, Message, Switch
from outbox.sending import deliver
from outbox.states import State


@pytest.fixture(autouse=True)
def _counter_file(settings, tmp_path) -> None:
    settings.OUTBOX_WITNESS_FOLDER = str(tmp_path / "counter")


def is_held_as_a_copy() -> bool:
    switch = Switch.objects.get()
    return switch.held and switch.cause == Cause.COPIED


def test_a_database_at_home_sends(plan):
    for number in range(3):
        plan(f"due|{number}")
        assert deliver() == {"sent": 1}
    assert not Switch.objects.get().held


def test_a_copy_under_another_address_holds_its_mail(plan, settings):
    plan("due|1")
    deliver()
    waiting = plan("due|2")
    settings.SITE_URL = "https://staging.example.org"
    assert deliver() == {}
    assert is_held_as_a_copy()
    assert Message.objects.get(pk=waiting.pk).state == State.HELD
    assert len(mail.outbox) == 1


def test_a_database_that_was_never_at_home_anywhere_settles_in_and_sends(plan, settings):
    plan()
    settings.SITE_URL = "https://first.example.org"
    assert deliver() == {"sent": 1}
    assert Switch.objects.get().database_identity == database_identity.current()


def test_a_database_that_was_set_back_holds_its_mail(plan):
    plan("due|1")
    deliver()
    backup = Switch.objects.values_list("delivery_count", flat=True).get()
    plan("due|2")
    deliver()
    Switch.objects.update(delivery_count=backup)
    Message.objects.filter(occurrence_key="due|2").update(state="pending", token=None, handed_at=None, settled_at=None)
    assert deliver() == {}
    assert is_held_as_a_copy()
    assert len(mail.outbox) == 2


def test_a_released_copy_is_at_home_and_sends_what_is_planned_from_then_on(plan, settings, administrator):
    plan("due|1")
    deliver()
    settings.SITE_URL = "https://staging.example.org"
    deliver()
    decisions.release(by=administrator)
    plan("due|2")
    assert deliver() == {"sent": 1}


def test_a_release_holds_that_comes_before_the_first_delivery_of_a_restored_database(plan, settings, administrator):
    plan("due|1")
    deliver()
    settings.SITE_URL = "https://restored.example.org"  # the same as another machine
    decisions.hold(cause=Cause.RESTORED)
    decisions.release(by=administrator, note="The old machine is gone.")
    plan("due|2")
    assert deliver() == {"sent": 1}
    assert not Switch.objects.get().held


def test_a_persons_own_hold_says_nothing_about_where_we_are(plan, settings, administrator):
    plan("due|1")
    deliver()
    decisions.hold(by=administrator)
    settings.SITE_URL = "https://staging.example.org"
    decisions.release(by=administrator)
    plan("due|2")
    assert deliver() == {}
    assert is_held_as_a_copy()


def test_a_lost_or_spoilt_counter_file_is_no_proof_of_anything(plan, tmp_path):
    plan("due|1")
    deliver()
    for path in (tmp_path / "counter").iterdir():
        path.write_text("spoilt")
    plan("due|2")
    assert deliver() == {"sent": 1}


def test_the_counter_file_never_goes_back(db, settings):
    identity = database_identity.current()
    database_identity._write_counter_file(identity, 7)
    database_identity._write_counter_file(identity, 5)
    assert database_identity._read_counter_file(identity) == 7
    settings.OUTBOX_WITNESS_FOLDER = None
    database_identity._write_counter_file(identity, 9)
    assert database_identity._read_counter_file(identity) == 0


@pytest.fixture
def another_database(db, tmp_path) -> Iterator[BaseDatabaseWrapper]:
    """A connection to a copy on the same server: SQLite's backup of the file, or another database of the cluster."""
    copy = connection.copy()
    if connection.vendor == "sqlite":
        path = str(tmp_path / "copy.sqlite3")
        with closing(sqlite3.connect(connection.settings_dict["NAME"])) as source, closing(sqlite3.connect(path)) as to:
            source.backup(to)
        copy.settings_dict["NAME"] = path
        yield copy
        copy.close()
        return
    name = f"{connection.settings_dict['NAME']}_copy"
    with connection.copy()._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
        copy.settings_dict["NAME"] = name
        yield copy
        copy.close()
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")  # its backend may still be on its way out


def test_a_copy_is_told_from_the_original(another_database, monkeypatch):
    original = database_identity.current()
    assert database_identity.current() == original
    monkeypatch.setattr(database_identity, "connection", another_database)
    assert database_identity.current() != original


def test_a_database_in_memory_has_no_identity_but_the_sites(db, monkeypatch):
    copy = connection.copy()
    copy.vendor = "sqlite"
    copy.settings_dict["NAME"] = ":memory:"
    monkeypatch.setattr(database_identity, "connection", copy)
    assert len(database_identity.current()) == 64
