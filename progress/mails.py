"""What mails about reporting say. Each asks again, at the moment of sending, whether it is still owed."""

from __future__ import annotations

import datetime
from collections.abc import Set as AbstractSet

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of, zone_of
from accounts.models import Preferences, User
from identity.current import mail_frame, spoken, with_header
from outbox import kinds
from outbox.models import Message
from progress import briefings, digests, notices, nudges, reminders, worklist
from progress.obligations import Key
from progress.worklist import Worklist


def content(
    name: str,
    preferences: Preferences,
    context: dict[str, object],
    *,
    unsubscribe: str = "",
    folder: str = "progress/mail",
) -> kinds.EmailContent:
    """Subject, text and HTML of the templates ``<folder>/<name>*``, in the person's language and time zone.

    ``unsubscribe`` is the address that stops mails of this kind; without one the mail does not offer it.
    """
    with translation.override(spoken(preferences.language)), timezone.override(zone_of(preferences.user)):
        context = context | {
            "person": preferences.user,
            **mail_frame(),
            "site": settings.SITE_URL,
            "language": translation.get_language(),
            "bidi": translation.get_language_bidi(),
            "unsubscribe": unsubscribe,
            "preferences": settings.SITE_URL + reverse("accounts:preferences"),
        }
        return kinds.EmailContent(
            subject=" ".join(render_to_string(f"{folder}/{name}_subject.txt", context).split()),
            text=with_header(render_to_string(f"{folder}/{name}.txt", context)),
            html=render_to_string(f"{folder}/{name}.html", context),
            unsubscribe_url=unsubscribe,
        )


def unsubscribe_address(preferences: Preferences) -> str:
    """Where the person stops all digests, without signing in."""
    with translation.override(spoken(preferences.language)):
        path = reverse("progress:unsubscribe", kwargs={"token": preferences.unsubscribe_token})
    return settings.SITE_URL + path


def digest(message: Message) -> kinds.EmailContent | None:
    """One person's list of what waits on the day it is sent; None when it is not owed, or they had one that day."""
    preferences = Preferences.objects.select_related("user").filter(user=message.user_id).first()
    if preferences is None:
        return None
    planned = datetime.date.fromisoformat(message.payload["on"])
    on = max(planned, today_of(preferences.user))
    work = reminders.worklist_to_send(message, on=on)
    if work is None:
        return None
    with translation.override(spoken(preferences.language)):
        context = {
            "on": on,
            "next_on": reminders.next_after(preferences, work),
            "work": work,
            "offered_address": settings.SITE_URL + reverse("stakeholders:carry_over"),
            "letter": digests.letter(work, links_for=preferences.user),
            "how_much": " ".join(render_to_string("progress/parts/how_much_waits.html", {"work": work}).split()),
            "address": settings.SITE_URL + reverse("reporting:work"),
            "calendar": settings.SITE_URL + reverse("reporting:calendar"),
            "often": preferences.get_digest_display(),
            "hour": datetime.time(preferences.digest_hour),
        }
    return content("digest", preferences, context, unsubscribe=unsubscribe_address(preferences))


def nudge(message: Message) -> kinds.EmailContent | None:
    """What a curator asks one person for; None when they may not be reminded any more, or none of it is owed."""
    preferences = Preferences.objects.select_related("user").filter(user=message.user_id).first()
    if preferences is None:
        return None
    on = today_of(preferences.user)
    keys = {(commitment, organisation) for commitment, organisation in message.payload["items"]}
    work = worklist.for_person(preferences.user, on=on)
    called = reminders.calls_for_a_digest(work, reminders.stands_in_for([preferences.user])[preferences.user.pk])
    keys &= {item.key for item in called}
    if not reminders.may_be_reminded(preferences, on=on):
        return None
    return nudge_content(preferences, work, keys, links_for=preferences.user)


def nudge_content(
    preferences: Preferences, work: Worklist, keys: AbstractSet[Key], *, links_for: User | None = None
) -> kinds.EmailContent | None:
    """The mail that asks for these reports of a person's list, in their language; None where none of them waits."""
    with translation.override(spoken(preferences.language)):
        letter = digests.letter(work, links_for=links_for, only=keys)
        context = {
            "letter": letter,
            "number": sum(len(group.entries) for group in letter.groups) + letter.more,
            "address": settings.SITE_URL + reverse("reporting:work"),
        }
    if not letter.groups:
        return None
    return content("nudge", preferences, context, unsubscribe=unsubscribe_address(preferences))


def report_returned(message: Message) -> kinds.EmailContent | None:
    """That a report came back, from whom and why; None when it has moved on since, or has another owner."""
    event = notices.event_of(message)
    person = notices.goes_to(message)
    if event is None or event.report is None or person is None or person.pk != message.user_id:
        return None
    preferences = Preferences.objects.select_related("user").get(user=person)
    with translation.override(spoken(preferences.language)):
        address = settings.SITE_URL + reverse("reporting:report", kwargs={"pk": event.report_id})
    return content(message.kind, preferences, {"event": event, "report": event.report, "address": address})


def change_refused(message: Message) -> kinds.EmailContent | None:
    """That a change of a published commitment was refused and why; None when its author may no longer write one."""
    found, person = notices.change_of(message), notices.author_of_change(message)
    if found is None or person is None:
        return None
    preferences = Preferences.objects.select_related("user").get(user=person)
    with translation.override(spoken(preferences.language)):
        address = settings.SITE_URL + reverse("stakeholders:commitment", kwargs={"pk": found.commitment_id})
    return content("change_refused", preferences, {"change": found, "address": address})


def thread_message(message: Message) -> kinds.EmailContent | None:
    """What was written to the person in a conversation since the first message of the day; None when it is gone."""
    found = notices.messages_of(message)
    if not found:
        return None
    preferences = Preferences.objects.select_related("user").get(user=message.user_id)
    thread = found[0].thread
    with translation.override(spoken(preferences.language)):
        address = settings.SITE_URL + reverse("reporting:thread", kwargs={"pk": thread.pk})
    return content("thread_message", preferences, {"thread": thread, "messages": found, "address": address})


MOST_IN_A_MAIL = 50  # commitments of a briefing; its page has them all


def handover(message: Message) -> kinds.EmailContent | None:
    """The briefing for whoever takes over from a colleague; None when they have left since."""
    found = briefings.to_send(message.payload["handover"])
    if found is None:
        return None
    preferences = Preferences.objects.select_related("user").get(user=found.receiver)
    commitments = list(found.commitments.order_by("title", "pk"))
    on = today_of(found.receiver)
    with translation.override(spoken(preferences.language)):
        address = settings.SITE_URL + reverse("reporting:briefing", kwargs={"pk": found.pk})
    context = {
        "handover": found,
        "number": len(commitments),
        "more": max(0, len(commitments) - MOST_IN_A_MAIL),
        "entries": briefings.entries(found.organisation, commitments[:MOST_IN_A_MAIL], on=on),
        "shows_words": True,
        "address": address,
    }
    return content(briefings.HANDOVER, preferences, context)


def register() -> None:
    """Register the kinds of mail with the outbox."""
    kinds.register(
        reminders.DIGEST,
        digest,
        about=_("Reminders: one email that lists your tasks, as often as you choose here."),
        can_be_stopped=True,
    )
    kinds.register(
        nudges.NUDGE,
        nudge,
        about=_("A curator reminds you of reports that are expected, once a week at most."),
        can_be_stopped=True,
    )
    kinds.register(
        notices.RETURNED,
        report_returned,
        capped=False,
        goes_to=notices.goes_to,
        about=_("A curator returned a report of yours for changes."),
    )
    kinds.register(
        notices.SENT_BACK,
        report_returned,
        capped=False,
        goes_to=notices.goes_to,
        about=_("Your focal point returned a report to you for changes instead of signing it off."),
    )
    kinds.register(
        notices.MESSAGE,
        thread_message,
        about=_("Somebody wrote to you about a commitment that needs help, or about a report under review."),
    )
    kinds.register(
        notices.CHANGE_REFUSED,
        change_refused,
        capped=False,
        goes_to=notices.author_of_change,
        about=_("A curator did not publish a change of a commitment that you wrote."),
    )
    kinds.register(
        briefings.HANDOVER,
        handover,
        capped=False,
        about=_("A colleague’s commitments were handed over to you: what was promised, and what is due."),
    )
