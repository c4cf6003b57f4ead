"""A person's own due dates as a calendar that their program subscribes to, at a secret address."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.days import today_of
from accounts.models import User
from identity.current import site_name, spoken
from names.icalendar import Property, lines, text
from progress import link_secrets, worklist
from progress.models import CalendarAddress
from progress.worklist import Item, Worklist

SALT = "calendar"


def make_address(*, user: User, at: datetime.datetime | None = None) -> str:
    """A new secret address for the person's due dates; the old one stops. It cannot be shown a second time."""
    secret = link_secrets.new()
    values = {"digest": link_secrets.digest_of(secret, salt=SALT), "made_at": at or timezone.now()}
    CalendarAddress.objects.update_or_create(user=user, defaults=values)
    with translation.override(settings.LANGUAGE_CODE):
        return settings.SITE_URL + reverse("reporting:calendar_feed", kwargs={"token": secret})


def end_address(*, user: User) -> None:
    """The address stops; nothing happens where there is none."""
    CalendarAddress.objects.filter(user=user).delete()


def owner_of(token: str) -> User | None:
    """Whose due dates the address shows; None for nobody's, and for those of a closed account."""
    digest = link_secrets.digest_of(token, salt=SALT)
    found = CalendarAddress.objects.select_related("user__preferences").filter(digest=digest, user__is_active=True)
    row = found.first()
    return row.user if row else None


def calendar(user: User, *, on: datetime.date) -> bytes:
    """The due dates of all that waits for the person and is not a colleague's, in the active language."""
    work = worklist.for_person(user, on=on)
    return lines([*_head(), *(line for item in _own(work) for line in _event(item, on=on)), ("END", "VCALENDAR")])


def of_today(user: User) -> bytes:
    """The calendar as it is on the person's day, in their language."""
    with translation.override(spoken(user.preferences.language)):
        return calendar(user, on=today_of(user))


def _own(work: Worklist) -> Iterator[Item]:
    yield from (item for item in work.waiting if item.due_on and not work.is_anothers(item))


def _head() -> list[Property]:
    name = text(_("%(site)s: my due dates") % {"site": site_name()})
    return [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", f"-//{text(settings.SITE_HOST)}//My due dates//EN"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("REFRESH-INTERVAL;VALUE=DURATION", "P1D"),
        ("X-PUBLISHED-TTL", "P1D"),
    ]


def _event(item: Item, *, on: datetime.date) -> list[Property]:
    commitment, is_report = item.commitment, item.period is not None
    what = _("Report due: %(title)s") if is_report else _("Due: %(title)s")
    due_on = item.due_on or on
    asked = item.period.asked_key if item.period else "end"
    uid = f"{asked}-{commitment.pk}-{item.organisation.pk}@{settings.SITE_HOST}"
    return [
        ("BEGIN", "VEVENT"),
        ("UID", text(f"mine-{uid}")),
        # The day, not the moment of asking: the same facts give the same bytes for a day.
        ("DTSTAMP", f"{on:%Y%m%d}T000000Z"),
        ("DTSTART;VALUE=DATE", f"{due_on:%Y%m%d}"),
        ("DTEND;VALUE=DATE", f"{due_on + datetime.timedelta(days=1):%Y%m%d}"),
        (f"SUMMARY;LANGUAGE={commitment.language}", text(what % {"title": commitment.title})),
        ("DESCRIPTION", text(str(item.organisation))),
        ("URL", settings.SITE_URL + reverse("reporting:work")),
        ("TRANSP", "TRANSPARENT"),
        ("END", "VEVENT"),
    ]
