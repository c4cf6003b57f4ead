"""The API by its own description: valid OpenAPI 3.1, and every question that it allows gets an answer that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st
from schemathesis import checks

from dashboard import filters
from tests.dashboard.world import World

# Not among them: that everything of the right shape is accepted. An edition that does not exist is a wrong value.
CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
]
EXAMPLES = 12  # an operation


@pytest.fixture
def described(world: World, settings: Any) -> Iterator[Any]:
    """The schema as the site gives it, beside the site itself; the test's connection stays open between requests."""
    settings.FAIR_USE = {"api": (0, 60), "files": (0, 60)}
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_the_schema_is_valid_openapi(client: Client, world: World) -> None:
    text = client.get("/api/v1/schema/").json()
    assert text["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(text).validate()
    for name, shape in text["components"]["schemas"].items():
        jsonschema.Draft202012Validator.check_schema(shape)
        assert shape.get("properties") or shape.get("enum"), name


def test_the_schema_says_where_it_is_whose_it_is_and_what_goes_wrong(client: Client, world: World) -> None:
    text = client.get("/api/v1/schema/").json()
    assert text["servers"] and text["info"]["license"]["url"] and "@" in text["info"]["contact"]["email"]
    for path, methods in text["paths"].items():
        for method, operation in methods.items():
            assert operation["summary"], path
            assert {"400", "405", "406", "429"} <= {*operation["responses"]}, path
            with_token = "reporting" in path
            assert operation.get("security") == [{"accessToken": []} if with_token else {}], path
            assert not with_token or {"401", "403"} <= {*operation["responses"]}, path
            assert method == "get" or {"404", "409", "415", "422"} <= {*operation["responses"]}, path
    assert client.get("/api/v1/commitments/", headers={"Accept": "application/xml"}).status_code == 406


@pytest.mark.parametrize(
    ("thing", "filter_set"),
    [
        ("recommendations", filters.RecommendationFilters),
        ("organisations", filters.OrganisationFilters),
        ("commitments", filters.CommitmentFilters),
        ("reports", filters.ReportFilters),
        ("responses", filters.ResponseFilters),
        ("milestones", filters.MilestoneFilters),
        ("indicators", filters.IndicatorFilters),
        ("indicator_values", filters.IndicatorValueFilters),
        ("assessments", filters.AssessmentFilters),
    ],
)
def test_the_schema_says_which_filters_may_be_given_more_than_once(
    client: Client, world: World, thing: str, filter_set: Any
) -> None:
    operation = client.get("/api/v1/schema/").json()["paths"][f"/api/v1/{thing}/"]["get"]
    described = {one["name"]: one["schema"].get("type") == "array" for one in operation["parameters"]}
    declared = {name: one.many for name, one in filter_set.base_filters.items() if name != "page"}
    assert {name: described[name] for name in declared} == declared


def test_nothing_that_may_be_asked_goes_wrong(described: Any) -> None:
    operations = [result.ok() for result in described.get_all_operations()]
    operations = [one for one in operations if not one.path.startswith("/api/v1/reporting/")]
    assert len(operations) == 18
    for operation in operations:
        _ask(operation)


def _ask(operation: Any) -> None:
    right = operation.as_strategy()
    wrong = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)

    @seed(7)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=st.one_of(right, wrong) if operation.query or operation.path_parameters else right)
    def ask(case: Any) -> None:
        # An empty value is none: a form sends one for each field that was left alone.
        asked = [value if isinstance(value, list) else [value] for value in (case.query or {}).values()]
        assume(all(str(one).strip() for values in asked for one in values))
        case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})

    ask()
