"""An administrator's pages about the ways into somebody's account: another address, and a lost second factor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import credentials
from accounts.forms import AddressForm, ReasonForm
from accounts.kept_forms import typed_before
from accounts.models import User
from accounts.permissions import administrator_required


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrator_required
def address(request: HttpRequest, pk: int) -> HttpResponse:
    """Give somebody another address."""
    person = get_object_or_404(User, pk=pk)
    question = {
        "title": _("Change the email address of %(name)s") % {"name": person.name},
        "text": _(
            "The current address is %(email)s. Both addresses get an email with your reason. All sessions of the "
            "account end, and it cannot be used to publish for 24 hours."
        )
        % {"email": person.email},
        "action": _("Change the email address"),
    }
    done = _("The email address is changed. Both addresses get an email.")
    return _ask(request, person, AddressForm, credentials.change_address, question, done)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@administrator_required
def second_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Take somebody's second factor away, so that they can set up another one."""
    person = get_object_or_404(User, pk=pk)
    question = {
        "title": _("Remove the two-step verification of %(name)s") % {"name": person.name},
        "text": _(
            "Do this only if the person has lost it and you have checked that the request comes from them. They get "
            "an email with your reason. All sessions of the account end, and it cannot be used to publish for 24 "
            "hours."
        ),
        "action": _("Remove two-step verification"),
    }
    done = _("Two-step verification is removed. The person gets an email.")
    return _ask(request, person, ReasonForm, credentials.reset_second_factor, question, done)


def _ask(
    request: HttpRequest,
    person: User,
    form_class: type[forms.Form],
    verb: Callable[..., User],
    question: dict[str, Any],
    done: str,
) -> HttpResponse:
    back = reverse("admin:accounts_user_change", args=[person.pk])
    form = form_class(request.POST if request.method == "POST" else typed_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            verb(user=person, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, done)
            return redirect(back)
    context = question | {"form": form, "back": back, "danger": True}
    return render(request, "confirm.html", context, status=400 if request.method == "POST" else 200)
