"""The forms of reporting and reviewing. They check shape; what a report must say is in ``progress.completeness``."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from names import single_line
from names.phrases import labelled_lazy, listed
from progress.file_types import EXTENSIONS
from progress.models import EvidenceAudience, Health, HelpKind, ProgressReport, ReportingPeriod
from recommendations import three_way
from stakeholders.fields import PartialDateField
from stakeholders.figures import plain, written
from stakeholders.models import ImplementationStatus, Indicator

TEXT_MAX = 20_000
INDICATOR = "indicator_"


def _text(label, help_text="", rows: int = 5) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows, "maxlength": TEXT_MAX})
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=TEXT_MAX, widget=widget)


class ReportForm(forms.ModelForm):
    """A report as its organisation writes it: status first, then the story. Every field but the status may wait."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    implementation_status = forms.ChoiceField(
        label=_("Implementation status"),
        help_text=_("How far the work has got."),
        choices=ImplementationStatus.choices,
        widget=forms.RadioSelect,
    )
    health = forms.ChoiceField(
        label=_("Outlook"),
        help_text=_("How likely the work is to be completed as planned."),
        choices=Health.choices,
        widget=forms.RadioSelect,
    )
    narrative = _text(
        _("What was done"), _("Use a few plain sentences. To make a list, start each line with a dash (-)."), rows=8
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
            "implementation_status",
            "health",
            "help_kind",
            "help_needed",
            "percent",
            "narrative",
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
        period = cast(forms.ModelChoiceField, self.fields["period"])
        period.queryset = ReportingPeriod.objects.asking() | ReportingPeriod.objects.filter(pk=self.instance.period_id)
        period.empty_label = _("None: between periods")
        self.indicators = list(self.instance.commitment.indicators.all())
        values = dict(self.instance.indicator_values.values_list("indicator_id", "value"))
        for indicator in self.indicators:
            self.fields[f"{INDICATOR}{indicator.pk}"] = self._indicator_field(indicator, values.get(indicator.pk))
        three_way.remember(self)

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
    def indicator_fields(self) -> list:
        return [self[f"{INDICATOR}{indicator.pk}"] for indicator in self.indicators]

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


class SeveralFilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class SeveralFilesField(forms.FileField):
    """A file field that takes several files and gives a list of them."""

    widget = SeveralFilesInput(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        # An empty file is examined with the others, so that its message names it.
        return [file for file in files if file]


class EvidenceForm(forms.Form):
    """New evidence, beside the report's own fields: one link, any number of files, one date for what is added."""

    url = forms.CharField(
        label=_("Link"),
        help_text=_("The full web address, beginning with https://"),
        required=False,
        max_length=2000,
        widget=forms.URLInput,
    )
    files = SeveralFilesField(label=_("Files"), required=False)  # type: ignore[assignment]  # a field of this name
    title = forms.CharField(
        label=_("Title"),
        help_text=_(
            "What it is. If you leave this blank, we use the file name. If you add several files, we add each "
            "file name."
        ),
        required=False,
        max_length=200,
        validators=[single_line],
    )
    dated = PartialDateField(
        label=_("Date of the evidence"),
        help_text=_("The date it was created or published, as far as you know it. Not today’s date."),
        required=False,
    )
    audience = forms.ChoiceField(label=_("Who can see it"), choices=EvidenceAudience.choices, initial="public")

    prefix = "evidence"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].help_text = format_lazy(
            _(
                "Up to {size} MB each. File types: {types}. Only upload documents about policy work. Never upload "
                "abusive material. We remove details hidden in a file (who made it, where, with what) before anyone "
                "can open it."
            ),
            size=settings.EVIDENCE_MAX_BYTES // (1024 * 1024),
            types=listed(EXTENSIONS),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        described = data.get("title") or data.get("dated")
        if described and not (data.get("url") or data.get("files") or {"url", "files"} & self.errors.keys()):
            self.add_error("url", _("Enter the link, or choose the file, that this title or date belongs to."))
        return data


class ReasonForm(forms.Form):
    """Words that go with a step back. What they are for is said by ``label`` and ``help_text``."""

    reason = forms.CharField(max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: Any = "", help_text: Any = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = label or _("Reason")
        self.fields["reason"].help_text = help_text
