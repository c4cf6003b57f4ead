"""The notice that people answer: numbered versions, and their exact words in each language."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from ..one_line import one_line


class Immutable(RuntimeError):
    """Raised when something that was published or recorded would be changed."""


class NoticeVersionQuerySet(models.QuerySet["NoticeVersion"]):
    def published(self) -> NoticeVersionQuerySet:
        return self.filter(number__isnull=False)

    def drafts(self) -> NoticeVersionQuerySet:
        return self.filter(number__isnull=True)

    def newest_first(self) -> NoticeVersionQuerySet:
        return self.order_by("-number")


class NoticeVersion(models.Model):
    """One version of the notice. A draft has no number; from publication on nothing of it changes.

    ``material`` is what an answer depends on (controller, purposes, recipients, data types and items, no wording);
    ``asks_since`` names, for each optional category, the lowest number whose grants still stand, and under
    ``new_purpose`` the lowest whose refusals do.
    """

    number = models.PositiveIntegerField(_("number"), unique=True, null=True, blank=True, editable=False)
    controller = models.CharField(_("controller"), max_length=200, validators=[one_line])
    meaning_unchanged = models.BooleanField(
        _("only the wording differs"),
        default=False,
        help_text=_(
            "Tick only when every purpose means exactly what it meant before. Otherwise whoever agreed is asked again."
        ),
    )
    reason = models.CharField(_("why this version"), max_length=300, blank=True, validators=[one_line])
    material = models.JSONField(default=dict, editable=False)
    material_hash = models.CharField(max_length=64, blank=True, editable=False)
    asks_since = models.JSONField(default=dict, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("published by"),
    )

    objects = NoticeVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-number", "-pk"]
        permissions = [("publish_notice", "Can publish a consent notice")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(number__isnull=True, published_at__isnull=True, material_hash="")
                | models.Q(("number__isnull", False), ("number__gte", 1), ("published_at__isnull", False))
                & ~models.Q(material_hash=""),
                name="consent_notice_published_whole_or_not",
            ),
            models.CheckConstraint(
                condition=models.Q(published_by__isnull=True) | models.Q(published_at__isnull=False),
                name="consent_notice_published_by_only_if_published",
            ),
        ]

    def __str__(self) -> str:
        return _("Notice %(number)s") % {"number": self.number} if self.number else str(_("Draft notice"))

    @property
    def is_published(self) -> bool:
        return self.number is not None

    def delete(self, *args, **kwargs):
        """Remove a draft; a published notice stays, since people have answered it."""
        if self.is_published:
            raise Immutable("A published notice cannot be deleted.")
        return super().delete(*args, **kwargs)


class NoticeText(models.Model):
    """The exact words of one version in one language, the declaration's included: what was shown, word for word.

    ``categories`` maps each category's key to its ``name`` and ``purpose``; ``items`` is the list of declared items
    with all their facts, filled in at publication.
    """

    notice = models.ForeignKey(NoticeVersion, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=12)
    title = models.CharField(_("title"), max_length=120, validators=[one_line])
    summary = models.TextField(_("short text (banner)"), max_length=500)
    introduction = models.TextField(_("introduction (page)"), max_length=2000)
    withdrawal = models.TextField(_("how to withdraw"), max_length=1000)
    rights = models.TextField(_("your rights"), max_length=2000)
    accept_label = models.CharField(_("button: accept all"), max_length=60, validators=[one_line])
    refuse_label = models.CharField(_("button: refuse all"), max_length=60, validators=[one_line])
    save_label = models.CharField(_("button: save"), max_length=60, validators=[one_line])
    choose_label = models.CharField(_("link: choose"), max_length=60, validators=[one_line])
    categories = models.JSONField(_("categories"), default=dict)
    items = models.JSONField(default=list, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("words of a notice")
        verbose_name_plural = _("words of notices")
        ordering = ["notice", "language"]
        constraints = [models.UniqueConstraint(fields=["notice", "language"], name="consent_notice_text_per_language")]

    def __str__(self) -> str:
        return f"{self.notice}, {self.language}"
