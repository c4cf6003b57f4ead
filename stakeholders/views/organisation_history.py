"""The history of an organisation with its differences, and going back to an earlier version of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import typed_before
from accounts.permissions import curator_required
from recommendations.history import differences, history_of
from stakeholders import organisations
from stakeholders.errors import Conflict
from stakeholders.forms.refusals import shown_on
from stakeholders.forms.steps import ReasonForm
from stakeholders.models import Organisation

HISTORY = "curate_stakeholders:organisation_history"


@require_safe
@never_cache
@curator_required
def history(request: HttpRequest, slug: str) -> HttpResponse:
    """Every change of one organisation, who made it and why."""
    organisation = get_object_or_404(Organisation, slug=slug)
    context = {
        "word": _("Organisation"),
        "object": organisation,
        "reference": "",
        "entries": history_of(organisation),
        "revert": "" if organisation.archived_at else "curate_stakeholders:organisation_revert",
        "key": slug,
        "trail": _trail(organisation),
    }
    return render(request, "recommendations/history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@curator_required
def revert(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    """Show what would change and ask why; 409 when somebody has changed the organisation meanwhile."""
    organisation = get_object_or_404(Organisation, slug=slug, archived_at=None)
    to = get_object_or_404(organisation.history.exclude(history_type="-"), history_id=version)
    form = _form(request.POST if request.method == "POST" else typed_before(request), organisation)
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            _go_back(form, organisation, to, by=request.user)
        except Conflict as refusal:
            organisation, changed = refusal.current, True
            posted = request.POST.copy()
            posted["version"] = str(organisation.version)
            form = _form(posted, organisation)
        else:
            if not form.errors:
                messages.success(request, _("The earlier version is back."))
                return redirect(HISTORY, slug)
    context = {
        "object": organisation,
        "version": to,
        "changes": differences(organisation, asdict(organisations.data_of(to))),
        "form": form,
        "changed": changed,
        "history": reverse(HISTORY, args=[slug]),
        "trail": [*_trail(organisation), (reverse(HISTORY, args=[slug]), _("History"))],
    }
    status = 409 if changed else 400 if request.method == "POST" else 200
    return render(request, "recommendations/revert.html", context, status=status)


def _go_back(form: ReasonForm, organisation: Organisation, to: Any, *, by: Any) -> None:
    with shown_on(form):
        organisations.update(
            organisation=organisation,
            data=organisations.data_of(to),
            by=by,
            version=form.cleaned_data["version"] or 0,
            reason=form.cleaned_data["reason"],
        )


def _form(posted: QueryDict | None, organisation: Organisation) -> ReasonForm:
    return ReasonForm(posted, initial={"version": organisation.version}, help_text=_("The public sees this reason."))


def _trail(organisation: Organisation) -> list[tuple[str, str]]:
    edit = reverse("curate_stakeholders:organisation_edit", args=[organisation.slug])
    found = [
        (reverse("recommendations:curate"), _("Manage")),
        (reverse("curate_stakeholders:organisations"), _("Organisations")),
    ]
    return found if organisation.archived_at else [*found, (edit, organisation.name)]
