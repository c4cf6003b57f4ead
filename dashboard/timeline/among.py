"""The rows that belong to the chosen commitments, so asked for that the newest of them are found soon."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from django.db.models import OuterRef, QuerySet, Subquery

from progress.models import CommitmentStatus
from stakeholders.models import Commitment

# Takes rows, and the name of the field that holds their commitment; leaves those of the chosen ones.
Among = Callable[[QuerySet, str], QuerySet]


def these(keys: Iterable[int]) -> Among:
    """Those of a few commitments, found by their keys."""
    commitments = Commitment.objects.public().filter(pk__in=keys)
    return lambda rows, field: rows.filter(**{f"{field}__in": commitments})


def looked_up(chosen: QuerySet[CommitmentStatus]) -> Among:
    """Those of very many commitments: the rows are read from the newest on, and each is looked up among the chosen.

    With so many the next one is never far. A condition (IN, EXISTS) would leave the database free to read all rows of
    all chosen commitments first; a value that is worked out for each row does not.
    """
    public = chosen.filter(commitment__in=Commitment.objects.public())

    def among(rows: QuerySet, field: str) -> QuerySet:
        status = public.filter(commitment_id=OuterRef(field)).values("pk")[:1]
        return rows.alias(chosen_by=Subquery(status)).filter(chosen_by__isnull=False)

    return among
