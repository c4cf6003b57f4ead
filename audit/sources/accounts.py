"""Accounts, sign-ins, invitations, cookie notices and what is done in Django's administration: for administrators."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from allauth.account.signals import user_logged_in
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts.models import AccountEvent, Invitation, User
from audit.recording import Said, Thing
from audit.sources.registry import Source, follow, name_of, record_live
from consent.models import NoticeVersion
from opendata.models import Snapshot

PERSON = User._meta.label_lower
#: Whose detail in the record of accounts is a role or a name of a token; of the others it may be an address.
WITH_DETAIL = frozenset({"create", "roles", "token_made", "token_ended", "token_taken"})
ADMIN_ACTIONS = {1: "admin-add", 2: "admin-change", 3: "admin-delete"}


def listen() -> None:
    """Follow the record of accounts, invitations, notices, snapshots, sign-ins and Django's log of its admin."""
    follow(Source(AccountEvent, tell_account))
    follow(Source(Invitation, tell_invitation))
    follow(Source(NoticeVersion, tell_notice, rows=lambda rows: rows.exclude(published_at=None)))
    follow(Source(Snapshot, tell_snapshot))
    follow(Source(LogEntry, tell_admin, rows=lambda rows: rows.select_related("content_type")))
    user_logged_in.connect(hear_sign_in, dispatch_uid="audit.sign_in")


def tell_account(event: AccountEvent) -> Iterator[Said]:
    """Somebody's account was made, changed, closed or protected otherwise."""
    yield Said(
        source=name_of(event),
        at=event.at,
        by=event.by_id,
        about=event.person_id,
        action=f"account-{event.action}",
        kind=PERSON,
        key=event.person_id,
        reason=event.reason,
        changes={"detail": ["", event.detail]} if event.detail and event.action in WITH_DETAIL else {},
        restricted=True,
    )


def hear_sign_in(*, user: User, **_: Any) -> None:
    """Somebody signed in."""
    at = timezone.now()
    record_live(
        Said(
            source=f"sign-in:{user.pk}:{at.isoformat()}",
            at=at,
            by=user.pk,
            about=user.pk,
            action="sign-in",
            kind=PERSON,
            key=user.pk,
            restricted=True,
        )
    )


def tell_invitation(row: Invitation) -> Iterator[Said]:
    """An invitation was sent, sent again, accepted or taken back. Its label is nothing: it would be an address."""
    invitation: Thing = {"kind": row._meta.label_lower, "key": row.pk, "restricted": True}
    yield Said(source=name_of(row), at=row.created_at, by=row.invited_by_id, action="invite", **invitation)
    if row.accepted_at:
        yield Said(
            source=name_of(row, "accepted"),
            at=row.accepted_at,
            by=row.accepted_by_id,
            about=row.accepted_by_id,
            action="invite-accept",
            **invitation,
        )
    if row.revoked_at:
        yield Said(
            source=name_of(row, "revoked"),
            at=row.revoked_at,
            by=row.revoked_by_id,
            action="invite-revoke",
            **invitation,
        )


def tell_notice(row: NoticeVersion) -> Iterator[Said]:
    """A notice about cookies was published."""
    if row.published_at:
        yield Said(
            source=name_of(row),
            at=row.published_at,
            by=row.published_by_id,
            action="notice-publish",
            kind=row._meta.label_lower,
            key=row.pk,
            label=str(row.number),
            reason=row.reason,
            restricted=True,
        )


def tell_snapshot(row: Snapshot) -> Iterator[Said]:
    """A snapshot of the open data was made, and taken down perhaps."""
    snapshot: Thing = {"kind": row._meta.label_lower, "key": str(row), "label": str(row)}
    yield Said(source=name_of(row), at=row.made_at, by=None, action="add", **snapshot)
    if row.taken_down_at:
        yield Said(
            source=name_of(row, "down"),
            at=row.taken_down_at,
            by=row.taken_down_by_id,
            action="snapshot-take-down",
            reason=row.taken_down_reason,
            **snapshot,
        )


def tell_admin(row: LogEntry) -> Iterator[Said]:
    """Something was done in Django's administration. What it calls the object may be an address, and is left out."""
    kind = row.content_type
    yield Said(
        source=name_of(row),
        at=row.action_time,
        by=row.user_id,
        action=ADMIN_ACTIONS.get(row.action_flag, "admin-change"),
        kind=f"{kind.app_label}.{kind.model}" if kind else "",
        key=row.object_id or "",
        restricted=True,
    )
