"""The page on which an object of the catalogue goes back to an earlier version."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recommendations import catalogue, reverting
from recommendations.history import FieldChange, differences
from recommendations.step_forms import StepForm, add_errors, set_again

from .access import for_curators, sent_or_typed_before
from .kinds import KINDS, Kind, trail_of


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def revert(request: HttpRequest, kind: str, key: str, version: int) -> HttpResponse:
    """Show what would change, and ask why; 409 when somebody has changed the object meanwhile."""
    what = KINDS[kind]
    instance = what.find(key)
    to = get_object_or_404(instance.history.exclude(history_type="-"), history_id=version)
    form = StepForm(sent_or_typed_before(request), initial={"seen": catalogue.version_of(instance)})
    status, changed = (400 if request.method == "POST" else 200), False
    if request.method == "POST" and form.is_valid():
        try:
            done = reverting.revert(instance=instance, to=to, by=request.user, **form.cleaned_data)
        except catalogue.ChangedMeanwhileError as error:
            status, changed = 409, True
            set_again(form, "seen", catalogue.version_of(error.current))
        except ValidationError as error:
            add_errors(form, error)
        else:
            said = _("The earlier version is back.") if done else _("It says so already, so nothing was saved.")
            messages.success(request, said)
            return redirect(what.address(instance, "history"))
    return render(request, "recommendations/revert.html", _page(what, key, to, form, changed), status=status)


def _page(what: Kind, key: str, to: Any, form: StepForm, changed: bool) -> dict[str, Any]:
    instance = what.find(key)
    return {
        "object": instance,
        "word": what.word,
        "reference": getattr(instance, "reference", ""),
        "version": to,
        "changes": _changes(instance, to),
        "form": form,
        "changed": changed,
        "history": what.address(instance, "history"),
        "trail": trail_of(instance, to_edit=what),
    }


def _changes(instance: Any, to: Any) -> list[FieldChange]:
    try:
        values = reverting.values_of(instance, to)
    except ValidationError:
        return []  # pressing the button says why
    return differences(instance, values, reverting.addressees_of(instance, to))
