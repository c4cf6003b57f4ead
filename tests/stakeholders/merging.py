"""Two entries of one organisation, with all that can hang on each, and both at once where a rule allows only one."""

from __future__ import annotations

import datetime
from typing import NamedTuple

from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from following import verbs as following
from following.filters import followed
from progress.models import ProgressReport, ReportLink, Snooze, Thread
from recommendations.models import Recommendation
from search import indexing
from stakeholders import assignments, memberships, responses
from stakeholders.models import Commitment, CommitmentChange, Membership, Organisation, Response, Role
from submissions.models import AccessToken, SheetUpload
from tests import factories
from tests.cast import give_second_factor, person, staff

LED = 20  # commitments of each


class Scene(NamedTuple):
    """``twin`` is the entry that is merged into ``kept``."""

    twin: Organisation
    kept: Organisation
    curator: User
    people: dict[str, User]
    commitments: dict[str, list[Commitment]]  # by "twin", "kept", "both" (joint of the two), "cross" (each other's)
    recommendations: list[Recommendation]


def scene() -> Scene:
    """Forty commitments, members, drafts, reports, answers, tokens and followers of both."""
    twin = Organisation.objects.create(name="Ministry of Light (Verania)", slug="light-old", actor_type="government")
    kept = Organisation.objects.create(name="Ministry of Light", slug="light", actor_type="government")
    other = Organisation.objects.create(name="Lantern Trust", slug="lantern", actor_type="ngo")
    curator = staff("Mia Merger", is_curator=True)
    people = _people(twin, kept)
    area = factories.area(factories.edition())
    asked = [factories.recommendation(area) for _number in range(3)]
    commitments = {
        name: [factories.commitment(lead, by=people[name], recommendations=[asked[n % 3]]) for n in range(LED)]
        for name, lead in (("twin", twin), ("kept", kept))
    }
    commitments["both"] = [
        factories.commitment(other, by=people["kept"], joint=[twin, kept], recommendations=[asked[0]])
    ]
    commitments["cross"] = [
        factories.commitment(twin, by=people["twin"], joint=[kept], recommendations=[asked[1]]),
        factories.commitment(kept, by=people["kept"], joint=[twin], recommendations=[asked[2]]),
    ]
    made = Scene(twin, kept, curator, people, commitments, asked)
    _reports(made)
    _answers(made)
    _small_things(made)
    indexing.rebuild()
    return made


def _people(twin: Organisation, kept: Organisation) -> dict[str, User]:
    roles = {
        "twin": (twin, Role.FOCAL_POINT),
        "twin reporter": (twin, Role.REPORTER),
        "kept": (kept, Role.FOCAL_POINT),
        "in both": (kept, Role.VIEWER),
    }
    people = {name: person(name.title()) for name in roles}
    for name, (organisation, role) in roles.items():
        Membership.objects.create(organisation=organisation, user=people[name], role=role)
    give_second_factor(people["twin"])
    Membership.objects.create(organisation=twin, user=people["in both"], role=Role.REPORTER)
    long_ago = timezone.now() - datetime.timedelta(days=400)
    left = person("Left Long Ago")
    Membership.objects.create(
        organisation=twin, user=left, role=Role.REPORTER, started_at=long_ago, ended_at=timezone.now(), ended_by=left
    )
    return people | {"left": left}


def _reports(made: Scene) -> None:
    """Each has reported on its first, has a draft on its second; and both on what they carry together."""
    for name in ("twin", "kept"):
        organisation, by = getattr(made, name), made.people[name]
        first, second = made.commitments[name][:2]
        factories.published(first, by=by, curator=made.curator, organisation=organisation)
        factories.draft(second, by=by, organisation=organisation)
        [joint] = made.commitments["both"]
        factories.published(joint, by=by, curator=made.curator, organisation=organisation)
        factories.draft(joint, by=by, organisation=organisation)


def _answers(made: Scene) -> None:
    """Both answered the first recommendation, the twin alone the second."""
    for organisation, recommendation, answer in (
        (made.twin, made.recommendations[0], "supported"),
        (made.kept, made.recommendations[0], "noted"),
        (made.twin, made.recommendations[1], "supported_in_part"),
    ):
        responses.set_response(
            organisation=organisation, recommendation=recommendation, by=made.curator, response=answer
        )


def _small_things(made: Scene) -> None:
    now, day, [joint] = timezone.now(), datetime.timedelta(days=1), made.commitments["both"]
    for name in ("twin", "kept"):
        organisation, by = getattr(made, name), made.people[name]
        assignments.give(commitment=made.commitments[name][0], organisation=organisation, to=by, by=by)
        assignments.give(commitment=joint, organisation=organisation, to=by, by=by)
        Thread.objects.create(commitment=joint, organisation=organisation, help_kind="funding")
        Snooze.objects.create(user=by, commitment=joint, organisation=organisation, until=now.date())
        ReportLink.objects.create(
            digest=name,
            user=by,
            commitment=joint,
            organisation=organisation,
            expires_at=now + day,
        )
        for token in ("Registry", f"Only of {name}"):
            AccessToken.objects.create(
                organisation=organisation, name=token, scope="read", acts_for=by, digest=f"{name} {token}",
                prefix="x", created_by=by, expires_at=now + datetime.timedelta(days=9),
            )  # fmt: skip
        SheetUpload.objects.create(organisation=organisation, file_name=f"{name}.xlsx", sha256=name, uploaded_by=by)
        memberships.invite(organisation=organisation, email=f"{name}@new.example", role=Role.VIEWER, by=made.curator)
        one = followed(QueryDict(f"organisation={organisation.slug}"))
        asked = following.follow(email="reader@news.example", query=one.query, scopes=one.scopes, language="en", at=now)
        following.confirm(follower=asked.follower, at=now)
    change = {"joint_organisations": [made.twin.pk], "recommendations": []}
    CommitmentChange.objects.create(
        commitment=made.commitments["kept"][2], base=change, proposed=change, reason="A partner.",
        proposed_by=made.people["kept"],
    )  # fmt: skip


def drafts_of(organisation: Organisation) -> list[ProgressReport]:
    return list(ProgressReport.objects.filter(organisation=organisation, review_state="draft").order_by("pk"))


def answers_of(organisation: Organisation) -> dict[int, str]:
    return dict(Response.objects.filter(organisation=organisation).values_list("recommendation", "response"))
