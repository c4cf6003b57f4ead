"""Forms of the curators' pages. They collect and explain; ``catalogue`` and ``uploads`` do."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import catalogue, catalogue_fields, scheduling, three_way
from .catalogue_fields import FIRST_YEAR, LAST_POSITION, LAST_YEAR, Check, clean_text
from .models import (
    Edition,
    KeyFinding,
    Recommendation,
    ResponseArea,
    Translation,
    Word,
)
from .models.vocabulary import actor_choices, said
from .partial_dates import PartialDate
from .step_forms import ReasonField, add_errors, moment_field

#: The same ranges as in catalogue files; not every database refuses a number that is too large for its column.
_RANGES = {
    "position": [(MinValueValidator, 1), (MaxValueValidator, LAST_POSITION)],
    "year": [(MinValueValidator, FIRST_YEAR), (MaxValueValidator, LAST_YEAR)],
    "year_from": [(MinValueValidator, FIRST_YEAR), (MaxValueValidator, LAST_YEAR)],
}
#: What has a form of its own, as in catalogue files.
_PATTERNS = {
    "language": catalogue_fields.language,
    "slug": catalogue_fields.slug,
    "key": catalogue_fields.slug,
    "code": catalogue_fields.code,
    "reference": catalogue_fields.code,
}


class CatalogueForm(forms.ModelForm):
    """One object of the catalogue, the reason for its change, and the version that the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    patterns = _PATTERNS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = catalogue.version_of(self.instance)
        self.fields["reason"] = ReasonField(
            label=_("Reason for this change"), required=catalogue.reason_needed(catalogue.edition_of(self.instance))
        )
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4
            if name in _RANGES:
                field.validators += [validator(limit) for validator, limit in _RANGES[name]]
        three_way.remember(self)

    def _clean_fields(self) -> None:
        """What a file may not hold a form may not hold either: texts are cleaned by the same checks."""
        super()._clean_fields()  # type: ignore[misc]  # not in the stubs
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, str) and not isinstance(self.fields[name], forms.ChoiceField):
                try:
                    self.cleaned_data[name] = self._check_of(name)(value)
                except ValueError as error:
                    self.add_error(name, capfirst(f"{error}."))

    def clean(self) -> dict[str, Any]:
        """Nothing changed, so there is nothing to give a reason for: the verb then writes nothing."""
        data = super().clean() or self.cleaned_data
        said = str(self.data.get("reason", "")).strip()
        now = type(self)(instance=self.instance)
        if "reason" in self.errors and not said and not three_way.differs(cast("QueryDict", self.data), now):
            del self.errors["reason"]
            data["reason"] = ""
        return data

    def _check_of(self, name: str) -> Check:
        if name not in (self._meta.fields or []):
            return clean_text
        if name in self.patterns:
            return self.patterns[name](self._meta.model, name)
        return catalogue_fields.text(self._meta.model, name, blank=not self.fields[name].required)

    def values(self) -> dict[str, Any]:
        """The model's fields as the person wants them."""
        return {name: self.cleaned_data[name] for name in self._meta.fields or []}

    def addressees(self) -> list[str] | None:
        """The actor types addressed, for a recommendation."""
        return None

    def apply(self, *, by: Any) -> bool | None:
        """Call the verb; None when it refused and the form now says why. Raises ChangedMeanwhileError."""
        try:
            return catalogue.change(
                instance=type(self.instance)._default_manager.get(pk=self.instance.pk),
                values=self.values(),
                addressees=self.addressees(),
                by=by,
                seen=self.cleaned_data["seen"],
                reason=self.cleaned_data["reason"],
            )
        except ValidationError as error:
            add_errors(self, error)
            return None

    def merged(self, current: Any) -> three_way.Merge:
        """What was typed, merged field by field with the newest version, on which the next attempt then stands."""
        last = current.history.select_related("history_user").latest()
        data = cast("QueryDict", self.data)
        merge = three_way.merge(data, type(self)(instance=current), by=last.history_user, at=last.history_date)
        merge.data["seen"] = str(catalogue.version_of(current))
        return merge


class EditionForm(CatalogueForm):
    """An edition; its code and short name stay, since addresses and references hang on them.

    Its state has pages of its own, which say first what the public would lose (``StepForm``).
    """

    published = forms.CharField(
        label=pgettext_lazy("date", "Published"),
        max_length=10,
        help_text=_("2024, 2024-06 or 2024-06-15, as exactly as you know it."),
    )

    class Meta:
        model = Edition
        fields = ["title", "publisher", "summary", "language", "source"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["published"] = str(PartialDate.of(self.instance.published_on, self.instance.published_precision))
        self.order_fields(["title", "publisher", "published", "summary", "language", "source", "reason"])

    def clean_published(self) -> PartialDate:
        try:
            return PartialDate.parse(self.cleaned_data["published"])
        except ValueError:
            message = _("This is not a date. Enter 2024, 2024-06 or 2024-06-15.")
            raise ValidationError(message) from None

    def values(self) -> dict[str, Any]:
        published = self.cleaned_data["published"]
        return super().values() | {"published_on": published.last_day, "published_precision": published.precision}


class AreaForm(CatalogueForm):
    """A response area; its short name stays."""

    class Meta:
        model = ResponseArea
        fields = ["name", "description", "position"]


class RecommendationForm(CatalogueForm):
    """A recommendation with whom it addresses; its reference stays. With ``due_at`` the change waits until then."""

    actor_types = forms.MultipleChoiceField(
        label=_("Addressed to"), choices=actor_choices, widget=forms.CheckboxSelectMultiple
    )
    due_at = moment_field(
        label=_("Change it later, on"), help_text=_("Leave this blank to save now. The time is that of your time zone.")
    )

    class Meta:
        model = Recommendation
        fields = ["title", "text", "area", "obligation", "source_heading", "position"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area = self.fields["area"]
        if isinstance(area, forms.ModelChoiceField):
            offered = Q(archived_at=None) | Q(pk=self.instance.area_id)
            area.queryset = ResponseArea.objects.filter(offered, edition=self.instance.edition_id).order_by("position")
            area.empty_label = _("Cross-cutting")
            area.label = said(Word.RESPONSE_AREA)
        self.initial["actor_types"] = self.instance.actor_types if self.instance.pk else []
        own = ["title", "text", "area", "obligation", "actor_types", "source_heading", "position", "reason", "due_at"]
        self.order_fields(["reference", *own])

    def addressees(self) -> list[str]:
        return self.cleaned_data["actor_types"]

    def apply(self, *, by: Any) -> bool | None:
        """Change it now, or have it changed at the moment that was given."""
        due_at = self.cleaned_data.get("due_at")
        if due_at is None:
            return super().apply(by=by)
        try:
            scheduling.schedule_change(
                recommendation=Recommendation.objects.get(pk=self.instance.pk),
                values=self.values(),
                addressees=self.addressees(),
                due_at=due_at,
                seen=self.cleaned_data["seen"],
                reason=self.cleaned_data["reason"],
                by=by,
            )
        except ValidationError as error:
            add_errors(self, error)
            return None
        return True


class FindingForm(CatalogueForm):
    """A key finding; its key stays."""

    class Meta:
        model = KeyFinding
        fields = ["statement", "value", "unit", "population", "year_from", "year", "source", "position"]


class TranslationForm(CatalogueForm):
    """A text in another language; what it translates stays."""

    class Meta:
        model = Translation
        fields = ["text", "provenance", "year"]


class ApplyForm(forms.Form):
    """The answer to a preview; asks only what this preview asks."""

    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    allow_losses = forms.BooleanField(label=_("Yes, let this import remove them"))
    reason = ReasonField()

    def __init__(self, *args: Any, asked: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "losses" not in asked:
            del self.fields["allow_losses"]
        self.fields["reason"].required = "reason" in asked
