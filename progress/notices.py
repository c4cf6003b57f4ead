"""Mail that follows from a step of a report, queued in the transaction of the step."""

from __future__ import annotations

from outbox import queue
from progress.models import EventAction, ProgressReport, ReportEvent
from stakeholders.models import Membership, Role

RETURNED = "report_returned"


def owner_of(report: ProgressReport):
    """Who is to act on a returned report: its author while still there, else the focal point, else the alternate."""
    members = Membership.objects.active().filter(organisation=report.organisation).select_related("user")
    by_role = {member.role: member.user for member in members.in_roles(Role.FOCAL_POINT, Role.ALTERNATE)}
    author = members.filter(user=report.author_id).exclude(role=Role.VIEWER).first()
    return author.user if author else by_role.get(Role.FOCAL_POINT) or by_role.get(Role.ALTERNATE)


def after(event: ReportEvent) -> None:
    """Queue what ``event`` owes to people; at present the mail about a return. One event, one mail."""
    if event.action != EventAction.RETURN or event.report is None:
        return
    person = owner_of(event.report)
    if person is None:
        return  # nobody is left to write to; the report shows among the commitments that have nobody
    queue.enqueue(
        key=f"{RETURNED}|{event.sequence}",
        kind=RETURNED,
        recipient=person.email,
        user=person,
        payload={"report": event.report_id, "event": event.pk},
    )
