"""The stamp that moves whenever the public sees something new."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PublicVersion(models.Model):
    """One row that changes with everything the public may see: the stamp behind ETag and Last-Modified.

    ``catalogue`` counts the rarer changes among them: of what was recommended, who there is, and in which words.
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    catalogue = models.PositiveBigIntegerField(default=0, db_default=0)
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("public version")
        verbose_name_plural = _("public version")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="public_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.number)
