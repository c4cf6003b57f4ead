"""Columns that count commitments, shared by recommendations and organisations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from dashboard.filters import NO_REPORT, Selection
from dashboard.statistics import STATUSES, breakdowns
from names.phrases import labelled_lazy
from stakeholders.models import ImplementationStatus

from .base import Column, Row

LABELS = dict(ImplementationStatus.choices) | {NO_REPORT: _("No report yet")}


def _status_column(status: str) -> Column:
    return Column(
        f"commitments_{status}",
        "integer",
        labelled_lazy(_("Public commitments"), LABELS[status]),
        _("Number with this status."),
        lambda row, selection: row["counts"].status[status],
    )


COUNT_COLUMNS = (
    Column(
        "commitments",
        "integer",
        _("Public commitments"),
        _("How many public commitments contribute to it, with the filters and the date of the download."),
        lambda row, selection: row["counts"].total,
    ),
    *(_status_column(status) for status in STATUSES),
    Column(
        "commitments_stale",
        "integer",
        _("Public commitments with an out-of-date report"),
        _("Last reported on twelve months ago or longer."),
        lambda row, selection: row["counts"].freshness["stale"],
    ),
)


def count_commitments(rows: list[Row], selection: Selection, scope: str) -> None:
    """Give each row ``counts``: the breakdown of the chosen commitments in its scope. One query."""
    scopes = [f"{scope}:{row['pk']}" for row in rows]
    found = breakdowns(selection, scopes) if scopes else {}
    for row, name in zip(rows, scopes, strict=True):
        row["counts"] = found[name]
