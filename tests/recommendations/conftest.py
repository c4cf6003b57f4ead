"""Fixtures of the catalogue's tests."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from hypothesis import settings

from accounts.models import User
from recommendations.catalogue_file import read_catalogue
from recommendations.imports import ImportResult, import_catalogue
from recommendations.models import Edition

from . import samples

# A loaded machine is slow, and a slow example is no fault.
settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")


@pytest.fixture
def bring_in() -> Callable[..., ImportResult]:
    """Import a document given as plain values."""

    def bring(document: dict[str, Any], **options: Any) -> ImportResult:
        return import_catalogue(document=read_catalogue(samples.data(document)), **options)

    return bring


@pytest.fixture
def gta(db: None) -> Edition:
    """The real edition, brought in from its file."""
    import_catalogue(document=read_catalogue(samples.GTA_2021.read_bytes()))
    return Edition.objects.get(code="GTA-2021")


@pytest.fixture
def small(db: None, bring_in: Callable[..., ImportResult]) -> Edition:
    """A small published edition with translations."""
    bring_in(samples.SMALL)
    return Edition.objects.get(code="NEW-2024")


@pytest.fixture
def everything() -> Callable[[], dict[str, list[tuple]]]:
    """A picture of all rows of the catalogue's tables, history included, to compare before and after."""

    def picture() -> dict[str, list[tuple]]:
        models = apps.get_app_config("recommendations").get_models()
        return {model._meta.label: sorted(model._base_manager.values_list(), key=repr) for model in models}

    return picture


@pytest.fixture
def curator(client: Client, carol: User) -> Client:
    """A browser that Carol, a curator, is signed in with."""
    client.force_login(carol)
    return client
