"""A process killed (SIGKILL) before any of its writes leaves all of a step or nothing, and it can be done again."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, connections

from demo import documents
from progress import evidence, history, verification, workflow
from progress.models import Evidence, ProgressReport, ReportEvent, ReviewState
from tests import factories

pytestmark = pytest.mark.django_db(transaction=True)

PDF = documents.pdf("law.pdf", "a law").read()
WRITES = ("INSERT", "UPDATE", "DELETE")


def is_killed(act: Callable[[], object], *, before: int) -> bool:
    """Do so in a process of its own that is killed before its write of this number; False when it had fewer."""
    connections.close_all()
    if child := os.fork():
        _child, status = os.waitpid(child, 0)
        assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
        return os.WIFSIGNALED(status)
    left = before

    def count(execute, sql, params, many, context):
        nonlocal left
        left -= sql.lstrip().startswith(WRITES)
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(sql, params, many, context)

    code = 1
    try:
        with connection.execute_wrapper(count):
            act()
        code = 0
    finally:
        os._exit(code)


def test_a_publication_is_whole_or_not_at_all(commitment, alice, carol):
    report = factories.submitted(commitment, by=alice)
    events, kills = ReportEvent.objects.count(), 0
    while is_killed(lambda: workflow.publish(report=report, by=carol), before=kills + 1):
        kills += 1
        report.refresh_from_db()
        assert report.review_state == ReviewState.SUBMITTED, kills
        assert ReportEvent.objects.count() == events, kills
        assert not list(verification.mismatches()), kills
    assert kills >= 5, kills
    assert ProgressReport.objects.get(pk=report.pk).review_state == ReviewState.PUBLISHED
    assert ReportEvent.objects.count() == events + 1
    assert history.verify()[1] is None
    assert not list(verification.mismatches())


def test_an_upload_has_its_row_and_its_file_or_no_row(commitment, alice):
    report, kills = factories.draft(commitment, by=alice), 0

    def add() -> None:
        evidence.add_file(report=report, by=alice, upload=SimpleUploadedFile("law.pdf", PDF), title="A law")

    while is_killed(add, before=kills + 1):
        kills += 1
        assert not Evidence.objects.exists(), kills
    assert kills >= 2, kills
    assert default_storage.exists(Evidence.objects.get().file.name)
    assert not list(verification.mismatches())
