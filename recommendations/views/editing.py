"""Editing one object of the catalogue: the form, the conflict, the history, archiving."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from recommendations import catalogue
from recommendations.forms import AreaForm, CatalogueForm, EditionForm, FindingForm, ReasonForm, RecommendationForm
from recommendations.forms import add_errors as show_errors
from recommendations.history import history_of
from recommendations.models import Edition, KeyFinding, Recommendation, ResponseArea
from recommendations.three_way import Merge

from .access import for_curators, sent
from .trails import Trail, to_catalogue


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of object that can be edited: its model, form, what names it in addresses, and its word."""

    name: str
    model: type[models.Model]
    form: type[CatalogueForm]
    key: str
    word: str | Promise

    def find(self, key: str) -> Any:
        """The object of this key; 404 where there is none."""
        rows = self.model._default_manager.all()
        if self.model is not Edition:
            rows = rows.select_related("edition")
        try:
            return rows.get(**{self.key: key})
        except (self.model.DoesNotExist, ValueError) as error:  # type: ignore[attr-defined]
            raise Http404 from error

    def address(self, instance: Any, page: str = "") -> str:
        """The edit page of an object, or its ``history``."""
        name = f"recommendations:curate-{self.name}" + (f"-{page}" if page else "")
        return reverse(name, args=[getattr(instance, self.key)])


KINDS = {
    kind.name: kind
    for kind in [
        Kind("edition", Edition, EditionForm, "code", gettext_lazy("Edition")),
        Kind("area", ResponseArea, AreaForm, "pk", gettext_lazy("Response area")),
        Kind("recommendation", Recommendation, RecommendationForm, "reference", gettext_lazy("Recommendation")),
        Kind("finding", KeyFinding, FindingForm, "pk", gettext_lazy("Key finding")),
    ]
}


def _trail(instance: Any, *, to_edit: Kind | None = None) -> Trail:
    trail = to_catalogue()
    if not isinstance(instance, Edition):
        trail.append((KINDS["edition"].address(instance.edition), instance.edition.title))
    if to_edit is not None:
        trail.append((to_edit.address(instance), str(instance)))
    return trail


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Change one object, with a reason. 409 with the person's own text when somebody was quicker."""
    what = KINDS[kind]
    instance = what.find(key)
    form = what.form(*sent(request), instance=instance)
    status, conflict = 200, None
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                changed = form.apply(by=request.user)
            except catalogue.ChangedMeanwhileError as error:
                status, conflict = 409, form.merged(error.current)
                form = what.form(conflict.data, instance=what.find(key))
            else:
                if changed is not None:
                    done = _("Saved.") if changed else _("Nothing was different, so nothing was saved.")
                    messages.success(request, done)
                    return redirect(what.address(instance))
    return render(request, "recommendations/edit.html", _page(what, key, form, conflict), status=status)


def _page(what: Kind, key: str, form: CatalogueForm, conflict: Merge | None) -> dict[str, Any]:
    # Read anew: validating the form has written the person's text onto its own instance.
    stored = what.find(key)
    context = {
        "kind": what.name,
        "word": what.word,
        "object": stored,
        "heading": getattr(stored, "title", str(stored)),
        "form": form,
        "conflict": conflict,
        "history": what.address(stored, "history"),
        "trail": _trail(stored),
    }
    if isinstance(stored, Edition):
        context |= {"areas": stored.areas.order_by("position"), "findings": stored.key_findings.order_by("position")}
    return context


@for_curators
@require_safe
def history(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Every change of one object with its differences, who made it and why."""
    what = KINDS[kind]
    instance = what.find(key)
    context = {
        "word": what.word,
        "object": instance,
        "entries": history_of(instance),
        "trail": _trail(instance, to_edit=what),
    }
    return render(request, "recommendations/history.html", context)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the public reason, then archive."""
    recommendation = KINDS["recommendation"].find(key)
    texts = {
        "title": _("Archive %(reference)s") % {"reference": recommendation.reference},
        "text": _("It leaves the lists. Its page stays at its address and shows the reason that you give."),
        "action": _("Archive"),
        "done": _("%(reference)s is archived.") % {"reference": recommendation.reference},
    }
    return _with_reason(request, recommendation, catalogue.archive, texts)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, key: str) -> HttpResponse:
    """Ask for the public reason, then bring back."""
    recommendation = KINDS["recommendation"].find(key)
    texts = {
        "title": _("Restore %(reference)s") % {"reference": recommendation.reference},
        "text": _("It comes back into the lists. The history keeps why it went and why it came back."),
        "action": _("Restore"),
        "done": _("%(reference)s is restored.") % {"reference": recommendation.reference},
    }
    return _with_reason(request, recommendation, catalogue.restore, texts)


def _with_reason(request: HttpRequest, recommendation: Any, verb: Any, texts: dict[str, str]) -> HttpResponse:
    what = KINDS["recommendation"]
    back = what.address(recommendation)
    form = ReasonForm(*sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            verb(recommendation=recommendation, reason=form.cleaned_data["reason"], by=request.user)
        except ValidationError as error:
            show_errors(form, error)
        else:
            messages.success(request, texts["done"])
            return redirect(back)
    context = {**texts, "form": form, "back": back, "trail": _trail(recommendation, to_edit=what), "danger": False}
    return render(request, "recommendations/confirm.html", context, status=400 if form.is_bound else 200)
