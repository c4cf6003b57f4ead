"""Publishing the body's own text of a page. Saving a text publishes it: the form shows it first as readers will."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import refuse_while_blocked
from pages.models import PageName, PageText, Place
from pages.permissions import may_write


class ChangedMeanwhile(Exception):
    """Somebody else published this text first; ``current`` is what it says now."""

    def __init__(self, current: PageText | None) -> None:
        self.current = current
        super().__init__()


@transaction.atomic
def publish(
    *,
    page: str,
    language: str,
    place: str,
    text: str,
    reason: str,
    version: int,
    by: Any,
    at: datetime.datetime | None = None,
) -> PageText:
    """Publish a text; an empty one gives the page its built-in words back.

    ``version`` is that of the text which the person saw, 0 where there was none. Raises ``PermissionDenied``,
    ``ChangedMeanwhile``, or ``ValidationError`` by field. Side effects: a row of its history; the public pages are new.
    """
    person = get_user_model().objects.get(pk=by.pk)
    if not may_write(person):
        raise PermissionDenied
    refuse_while_blocked(person)
    _check(page, place, reason)
    row = PageText.objects.select_for_update().filter(page=page, language=language).first()
    if version != (row.version if row else 0):
        raise ChangedMeanwhile(row)
    row = row or PageText(page=page, language=language, version=0)
    if (row.version and row.place == place and row.text == text) or not (row.version or text):
        raise ValidationError({"text": _("The text and its place are as they were. Change something to publish it.")})
    row.place, row.text, row.version = place, text, row.version + 1
    row._history_user, row._history_date, row._change_reason = person, at or timezone.now(), reason.strip()  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # the first text of this language, twice at once
        raise ChangedMeanwhile(PageText.objects.get(page=page, language=language)) from None
    return row


def _check(page: str, place: str, reason: str) -> None:
    if page not in PageName.values or place not in Place.values:
        raise ValidationError({"place": _("Choose where the text stands.")})
    if page == PageName.METHOD and place == Place.INSTEAD:
        raise ValidationError({"place": _("The definitions of the numbers stay. Choose before or after them.")})
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. Say what happened and why.")})
