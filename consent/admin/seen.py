"""Saving over what somebody else saved meanwhile: a form remembers what was stored when it was opened."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.serializers import serialize
from django.db.models import Model
from django.utils.translation import gettext_lazy as _


def fingerprint(row: Model) -> str:
    """A digest of a row and of its words in each language (``texts``), as they are stored now."""
    stored = type(row)._default_manager.get(pk=row.pk)
    texts = stored.texts.order_by("pk")  # type: ignore[attr-defined]  # both models have them
    return hashlib.sha256(serialize("json", [stored, *texts]).encode()).hexdigest()


class SeenForm(forms.ModelForm):
    """Refuses to save over another state than the one it was opened with. Everything typed stays in the form, and
    sending it again is a decision about what is stored by then.
    """

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["seen"].initial = fingerprint(self.instance)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.instance.pk and cleaned.get("seen") != (now := fingerprint(self.instance)):
            self.data = {**self.data, self.add_prefix("seen"): now}
            raise ValidationError(
                _(
                    "This was saved by somebody else, or in another tab, while you were writing. Nothing was saved "
                    "now, and everything you typed is below. Open this page in another tab to see what is stored; "
                    "saving again takes its place."
                ),
                code="changed_meanwhile",
            )
        return cleaned
