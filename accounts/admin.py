"""People and invitations in the admin; every change goes through the verbs of ``people`` and ``invitations``."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import invitations, people
from accounts.models import Invitation, User


class NewPersonForm(forms.ModelForm):
    """A person to bring in: they get a link by mail and choose their own password."""

    language = forms.ChoiceField(label=_("Language of the invitation"), choices=settings.LANGUAGES)

    class Meta:
        model = User
        fields = ["email", "name", "is_curator", "is_superuser"]


class PersonForm(forms.ModelForm):
    """Roles of a person. The last administrator stays one."""

    class Meta:
        model = User
        fields = ["name", "is_curator", "is_superuser", "is_active"]

    def clean(self) -> dict[str, Any]:
        """Refuse at the form what the verb would refuse."""
        data = super().clean() or {}
        stays = data.get("is_superuser") and data.get("is_active")
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=self.instance.pk)
        was = User.objects.filter(pk=self.instance.pk, is_superuser=True, is_active=True).exists()
        if was and not stays and not others.exists():
            raise ValidationError(_("This is the last administrator. Make another one first."))
        return data


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Who signs in, with which roles."""

    list_display = ["name", "email", "is_curator", "is_superuser", "is_active", "last_login"]
    list_filter = ["is_active", "is_curator", "is_superuser"]
    search_fields = ["name", "email"]
    readonly_fields = ["email", "last_login", "date_joined"]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs):
        return super().get_form(request, obj, change, form=PersonForm if obj else NewPersonForm, **kwargs)

    def get_fields(self, request: HttpRequest, obj: User | None = None):
        if obj is None:
            return ["email", "name", "language", "is_curator", "is_superuser"]
        return ["email", "name", "is_curator", "is_superuser", "is_active", "last_login", "date_joined"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None):
        return self.readonly_fields if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Never: history names people. Closing the account is what is meant."""
        return False

    def save_model(self, request: HttpRequest, obj: User, form, change: bool) -> None:
        """Through the verbs; a new person's invitation goes out with it."""
        data = form.cleaned_data
        if change:
            people.change_roles(
                user=obj,
                name=data["name"],
                curator=data["is_curator"],
                administrator=data["is_superuser"],
                active=data["is_active"],
                by=request.user,
            )
            return
        created, _invitation, _link = people.create_person(
            email=data["email"],
            name=data["name"],
            language=data["language"],
            curator=data["is_curator"],
            administrator=data["is_superuser"],
            by=request.user,
        )
        obj.pk = created.pk

    def log_addition(self, request: HttpRequest, obj: User, message):
        self.message_user(request, _("The invitation is on its way; see Invitations for whether it was sent."))
        return super().log_addition(request, obj, message)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Who was invited by whom, and what became of it."""

    list_display = ["email", "name", "invited_by", "created_at", "sent_at", "expires_at", "current_state"]
    list_select_related = ["invited_by"]
    search_fields = ["email", "name"]
    actions = ["send_again", "withdraw"]

    @admin.display(description=_("state"))
    def current_state(self, invitation: Invitation) -> str:
        """Open, accepted, revoked or expired."""
        labels = {
            "open": _("open"),
            "accepted": _("accepted"),
            "revoked": _("withdrawn"),
            "expired": _("expired"),
        }
        return str(labels[invitation.state(on=timezone.now())])

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Invitations come from adding a person, or from an organisation's page."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Read only here; the actions do what can be done."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Invitation | None = None) -> bool:
        """Never: who brought whom in is part of the record."""
        return False

    @admin.action(description=_("Send again, with a new link"), permissions=["view"])
    def send_again(self, request: HttpRequest, queryset) -> None:
        """Mail the chosen invitations again."""
        self._each(request, queryset, lambda one: invitations.resend(invitation=one, by=request.user))

    @admin.action(description=_("Withdraw"), permissions=["view"])
    def withdraw(self, request: HttpRequest, queryset) -> None:
        """Withdraw the chosen invitations."""
        self._each(request, queryset, lambda one: invitations.revoke(invitation=one, by=request.user))

    def _each(self, request: HttpRequest, queryset, act) -> None:
        for invitation in queryset:
            try:
                act(invitation)
            except ValidationError as error:
                self.message_user(request, f"{invitation.email}: {error.messages[0]}", messages.ERROR)
