"""The form of all translations of one object: each text beside its original, its origin, and whether it was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import catalogue, three_way, translating
from .catalogue_fields import FIRST_YEAR, LAST_YEAR
from .catalogue_fields import text as text_check
from .models import Provenance, Translation
from .step_forms import ReasonField, add_errors
from .translating import Said
from .translations import Text, direction_of, original


@dataclass(frozen=True)
class Beside:
    """One language of one text, as the page shows it beside the original."""

    code: str
    name: str
    direction: str
    text: BoundField
    provenance: BoundField
    year: BoundField
    checked: BoundField | None
    is_outdated: bool
    to_check: bool


class TranslationsForm(forms.Form):
    """Every translation of one object, the reason, and the version that the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, instance: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance = instance
        self.kept = translating.kept(instance)
        self.languages = translating.languages_of(instance)
        for field in instance.translatable:
            for code, _name in self.languages:
                self._add(field, code, self.kept.get((field, code)))
        self.fields["reason"] = ReasonField(
            label=_("Reason for this change"), required=catalogue.reason_needed(catalogue.edition_of(instance))
        )
        self.initial["seen"] = translating.version_of_all(instance)
        three_way.remember(self)

    def _add(self, field: str, code: str, row: Translation | None) -> None:
        name = f"{field}-{code}"
        rows = 2 if getattr(self.instance._meta.get_field(field), "max_length", None) else 4
        label = capfirst(str(self.instance._meta.get_field(field).verbose_name))
        self.fields[name] = forms.CharField(
            label=label, required=False, widget=forms.Textarea(attrs={"rows": rows, "lang": code})
        )
        self.fields[f"{name}-provenance"] = forms.ChoiceField(label=_("Translated"), choices=Provenance)
        self.fields[f"{name}-year"] = forms.IntegerField(
            label=_("In the year"),
            required=False,
            validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
        )
        self.fields[f"{name}-checked"] = forms.BooleanField(
            label=_("I have checked that it says what the original says"), required=False
        )
        self.initial[f"{name}-provenance"] = row.provenance if row else Provenance.HUMAN
        if row:
            self.initial[name], self.initial[f"{name}-year"] = row.text, row.year

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        check = text_check(Translation, "text", blank=True)
        for field in self.instance.translatable:
            for code, _name in self.languages:
                self._clean_text(f"{field}-{code}", check)
        nothing = not three_way.differs(cast("QueryDict", self.data), type(self)(instance=self.instance))
        if nothing and "reason" in self.errors and not str(self.data.get("reason", "")).strip():
            del self.errors["reason"]
            data["reason"] = ""
        return data

    def _clean_text(self, name: str, check: Any) -> None:
        try:
            self.cleaned_data[name] = check(self.cleaned_data.get(name, ""))
        except ValueError as error:
            self.add_error(name, capfirst(f"{error}."))

    @property
    def sections(self) -> Iterator[tuple[str, Text, list[Beside]]]:
        """Each field: its name, its original, and every language beside it."""
        for field in self.instance.translatable:
            label = capfirst(str(self.instance._meta.get_field(field).verbose_name))
            yield label, original(self.instance, field), [self._beside(field, *one) for one in self.languages]

    def _beside(self, field: str, code: str, name: str) -> Beside:
        row, of = self.kept.get((field, code)), f"{field}-{code}"
        outdated, to_check = bool(row and translating.is_outdated(row, self.instance)), bool(row and row.to_check)
        checked = self[f"{of}-checked"] if outdated or to_check else None
        parts = self[of], self[f"{of}-provenance"], self[f"{of}-year"]
        return Beside(code, name, direction_of(code), *parts, checked, outdated, to_check)

    def said(self) -> list[Said]:
        """What the person wants every text to be."""
        data = self.cleaned_data
        return [
            Said(
                field,
                code,
                data[f"{field}-{code}"],
                data[f"{field}-{code}-provenance"],
                data[f"{field}-{code}-year"],
                data[f"{field}-{code}-checked"],
            )
            for field in self.instance.translatable
            for code, _name in self.languages
        ]

    def apply(self, *, by: Any) -> int | None:
        """Call the verb; None when it refused and the form now says why. Raises ChangedMeanwhileError."""
        try:
            return translating.save_all(
                instance=self.instance,
                said=self.said(),
                seen=self.cleaned_data["seen"],
                reason=self.cleaned_data["reason"],
                by=by,
            )
        except ValidationError as error:
            add_errors(self, error)
            return None

    def merged(self) -> three_way.Merge:
        """What was typed, merged text by text with what is saved now, over which the next attempt then stands."""
        now = type(self)(instance=self.instance)
        last = Translation.history.filter(
            subject=self.instance._meta.label_lower, object_id=self.instance.pk
        ).select_related("history_user").order_by("history_id").last()  # fmt: skip
        by, at = (last.history_user, last.history_date) if last else (None, None)
        merge = three_way.merge(cast("QueryDict", self.data), now, by=by, at=at)
        merge.data["seen"] = str(translating.version_of_all(self.instance))
        return merge
