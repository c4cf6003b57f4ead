"""Rows read and written by hand hold what Django's own way holds."""

import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from progress.models import IndicatorValue, ProgressReport, Standing
from stakeholders import rows
from stakeholders.models import Commitment, Indicator
from tests import factories

TURN = datetime.date(2031, 1, 1)


def columns(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


@pytest.fixture
def report(published: Commitment, alice: User, carol: User) -> ProgressReport:
    """With days, moments, numbers, JSON and empty columns around it."""
    report = factories.published(published, by=alice, curator=carol, percent=40)
    indicator = published.indicators.create(name="Investigators trained", unit="people")
    report.indicator_values.create(indicator=indicator, value=Decimal("12.5"))
    return report


@pytest.mark.parametrize("model", [User, Commitment, ProgressReport, IndicatorValue, Standing])
def test_what_a_statement_finds_is_what_the_model_finds(model: type[Model], report: ProgressReport) -> None:
    expected = model._default_manager.order_by("pk").last()
    backwards = ", ".join(reversed([field.column for field in model._meta.concrete_fields]))
    statement = f"SELECT {backwards} FROM {model._meta.db_table} WHERE id = %s"
    (found,) = rows.select(model, statement, [expected.pk])
    assert columns(found) == columns(expected)
    assert not found._state.adding
    assert rows.select(model, statement, [0]) == []


def test_two_joined_tables_are_read_as_pairs(report: ProgressReport, published: Commitment) -> None:
    stated = report.indicator_values.get()
    bare = published.indicators.create(name="Courts equipped", unit="courts")
    statement = (
        "SELECT indicator.*, stated.* FROM stakeholders_indicator AS indicator"
        " LEFT JOIN progress_indicatorvalue AS stated ON stated.indicator_id = indicator.id ORDER BY indicator.id DESC"
    )
    found = rows.pairs(Indicator, IndicatorValue, statement, [])
    assert [(one.pk, value) for one, value in found] == [
        (bare.pk, None), (stated.indicator_id, stated),
    ]  # fmt: skip
    (_one, value) = found[-1]
    assert columns(value) == columns(stated)


def test_a_column_left_out_is_read_when_it_is_asked_for(report: ProgressReport) -> None:
    (found,) = rows.select(ProgressReport, "SELECT id, version FROM progress_progressreport WHERE id = %s", [report.pk])
    assert {"narrative", "covers_until"} <= found.get_deferred_fields()
    assert found.covers_until == report.covers_until


def test_values_are_written_as_the_model_writes_them(published: Commitment, report: ProgressReport) -> None:
    before = Standing.objects.get(until=None)
    facts = {name: value for name, value in columns(before).items() if name not in ("id", "commitment_id", "since")}
    ((key,),) = rows.write(
        rows.update(Standing, before.pk, until=TURN, report_counts={"completed": 2}, due_on=None),
        rows.insert(Standing, commitment_id=published.pk, since=TURN, **facts),
    )
    before.refresh_from_db()
    assert (before.until, before.report_counts, before.due_on) == (TURN, {"completed": 2}, None)
    expected = {**facts, "id": key, "commitment_id": published.pk, "since": TURN}
    assert columns(Standing.objects.get(until=None)) == expected


def test_the_databases_constraints_hold(report: ProgressReport) -> None:
    with pytest.raises(IntegrityError):
        rows.write(rows.update(ProgressReport, report.pk, percent=101))


class TestSentTogether:
    """What is sent takes no way of its own on PostgreSQL, and is run in its order everywhere."""

    @staticmethod
    def titled(commitment: Commitment, title: str) -> rows.Statement:
        return rows.update(Commitment, commitment.pk, title=title)

    def test_it_is_there_for_the_next_statement(self, published: Commitment) -> None:
        with CaptureQueriesContext(connection) as asked, rows.together():
            rows.send(self.titled(published, "First"))
            rows.send(self.titled(published, "Second, by 100%"))
            ((found,),) = rows.tuples("SELECT title FROM stakeholders_commitment WHERE id = %s", [published.pk])
        assert found == "Second, by 100%"
        assert len(asked) == (1 if connection.vendor == "postgresql" else 3)

    @pytest.mark.parametrize(
        "read",
        [
            lambda cursor: cursor.execute("SELECT title FROM stakeholders_commitment WHERE title LIKE 'Sen%'"),
            lambda cursor: cursor.execute("SELECT title FROM stakeholders_commitment WHERE title LIKE 'Sen%%'", ()),
        ],
        ids=["without values", "with no values"],
    )
    def test_a_statement_is_taken_as_it_is(self, read: Callable[[Any], None], published: Commitment) -> None:
        with rows.together(), connection.cursor() as cursor:
            rows.send(self.titled(published, "Sent 5%"))
            read(cursor)
            assert cursor.fetchall() == [("Sent 5%",)]

    def test_it_goes_before_what_nothing_can_stand_before(self, published: Commitment) -> None:
        """Many in one call, and rows read through a cursor of the database's own."""
        with rows.together():
            rows.send(self.titled(published, "First"))
            with connection.cursor() as cursor:
                cursor.executemany("UPDATE stakeholders_commitment SET title = title || %s", [(" and",), (" last",)])
            rows.send(rows.update(Commitment, published.pk, description="Read"))
            found = [(one.title, one.description) for one in Commitment.objects.iterator(chunk_size=1)]
        assert found == [("First and last", "Read")]

    def test_the_end_takes_along_what_still_waits(self, published: Commitment) -> None:
        with rows.together():
            rows.send(self.titled(published, "Last"))
        assert Commitment.objects.get().title == "Last"

    def test_nothing_waits_behind_a_failure(self, published: Commitment) -> None:
        """Of which the transaction is to end; the next one takes nothing of it along."""

        @transaction.atomic
        @rows.together()
        def fail() -> None:
            rows.send(self.titled(published, "Never"))
            raise RuntimeError("the power went")

        with pytest.raises(RuntimeError):
            fail()
        assert Commitment.objects.get().title == published.title

    def test_what_the_database_refuses_is_raised_by_the_end_at_the_latest(self, report: ProgressReport) -> None:
        with pytest.raises(IntegrityError), transaction.atomic(), rows.together():
            rows.send(rows.update(ProgressReport, report.pk, percent=101))
        assert ProgressReport.objects.get(pk=report.pk).percent == 40
