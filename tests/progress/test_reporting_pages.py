"""The pages of reporting: what is due, the pre-filled form, evidence, conflict; nothing typed is ever lost."""

from __future__ import annotations

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from demo import documents
from progress import drafts, workflow
from progress.models import ProgressReport
from stakeholders import assignments
from tests import factories

pytestmark = pytest.mark.any_database

PDF = documents.pdf("law.pdf", "a law").read()


@pytest.fixture
def period(db):
    first, last, due = (datetime.date(2020, *month_and_day) for month_and_day in [(1, 1), (6, 30), (7, 31)])
    return factories.period(starts_on=first, ends_on=last, due_on=due)


def posted(report: ProgressReport, **changes) -> dict:
    """What the browser sends for a report's form, with changes."""
    return {
        "version": report.version,
        "covers_until": report.covers_until.isoformat(),
        "period": report.period_id or "",
        "implementation_status": report.implementation_status,
        "health": report.health,
        "help_kind": report.help_kind,
        "help_needed": report.help_needed,
        "percent": "" if report.percent is None else report.percent,
        "narrative": report.narrative,
        "barriers": report.barriers,
        "next_steps": report.next_steps,
        "language": report.language,
        "evidence-audience": "public",
        "action": "save",
    } | changes


def page_of(report: ProgressReport) -> str:
    return reverse("reporting:report", kwargs={"pk": report.pk})


class TestMyReporting:
    def test_what_is_due_is_there_with_its_one_next_step(self, client: Client, period, commitment, alice):
        client.force_login(alice)
        page = client.get(reverse("reporting:work")).content.decode()
        assert commitment.title in page and "Write the report" in page
        assert "No significant change" not in page, "there is nothing to confirm yet"

    def test_no_change_is_one_click(self, client: Client, period, commitment, verania, alice, carol):
        factories.published(commitment, by=alice, curator=carol, period=None)
        client.force_login(alice)
        assert "No significant change" in client.get(reverse("reporting:work")).content.decode()
        client.post(reverse("reporting:no_change"), {"commitment": commitment.pk, "organisation": verania.pk})
        report = commitment.reports.get(kind="no_change")
        assert (report.review_state, report.period) == ("submitted", period)
        assert client.get(reverse("reporting:work")).context["work"].due == []

    def test_finished_work_asks_for_nothing(self, client: Client, period, commitment, alice, carol):
        factories.published(commitment, by=alice, curator=carol, implementation_status="completed", period=None)
        client.force_login(alice)
        assert client.get(reverse("reporting:work")).context["work"].due == []

    def test_a_returned_report_comes_first_with_the_reason(self, client: Client, commitment, alice, carol):
        report = factories.submitted(commitment, by=alice)
        workflow.return_report(report=report, by=carol, reason="Which courts?")
        client.force_login(alice)
        page = client.get(reverse("reporting:work")).content.decode()
        assert "Returned for changes" in page
        assert "Which courts?" in page

    def test_the_focal_point_sees_what_waits_for_sign_off(self, client: Client, commitment, verania, alice, fatima):
        verania.requires_sign_off = True
        verania.save()
        workflow.ask_sign_off(report=factories.draft(commitment, by=alice), by=alice)
        client.force_login(fatima)
        assert "For you to sign off" in client.get(reverse("reporting:work")).content.decode()
        client.force_login(alice)
        assert "For you to sign off" not in client.get(reverse("reporting:work")).content.decode()

    @pytest.mark.parametrize("target", ["start", "no_change"])
    @pytest.mark.parametrize("keys", [("x", "1"), ("", ""), ("9" * 40, "1"), ("1", "-1"), ("²", "1")])
    def test_a_mangled_button_is_a_404(self, target, keys, client: Client, alice):
        client.force_login(alice)
        data = dict(zip(("commitment", "organisation"), keys, strict=True))
        assert client.post(reverse(f"reporting:{target}"), data).status_code == 404

    def test_nobody_starts_a_report_of_others(self, client: Client, commitment, verania, bob):
        client.force_login(bob)
        data = {"commitment": commitment.pk, "organisation": verania.pk}
        assert client.post(reverse("reporting:start"), data).status_code == 404
        assert not ProgressReport.objects.exists()

    @pytest.mark.parametrize("how_many", [1, 30])
    def test_queries_do_not_grow(
        self, how_many, client: Client, period, verania, fatima, alice, django_assert_max_num_queries
    ):
        for _number in range(how_many):
            one = factories.commitment(verania, by=fatima, due_on=datetime.date(2020, 3, 1))
            assignments.give(commitment=one, organisation=verania, to=alice, by=fatima)
            factories.draft(factories.commitment(verania, by=fatima), by=alice)
        client.force_login(alice)
        client.get(reverse("reporting:work"))
        with django_assert_max_num_queries(20):
            page = client.get(reverse("reporting:work"))
        assert page.context["page"].paginator.count == how_many * 3


class TestWriting:
    def test_what_is_typed_is_saved(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        answer = client.post(page_of(report), posted(report, narrative="Ten judges trained.", percent=35), follow=True)
        assert answer.status_code == 200
        report.refresh_from_db()
        assert (report.narrative, report.percent, report.review_state) == ("Ten judges trained.", 35, "draft")

    def test_the_form_comes_filled_in_and_shows_the_difference(self, client: Client, commitment, alice, carol):
        factories.published(commitment, by=alice, curator=carol, percent=30)
        report = factories.draft(commitment, by=alice)
        report = drafts.save(report=report, by=alice, version=report.version, data={"percent": 45})
        client.force_login(alice)
        page = client.get(page_of(report)).content.decode()
        assert 'value="45"' in page
        shown = page.partition('id="changes-so-far"')[2]
        assert "<bdi>30%</bdi>" in shown and "changed to" in shown and "<strong><bdi>45%</bdi></strong>" in shown

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("percent", "101"),
            ("percent", "-1"),
            ("percent", "many"),
            ("covers_until", "31.02.2026"),
            ("covers_until", ""),
            ("implementation_status", "nearly"),
            ("health", "fine"),
            ("language", "xx"),
            ("period", "999999"),
            ("help_kind", "magic"),
            ("narrative", "x" * 20_001),
            ("version", "zero"),
        ],
    )
    def test_a_wrong_value_is_said_at_its_field_and_nothing_typed_is_lost(
        self, field, value, client: Client, commitment, alice
    ):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        answer = client.post(page_of(report), posted(report, barriers="A budget freeze.", **{field: value}))
        assert answer.status_code == 400
        assert field in answer.context["form"].errors
        assert "A budget freeze." in answer.content.decode()

    def test_fields_that_belong_to_the_workflow_are_ignored(self, client: Client, commitment, alice, bob, lantern):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        extra = {
            "review_state": "published",
            "organisation": lantern.pk,
            "author": bob.pk,
            "published_at": "2020-01-01",
        }
        client.post(page_of(report), posted(report, **extra))
        stored = ProgressReport.objects.get()
        assert (stored.review_state, stored.author, stored.organisation, stored.published_at) == (
            "draft",
            alice,
            report.organisation,
            None,
        )

    def test_submitting_something_incomplete_saves_it_and_says_what_is_missing(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        data = posted(report, narrative="", barriers="A strike.", action="submit")
        answer = client.post(page_of(report), data)
        assert answer.status_code == 400
        assert "narrative" in answer.context["form"].errors
        report.refresh_from_db()
        assert (report.barriers, report.review_state) == ("A strike.", "draft")

    def test_the_second_of_two_writers_keeps_their_text(self, client: Client, commitment, alice, fatima):
        report = factories.draft(commitment, by=alice)
        mine = posted(report, narrative="Alice's words")
        drafts.save(report=report, by=fatima, version=report.version, data={"narrative": "Fatima's words"})
        client.force_login(alice)
        answer = client.post(page_of(report), mine)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert "Alice&#x27;s words" in page
        assert "Fatima&#x27;s" in page
        again = mine | {"version": answer.context["form"]["version"].value()}
        assert client.post(page_of(report), again).status_code == 302
        report.refresh_from_db()
        assert report.narrative == "Alice's words"

    def test_a_conflict_takes_over_what_only_the_other_changed(self, client: Client, commitment, alice, fatima):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        form = client.get(page_of(report)).context["form"]
        mine = posted(report, narrative="Alice's words", opened_with=form["opened_with"].value()) | {
            "evidence-url": "https://example.org/act",
            "evidence-title": "The Act",
            "evidence-dated_year": "2025",
        }
        drafts.save(report=report, by=fatima, version=report.version, data={"barriers": "A strike."})
        answer = client.post(page_of(report), mine)
        page = answer.content.decode()
        assert answer.status_code == 409
        assert answer.context["conflict"].both == []
        assert "Fatima" in page and "saved it on" in page
        typed = answer.context["evidence_forms"].first
        assert [typed[name].value() for name in ("url", "title")] == ["https://example.org/act", "The Act"]
        assert 'value="2025"' in page
        form = answer.context["form"]
        again = mine | {name: form[name].value() for name in ("version", "opened_with", "barriers", "narrative")}
        assert client.post(page_of(report), again).status_code == 302
        report.refresh_from_db()
        assert (report.narrative, report.barriers) == ("Alice's words", "A strike.")
        assert report.evidence.get().title == "The Act"

    def test_ones_own_other_tab_is_not_somebody_else(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        mine = posted(report, narrative="Second tab")
        drafts.save(report=report, by=alice, version=report.version, data={"narrative": "First tab"})
        client.force_login(alice)
        page = client.post(page_of(report), mine).content.decode()
        assert "You saved it yourself on" in page and "in another tab or window" in page

    @pytest.mark.parametrize("who", ["bob", "charlie", "carol"])
    def test_others_do_not_even_learn_that_it_exists(self, who, client: Client, commitment, alice, request):
        report = factories.draft(commitment, by=alice)
        client.force_login(request.getfixturevalue(who))
        for address in ("report", "discard", "correct"):
            missing = client.post(reverse(f"reporting:{address}", kwargs={"pk": report.pk + 1000}))
            answer = client.post(reverse(f"reporting:{address}", kwargs={"pk": report.pk}), posted(report))
            assert answer.status_code == missing.status_code == 404

    def test_a_submitted_report_is_read_not_written(self, client: Client, commitment, alice):
        report = factories.submitted(commitment, by=alice)
        client.force_login(alice)
        answer = client.post(page_of(report), posted(report, narrative="Smuggled in."))
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "You cannot change it" in page
        assert "Smuggled in.</textarea>" in page, "what was typed is there to be taken along"
        evidence = posted(report) | {"evidence-url": "https://example.org/act", "evidence-title": "The Act"}
        page = client.post(page_of(report), evidence).content.decode()
        assert 'value="https://example.org/act"' in page and "The Act</textarea>" in page
        report.refresh_from_db()
        assert report.narrative == "What was done."

    def test_a_draft_is_deleted_after_asking(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        address = reverse("reporting:discard", kwargs={"pk": report.pk})
        assert "Delete this draft?" in client.get(address).content.decode()
        assert ProgressReport.objects.exists()
        client.post(address)
        assert not ProgressReport.objects.exists()


class TestEvidenceOnTheForm:
    def test_a_link_and_two_files_at_once(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        data = posted(report) | {
            "evidence-url": "https://example.org/law",
            "evidence-files": [SimpleUploadedFile("law.pdf", PDF), SimpleUploadedFile("notes.txt", b"Some notes.")],
            "evidence-dated_month": "6",
            "evidence-dated_year": "2026",
        }
        assert client.post(page_of(report), data).status_code == 302
        found = list(report.evidence.values_list("kind", "title", "dated_on", "dated_precision"))
        june = (datetime.date(2026, 6, 30), "month")
        assert found == [
            ("link", "https://example.org/law", *june),
            ("file", "law.pdf", *june),
            ("file", "notes.txt", *june),
        ]

    def test_what_is_refused_is_named_and_the_rest_is_kept(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        files = [SimpleUploadedFile("run.exe", b"MZ"), SimpleUploadedFile("law.pdf", PDF)]
        answer = client.post(page_of(report), posted(report, narrative="Kept.") | {"evidence-files": files})
        assert answer.status_code == 400
        assert "run.exe" in answer.content.decode()
        assert [one.title for one in report.evidence.all()] == ["law.pdf"]
        report.refresh_from_db()
        assert report.narrative == "Kept."

    def test_a_title_is_never_dropped(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        files = [SimpleUploadedFile("law.pdf", PDF), SimpleUploadedFile("notes.txt", b"Some notes.")]
        data = {"evidence-url": "https://example.org/law", "evidence-title": "The Act", "evidence-files": files}
        assert client.post(page_of(report), posted(report) | data).status_code == 302
        assert [one.title for one in report.evidence.all()] == ["The Act", "The Act: law.pdf", "The Act: notes.txt"]

    @pytest.mark.parametrize("typed", [{"evidence-title": "The Act"}, {"evidence-dated_year": "2025"}])
    def test_a_title_or_date_alone_is_asked_what_it_is_of(self, typed, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        answer = client.post(page_of(report), posted(report, narrative="Kept.") | typed)
        page = answer.content.decode()
        assert answer.status_code == 400
        assert "that this title or date belongs to" in page and f'value="{next(iter(typed.values()))}"' in page
        report.refresh_from_db()
        assert report.narrative == "Kept."

    def test_a_link_beside_a_refused_file_is_attached_once(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        data = {"evidence-url": "https://example.org/law", "evidence-files": SimpleUploadedFile("run.exe", b"MZ")}
        answer = client.post(page_of(report), posted(report) | data)
        assert answer.status_code == 400
        assert answer.context["evidence_forms"].first["url"].value() == ""
        assert report.evidence.count() == 1

    def test_everything_wrong_is_counted_once(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        answer = client.post(page_of(report), posted(report, percent="200") | {"evidence-title": "The Act"})
        page = answer.content.decode()
        assert "There are 2 problems" in page
        assert page.count("error-summary-title") == 2, "one summary: its id and the reference to it"

    def test_saving_leads_back_to_where_one_was(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        client.force_login(alice)
        saved = client.post(page_of(report), posted(report, narrative="More."))
        assert saved.url == f"{page_of(report)}#saved"
        report.refresh_from_db()
        added = client.post(page_of(report), posted(report) | {"evidence-url": "https://example.org/law"})
        item = report.evidence.get()
        assert added.url == f"{page_of(report)}#evidence-{item.pk}"
        page = client.get(page_of(report)).content.decode()
        for place in ("saved", f"evidence-{item.pk}"):
            assert f'id="{place}" tabindex="-1"' in page

    def test_taking_it_off_saves_what_was_typed(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        item = report.evidence.create(kind="link", url="https://example.org", title="A", added_by=alice)
        client.force_login(alice)
        answer = client.post(page_of(report), posted(report, narrative="Typed.", action=f"remove-{item.pk}"))
        assert answer.url == f"{page_of(report)}#evidence"
        report.refresh_from_db()
        assert (report.narrative, report.evidence.exists()) == ("Typed.", False)
        assert client.post(page_of(report), posted(report, action="remove-x")).status_code == 404

    def test_it_can_be_taken_off(self, client: Client, commitment, alice):
        report = factories.draft(commitment, by=alice)
        item = report.evidence.create(kind="link", url="https://example.org", title="A", added_by=alice)
        client.force_login(alice)
        client.post(reverse("reporting:remove_evidence", kwargs={"pk": report.pk, "evidence_pk": item.pk}))
        assert not report.evidence.exists()


class TestOnTheCommitmentsPage:
    def page(self, client: Client, commitment, who) -> str:
        client.force_login(who)
        return client.get(reverse("stakeholders:commitment", kwargs={"pk": commitment.pk})).content.decode()

    def test_who_reports_may_begin_or_go_on(self, client: Client, commitment, alice):
        assert "Write a report" in self.page(client, commitment, alice)
        factories.draft(commitment, by=alice)
        assert "Continue" in self.page(client, commitment, alice)

    def test_who_only_looks_may_not(self, client: Client, commitment, alice, carol):
        report = factories.published(commitment, by=alice, curator=carol)
        page = self.page(client, commitment, carol)
        assert page_of(report) in page
        assert "Write a report" not in page


class TestOwnReports:
    def test_only_those_of_my_organisations(self, client: Client, commitment, alice, bob):
        factories.draft(commitment, by=alice)
        client.force_login(bob)
        assert commitment.title not in client.get(reverse("reporting:reports")).content.decode()

    @pytest.mark.parametrize(
        "query", ["review_state=lost", "status=x", "health=x", "organisation=999999", "organisation=x", "page=x"]
    )
    def test_a_wrong_filter_is_said_at_its_field(self, query, client: Client, alice):
        client.force_login(alice)
        answer = client.get(reverse("reporting:reports") + "?" + query)
        assert answer.status_code == (200 if query.startswith("page") else 400)
