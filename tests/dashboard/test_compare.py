"""Organisations side by side: in the reader's order, each number with its list, and words for what is wrong."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from stakeholders.models import Organisation
from tests.dashboard import world as worlds
from tests.dashboard.reading import page, words
from tests.dashboard.test_numbers import count_on, linked_numbers
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

THREE = "/compare/?organisation=ngo&organisation=gov&organisation=firm"


def rows(html: str) -> dict[str, list[str]]:
    """The cells of each row by its heading, in words."""
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", html, re.DOTALL):
        if heading := re.search(r'<th scope="row">(.*?)</th>', row, re.DOTALL):
            found[words(heading[1])] = [words(cell) for cell in re.findall(r"<td.*?</td>", row, re.DOTALL)]
    return found


def refused(client: Client, query: str) -> str:
    answer = client.get(f"/compare/?{query}")
    assert answer.status_code == 400, query
    assert "public" not in answer.headers.get("Cache-Control", "")
    return answer.content.decode()


def test_the_order_is_the_readers(client: Client, world: World) -> None:
    for order in (["ngo", "gov", "firm"], ["firm", "ngo"], ["gov", "firm", "ngo"]):
        html = page(client, "/compare/?" + "&".join(f"organisation={slug}" for slug in order))
        heads = re.findall(r'<th scope="col">(.*?)</th>', html, re.DOTALL)
        assert [words(head) for head in heads] == [f"Organisation {slug}" for slug in order]


def test_every_row_says_the_same_of_each(client: Client, world: World) -> None:
    found = rows(page(client, THREE))
    assert {len(cells) for cells in found.values()} == {3}
    assert found["Actor type"] == ["NGO", "Government", "Private sector"]
    assert found["Country"] == ["Land XB", "Land XA", "–"]
    assert found["Completed"] == ["1", "1", "0"]  # the hotline is a commitment of two of them
    assert found["Blocked" if "Blocked" in found else "In progress"][1] == "1"
    assert found["Latest report"] == ["1 May 2025", "1 October 2025", "1 May 2025"]
    assert found["Alpha area"] == ["1 of 1", "2 of 2", "not addressed"]
    assert found["Cross-cutting"] == ["not addressed", "0 of 1", "1 of 1"]


@pytest.mark.parametrize("query", ["", "&as_of=2025-06-01"])
def test_every_number_opens_its_list(client: Client, world: World, query: str) -> None:
    html, checked = page(client, THREE + query), 0
    for path in ("/commitments/", "/recommendations/"):
        for address, number in linked_numbers(html, path):
            assert count_on(client.get(address).content.decode()) == number, address
            checked += 1
    assert checked > 15


def test_each_square_opens_its_commitment(client: Client, world: World) -> None:
    html = page(client, THREE)
    cell = re.findall(r'<ul class="squares">.*?</ul>', html, re.DOTALL)[1]  # of the government
    led = [world.commitments[name].pk for name in ("hotline", "school")]
    assert re.findall(r'href="/commitments/(\d+)/"', cell) == [str(pk) for pk in led]
    assert 'title="hotline promise"' in unescape(cell)
    assert words(cell).split(" ")[0] == "Completed"


def test_without_organisations_there_is_the_form_and_with_one_it_asks_for_another(client: Client, world: World) -> None:
    assert "<table" not in page(client, "/compare/")
    html = page(client, "/compare/?organisation=gov")
    assert "Choose at least one more organisation" in html
    assert 'value="Organisation gov"' in html
    assert "<table" not in html


def test_a_name_leads_to_the_address_that_all_share(client: Client, world: World) -> None:
    answer = client.get("/fr/compare/?organisation=organisation+NGO&organisation=gov&organisation=&as_of=2025-06-01")
    assert answer.status_code == 302
    assert answer.url == "/fr/compare/?as_of=2025-06-01&organisation=ngo&organisation=gov"


def test_what_cannot_be_compared_is_said_and_kept(client: Client, world: World) -> None:
    twice = refused(client, "organisation=gov&organisation=gov")
    assert "This organisation is chosen already." in twice
    unknown = refused(client, "organisation=gov&organisation=Organisaton+firm")
    assert "There is no organisation of this name." in unknown
    assert "Did you mean: Organisation firm" in words(unknown)
    assert 'value="Organisaton firm"' in unknown and 'value="Organisation gov"' in unknown
    for slug in ("two", "three"):
        worlds.organisation(slug, "academia", None)
    five = refused(client, "&".join(f"organisation={slug}" for slug in ("gov", "ngo", "firm", "two", "three")))
    assert "You can compare up to 4 organisations." in five
    assert five.count('name="organisation"') == 5
    assert 'value="Organisation three"' in five


def test_an_archived_organisation_is_not_compared(client: Client, world: World) -> None:
    Organisation.objects.filter(slug="firm").update(archived_at=timezone.now(), archived_reason="Merged.")
    assert "This organisation is archived." in refused(client, "organisation=gov&organisation=firm")
    assert "There is no organisation of this name." in refused(
        client, "organisation=gov&organisation=Organisation+firm"
    )


@pytest.mark.parametrize(
    "value", ["%00", "%00gov", "%F0%9F%A6%84", "a" * 3000, "%27%22%3E%3Cscript%3E", "%E0%B8%AA", "1", "-", "gov%0A1"]
)
def test_nothing_that_is_typed_breaks_it(client: Client, world: World, value: str) -> None:
    answer = client.get(f"/compare/?organisation=gov&organisation={value}")
    assert answer.status_code == 400
    assert b"<script>" not in answer.content.split(b"<main")[1]


def test_two_organisations_of_one_name_are_told_apart(client: Client, world: World) -> None:
    Organisation.objects.create(name="Organisation gov", slug="gov-2", actor_type="government")
    assert "gov, gov-2" in words(refused(client, "organisation=Organisation+gov&organisation=ngo"))
    assert client.get("/compare/?organisation=gov&organisation=gov-2").status_code == 200


def test_other_parameters_are_named_as_everywhere(client: Client, world: World) -> None:
    assert client.get("/compare/?organisation=gov&status=completed").status_code == 400
    assert client.get("/compare/?organisation=gov&as_of=1999-01-01").status_code == 400


def test_it_is_cached_and_costs_no_more_for_more_commitments(
    client: Client, world: World, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(30):
        answer = client.get(THREE)
    assert answer.headers["Cache-Control"].startswith("public")
    with django_assert_max_num_queries(1):
        assert client.get(THREE).content == answer.content
    again = client.get(THREE, headers={"if-none-match": answer.headers["ETag"]})
    assert again.status_code == 304


def test_nothing_is_summed_or_ranked(client: Client, world: World) -> None:
    text = words(re.search(r"<table.*?</table>", page(client, THREE), re.DOTALL)[0]).lower()  # type: ignore[index]  # there
    for word in ("total", "score", "rank 1", "average", "sum of"):
        assert word not in text


def test_it_stands_in_the_sitemap_and_on_each_organisations_page(client: Client, world: World) -> None:
    assert "/compare/" in client.get("/sitemap.xml").content.decode()
    assert 'href="/compare/?organisation=gov"' in page(client, "/organisations/gov/")
