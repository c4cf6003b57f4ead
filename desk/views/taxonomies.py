"""/curate/taxonomies/: the body's own taxonomies with their tags, and what belongs to each tag."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.kept_forms import typed_before
from desk.access import for_staff
from desk.forms import NamedForm, TagForm, TagsForm, TaxonomyForm
from recommendations import taxonomies, three_way
from recommendations.catalogue import ChangedMeanwhileError
from recommendations.models import Recommendation, Tag, Taxonomy
from recommendations.step_forms import add_errors
from stakeholders import tags as commitment_tags
from stakeholders.models import Commitment

LIST = "desk:taxonomies"


@require_safe
@for_staff
def listing(request: HttpRequest) -> HttpResponse:
    """Every taxonomy with its tags, and how much belongs to each. Two queries."""
    used = Tag.objects.annotate(
        recommendation_count=Count("recommendation_links", distinct=True),
        commitment_count=Count("commitment_links", distinct=True),
    ).order_by("position", "name_en")
    by_taxonomy: dict[int, list[Tag]] = {}
    for tag in used:
        by_taxonomy.setdefault(tag.taxonomy_id, []).append(tag)
    rows = [(one, by_taxonomy.get(one.pk, [])) for one in Taxonomy.objects.all()]
    return render(request, "desk/taxonomies.html", {"taxonomies": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def taxonomy(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Make a taxonomy, change one, or delete one without tags."""
    row = get_object_or_404(Taxonomy, slug=slug) if slug else Taxonomy()
    return _named(request, row, TaxonomyForm)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def tag_new(request: HttpRequest, slug: str) -> HttpResponse:
    """Make a tag of a taxonomy."""
    return _named(request, Tag(taxonomy=get_object_or_404(Taxonomy, slug=slug)), TagForm)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Change a tag, or delete one that nothing belongs to."""
    return _named(request, get_object_or_404(Tag.objects.select_related("taxonomy"), slug=slug), TagForm)


def _named(request: HttpRequest, row: Any, form_class: type[NamedForm]) -> HttpResponse:
    """The form of a taxonomy or tag; 409 when somebody else was quicker."""
    form = form_class(request.POST if request.method == "POST" else typed_before(request), instance=row)
    if request.method != "POST":
        return _form_page(request, row, form)
    if not form.is_valid():
        return _form_page(request, row, form, status=400)
    said = {"version": form.cleaned_data["seen"] or 0, "reason": form.cleaned_data["reason"], "by": request.user}
    stored = type(row).objects.get(pk=row.pk) if row.pk else row
    try:
        if "delete" in request.POST and row.pk:
            taxonomies.delete(row=stored, **said)
            messages.success(request, _("%(name)s is deleted.") % {"name": stored.name})
        else:
            saved = taxonomies.save(row=stored, values=form.values(), **said)
            messages.success(request, _("Saved: %(name)s.") % {"name": saved.name})
    except ValidationError as refusal:
        add_errors(form, refusal)
        return _form_page(request, row, form, status=400)
    except ChangedMeanwhileError as late:
        return _conflict(request, late.current, form_class)
    return redirect(LIST)


def _conflict(request: HttpRequest, current: Any, form_class: type[NamedForm]) -> HttpResponse:
    last = current.history.select_related("history_user").latest()
    merged = three_way.merge(request.POST, form_class(instance=current), by=last.history_user, at=last.history_date)
    merged.data["seen"] = str(current.version)
    return _form_page(request, current, form_class(merged.data, instance=current), status=409, conflict=merged)


def _form_page(
    request: HttpRequest, row: Any, form: NamedForm, *, status: int = 200, conflict: three_way.Merge | None = None
) -> HttpResponse:
    stored = type(row).objects.get(pk=row.pk) if row.pk else None  # a form that is bound has changed its own row
    context = {
        "form": form,
        "row": stored,
        "kicker": row.taxonomy.name if isinstance(row, Tag) else "",
        "conflict": conflict,
    }
    return render(request, "desk/taxonomy_form.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def of_recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """The tags of a recommendation."""
    row = get_object_or_404(Recommendation, reference=reference)
    back = reverse("recommendations:curate-recommendation", args=[reference])
    return _tags_of(request, row, back, lambda **said: taxonomies.set_tags(recommendation=row, **said))


@require_http_methods(["GET", "HEAD", "POST"])
@for_staff
def of_commitment(request: HttpRequest, pk: int) -> HttpResponse:
    """The tags of a commitment."""
    row = get_object_or_404(Commitment, pk=pk)
    back = reverse("stakeholders:commitment", args=[pk])
    return _tags_of(request, row, back, lambda **said: commitment_tags.set_tags(commitment=row, **said))


def _tags_of(request: HttpRequest, row: Any, back: str, verb: Callable[..., bool]) -> HttpResponse:
    now = {"seen": taxonomies.seen_tags(row.tag_links), "tags": row.tag_links.values_list("tag", flat=True)}
    posted: QueryDict | None = request.POST if request.method == "POST" else typed_before(request)
    form, status, changed = TagsForm(posted, initial=now), 200, False
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                verb(by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                add_errors(form, refusal)
            except ChangedMeanwhileError:
                data = request.POST.copy()
                data["seen"] = now["seen"]
                form, status, changed = TagsForm(data), 409, True
            else:
                messages.success(request, _("The tags are saved."))
                return redirect(back)
    saved = [link.tag for link in row.tag_links.select_related("tag__taxonomy")]
    context = {"form": form, "row": row, "back": back, "changed": changed, "saved": saved}
    return render(request, "desk/tags_of.html", context, status=status)
