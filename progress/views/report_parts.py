"""What stands on a report's form beside its fields: the last report, the promise, figures, what readers will see."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from progress import comparison, plausibility
from progress.confirmation import full_report
from progress.forms import INDICATOR, ReportForm
from progress.models import ProgressReport
from stakeholders.models import Indicator

SEGMENTS = ("implementation_status", "health")


@dataclass(frozen=True)
class Figure:
    """A row of the table of figures."""

    indicator: Indicator
    last: Decimal | None
    question: str
    field: BoundField | None = None


def _last_figures(previous: ProgressReport | None) -> dict[int, Decimal]:
    full = full_report(previous) if previous else None
    return dict(full.indicator_values.values_list("indicator_id", "value")) if full else {}


def figures(report: ProgressReport, previous: ProgressReport | None, form: ReportForm | None = None) -> list[Figure]:
    """The commitment's indicators with what was said last; the question is about what is saved now."""
    last = _last_figures(previous)
    now = dict(report.indicator_values.values_list("indicator_id", "value"))
    for name, field in form.fields.items() if form else ():
        if name.startswith(INDICATOR):
            # The row of the table describes the field: its own help would say it twice.
            field.widget.attrs["aria-describedby"] = f"figure-{name.removeprefix(INDICATOR)}"
    indicators = form.indicators if form else report.commitment.indicators.all()
    return [
        Figure(
            one,
            last.get(one.pk),
            plausibility.question(one, last.get(one.pk), now.get(one.pk)),
            form[f"{INDICATOR}{one.pk}"] if form else None,
        )
        for one in indicators
    ]


def said_before(report: ProgressReport, previous: ProgressReport | None) -> dict[str, str]:
    """For status and outlook: that readers will see them change; empty where they stay."""
    said = {}
    for name in SEGMENTS:
        changed = previous is not None and getattr(previous, name) != getattr(report, name)
        said[name] = (
            _("Last time it was “%(value)s”. Readers will see the change.")
            % {"value": comparison.as_words(previous, name)}
            if previous is not None and changed
            else ""
        )
    return said


def beside(report: ProgressReport, form: ReportForm | None = None) -> dict[str, Any]:
    """The context of the form's right column and of the questions between its fields, from what is saved."""
    previous = comparison.previous_of(report)
    return {
        "report": report,
        "previous": previous,
        "last_full": full_report(previous) if previous else None,
        "changes": comparison.changes_so_far(previous, report) if previous else [],
        "figures": figures(report, previous, form),
        "said_before": said_before(report, previous),
    }
