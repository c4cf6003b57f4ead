"""The page for what came too late: nothing was saved, and everything that was typed is there to be taken along."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def not_saved(
    request: HttpRequest, *, what: object, reason: object, back: str, typed: list[tuple[str, str]] | None = None
) -> HttpResponse:
    """409 with the ``reason``, and label and text of what was ``typed``; a field ``reason`` of the POST is added."""
    typed = list(typed or [])
    if words := request.POST.get("reason", "").strip():
        typed.append((_("Reason"), words))
    context = {"what": what, "reason": reason, "typed": typed, "back": back}
    return render(request, "not_saved.html", context, status=409)
