"""What waits, and how old it is, as the database has it when somebody looks."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Iterator

from django.db.models import Count, Max, Min
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from accounts.days import site_day
from dashboard import replica
from gta.backups.models import Backup
from gta.heartbeat import last_beat
from ledger.models import Balance
from opendata.models import PdfJob, PdfState
from outbox.models import Message
from outbox.states import State
from progress.models import FileScan, LinkCheck, Preview, ProgressReport, ReviewState

logger = logging.getLogger(__name__)

#: What has not ended, or not well. Those that were sent are without number.
OPEN_STATES = (State.PENDING, State.CLAIMED, State.HANDING, State.HELD, State.UNCERTAIN, State.FAILED)


def _age(moment: datetime.datetime | None) -> float:
    """Seconds since then; 0 where nothing waits."""
    return max(0.0, (timezone.now() - moment).total_seconds()) if moment else 0.0


def mail() -> Iterator[Metric]:
    """Messages by state, and how long the oldest one that is due has waited."""
    counted = dict(
        Message.objects.filter(state__in=OPEN_STATES).order_by().values_list("state").annotate(number=Count("pk"))
    )
    family = GaugeMetricFamily("tracker_mail_messages", "Messages that have not ended well.", labels=["state"])
    for state in OPEN_STATES:
        family.add_metric([str(state)], counted.get(state, 0))
    yield family
    oldest = Message.objects.due().aggregate(oldest=Min("not_before"))["oldest"]
    yield GaugeMetricFamily("tracker_mail_oldest_due_seconds", "How long the oldest due message waits.", _age(oldest))


def jobs() -> Iterator[Metric]:
    """What workers have to do, by kind, and how long the oldest of it has been due."""
    now = timezone.now()
    number = GaugeMetricFamily("tracker_jobs_due", "Jobs that a worker could take up now.", labels=["kind"])
    oldest = GaugeMetricFamily("tracker_jobs_oldest_due_seconds", "How long the oldest of them waits.", labels=["kind"])
    kinds = {
        "scan": FileScan.objects.filter(due_at__lte=now).aggregate(number=Count("pk"), oldest=Min("due_at")),
        "preview": Preview.objects.filter(due_at__lte=now).aggregate(number=Count("pk"), oldest=Min("due_at")),
        "link": LinkCheck.objects.filter(due_at__lte=now).aggregate(number=Count("pk"), oldest=Min("due_at")),
        "pdf": PdfJob.objects.filter(state=PdfState.WAITING).aggregate(number=Count("pk"), oldest=Min("asked_at")),
    }
    for kind, found in kinds.items():
        number.add_metric([kind], found["number"])
        oldest.add_metric([kind], _age(found["oldest"]))
    yield from (number, oldest)


def review() -> Iterator[Metric]:
    """Reports that wait for a curator."""
    waiting = ProgressReport.objects.filter(review_state=ReviewState.SUBMITTED)
    found = waiting.aggregate(number=Count("pk"), oldest=Min("submitted_at"))
    yield GaugeMetricFamily("tracker_reports_in_review", "Reports that wait for a curator.", found["number"])
    yield GaugeMetricFamily("tracker_reports_oldest_in_review_seconds", "The oldest's age.", _age(found["oldest"]))


def balances() -> Iterator[Metric]:
    """How far behind the ledger's opening balances are: without them past days take longer to count."""
    newest = Balance.objects.aggregate(newest=Max("month"))["newest"]
    if newest:
        days = (site_day() - newest).days
        yield GaugeMetricFamily("tracker_ledger_balance_age_days", "Days since the newest opening balance.", days)


def workers() -> Iterator[Metric]:
    """How long ago a worker did what the scheduler asked of it; nothing where that never happened."""
    if at := last_beat():
        yield GaugeMetricFamily("tracker_worker_heartbeat_age_seconds", "Since a worker's last sign of life.", _age(at))


def copies() -> Iterator[Metric]:
    """Whether the replica is asked, and how far it is behind; nothing where there is none."""
    if not replica.is_configured():
        return
    yield GaugeMetricFamily("tracker_replica_used", "1 while public pages ask the replica.", not replica.trouble())
    behind = replica.seconds_behind()
    if behind is not None:
        yield GaugeMetricFamily("tracker_replica_behind_seconds", "How far it is behind the primary.", behind)


def backups() -> Iterator[Metric]:
    """Of the worker's backups: whether they come as asked for, and the newest one's age, size and proof."""
    yield GaugeMetricFamily("tracker_backup_overdue", "1 where two in a row are missing.", Backup.objects.are_overdue())
    newest = Backup.objects.newest()
    unproved = newest is not None and not newest.proved
    yield GaugeMetricFamily("tracker_backup_unproved", "1 where the newest could not be brought back.", unproved)
    if newest:
        yield GaugeMetricFamily("tracker_backup_age_seconds", "Age of the newest.", _age(newest.started_at))
        yield GaugeMetricFamily("tracker_backup_bytes", "Size of the newest.", newest.size)


PARTS: tuple[Callable[[], Iterator[Metric]], ...] = (mail, jobs, review, balances, workers, copies, backups)


class Queues(Collector):
    """Asks each part when it is read; a part that fails is left out, and named in ``tracker_scrape_failed``."""

    def collect(self) -> Iterator[Metric]:
        """About ten queries, none of which grows with the history."""
        failed = GaugeMetricFamily("tracker_scrape_failed", "1 where a part could not be read.", labels=["part"])
        for part in PARTS:
            try:
                found = list(part())
            except Exception:
                logger.warning("Metrics: %s could not be read", part.__name__, exc_info=True)
                failed.add_metric([part.__name__], 1)
            else:
                failed.add_metric([part.__name__], 0)
                yield from found
        yield failed
