"""The entries of the log. They are only ever added (``audit.recording``), and are found by what their columns say."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from progress.models import Through
from search.sql import WordsField


class Way(models.TextChoices):
    """By which door it was done."""

    PAGE = "page", pgettext_lazy("way", "On a page")
    ADMIN = "admin", pgettext_lazy("way", "In the administration")
    API = "api", Through.TOKEN.label
    MAIL_LINK = "mail_link", Through.LINK.label
    SHEET = "sheet", Through.SHEET.label
    SITE = "site", pgettext_lazy("way", "By the site itself")


class EntryQuerySet(models.QuerySet["Entry"]):
    """Named sets of entries."""

    def visible_to(self, user: Any) -> EntryQuerySet:
        """All for an administrator; for a curator what concerns no account, sign-in, cookie notice or email."""
        if not (user.is_authenticated and user.is_active):
            return self.none()
        if user.is_administrator:
            return self.all()
        return self.filter(restricted=False) if user.is_curator else self.none()

    def newest_first(self) -> EntryQuerySet:
        return self.order_by("-at", "-pk")


class Entry(models.Model):
    """One thing that somebody did, or that the site did by itself.

    People are keys, never copied names, so that whoever is erased stays as the site calls them then; ``label`` and
    ``changes`` hold no e-mail address. ``source`` names the row that tells of it, so that each is told once.
    """

    at = models.DateTimeField(_("when"))
    # Empty: the site itself, or the command line. An entry outlives its person: erasing keeps the row of a person, and
    # whoever deletes one by hand leaves the number here.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        db_index=False,
        related_name="+",
    )
    #: Whom it was done to, where it is about a person.
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        null=True,
        db_index=False,
        related_name="+",
    )
    # Empty: the log was filled from a record that does not say.
    way = models.CharField(_("how"), max_length=9, choices=Way, blank=True)
    action = models.CharField(_("what"), max_length=30)
    #: The model of the object, such as ``stakeholders.commitment``, and what names it in addresses.
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=60, blank=True)
    label = models.CharField(max_length=300, blank=True)
    # Plain numbers: an entry outlives what it tells of.
    organisation = models.PositiveBigIntegerField(null=True)
    reason = models.TextField(_("why"), blank=True)
    #: By field: what it said before and after, each shortened.
    changes = models.JSONField(default=dict)
    #: For administrators alone.
    restricted = models.BooleanField(default=False)
    words = WordsField()
    #: The same where a curator may read it. A column of its own tells the database how rare a word is among those.
    curator_words = models.GeneratedField(
        expression=Case(When(restricted=False, then=F("words"))), output_field=WordsField(), db_persist=True
    )
    source = models.CharField(max_length=120, unique=True)

    #: What may change of a row once it is there, when a person is erased (gta/database_rights.py).
    append_only_but = ("key", "label", "reason", "changes", "words", "source")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-at", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(way__in=["", *Way.values]), name="audit_way_is_known")]
        indexes = [
            models.Index(fields=["-at", "-id"], name="audit_by_time"),
            models.Index(fields=["-at", "-id"], condition=Q(restricted=False), name="audit_for_curators"),
            models.Index(fields=["way", "-at", "-id"], name="audit_by_way"),
            models.Index(fields=["key", "kind", "-at", "-id"], name="audit_by_object"),
            models.Index(fields=["kind", "-at", "-id"], name="audit_by_kind"),
            models.Index(fields=["action", "-at", "-id"], name="audit_by_action"),
            models.Index(
                fields=["organisation", "-at", "-id"],
                condition=Q(organisation__isnull=False),
                name="audit_by_organisation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.action} {self.label}"
