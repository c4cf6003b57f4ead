"""Citations: what was issued when and looked up when, whose words it is, and what is gone or elsewhere."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.utils import timezone

from progress import workflow
from recommendations.models import Edition, Recommendation
from stakeholders.models import Commitment, Organisation
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

SOURCE = "A publisher, The assessment. https://publisher.example/assessment-21/"


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def fields(bib: str) -> list[dict[str, str]]:
    """The entries of a BibTeX file."""
    return [dict(re.findall(r"^  (\w+) = \{(.*?)\},?$", entry, re.M)) for entry in bib.split("\n@")]


@pytest.mark.parametrize("day", ["", "?as_of=2025-11-01"])
def test_a_report_is_of_its_own_year_and_was_looked_up_today(client: Client, world: World, day: str) -> None:
    report = world.reports["hotline1"]
    report.published_at = report.published_at.replace(year=2024)
    type(report).objects.filter(pk=report.pk).update(published_at=report.published_at)
    (entry,) = fields(text(client, f"/reports/{report.pk}/cite.bib{day}"))
    assert (entry["year"], entry["month"], entry["day"]) == ("2024", "3", "1")
    assert entry["urldate"] == "2025-11-22"
    ris = text(client, f"/reports/{report.pk}/cite.ris{day}").split("\r\n")
    assert {"PY  - 2024", "DA  - 2024/03/01", "Y2  - 2025/11/22"} <= set(ris)
    assert "1 March 2024" in text(client, f"/reports/{report.pk}/")


def test_a_commitment_is_of_the_day_that_it_was_published(client: Client, world: World) -> None:
    (entry,) = fields(text(client, f"/commitments/{world.commitments['hotline'].pk}/cite.bib?as_of=2025-06-01"))
    assert (entry["year"], entry["month"], entry["day"]) == ("2025", "1", "10")
    assert (entry["note"], entry["urldate"]) == ("As of 2025-06-01", "2025-11-22")


def test_our_words_for_a_recommendation_are_ours_and_the_source_is_cited_too(client: Client, world: World) -> None:
    Edition.objects.update(source=SOURCE)
    row = world.recommendations[0]
    ours, source = fields(text(client, f"/recommendations/{row.reference}/cite.bib"))
    assert (ours["author"], source["author"]) == ("{Recommendations tracker}", "{A publisher}")
    assert ours["year"] == "2025" and source["year"] == "2021" and "month" not in source
    assert "In the words of Recommendations tracker" in ours["note"]
    assert (source["note"], source["url"]) == ("A heading", "https://publisher.example/assessment-21/")
    ris = text(client, f"/recommendations/{row.reference}/cite.ris")
    assert ris.count("TY  - ") == ris.count("ER  - ") == 2
    assert "TY  - RPRT\r\nAU  - A publisher\r\nTI  - Edition 2021\r\nPY  - 2021\r\nDA  - 2021//\r\n" in ris
    page = text(client, f"/recommendations/{row.reference}/")
    assert "in our words" in page
    assert re.search(r'<a\s+href="https://publisher.example/assessment-21/"[^>]*>\s*A heading\s*</a>', page)
    citation = re.search(r'<p class="citation"[^>]*>(.*?)</p>', page)
    assert citation and "(in our words)" in citation[1] and "Source: A publisher." in citation[1]


GONE = {
    "report": ("reports/{retracted}", "Counted twice."),
    "recommendation": ("recommendations/ED-2021-02", "Merged."),
    "organisation": ("organisations/firm", "Closed."),
    "commitment": ("commitments/{fund}", "Closed."),
}
ENDINGS = ("/", "/cite.bib", "/cite.ris")
FED = ("recommendation", "organisation")


@pytest.mark.parametrize(
    ("kind", "ending"),
    [
        *((kind, ending) for kind in GONE for ending in ENDINGS),
        *((kind, ending) for kind in FED for ending in ("/feed.atom", "/due.ics")),
        *((kind, ".png") for kind in GONE),
        *((kind, "api") for kind in GONE),
    ],
)
def test_what_hangs_on_a_page_that_is_gone_says_why_as_the_page_does(
    client: Client, world: World, kind: str, ending: str
) -> None:
    now = timezone.now()
    Recommendation.objects.filter(reference="ED-2021-02").update(archived_at=now, archived_reason="Merged.")
    Organisation.objects.filter(slug="firm").update(archived_at=now, archived_reason="Closed.")
    address, reason = GONE[kind]
    fund = Commitment.objects.get(title="fund promise").pk
    path = "/" + address.format(retracted=world.reports["retracted"].pk, fund=fund)
    path = {".png": f"/cards{path}.png", "api": f"/api/v1{path}/"}.get(ending, f"{path}{ending}")
    answer = client.get(path)
    assert answer.status_code == 410
    assert reason in answer.content.decode()


def test_a_report_that_is_retracted_later_is_no_longer_cited(client: Client, world: World) -> None:
    report = world.reports["fund1"]
    assert client.get(f"/reports/{report.pk}/cite.bib").status_code == 200
    workflow.retract(report=report, by=world.curator, reason="No.")
    assert client.get(f"/reports/{report.pk}/cite.bib").status_code == 410


@pytest.mark.parametrize("prefix", ["", "/fr"])
@pytest.mark.parametrize("ending", ["", "feed.atom", "due.ics", "cite.bib"])
def test_a_reference_in_another_case_leads_to_the_right_one(
    client: Client, world: World, prefix: str, ending: str
) -> None:
    if ending == "cite.bib" and prefix:
        prefix = ""  # files have no language in their address
    answer = client.get(f"{prefix}/recommendations/ed-2021-01/{ending}?as_of=2025-06-01")
    assert (answer.status_code, answer.headers["Location"]) == (
        301,
        f"{prefix}/recommendations/ED-2021-01/{ending}?as_of=2025-06-01",
    )
    assert "public" in answer.headers["Cache-Control"] and not answer.cookies
    assert client.get("/recommendations/ed-2021-99/").status_code == 404
