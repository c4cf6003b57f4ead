"""Tokens and what was done with them, for administrators to look at: nothing is changed here."""

from __future__ import annotations

from django.contrib import admin

from recommendations.read_only_admin import ReadOnlyAdmin
from submissions.models import AccessToken, ApiAct, SheetUpload


@admin.register(AccessToken)
class AccessTokenAdmin(ReadOnlyAdmin):
    list_display = ["name", "organisation", "scope", "acts_for", "expires_at", "last_used_on", "revoked_at"]
    list_select_related = ["organisation", "acts_for"]
    search_fields = ["name", "prefix", "organisation__name"]
    exclude = ["digest"]


@admin.register(ApiAct)
class ApiActAdmin(ReadOnlyAdmin):
    list_display = ["at", "token", "what", "report", "status", "by"]
    list_select_related = ["token", "by"]
    date_hierarchy = "at"
    exclude = ["answer", "key", "request_digest"]


@admin.register(SheetUpload)
class SheetUploadAdmin(ReadOnlyAdmin):
    list_display = ["file_name", "organisation", "uploaded_at", "uploaded_by", "applied_at", "changed_count"]
    list_select_related = ["organisation", "uploaded_by"]
    exclude = ["content"]
