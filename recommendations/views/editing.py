"""Editing one object of the catalogue: the form, the conflict, the history."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from recommendations import catalogue
from recommendations.forms import CatalogueForm
from recommendations.history import history_of
from recommendations.models import ActorType, Edition, Recommendation, Term, Translation
from recommendations.three_way import Merge
from recommendations.translating import is_outdated
from recommendations.translations import original, translated_object

from .access import for_curators, sent_or_typed_before
from .kinds import KINDS, Kind, back_from, trail_of, ways_on
from .vocabulary import where_it_is_seen


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
                    messages.success(request, _what_was_done(form, changed=changed))
                    return redirect(what.address(instance))
    return render(request, "recommendations/edit.html", _page(what, key, form, conflict), status=status)


def _what_was_done(form: CatalogueForm, *, changed: bool) -> str:
    if not changed:
        return _("You made no changes, so nothing was saved.")
    return _("Scheduled. Nothing changes before then.") if form.cleaned_data.get("due_at") else _("Saved.")


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
        "more": ways_on(what, stored),
        "trail": trail_of(stored),
        "back": back_from(stored),
    }
    return context | _around(stored)


def _around(stored: Any) -> dict[str, Any]:
    """What stands beside the form: the original of a translation, the parts of an edition, what is scheduled."""
    if isinstance(stored, Translation):
        translated = translated_object(stored)
        return {"heading": str(translated), "original": original(translated, stored.field)}
    if isinstance(stored, ActorType | Term):
        return {"seen_on": where_it_is_seen(stored)}
    found: dict[str, Any] = {}
    if hasattr(stored, "translatable"):
        rows = Translation.objects.filter(subject=stored._meta.label_lower, object_id=stored.pk)
        found["translations"] = [(row, is_outdated(row, stored)) for row in rows.order_by("field", "language")]
    if isinstance(stored, Edition):
        found |= {"areas": stored.areas.order_by("position"), "findings": stored.key_findings.order_by("position")}
    if isinstance(stored, Edition | Recommendation):
        found["scheduled"] = stored.scheduled.filter(state="waiting").select_related("made_by").first()
    return found


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
        "revert": f"recommendations:curate-{kind}-revert",
        "key": key,
        "trail": trail_of(instance, to_edit=what),
    }
    return render(request, "recommendations/history.html", context)
