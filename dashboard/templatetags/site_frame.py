"""What stands around every page: menus, the language switch, the canonical address."""

from html import escape

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from dashboard import navigation
from dashboard.shown import query_shown

register = template.Library()

QUERY = "\ue000query\ue000"  # in no address


@register.simple_tag(takes_context=True)
def public_menu(context: template.Context) -> SafeString:
    """The public pages, the current one marked."""
    return _drawn(tuple(navigation.menu(navigation.PUBLIC_MENU, context.get("request"))))


@register.simple_tag
def footer_menu(signed_in: bool | None = False) -> SafeString:
    """Cookies, privacy, accessibility, open data; and the way in, for whoever is not ``signed_in``."""
    return _drawn(tuple(navigation.menu(navigation.FOOTER_MENU + ([] if signed_in else navigation.SIGN_IN), None)))


@register.simple_tag(takes_context=True)
def work_menu(context: template.Context) -> SafeString:
    """The signed-in pages that this person may open. Reads ``user``: never for public pages."""
    return _drawn(tuple(navigation.menu(navigation.work_menu(context["user"]), context.get("request"))))


def _drawn(items: tuple[navigation.MenuItem, ...]) -> SafeString:
    return render_to_string("components/menu.html", {"items": items})


@register.simple_tag(takes_context=True)
def languages(context: template.Context) -> SafeString:
    """This page in the other languages, each named in its own."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    links = _languages(navigation.path_without_language(request.path))
    return SafeString(links.replace(QUERY, escape(navigation.query_of(request))))


def _languages(path: str) -> SafeString:
    """The links, with ``QUERY`` where the page's query goes."""
    return render_to_string("components/languages.html", {"links": navigation.language_links(path, QUERY)})


@register.simple_tag(takes_context=True)
def alternates(context: template.Context) -> SafeString:
    """``canonical`` and ``hreflang`` links of a public page, with the filters and the day that it shows."""
    links = _alternates(navigation.path_without_language(context["request"].path), settings.SITE_URL)
    return SafeString(links.replace(QUERY, escape(query_shown(context))))


def _alternates(path: str, base: str) -> SafeString:
    """The links, with ``QUERY`` where the page's query goes."""
    links = [(code, base + navigation.localised(path, code) + QUERY) for code, _name in settings.LANGUAGES]
    context = {"canonical": base + navigation.localised(path) + QUERY, "links": links, "default": base + path + QUERY}
    return render_to_string("components/alternates.html", context)


@register.simple_tag
def page_address(path: str) -> str:
    """A path of the site, such as ``/cookies/``, in the language of the page."""
    return navigation.localised(path)
