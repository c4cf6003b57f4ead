"""/curate/vocabulary/: the site's actor types, and what the body calls things."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from recommendations import vocabulary
from recommendations.models import ActorType, Term
from recommendations.vocabulary_forms import NewActorTypeForm

from .access import for_curators, sent_or_typed_before
from .kinds import KINDS
from .steps import Step, take
from .trails import to_curate, to_vocabulary


@for_curators
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every actor type with its names and its uses, and every word in the languages of the site. Some queries."""
    uses = [count() for count in vocabulary.USES]
    rows = list(ActorType.objects.all())
    called = {row.code: row.name for row in rows}
    context = {
        "actor_types": [
            {
                "row": row,
                "answers_for": [called[code] for code in row.answers_for if code in called],
                "uses": sum(count.get(row.code, 0) for count in uses),
            }
            for row in rows
        ],
        "terms": Term.objects.all(),
        "trail": to_curate(),
    }
    return render(request, "recommendations/vocabulary.html", context)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def new_actor_type(request: HttpRequest) -> HttpResponse:
    """A new actor type, last in the list."""
    instance = ActorType(position=ActorType.objects.count() + 1)
    form = NewActorTypeForm(sent_or_typed_before(request), instance=instance)
    if request.method == "POST" and form.is_valid() and form.make(by=request.user) is not None:
        messages.success(request, _("Added."))
        return redirect("recommendations:curate-vocabulary")
    context = {
        "form": form,
        "word": KINDS["actor-type"].word,
        "kicker": "",
        "back": reverse("recommendations:curate-vocabulary"),
        "trail": to_vocabulary(),
    }
    return render(request, "recommendations/new_part.html", context, status=400 if request.method == "POST" else 200)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take away an actor type that nothing names."""
    instance = KINDS["actor-type"].find(key)
    named, used = {"name": str(instance)}, vocabulary.uses(instance.code)
    step = Step(
        "actor-type",
        instance,
        lambda **given: vocabulary.remove_actor_type(actor_type=instance, **given),
        title=_("Remove %(name)s") % named,
        text=_("It will no longer be offered anywhere. Its history stays."),
        action=_("Remove"),
        done=_("%(name)s is removed.") % named,
        consequences=[vocabulary.in_use(used)] if used else [],
        then=reverse("recommendations:curate-vocabulary"),
    )
    return take(request, step)


def where_it_is_seen(instance: Any) -> list[tuple[str, str]]:
    """Where readers see a word or an actor type: (what is there, its address)."""
    if isinstance(instance, ActorType):
        chosen = f"?actor_type={instance.code}"
        return [
            (_("What it is asked to do"), f"/recommendations/{chosen}"),
            (_("Its organisations"), f"/organisations/{chosen}"),
            (_("Its commitments"), f"/commitments/{chosen}"),
        ]
    if instance.key.startswith("help_"):
        return [(_("Reports"), "/reports/?health=blocked")]
    return [(_("Front page"), "/"), (_("The whole list"), "/recommendations/"), (_("Gaps"), "/gaps/")]
