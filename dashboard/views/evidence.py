"""Files of evidence, for those who may open them at this moment; and why one is no longer there."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from dashboard.gone import why_evidence_gone
from dashboard.views.errors import gone
from progress import permissions
from progress.models import Evidence, EvidenceKind


@require_safe
@login_not_required
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of one piece of evidence, always as a download and never as a page of this site.

    What was public answers 410 with the reason, as its report does; 404 alike for what does not exist and for what the
    person may not open. The session is only read where the public may not open the file, so that public files stay
    cacheable.
    """
    evidence = get_object_or_404(Evidence.objects.select_related("report"), pk=pk, kind=EvidenceKind.FILE)
    public = permissions.is_public(evidence)
    if not public and not permissions.can_open_evidence(request.user, evidence):
        if (why := why_evidence_gone(evidence)) is None:
            raise Http404
        return gone(request, reason=why.reason, on=why.on)
    try:
        handle = evidence.file.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(handle, as_attachment=True, filename=evidence.file_name, content_type=evidence.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "public, max-age=60" if public else "private, no-store"
    return response
