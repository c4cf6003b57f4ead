"""The forms of carrying commitments over: a curator's ticks, and an organisation's answer to each question."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stakeholders.carry_over_list import Candidate
from stakeholders.carry_overs import Answer, Offer
from stakeholders.models import CarryOver

CONFIRM, REFUSE = "confirm", "refuse"


class OfferForm(forms.Form):
    """What a curator ticked, among what may be offered."""

    chosen = forms.MultipleChoiceField(required=True, error_messages={"required": _("Choose at least one commitment.")})

    def __init__(self, *args: Any, candidates: Iterable[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by_value = {one.value: one for one in candidates if one.can_be_offered}
        field = self.fields["chosen"]
        field.choices = [(value, value) for value in self.by_value]  # type: ignore[attr-defined]  # of choices
        gone = _("One of the commitments that you chose can no longer be offered. Check the list and choose again.")
        field.error_messages["invalid_choice"] = gone

    def ticked_by(self, button: str) -> list[str]:
        """What is ticked after the button ``all`` or ``none``."""
        return list(self.by_value) if button == "all" else []

    def elsewhere(self, ticked: Iterable[str], page: Iterable[Candidate]) -> list[str]:
        """What of it stands on another page, and so must be carried along."""
        shown = {one.value for one in page}
        return [value for value in ticked if value in self.by_value and value not in shown]

    def offers(self) -> list[Offer]:
        """What was ticked, for the verb."""
        chosen = [self.by_value[value] for value in self.cleaned_data["chosen"]]
        return [Offer(one.commitment, one.link.earlier, one.link.later) for one in chosen]


class AnswerForm(forms.Form):
    """An organisation's answer to one question; to refuse it needs a reason."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    said = forms.ChoiceField(
        label=_("Your answer"),
        required=False,
        widget=forms.RadioSelect,
        choices=[
            (CONFIRM, _("Yes, it serves this recommendation too")),
            (REFUSE, _("No, do not carry it over")),
            ("", _("Answer later")),
        ],
    )
    reason = forms.CharField(
        label=_("Reason, if you refuse"),
        required=False,
        max_length=2_000,
        help_text=_("The curators read it."),
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, data: Any = None, *, carry_over: CarryOver) -> None:
        initial = {"version": carry_over.commitment.version, "said": ""}
        super().__init__(data, prefix=f"question-{carry_over.pk}", initial=initial)
        self.carry_over = carry_over

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("said") == REFUSE and not data.get("reason", "").strip():
            self.add_error("reason", _("Enter a reason. Say why it does not serve the new recommendation."))
        return data

    def answer(self) -> Answer | None:
        """For the verb; None where the answer comes later."""
        data = self.cleaned_data
        if not data["said"]:
            return None
        return Answer(self.carry_over, data["said"] == CONFIRM, version=data["version"], reason=data["reason"])
