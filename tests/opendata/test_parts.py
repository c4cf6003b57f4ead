"""Responses, milestones, indicators with their values and assessments as data: all that is public, and only that."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client

from progress.models import Assessment
from recommendations.models import Recommendation
from stakeholders.models import Commitment, Response
from tests.dashboard.world import CANARY, World
from tests.opendata.test_exports import api_rows, csv_rows

pytestmark = pytest.mark.any_database


def open_commitments(client: Client, **query: Any) -> set[int]:
    return {row["id"] for row in api_rows(client, "commitments", **query)}


@pytest.mark.parametrize("name", ["milestones", "indicators", "assessments"])
@pytest.mark.parametrize("query", [{}, {"area": "alpha"}, {"status": "completed"}, {"organisation": "ngo"}])
def test_parts_are_of_the_commitments_that_the_filters_choose(
    parts: World, client: Client, name: str, query: dict[str, str]
) -> None:
    rows = api_rows(client, name, **query)
    assert {row["commitment"] for row in rows} == open_commitments(client, **query)
    assert CANARY not in str(rows)


def test_one_commitment_is_asked_for_by_its_number(parts: World, client: Client) -> None:
    pk = parts.commitments["hotline"].pk
    for name in ("milestones", "indicators", "indicator_values", "assessments"):
        assert {row["commitment"] for row in api_rows(client, name, commitment=pk)} == {pk}
        assert client.get(f"/api/v1/{name}/", {"commitment": parts.commitments["private"].pk}).status_code == 400


def test_values_are_those_of_published_reports(parts: World, client: Client) -> None:
    rows = api_rows(client, "indicator_values")
    assert {row["report"] for row in rows} == {row["id"] for row in api_rows(client, "reports")}
    latest = {row["commitment"]: row for row in api_rows(client, "indicators")}
    hotline = latest[parts.commitments["hotline"].pk]
    assert hotline["report"] == parts.reports["hotline2"].pk
    assert (hotline["baseline"], hotline["target"]) == (0.5, 1200)
    assert latest[parts.commitments["silent"].pk]["value"] is None


def test_a_past_day_has_what_was_there_by_then(parts: World, client: Client) -> None:
    hotline = parts.commitments["hotline"].pk
    (then,) = api_rows(client, "indicators", commitment=hotline, as_of="2025-06-01")
    assert then["report"] == parts.reports["hotline1"].pk
    (step,) = api_rows(client, "milestones", commitment=hotline, as_of="2025-06-01")
    assert (step["due"], step["reached_on"]) == ("2025-06", None)
    assert api_rows(client, "assessments", as_of="2025-08-31") == []
    # What is no longer public shows none of its words on the days when it was.
    Commitment.objects.filter(pk=hotline).update(visibility="private")
    for name in ("milestones", "indicators", "indicator_values", "assessments"):
        assert hotline not in {row["commitment"] for row in api_rows(client, name, as_of="2025-09-30")}


def test_the_latest_assessment_says_so(parts: World, client: Client) -> None:
    hotline = parts.commitments["hotline"]
    Assessment.objects.create(
        signed_name="C. Clay",
        signed_function="Curator",
        commitment=hotline, assessed_completion="complete", rationale="All of it.", assessed_on="2025-10-01",
        assessor=parts.curator, published_at="2025-10-01T12:00:00Z",
    )  # fmt: skip
    rows = api_rows(client, "assessments", commitment=hotline.pk)
    assert [(row["assessed_completion"], row["is_current"]) for row in rows] == [("complete", True), ("limited", False)]
    (then,) = api_rows(client, "assessments", commitment=hotline.pk, as_of="2025-09-15")
    assert then["is_current"]


def test_responses_are_by_who_gave_them_and_to_what(parts: World, client: Client) -> None:
    other = parts.organisations[1]
    Response.objects.create(organisation=other, recommendation=parts.recommendations[2], response="none")
    assert len(api_rows(client, "responses")) == 2
    (noted,) = api_rows(client, "responses", response="noted")
    assert (noted["organisation"], noted["stated_on"]) == (other.slug, "2025-03-01")
    assert [row["response"] for row in api_rows(client, "responses", organisation=other.slug)] == ["noted"]
    assert [row["response"] for row in api_rows(client, "responses", as_of="2025-06-01")] == ["noted"]
    assert api_rows(client, "responses", as_of="2025-02-20") == []
    assert csv_rows(client, "responses", response="noted")[0]["note"] == "'=Noted"
    # Through the commitments that the organisation makes to the recommendation.
    assert len(api_rows(client, "responses", status="completed")) == 2
    assert api_rows(client, "responses", status="withdrawn") == []
    Recommendation.objects.filter(pk=parts.recommendations[1].pk).update(
        archived_at=datetime.datetime(2025, 4, 1, tzinfo=datetime.UTC), archived_reason="Merged."
    )
    # Asked otherwise, as the answer above is still in the cache: the row was changed past all signals.
    assert [row["response"] for row in api_rows(client, "responses", edition="ed-2021")] == ["supported"]


def test_pages_of_the_api_neither_skip_nor_repeat(parts: World, client: Client) -> None:
    for name in ("milestones", "indicators", "indicator_values", "assessments", "responses"):
        whole, found, address = [row["id"] for row in api_rows(client, name)], [], f"/api/v1/{name}/?limit=1"
        while address:
            page = client.get(address).json()
            found += [row["id"] for row in page["results"]]
            address = page["next"]
        assert found == whole
