"""The body's own ways to group what it tracks: taxonomies (themes, goals) with their tags."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .history import kept_history
from .named import NamedInLanguages
from .recommendation import Recommendation


class Named(NamedInLanguages):
    """A name in the languages of the site, a short name in addresses and files, and a place in the list."""

    slug = models.SlugField(
        _("short name"),
        max_length=50,
        unique=True,
        help_text=_("Stands in addresses and files, such as “sdg-5”. It cannot be changed later."),
    )
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Taxonomy(Named):
    """One way to group: themes, Sustainable Development Goals."""

    history: Any = kept_history()

    class Meta:
        verbose_name = _("taxonomy")
        verbose_name_plural = _("taxonomies")
        ordering = ["position", "name_en"]


class Tag(Named):
    """One group of a taxonomy. Its short name is unique over all of them: it is the value of a filter."""

    taxonomy = models.ForeignKey(Taxonomy, on_delete=models.PROTECT, related_name="tags", verbose_name=_("taxonomy"))

    history: Any = kept_history()

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = ["taxonomy__position", "taxonomy__name_en", "position", "name_en"]


class RecommendationTag(models.Model):
    """A recommendation belongs to a tag."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="tag_links", verbose_name=_("recommendation")
    )
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="recommendation_links", verbose_name=_("tag"))

    history: Any = kept_history()

    class Meta:
        verbose_name = _("tag of a recommendation")
        verbose_name_plural = _("tags of recommendations")
        constraints = [models.UniqueConstraint(fields=["recommendation", "tag"], name="recommendation_tag_once")]

    def __str__(self) -> str:
        return f"{self.recommendation.reference} · {self.tag.slug}"
