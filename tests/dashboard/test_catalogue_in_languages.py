"""The catalogue of 2021 in French, Spanish and Arabic: on pages, in files, charts, feeds and mails, and found."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import lxml.html
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from following.filters import followed
from recommendations.catalogue_file import read_catalogue
from recommendations.imports import import_catalogue
from recommendations.models import Recommendation, Translation
from search.folding import fold
from tests.dashboard import world as worlds
from tests.dashboard.addresses import body
from tests.dashboard.world import World
from tests.recommendations.samples import GTA_2021

pytestmark = pytest.mark.any_database

FILE: dict[str, Any] = json.loads(GTA_2021.read_text(encoding="utf-8"))
LANGUAGES = ("fr", "es", "ar")
ENTRIES = [FILE["edition"], *FILE["areas"], *FILE["recommendations"], *FILE["key_findings"]]
TRANSLATED = ("title", "summary", "name", "description", "text", "statement", "population", "unit", "source")
ENGLISH = {
    entry[name]
    for entry in ENTRIES
    for name in TRANSLATED
    # One word of it may be a word of the page, and an edition's source is a citation.
    if name in entry["translations"]["fr"] and " " in entry[name]
}
REFERENCE = "GTA-2021-12"
PAGES = [
    "/", "/gaps/", "/recommendations/", "/commitments/", "/organisations/", "/organisations/firm/", "/reports/",
    "/packs/read/", "/about/", "/data/", "/follow/?area=technology", "/compare/?organisation=firm&organisation=gov",
    "/areas/technology/", "/areas/cross-cutting/?edition=gta-2021", f"/recommendations/{REFERENCE}/",
    "/recommendations/?area=technology&ordering=title", f"/commitments/?recommendation={REFERENCE}",
    "/search/?q=design", "/search/?q=children", "/search/?q=Technology", "/embed/areas/", "/embed/gaps/",
    "/embed/units/",
]  # fmt: skip


def texts(entry: dict[str, Any], language: str) -> dict[str, str]:
    """What the file says in one language."""
    if language == "en":
        return entry
    return {name: text["text"] for name, text in entry["translations"][language].items()}


def entry_of(reference: str) -> dict[str, Any]:
    return next(entry for entry in FILE["recommendations"] if entry["reference"] == reference)


@pytest.fixture
def gta(world: World) -> World:
    """The world, with the catalogue of 2021 and commitments on two recommendations of it."""
    import_catalogue(document=read_catalogue(GTA_2021.read_bytes()))
    world.recommendations += Recommendation.objects.filter(reference__in=[REFERENCE, "GTA-2021-01"]).order_by("-pk")
    worlds.commit(world, "design", 2, [4, 5], "2025-06-01", language="en")
    worlds.report(world, "design1", "design", "2025-07-01", narrative="We began.", language="en")
    return world


def foreign(page: str) -> list[str]:
    """The English texts of the catalogue that a page shows without marking them as English."""
    found = []
    for element in lxml.html.fromstring(page).iter(lxml.etree.Element):
        if element.tag in ("script", "style") or "citation" in (element.get("class") or ""):
            continue  # a citation gives a source its own title
        shown = [element.text, *element.attrib.values(), *(child.tail for child in element)]
        words = " ".join(" ".join(filter(None, shown)).split())
        languages = [one.get("lang") for one in (element, *element.iterancestors()) if one.get("lang")]
        if languages[0] != "en":
            found += [text for text in ENGLISH if text in words]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_shows_english_of_the_catalogue_as_its_own_language(client: Client, gta: World, language: str) -> None:
    wrong = {}
    for address in PAGES:
        answer = client.get(f"/{language}{address}", follow=True)
        assert answer.status_code == 200, address
        if found := foreign(answer.content.decode()):
            wrong[address] = found
    assert wrong == {}
    assert foreign(client.get("/").content.decode().replace('lang="en"', 'lang="fr"')), "the walk finds what is there"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_who_translated_it_and_has_the_english_one_click_away(
    client: Client, gta: World, language: str
) -> None:
    entry = entry_of(REFERENCE)
    page = client.get(f"/{language}/recommendations/{REFERENCE}/").content.decode()
    main = lxml.html.fromstring(page).find(".//main")
    assert texts(entry, language)["title"] in main.findtext(".//h1")
    assert texts(entry, language)["text"] in main.text_content()
    [note] = main.xpath(".//details[contains(@class, 'translated')]")
    assert "2026" in note.find("summary").text_content()
    originals = [(one.text, one.get("lang"), one.get("dir")) for one in note.findall("p")]
    assert originals == [(entry["title"], "en", "ltr"), (entry["text"], "en", "ltr")]


def test_a_page_in_english_has_no_note_and_says_what_is_written_in_another_language(client: Client, gta: World) -> None:
    page = client.get(f"/recommendations/{REFERENCE}/").content.decode()
    assert 'class="small soft translated"' not in page
    report = gta.reports["design1"].pk
    assert "Written in" not in client.get(f"/reports/{report}/").content.decode()
    type(gta.reports["design1"]).objects.filter(pk=report).update(language="es")
    assert "Written in Spanish." in client.get(f"/reports/{report}/?as_of=2025-11-21").content.decode()


def test_a_translation_of_words_that_have_changed_says_so(client: Client, gta: World) -> None:
    row = Recommendation.objects.get(reference=REFERENCE)
    row.text = "Everybody must act."
    row.save()
    assert "The original has changed" not in client.get(f"/recommendations/{REFERENCE}/").content.decode()
    with translation.override("fr"):
        words = translation.gettext("The original has changed since it was translated.")
    assert words in client.get(f"/fr/recommendations/{REFERENCE}/").content.decode()


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_files_and_the_api_answer_in_the_language_asked_for(client: Client, gta: World, language: str) -> None:
    asked = {"edition": "gta-2021", "lang": language}
    expected = {
        entry["reference"]: (texts(entry, language)["title"], texts(entry, language)["text"], language)
        for entry in FILE["recommendations"]
    }
    rows = client.get("/api/v1/recommendations/", {**asked, "limit": 100}).json()["results"]
    lines = csv.DictReader(io.StringIO(body(client.get("/data/recommendations.csv", asked)).decode("utf-8-sig")))
    held = json.loads(body(client.get("/data/recommendations.json", asked)))
    for found in (rows, list(lines), held):
        assert {row["reference"]: (row["title"], row["text"], row["language"]) for row in found} == expected
    accepted = client.get("/data/recommendations.json", {"edition": "gta-2021"}, headers={"Accept-Language": language})
    assert json.loads(body(accepted)) == held
    edition = client.get("/api/v1/editions/gta-2021/", {"lang": language}).json()
    assert edition["title"] == texts(FILE["edition"], language)["title"]
    assert [one["source"] for one in edition["key_findings"]] == [
        texts(one, language)["source"] for one in FILE["key_findings"]
    ]
    areas = client.get("/api/v1/areas/", asked).json()["results"]
    assert [one["name"] for one in areas][:6] == [texts(one, language)["name"] for one in FILE["areas"]]


def test_a_row_of_which_only_the_title_is_translated_stays_in_one_language(client: Client, gta: World) -> None:
    row = Recommendation.objects.get(reference=REFERENCE)
    Translation.objects.filter(object_id=row.pk, field="text", language="fr").delete()
    found = client.get(f"/api/v1/recommendations/{REFERENCE}/?lang=fr").json()
    assert (found["title"], found["text"], found["language"]) == (row.title, row.text, "en")


@pytest.mark.parametrize("language", ["en", *LANGUAGES])
def test_titles_are_sorted_as_the_reader_sees_them(client: Client, gta: World, language: str) -> None:
    address = "/api/v1/recommendations/"
    asked = {"edition": "gta-2021", "lang": language, "ordering": "title", "limit": 7}
    titles: list[str] = []
    answer = client.get(address, asked).json()
    while True:
        titles += [row["title"] for row in answer["results"]]
        if not answer["next"]:
            break
        answer = client.get(answer["next"].removeprefix("http://testserver")).json()
    assert len(titles) == len(set(titles)) == 20
    assert titles == sorted(titles, key=fold)
    backwards = client.get(address, {**asked, "ordering": "-title", "limit": 100}).json()["results"]
    assert [row["title"] for row in backwards] == titles[::-1]


@pytest.mark.parametrize("page", ["en", *LANGUAGES])
@pytest.mark.parametrize("words", ["en", *LANGUAGES])
def test_a_recommendation_is_found_by_its_title_in_every_language_on_every_page(
    client: Client, gta: World, page: str, words: str
) -> None:
    prefix = "" if page == "en" else f"/{page}"
    entry = entry_of(REFERENCE)
    for address in ("/search/", "/recommendations/"):
        found = client.get(f"{prefix}{address}", {"q": texts(entry, words)["title"]}).content.decode()
        assert f"/recommendations/{REFERENCE}/" in found, address
    area = FILE["areas"][1]
    found = client.get(f"{prefix}/search/", {"q": texts(area, "en")["name"]}).content.decode()
    assert "/areas/criminal-justice/" in found


@pytest.mark.parametrize("language", LANGUAGES)
def test_charts_feeds_calendars_cards_and_mails_use_the_readers_words(
    client: Client, gta: World, language: str
) -> None:
    entry, area = texts(entry_of(REFERENCE), language), texts(FILE["areas"][3], language)
    svg = client.get("/charts/areas.svg", {"lang": language, "edition": "gta-2021"}).content.decode()
    assert area["name"] in svg and not any(text in svg for text in ENGLISH)
    numbers = client.get("/charts/gaps.csv", {"lang": language, "edition": "gta-2021"})
    assert entry["title"] in body(numbers).decode("utf-8-sig")
    feed = client.get(f"/{language}/recommendations/{REFERENCE}/feed.atom").content.decode()
    assert entry["title"] in feed
    calendar = client.get(f"/{language}/recommendations/{REFERENCE}/due.ics")
    assert entry["title"][:20] in body(calendar).decode().replace("\r\n ", "")
    pack = client.get(f"/{language}/packs/read/", {"recommendation": REFERENCE}).content.decode()
    assert entry["title"] in pack
    with translation.override(language):
        assert followed(QueryDict(f"recommendation={REFERENCE}")).title == f"{REFERENCE} {entry['title']}"
        assert area["name"] in followed(QueryDict("area=technology&edition=gta-2021")).title


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_queries_of_a_list_do_not_grow_with_its_translations(client: Client, gta: World, language: str) -> None:
    def asked(address: str) -> int:
        with CaptureQueriesContext(connection) as found:
            client.get(address)
        return len(found)

    address = f"/{language}/recommendations/?edition=gta-2021&ordering=title"
    asked(address)  # the catalogue of this version is read once
    of_english = asked("/recommendations/?edition=gta-2021&ordering=title&q=governments")
    assert asked(f"{address}&q=GTA-2021") <= of_english


@pytest.mark.parametrize("language", LANGUAGES)
def test_signed_in_pages_show_the_readers_words(client: Client, gta: World, language: str) -> None:
    firm, commitment = gta.organisations[2], gta.commitments["design"]
    client.force_login(gta.people[firm.pk])
    title, area = texts(entry_of(REFERENCE), language)["title"], texts(FILE["areas"][3], language)["name"]
    with translation.override(language):
        addresses = [
            reverse("stakeholders:responses", args=[firm.slug]),
            reverse("stakeholders:commitment", args=[commitment.pk]),
        ]
        form = reverse("stakeholders:commitment_new")
    for address in addresses:
        page = client.get(address).content.decode()
        assert title in page and area in page, address
        assert not foreign(page)
    assert title in client.get(form).content.decode()
