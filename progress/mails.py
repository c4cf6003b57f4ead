"""What mails about reporting say. Each asks again, at the moment of sending, whether it is still owed."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from accounts.days import zone_of
from accounts.models import Preferences
from outbox import kinds
from outbox.models import Message
from progress import notices, reminders
from progress.models import ReportEvent, ReviewState


def _letter(name: str, preferences: Preferences, context: dict[str, object]) -> kinds.Letter:
    """Subject, text and HTML of ``templates/progress/mail/<name>*``, in the person's language and time zone."""
    with translation.override(preferences.language), timezone.override(zone_of(preferences.user)):
        unsubscribe = settings.SITE_URL + reverse(
            "progress:unsubscribe", kwargs={"token": preferences.unsubscribe_token}
        )
        context = context | {
            "person": preferences.user,
            "site_name": settings.SITE_NAME,
            "site": settings.SITE_URL,
            "language": translation.get_language(),
            "bidi": translation.get_language_bidi(),
            "unsubscribe": unsubscribe,
            "preferences": settings.SITE_URL + reverse("accounts:preferences"),
        }
        return kinds.Letter(
            subject=" ".join(render_to_string(f"progress/mail/{name}_subject.txt", context).split()),
            text=render_to_string(f"progress/mail/{name}.txt", context),
            html=render_to_string(f"progress/mail/{name}.html", context),
            unsubscribe_url=unsubscribe,
        )


def digest(message: Message) -> kinds.Letter | None:
    """One person's list of what waits; None when nothing waits any more or they no longer want it."""
    preferences = Preferences.objects.select_related("user").filter(user=message.user_id).first()
    on = datetime.date.fromisoformat(message.payload["on"])
    if preferences is None or not reminders.may_be_reminded(preferences, on=on):
        return None
    work = reminders.work_of(preferences.user, on=on)
    if not reminders.waiting(work):
        return None
    with translation.override(preferences.language):
        address = settings.SITE_URL + reverse("reporting:work")
    return _letter("digest", preferences, {"work": work, "on": on, "address": address})


def report_returned(message: Message) -> kinds.Letter | None:
    """That a report came back and why; None when it has moved on since, or its owner has changed."""
    event = ReportEvent.objects.select_related("report__commitment", "report__organisation").filter(
        pk=message.payload["event"]
    )
    found = event.first()
    report = found.report if found else None
    if found is None or report is None or (report.review_state, report.returned_at) != (ReviewState.RETURNED, found.at):
        return None
    person = notices.owner_of(report)
    if person is None or person.pk != message.user_id:
        return None
    preferences = Preferences.objects.select_related("user").get(user=person)
    with translation.override(preferences.language):
        address = settings.SITE_URL + reverse("reporting:report", kwargs={"pk": found.report_id})
    return _letter("report_returned", preferences, {"event": found, "report": report, "address": address})


def register() -> None:
    """Make both kinds known to the outbox."""
    kinds.register(reminders.DIGEST, digest)
    kinds.register(notices.RETURNED, report_returned, capped=False)
