"""Admin pages to look things up in: what is changed has its own page, with the verb, the version and the reason."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from simple_history.admin import SimpleHistoryAdmin


class ReadOnly:
    """Nothing is added, changed, deleted or reverted here, whatever the person's role."""

    change_form_template: Any = "admin/read_only_change_form.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changed_at(self, obj: Any) -> str:
        """The address of the page on which ``obj`` is changed; empty where there is none."""
        return ""

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kw: Any) -> HttpResponse:
        obj = kw.get("obj")
        context["changed_at"] = self.changed_at(obj) if obj is not None else ""
        return super().render_change_form(request, context, *args, **kw)  # type: ignore[misc]  # mixed into ModelAdmin


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    """A list and its entries."""


class ReadOnlyHistoryAdmin(ReadOnly, SimpleHistoryAdmin):
    """A list and its entries, each with its history."""

    history_list_display = ["history_change_reason"]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class ReadOnlyInline(ReadOnly, admin.TabularInline):
    """Rows shown with the object that they belong to."""

    extra = 0
    can_delete = False
    show_change_link = False
