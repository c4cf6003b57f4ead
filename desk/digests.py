"""One mail a week to each curator and administrator: what waits, and which organisations nobody speaks for."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from accounts.days import today_of
from accounts.models import Preferences
from accounts.permissions import is_administrator, is_curator
from desk.waiting import Group, groups_for
from identity.current import spoken
from outbox import kinds, queue
from outbox.models import Message, SuppressedAddress
from progress import mails, reminders
from stakeholders.models import Organisation

KIND = "desk"
NAMED = 20  # organisations without a focal point that the mail names
KEPT_FOR = datetime.timedelta(days=6)


def plan(*, now: datetime.datetime) -> int:
    """Queue the mail of this week for everybody who has none yet, for the morning of their Monday; how many are new."""
    people = Preferences.objects.filter(user__is_active=True).select_related("user")
    staff = people.filter(user__is_curator=True) | people.filter(user__is_superuser=True)
    reached = staff.exclude(user__email__in=SuppressedAddress.objects.values("address"))
    return len(queue.enqueue_all(_draft(one, now) for one in reached))


def _draft(one: Preferences, now: datetime.datetime) -> queue.Draft:
    today = today_of(one.user, now)
    monday = today - datetime.timedelta(days=today.weekday())
    morning = reminders.morning(one, monday)
    return queue.Draft(
        key=f"{KIND}|{one.user_id}|{monday.isoformat()}",
        kind=KIND,
        recipient=one.user.email,
        user=one.user,
        language=one.language,
        not_before=max(morning, now),
        expires_at=morning + KEPT_FOR,
    )


def write(message: Message) -> kinds.EmailContent | None:
    """What waits as it is sent; None for whoever is no curator or administrator any more, and where nothing waits."""
    one = Preferences.objects.select_related("user").filter(user=message.user_id).first()
    if one is None or not (is_curator(one.user) or is_administrator(one.user)):
        return None
    if not reminders.may_be_reminded(one, on=today_of(one.user)):
        return None
    with translation.override(spoken(one.language)):
        context = {
            "groups": _waiting(one),
            "address": settings.SITE_URL + reverse("recommendations:curate"),
            **_without_focal_point(),
        }
    if not context["groups"] and not context["unspoken"]:
        return None
    unsubscribe = mails.unsubscribe_address(one)
    return mails.content("digest", one, context, unsubscribe=unsubscribe, folder="desk/mail")


def _waiting(one: Preferences) -> list[Group]:
    """What waits for the person, but for what the mail says in a part of its own."""
    groups = [
        Group(group.title, [line for line in group.lines if line.number and line.key != "nobody"])
        for group in groups_for(one.user)
    ]
    return [group for group in groups if group.lines]


def _without_focal_point() -> dict[str, object]:
    """The organisations that nobody speaks for, each with its page: the first of them, and how many there are."""
    rows = Organisation.objects.orphaned().order_by("name", "pk")
    number = rows.count()
    pages = [
        (one.name, settings.SITE_URL + reverse("stakeholders:organisation_detail", args=[one.slug]))
        for one in rows[:NAMED]
    ]
    return {"unspoken": pages, "unspoken_number": number, "unspoken_more": max(0, number - NAMED)}
