"""The verb that erases a person, for good."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.models import AccountAction, FamiliarAddress, Invitation, User
from accounts.permissions import refuse_while_blocked
from accounts.sessions import end_all_sessions
from names.erased import ADDRESS, NAME
from notifications.models import Notification
from outbox.models import Message, SuppressedAddress
from outbox.states import Reason, Verb
from progress import rollups
from progress.erasing import chained
from progress.erasing.named_after import rename
from progress.erasing.needles import Needles, needles_of, pattern
from progress.erasing.texts import Mention, mentions, write
from progress.models import CalendarAddress, PlannedDigest, ReportLink, Snooze
from progress.signals import person_erased, person_erasing


@dataclass(frozen=True)
class Found:
    """Which texts mention a person: those with an address, which identifies; with a name; and of the public history."""

    addresses: list[Mention]
    names: list[Mention]
    chained: list[Mention]


def find(person: User) -> Found:
    """Every text that mentions the person. Reads each text column of the site once."""
    needles, own = needles_of(person), {("accounts.User", person.pk)}
    found = [one for one in mentions(needles.all) if (one.column.model._meta.label, one.pk) not in own]
    found = [one for one in found if not chained.follows_another(one)]
    open_ = [one for one in found if not chained.is_chained(one)]
    by_address = pattern(needles.addresses)
    return Found(
        addresses=[one for one in open_ if by_address.search(one.text)],
        names=[one for one in open_ if not by_address.search(one.text)],
        chained=[one for one in found if chained.is_chained(one)],
    )


def refusal(person: User, by: User) -> str:
    """Why the person cannot be erased now, in words; empty where they can."""
    if person.erased_at is not None:
        return _("This person has been erased already.")
    if person.pk == by.pk:
        return _("You cannot erase yourself. Ask another administrator.")
    if person.is_active:
        return _("Deactivate the account first, and hand over what the person does.")
    return ""


@transaction.atomic
def erase(
    *, person: User, by: User, typed: str, reason: str, texts: Collection[str] = (), at: datetime.datetime | None = None
) -> User:
    """Take the person's name and addresses out of everything, for good; what they did stays, as by a former member.

    ``typed`` is the address, typed to confirm; ``texts`` are the keys of the mentions that are replaced besides those
    with an address. Raises ``PermissionDenied``, or ``ValidationError`` naming ``typed`` or ``reason``. Side effects:
    an audit row; a row of the history for each public text that says less; ``person_erasing`` and
    ``person_erased`` are sent.
    """
    at, reason = at or timezone.now(), reason.strip()
    by = User.objects.get(pk=by.pk)
    if not (by.is_active and by.is_administrator):
        raise PermissionDenied
    refuse_while_blocked(by)
    person = User.objects.select_for_update().get(pk=person.pk)
    if why := refusal(person, by):
        raise ValidationError(why)
    needles = needles_of(person)
    _check(person, needles, typed=typed, reason=reason)
    # First what is the person's alone: what is left then mentions them.
    person_erasing.send(User, person=person, needles=needles)
    _end_ways_in(person, needles, by=by)
    found = find(person)
    public = [one for one in found.chained if one.key in texts]
    chained.keep_digests(public)
    replaced = [*found.addresses, *(one for one in found.names if one.key in texts), *public]
    for mention in replaced:
        write(mention, needles.addresses, ADDRESS)
        write(mention, needles.names, NAME)
    rename(replaced, needles.all, at=at)
    chained.record(public, by=by, at=at, reason=reason)
    _empty(person, at=at)
    audit.record(person, AccountAction.ERASE, by=by, reason=reason, at=at)
    person_erased.send(User, person=person, names=needles.names)
    rollups.new_public_version()
    return person


def _check(person: User, needles: Needles, *, typed: str, reason: str) -> None:
    if typed.strip().lower() != person.email:
        raise ValidationError({"typed": _("Enter the email address of this person exactly, to confirm.")})
    if not reason:
        raise ValidationError({"reason": _("Enter a reason. It stays in the record.")})
    if pattern(needles.all).search(reason):
        raise ValidationError({"reason": _("Leave out the name and the address. The reason stays in the record.")})


def _end_ways_in(person: User, needles: Needles, *, by: User) -> None:
    """Sessions, factors, links, and everything that is addressed to the person alone.

    Sessions of strangers may hold a form that was kept; that of ``by`` holds what was typed just now, and goes on.
    """
    end_all_sessions(user=person)
    own = UserSession.objects.filter(user=by).values("session_key")
    for session in Session.objects.exclude(session_key__in=own).iterator():
        if pattern(needles.all).search(str(session.get_decoded())):
            session.delete()
    to_them = Q(user=person)
    for address in needles.addresses:
        to_them |= Q(recipient__iexact=address)
    Message.objects.filter(to_them).move(Verb.CANCEL, reason=Reason.NOT_OWED)
    SuppressedAddress.objects.filter(address__in=needles.addresses).delete()
    alone: tuple[Any, ...] = (
        EmailAddress, Authenticator, SocialAccount, FamiliarAddress, CalendarAddress, ReportLink, Snooze, PlannedDigest,
        Notification,
    )  # fmt: skip
    for model in alone:
        model._default_manager.filter(user=person).delete()


def _empty(person: User, *, at: datetime.datetime) -> None:
    """The account itself: nobody can enter it, and it is called nothing."""
    Invitation.objects.filter(accepted_by=person).update(name="", email=erased_address(person))
    LogEntry.objects.filter(content_type__model="user", object_id=str(person.pk)).update(object_repr=NAME)
    person.email, person.name, person.erased_at = erased_address(person), "", at
    person.is_active = person.is_curator = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()


def erased_address(person: User) -> str:
    """What stands in the column of the address: one that cannot exist, and says nothing."""
    return f"erased-{person.pk}@erased.invalid"
