"""The verdict: what people were told against what is there, every book against its own check, and what is stuck."""

from __future__ import annotations

import datetime
from collections import Counter
from pathlib import Path
from typing import Any

from tests.mail_sink import MailSinkProcess
from tests.outbox.harness import verdict
from tests.storm.people import Told

WRONG = (
    "doubles", "lost", "denied", "unsettled", "hidden",  # mail
    "not_reminded", "twice", "broken_promises", "silent",  # people
    "without_file", "without_row", "damaged",  # files
    "books",
    "stuck",
    "not_reached", "at_work", "not_restored", "sent_by_a_restored_site",
)  # fmt: skip


def is_right(found: dict[str, Any]) -> bool:
    """Nothing wrong in a verdict?"""
    return not any(found.get(name) for name in WRONG)


def audit(sink: MailSinkProcess, told: Told) -> dict[str, Any]:
    """Every number that must be 0, by its name in ``WRONG``."""
    return verdict(sink) | {
        "hidden": _hidden_mail(),
        "not_reminded": not_reminded(told),
        "twice": _twice(),
        "broken_promises": _broken_promises(told),
        "silent": len(told.of("silent")),
        "explained": len(told.of("explained")),
        "books": _books(),
        "stuck": stuck(),
        **_files(),
    }


def stuck() -> dict[str, int]:
    """What is neither done nor given up, by kind."""
    from imports.models import Import, ImportState
    from outbox.models import Message
    from outbox.states import State
    from progress.models import Preview, PreviewState

    found = {
        "mails": Message.objects.filter(state__in=[State.PENDING, State.CLAIMED, State.HANDING]),
        "imports": Import.objects.filter(state__in=[ImportState.WAITING, ImportState.WORKING]),
        "previews": Preview.objects.exclude(state=PreviewState.READY),
    }
    return {kind: rows.count() for kind, rows in found.items() if rows.exists()}


def _hidden_mail() -> int:
    """Mails of which nobody knows whether they went, that the administrator is not shown."""
    from outbox import queue_status
    from outbox.models import Message
    from outbox.states import Reason, State

    uncertain = Message.objects.filter(state=State.UNCERTAIN)
    explained = uncertain.filter(reason__in=[Reason.SENDER_DIED, Reason.NO_REPLY])
    return uncertain.count() - min(queue_status.current().counts[State.UNCERTAIN], explained.count())


def not_reminded(told: Told) -> int:
    """People who were owed a digest and have none."""
    from progress.models import PlannedDigest

    reminded = set(PlannedDigest.objects.values_list("user__email", flat=True))
    return len(set(told.of("owed")) - reminded)


def _twice() -> dict[str, int]:
    """What is there more than once: by what it is, how many too many.

    A table that somebody sent again, as no answer came, is in the list twice; what it says is on the site once.
    """
    from progress.models import EventAction, Evidence, PlannedDigest, ReportEvent
    from stakeholders.models import Organisation

    seen = {
        "publications": ReportEvent.objects.filter(action=EventAction.PUBLISH).values_list("report"),
        "files": Evidence.objects.values_list("report", "received_sha256"),
        "organisations": Organisation.objects.values_list("name"),
        "digests of a day": PlannedDigest.objects.values_list("user", "on"),
    }
    extra = {kind: sum(count - 1 for count in Counter(rows).values()) for kind, rows in seen.items()}
    return {kind: count for kind, count in extra.items() if count}


def _broken_promises(told: Told) -> dict[str, list[str]]:
    """What somebody was told is done, and is not."""
    from imports.models import Import
    from progress.models import Evidence, ProgressReport, ReviewState
    from stakeholders.models import Organisation

    published = ProgressReport.objects.filter(review_state=ReviewState.PUBLISHED)
    names = set(Organisation.objects.values_list("name", flat=True))
    there = {
        "publish": set(map(str, published.values_list("pk", flat=True))),
        "upload": set(map(str, Evidence.objects.values_list("report", flat=True))),
        "bring": set(Import.objects.values_list("file_name", flat=True)),
        "apply": {f"list-{key}.csv" for key in (name.rpartition(" ")[2] for name in names if "Harbour" in name)},
    }
    broken = {what: sorted(set(told.of(what)) - kept) for what, kept in there.items()}
    return {what: keys for what, keys in broken.items() if keys}


def _books() -> list[str]:
    """The site's own checks: its history, what stands in the tables against it, and the counts of the ledger."""
    from accounts.days import site_day
    from progress import history, rollups, verification

    found = [str(one) for one in verification.mismatches()]
    if breach := history.verify()[1]:
        found.append(f"history {breach.sequence}: {breach.problem}")
    if changed := rollups.rebuild(on=site_day()):
        found.append(f"counts: {changed} were wrong")
    return found


def _files() -> dict[str, Any]:
    """Files without rows and rows without files after the sweep, and files that are not what was sent."""
    from gta import stored_files
    from gta.backups.archive import digest_of
    from progress.models import Evidence

    stored_files.SPARED = -datetime.timedelta(days=3)  # the clock was moved: all of them are old enough
    first = stored_files.sweep()
    left = stored_files.sweep(dry_run=True)
    wrong = [one.pk for one in Evidence.objects.exclude(file="") if digest_of(Path(one.file.path)) != one.sha256]
    return {
        "swept": len(first.without_row),
        "without_row": left.without_row,
        "without_file": first.without_file,
        "damaged": wrong,
    }
