"""What stands around every page: menus, the language switch, the canonical address."""

from typing import Any

from django import template
from django.conf import settings

from dashboard import navigation
from dashboard.shown import query_shown
from identity.current import offered_languages

register = template.Library()


@register.inclusion_tag("components/menu.html", takes_context=True)
def public_menu(context: template.Context) -> dict[str, Any]:
    """The public pages, the current one marked."""
    return {"items": navigation.menu(navigation.PUBLIC_MENU, context.get("request"))}


@register.inclusion_tag("components/menu.html")
def footer_menu(signed_in: bool | None = False) -> dict[str, Any]:
    """About, cookies, privacy, accessibility; and the way in, for whoever is not ``signed_in``."""
    return {"items": navigation.menu(navigation.FOOTER_MENU + ([] if signed_in else navigation.SIGN_IN), None)}


@register.inclusion_tag("components/menu.html", takes_context=True)
def work_menu(context: template.Context) -> dict[str, Any]:
    """The signed-in pages that this person may open. Reads ``user``: never for public pages."""
    return {"items": navigation.menu(navigation.work_menu(context["user"]), context.get("request"))}


@register.inclusion_tag("components/languages.html", takes_context=True)
def languages(context: template.Context) -> dict[str, Any]:
    """This page in the other languages, each named in its own."""
    request = context.get("request")
    if request is None:
        return {}
    path = navigation.path_without_language(request.path)
    return {"links": navigation.language_links(path, navigation.query_of(request))}


@register.inclusion_tag("components/alternates.html", takes_context=True)
def alternates(context: template.Context) -> dict[str, Any]:
    """``canonical`` and ``hreflang`` links of a public page, with the filters and the day that it shows."""
    path, query = navigation.path_without_language(context["request"].path), query_shown(context)
    base = settings.SITE_URL
    return {
        "canonical": base + navigation.localised(path) + query,
        "links": [(code, base + navigation.localised(path, code) + query) for code, _name in offered_languages()],
        "default": base + path + query,
    }


@register.simple_tag
def page_address(path: str) -> str:
    """A path of the site, such as ``/cookies/``, in the language of the page."""
    return navigation.localised(path)
