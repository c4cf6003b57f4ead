"""Rows read and written by hand hold what Django's own way holds."""

import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError
from django.db.models import Model

from accounts.models import User
from progress.models import IndicatorValue, ProgressReport, Standing
from stakeholders import rows
from stakeholders.models import Commitment
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


def test_a_column_left_out_is_read_when_it_is_asked_for(report: ProgressReport) -> None:
    (found,) = rows.select(ProgressReport, "SELECT id, version FROM progress_progressreport WHERE id = %s", [report.pk])
    assert {"narrative", "covers_until"} <= found.get_deferred_fields()
    assert found.covers_until == report.covers_until


def test_values_are_written_as_the_model_writes_them(published: Commitment, report: ProgressReport) -> None:
    before = Standing.objects.get(until=None)
    facts = {name: value for name, value in columns(before).items() if name not in ("id", "commitment_id", "since")}
    ((key,),) = rows.write(
        rows.update(Standing, before.pk, until=TURN, report_cells={"completed": 2}, due_on=None),
        rows.insert(Standing, commitment_id=published.pk, since=TURN, **facts),
    )
    before.refresh_from_db()
    assert (before.until, before.report_cells, before.due_on) == (TURN, {"completed": 2}, None)
    expected = {**facts, "id": key, "commitment_id": published.pk, "since": TURN}
    assert columns(Standing.objects.get(until=None)) == expected


def test_the_databases_constraints_hold(report: ProgressReport) -> None:
    with pytest.raises(IntegrityError):
        rows.write(rows.update(ProgressReport, report.pk, percent=101))
