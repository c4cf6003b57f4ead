"""Files are scanned by a real clamd, which knows the test virus EICAR alone; what it says decides who gets a file."""

from __future__ import annotations

import datetime
import io
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progress import errors, evidence, permissions, workflow
from progress.evidence_jobs import clamd, running, scanning
from progress.models import Evidence, FileScan, PublicVersion, ScanState
from scripts import services
from tests import factories

# In two parts, so that no scanner takes this file for it.
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SIGNATURES = Path(__file__).with_name("eicar.ndb")

Scanner = tuple[str, str]


@pytest.fixture(scope="module")
def scanner() -> Iterator[Scanner]:
    with services.clamd(SIGNATURES) as addresses:
        yield addresses


@pytest.mark.services
class TestProtocol:
    @pytest.mark.parametrize("way", [0, 1], ids=["tcp", "unix"])
    def test_clean_and_infected(self, scanner, way):
        assert clamd.scan(scanner[way], io.BytesIO(b"A law.")) == clamd.Verdict()
        assert clamd.scan(scanner[way], io.BytesIO(b"")) == clamd.Verdict()
        assert clamd.scan(scanner[way], io.BytesIO(EICAR)).virus.startswith("Eicar-Test-Signature")

    def test_a_file_over_several_chunks(self, scanner):
        large = b"x" * (clamd.CHUNK * 3)
        assert clamd.scan(scanner[0], io.BytesIO(large)) == clamd.Verdict()
        assert clamd.scan(scanner[0], io.BytesIO(large + EICAR)).virus

    def test_a_file_over_the_scanners_own_limit(self, scanner):
        with pytest.raises(clamd.ScannerError):
            clamd.scan(scanner[0], io.BytesIO(b"x" * 3_000_000))


def test_nobody_at_the_address(tmp_path):
    with pytest.raises(clamd.ScannerAway):
        clamd.scan(f"unix://{tmp_path}/none", io.BytesIO(b"x"))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(clamd.ScannerAway):
            clamd.scan(f"tcp://127.0.0.1:{free.getsockname()[1]}", io.BytesIO(b"x"))


@pytest.mark.parametrize("says", [b"", b"nonsense\0", b"stream: Can't allocate memory ERROR\0"])
def test_a_scanner_that_talks_nonsense(says):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                while not connection.recv(4096).endswith(b"\0\0\0\0"):
                    pass
                connection.sendall(says)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        with pytest.raises(clamd.ScannerError):
            clamd.scan(f"tcp://127.0.0.1:{server.getsockname()[1]}", io.BytesIO(b"x"))
        thread.join(5)


def test_a_scanner_that_never_answers(monkeypatch):
    monkeypatch.setattr(clamd, "ANSWER_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(clamd.ScannerError):
        clamd.scan(f"tcp://127.0.0.1:{silent.getsockname()[1]}", io.BytesIO(b"x"))


def attach(report, by, content: bytes = b"A law.") -> Evidence:
    upload = SimpleUploadedFile("law.txt", content)
    return evidence.add_file(report=report, by=by, upload=upload, title="Law")


def fresh(item: Evidence) -> Evidence:
    return Evidence.objects.with_findings().select_related("report").get(pk=item.pk)


def answer(client: Client, item: Evidence, who=None):
    client.logout()
    if who:
        client.force_login(who)
    return client.get(reverse("data:evidence", kwargs={"pk": item.pk}))


AWAY = "unix:///nowhere/clamd.ctl"


@pytest.mark.services
class TestFiles:
    def test_clean(self, commitment, alice, carol, client, scanner, settings):
        settings.CLAMD_URL = scanner[0]
        item = attach(factories.draft(commitment, by=alice), alice)
        workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        refused = answer(client, item)
        assert refused.status_code == 403
        assert "not been scanned for viruses yet" in refused.content.decode()
        assert answer(client, item, alice).status_code == 200
        page = client.get(reverse("dashboard:report", kwargs={"pk": item.report_id}))
        assert reverse("data:evidence", kwargs={"pk": item.pk}) not in page.content.decode()
        before = PublicVersion.objects.get().number
        assert scanning.scan_next(now=timezone.now())
        assert fresh(item).scan.state == ScanState.CLEAN
        assert PublicVersion.objects.get().number == before + 1
        assert answer(client, item).status_code == 200
        page = client.get(reverse("dashboard:report", kwargs={"pk": item.report_id}))
        assert reverse("data:evidence", kwargs={"pk": item.pk}) in page.content.decode()
        assert not scanning.scan_next(now=timezone.now())

    def test_infected_is_withheld_from_everybody_and_said_in_words(
        self, commitment, alice, carol, client, scanner, settings
    ):
        settings.CLAMD_URL = scanner[1]
        report = factories.draft(commitment, by=alice)
        item = attach(report, alice, b"A law. " + EICAR)
        assert scanning.scan_next(now=timezone.now())
        assert fresh(item).scan.said.startswith("Eicar-Test-Signature")
        settings.CLAMD_URL = ""  # what was found stays found
        for who in (alice, None, carol):
            assert answer(client, item, who).status_code == (403 if who == alice else 404)
        client.force_login(alice)
        page = client.get(reverse("reporting:report", kwargs={"pk": report.pk})).content.decode()
        assert "A virus was found in this file" in page
        assert "Eicar-Test-Signature" in page
        with pytest.raises(errors.HoldsVirus):
            workflow.submit(report=report, by=alice)
        clean = evidence.replace_file(
            report=report, evidence=item, by=alice, upload=SimpleUploadedFile("law.txt", b"A clean law.")
        )
        assert permissions.can_open_evidence(alice, fresh(clean))
        workflow.submit(report=report, by=alice)

    def test_found_after_publication(self, commitment, alice, carol, client, scanner, settings):
        item = attach(factories.draft(commitment, by=alice), alice, EICAR)
        workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        assert answer(client, item).status_code == 200  # no scanner was set up
        settings.CLAMD_URL = scanner[0]
        assert scanning.scan_next(now=timezone.now())
        for who in (None, alice, carol):
            said = answer(client, item, who)
            assert said.status_code == 403
            assert "A virus was found" in said.content.decode()
        page = client.get(reverse("dashboard:report", kwargs={"pk": item.report_id})).content.decode()
        assert "A virus was found in this file, so nobody can open it here." in page


@pytest.mark.services
class TestNewerSignatures:
    @pytest.fixture
    def old(self, commitment, alice, carol, scanner, settings):
        """Published, with the test virus; found clean two days ago by a scanner that did not know it."""
        settings.CLAMD_URL = scanner[0]
        item = attach(factories.draft(commitment, by=alice), alice, EICAR)
        long_ago = timezone.now() - datetime.timedelta(days=2)
        FileScan.objects.filter(evidence=item).update(
            state=ScanState.CLEAN, due_at=None, scanned_at=long_ago, signatures="ClamAV 1.0.0/1/Mon Jan 1 2024"
        )
        workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        return item

    def test_a_clean_file_is_scanned_again(self, old, client, scanner):
        assert answer(client, old).status_code == 200
        assert scanning.scan_again(now=timezone.now()) == 1
        assert answer(client, old).status_code == 200, "it is clean until it is found otherwise"
        assert scanning.scan_next(now=timezone.now())
        assert (fresh(old).scan.state, fresh(old).scan.signatures) == (ScanState.INFECTED, clamd.signatures(scanner[0]))
        assert answer(client, old).status_code == 403

    def test_not_with_the_same_ones_nor_twice_a_day_nor_all_at_once(self, old, scanner, monkeypatch):
        monkeypatch.setattr(scanning, "MOST_AGAIN", 0)
        assert scanning.scan_again(now=timezone.now()) == 0
        monkeypatch.undo()
        scan = FileScan.objects.filter(evidence=old)
        scan.update(scanned_at=timezone.now() - datetime.timedelta(hours=23))
        assert scanning.scan_again(now=timezone.now()) == 0
        long_ago = timezone.now() - datetime.timedelta(days=2)
        scan.update(scanned_at=long_ago, signatures=clamd.signatures(scanner[0]))
        assert scanning.scan_again(now=timezone.now()) == 0

    def test_a_scanner_that_is_away_takes_nothing_back(self, old, client, settings):
        assert scanning.scan_again(now=timezone.now()) == 1
        settings.CLAMD_URL = AWAY
        assert not scanning.scan_next(now=timezone.now())
        scan = fresh(old).scan
        assert scan.state == ScanState.CLEAN and scan.due_at > timezone.now()
        assert answer(client, old).status_code == 200
        assert scanning.scan_again(now=timezone.now()) == 0


class TestWithoutAnAnswer:
    def test_no_scanner_set_up(self, commitment, alice, settings):
        item = attach(factories.draft(commitment, by=alice), alice)
        assert not scanning.scan_next(now=timezone.now())
        assert fresh(item).scan.state == ScanState.WAITING
        assert not permissions.is_withheld(fresh(item))

    def test_a_scanner_that_is_away_is_asked_again_later(self, commitment, alice, settings):
        settings.CLAMD_URL = AWAY
        items = [attach(factories.draft(commitment, by=alice), alice, text) for text in (b"a", b"b")]
        now = timezone.now()
        assert not scanning.scan_next(now=now), "the next file would wait for the same scanner"
        rows = [fresh(item).scan for item in items]
        assert [row.state for row in rows] == [ScanState.FAILED, ScanState.WAITING]
        assert rows[0].due_at > now + datetime.timedelta(minutes=4)
        assert permissions.is_withheld(fresh(items[0]))
        later = now
        for _attempt in range(12):
            later += datetime.timedelta(hours=7)
            scanning.scan_next(now=later)
        assert FileScan.objects.filter(due_at__isnull=True).count() == 0, "it is never given up"

    def test_a_file_that_the_storage_lost(self, commitment, alice, settings):
        settings.CLAMD_URL = AWAY
        item = attach(factories.draft(commitment, by=alice), alice)
        item.file.storage.delete(item.file.name)
        assert scanning.scan_next(now=timezone.now()), "the others may fare better"
        assert fresh(item).scan.state == ScanState.FAILED

    def test_a_worker_that_was_killed(self, commitment, alice, settings):
        settings.CLAMD_URL = AWAY
        attach(factories.draft(commitment, by=alice), alice)
        now = timezone.now()
        FileScan.objects.update(due_at=now + scanning.LEASE, attempts=1)  # as its claim left it
        assert not scanning.scan_next(now=now)
        scanning.scan_next(now=now + scanning.LEASE)
        assert FileScan.objects.get().state == ScanState.FAILED


def test_evidence_from_before_gets_its_rows(commitment, alice):
    report = factories.draft(commitment, by=alice)
    attach(report, alice)
    evidence.add_link(report=report, by=alice, url="https://example.org/law", title="Law")
    FileScan.objects.all().delete()
    assert (running.enrol_missing(), running.enrol_missing()) == (1, 0)
    assert FileScan.objects.get().state == ScanState.WAITING
