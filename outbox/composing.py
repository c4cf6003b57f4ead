"""The mail itself: the content that a kind wrote, with the headers that every mail of ours carries."""

from __future__ import annotations

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address

from outbox import frame
from outbox.kinds import EmailContent
from outbox.models import Message


def compose(message: Message, content: EmailContent) -> EmailMultiAlternatives:
    """The mail for one message: always the same Message-ID, no auto-replies, one-click unsubscribing if it may be."""
    headers = {**content.headers, "Message-ID": f"<{message.message_id}>", "Auto-Submitted": "auto-generated"}
    if content.unsubscribe_url:
        headers["List-Unsubscribe"] = f"<{content.unsubscribe_url}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail = EmailMultiAlternatives(content.subject, content.text, frame.sender(), [message.recipient], headers=headers)
    if content.html:
        mail.attach_alternative(content.html, "text/html")
    return mail


def envelope_address(address: str) -> str:
    """The bare address for MAIL FROM and RCPT TO, an international domain in its ASCII form."""
    return sanitize_address(address, settings.DEFAULT_CHARSET).rpartition("<")[2].rstrip(">")
