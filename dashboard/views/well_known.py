"""What programs look for at fixed addresses: ``robots.txt``, the sitemap, and what stands under ``/.well-known/``."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.days import site_day
from dashboard import sitemaps
from dashboard.caching import published_page
from dashboard.filters import read_nothing
from dashboard.navigation import localised
from identity.current import offered_languages

# Signed-in pages, and forms that ask nothing of a reader; each stands in every language.
PRIVATE = ("/accounts/", "/admin/", "/curate/", "/reporting/", "/review/", "/notifications/", "/packs/pdf/", "/follow/")
# A security.txt should not be relied on for longer than a year (RFC 9116).
GOOD_FOR = datetime.timedelta(days=180)
XML = "application/xml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"


@published_page
def robots(request: HttpRequest) -> HttpResponse:
    """``/robots.txt``: everything public may be read; work pages ask for a password anyway."""
    private = [localised(path, code) for path in PRIVATE for code, _name in settings.LANGUAGES]
    context = {"private": private, "sitemap": settings.SITE_URL + reverse("data:sitemap")}
    return render(request, "dashboard/robots.txt", context, content_type=TEXT)


@published_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """``/sitemap.xml``: all addresses of a small site, else where its parts are."""
    read_nothing(request)
    items = sitemaps.everything()
    if items is not None:
        return render(request, "dashboard/sitemap.xml", {"items": items}, content_type=XML)
    addresses = [f"{settings.SITE_URL}/sitemap-{name}.xml" for name in sitemaps.parts()]
    return render(request, "dashboard/sitemap_index.xml", {"addresses": addresses}, content_type=XML)


@published_page
def sitemap_part(request: HttpRequest, name: str, number: str = "0") -> HttpResponse:
    """``/sitemap-<kind>-<number>.xml``"""
    read_nothing(request)
    items = sitemaps.part(name, int(number))
    if items is None:
        raise Http404
    return render(request, "dashboard/sitemap.xml", {"items": items}, content_type=XML)


@published_page
def security(request: HttpRequest) -> HttpResponse:
    """``/.well-known/security.txt`` (RFC 9116); it expires half a year from the day that it is asked for."""
    expires = datetime.datetime.combine(site_day() + GOOD_FOR, datetime.time.min, datetime.UTC)
    context = {
        "contacts": settings.SECURITY_CONTACTS,
        "expires": expires.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "languages": ", ".join(code for code, _name in offered_languages()),
        "canonical": settings.SITE_URL + request.path,
    }
    return render(request, "dashboard/security.txt", context, content_type=TEXT)


@published_page
def change_password(request: HttpRequest) -> HttpResponse:
    """``/.well-known/change-password``: where password managers send people."""
    return HttpResponseRedirect(reverse("account_change_password"))
