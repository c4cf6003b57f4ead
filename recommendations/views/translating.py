"""All translations of one object, side by side with their original."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from recommendations import catalogue
from recommendations.translating_forms import TranslationsForm

from .access import for_curators, sent_or_typed_before
from .kinds import KINDS, trail_of


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def translations(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Read and write every language beside the original. 409 with the person's texts when somebody was quicker."""
    what = KINDS[kind]
    instance = what.find(key)
    if not hasattr(instance, "translatable"):
        raise Http404
    form = TranslationsForm(sent_or_typed_before(request), instance=instance)
    status, conflict = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                written = form.apply(by=request.user)
            except catalogue.ChangedMeanwhileError:
                status, conflict = 409, form.merged()
                form = TranslationsForm(conflict.data, instance=what.find(key))
            else:
                if written is not None:
                    messages.success(request, _said(written))
                    return redirect(what.address(instance, "translations"))
    context = {
        "kind": kind,
        "object": instance,
        "reference": getattr(instance, "reference", ""),
        "form": form,
        "conflict": conflict,
        "back": what.address(instance),
        "trail": trail_of(instance, to_edit=what),
    }
    return render(request, "recommendations/translations.html", context, status=status)


def _said(written: int) -> str:
    if not written:
        return _("You made no changes, so nothing was saved.")
    return ngettext("%(number)s text was saved.", "%(number)s texts were saved.", written) % {"number": written}
