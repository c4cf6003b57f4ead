"""Pages of words: about, method, privacy, accessibility."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dashboard.caching import published_page
from dashboard.catalogue import catalogue
from dashboard.filters import read_nothing
from dashboard.method import PARAGRAPHS
from dashboard.own_texts import own_text
from identity.current import site


@published_page
def about(request: HttpRequest) -> HttpResponse:
    """``/about/``: what is tracked, who checks it, and what the editions found."""
    known = catalogue()
    parts = [(one, [finding for finding in known.findings if finding.edition_id == one.pk]) for one in known.editions]
    return render(request, "dashboard/about.html", {"editions": parts, "own": own_text("about")})


@published_page
def method(request: HttpRequest) -> HttpResponse:
    """``/method/``: how each number is made."""
    read_nothing(request)
    return render(request, "dashboard/method.html", {"paragraphs": PARAGRAPHS, "own": own_text("method")})


@published_page
def privacy(request: HttpRequest) -> HttpResponse:
    """``/privacy/``"""
    context = {
        "controller": site().controller,
        "processors": site().processors,
        "session_hours": settings.SESSION_COOKIE_AGE // 3600,
        "own": own_text("privacy"),
    }
    return render(request, "dashboard/privacy.html", context)


@published_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """``/accessibility/``"""
    return render(request, "dashboard/accessibility.html", {"own": own_text("accessibility")})
