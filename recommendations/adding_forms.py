"""Forms of what is new in the catalogue. They collect and explain; ``adding`` and ``rollover`` do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from names.phrases import labelled_lazy

from . import adding, rollover
from .catalogue import edition_of
from .forms import AreaForm, CatalogueForm, EditionForm, FindingForm, RecommendationForm
from .models import Edition, KeyFinding, Recommendation, ResponseArea, Word
from .models.vocabulary import word
from .partial_dates import PartialDate
from .rollover import Chosen
from .step_forms import add_errors


class NewForm(CatalogueForm):
    """Something new: what its address or file hangs on is asked once, too."""

    def make(self, *, by: Any) -> Any | None:
        """Call the verb; None when it refused and the form now says why."""
        for name, value in self.values().items():
            setattr(self.instance, name, value)
        try:
            return adding.add(
                instance=self.instance, by=by, reason=self.cleaned_data["reason"], addressees=self.addressees()
            )
        except ValidationError as error:
            self.instance.pk = None
            add_errors(self, error)
            return None


class NewAreaForm(NewForm, AreaForm):
    """A new response area."""

    class Meta(AreaForm.Meta):
        fields = ["slug", *AreaForm.Meta.fields]

    def clean_slug(self) -> str:
        if self.cleaned_data["slug"] == "cross-cutting":
            raise ValidationError(_("Enter another short name. This one is for what lies in no response area."))
        return self.cleaned_data["slug"]


class NewFindingForm(NewForm, FindingForm):
    """A new key finding."""

    class Meta(FindingForm.Meta):
        fields = ["key", *FindingForm.Meta.fields]


class NewRecommendationForm(NewForm, RecommendationForm):
    """A new recommendation."""

    due_at = None  # type: ignore[assignment]  # what is new is saved now

    class Meta(RecommendationForm.Meta):
        fields = ["reference", *RecommendationForm.Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reference"].help_text = _("Addresses depend on it, so it never changes.")

    def clean_reference(self) -> str:
        edition, reference = edition_of(self.instance), self.cleaned_data["reference"]
        if edition is not None and not reference.startswith(f"{edition.code}-"):
            message = _("Enter a reference that begins with %(code)s, such as %(code)s-01.")
            raise ValidationError(message % {"code": f"{edition.code}"})
        return reference


class NewEditionForm(EditionForm):
    """A new edition, with what is taken over from an earlier one."""

    areas = forms.ModelMultipleChoiceField(
        label=labelled_lazy(_("Copy"), word(Word.RESPONSE_AREAS)),
        queryset=ResponseArea.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    recommendations = forms.ModelMultipleChoiceField(
        label=labelled_lazy(_("Copy"), word(Word.RECOMMENDATIONS)),
        help_text=_("Each brings its response area, addressees and translations along."),
        queryset=Recommendation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    findings = forms.ModelMultipleChoiceField(
        label=_("Key findings to copy"),
        queryset=KeyFinding.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta(EditionForm.Meta):
        fields = ["code", "slug", *EditionForm.Meta.fields]

    def __init__(self, *args: Any, last: Edition | None, **kwargs: Any) -> None:
        self.last = last
        super().__init__(*args, **kwargs)
        own = ["code", "slug", "title", "publisher", "published", "summary", "language", "source"]
        if last is None:
            for name in ("areas", "recommendations", "findings"):
                del self.fields[name]
        else:
            self._offer(last)
        self.initial["published"] = ""
        self.fields["reason"].required = False
        self.order_fields([*own, "areas", "recommendations", "findings", "reason"])

    def _offer(self, last: Edition) -> None:
        rows = {
            "areas": last.areas.filter(archived_at=None).order_by("position"),
            "recommendations": last.recommendations.filter(archived_at=None).select_related("area", "edition"),
            "findings": last.key_findings.filter(archived_at=None).order_by("position"),
        }
        for name, queryset in rows.items():
            self.fields[name].queryset = queryset  # type: ignore[attr-defined]  # they are of models
            if name != "findings":
                self.initial[name] = [row.pk for row in queryset]
        self.initial["publisher"], self.initial["language"] = last.publisher, last.language

    def clean(self) -> dict[str, Any]:
        return forms.ModelForm.clean(self) or self.cleaned_data

    def make(self, *, by: Any) -> Edition | None:
        """Call the verb; None when it refused and the form now says why."""
        chosen = Chosen(*(list(self.cleaned_data.get(name, [])) for name in ("areas", "recommendations", "findings")))
        edition = Edition(**self.values())
        try:
            return rollover.new_edition(
                edition=edition, last=self.last, chosen=chosen, by=by, reason=self.cleaned_data["reason"]
            )
        except ValidationError as error:
            add_errors(self, error)
            return None

    def _post_clean(self) -> None:
        """The edition's own rules are asked by the verb, over the copy that it saves."""
        published: PartialDate | None = self.cleaned_data.get("published")
        if published is not None:
            self.instance.published_on, self.instance.published_precision = published.last_day, published.precision
        super()._post_clean()  # type: ignore[misc]  # not in the stubs


NEW: dict[str, type[NewForm]] = {
    "area": NewAreaForm,
    "recommendation": NewRecommendationForm,
    "finding": NewFindingForm,
}


_MODELS: dict[str, type[ResponseArea | Recommendation | KeyFinding]] = {
    "area": ResponseArea,
    "recommendation": Recommendation,
    "finding": KeyFinding,
}


def blank(kind: str, edition: Edition) -> ResponseArea | Recommendation | KeyFinding:
    """An unsaved object of this kind, last in its edition."""
    model = _MODELS[kind]
    return model(edition=edition, position=adding.next_position(model, edition))
