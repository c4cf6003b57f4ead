"""The search index: the folded words of what the public may read, and nothing else.

Rows follow from the rooms below (``search.keeping`` writes them, ``manage.py rebuild_search`` proves them) and hold no
fact of their own. A row is there for as long as its text may be shown: what is hidden leaves the index with the
transaction that hides it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.fields import WordsField


class Searched(models.Model):
    """Words by the key of the row that they belong to."""

    key = models.BigIntegerField(primary_key=True)
    words = WordsField()

    objects: Any = models.Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.key)


class SearchedCommitment(Searched):
    """A commitment that is public, or was and may still be shown."""

    class Meta:
        verbose_name = _("searched commitment")
        verbose_name_plural = _("searched commitments")


class SearchedReport(Searched):
    """A published report on a public commitment."""

    class Meta:
        verbose_name = _("searched report")
        verbose_name_plural = _("searched reports")


class SearchedOrganisation(Searched):
    """An organisation."""

    class Meta:
        verbose_name = _("searched organisation")
        verbose_name_plural = _("searched organisations")


class SearchWord(models.Model):
    """A word of the index, each once: where near spellings are looked for.

    Words stay when their last text goes, until the index is rebuilt: what is near is shown only where it finds
    something that is public.
    """

    word = models.CharField(max_length=60, primary_key=True)

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("word of the index")
        verbose_name_plural = _("words of the index")

    def __str__(self) -> str:
        return self.word
