"""What pages say of themselves: one description, one picture, one well-formed graph about what the page is about."""

from __future__ import annotations

import json
import re
import struct
from html import unescape
from typing import Any

import pytest
from django.test import Client

from charts import Card, draw_card
from charts import png as pngs
from dashboard.excerpts import excerpt
from dashboard.structured_data.data_block import json_for_html
from opendata.datasets import DATASETS
from tests.dashboard.addresses import FILTERED, WORDS, body, things
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
META = re.compile(r'<meta (?:name|property)="([^"]+)" content="([^"]*)">')


def graph(page: str) -> dict[str, dict[str, Any]]:
    """The nodes of the page's one block, by id."""
    (text,) = BLOCK.findall(page)
    document = json.loads(text)
    assert document["@context"] == "https://schema.org"
    nodes = document["@graph"]
    assert len({node["@id"] for node in nodes}) == len(nodes)
    return {node["@id"]: node for node in nodes}


def referred(value: Any) -> list[str]:
    """Every id that stands for a node described elsewhere on the page."""
    if isinstance(value, list):
        return [found for one in value for found in referred(one)]
    if not isinstance(value, dict):
        return []
    if value.keys() == {"@id"}:
        return [value["@id"]]
    return [found for one in value.values() for found in referred(one)]


def test_every_page_describes_itself(client: Client, world: World) -> None:
    for address in [*FILTERED, *WORDS, *things(world), "/ar/reports/", "/fr/recommendations/ED-2021-01/"]:
        page = client.get(address).content.decode()
        nodes, meta = graph(page), dict(META.findall(page))
        here = f"http://testserver{address}"
        assert nodes[f"{here}#page"]["url"] == here == meta["og:url"]
        assert set(referred(list(nodes.values()))) <= nodes.keys(), address
        assert unescape(meta["description"]) == nodes[f"{here}#page"]["description"] == unescape(meta["og:description"])
        assert meta["og:image"].startswith("http://testserver/cards/")
        if address != "/":
            steps = nodes[f"{here}#trail"]["itemListElement"]
            assert [step["position"] for step in steps] == list(range(1, len(steps) + 1))
            assert steps[-1]["item"] == here
        assert f'<link rel="canonical" href="{here}">' in page
        assert page.count(' hreflang="') >= 5


def main_of(client: Client, path: str) -> dict[str, Any]:
    return graph(client.get(path).content.decode())[f"http://testserver{path}"]


def test_things_are_told_in_schema_orgs_words(client: Client, world: World) -> None:
    row = main_of(client, "/recommendations/ED-2021-01/")
    assert (row["@type"], row["identifier"], row["about"]["termCode"]) == ("CreativeWork", "ED-2021-01", "alpha")
    assert [one["audienceType"] for one in row["audience"]] == ["Government", "NGO"]
    assert row["isPartOf"]["datePublished"] == "2021"
    hotline = world.commitments["hotline"]
    row = main_of(client, f"/commitments/{hotline.pk}/")
    assert row["agent"]["@id"] == "http://testserver/organisations/gov/"
    assert [one["identifier"] for one in row["object"]] == ["ED-2021-01", "ED-2021-02"]
    assert (row["endTime"], "actionStatus" in row) == ("2025-12-31", False)
    row = main_of(client, f"/reports/{world.reports['hotline1'].pk}/")
    assert row["about"]["@id"] == f"http://testserver/commitments/{hotline.pk}/"
    assert row["author"]["@type"] == "GovernmentOrganization"
    assert main_of(client, "/organisations/ngo/")["location"]["identifier"] == "XB"


def test_a_due_date_is_no_more_exact_than_it_is_known(client: Client, world: World) -> None:
    hotline = world.commitments["hotline"]
    hotline.due_precision = "month"
    hotline.save()
    assert main_of(client, f"/commitments/{hotline.pk}/")["endTime"] == "2025-12"


def test_the_data_page_describes_each_file(client: Client, world: World) -> None:
    nodes = graph(client.get("/data/").content.decode())
    dataset = nodes["http://testserver/data/#dataset"]
    assert dataset["license"] == "https://creativecommons.org/licenses/by/4.0/"
    files = [one for part in dataset["hasPart"] for one in part["distribution"]]
    assert len(files) == 3 * len(DATASETS)
    for one in [*files, *dataset["distribution"]]:
        answer = client.get(one["contentUrl"].removeprefix("http://testserver"))
        assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, one["encodingFormat"])


def test_no_title_ends_the_block_or_begins_another(client: Client, world: World) -> None:
    evil = world.commitments["school"]
    evil.title = "</script><script>alert(1)</script><!-- & \u2028"
    evil.save()
    page = client.get(f"/commitments/{evil.pk}/").content.decode()
    assert "alert(1)</script>" not in page
    assert main_of(client, f"/commitments/{evil.pk}/")["name"] == evil.title
    assert "<" not in json_for_html({"a": "<b>&"})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Bold** [link](https://a.example) & <b>", "Bold link & <b>"),
        ("one\n\n- two\n- three", "one two three"),
        ("", ""),
    ],
    ids=["marks", "lists", "nothing"],
)
def test_an_excerpt_is_plain_words(text: str, shown: str) -> None:
    assert excerpt(text) == shown
    assert len(excerpt("word " * 500)) <= 200
    assert excerpt("word " * 500).endswith("word…")


def size(data: bytes) -> tuple[int, int]:
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", data[16:24])


def test_a_picture_is_of_the_size_that_is_promised_and_speaks_the_language(client: Client, world: World) -> None:
    english = client.get("/cards/dashboard.png")
    assert size(body(english)) == (1200, 630)
    assert body(client.get("/cards/dashboard.png?lang=ar")) != body(english)
    again = client.get("/cards/dashboard.png", headers={"if-none-match": english.headers["ETag"]})
    assert again.status_code == 304
    assert client.get("/cards/dashboard.png?as_of=2025-06-01").status_code == 400
    page = client.get("/ar/commitments/").content.decode()
    assert 'content="http://testserver/cards/dashboard.png?lang=ar"' in page


def test_a_status_on_a_picture_comes_with_its_age_and_evidence(client: Client, world: World, monkeypatch) -> None:
    drawn: list[Card] = []
    monkeypatch.setattr(
        "dashboard.views.social_cards.draw_card", lambda card, rtl: drawn.append(card) or draw_card(card)
    )
    for address in (f"/cards/commitments/{world.commitments['hotline'].pk}.png", "/cards/organisations/firm.png",
                    f"/cards/reports/{world.reports['fund1'].pk}.png"):  # fmt: skip
        assert client.get(address).status_code == 200
    commitment, organisation, report = drawn
    assert commitment.facts[0] == "Completed · Recent · Several pieces of evidence"
    assert organisation.facts[0] == "The only commitment was withdrawn or superseded."
    assert report.facts[0].count(" · ") == 2
    assert all("22 November 2025" in card.foot for card in drawn)


def test_without_the_extra_no_page_promises_a_picture(client: Client, world: World, monkeypatch) -> None:
    monkeypatch.setattr(pngs, "resvg_py", None)
    assert "og:image" not in client.get("/").content.decode()
    assert client.get("/cards/dashboard.png").status_code == 503


WORDS_OF_SCRIPTS = {
    "latin": ("Fund", "Find"),
    "arabic": ("بيلاريا", "تقرير"),
    "thai": ("ไทย", "ปลอด"),
    "mixed": ("A · بيلاريا", "A · تقرير"),
}


@pytest.mark.parametrize("script", WORDS_OF_SCRIPTS)
def test_pictures_show_the_letters_of_every_script(script: str) -> None:
    """Different words leave different pictures, which boxes in the place of missing letters would not."""
    first, second = (pngs.png(draw_card(Card("Site", word, word)), scale=1) for word in WORDS_OF_SCRIPTS[script])
    boxes = pngs.png(draw_card(Card("Site", "\ue000" * 7, "\ue000" * 7)), scale=1)
    assert len({first, second, boxes}) == 3
    assert first == pngs.png(draw_card(Card("Site", *(WORDS_OF_SCRIPTS[script][0],) * 2)), scale=1)


def test_letters_that_join_are_set_in_one_font() -> None:
    svg = pngs._each_line_in_one_font('<text x="1">\u2068A · \u0628\u2069</text><text>B</text>')
    assert svg == '<text font-family="Noto Sans Arabic" x="1">\u202aA · \u0628\u202c</text><text>B</text>'


def test_a_long_title_stays_inside() -> None:
    svg = draw_card(Card("Site", "Kicker", "word " * 80, ("fact",), "foot")).svg
    lines = re.findall(r'y="([\d.]+)" font-size="36"', svg)
    assert len(lines) == 6 and float(lines[-1]) < 470
    assert "…" in svg
