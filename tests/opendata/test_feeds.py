"""Atom feeds and citations: well formed, with ids that never change."""

import re
import xml.etree.ElementTree as ET

from django.test import Client

from progress import workflow
from progress.models import ProgressReport
from tests.dashboard.addresses import feeds
from tests.dashboard.world import World

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
    assert ids == {f"tag:testserver,2026:reports/{world.reports[name].pk}" for name in names}


def test_feeds_of_one_thing_hold_its_own_reports(client: Client, world: World) -> None:
    def keys(address: str) -> set[int]:
        return {int((e.findtext(f"{ATOM}id") or "").rpartition("/")[2]) for e in entries(client, address)}

    reports = world.reports
    assert keys("/organisations/firm/feed.atom") == {reports["fund1"].pk}
    assert keys("/recommendations/ED-2021-03/feed.atom") == {reports["school1"].pk, reports["school2"].pk}
    assert keys("/reports/feed.atom?health=blocked") == {reports["school2"].pk}
    assert client.get("/organisations/firm/feed.atom?status=completed").status_code == 400


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


def test_what_is_retracted_leaves_the_feed(client: Client, world: World) -> None:
    workflow.retract(report=world.reports["fund1"], by=world.curator, reason="No.")
    assert entries(client, "/organisations/firm/feed.atom") == []


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
