"""What is done with people: roles on the site, who takes over, and erasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from names import single_line
from progress.erasing.texts import Mention
from stakeholders import handovers
from stakeholders.forms.members import ReceiverField
from stakeholders.handovers import Duties
from stakeholders.models import Membership

MOST_TEXTS = 200  # offered one by one


def stands(person: User) -> str:
    """What an account may do, to notice when it was changed since a page was opened."""
    return "|".join(map(str, (person.is_curator, person.is_superuser, person.is_active)))


class WhyForm(forms.Form):
    """A reason for the record; ``seen`` stands for what the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2_000,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("It stays in the record, for curators and administrators."),
        error_messages={"required": _("Enter a reason. It stays in the record.")},
    )


class RolesForm(WhyForm):
    """The roles of a person on the site."""

    curator = forms.BooleanField(label=_("Curator: looks after the catalogue, reviews and publishes"), required=False)
    administrator = forms.BooleanField(label=_("Administrator: looks after people, roles and emails"), required=False)
    field_order = ["curator", "administrator", "reason"]


class DeactivateForm(WhyForm):
    """Who takes over in each organisation, and why."""

    def __init__(self, *args: Any, duties: list[Duties], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duties = duties
        for one in duties:
            self.fields[self.name_of(one.membership)] = ReceiverField(
                label=_("Takes over in %(organisation)s") % {"organisation": one.membership.organisation},
                queryset=handovers.receivers_of(one.membership).order_by("user__name", "pk"),
                empty_label=_("Nobody"),
                required=False,
            )

    @staticmethod
    def name_of(membership: Membership) -> str:
        return f"successor_{membership.pk}"

    @property
    def offered(self) -> list[tuple[Duties, forms.BoundField]]:
        """Each organisation's duties with the field that asks who takes over."""
        return [(one, self[self.name_of(one.membership)]) for one in self.duties]

    @property
    def successors(self) -> dict[int, Membership | None]:
        """Only after ``is_valid``."""
        return {one.membership.pk: self.cleaned_data[self.name_of(one.membership)] for one in self.duties}


class EraseForm(WhyForm):
    """The texts in which the person is named, the address typed to confirm, and why."""

    texts = forms.MultipleChoiceField(
        label=_("Texts in which the name is replaced"), required=False, widget=forms.CheckboxSelectMultiple
    )
    public = forms.MultipleChoiceField(
        label=_("Texts of the public record in which the name is replaced"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Each leaves a line in the history that says a name was erased."),
    )
    typed = forms.CharField(
        label=_("Email address of this person, to confirm"),
        max_length=254,
        validators=[single_line],
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    field_order = ["texts", "public", "typed", "reason"]

    def __init__(self, *args: Any, names: list[Mention], public: list[Mention], **kwargs: Any) -> None:
        kwargs["initial"] = {"texts": [one.key for one in names], **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        for name, found in (("texts", names), ("public", public)):
            if found:
                self.fields[name].choices = [(one.key, _label(one)) for one in found]  # type: ignore[attr-defined]
            else:
                del self.fields[name]


def _label(one: Mention) -> str:
    return render_to_string("progress/people/mention.html", {"mention": one})
