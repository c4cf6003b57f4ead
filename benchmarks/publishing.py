"""Publishing, in a process of its own: ``python -m benchmarks.publishing COUNT``; the times come out as JSON.

Publishes confirmations by the verb that the page calls, and after each line that it reads from its input one more.
The floor is what a plain Django view would do: lock the report, save it, add a row of history, and leave the counts.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time
from collections.abc import Iterator

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")


def main() -> None:
    """Say how long each of COUNT publications and plain saves took, twice, in milliseconds; then publish on demand."""
    import django

    django.setup()

    from django.db import transaction
    from django.utils import timezone

    from accounts.models import User
    from progress import drafts, workflow
    from progress.errors import Refused
    from progress.models import CommitmentStatus, ProgressReport
    from stakeholders.models import Membership

    curator = User.objects.filter(is_curator=True, is_active=True).order_by("pk").first()

    def waiting() -> Iterator[ProgressReport]:
        """Confirmations that nothing has changed, of one commitment after the other."""
        rows = (
            CommitmentStatus.objects.as_of(None)
            .public()
            .exclude(report=None)
            .select_related("commitment__lead_organisation")
        )
        for row in rows.order_by("-commitment_id").iterator(chunk_size=100):
            organisation = row.commitment.lead_organisation
            member = Membership.objects.filter(organisation=organisation, ended_at=None).select_related("user").first()
            if member is None:
                continue
            try:
                yield drafts.no_change(commitment=row.commitment, organisation=organisation, by=member.user)
            except Refused:
                continue

    reports = waiting()

    def publish() -> float:
        report = next(reports)
        began = time.perf_counter()
        workflow.publish(report=report, by=curator)
        return (time.perf_counter() - began) * 1000

    def plain(key: int) -> float:
        began = time.perf_counter()
        with transaction.atomic():
            report = ProgressReport.objects.select_for_update().get(pk=key)
            report.updated_at = timezone.now()
            report.save(update_fields=["updated_at"])
            report.commitment.save()  # with its row of history
        return (time.perf_counter() - began) * 1000

    count = int(sys.argv[1])
    keys = itertools.cycle(ProgressReport.objects.published().order_by("pk").values_list("pk", flat=True)[:50])
    publish(), plain(next(keys))
    # One after the other by turns: a machine is not equally fast all the time. The first begin the day's rows of most
    # scopes, and write pages that nobody has written since they were loaded.
    first, later = ([(publish(), plain(next(keys))) for _ in range(count)] for _ in range(2))
    print(json.dumps({"first": first, "later": later}), flush=True)
    for _line in sys.stdin:
        print(publish(), flush=True)


if __name__ == "__main__":
    main()
