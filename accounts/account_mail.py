"""Mail about changes of an account, to its owner and to administrators, in each one's language."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import AccountEvent, User

logger = logging.getLogger(__name__)


def send(event: AccountEvent, addresses: Iterable[str], *, template: str, language: str) -> None:
    """Send ``accounts/mail/<template>`` about ``event`` to each address by itself.

    Call it after the commit. A mail server that is down is logged: the change stands, and is in the audit.
    """
    context = {
        "event": event,
        "person": event.person,
        "by": event.by,
        "site_name": settings.SITE_NAME,
        "contact": settings.CONTACT_EMAIL,
    }
    with translation.override(language):
        subject = " ".join(render_to_string(f"accounts/mail/{template}_subject.txt", context).split())
        text = render_to_string(f"accounts/mail/{template}.txt", context | {"site": settings.SITE_URL})
    for address in dict.fromkeys(addresses):
        message = EmailMessage(subject, text, to=[address], headers={"Auto-Submitted": "auto-generated"})
        try:
            message.send()
        except (SMTPException, OSError):
            logger.exception("The mail about change %s of an account could not be sent", event.pk)


def tell_owner(event: AccountEvent, addresses: Iterable[str]) -> None:
    """Tell the account's owner at all of these addresses."""
    send(event, addresses, template="account_changed", language=event.person.preferences.language)


def tell_other_administrators(event: AccountEvent, *, and_the_person: bool = False) -> None:
    """Tell every administrator but the one who did it; the person whom it is about only with ``and_the_person``."""
    administrators = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=event.person_id)
    told = administrators | User.objects.filter(pk=event.person_id) if and_the_person else administrators
    for one in told.exclude(pk=event.by_id or 0).select_related("preferences"):
        send(event, [one.email], template="roles_changed", language=one.preferences.language)
