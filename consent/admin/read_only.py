"""Bases for pages of the administration on which not everything can be changed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.http import HttpRequest

from ..models import NoticeVersion


class ReadOnlyAdmin(admin.ModelAdmin):
    """Rows are shown, and never added, changed or deleted."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DraftsOnly(BaseModelAdmin):
    """A notice, or the words of one, can be changed and deleted until it is published."""

    def has_change_permission(self, request: HttpRequest, obj: NoticeVersion | None = None) -> bool:
        return super().has_change_permission(request, obj) and not (obj and obj.is_published)

    def has_delete_permission(self, request: HttpRequest, obj: NoticeVersion | None = None) -> bool:
        return super().has_delete_permission(request, obj) and not (obj and obj.is_published)
