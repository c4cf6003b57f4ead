"""What pages of work show of the desk."""

from typing import Any

from django import template

from accounts.days import today_of
from desk import menu, reporting, waiting

register = template.Library()


@register.inclusion_tag("desk/parts/menu.html", takes_context=True)
def curate_menu(context: template.Context) -> dict[str, Any]:
    """The places of curators and administrators, on their own pages alone."""
    request, user = context.get("request"), context.get("user")
    if request is None or not user or not user.is_authenticated or not user.is_staff or not menu.is_of_desk(request):
        return {"places": []}
    return {"places": menu.places_for(user, request)}


@register.inclusion_tag("desk/parts/waiting.html", takes_context=True)
def what_waits(context: template.Context) -> dict[str, Any]:
    """All that waits for the person, and how the reporting period stands."""
    user = context["user"]
    return {
        "groups": waiting.groups_for(user),
        "standing": reporting.standing(on=today_of(user)) if user.is_curator else None,
    }
