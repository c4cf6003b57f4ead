"""What the columns of a file are taken for before anybody said anything. No database."""

from __future__ import annotations

import pytest

from imports import preparing
from imports.kinds import KINDS
from imports.kinds.own_files import OWN_FILES
from imports.models import Import
from opendata.datasets import DATASETS

#: Columns of our own files that an import does not take: the site works them out, or another file holds them.
WORKED_OUT = {
    "recommendations": {
        "url", "language", "unanswered", "answered_through", "commitments", "commitments_not_started",
        "commitments_in_progress", "commitments_completed", "commitments_withdrawn", "commitments_superseded",
        "commitments_no_report", "commitments_stale", "as_of",
    },
    "organisations": {
        "url", "is_fictional", "commitments", "commitments_not_started", "commitments_in_progress",
        "commitments_completed", "commitments_withdrawn", "commitments_superseded", "commitments_no_report",
        "commitments_stale", "as_of",
    },
    "commitments": {
        "url", "organisation_name", "actor_type", "country", "editions", "areas", "due_precision", "overdue",
        "repeats", "repeat_months", "rounds_kept", "rounds_late", "rounds_missed", "implementation_status", "health",
        "percent", "reported_on", "freshness", "reports", "evidence_strength", "evidence_count",
        "assessed_completion", "as_of",
    },
    "reports": {
        "id", "url", "editions", "organisation_name", "actor_type", "country", "kind", "review_state", "supersedes",
        "superseded_by", "is_current", "round_ends_on", "published_at", "freshness", "barrier_kinds", "help_needed",
        "language", "evidence_strength", "evidence_links", "evidence_documents",
    },
}  # fmt: skip


def brought(kind: str, columns: list[str], *, of: str = "csv") -> Import:
    return Import(kind=kind, found={"kind": of, "columns": columns, "sample": [[2, ["x"] * len(columns)]]})


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_our_own_files_is_known_for_what_it_is(kind):
    columns = [column.name for column in DATASETS[kind].columns]
    own = OWN_FILES[kind]
    assert set(own.columns.values()) | WORKED_OUT[kind] == set(columns)
    assert not set(own.columns.values()) & WORKED_OUT[kind]
    assert own.columns.keys() <= KINDS[kind].by_name.keys()
    settings = preparing.guess(brought(kind, columns))
    assert (settings.columns, settings.key) == (own.columns, own.key)
    # With a column of somebody else it is another list, whose keys are not our numbers.
    assert preparing.guess(brought(kind, [*columns, "Minister"])).key != "id"


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_of_a_preview_are_known_when_they_come_back_corrected(kind):
    names = [name for name in KINDS[kind].by_name if name != "id"]
    assert preparing.guess(brought(kind, ["row", "outcome", *names])).columns == {name: name for name in names}


@pytest.mark.parametrize(("of", "mark"), [("csv", None), ("xlsx", "."), ("ods", "."), ("xls", ".")])
def test_figures_of_a_workbook_have_a_point(of, mark):
    assert preparing.guess(brought("commitments", ["Target", "Title"], of=of)).decimal_mark == mark
