"""Two people at the same moment, on real connections: one wins, the other is told, nothing is half done."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection

from recommendations.partial_dates import PartialDate
from stakeholders import commitments, memberships
from stakeholders.commitment_data import CommitmentData
from stakeholders.errors import Conflict, Invalid, Refused, WrongState
from stakeholders.models import Commitment, Membership, Role
from stakeholders.organisations import OrganisationData, create
from tests import factories
from tests.cast import person

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned or raised, all begun together in threads with connections of their own."""
    barrier, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int) -> None:
        try:
            barrier.wait(120)
            results[number] = acts[number]()
        except Exception as problem:
            results[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[number]) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def refusals(results: list[object]) -> list[type]:
    assert all(not isinstance(one, Exception) or isinstance(one, Refused) for one in results), results
    return [type(one) for one in results if isinstance(one, Exception)]


@pytest.fixture
def proposal(verania, alice) -> Commitment:
    recommendation = factories.recommendation(factories.area(factories.edition()))
    data = CommitmentData(
        title="Train", description="All.", recommendations=[recommendation], due=PartialDate.parse("2027")
    )
    made = commitments.create(organisation=verania, by=alice, data=data)
    return commitments.propose(commitment=made, by=alice)


def test_two_curators_publish_at_once(proposal, carol, dan):
    results = at_once(
        lambda: commitments.publish(commitment=proposal, by=carol, version=proposal.version),
        lambda: commitments.publish(commitment=proposal, by=dan, version=proposal.version),
    )
    assert refusals(results) == [WrongState]
    proposal.refresh_from_db()
    assert (proposal.state, proposal.version) == ("published", 3)
    assert proposal.history.filter(state="published").count() == 1


def test_two_people_save_the_same_draft_at_once(proposal, alice, fatima):
    draft = commitments.take_back(commitment=proposal, by=alice)
    from stakeholders.commitment_data import data_of

    data = data_of(draft)
    results = at_once(
        *(
            lambda by=by, title=title: commitments.update(
                commitment=draft, by=by, data=replace(data, title=title), version=draft.version
            )
            for by, title in ((alice, "His"), (fatima, "Hers"))
        )
    )
    assert refusals(results) == [Conflict]
    assert Commitment.objects.get().version == draft.version + 1


def test_two_people_become_focal_point_at_once(verania, carol, dan):
    people = [person("Nora New"), person("Otto Old")]
    results = at_once(
        *(
            lambda by=by, user=user: memberships.add(organisation=verania, user=user, role=Role.FOCAL_POINT, by=by)
            for by, user in zip((carol, dan), people, strict=True)
        )
    )
    assert refusals(results) == []
    current = Membership.objects.filter(organisation=verania, ended_at__isnull=True)
    assert sorted(current.values_list("role", flat=True)) == [Role.FOCAL_POINT, Role.REPORTER]


def test_one_person_is_added_five_times_at_once(verania, carol):
    nora = person("Nora New")
    results = at_once(
        *[lambda: memberships.add(organisation=verania, user=nora, role=Role.VIEWER, by=carol) for _time in range(5)]
    )
    assert refusals(results) == [Invalid] * 4
    assert nora.memberships.count() == 1


def test_one_organisation_is_added_five_times_at_once(carol):
    results = at_once(
        *[lambda: create(data=OrganisationData(name="Río", actor_type="ngo"), by=carol) for _ in range(5)]
    )
    made = [one for one in results if not isinstance(one, Exception)]
    assert refusals(results) == [Invalid] * (5 - len(made))
    assert len({one.slug for one in made}) == len(made) == 1
