"""What a curator says of an organisation."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from recommendations import three_way
from recommendations.models import ActorType
from stakeholders.models import Country, Organisation
from stakeholders.organisations import OrganisationData, data_of


class OrganisationForm(forms.Form):
    """New or changed details of an organisation."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("Name"), max_length=200)
    actor_type = forms.ChoiceField(label=_("Actor type"), choices=ActorType.choices)
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

    def __init__(self, *args: Any, organisation: Organisation | None = None, **kwargs: Any) -> None:
        if organisation is not None:
            kwargs["initial"] = vars(data_of(organisation)) | {"version": organisation.version}
        super().__init__(*args, **kwargs)
        self.fields["country"].queryset = Country.objects.by_name(get_language() or "en")
        if organisation is not None:
            three_way.remember(self)

    def data_given(self) -> OrganisationData:
        """What was typed; only after ``is_valid``."""
        return OrganisationData(**{part.name: self.cleaned_data[part.name] for part in fields(OrganisationData)})
