"""The write API by its own description: every request that it allows, right or wrong, gets an answer that it knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import checks

from accounts.models import User
from stakeholders.models import Commitment, Indicator
from tests import factories
from tests.submissions.conftest import ROOT, Program

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

pytestmark = pytest.mark.django_db


@pytest.fixture
def described(settings: Any) -> Iterator[Any]:
    """The schema as the site gives it, beside the site itself; the test's connection stays open between requests."""
    settings.FAIR_USE = dict.fromkeys(settings.FAIR_USE, (0, 60))
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/", WSGIHandler())
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_whatever_a_token_sends_is_answered_as_described(
    described: Any, system: Program, commitment: Commitment, indicator: Indicator, fatima: User, carol: User
) -> None:
    factories.published(commitment, by=fatima, curator=carol)
    draft = factories.draft(commitment, by=fatima)
    operations = [result.ok() for result in described.get_all_operations()]
    operations = [one for one in operations if one.path.startswith(ROOT)]
    assert len(operations) == 13
    for operation in operations:
        _ask(operation, system, {"pk": draft.pk, "commitment": commitment.pk})


def _ask(operation: Any, system: Program, known: dict[str, int]) -> None:
    right = operation.as_strategy()
    wrong = operation.as_strategy(generation_mode=schemathesis.GenerationMode.NEGATIVE)
    takes = operation.query or operation.path_parameters or operation.body

    @seed(7)
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=st.one_of(right, wrong) if takes else right, at_home=st.booleans())
    def ask(case: Any, at_home: bool) -> None:
        if at_home and case.path_parameters and isinstance(case.path_parameters.get("pk"), int):
            case.path_parameters["pk"] = known["pk"]
        if at_home and isinstance(case.body, dict) and isinstance(case.body.get("commitment"), int):
            case.body["commitment"] = known["commitment"]
        case.call_and_validate(
            checks=CHECKS, headers={"Accept-Encoding": "identity", "Authorization": f"Bearer {system.secret}"}
        )

    ask()


def test_the_schema_has_the_token_and_examples(client: Client, db: None) -> None:
    text = client.get("/api/v1/schema/").json()
    scheme = text["components"]["securitySchemes"]["accessToken"]
    assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")
    begin = text["paths"][f"{ROOT}reports/"]["post"]
    assert begin["requestBody"]["content"]["application/json"]["examples"]
    names = {one["name"] for one in begin["parameters"]}
    assert {"Idempotency-Key", "lang"} <= names
    change = text["paths"][f"{ROOT}reports/{{id}}/"]["patch"] if f"{ROOT}reports/{{id}}/" in text["paths"] else None
    change = change or text["paths"][f"{ROOT}reports/{{pk}}/"]["patch"]
    assert "If-Match" in {one["name"] for one in change["parameters"]} and "412" in change["responses"]


def test_people_can_read_how_programs_report(client: Client, db: None) -> None:
    page = client.get("/api/v1/docs/").content.decode()
    for words in ("POST /api/v1/reporting/reports/", "Idempotency-Key", "indicator_values", 'id="reporting"'):
        assert words in page
