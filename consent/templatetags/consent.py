"""Tags for any page: the banner, the head that it needs, and scripts that wait for consent."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString

from consent import conf, notices
from consent.categories import OPTIONAL
from consent.views.pages import text_direction

register = template.Library()

# Stands for the address of the page in a banner that is drawn for all of them; no written text holds it.
ADDRESS = "\ue000address\ue000"


@register.inclusion_tag("consent/head.html")
def consent_head() -> dict[str, Any]:
    """The app's style and script, for a page's head, before any script that asks for consent.

    The same bytes for everyone. ``since``: the lowest notice whose answers stand, for preferences, statistics,
    marketing, and for a refusal.
    """
    notice = notices.current()
    since = notice.asks_since if notice else {}
    return {
        "since": ".".join(str(since.get(key, 1)) for key in (*OPTIONAL, "new_purpose")),
        "cookie_name": conf.cookie_name(),
        "beacon": conf.visits_counted_by() == "beacon",
    }


@register.simple_tag(takes_context=True)
def consent_banner(context: dict[str, Any]) -> SafeString:
    """The question, as a plain form. The same bytes for everyone who opens this address in this language.

    Put it at the end of the body. Renders nothing without a published notice, and on pages that hold the whole form.
    """
    notice = notices.current()
    if notice is None or context.get("consent_form_on_page"):
        return SafeString("")
    language = translation.get_language() or ""
    if language not in notice.banners:
        notice.banners[language] = _drawn(notice, language)
    before, after = notice.banners[language]
    request = context.get("request")
    address = request.get_full_path() if request is not None and request.method == "GET" else ""
    return SafeString(f"{before}{escape(address)}{after}")


def _drawn(notice: notices.CurrentNotice, language: str) -> tuple[str, str]:
    """The banner as it stands on every page in this language, cut in two where the page's address belongs."""
    text = notice.text(language)
    context = {
        "notice": notice,
        "text": text,
        "text_direction": text_direction(text.language),
        "language": language,
        "next": ADDRESS,
    }
    before, _address, after = render_to_string("consent/banner.html", context).rpartition(ADDRESS)
    return before, after


@register.simple_tag
def gated_script(category: str, path: str) -> SafeString:
    """A script of this site's own that runs only in browsers whose visitor said yes to ``category``.

    ``path`` is a static file's. The page stays the same for everyone: the browser looks at its own cookie.
    """
    if category not in OPTIONAL:
        raise template.TemplateSyntaxError(f"{category!r} is none of the optional categories {OPTIONAL}.")
    return format_html('<template data-consent-script="{}" data-src="{}"></template>', category, static(path))


@register.filter
def grants(consent: Any, category: str) -> bool:
    """``{% if request.consent|grants:"statistics" %}``. For pages that no shared cache keeps."""
    return consent.allows(category)
