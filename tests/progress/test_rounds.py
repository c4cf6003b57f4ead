"""A regular commitment over three years: what is asked, kept, kept late and missed, with the day passed in."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction

from progress import coverage, drafts, obligations, rounds, workflow, worklist
from progress.completeness import missing
from progress.errors import NotARound, RoundAnswered
from progress.models import ProgressReport
from progress.rounds import RoundState
from stakeholders import commitments
from stakeholders.commitment_data import data_of
from stakeholders.models import Commitment, Repeats
from tests import factories

DATE = datetime.date
KEPT, LATE, MISSED, DUE, TO_COME = RoundState


def noon(day: DATE) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 12, tzinfo=datetime.UTC)


@pytest.fixture
def half_yearly(verania, alice) -> Commitment:
    """A report every half-year from 2023 on, each due a month after it."""
    return factories.commitment(
        verania,
        by=alice,
        recommendations=[factories.recommendation(factories.area(factories.edition()))],
        repeats=Repeats.HALF_YEARLY,
        first_round_on=DATE(2023, 1, 1),
    )


@pytest.fixture
def report(half_yearly, alice, carol):
    """Publish a report on a day; it answers what is asked, unless ``data`` say otherwise."""

    def publish(on: DATE, **data) -> ProgressReport:
        return factories.published(half_yearly, by=alice, curator=carol, at=noon(on), **data)

    return publish


def states(commitment: Commitment, *, on: DATE) -> list[RoundState]:
    commitment = Commitment.objects.get(pk=commitment.pk)
    return [one.state for one in rounds.standings([commitment], on=on).get(commitment.pk, [])]


def asked(commitment: Commitment, *, on: DATE) -> list[str]:
    """The last days of the rounds that the list of work shows; a new draft answers the first of them."""
    lead = commitment.lead_organisation
    due = worklist.for_organisations([lead], on=on).due
    found = [one.ends_on for item in due for one in [item.period, *item.later]]
    next_one = drafts.asked_next(commitment, lead, on=on)
    assert found[:1] == ([next_one.ends_on] if next_one else [])
    return [day.isoformat() for day in found]


class TestThreeYears:
    def test_asked_kept_missed_and_made_up(self, half_yearly, report):
        assert asked(half_yearly, on=DATE(2023, 6, 30)) == [], "the first round is not over"
        assert states(half_yearly, on=DATE(2023, 6, 30)) == [TO_COME]
        assert asked(half_yearly, on=DATE(2023, 7, 1)) == ["2023-06-30"]
        assert states(half_yearly, on=DATE(2023, 7, 30)) == [DUE, TO_COME]
        report(DATE(2023, 7, 20), implementation_status="completed")
        assert asked(half_yearly, on=DATE(2023, 7, 21)) == []
        assert states(half_yearly, on=DATE(2023, 7, 31)) == [KEPT, TO_COME]
        assert asked(half_yearly, on=DATE(2024, 1, 1)) == ["2023-12-31"], "completed says that one round is done"
        report(DATE(2024, 3, 2))
        assert states(half_yearly, on=DATE(2024, 3, 2)) == [KEPT, LATE, TO_COME]
        assert asked(half_yearly, on=DATE(2025, 1, 30)) == ["2024-06-30", "2024-12-31"]
        assert asked(half_yearly, on=DATE(2025, 1, 31)) == ["2024-12-31"], "one missed round is reminded of, not two"
        assert states(half_yearly, on=DATE(2025, 1, 31)) == [KEPT, LATE, MISSED, MISSED, TO_COME]
        report(DATE(2025, 2, 10), round_ends_on=DATE(2024, 6, 30))
        report(DATE(2025, 7, 2), round_ends_on=DATE(2025, 6, 30))
        assert states(half_yearly, on=DATE(2025, 12, 31)) == [KEPT, LATE, LATE, MISSED, KEPT, TO_COME]
        found = rounds.standings([half_yearly], on=DATE(2025, 12, 31))[half_yearly.pk]
        assert rounds.tally(found) == rounds.Tally(kept=4, late=2, missed=1)

    def test_as_of_a_past_day(self, half_yearly, report):
        report(DATE(2023, 9, 1))
        then = DATE(2023, 8, 1)
        before = noon(then)
        assert [one.state for one in rounds.standings([half_yearly], on=then, before=before)[half_yearly.pk]] == [
            MISSED,
            TO_COME,
        ]

    def test_periods_do_not_ask_about_it(self, half_yearly, verania, lantern, bob):
        other = factories.commitment(lantern, by=bob)
        period = factories.period()
        on = DATE(2026, 7, 1)
        assert asked(half_yearly, on=on) == ["2025-12-31", "2026-06-30"]
        assert asked(other, on=on) == ["2026-06-30"]
        assert [row.organisation for row in coverage.of_period(period, type(verania).objects.all())] == [lantern]

    def test_its_overdue_round_is_overdue_in_the_list(self, half_yearly, verania):
        item = worklist.for_organisations([verania], on=DATE(2023, 8, 1)).due[0]
        assert (item.due_on, item.is_overdue(DATE(2023, 8, 1))) == (DATE(2023, 7, 30), True)
        assert str(item.period) == "1 January 2023 to 30 June 2023"

    def test_withdrawn_ends_the_asking(self, half_yearly, report):
        report(DATE(2023, 9, 1), implementation_status="withdrawn", round_ends_on=None)
        assert asked(half_yearly, on=DATE(2024, 1, 15)) == []
        assert states(half_yearly, on=DATE(2026, 1, 1)) == [MISSED], "what was due before stays missed"

    def test_each_organisation_is_asked_for_its_own(self, half_yearly, lantern, bob, carol):
        half_yearly.joint_links.create(organisation=lantern)
        factories.published(half_yearly, by=bob, curator=carol, at=noon(DATE(2023, 7, 9)), organisation=lantern)
        on = DATE(2023, 8, 1)
        assert obligations.asked_of(half_yearly, lantern, on=on) == []
        assert asked(half_yearly, on=on) == ["2023-06-30"]
        assert states(half_yearly, on=on) == [MISSED, TO_COME], "a partner's report is the partner's"

    def test_archived_in_between_it_comes_back_with_what_it_owes(self, half_yearly, report, carol):
        report(DATE(2023, 7, 5))
        on = DATE(2024, 1, 10)
        commitments.archive(commitment=half_yearly, by=carol, reason="Paused.", at=noon(DATE(2023, 9, 1)))
        assert asked(half_yearly, on=on) == []
        commitments.restore(commitment=half_yearly, by=carol, reason="Goes on.", at=noon(on))
        assert asked(half_yearly, on=on) == ["2023-12-31"]
        assert states(half_yearly, on=on) == [KEPT, DUE, TO_COME]

    def test_a_changed_rhythm_leaves_past_rounds_as_they_were(self, half_yearly, report, carol):
        report(DATE(2023, 7, 5))
        data = replace(data_of(half_yearly), repeats=Repeats.QUARTERLY, first_round_on=DATE(2024, 1, 1))
        commitments.update(commitment=half_yearly, by=carol, data=data, reason="More often.", at=noon(DATE(2024, 2, 1)))
        assert states(half_yearly, on=DATE(2024, 5, 1)) == [KEPT, MISSED, MISSED, TO_COME]


class TestWhatAReportAnswers:
    def test_a_draft_is_on_the_list_with_its_round(self, half_yearly, verania, alice):
        on = DATE(2023, 7, 3)
        draft = factories.draft(half_yearly, by=alice, at=noon(on))
        work = worklist.for_organisations([verania], on=on)
        assert (draft.round_ends_on, draft.period, work.due) == (DATE(2023, 6, 30), None, [])
        assert [(item.due_on, str(item.period)) for item in work.drafts] == [
            (DATE(2023, 7, 30), "1 January 2023 to 30 June 2023")
        ]

    def test_no_significant_change_answers_it_too(self, half_yearly, report, verania, alice, carol):
        report(DATE(2023, 7, 5))
        said = drafts.no_change(commitment=half_yearly, organisation=verania, by=alice, at=noon(DATE(2024, 1, 20)))
        assert said.round_ends_on == DATE(2023, 12, 31)
        workflow.publish(report=said, by=carol, at=noon(DATE(2024, 2, 20)))
        assert states(half_yearly, on=DATE(2024, 2, 20)) == [KEPT, KEPT, TO_COME], "it was handed in in time"

    def test_a_correction_keeps_its_round_and_its_day(self, half_yearly, report, alice, carol):
        first = report(DATE(2023, 7, 5))
        at = noon(DATE(2024, 3, 1))
        correction = drafts.correct(report=first, by=alice, at=at)
        assert correction.round_ends_on == first.round_ends_on
        workflow.publish(report=workflow.submit(report=correction, by=alice, at=at), by=carol, at=at)
        assert states(half_yearly, on=DATE(2024, 3, 1)) == [KEPT, MISSED, TO_COME]
        workflow.retract(report=ProgressReport.objects.get(pk=correction.pk), by=carol, reason="All wrong.", at=at)
        assert states(half_yearly, on=DATE(2024, 3, 1)) == [MISSED, MISSED, TO_COME]

    @pytest.mark.parametrize("day", [DATE(2023, 6, 29), DATE(2022, 12, 31), DATE(2024, 6, 30)])
    def test_only_a_round_that_has_begun(self, half_yearly, alice, day):
        at = noon(DATE(2023, 12, 31))
        with pytest.raises(NotARound):
            factories.draft(half_yearly, by=alice, at=at, round_ends_on=day)
        draft = factories.draft(half_yearly, by=alice, at=at)
        with pytest.raises(NotARound):
            drafts.save(report=draft, by=alice, version=draft.version, data={"round_ends_on": day}, at=at)

    def test_answered_once(self, half_yearly, report, alice):
        first = report(DATE(2023, 7, 5))
        at = noon(DATE(2024, 1, 9))
        with pytest.raises(RoundAnswered):
            factories.draft(half_yearly, by=alice, at=at, round_ends_on=first.round_ends_on)
        second = factories.draft(half_yearly, by=alice, at=at)
        assert [one.ends_on for one in rounds.offered(second, on=DATE(2024, 1, 9))] == [
            DATE(2024, 6, 30),
            DATE(2023, 12, 31),
        ]
        ProgressReport.objects.filter(pk=second.pk).update(round_ends_on=first.round_ends_on)
        second.refresh_from_db()
        assert "round_ends_on" in missing(second, on=DATE(2024, 1, 9))
        fields = {"review_state": "published", "submitted_at": at, "submitted_by": alice, "published_at": at}
        fields["published_by"] = factories.publisher()
        with pytest.raises(IntegrityError), transaction.atomic():
            ProgressReport.objects.filter(pk=second.pk).update(**fields)

    def test_one_query_more_for_any_number(self, half_yearly, django_assert_num_queries):
        with django_assert_num_queries(2):
            rounds.standings([half_yearly, Commitment()], on=DATE(2026, 1, 1))
        with django_assert_num_queries(0):
            rounds.standings([Commitment()], on=DATE(2026, 1, 1))
