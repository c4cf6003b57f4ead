"""Texts of catalogue and other content in further languages, one row a text."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .history import kept_history


class Provenance(models.TextChoices):
    """Where a translation comes from; pages say it beside the text where it is not from the publisher."""

    SOURCE = "source", _("by the publisher")
    PROJECT = "project", _("by the project")
    HUMAN = "human", _("by a translator")
    MACHINE = "machine", _("by machine")


class Translation(models.Model):
    """One text of one field of one object in one language.

    ``subject`` is the model's label (``recommendations.recommendation``) and ``object_id`` its key: a plain pair,
    so that a page fetches the texts of a whole list in one query.
    """

    subject = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    field = models.CharField(max_length=40)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES)
    text = models.TextField(_("text"))
    provenance = models.CharField(_("translated"), max_length=8, choices=Provenance, default=Provenance.HUMAN)
    year = models.PositiveSmallIntegerField(_("translated in the year"), null=True, blank=True)
    source_digest = models.CharField(
        max_length=64,
        editable=False,
        help_text=_("SHA-256 of the text that was translated: shows when it is out of date."),
    )

    to_check = models.BooleanField(
        _("to be checked"),
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Copied with its original into a new edition; nobody has read it there yet."),
    )

    history = kept_history()

    class Meta:
        verbose_name = _("translation")
        verbose_name_plural = _("translations")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "object_id", "field", "language"], name="translation_once_a_text"
            ),
            models.CheckConstraint(
                condition=models.Q(provenance__in=Provenance.values), name="translation_provenance_is_known"
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="translation_has_a_text"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} {self.object_id} {self.field} [{self.language}]"
