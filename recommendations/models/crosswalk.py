"""Typed links between recommendations of two editions."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .history import kept_history
from .recommendation import Recommendation


class CrosswalkKind(models.TextChoices):
    """What became of a recommendation in a later edition."""

    SAME = "same", _("is the same as")
    SPLIT = "split", _("was split into")
    MERGED = "merged", _("was merged into")
    SUPERSEDED = "superseded", _("was superseded by")
    RELATED = "related", _("is related to")


class Crosswalk(models.Model):
    """One link, read from the earlier recommendation to the later one."""

    earlier = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="later_links", verbose_name=_("earlier")
    )
    later = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="earlier_links", verbose_name=_("later")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=CrosswalkKind)
    note = models.TextField(_("note"), blank=True)

    history = kept_history()

    class Meta:
        verbose_name = _("crosswalk link")
        verbose_name_plural = _("crosswalk")
        ordering = ["earlier", "later"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="crosswalk_link_once_a_pair"),
            models.CheckConstraint(condition=~models.Q(earlier=models.F("later")), name="crosswalk_links_two"),
            models.CheckConstraint(condition=models.Q(kind__in=CrosswalkKind.values), name="crosswalk_kind_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier.reference} {self.get_kind_display()} {self.later.reference}"

    def clean(self) -> None:
        """A link leads from one edition to a later one."""
        if self.earlier_id is None or self.later_id is None:
            return  # the fields themselves say what is missing
        earlier, later = self.earlier.edition, self.later.edition
        if earlier.pk == later.pk:
            raise ValidationError({"later": _("A link leads to another edition; both of these are of the same one.")})
        if earlier.published_on > later.published_on:
            raise ValidationError({"later": _("The edition of this one was published before that of the other.")})


class RefusedLink(models.Model):
    """Two recommendations that a curator said have nothing to do with one another: they are not proposed again."""

    earlier = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="refused_later", verbose_name=_("earlier")
    )
    later = models.ForeignKey(
        Recommendation, on_delete=models.CASCADE, related_name="refused_earlier", verbose_name=_("later")
    )
    refused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("refused by")
    )
    refused_at = models.DateTimeField(_("refused"), default=timezone.now)

    history = kept_history()

    class Meta:
        verbose_name = _("refused crosswalk link")
        verbose_name_plural = _("refused crosswalk links")
        ordering = ["earlier", "later"]
        constraints = [
            models.UniqueConstraint(fields=["earlier", "later"], name="refused_link_once_a_pair"),
            models.CheckConstraint(condition=~models.Q(earlier=models.F("later")), name="refused_link_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.earlier.reference}, {self.later.reference}"
