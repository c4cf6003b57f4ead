"""A year played day by day: the real planner, sender and composer, with the clock of the site and the database moved.

year = Year(datetime.date(2027, 1, 1), monkeypatch)
year.at(datetime.date(2027, 3, 1), lambda: …)    # what people do on that day, before the reminders of the day
year.play(365)
year.days_of(person)                             # on which of their days they got a mail
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pytest
import time_machine
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.db import models
from django.db.models.functions import Now
from django.test import override_settings
from django.utils import timezone

from accounts.days import today_of
from accounts.models import User
from outbox import loop
from outbox.models import Message
from progress import reminders

PLANNED_AT, SENT_AT = datetime.time(3), datetime.time(9)  # UTC: the same day from Paris to Auckland
A_DAY = datetime.timedelta(days=1)
# A port on which nobody listens: a mail server that is away.
AWAY = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
THERE = {"EMAIL_BACKEND": "django.core.mail.backends.locmem.EmailBackend"}


@dataclass(frozen=True)
class Received:
    """One mail as it came."""

    user: int
    on: datetime.date  # the person's own day
    late: int  # how much was overdue when it was planned
    not_before: datetime.datetime
    letter: EmailMultiAlternatives


class Year:
    """Days that pass, what people do on them, and the mails that come."""

    def __init__(self, first: datetime.date, monkeypatch: pytest.MonkeyPatch) -> None:
        self.today = first
        self.received: list[Received] = []
        self.outage: set[datetime.date] = set()
        self._acts: dict[datetime.date, list[Callable[[], object]]] = defaultdict(list)
        # The database's clock is the same as the site's: both are moved.
        for vendor in ("as_sql", "as_sqlite", "as_postgresql"):
            monkeypatch.setattr(Now, vendor, _now_of_the_site)

    def at(self, day: datetime.date, act: Callable[[], object]) -> None:
        """On that day, do so."""
        self._acts[day].append(act)

    def play(self, days: int) -> None:
        """Let so many days pass."""
        for _ in range(days):
            self._play_a_day()
            self.today += A_DAY

    def _play_a_day(self) -> None:
        with time_machine.travel(self._moment(PLANNED_AT), tick=False):
            for act in self._acts.pop(self.today, ()):
                act()
            reminders.plan(now=timezone.now())
        server = AWAY if self.today in self.outage else THERE
        with time_machine.travel(self._moment(SENT_AT), tick=False), override_settings(**server):
            loop.run_once()
            self._collect()

    def _moment(self, time: datetime.time) -> datetime.datetime:
        return datetime.datetime.combine(self.today, time, datetime.UTC)

    def _collect(self) -> None:
        """Take the mails out of the box, each with the message that it was sent for."""
        letters = {one.extra_headers["Message-ID"].strip("<>"): one for one in mail.outbox}
        for message in Message.objects.filter(message_id__in=letters, kind=reminders.DIGEST).select_related("user"):
            assert message.user is not None
            day, late = today_of(message.user), int(message.payload["overdue"])
            letter = letters[message.message_id]
            self.received.append(Received(message.user.pk, day, late, message.not_before, letter))
        mail.outbox.clear()

    def of(self, person: User) -> list[Received]:
        """What the person received, in order."""
        return [one for one in self.received if one.user == person.pk]

    def days_of(self, person: User) -> list[datetime.date]:
        """On which of their days the person received a mail."""
        return [one.on for one in self.of(person)]


def most_in_a_week(mails: Iterable[Received]) -> int:
    """How many of these mails came within seven days, at most."""
    days = [one.on for one in mails]
    return max((sum(day <= other < day + 7 * A_DAY for other in days) for day in days), default=0)


def _now_of_the_site(_expression, compiler, connection, **_context):
    value = models.Value(timezone.now(), output_field=models.DateTimeField())
    return value.as_sql(compiler, connection)
