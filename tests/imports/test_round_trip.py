"""What the site gives away as data comes in again as the same, as its columns are guessed: nothing has to be said."""

from __future__ import annotations

import datetime
import string

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from imports import uploads
from imports.kinds.own_files import OWN_FILES
from imports.values.text import tidy
from stakeholders.models import Organisation
from tests import factories
from tests.imports.files import bring

pytestmark = pytest.mark.django_db

LETTERS = st.text(string.ascii_letters + string.digits + " .,;:|'\"=+-@()%éßñعربي中", min_size=1, max_size=40)
LINES = LETTERS.map(str.strip).filter(lambda text: text and tidy(text) == text and not text.startswith("'"))
DAY = datetime.date
DATES = st.sampled_from(
    [(DAY(2024, 12, 31), "year"), (DAY(2024, 6, 30), "month"), (DAY(2024, 6, 15), "day"), (None, "day")]
)
SLOW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@SLOW
@given(title=LINES, text=LINES, name=LINES, start=DATES, due=DATES, percent=st.one_of(st.none(), st.integers(1, 99)))
def test_what_was_exported_comes_in_as_the_same(
    carol, dan, alice, verania, lantern, asked, everything, title, text, name, start, due, percent
):
    Organisation.objects.filter(pk=lantern.pk).update(name=name)
    later = max(due, start, key=lambda date: date[0] or datetime.date.min)
    made = factories.commitment(
        verania, by=alice, recommendations=[asked], joint=[lantern], title=title, description=text,
        start_on=start[0], start_precision=start[1], due_on=later[0], due_precision=later[1],
    )  # fmt: skip
    factories.published(
        made, by=alice, curator=dan, narrative=text, percent=percent, covers_until=datetime.date(2024, 3, 31)
    )
    before = everything()
    for kind in OWN_FILES:
        content = b"".join(Client().get(f"/data/{kind}.csv").streaming_content)
        kept = bring(content, kind, by=carol, name=f"Our {kind}")
        assert kept.counts["same"] == kept.counts["rows"] > 0, list(
            kept.rows.exclude(outcome="same").values_list("title", "problems", "differences")
        )
        uploads.discard(upload=kept, by=carol)
    assert everything() == before
