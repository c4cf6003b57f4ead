"""Outgoing mail for administrators: what was sent to whom, what needs a decision, and the switch that holds it all.

Nothing is edited here; every button calls a verb of ``outbox.decisions``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from outbox import decisions, kinds, preview, queue_status
from outbox.models import AuditEntry, Message, SuppressedAddress
from outbox.permissions import may_decide

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class ReadOnlyAdmin(admin.ModelAdmin):
    """Looked at by administrators alone, and changed by nobody."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may_decide(request.user)

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return may_decide(request.user)

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Asked by the actions below."""
        return may_decide(request.user)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


def _about(message: Message) -> StrOrPromise:
    """Why people get mails of this kind; empty where this release does not know it."""
    try:
        return kinds.get(message.kind).about
    except kinds.UnknownKind:
        return ""


class ActInline(admin.TabularInline):
    """What people decided about one message."""

    model = AuditEntry
    fields = ("at", "what", "before", "by", "note")
    readonly_fields = fields
    extra = 0

    def has_view_permission(self, request: HttpRequest, obj=None) -> bool:
        return may_decide(request.user)

    def has_add_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj=None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return False


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Every message; the switch stands above the list."""

    list_display = ["recipient", "state", "reason", "kind", "not_before", "settled_at"]
    list_filter = ["state", "kind"]
    search_fields = ["recipient", "message_id", "occurrence_key"]
    list_select_related = False
    show_full_result_count = False
    inlines = [ActInline]
    actions = ["send_again", "release", "cancel"]
    change_list_template = "admin/outbox/message/change_list.html"
    change_form_template = "admin/outbox/message/change_form.html"
    fields = (
        "recipient",
        "user",
        "kind",
        "state",
        "reason",
        "smtp_reply",
        "occurrence_key",
        "message_id",
        "language",
        "payload",
        "priority",
        "created_at",
        "not_before",
        "expires_at",
        "attempts",
        "handed_at",
        "settled_at",
    )
    readonly_fields = fields

    def get_urls(self) -> list:
        """The switch's two addresses before Django's own."""
        wrap = self.admin_site.admin_view
        return [
            path("hold/", wrap(self.hold), name="outbox_hold"),
            path("let-flow/", wrap(self.let_flow), name="outbox_let_flow"),
            *super().get_urls(),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict | None = None) -> HttpResponse:
        if not may_decide(request.user):
            raise PermissionDenied
        return super().changelist_view(request, {**(extra_context or {}), "status": queue_status.current()})

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        """One message: why it is sent, and what it says if it is still to go."""
        message = self.get_object(request, object_id) if may_decide(request.user) else None
        more = {"message": message, "about": _about(message), "preview": preview.of(message)} if message else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    @admin.action(description=_("Send again (the person may get it twice)"), permissions=["decide"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Uncertain and failed ones go back into the queue."""
        self._each(request, queryset, decisions.send_again)

    @admin.action(description=_("Release emails on hold"), permissions=["decide"])
    def release(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Those that were set aside go out after all."""
        self._each(request, queryset, decisions.release_message)

    @admin.action(description=_("Cancel: never send"), permissions=["decide"])
    def cancel(self, request: HttpRequest, queryset: QuerySet[Message]) -> None:
        """Waiting ones and those set aside are never sent."""
        self._each(request, queryset, decisions.cancel)

    def hold(self, request: HttpRequest) -> HttpResponse:
        """Stop all mail (POST)."""
        return self._switch(request, decisions.hold, _("No emails are sent until you resume sending."))

    def let_flow(self, request: HttpRequest) -> HttpResponse:
        """Let mail flow again (POST)."""
        return self._switch(request, decisions.release, _("Emails are being sent again."))

    def _switch(self, request: HttpRequest, verb: Callable[..., bool], done) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if verb(by=request.user, note=request.POST.get("note", "")):
            messages.success(request, done)
        else:
            messages.info(request, _("Someone else acted first. Nothing was changed."))
        return redirect("admin:outbox_message_changelist")

    def _each(self, request: HttpRequest, queryset: QuerySet[Message], verb: Callable[..., None]) -> None:
        done = refused = 0
        for message in queryset.iterator(chunk_size=500):
            try:
                verb(message, by=request.user)
                done += 1
            except decisions.NotPossible:
                refused += 1
        if done:
            text = ngettext("%(count)d message: done.", "%(count)d messages: done.", done)
            messages.success(request, text % {"count": done})
        if refused:
            text = ngettext(
                "%(count)d message was not in a state that allows it.",
                "%(count)d messages were not in a state that allows it.",
                refused,
            )
            messages.warning(request, text % {"count": refused})


@admin.register(SuppressedAddress)
class SuppressedAddressAdmin(ReadOnlyAdmin):
    """Addresses that are not written to. Deleting one means writing to it again."""

    list_display = ["address", "cause", "smtp_reply", "since"]
    list_filter = ["cause"]
    search_fields = ["address"]

    def has_delete_permission(self, request: HttpRequest, obj=None) -> bool:
        return may_decide(request.user)


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnlyAdmin):
    """Who decided what about mail, and when."""

    list_display = ["at", "what", "message", "by", "note"]
    list_filter = ["what"]
    list_select_related = ["message", "by"]
    raw_id_fields = ["message"]
