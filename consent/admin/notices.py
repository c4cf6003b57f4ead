"""The editor of notices: draft, preview, what publishing will do, publish. Published ones can only be read."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .. import consequences, declaration, notices
from ..categories import ALL
from ..models import CategoryKey, NoticeText, NoticeVersion
from ..one_line import one_line
from ..views.pages import categories_of, text_direction
from .read_only import DraftsOnly
from .seen import SeenForm, fingerprint


class NoticeTextForm(forms.ModelForm):
    """The words in one language, with a name and a purpose for each of the four categories."""

    class Meta:
        model = NoticeText
        fields = ("language", *notices.TEXT_FIELDS)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in ALL:
            words = (self.instance.categories or {}).get(key, {})
            label = CategoryKey(key).label
            self.fields[f"{key}_name"] = forms.CharField(
                label=_("%(category)s: name") % {"category": label},
                max_length=60,
                initial=words.get("name"),
                validators=[one_line],
            )
            self.fields[f"{key}_purpose"] = forms.CharField(
                label=_("%(category)s: purpose") % {"category": label},
                max_length=600,
                initial=words.get("purpose"),
                widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
            )

    def save(self, commit: bool = True) -> NoticeText:
        self.instance.categories = {
            key: {"name": self.cleaned_data[f"{key}_name"], "purpose": self.cleaned_data[f"{key}_purpose"]}
            for key in ALL
        }
        return super().save(commit)


class NoticeForm(SeenForm):
    """Of a draft; its words in each language are beside it."""

    class Meta:
        model = NoticeVersion
        fields = ("controller", "meaning_unchanged", "reason")


class NoticeTextInline(DraftsOnly, admin.StackedInline):
    model = NoticeText
    form = NoticeTextForm
    extra = 0
    formfield_overrides = {
        models.TextField: {"widget": forms.Textarea(attrs={"rows": 4, "dir": "auto"})},
        models.CharField: {"widget": AdminTextInputWidget(attrs={"dir": "auto"})},
    }

    def get_fieldsets(self, request: HttpRequest, obj: NoticeVersion | None = None) -> Any:
        fields = ["language", *notices.TEXT_FIELDS]
        if obj is None or not obj.is_published:
            fields += [f"{key}_{part}" for key in ALL for part in ("name", "purpose")]
        return [(None, {"fields": fields})]

    def get_formset(self, request: HttpRequest, obj: NoticeVersion | None = None, **kwargs: Any) -> Any:
        # The categories' fields belong to the form's instance; the factory must not look for them on the model.
        return super().get_formset(request, obj, **{**kwargs, "fields": ["language", *notices.TEXT_FIELDS]})

    def has_add_permission(self, request: HttpRequest, obj: NoticeVersion | None = None) -> bool:
        return super().has_add_permission(request, obj) and not (obj and obj.is_published)


@admin.register(NoticeVersion)
class NoticeVersionAdmin(DraftsOnly, admin.ModelAdmin):
    """Notices, newest first; one button starts a draft from the notice in force."""

    inlines = [NoticeTextInline]
    form = NoticeForm
    list_display = ("__str__", "published_at", "published_by", "reason", "next_step")
    change_list_template = "consent/admin/notices.html"
    change_form_template = "consent/admin/notice.html"

    @admin.display(description=_("next step"))
    def next_step(self, notice: NoticeVersion) -> str:
        """A link to where a draft is published, or to the public text of a published notice."""
        language = notice.texts.values_list("language", flat=True).first()
        return render_to_string("consent/admin/next_step.html", {"notice": notice, "language": language})

    def get_fields(self, request: HttpRequest, obj: NoticeVersion | None = None) -> tuple[str, ...]:
        fields = ("controller", "meaning_unchanged", "reason")
        return fields if obj and obj.is_published else (*fields, "seen")

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}  # deleting in bulk would reach published notices

    def get_urls(self) -> list[Any]:
        own = [
            path("draft/", self.admin_site.admin_view(self.start_draft), name="consent_noticeversion_draft"),
            path("<int:pk>/publish/", self.admin_site.admin_view(self.publish), name="consent_noticeversion_publish"),
        ]
        return own + super().get_urls()

    def start_draft(self, request: HttpRequest) -> HttpResponse:
        """POST: a draft with the words of the notice in force, opened for editing."""
        if request.method != "POST" or not self.has_add_permission(request):
            raise PermissionDenied
        draft = notices.draft_from_current()
        return HttpResponseRedirect(reverse("admin:consent_noticeversion_change", args=[draft.pk]))

    def publish(self, request: HttpRequest, pk: int) -> HttpResponse:
        """GET: how it will look, what is missing, whom it asks again. POST: publish it."""
        if not request.user.has_perm("consent.publish_notice"):
            raise PermissionDenied
        draft = get_object_or_404(NoticeVersion.objects.drafts(), pk=pk)
        problems: list[str] = []
        changed = request.method == "POST" and request.POST.get("seen") != fingerprint(draft)
        if request.method == "POST" and not changed:
            try:
                published = notices.publish(draft=draft, by=request.user, at=timezone.now())
            except ValidationError as error:
                problems = error.messages
            else:
                message = gettext("Notice %(number)s is in force.") % {"number": published.number}
                messages.success(request, message)
                return HttpResponseRedirect(reverse("admin:consent_noticeversion_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("Preview and publish"),
            "draft": draft,
            "seen": fingerprint(draft),
            "changed": changed,
            "problems": problems or notices.problems(draft),
            "consequences": consequences.of(draft),
            "previews": [_preview(text) for text in sorted(draft.texts.all(), key=_own_language_first)],
            "opts": self.opts,
        }
        return render(
            request, "consent/admin/publish.html", context, status=409 if changed else 400 if problems else 200
        )


def _own_language_first(text: NoticeText) -> tuple[bool, str]:
    return text.language != settings.LANGUAGE_CODE.split("-")[0], text.language


def _preview(text: NoticeText) -> dict[str, Any]:
    """One language of a draft as a visitor will read it."""
    text.items = declaration.snapshot(text.language)
    for key in ALL:
        text.categories.setdefault(key, {}).setdefault("name", str(CategoryKey(key).label))
        text.categories[key].setdefault("purpose", "")
    return {"text": text, "categories": categories_of(text), "text_direction": text_direction(text.language)}
