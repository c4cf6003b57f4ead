"""Snapshots for administrators: what there is, and taking one down for a reason that the public reads."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from opendata.models import Snapshot
from opendata.permissions import may_take_down
from opendata.snapshots import take_down


class TakeDownForm(forms.ModelForm):
    """The reason; a snapshot that is gone stays gone."""

    taken_down_reason = forms.CharField(
        label=_("Public reason for taking it down"),
        widget=forms.Textarea,
        help_text=_("Saving this permanently removes the file. Its web address will then show this reason."),
    )

    class Meta:
        model = Snapshot
        fields = ["taken_down_reason"]


@admin.register(Snapshot)
class SnapshotAdmin(admin.ModelAdmin):
    form = TakeDownForm
    list_display = ["day", "size", "sha256", "taken_down_at"]
    fields = ["day", "made_at", "size", "sha256", "taken_down_at", "taken_down_by", "taken_down_reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Snapshot | None = None) -> list[str]:
        reason = ["taken_down_reason"] if obj and obj.taken_down_at else []
        return ["day", "made_at", "size", "sha256", "taken_down_at", "taken_down_by", *reason]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        return may_take_down(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Snapshot | None = None) -> bool:
        return may_take_down(request.user) and (obj is None or obj.taken_down_at is None)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_take_down(request.user)

    def save_model(self, request: HttpRequest, obj: Snapshot, form: forms.ModelForm, change: bool) -> None:
        take_down(snapshot=obj, by=request.user, reason=form.cleaned_data["taken_down_reason"])
