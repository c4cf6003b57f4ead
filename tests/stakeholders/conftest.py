"""What the tests of organisations and commitments begin with: a recommendation, and a draft of Verania."""

import pytest

from recommendations.models import Recommendation
from recommendations.partial_dates import PartialDate
from stakeholders import commitments
from stakeholders.commitment_data import CommitmentData
from stakeholders.models import Commitment, Membership, Organisation, Role
from tests import factories
from tests.cast import give_second_factor, person


@pytest.fixture
def recommendation(db: None) -> Recommendation:
    return factories.recommendation(factories.area(factories.edition()), title="Train the people who investigate")


@pytest.fixture
def data(recommendation: Recommendation) -> CommitmentData:
    """The least that a commitment must say."""
    return CommitmentData(
        title="Train 400 investigators",
        description="Every regional unit gets two weeks of training.",
        recommendations=[recommendation],
        due=PartialDate.parse("2027-06"),
    )


@pytest.fixture
def draft(verania: Organisation, alice, data: CommitmentData) -> Commitment:
    return commitments.create(organisation=verania, by=alice, data=data)


@pytest.fixture
def proposed(draft: Commitment, alice) -> Commitment:
    return commitments.propose(commitment=draft, by=alice)


@pytest.fixture
def published(proposed: Commitment, carol) -> Commitment:
    return commitments.publish(commitment=proposed, by=carol)


@pytest.fixture
def archived(published: Commitment, dan) -> Commitment:
    return commitments.archive(commitment=published, by=dan, reason="The programme was cancelled.")


@pytest.fixture
def olga(verania: Organisation):
    """Verania's alternate."""
    alternate = _member("Olga Orne", verania, Role.ALTERNATE)
    give_second_factor(alternate)
    return alternate


@pytest.fixture
def vera(verania: Organisation):
    """Reads along for Verania."""
    return _member("Vera Vail", verania, Role.VIEWER)


@pytest.fixture
def people(alice, fatima, olga, vera, bob, carol, dan, ada, charlie) -> dict:
    """The whole cast by first name, for matrices."""
    cast = (alice, fatima, olga, vera, bob, carol, dan, ada, charlie)
    return {user.name.split()[0].lower(): user for user in cast}


def _member(name: str, organisation: Organisation, role: str):
    user = person(name)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return user


@pytest.fixture
def typed(data: CommitmentData) -> dict[str, str]:
    """What a browser sends for the least commitment."""
    return {
        "title": data.title,
        "description": data.description,
        "language": "en",
        "recommendations": [str(data.recommendations[0].pk)],
        "joint_organisations": "",
        "visibility": "public",
        "due_day": "",
        "due_month": "6",
        "due_year": "2027",
    } | {
        f"{rows}-{name}": value
        for rows in ("milestones", "indicators")
        for name, value in (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))
    }
