"""How many organisations are of each actor type: such a type stays (``recommendations.vocabulary``)."""

from __future__ import annotations

from django.db.models import Count

from recommendations.vocabulary import counted_in

from .models import Organisation


@counted_in
def organisations() -> dict[str, int]:
    """By actor type, archived ones too."""
    return dict(Organisation.objects.values_list("actor_type").annotate(number=Count("pk")).order_by())
