"""Every unique constraint of ours, met through the form or verb that can meet it: a message, never an error page.

The list is made by introspection, so that a new constraint fails here until it has a case, or a reason why no person
can meet it.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone

from accounts import people
from pages.publishing import ChangedMeanwhile, publish
from progress import discarding, drafts, errors
from progress.models import ProgressReport
from recommendations import pairing, scheduling
from recommendations.catalogue import version_of
from recommendations.catalogue_file import FileRefusedError, read_catalogue
from recommendations.imports import import_catalogue
from recommendations.models import Crosswalk, KeyFinding, Recommendation
from stakeholders import carry_overs, commitments, memberships
from stakeholders.commitment_data import CommitmentData, IndicatorData
from stakeholders.errors import Invalid
from stakeholders.models import Membership
from tests import factories
from tests.cast import sign_in
from tests.journeys.unmet_constraints import NOBODY_CAN
from tests.recommendations import samples

OURS = (
    "accounts",
    "recommendations",
    "stakeholders",
    "ledger",
    "progress",
    "imports",
    "opendata",
    "consent",
    "outbox",
    "following",
    "audit",
    "pages",
    "identity",
)


def constraints() -> Iterator[str]:
    """``app.Model.field`` or ``app.constraint`` of everything unique in our models."""
    for label in OURS:
        for model in apps.get_app_config(label).get_models():
            if model.__name__.startswith("Historical"):
                continue
            for field in model._meta.local_fields:
                if field.unique and not field.primary_key:
                    yield f"{label}.{model.__name__}.{field.name}"
            for constraint in model._meta.constraints:
                if isinstance(constraint, models.UniqueConstraint):
                    yield f"{label}.{constraint.name}"


class Scene:
    """Who and what the cases need."""

    def __init__(self, client, verania, lantern, alice, fatima, carol, ada) -> None:
        self.client, self.verania, self.lantern = client, verania, lantern
        self.alice, self.fatima, self.carol, self.ada = alice, fatima, carol, ada
        import_catalogue(document=read_catalogue(samples.data(samples.SMALL)))
        self.edition = factories.edition()
        self.area = factories.area(self.edition)
        self.first = factories.recommendation(self.area)
        self.second = factories.recommendation(self.area)
        self.commitment = factories.commitment(verania, by=fatima, recommendations=[self.first])

    def curate(self, address: str, **changes: Any):
        """Send a curator's form as it was opened, with changes."""
        sign_in(self.client, self.carol)
        form = self.client.get(address).context["form"]
        sent = {bound.name: bound.value() for bound in form} | {"reason": "Tried."} | changes
        return self.client.post(address, {name: "" if value is None else value for name, value in sent.items()})

    def data(self, **changes: Any) -> CommitmentData:
        values = {"title": "T", "description": "D", "recommendations": [self.first]}
        return CommitmentData(**values | changes)


@pytest.fixture
def scene(client, verania, lantern, alice, fatima, carol, ada) -> Scene:
    return Scene(client, verania, lantern, alice, fatima, carol, ada)


def position(scene: Scene, kind: str, key: object, taken: int) -> None:
    answer = scene.curate(reverse(f"recommendations:curate-{kind}", args=[key]), position=taken)
    assert answer.status_code == 400
    assert answer.context["form"].errors


def recommendation_position(scene: Scene) -> None:
    position(scene, "recommendation", scene.second.reference, scene.first.position)


def area_position(scene: Scene) -> None:
    position(scene, "area", factories.area(scene.edition).pk, scene.area.position)


def finding_position(scene: Scene) -> None:
    common = {"edition": scene.edition, "statement": "S", "value": 1, "unit": "percent", "year": 2021, "source": "S"}
    KeyFinding.objects.create(key="one", position=1, **common)
    position(scene, "finding", KeyFinding.objects.create(key="two", position=2, **common).pk, 1)


def in_a_file(place: str, value: Any) -> Callable[[Scene], None]:
    """A catalogue file that would take the key of something else."""

    def case(scene: Scene) -> None:
        document = samples.changed(samples.SMALL, place, value(scene) if callable(value) else value)
        with pytest.raises(FileRefusedError):
            import_catalogue(document=read_catalogue(samples.data(document)))

    return case


def the_same_file_again(scene: Scene) -> None:
    assert not import_catalogue(document=read_catalogue(samples.data(samples.SMALL))).created


def reference(scene: Scene) -> None:
    document = samples.changed(samples.SMALL, "edition.code", "OTH-2025")
    document = samples.changed(document, "edition.slug", "oth-2025")
    with pytest.raises(FileRefusedError):
        import_catalogue(document=read_catalogue(samples.data(document)))


def edition_slug(scene: Scene) -> None:
    document = samples.changed(samples.SMALL, "edition.code", "OTH-2025")
    for number in (0, 1):
        document = samples.changed(document, f"recommendations[{number}].reference", f"OTH-2025-0{number + 1}")
    with pytest.raises(FileRefusedError):
        import_catalogue(document=read_catalogue(samples.data(document)))


def addressee(scene: Scene) -> None:
    address = reverse("recommendations:curate-recommendation", args=[scene.first.reference])
    assert scene.curate(address, actor_types=["ngo", "ngo"]).status_code == 302
    assert list(scene.first.addressees.values_list("actor_type", flat=True)) == ["ngo"]


def crosswalk(scene: Scene) -> None:
    other = factories.recommendation(factories.edition())
    sign_in(scene.client, scene.carol)
    sent = {"earlier": scene.first.reference, "later": other.reference, "kind": "same", "reason": "Tried."}
    address = reverse("recommendations:curate-crosswalk")
    assert scene.client.post(address, sent).status_code == 302
    answer = scene.client.post(address, sent)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (400, True)


def a_pair(scene: Scene) -> tuple[Recommendation, Recommendation]:
    return scene.first, factories.recommendation(factories.edition())


def refused_pair(scene: Scene) -> None:
    earlier, later = a_pair(scene)
    seen = f"{version_of(earlier)}-{version_of(later)}"
    answers = [pairing.Answer(earlier, later, pairing.REFUSE, seen=seen)]
    pairing.answer(answers=answers, reason="", by=scene.carol)
    with pytest.raises(ValidationError):
        pairing.answer(answers=answers, reason="", by=scene.carol)


def scheduled_twice(scene: Scene) -> None:
    subject = scene.first
    given = {"due_at": timezone.now() + datetime.timedelta(days=1), "reason": "Later.", "by": scene.carol}
    for expected in (nullcontext(), pytest.raises(ValidationError)):
        with expected:
            scheduling.schedule_change(
                recommendation=subject, values={"title": "New", "area": subject.area}, addressees=subject.actor_types,
                seen=version_of(subject), **given,
            )  # fmt: skip


def published_twice(scene: Scene) -> None:
    draft = factories.edition(state="draft")
    given = {"due_at": timezone.now() + datetime.timedelta(days=1), "reason": "Later.", "by": scene.carol}
    for expected in (nullcontext(), pytest.raises(ValidationError)):
        with expected:
            scheduling.schedule_publication(edition=draft, seen=version_of(draft), **given)


def carried_over_twice(scene: Scene) -> None:
    earlier, later = a_pair(scene)
    Crosswalk.objects.create(earlier=earlier, later=later, kind="same")
    made = factories.commitment(scene.verania, by=scene.fatima, recommendations=[earlier])
    offers = [carry_overs.Offer(made, earlier, later)]
    carry_overs.offer(offers=offers, by=scene.carol)
    with pytest.raises(Invalid):
        carry_overs.offer(offers=offers, by=scene.carol)


def email(scene: Scene) -> None:
    with pytest.raises(ValidationError):
        people.create_person(email=scene.alice.email.upper(), name="Second", by=scene.ada)


def organisation_slug(scene: Scene) -> None:
    address = reverse("curate_stakeholders:organisation_new")
    sent = {"name": scene.verania.name, "actor_type": "ngo", "language": "en"}
    assert scene.curate(address, **sent).status_code in (302, 400)


def creation_key(scene: Scene) -> None:
    key = uuid.uuid4()
    given = {"organisation": scene.verania, "data": scene.data(), "key": key}
    mine = commitments.create(by=scene.alice, **given)
    assert commitments.create(by=scene.alice, **given) == mine
    with pytest.raises(Invalid):
        commitments.create(by=scene.fatima, **given)


def joint_organisation(scene: Scene) -> None:
    twice = scene.data(joint_organisations=[scene.lantern, scene.lantern])
    made = commitments.create(organisation=scene.verania, by=scene.alice, data=twice)
    assert made.joint_links.count() == 1


def indicator_name(scene: Scene) -> None:
    twice = scene.data(indicators=[IndicatorData(name="Trained", unit="people")] * 2)
    with pytest.raises(Invalid):
        commitments.create(organisation=scene.verania, by=scene.alice, data=twice)


def a_member_again(scene: Scene) -> None:
    with pytest.raises(Invalid):
        memberships.invite(organisation=scene.verania, email=scene.alice.email, role="reporter", by=scene.fatima)


def a_second_focal_point(scene: Scene) -> None:
    row = Membership.objects.get(user=scene.alice, ended_at=None)
    memberships.change_role(membership=row, role="focal_point", by=scene.fatima)
    assert scene.verania.memberships.active().filter(role="focal_point").count() == 1


def invited_twice(scene: Scene) -> None:
    sign_in(scene.client, scene.fatima)
    sent = {"email": "new@example.org", "language": "en", "role": "reporter"}
    address = reverse("stakeholders:invite", args=[scene.verania.slug])
    assert [scene.client.post(address, sent).status_code for _ in range(2)] == [302, 400]


def response(scene: Scene) -> None:
    sign_in(scene.client, scene.fatima)
    address = reverse("stakeholders:response", args=[scene.verania.slug, scene.first.reference])
    sent = {"response": "supported", "version": "0"}
    assert scene.client.post(address, sent).status_code == 302
    assert scene.client.post(address, sent | {"response": "noted"}).status_code == 409


def period_name(scene: Scene) -> None:
    taken = factories.period()
    days = {"starts_on": "2031-01-01", "ends_on": "2031-06-30", "due_on": "2031-07-31"}
    answer = scene.curate(reverse("curate_progress:new_period"), name=taken.name, **days)
    assert (answer.status_code, "name" in answer.context["form"].errors) == (400, True)


def open_draft(scene: Scene) -> None:
    sign_in(scene.client, scene.alice)
    sent = {"commitment": scene.commitment.pk, "organisation": scene.verania.pk}
    answers = [scene.client.post(reverse("reporting:start"), sent).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert ProgressReport.objects.count() == 1


def current_a_round(scene: Scene) -> None:
    days = {"repeats": "yearly", "first_round_on": datetime.date(2020, 1, 1)}
    regular = factories.commitment(scene.verania, by=scene.fatima, recommendations=[scene.first], **days)
    answered = factories.published(regular, by=scene.alice, curator=scene.carol).round_ends_on
    with pytest.raises(errors.RoundAnswered):
        factories.draft(regular, by=scene.alice, round_ends_on=answered)


def supersedes(scene: Scene) -> None:
    report = factories.published(scene.commitment, by=scene.alice, curator=scene.carol)
    first = drafts.correct(report=report, by=scene.alice)
    assert drafts.correct(report=report, by=scene.alice) == first
    discarding.discard(report=first, by=scene.alice)
    factories.draft(scene.commitment, by=scene.alice)
    with pytest.raises(errors.Refused):
        drafts.correct(report=report, by=scene.alice)


def indicator_value(scene: Scene) -> None:
    indicator = scene.commitment.indicators.create(name="Trained", unit="people")
    report = factories.draft(scene.commitment, by=scene.alice)
    for value in (1, 2):
        report = drafts.save(
            report=report, by=scene.alice, version=report.version, data={}, indicator_values={indicator.pk: value}
        )
    assert [one.value for one in report.indicator_values.all()] == [2]


def ready_reason(scene: Scene) -> None:
    sent = {"name": "Source", "text": "Name the source."}
    sign_in(scene.client, scene.carol)
    answers = [scene.client.post(reverse("review:reasons"), sent) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 400]


def page_text(scene: Scene) -> None:
    words = {"page": "about", "language": "en", "place": "after", "reason": "New.", "by": scene.carol}
    publish(text="First.", version=0, **words)
    with pytest.raises(ChangedMeanwhile):
        publish(text="Second.", version=0, **words)


def short_names(scene: Scene) -> None:
    sign_in(scene.client, scene.carol)
    fields = {"slug": "goals", "name_en": "Goals", "position": 0, "seen": 0, "reason": "New."}
    answers = [scene.client.post(reverse("desk:taxonomy-new"), fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 400]
    answers = [scene.client.post(reverse("desk:tag-new", args=["goals"]), fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 400]


def actor_type_key(scene: Scene) -> None:
    sign_in(scene.client, scene.carol)
    fields = {"code": "ngo", "name_en": "Charity", "position": 1, "seen": 0, "reason": "New."}
    answer = scene.client.post(reverse("recommendations:curate-new-actor-type"), fields)
    assert answer.status_code == 400 and "code" in answer.context["form"].errors


CASES: dict[str, Callable[[Scene], None]] = {
    "accounts.User.email": email,
    "recommendations.Edition.slug": edition_slug,
    "recommendations.ActorType.code": actor_type_key,
    "recommendations.Edition.code": the_same_file_again,
    "recommendations.area_slug_once_an_edition": in_a_file("areas[1].slug", "law"),
    "recommendations.area_position_once_an_edition": area_position,
    "recommendations.Recommendation.reference": reference,
    "recommendations.recommendation_position_once_an_edition": recommendation_position,
    "recommendations.addressee_once_a_recommendation": addressee,
    "recommendations.crosswalk_link_once_a_pair": crosswalk,
    "recommendations.refused_link_once_a_pair": refused_pair,
    "recommendations.scheduled_once_a_recommendation": scheduled_twice,
    "recommendations.scheduled_once_an_edition": published_twice,
    "recommendations.finding_key_once_an_edition": in_a_file("key_findings[1]", samples.SMALL["key_findings"][0]),
    "recommendations.finding_position_once_an_edition": finding_position,
    "stakeholders.Organisation.slug": organisation_slug,
    "stakeholders.Commitment.creation_key": creation_key,
    "stakeholders.carry_over_once_a_pair": carried_over_twice,
    "stakeholders.joint_organisation_once": joint_organisation,
    "stakeholders.indicator_name_once_a_commitment": indicator_name,
    "stakeholders.membership_once_at_a_time": a_member_again,
    "stakeholders.membership_one_focal_point_and_one_alternate": a_second_focal_point,
    "stakeholders.invited_membership_once": invited_twice,
    "stakeholders.response_once_a_recommendation": response,
    "progress.ready_reason_name_once": ready_reason,
    "progress.ReportingPeriod.name": period_name,
    "progress.ProgressReport.supersedes": supersedes,
    "progress.report_one_open_draft": open_draft,
    "progress.report_one_current_a_round": current_a_round,
    "progress.indicator_value_once_a_report": indicator_value,
    "pages.page_text_once_a_language": page_text,
    "recommendations.Taxonomy.slug": short_names,
    "recommendations.Tag.slug": short_names,
}


def test_every_unique_constraint_has_a_case_or_a_reason():
    found = set(constraints())
    assert found - CASES.keys() - NOBODY_CAN.keys() == set(), "new: say who can meet it"
    assert CASES.keys() | NOBODY_CAN.keys() <= found, "gone"
    assert not CASES.keys() & NOBODY_CAN.keys()


@pytest.mark.parametrize("name", CASES)
def test_it_is_met_in_words(name, scene):
    CASES[name](scene)
