"""Inviting several people: the list is checked and shown line by line first, then sent."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import invitations
from accounts.kept_forms import typed_before
from accounts.permissions import signed_in
from stakeholders import invitation_lists, permissions
from stakeholders.forms.members import InviteSeveralForm
from stakeholders.forms.refusals import shown_on
from stakeholders.invitation_lists import Line
from stakeholders.models import Organisation
from stakeholders.views.guards import writing
from stakeholders.views.members import holders_of


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@writing
def invite_several(request: HttpRequest, slug: str) -> HttpResponse:
    """Read a list of people, show what each line would do, and invite those who can be when that was seen."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    if not permissions.can_manage_members(request.user, organisation):
        raise Http404
    posted = request.POST if request.method == "POST" else typed_before(request)
    form = InviteSeveralForm(posted, initial={"language": organisation.language})
    if request.method != "POST" or not form.is_valid():
        return _page(request, organisation, form, [], status=400 if request.method == "POST" else 200)
    data = form.cleaned_data
    lines = invitation_lists.read(data["lines"], organisation=organisation, role=data["role"], by=request.user)
    good = invitation_lists.good(lines)
    # Sent only as it was shown: a list that reads otherwise now is shown again.
    if good and request.POST.get("confirmed") == _as_shown(good):
        with shown_on(form):
            number = invitation_lists.invite_all(
                organisation=organisation, lines=good, language=data["language"], by=request.user
            )
        if not form.errors:
            said = ngettext("We are sending one invitation.", "We are sending %(number)s invitations.", number)
            messages.success(request, said % {"number": number})
            return redirect("stakeholders:organisation_detail", organisation.slug)
    return _page(request, organisation, form, lines, status=400 if form.errors else 200)


def _as_shown(good: list[Line]) -> str:
    return " ".join(f"{line.email}:{line.role}" for line in good)


def _page(
    request: HttpRequest, organisation: Organisation, form: InviteSeveralForm, lines: list[Line], *, status: int
) -> HttpResponse:
    good = invitation_lists.good(lines)
    context = {
        "organisation": organisation,
        "form": form,
        "lines": lines,
        "good": len(good),
        "wrong": len(lines) - len(good),
        "confirmed": _as_shown(good),
        "holders": holders_of(organisation),
        "left": invitations.left_today(by=signed_in(request), on=timezone.now()),
    }
    return render(request, "stakeholders/invite_several.html", context, status=status)
