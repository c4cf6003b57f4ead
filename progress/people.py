"""People as those see them who look after them: with their roles, and whether anybody can reach them. Reads only."""

from __future__ import annotations

import datetime
from typing import Any

import django_filters
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import AccountEvent, Invitation, User
from accounts.permissions import FACTORS
from names import normal_form
from outbox.models import SuppressedAddress
from progress import worklist
from progress.models import ReportEvent
from stakeholders.models import InvitedMembership, Membership, Role

SITE_ROLES = [("curator", _("Curator")), ("administrator", _("Administrator"))]
ACTS = 20  # shown


def people() -> QuerySet[User]:
    """Everybody, with their current memberships and whether mail to them comes back. A fixed number of queries."""
    current = Membership.objects.filter(ended_at__isnull=True).select_related("organisation").order_by("organisation")
    bounced = SuppressedAddress.objects.filter(address=OuterRef("email"))
    rows = User.objects.annotate(bounced=Exists(bounced)).order_by("name", "email")
    return rows.prefetch_related(Prefetch("memberships", current, to_attr="current_memberships"))


def about(person: User, *, on: datetime.date) -> dict[str, Any]:
    """What the page of one person shows besides the account itself."""
    factors = Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS)
    invited = InvitedMembership.objects.filter(invitation__in=Invitation.objects.unanswered())
    return {
        "memberships": person.memberships.select_related("organisation").order_by("ended_at", "-started_at"),
        "has_factor": factors.exists(),
        "sessions": UserSession.objects.filter(user=person).count(),
        "bounce": SuppressedAddress.objects.filter(address=person.email).first(),
        "work": worklist.for_person(person, on=on),
        "invitations": invited.filter(invitation__email=person.email).select_related("invitation", "organisation"),
        "acts": ReportEvent.objects.filter(by=person).select_related("report__commitment", "commitment")
        .order_by("-sequence")[:ACTS],
        "changes": AccountEvent.objects.filter(person=person).select_related("by")[:ACTS],
    }  # fmt: skip


class PeopleFilter(django_filters.FilterSet):
    """People by words, role, organisation, and whether they can sign in and be reached."""

    q = django_filters.CharFilter(method="by_words", label=_("Search"), max_length=200)
    role = django_filters.ChoiceFilter(
        method="by_role",
        choices=[*SITE_ROLES, *Role.choices, ("none", _("No role"))],
        label=_("Role"),
        empty_label=_("Any role"),
    )
    organisation = django_filters.CharFilter(method="by_organisation", label=_("Organisation"), max_length=200)
    active = django_filters.BooleanFilter(
        "is_active",
        label=_("Account"),
        widget=forms.Select(choices=[("", _("All")), ("true", _("Active")), ("false", _("Deactivated"))]),
    )
    bounced = django_filters.BooleanFilter(
        method="by_bounced", label=_("Emails do not arrive"), widget=forms.CheckboxInput
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_words(self, queryset, name: str, value: str):
        for word in value.split()[:10]:
            queryset = queryset.filter(Q(name__icontains=word) | Q(email__icontains=word))
        return queryset

    def by_role(self, queryset, name: str, value: str):
        current = Membership.objects.filter(user=OuterRef("pk"), ended_at__isnull=True)
        if value == "curator":
            return queryset.filter(is_curator=True)
        if value == "administrator":
            return queryset.filter(is_superuser=True)
        if value == "none":
            return queryset.filter(~Exists(current), is_curator=False, is_superuser=False)
        return queryset.filter(Exists(current.filter(role=value)))

    def by_organisation(self, queryset, name: str, value: str):
        current = Membership.objects.filter(user=OuterRef("pk"), ended_at__isnull=True)
        named = Q(organisation__name_key__contains=normal_form(value)) | Q(organisation__slug=value)
        return queryset.filter(Exists(current.filter(named)))

    def by_bounced(self, queryset, name: str, value: bool):
        return queryset.filter(bounced=True) if value else queryset
