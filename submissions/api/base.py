"""What all addresses of the write API have in common: a token, a language, no cache, one answer for one key."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from dashboard.filters import read_nothing
from dashboard.language_negotiation import PARAMETER, in_requested_language
from progress.models import ProgressReport
from stakeholders.models import Organisation
from submissions.models import AccessToken, Scope
from submissions.once import Answer, digest_of, once

from . import reading, rows
from .access import TokenAuthentication, TokenMay, TokenThrottle
from .problems import handle

# Four texts of 20,000 letters, of up to four bytes each, escaped.
JSON_MOST_BYTES = 1024 * 1024


class OrganisationView(APIView):
    """One address of an organisation's systems."""

    authentication_classes = [TokenAuthentication]
    permission_classes = [TokenMay]
    throttle_classes = [TokenThrottle]
    http_method_names = ["get", "head", "post", "patch", "delete"]
    parameters: tuple[str, ...] = ()  # of the query, beside the language
    scopes: dict[str, Scope] = {}

    @classmethod
    def address(cls) -> Callable[..., HttpResponseBase]:
        """The view as an address: open to programs without a session, in the language asked for, kept by no cache."""
        inner = cls.as_view()

        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            answer = inner(request, *args, **kwargs)
            answer.headers["Cache-Control"] = "no-store"
            return answer

        spoken: Any = login_not_required(in_requested_language(view))
        # The schema finds the class by these.
        spoken.cls, spoken.initkwargs, spoken.csrf_exempt = cls, {}, True
        spoken.json_most_bytes = JSON_MOST_BYTES
        return spoken

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """The method, before anything is asked about the token; then token, scope and rate; then the query."""
        if not hasattr(self, (request.method or "").lower()) or request.method == "OPTIONS":
            raise exceptions.MethodNotAllowed(request.method or "")
        super().initial(request, *args, **kwargs)
        read_nothing(request._request, also=(PARAMETER, *self.parameters))

    def get_exception_handler(self):
        return handle

    @property
    def token(self) -> AccessToken:
        return cast("AccessToken", self.request.auth)

    @property
    def person(self) -> User:
        """For whom the token acts."""
        return self.token.acts_for

    @property
    def organisation(self) -> Organisation:
        return self.token.organisation

    def own_report(self, pk: int) -> ProgressReport:
        """A report of the organisation's own; 404 for all others."""
        reports = ProgressReport.objects.filter(organisation=self.organisation)
        return get_object_or_404(reports.select_related("commitment", "organisation", "period", "supersedes"), pk=pk)

    def current_state(self, report: ProgressReport) -> dict[str, Any]:
        """What goes with a 409 or a 412."""
        return rows.report_row(report)

    def once(self, act: Callable[[], Answer]) -> Response:
        """Do it once for the request's ``Idempotency-Key``, and answer."""
        request = self.request
        answer = once(
            token=self.token,
            key=reading.key_of(request),
            what=f"{request.method} {request.path}"[:200],
            digest=_digest(request),
            act=act,
        )
        headers = {"Idempotency-Replayed": "true"} if answer.is_repeated else {}
        if answer.body and "version" in answer.body:
            headers["ETag"] = etag(answer.body)
        if answer.status == 201 and answer.body and "page" in answer.body:
            headers["Location"] = request.build_absolute_uri(f"/api/v1/reporting/reports/{answer.report}/")
        return Response(answer.body, status=answer.status, headers=headers)


def etag(row: dict[str, Any]) -> str:
    """The version of a report, as ``If-Match`` gives it back."""
    return f'"{row["version"]}"'


def _digest(request: Request) -> str:
    """Of everything that a request asks for."""
    fields = dict(request.data.items()) if hasattr(request.data, "items") else request.data
    files = {name: hashlib.sha256(fields.pop(name).read()).hexdigest() for name in request.FILES if name in fields}
    for upload in request.FILES.values():
        upload.seek(0)
    return digest_of(request.method, request.path, request.headers.get("If-Match", ""), fields, files)
