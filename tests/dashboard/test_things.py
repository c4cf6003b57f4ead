"""The pages of one thing: what their first screen answers, and that each number has its list."""

from __future__ import annotations

import datetime
import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from dashboard import page_cache
from progress import assessments
from progress.models import Evidence, IndicatorValue
from tests.dashboard import world as worlds
from tests.dashboard.reading import page, section, words
from tests.dashboard.test_numbers import count_on
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database


def opening(html: str) -> str:
    return re.search(r'<div class="opening">.*?</div>\s*<(?:div|aside)>', html, re.DOTALL)[0]  # type: ignore[index]  # there


@pytest.mark.parametrize("query", [{}, {"as_of": "2025-06-15"}])
def test_key_numbers_and_who_was_asked_open_their_lists(client: Client, world: World, query: dict) -> None:
    checked = 0
    for address in ("/recommendations/ED-2021-01/", "/recommendations/ED-2021-04/", "/organisations/gov/"):
        html = page(client, address, **query)
        numbers = re.findall(r'<dd>\s*<a href="([^"]+)">([\d,]+)</a>', html)
        numbers += re.findall(r'<a href="([^"]+)">(\d+) commitments?</a>', html)
        for href, number in numbers:
            assert count_on(client.get(unescape(href)).content.decode()) == int(number), (address, href)
            checked += 1
    assert checked >= 3


def test_a_recommendation_says_who_was_asked_and_who_has_answered(client: Client, world: World) -> None:
    html = page(client, "/recommendations/ED-2021-04/")
    assert "One of the two actor types it addresses has made no commitment." in words(html)
    asked = words(section(html, "asked"))
    assert "Government · no commitment yet" in asked
    assert "Private sector · 1 commitment" in asked


def test_the_first_screen_marks_our_words_and_names_the_source(client: Client, world: World) -> None:
    text = words(page(client, "/recommendations/ED-2021-01/"))
    assert "Title and text are in our words. Section in the source document:" in text
    assert world.recommendations[0].source_heading in text


def test_an_organisation_shows_what_it_was_asked_and_has_answered(client: Client, world: World) -> None:
    asked = words(section(page(client, "/organisations/gov/"), "asked"))
    assert "Alpha area 2 of 2 with commitments ED-2021-01 has committed ED-2021-02 has committed" in asked
    assert "Cross-cutting 0 of 1 with commitments ED-2021-04 no commitment yet" in asked
    before = words(section(page(client, "/organisations/gov/", as_of="2025-03-01"), "asked"))
    assert "Alpha area 2 of 2 with commitments" in before
    assert words(section(page(client, "/organisations/firm/", as_of="2025-03-20"), "asked")).count("0 of 1") == 1


def test_a_commitment_says_who_promised_what_by_when(client: Client, world: World) -> None:
    text = words(page(client, f"/commitments/{world.commitments['fund'].pk}/"))
    assert "Organisation firm has committed to do this by 30 June 2025." in text
    late = words(page(client, f"/commitments/{world.commitments['fund'].pk}/", as_of="2025-04-20"))
    assert "No report has been published yet." in late
    school = words(page(client, f"/commitments/{world.commitments['silent'].pk}/"))
    assert "Organisation ngo has committed to do this, without a due date." in school


def test_the_assessor_signs_and_the_answer_is_the_next_report(client: Client, world: World) -> None:
    text = words(page(client, f"/commitments/{world.commitments['hotline'].pk}/"))
    assert "Signed: An assessor, Curator. The assessor belongs to none of its organisations." in text
    assert "The organisation has reported since: Completed , 1 October 2025" in text
    then = words(page(client, f"/commitments/{world.commitments['hotline'].pk}/", as_of="2025-09-10"))
    assert "The organisation has not reported since." in then
    assert "Limited" in then


def test_an_indicator_shows_the_last_value_that_was_reported(client: Client, world: World) -> None:
    indicator = world.commitments["hotline"].indicators.create(name="Calls", unit="calls", target=100)
    IndicatorValue.objects.create(report=world.reports["hotline1"], indicator=indicator, value=40)
    address = f"/commitments/{world.commitments['hotline'].pk}/"
    assert "Calls 40 1 March 2025 100 calls" in words(section(page(client, address), "indicators"))
    IndicatorValue.objects.create(report=world.reports["hotline2"], indicator=indicator, value=60)
    page_cache.clear()
    assert "Calls 60 1 October 2025 100 calls" in words(section(page(client, address), "indicators"))
    assert "Calls 40" in words(section(page(client, address, as_of="2025-05-01"), "indicators"))


def test_a_report_says_what_changed_since_the_one_before(client: Client, world: World) -> None:
    html = page(client, f"/reports/{world.reports['school2'].pk}/")
    text = words(section(html, "changed"))
    assert "Implementation status: Not started changed to In progress" in text
    assert f'href="/reports/{world.reports["school1"].pk}/"' in html
    first = words(section(page(client, f"/reports/{world.reports['school1'].pk}/"), "changed"))
    assert first.startswith('id="changed"> What this first report says') and "Not started" in first


def test_evidence_that_is_not_public_shows_nowhere(client: Client, world: World) -> None:
    Evidence.objects.filter(report=world.reports["helpline1"]).update(title=f"{worlds.CANARY} piece")
    for address in (f"/reports/{world.reports['helpline1'].pk}/", f"/commitments/{world.commitments['=helpline'].pk}/"):
        assert worlds.CANARY not in page(client, address)


def test_evidence_tells_its_age(client: Client, world: World) -> None:
    Evidence.objects.filter(report=world.reports["hotline2"]).update(dated_on=datetime.date(2023, 11, 1))
    html = page(client, f"/commitments/{world.commitments['hotline'].pk}/")
    assert "Dated 1 November 2023 ( 2 years old)" in words(html) or "Dated 1 November 2023 (2 years old)" in words(html)


def test_a_later_assessment_takes_the_place_of_the_first(client: Client, world: World) -> None:
    assessments.assess(
        commitment=world.commitments["hotline"], by=world.curator, completion="complete", rationale="All of it.",
        assessed_on=datetime.date(2025, 11, 1), at=worlds.moment("2025-11-01"),
    )  # fmt: skip
    html = page(client, f"/commitments/{world.commitments['hotline'].pk}/")
    assert "All of it." in words(section(html, "state"))
    assert "Independent assessment: Limited changed to Complete" in words(section(html, "changed"))


def test_the_finding_is_the_description_of_the_page(client: Client, world: World) -> None:
    for address in ("/recommendations/ED-2021-01/", "/organisations/gov/"):
        html = client.get(address).content.decode()
        lede = words(re.search(r'<p class="lede">(.*?)</p>', html, re.DOTALL)[1])  # type: ignore[index]  # there
        assert f'<meta name="description" content="{lede}">' in unescape(html)


def test_queries_do_not_grow_with_history(client: Client, world: World) -> None:
    commitment = f"/commitments/{world.commitments['=helpline'].pk}/"
    addresses = [commitment, "/organisations/ngo/", "/recommendations/ED-2021-01/"]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            page_cache.clear()
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            found.append(len(queries))
        return found

    page(client, addresses[0])
    few = costs()
    for month in range(7, 11):
        worlds.report(world, f"more{month}", "=helpline", f"2025-{month:02}-01", links=1)
    many = costs()
    assert [more <= less for more, less in zip(many, few, strict=True)] == [True] * 3, (few, many)
