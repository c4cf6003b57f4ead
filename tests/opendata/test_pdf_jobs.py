"""How PDFs of report packs are asked for and made: in turn, one at a time, within bounds, and never kept too long."""

from __future__ import annotations

import datetime
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import IntegrityError, transaction
from django.test import Client
from pypdf import PdfReader

from accounts.models import User
from opendata.models import PdfJob, PdfState
from opendata.packs import jobs, making
from progress import workflow
from tests.dashboard import world as worlds
from tests.dashboard.world import World
from tests.full_disk import no_room
from tests.opendata.test_packs import words
from tests.outbox.test_worker import url_of_test_database

PAGES = ["organisation=gov", "organisation=firm", "organisation=ngo"]
FIRST, SECOND, THIRD = (f"/packs/pdf/?{query}" for query in PAGES)


def ask(client: Client, address: str, *, seconds_ago: int = 0) -> PdfJob:
    """Ask for a PDF as readers do; the job, as if it had been asked for some seconds ago."""
    assert client.post(address).status_code == 303
    job = PdfJob.objects.latest("pk")
    job.asked_at -= datetime.timedelta(seconds=seconds_ago)
    job.save()
    return job


def put(job: PdfJob) -> bool:
    return jobs.put(job, ContentFile(b"%PDF--"))


def claimed() -> PdfJob:
    job = jobs.claim()
    assert job is not None
    return job


def test_packs_are_made_in_turn_one_at_a_time(client: Client, world: World) -> None:
    second, first = ask(client, SECOND, seconds_ago=20), ask(client, FIRST, seconds_ago=30)
    third = ask(client, THIRD, seconds_ago=10)
    client.post(SECOND)  # what waits already takes no second place
    assert [jobs.ahead_of(job) for job in (first, second, third)] == [0, 1, 2]
    assert jobs.claim() == first
    assert jobs.claim() is None
    assert b"1 pack is ahead of it" in client.get(SECOND).content
    PdfJob.objects.filter(pk=first.pk).update(step=3)
    assert b"Step 3 of 8" in client.get(FIRST).content
    assert put(first)
    assert b"The PDF is ready." in client.get(FIRST).content
    assert jobs.claim() == second
    jobs.fail(second, "Ink was missing.")
    assert b"could not be created" in client.get(SECOND).content
    client.post(SECOND)
    again = PdfJob.objects.get(pk=second.pk)
    assert (again.state, again.reason, jobs.ahead_of(again)) == (PdfState.WAITING, "", 1)


def test_two_workers_never_make_two_at_once(client: Client, world: World) -> None:
    """The second has read that one waits before the first took its own; the database holds it."""
    first, second = ask(client, FIRST, seconds_ago=9), ask(client, SECOND)
    assert jobs.claim() == first
    with pytest.raises(IntegrityError, match=r"one_pdf_is_made_at_a_time|opendata_pdfjob.state"), transaction.atomic():
        PdfJob.objects.filter(pk=second.pk).update(state=PdfState.MAKING, started_at=first.asked_at)


def test_what_a_dead_worker_left_is_given_up_and_may_be_asked_for_again(client: Client, world: World, clock) -> None:
    ask(client, FIRST)
    job = claimed()
    default_storage.save(job.file_name, ContentFile(b"half"))  # it died before it could say so
    clock.shift(jobs.ABANDONED_SECONDS - 1)
    assert jobs.sweep() == 0
    clock.shift(2)
    assert jobs.sweep() == 1
    assert not default_storage.exists(job.file_name)
    assert b"There is no PDF of this pack yet" in client.get(FIRST).content
    assert put(job) is False, "it was given up meanwhile"
    assert not default_storage.exists(job.file_name)


def test_a_clock_that_was_set_back_keeps_nobody_waiting(client: Client, world: World, clock) -> None:
    ask(client, FIRST)
    assert claimed()
    clock.shift(-jobs.ABANDONED_SECONDS - 1)
    assert jobs.sweep() == 1
    ask(client, SECOND)
    assert claimed()


def test_what_waits_and_what_is_kept_is_bounded(client: Client, world: World, monkeypatch, clock) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 2)
    monkeypatch.setattr(jobs, "KEEP_BYTES", 10)
    ask(client, FIRST)
    ask(client, SECOND)
    assert client.post(THIRD).status_code == 503
    assert client.post(FIRST).status_code == 303  # what waits already takes no further place
    for _each in range(2):
        assert put(claimed())
        clock.shift(1)
    ready = list(PdfJob.objects.filter(state=PdfState.READY))
    assert jobs.sweep() == 1
    assert [default_storage.exists(job.file.name) for job in ready] == [False, True], "the oldest of too much goes"
    clock.shift(jobs.KEEP_SECONDS)
    assert jobs.sweep() == 1
    assert default_storage.listdir("report-packs")[1] == []


def test_the_sweep_forgets_what_failed_and_what_lost_its_file_or_its_words(client: Client, world: World, clock) -> None:
    ask(client, FIRST)
    jobs.fail(claimed(), "Ink was missing.")
    clock.shift(jobs.FAILED_SECONDS + 1)
    assert jobs.sweep() == 1
    ask(client, FIRST)
    job = claimed()
    assert put(job)
    assert jobs.sweep() == 0
    default_storage.delete(job.file_name)
    assert client.get("/packs/pack.pdf?organisation=gov").headers["Location"] == FIRST
    assert jobs.sweep() == 1
    ask(client, FIRST)
    job = claimed()
    assert put(job)
    ask(client, SECOND)
    workflow.retract(report=world.reports["fund1"], by=world.curator, reason="Wrong.")
    assert jobs.sweep() == 2
    assert not default_storage.exists(job.file_name)


def test_a_full_list_says_so(client: Client, world: World, monkeypatch) -> None:
    monkeypatch.setattr(jobs, "MOST_WAITING", 0)
    response = client.post("/packs/pdf/?organisation=gov")
    assert response.status_code == 503
    assert b"Many PDFs are waiting" in response.content


def test_the_key_changes_with_the_words_the_language_and_the_day(client: Client, world: World, clock) -> None:
    def key(address: str) -> str:
        return ask(client, address).key

    first = key("/packs/pdf/?area=alpha&organisation=gov")
    assert key("/packs/pdf/?organisation=gov&area=alpha") == first
    assert PdfJob.objects.count() == 1
    others = [key("/fr/packs/pdf/?organisation=gov&area=alpha"), key("/packs/pdf/?organisation=gov")]
    workflow.retract(report=world.reports["fund1"], by=world.curator, reason="Wrong.")
    others.append(key("/packs/pdf/?organisation=gov&area=alpha"))
    clock.shift(24 * 3600)
    others.append(key("/packs/pdf/?organisation=gov&area=alpha"))
    assert len({first, *others}) == 5


@pytest.mark.django_db(transaction=True)
def test_a_pdf_is_asked_for_made_by_another_process_taken_and_gone_after_a_retraction(
    client: Client, carol: User, monkeypatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", url_of_test_database())
    world, address = worlds.full(carol), "/packs/pdf/?organisation=firm"
    assert b"There is no PDF of this pack yet" in client.get(address).content
    assert client.get("/packs/pack.pdf?organisation=firm").headers["Location"] == address
    assert client.post(address).headers["Location"] == address
    waiting = client.get(address)
    assert b"will be created soon" in waiting.content and waiting.headers["Cache-Control"] == "no-store"
    assert making.make_waiting() == 1
    assert b"The PDF is ready." in client.get(address).content
    assert PdfJob.objects.get().step == jobs.STEPS
    assert client.get(address, headers={"HX-Request": "true"}).status_code == 286
    answer = client.get("/packs/pack.pdf?organisation=firm")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert 'filename="progress-reports-organisation-firm-' in answer.headers["Content-Disposition"]
    assert "Withdrawn." in words(PdfReader(io.BytesIO(answer.getvalue())))
    workflow.retract(report=world.reports["school1"], by=carol, reason="Wrong.")
    assert client.get("/packs/pack.pdf?organisation=firm").status_code == 302


def test_what_fails_or_takes_too_long_is_said(client: Client, world: World, monkeypatch, tmp_path: Path) -> None:
    """The process sees another database than this test, so that the organisation is unknown to it."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/none.sqlite3")
    for seconds, reason in ((jobs.SECONDS, "exit 1: "), (0.01, "not ready after 0.01 seconds")):
        monkeypatch.setattr(jobs, "SECONDS", seconds)
        client.post("/packs/pdf/?organisation=gov")
        assert making.make_waiting() == 0
        assert PdfJob.objects.get().reason.startswith(reason)
        assert b"could not be created" in client.get("/packs/pdf/?organisation=gov").content


def test_a_full_disk_says_nothing_about_the_pdf_which_is_tried_again(client: Client, world: World, monkeypatch) -> None:
    ask(client, FIRST)
    sizes = iter((9 << 20, 100))

    def written(job: PdfJob, path: Path) -> str:
        path.write_bytes(b"%PDF--".ljust(next(sizes)))
        return ""

    monkeypatch.setattr(making, "_run", written)
    with no_room():
        assert making.make_waiting() == 0
    job = PdfJob.objects.get()
    assert (job.state, job.reason, job.started_at) == (PdfState.WAITING, "", None)
    assert making.make_waiting() == 1


def test_the_making_process_says_that_there_is_no_room(world: World, tmp_path: Path) -> None:
    full = tmp_path / "pack.pdf"
    full.symlink_to("/dev/full")
    with pytest.raises(CommandError, match="Free some space") as refused:
        call_command("make_pack", "organisation=gov", output=full)
    assert refused.value.returncode == os.EX_TEMPFAIL
    assert not full.is_symlink()


def test_the_making_process_may_not_take_all_memory() -> None:
    program = (
        "import django; django.setup()\n"
        "from opendata.packs import making; making.bound_this_process()\n"
        "try: x = bytearray(2 * making.MOST_BYTES)\nexcept MemoryError: print('bounded')"
    )
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "gta.settings"}
    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=site_settings.BASE_DIR, env=environment, capture_output=True, text=True
    )
    assert answer.stdout.strip() == "bounded", answer.stderr
