"""Atom feeds and citations: well formed, with ids that never change."""

import re
import xml.etree.ElementTree as ET

import pytest
from django.test import Client

from progress import drafts, workflow
from progress.models import ProgressReport
from tests.dashboard.addresses import feeds
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

ATOM = "{http://www.w3.org/2005/Atom}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def entries(client: Client, address: str) -> list[ET.Element]:
    response = client.get(address)
    assert response.headers["Content-Type"].startswith("application/atom+xml")
    root = ET.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}")
    return root.findall(f"{ATOM}entry")


def test_feeds_are_well_formed_and_newest_first(client: Client, world: World) -> None:
    for address in feeds(world):
        dates = [entry.findtext(f"{ATOM}updated") or "" for entry in entries(client, address)]
        assert dates == sorted(dates, reverse=True)
    ids = {entry.findtext(f"{ATOM}id") for entry in entries(client, "/reports/feed.atom")}
    names = ("hotline1", "hotline2", "school1", "school2", "helpline1", "fund1")
    retraction = f"tag:testserver,2026:reports/{world.reports['retracted'].pk}/retraction"
    assert ids == {f"tag:testserver,2026:reports/{world.reports[name].pk}" for name in names} | {retraction}


def test_feeds_of_one_thing_hold_its_own_reports(client: Client, world: World) -> None:
    reports, school = world.reports, world.commitments["school"]
    assert keys(client, "/organisations/firm/feed.atom") == {reports["fund1"].pk}
    schools = {reports["school1"].pk, reports["school2"].pk}
    assert keys(client, "/recommendations/ED-2021-03/feed.atom") == schools
    assert keys(client, f"/commitments/{school.pk}/feed.atom") == schools
    assert keys(client, "/areas/beta/feed.atom") == schools
    assert keys(client, "/areas/beta/feed.atom?edition=ed-2021") == schools
    assert keys(client, "/areas/cross-cutting/feed.atom") == {reports["fund1"].pk}
    assert keys(client, "/reports/feed.atom?health=blocked") == {reports["school2"].pk}
    for address in ("/organisations/firm/", f"/commitments/{school.pk}/", "/areas/beta/"):
        assert client.get(f"{address}feed.atom?status=completed").status_code == 400


def keys(client: Client, address: str) -> set[int]:
    """The reports that a feed has entries for."""
    return {int((e.findtext(f"{ATOM}id") or "").rpartition("/")[2]) for e in entries(client, address)}


def test_the_feed_of_what_is_not_public_tells_no_more_than_its_page(client: Client, world: World) -> None:
    assert client.get("/areas/nothing/feed.atom").status_code == 404
    for name in ("private", "unpublished", "counted0"):
        assert client.get(f"/commitments/{world.commitments[name].pk}/feed.atom").status_code == 404


def test_pages_name_their_feeds_in_the_head(client: Client, world: World) -> None:
    school = f"/commitments/{world.commitments['school'].pk}/"
    for page, feed in [
        ("/", "/reports/feed.atom"),
        (school, f"{school}feed.atom"),
        ("/areas/alpha/", "/areas/alpha/feed.atom?edition=ed-2021"),
    ]:
        head = client.get(page).content.decode().partition("</head>")[0]
        assert f'<link rel="alternate" type="application/atom+xml" href="{feed}"' in head
        assert client.get(feed).status_code == 200


def links(root: ET.Element) -> dict[str, str]:
    return {link.get("rel", ""): link.get("href", "") for link in root.findall(f"{ATOM}link")}


def test_a_filtered_feed_is_a_feed_of_its_own(client: Client, world: World) -> None:
    whole = ET.fromstring(client.get("/fr/reports/feed.atom").content)
    part = ET.fromstring(client.get("/fr/reports/feed.atom?health=blocked&area=alpha").content)
    same = ET.fromstring(client.get("/fr/reports/feed.atom?area=alpha&health=blocked").content)
    query = "?health=blocked&area=alpha"
    assert links(part) == {
        "self": f"http://testserver/fr/reports/feed.atom{query}",
        "alternate": f"http://testserver/fr/reports/{query}",
    }
    assert part.findtext(f"{ATOM}id") == same.findtext(f"{ATOM}id") != whole.findtext(f"{ATOM}id")
    assert part.findtext(f"{ATOM}title") != whole.findtext(f"{ATOM}title")
    assert "Alpha" in (part.findtext(f"{ATOM}title") or "")
    assert links(whole)["self"] == "http://testserver/fr/reports/feed.atom"


def test_the_list_offers_the_feed_of_its_filters(client: Client, world: World) -> None:
    page = client.get("/reports/?area=alpha&as_of=2025-06-01").content.decode()
    assert page.count('href="/reports/feed.atom?area=alpha"') == 2
    assert client.get("/reports/feed.atom?area=alpha").status_code == 200


def test_a_filtered_calendar_says_what_it_holds(client: Client, world: World) -> None:
    calendar = b"".join(client.get("/commitments/due.ics?area=alpha").streaming_content).decode()
    assert re.search(r"NAME[^\r]*Alpha", calendar)


def test_a_narrative_is_drawn_as_on_the_page_in_its_own_language(client: Client, world: World) -> None:
    report = world.reports["fund1"]
    text = (
        "**Fait.** <img src=https://evil.example/x.png>\n\n![x](https://evil.example/y.png)\n\n[a](javascript:alert(1))"
    )
    ProgressReport.objects.filter(pk=report.pk).update(narrative=text, language="fr")
    (entry,) = entries(client, "/ar/organisations/firm/feed.atom")
    content = entry.find(f"{ATOM}content")
    assert content is not None and content.text
    assert (content.get("type"), content.get(LANGUAGE)) == ("html", "fr")
    assert "<strong>Fait.</strong>" in content.text
    assert "<img" not in content.text and "javascript:" not in content.text.replace("(javascript:", "")
    title, summary = entry.find(f"{ATOM}title"), entry.find(f"{ATOM}summary")
    assert title is not None and title.get(LANGUAGE) == report.commitment.language
    # In the feed's language, and plain: a reader takes it for no markup.
    assert summary is not None and summary.get(LANGUAGE) is None and summary.get("type", "text") == "text"


def test_ids_are_the_same_in_every_language(client: Client, world: World) -> None:
    english, arabic = (
        [entry.findtext(f"{ATOM}id") for entry in entries(client, address)]
        for address in ("/reports/feed.atom", "/ar/reports/feed.atom")
    )
    assert english == arabic


def test_what_is_retracted_gives_its_place_to_the_retraction(client: Client, world: World) -> None:
    report, fund = world.reports["fund1"], world.commitments["fund"]
    workflow.retract(report=report, by=world.curator, reason="Counted <twice>.")
    for feed in ("organisations/firm", "recommendations/ED-2021-04", "areas/cross-cutting", f"commitments/{fund.pk}"):
        (entry,) = entries(client, f"/{feed}/feed.atom")
        assert entry.findtext(f"{ATOM}id") == f"tag:testserver,2026:reports/{report.pk}/retraction"
        assert entry.findtext(f"{ATOM}summary") == "Report retracted: Counted <twice>."
        assert entry.find(f"{ATOM}content") is None, "the words that were taken back stay away"
    assert entries(client, "/reports/feed.atom?q=Withdrawn") == [], "nor does a search find them"
    found = {one.findtext(f"{ATOM}id") for one in entries(client, "/reports/feed.atom?status=withdrawn")}
    assert found == {f"tag:testserver,2026:reports/{report.pk}/retraction"}


def test_a_retraction_on_a_commitment_that_is_not_public_is_none(client: Client, world: World) -> None:
    workflow.retract(report=world.reports["of_private"], by=world.curator, reason="Nobody reads this.")
    assert b"Nobody reads this" not in client.get("/reports/feed.atom").content


def test_a_correction_is_an_entry_of_its_own(client: Client, world: World) -> None:
    """The report that it corrects leaves; the entry says which that was, by a link."""
    before = world.reports["helpline1"]
    by = world.people[before.organisation_id]
    draft = drafts.correct(report=before, by=by)
    corrected = workflow.publish(report=workflow.submit(report=draft, by=by), by=world.curator)
    feed = f"/commitments/{before.commitment_id}/feed.atom"
    newest, retraction = entries(client, feed)
    assert newest.findtext(f"{ATOM}id") == f"tag:testserver,2026:reports/{corrected.pk}"
    assert (retraction.findtext(f"{ATOM}id") or "").endswith("/retraction")
    assert links(newest)["related"] == f"http://testserver/reports/{before.pk}/"
    assert "Corrects the report published on 1 May 2025." in (newest.findtext(f"{ATOM}summary") or "")


def test_citations_hold_the_day_and_nothing_that_breaks_their_format(client: Client, world: World) -> None:
    commitment = world.commitments["=helpline"]
    commitment.title = "100% {of} it & more\nTY  - JOUR"
    commitment.save()
    address = f"/commitments/{commitment.pk}"
    bib = client.get(f"{address}/cite.bib?as_of=2025-06-01").content.decode()
    assert r"100\% \{of\} it \& more TY - JOUR" in bib
    assert "As of 2025-06-01" in bib
    assert bib.count("{") - bib.count(r"\{") == bib.count("}") - bib.count(r"\}")
    ris = client.get(f"{address}/cite.ris").content.decode()
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) for line in ris.split("\r\n") if line)
    assert ris.count("TY  - ") == 1
    assert f"/commitments/{commitment.pk}/?as_of=2025-11-22" in client.get(f"{address}/").content.decode()
