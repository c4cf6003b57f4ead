"""The site's own tags in rows: by short name or name, as one column; set and set back through their verbs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from imports.kinds.base import Field, Planned, Shape, Vocabulary
from recommendations.models import Tag
from recommendations.taxonomies import seen_tags


def tags() -> Vocabulary:
    """Each tag's names in the languages of the site, and its short name."""
    rows = Tag.objects.values_list("slug", "name_en", "name_fr", "name_es", "name_ar")
    return {slug: [*(name or names[0] for name in names), slug] for slug, *names in rows}


TAGS = Field("tags", _("Tags"), Shape.CHOICES, default=True, vocabulary=tags, names=("tag", "themes", "keywords"))


class Tags:
    """Compares the tags of rows with those of what there is."""

    def __init__(self) -> None:
        self.by_slug = {one.slug: one for one in Tag.objects.all()}

    def compare(self, planned: Planned, there: Any) -> list[Tag] | None:
        """What the tags are to be; None where the row does not speak of them, or says what is so already."""
        if "tags" not in planned.row.values:
            return None
        before = slugs_of(there) if there else []
        after = sorted(planned.row.values["tags"])
        if before == after:
            return None
        planned.differences.append(("tags", before, after))
        return [self.by_slug[slug] for slug in after]


def slugs_of(there: Any) -> list[str]:
    """The short names of its tags. No query where ``tag_links__tag`` was fetched along."""
    return sorted(link.tag.slug for link in there.tag_links.all())


def write(set_tags: Callable[..., bool], owner: dict[str, Any], wanted: Sequence[Tag], *, by, reason: str) -> None:
    """Make these the tags of the one ``owner``, by the name by which the verb takes it."""
    [there] = owner.values()
    set_tags(**owner, tags=wanted, seen=seen_tags(there.tag_links), reason=reason, by=by)


def changed_since(there: Any, change: dict[str, list[str]]) -> bool:
    """Has somebody given it other tags than the import did?"""
    return slugs_of(there) != change["after"]


def tags_before(change: dict[str, list[str]]) -> list[Tag]:
    """Those that it had before the import, as far as they are still there."""
    return list(Tag.objects.filter(slug__in=change["before"]))
