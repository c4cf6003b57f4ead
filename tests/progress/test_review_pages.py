"""The curators' pages: queue, decision, retraction, assessment, periods, coverage."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from progress import drafts, workflow
from progress.models import Assessment, ProgressReport
from stakeholders.models import Membership
from tests import factories
from tests.cast import sign_in

pytestmark = pytest.mark.any_database


@pytest.fixture
def curator(client: Client, carol) -> Client:
    """A browser in which Carol has just proven herself."""
    return sign_in(client, carol)


def at(name: str, report: ProgressReport) -> str:
    return reverse(f"review:{name}", kwargs={"pk": report.pk})


class TestDeciding:
    def test_the_queue_shows_what_waits_longest_first(self, curator, verania, fatima, alice):
        first, second = (
            factories.submitted(factories.commitment(verania, by=fatima, title=title), by=alice)
            for title in ("Waiting long", "Waiting less")
        )
        page = curator.get(reverse("review:queue")).content.decode()
        assert page.index("Waiting long") < page.index("Waiting less")
        assert first.submitted_at < second.submitted_at

    def test_the_difference_is_marked(self, curator, commitment, alice, dan):
        factories.published(commitment, by=alice, curator=dan, narrative="Ten judges were trained.")
        report = factories.submitted(commitment, by=alice, narrative="Twelve judges were trained.")
        page = curator.get(at("report", report)).content.decode()
        assert "<bdi>Ten</bdi></del>" in page
        assert "<bdi>Twelve</bdi></ins>" in page

    def test_publishing_goes_on_to_the_next(self, curator, verania, fatima, alice):
        first, second = (factories.submitted(factories.commitment(verania, by=fatima), by=alice) for _ in range(2))
        answer = curator.post(at("publish", first))
        assert answer["Location"] == at("report", second)
        first.refresh_from_db()
        assert first.review_state == "published"

    def test_a_return_without_a_reason_is_asked_for_one(self, curator, commitment, alice):
        report = factories.submitted(commitment, by=alice)
        answer = curator.post(at("return", report), {"return-reason": " "})
        assert answer.status_code == 400
        assert "reason" in answer.context["return_form"].errors
        report.refresh_from_db()
        assert report.review_state == "submitted"

    def test_a_return_reaches_the_author(self, curator, commitment, alice):
        report = factories.submitted(commitment, by=alice)
        curator.post(at("return", report), {"return-reason": "Which courts?"})
        report.refresh_from_db()
        assert (report.review_state, report.returned_reason) == ("returned", "Which courts?")

    def test_a_retraction_with_a_public_reason(self, curator, commitment, alice, dan):
        report = factories.published(commitment, by=alice, curator=dan)
        assert curator.post(at("retract", report), {"retract-reason": ""}).status_code == 400
        curator.post(at("retract", report), {"retract-reason": "Counted twice."})
        report.refresh_from_db()
        assert (report.review_state, report.retracted_reason) == ("retracted", "Counted twice.")

    def test_two_curators_at_once_the_second_is_told(self, curator, commitment, alice, dan):
        report = factories.submitted(commitment, by=alice)
        workflow.publish(report=report, by=dan)
        answer = curator.post(at("publish", report), follow=True)
        assert "Someone else may have acted first" in answer.content.decode()

    @pytest.mark.parametrize("step", ["publish", "return"])
    def test_what_was_sent_in_anew_is_read_again_first(self, step, curator, commitment, alice, dan):
        report = factories.submitted(commitment, by=alice)
        seen = curator.get(reverse("review:report", args=[report.pk])).context["report"].version
        returned = workflow.return_report(report=report, by=dan, reason="Name the regions.")
        again = drafts.save(
            report=returned, by=alice, version=returned.version, data={"narrative": "Nobody read this."}
        )
        workflow.submit(report=again, by=alice)
        typed = {"version": seen, "return-reason": "About the first text." if step == "return" else ""}
        answer = curator.post(reverse(f"review:{step}", args=[report.pk]), typed)
        text = answer.content.decode()
        assert answer.status_code == 409
        assert "submitted again after you opened it" in text and "Nobody read this." in text
        assert step == "publish" or "About the first text.</textarea>" in text
        report.refresh_from_db()
        assert report.review_state == "submitted"
        answer = curator.post(reverse("review:publish", args=[report.pk]), {"version": report.version})
        assert answer.status_code == 302

    def test_who_had_a_hand_in_it_sees_no_button_and_is_refused(self, curator, commitment, verania, alice, carol):
        Membership.objects.create(user=carol, organisation=verania, role="reporter")
        report = factories.submitted(commitment, by=alice)
        page = curator.get(at("report", report)).content.decode()
        assert "You helped prepare this report" in page
        assert 'data-review="publish"' not in page
        curator.post(at("publish", report))
        report.refresh_from_db()
        assert report.review_state == "submitted"

    def test_a_correction_is_read_against_what_it_corrects(self, curator, commitment, alice, dan):
        wrong = factories.published(commitment, by=alice, curator=dan, percent=80)
        draft = drafts.correct(report=wrong, by=alice)
        draft = drafts.save(report=draft, by=alice, version=draft.version, data={"percent": 8})
        report = workflow.submit(report=draft, by=alice)
        page = curator.get(at("report", report)).content.decode()
        assert "80%</del>" in page
        assert ">8%</ins>" in page

    @pytest.mark.parametrize("who", ["alice", "bob", "charlie"])
    @pytest.mark.parametrize("name", ["report", "publish", "return", "retract"])
    def test_for_others_there_is_no_such_page(self, who, name, client, commitment, alice, request):
        report = factories.submitted(commitment, by=alice)
        sign_in(client, request.getfixturevalue(who))
        assert (client.get if name == "report" else client.post)(at(name, report)).status_code == 404

    def test_publishing_asks_for_a_recent_proof(self, client, commitment, alice, carol):
        report = factories.submitted(commitment, by=alice)
        sign_in(client, carol, ago=3600)
        assert "reauthenticate" in client.post(at("publish", report))["Location"]
        report.refresh_from_db()
        assert report.review_state == "submitted"

    @pytest.mark.parametrize("how_many", [1, 4])
    def test_queries_of_the_queue_do_not_grow(
        self, how_many, curator, verania, fatima, alice, django_assert_max_num_queries
    ):
        for _number in range(how_many):
            factories.submitted(factories.commitment(verania, by=fatima), by=alice)
        with django_assert_max_num_queries(14):
            curator.get(reverse("review:queue"))


class TestAssessing:
    def test_it_is_published_beside_the_report(self, curator, commitment):
        address = reverse("review:assess", kwargs={"pk": commitment.pk})
        assert curator.get(address).status_code == 200
        data = {
            "assessed_completion": "limited",
            "rationale": "Two of ten courts.",
            "assessed_on": "2026-01-05",
            "language": "en",
            "signed_name": "C. Clay",
            "signed_function": "Curator",
        }
        assert curator.post(address, data).status_code == 302
        assert Assessment.objects.get().assessed_completion == "limited"

    @pytest.mark.parametrize(
        ("field", "value"),
        [("assessed_completion", "full"), ("rationale", ""), ("assessed_on", "soon"), ("language", "xx")],
    )
    def test_a_wrong_value_is_said_at_its_field(self, field, value, curator, commitment):
        data = {"assessed_completion": "limited", "rationale": "R", "assessed_on": "2026-01-05", "language": "en"}
        answer = curator.post(reverse("review:assess", kwargs={"pk": commitment.pk}), data | {field: value})
        assert answer.status_code == 400
        assert field in answer.context["form"].errors

    def test_not_of_a_day_that_has_not_come(self, curator, commitment):
        data = {"assessed_completion": "limited", "rationale": "R", "assessed_on": "2999-01-05", "language": "en"}
        data |= {"signed_name": "C. Clay", "signed_function": "Curator"}
        answer = curator.post(reverse("review:assess", kwargs={"pk": commitment.pk}), data)
        assert "is in the future" in answer.content.decode()
        assert not Assessment.objects.exists()

    def test_not_of_ones_own_organisation(self, curator, commitment, verania, carol):
        Membership.objects.create(user=carol, organisation=verania, role="viewer")
        assert curator.get(reverse("review:assess", kwargs={"pk": commitment.pk})).status_code == 404


class TestCoverage:
    def test_who_has_reported_and_who_has_not(self, curator, verania, lantern, fatima, alice, bob, dan):
        period = factories.period(due_on=datetime.date(2026, 7, 31))
        done, missing = (factories.commitment(verania, by=fatima) for _ in range(2))
        factories.commitment(lantern, by=bob)
        factories.published(done, by=alice, curator=dan, period=period, implementation_status="completed")
        answer = curator.get(reverse("curate_progress:coverage"))
        rows = {row.organisation.name: (row.asked, row.reported, row.missing) for row in answer.context["page"]}
        assert rows == {"Government of Verania": (2, 1, 1), "Lantern Trust": (1, 0, 1)}
        assert missing.pk

    def test_filters_are_checked(self, curator):
        answer = curator.get(reverse("curate_progress:coverage") + "?actor_type=wizard&country=XX&period=0")
        assert answer.status_code == 400
        assert set(answer.context["form"].errors) == {"actor_type", "country", "period"}


def test_the_reviewed_are_listed_by_when_they_were_reviewed(client: Client, verania, fatima, alice, carol):
    """Not by when their author touched them last, and each says the day."""
    start = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
    steps = (workflow.publish, workflow.return_report, workflow.publish)
    order = []
    for number, step in enumerate(steps):
        made = factories.submitted(factories.commitment(verania, by=fatima), by=alice, at=start)
        words = {"reason": "When?"} if step is workflow.return_report else {}
        at = start + datetime.timedelta(days=[20, 40, 10][number])
        order.append(step(report=made, by=carol, at=at, **words))
    ProgressReport.objects.filter(pk=order[2].pk).update(updated_at=start + datetime.timedelta(days=90))
    client.force_login(carol)
    response = client.get(reverse("review:reviewed"))
    assert list(response.context["page"]) == [order[1], order[0], order[2]]
    assert "April 10, 2026" in response.content.decode() or "10 April 2026" in response.content.decode()
