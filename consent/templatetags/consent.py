"""Tags for any page: the banner, the head that it needs, and scripts that wait for consent."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils import translation

from consent import conf, notices
from consent.categories import OPTIONAL
from consent.views.pages import text_direction

register = template.Library()


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
def consent_banner(context: dict[str, Any]) -> str:
    """The question, as a plain form. The same bytes for everyone who opens this address in this language.

    Put it at the end of the body. Renders nothing without a published notice, and on pages that hold the whole form.
    """
    notice = notices.current()
    if notice is None or context.get("consent_form_on_page"):
        return ""
    language = translation.get_language() or ""
    text = notice.text(language)
    request = context.get("request")
    return render_to_string(
        "consent/banner.html",
        {
            "notice": notice,
            "text": text,
            "text_direction": text_direction(text.language),
            "language": language,
            "next": request.get_full_path() if request is not None and request.method == "GET" else "",
        },
    )


@register.inclusion_tag("consent/gated_script.html")
def gated_script(category: str, path: str) -> dict[str, str]:
    """A script of this site's own that runs only in browsers whose visitor said yes to ``category``.

    ``path`` is a static file's. The page stays the same for everyone: the browser looks at its own cookie.
    """
    if category not in OPTIONAL:
        raise template.TemplateSyntaxError(f"{category!r} is none of the optional categories {OPTIONAL}.")
    return {"category": category, "path": path}


@register.filter
def grants(consent: Any, category: str) -> bool:
    """``{% if request.consent|grants:"statistics" %}``. For pages that no shared cache keeps."""
    return consent.allows(category)
