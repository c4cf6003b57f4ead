"""What a worker found out may show on public pages, which are kept until the public version moves."""

from progress import permissions, rollups
from progress.models import Evidence


def mark(evidence: Evidence) -> None:
    """Move the public version on if anybody may read of this evidence. Call in the transaction of the finding."""
    if permissions.is_published(evidence):
        rollups.new_public_version()
