"""Backups for administrators: when the last one was made, how large it is, and whether it was proved. To read only."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from gta.backups.models import Backup
from gta.backups.permissions import may_see


@admin.register(Backup)
class BackupAdmin(admin.ModelAdmin):
    list_display = ["started_at", "state", "size_in_words", "proved", "problem"]
    list_filter = ["state", "proved"]

    @admin.display(description=_("size"), ordering="size")
    def size_in_words(self, backup: Backup) -> str:
        return filesizeformat(backup.size)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Backup | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Backup | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Backup | None = None) -> bool:
        return may_see(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_see(request.user)
