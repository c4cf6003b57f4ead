"""The write API's addresses: read the request, call the verb, answer with the report as it then stands."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.days import iso, today_of
from dashboard.bad_request import BadParameter
from opendata.api import paging
from progress import discarding, drafts, evidence
from progress.errors import Conflict, WrongState
from progress.models import ProgressReport, ReviewState
from stakeholders.errors import Invalid
from stakeholders.models import Commitment
from submissions import duties, writing
from submissions.models import Scope
from submissions.once import Answer

from . import reading, rows
from .base import OrganisationView, etag
from .describing import described
from .evidence import attach
from .problems import AlreadyBegun, OutOfDate


@described
class TokenView(OrganisationView):
    """``GET``: whose token this is, what it may do, until when."""

    scopes = {"GET": Scope.READ, "HEAD": Scope.READ}

    def get(self, request: Request) -> Response:
        token = self.token
        return Response(
            {
                "organisation": self.organisation.slug,
                "name": token.name,
                "scope": token.scope,
                "acts_for": str(self.person),
                "expires_at": iso(token.expires_at),
                "requires_sign_off": self.organisation.requires_sign_off,
            }
        )


@described
class DueView(OrganisationView):
    """``GET``: every commitment that the organisation may report on, and what is asked of it."""

    scopes = {"GET": Scope.READ, "HEAD": Scope.READ}

    def get(self, request: Request) -> Response:
        today = today_of(self.person)
        found = duties.duties_of(self.organisation, on=today)
        return Response({"results": [rows.duty_row(one) for one in found], "as_of": today.isoformat()})


@described
class ReportsView(OrganisationView):
    """``GET``: the organisation's reports in every state, newest first. ``POST``: begin one."""

    scopes = {"GET": Scope.READ, "HEAD": Scope.READ, "POST": Scope.DRAFT}
    parameters = ("state", "commitment", "cursor", "limit")

    def get(self, request: Request) -> Response:
        reports = ProgressReport.objects.filter(organisation=self.organisation).order_by("-pk")
        if state := request.GET.get("state", ""):
            if state not in ReviewState.values:
                raise BadParameter("state", state, _("Choose one of the states."))
            reports = reports.filter(review_state=state)
        if commitment := request.GET.get("commitment", ""):
            if not (commitment.isascii() and commitment.isdigit() and len(commitment) < 19):
                raise BadParameter("commitment", commitment, _("Give a whole number."))
            reports = reports.filter(commitment=int(commitment))
        limit = paging.read_limit(request.GET.get("limit", ""))
        if cursor := request.GET.get("cursor", ""):
            _value, key = paging.decode(cursor, "own")
            reports = reports.filter(pk__lt=key)
        found = list(reports[: limit + 1])
        return Response({"results": rows.report_rows(found[:limit]), "next": self._next(found, limit)})

    def _next(self, found: list[ProgressReport], limit: int) -> str | None:
        if len(found) <= limit:
            return None
        query = self.request.GET.copy()
        query["cursor"] = paging.encode("own", "", found[limit - 1].pk)
        return f"{settings.SITE_URL}{self.request.path}?{query.urlencode()}"

    def post(self, request: Request) -> Response:
        said = reading.said_in(request, reading.COMMITMENT | reading.REPORT, required=("commitment",))

        def act() -> Answer:
            commitment = own_commitment(self, said["commitment"])
            begun = drafts.open_report(commitment, self.organisation)
            if begun is not None:
                raise AlreadyBegun(begun)
            report = drafts.open_draft(
                commitment=commitment,
                organisation=self.organisation,
                by=self.person,
                covers_until=today_of(self.person),
            )
            values = said.get(writing.VALUES, {})
            report = writing.save(report, said, values, version=report.version, by=self.person)
            return Answer(201, rows.report_row(report), report.pk)

        return self.once(act)


def own_commitment(view: OrganisationView, pk: int) -> Commitment:
    """A commitment that the organisation carries, locked: who else begins a report on it waits. 404 for all others."""
    carried = Commitment.objects.of_organisations([view.organisation]).values("pk")
    commitments = Commitment.objects.select_for_update(of=("self",)).filter(pk__in=carried)
    return get_object_or_404(commitments, pk=pk)


@described
class ReportView(OrganisationView):
    """``GET``: one report. ``PATCH``: change a draft or a returned one. ``DELETE``: throw a draft away."""

    scopes = {"GET": Scope.READ, "HEAD": Scope.READ, "PATCH": Scope.DRAFT, "DELETE": Scope.DRAFT}

    def get(self, request: Request, pk: int) -> Response:
        row = rows.report_row(self.own_report(pk))
        return Response(row, headers={"ETag": etag(row)})

    def patch(self, request: Request, pk: int) -> Response:
        report = self.own_report(pk)
        said = reading.said_in(request, reading.VERSION | reading.REPORT)
        version, from_header = reading.version_of(request, said)

        def act() -> Answer:
            current = self.own_report(report.pk)
            if not current.is_editable:
                raise WrongState
            try:
                values = said.get(writing.VALUES, {})
                saved = writing.save(current, said, values, version=version, by=self.person)
            except Conflict as conflict:
                raise OutOfDate(conflict.current) if from_header else conflict from None
            return Answer(200, rows.report_row(saved), saved.pk)

        return self.once(act)

    def delete(self, request: Request, pk: int) -> Response:
        def act() -> Answer:
            discarding.discard(report=self.own_report(pk), by=self.person)
            return Answer(204, None, pk)

        return self.once(act)


class StepView(OrganisationView):
    """``POST``: one step of a report."""

    scopes = {"POST": Scope.SUBMIT}
    status = 200

    def post(self, request: Request, pk: int) -> Response:
        said = reading.said_in(request, reading.VERSION)

        def act() -> Answer:
            report = self.own_report(pk)
            if said.get("version") not in (None, report.version):
                raise Conflict(report)
            return self.step(report)

        return self.once(act)

    def step(self, report: ProgressReport) -> Answer:
        raise NotImplementedError


@described
class SubmitView(StepView):
    """``POST``: send it to the curators; where the organisation asks for a sign-off, first to its focal point."""

    def step(self, report: ProgressReport) -> Answer:
        handed = drafts.hand_in(report=report, by=self.person, in_person=False)
        return Answer(200, rows.report_row(handed), handed.pk)


@described
class CorrectView(StepView):
    """``POST``: begin a correction of a published report."""

    scopes = {"POST": Scope.DRAFT}

    def step(self, report: ProgressReport) -> Answer:
        draft = drafts.correct(report=report, by=self.person)
        return Answer(201, rows.report_row(draft), draft.pk)


@described
class TakeBackView(StepView):
    """``POST``: take “no significant change” back."""

    def step(self, report: ProgressReport) -> Answer:
        key = report.pk
        discarding.take_back(report=report, by=self.person)
        return Answer(204, None, key)


@described
class NoChangeView(OrganisationView):
    """``POST``: say that nothing of significance changed."""

    scopes = {"POST": Scope.SUBMIT}

    def post(self, request: Request) -> Response:
        said = reading.said_in(request, reading.COMMITMENT, required=("commitment",))

        def act() -> Answer:
            commitment = own_commitment(self, said["commitment"])
            report = drafts.no_change(
                commitment=commitment, organisation=self.organisation, by=self.person, in_person=False
            )
            return Answer(201, rows.report_row(report), report.pk)

        return self.once(act)


@described
class EvidenceView(OrganisationView):
    """``POST``: attach a link (JSON) or a file (multipart)."""

    scopes = {"POST": Scope.DRAFT}
    parser_classes = [JSONParser, MultiPartParser]

    def post(self, request: Request, pk: int) -> Response:
        uploads = request.FILES.getlist("file")
        known = reading.EVIDENCE | ({"file": reading.FILE} if uploads else {})
        if len(uploads) > 1 or len(request.FILES) > len(uploads[:1]):
            raise Invalid({"file": _("Send one file at a time, as “file”.")})
        said = reading.said_in(request, known)
        said.pop("file", None)

        def act() -> Answer:
            report = self.own_report(pk)
            attach(report, said, next(iter(uploads), None), by=self.person)
            return Answer(201, rows.report_row(self.own_report(pk)), report.pk)

        return self.once(act)


@described
class OneEvidenceView(OrganisationView):
    """``DELETE``: take a piece of evidence off."""

    scopes = {"DELETE": Scope.DRAFT}

    def delete(self, request: Request, pk: int, evidence_pk: int) -> Response:
        def act() -> Answer:
            report = self.own_report(pk)
            piece: Any = next((one for one in report.all_evidence if one.pk == evidence_pk), None)
            if piece is None:
                raise Http404
            evidence.remove(report=report, evidence=piece, by=self.person)
            return Answer(204, None, report.pk)

        return self.once(act)
