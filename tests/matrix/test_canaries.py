"""What nobody outside may read is in no public answer: every open route, its filters, in every language."""

from __future__ import annotations

import io
import itertools
import zipfile

import pytest
from django.conf import settings
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from progress import assessments
from progress.models import AssessorGrant
from stakeholders.models import Commitment
from tests.cast import staff
from tests.matrix.ground import ADDRESSES, CANARY, Things
from tests.matrix.roles import Visitors
from tests.matrix.routes import all_routes
from tests.matrix.rows import ROWS
from tests.matrix.rows_public import ROWS as PUBLIC

LANGUAGES = [code for code, _name in settings.LANGUAGES]
PAGES = [
    "/",
    "/recommendations/",
    "/organisations/",
    "/commitments/",
    "/reports/",
    "/gaps/",
    "/data/",
    "/packs/",
    "/packs/read/",
]
THINGS = (
    "recommendations", "organisations", "commitments", "reports",
    "responses", "milestones", "indicators", "indicator_values", "assessments",
)  # fmt: skip
CHARTS = ("areas", "status", "trend", "units", "gaps", "countries")
DATA = [
    *(f"/data/{name}.{kind}" for name in THINGS for kind in ("csv", "json", "xlsx")),
    *(f"/charts/{name}.{kind}" for name in CHARTS for kind in ("svg", "csv", "zip")),
    *(f"/embed/{name}/" for name in CHARTS),
    *(f"/api/v1/{name}/" for name in (*THINGS, "summary")),
]
# Each asks for something that only what is hidden fits, or that would tell hidden things apart.
QUERIES = [
    f"q={CANARY}", "q=alice.arden", "status=in_progress", "health=on_track", "freshness=current", "evidence=file",
    "organisation=verania", "actor_type=government", "country=XA", "overdue=true", "as_of=2035-01-01",
    f"edition={CANARY}", f"ordering={CANARY}", f"page={CANARY}", f"as_of={CANARY}",
]  # fmt: skip
ECHOED = {f"q={CANARY}", f"edition={CANARY}", f"ordering={CANARY}", f"page={CANARY}", f"as_of={CANARY}"}

# The words that follow the canary in the ground's hidden texts.
SECRETS = [
    *("draft", "submitted", "returned", "retracted", "private", "counted", "unpublished"),
    *("reason", "edition", "recommendation", "file", "link", "kept"),
]

pytestmark = pytest.mark.django_db


def text_of(response: HttpResponseBase) -> str:
    """The answer with its headers; a spreadsheet's parts unpacked."""
    body = response.getvalue()
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            body = b"\n".join(parts.read(name) for name in parts.namelist())
    return f"{dict(response.items())} {body.decode('utf-8', 'replace')}"


def leaks(text: str, *, echo: bool = False) -> list[str]:
    """The canaries that sing. A word that was asked for may be said again, but with nothing of what it stood in."""
    songs = [f"{CANARY} {word}" for word in SECRETS] if echo else [CANARY]
    return [song for song in [*songs, ADDRESSES] if song in text]


def open_addresses(ground: Things) -> list[str]:
    """Every address of the matrix whose route stands open, the hidden things' own included."""
    names = {route.name for route in all_routes() if route.is_open}
    return sorted({row.address(ground) for row in ROWS if row.route in names})


@pytest.mark.any_database
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_open_route_tells(language: str, ground: Things, client: Client) -> None:
    with translation.override(language):
        addresses = open_addresses(ground)
    found = {}
    for address in addresses:
        if "/invitation/" in address or "/reporting/calendar/" in address:
            continue  # its link is for one person, and shows the address that it went to, or what is due from them
        if songs := leaks(text_of(client.get(address, headers={"accept-language": language}))):
            found[address] = songs
    assert found == {}


def test_no_filter_search_or_error_tells(ground: Things, client: Client) -> None:
    found = {}
    for address, query in itertools.product([*PAGES, "/ar/reports/", "/fr/commitments/", "/es/", *DATA], QUERIES):
        text = text_of(client.get(f"{address}?{query}"))
        if songs := leaks(text, echo=query in ECHOED):
            found[f"{address}?{query}"] = songs
    assert found == {}


def test_hidden_things_change_no_number(ground: Things, client: Client) -> None:
    """What is found under the canary's name is nothing, in lists, files and counts."""
    for name in THINGS:
        assert client.get(f"/api/v1/{name}/", {"q": CANARY}).json()["results"] == []
    public = client.get("/api/v1/commitments/", {"organisation": "verania"}).json()["results"]
    assert {row["title"] for row in public} == {"Open a helpline", "Plan draft", "Plan submitted", "Plan returned"}


def test_the_canaries_are_there_to_be_found(ground: Things, client: Client, alice, carol) -> None:
    """The search above is no search if what it looks for exists nowhere."""
    client.force_login(alice)
    for name in ("draft", "submitted", "returned", "retracted", "report of private", "report of counted 0"):
        assert leaks(text_of(client.get(f"/reporting/reports/{ground[name]}/"))), name
    for name in ("private", "unpublished", "counted 0"):
        assert leaks(text_of(client.get(f"/reporting/commitments/{ground[name]}/"))), name
    assert leaks(text_of(client.get(f"/evidence/{ground['reviewers file']}/")))
    client.force_login(carol)
    assert leaks(text_of(client.get("/curate/catalogue/")))


@pytest.fixture
def assessor(ground: Things) -> User:
    """Somebody from outside who has accepted to assess a public commitment, and has done so."""
    ines = staff("Ines Ito")
    AssessorGrant.objects.filter(pk=ground["assessor"]).update(user=ines)
    assessments.assess(
        commitment=Commitment.objects.get(pk=ground["public"]), by=ines, completion="limited", rationale="Five of ten.",
        assessed_on=timezone.localdate(), language="en", signed_name="Ines Ito", signed_function="Professor",
    )  # fmt: skip
    return ines


@pytest.mark.any_database
def test_an_assessor_reads_nothing_that_is_hidden(ground: Things, assessor: User) -> None:
    """Every address as the one who was let in for a single commitment: what is public, and what is their own."""
    found, visitors = {}, Visitors({"assessor": assessor})
    for address in sorted({row.address(ground) for row in ROWS if row not in PUBLIC and row.answers("GET")}):
        answer = visitors.ask("assessor", "GET", address)
        said = f"{dict(answer.items())} {answer.body.decode('utf-8', 'replace')}"
        if (answer.status_code == 200 and CANARY in said) or ADDRESSES in said.replace(assessor.email, ""):
            found[address] = answer.status_code
    assert found == {}
    own = visitors.ask("assessor", "GET", reverse("review:assessments")).body.decode()
    assert "Open a helpline" in own and "Plan draft" not in own


@pytest.mark.any_database
def test_public_answers_are_the_same_bytes_for_everybody(ground: Things, alice, ada, assessor) -> None:
    """What a shared cache keeps of one person serves all: no cookie, no word about the session."""
    roles = ("anonymous", "reporter", "assessor", "administrator")
    visitors = Visitors({"reporter": alice, "administrator": ada, "assessor": assessor})
    # A spreadsheet's own stamps tell when it was written, so that no two are the same bytes.
    personal = {"consent_state", "consent_mine_data", "consent:mine", "progress:unsubscribe", "data:evidence"}
    personal |= {"follow_confirm", "follow_own", "reporting:calendar_feed"}
    personal |= {f"progress:report_link{act}" for act in ("", "_no_change", "_snooze", "_give")}
    wrong = []
    for row in PUBLIC:
        if row.route in personal or "xlsx" in row.key or set(row.answers("GET")) != {"200"}:
            continue
        first, *others = [visitors.ask(role, "GET", row.address(ground)) for role in roles]
        if any(other.body != first.body for other in others):
            wrong.append(f"{row} differs")
        wrong += [f"{row} sets a cookie" for answer in (first, *others) if answer.cookies]
        wrong += [
            f"{row} varies by cookie" for answer in (first, *others) if "cookie" in answer.get("Vary", "").lower()
        ]
    assert wrong == []
