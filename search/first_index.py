"""A site that has commitments when the search index comes to it gets it filled at once."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS

from search.models import SearchedCommitment, SearchedOrganisation
from stakeholders.models import Organisation

from . import keeping


def make(*, using: str, plan: Any = (), **_: Any) -> None:
    """After migrating: fill an index that is empty beside organisations that are not."""
    if using != DEFAULT_DB_ALIAS or not plan:
        return
    if SearchedOrganisation.objects.exists() or SearchedCommitment.objects.exists():
        return
    if Organisation.objects.exists():
        keeping.rebuild()
