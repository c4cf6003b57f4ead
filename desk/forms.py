"""The forms of taxonomies: names of a taxonomy or tag, and the tags of a thing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from recommendations import three_way
from recommendations.models import Tag, Taxonomy

NAMES = ["name_en", "name_fr", "name_es", "name_ar"]


def reason_field() -> forms.CharField:
    """Why; the verb asks for it."""
    return forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 2}),
        help_text=_("It stays in the record, for curators and administrators."),
    )


class NamedForm(forms.ModelForm):
    """Names and place; the short name is chosen once. ``seen`` is the version that the person saw."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = reason_field()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["seen"] = self.instance.version if self.instance.pk else 0
        if self.instance.pk:
            del self.fields["slug"]
        three_way.remember(self)

    def values(self) -> dict[str, Any]:
        """The columns as the person wants them."""
        return {name: self.cleaned_data[name] for name in ("slug", *NAMES, "position") if name in self.cleaned_data}


class TaxonomyForm(NamedForm):
    """A taxonomy."""

    class Meta:
        model = Taxonomy
        fields = ["slug", *NAMES, "position"]


class TagForm(NamedForm):
    """A tag of a taxonomy."""

    class Meta:
        model = Tag
        fields = ["slug", *NAMES, "position"]


class GroupedTags(forms.ModelMultipleChoiceField):
    """Tags to tick, each with its taxonomy."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.taxonomy.name}: {obj.name}"


class TagsForm(forms.Form):
    """The tags of one thing. ``seen`` are those that the form was opened with."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    tags = GroupedTags(
        Tag.objects.select_related("taxonomy"), label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple
    )
    reason = reason_field()
