"""Conversations between an organisation's people and the curators: a call for help, and comments on a report.

A commitment that is reported as blocked opens a call for help by itself; it stays with the commitment until somebody
closes it. Comments belong to a report while it is under review. Nothing here is public. Verbs are keyword-only and
atomic, lock the thread, and ask the permission again.
"""

from __future__ import annotations

import datetime
import uuid

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from progress import alerts, notices, permissions
from progress.errors import NotPermitted, Refused, WrongState
from progress.models import (
    EventAction,
    Health,
    HelpKind,
    ProgressReport,
    ReportEvent,
    ReviewState,
    Thread,
    ThreadMessage,
)
from stakeholders import changes
from stakeholders.assignments import Carried, owners_in
from stakeholders.models import Commitment, Membership, Organisation
from stakeholders.permissions import FOCAL_ROLES, REPORTING_ROLES

LONGEST = 4000  # characters of a message
UNDER_REVIEW = frozenset({ReviewState.SUBMITTED, ReviewState.RETURNED})


class NothingWritten(Refused):
    """A message without words."""

    message = _("Write a message.")


class Closed(WrongState):
    """A conversation that has been closed takes no message until it is opened again."""

    message = _("This conversation has been closed. Open it again to write.")


def of_report(report: ProgressReport) -> Thread | None:
    """The comments on the report, if there are any."""
    return Thread.objects.filter(report=report).first()


def open_call(commitment: Commitment, organisation: Organisation | int) -> Thread | None:
    """The organisation's call for help about the commitment that is still open."""
    return Thread.objects.asking_for_help().open().filter(commitment=commitment, organisation=organisation).first()


def with_last_side(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """The same rows, each with ``last_from_curators``: did a curator write the latest message?"""
    last = ThreadMessage.objects.filter(thread=OuterRef("pk")).order_by("-written_at", "-pk")
    return threads.annotate(last_from_curators=Subquery(last.values("from_curators")[:1]))


@transaction.atomic
def ask_for_help(
    *,
    commitment: Commitment,
    organisation: Organisation,
    by,
    help_kind: str,
    text: str,
    token: uuid.UUID | None = None,
    at: datetime.datetime | None = None,
) -> Thread:
    """Open a call for help, or write into the one that is open.

    Raises ``NotPermitted``, ``NothingWritten``, or ``Refused`` for a kind of help that there is not. Side effects as of
    ``write``.
    """
    at = at or timezone.now()
    if not permissions.can_start_report(changes.as_now(by), organisation, commitment):
        raise NotPermitted
    if help_kind not in HelpKind.values:
        raise Refused(_("Choose what kind of help you need."))
    thread = _open_call(commitment, organisation.pk, help_kind, at)
    return _add(thread, by=by, text=text, from_curators=False, token=token, at=at)


@transaction.atomic
def comment(
    *, report: ProgressReport, by, text: str, token: uuid.UUID | None = None, at: datetime.datetime | None = None
) -> Thread:
    """Say something about a report under review: its people or a curator.

    Raises ``NotPermitted``, ``NothingWritten``, or ``WrongState`` when the report is no longer under review.
    """
    at = at or timezone.now()
    report = ProgressReport.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=report.pk)
    person = changes.as_now(by)
    if not permissions.can_comment(person, report):
        raise NotPermitted
    if report.review_state not in UNDER_REVIEW:
        raise WrongState(_("This report is no longer under review. Nothing was sent."))
    thread, _made = Thread.objects.get_or_create(
        report=report,
        defaults={
            "commitment_id": report.commitment_id,
            "organisation_id": report.organisation_id,
            "opened_at": at,
            "last_message_at": at,
        },
    )
    from_curators = not permissions.can_edit(person, report)
    return _add(thread, by=by, text=text, from_curators=from_curators, token=token, at=at)


@transaction.atomic
def write(
    *, thread: Thread, by, text: str, token: uuid.UUID | None = None, at: datetime.datetime | None = None
) -> Thread:
    """Write into a conversation that is open. The same ``token`` again writes nothing.

    Raises ``NotPermitted``, ``Closed`` or ``NothingWritten``. Side effects: the other side is told in the application
    and by mail, one mail a person, conversation and day.
    """
    thread, person = _lock(thread, by)
    if not permissions.can_write_in(person, thread):
        raise NotPermitted
    if not thread.is_open:
        raise Closed
    from_curators = not permissions.is_of_organisation(person, thread)
    return _add(thread, by=by, text=text, from_curators=from_curators, token=token, at=at or timezone.now())


@transaction.atomic
def close(*, thread: Thread, by, at: datetime.datetime | None = None) -> Thread:
    """End a call for help: it leaves the curators' list. Whoever may write in it may close it; twice is once."""
    thread, person = _lock(thread, by)
    if not permissions.can_write_in(person, thread):
        raise NotPermitted
    if thread.is_open:
        thread.closed_at, thread.closed_by = at or timezone.now(), by
        thread.save(update_fields=["closed_at", "closed_by"])
    return thread


@transaction.atomic
def reopen(*, thread: Thread, by) -> Thread:
    """Open a call for help again. Raises ``WrongState`` when a newer one about the same commitment is open."""
    thread, person = _lock(thread, by)
    if not permissions.can_write_in(person, thread):
        raise NotPermitted
    if thread.is_open:
        return thread
    if thread.report_id is None and open_call(thread.commitment, thread.organisation_id):
        raise WrongState(_("A newer conversation about this commitment is open. Write there."))
    thread.closed_at = thread.closed_by = None
    thread.save(update_fields=["closed_at", "closed_by"])
    return thread


def after(event: ReportEvent) -> None:
    """A submitted report that says "blocked" opens a call for help, whose first message is what the report says."""
    report = event.report
    if report is None or event.action != EventAction.SUBMIT or report.health != Health.BLOCKED:
        return
    text = report.help_needed or report.barriers or report.narrative
    if not text:
        return
    thread = open_call(report.commitment, report.organisation_id)
    last = thread.messages.filter(from_curators=False).last() if thread else None
    if last is not None and last.text == text:
        return  # a report that came back and was submitted again asks for nothing new
    thread = thread or _open_call(report.commitment, report.organisation_id, report.help_kind, event.at)
    _add(thread, by=event.by, text=text[:LONGEST], from_curators=False, token=None, at=event.at)


def _open_call(commitment: Commitment, organisation: int, help_kind: str, at: datetime.datetime) -> Thread:
    thread, _made = Thread.objects.get_or_create(
        commitment=commitment,
        organisation_id=organisation,
        report=None,
        closed_at=None,
        defaults={"help_kind": help_kind, "opened_at": at, "last_message_at": at},
    )
    return thread


def _lock(thread: Thread, by) -> tuple[Thread, object]:
    locked = Thread.objects.select_for_update(of=("self",)).select_related("organisation", "commitment", "report")
    return locked.get(pk=thread.pk), changes.as_now(by)


def _add(
    thread: Thread, *, by, text: str, from_curators: bool, token: uuid.UUID | None, at: datetime.datetime
) -> Thread:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise NothingWritten
    message, made = ThreadMessage.objects.get_or_create(
        thread=thread,
        token=token or uuid.uuid4(),
        defaults={"author": by, "from_curators": from_curators, "text": text, "written_at": at},
    )
    if made:
        thread.last_message_at = at
        thread.save(update_fields=["last_message_at"])
        people = _told_of(thread, message)
        alerts.after_message(message, people)
        notices.after_message(message, people)
    return thread


def _told_of(thread: Thread, message: ThreadMessage) -> list[User]:
    """Who is told of a message: those who wrote on the other side; where nobody did, all who could answer.

    For the organisation that is the owner of the commitment, else its focal point and alternate, else its reporters.
    """
    other_side = thread.messages.exclude(from_curators=message.from_curators)
    wrote = set(other_side.values_list("author_id", flat=True)) - {message.author_id}
    if not message.from_curators:
        curators = User.objects.filter(is_active=True, is_curator=True).exclude(pk=message.author_id)
        return list(curators.filter(pk__in=wrote)) or list(curators)
    members = Membership.objects.active().filter(organisation=thread.organisation_id, role__in=REPORTING_ROLES)
    reporting = list(members.exclude(user=message.author_id).select_related("user"))
    owner = owners_in([thread.organisation_id]).get(Carried(thread.commitment_id, thread.organisation_id))
    told = {one.user for one in reporting if one.user_id in wrote or one.user == owner}
    focal = {one.user for one in reporting if one.role in FOCAL_ROLES}
    return sorted(told or focal or {one.user for one in reporting}, key=lambda user: user.pk)
