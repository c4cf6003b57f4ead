"""Who may bring files in, apply and undo them. Booleans over the database as it is now; nothing is written here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stakeholders.permissions import is_curator

if TYPE_CHECKING:
    from imports.models import Import


def can_prepare(user) -> bool:
    """Upload a file, say what its columns mean, preview and discard it: curators."""
    return is_curator(user)


def had_a_hand_in(user, upload: Import) -> bool:
    """True when ``user`` brought the file, or said last what its columns mean."""
    return user.pk in (upload.uploaded_by_id, upload.prepared_by_id)


def can_apply(user, upload: Import) -> bool:
    """Four eyes: what publishes commitments or reports is applied by a curator who had no hand in preparing it."""
    return is_curator(user) and not (upload.needs_other_eyes and had_a_hand_in(user, upload))


def can_undo(user, upload: Import) -> bool:
    """Any curator may take back what an import did, as any curator may retract a report."""
    return is_curator(user)
