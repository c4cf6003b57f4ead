"""Whatever happened: the list of what waits, coverage, reminders, the calendar, public list, files and API agree.

Random histories go through the real verbs. What is asked is worked out here once more, row by row and on purpose in
another way than the site does.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import re
from dataclasses import dataclass
from html import unescape

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from accounts.models import Digest, Preferences, User
from dashboard import catalogue, page_cache
from outbox.models import Message
from progress import coverage, drafts, mails, periods, reminders, workflow, worklist
from progress.models import CommitmentStatus, ProgressReport, ReportingPeriod
from recommendations.models import Recommendation
from stakeholders import changes, commitments, organisations
from stakeholders.commitment_data import data_of
from stakeholders.errors import Refused
from stakeholders.models import Commitment, Organisation
from stakeholders.signals import commitment_changed
from tests import factories
from tests.dashboard.addresses import body

ENDED = {"completed", "withdrawn", "superseded"}
WHY = "It is so."


@dataclass
class Scene:
    """Two organisations, a commitment that each leads, two periods, and who acts."""

    bodies: dict[Organisation, User]
    commitments: list[Commitment]
    periods: list[ReportingPeriod]
    curators: tuple[User, User]
    today: datetime.date

    def fresh(self, which: int) -> Commitment:
        return Commitment.objects.select_related("lead_organisation").get(pk=self.commitments[which % 2].pk)

    def last(self, of: Commitment, body: Organisation, *states: str) -> ProgressReport | None:
        return of.reports.filter(organisation=body, review_state__in=states).order_by("-pk").first()


def start(verania: Organisation, lantern: Organisation, alice: User, bob: User, *curators: User) -> Scene:
    today = timezone.localdate()
    days = [today + datetime.timedelta(days=one) for one in (-200, -101, -10, -100, -1, 20)]
    spans = (dict(zip(("starts_on", "ends_on", "due_on"), days[at : at + 3], strict=True)) for at in (0, 3))
    asked = Recommendation.objects.all()
    led = [
        factories.commitment(
            lead,
            by=who,
            joint=joint,
            recommendations=list(asked),
            due_on=due,
            due_precision="day",
            title=f"Promise {due}",
        )
        for lead, who, joint, due in (
            (verania, alice, [lantern], today - datetime.timedelta(days=3)),
            (lantern, bob, [], today + datetime.timedelta(days=12)),
        )
    ]
    made = [factories.period(**span, state=state) for span, state in zip(spans, ("open", "planned"), strict=True)]
    return Scene({verania: alice, lantern: bob}, led, made, (curators[0], curators[1]), today)


# --- What may happen ------------------------------------------------------------------------------------


def report(scene: Scene, of: Commitment, who: Organisation, status: str, *, upto: str = "publish") -> None:
    by = scene.bodies[who]
    draft = factories.draft(of, by=by, organisation=who, implementation_status=status, percent=None)
    data = {"implementation_status": status, "narrative": "So it went.", "percent": None}
    draft = drafts.save(report=draft, by=by, version=draft.version, data=data)
    if upto != "draft":
        draft = workflow.submit(report=draft, by=by)
    if upto == "publish":
        workflow.publish(report=draft, by=scene.curators[0])


def correct(scene: Scene, of: Commitment, who: Organisation, status: str) -> None:
    published = of.reports.current().filter(organisation=who).latest_first().first()
    if published:
        drafts.correct(report=published, by=scene.bodies[who])
        report(scene, of, who, status)


def review(scene: Scene, of: Commitment, who: Organisation, status: str) -> None:
    waiting = scene.last(of, who, "submitted")
    if waiting and status == "in_progress":
        workflow.return_report(report=waiting, by=scene.curators[0], reason=WHY)
    elif waiting:
        workflow.publish(report=waiting, by=scene.curators[0])


def retract(scene: Scene, of: Commitment, who: Organisation, _status: str) -> None:
    if published := scene.last(of, who, "published"):
        workflow.retract(report=published, by=scene.curators[0], reason=WHY)


def no_change(scene: Scene, of: Commitment, who: Organisation, _status: str) -> None:
    drafts.no_change(commitment=of, organisation=who, by=scene.bodies[who])


def move_period(scene: Scene, of: Commitment, _who: Organisation, status: str) -> None:
    period = scene.periods[of.pk % 2]
    periods.move(
        period=period, to="closed" if status == "completed" else "open", by=scene.curators[0], reason="Played."
    )


def extend_period(scene: Scene, of: Commitment, _who: Organisation, status: str) -> None:
    period = ReportingPeriod.objects.get(pk=scene.periods[of.pk % 2].pk)
    period.due_on += datetime.timedelta(days=30 if status == "completed" else 5)
    periods.save(period=period, by=scene.curators[0], reason="Played.")


def partners(scene: Scene, of: Commitment, who: Organisation, _status: str) -> None:
    data = data_of(of)
    there = set(data.joint_organisations)
    joint = there ^ {who} if who != of.lead_organisation else there
    changed = type(data)(**data.__dict__ | {"joint_organisations": tuple(joint)})
    commitments.update(commitment=of, by=scene.curators[0], data=changed, reason=WHY)


def transfer(scene: Scene, of: Commitment, who: Organisation, _status: str) -> None:
    """There is no verb for it: what one would write."""
    of.joint_links.filter(organisation=who).delete()
    of.lead_organisation = who
    changes.record(of, by=scene.curators[0], at=timezone.now(), reason=WHY)
    commitment_changed.send(Commitment, commitment=of, at=timezone.now())


def archive(scene: Scene, of: Commitment, _who: Organisation, status: str) -> None:
    verb = commitments.archive if status == "completed" else commitments.restore
    verb(commitment=of, by=scene.curators[0], reason=WHY)


def archive_body(scene: Scene, _of: Commitment, who: Organisation, status: str) -> None:
    verb = organisations.archive if status == "completed" else organisations.restore
    verb(organisation=who, by=scene.curators[0], reason=WHY)


def begin(scene: Scene, of: Commitment, who: Organisation, status: str) -> None:
    report(scene, of, who, status, upto="draft")


def hand_in(scene: Scene, of: Commitment, who: Organisation, status: str) -> None:
    report(scene, of, who, status, upto="submit")


ACTS = (
    *(report, report, report, begin, hand_in, correct, review, retract, no_change),
    *(move_period, extend_period, partners, transfer, archive, archive_body),
)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(0, 1),  # which commitment
        st.integers(0, 1),  # which organisation
        st.sampled_from(["in_progress", "completed", "withdrawn"]),
    ),
    max_size=10,
)

# --- What is asked, row by row --------------------------------------------------------------------------


def word(of: Commitment, who: Organisation) -> str:
    """What an organisation last said of a commitment."""
    spoken = [one for one in of.reports.filter(organisation=who) if one.review_state == "published"]
    spoken = [one for one in spoken if one.superseded_at is None]
    spoken.sort(key=lambda one: (one.covers_until, one.published_at, one.pk))
    return spoken[-1].implementation_status if spoken else ""


def is_asked(of: Commitment, who: Organisation, period: ReportingPeriod) -> bool:
    carries = who == of.lead_organisation or of.joint_organisations.filter(pk=who.pk).exists()
    in_use = of.state == "published" and not of.lead_organisation.archived_at and not who.archived_at
    if not (carries and in_use and period.asks_about(of)):
        return False
    if {word(of, who), word(of, of.lead_organisation)} & ENDED:
        return False
    answers = of.reports.filter(organisation=who, period=period)
    return not any(
        one.review_state == "submitted" or (one.review_state == "published" and not one.superseded_at)
        for one in answers
    )


def open_periods(today: datetime.date) -> list[ReportingPeriod]:
    found = [one for one in ReportingPeriod.objects.all() if one.state == "open" and one.starts_on <= today]
    return sorted(found, key=lambda one: (one.due_on, one.starts_on))


def check_what_is_asked(scene: Scene) -> None:
    for who in Organisation.objects.filter(pk__in=[one.pk for one in scene.bodies]):
        work = worklist.for_person(scene.bodies[who], on=scene.today)
        dated: dict[int, list[datetime.date]] = {}
        for item in (*work.returned, *work.to_sign_off, *work.due, *work.drafts):
            if item.due_on:
                dated.setdefault(item.commitment.pk, []).append(item.due_on)
        for at in (0, 1):
            of = scene.fresh(at)
            asking = [one for one in open_periods(scene.today) if is_asked(of, who, one)]
            first = min(dated.get(of.pk, [None]), key=lambda day: day or datetime.date.max)
            assert first == (asking[0].due_on if asking else None), "My reporting"
            begun = set(of.reports.filter(organisation=who).under_way().values_list("period_id", flat=True))
            free = [one for one in asking if one.pk not in begun]
            assert drafts.asked_next(of, who, on=scene.today) == (free[0] if free else None), "a new report"
        for period in open_periods(scene.today):
            [missing] = [
                row.missing
                for row in coverage.of_period(period, Organisation.objects.public())
                if row.organisation == who
            ] or [0]
            assert missing == sum(is_asked(scene.fresh(at), who, period) for at in (0, 1)), "coverage"
        listed = [item.report.pk for item in (*work.returned, *work.drafts, *work.to_sign_off)]
        listed += [item.report.pk for item in (*work.with_curators, *work.with_focal_point)]
        under_way = set(ProgressReport.objects.under_way().filter(organisation=who).values_list("pk", flat=True))
        assert sorted(listed) == sorted(under_way if not who.archived_at else []), "nothing is hidden, nothing twice"


def check_the_public_side(scene: Scene, client: Client) -> None:
    page_cache.clear()
    catalogue.forget()
    shown = {row.commitment_id: row.implementation_status for row in CommitmentStatus.objects.as_of(None).public()}
    files = {row["id"]: row for row in json.loads(body(client.get("/data/commitments.json")))}
    api = {row["id"]: row for row in client.get("/api/v1/commitments/").json()["results"]}
    events = {
        int(event["UID"].split("-")[1]): str(event["STATUS"])
        for event in icalendar.Calendar.from_ical(body(client.get("/commitments/due.ics"))).walk("VEVENT")
    }
    late = client.get("/commitments/?overdue=true").content.decode()
    assert set(files) == set(api) == set(shown) == set(events)
    for at in (0, 1):
        of = scene.fresh(at)
        on_lists = [
            worklist.for_organisations([who], on=scene.today).deadlines for who in scene.bodies if not who.archived_at
        ]
        told = {item.commitment.pk for items in on_lists for item in items if item.is_overdue(scene.today)}
        if of.pk in shown:
            speaks = word(of, of.lead_organisation) or shown[of.pk]
            assert shown[of.pk] == speaks, "the lead's word goes before a partner's"
            overdue = of.due_on < scene.today and speaks not in ENDED
            assert {files[of.pk]["overdue"], api[of.pk]["overdue"], of.pk in told, of.title in late} == {overdue}
            assert (
                files[of.pk]["implementation_status"] == api[of.pk]["implementation_status"] == (speaks or "no_report")
            )
            assert events[of.pk] == ("CANCELLED" if speaks in {"withdrawn", "superseded"} else "CONFIRMED")
        else:
            assert of.pk not in told


def number_in(words: str) -> int:
    """How much waits, as the sentence says it."""
    found = re.search(r"You have (one|\d+) tasks?", words)
    return 0 if found is None else 1 if found[1] == "one" else int(found[1])


def check_the_three_views(scene: Scene, client: Client) -> None:
    """A digest's subject, its body, and the page say the same number."""
    reminders.plan(now=timezone.now(), on=scene.today)
    for user in scene.bodies.values():
        client.force_login(user)
        page = client.get("/reporting/").content.decode()
        announced = number_in(unescape(page))
        message = Message.objects.filter(user=user, kind="digest").first()
        content = mails.digest(message) if message else None
        assert (content is not None) == bool(announced), "with a digest a day, one comes when something waits"
        if content:
            assert (
                announced
                == number_in(content.subject)
                == len(re.findall(r"(?m)^- ", content.text))
                == content.html.count("<li>")
            )
        assert announced == page_items(page)


def page_items(page: str) -> int:
    """How many things the page lists as waiting for the person: all rows but those that wait for others."""
    groups = re.findall(r'<tr class="group">.*?<th[^>]*>([^<]*) · \d+</th>(.*?)</tbody>', page, flags=re.S)
    return sum(rows.count('<td class="tick">') for title, rows in groups if title.strip() != "With others")


# Without shrinking: each example is a long history, and the failing one is printed as it is.
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)
@given(steps=STEPS)
@pytest.mark.any_database
@pytest.mark.django_db
def test_after_any_history_all_ask_for_the_same(steps, verania, lantern, alice, bob, carol, dan):
    note([(act.__name__, *rest) for act, *rest in steps])
    with transaction.atomic():
        factories.recommendation(factories.area(factories.edition()))
        scene, client = start(verania, lantern, alice, bob, carol, dan), Client()
        Preferences.objects.filter(user__in=[alice, bob]).update(digest=Digest.DAILY)
        for act, which, who, status in steps:
            body_of = Organisation.objects.get(pk=list(scene.bodies)[who].pk)
            with contextlib.suppress(Refused, ValidationError), transaction.atomic():
                act(scene, scene.fresh(which), body_of, status)
            check_what_is_asked(scene)
        check_the_public_side(scene, client)
        check_the_three_views(scene, client)
        transaction.set_rollback(True)
