"""Inviting people of many organisations: the table is checked and shown line by line first, then sent."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts import invitations
from accounts.kept_forms import typed_before
from accounts.models import Invitation
from accounts.permissions import signed_in, staff_required
from stakeholders import invitation_sheets
from stakeholders.forms.invitation_sheets import InviteSheetForm
from stakeholders.forms.refusals import shown_on
from stakeholders.invitation_lists import good
from stakeholders.invitation_sheets import SheetLine
from stakeholders.models import InvitedMembership

MOST_WAITING = 100  # shown


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@staff_required
def invite_list(request: HttpRequest) -> HttpResponse:
    """Read a table of people, show what each line would do, and invite those who can be when that was seen."""
    by = signed_in(request)
    form = InviteSheetForm(request.POST if request.method == "POST" else typed_before(request), request.FILES or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, form, [], status=400 if request.method == "POST" else 200)
    data = form.cleaned_data
    lines = invitation_sheets.read(data["lines"], role=data["role"], by=by)
    sound = [line for line in lines if not line.problem]
    # Sent only as it was shown: a table that reads otherwise now is shown again.
    if sound and request.POST.get("confirmed") == _as_shown(sound):
        try:
            with shown_on(form):
                number = invitation_sheets.invite_all(lines=sound, by=by, language=data["language"])
        except ValidationError as refusal:
            form.add_error(None, refusal)
        if not form.errors:
            said = ngettext("We are sending one invitation.", "We are sending %(number)s invitations.", number)
            messages.success(request, said % {"number": number})
            return redirect("curate_stakeholders:invite_list")
    if "file" in request.FILES and not form.errors:
        # What the file holds can be read, corrected and sent from the page.
        form = InviteSheetForm({name: data[name] for name in ("lines", "role", "language")})
    return _page(request, form, lines, status=400 if form.errors else 200)


def _as_shown(sound: list[SheetLine]) -> str:
    return " ".join(f"{one.email}:{one.role_in_words if one.curator else one.role}:{_key(one)}" for one in sound)


def _key(line: SheetLine) -> int:
    return line.organisation.pk if line.organisation else 0


def _page(request: HttpRequest, form: InviteSheetForm, lines: list[SheetLine], *, status: int) -> HttpResponse:
    sound = [line for line in lines if not line.problem]
    now = timezone.now()
    waiting = InvitedMembership.objects.filter(invitation__in=Invitation.objects.unanswered())
    waiting = waiting.select_related("invitation__invited_by", "organisation").order_by("-invitation__created_at")
    context = {
        "form": form,
        "lines": lines,
        "good": len(sound),
        "wrong": len(lines) - len(good(lines)),
        "confirmed": _as_shown(sound),
        "left": invitations.left_today(by=signed_in(request), on=now),
        "waiting": waiting[:MOST_WAITING],
        "now": now,
    }
    return render(request, "stakeholders/curate/invite_list.html", context, status=status)
