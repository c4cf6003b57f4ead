"""The mail itself: what a kind wrote, put into an envelope with the headers that every mail of ours carries."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from outbox.kinds import Letter
from outbox.models import Message


def compose(message: Message, letter: Letter) -> EmailMultiAlternatives:
    """The mail for one message: always the same Message-ID, no auto-replies, one-click unsubscribing if it may be."""
    headers = {**letter.headers, "Message-ID": f"<{message.message_id}>", "Auto-Submitted": "auto-generated"}
    if letter.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{letter.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(
        letter.subject, letter.text, settings.DEFAULT_FROM_EMAIL, [message.recipient], headers=headers
    )
    if letter.html:
        mail.attach_alternative(letter.html, "text/html")
    return mail


def envelope_address(address: str) -> str:
    """The bare address for MAIL FROM and RCPT TO, an international domain in its ASCII form."""
    return sanitize_address(address, settings.DEFAULT_CHARSET).rpartition("<")[2].rstrip(">")
