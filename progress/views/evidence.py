"""Handing out evidence, to those who may open it at this moment."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from progress import permissions
from progress.models import Evidence, EvidenceKind


@require_safe
@login_not_required
def download(request: HttpRequest, pk: int) -> FileResponse:
    """The file of one piece of evidence, always as a download and never as a page of this site.

    404 alike for what does not exist and for what the person may not open. The session is only read where the
    public may not open the file, so that public files stay cacheable.
    """
    evidence = get_object_or_404(Evidence.objects.select_related("report"), pk=pk, kind=EvidenceKind.FILE)
    public = permissions.is_public(evidence)
    if not public and not permissions.can_open_evidence(request.user, evidence):
        raise Http404
    try:
        handle = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=evidence.file_name, content_type=evidence.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=60" if public else "private, no-store"
    return response
