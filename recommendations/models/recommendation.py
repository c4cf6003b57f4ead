"""A recommendation and the actor types it is addressed to."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from names import single_line

from .actor_types import LONGEST_CODE
from .edition import Edition, EditionState, ResponseArea
from .history import kept_history
from .term import Word
from .translation import Translation
from .vocabulary import actor_choices, actor_codes, word

#: Words of a search that are looked at; more would only cost time.
_MOST_WORDS = 10


class Obligation(models.TextChoices):
    """The level of obligation in the source."""

    MUST = "must", word(Word.MUST)
    SHOULD = "should", word(Word.SHOULD)
    ENCOURAGED = "encouraged", word(Word.ENCOURAGED)


def obligation_choices() -> list[tuple[str, str]]:
    """The levels in the words of the body."""
    return Obligation.choices


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    """Named sets of recommendations."""

    def public(self) -> RecommendationQuerySet:
        """Those of published or archived editions that were not archived themselves."""
        return self.exclude(edition__state=EditionState.DRAFT).filter(archived_at__isnull=True)

    def cross_cutting(self) -> RecommendationQuerySet:
        return self.filter(area__isnull=True)

    def for_edition(self, edition: Edition | None) -> RecommendationQuerySet:
        """Those of one edition; of all editions when None is asked for."""
        return self if edition is None else self.filter(edition=edition)

    def addressed_to(self, *actor_types: str) -> RecommendationQuerySet:
        """Those that ask at least one of these actor types to act."""
        asked = Addressee.objects.filter(recommendation=models.OuterRef("pk"), actor_type__in=actor_types)
        return self.filter(models.Exists(asked))

    def search(self, text: str) -> RecommendationQuerySet:
        """Those that hold every word in their reference, title or text, or in a translation of these."""
        found = self
        for part in text.split()[:_MOST_WORDS]:
            translated = Translation.objects.filter(
                subject=self.model._meta.label_lower, object_id=models.OuterRef("pk"), text__icontains=part
            )
            found = found.filter(
                models.Q(reference__icontains=part)
                | models.Q(title__icontains=part)
                | models.Q(text__icontains=part)
                | models.Exists(translated)
            )
        return found

    def in_order(self) -> RecommendationQuerySet:
        """The order of the source: editions newest first, then as printed."""
        return self.order_by("-edition__published_on", "edition_id", "position")


class Recommendation(models.Model):
    """One recommendation of an edition, under a reference that never changes."""

    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("edition")
    )
    area = models.ForeignKey(
        ResponseArea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="recommendations",
        verbose_name=_("response area"),
        help_text=_("Empty for a cross-cutting recommendation."),
    )
    reference = models.CharField(_("reference"), max_length=30, unique=True, validators=[single_line])
    title = models.CharField(_("title"), max_length=200, validators=[single_line])
    text = models.TextField(_("text"))
    obligation = models.CharField(_("obligation"), max_length=10, choices=obligation_choices)
    position = models.PositiveSmallIntegerField(_("position"))
    source_heading = models.CharField(_("section in the source document"), max_length=200, validators=[single_line])
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    archived_reason = models.TextField(_("public reason for archiving"), blank=True, editable=False)

    translatable = ("title", "text")
    texts: dict[str, Any]

    history = kept_history()
    objects = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "position"], name="recommendation_position_once_an_edition"),
            models.CheckConstraint(
                condition=models.Q(obligation__in=Obligation.values), name="recommendation_obligation_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(reference="") & ~models.Q(title="") & ~models.Q(text=""),
                name="recommendation_has_its_texts",
            ),
            models.CheckConstraint(
                condition=models.Q(archived_at__isnull=True, archived_reason="")
                | (models.Q(archived_at__isnull=False) & ~models.Q(archived_reason="")),
                name="recommendation_archived_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    def clean(self) -> None:
        """An area of another edition would put the recommendation into two editions at once."""
        if self.area is not None and self.area.edition_id != self.edition_id:
            raise ValidationError({"area": _("This area belongs to another edition.")})

    @property
    def actor_types(self) -> list[str]:
        """The actor types addressed, in their order (one query, or none when prefetched)."""
        present = {addressee.actor_type for addressee in self.addressees.all()}
        return [actor_type for actor_type in actor_codes() if actor_type in present]


class Addressee(models.Model):
    """One actor type that a recommendation is addressed to."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="addressees")
    actor_type = models.CharField(_("actor type"), max_length=LONGEST_CODE, choices=actor_choices)

    history = kept_history()

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering = ["recommendation", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "actor_type"], name="addressee_once_a_recommendation"),
            models.CheckConstraint(condition=~models.Q(actor_type=""), name="addressee_has_an_actor_type"),
        ]

    def __str__(self) -> str:
        return self.get_actor_type_display()
