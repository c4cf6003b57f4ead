"""What a curator says of an organisation."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from names import single_line
from recommendations import three_way
from recommendations.models.vocabulary import actor_choices
from stakeholders.models import Country, Organisation
from stakeholders.organisations import OrganisationData, data_of, same_name

SHOWN = 5  # of several that have the same name


class OrganisationForm(forms.Form):
    """New or changed details of an organisation."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200, validators=[single_line])
    is_another = forms.BooleanField(label=_("It is another organisation"), required=False)
    actor_type = forms.ChoiceField(label=_("Actor type"), choices=actor_choices)
    country = forms.ModelChoiceField(
        Country.objects.none(),
        label=_("Country"),
        required=False,
        empty_label=_("No country"),
        help_text=_("Empty for a body that belongs to no country."),
    )
    language = forms.ChoiceField(label=_("Language it reports in"), choices=settings.LANGUAGES)
    website = forms.URLField(label=_("Website"), required=False, max_length=300, assume_scheme="https")
    description = forms.CharField(
        label=_("Description"), required=False, max_length=10_000, widget=forms.Textarea({"rows": 5})
    )
    reason = forms.CharField(
        label=_("Reason for this change"),
        max_length=2_000,
        required=False,  # the verb asks for it when something changes
        widget=forms.Textarea({"rows": 2}),
        help_text=_("This is public. Your changes and this reason will be published."),
    )

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs["initial"] = vars(data_of(organisation)) | {"version": organisation.version}
        super().__init__(*args, **kwargs)
        cast(forms.ModelChoiceField, self.fields["country"]).queryset = Country.objects.by_name(get_language() or "en")
        self.organisation = organisation
        #: Organisations that have this name already: the page names them, and asks whether this is another one.
        self.same: list[Organisation] = []
        if organisation is None:
            del self.fields["reason"]
        else:
            three_way.remember(self)

    def clean_description(self) -> str:
        """Line ends as they are stored: a browser sends others, and nobody changed anything by that."""
        return self.cleaned_data["description"].replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, country = cleaned.get("name", ""), cleaned.get("country")
        before = self.organisation
        if name and (before is None or (before.name, before.country) != (name, country)):
            self.same = list(same_name(name, country, but=before)[:SHOWN])
        if self.same and not cleaned.get("is_another"):
            self.add_error("name", _("There is already an organisation with this name."))
        return cleaned

    def data_given(self) -> OrganisationData:
        """What was typed; only after ``is_valid``."""
        return OrganisationData(**{part.name: self.cleaned_data[part.name] for part in fields(OrganisationData)})
