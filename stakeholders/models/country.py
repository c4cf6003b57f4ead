"""Countries by their ISO 3166-1 code, with names in the site's four languages."""

from django.db import models
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _


class Region(models.TextChoices):
    """The regions of the United Nations' M49 standard, with Antarctica, and one for countries that do not exist."""

    AFRICA = "africa", _("Africa")
    AMERICAS = "americas", _("Americas")
    ASIA = "asia", _("Asia")
    EUROPE = "europe", _("Europe")
    OCEANIA = "oceania", _("Oceania")
    ANTARCTICA = "antarctica", _("Antarctica")
    FICTIONAL = "fictional", pgettext_lazy("region", "Fictional")


class CountryQuerySet(models.QuerySet["Country"]):
    """Named sets of countries."""

    def by_name(self, language: str) -> "CountryQuerySet":
        """In the order of their names in ``language`` (en, fr, es or ar)."""
        return self.order_by(f"name_{language[:2]}")


class Country(models.Model):
    """One country. The table is seeded once; codes XA to XZ are ISO's user-assigned ones, for demo data."""

    code = models.CharField(_("ISO 3166-1 code"), max_length=2, primary_key=True)
    region = models.CharField(_("region"), max_length=10, choices=Region)
    name_en = models.CharField(max_length=100)
    name_fr = models.CharField(max_length=100)
    name_es = models.CharField(max_length=100)
    name_ar = models.CharField(max_length=100)

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name_en"]
        constraints = [
            models.CheckConstraint(condition=models.Q(region__in=Region.values), name="country_region_is_known")
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the page, English where the site has no other."""
        return str(getattr(self, f"name_{(get_language() or 'en')[:2]}", self.name_en))
