"""Adding to the catalogue, a new edition from the last one, and taking something out of a draft."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from recommendations import adding, catalogue
from recommendations.adding_forms import NEW, NewEditionForm, blank
from recommendations.models import Edition
from recommendations.step_forms import StepForm, add_errors, set_again

from .access import for_curators, sent_or_typed_before
from .kinds import KINDS, trail_of
from .trails import to_catalogue


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def new_edition(request: HttpRequest) -> HttpResponse:
    """A new edition: an empty one, or (``?from=CODE``) one that begins with what is chosen of another."""
    last = _edition_to_copy(request.GET.get("from", ""))
    form = NewEditionForm(sent_or_typed_before(request), instance=Edition(), last=last)
    if request.method == "POST" and form.is_valid():
        made = form.make(by=request.user)
        if made is not None:
            messages.success(request, _("%(code)s is a draft now. Only curators see it.") % {"code": made.code})
            return redirect("recommendations:curate-edition", made.code)
    context = {
        "form": form,
        "last": last,
        "others": Edition.objects.exclude(code=last.code if last else ""),
        "trail": to_catalogue(),
    }
    return render(request, "recommendations/new_edition.html", context, status=400 if request.method == "POST" else 200)


def _edition_to_copy(code: str) -> Edition | None:
    """The edition of this code; no code: none. Raises Http404 for a code that no edition has."""
    if not code:
        return None
    found = Edition.objects.filter(code=code).first()
    if found is None:
        raise Http404
    return found


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def new_part(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """A new response area, recommendation or key finding of an edition."""
    edition = KINDS["edition"].find(key)
    form = NEW[kind](sent_or_typed_before(request), instance=blank(kind, edition))
    if request.method == "POST" and form.is_valid():
        made = form.make(by=request.user)
        if made is not None:
            messages.success(request, _("Added."))
            return redirect(KINDS[kind].address(made))
    context = {
        "form": form,
        "word": KINDS[kind].word,
        "kicker": edition.title,
        "back": KINDS["edition"].address(edition),
        "trail": trail_of(edition, to_edit=KINDS["edition"]),
    }
    return render(request, "recommendations/new_part.html", context, status=400 if request.method == "POST" else 200)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Take something out of a draft edition, for good."""
    what = KINDS[kind]
    instance = what.find(key)
    if catalogue.reason_needed(instance.edition):
        raise Http404
    initial = {"seen": catalogue.version_of(instance)}
    form = StepForm(sent_or_typed_before(request), initial=initial)
    form.fields["reason"].required = False
    status, changed = (400 if request.method == "POST" else 200), False
    if request.method == "POST" and form.is_valid():
        try:
            adding.remove(instance=instance, by=request.user, **form.cleaned_data)
        except catalogue.ChangedMeanwhileError as error:
            status, changed = 409, True
            set_again(form, "seen", catalogue.version_of(error.current))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("Removed from the draft."))
            return redirect("recommendations:curate-edition", instance.edition.code)
    return render(request, "recommendations/confirm.html", _removal(what, instance, form, changed), status=status)


def _removal(what: Any, instance: Any, form: StepForm, changed: bool) -> dict[str, Any]:
    return {
        "title": _("Remove %(name)s from the draft") % {"name": catalogue.name_of(instance)},
        "text": _("It goes for good, with its translations and links. Nobody outside has seen it."),
        "action": _("Remove"),
        "danger": True,
        "changed": changed,
        "history": what.address(instance, "history"),
        "form": form,
        "back": what.address(instance),
        "trail": trail_of(instance, to_edit=what),
    }
