"""The page and the API refuse alike: the same act, the same sentence."""

from __future__ import annotations

import datetime
import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from accounts.models import User
from progress import drafts
from progress.models import ProgressReport
from stakeholders.models import Commitment, Organisation
from tests import factories
from tests.submissions.conftest import Program

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]


@dataclass(frozen=True)
class Ground:
    commitment: Commitment
    fatima: User
    carol: User

    def draft(self, **data: Any) -> ProgressReport:
        return factories.draft(self.commitment, by=self.fatima, **data)

    def submitted(self) -> ProgressReport:
        return factories.submitted(self.commitment, by=self.fatima)

    def published(self) -> ProgressReport:
        return factories.published(self.commitment, by=self.fatima, curator=self.carol)

    def corrected(self) -> ProgressReport:
        from progress import workflow

        report = self.published()
        correction = drafts.correct(report=report, by=self.fatima)
        workflow.publish(report=workflow.submit(report=correction, by=self.fatima), by=self.carol)
        return report


def _typed(report: ProgressReport, **fields: Any) -> dict[str, Any]:
    """What the form of the page sends."""
    from progress.forms import ReportForm

    form = ReportForm(instance=report)
    data = {name: form[name].value() for name in form.fields} | fields
    # A list is one value a ticked box, so that an empty one sends nothing.
    return {
        name: value if isinstance(value, list) else "" if value is None else str(value) for name, value in data.items()
    }


@dataclass(frozen=True)
class Refusal:
    """Something that is refused: the report it begins with, what the page is sent, what the API is sent."""

    name: str
    begin: Callable[[Ground], ProgressReport | None]
    page: str
    api: tuple[str, str]
    fields: dict[str, Any] | None = None
    status: int = 409


WRONG = [
    Refusal("percent", Ground.draft, "report", ("PATCH", "reports/{pk}/"), {"percent": "101"}, 400),
    Refusal("date", Ground.draft, "report", ("PATCH", "reports/{pk}/"), {"covers_until": "soon"}, 400),
    Refusal("status", Ground.draft, "report", ("PATCH", "reports/{pk}/"), {"implementation_status": "x"}, 400),
    Refusal("long", Ground.draft, "report", ("PATCH", "reports/{pk}/"), {"narrative": "x" * 20_001}, 400),
    Refusal("period", Ground.draft, "report", ("PATCH", "reports/{pk}/"), {"period": "987654"}, 400),
    Refusal("nothing done", lambda g: g.draft(narrative=""), "submit", ("POST", "reports/{pk}/submit/"), None, 400),
    Refusal("no help", lambda g: g.draft(health="blocked"), "submit", ("POST", "reports/{pk}/submit/"), None, 400),
    Refusal(
        "future",
        lambda g: g.draft(covers_until=datetime.date(2999, 1, 1)),
        "submit",
        ("POST", "reports/{pk}/submit/"),
        None,
        400,
    ),
    Refusal(
        "completed at 50",
        lambda g: g.draft(implementation_status="completed", percent=50),
        "submit",
        ("POST", "reports/{pk}/submit/"),
        None,
        400,
    ),
    Refusal("nothing to confirm", lambda g: None, "no_change", ("POST", "no-change/")),
    Refusal("no change under way", Ground.submitted, "no_change", ("POST", "no-change/")),
    Refusal("under way", Ground.submitted, "start", ("POST", "reports/")),
    Refusal("discard what left", Ground.submitted, "discard", ("DELETE", "reports/{pk}/")),
    Refusal("correct a draft", Ground.draft, "correct", ("POST", "reports/{pk}/correct/")),
    Refusal("correct twice", Ground.corrected, "correct", ("POST", "reports/{pk}/correct/")),
    Refusal("take back a report", Ground.submitted, "take_back", ("POST", "reports/{pk}/take-back/")),
]


def _words_of_page(client: Client, answer: Any) -> str:
    said = " ".join(str(one) for one in get_messages(answer.wsgi_request))
    text = html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode()))
    return " ".join(f"{said} {text}".split())


@pytest.mark.parametrize("refusal", WRONG, ids=lambda one: one.name)
def test_alike(
    refusal: Refusal, client: Client, system: Program, commitment: Commitment, verania: Organisation, fatima, carol
) -> None:
    report = refusal.begin(Ground(commitment, fatima, carol))
    client.force_login(fatima)
    key, version = (report.pk, report.version) if report else (0, 1)
    body: dict[str, Any] = {}
    if refusal.page in ("start", "no_change"):
        address, sent = reverse(f"reporting:{refusal.page}"), {"commitment": commitment.pk, "organisation": verania.pk}
        body = {"commitment": commitment.pk}
    elif refusal.page in ("report", "submit"):
        address = reverse("reporting:report", args=[key])
        sent = _typed(report, **refusal.fields or {}) | {"action": refusal.page}
        sent |= {"evidence-audience": "public"}
        numbers = {name: int(value) if value.isdigit() else value for name, value in (refusal.fields or {}).items()}
        body = {"version": version, **numbers}
    else:
        address, sent = reverse(f"reporting:{refusal.page}", args=[key]), {}
    if refusal.api[1].endswith("submit/"):
        body = {}
    method, where = refusal.api
    answer = system.ask(method, where.format(pk=key), body)
    page = _words_of_page(client, client.post(address, sent))
    assert answer.status_code == refusal.status, answer.data
    sentences = list(answer.data["errors"].values()) if answer.data.get("errors") else [answer.data["detail"]]
    assert sentences and all(" ".join(one.split()) in page for one in sentences), (sentences, page)
