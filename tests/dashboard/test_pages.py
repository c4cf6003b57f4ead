"""What the public pages say, in every language, with and without something to show."""

from __future__ import annotations

import datetime
import re

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from recommendations.models import Crosswalk
from tests import factories
from tests.dashboard import world as worlds
from tests.dashboard.addresses import COMPARED, EMBEDS, FILTERED, FOLLOWING, WORDS, everything, things
from tests.dashboard.reading import words
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database


def test_every_page_answers_in_every_language(client: Client, world: World) -> None:
    pages = [*FILTERED, *WORDS, *FOLLOWING, *COMPARED, *EMBEDS, *things(world)]
    wrong = [
        (prefix, page)
        for prefix, direction in (("/fr", b'dir="ltr"'), ("/es", b'dir="ltr"'), ("/ar", b'dir="rtl"'))
        for page in pages
        if (answer := client.get(prefix + page)).status_code != 200 or direction not in answer.content
    ]
    assert not wrong


def test_an_empty_site_says_so(client: Client, db: None) -> None:
    for address in (
        "/",
        "/recommendations/",
        "/organisations/",
        "/commitments/",
        "/reports/",
        "/gaps/",
        "/data/",
        *WORDS,
        "/api/v1/summary/",
        "/data/commitments.csv",
        "/charts/trend.svg",
        "/reports/feed.atom",
    ):
        assert client.get(address).status_code == 200, address
    assert b"No public commitments match your filters." in client.get("/commitments/").content


def test_a_commitments_page_sets_both_voices_side_by_side(client: Client, world: World) -> None:
    page = client.get(f"/commitments/{world.commitments['hotline'].pk}/").content.decode()
    for text in (
        "What the organisation reports",
        "Completed",
        "Independent assessment",
        "Limited",
        "Half of it.",
        "Several pieces of evidence",
        "Recent",
        "Organisation ngo",
        "ED-2021-01",
        "ED-2021-02",
        "31 December 2025",
    ):
        assert text in page, text


def test_status_never_stands_without_freshness_and_evidence(client: Client, world: World) -> None:
    page = client.get("/commitments/").content.decode()
    rows = page.split("<tbody>")[1].split("</tbody>")[0].split("<tr>")[1:]
    assert len(rows) == 5
    for row in rows:
        assert any(word in row for word in ("Recent", "Ageing", "Out of date", "No report yet"))
        assert "evidence" in row.lower() or "One link" in row


def test_a_retraction_is_told_with_its_reason_and_without_its_words(client: Client, world: World) -> None:
    page = client.get(f"/commitments/{world.commitments['=helpline'].pk}/").content.decode()
    assert "Report retracted" in page
    assert "Counted twice." in page


def test_a_change_of_due_date_is_told_with_its_reason(client: Client, world: World) -> None:
    commitment = world.commitments["school"]
    commitment.due_on = datetime.date(2027, 12, 31)
    commitment.due_precision = "year"
    commitment._change_reason = "The bill is late."
    commitment.save()
    page = words(client.get(f"/commitments/{commitment.pk}/").content.decode())
    assert "Due date: 1 January 2027 changed to 2027" in page
    assert "The bill is late." in page


def test_what_was_archived_answers_410_with_the_public_reason(client: Client, world: World) -> None:
    archived = {"archived_at": timezone.now(), "archived_reason": "Merged with another."}
    firm, row = world.organisations[2], world.recommendations[2]
    type(firm).objects.filter(pk=firm.pk).update(**archived)
    type(row).objects.filter(pk=row.pk).update(**archived)
    silent = world.commitments["silent"]
    type(silent).objects.filter(pk=silent.pk).update(state="archived", archived_by=world.curator, **archived)
    pages = ["/organisations/firm/", "/recommendations/ED-2021-03/", f"/commitments/{silent.pk}/",
             f"/commitments/{world.commitments['fund'].pk}/", f"/reports/{world.reports['fund1'].pk}/",
             "/organisations/firm/feed.atom", "/recommendations/ED-2021-03/feed.atom"]  # fmt: skip
    for page in [*pages, *(f"/api/v1{page}" for page in pages[:5])]:
        response = client.get(page)
        assert response.status_code == 410, page
        assert b"Merged with another." in response.content, page
    assert "<h1>This has been archived</h1>" in client.get("/organisations/firm/").content.decode()
    # What a recommendation asked stays readable: other documents cite it.
    assert row.text in client.get("/recommendations/ED-2021-03/").content.decode()


@pytest.mark.parametrize(
    "address",
    ["/areas/nope/", "/recommendations/nope/", "/organisations/nope/", "/commitments/999999/", "/reports/999999/",
     "/commitments/99999999999999999999999/", "/charts/nope.svg", "/embed/nope/", "/recommendations/nope/cite.bib",
     "/charts/trend.svg?overdue=true&actor_type=ngo&actor_type=government"],
)  # fmt: skip
def test_what_never_was_answers_404(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_draft_edition_shows_nowhere(client: Client, world: World) -> None:
    draft = factories.edition(state="draft", slug="secret", title=f"{worlds.CANARY} edition")
    area = factories.area(draft, slug="hush", name=f"{worlds.CANARY} area")
    row = factories.recommendation(area, title=f"{worlds.CANARY} row", reference="SECRET-01")
    for address in (
        "/areas/hush/",
        "/recommendations/SECRET-01/",
        "/api/v1/recommendations/SECRET-01/",
        "/api/v1/editions/secret/",
        "/api/v1/areas/hush/",
        "/recommendations/SECRET-01/cite.bib",
    ):
        assert client.get(address).status_code == 404, address
    for query in ({"edition": "secret"}, {"area": "hush"}, {"recommendation": row.reference}):
        assert client.get("/commitments/", query).status_code == 400
    from tests.dashboard.addresses import body

    for address in everything(world):
        assert worlds.CANARY.encode() not in body(client.get(address)), address


def test_two_editions_may_name_an_area_alike(client: Client, world: World, carol: User) -> None:
    newer = factories.edition(
        slug="ed-2024", code="ED-2024", title="Edition 2024", published_on=datetime.date(2024, 12, 31)
    )
    area = factories.area(newer, slug="alpha", name="Alpha again", position=1)
    row = factories.recommendation(area, reference="ED-2024-01")
    Crosswalk.objects.create(earlier=world.recommendations[0], later=row, kind="same")
    assert b"Alpha area" in client.get("/areas/alpha/").content  # nobody has committed to the newer one
    assert b"Alpha again" in client.get("/areas/alpha/?edition=ed-2024").content
    assert b"ED-2024-01" in client.get("/recommendations/ED-2021-01/").content
    assert client.get("/api/v1/summary/?edition=ed-2024&area=alpha").json()["commitments"]["total"] == 0
    assert client.get("/api/v1/summary/?edition=ed-2021&area=alpha").json()["commitments"]["total"] == 2
    assert client.get("/api/v1/summary/?area=alpha").json()["commitments"]["total"] == 2


def test_filters_work_as_a_plain_form(client: Client, world: World) -> None:
    page = client.get("/commitments/?status=completed&country=XA").content.decode()
    assert '<form class="filters" method="get"' in " ".join(page.split())
    chosen = re.findall(r'name="(\w+)"\s+value="(\w+)"\s+checked', page)
    assert [one for one in chosen if one[1]] == [("status", "completed"), ("country", "XA")]
    assert "Implementation status: Completed" in page
    assert 'id="result-count" class="result-count" role="status"' in page
