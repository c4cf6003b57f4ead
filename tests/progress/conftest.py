"""One published commitment of Verania on one recommendation, and its people."""

import pytest

from accounts.models import User
from recommendations.models import Recommendation
from stakeholders.models import Commitment, Organisation
from tests import factories


@pytest.fixture
def recommendation(db: None) -> Recommendation:
    return factories.recommendation(factories.area(factories.edition()))


@pytest.fixture
def commitment(verania: Organisation, fatima: User, recommendation: Recommendation) -> Commitment:
    return factories.commitment(verania, by=fatima, recommendations=[recommendation])
