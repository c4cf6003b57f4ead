"""The days on which a status grows old are those on which the limits reach it."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from progress.freshness import Freshness, ages_on, freshness, stales_on

DAY = datetime.timedelta(days=1)


@given(st.dates(datetime.date(1999, 1, 1), datetime.date(2101, 1, 1)))
def test_a_status_turns_on_its_day_and_not_before(reported_on):
    ages, stales = ages_on(reported_on), stales_on(reported_on)
    assert freshness(reported_on, on=ages - DAY) == Freshness.FRESH
    assert freshness(reported_on, on=ages) == Freshness.AGEING
    assert freshness(reported_on, on=stales - DAY) == Freshness.AGEING
    assert freshness(reported_on, on=stales) == Freshness.STALE
