"""Milestones and indicators as rows of a form that can be added and taken out with plain buttons."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.forms.utils import ErrorDict, ErrorList
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from names import single_line
from stakeholders.fields import PartialDateField

MOST_ROWS = 40


class MilestoneForm(forms.Form):
    """One step on the way."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What is reached"), max_length=200, validators=[single_line])
    due = PartialDateField(label=_("Due"), required=False)
    reached_on = forms.DateField(
        label=_("Reached on"), required=False, widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )


class IndicatorForm(forms.Form):
    """One measure."""

    id = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("What is measured"), max_length=200, validators=[single_line])
    unit = forms.CharField(
        label=_("Unit"), max_length=60, validators=[single_line], help_text=_("Such as: people, percent, days.")
    )
    baseline = forms.DecimalField(label=_("Baseline"), required=False, max_digits=18, decimal_places=4)
    baseline_year = forms.IntegerField(label=_("Year of the baseline"), required=False, min_value=1900, max_value=2199)
    target = forms.DecimalField(label=_("Target"), required=False, max_digits=18, decimal_places=4)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("baseline_year") and cleaned.get("baseline") is None and "baseline" not in self.errors:
            self.add_error("baseline", _("Enter the baseline of that year, or leave the year blank."))
        return cleaned


class RowsFormSet(forms.BaseFormSet):
    """Rows that can be added and taken out with plain buttons and boxes."""

    deletion_widget = forms.CheckboxInput

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this row")

    def filled_in(self) -> list[dict[str, Any]]:
        """The rows that were filled in and not taken out."""
        rows = [form.cleaned_data for form in self.forms if form.has_changed() or form.initial]
        return [
            {name: value for name, value in row.items() if name != "DELETE"} for row in rows if not row.get("DELETE")
        ]

    def without_errors(self) -> RowsFormSet:
        """The same rows as typed, with nothing checked yet: for a page that only gains a row."""
        self._errors, self._non_form_errors = list[ErrorDict](), ErrorList()
        for form in self.forms:
            form._errors = ErrorDict()
        return self


_ROWS: dict[str, Any] = {
    "extra": 1,
    "can_delete": True,
    "max_num": MOST_ROWS,
    "absolute_max": MOST_ROWS + 1,  # a forged count makes no more forms than this
    "validate_max": True,
}


class MilestoneFormSet(forms.formset_factory(MilestoneForm, RowsFormSet, **_ROWS)):  # type: ignore[misc]  # a base made by a call
    """The milestones of a commitment, and one empty row."""


class IndicatorFormSet(forms.formset_factory(IndicatorForm, RowsFormSet, **_ROWS)):  # type: ignore[misc]  # as above
    """The indicators of a commitment, and one empty row."""


def as_initial(row: Any) -> dict[str, Any]:
    """A row's values for its form; numbers without the zeros that the column adds."""
    plain = {name: format(value.normalize(), "f") for name, value in vars(row).items() if isinstance(value, Decimal)}
    return vars(row) | plain


def with_another_row(posted: QueryDict, prefix: str) -> QueryDict:
    """What was posted, asking for one row more of ``prefix``."""
    data = posted.copy()
    data[f"{prefix}-TOTAL_FORMS"] = str(min(_total(data, prefix), MOST_ROWS - 1) + 1)
    return data


def _total(data: QueryDict, prefix: str) -> int:
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(total), MOST_ROWS) if total.isdecimal() and len(total) < 6 else 0
