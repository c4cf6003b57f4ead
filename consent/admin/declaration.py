"""Editing what the site declares that it stores. It takes effect with the next published notice."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from ..models import DeclaredItem, DeclaredItemText
from .seen import SeenForm


class ListField(forms.CharField):
    """A list of short texts, one a line. Empty: null, "not stated yet"."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str] | None:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        return lines or None


class DeclaredItemForm(SeenForm):
    """An item; "nobody else" is a tick, so that an empty list is always meant."""

    data_types = ListField(
        label=_("Kinds of data"), required=False, help_text=_("Short names, one per line, such as “random-number”.")
    )
    nobody_else = forms.BooleanField(label=_("Nobody besides the controller receives it"), required=False)
    third_parties = ListField(
        label=_("Recipients besides the controller"), required=False, help_text=_("One per line.")
    )

    class Meta:
        model = DeclaredItem
        fields = (
            "key",
            "category",
            "kind",
            "name",
            "domain",
            "path",
            "provider",
            "lifetime",
            "lifetime_seconds",
            "data_types",
            "nobody_else",
            "third_parties",
            "seen",
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["nobody_else"].initial = self.instance.third_parties == []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("nobody_else"):
            if cleaned.get("third_parties"):
                self.add_error("third_parties", _("Name the recipients or tick that there are none, not both."))
            cleaned["third_parties"] = []
        if cleaned.get("lifetime") == "fixed" and not cleaned.get("lifetime_seconds"):
            self.add_error("lifetime_seconds", _("A fixed time needs its seconds."))
        if cleaned.get("lifetime") != "fixed":
            cleaned["lifetime_seconds"] = None
        return cleaned


class DeclaredItemTextInline(admin.StackedInline):
    model = DeclaredItemText
    extra = 0


@admin.register(DeclaredItem)
class DeclaredItemAdmin(admin.ModelAdmin):
    """Items by category. A change here shows to visitors when the next notice is published."""

    form = DeclaredItemForm
    inlines = [DeclaredItemTextInline]
    list_display = ("name", "kind", "category", "lifetime")
    list_filter = ("category", "kind")
    search_fields = ("key", "name")

    def get_readonly_fields(self, request: Any, obj: DeclaredItem | None = None) -> tuple[str, ...]:
        return ("key",) if obj else ()
