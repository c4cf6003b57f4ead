"""What ends by itself: a yes after 182 days or a material change, a record after its time."""

from __future__ import annotations

import dataclasses
import datetime as dt

from django.db import models, transaction

from . import conf, log, notices, recording, seals
from .choice import stands
from .counting import counted_day
from .models import ConsentEvent, ConsentState, DailyCount, PageView
from .models.record import NOTHING_GRANTED

# Totals of visits are kept for two years and a month, so that a month can be set beside its two predecessors.
VISITS_KEPT = dt.timedelta(days=760)


@dataclasses.dataclass(frozen=True)
class Purged:
    """How many rows a run ended or removed."""

    lapsed: int
    events: int
    states: int
    totals: int


def lapse_all(*, at: dt.datetime) -> int:
    """Write down every account's yes that has run out by the moment ``at``. Returns how many accounts."""
    notice = notices.current_exactly()
    since = notice.asks_since if notice else {}
    lapsed = 0
    for state in ConsentState.objects.exclude(NOTHING_GRANTED).select_related("notice").iterator(chunk_size=500):
        choice = recording.as_choice(state)
        kept = frozenset(key for key in choice.granted if stands(choice, key, since))
        if choice.has_expired(at):
            kept = recording.NOTHING
        lapsed += kept != choice.granted and recording.lapse(state_pk=state.pk, keep=kept, at=at)
    return lapsed


def _purge_events(before: dt.datetime, at: dt.datetime) -> int:
    """Remove the oldest rows of the log, up to the first that is not past its time, so that the chain stays whole."""
    with transaction.atomic():
        head = log.locked_head()
        kept = ConsentEvent.objects.filter(recorded_at__gte=before).order_by("number").first()
        through = (kept.number - 1) if kept else head.number
        last = ConsentEvent.objects.filter(number=through).first()
        if last is None or through <= head.purged_number:
            return 0
        seals.note_purge(through=through, digest=last.digest, at=at)
        head.purged_number, head.purged_digest = through, last.digest
        head.save(update_fields=["purged_number", "purged_digest"])
        # The log's own delete() refuses everybody; this is the one removal there is, and the seals have a note of it.
        removed, _by_model = models.QuerySet.delete(ConsentEvent.objects.filter(number__lte=through))
        return removed


def purge(*, at: dt.datetime) -> Purged:
    """Let lapse what has run out, then remove what is past its time. Safe to run at any time, any number of times.

    Side effects: ``expire`` events; a seal of the log; removed rows of log, states and totals, with a note in the
    seals of how far the log was cut.
    """
    lapsed = lapse_all(at=at)
    seals.seal(at=at)
    before = at - max(conf.retention(), conf.CHOICE_LASTS)
    events = _purge_events(before, at)
    states, _by_model = ConsentState.objects.filter(expires_at__lt=before).delete()
    old_visits, _by_model = PageView.objects.filter(day__lt=counted_day(at - VISITS_KEPT)).delete()
    old_counts, _by_model = DailyCount.objects.filter(day__lt=counted_day(before)).delete()
    return Purged(lapsed=lapsed, events=events, states=states, totals=old_visits + old_counts)
