"""Which files and links are accepted as evidence, and who gets them back."""

from __future__ import annotations

import datetime
import hashlib
import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from demo import documents
from progress import cleaning, errors, evidence, file_types, workflow
from progress.models import Evidence
from recommendations.partial_dates import PartialDate
from tests import factories

PDF = documents.pdf("law.pdf", "a law").read()
PNG = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    b"\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x00\x05\xfe\x02\xfe\xa75\x81\x84\x00\x00\x00\x00IEND\xaeB`\x82"
)


def archive(**parts: bytes) -> bytes:
    """A zip with these parts; double underscores stand for slashes, single ones at the end for dots."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for name, content in parts.items():
            result.writestr(name, content)
    return target.getvalue()


DOCX = archive(**{"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w/>"})
ODT = archive(**{"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<o/>"})


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.mark.parametrize(
    ("name", "content", "content_type"),
    [
        ("law.pdf", PDF, "application/pdf"),
        ("LAW.PDF", PDF, "application/pdf"),
        ("chart.png", PNG, "image/png"),
        ("minutes.docx", DOCX, file_types.OFFICE_OPEN["docx"][0]),
        ("minutes.odt", ODT, "application/vnd.oasis.opendocument.text"),
        ("notes.txt", "Été, قانون".encode(), "text/plain"),
        ("table.csv", b"a;b\n1;2\n", "text/csv"),
        ("قانون.pdf", PDF, "application/pdf"),
    ],
)
def test_documents_are_accepted_for_what_they_are(name, content, content_type):
    facts = file_types.examine(upload(name, content))
    assert facts == file_types.FileFacts(name, content_type, len(content), hashlib.sha256(content).hexdigest())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("empty.pdf", b"", "empty"),
        ("page.html", b"<html></html>", "not accepted"),
        ("drawing.svg", b"<svg/>", "not accepted"),
        ("run.exe", b"MZ", "not accepted"),
        ("law.pdf.exe", PDF, "not accepted"),
        ("noextension", PDF, "not accepted"),
        ("archive.zip", DOCX, "not accepted"),
        ("law.pdf", b"MZ\x90\x00", "content is something else"),
        ("law.pdf", PNG, "content is something else"),
        ("law.pdf", DOCX, "content is something else"),
        ("chart.png", PDF, "content is something else"),
        ("page.txt", b"  <!DOCTYPE html><script>alert(1)</script>", "content is something else"),
        ("page.csv", b"\xef\xbb\xbf<svg onload=alert(1)>", "content is something else"),
        ("notes.txt", b"abc\x00def", "content is something else"),
        ("minutes.docx", b"PK\x03\x04 nothing", "content is something else"),
        ("minutes.docx", DOCX[:-30], "content is something else"),
        ("minutes.docx", ODT, "content is something else"),
        ("minutes.xlsx", DOCX, "content is something else"),
        (
            "macro.docx",
            archive(**{"[Content_Types].xml": b"", "word/document.xml": b"", "word/vbaProject.bin": b"x"}),
            "macros",
        ),
        ("fdp\u202eexe.pdf", PDF, "not allowed"),
        ("law\x07.pdf", PDF, "not allowed"),
        (".htaccess.pdf", PDF, "not allowed"),
        ("a" * 300 + ".pdf", PDF, "longer than"),
    ],
)
def test_anything_else_is_refused_with_the_reason(name, content, reason):
    sent = upload("x.pdf", content)
    sent._name = name  # as a client may send it; Django has not yet made it harmless
    with pytest.raises(ValidationError, match=reason):
        file_types.examine(sent)


def test_a_file_over_the_limit_is_refused_with_both_sizes(settings):
    settings.EVIDENCE_MAX_BYTES = 1000
    with pytest.raises(ValidationError, match="limit is"):
        file_types.examine(upload("law.pdf", PDF + b" " * 1000))


def test_a_zip_bomb_is_counted_while_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(file_types, "UNPACKED_MAX_BYTES", 100_000)
    bomb = archive(**{"[Content_Types].xml": b"", "word/document.xml": b"\x00" * 1_000_000})
    assert len(bomb) < 5_000
    with pytest.raises(ValidationError, match="unpacked"):
        file_types.examine(upload("bomb.docx", bomb))


def test_too_many_parts_are_refused(monkeypatch):
    monkeypatch.setattr(file_types, "ENTRIES_MAX", 1)
    with pytest.raises(ValidationError, match="too many parts"):
        file_types.examine(upload("many.docx", DOCX))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org/law",
        "file:///etc/passwd",
        "https://user:secret@example.org/",
        "example.org",
        "https://",
        "https://exa mple.org",
        "https://example.org/\r\nSet-Cookie: x",
    ],
)
def test_links_that_are_no_web_address_are_refused(url):
    with pytest.raises(ValidationError):
        evidence.check_link(url)


def test_a_stored_file_has_a_random_name_and_its_digest(commitment, alice):
    report = factories.draft(commitment, by=alice)
    item = evidence.add_file(report=report, by=alice, upload=upload("law.pdf", PDF), title="")
    assert (item.title, item.file_name) == ("law.pdf", "law.pdf")
    assert item.received_sha256 == hashlib.sha256(PDF).hexdigest()
    assert "law" not in item.file.name
    with item.file.open("rb") as stored:
        assert item.sha256 == hashlib.sha256(stored.read()).hexdigest()


def test_the_same_file_twice_is_refused(commitment, alice):
    report = factories.draft(commitment, by=alice)
    evidence.add_file(report=report, by=alice, upload=upload("law.pdf", PDF), title="")
    with pytest.raises(ValidationError, match="already attached to the report"):
        evidence.add_file(report=report, by=alice, upload=upload("other.pdf", PDF), title="")


def test_no_file_is_left_behind_when_the_row_is_refused(commitment, alice, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)
    report = factories.draft(commitment, by=alice)
    with pytest.raises(ValidationError):
        evidence.add_file(report=report, by=alice, upload=upload("law.pdf", PDF), title="x" * 300)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(("dated", "is_refused"), [("2199", True), ("2020", False), ("2020-05", False)])
def test_evidence_cannot_come_from_the_future(dated, is_refused, commitment, alice):
    report = factories.draft(commitment, by=alice)
    add = {"report": report, "by": alice, "url": "https://example.org", "title": "A", "dated": PartialDate.parse(dated)}
    if is_refused:
        with pytest.raises(ValidationError, match="in the future"):
            evidence.add_link(**add)
    else:
        assert evidence.add_link(**add).dated.iso == dated


def test_the_current_year_is_no_future(commitment, alice):
    report = factories.draft(commitment, by=alice)
    today = datetime.date.today()
    dated = PartialDate.parse(str(today.year))
    assert evidence.add_link(report=report, by=alice, url="https://example.org", title="A", dated=dated)


def test_what_was_submitted_takes_no_more_evidence(commitment, alice):
    report = factories.submitted(commitment, by=alice)
    with pytest.raises(errors.WrongState):
        evidence.add_link(report=report, by=alice, url="https://example.org", title="A")


def test_there_is_an_end_to_it(commitment, alice, settings):
    settings.EVIDENCE_MAX_FILES_PER_REPORT = 1
    report = factories.draft(commitment, by=alice)
    evidence.add_link(report=report, by=alice, url="https://example.org/1", title="A")
    with pytest.raises(ValidationError, match="Remove one first"):
        evidence.add_link(report=report, by=alice, url="https://example.org/2", title="B")


class TestDownload:
    @pytest.fixture
    def item(self, commitment, alice) -> Evidence:
        report = factories.draft(commitment, by=alice)
        return evidence.add_file(report=report, by=alice, upload=upload("law.pdf", PDF), title="Law")

    def status(self, client: Client, item: Evidence, who=None) -> int:
        if who:
            client.force_login(who)
        return client.get(reverse("data:evidence", kwargs={"pk": item.pk})).status_code

    def test_of_a_draft_only_the_organisation(self, item, client, alice, fatima, bob, carol, charlie):
        assert self.status(client, item) == 404
        seen = {who.name: self.status(client, item, who) for who in (alice, fatima, bob, carol, charlie)}
        assert list(seen.values()) == [200, 200, 404, 404, 404]

    def test_of_a_submitted_report_the_curator_too(self, item, client, alice, bob, carol):
        workflow.submit(report=item.report, by=alice)
        assert [self.status(client, item, who) for who in (bob, carol)] == [404, 200]

    def test_of_a_published_report_everybody_as_a_harmless_download(self, item, client, alice, carol):
        workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        answer = client.get(reverse("data:evidence", kwargs={"pk": item.pk}))
        assert b"".join(answer.streaming_content) == cleaning.clean(PDF, "application/pdf").content
        assert answer["Content-Disposition"] == 'attachment; filename="law.pdf"'
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer["Content-Security-Policy"]
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")

    def test_what_is_for_reviewers_stays_with_them(self, item, client, alice, bob, carol):
        Evidence.objects.update(audience="reviewers")
        workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        assert self.status(client, item) == 404
        assert [self.status(client, item, who) for who in (bob, alice, carol)] == [404, 200, 200]

    def test_after_a_retraction_the_public_no_longer_gets_it(self, item, client, alice, carol):
        report = workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        workflow.retract(report=report, by=carol, reason="Wrong file.")
        answer = client.get(reverse("data:evidence", kwargs={"pk": item.pk}))
        assert answer.status_code == 410
        assert "Wrong file." in answer.content.decode()
        assert self.status(client, item, carol) == 200

    def test_what_was_for_reviewers_says_nothing_after_a_retraction(self, item, client, alice, carol):
        Evidence.objects.update(audience="reviewers")
        report = workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        workflow.retract(report=report, by=carol, reason="Wrong file.")
        assert self.status(client, item) == 404

    def test_a_file_that_the_disk_lost_is_a_404(self, item, client, alice):
        item.file.storage.delete(item.file.name)
        assert self.status(client, item, alice) == 404
