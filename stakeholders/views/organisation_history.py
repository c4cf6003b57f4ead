"""The history of an organisation with its differences, and going back to an earlier version of it."""

from __future__ import annotations

from dataclasses import asdict
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import curator_required
from recommendations.history import differences, history_of
from stakeholders import organisations
from stakeholders.models import Organisation
from stakeholders.views.reasons import ask_why

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
    verb = partial(organisations.update, organisation=organisation, data=organisations.data_of(to))
    asked = ask_why(request, organisation, verb)
    if asked.is_done:
        messages.success(request, _("The earlier version is back."))
        return redirect(HISTORY, slug)
    organisation = asked.organisation
    context = {
        "object": organisation,
        "version": to,
        "changes": differences(organisation, asdict(organisations.data_of(to))),
        "form": asked.form,
        "changed": asked.changed,
        "history": reverse(HISTORY, args=[slug]),
        "trail": [*_trail(organisation), (reverse(HISTORY, args=[slug]), _("History"))],
    }
    return render(request, "recommendations/revert.html", context, status=asked.status)


def _trail(organisation: Organisation) -> list[tuple[str, str]]:
    edit = reverse("curate_stakeholders:organisation_edit", args=[organisation.slug])
    found = [
        (reverse("recommendations:curate"), _("Manage")),
        (reverse("curate_stakeholders:organisations"), _("Organisations")),
    ]
    return found if organisation.archived_at else [*found, (edit, organisation.name)]
