"""Two writers of one CSV: what PostgreSQL makes is byte for byte what Python makes, and ends when its reader leaves."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import RequestFactory
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.filters import read
from opendata.datasets import DATASETS
from opendata.exports import pipe
from opendata.exports.copying import can_copy, statement
from opendata.exports.writers import copy_csv, write_csv
from progress.models import Evidence, ProgressReport
from stakeholders.models import Commitment, Organisation
from tests.dashboard.world import World, report

POSTGRESQL = connection.vendor == "postgresql"
QUESTIONS = [
    {}, {"area": "alpha"}, {"as_of": "2025-06-01"}, {"as_of": "2025-09-01"}, {"status": "no_report"}, {"q": "promise"},
    {"ordering": "-due"}, {"ordering": "-published"}, {"organisation": "ngo"}, {"evidence": ["link", "several"]},
    {"q": "nothing at all"},
]  # fmt: skip


def both(name: str, query: dict) -> tuple[bytes, bytes]:
    """The file by Python and by the fastest way that the database has."""
    dataset = DATASETS[name]
    filters = read(RequestFactory().get(f"/data/{name}.csv", query), dataset.filters)
    python = "".join(map(str, write_csv(dataset, dataset.stream(filters)))).encode()
    if not can_copy(dataset):
        return python, python
    pieces = (piece.encode() if isinstance(piece, str) else piece for piece in copy_csv(dataset, filters))
    return python, b"".join(pieces)


def differences() -> list[tuple]:
    """The questions that the two writers answer differently."""
    found = []
    for name, query in itertools.product(("commitments", "reports"), QUESTIONS):
        if query.get("ordering") not in (None, *DATASETS[name].filters.orders):
            continue
        python, database = both(name, query)
        if python != database:
            lines = itertools.zip_longest(python.splitlines(), database.splitlines())
            found += [(name, query, *pair) for pair in lines if len({*pair}) > 1]
    return found


def test_postgresql_copies_the_long_files(db: None) -> None:
    # The rounds of regular commitments are worked out row by row, so that commitments are written by the site.
    assert [name for name, dataset in DATASETS.items() if can_copy(dataset)] == (["reports"] if POSTGRESQL else [])


def test_both_writers_write_the_same(world: World) -> None:
    vary(world)
    assert differences() == []


def vary(world: World) -> None:
    """Every precision of a date, links and documents in every number, and something hidden since."""
    for precision, name in (("year", "hotline"), ("month", "fund")):
        Commitment.objects.filter(pk=world.commitments[name].pk).update(
            start_on="2024-12-31", start_precision=precision, due_precision=precision
        )
    for links, documents in itertools.product(range(3), repeat=2):
        made = report(world, f"{links}{documents}", "silent", "2025-06-10", links=links)
        for number in range(documents):
            Evidence.objects.create(
                report=made, kind="file", title="Paper", file=f"x/{links}{documents}{number}", file_name="a.pdf",
                size=1, sha256="0" * 64, received_sha256="0" * 64, added_by=world.curator,
            )  # fmt: skip
    Commitment.objects.filter(pk=world.commitments["school"].pk).update(visibility="private")


TEXTS = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n\",;'\\\u2028\u00a0\ufeff. "),
        st.characters(exclude_categories=["Cs"], exclude_characters="\x00"),
    ),
    max_size=20,
)


@pytest.mark.parametrize("microsecond", [0, 1, 499_999, 500_000, 999_999])
def test_both_writers_cut_moments_to_the_second(world: World, microsecond: int) -> None:
    last = datetime.datetime(2025, 6, 30, 23, 59, 59, microsecond, tzinfo=datetime.UTC)
    ProgressReport.objects.filter(pk=world.reports["hotline2"].pk).update(published_at=last)
    python, database = both("reports", {})
    assert python == database
    assert b",2025-06-30T23:59:59Z," in database


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(title=TEXTS, name=TEXTS, narrative=TEXTS, help_needed=TEXTS)
@example(title="=cmd|' /C calc'!A0", name="\\.", narrative='"', help_needed="\r\n")
@example(title="", name="-", narrative="a\rb", help_needed="\\N")
def test_any_text_is_written_alike(world: World, title: str, name: str, narrative: str, help_needed: str) -> None:
    commitment = Commitment.objects.filter(pk=world.commitments["hotline"].pk)
    commitment.update(title=title, description=narrative)
    Organisation.objects.filter(pk=world.organisations[0].pk).update(name=name)
    ProgressReport.objects.filter(pk=world.reports["hotline2"].pk).update(
        narrative=narrative or "x", barriers=title, next_steps=name, help_needed=help_needed
    )
    for dataset in ("commitments", "reports"):
        python, database = both(dataset, {})
        assert python == database


@pytest.fixture
def long_copy(transactional_db: None) -> Iterator[Iterator[bytes]]:
    """A copy of rows without end, where there is such a thing."""
    text = "COPY (SELECT repeat('x', 500) FROM generate_series(1, 100000000)) TO STDOUT WITH (FORMAT csv)"
    pieces = pipe.copied(text) if POSTGRESQL else iter([b"x" * 500 + b"\r\n"])
    yield pieces
    if POSTGRESQL:
        pieces.close()


def test_a_reader_who_leaves_ends_the_copy(long_copy: Iterator[bytes]) -> None:
    assert next(long_copy).endswith(b"\r\n")
    if POSTGRESQL:
        long_copy.close()
    assert not connection.in_atomic_block
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_what_goes_wrong_on_the_database_is_raised(transactional_db: None) -> None:
    if not POSTGRESQL:
        assert not can_copy(DATASETS["reports"])
        return
    with pytest.raises(Exception, match="division by zero"):
        list(pipe.copied("COPY (SELECT 1 / 0) TO STDOUT WITH (FORMAT csv)"))
    assert Organisation.objects.count() == 0


def test_the_copy_keeps_the_order_asked_for(world: World) -> None:
    filters = read(RequestFactory().get("/", {"ordering": "-due"}), DATASETS["commitments"].filters)
    if POSTGRESQL:
        assert statement(DATASETS["commitments"], filters).endswith(
            "ORDER BY held.sort_key DESC, held.held_commitment_id DESC) TO STDOUT WITH (FORMAT csv)"
        )
    else:
        assert not can_copy(DATASETS["commitments"])
