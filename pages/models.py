"""The body's own text of one page in one language, as Markdown. An empty one leaves the page as it is built in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from recommendations.models.history import kept_history


class PageName(models.TextChoices):
    """The pages that can have a text of one's own."""

    ABOUT = "about", _("About")
    METHOD = "method", _("Method")
    PRIVACY = "privacy", _("Privacy")
    ACCESSIBILITY = "accessibility", _("Accessibility")


class Place(models.TextChoices):
    """Where the own text stands. What each number means is worked out by the site: nothing stands in its place."""

    INSTEAD = "instead", _("In place of the built-in text")
    BEFORE = "before", _("Before the built-in text")
    AFTER = "after", _("After the built-in text")


class PageTextQuerySet(models.QuerySet["PageText"]):
    """Named sets of texts."""

    def said(self) -> PageTextQuerySet:
        """Those that say something."""
        return self.exclude(text="")

    def for_reader(self, page: str, language: str) -> PageText | None:
        """The text of a page in the reader's language, else in English, else in any; None where there is none.

        One query.
        """
        wanted = {language: 0, "en": 1}
        found = sorted(self.said().filter(page=page), key=lambda one: (wanted.get(one.language, 2), one.language))
        return found[0] if found else None


class PageText(models.Model):
    """Written by ``pages.publishing`` alone; each version stays in its history."""

    page = models.CharField(_("page"), max_length=13, choices=PageName, editable=False)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, editable=False)
    place = models.CharField(_("where it stands"), max_length=7, choices=Place, default=Place.BEFORE)
    text = models.TextField(_("text"), blank=True, max_length=40_000)
    version = models.PositiveIntegerField(default=1, editable=False)

    history: Any = kept_history()
    objects = PageTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("text of a page")
        verbose_name_plural = _("texts of pages")
        ordering = ["page", "language"]
        constraints = [
            models.UniqueConstraint(fields=["page", "language"], name="page_text_once_a_language"),
            models.CheckConstraint(
                condition=Q(page__in=PageName.values) & Q(place__in=Place.values), name="page_text_page_and_place_known"
            ),
            models.CheckConstraint(
                condition=~Q(page="method") | ~Q(place="instead"), name="page_text_method_keeps_its_definitions"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_page_display()} [{self.language}]"
