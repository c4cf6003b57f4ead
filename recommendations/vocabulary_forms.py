"""Forms of the body's own words: its actor types, and what it calls things."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from . import vocabulary
from .forms import CatalogueForm
from .models import ActorType, Term
from .models.vocabulary import actor_choices
from .step_forms import add_errors

NAMES = ["name_en", "name_fr", "name_es", "name_ar"]


class ActorTypeForm(CatalogueForm):
    """What an actor type is called, its place, and which others it answers for; its key stays."""

    answers_for = forms.MultipleChoiceField(
        label=_("Answers for"),
        choices=actor_choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=ActorType._meta.get_field("answers_for").help_text,
    )

    class Meta:
        model = ActorType
        fields = [*NAMES, "position", "answers_for"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.MultipleChoiceField", self.fields["answers_for"])
        field.choices = [(code, label) for code, label in actor_choices() if code != self.instance.code]


class NewActorTypeForm(ActorTypeForm):
    """A new actor type, with the key that addresses and files know it by."""

    patterns = {}  # the key has the pattern of its field

    class Meta(ActorTypeForm.Meta):
        fields = ["code", *ActorTypeForm.Meta.fields]

    def make(self, *, by: Any) -> ActorType | None:
        """Call the verb; None when it refused and the form now says why."""
        try:
            return vocabulary.add_actor_type(values=self.values(), by=by, reason=self.cleaned_data["reason"])
        except ValidationError as error:
            add_errors(self, error)
            return None


class TermForm(CatalogueForm):
    """What the body calls something, in the languages of the site."""

    class Meta:
        model = Term
        fields = NAMES
        help_texts = {"name_en": _("Leave all languages blank for the built-in word.")}

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if any(data.get(name) for name in NAMES) and not data.get("name_en") and "name_en" not in self.errors:
            self.add_error("name_en", _("Enter the word in English, too. It is shown where a language has none."))
        return data
