"""Saving the identity with what follows from it: who answers for personal data is named by the cookie notice, too."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from accounts.permissions import refuse_while_blocked
from consent import notices
from identity import changing
from identity.current import Site
from identity.models import Identity


@transaction.atomic
def save(*, values: Mapping[str, Any], reason: str, version: int, by: Any) -> Identity:
    """Save these values. Raises what ``identity.changing.change`` and ``consent.notices.publish`` raise.

    Side effect: another controller publishes the next notice, by which everybody is asked again. Wording does not.
    """
    person = get_user_model().objects.get(pk=by.pk)
    refuse_while_blocked(person)
    row = changing.change(values=values, reason=reason, version=version, by=person)
    name_controller(row, by=person, reason=reason, at=timezone.now())
    return row


def name_controller(row: Identity, *, by: Any, reason: str, at: datetime.datetime) -> int:
    """Publish the next cookie notice where that in force names another controller. Its number; 0 when none is due."""
    controller = Site(row, is_saved=True).controller
    if not changes_controller(controller):
        return 0
    draft = notices.draft_from_current()
    draft.controller, draft.reason = controller, reason.strip()
    draft.save()
    return notices.publish(draft=draft, by=by, at=at).number or 0


def changes_controller(controller: str) -> bool:
    """Whether the notice in force names another controller."""
    notice = notices.current_exactly()
    return notice is not None and notice.version.controller != controller
