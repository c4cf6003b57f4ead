"""The admin shows reports, evidence and history, and changes none of it: that is what the workflow's verbs are for."""

from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from progress.models import Assessment, Evidence, ProgressReport, ReportEvent, ReportingPeriod


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list to look things up in. Nobody adds, changes or deletes here, whatever their role."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ReadOnlyInline(admin.TabularInline):
    """Rows shown with the object that they belong to."""

    extra = 0
    can_delete = False
    show_change_link = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False


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
    list_display = ("sequence", "at", "action", "by", "report_id", "from_state", "to_state")
    list_filter = ("action",)
    list_select_related = ("by",)
    search_fields = ("=report__id", "by__email", "reason")


@admin.register(Assessment)
class AssessmentAdmin(ReadOnlyAdmin):
    list_display = ("commitment", "assessed_completion", "assessed_on", "assessor")
    list_filter = ("assessed_completion",)
    list_select_related = ("commitment", "assessor")


@admin.register(ReportingPeriod)
class ReportingPeriodAdmin(SimpleHistoryAdmin, ReadOnlyAdmin):
    list_display = ("name", "starts_on", "ends_on", "due_on", "state")
    list_filter = ("state",)
