"""Three tables: the states that were met, what changed in each scope on each day, and sums at the start of months."""

from __future__ import annotations

from django.db import models

from ledger.states import State


class Cell(models.Model):
    """A state that something was counted in. A small table: some hundred combinations ever occur."""

    status = models.CharField(max_length=20, blank=True)
    health = models.CharField(max_length=20, blank=True)
    evidence = models.CharField(max_length=20, blank=True)
    freshness = models.CharField(max_length=20, blank=True)
    overdue = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=State._fields, name="ledger_cell_once")]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.status, self.health, self.evidence, self.freshness))) or "-"


class Entry(models.Model):
    """By how many the count of a cell changes in a scope on a day: the count on a day is the sum up to it.

    Days to come have entries as well: what will age or become late by itself. They are taken back when something else
    happens first, and may then come to nothing.
    """

    pk = models.CompositePrimaryKey("scope", "day", "cell_id")
    scope = models.CharField(max_length=80)
    day = models.DateField()
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, db_index=False, related_name="+")
    n = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["day"], condition=models.Q(n=0), name="ledger_entry_of_nothing")]

    def __str__(self) -> str:
        return f"{self.scope} {self.day}: {self.n:+}"


class Balance(models.Model):
    """The sum of all entries of a scope and cell before the first day of a month: it spares adding up what came before.

    Written for all scopes of a month at once. Nothing depends on there being any.
    """

    pk = models.CompositePrimaryKey("scope", "month", "cell_id")
    scope = models.CharField(max_length=80)
    month = models.DateField(db_index=True)
    cell = models.ForeignKey(Cell, on_delete=models.PROTECT, db_index=False, related_name="+")
    n = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.scope} {self.month}: {self.n}"
