"""The one row that says whose site this is. An empty field leaves what the settings say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from names import single_line

COLOUR = RegexValidator(r"\A#[0-9a-f]{6}\Z", _("Enter a colour as # and six characters of 0 to 9 and a to f: #0b5a6f."))
COLOURS: list[Callable[[Any], None]] = [single_line, COLOUR]


class Picture(models.Model):
    """A logo or icon, drawn again by us. It is named by its content and never changes, so caches may keep it."""

    digest = models.CharField(max_length=32, primary_key=True)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


class Identity(models.Model):
    """Written by ``identity.changing`` alone; each version stays in its history."""

    name = models.CharField(_("name of the site"), max_length=120, blank=True, validators=[single_line])
    name_fr = models.CharField(_("name of the site in French"), max_length=120, blank=True, validators=[single_line])
    name_es = models.CharField(_("name of the site in Spanish"), max_length=120, blank=True, validators=[single_line])
    name_ar = models.CharField(_("name of the site in Arabic"), max_length=120, blank=True, validators=[single_line])
    short_name = models.CharField(_("short name"), max_length=16, blank=True, validators=[single_line])
    logo = models.ForeignKey(
        Picture, models.PROTECT, verbose_name=_("logo"), null=True, blank=True, related_name="logo_of"
    )
    icon = models.ForeignKey(
        Picture, models.PROTECT, verbose_name=_("icon"), null=True, blank=True, related_name="icon_of"
    )
    accent_light = models.CharField(_("colour on light pages"), max_length=7, blank=True, validators=COLOURS)
    accent_dark = models.CharField(_("colour on dark pages"), max_length=7, blank=True, validators=COLOURS)
    lead_en = models.TextField(_("text of the front page in English"), max_length=400, blank=True)
    lead_fr = models.TextField(_("text of the front page in French"), max_length=400, blank=True)
    lead_es = models.TextField(_("text of the front page in Spanish"), max_length=400, blank=True)
    lead_ar = models.TextField(_("text of the front page in Arabic"), max_length=400, blank=True)
    mail_header = models.CharField(_("first line of emails"), max_length=200, blank=True, validators=[single_line])
    mail_footer = models.TextField(_("last lines of emails"), max_length=600, blank=True)
    #: Codes of ``settings.LANGUAGES`` with a space between; empty for all of them.
    languages = models.CharField(_("languages"), max_length=40, blank=True)
    controller = models.CharField(_("data controller"), max_length=200, blank=True, validators=[single_line])
    contact = models.EmailField(_("contact address"), blank=True)
    processors = models.TextField(_("data processors"), max_length=4000, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history: Any = HistoricalRecords(history_change_reason_field=models.TextField(null=True))

    class Meta:
        verbose_name = _("identity of the site")
        verbose_name_plural = _("identity of the site")
        default_permissions = ()
        permissions = [("change_identity", "Can change the identity of the site")]
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="identity_is_one_row"),
            models.CheckConstraint(
                condition=Q(languages="") | Q(languages__startswith="en"), name="identity_english_is_always_there"
            ),
        ]

    def __str__(self) -> str:
        return self.name or settings.SITE_NAME


class SetupLink(models.Model):
    """The way into ``/setup/`` of a site without an administrator. Only a digest of its token is kept."""

    digest = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("link for the first run")
        verbose_name_plural = _("links for the first run")

    def __str__(self) -> str:
        return self.expires_at.isoformat()
