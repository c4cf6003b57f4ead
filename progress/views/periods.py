"""Curators' pages about reporting periods: what each asks, opening, extending, closing, and changing its days."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.days import today_of
from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from names.dates import date_in_words
from names.phrases import labelled
from names.spreadsheets import CONTENT_TYPES, table_file
from progress import period_consequences, periods
from progress.errors import Conflict, Refused
from progress.models import PeriodState, ReportingPeriod
from progress.period_consequences import Consequences, of_asking, of_moving
from progress.period_forms import DAYS, ExtendForm, MoveForm, PeriodForm
from progress.period_steps import steps_of
from recommendations.three_way import Merge, merge

LIST = "curate_progress:periods"


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
        given = {"version": form.cleaned_data["version"] or 0, "reason": form.cleaned_data.get("reason", "")}
        try:
            periods.save(period=form.instance, by=request.user, **given)
        except Conflict as conflict:
            return _conflict(request, conflict.current)
        except ValidationError as error:
            form.add_error(None, error)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved: %(name)s.") % {"name": period.name})
            return redirect(LIST)
    return _form_page(request, form, 400 if request.method == "POST" else 200)


def _form_page(request: HttpRequest, form: PeriodForm, status: int, conflict: Merge | None = None) -> HttpResponse:
    period = form.instance
    context = {"form": form, "period": period, "conflict": conflict, "steps": steps_of(period) if period.pk else []}
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
    query = "&".join(f"{name}={getattr(form.instance, name).isoformat()}" for name in DAYS)
    return _confirm(request, form.instance, found, form=form, before=before, query=query)


def _confirm(
    request: HttpRequest, period: ReportingPeriod, found: Consequences, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"period": period, "consequences": found, "kinds": CONTENT_TYPES, "changed": status == 409, **more}
    return render(request, "progress/period_confirm.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Show whom opening or closing a period asks and reminds, then do it. 409 over an old version."""
    period = get_object_or_404(ReportingPeriod, pk=pk)
    to = (request.POST if request.method == "POST" else request.GET).get("to", "")
    if to not in periods.MOVES or period.state not in periods.MOVES[PeriodState(to)]:
        messages.error(request, _("Choose whether to open or to close the period."))
        return redirect(LIST)
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm(initial={"version": period.version})
    status = 400 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            moved = periods.move(period=period, to=to, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            period, status = conflict.current, 409
            form = _again(form, period)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(LIST)
        else:
            messages.success(request, labelled(moved.name, moved.get_state_display()))
            return redirect(LIST)
    found = of_asking(period, on=today_of(request.user))
    return _confirm(request, period, found, form=form, to=to, query=f"to={to}", status=status)


def _again(form: MoveForm, current: ReportingPeriod) -> MoveForm:
    """The same form over the version of now, with the reason that was typed."""
    return MoveForm(initial={"version": current.version, "reason": form.cleaned_data["reason"]})


@require_http_methods(["GET", "HEAD", "POST"])
@curator_required
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a later due date, show whom it asks, then save it. 409 over an old version."""
    period = get_object_or_404(ReportingPeriod, pk=pk)
    asked = request.GET if "due_on" in request.GET else None
    days = ExtendForm(request.POST if request.method == "POST" else asked)
    if not days.is_valid():
        context = {"form": days, "period": period}
        return render(request, "progress/period_extend.html", context, status=400 if days.is_bound else 200)
    form = MoveForm(request.POST) if request.method == "POST" else MoveForm(initial={"version": period.version})
    status = 400 if form.is_bound else 200
    due_on = days.cleaned_data["due_on"]
    if form.is_bound and form.is_valid():
        try:
            periods.extend(period=period, due_on=due_on, by=request.user, **form.cleaned_data)
        except Conflict as conflict:
            period, status = conflict.current, 409
            form = _again(form, period)
        except ValidationError as error:
            days.add_error("due_on", error.messages)
        except Refused as refusal:
            messages.error(request, str(refusal))
            return redirect(LIST)
        else:
            said = _("%(name)s: reports are now due on %(day)s.")
            messages.success(request, said % {"name": period.name, "day": date_in_words(due_on)})
            return redirect(LIST)
    return _ask_before_extending(request, period, days, form, status)


def _ask_before_extending(
    request: HttpRequest, period: ReportingPeriod, days: ExtendForm, form: MoveForm, status: int
) -> HttpResponse:
    due_on = days.cleaned_data.get("due_on")
    if period.state == PeriodState.OPEN and due_on and due_on <= period.due_on:
        days.add_error("due_on", _("Choose a day after the one on which reports are due now."))
    if days.errors or due_on is None:
        return render(request, "progress/period_extend.html", {"form": days, "period": period}, status=400)
    after = _with_days(period, {"due_on": due_on})
    found = of_moving(period, after, on=today_of(request.user))
    more = {"before": period, "form": form, "extends": True, "query": f"due_on={due_on.isoformat()}"}
    return _confirm(request, after, found, status=status, **more)


def _with_days(period: ReportingPeriod, days: dict[str, datetime.date]) -> ReportingPeriod:
    """A copy with these days, not saved."""
    stored = {name: getattr(period, name) for name in ("pk", "name", *DAYS, "state", "version")}
    return ReportingPeriod(**stored | days)


@require_safe
@curator_required
def table(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """Whom a period asks, as it is or with the days of the address, as a file."""
    period = get_object_or_404(ReportingPeriod, pk=pk)
    if kind not in CONTENT_TYPES:
        raise Http404
    try:
        days = {name: datetime.date.fromisoformat(request.GET[name]) for name in DAYS if name in request.GET}
    except ValueError:
        raise Http404 from None
    on = today_of(request.user)
    found = of_moving(period, _with_days(period, days), on=on) if days else of_asking(period, on=on)
    content = table_file(period_consequences.HEADINGS, period_consequences.table(found), kind=kind)
    name = f"period-{period.pk}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=CONTENT_TYPES[kind], headers=headers)
