"""Addresses that are not written to any more, and telling the administrators of each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from outbox import frame, queue
from outbox.claims import Reply
from outbox.kinds import EmailContent
from outbox.models import Message, SuppressedAddress

KIND = "outbox.address-suppressed"
_ENHANCED = re.compile(r"^(5\.\d{1,3}\.\d{1,3})\b")
_NO_SUCH_MAILBOX = ("5.1.", "5.2.1")


def is_suppressed(address: str) -> bool:
    """True when nothing may be sent to that address."""
    return SuppressedAddress.objects.filter(address=address.lower()).exists()


def suppressed_among(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses to which nothing may be sent, in lower case. One query."""
    wanted = [address.lower() for address in addresses]
    return set(SuppressedAddress.objects.filter(address__in=wanted).values_list("address", flat=True))


def is_hard_bounce(reply: Reply) -> bool:
    """True when the answer to RCPT TO says that the mailbox does not exist.

    Not so a full mailbox (5.2.2) or a policy (5.7.x): those pass. A server without enhanced codes (RFC 3463) is taken
    at its basic code. A refusal of the sender says nothing about the recipient.
    """
    if reply.to != "RCPT":
        return False
    enhanced = _ENHANCED.match(reply.words)
    if enhanced:
        return reply.permanent and enhanced[1].startswith(_NO_SUCH_MAILBOX)
    return reply.code in (550, 551, 553)


@transaction.atomic
def suppress(address: str, *, cause: SuppressedAddress.Cause, smtp_reply: str = "", tell: bool = True) -> bool:
    """Write to that address no more, and tell each active administrator by mail, once. False when it was known.

    ``tell`` False notes it alone. Call it also for a bounce or complaint that a mail provider reports.
    """
    row, new = SuppressedAddress.objects.get_or_create(
        address=address.lower(), defaults={"cause": cause, "smtp_reply": smtp_reply[:500]}
    )
    if new and tell:
        administrators = get_user_model().objects.filter(is_superuser=True, is_active=True)
        queue.enqueue_all(_notice(row, person) for person in administrators.exclude(email=row.address))
    return new


def _notice(row: SuppressedAddress, person) -> queue.Draft:
    return queue.Draft(
        key=f"address-suppressed|{row.pk}|{person.pk}",
        kind=KIND,
        recipient=person.email,
        user=person,
        payload={"suppression": row.pk},
        expires_at=timezone.now() + timedelta(days=7),
    )


def write_notice(message: Message) -> EmailContent | None:
    """The mail that tells an administrator; None when the address is written to again or they are one no more."""
    row = SuppressedAddress.objects.filter(pk=message.payload["suppression"]).first()
    person = message.user
    if row is None or person is None or not (person.is_active and person.is_superuser):
        return None
    facts = {
        "suppressed": row,
        "site_name": frame.site_name(),
        "address": settings.SITE_URL + reverse("admin:outbox_suppressedaddress_changelist"),
    }
    return EmailContent(
        subject=_("Emails to %(address)s do not arrive") % {"address": row.address},
        text=render_to_string("outbox/address_suppressed.txt", facts),
        html=render_to_string("outbox/address_suppressed.html", facts),
    )
