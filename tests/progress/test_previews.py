"""Previews: drawn in a process of their own, shown to those who may open the file, and a failure is only a state."""

from __future__ import annotations

import datetime
import io
import signal
import subprocess
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from demo import documents
from progress import discarding, evidence, workflow
from progress.evidence_jobs import child, previews
from progress.models import Evidence, FileScan, Preview, PreviewState, ScanState
from tests import factories

pytestmark = pytest.mark.any_database

LATER = datetime.timedelta(days=1)


def picture(kind: str = "PNG", size: tuple[int, int] = (1200, 800), mode: str = "RGB") -> bytes:
    target = io.BytesIO()
    Image.new(mode, size, "navy").save(target, kind)
    return target.getvalue()


def attach(report, by, name: str, content: bytes, **more) -> Evidence:
    return evidence.add_file(report=report, by=by, upload=SimpleUploadedFile(name, content), title="Law", **more)


@pytest.fixture
def report(commitment, alice, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    return factories.draft(commitment, by=alice)


def get(client: Client, item: Evidence):
    return client.get(reverse("data:evidence_preview", kwargs={"pk": item.pk}))


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        ("law.pdf", documents.pdf("law.pdf", "a law").read(), None),
        ("chart.png", picture(), (480, 320)),
        ("chart.png", picture(mode="LA"), (480, 320)),
        ("chart.png", picture(size=(30, 20)), (30, 20)),
        ("photo.jpg", picture("JPEG", (800, 1600)), (320, 640)),
    ],
)
def test_a_first_page_and_a_picture(report, alice, client, name, content, size):
    item = attach(report, alice, name, content)
    assert previews.make_next(now=timezone.now())
    made = Preview.objects.get(evidence=item)
    assert (made.state, made.reason) == (PreviewState.READY, "")
    client.force_login(alice)
    answer = get(client, item)
    assert answer["Content-Type"] == "image/webp"
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as drawn:
        assert drawn.size == (made.width, made.height)
        assert size in (None, drawn.size)
        assert drawn.width <= 480 and drawn.height <= 640
    assert not previews.make_next(now=timezone.now())


def test_the_page_says_how_large_it_is(report, alice, client):
    attach(report, alice, "chart.png", picture())
    client.force_login(alice)
    address = reverse("reporting:report", kwargs={"pk": report.pk})
    assert "The preview is being made" in client.get(address).content.decode()
    previews.make_next(now=timezone.now())
    page = client.get(address).content.decode()
    assert 'width="480" height="320" alt="Picture: “Law”"' in page


def test_other_documents_have_none(report, alice):
    attach(report, alice, "notes.txt", b"A law.")
    assert not Preview.objects.exists()


def test_who_may_open_the_file_sees_its_preview_and_nobody_else(report, alice, bob, carol, client):
    item = attach(report, alice, "chart.png", picture())
    previews.make_next(now=timezone.now())
    for who, status in ((None, 404), (bob, 404), (carol, 404), (alice, 200)):
        client.logout()
        if who:
            client.force_login(who)
        assert get(client, item).status_code == status
    workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
    client.logout()
    answer = get(client, item)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "public, max-age=60"
    page = client.get(reverse("dashboard:report", kwargs={"pk": report.pk})).content.decode()
    assert reverse("data:evidence_preview", kwargs={"pk": item.pk}) in page
    FileScan.objects.update(state=ScanState.INFECTED, said="Worm")
    assert get(client, item).status_code == 404


def test_a_file_that_cannot_be_drawn_is_tried_twice_and_harms_nothing(report, alice, client):
    item = attach(report, alice, "law.pdf", b"%PDF-1.7\n" + b"not a document " * 50)
    now = timezone.now()
    assert previews.make_next(now=now)
    assert Preview.objects.get().state == PreviewState.WAITING
    assert not previews.make_next(now=now)
    assert previews.make_next(now=now + LATER)
    failed = Preview.objects.get()
    assert (failed.state, failed.due_at) == (PreviewState.FAILED, None)
    assert failed.reason
    client.force_login(alice)
    assert get(client, item).status_code == 404
    page = client.get(reverse("reporting:report", kwargs={"pk": report.pk}))
    assert "No preview could be made" in page.content.decode()


def in_bounds(code: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` as a child does, with 256 MB and a second of the processor."""
    bounds = "from progress.evidence_jobs import child; child.bound(megabytes=256, processor_seconds=1)\n"
    return subprocess.run(
        [sys.executable, "-c", bounds + code], cwd=child.ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_process_gets_no_more_memory_or_time_than_it_was_given():
    assert in_bounds("print(len(bytearray(50_000_000)))").stdout == "50000000\n"
    assert "MemoryError" in in_bounds("bytearray(500_000_000)").stderr
    assert in_bounds("while True: pass").returncode in (-signal.SIGXCPU, -signal.SIGKILL)


def test_a_process_that_takes_too_long_is_ended(report, alice, monkeypatch):
    monkeypatch.setattr(previews, "SECONDS", 0.05)
    attach(report, alice, "chart.png", picture())
    assert previews.make_next(now=timezone.now())
    assert "not ready" in Preview.objects.get().reason


@pytest.mark.parametrize("answer", [{"width": 0, "height": 3}, {"width": 10**9, "height": 3}, {"width": "a"}, {}])
def test_what_the_process_says_is_not_taken_on_trust(report, alice, monkeypatch, answer):
    def lying(module: str, given: dict, *, seconds: float) -> dict:
        with open(given["target"], "wb") as target:
            target.write(picture())
        return answer

    monkeypatch.setattr(child, "ask", lying)
    attach(report, alice, "chart.png", picture())
    previews.make_next(now=timezone.now())
    assert Preview.objects.get().reason == "not a preview"


def test_nothing_is_drawn_of_what_was_not_scanned(report, alice, settings):
    settings.CLAMD_URL = "unix:///nowhere"
    attach(report, alice, "chart.png", picture())
    assert not previews.make_next(now=timezone.now())
    FileScan.objects.update(state=ScanState.CLEAN)
    assert previews.make_next(now=timezone.now())


@pytest.mark.parametrize("how", ["removed", "discarded"])
def test_it_goes_with_its_evidence(report, alice, tmp_path, how, django_capture_on_commit_callbacks):
    item = attach(report, alice, "chart.png", picture())
    previews.make_next(now=timezone.now())
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        if how == "removed":
            evidence.remove(report=report, evidence=item, by=alice)
        else:
            discarding.discard(report=report, by=alice)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_evidence_that_is_removed_meanwhile_leaves_no_picture(report, alice, tmp_path, monkeypatch):
    item = attach(report, alice, "chart.png", picture())
    real = previews._drawn

    def drawn(job):
        result = real(job)
        Evidence.objects.filter(pk=item.pk).delete()
        return result

    monkeypatch.setattr(previews, "_drawn", drawn)
    previews.make_next(now=timezone.now())
    assert not [path for path in (tmp_path / "evidence-previews").rglob("*") if path.is_file()]
