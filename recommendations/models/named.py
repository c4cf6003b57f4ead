"""What is called by a name in each language of the site."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from names import single_line

LONGEST_NAME = 120


class NamedInLanguages(models.Model):
    """A name in the languages of the site; what is not translated is called as in English."""

    name_en = models.CharField(_("name in English"), max_length=LONGEST_NAME, validators=[single_line])
    name_fr = models.CharField(_("name in French"), max_length=LONGEST_NAME, blank=True, validators=[single_line])
    name_es = models.CharField(_("name in Spanish"), max_length=LONGEST_NAME, blank=True, validators=[single_line])
    name_ar = models.CharField(_("name in Arabic"), max_length=LONGEST_NAME, blank=True, validators=[single_line])

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def language(self) -> str:
        """The language that ``name`` is in."""
        language = (get_language() or "en")[:2]
        return language if getattr(self, f"name_{language}", "") else "en"

    @property
    def name(self) -> str:
        """The name in the language of the page, in English where it has no other."""
        return str(getattr(self, f"name_{self.language}"))

    @property
    def names(self) -> dict[str, str]:
        """The names by language, those that there are."""
        every = {language: getattr(self, f"name_{language}") for language in ("en", "fr", "es", "ar")}
        return {language: name for language, name in every.items() if name}
