"""Evidence in the form of a report: several files and links at once, what is said of each, files sent by the script."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from progress import evidence, workflow
from progress.models import Evidence, ProgressReport
from tests import factories
from tests.progress.test_reporting_pages import page_of, posted


@pytest.fixture
def report(commitment, alice, client):
    client.force_login(alice)
    return factories.draft(commitment, by=alice, narrative="Text.")


def said() -> list[tuple]:
    rows = Evidence.objects.order_by("pk")
    return [(row.title, row.dated and row.dated.iso, row.language, row.audience) for row in rows]


def test_several_links_each_with_what_is_said_of_it(client: Client, report):
    data = {
        "evidence-url": "https://example.org/1", "evidence-title": "One", "evidence-language": "fr",
        "link-2-url": "https://example.org/2", "link-2-title": "Two", "link-2-dated_year": "2025",
        "link-2-audience": "reviewers",
        "link-3-url": "https://example.org/3", "link-3-audience": "public", "link-3-language": "ar",
        "link-4-url": "", "link-4-audience": "public",
    }  # fmt: skip
    answer = client.post(page_of(report), posted(report) | data)
    assert answer.status_code == 302
    assert said() == [
        ("One", None, "fr", "public"),
        ("Two", "2025", "", "reviewers"),
        ("https://example.org/3", None, "ar", "public"),
    ]


def test_a_wrong_link_stays_typed_and_the_others_are_attached_once(client: Client, report):
    data = {
        "link-2-url": "https://example.org/2", "link-2-audience": "public",
        "link-3-url": "not an address", "link-3-title": "Three", "link-3-audience": "public",
    }  # fmt: skip
    answer = client.post(page_of(report), posted(report, narrative="Kept.") | data)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'value="not an address"' in page and 'value="Three"' in page
    assert 'name="link-2-url" value=' not in page
    assert [row.url for row in Evidence.objects.all()] == ["https://example.org/2"]
    report.refresh_from_db()
    assert report.narrative == "Kept."


def test_a_title_without_a_link_is_asked_about(client: Client, report):
    data = {"link-2-url": "", "link-2-title": "Two", "link-2-audience": "public"}
    answer = client.post(page_of(report), posted(report) | data)
    assert answer.status_code == 400
    assert "Enter the link that this title or date belongs to." in answer.content.decode()


class TestPieces:
    def piece(self, item: Evidence, **more) -> dict:
        said = {"title": item.title, "audience": item.audience, "language": item.language} | more
        return {f"piece-{item.pk}-{name}": value for name, value in said.items()}

    def test_what_is_said_of_each_is_changed_with_the_report(self, client: Client, report, alice):
        item = evidence.add_link(report=report, by=alice, url="https://example.org", title="A")
        data = self.piece(item, title="The law", language="es", audience="reviewers", dated_year="2024")
        assert client.post(page_of(report), posted(report) | data).status_code == 302
        assert said() == [("The law", "2024", "es", "reviewers")]

    def test_a_date_to_come_is_said_at_its_field_and_stays_typed(self, client: Client, report, alice):
        item = evidence.add_link(report=report, by=alice, url="https://example.org", title="A")
        data = self.piece(item, title="The law", dated_year="2199")
        answer = client.post(page_of(report), posted(report) | data)
        assert answer.status_code == 400
        assert 'value="2199"' in answer.content.decode()
        assert said() == [("A", None, "", "public")]

    def test_a_file_is_replaced(self, client: Client, report, alice):
        old = SimpleUploadedFile("law.txt", b"First.")
        item = evidence.add_file(report=report, by=alice, upload=old, title="The law")
        data = self.piece(item) | {f"piece-{item.pk}-replacement": SimpleUploadedFile("law.txt", b"Second.")}
        assert client.post(page_of(report), posted(report) | data).status_code == 302
        newest = Evidence.objects.latest("pk")
        assert (newest.revises_id, newest.title) == (item.pk, "The law")
        assert "One earlier revision" in client.get(page_of(report)).content.decode()

    def test_a_file_that_is_not_accepted_replaces_nothing(self, client: Client, report, alice):
        old = SimpleUploadedFile("law.txt", b"First.")
        item = evidence.add_file(report=report, by=alice, upload=old, title="The law")
        data = self.piece(item) | {f"piece-{item.pk}-replacement": SimpleUploadedFile("run.exe", b"MZ")}
        answer = client.post(page_of(report), posted(report) | data)
        assert answer.status_code == 400
        assert "run.exe" in answer.content.decode()
        assert Evidence.objects.count() == 1

    def test_of_what_a_correction_carries_over_only_the_file_can_be_replaced(
        self, client: Client, report, alice, carol
    ):
        old = SimpleUploadedFile("law.txt", b"First.")
        item = evidence.add_file(report=report, by=alice, upload=old, title="The law")
        published = workflow.publish(report=workflow.submit(report=report, by=alice), by=carol)
        client.post(reverse("reporting:correct", kwargs={"pk": published.pk}))
        draft = ProgressReport.objects.get(supersedes=published)
        page = client.get(page_of(draft)).content.decode()
        assert f'name="piece-{item.pk}-replacement"' in page
        assert f'name="piece-{item.pk}-title"' not in page
        client.post(page_of(draft), posted(draft) | self.piece(item, title="Another law"))
        assert Evidence.objects.get().title == "The law"

    def test_a_piece_that_was_removed_meanwhile_is_no_error(self, client: Client, report, alice):
        item = evidence.add_link(report=report, by=alice, url="https://example.org", title="A")
        data = self.piece(item, title="The law")
        evidence.remove(report=report, evidence=item, by=alice)
        assert client.post(page_of(report), posted(report) | data).status_code == 302


class TestSentByTheScript:
    def send(self, client: Client, report, **data):
        address = reverse("reporting:add_evidence", kwargs={"pk": report.pk})
        return client.post(address, {"evidence-audience": "public", **data})

    def test_a_file_comes_back_as_a_row_of_the_list(self, client: Client, report):
        answer = self.send(client, report, **{"evidence-files": SimpleUploadedFile("law.txt", b"A law.")})
        item = Evidence.objects.get()
        assert answer.status_code == 200
        assert answer.content.decode().strip().startswith(f'<li id="evidence-{item.pk}"')

    @pytest.mark.parametrize(
        ("file", "words"),
        [
            (None, "No file arrived"),
            (SimpleUploadedFile("run.exe", b"MZ"), "Files of the type “exe” are not accepted"),
            (SimpleUploadedFile("empty.txt", b""), "empty"),
        ],
    )
    def test_what_is_not_accepted_is_said_in_words(self, client: Client, report, file, words):
        answer = self.send(client, report, **({"evidence-files": file} if file else {}))
        assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain; charset=utf-8")
        assert words in answer.content.decode()

    def test_a_report_that_has_left_takes_none(self, client: Client, report, alice):
        workflow.submit(report=report, by=alice)
        answer = self.send(client, report, **{"evidence-files": SimpleUploadedFile("law.txt", b"A law.")})
        assert answer.status_code == 409
        assert not Evidence.objects.exists()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
class TestInTheBrowser:
    @pytest.fixture
    def form(self, page: Page, live_server, client: Client, commitment, alice) -> Page:
        report = factories.draft(commitment, by=alice, narrative="Text.")
        client.force_login(alice)
        cookie = client.cookies["session"].value
        page.context.add_cookies([{"name": "session", "value": cookie, "url": live_server.url}])
        page.goto(live_server.url + page_of(report))
        return page

    def test_chosen_files_are_sent_at_once_and_nothing_typed_is_lost(self, form: Page, tmp_path: Path):
        files = [tmp_path / "law.txt", tmp_path / "notes.txt", tmp_path / "run.exe"]
        for file in files:
            file.write_text(file.name)
        form.get_by_label("What was done").fill("Typed and not saved.")
        form.locator("input[name=evidence-files]").set_input_files(files)
        expect(form.locator("#attached > li")).to_have_count(2)
        expect(form.locator(".uploads > li")).to_have_count(3)
        expect(form.locator(".uploads")).to_contain_text("Attached")
        expect(form.locator(".uploads")).to_contain_text("not accepted")
        expect(form.get_by_label("What was done")).to_have_value("Typed and not saved.")
        form.locator("#attached > li").first.get_by_text("Change the details").click()
        form.locator("#attached > li").first.get_by_label("Title").fill("The law")
        form.get_by_role("button", name="Save as draft").click()
        expect(form.locator("#attached > li").first).to_contain_text("The law")
        assert Evidence.objects.count() == 2

    def test_files_can_be_dropped(self, form: Page):
        form.evaluate(
            """() => {
              const data = new DataTransfer();
              data.items.add(new File(["A law."], "law.txt", { type: "text/plain" }));
              const event = new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true });
              document.querySelector("[data-upload]").dispatchEvent(event);
            }"""
        )
        expect(form.locator("#attached > li")).to_have_count(1)
        expect(form.locator("#attached > li")).to_contain_text(re.compile("law.txt"))

    def test_a_lost_connection_is_said(self, form: Page, tmp_path: Path):
        form.route("**/evidence/add/", lambda route: route.abort())
        (tmp_path / "law.txt").write_text("A law.")
        form.locator("input[name=evidence-files]").set_input_files(tmp_path / "law.txt")
        expect(form.locator(".uploads")).to_contain_text("The connection was lost")
