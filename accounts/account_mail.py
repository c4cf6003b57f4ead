"""Mail about changes of an account, to its owner and to administrators, in each one's language."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import AccountEvent, User
from identity.current import in_offered_language, mail_frame, with_header
from outbox import kinds, queue
from outbox.models import Message, Priority

EVENT = "accounts.event"
USEFUL_FOR = timedelta(days=7)


def plan(event: AccountEvent, addresses: Iterable[str], *, template: str, language: str) -> None:
    """Queue ``accounts/mail/<template>`` about ``event`` to each address by itself, in the event's transaction.

    It goes to these very addresses: the owner's old one must hear of a new one.
    """
    queue.enqueue_all(
        queue.Draft(
            key=f"account-event|{event.pk}|{template}|{hashlib.sha256(address.encode()).hexdigest()[:16]}",
            kind=EVENT,
            recipient=address,
            language=language,
            payload={"event": event.pk, "template": template},
            expires_at=timezone.now() + USEFUL_FOR,
            priority=Priority.URGENT,
        )
        for address in dict.fromkeys(addresses)
    )


@in_offered_language
def write(message: Message) -> kinds.EmailContent:
    """What the mail says about the event."""
    event = AccountEvent.objects.select_related("person", "by").get(pk=message.payload["event"])
    template = message.payload["template"]
    context = {
        "event": event,
        "person": event.person,
        "by": event.by,
        **mail_frame(),
        "site": settings.SITE_URL,
    }
    subject = " ".join(render_to_string(f"accounts/mail/{template}_subject.txt", context).split())
    text = with_header(render_to_string(f"accounts/mail/{template}.txt", context))
    return kinds.EmailContent(subject=subject, text=text)


def tell_owner(event: AccountEvent, addresses: Iterable[str]) -> None:
    """Tell the account's owner at all of these addresses."""
    plan(event, addresses, template="account_changed", language=event.person.preferences.language)


def tell_other_administrators(event: AccountEvent, *, and_the_person: bool = False) -> None:
    """Tell every administrator but the one who did it; the person whom it is about only with ``and_the_person``."""
    administrators = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=event.person_id)
    told = administrators | User.objects.filter(pk=event.person_id) if and_the_person else administrators
    for one in told.exclude(pk=event.by_id or 0).select_related("preferences"):
        plan(event, [one.email], template="roles_changed", language=one.preferences.language)
