"""Which tags a commitment belongs to: the curators say so."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from recommendations.changes import Stamp
from recommendations.models import Tag
from recommendations.taxonomies import authorise, write_links
from stakeholders import changes
from stakeholders.models import Commitment, CommitmentTag
from stakeholders.signals import commitment_tagged


@transaction.atomic
def set_tags(*, commitment: Commitment, tags: Iterable[Tag], seen: str, reason: str, by: Any) -> bool:
    """Make these the tags of a commitment; False when they are so already.

    ``seen`` are those that the form was opened with (``recommendations.taxonomies.seen_tags``). Raises
    ``PermissionDenied``, ``ChangedMeanwhileError``, or ``ValidationError`` without a reason. Side effects: rows of
    history, and ``commitment_tagged`` is sent.
    """
    person = changes.as_now(by)
    authorise(person)
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. Say what happened and why.")})
    current = Commitment.objects.select_for_update(of=("self",)).get(pk=commitment.pk)
    stamp = Stamp(by=person, at=timezone.now(), reason=reason.strip())
    changed = write_links(current, CommitmentTag, "commitment", tags, seen=seen, stamp=stamp)
    if changed:
        commitment_tagged.send(Commitment, commitment=current)
    return changed
