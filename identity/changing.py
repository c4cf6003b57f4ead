"""Changing whose site this is. Saving it publishes it: the form shows it first as readers will see it."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from identity import colours
from identity.models import Identity, Picture
from identity.permissions import may_change
from names.numbers import in_figures

FIELDS = (
    "name", "name_fr", "name_es", "name_ar", "short_name", "logo", "icon", "accent_light", "accent_dark",
    "lead_en", "lead_fr", "lead_es", "lead_ar", "mail_header", "mail_footer",
    "languages", "controller", "contact", "processors",
)  # fmt: skip
UNUSED_KEPT = datetime.timedelta(days=1)  # pictures that were looked at and not taken


class ChangedMeanwhile(Exception):
    """Somebody else saved the identity first; ``current`` is what it says now."""

    def __init__(self, current: Identity) -> None:
        self.current = current
        super().__init__()


@transaction.atomic
def change(
    *, values: Mapping[str, Any], reason: str, version: int, by: Any, at: datetime.datetime | None = None
) -> Identity:
    """Save these values of ``FIELDS``; what is not among them stays.

    ``version`` is that of the identity which the person saw, 0 where there was none. ``by`` is None for the machine's
    own operator. Raises ``PermissionDenied``, ``ChangedMeanwhile``, or ``ValidationError`` by field. Side effects: a
    row of its history; every public page is new.
    """
    if by is not None and not may_change(by):
        raise PermissionDenied
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. Say what happened and why.")})
    row = Identity.objects.select_for_update().first()
    if version != (row.version if row else 0):
        raise ChangedMeanwhile(row or Identity())
    row = row or Identity(pk=1, version=0)
    before = {name: getattr(row, name) for name in FIELDS}
    for name in FIELDS:
        setattr(row, name, values.get(name, before[name]))
    known = [code for code, _name in settings.LANGUAGES]
    row.languages = "" if set(row.languages.split()) >= set(known) else row.languages
    if before == {name: getattr(row, name) for name in FIELDS}:
        raise ValidationError(_("Everything is as it was. Change something to save it."))
    _check(row)
    _save(row, reason=reason, by=by, at=at or timezone.now())
    _drop_unused()
    return row


def _save(row: Identity, *, reason: str, by: Any, at: datetime.datetime) -> None:
    row.version += 1
    row._history_user, row._history_date, row._change_reason = by, at, reason.strip()  # type: ignore[attr-defined]
    try:
        with transaction.atomic():
            row.save(force_insert=row.version == 1)
    except IntegrityError:  # the first one, twice at once
        raise ChangedMeanwhile(Identity.objects.get()) from None


def _check(row: Identity) -> None:
    problems: dict[str, Any] = {}
    for name, theme in (("accent_light", colours.LIGHT), ("accent_dark", colours.DARK)):
        if problem := colour_problem(getattr(row, name), theme):
            problems[name] = problem
    known = [code for code, _name in settings.LANGUAGES]
    offered = row.languages.split()
    if offered and (settings.LANGUAGE_CODE not in offered or set(offered) - set(known)):
        problems["languages"] = _("Choose languages of the list. English is always one of them.")
    try:
        row.clean_fields(exclude=list(problems))
    except ValidationError as found:
        problems |= found.message_dict
    if problems:
        raise ValidationError(problems)


def colour_problem(colour: str, theme: colours.Theme) -> str:
    """Why text of this colour cannot be read, with the measured contrast and a colour near it that can; else empty."""
    try:
        ratio = colours.measured(colour, theme) if colour else colours.NEEDED
    except ValueError:
        return ""  # no colour at all, which the field itself says
    if ratio >= colours.NEEDED:
        return ""
    return _(
        "Text in this colour has a contrast of %(measured)s to 1, and readers need %(needed)s to 1. "
        "Try %(suggestion)s, the nearest colour that has it."
    ) % {
        "measured": in_figures(ratio, 2),
        "needed": in_figures(colours.NEEDED, 1),
        "suggestion": colours.suggestion(colour, theme),
    }


def _drop_unused() -> None:
    """Pictures that no version names and nobody is about to choose."""
    named = {digest for pair in Identity.history.values_list("logo_id", "icon_id") for digest in pair if digest}
    Picture.objects.filter(made_at__lt=timezone.now() - UNUSED_KEPT).exclude(digest__in=named).delete()
