"""A curator's own ready-made reasons: added from what was typed, changed, deleted. There are at most ``MOST`` each."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.models import User
from progress.errors import Conflict, NotPermitted
from progress.models import ReadyReason
from stakeholders.changes import as_now

MOST = 20
NAME_MAX = 60


def _require_curator(by: User) -> None:
    """Raises ``NotPermitted``. Side effect: the person's row is locked, so that two additions come after each other."""
    person = as_now(User.objects.select_for_update().get(pk=by.pk))
    if not (person.is_active and person.is_curator):
        raise NotPermitted


def short_name(text: str) -> str:
    """What a reason is called until its curator calls it something else: its first words."""
    return Truncator(" ".join(text.split())).chars(NAME_MAX)


@transaction.atomic
def add(*, by: User, text: str, name: str = "") -> ReadyReason:
    """Keep ``text`` as a ready-made reason. Raises ``ValidationError`` for a name in use, and beyond ``MOST``."""
    _require_curator(by)
    if by.ready_reasons.count() >= MOST:
        said = _("You already have %(most)s ready-made reasons. Delete one before you add another.")
        raise ValidationError(said % {"most": MOST})
    text = text.replace("\r\n", "\n").strip()
    made = ReadyReason(curator=by, text=text, name=name.strip() or short_name(text))
    _clean(made)
    made.save(force_insert=True)
    return made


def _clean(reason: ReadyReason) -> None:
    """Raise ``ValidationError``, at its field: also for a name that another of the curator's reasons has."""
    reason.clean_fields()
    others = ReadyReason.objects.filter(curator=reason.curator_id, name=reason.name).exclude(pk=reason.pk)
    if others.exists():
        raise ValidationError({"name": _("You already have a ready-made reason with this name. Choose another name.")})


def _own(reason: ReadyReason, by: User, version: int | None) -> ReadyReason:
    _require_curator(by)
    row = ReadyReason.objects.select_for_update().filter(pk=reason.pk, curator=by).first()
    if row is None:
        raise NotPermitted
    if version is not None and row.version != version:
        raise Conflict(row)
    return row


@transaction.atomic
def change(*, reason: ReadyReason, by: User, name: str, text: str, version: int | None = None) -> ReadyReason:
    """Call it something else or say it otherwise. Raises as ``add``, and ``Conflict`` when it was changed meanwhile."""
    row = _own(reason, by, version)
    row.name, row.text = name.strip(), text.replace("\r\n", "\n").strip()
    row.version += 1
    _clean(row)
    row.save()
    return row


@transaction.atomic
def delete(*, reason: ReadyReason, by: User, version: int | None = None) -> None:
    """Take it away. Reports that were returned with its words keep them."""
    _own(reason, by, version).delete()
