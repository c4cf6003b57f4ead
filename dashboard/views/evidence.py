"""Files of evidence, for those who may open them at this moment; and why one is no longer there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dashboard.gone import why_evidence_gone
from dashboard.views.errors import gone, withheld
from progress import permissions
from progress.models import Evidence, EvidenceKind, PreviewState


@require_safe
@login_not_required
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of one piece of evidence, always as a download and never as a page of this site.

    A file in which a virus was found, or that the public may not have before it was scanned, answers 403 in words.
    What was public answers 410 with the reason, as its report does; 404 alike for what does not exist and for what the
    person may not open. The session is only read where the public may not open the file, so that public files stay
    cacheable.
    """
    found = Evidence.objects.with_findings().select_related("report")
    evidence = get_object_or_404(found, pk=pk, kind=EvidenceKind.FILE)
    public = permissions.is_public(evidence)
    if not public and not permissions.can_open_evidence(request.user, evidence):
        return _closed(request, evidence)
    try:
        handle = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=evidence.file_name, content_type=evidence.content_type)
    return _harmless(response, public)


def _closed(request: HttpRequest, evidence: Evidence) -> HttpResponseBase:
    """Why somebody does not get a file of which they may know; else 404, or 410 for what was public."""
    if permissions.is_withheld(evidence) and (
        permissions.is_published(evidence) or permissions.can_know_evidence(request.user, evidence)
    ):
        return withheld(request, is_infected=permissions.is_infected(evidence))
    if (why := why_evidence_gone(evidence)) is None:
        raise Http404
    return gone(request, reason=why.reason, on=why.on)


def _harmless(response: FileResponse, public: bool) -> FileResponse:
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=60" if public else "private, no-store"
    return response


@require_safe
@login_not_required
def preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The small picture of a file, for those who may open the file; 404 alike where there is none."""
    found = Evidence.objects.with_findings().filter(preview__state=PreviewState.READY)
    evidence = get_object_or_404(found, pk=pk)
    public = permissions.is_public(evidence)
    if not public and not permissions.can_open_evidence(request.user, evidence):
        raise Http404
    try:
        handle = evidence.preview.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    return _harmless(FileResponse(handle, content_type="image/webp"), public)
