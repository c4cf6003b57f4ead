"""People, for curators and administrators: the list, one person, and the roles on the site."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import people as accounts
from accounts.days import today_of
from accounts.kept_forms import typed_before
from accounts.models import User
from accounts.permissions import administrator_required, can_close, is_administrator, signed_in, staff_required
from progress import people
from progress.people import PeopleFilter
from progress.people_forms import RolesForm, WhyForm, stands
from stakeholders.views.lists import filtered

LIST, PERSON = "curate_progress:people", "curate_progress:person"


@require_safe
@never_cache
@staff_required
def listing(request: HttpRequest) -> HttpResponse:
    """Everybody who has an account, fifty a page."""
    context, status = filtered(request, PeopleFilter(request.GET, people.people(), request=request))
    return render(request, "progress/people/list.html", context, status=status)


@require_safe
@never_cache
@staff_required
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: roles, ways in, what is due from them, and what they did last."""
    row = get_object_or_404(User, pk=pk)
    by, today = signed_in(request), today_of(signed_in(request))
    context = people.about(row, on=today) | {
        "person": row,
        "today": today,
        "can_close": can_close(by, row) and not row.erased_at,
        "is_administrator": is_administrator(by),
    }
    return render(request, "progress/people/person.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrator_required
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody a curator or administrator, or no longer. 409 when the account was changed meanwhile."""
    row = get_object_or_404(User, pk=pk, erased_at__isnull=True)
    initial = {"curator": row.is_curator, "administrator": row.is_superuser, "seen": stands(row)}
    form = RolesForm(request.POST if request.method == "POST" else typed_before(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        if data["seen"] and data["seen"] != stands(row):
            return _roles_page(request, row, form, changed=True)
        try:
            wanted = {"curator": data["curator"], "administrator": data["administrator"], "reason": data["reason"]}
            accounts.change_roles(user=row, name=row.name, active=row.is_active, by=signed_in(request), **wanted)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("The roles of %(name)s are changed.") % {"name": row})
            return redirect(PERSON, row.pk)
    return _roles_page(request, row, form)


def _roles_page(request: HttpRequest, row: User, form: RolesForm, *, changed: bool = False) -> HttpResponse:
    status = 409 if changed else 400 if request.method == "POST" else 200
    context = {"person": row, "form": form, "changed": changed, "seen": stands(row)}
    return render(request, "progress/people/roles.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_required
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody sign in again."""
    row = get_object_or_404(User, pk=pk, is_active=False, erased_at__isnull=True)
    if not can_close(signed_in(request), row):
        raise Http404
    form = WhyForm(request.POST if request.method == "POST" else typed_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            accounts.reopen(user=row, by=signed_in(request), reason=form.cleaned_data["reason"])
        except PermissionDenied:
            raise
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("%(name)s can sign in again.") % {"name": row})
            return redirect(PERSON, row.pk)
    status = 400 if request.method == "POST" else 200
    return render(request, "progress/people/reopen.html", {"person": row, "form": form}, status=status)
