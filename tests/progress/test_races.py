"""Publications that meet something else at the same moment, on real connections."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.utils import timezone

from progress import claims, errors, evidence, history, rollups, workflow
from progress.models import CommitmentStatus
from stakeholders import organisations
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)


class Act(threading.Thread):
    """Something done on a connection of its own; ``result`` is what it returned or raised."""

    def __init__(self, act: Callable[[], object]) -> None:
        super().__init__(daemon=True)
        self.act, self.result = act, None
        self.start()

    def run(self) -> None:
        try:
            self.result = self.act()
        except Exception as problem:
            self.result = problem
        finally:
            connection.close()


def until_it_waits() -> None:
    """Return when another connection waits for a lock of this one; elsewhere than on PostgreSQL there is no telling."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    deadline = time.monotonic() + 180
    while connection.vendor == "postgresql" and time.monotonic() < deadline:
        with connection.cursor() as cursor:
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.01)


def test_an_organisation_that_is_archived_while_a_publication_waits_is_counted_nowhere(
    commitment, verania, alice, carol, dan
):
    report = factories.submitted(commitment, by=alice)
    with transaction.atomic():
        organisations.archive(organisation=verania, by=dan, reason="Dissolved.")
        publication = Act(lambda: workflow.publish(report=report, by=carol))
        until_it_waits()
    publication.join()
    assert not isinstance(publication.result, Exception), publication.result
    assert not CommitmentStatus.objects.as_of(None).exists()
    assert rollups.rebuild(on=timezone.localdate()) == 0


def test_of_two_curators_one_publishes(commitment, alice, carol, dan):
    report = factories.submitted(commitment, by=alice)
    with transaction.atomic():
        workflow.publish(report=report, by=carol)
        other = Act(lambda: workflow.publish(report=report, by=dan))
        until_it_waits()
    other.join()
    assert isinstance(other.result, errors.WrongState), other.result
    report.refresh_from_db()
    assert (report.review_state, report.published_by) == ("published", carol)
    assert history.verify()[1] is None
    assert rollups.rebuild(on=timezone.localdate()) == 0


def test_what_is_attached_while_a_submission_waits_is_part_of_what_it_claims(commitment, alice):
    draft = factories.draft(commitment, by=alice)
    with transaction.atomic():
        evidence.add_link(report=draft, by=alice, url="https://example.org/record", title="Record")
        submission = Act(lambda: workflow.submit(report=draft, by=alice))
        until_it_waits()
    submission.join()
    assert not isinstance(submission.result, Exception), submission.result
    event = draft.events.get(action="submit")
    assert event.content_digest == claims.report_digest(draft)
    assert draft.evidence.count() == 1
