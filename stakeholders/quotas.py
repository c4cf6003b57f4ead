"""How much an organisation may use: its limits, what it has used, and the sentence that says so when that is all.

What counts is locked first (``hold``), so that posts at the same moment cannot pass a limit together. What curators and
administrators do for an organisation is not counted against them, but uses its room.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from stakeholders import changes, permissions
from stakeholders.models import Commitment, CommitmentState, Organisation, OrganisationQuota
from stakeholders.models.quota import MOST_TIMES

if TYPE_CHECKING:
    from accounts.models import User

IN_PREPARATION = (CommitmentState.DRAFT, CommitmentState.PROPOSED)
WEEK = datetime.timedelta(days=7)


@dataclass(frozen=True)
class Use:
    """What an organisation has used of one thing, and how much there is; ``most`` 0 is without limit."""

    used: int
    most: int

    def has_room(self, wanted: int = 1) -> bool:
        return not self.most or self.used + wanted <= self.most


def hold(organisation: Organisation) -> Organisation:
    """The organisation, locked until the transaction ends, before anything of it is counted."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def most(organisation: Organisation, name: str) -> int:
    """The limit of one thing (a key of ``settings.ORGANISATION_QUOTAS``) that holds for this organisation."""
    return settings.ORGANISATION_QUOTAS[name] * organisation.quota_times


def drafts(organisation: Organisation) -> Use:
    """Commitments that are not published yet."""
    rows = Commitment.objects.filter(lead_organisation=organisation, state__in=IN_PREPARATION)
    return Use(rows.count(), most(organisation, "drafts"))


def invitations(organisation: Organisation, *, on: datetime.datetime) -> Use:
    """Invitations into the organisation within seven days, withdrawn ones too."""
    rows = organisation.invited_memberships.filter(invitation__created_at__gt=on - WEEK)
    return Use(rows.count(), most(organisation, "invitations"))


def binds(person) -> bool:
    """Do the limits hold for this person? Not for curators and administrators."""
    return not (permissions.is_curator(person) or permissions.is_administrator(person))


def no_room_for_drafts(use: Use) -> str:
    """Why no further commitment can be begun, and what to do."""
    return _(
        "Your organisation has %(used)d of %(most)d commitments in preparation. Publish or archive one first, or write "
        "to %(contact)s to get more room."
    ) % _figures(use)


def no_room_for_invitations(use: Use) -> str:
    """Why nobody else can be invited at present, and what to do."""
    return _(
        "Your organisation has sent %(used)d of %(most)d invitations within seven days. Wait until the first ones are "
        "seven days old, or write to %(contact)s to get more room."
    ) % _figures(use)


def no_room_for_files(use: Use) -> str:
    """Why no further file can be attached, and what to do."""
    return _(
        "Your organisation keeps %(used)d of %(most)d files. Remove one that is not needed from a draft, or write to "
        "%(contact)s to get more room."
    ) % _figures(use)


def no_room_for_bytes(use: Use, size: int) -> str:
    """The same for a file that is too large for what is left."""
    sizes = {"size": filesizeformat(size), "used": filesizeformat(use.used), "most": filesizeformat(use.most)}
    return _(
        "This file has %(size)s, and your organisation uses %(used)s of %(most)s. Attach a smaller file, remove one "
        "that is not needed from a draft, or write to %(contact)s to get more room."
    ) % (_figures(use) | sizes)


def no_room_for_sheets(use: Use) -> str:
    """Why no further spreadsheet can be kept, and what to do."""
    return _(
        "%(used)d of at most %(most)d spreadsheets of your organisation wait. Take one of them up first, or write to "
        "%(contact)s to get more room. What nobody takes up is deleted after 30 days."
    ) % _figures(use)


def _figures(use: Use) -> dict[str, object]:
    return {"used": use.used, "most": use.most, "contact": settings.CONTACT_EMAIL}


@transaction.atomic
def set_times(*, organisation: Organisation, times: int, reason: str, by: User) -> OrganisationQuota:
    """Let an organisation use that many times the usual limits; 1 is the usual.

    Raises ``PermissionDenied`` for all but administrators, or ``ValidationError`` naming ``times`` or ``reason``.
    """
    if not permissions.is_administrator(changes.as_now(by)):
        raise PermissionDenied
    if not 1 <= times <= MOST_TIMES:
        raise ValidationError({"times": _("Enter a number from 1 to %(most)d.") % {"most": MOST_TIMES}})
    if not reason.strip():
        raise ValidationError({"reason": _("Enter a reason. It stays in the record.")})
    return OrganisationQuota.objects.create(
        organisation=hold(organisation), times=times, reason=reason.strip(), set_by=by, set_at=timezone.now()
    )
