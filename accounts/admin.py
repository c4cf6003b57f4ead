"""People and invitations in the admin; every change goes through the verbs of ``people`` and ``invitations``."""

from __future__ import annotations

from typing import Any

# These register the stock pages that are replaced below.
import allauth.account.admin
import allauth.mfa.admin
import allauth.socialaccount.admin
import allauth.usersessions.admin  # noqa: F401
import django.contrib.auth.admin  # noqa: F401
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import invitations, people
from accounts.models import AccountEvent, Invitation, RoleRequest, User
from accounts.permissions import signed_in
from identity.current import offered_languages

READ_ONLY = ["last_login", "date_joined", "publishing_blocked_until"]


class NewPersonForm(forms.ModelForm):
    """A person to bring in: they get a link by mail and choose their own password."""

    language = forms.ChoiceField(label=_("Language of the invitation"), choices=offered_languages)

    class Meta:
        model = User
        fields = ["email", "name", "is_curator", "is_superuser"]


class PersonForm(forms.ModelForm):
    """Roles of a person. The last administrator stays one, and a change of roles has a reason."""

    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Needed when a role changes, or the account is closed or opened. It stays in the record."),
    )

    # What the account could do when the page was opened: an old tab must not give a role back.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    by: User | None = None  # who fills it in

    class Meta:
        model = User
        fields = ["name", "is_curator", "is_superuser", "is_active"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = _stored(self.instance)

    def clean(self) -> dict[str, Any]:
        """Refuse at the form what the verb would refuse, and over other roles than those that were seen."""
        data = super().clean() or {}
        if data.get("seen") != _stored(self.instance):
            raise ValidationError(
                _("This account was changed after you opened this page. Nothing was saved. Open the page again.")
            )
        stays = data.get("is_superuser") and data.get("is_active")
        others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=self.instance.pk)
        was = User.objects.filter(pk=self.instance.pk, is_superuser=True, is_active=True).exists()
        if was and not stays and not others.exists():
            raise ValidationError(_("This is the last administrator. Add another one first."))
        becomes_curator = data.get("is_curator") and "is_curator" in self.changed_data
        if becomes_curator and self.by == self.instance and not others.exists():
            people.refuse_own_curatorship()
        if set(self.changed_data) - {"name", "reason", "seen"} and not data.get("reason", "").strip():
            self.add_error("reason", _("Enter a reason. It stays in the record."))
        return data


def _stored(person: User) -> str:
    """Name and roles as they are in the database now."""
    return "|".join(str(value) for value in User.objects.values_list(*PersonForm.Meta.fields).get(pk=person.pk))


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    """Who signs in, with which roles."""

    list_display = ["name", "email", "is_curator", "is_superuser", "is_active", "last_login"]
    list_filter = ["is_active", "is_curator", "is_superuser"]
    search_fields = ["name", "email"]
    readonly_fields = ["email", "ways_in", "last_login", "date_joined", "publishing_blocked_until"]

    def get_form(self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs):
        form = super().get_form(request, obj, change, form=PersonForm if obj else NewPersonForm, **kwargs)
        form.by = signed_in(request)  # type: ignore[attr-defined]  # PersonForm has it
        return form

    def get_fields(self, request: HttpRequest, obj: User | None = None):
        if obj is None:
            return ["email", "name", "language", "is_curator", "is_superuser"]
        return ["email", "ways_in", "name", "is_curator", "is_superuser", "is_active", "reason", "seen", *READ_ONLY]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None):
        return self.readonly_fields if obj else []

    @admin.display(description=_("ways into the account"))
    def ways_in(self, person: User) -> str:
        """Links to the pages that change them, each with a reason."""
        return render_to_string("accounts/admin/ways_in.html", {"person": person})

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
                reason=data["reason"],
                by=signed_in(request),
            )
            if data["is_curator"] and not obj.is_curator:
                self.message_user(
                    request, _("Another administrator must agree before you become a curator. We have asked them.")
                )
            return
        created, _invitation, _link = people.create_person(
            email=data["email"],
            name=data["name"],
            language=data["language"],
            curator=data["is_curator"],
            administrator=data["is_superuser"],
            by=signed_in(request),
        )
        obj.pk = created.pk

    def log_addition(self, request: HttpRequest, obj: User, message):
        self.message_user(request, _("We are sending the invitation. See Invitations for whether it was sent."))
        return super().log_addition(request, obj, message)


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list for administrators to look things up in. Nobody adds, changes or deletes here: verbs do that."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


# Of providers nothing stays: which there are is said by the settings, and links are in the changes of accounts.
for model in (EmailAddress, Authenticator, UserSession, Group, SocialAccount, SocialApp, SocialToken):
    admin.site.unregister(model)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    """Addresses; one is changed from the person's page, or by its owner."""

    list_display = ["email", "user", "primary", "verified"]
    list_filter = ["primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email", "user__name"]


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin):
    """Who has which second factor; never its secret."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlyAdmin):
    """Who is signed in from where; never the key of a session."""

    list_display = ["user", "created_at", "last_seen_at", "ip", "user_agent"]
    list_select_related = ["user"]
    search_fields = ["user__name", "user__email", "ip"]
    fields = ["user", "created_at", "last_seen_at", "ip", "user_agent"]


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    """Rights follow from roles; groups give none (``accounts.backends``)."""

    fields = ["name"]
    search_fields = ["name"]


@admin.register(AccountEvent)
class AccountEventAdmin(ReadOnlyAdmin):
    """Who changed what of whose account, and why."""

    list_display = ["at", "person", "action", "by", "detail", "reason"]
    list_filter = ["action"]
    list_select_related = ["person", "by"]
    search_fields = ["person__name", "person__email", "by__name", "reason", "detail"]


@admin.register(RoleRequest)
class RoleRequestAdmin(ReadOnlyAdmin):
    """Administrators who want to be curators as well; another administrator decides."""

    list_display = ["person", "reason", "asked_at", "decided_by", "decided_at", "granted"]
    list_filter = ["granted"]
    list_select_related = ["person", "decided_by"]
    search_fields = ["person__name", "person__email", "reason"]
    actions = ["grant", "refuse"]

    @admin.action(description=_("Make this person a curator"), permissions=["view"])
    def grant(self, request: HttpRequest, queryset) -> None:
        self._decide(request, queryset, grant=True)

    @admin.action(description=_("Refuse"), permissions=["view"])
    def refuse(self, request: HttpRequest, queryset) -> None:
        self._decide(request, queryset, grant=False)

    def _decide(self, request: HttpRequest, queryset, *, grant: bool) -> None:
        for asked in queryset:
            try:
                people.decide_about_role(request=asked, grant=grant, by=signed_in(request))
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            except PermissionDenied as error:
                self.message_user(request, str(error) or _("You do not have permission to do this."), messages.ERROR)
            else:
                self.message_user(request, _("Decided: %(name)s.") % {"name": asked.person}, messages.SUCCESS)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):
    """Who was invited by whom, and what became of it."""

    list_display = ["email", "name", "invited_by", "created_at", "sent_at", "expires_at", "current_state"]
    list_select_related = ["invited_by"]
    search_fields = ["email", "name"]
    actions = ["send_again", "withdraw"]

    @admin.display(description=_("stage"))
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
        self._each(request, queryset, lambda one: invitations.resend(invitation=one, by=signed_in(request)))

    @admin.action(description=_("Cancel invitation"), permissions=["view"])
    def withdraw(self, request: HttpRequest, queryset) -> None:
        """Withdraw the chosen invitations."""
        self._each(request, queryset, lambda one: invitations.revoke(invitation=one, by=signed_in(request)))

    def _each(self, request: HttpRequest, queryset, act) -> None:
        for invitation in queryset:
            try:
                act(invitation)
            except ValidationError as error:
                self.message_user(request, f"{invitation.email}: {error.messages[0]}", messages.ERROR)
