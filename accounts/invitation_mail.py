"""The mail that carries an invitation's link, in the recipient's language, as text and HTML."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.days import today_of
from accounts.invitation_words import purposes
from accounts.models import Invitation, User

logger = logging.getLogger(__name__)


def render(*, invitation: Invitation, link: str) -> tuple[str, str, str]:
    """Subject (one line), plain text and HTML of the mail. Reads only."""
    context = {
        "invitation": invitation,
        "inviter": str(invitation.invited_by) if invitation.invited_by else "",
        "link": link,
        "site_name": settings.SITE_NAME,
        "contact": settings.CONTACT_EMAIL,
        "expires_on": today_of(User.objects.filter(email=invitation.email).first(), invitation.expires_at),
    }
    with translation.override(invitation.language):
        context |= {"language": translation.get_language(), "bidi": translation.get_language_bidi()}
        context["purposes"] = purposes(invitation)
        subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split())
        text = render_to_string("accounts/mail/invitation.txt", context)
        html = render_to_string("accounts/mail/invitation.html", context)
    return subject, text, html


def send(*, invitation: Invitation, link: str) -> bool:
    """Hand the mail to the mail server and note when; False when the server did not take it.

    An invitation whose ``sent_at`` stays empty shows so to the inviter, who can send it again: the link itself is
    kept nowhere, so nothing can repeat it behind their back. Never raises for a mail server that is down.
    """
    subject, text, html = render(invitation=invitation, link=link)
    message = EmailMultiAlternatives(subject, text, to=[invitation.email], headers={"Auto-Submitted": "auto-generated"})
    message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("The mail of invitation %s could not be sent", invitation.pk)
        return False
    invitation.sent_at = timezone.now()
    Invitation.objects.filter(pk=invitation.pk, token_digest=invitation.token_digest).update(sent_at=invitation.sent_at)
    return True
