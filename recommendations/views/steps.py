"""Publishing, archiving and restoring: the page says first what the public gains or loses, then asks for the reason."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from recommendations import catalogue, consequences, scheduling
from recommendations.models import EditionState, Recommendation
from recommendations.step_forms import PublicationForm, StepForm, add_errors, set_again

from .access import for_curators, sent_or_typed_before
from .kinds import KINDS, trail_of


@dataclass(frozen=True, slots=True)
class Step:
    """What one page says, and the verb behind its button (called with ``reason``, ``seen`` and ``by``)."""

    kind: str
    instance: Any
    verb: Callable[..., Any]
    title: str
    text: str | Promise
    action: str
    done: str
    later: str = ""  # said instead of ``done`` where a time was given
    consequences: list[str] = field(default_factory=list)
    form: type[StepForm] = StepForm
    then: str = ""  # where it leads, if not back


_ARCHIVING = {
    "recommendation": gettext_lazy(
        "It will no longer appear in the lists. Its page stays at its address and shows the reason that you give."
    ),
    "area": gettext_lazy(
        "It will no longer appear in lists and filters. Its page says that it was archived and shows the reason."
    ),
    "finding": gettext_lazy("The figure will no longer appear on public pages. Its history keeps the reason."),
}


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Take a recommendation, a response area or a key finding out of the lists."""
    instance = KINDS[kind].find(key)
    named = {"reference": catalogue.name_of(instance)}
    step = Step(
        kind,
        instance,
        lambda **given: catalogue.archive(instance=instance, **given),
        title=_("Archive %(reference)s") % named,
        text=_ARCHIVING[kind],
        action=_("Archive"),
        done=_("%(reference)s is archived.") % named,
        consequences=consequences.of_archiving(instance) if isinstance(instance, Recommendation) else [],
    )
    return take(request, step)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """Bring what was archived back."""
    instance = KINDS[kind].find(key)
    named = {"reference": catalogue.name_of(instance)}
    step = Step(
        kind,
        instance,
        lambda **given: catalogue.restore(instance=instance, **given),
        title=_("Restore %(reference)s") % named,
        text=_("It will appear in the lists again. The history keeps both reasons."),
        action=_("Restore"),
        done=_("%(reference)s is restored.") % named,
    )
    return take(request, step)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def publish_edition(request: HttpRequest, key: str) -> HttpResponse:
    """Publish a draft edition, or bring an archived one back."""
    edition = KINDS["edition"].find(key)
    step = Step(
        "edition",
        edition,
        lambda **given: _publish(edition, **given),
        title=_("Publish %(code)s") % {"code": edition.code},
        text=_("It will be public from now on. It cannot become a draft again, but it can be archived."),
        action=_("Publish"),
        done=_("%(code)s is published.") % {"code": edition.code},
        later=_("%(code)s will be published at the time that you gave.") % {"code": edition.code},
        form=PublicationForm,
    )
    return take(request, step)


def _publish(edition: Any, *, due_at: datetime.datetime | None, **given: Any) -> Any:
    if due_at is None:
        return catalogue.move_edition(edition=edition, to=EditionState.PUBLISHED, **given)
    return scheduling.schedule_publication(edition=edition, due_at=due_at, **given)


@for_curators
@require_http_methods(["GET", "HEAD", "POST"])
def archive_edition(request: HttpRequest, key: str) -> HttpResponse:
    """Archive a published edition: nothing of it vanishes, but it is no longer a current one."""
    edition = KINDS["edition"].find(key)
    step = Step(
        "edition",
        edition,
        lambda **given: catalogue.move_edition(edition=edition, to=EditionState.ARCHIVED, **given),
        title=_("Archive %(code)s") % {"code": edition.code},
        text=_("It will no longer be shown as a current edition. Its pages stay and show the reason that you give."),
        action=_("Archive"),
        done=_("%(code)s is archived.") % {"code": edition.code},
        consequences=consequences.of_archiving_edition(edition),
    )
    return take(request, step)


def take(request: HttpRequest, step: Step) -> HttpResponse:
    """The page of a step; 409 when the thing has changed since the person was shown what the step would do."""
    what = KINDS[step.kind]
    back = what.address(step.instance)
    form = step.form(sent_or_typed_before(request), initial={"seen": catalogue.version_of(step.instance)})
    status, changed = (400 if request.method == "POST" else 200), False
    if request.method == "POST" and form.is_valid():
        try:
            step.verb(**form.cleaned_data, by=request.user)
        except catalogue.ChangedMeanwhileError as error:
            status, changed = 409, True
            set_again(form, "seen", catalogue.version_of(error.current))
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, step.later if form.cleaned_data.get("due_at") else step.done)
            return redirect(step.then or back)
    context = {
        "title": step.title,
        "text": step.text,
        "action": step.action,
        "consequences": step.consequences,
        "changed": changed,
        "history": what.address(step.instance, "history"),
        "form": form,
        "back": back,
        "trail": trail_of(step.instance, to_edit=what),
        "danger": bool(step.consequences),
    }
    return render(request, "recommendations/confirm.html", context, status=status)
