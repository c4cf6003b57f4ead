"""A worker killed in the middle of an import: nothing is written, and it can be begun again."""

from __future__ import annotations

import pytest

from imports import applying, jobs, working
from imports.models import Import, ImportState
from progress import history, verification
from stakeholders.models import Commitment
from tests.imports.test_commitments import promises
from tests.progress.test_killed import is_killed

pytestmark = pytest.mark.django_db(transaction=True)
EVERY = 6  # of its writes: each kill costs a process


def test_a_killed_import_has_written_nothing_and_is_begun_again(carol, dan, asked, everything, monkeypatch):
    kept = promises(carol)
    before, kills = everything(), 0
    monkeypatch.setattr(jobs, "ABANDONED", -jobs.ABANDONED)

    def work() -> None:
        working.work()

    def ask() -> None:
        jobs.sweep()
        kept.refresh_from_db()
        if kept.state == ImportState.PREVIEWED:
            applying.ask(upload=kept, by=dan, fingerprint=kept.fingerprint, reason="As agreed.")

    ask()
    while is_killed(work, before=2 + kills * EVERY):
        kills += 1
        assert everything() == before, kills
        assert Import.objects.get(pk=kept.pk).state in (ImportState.WAITING, ImportState.WORKING)
        ask()
    assert kills >= 4
    assert Import.objects.get(pk=kept.pk).state == ImportState.APPLIED
    assert Commitment.objects.count() == 2
    assert history.verify()[1] is None
    assert not list(verification.mismatches())
