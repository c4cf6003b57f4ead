"""The forms of reporting and reviewing. They check shape; what a report must say is in ``progress.completeness``."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day
from names.dates import date_in_words
from names.phrases import labelled_lazy
from progress import rounds
from progress.drafts import TEXT_MAX
from progress.models import BarrierKind, Health, HelpKind, ProgressReport, ReportingPeriod
from progress.threads import LONGEST
from recommendations import three_way
from stakeholders.figures import plain, written
from stakeholders.models import ImplementationStatus, Indicator
from stakeholders.rounds import Round

INDICATOR = "indicator_"


def _text(label, help_text="", rows: int = 5) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": TEXT_MAX})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=TEXT_MAX, widget=widget)


class Boxes(forms.CheckboxSelectMultiple):
    """Boxes to tick, with an empty value beside them: a browser says nothing of boxes of which none is ticked."""

    template_name = "progress/widgets/boxes.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        return [code for code in super().value_from_datadict(data, files, name) or [] if code]


class RoundField(forms.TypedChoiceField):
    """Which round of a regular commitment a report answers: one of ``offered``, or the one that it answers ``now``."""

    def __init__(self, offered: list[Round], *, now: datetime.date | None) -> None:
        choices = [(one.ends_on.isoformat(), one.name) for one in offered]
        if now and now.isoformat() not in dict(choices):
            choices.insert(0, (now.isoformat(), date_in_words(now)))
        super().__init__(
            label=_("Round"),
            help_text=_("This commitment repeats. Choose the round that this report is on."),
            required=False,
            choices=[("", _("None: between rounds")), *choices],
            coerce=datetime.date.fromisoformat,
            empty_value=None,
        )


class ReportForm(forms.ModelForm):
    """A report as its organisation writes it: status first, then the story. Every field but the status may wait."""

    # What is required is marked: nearly everything may be left empty.
    marks_required = True

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    implementation_status = forms.ChoiceField(
        label=_("Implementation status"),
        help_text=_("How far the work has got."),
        choices=ImplementationStatus.choices,
        widget=forms.RadioSelect(attrs={"class": "segments"}),
    )
    health = forms.ChoiceField(
        label=_("Outlook"),
        help_text=_("How likely the work is to be completed as planned."),
        choices=Health.choices,
        widget=forms.RadioSelect(attrs={"class": "segments"}),
    )
    narrative = _text(
        _("What was done"), _("Use a few plain sentences. To make a list, start each line with a dash (-)."), rows=8
    )
    barrier_kinds = forms.MultipleChoiceField(
        label=_("Kinds of barrier"),
        help_text=_("Tick all that delayed or prevented the work."),
        required=False,
        choices=BarrierKind.choices,
        widget=Boxes(attrs={"class": "pair"}),
    )
    barriers = _text(_("Barriers"), _("What delayed or prevented the work."), rows=4)
    next_steps = _text(_("Next steps"), _("What will happen until the next report."), rows=4)
    help_kind = forms.ChoiceField(
        label=_("What kind of help is needed"),
        help_text=_("Only if the work is blocked. This is published with your report."),
        required=False,
        choices=[("", _("None")), *HelpKind.choices],
    )
    help_needed = _text(_("What would help"), rows=3)
    percent = forms.IntegerField(
        label=_("Percentage complete"),
        help_text=_("Your estimate, from 0 to 100. Leave blank if you cannot give a reliable figure."),
        required=False,
        min_value=0,
        max_value=100,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Enter a whole number from 0 to 100.")),
    )

    class Meta:
        model = ProgressReport
        fields = (
            "covers_until",
            "period",
            "round_ends_on",
            "implementation_status",
            "health",
            "help_kind",
            "help_needed",
            "percent",
            "narrative",
            "barrier_kinds",
            "barriers",
            "next_steps",
            "language",
        )
        labels = {"covers_until": _("Situation on")}
        help_texts = {
            "covers_until": _("The date your information is from, not the date you write the report."),
        }
        widgets = {
            "covers_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["narrative"].needed = True  # type: ignore[attr-defined]  # not to save, but to submit
        self._ask_what_it_answers()
        self.indicators = list(self.instance.commitment.indicators.all())
        values = dict(self.instance.indicator_values.values_list("indicator_id", "value"))
        for indicator in self.indicators:
            self.fields[f"{INDICATOR}{indicator.pk}"] = self._indicator_field(indicator, values.get(indicator.pk))
        three_way.remember(self)

    def _ask_what_it_answers(self) -> None:
        """For which period it is, or for which round of a regular commitment; not for both."""
        report = self.instance
        if report.commitment.is_regular:
            self.fields["round_ends_on"] = RoundField(rounds.offered(report, on=site_day()), now=report.round_ends_on)
        else:
            del self.fields["round_ends_on"]
        if report.commitment.is_regular and report.period_id is None:
            del self.fields["period"]
            return
        period = cast(forms.ModelChoiceField, self.fields["period"])
        period.queryset = ReportingPeriod.objects.asking() | ReportingPeriod.objects.filter(pk=report.period_id)
        period.empty_label = _("No reporting period")

    @staticmethod
    def _indicator_field(indicator: Indicator, value: Decimal | None) -> forms.DecimalField:
        numbers = [
            labelled_lazy(label, written(number))
            for label, number in ((_("Baseline"), indicator.baseline), (_("Target"), indicator.target))
            if number is not None
        ]
        return forms.DecimalField(
            label=f"{indicator.name} ({indicator.unit})",
            help_text=format_lazy(" · ".join("{}" for _one in numbers), *numbers) if numbers else "",
            required=False,
            max_digits=18,
            decimal_places=4,
            initial=plain(value) if value is not None else None,
        )

    @property
    def data_to_save(self) -> dict[str, Any]:
        """What ``drafts.save`` takes as ``data``: the fields that came through the checks."""
        return {name: self.cleaned_data[name] for name in self.Meta.fields if name in self.cleaned_data}

    @property
    def values_to_save(self) -> dict[int, Decimal | None]:
        """What ``drafts.save`` takes as ``indicator_values``."""
        return {
            indicator.pk: self.cleaned_data[f"{INDICATOR}{indicator.pk}"]
            for indicator in self.indicators
            if f"{INDICATOR}{indicator.pk}" in self.cleaned_data
        }

    def _post_clean(self) -> None:
        """Leave the stored report alone: it is written by ``drafts.save``, from ``data_to_save``."""


class ReasonForm(forms.Form):
    """Words that go with a step back. What they are for is said by ``label`` and ``help_text``."""

    reason = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or _("Reason")
        self.fields["reason"].help_text = help_text


class MessageForm(forms.Form):
    """One message of a conversation; ``token`` names the form, so that sending it twice is one message."""

    token = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Only your organisation’s people and the curators can read this."),
        error_messages={"required": _("Write a message.")},
    )


class HelpForm(MessageForm):
    """A call for help about a commitment."""

    help_kind = forms.ChoiceField(label=_("What kind of help"), choices=HelpKind.choices)
    field_order = ("token", "help_kind", "text")
