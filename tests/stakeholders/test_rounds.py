"""When the rounds of a regular commitment begin, end and are due: month ends, leap years, changed rhythms."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from stakeholders import commitment_changes, commitments
from stakeholders.commitment_comparison import compare
from stakeholders.commitment_data import data_of
from stakeholders.commitment_json import from_json, to_json
from stakeholders.errors import Invalid
from stakeholders.models import Commitment, Repeats
from stakeholders.rounds import ending_on, months_later, rounds_of
from tests import factories

DATE = datetime.date
LONG_AGO = datetime.datetime(2019, 1, 1, 12, tzinfo=datetime.UTC)


def regular(first: DATE, repeats: str = Repeats.QUARTERLY, **fields) -> Commitment:
    """A regular commitment that is published and not stored."""
    return Commitment(repeats=repeats, first_round_on=first, published_at=LONG_AGO, **fields)


def ends(commitment: Commitment, *, on: DATE) -> list[str]:
    return [one.ends_on.isoformat() for one in rounds_of(commitment, begun_by=on)]


class TestDays:
    @pytest.mark.parametrize(
        ("day", "months", "later"),
        [
            (DATE(2024, 1, 31), 1, DATE(2024, 2, 29)),
            (DATE(2023, 1, 31), 1, DATE(2023, 2, 28)),
            (DATE(2023, 1, 31), 2, DATE(2023, 3, 31)),
            (DATE(2024, 2, 29), 12, DATE(2025, 2, 28)),
            (DATE(2024, 2, 29), 48, DATE(2028, 2, 29)),
            (DATE(2023, 12, 1), 1, DATE(2024, 1, 1)),
        ],
    )
    def test_months_are_of_the_calendar(self, day, months, later):
        assert months_later(day, months) == later

    def test_a_round_ends_the_day_before_the_next(self):
        found = rounds_of(regular(DATE(2024, 1, 1)), begun_by=DATE(2024, 12, 31))
        spans = [(one.starts_on, one.ends_on, one.due_on) for one in found]
        assert spans[0] == (DATE(2024, 1, 1), DATE(2024, 3, 31), DATE(2024, 4, 30))
        assert spans[-1] == (DATE(2024, 10, 1), DATE(2024, 12, 31), DATE(2025, 1, 30))
        assert len(spans) == 4

    def test_the_31st_stays_the_31st(self):
        one = regular(DATE(2023, 12, 31), Repeats.MONTHLY)
        assert ends(one, on=DATE(2024, 4, 15)) == ["2024-01-30", "2024-02-28", "2024-03-30", "2024-04-29"]

    def test_of_a_leap_day(self):
        one = regular(DATE(2024, 2, 29), Repeats.YEARLY)
        assert ends(one, on=DATE(2028, 2, 29)) == ["2025-02-27", "2026-02-27", "2027-02-27", "2028-02-28", "2029-02-27"]

    def test_own_months(self):
        one = regular(DATE(2024, 1, 1), Repeats.OWN, repeat_months=4)
        assert ends(one, on=DATE(2024, 12, 31)) == ["2024-04-30", "2024-08-31", "2024-12-31"]

    def test_none_after_the_due_date(self):
        one = regular(DATE(2024, 1, 1), due_on=DATE(2024, 9, 30))
        assert ends(one, on=DATE(2026, 1, 1)) == ["2024-03-31", "2024-06-30", "2024-09-30"]

    def test_none_that_was_due_before_anybody_could_know(self):
        one = regular(DATE(2018, 7, 1))
        assert ends(one, on=DATE(2019, 4, 1))[0] == "2018-12-31", "the report on it was due at the end of January"

    def test_none_of_a_draft_or_of_what_is_done_once(self):
        draft = regular(DATE(2024, 1, 1))
        draft.published_at = None
        assert ends(draft, on=DATE(2026, 1, 1)) == []
        assert ends(Commitment(published_at=LONG_AGO), on=DATE(2026, 1, 1)) == []

    def test_is_asked_from_its_end_until_the_next_is_overdue(self):
        one = rounds_of(regular(DATE(2024, 1, 1)), begun_by=DATE(2024, 1, 1))[0]
        days = [DATE(2024, 3, 31), DATE(2024, 4, 1), DATE(2024, 7, 30), DATE(2024, 7, 31)]
        assert [one.is_asked(on=day) for day in days] == [False, True, True, False]

    def test_is_found_by_its_last_day(self):
        one = regular(DATE(2024, 1, 1))
        assert str(ending_on(one, DATE(2024, 6, 30))) == "1 April 2024 to 30 June 2024"
        assert ending_on(one, DATE(2024, 6, 29)) is None


class TestChangedRhythm:
    @pytest.fixture
    def quarterly(self, verania, alice) -> Commitment:
        return factories.commitment(
            verania,
            by=alice,
            recommendations=[factories.recommendation(factories.area(factories.edition()))],
            repeats=Repeats.QUARTERLY,
            first_round_on=DATE(2023, 1, 1),
        )

    def change(self, of: Commitment, by, *, on: DATE, **to) -> Commitment:
        at = datetime.datetime(on.year, on.month, on.day, 12, tzinfo=datetime.UTC)
        data = replace(data_of(of), **to)
        return commitments.update(commitment=of, by=by, data=data, reason="Agreed anew.", at=at)

    def test_begins_at_its_day_and_leaves_what_was(self, quarterly, carol):
        changed = self.change(
            quarterly, carol, on=DATE(2024, 2, 10), repeats=Repeats.HALF_YEARLY, first_round_on=DATE(2024, 1, 1)
        )
        changed = Commitment.objects.get(pk=changed.pk)
        assert ends(changed, on=DATE(2024, 12, 31)) == [
            *("2023-03-31", "2023-06-30", "2023-09-30", "2023-12-31"),
            *("2024-06-30", "2024-12-31"),
        ]

    def test_cuts_a_round_short(self, quarterly, carol):
        changed = self.change(
            quarterly, carol, on=DATE(2023, 6, 1), repeats=Repeats.MONTHLY, first_round_on=DATE(2023, 6, 1)
        )
        assert ends(changed, on=DATE(2023, 7, 1)) == ["2023-03-31", "2023-06-30", "2023-07-31"]

    def test_changes_twice(self, quarterly, carol):
        once = self.change(
            quarterly, carol, on=DATE(2023, 6, 1), repeats=Repeats.MONTHLY, first_round_on=DATE(2023, 7, 1)
        )
        again = self.change(
            once, carol, on=DATE(2023, 9, 1), repeats=Repeats.YEARLY, first_round_on=DATE(2023, 9, 1), round_days=60
        )
        assert ends(again, on=DATE(2023, 9, 1)) == [
            *("2023-03-31", "2023-06-30", "2023-07-31", "2023-08-31", "2024-08-31")
        ]
        assert [one.due_on for one in rounds_of(again, begun_by=DATE(2023, 9, 1))][-2:] == [
            DATE(2023, 9, 30),
            DATE(2024, 10, 30),
        ]

    def test_a_slip_is_put_right_by_one_that_begins_no_later(self, quarterly, carol):
        changed = self.change(
            quarterly, carol, on=DATE(2023, 2, 1), repeats=Repeats.YEARLY, first_round_on=DATE(2023, 1, 1)
        )
        assert ends(changed, on=DATE(2023, 12, 31)) == ["2023-12-31"]

    def test_stops_on_the_day_of_the_change(self, quarterly, carol):
        changed = self.change(quarterly, carol, on=DATE(2023, 8, 1), repeats=Repeats.ONCE, first_round_on=None)
        assert ends(changed, on=DATE(2026, 1, 1)) == ["2023-03-31", "2023-06-30"]
        assert not changed.is_regular

    def test_waits_for_a_curator_and_says_what_it_changes(self, quarterly, fatima, carol):
        before = data_of(quarterly)
        data = replace(before, repeats=Repeats.OWN, repeat_months=2, first_round_on=DATE(2023, 4, 1), round_days=14)
        assert from_json(to_json(data)) == data
        change = commitment_changes.edit(commitment=quarterly, by=fatima, data=data, reason="More often.")
        assert [(one.label, one.before, one.after) for one in compare(before, data)] == [
            ("Does it repeat?", "Every quarter", "Another number of months"),
            ("Months in a round", "", "2"),
            ("First day of the first round", "1 January 2023", "1 April 2023"),
            ("Days to report after a round", "30", "14"),
        ]
        commitment_changes.approve(change=change, by=carol)
        assert ends(Commitment.objects.get(pk=quarterly.pk), on=DATE(2023, 6, 1)) == [
            *("2023-03-31", "2023-05-31", "2023-07-31")
        ]

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"repeats": "weekly"}, "repeats"),
            ({"repeats": Repeats.OWN}, "repeat_months"),
            ({"repeats": Repeats.OWN, "repeat_months": 61}, "repeat_months"),
            ({"repeat_months": 3}, "repeat_months"),
            ({"first_round_on": None}, "first_round_on"),
            ({"first_round_on": DATE(9999, 12, 1)}, "first_round_on"),
            ({"repeats": Repeats.ONCE}, "first_round_on"),
            ({"round_days": 366}, "round_days"),
        ],
    )
    def test_what_cannot_be_is_refused(self, quarterly, carol, said, field):
        with pytest.raises(Invalid) as refusal:
            commitments.update(commitment=quarterly, by=carol, data=replace(data_of(quarterly), **said), reason="So.")
        assert list(refusal.value.errors) == [field]
