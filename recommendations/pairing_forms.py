"""Forms of the crosswalk: links made by hand, and the assistant's, with a question a pair and one reason for all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import catalogue, pairing
from .catalogue import reason_needed
from .forms import CatalogueForm
from .likeness import Proposal
from .models import Crosswalk, CrosswalkKind, Edition, Recommendation
from .pairing import REFUSE, Answer
from .step_forms import ReasonField, add_errors


class PairForm(forms.Form):
    """The answer to one pair; nothing is chosen before the curator chooses, or asks for the suggestions."""

    said = forms.ChoiceField(
        label=_("Your answer"),
        required=False,
        choices=[
            ("", _("Decide later")),
            *((kind.value, kind.label) for kind in CrosswalkKind),
            (REFUSE, pgettext_lazy("crosswalk", "No link")),
        ],
    )
    seen = forms.CharField(widget=forms.HiddenInput, max_length=60)

    def __init__(self, data: Any = None, *, proposal: Proposal, seen: str, is_suggested: bool = False) -> None:
        said = proposal.kind if is_suggested else ""
        super().__init__(data, prefix=f"pair-{proposal.key}", initial={"seen": seen, "said": said})
        self.proposal = proposal

    @property
    def suggestion(self) -> str:
        """What may have happened, in the words of the choices."""
        return str(CrosswalkKind(self.proposal.kind).label)


class AnswersForm(forms.Form):
    """All pairs of a page. A reason is needed where the later edition is public."""

    reason = ReasonField()

    def __init__(
        self,
        data: Any = None,
        *,
        proposals: Iterable[Proposal],
        later: Edition,
        seen: dict[str, str],
        is_suggested: bool = False,
    ) -> None:
        super().__init__(data)
        self.fields["reason"].required = reason_needed(later)
        self.pairs = [PairForm(data, proposal=one, seen=seen[one.key], is_suggested=is_suggested) for one in proposals]

    def is_valid(self) -> bool:
        """The pairs are, and something was answered."""
        are_valid = [super().is_valid(), *(pair.is_valid() for pair in self.pairs)]  # each says what is wrong with it
        if not all(are_valid):
            return False
        if not self.answers:
            self.add_error(None, _("Choose an answer for at least one pair."))
        return not self.errors

    @cached_property
    def answers(self) -> list[Answer]:
        """What was answered, over the texts that were shown."""
        return [
            Answer(
                pair.proposal.earlier, pair.proposal.later, pair.cleaned_data["said"], seen=pair.cleaned_data["seen"]
            )
            for pair in self.pairs
            if pair.cleaned_data["said"]
        ]

    def apply(self, *, by: Any) -> tuple[int, int] | None:
        """Call the verb; None when it refused and the form now says why. Raises ChangedMeanwhileError."""
        try:
            return pairing.answer(answers=self.answers, reason=self.cleaned_data["reason"], by=by)
        except ValidationError as error:
            add_errors(self, error)
            return None


class LinkForm(CatalogueForm):
    """What a link says; the two that it links stay."""

    class Meta:
        model = Crosswalk
        fields = ["kind", "note"]


class CrosswalkForm(forms.ModelForm):
    """A new link between recommendations of two editions."""

    earlier = forms.ModelChoiceField(
        label=_("Earlier"), queryset=Recommendation.objects.in_order(), to_field_name="reference"
    )
    later = forms.ModelChoiceField(
        label=_("Later"), queryset=Recommendation.objects.in_order(), to_field_name="reference"
    )
    reason = ReasonField(required=False)

    class Meta:
        model = Crosswalk
        fields = ["earlier", "kind", "later", "note"]

    def apply(self, *, by: Any) -> Crosswalk | None:
        """Call the verb; None when it refused and the form now says why."""
        try:
            return catalogue.link(by=by, **self.cleaned_data)
        except ValidationError as error:
            add_errors(self, error)
            return None
