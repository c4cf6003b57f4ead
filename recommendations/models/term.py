"""What the body calls the things that the site is about, where it calls them otherwise than we do."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from names import single_line

from .history import kept_history
from .named import LONGEST_NAME


class Word(models.TextChoices):
    """The words that a body may have of its own. Each is a label: it stands alone, or behind what needs no agreement.

    The label of each is our own word, in the languages of the site.
    """

    RECOMMENDATION = "recommendation", _("Recommendation")
    RECOMMENDATIONS = "recommendations", _("Recommendations")
    RESPONSE_AREA = "response_area", _("Response area")
    RESPONSE_AREAS = "response_areas", _("Response areas")
    MUST = "must", _("must")
    SHOULD = "should", _("should")
    ENCOURAGED = "encouraged", _("is encouraged to")
    HELP_FUNDING = "help_funding", _("Funding")
    HELP_STAFF = "help_staff", _("Staff or skills")
    HELP_LEGAL = "help_legal", _("Legal advice or a change of law")
    HELP_TECHNICAL = "help_technical", _("Technical help")
    HELP_COORDINATION = "help_coordination", _("Coordination with others")
    HELP_POLITICAL = "help_political", _("Political support")
    HELP_OTHER = "help_other", _("Something else")


class Term(models.Model):
    """The body's own word in the languages of the site. Empty in all of them: our own word."""

    key = models.CharField(_("word"), max_length=20, choices=Word, unique=True)
    name_en = models.CharField(_("in English"), max_length=LONGEST_NAME, blank=True, validators=[single_line])
    name_fr = models.CharField(_("in French"), max_length=LONGEST_NAME, blank=True, validators=[single_line])
    name_es = models.CharField(_("in Spanish"), max_length=LONGEST_NAME, blank=True, validators=[single_line])
    name_ar = models.CharField(_("in Arabic"), max_length=LONGEST_NAME, blank=True, validators=[single_line])

    history: Any = kept_history()

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(key__in=Word.values), name="term_is_known"),
            models.CheckConstraint(
                condition=~models.Q(name_en="") | models.Q(name_fr="", name_es="", name_ar=""),
                name="term_is_said_in_english",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_key_display())

    @property
    def said(self) -> str:
        """What the body says, in the language of the page or else in English; empty where it has no word of its own."""
        return getattr(self, f"name_{(get_language() or 'en')[:2]}", "") or self.name_en
