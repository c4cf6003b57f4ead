"""Deactivating a person with a handover, and erasing one."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.kept_forms import typed_before
from accounts.models import User
from accounts.permissions import administrator_required, can_close, signed_in, staff_required
from progress.erasing import verbs
from progress.people_forms import MOST_TEXTS, DeactivateForm, EraseForm
from progress.views.people import LIST, PERSON
from stakeholders import deactivation
from stakeholders.errors import Conflict
from stakeholders.forms.refusals import shown_on


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_required
def deactivate(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose who takes over, end the memberships and close the account, in one step. 409 when duties have changed."""
    row = get_object_or_404(User, pk=pk, is_active=True)
    if not can_close(signed_in(request), row):
        raise Http404
    duties = deactivation.duties(row)
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = DeactivateForm(posted, duties=duties)
    if request.method == "POST" and form.is_valid():
        try:
            with shown_on(form):
                deactivation.deactivate(
                    person=row,
                    successors=form.successors,
                    by=signed_in(request),
                    reason=form.cleaned_data["reason"],
                    shown=form.cleaned_data["seen"] or None,
                )
        except Conflict:
            return _deactivate_page(request, row, form, changed=True)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        if not form.errors:
            messages.success(request, _("%(name)s can no longer sign in. What was due is handed over.") % {"name": row})
            return redirect(PERSON, row.pk)
    return _deactivate_page(request, row, form)


def _deactivate_page(request: HttpRequest, row: User, form: DeactivateForm, *, changed: bool = False) -> HttpResponse:
    status = 409 if changed else 400 if request.method == "POST" else 200
    context = {"person": row, "form": form, "changed": changed, "seen": deactivation.seen(deactivation.duties(row))}
    return render(request, "progress/people/deactivate.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrator_required
def erase(request: HttpRequest, pk: int) -> HttpResponse:
    """Show where the person is named, and erase name and address for good."""
    row = get_object_or_404(User, pk=pk, erased_at__isnull=True)
    by = signed_in(request)
    if why := verbs.refusal(row, by):
        status = 409 if request.method == "POST" else 200
        return render(request, "progress/people/erase.html", {"person": row, "refusal": why}, status=status)
    found = verbs.find(row)
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = EraseForm(posted, names=found.names[:MOST_TEXTS], public=found.chained[:MOST_TEXTS])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        texts = {*data.get("texts", ()), *data.get("public", ()), *(one.key for one in found.names[MOST_TEXTS:])}
        try:
            verbs.erase(person=row, by=by, typed=data["typed"], reason=data["reason"], texts=texts)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The person is erased. What they did stays, as by a former member."))
            return redirect(LIST)
    context = {"person": row, "form": form, "found": found, "most": MOST_TEXTS}
    return render(request, "progress/people/erase.html", context, status=400 if request.method == "POST" else 200)
