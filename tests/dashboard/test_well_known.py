"""What programs look for at fixed addresses: robots.txt, the sitemap, security.txt, the way to a new password."""

from __future__ import annotations

import datetime
import re
import urllib.robotparser
import xml.etree.ElementTree as ET

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from dashboard import sitemaps
from recommendations.models import Recommendation
from tests.dashboard.addresses import WORDS, things
from tests.dashboard.world import CANARY, World

pytestmark = pytest.mark.any_database

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
LINK = "{http://www.w3.org/1999/xhtml}link"


def locations(xml: bytes) -> list[str]:
    return [(node.text or "").strip() for node in ET.fromstring(xml).iter(f"{MAP}loc")]


def path_of(address: str) -> str:
    assert address.startswith("http://testserver/")
    return address.removeprefix("http://testserver")


def test_the_sitemap_names_every_public_page_in_four_languages(client: Client, world: World) -> None:
    answer = client.get("/sitemap.xml")
    assert answer.headers["Content-Type"].startswith("application/xml")
    paths = {path_of(one) for one in locations(answer.content)}
    words = (path for path in WORDS if not path.startswith("/search/"))
    wanted = {"/", "/commitments/", "/areas/alpha/", "/areas/cross-cutting/", *words, *things(world)}
    for prefix in ("", "/fr", "/es", "/ar"):
        assert {prefix + path for path in wanted} <= paths
    retracted = world.reports["retracted"]
    assert f"/reports/{retracted.pk}/" not in paths
    assert not [path for path in paths if "/search/" in path]
    assert CANARY not in answer.content.decode()
    for url in ET.fromstring(answer.content):
        alternates = {link.get("hreflang"): link.get("href") for link in url.iter(LINK)}
        assert set(alternates) == {"en", "fr", "es", "ar", "x-default"}
        assert (url.findtext(f"{MAP}loc") or "").strip() in alternates.values()


def test_every_address_of_the_sitemap_answers(client: Client, world: World) -> None:
    english = [
        one
        for one in map(path_of, locations(client.get("/sitemap.xml").content))
        if one[:4] not in ("/fr/", "/es/", "/ar/")
    ]
    for path in english:
        assert client.get(path).status_code == 200, path
    Recommendation.objects.filter(reference="ED-2021-02").update(archived_at=timezone.now(), archived_reason="Gone.")
    assert b"ED-2021-02" not in client.get("/sitemap-recommendations-0.xml").content


def test_a_large_sitemap_is_split_into_parts_of_bounded_size(
    client: Client, world: World, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries
) -> None:
    whole = set(locations(client.get("/sitemap.xml").content))
    monkeypatch.setattr(sitemaps, "SPAN", 2)
    with django_assert_max_num_queries(12):
        index = client.get("/sitemap.xml", {"fbclid": "2"})
    assert ET.fromstring(index.content).tag == f"{MAP}sitemapindex"
    found: set[str] = set()
    for part in locations(index.content):
        answer = client.get(path_of(part))
        assert answer.status_code == 200, part  # also where all of its things were taken down
        entries = locations(answer.content)
        assert len(entries) <= 2 * 4 or "pages" in part
        found |= set(entries)
    assert found == whole


def test_robots_may_read_what_is_public_and_are_told_of_the_sitemap(client: Client, world: World) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"].startswith("text/plain")
    robots = urllib.robotparser.RobotFileParser()
    robots.parse(answer.content.decode().splitlines())
    assert robots.site_maps() == ["http://testserver/sitemap.xml"]
    for path in ("/", "/fr/commitments/", "/data/commitments.csv", "/commitments/1/"):
        assert robots.can_fetch("*", f"http://testserver{path}")
    for path in ("/accounts/login/", "/ar/reporting/", "/fr/curate/", "/admin/", "/follow/?q=a", "/es/follow/"):
        assert not robots.can_fetch("*", f"http://testserver{path}")


def test_security_txt_says_whom_to_write_to_and_expires(client: Client, world: World, settings) -> None:
    settings.SECURITY_CONTACTS = ["mailto:security@body.example", "https://body.example/report"]
    answer = client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = re.findall(r"^([A-Z][A-Za-z-]+): (.+)$", answer.content.decode(), re.M)
    assert [value for name, value in fields if name == "Contact"] == settings.SECURITY_CONTACTS
    (expires,) = [value for name, value in fields if name == "Expires"]
    left = datetime.datetime.fromisoformat(expires) - timezone.now()
    assert datetime.timedelta(days=30) < left < datetime.timedelta(days=365)
    assert dict(fields)["Canonical"] == "http://testserver/.well-known/security.txt"


def test_password_managers_find_the_page_for_a_new_password(client: Client, db) -> None:
    answer = client.get("/.well-known/change-password")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts/password/change/")


def test_there_is_an_icon_at_the_root(client: Client) -> None:
    icon = (django_settings.WHITENOISE_ROOT / "favicon.ico").read_bytes()
    assert icon[:4] == b"\x00\x00\x01\x00"
    answer = client.get("/favicon.ico")
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    assert (answer.status_code, body) == (200, icon)


@pytest.mark.parametrize("path", ["/robots.txt", "/sitemap.xml", "/.well-known/security.txt"])
def test_all_of_it_is_cacheable_and_the_same_for_everyone(client: Client, world: World, path: str) -> None:
    answer = client.get(path)
    assert "public" in answer.headers["Cache-Control"] and answer.headers["ETag"] and not answer.cookies
    assert client.get(path, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def test_the_privacy_page_says_who_answers_where_to_write_and_what_a_session_holds(
    client: Client, db, settings
) -> None:
    settings.CONTROLLER, settings.CONTACT_EMAIL = "The secretariat of a body", "data@body.example"
    page = client.get("/privacy/").content.decode()
    assert "The secretariat of a body" in page
    assert 'href="mailto:data@body.example"' in page
    assert "12 hours" in page and "IP address" in page
