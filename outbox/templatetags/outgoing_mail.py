"""What pages say about mail: which kinds there are, and that an address does not work."""

from __future__ import annotations

from typing import Any

from django import template

from outbox import kinds, suppression
from outbox.models import Message
from outbox.states import State

register = template.Library()
SHOWN = 3


@register.inclusion_tag("outbox/kinds.html")
def mail_kinds() -> dict[str, Any]:
    """The kinds of mail that people get, those that one can stop before the others."""
    described = [kind for kind in kinds.all_kinds() if kind.about]
    return {
        "stoppable": [kind for kind in described if kind.can_be_stopped],
        "certain": [kind for kind in described if not kind.can_be_stopped],
    }


@register.inclusion_tag("outbox/address_notice.html", takes_context=True)
def address_notice(context: template.Context, person: Any) -> dict[str, Any]:
    """Tells ``person`` that mail to them does not arrive, or may not have, and what to do; nothing where it does."""
    uncertain = Message.objects.filter(user=person.pk, state=State.UNCERTAIN).order_by("-pk")
    return {
        "address": person.email,
        "suppressed": suppression.is_suppressed(person.email),
        "uncertain": uncertain[:SHOWN],
        "csrf_token": context.get("csrf_token"),
    }
