"""The log, for auditors: any grant with the exact text that was shown. No row leads to a name."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import subjects, verification
from ..models import ConsentEvent
from ..views.pages import categories_of, text_direction
from .read_only import ReadOnlyAdmin


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnlyAdmin):
    """Read only. The search finds a look-up code that a visitor gives, or an account by its whole address."""

    list_display = ("number", "recorded_at", "kind", "subject_kind", "preferences", "statistics", "marketing", "notice")
    list_filter = ("kind", "subject_kind", "notice")
    search_fields = ("number",)
    search_help_text = _("A look-up code, the whole email address of an account, or the number of a row.")
    list_select_related = ("notice",)
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ConsentEvent], search_term: str
    ) -> tuple[QuerySet[ConsentEvent], bool]:
        """Exact finds only: a code, an account, a number. Part of an address finds nothing."""
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdigit() and len(term) < 19:
            return queryset.filter(number=int(term)), False
        owners = subjects.receipt(subjects.receipt_from_code(term) or "")
        user_model = get_user_model()
        user = user_model._default_manager.filter(**{f"{user_model.USERNAME_FIELD}__iexact": term}).first()
        owners += subjects.account(user.pk) if user else []
        return queryset.filter(subject__in=owners or ["none"]), False

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One event as evidence: what was chosen, when, and word for word what was shown."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        rows = ConsentEvent.objects.select_related("notice")
        event = rows.filter(pk=int(object_id)).first() if re.fullmatch(r"[0-9]{1,18}", object_id) else None
        if event is None:
            raise Http404
        proof = verification.evidence_of(event)
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Evidence of consent, row %(number)s") % {"number": event.number},
            "opts": self.opts,
            "event": event,
            "proof": proof,
            "text": proof.text,
            "categories": categories_of(proof.text) if proof.text else [],
            "text_direction": text_direction(event.language),
        }
        return render(request, "consent/admin/evidence.html", context)
