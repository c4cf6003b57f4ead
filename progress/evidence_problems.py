"""Evidence that somebody should look at: links that are dead, and files that the virus scanner keeps back."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce

from progress.models import Evidence, LinkState, ProgressReport, ReviewState, ScanState


def found_for(user) -> QuerySet[Evidence]:
    """What ``user`` may read of it, in reports that count or wait for a curator: infected files first, then what is
    dead longest. Each has ``shown_in``, the newest report that it stands behind.
    """
    withheld = [ScanState.INFECTED, *([ScanState.FAILED] if settings.CLAMD_URL else [])]
    counts = Q(review_state=ReviewState.PUBLISHED, superseded_at__isnull=True) | Q(review_state=ReviewState.SUBMITTED)
    reports = ProgressReport.objects.visible_to(user).filter(counts).values("pk")
    pieces = Evidence.objects.with_findings().filter(
        Q(link_check__state=LinkState.DEAD) | Q(scan__state__in=withheld),
        Q(report__in=reports) | Q(carried_by__in=reports),
        revised_by__isnull=True,
    )
    shown_in = Coalesce(Max("carried_by"), F("report_id"))
    related = pieces.select_related("scan", "preview", "link_check", "report__commitment", "report__organisation")
    infected_first = F("scan__scanned_at").desc(nulls_last=True)
    return related.annotate(shown_in=shown_in).order_by(infected_first, "link_check__failing_since", "pk")
