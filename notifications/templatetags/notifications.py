"""How many notifications are unread, for the frame of signed-in pages."""

from __future__ import annotations

from django import template

from notifications import inbox

register = template.Library()
_KEPT_AS = "_unread_notifications"


@register.simple_tag(takes_context=True)
def unread_notifications(context: template.Context) -> int:
    """The number for the person who is signed in, asked once a request: menu and title both show it."""
    user = context["user"]
    if not user.is_authenticated:
        return 0
    request = context["request"]
    if not hasattr(request, _KEPT_AS):
        setattr(request, _KEPT_AS, inbox.unread(user))
    return getattr(request, _KEPT_AS)
