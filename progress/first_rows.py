"""The two single rows: the end of the (still empty) history, and the first public version.

Made after every migration, and so also after a flush, rather than by one migration: without them nothing can be
written.
"""

from __future__ import annotations

from django.utils import timezone

from progress.history import GENESIS
from progress.models import HistoryHead, PublicVersion


def make_first_rows(*, using: str, **_: object) -> None:
    """Make both rows where they are missing; rows that are there stay as they are."""
    HistoryHead.objects.using(using).get_or_create(pk=1, defaults={"sequence": 0, "hash": GENESIS})
    PublicVersion.objects.using(using).get_or_create(pk=1, defaults={"number": 0, "changed_at": timezone.now()})
