"""What pages say about mail: which kinds there are, and that an address does not work."""

from __future__ import annotations

from typing import Any

from django import template

from outbox import kinds, suppression

register = template.Library()


@register.inclusion_tag("outbox/kinds.html")
def mail_kinds() -> dict[str, Any]:
    """The kinds of mail that people get, those that one can stop before the others."""
    described = [kind for kind in kinds.all_kinds() if kind.about]
    return {
        "stoppable": [kind for kind in described if kind.can_be_stopped],
        "certain": [kind for kind in described if not kind.can_be_stopped],
    }


@register.inclusion_tag("outbox/address_notice.html")
def address_notice(person: Any) -> dict[str, Any]:
    """Tells ``person`` that mail to them does not arrive, and what to do; nothing where it does."""
    return {"address": person.email, "suppressed": suppression.is_suppressed(person.email)}
