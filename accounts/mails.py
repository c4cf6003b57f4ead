"""The mail that signing in and changing one's account ask for: planned in the request, written when it is sent.

No link rests in the queue. A reset or a confirmation is signed when its mail is written, from the row that it is about,
so a copy of the database opens nothing, and no request waits for a mail server.
"""

from __future__ import annotations

import uuid
import zoneinfo
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts import account_mail, invitation_mail
from accounts.models import User
from identity.current import in_offered_language, mail_frame, site_name, with_header
from outbox import kinds, queue
from outbox.models import Message, Priority

OWN = "accounts.own"
RESET, CONFIRM = "account/email/password_reset_key", "account/email/email_confirmation"
UNKNOWN = "account/email/unknown_account"
FACTS = ("ip", "user_agent", "from_email", "to_email", "deleted_email")  # what a mail says besides its template
KEPT_DAYS = 7  # long enough to see whether a mail went out; they name addresses and networks


def plan(*, template: str, email: str, context: Mapping[str, Any]) -> None:
    """Queue one of allauth's mails, for somebody who waits for it. Known and unknown addresses cost the same."""
    lives = {RESET: timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)}
    facts = {name: str(context[name]) for name in FACTS if name in context}
    if template == CONFIRM:
        facts["person"] = context["user"].pk
    queue.enqueue(
        key=f"account|{uuid.uuid4()}",
        kind=OWN,
        recipient=email,
        user=context["user"] if template == RESET else None,
        language=translation.get_language() or settings.LANGUAGE_CODE,
        payload=facts
        | {"template": template, "at": timezone.now().isoformat(), "zone": timezone.get_current_timezone_name()},
        expires_at=timezone.now() + lives.get(template, timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)),
        priority=Priority.URGENT,
    )


def plan_reset(*, email: str, person: User | None) -> None:
    """Queue a link for a new password, or a word that there is no such account, or that it has no password."""
    plan(template=RESET if person else UNKNOWN, email=email, context={"user": person})


@in_offered_language
def write(message: Message) -> kinds.EmailContent | None:
    """What the mail says, with a link that is made now; None when there is nothing left that it could open."""
    facts = message.payload
    links = _links(message)
    if links is None:
        return None
    context = facts | links | {
        "email": message.recipient,
        "current_site": SimpleNamespace(name=site_name(), domain=settings.SITE_URL),
        **mail_frame(),
        "timestamp": datetime.fromisoformat(facts["at"]),
    }  # fmt: skip
    with timezone.override(zoneinfo.ZoneInfo(facts["zone"])):
        subject = render_to_string(f"{facts['template']}_subject.txt", context)
        text = with_header(render_to_string(f"{facts['template']}_message.txt", context).strip())
    return kinds.EmailContent(subject=" ".join(subject.split()), text=text + "\n")


def _links(message: Message) -> dict[str, str] | None:
    template, adapter = message.payload["template"], get_adapter()
    if template == RESET and message.user_id:
        person = User.objects.get(pk=message.user_id)
        key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
        return {"password_reset_url": adapter.get_reset_password_from_key_url(key)}
    if template == CONFIRM:
        waiting = EmailAddress.objects.filter(
            user=message.payload["person"], email=message.recipient, verified=False
        ).first()
        confirmation = EmailConfirmationHMAC(waiting)
        return {"activate_url": adapter.get_email_confirmation_url(None, confirmation)} if waiting else None
    return {}


def register() -> None:
    """Register the kinds of account mail with the outbox. None counts in the cap of a day: somebody waits for it."""
    kinds.register(
        OWN,
        write,
        capped=False,
        tells_of_bounces=False,
        kept_days=KEPT_DAYS,
        about=_(
            "Links for your account that you asked for, and news of its password, address and two-step verification."
        ),
    )
    kinds.register(
        account_mail.EVENT,
        account_mail.write,
        capped=False,
        kept_days=KEPT_DAYS,
        about=_("Somebody else changed your account, roles or access tokens that concern you."),
    )
    kinds.register(
        invitation_mail.INVITATION,
        invitation_mail.write,
        capped=False,
        tells_of_bounces=False,
        kept_days=KEPT_DAYS,
        about=_("Somebody invites you to the site or to an organisation."),
    )
