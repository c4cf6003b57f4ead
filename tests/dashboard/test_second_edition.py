"""A second edition beside the first: every number is of stated editions, and equals what the rows say one by one."""

from __future__ import annotations

import csv
import datetime
import html
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from itertools import product

import pytest
from django.test import Client

from dashboard.filters import Selection
from dashboard.social_cards import CARDS, dashboard
from progress import rollups
from progress.models import CommitmentStatus
from recommendations.models import ActorType, Crosswalk, KeyFinding, Recommendation
from stakeholders.models import Commitment
from tests import factories
from tests.dashboard import world as worlds
from tests.dashboard.addresses import body, everything, offered
from tests.dashboard.world import World

pytestmark = pytest.mark.any_database

OLD, NEW = "ed-2021", "ed-2024"
# What answers for what, in both directions of the two links.
LINKS = {
    "ED-2024-01": {"ED-2021-01": "which is the same recommendation"},
    "ED-2021-01": {"ED-2024-01": "which is the same recommendation"},
    "ED-2024-02": {"ED-2021-03": "which this recommendation supersedes"},
    "ED-2021-03": {"ED-2024-02": "which supersedes this recommendation"},
}
PAST = "2025-05-15"  # before anybody committed to anything of the new edition
DAYS = [None, PAST, "2025-07-01"]
ASKED = ["", OLD, NEW, "all"]


def finding(edition, statement: str) -> None:
    KeyFinding.objects.create(
        edition=edition, key="key", statement=statement, value=34, unit="percent", population="All", year=2021,
        source="A source", position=1,
    )  # fmt: skip


@pytest.fixture
def two(world: World) -> World:
    """An edition of three recommendations, two of them crosswalked, to which nobody has committed."""
    edition = factories.edition(
        slug=NEW, code="ED-2024", title="Edition 2024", published_on=datetime.date(2024, 12, 31)
    )
    alike = factories.area(edition, slug="alpha", name="Alpha again", position=1)
    gamma = factories.area(edition, slug="gamma", name="Gamma area", position=2)
    made = [
        factories.recommendation(alike, reference="ED-2024-01", addressees=("government", "civil_society")),
        factories.recommendation(gamma, reference="ED-2024-02", addressees=("government", "private_sector")),
        factories.recommendation(edition, reference="ED-2024-03", addressees=("policymaker",)),
    ]
    Crosswalk.objects.create(earlier=world.recommendations[0], later=made[0], kind="same")
    Crosswalk.objects.create(earlier=world.recommendations[2], later=made[1], kind="superseded")
    # Of no meaning for who has answered.
    Crosswalk.objects.create(earlier=world.recommendations[3], later=made[2], kind="related")
    finding(world.edition, "What the old one found")
    finding(edition, "What the new one found")
    world.recommendations += made
    return world


@pytest.fixture
def answered(two: World) -> World:
    """Later one commitment was made to recommendations of both editions, and one to the new edition alone."""
    worlds.commit(two, "both", 0, [1, 4, 0], "2025-06-10")
    worlds.commit(two, "new", 2, [6], "2025-07-10")
    worlds.report(two, "both1", "both", "2025-09-01", implementation_status="completed")
    return two


@dataclass
class Row:
    """One public commitment as it stood on the day, and whom it is carried by."""

    status: str
    references: set[str]
    editions: set[str]
    areas: set[tuple[str, str]]
    actor_types: set[str]


def rows_on(day: str | None) -> list[Row]:
    """Every public commitment of the day, put together by hand."""
    found = []
    for status_row in CommitmentStatus.objects.as_of(datetime.date.fromisoformat(day) if day else None).filter(
        visibility="public"
    ):
        commitment = Commitment.objects.get(pk=status_row.commitment_id)
        asked = list(commitment.recommendations.select_related("edition", "area"))
        bodies = [commitment.lead_organisation, *commitment.joint_organisations.all()]
        found.append(
            Row(
                status_row.implementation_status or "no_report",
                {one.reference for one in asked},
                {one.edition.slug for one in asked},
                {(one.edition.slug, one.area.slug if one.area else "cross-cutting") for one in asked},
                {one.actor_type for one in bodies},
            )
        )
    return found


def stated_on(asked: str, day: str | None) -> list[str]:
    """The editions that numbers must be of."""
    if asked:
        return [NEW, OLD] if asked == "all" else [asked]
    return [NEW] if any(NEW in row.editions for row in rows_on(day)) else [OLD]


def missing_on(editions: list[str], day: str | None) -> dict[str, list[str]]:
    """Actor types that are asked and have no answer, by the reference of each recommendation of the editions."""
    answers_for = dict(ActorType.objects.values_list("code", "answers_for"))
    found = {}
    for one in Recommendation.objects.filter(edition__slug__in=editions):
        there = {one.reference, *LINKS.get(one.reference, {})}
        kinds = {kind for row in rows_on(day) if row.references & there for kind in row.actor_types}
        answering = kinds | {other for kind in kinds for other in answers_for[kind]}
        found[one.reference] = [kind for kind in one.actor_types if kind not in answering]
    return found


def query(asked: str, day: str | None, **more: str) -> dict[str, str]:
    return {**({"edition": asked} if asked else {}), **({"as_of": day} if day else {}), **more}


def counted(page: str) -> int:
    """The number that a page announces."""
    found = re.search(r'id="result-count"[^>]*>\s*([\d,]+)', page)
    assert found
    return int(found[1])


def kicker(page: str) -> str:
    """What stands above the heading: of what and when the numbers are."""
    found = re.search(r'<p class="kicker">(.*?)</p>', page, re.S)
    assert found
    return found[1]


def table(client: Client, address: str, given: dict[str, str]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client.get(address, given)).decode("utf-8-sig"))))


@pytest.fixture(params=["two", "answered"])
def either(request) -> World:
    """Both worlds, one after the other."""
    return request.getfixturevalue(request.param)


def test_every_page_stands(client: Client, answered: World) -> None:
    assert [address for address in everything(answered) if client.get(address).status_code != 200] == []


def test_every_number_is_of_the_stated_editions(client: Client, either: World) -> None:
    for asked, day in product(ASKED, DAYS):
        numbers_are_of_the_stated_editions(client, asked, day)


def numbers_are_of_the_stated_editions(client: Client, asked: str, day: str | None) -> None:
    editions, given = stated_on(asked, day), query(asked, day)
    within = [row for row in rows_on(day) if row.editions & {*editions}]
    by_status = Counter(row.status for row in within)
    titles = {OLD: "Edition 2021", NEW: "Edition 2024"}
    said = "All editions" if len(editions) > 1 else titles[editions[0]]
    missing = missing_on(editions, day)
    unanswered = {reference: kinds for reference, kinds in missing.items() if kinds}
    areas = {
        (slug, area.slug if area else "cross-cutting")
        for slug in editions
        for one in Recommendation.objects.filter(edition__slug=slug).select_related("area")
        for area in [one.area]
    } | ({(OLD, "beta")} if OLD in editions else set())

    page = client.get("/", given).content.decode()
    assert counted(page) == len(within)
    assert said in kicker(page)
    assert ("What the old one found" in page, "What the new one found" in page) == (OLD in editions, NEW in editions)

    summary = client.get("/api/v1/summary/", given).json()
    assert summary["editions"] == editions
    assert summary["commitments"]["total"] == len(within)
    assert {key: n for key, n in summary["commitments"]["status"].items() if n} == by_status
    of_areas = {(one["edition"], one["slug"]): one["commitments"]["total"] for one in summary["areas"]}
    assert of_areas == {place: sum(place in row.areas for row in within) for place in areas}
    assert {one["recommendation"]: one["missing"] for one in summary["gaps"]} == unanswered
    newest = summary["trend"][-1]["status"] if summary["trend"] else {}  # no point where nothing ever was
    assert {key: n for key, n in newest.items() if n} == by_status

    gaps = client.get("/gaps/", given).content.decode()
    assert counted(gaps) == len(missing) and said in kicker(gaps)
    assert gaps.count('class="mark silent" href') == sum(map(len, missing.values()))

    assert f" of {len(within)} public commitment" in body(client.get("/charts/status.svg", given)).decode()
    assert f" of {len(within)} public commitment" in client.get("/embed/areas/", given).content.decode()
    for name in ("areas", "status", "trend", "countries"):
        assert said in body(client.get(f"/charts/{name}.svg", given)).decode()
        assert said in client.get(f"/embed/{name}/", given).content.decode()


def test_every_number_leads_to_as_many(client: Client, either: World) -> None:
    for asked, day in product(ASKED, DAYS):
        numbers_lead_to_as_many(client, asked, day)


def numbers_lead_to_as_many(client: Client, asked: str, day: str | None) -> None:
    """Each linked number of the dashboard, the area pages and the gaps, against the list that it opens."""
    pages = [("/", query(asked, day)), ("/gaps/", query(asked, day)), ("/areas/alpha/", query(asked, day))]
    followed = {}
    for path, given in pages:
        page = client.get(path, given).content.decode()
        for address, number in re.findall(r'<a class="num" href="([^"]+)">([\d,]+)</a>', page):
            address = html.unescape(address)
            if address not in followed:
                followed[address] = counted(client.get(address).content.decode())
            assert followed[address] == int(number), (path, address)
    assert followed


def test_lists_and_files_hold_all_editions_and_say_of_which_a_row_is(client: Client, answered: World) -> None:
    for asked, day in product(ASKED, DAYS):
        rows = rows_on(day)
        given = query(asked, day)
        chosen = {asked} if asked in (OLD, NEW) else {OLD, NEW}
        within = [row for row in rows if row.editions & chosen]
        said = {OLD: "Edition 2021", NEW: "Edition 2024"}.get(asked, "All editions")
        listed = client.get("/commitments/", given).content.decode()
        assert counted(listed) == len(within) and f"Edition: {said}" in listed
        in_file = table(client, "/data/commitments.csv", given)
        assert sorted(row["editions"] for row in in_file) == sorted(";".join(sorted(row.editions)) for row in within)
        in_api = client.get("/api/v1/commitments/", given).json()["results"]
        assert sorted(map(json.dumps, (row["editions"] for row in in_api))) == sorted(
            json.dumps(sorted(row.editions)) for row in within
        )
        recommended = table(client, "/data/recommendations.csv", given)
        assert {row["reference"] for row in recommended} == {
            one.reference for one in Recommendation.objects.filter(edition__slug__in=chosen)
        }
        for row in recommended:
            assert int(row["commitments"]) == sum(row["reference"] in one.references for one in within)
            missing = missing_on([row["edition"]], day)[row["reference"]]
            assert row["unanswered"] == ";".join(missing), row["reference"]
        areas = client.get("/api/v1/areas/", given).json()["results"]
        assert {row["edition"] for row in areas} == chosen
        reports = table(client, "/data/reports.csv", given)
        assert counted(client.get("/reports/", given).content.decode()) == len(reports)
        assert all({*row["editions"].split(";")} & chosen for row in reports)
        assert f'<dd dir="auto">{said}</dd>' in client.get("/packs/read/", given).content.decode() or not reports


def test_the_choice_is_offered_where_there_are_several(client: Client, world: World) -> None:
    assert 'name="edition"' not in client.get("/").content.decode()
    assert "Edition:" not in client.get("/").content.decode()
    factories.edition(slug=NEW, code="ED-2024", title="Edition 2024", published_on=datetime.date(2024, 12, 31))
    page = client.get("/").content.decode()
    assert re.findall(r'name="edition"\s+value="([^"]*)"', page) == [NEW, OLD, "all"]
    chosen = client.get("/?edition=all").content.decode()
    assert re.search(r'value="all"\s+checked', chosen) and "All editions" in kicker(chosen)
    counted = offered(client.get("/commitments/").content.decode())
    assert OLD in counted["edition"] and "area" not in counted
    assert "alpha" in offered(client.get(f"/commitments/?edition={OLD}").content.decode())["area"]


def test_an_area_is_of_the_edition_that_has_it(client: Client, two: World) -> None:
    titles = {OLD: "Edition 2021", NEW: "Edition 2024"}
    for area, said in {"gamma": NEW, "beta": OLD, "alpha": OLD}.items():
        for address in (f"/?area={area}", f"/areas/{area}/"):
            assert titles[said] in kicker(client.get(address).content.decode()), address
        assert client.get(f"/api/v1/areas/{area}/").json()["edition"] == said
        assert client.get("/api/v1/summary/", {"area": area}).json()["editions"] == [said]


def test_a_recommendation_says_through_which_other_it_is_answered(client: Client, answered: World) -> None:
    for reference in LINKS:
        says_through_which_other(client, reference)


def says_through_which_other(client: Client, reference: str) -> None:
    [(other, words)] = LINKS[reference].items()
    made = [row for row in rows_on(None) if other in row.references]
    for address in (f"/recommendations/{reference}/", f"/gaps/?recommendation={reference}"):
        page = " ".join(re.sub(r"<[^>]+>", "", client.get(address).content.decode()).split())
        assert (f"Has commitments through {other}, {words}." in page) == bool(made), address
        assert "Nobody has committed to this." not in page
    [row] = [one for one in table(client, "/data/recommendations.csv", {}) if one["reference"] == reference]
    assert row["answered_through"] == (other if made else "")


def test_who_answers_for_another_is_listed_once(client: Client, two: World) -> None:
    """ED-2024-01 asks government and civil society: answered by the hotline (a government and an NGO) and the helpline
    (the NGO alone), both made for the recommendation that is the same.
    """
    page = client.get("/recommendations/ED-2024-01/").content.decode()
    assert "Other actor types with commitments" not in page
    links = [html.unescape(one) for one in re.findall(r'<a href="([^"]+)">has committed</a>', page)]
    assert links == [
        "/commitments/?actor_type=government&recommendation=ED-2024-01&recommendation=ED-2021-01",
        "/commitments/?actor_type=ngo&recommendation=ED-2024-01&recommendation=ED-2021-01",
    ]
    assert [counted(client.get(link).content.decode()) for link in links] == [1, 2]
    assert b"It has no public commitment yet." in client.get("/recommendations/ED-2024-03/").content


def test_what_superseded_the_same_one_is_no_answer(client: Client, two: World) -> None:
    """Two recommendations came in the place of one: a commitment to the first says nothing of the second."""
    old, first, second = (
        Recommendation.objects.get(reference=f"ED-{key}") for key in ("2021-02", "2024-02", "2024-03")
    )
    Crosswalk.objects.filter(kind="related").delete()
    for later in (first, second):
        Crosswalk.objects.create(earlier=old, later=later, kind="superseded")
    hotline = two.commitments["hotline"]
    Commitment.objects.filter(pk=hotline.pk).update(visibility="private")
    rollups.refresh(Commitment.objects.get(pk=hotline.pk), on=datetime.date(2025, 11, 22))
    worlds.commit(two, "first", 0, [5], "2025-11-22")
    through = {row["reference"]: row["answered_through"] for row in table(client, "/data/recommendations.csv", {})}
    assert (through["ED-2021-02"], through["ED-2024-03"]) == ("ED-2024-02", "")


def test_cards_are_of_the_edition_that_the_page_shows(answered: World) -> None:
    now = Selection(on=datetime.date(2025, 11, 22))
    assert dashboard("", now).kicker == "Edition 2024"
    assert sum(count for _series, count in dashboard("", now).parts) == 2
    assert "Edition 2024" in CARDS["areas"]("alpha", now).kicker
    assert "Edition 2021" in CARDS["areas"]("beta", now).kicker
    assert "All editions" in CARDS["organisations"]("gov", now).kicker


@pytest.mark.parametrize("several", [False, True])
def test_queries_do_not_grow_with_commitments(
    client: Client, world: World, several: bool, request, django_assert_max_num_queries
) -> None:
    if several:
        request.getfixturevalue("answered")
    for address, most in {"/": 24, "/gaps/": 12, "/recommendations/ED-2021-01/": 24, "/api/v1/summary/": 15}.items():
        with django_assert_max_num_queries(most):
            client.get(address)
