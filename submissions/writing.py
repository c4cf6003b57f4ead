"""What a system or a sheet says of a report, checked by the very form that people fill in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.models import User
from progress import drafts
from progress.forms import INDICATOR, ReportForm
from progress.models import ProgressReport
from stakeholders.errors import Invalid

# What may be said of a report, in the order of the form; figures are said beside these, by indicator.
FIELDS = ReportForm.Meta.fields
VALUES = "indicator_values"


def form_for(report: ProgressReport, said: Mapping[str, Any], values: Mapping[int, Any], *, version: int) -> ReportForm:
    """The form of a report as it stands, with what was ``said`` (by field) and ``values`` (by indicator) put in.

    What is not mentioned stays as it is. Raises ``Invalid`` for an indicator that is not the commitment's.
    """
    blank = ReportForm(instance=report)
    foreign: dict[str, object] = {
        f"{VALUES}.{key}": _("This commitment has no such indicator.")
        for key in values
        if f"{INDICATOR}{key}" not in blank.fields
    }
    foreign |= {
        name: _("A report on this commitment has no such field.")
        for name, value in said.items()
        if name in FIELDS and name not in blank.fields and value is not None
    }
    if foreign:
        raise Invalid(foreign)
    typed = {name: blank[name].value() for name in blank.fields}
    typed |= {name: _several(blank, name, value) for name, value in said.items() if name in FIELDS}
    typed |= {f"{INDICATOR}{key}": value for key, value in values.items()}
    typed["version"] = version
    data = QueryDict(mutable=True)
    for name, value in typed.items():
        data.setlist(name, value if isinstance(value, list) else ["" if value is None else str(value)])
    return ReportForm(data, instance=report)


def _several(form: ReportForm, name: str, value: Any) -> Any:
    """A field of several values has a list; a cell of a sheet gives it with semicolons."""
    is_several = isinstance(form.fields.get(name), forms.MultipleChoiceField)
    return list(filter(None, value.split(";"))) if is_several and isinstance(value, str) else value


def problems_of(form: ReportForm) -> dict[str, str]:
    """What the form refuses, by the names that systems and sheets use."""
    return {
        f"{VALUES}.{name.removeprefix(INDICATOR)}" if name.startswith(INDICATOR) else name: " ".join(map(str, errors))
        for name, errors in form.errors.items()
    }


def save(
    report: ProgressReport, said: Mapping[str, Any], values: Mapping[int, Any], *, version: int, by: User
) -> ProgressReport:
    """Check by the form, then save by the verb. Raises ``Invalid`` by field, and what ``drafts.save`` raises."""
    form = form_for(report, said, values, version=version)
    if not form.is_valid():
        raise Invalid(dict(problems_of(form)))
    return drafts.save(
        report=report,
        by=by,
        version=form.cleaned_data["version"],
        data=form.data_to_save,
        indicator_values=form.values_to_save,
    )
