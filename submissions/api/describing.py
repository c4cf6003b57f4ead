"""What the schema says of the write API, address by address."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, extend_schema_view

from dashboard.problems import CONTENT_TYPE
from opendata.api.describing import LANGUAGE, PAGING
from progress.models import ReviewState

from . import scheme, shapes

# drf-spectacular knows of a scheme once its module is imported.
SECURITY = scheme.TokenScheme

KEY = OpenApiParameter(
    "Idempotency-Key",
    {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    OpenApiParameter.HEADER,
    description=_(
        "Of your own making, new for each request, such as a UUID. Sent again with the same body it does nothing and "
        "gives the same answer, for 30 days; with another body it is refused (422)."
    ),
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
    OpenApiParameter.HEADER,
    description=_("The ETag of the report as it was read; instead of “version” in the body."),
)
STATE = OpenApiParameter("state", OpenApiTypes.STR, enum=ReviewState.values, description=_("Only in this state."))
COMMITMENT = OpenApiParameter(
    "commitment", {"type": "integer", "minimum": 1}, description=_("Only on this commitment.")
)
WRONG = OpenApiResponse(
    shapes.WriteProblem,
    description=_("What is wrong, in the words of the pages: by field, or with the report as it stands now."),
)
CHALLENGE = OpenApiParameter(
    "WWW-Authenticate", OpenApiTypes.STR, OpenApiParameter.HEADER, response=[401], description=_("Why no token counts.")
)
DONE = OpenApiResponse(description=_("Done."))
READING, WRITING, SAVING = (400, 401, 403, 405, 406, 429), (404, 409, 415, 422), (412,)

EXAMPLE = OpenApiExample(
    "report",
    {
        "commitment": 12,
        "implementation_status": "in_progress",
        "health": "on_track",
        "percent": 40,
        "covers_until": "2026-06-30",
        "narrative": "The helpline opened in two more districts.",
        "indicator_values": {"7": "2400"},
    },
    request_only=True,
)
CHANGE = OpenApiExample("change", {"version": 3, "percent": 55, "barriers": "Too few staff."}, request_only=True)
LINK = OpenApiExample(
    "link",
    {"url": "https://records.example/report.pdf", "title": "Annual report", "dated": "2026-03"},
    request_only=True,
    media_type="application/json",
)


def _answers(success: dict[int, Any], *codes: int) -> dict[Any, Any]:
    return success | {(code, CONTENT_TYPE): WRONG for code in (*READING, *codes)}


def _get(operation: str, summary: Any, shape: Any, *codes: int, parameters: tuple = (), **more: Any) -> Any:
    return extend_schema(
        operation_id=operation,
        summary=summary,
        parameters=[*parameters, LANGUAGE],
        responses=_answers({200: shape}, *codes),
        **more,
    )


def _write(
    operation: str, summary: Any, success: dict[int, Any], *codes: int, parameters: tuple = (), **more: Any
) -> Any:
    return extend_schema(
        operation_id=operation,
        summary=summary,
        parameters=[*parameters, KEY, LANGUAGE],
        responses=_answers(success, *WRITING, *codes),
        **more,
    )


REPORT, CREATED = {200: shapes.OwnReport}, {201: shapes.OwnReport}
OPERATIONS: dict[str, dict[str, Any]] = {
    "TokenView": {"get": _get("own_token", _("Whose token this is"), shapes.OwnToken)},
    "DueView": {"get": _get("own_due", _("What may be reported on, and what is due"), shapes.DueCommitments)},
    "ReportsView": {
        "get": _get(
            "own_reports_list",
            _("Your reports in every state"),
            shapes.OwnReportPage,
            parameters=(STATE, COMMITMENT, *PAGING),
        ),
        "post": _write("own_reports_begin", _("Begin a report"), CREATED, request=shapes.NewReport, examples=[EXAMPLE]),
    },
    "ReportView": {
        "get": _get("own_report", _("One of your reports"), shapes.OwnReport, 404),
        "patch": _write(
            "own_report_change",
            _("Change a draft, or a report that was returned"),
            REPORT,
            *SAVING,
            parameters=(IF_MATCH,),
            request=shapes.ChangedReport,
            examples=[CHANGE],
        ),
        "delete": _write("own_report_discard", _("Delete a draft that was never submitted"), {204: DONE}),
    },
    "SubmitView": {
        "post": _write(
            "own_report_submit",
            _("Send a report to the curators"),
            REPORT,
            request=shapes.ReportStep,
            description=_(
                "Where the organisation asks for a sign-off that is missing, the report goes to its focal point "
                "instead: “sign_off” is then “asked”. A token signs nothing off, whoever it acts for."
            ),
        )
    },
    "CorrectView": {
        "post": _write(
            "own_report_correct", _("Begin a correction of a published report"), CREATED, request=shapes.ReportStep
        )
    },
    "TakeBackView": {
        "post": _write(
            "own_report_take_back",
            _("Take “no significant change” back"),
            {204: DONE},
            request=shapes.ReportStep,
        )
    },
    "NoChangeView": {
        "post": _write(
            "own_no_change",
            _("Say that nothing of significance changed"),
            CREATED,
            request=shapes.NamedCommitment,
        )
    },
    "EvidenceView": {
        "post": _write(
            "own_evidence_attach",
            _("Attach a link or a file"),
            CREATED,
            request={"application/json": shapes.NewLink, "multipart/form-data": shapes.NewFile},
            examples=[LINK],
        )
    },
    "OneEvidenceView": {"delete": _write("own_evidence_remove", _("Take a piece of evidence off"), {204: DONE})},
}


def described(view: type) -> type:
    """The view with what the schema says of each of its methods."""
    return extend_schema_view(**OPERATIONS[view.__name__])(view)
