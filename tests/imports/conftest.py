"""Who and what imports are tried with."""

from collections.abc import Callable

import pytest
from django.apps import apps

from recommendations.models import Recommendation
from tests import factories
from tests.cast import alice, bob, carol, charlie, dan, fatima, lantern, verania  # noqa: F401

OURS = ("recommendations", "stakeholders", "progress", "ledger", "search")


@pytest.fixture
def asked(db: None) -> Recommendation:
    """A recommendation that commitments may answer."""
    return factories.recommendation(factories.edition(), reference="REC-1")


@pytest.fixture
def everything() -> Callable[[], dict[str, list[tuple]]]:
    """Every row of what imports write to, with its history."""

    def read() -> dict[str, list[tuple]]:
        models = [model for model in apps.get_models() if model._meta.app_label in OURS]
        return {model._meta.label: sorted(model._base_manager.values_list(), key=str) for model in models}

    return read
