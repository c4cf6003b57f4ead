"""The tags of what a page shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from dashboard.catalogue import catalogue
from recommendations.models import RecommendationTag, Tag
from stakeholders.models import CommitmentTag


def tags_of_commitments(keys: Iterable[int]) -> dict[int, list[Tag]]:
    """The tags of each commitment, in their order. One query, none where the site has no tags."""
    return _of(CommitmentTag, "commitment_id", keys)


def tags_of_recommendations(keys: Iterable[int]) -> dict[int, list[Tag]]:
    """The same of recommendations."""
    return _of(RecommendationTag, "recommendation_id", keys)


def _of(model, owner: str, keys: Iterable[int]) -> dict[int, list[Tag]]:
    known = {tag.pk: (place, tag) for place, tag in enumerate(catalogue().tags)}
    if not known:
        return {}
    found: dict[int, list[tuple[int, Tag]]] = defaultdict(list)
    for key, tag in model.objects.filter(**{f"{owner}__in": list(keys)}).values_list(owner, "tag_id"):
        if tag in known:
            found[key].append(known[tag])
    return {key: [tag for _place, tag in sorted(tags, key=lambda one: one[0])] for key, tags in found.items()}
