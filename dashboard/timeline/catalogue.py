"""Changes of the catalogue's own texts."""

from __future__ import annotations

from itertools import pairwise

from django.utils.translation import gettext as _

from accounts.days import site_day
from recommendations.models import Recommendation

from .entries import Entry


def catalogue_changes(row: Recommendation) -> list[Entry]:
    """Changes of a recommendation since it was entered, newest first, each with its public reason."""
    versions = list(row.history.order_by("history_date", "history_id"))
    labels = {"title": _("Title changed"), "text": _("Text changed"), "obligation": _("Obligation changed"),
              "area_id": _("Moved to another area")}  # fmt: skip
    entries = []
    for before, after in pairwise(versions):
        changed = [label for name, label in labels.items() if getattr(before, name) != getattr(after, name)]
        if changed:
            on = site_day(after.history_date)
            entries.append(Entry(on, "; ".join(changed), reason=after.history_change_reason or ""))
    return entries[::-1]
