"""A small world that every public page has something to show of: each status, visibility and review state once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from accounts.models import User
from progress import assessments, workflow
from progress.models import Evidence, ProgressReport
from recommendations.models import Edition, Recommendation, ResponseArea
from stakeholders.models import Commitment, Country, Membership, Organisation, Response, Role
from stakeholders.signals import organisation_changed
from tests import factories
from tests.cast import person

UTC = ZoneInfo("UTC")
TODAY = datetime.datetime(2025, 11, 22, 12, tzinfo=UTC)  # when the pages of the world are looked at
CANARY = "xyzzycanary"


def moment(text: str) -> datetime.datetime:
    """Noon of a day."""
    return datetime.datetime.combine(datetime.date.fromisoformat(text), datetime.time(12), UTC)


@dataclass
class World:
    """What was made, by short names."""

    edition: Edition
    areas: list[ResponseArea]
    recommendations: list[Recommendation]
    organisations: list[Organisation]
    people: dict[int, User]
    curator: User
    commitments: dict[str, Commitment] = field(default_factory=dict)
    reports: dict[str, ProgressReport] = field(default_factory=dict)


def organisation(slug: str, actor_type: str, country: str | None) -> Organisation:
    """An organisation with one reporter, in a country that does not exist."""
    names = dict.fromkeys(["name_en", "name_fr", "name_es", "name_ar"], f"Land {country}")
    place = (
        Country.objects.get_or_create(code=country, defaults={"region": "fictional", **names})[0] if country else None
    )
    made = Organisation.objects.create(
        name=f"Organisation {slug}", slug=slug, actor_type=actor_type, country=place, is_fictional=True
    )
    organisation_changed.send(Organisation, organisation=made, at=None)
    Membership.objects.create(user=person(f"reporter {slug}"), organisation=made, role=Role.REPORTER)
    return made


def base(curator: User) -> World:
    """An edition with two areas, four recommendations (one cross-cutting) and three organisations."""
    edition = factories.edition(slug="ed-2021", code="ED-2021", title="Edition 2021")
    areas = [
        factories.area(edition, slug="alpha", name="Alpha area", position=1),
        factories.area(edition, slug="beta", name="Beta area", position=2),
    ]
    recommendations = [
        factories.recommendation(areas[0], reference="ED-2021-01", addressees=("government", "ngo")),
        factories.recommendation(areas[0], reference="ED-2021-02", addressees=("government",)),
        factories.recommendation(areas[1], reference="ED-2021-03", addressees=("academia",)),
        factories.recommendation(edition, reference="ED-2021-04", addressees=("government", "private_sector")),
    ]
    organisations = [
        organisation("gov", "government", "XA"),
        organisation("ngo", "ngo", "XB"),
        organisation("firm", "private_sector", None),
    ]
    people = {one.pk: one.memberships.get().user for one in organisations}
    return World(edition, areas, recommendations, organisations, people, curator)


def commit(world: World, name: str, lead: int, asked: list[int], at: str, **fields) -> Commitment:
    """A commitment of the numbered organisation on the numbered recommendations."""
    lead_organisation = world.organisations[lead]
    made = factories.commitment(
        lead_organisation,
        by=world.people[lead_organisation.pk],
        recommendations=[world.recommendations[i] for i in asked],
        at=moment(at),
        **{"title": f"{name} promise", "description": f"About {name}.", **fields},
    )
    world.commitments[name] = made
    return made


def report(world: World, name: str, of: str, at: str, *, state: str = "published", **data) -> ProgressReport:
    """A report on a commitment, brought as far as ``state``."""
    commitment, when = world.commitments[of], moment(at)
    by = world.people[commitment.lead_organisation_id]
    links, audience = data.pop("links", 0), data.pop("audience", "public")
    made = factories.draft(commitment, by=by, at=when, **data)
    for number in range(links):
        Evidence.objects.create(
            report=made, kind="link", title=f"Record {number}", url="https://example.org/record",
            audience=audience, added_by=by,
        )  # fmt: skip
    if state != "draft":
        made = workflow.submit(report=made, by=by, at=when)
    if state == "returned":
        made = workflow.return_report(report=made, by=world.curator, reason=f"{CANARY} why", at=when)
    if state in ("published", "retracted"):
        made = workflow.publish(report=made, by=world.curator, at=when)
    if state == "retracted":
        made = workflow.retract(report=made, by=world.curator, reason="Counted twice.", at=when)
    world.reports[name] = made
    return made


def full(curator: User) -> World:
    """The base with commitments and reports of every kind. Everything with ``CANARY`` in it is not for the public."""
    world = base(curator)
    commit(
        world, "hotline", 0, [0, 1], "2025-01-10", due_on=datetime.date(2025, 12, 31), joint=[world.organisations[1]]
    )
    commit(world, "school", 0, [2], "2025-02-10", due_on=datetime.date(2027, 1, 1))
    commit(world, "=helpline", 1, [0], "2025-03-10")
    commit(world, "fund", 2, [3], "2025-04-10", due_on=datetime.date(2025, 6, 30))
    commit(world, "silent", 1, [3], "2025-05-10")
    hidden = {"title": f"{CANARY} title", "description": f"{CANARY} text"}
    for number in range(5):
        commit(world, f"counted{number}", 0, [0], "2025-03-01", visibility="aggregate", **hidden)
    commit(world, "private", 0, [0], "2025-03-02", visibility="private", **hidden)
    commit(world, "unpublished", 0, [0], "2025-03-03", state="draft", **hidden)
    _reports(world)
    assessments.assess(
        commitment=world.commitments["hotline"], by=curator, completion="limited", rationale="Half of it.",
        assessed_on=datetime.date(2025, 9, 1), at=moment("2025-09-01"), signed_name="An assessor",
    )  # fmt: skip
    Response.objects.create(
        organisation=world.organisations[0], recommendation=world.recommendations[0], response="supported"
    )
    return world


def _reports(world: World) -> None:
    report(world, "hotline1", "hotline", "2025-03-01", links=1)
    report(world, "hotline2", "hotline", "2025-10-01", implementation_status="completed", links=2)
    report(world, "school1", "school", "2025-04-01", implementation_status="not_started", health="at_risk")
    report(world, "school2", "school", "2025-08-01", health="blocked", help_kind="funding", narrative="Blocked, alas.")
    report(world, "helpline1", "=helpline", "2025-05-01", narrative="=1+1 in a cell", links=1, audience="reviewers")
    report(world, "fund1", "fund", "2025-05-01", implementation_status="withdrawn", narrative="Withdrawn.")
    report(world, "retracted", "=helpline", "2025-06-01", narrative=f"{CANARY} retracted", state="retracted")
    report(world, "draft", "hotline", "2025-11-01", narrative=f"{CANARY} draft", state="draft")
    report(world, "submitted", "school", "2025-11-01", narrative=f"{CANARY} submitted", state="submitted")
    report(world, "returned", "fund", "2025-11-01", narrative=f"{CANARY} returned", state="returned")
    report(world, "of_private", "private", "2025-05-01", narrative=f"{CANARY} private")
    report(world, "of_counted", "counted0", "2025-05-01", narrative=f"{CANARY} counted")
