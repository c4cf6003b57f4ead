"""The search index: the folded words of what the public may read, and nothing else.

Rows follow from the apps below (``search.indexing`` writes them, ``manage.py rebuild_search`` proves them) and hold no
fact of their own. A row is there for as long as its text may be shown: what is hidden leaves the index with the
transaction that hides it.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from search.sql import WordsField


class Kind(models.TextChoices):
    """What can be found, by the name of its list. The labels are for developers: no page shows them."""

    COMMITMENTS = "commitments"
    REPORTS = "reports"
    ORGANISATIONS = "organisations"
    RECOMMENDATIONS = "recommendations"


class SearchDocument(models.Model):
    """The words by which one thing is found."""

    kind = models.CharField(max_length=20, choices=Kind.choices)
    key = models.BigIntegerField()
    words = WordsField()

    objects: Any = models.Manager()

    class Meta:
        verbose_name = _("search document")
        verbose_name_plural = _("search documents")
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_document_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


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
