"""Editing one object of the catalogue: the form, the conflict, the history."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from recommendations import catalogue
from recommendations.forms import (
    ActorTypeForm,
    AreaForm,
    CatalogueForm,
    EditionForm,
    FindingForm,
    RecommendationForm,
    TranslationForm,
)
from recommendations.history import history_of
from recommendations.models import ActorTypeEntry, Edition, KeyFinding, Recommendation, ResponseArea, Translation
from recommendations.three_way import Merge
from recommendations.translations import original, translated_object

from .access import for_curators, sent_or_typed_before
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
        if self.model not in (Edition, Translation, ActorTypeEntry):
            rows = rows.select_related("edition")
        try:
            return rows.get(**{self.key: key})
        except (self.model.DoesNotExist, ValueError) as error:  # type: ignore[attr-defined]  # every model has it
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
        Kind("translation", Translation, TranslationForm, "pk", gettext_lazy("Translation")),
        Kind("actor-type", ActorTypeEntry, ActorTypeForm, "code", gettext_lazy("Actor type")),
    ]
}


def _kind_of(instance: Any) -> Kind:
    return next(kind for kind in KINDS.values() if isinstance(instance, kind.model))


def trail_of(instance: Any, *, to_edit: Kind | None = None) -> Trail:
    """The way to an object's edit page, or (``to_edit``) to what lies behind it."""
    trail = to_catalogue()
    edition = catalogue.edition_of(instance)
    if edition is not None and edition is not instance:
        trail.append((KINDS["edition"].address(edition), edition.title))
    if isinstance(instance, Translation):
        translated = translated_object(instance)
        if not isinstance(translated, Edition):
            trail.append((_kind_of(translated).address(translated), str(translated)))
    if to_edit is not None:
        trail.append((to_edit.address(instance), str(instance)))
    return trail


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Change one object, with a reason. 409 with the person's own text when somebody was quicker."""
    what = KINDS[kind]
    instance = what.find(key)
    form = what.form(sent_or_typed_before(request), instance=instance)
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
                    done = _("Saved.") if changed else _("You made no changes, so nothing was saved.")
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
        "reference": getattr(stored, "reference", ""),
        "heading": getattr(stored, "title", str(stored)),
        "edition": catalogue.edition_of(stored),
        "form": form,
        "conflict": conflict,
        "history": what.address(stored, "history"),
        "trail": trail_of(stored),
    }
    if isinstance(stored, Translation):
        translated = translated_object(stored)
        context |= {"heading": str(translated), "original": original(translated, stored.field)}
    else:
        translations = Translation.objects.filter(subject=stored._meta.label_lower, object_id=stored.pk)
        context["translations"] = translations.order_by("field", "language")
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
        "reference": getattr(instance, "reference", ""),
        "entries": history_of(instance),
        "trail": trail_of(instance, to_edit=what),
    }
    return render(request, "recommendations/history.html", context)
