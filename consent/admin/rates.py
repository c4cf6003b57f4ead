"""Opt-in rates: by notice, language and day, never a person's choice, and no small figure."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from .. import rates, totals
from ..counting import counted_day
from ..models import DailyCount, PageView
from .read_only import ReadOnlyAdmin


class Totals(ReadOnlyAdmin):
    """A table that is only ever shown summed up: no row can be opened, added, changed or deleted."""

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if (getattr(url, "name", None) or "").endswith("_changelist")]

    def _summed(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return render(request, template, {**self.admin_site.each_context(request), "opts": self.opts, **context})


@admin.register(DailyCount)
class DailyCountAdmin(Totals):
    """How many said yes to what, by notice and language, and day by day."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {
            "title": gettext("Opt-in rates"),
            "by_notice": rates.by_notice(on=counted_day()),
            "by_day": rates.by_day(on=counted_day()),
            "small": totals.SMALL,
        }
        return self._summed(request, "consent/admin/rates.html", context)


@admin.register(PageView)
class PageViewAdmin(Totals):
    """What the statistics counted, as the public sees it too."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        context = {"title": gettext("Page views"), **totals.public_totals(on=counted_day())}
        return self._summed(request, "consent/admin/visits.html", context)
