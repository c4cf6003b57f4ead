"""Curators' pages about reporting periods, and about who has reported and who has not."""

from __future__ import annotations

import django_filters
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import today_of
from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from names.phrases import labelled
from progress import periods, rounds
from progress.errors import Conflict, Refused
from progress.models import PeriodState, ReportingPeriod
from progress.period_consequences import of_asking, of_moving
from progress.period_forms import MoveForm, PeriodForm
from recommendations.models import ActorType
from recommendations.three_way import Merge, merge
from stakeholders.models import Country, Organisation


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
    """Plan a period, or change the days of one; 409 when somebody else was quicker.

    Moved days of an open period are saved only after the page has shown whom they ask.
    """
    period = get_object_or_404(ReportingPeriod, pk=pk) if pk else ReportingPeriod()
    form = PeriodForm(request.POST if request.method == "POST" else typed_before(request), instance=period)
    if request.method == "POST" and form.is_valid():
        if form.moves_open_period and "confirmed" not in request.POST:
            return _ask_before_moving(request, form)
        try:
            periods.save(period=form.instance, by=request.user, version=form.cleaned_data["version"] or 0)
        except Conflict as conflict:
            return _conflict(request, conflict.current)
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": period.name})
            return redirect("curate_progress:periods")
    return _form_page(request, form, 400 if request.method == "POST" else 200)


def _form_page(request: HttpRequest, form: PeriodForm, status: int, conflict: Merge | None = None) -> HttpResponse:
    context = {"form": form, "period": form.instance, "conflict": conflict}
    return render(request, "progress/period_form.html", context, status=status)


def _conflict(request: HttpRequest, current: ReportingPeriod) -> HttpResponse:
    """409: what was typed, merged field by field with what is saved now."""
    last = current.history.select_related("history_user").latest()
    merged = merge(request.POST, PeriodForm(instance=current), by=last.history_user, at=last.history_date)
    merged.data["version"] = str(current.version)
    return _form_page(request, PeriodForm(merged.data, instance=current), 409, merged)


def _ask_before_moving(request: HttpRequest, form: PeriodForm) -> HttpResponse:
    before = ReportingPeriod.objects.get(pk=form.instance.pk)
    if form.cleaned_data["version"] != before.version:
        return _conflict(request, before)
    found = of_moving(before, form.instance, on=today_of(request.user))
    context = {"period": form.instance, "before": before, "consequences": found, "form": form, "to": ""}
    return render(request, "progress/period_confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom opening or closing a period asks and reminds, then do it. 409 over an old version."""
    period = get_object_or_404(ReportingPeriod, pk=pk)
    to = (request.POST if request.method == "POST" else request.GET).get("to", "")
    if to not in periods.MOVES or period.state not in periods.MOVES[PeriodState(to)]:
        messages.error(request, _("Choose whether to open or to close the period."))
        return redirect("curate_progress:periods")
    form = MoveForm(request.POST if request.method == "POST" else None)
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            moved = periods.move(period=period, to=to, by=request.user, version=form.cleaned_data["version"])
        except Conflict as conflict:
            period, status = conflict.current, 409
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect("curate_progress:periods")
        else:
            messages.success(request, labelled(moved.name, moved.get_state_display()))
            return redirect("curate_progress:periods")
    return _ask_before(request, period, to, status)


def _ask_before(request: HttpRequest, period: ReportingPeriod, to: str, status: int) -> HttpResponse:
    context = {
        "period": period,
        "consequences": of_asking(period, on=today_of(request.user)),
        "form": MoveForm(initial={"version": period.version}),
        "to": to,
        "changed": status == 409,
    }
    return render(request, "progress/period_confirm.html", context, status=status)


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
        "regular": rounds.coverage(chosen.qs, on=today_of(request.user)) if valid else [],
    }
    return render(request, "progress/coverage.html", context, status=200 if valid else 400)
