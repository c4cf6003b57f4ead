"""The form for one report on several commitments: what all of them say, and a row for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from progress import drafts
from progress.chosen import Chosen
from progress.evidence import check_link
from progress.forms import ReportForm
from progress.models import Health
from progress.obligations import LastReport, last_reports
from stakeholders.models import Commitment, ImplementationStatus

MOST_LINKS = 10


class SharedForm(forms.Form):
    """What every one of the reports says. ``cleaned_data["links"]`` is a list of addresses."""

    marks_required = True

    narrative = ReportForm.base_fields["narrative"]
    covers_until = forms.DateField(
        label=_("Situation on"),
        help_text=_("The date your information is from, not the date you write the report."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    barrier_kinds = ReportForm.base_fields["barrier_kinds"]
    barriers = ReportForm.base_fields["barriers"]
    next_steps = ReportForm.base_fields["next_steps"]
    help_kind = ReportForm.base_fields["help_kind"]
    help_needed = ReportForm.base_fields["help_needed"]
    links = forms.CharField(
        label=_("Links to evidence"),
        help_text=_("One address a line. Each report gets all of them. You can add files to the drafts."),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["narrative"].needed = True  # type: ignore[attr-defined]  # not to save, but to submit

    def clean_links(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["links"].splitlines()]
        found = list(dict.fromkeys(line for line in lines if line))
        if len(found) > MOST_LINKS:
            raise ValidationError(_("Give at most 10 links here. You can add more to each draft."))
        return [check_link(line) for line in found]

    @property
    def said(self) -> dict[str, Any]:
        """What ``together.write`` takes as ``shared``."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "links"}
        return {**said, "language": get_language() or "en"}


class RowForm(forms.Form):
    """What is said of one of the commitments alone, beginning with what its last report said."""

    implementation_status = forms.ChoiceField(label=_("Implementation status"), choices=ImplementationStatus.choices)
    health = forms.ChoiceField(label=_("Outlook"), choices=Health.choices)
    percent = ReportForm.base_fields["percent"]

    def __init__(self, data: Mapping[str, Any] | None, *, one: Chosen, last: LastReport | None) -> None:
        prefix = f"of-{one.commitment.pk}-{one.organisation.pk}"
        begin = last._asdict() if last else drafts.FIRST
        super().__init__(data, prefix=prefix, initial={name: begin.get(name) for name in self.base_fields})
        self.one = one
        self.fields["percent"].help_text = ""
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{field.label}: {one.commitment.title}"


def _begins_with(one: Chosen, reports: Mapping[int, list[LastReport]]) -> LastReport | None:
    """The organisation's own last report, else the commitment's, as ``drafts.last_published`` chooses it."""
    found = reports.get(one.commitment.pk, [])
    return next((report for report in found if report.organisation_id == one.organisation.pk), next(iter(found), None))


class TogetherForms:
    """The shared form and the rows as one; ``all`` is what an error summary asks for."""

    def __init__(self, data: Mapping[str, Any] | None, *, chosen: list[Chosen], today: Any) -> None:
        self.shared = SharedForm(data, initial={"covers_until": today})
        reports = last_reports(Commitment.objects.filter(pk__in=[one.commitment.pk for one in chosen]))
        self.rows = [RowForm(data, one=one, last=_begins_with(one, reports)) for one in chosen]

    @property
    def all(self) -> list[forms.Form]:
        return [self.shared, *self.rows]

    def is_valid(self) -> bool:
        """Checks each, so that all that is wrong is said at once."""
        checked = [form.is_valid() for form in self.all]
        return all(checked)

    @property
    def has_errors(self) -> bool:
        return any(form.errors for form in self.all)

    def refuse(self, one: Chosen, errors: Mapping[str, str]) -> None:
        """Say what is wrong with the report on ``one``, at the field that it is about; ``""`` for the whole."""
        row = next(row for row in self.rows if row.one == one)
        for name, problem in errors.items():
            form = self.shared if name in self.shared.fields else row
            field = name if name in form.fields else None
            if problem not in form.errors.get(field or "__all__", ()):
                form.add_error(field, problem)
