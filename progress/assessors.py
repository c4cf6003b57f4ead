"""Inviting somebody from outside to assess some public commitments, until a day; ending that."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import invitations
from accounts.days import site_day
from accounts.models import Invitation
from accounts.signals import invitation_accepted
from progress.errors import NotPermitted, WrongState
from progress.models import AssessorGrant
from stakeholders.changes import as_now
from stakeholders.models import Commitment

LONGEST = datetime.timedelta(days=366)
MOST = 50


def _check(commitments: Sequence[Commitment], until: datetime.date, today: datetime.date) -> None:
    """Raise ``ValidationError`` at the field that is wrong."""
    keys = {one.pk for one in commitments}
    if not keys or len(keys) > MOST:
        raise ValidationError({"commitments": _("Choose between 1 and %(most)s commitments.") % {"most": MOST}})
    if Commitment.objects.public().filter(pk__in=keys).count() != len(keys):
        raise ValidationError({"commitments": _("Choose public commitments only. One of these is not public.")})
    if not today < until <= today + LONGEST:
        raise ValidationError({"until": _("Choose a day after today and within a year.")})


@transaction.atomic
def invite(
    *, email: str, name: str, language: str, commitments: Sequence[Commitment], until: datetime.date, by
) -> AssessorGrant:
    """Invite an address to assess ``commitments`` until the day ``until``, by a link in a mail after the commit.

    Raises ``NotPermitted`` for whoever is no curator, ``ValidationError`` for a wrong address, day or commitment.
    """
    person = as_now(by)
    if not (person.is_active and person.is_curator):
        raise NotPermitted
    _check(commitments, until, site_day())
    invitation, _link = invitations.invite(email=email, name=name, language=language, by=by)
    made = AssessorGrant.objects.create(invitation=invitation, until=until, given_by=by)
    made.commitments.set(commitments)
    return made


@transaction.atomic
def end(*, grant: AssessorGrant, by, at: datetime.datetime | None = None) -> AssessorGrant:
    """End it now; what was assessed stays. An invitation that was not accepted is withdrawn with it.

    Raises ``NotPermitted``, and ``WrongState`` for one that was ended already.
    """
    person = as_now(by)
    if not (person.is_active and person.is_curator):
        raise NotPermitted
    grant = AssessorGrant.objects.select_for_update(of=("self",)).select_related("invitation").get(pk=grant.pk)
    if grant.ended_at is not None:
        raise WrongState
    grant.ended_at, grant.ended_by = at or timezone.now(), by
    grant.save(update_fields=["ended_at", "ended_by"])
    if grant.invitation.accepted_at is None and grant.invitation.revoked_at is None:
        invitations.revoke(invitation=grant.invitation, by=by, vouched=True)
    return grant


@receiver(invitation_accepted, dispatch_uid="progress.assessor_on_acceptance")
def begin_on_acceptance(*, invitation: Invitation, user, **_kwargs) -> None:
    """Give the grant to whoever accepts its invitation, in the same transaction."""
    AssessorGrant.objects.filter(invitation=invitation, user=None).update(user=user)
