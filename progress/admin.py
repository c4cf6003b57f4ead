"""The admin shows reports, evidence and history, and changes none of it: that is what the workflow's verbs are for."""

from typing import Any

from django.contrib import admin
from django.urls import reverse

from progress.models import Assessment, Evidence, ProgressReport, ReportEvent, ReportingPeriod
from recommendations.read_only_admin import ReadOnlyAdmin, ReadOnlyHistoryAdmin, ReadOnlyInline


class EvidenceInline(ReadOnlyInline):
    model = Evidence
    fields = readonly_fields = (
        "title", "kind", "url", "file_name", "sha256", "received_sha256", "cleaning_problem", "dated_on", "audience",
    )  # fmt: skip


@admin.register(ProgressReport)
class ProgressReportAdmin(ReadOnlyAdmin):
    list_display = ("commitment", "organisation", "review_state", "implementation_status", "health", "covers_until")
    list_filter = ("review_state", "implementation_status", "health", "kind")
    list_select_related = ("commitment", "organisation")
    search_fields = ("commitment__title", "organisation__name")
    date_hierarchy = "covers_until"
    inlines = (EvidenceInline,)


@admin.register(ReportEvent)
class ReportEventAdmin(ReadOnlyAdmin):
    list_display = (
        "sequence", "at", "action", "by", "report_id", "assessment_id", "commitment_id", "from_state", "to_state",
    )  # fmt: skip
    list_filter = ("action",)
    list_select_related = ("by",)
    search_fields = (
        "=report__id",
        "=commitment__id",
        "commitment__title",
        "report__organisation__name",
        "report__commitment__title",
        "by__email",
        "by__name",
        "reason",
    )


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ("commitment", "assessed_completion", "assessed_on", "assessor")
    list_filter = ("assessed_completion",)
    list_select_related = ("commitment", "assessor")


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(ReadOnlyHistoryAdmin):
    list_display = ("name", "starts_on", "ends_on", "due_on", "state")
    list_filter = ("state",)

    def changed_at(self, obj: Any) -> str:
        return reverse("curate_progress:period", args=[obj.pk])
