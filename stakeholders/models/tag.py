"""Which of the body's own tags a commitment belongs to."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.models import Tag
from recommendations.models.history import kept_history

from .commitment import Commitment


class CommitmentTag(models.Model):
    """A commitment belongs to a tag. The curators say so; its organisation does not."""

    commitment = models.ForeignKey(
        Commitment, on_delete=models.CASCADE, related_name="tag_links", verbose_name=_("commitment")
    )
    tag = models.ForeignKey(Tag, on_delete=models.PROTECT, related_name="commitment_links", verbose_name=_("tag"))

    history: Any = kept_history()

    class Meta:
        verbose_name = _("tag of a commitment")
        verbose_name_plural = _("tags of commitments")
        constraints = [models.UniqueConstraint(fields=["commitment", "tag"], name="commitment_tag_once")]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.tag.slug}"
