"""The admin looks at this room and changes nothing in it: every change goes through a verb, on the pages.

Each object links to the page where it is changed, and shows its whole history.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.admin import SimpleHistoryAdmin

from stakeholders.models import (
    Commitment,
    Country,
    Indicator,
    InvitedMembership,
    Membership,
    Milestone,
    Organisation,
    Response,
)


class _ReadOnly:
    """Nothing is added, changed, deleted or reverted here."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class _ReadOnlyHistory(_ReadOnly, SimpleHistoryAdmin):
    """A read-only object with its history."""

    history_list_display = ["history_change_reason"]

    def revert_disabled(self, request: HttpRequest, obj: Any = None) -> bool:
        return True


class _ReadOnlyInline(_ReadOnly, admin.TabularInline):
    """Rows of an object, to be looked at."""

    extra = 0
    show_change_link = False


class MembershipInline(_ReadOnlyInline):
    model = Membership
    fields = ["user", "role", "started_at", "ended_at", "ended_by"]
    readonly_fields = fields


class MilestoneInline(_ReadOnlyInline):
    model = Milestone


class IndicatorInline(_ReadOnlyInline):
    model = Indicator


@admin.register(Organisation)
class OrganisationAdmin(_ReadOnlyHistory):
    """Organisations; they are changed under /curate/organisations/."""

    list_display = ["name", "actor_type", "country", "archived_at"]
    list_filter = ["actor_type", ("archived_at", admin.EmptyFieldListFilter)]
    list_select_related = ["country"]
    search_fields = ["name", "slug"]
    inlines = [MembershipInline]
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}

    def view_on_site(self, obj: Model) -> str:
        return reverse("stakeholders:organisation_detail", args=[obj.slug])


@admin.register(Commitment)
class CommitmentAdmin(_ReadOnlyHistory):
    """Commitments; they are changed under /reporting/commitments/."""

    list_display = ["title", "lead_organisation", "state", "visibility", "due_on"]
    list_filter = ["state", "visibility"]
    list_select_related = ["lead_organisation"]
    search_fields = ["title", "lead_organisation__name"]
    show_full_result_count = False
    inlines = [MilestoneInline, IndicatorInline]

    def view_on_site(self, obj: Model) -> str:
        return reverse("stakeholders:commitment", args=[obj.pk])


@admin.register(Response)
class ResponseAdmin(_ReadOnlyHistory):
    """Responses; they are changed on the organisation's page of responses."""

    list_display = ["organisation", "recommendation", "response", "stated_on"]
    list_filter = ["response"]
    list_select_related = ["organisation", "recommendation"]
    search_fields = ["organisation__name", "recommendation__reference"]

    def view_on_site(self, obj: Model) -> str:
        return reverse("stakeholders:responses", args=[obj.organisation.slug])


@admin.register(Membership)
class MembershipAdmin(_ReadOnly, admin.ModelAdmin):
    """Memberships, ended ones too; they are changed on the organisation's page."""

    list_display = ["user", "organisation", "role", "started_at", "ended_at"]
    list_filter = ["role", ("ended_at", admin.EmptyFieldListFilter)]
    list_select_related = ["user", "organisation"]
    search_fields = ["user__name", "user__email", "organisation__name"]

    def view_on_site(self, obj: Model) -> str:
        return reverse("stakeholders:organisation_detail", args=[obj.organisation.slug])


@admin.register(InvitedMembership)
class InvitedMembershipAdmin(_ReadOnly, admin.ModelAdmin):
    """What invitations offer."""

    list_display = ["invitation", "organisation", "role", "accepted"]
    list_select_related = ["invitation", "organisation"]
    search_fields = ["invitation__email", "organisation__name"]

    @admin.display(description=_("accepted"), boolean=True)
    def accepted(self, obj: InvitedMembership) -> bool:
        return obj.invitation.accepted_at is not None


@admin.register(Country)
class CountryAdmin(_ReadOnly, admin.ModelAdmin):
    """The committed table of countries."""

    list_display = ["code", "name_en", "name_fr", "name_es", "name_ar", "region"]
    list_filter = ["region"]
    search_fields = ["code", "name_en", "name_fr", "name_es", "name_ar"]
