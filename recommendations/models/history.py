"""How catalogue models keep their history: who changed what, when and why, in one row a change."""

from django.db import models
from simple_history.models import HistoricalRecords


def kept_history() -> HistoricalRecords:
    """The history of a model, with room for a whole public reason (the library's own default cuts at 100)."""
    return HistoricalRecords(history_change_reason_field=models.TextField(null=True))
