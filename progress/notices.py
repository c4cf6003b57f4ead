"""Mail that follows from a step of a report or of a change, queued in the transaction of the step."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.days import today_of
from accounts.models import User
from outbox import queue
from outbox.models import Message
from progress.models import EventAction, ProgressReport, ReportEvent, Thread, ThreadMessage
from stakeholders.models import CommitmentChange, Membership, Role
from stakeholders.permissions import can_edit_commitment

RETURNED, SENT_BACK = "report_returned", "report_sent_back"
KINDS: dict[str, str] = {EventAction.RETURN: RETURNED, EventAction.SEND_BACK: SENT_BACK}
CHANGE_REFUSED = "change_refused"
MESSAGE = "thread_message"


def owner_of(report: ProgressReport):
    """Who is to act on a returned report: its author while still there, else the focal point, else the alternate."""
    members = Membership.objects.active().filter(organisation=report.organisation).select_related("user")
    by_role = {member.role: member.user for member in members.in_roles(Role.FOCAL_POINT, Role.ALTERNATE)}
    author = members.filter(user=report.author_id).exclude(role=Role.VIEWER).first()
    return author.user if author else by_role.get(Role.FOCAL_POINT) or by_role.get(Role.ALTERNATE)


def goes_to(message: Message):
    """Who is to act on the report that a queued mail is about, now that it is sent; None when it has moved on."""
    event = event_of(message)
    if event is None or event.report is None or not still_stands(event):
        return None
    person = owner_of(event.report)
    return None if person is None or person.pk == event.by_id else person


def event_of(message: Message) -> ReportEvent | None:
    """The step that a queued mail is about, with its report."""
    events = ReportEvent.objects.select_related("by", "report__commitment", "report__organisation")
    return events.filter(pk=message.payload["event"]).first()


def still_stands(event: ReportEvent) -> bool:
    """Does the report still wait for an answer to this very step?"""
    report = event.report
    if report is None:
        return False
    if event.action == EventAction.SEND_BACK:
        return report.is_sent_back and report.sent_back_at == event.at
    return report.is_editable and report.returned_at == event.at and not report.sign_off_requested_at


def after(event: ReportEvent) -> None:
    """Queue what ``event`` owes to people: a mail about a return or the focal point's comment. One event, one mail.

    Nobody is written to about their own act, or where nobody is left: the report shows among what has nobody.
    """
    kind = KINDS.get(event.action)
    person = owner_of(event.report) if kind and event.report else None
    if kind is None or person is None or person.pk == event.by_id:
        return
    queue.enqueue(
        key=f"{kind}|{event.sequence}",
        kind=kind,
        recipient=person.email,
        user=person,
        payload={"report": event.report_id, "event": event.pk},
    )


def change_of(message: Message) -> CommitmentChange | None:
    """The change of a published commitment that a queued mail is about."""
    changes = CommitmentChange.objects.select_related("commitment__lead_organisation", "proposed_by")
    return changes.filter(pk=message.payload["change"]).first()


def author_of_change(message: Message):
    """Who wrote the refused change; None when they may no longer write one."""
    change = change_of(message)
    may_write = change and can_edit_commitment(change.proposed_by, change.commitment)
    return change.proposed_by if change and may_write else None


def after_refusal(change: CommitmentChange) -> None:
    """Queue the mail to the author of a change that a curator refused."""
    queue.enqueue(
        key=f"{CHANGE_REFUSED}|{change.pk}",
        kind=CHANGE_REFUSED,
        recipient=change.proposed_by.email,
        user=change.proposed_by,
        payload={"change": change.pk},
    )


def after_message(message: ThreadMessage, people: Iterable[User]) -> None:
    """Queue a mail to each of these people about a message: one a person, conversation and day of theirs."""
    for person in people:
        queue.enqueue(
            key=f"{MESSAGE}|{message.thread_id}|{person.pk}|{today_of(person, message.written_at).isoformat()}",
            kind=MESSAGE,
            recipient=person.email,
            user=person,
            payload={"thread": message.thread_id, "since": message.pk, "from_curators": message.from_curators},
        )


def messages_of(mail: Message) -> list[ThreadMessage]:
    """What a queued mail about a conversation brings, now that it is sent; nothing once the person may not read it."""
    threads = Thread.objects.visible_to(mail.user).filter(pk=mail.payload["thread"])
    messages = ThreadMessage.objects.filter(
        thread__in=threads, pk__gte=mail.payload["since"], from_curators=mail.payload["from_curators"]
    )
    related = ("thread__commitment", "thread__organisation")
    return list(messages.exclude(author=mail.user).select_related(*related))
