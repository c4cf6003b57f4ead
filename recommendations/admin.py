"""The catalogue in the admin: everything with its history and a reason, nothing deleted, archiving by its verb."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.admin import SimpleHistoryAdmin

from . import catalogue
from .changes import Stamp
from .models import (
    Addressee,
    CatalogueImport,
    Crosswalk,
    Edition,
    KeyFinding,
    Recommendation,
    ResponseArea,
    Translation,
)
from .permissions import may_curate
from .translations import current_digest


class ReasonedForm(forms.ModelForm):
    """A model's form with the reason for the change."""

    reason = forms.CharField(
        label=gettext_lazy("Reason for this change"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Kept in the history. Needed where what is changed is published."),
    )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        edition = _edition_of(self.instance)
        if edition and catalogue.reason_needed(edition) and not self.cleaned_data.get("reason", "").strip():
            self.add_error("reason", _("Say why: this is published, and the reason is public."))
        return cleaned


def _edition_of(instance: Any) -> Edition | None:
    """The edition that an existing object belongs to."""
    if instance.pk is None:
        return None
    if isinstance(instance, Crosswalk):
        return instance.later.edition
    return instance if isinstance(instance, Edition) else getattr(instance, "edition", None)


class CatalogueAdmin(SimpleHistoryAdmin):
    """Every save leaves a row of history with the person and the reason. What is public is archived, not deleted."""

    form = ReasonedForm
    save_on_top = True

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        # Addressees are saved after this, with the same stamp: one moment holds a change together.
        request.catalogue_stamp = _stamp(request, form)  # type: ignore[attr-defined]
        request.catalogue_stamp.put_on(obj)  # type: ignore[attr-defined]
        obj.save()

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        stamp: Stamp = getattr(request, "catalogue_stamp", None) or _stamp(request, form)
        changed = formset.save(commit=False)
        for instance in [*changed, *formset.deleted_objects]:
            stamp.put_on(instance)
        for instance in formset.deleted_objects:
            instance.delete()
        for instance in changed:
            instance.save()
        formset.save_m2m()


def _stamp(request: HttpRequest, form: Any) -> Stamp:
    return Stamp(by=request.user, at=timezone.now(), reason=form.cleaned_data.get("reason", ""))


@admin.register(Edition)
class EditionAdmin(CatalogueAdmin):
    list_display = ["code", "title", "state", "published_on"]
    list_filter = ["state"]
    search_fields = ["code", "title"]


@admin.register(ResponseArea)
class ResponseAreaAdmin(CatalogueAdmin):
    list_display = ["name", "edition", "position"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    search_fields = ["name", "slug"]


class AddresseeInline(admin.TabularInline):
    """Whom a recommendation addresses."""

    model = Addressee
    extra = 0
    min_num = 1
    validate_min = True

    def _may(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_curate(request.user)

    # Whom a recommendation addresses is a part of it: whoever may change the one may change the other.
    has_view_permission = has_add_permission = has_change_permission = has_delete_permission = _may


class ReasonActionForm(helpers.ActionForm):
    """The public reason that archiving and restoring need."""

    reason = forms.CharField(label=gettext_lazy("Public reason"), required=False, max_length=2000)


@admin.register(Recommendation)
class RecommendationAdmin(CatalogueAdmin):
    list_display = ["reference", "title", "edition", "area", "obligation", "archived_at"]
    list_filter = ["edition", "obligation", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["edition", "area"]
    search_fields = ["reference", "title", "text"]
    readonly_fields = ["archived_at", "archived_reason"]
    inlines = [AddresseeInline]
    action_form = ReasonActionForm
    actions = ["archive", "restore"]

    @admin.action(description=gettext_lazy("Archive, with the public reason beside"), permissions=["change"])
    def archive(self, request: HttpRequest, queryset: QuerySet[Recommendation]) -> None:
        self._each(request, queryset, catalogue.archive, _("%(reference)s is archived."))

    @admin.action(description=gettext_lazy("Restore, with the public reason beside"), permissions=["change"])
    def restore(self, request: HttpRequest, queryset: QuerySet[Recommendation]) -> None:
        self._each(request, queryset, catalogue.restore, _("%(reference)s is restored."))

    def _each(self, request: HttpRequest, queryset: QuerySet[Recommendation], verb: Any, done: str) -> None:
        for recommendation in queryset.order_by("reference"):
            try:
                verb(recommendation=recommendation, reason=request.POST.get("reason", ""), by=request.user)
            except ValidationError as error:
                self.message_user(request, " ".join(error.messages), messages.ERROR)
            else:
                self.message_user(request, done % {"reference": recommendation.reference}, messages.SUCCESS)


@admin.register(KeyFinding)
class KeyFindingAdmin(CatalogueAdmin):
    list_display = ["key", "value", "unit", "year", "edition"]
    list_filter = ["edition"]
    list_select_related = ["edition"]
    search_fields = ["key", "statement"]


@admin.register(Crosswalk)
class CrosswalkAdmin(CatalogueAdmin):
    list_display = ["earlier", "kind", "later"]
    list_filter = ["kind"]
    list_select_related = ["earlier", "later"]
    autocomplete_fields = ["earlier", "later"]


@admin.register(Translation)
class TranslationAdmin(CatalogueAdmin):
    """Texts in further languages. What a text belongs to cannot be changed here."""

    list_display = ["subject", "object_id", "field", "language", "provenance"]
    list_filter = ["language", "provenance", "subject"]
    search_fields = ["text"]
    readonly_fields = ["subject", "object_id", "field", "language", "source_digest"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Translation, form: Any, change: bool) -> None:
        if "text" in form.changed_data:
            obj.source_digest = current_digest(obj)
        super().save_model(request, obj, form, change)


@admin.register(CatalogueImport)
class CatalogueImportAdmin(admin.ModelAdmin):
    """The record of catalogue files; it is made by importing and never edited."""

    list_display = ["file_name", "edition_code", "uploaded_at", "uploaded_by", "applied_at", "applied_by"]
    list_select_related = ["uploaded_by", "applied_by"]
    search_fields = ["file_name", "edition_code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
