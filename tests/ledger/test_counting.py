"""A count on a day is the sum of what was posted up to it, whichever balances there are."""

from __future__ import annotations

import datetime
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import balances, counting, posting, rebuilding
from ledger.models import Balance, Cell, Entry
from ledger.states import State

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2025, 11, 20)
SCOPES = ["all", "area:1", "area:1+actor:ngo"]
STATES = [
    State(),
    State("in_progress", "on_track", "none", "fresh"),
    State("in_progress", "at_risk", "link", "stale", True),
    State("completed", "", "several", "ageing"),
]
MONTHS = [datetime.date(2025, 12, 1), *(datetime.date(2026, month, 1) for month in range(1, 6))]


def on(number: int) -> datetime.date:
    return FIRST + datetime.timedelta(days=number)


moves = st.lists(
    st.tuples(st.sampled_from(SCOPES), st.integers(0, 150), st.sampled_from(STATES), st.sampled_from([-2, -1, 1, 3])),
    min_size=1,
    max_size=8,
)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("post"), moves),
        st.tuples(st.just("write"), st.sampled_from(MONTHS)),
        st.tuples(st.just("write_missing"), st.sampled_from(MONTHS)),
        st.tuples(st.just("lose"), st.sampled_from(MONTHS)),
    ),
    min_size=1,
    max_size=10,
)


def take(step: str, value, posted: list) -> None:
    if step == "post":
        sums: Counter = Counter()
        for scope, day, state, n in value:
            sums[scope, on(day), state] += n
        posting.post(sums)
        posted += sums.items()
    elif step == "write":
        balances.write(value)
    elif step == "write_missing":
        balances.write_missing(until=value)
    else:
        Balance.objects.filter(month=value).delete()


def expected(posted: list, day: datetime.date) -> dict[str, dict[State, int]]:
    found: dict[str, Counter] = {}
    for (scope, at, state), n in posted:
        if at <= day:
            found.setdefault(scope, Counter())[state] += n
    kept = {scope: {state: n for state, n in counted.items() if n} for scope, counted in found.items()}
    return {scope: counted for scope, counted in kept.items() if counted}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=steps)
def test_every_day_is_the_sum_of_what_was_posted_up_to_it(steps: list) -> None:
    """Balances present, absent, late, early and in the wrong order make no difference."""
    with transaction.atomic():
        posted: list = []
        for step in steps:
            take(*step, posted)
        days = [on(number) for number in range(-1, 160, 10)]
        for day in days:
            true = expected(posted, day)
            assert counting.counts(SCOPES, on=day) == true
            assert counting.totals(SCOPES, on=day) == {
                scope: sum(counted.values()) for scope, counted in true.items() if sum(counted.values())
            }
        line = [*days, *(month - datetime.timedelta(days=1) for month in MONTHS)]
        for scope in SCOPES:
            for day, by_status in counting.by_status(scope, sorted(line)).items():
                sums: Counter = Counter()
                for state, n in expected(posted, day).get(scope, {}).items():
                    sums[state.status] += n
                assert by_status == {status: n for status, n in sums.items() if n}
        assert balances.rebuild() == 0
        transaction.set_rollback(True)


def test_states_can_be_chosen() -> None:
    posting.post({("all", FIRST, state): number + 1 for number, state in enumerate(STATES)})
    assert counting.totals(["all"], on=FIRST, status__in=["in_progress"]) == {"all": 5}
    assert counting.totals(["all"], on=FIRST, status__in=["", "completed"], overdue=False) == {"all": 5}
    assert counting.counts(["all"], on=FIRST, overdue=True) == {"all": {STATES[2]: 3}}
    assert counting.by_status("all", [FIRST], freshness__in=["stale", "fresh"]) == {FIRST: {"in_progress": 5}}


def test_any_number_of_scopes_is_one_query(django_assert_num_queries) -> None:
    posting.post({(scope, FIRST, STATES[1]): 1 for scope in SCOPES})
    with django_assert_num_queries(1):
        counting.counts(SCOPES, on=FIRST)
    with django_assert_num_queries(1):
        counting.totals(SCOPES, on=FIRST)
    with django_assert_num_queries(2):
        counting.by_status("all", [FIRST, on(30), on(60)])


def test_the_first_day_is_that_of_the_first_entry_that_counts() -> None:
    assert counting.first_day("all") is None
    posting.post({("all", FIRST, STATES[1]): 1, ("all", on(3), STATES[1]): 1})
    posting.post({("all", FIRST, STATES[1]): -1})
    assert counting.first_day("all") == on(3)


def test_what_comes_to_nothing_is_not_posted_and_goes_with_the_next_balances() -> None:
    posting.post({("all", FIRST, STATES[1]): 0})
    assert not Cell.objects.exists()
    posting.post({("all", FIRST, STATES[1]): 1, ("all", FIRST, STATES[2]): 1})
    posting.post({("all", FIRST, STATES[1]): -1})
    assert Entry.objects.filter(n=0).count() == 1
    balances.write_missing(until=FIRST)
    assert [row.n for row in Entry.objects.all()] == [1]


def test_more_than_one_statement_holds_is_posted_as_well() -> None:
    many = {(f"area:{number}", FIRST, STATES[1]): 1 for number in range(posting.ROWS + 5)}
    for _ in range(2):
        posting.post(many)
    assert Entry.objects.count() == posting.ROWS + 5
    assert {*Entry.objects.values_list("n", flat=True)} == {2}


def test_balances_are_written_for_each_month_that_has_begun() -> None:
    assert balances.write_missing(until=FIRST) == 0
    posting.post({("all", FIRST, STATES[1]): 1, ("area:1", on(40), STATES[1]): 1})
    assert balances.write_missing(until=datetime.date(2026, 2, 3)) == 3
    assert balances.write_missing(until=datetime.date(2026, 2, 28)) == 0
    rows = Balance.objects.order_by("month", "scope").values_list("month", "scope", "n")
    assert list(rows) == [
        (datetime.date(2025, 12, 1), "all", 1),
        *((datetime.date(2026, month, 1), scope, 1) for month in (1, 2) for scope in ("all", "area:1")),
    ]


def test_a_late_entry_drops_the_balances_behind_it() -> None:
    posting.post({("all", FIRST, STATES[1]): 1})
    balances.write_missing(until=datetime.date(2026, 3, 1))
    posting.post({("area:1", datetime.date(2026, 1, 15), STATES[1]): 1})
    assert Balance.objects.latest("month").month == datetime.date(2026, 1, 1)
    assert balances.write_missing(until=datetime.date(2026, 3, 1)) == 2


def harm_an_entry() -> None:
    Entry.objects.filter(scope="all").update(n=7)


def lose_an_entry() -> None:
    Entry.objects.filter(scope="all").delete()


def invent_an_entry() -> None:
    Entry.objects.create(scope="area:9", day=FIRST, cell=Cell.objects.latest("pk"), n=1)


def harm_a_balance() -> None:
    Balance.objects.filter(scope="all").update(n=7)


@pytest.mark.parametrize("harm", [harm_an_entry, lose_an_entry, invent_an_entry, harm_a_balance])
def test_what_is_wrong_is_counted_and_mended(harm) -> None:
    true = {("all", FIRST, STATES[1]): 1, ("area:1", FIRST, STATES[2]): 2, ("area:1", FIRST, STATES[1]): 0}
    posting.post(true)
    balances.write(MONTHS[0])
    everything = {"since": datetime.date.min, "before": datetime.date.max}
    assert (rebuilding.bring(true, **everything), balances.rebuild()) == (0, 0)
    harm()
    assert rebuilding.bring(true, **everything) + balances.rebuild() == 1
    assert (rebuilding.bring(true, **everything), balances.rebuild()) == (0, 0)
    assert counting.counts(SCOPES, on=MONTHS[0]) == {"all": {STATES[1]: 1}, "area:1": {STATES[2]: 2}}
