"""The mail that carries an invitation's link, in the recipient's language, as text and HTML.

It is planned with the invitation and written when it is sent. The link is worked out then, and rests in no queue.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.template.loader import render_to_string
from django.utils import timezone, translation

from accounts.days import today_of
from accounts.invitation_links import link_of, still_opens
from accounts.invitation_words import purposes
from accounts.models import Invitation, User
from identity.current import mail_frame, spoken, with_header
from outbox import kinds, queue
from outbox.models import Message, Priority
from outbox.states import State

INVITATION = "accounts.invitation"


def plan(invitation: Invitation) -> None:
    """Queue the mail with the invitation's present link, in the transaction that makes it."""
    queue.enqueue(
        key=_key(invitation),
        kind=INVITATION,
        recipient=invitation.email,
        language=invitation.language,
        payload={"invitation": invitation.pk, "digest": invitation.token_digest},
        expires_at=invitation.expires_at,
        priority=Priority.URGENT,
    )


def write(message: Message) -> kinds.EmailContent | None:
    """What the mail says; None when the invitation is closed or has another link by now."""
    invitation = Invitation.objects.select_related("invited_by").filter(pk=message.payload["invitation"]).first()
    if invitation is None or invitation.token_digest != message.payload["digest"]:
        return None
    if invitation.state(on=timezone.now()) != "open" or not still_opens(invitation):
        return None
    subject, text, html = render(invitation=invitation, link=link_of(invitation))
    return kinds.EmailContent(subject=subject, text=text, html=html)


def render(*, invitation: Invitation, link: str) -> tuple[str, str, str]:
    """Subject (one line), plain text and HTML of the mail. Reads only."""
    context = {
        "invitation": invitation,
        "inviter": str(invitation.invited_by) if invitation.invited_by else "",
        "link": link,
        **mail_frame(),
        "expires_on": today_of(User.objects.filter(email=invitation.email).first(), invitation.expires_at),
    }
    with translation.override(spoken(invitation.language)):
        context |= {"language": translation.get_language(), "bidi": translation.get_language_bidi()}
        context["purposes"] = purposes(invitation)
        subject = " ".join(render_to_string("accounts/mail/invitation_subject.txt", context).split())
        text = with_header(render_to_string("accounts/mail/invitation.txt", context))
        html = render_to_string("accounts/mail/invitation.html", context)
    return subject, text, html


def note_sent(*, message: Message, **kwargs) -> None:
    """Remember when the mail server took the mail of an invitation's present link. A receiver of ``message_sent``."""
    if message.kind == INVITATION:
        invitation = Invitation.objects.filter(pk=message.payload["invitation"], token_digest=message.payload["digest"])
        invitation.update(sent_at=timezone.now())


def undeliverable(invitations: Iterable[Invitation]) -> set[int]:
    """The ids of those whose mail could not be delivered, or may have got lost on the way. One query."""
    by_key = {_key(one): one.pk for one in invitations}
    lost = Message.objects.filter(occurrence_key__in=by_key, state__in=[State.FAILED, State.UNCERTAIN, State.CANCELLED])
    return {by_key[key] for key in lost.values_list("occurrence_key", flat=True)}


def _key(invitation: Invitation) -> str:
    return f"invitation|{invitation.pk}|{invitation.token_digest[:32]}"
