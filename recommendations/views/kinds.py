"""The kinds of objects that curators edit, how each is found and where its pages are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.http import Http404
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from recommendations import catalogue
from recommendations.forms import (
    AreaForm,
    CatalogueForm,
    EditionForm,
    FindingForm,
    RecommendationForm,
    TranslationForm,
)
from recommendations.models import (
    ActorType,
    Crosswalk,
    Edition,
    EditionState,
    KeyFinding,
    Recommendation,
    ResponseArea,
    Term,
    Translation,
    Word,
)
from recommendations.models.vocabulary import said, word
from recommendations.pairing_forms import LinkForm
from recommendations.translations import translated_object
from recommendations.vocabulary_forms import ActorTypeForm, TermForm

from .trails import Trail, to_catalogue, to_crosswalk, to_vocabulary


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
        if self.model is Crosswalk:
            rows = rows.select_related("earlier__edition", "later__edition")
        elif self.model not in (Edition, Translation, ActorType, Term):
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
        Kind("area", ResponseArea, AreaForm, "pk", word(Word.RESPONSE_AREA)),
        Kind("recommendation", Recommendation, RecommendationForm, "reference", word(Word.RECOMMENDATION)),
        Kind("finding", KeyFinding, FindingForm, "pk", gettext_lazy("Key finding")),
        Kind("translation", Translation, TranslationForm, "pk", gettext_lazy("Translation")),
        Kind("actor-type", ActorType, ActorTypeForm, "code", gettext_lazy("Actor type")),
        Kind("term", Term, TermForm, "key", gettext_lazy("Word")),
        Kind("link", Crosswalk, LinkForm, "pk", gettext_lazy("Crosswalk link")),
    ]
}


def kind_of(instance: Any) -> Kind:
    return next(kind for kind in KINDS.values() if isinstance(instance, kind.model))


def trail_of(instance: Any, *, to_edit: Kind | None = None) -> Trail:
    """The way to an object's edit page, or (``to_edit``) to what lies behind it."""
    if isinstance(instance, Crosswalk):
        return [*to_crosswalk(), (to_edit.address(instance), str(instance))] if to_edit else to_crosswalk()
    trail = to_vocabulary() if isinstance(instance, ActorType | Term) else to_catalogue()
    edition = catalogue.edition_of(instance)
    if edition is not None and edition is not instance:
        trail.append((KINDS["edition"].address(edition), edition.title))
    if isinstance(instance, Translation):
        translated = translated_object(instance)
        if not isinstance(translated, Edition):
            trail.append((kind_of(translated).address(translated), str(translated)))
    if to_edit is not None:
        trail.append((to_edit.address(instance), str(instance)))
    return trail


def back_from(instance: Any) -> str:
    """The list that an object was opened from."""
    is_a_word = isinstance(instance, ActorType | Term)
    return reverse(f"recommendations:curate-{'vocabulary' if is_a_word else 'catalogue'}")


def ways_on(kind: Kind, instance: Any) -> list[tuple[str, str]]:
    """What else may be done with an object: (what the link says, its address)."""
    is_draft = not catalogue.reason_needed(catalogue.edition_of(instance))
    found: list[tuple[str, str]] = []
    if hasattr(instance, "translatable"):
        found.append((_("Translations side by side"), kind.address(instance, "translations")))
    if isinstance(instance, ActorType):
        found.append((_("Remove"), kind.address(instance, "remove")))
    if isinstance(instance, Edition):
        return found + _of_edition(kind, instance)
    if isinstance(instance, Recommendation | KeyFinding | ResponseArea) and not is_draft:
        is_archived = instance.archived_at is not None
        found.append(
            (_("Restore"), kind.address(instance, "restore"))
            if is_archived
            else (_("Archive"), kind.address(instance, "archive"))
        )
    if is_draft and isinstance(instance, ResponseArea | Recommendation | KeyFinding):
        found.append((_("Remove from the draft"), kind.address(instance, "remove")))
    return found


def _of_edition(kind: Kind, edition: Edition) -> list[tuple[str, str]]:
    is_published = edition.state == EditionState.PUBLISHED
    step = (_("Archive"), "archive") if is_published else (_("Publish"), "publish")
    code = edition.code

    def new(part: str) -> str:
        return reverse(f"recommendations:curate-new-{part}", args=[code])

    return [
        (step[0], kind.address(edition, step[1])),
        (_("Add: %(name)s") % {"name": said(Word.RESPONSE_AREA)}, new("area")),
        (_("Add: %(name)s") % {"name": said(Word.RECOMMENDATION)}, new("recommendation")),
        (_("Add a key finding"), new("finding")),
        (said(Word.RECOMMENDATIONS), f"{reverse('recommendations:curate-catalogue')}?edition={code}"),
        (_("Make a new edition from this one"), f"{reverse('recommendations:curate-new-edition')}?from={code}"),
        (_("Download as a catalogue file"), kind.address(edition, "file")),
    ]
