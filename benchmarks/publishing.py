"""Publishing, in a process of its own: ``python -m benchmarks.publishing COUNT``; the times come out as JSON.

Publishes waiting reports by the verb that the page calls, and after each line that it reads from its input one more.
The floor is what a plain Django view would do: lock the report, save it, add a row of history, and leave the counts.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gta.settings")


def main() -> None:
    """Say how long each of COUNT publications and plain saves took, in milliseconds; then publish on demand."""
    import django

    django.setup()

    from django.db import transaction
    from django.utils import timezone

    from accounts.models import User
    from progress import workflow
    from progress.models import ProgressReport

    curators = list(User.objects.filter(is_curator=True, is_active=True).order_by("pk")[:3])
    waiting = ProgressReport.objects.filter(review_state="submitted").order_by("pk")

    def publish() -> float:
        report = waiting.first()
        by = next(one for one in curators if one.pk not in (report.author_id, report.submitted_by_id))
        began = time.perf_counter()
        workflow.publish(report=report, by=by)
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
    found = {"publish": [publish() for _ in range(count)], "plain": [plain(next(keys)) for _ in range(count)]}
    print(json.dumps(found), flush=True)
    for _line in sys.stdin:
        print(publish(), flush=True)


if __name__ == "__main__":
    main()
