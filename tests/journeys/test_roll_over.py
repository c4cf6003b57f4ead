"""From GTA 2021 to a second edition of four areas: rolled over, edited, linked, published; commitments carried over by
two organisations and refused by a third. Walked by the pages alone; then every public number is counted by hand.
"""

from __future__ import annotations

import csv
import datetime
import io
import re

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.models import User
from notifications import inbox
from notifications.models import Notification
from recommendations.catalogue_file import read_catalogue
from recommendations.imports import import_catalogue
from recommendations.models import ActorType, Crosswalk, Edition, Recommendation, RefusedLink, Translation
from stakeholders.models import CarryOver, Commitment, Membership, Organisation, Role
from tests import factories
from tests.cast import give_second_factor, person
from tests.recommendations import samples

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

OLD, NEW = "gta-2021", "gta-2026"
ASSISTANT = "/curate/crosswalk/assistant/GTA-2021/GTA-2026/"
KEPT = {"policy-and-legislation", "criminal-justice", "victim-support-services", "technology"}
# What curators make of the copies. The number of an old recommendation → how it says it now.
REWRITTEN = {
    "05": ("Invest in deterrence", "Governments must invest in deterrence."),
    "06": (
        "Pay for specialist police units and policing across countries",
        "Governments must pay for police units that specialise in this threat, so that they build up expertise in it, "
        "and invest so that policing across countries becomes more capable.",
    ),
    "13": (
        "Publish transparency reports",
        "Providers of online services must publish transparency reports every year.",
    ),
}
NEW_ONE = ("GTA-2026-21", "Invest in rehabilitation", "Governments must invest in two things: rehabilitation and care.")
SPLIT = {("GTA-2021-05", "GTA-2026-05"): "split", ("GTA-2021-05", "GTA-2026-21"): "split"}
MERGED = {("GTA-2021-06", "GTA-2026-06"): "merged", ("GTA-2021-07", "GTA-2026-06"): "merged"}
SUPERSEDED = {("GTA-2021-13", "GTA-2026-13"): "superseded"}
SAME = {
    (f"GTA-2021-{n}", f"GTA-2026-{n}"): "same" for n in ("01", "02", "03", "04", "08", "09", "10", "11", "12", "14")
}
LINKS = SPLIT | MERGED | SUPERSEDED | SAME


def sent_by(response) -> dict[str, object]:
    """What a browser would send back from the form of a page that nobody touched."""
    values = {bound.html_name: bound.value() for bound in response.context["form"]}
    return {name: value for name, value in values.items() if value is not None}


def send(client: Client, address: str, **typed: object) -> None:
    """Open a page, fill in its form, send it."""
    response = client.post(address, sent_by(client.get(address)) | typed)
    assert response.status_code == 302, response.context["form"].errors


def one(reference: str) -> str:
    return f"/curate/catalogue/recommendations/{reference}/"


class Desk:
    """A curator's day, page by page."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def roll_over(self, gta: Edition) -> None:
        kept = [row for row in gta.recommendations.all() if row.area is None or row.area.slug in KEPT]
        send(
            self.client, "/curate/catalogue/new-edition/?from=GTA-2021", code="GTA-2026", slug=NEW,
            title="Global Threat Assessment 2026", published="2026-11", source="A publisher, 2026.",
            areas=[row.pk for row in gta.areas.all() if row.slug in KEPT], recommendations=[row.pk for row in kept],
            findings=[gta.key_findings.first().pk],
        )  # fmt: skip

    def edit(self) -> None:
        for number, (title, text) in REWRITTEN.items():
            send(self.client, one(f"GTA-2026-{number}"), title=title, text=text)
        send(self.client, f"{one('GTA-2026-07')}remove/")
        reference, title, text = NEW_ONE
        area = Edition.objects.get(slug=NEW).areas.get(slug="criminal-justice")
        send(
            self.client, "/curate/catalogue/editions/GTA-2026/new-recommendation/", reference=reference, title=title,
            text=text, area=area.pk, obligation="must", actor_types=["government"], source_heading="Criminal justice",
        )  # fmt: skip

    def pairs(self) -> dict[tuple[str, str], object]:
        found = {}
        for page in (1, 2):
            response = self.client.get(ASSISTANT, {"page": page})
            if response.context["page"].number == page:
                found |= {
                    (pair.proposal.earlier.reference, pair.proposal.later.reference): pair
                    for pair in response.context["form"].pairs
                }
        return found

    def link(self) -> None:
        """Answer every pair that is proposed; what is none of ours is refused."""
        while pairs := self.pairs():
            answers = {"reason": "Compared by two curators."}
            for pair_of, pair in list(pairs.items())[:20]:
                answers[f"{pair.prefix}-seen"] = pair["seen"].value()
                answers[f"{pair.prefix}-said"] = LINKS.get(pair_of, "refuse")
            assert self.client.post(ASSISTANT, answers).status_code == 302
        done = set(Crosswalk.objects.values_list("earlier__reference", "later__reference"))
        for earlier, later in LINKS.keys() - done:  # what no words suggest is linked by hand
            send(
                self.client, "/curate/crosswalk/", earlier=earlier, later=later, kind=LINKS[earlier, later],
                reason="Read side by side.",
            )  # fmt: skip

    def publish(self) -> None:
        send(self.client, "/curate/catalogue/editions/GTA-2026/publish/", reason="The assessment is out.")

    def offer(self) -> None:
        address = reverse("curate_stakeholders:carry_over", args=["GTA-2026"])
        found = self.client.get(address).context["page"]
        chosen = [candidate.value for candidate in found if candidate.can_be_offered]
        assert self.client.post(address, {"chosen": chosen}).status_code == 302


@pytest.fixture
def gta(db: None) -> Edition:
    import_catalogue(document=read_catalogue(samples.GTA_2021.read_bytes()))
    return Edition.objects.get(code="GTA-2021")


@pytest.fixture
def desk(carol: User) -> Desk:
    client = Client()
    client.force_login(carol)
    return Desk(client)


@pytest.fixture
def platform(db: None) -> Organisation:
    return Organisation.objects.create(name="Harbour Chat", slug="harbour-chat", actor_type="online_service_provider")


@pytest.fixture
def promised(gta, verania, lantern, platform, alice, bob) -> dict[str, Commitment]:
    """What the three had promised to the edition of 2021, and one thing that nobody may see."""
    asked = {row.reference[-2:]: row for row in gta.recommendations.all()}
    made = {
        "split": factories.commitment(verania, by=alice, recommendations=[asked["05"]], title="Two programmes"),
        "same": factories.commitment(verania, by=alice, recommendations=[asked["02"]], title="A criminal code"),
        "merged": factories.commitment(lantern, by=bob, recommendations=[asked["06"], asked["07"]], title="A unit"),
        "superseded": factories.commitment(platform, by=bob, recommendations=[asked["13"]], title="A report"),
        "dropped": factories.commitment(lantern, by=bob, recommendations=[asked["15"]], title="Lessons"),
        "hidden": factories.commitment(
            verania, by=alice, recommendations=[asked["02"]], title="Quietly", visibility="private"
        ),
    }
    factories.published(made["split"], by=alice, curator=factories.publisher(), implementation_status="completed")
    return made


def focal_point(organisation: Organisation, name: str) -> Client:
    user = person(name)
    Membership.objects.create(user=user, organisation=organisation, role=Role.FOCAL_POINT)
    give_second_factor(user)
    client = Client()
    client.force_login(user)
    return client


def answer(client: Client, said: str, reason: str = "") -> None:
    """One answer to everything that the organisation is asked."""
    asked = client.get("/reporting/carry-over/").context["asked"]
    sent = {}
    for _row, form in asked:
        sent |= {f"{form.prefix}-{name}": value for name, value in {"said": said, "reason": reason}.items()}
        sent[f"{form.prefix}-version"] = form["version"].value()
    assert client.post("/reporting/carry-over/", sent).status_code == 302


@pytest.fixture
def rolled(gta, promised, desk: Desk) -> Desk:
    """The second edition is public, and nobody has been asked anything."""
    desk.roll_over(gta)
    desk.edit()
    desk.link()
    desk.publish()
    return desk


@pytest.fixture
def carried(rolled: Desk, verania, lantern, platform) -> Desk:
    rolled.offer()
    answer(focal_point(verania, "Vera Vance"), "confirm")
    answer(focal_point(lantern, "Lena Lowe"), "confirm")
    answer(focal_point(platform, "Paul Pike"), "refuse", "We no longer run that service.")
    return rolled


def counted(page: str) -> int:
    """The number that a page announces."""
    found = re.search(r'id="result-count"[^>]*>\s*([\d,]+)', page)
    assert found
    return int(found[1])


def plain(slugs: set[str]) -> list[tuple[Commitment, set[str], set[tuple[str, str]]]]:
    """The public commitments for these editions, one by one, with what they serve and where that lies."""
    found = []
    for row in Commitment.objects.public():
        asked = list(row.recommendations.select_related("edition", "area"))
        if slugs & {each.edition.slug for each in asked}:
            places = {(each.edition.slug, each.area.slug if each.area else "cross-cutting") for each in asked}
            found.append((row, {each.reference for each in asked}, places))
    return found


def unanswered(slugs: set[str]) -> dict[str, list[str]]:
    """Who was asked and has no public commitment, for it or for what is the same or supersedes it, by reference."""
    answers_for = dict(ActorType.objects.values_list("code", "answers_for"))
    through = [each for each, kind in LINKS.items() if kind in ("same", "superseded")]
    found = {}
    for row in Recommendation.objects.filter(edition__slug__in=slugs):
        there = {row.reference, *(end for pair in through if row.reference in pair for end in pair)}
        made = Commitment.objects.public().filter(recommendations__reference__in=there)
        kinds = set(made.values_list("lead_organisation__actor_type", flat=True))
        answering = kinds.union(*(answers_for[kind] for kind in kinds))
        if missing := [kind for kind in row.actor_types if kind not in answering]:
            found[row.reference] = missing
    return found


def assert_every_number_is_true(client: Client) -> None:
    """Dashboard, areas, lists, files, gaps and the API's summary of each edition and of both, against the rows."""
    for asked, slugs in {OLD: {OLD}, NEW: {NEW}, "all": {OLD, NEW}}.items():
        rows = plain(slugs)
        given = {"edition": asked}
        assert counted(client.get("/", given).content.decode()) == len(rows), asked
        assert counted(client.get("/commitments/", given).content.decode()) == len(rows), asked
        summary = client.get("/api/v1/summary/", given).json()
        assert summary["commitments"]["total"] == len(rows), asked
        newest = summary["trend"][-1]["status"] if summary["trend"] else {}
        assert sum(newest.values()) == len(rows), asked
        for area in summary["areas"]:
            place = (area["edition"], area["slug"])
            within = sum(place in places for _row, _references, places in rows)
            assert area["commitments"]["total"] == within, place
            page = client.get(f"/areas/{area['slug']}/", {"edition": area["edition"]}).content.decode()
            assert counted(page) == within, place
        file = b"".join(client.get("/data/recommendations.csv", given)).decode("utf-8-sig")
        for line in csv.DictReader(io.StringIO(file)):
            expected = sum(line["reference"] in references for _row, references, _places in rows)
            assert int(line["commitments"]) == expected, line["reference"]
        assert {each["recommendation"]: each["missing"] for each in summary["gaps"]} == unanswered(slugs), asked
        gaps = client.get("/gaps/", given).content.decode()
        assert counted(gaps) == Recommendation.objects.filter(edition__slug__in=slugs).count(), asked
        links = re.findall(r'<a class="num" href="([^"]+)">([\d,]+)</a>', client.get("/", given).content.decode())
        for address, number in links:
            there = client.get(address.replace("&amp;", "&")).content.decode()
            assert counted(there) == int(number), address


def text_of(client: Client, address: str) -> str:
    page = re.sub(r"<[^>]+>", " ", client.get(address).content.decode())
    return " ".join(page.split())


def test_the_new_edition_is_a_draft_with_what_was_chosen(gta, desk: Desk, client: Client) -> None:
    desk.roll_over(gta)
    made = Edition.objects.get(slug=NEW)
    assert made.state == "draft"
    assert {row.slug for row in made.areas.all()} == KEPT
    assert made.recommendations.count() == 14 and made.key_findings.count() == 1
    old, new = gta.recommendations.get(reference="GTA-2021-08"), made.recommendations.get(reference="GTA-2026-08")
    assert (new.title, new.text, new.actor_types, new.area.slug) == (
        old.title,
        old.text,
        old.actor_types,
        old.area.slug,
    )
    texts = Translation.objects.filter(subject="recommendations.recommendation", object_id=new.pk)
    assert texts.count() == 6 and all(row.to_check for row in texts)
    assert not Translation.objects.filter(to_check=True, object_id=old.pk, subject=texts[0].subject).exists()
    assert client.get("/recommendations/GTA-2026-08/").status_code == 404
    assert Crosswalk.objects.count() == 0, "nothing is linked before somebody says so"


def test_the_assistant_asks_for_each_and_writes_what_was_answered(gta, desk: Desk) -> None:
    desk.roll_over(gta)
    desk.edit()
    found = desk.pairs()
    assert found.keys() >= LINKS.keys() - {("GTA-2021-05", "GTA-2026-21")}
    assert {key: pair.proposal.kind for key, pair in found.items() if key in SAME} == SAME
    assert {key: found[key].proposal.kind for key in MERGED} == MERGED
    assert Crosswalk.objects.count() == RefusedLink.objects.count() == 0
    desk.link()
    assert {(row.earlier.reference, row.later.reference): row.kind for row in Crosswalk.objects.all()} == LINKS
    refused = RefusedLink.objects.count()
    assert refused == len(found.keys() - LINKS.keys())
    assert desk.pairs() == {}, "what was refused is not proposed again"


def test_the_suggestions_are_filled_in_when_asked_for_and_still_nothing_is_linked(gta, desk: Desk) -> None:
    desk.roll_over(gta)
    as_it_is, filled_in = (
        desk.client.get(address).context["form"].pairs for address in (ASSISTANT, f"{ASSISTANT}?suggested=1")
    )
    assert {pair["said"].value() for pair in as_it_is} == {""}
    assert [pair["said"].value() for pair in filled_in] == [pair.proposal.kind for pair in filled_in]
    assert not Crosswalk.objects.exists()


def test_nothing_is_carried_over_before_the_organisation_says_so(rolled: Desk, promised, client: Client) -> None:
    assert_every_number_is_true(client)
    rolled.offer()
    assert CarryOver.objects.count() == 6
    assert not Commitment.objects.filter(recommendations__edition__slug=NEW).exists()
    assert_every_number_is_true(client)


def test_carried_over_by_two_refused_by_a_third(carried: Desk, promised, carol, client: Client) -> None:
    serves = {
        name: set(row.recommendations.filter(edition__slug=NEW).values_list("reference", flat=True))
        for name, row in promised.items()
    }
    assert serves == {
        "split": {"GTA-2026-05", "GTA-2026-21"}, "same": {"GTA-2026-02"}, "merged": {"GTA-2026-06"},
        "superseded": set(), "dropped": set(), "hidden": {"GTA-2026-02"},
    }  # fmt: skip
    assert_every_number_is_true(client)
    assert len(plain({OLD})) == 5 and len(plain({NEW})) == 3 and len(plain({OLD, NEW})) == 5
    said = [entry.content.detail for entry in inbox.entries(Notification.objects.filter(user=carol))]
    assert "We no longer run that service." in said


def test_the_roll_ups_and_the_history_hold(carried: Desk) -> None:
    out = io.StringIO()
    call_command("rebuild_rollups", stdout=out)
    assert out.getvalue().strip() == "0 rows changed"
    call_command("verify_history", stdout=io.StringIO())


def test_the_public_page_tells_the_story(carried: Desk, client: Client) -> None:
    old = text_of(client, "/recommendations/GTA-2021-05/")
    assert "Was split into" in old
    assert "Public commitments that also serve GTA-2026-05: 1 of 1." in old
    assert "Public commitments that also serve GTA-2026-21: 1 of 1." in old
    merged = text_of(client, "/recommendations/GTA-2026-06/")
    assert "Public commitments for GTA-2021-06 that also serve this recommendation: 1 of 1." in merged
    refused = text_of(client, "/recommendations/GTA-2021-13/")
    assert "Public commitments that also serve GTA-2026-13: 0 of 1." in refused
    assert "Not carried over, by decision of the organisation: 1." in refused
    assert "We no longer run that service." not in refused
    day = (datetime.date.today() - datetime.timedelta(days=1)).isoformat()
    assert "also serve" not in text_of(client, f"/recommendations/GTA-2021-13/?as_of={day}")
