"""The admin looks at the catalogue and changes nothing in it: that is done on the pages under /curate/.

There every change goes through its verb, with the version that the person saw and a reason; here two open tabs would
overwrite one another.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.urls import reverse

from .models import (
    ActorType,
    Addressee,
    CatalogueImport,
    Crosswalk,
    Edition,
    KeyFinding,
    Recommendation,
    RecommendationTag,
    RefusedLink,
    ResponseArea,
    ScheduledChange,
    Tag,
    Taxonomy,
    Term,
    Translation,
)
from .read_only_admin import ReadOnlyAdmin, ReadOnlyHistoryAdmin, ReadOnlyInline


@admin.register(Edition)
class EditionAdmin(ReadOnlyHistoryAdmin):
    list_display = ["code", "title", "state", "published_on"]
    list_filter = ["state"]
    search_fields = ["code", "title"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-edition", args=[obj.code])


@admin.register(ActorType)
class ActorTypeAdmin(ReadOnlyHistoryAdmin):
    list_display = ["code", "name_en", "position", "answers_for"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-actor-type", args=[obj.code])


@admin.register(Term)
class TermAdmin(ReadOnlyHistoryAdmin):
    list_display = ["key", "name_en", "name_fr", "name_es", "name_ar"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-term", args=[obj.key])


@admin.register(ResponseArea)
class ResponseAreaAdmin(ReadOnlyHistoryAdmin):
    list_display = ["name", "edition", "position"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    search_fields = ["name", "slug"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-area", args=[obj.pk])


class AddresseeInline(ReadOnlyInline):
    """Whom a recommendation addresses."""

    model = Addressee


@admin.register(Recommendation)
class RecommendationAdmin(ReadOnlyHistoryAdmin):
    list_display = ["reference", "title", "edition", "area", "obligation", "archived_at"]
    list_filter = ["edition", "obligation", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["edition", "area"]
    search_fields = ["reference", "title", "text"]
    readonly_fields = ["archived_at", "archived_reason"]
    inlines = [AddresseeInline]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-recommendation", args=[obj.reference])


@admin.register(KeyFinding)
class KeyFindingAdmin(ReadOnlyHistoryAdmin):
    list_display = ["key", "value", "unit", "year", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    search_fields = ["key", "statement"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-finding", args=[obj.pk])


@admin.register(Crosswalk)
class CrosswalkAdmin(ReadOnlyHistoryAdmin):
    list_display = ["earlier", "kind", "later"]
    list_filter = ["kind"]
    list_select_related = ["earlier", "later"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-crosswalk")


@admin.register(Translation)
class TranslationAdmin(ReadOnlyHistoryAdmin):
    """Texts in further languages."""

    list_display = ["subject", "object_id", "field", "language", "provenance"]
    list_filter = ["language", "provenance", "subject"]
    search_fields = ["text"]
    readonly_fields = ["source_digest"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-translation", args=[obj.pk])


@admin.register(CatalogueImport)
class CatalogueImportAdmin(ReadOnlyAdmin):
    """The record of catalogue files; it is made by importing and never edited."""

    list_display = ["file_name", "edition_code", "uploaded_at", "uploaded_by", "applied_at", "applied_by"]
    list_select_related = ["uploaded_by", "applied_by"]
    search_fields = ["file_name", "edition_code"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-import", args=[obj.pk])


@admin.register(RefusedLink)
class RefusedLinkAdmin(ReadOnlyHistoryAdmin):
    """Pairs that the crosswalk assistant does not propose again."""

    list_display = ["earlier", "later", "refused_by", "refused_at"]
    list_select_related = ["earlier", "later", "refused_by"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-crosswalk")


@admin.register(ScheduledChange)
class ScheduledChangeAdmin(ReadOnlyAdmin):
    """What changes by itself at a later moment, and what came of it."""

    list_display = ["recommendation", "edition", "due_at", "made_by", "state"]
    list_filter = ["state"]
    list_select_related = ["recommendation", "edition", "made_by"]

    def changed_at(self, obj: Any) -> str:
        return reverse("recommendations:curate-scheduled")


@admin.register(Taxonomy)
class TaxonomyAdmin(ReadOnlyHistoryAdmin):
    """The body's own ways to group what it tracks."""

    list_display = ["slug", "name_en", "position"]
    search_fields = ["slug", "name_en", "name_fr", "name_es", "name_ar"]

    def changed_at(self, obj: Any) -> str:
        return reverse("desk:taxonomy", args=[obj.slug])


@admin.register(Tag)
class TagAdmin(ReadOnlyHistoryAdmin):
    """The groups of each taxonomy."""

    list_display = ["slug", "name_en", "taxonomy", "position"]
    list_filter = ["taxonomy"]
    list_select_related = ["taxonomy"]
    search_fields = ["slug", "name_en", "name_fr", "name_es", "name_ar"]

    def changed_at(self, obj: Any) -> str:
        return reverse("desk:tag", args=[obj.slug])


@admin.register(RecommendationTag)
class RecommendationTagAdmin(ReadOnlyHistoryAdmin):
    """Which recommendations belong to which tag."""

    list_display = ["recommendation", "tag"]
    list_filter = ["tag"]
    list_select_related = ["recommendation", "tag"]
    search_fields = ["recommendation__reference"]

    def changed_at(self, obj: Any) -> str:
        return reverse("desk:tags-of-recommendation", args=[obj.recommendation.reference])
