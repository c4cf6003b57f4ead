"""Verania with a commitment, and programs that ask with its tokens."""

from __future__ import annotations

import datetime
import json
from typing import Any

import pytest
from django.http.response import HttpResponseBase
from django.test import Client
from django.utils import timezone

from accounts.models import User
from stakeholders.models import Commitment, Indicator, Organisation
from submissions import tokens
from submissions.models import AccessToken
from tests.progress.conftest import commitment, recommendation

__all__ = ["commitment", "recommendation"]

ROOT = "/api/v1/reporting/"


class Program:
    """A system that has a token's secret and no session."""

    def __init__(self, secret: str, token: AccessToken | None = None) -> None:
        self.secret, self.token = secret, token
        self._client = Client(raise_request_exception=False)

    def ask(self, method: str, where: str, body: Any = None, **headers: str) -> Any:
        """The answer, its JSON as ``data``."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            named.setdefault("Authorization", f"Bearer {self.secret}")
        sent = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
        answer: Any = self._client.generic(
            method, where if where.startswith("/") else ROOT + where, headers=named, **sent
        )
        return _with_data(answer)

    def get(self, where: str, **headers: str) -> Any:
        return self.ask("GET", where, **headers)

    def post(self, where: str, body: Any = None, **headers: str) -> Any:
        return self.ask("POST", where, {} if body is None else body, **headers)

    def patch(self, where: str, body: Any, **headers: str) -> Any:
        return self.ask("PATCH", where, body, **headers)

    def delete(self, where: str, **headers: str) -> Any:
        return self.ask("DELETE", where, **headers)

    def send(self, where: str, fields: dict[str, Any], **headers: str) -> Any:
        """As multipart, for files."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named["Authorization"] = f"Bearer {self.secret}"
        return _with_data(self._client.post(ROOT + where, fields, headers=named))


def _with_data(answer: HttpResponseBase) -> Any:
    content = answer.content  # type: ignore[attr-defined]
    answer.data = json.loads(content) if content else None  # type: ignore[attr-defined]
    return answer


def program(organisation: Organisation, by: User, scope: str = "submit", name: str = "", days: int = 30) -> Program:
    """A program with a new token."""
    token, secret = tokens.issue(
        organisation=organisation,
        name=name or f"Records, {scope}",
        scope=scope,
        expires_at=timezone.now() + datetime.timedelta(days=days),
        by=by,
    )
    return Program(secret, token)


@pytest.fixture
def system(verania: Organisation, fatima: User) -> Program:
    """Verania's own system, which may do everything."""
    return program(verania, fatima)


@pytest.fixture
def indicator(commitment: Commitment) -> Indicator:
    return Indicator.objects.create(commitment=commitment, name="Calls", unit="calls", baseline="0.5", target="1200")
