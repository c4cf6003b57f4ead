"""Atom feeds and citations: well formed, with ids that never change."""

import re
import xml.etree.ElementTree as ET

from django.test import Client

from progress import workflow
from tests.dashboard.addresses import feeds
from tests.dashboard.world import World

ATOM = "{http://www.w3.org/2005/Atom}"


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
