"""Curators' pages about reporting periods, and about who has reported and who has not."""

from __future__ import annotations

import django_filters
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import curator_required
from progress import periods
from progress.errors import Refused
from progress.models import PeriodState, ReportingPeriod
from recommendations.models import ActorType
from stakeholders.models import Country, Organisation


class PeriodForm(forms.ModelForm):
    """The days of a period."""

    class Meta:
        model = ReportingPeriod
        fields = ("name", "starts_on", "ends_on", "due_on")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            for name in ("starts_on", "ends_on", "due_on")
        }

    def clean(self) -> dict:
        data = super().clean()
        first, last, due = (data.get(name) for name in ("starts_on", "ends_on", "due_on"))
        if first and last and last < first:
            self.add_error("ends_on", _("The last day lies before the first."))
        if first and due and due < first:
            self.add_error("due_on", _("Reports cannot be due before the period begins."))
        return data


class CoverageFilter(django_filters.FilterSet):
    """Which organisations to look at, and in which period."""

    period = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Reporting period"),
        queryset=ReportingPeriod.objects.exclude(state=PeriodState.PLANNED),
        method="keep",
        empty_label=None,
    )
    actor_type = django_filters.ChoiceFilter(
        label=gettext_lazy("Actor type"), choices=ActorType.choices, empty_label=gettext_lazy("All")
    )
    country = django_filters.ModelChoiceFilter(
        label=gettext_lazy("Country"), queryset=Country.objects.all(), empty_label=gettext_lazy("All")
    )

    class Meta:
        model = Organisation
        fields: list[str] = []

    def keep(self, queryset, name: str, value: ReportingPeriod):
        """The period chooses what is counted, not which organisations."""
        return queryset


@require_safe
@curator_required
def listing(request: HttpRequest) -> HttpResponse:
    """All periods, newest first, with what can be done with each."""
    rows = [
        (period, [to for to, sources in periods.MOVES.items() if period.state in sources])
        for period in ReportingPeriod.objects.all()
    ]
    return render(request, "progress/periods.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def edit(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Plan a period, or change the days of one."""
    period = get_object_or_404(ReportingPeriod, pk=pk) if pk else ReportingPeriod()
    form = PeriodForm(request.POST or None, instance=period)
    if request.method == "POST" and form.is_valid():
        try:
            periods.save(period=form.instance, by=request.user)
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": period.name})
            return redirect("curate_progress:periods")
    return render(request, "progress/period_form.html", {"form": form, "period": period}, status=_status(form))


def _status(form: forms.BaseForm) -> int:
    return 400 if form.is_bound else 200


@require_POST
@curator_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Open or close a period."""
    period = get_object_or_404(ReportingPeriod, pk=pk)
    to = request.POST.get("to", "")
    if to not in periods.MOVES:
        messages.error(request, _("Choose whether to open or to close the period."))
        return redirect("curate_progress:periods")
    try:
        moved = periods.move(period=period, to=to, by=request.user)
        messages.success(request, f"{moved.name}: {moved.get_state_display()}")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("curate_progress:periods")


@require_safe
@curator_required
def coverage(request: HttpRequest) -> HttpResponse:
    """Who has reported for a period and who has not."""
    chosen = CoverageFilter(request.GET, queryset=Organisation.objects.public(), request=request)
    valid = chosen.is_valid()
    asked_for = chosen.form.cleaned_data.get("period") if valid else None
    period = asked_for or ReportingPeriod.objects.exclude(state=PeriodState.PLANNED).first()
    rows = periods.coverage(period, chosen.qs) if valid and period else []
    context = {
        "filter": chosen,
        "period": period,
        "page": Paginator(rows, 50).get_page(request.GET.get("page")),
        "asked": sum(row.asked for row in rows),
        "reported": sum(row.reported for row in rows),
        "orphaned": sum(not row.has_focal_point for row in rows),
    }
    return render(request, "progress/coverage.html", context, status=200 if valid else 400)
