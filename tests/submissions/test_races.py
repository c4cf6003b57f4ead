"""Twenty requests at the same moment, on real connections: one report, and every one gets the same answer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from accounts.models import User
from progress.models import ProgressReport, ReportEvent
from stakeholders.models import Commitment
from submissions.models import ApiAct
from tests.submissions.conftest import Program

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 20


def _at_once(system: Program, body: dict[str, Any], **headers: str) -> list[Any]:
    barrier = Barrier(MANY)

    def post(_number: int) -> Any:
        try:
            barrier.wait()
            return Program(system.secret).post("reports/", body, **headers)
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(post, range(MANY)))


def test_twenty_posts_under_one_key_are_one_report(system: Program, commitment: Commitment, fatima: User) -> None:
    system.get("")
    answers = _at_once(system, {"commitment": commitment.pk, "narrative": "Once."}, Idempotency_Key="one")
    assert {answer.status_code for answer in answers} == {201}
    assert all(answer.data == answers[0].data for answer in answers)
    assert sum("Idempotency-Replayed" in answer for answer in answers) == MANY - 1
    assert (
        ProgressReport.objects.count()
        == ReportEvent.objects.filter(action="create").count()
        == ApiAct.objects.count()
        == 1
    )


def test_twenty_posts_without_a_key_are_one_report_too(system: Program, commitment: Commitment) -> None:
    answers = _at_once(system, {"commitment": commitment.pk, "narrative": "Once."})
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [201] + [409] * (MANY - 1)
    assert {answer.data["current"]["id"] for answer in answers if answer.status_code == 409} == {
        ProgressReport.objects.get().pk
    }
