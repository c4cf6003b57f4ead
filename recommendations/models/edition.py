"""An edition (one published assessment) and its response areas."""

from __future__ import annotations

import re
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from names import single_line
from recommendations.partial_dates import DatePrecision, precision_field

from .history import kept_history


class EditionState(models.TextChoices):
    """Only a published edition shows in public; an archived one says so and stays at its address."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", pgettext_lazy("edition", "Published")
    ARCHIVED = "archived", pgettext_lazy("edition", "Archived")


class EditionQuerySet(models.QuerySet["Edition"]):
    """Named sets of editions."""

    def public(self) -> EditionQuerySet:
        """What anybody may see: published and archived editions."""
        return self.exclude(state=EditionState.DRAFT)

    def current(self) -> EditionQuerySet:
        """Published editions, newest first: the first is what pages show when no edition is asked for."""
        return self.filter(state=EditionState.PUBLISHED).order_by("-published_on", "-pk")


class Edition(models.Model):
    """One published assessment, for example the Global Threat Assessment of 2021."""

    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    code = models.CharField(
        _("code"),
        max_length=20,
        unique=True,
        validators=[single_line],
        help_text=_("The start of every reference, as 2021 in 2021-07."),
    )
    title = models.CharField(_("title"), max_length=200, validators=[single_line])
    publisher = models.CharField(_("publisher"), max_length=200, validators=[single_line])
    summary = models.TextField(_("summary"), blank=True)
    published_on = models.DateField(_("published on"), help_text=_("The last day that the stated date may mean."))
    published_precision = precision_field(_("precision of that date"))
    language = models.CharField(_("language of the text"), max_length=8, default="en")
    source = models.TextField(_("source"), help_text=_("How the document is cited."))
    state = models.CharField(_("stage"), max_length=10, choices=EditionState, default=EditionState.DRAFT)

    #: Fields whose text may stand in further languages.
    translatable = ("title", "summary")
    #: These texts in a reader's language, where ``translations.translate`` has put them.
    texts: dict[str, Any]

    history = kept_history()
    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition")
        verbose_name_plural = _("editions")
        ordering = ["-published_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=EditionState.values), name="edition_state_is_known"),
            models.CheckConstraint(
                condition=models.Q(published_precision__in=DatePrecision.values), name="edition_precision_is_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(code="") & ~models.Q(slug="") & ~models.Q(title=""), name="edition_has_its_names"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def source_address(self) -> str:
        """The web address in the citation of the source; empty where it names none."""
        found = re.search(r"https?://\S+", self.source)
        return found[0].rstrip(".,;)") if found else ""


class ResponseArea(models.Model):
    """One strategic-response area of an edition. A recommendation without an area is cross-cutting."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="areas", verbose_name=_("edition"))
    slug = models.SlugField(_("short name in addresses"), max_length=60)
    name = models.CharField(_("name"), max_length=120, validators=[single_line])
    description = models.TextField(_("description"), blank=True)
    position = models.PositiveSmallIntegerField(_("position"))
    archived_at = models.DateTimeField(_("archived at"), null=True, blank=True, editable=False)
    archived_reason = models.TextField(_("public reason for archiving"), blank=True, editable=False)

    translatable = ("name", "description")
    texts: dict[str, Any]

    history = kept_history()

    class Meta:
        verbose_name = _("response area")
        verbose_name_plural = _("response areas")
        ordering = ["edition", "position"]
        constraints = [
            models.UniqueConstraint(fields=["edition", "slug"], name="area_slug_once_an_edition"),
            models.UniqueConstraint(fields=["edition", "position"], name="area_position_once_an_edition"),
            models.CheckConstraint(condition=~models.Q(slug="cross-cutting"), name="area_slug_is_not_cross_cutting"),
            models.CheckConstraint(condition=~models.Q(slug="") & ~models.Q(name=""), name="area_has_its_names"),
            models.CheckConstraint(
                condition=models.Q(archived_at__isnull=True, archived_reason="")
                | (models.Q(archived_at__isnull=False) & ~models.Q(archived_reason="")),
                name="area_archived_with_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name
