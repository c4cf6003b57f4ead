"""The admin looks at this app and changes nothing in it: every change goes through a verb, on the pages.

Each object links to the page where it is changed, and shows its whole history.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import signed_in
from names import normal_form
from recommendations.read_only_admin import ReadOnlyAdmin, ReadOnlyHistoryAdmin, ReadOnlyInline
from stakeholders import permissions, quotas
from stakeholders.models import (
    CarryOver,
    Commitment,
    CommitmentChange,
    Country,
    Handover,
    Indicator,
    InvitedMembership,
    Membership,
    Milestone,
    Organisation,
    OrganisationQuota,
    Response,
)


class MembershipInline(ReadOnlyInline):
    model = Membership
    fields = readonly_fields = ("user", "role", "started_at", "ended_at", "ended_by")


class MilestoneInline(ReadOnlyInline):
    model = Milestone


class IndicatorInline(ReadOnlyInline):
    model = Indicator


@admin.register(Organisation)
class OrganisationAdmin(ReadOnlyHistoryAdmin):
    """Organisations; they are changed under /curate/organisations/."""

    list_display = ["name", "actor_type", "country", "archived_at"]
    list_filter = ["actor_type", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["country"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Organisation], search_term: str
    ) -> tuple[QuerySet[Organisation], bool]:
        """As Django searches, and by the form in which names are compared."""
        found, may_repeat = super().get_search_results(request, queryset, search_term)
        if not (key := normal_form(search_term)):
            return found, may_repeat
        return found | queryset.filter(name_key__contains=key), may_repeat

    def changed_at(self, obj: Any) -> str:
        return reverse("stakeholders:organisation_detail", args=[obj.slug])


class QuotaForm(forms.ModelForm):
    """How many times the usual limits, and why. What the verb refuses is said at its field."""

    class Meta:
        model = OrganisationQuota
        fields = ["organisation", "times", "reason"]


@admin.register(OrganisationQuota)
class OrganisationQuotaAdmin(ReadOnlyAdmin):
    """Limits that an administrator raised. A new row takes the place of the one before; none is changed."""

    form = QuotaForm
    list_display = ["organisation", "times", "set_by", "set_at"]
    list_select_related = ["organisation", "set_by"]
    search_fields = ["organisation__name"]
    autocomplete_fields = ["organisation"]

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.is_administrator(request.user)

    def save_model(self, request: HttpRequest, obj: OrganisationQuota, form: Any, change: bool) -> None:
        """Calls the verb, which checks again."""
        made = quotas.set_times(
            organisation=obj.organisation, times=obj.times, reason=obj.reason, by=signed_in(request)
        )
        obj.pk = made.pk


@admin.register(Commitment)
class CommitmentAdmin(ReadOnlyHistoryAdmin):
    """Commitments; they are changed under /reporting/commitments/."""

    list_display = ["title", "lead_organisation", "state", "visibility", "due_on"]
    list_filter = ["state", "visibility"]
    list_select_related = ["lead_organisation"]
    search_fields = ["title", "lead_organisation__name"]
    show_full_result_count = False
    inlines = [MilestoneInline, IndicatorInline]

    def changed_at(self, obj: Any) -> str:
        return reverse("stakeholders:commitment", args=[obj.pk])


@admin.register(CommitmentChange)
class CommitmentChangeAdmin(ReadOnlyAdmin):
    """Changes of published commitments; they are decided about under /curate/commitments/."""

    list_display = ["commitment", "state", "proposed_by", "edited_at", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["commitment", "proposed_by", "decided_by"]
    search_fields = ["commitment__title", "reason", "refusal"]

    def changed_at(self, obj: Any) -> str:
        return reverse("curate_stakeholders:commitment_change", args=[obj.pk])


@admin.register(CarryOver)
class CarryOverAdmin(ReadOnlyAdmin):
    """Commitments that were offered for a later edition, and what their organisations said."""

    list_display = ["commitment", "earlier", "recommendation", "state", "offered_by", "decided_by"]
    list_filter = ["state"]
    list_select_related = ["commitment", "earlier", "recommendation", "offered_by", "decided_by"]
    search_fields = ["commitment__title", "recommendation__reference"]

    def changed_at(self, obj: Any) -> str:
        return reverse("stakeholders:commitment", args=[obj.commitment_id])


@admin.register(Response)
class ResponseAdmin(ReadOnlyHistoryAdmin):
    """Responses; they are changed on the organisation's page of responses."""

    list_display = ["organisation", "recommendation", "response", "stated_on"]
    list_filter = ["response"]
    list_select_related = ["organisation", "recommendation"]
    search_fields = ["organisation__name", "recommendation__reference"]

    def changed_at(self, obj: Any) -> str:
        return reverse("stakeholders:responses", args=[obj.organisation.slug])


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    """Memberships, ended ones too; they are changed on the organisation's page."""

    list_display = ["user", "organisation", "role", "started_at", "ended_at"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]

    def changed_at(self, obj: Any) -> str:
        return reverse("stakeholders:organisation_detail", args=[obj.organisation.slug])


@admin.register(Handover)
class HandoverAdmin(ReadOnlyAdmin):
    """Who handed over to whom; handed over from the organisation's page."""

    list_display = ["organisation", "person", "receiver", "role", "ended", "at"]
    list_filter = ["role", "ended"]
    list_select_related = ["organisation", "person", "receiver"]
    search_fields = ["organisation__name", "person__name", "receiver__name"]

    def changed_at(self, obj: Any) -> str:
        return reverse("stakeholders:organisation_detail", args=[obj.organisation.slug])


@admin.register(InvitedMembership)
class InvitedMembershipAdmin(ReadOnlyAdmin):
    """What invitations offer."""

    list_display = ["invitation", "organisation", "role", "accepted"]
    list_select_related = ["invitation", "organisation"]
    search_fields = ["invitation__email", "organisation__name"]

    @admin.display(description=_("accepted"), boolean=True)
    def accepted(self, obj: InvitedMembership) -> bool:
        return obj.invitation.accepted_at is not None


@admin.register(Country)
class CountryAdmin(ReadOnlyAdmin):
    """The committed table of countries."""

    list_display = ["code", "name_en", "name_fr", "name_es", "name_ar", "region"]
    list_filter = ["region"]
    search_fields = ["code", "name_en", "name_fr", "name_es", "name_ar"]
