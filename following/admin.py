"""How many follow, and since when, for administrators. An address is not shown; one that is known can be looked up."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from following.models import Follower
from outbox.admin import ReadOnlyAdmin


@admin.register(Follower)
class FollowerAdmin(ReadOnlyAdmin):
    """Looked at alone: who follows begins and ends it by themselves."""

    list_display = ["__str__", "language", "asked_at", "confirmed_at", "left_at", "followed"]
    list_filter = ["language"]
    search_fields = ["=email"]
    search_help_text = _("A full email address")
    fields = ("language", "asked_at", "confirmed_at", "left_at", "summarised_until", "followed")
    readonly_fields = fields

    def get_queryset(self, request: HttpRequest) -> QuerySet[Follower]:
        return super().get_queryset(request).annotate(number=Count("follows"))

    @admin.display(description=_("things followed"), ordering="number")
    def followed(self, follower: Follower) -> int:
        return follower.number  # type: ignore[attr-defined]  # annotated above
