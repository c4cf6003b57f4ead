"""What people are told in the application about reports, items and reminders: who is told, and the words.

The same occurrences as the mails (``progress.notices``) and some that are not worth a mail. Each kind asks the database
once for all notifications that a page shows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from notifications import inbox, kinds
from notifications.kinds import Content
from notifications.models import Notification
from outbox.models import Message
from progress.models import Assessment, EventAction, Nudge, ProgressReport, ReportEvent, ThreadMessage
from stakeholders.models import ChangeState, Commitment, CommitmentChange, Membership, Organisation
from stakeholders.permissions import FOCAL_ROLES

if TYPE_CHECKING:
    from accounts.models import User
    from progress.nudges import Recipient

REPORT, ITEM, CHANGE, DIGEST = "report_event", "item_given", "change_decided", "digest"
MESSAGE, ASSESSED, NUDGED = "thread_message", "assessed", "nudge"


def focal_people(organisation: int) -> list[int]:
    """Who signs off for the organisation: its focal point and the alternate."""
    members = Membership.objects.active().filter(organisation=organisation)
    return list(members.in_roles(*FOCAL_ROLES).values_list("user_id", flat=True))


def _wrote(report: ProgressReport) -> list[int | None]:
    """Whose report it is, as far as they still belong to its organisation."""
    hands = {report.author_id, report.submitted_by_id}
    members = Membership.objects.active().filter(organisation=report.organisation_id, user__in=hands - {None})
    return list(members.values_list("user_id", flat=True))


# Whom a step of a report concerns. Whoever takes the step is not told of it.
CONCERNS: dict[str, Callable[[ProgressReport], Iterable[int | None]]] = {
    EventAction.ASK_SIGN_OFF: lambda report: focal_people(report.organisation_id),
    EventAction.SEND_BACK: _wrote,
    EventAction.RETURN: lambda report: [*_wrote(report), *focal_people(report.organisation_id)],
    EventAction.PUBLISH: _wrote,
    EventAction.RETRACT: lambda report: [*_wrote(report), *focal_people(report.organisation_id)],
}


def after(event: ReportEvent) -> None:
    """Tell those whom the step ``event`` of a report concerns, in its transaction."""
    report = event.report
    if report is None or event.action not in CONCERNS:
        return
    people = [user for user in CONCERNS[event.action](report) if user != event.by_id]
    inbox.notify(people, kind=REPORT, key=f"{REPORT}|{event.sequence}", payload={"event": event.pk}, at=event.at)


def after_retractions(events: Sequence[ReportEvent]) -> None:
    """Tell those whom reports concern that were retracted at once, as ``after`` does of one. One query of people."""
    organisations = {event.report.organisation_id for event in events if event.report}
    members: dict[int, list[tuple[int, str]]] = {key: [] for key in organisations}
    active = Membership.objects.active().filter(organisation__in=organisations)
    for organisation, user, role in active.values_list("organisation_id", "user_id", "role"):
        members[organisation].append((user, role))
    inbox.add(
        Notification(
            user_id=user,
            kind=REPORT,
            key=f"{REPORT}|{event.sequence}",
            payload={"event": event.pk},
            created_at=event.at,
        )
        for event in events
        if event.report
        for user, role in members[event.report.organisation_id]
        if user != event.by_id
        and (role in FOCAL_ROLES or user in (event.report.author_id, event.report.submitted_by_id))
    )


def after_decision(change: CommitmentChange) -> None:
    """Tell the author of a change of a published commitment what a curator decided."""
    inbox.notify([change.proposed_by_id], kind=CHANGE, key=f"{CHANGE}|{change.pk}", payload={"change": change.pk})


def after_assignment(*, organisation: Organisation, commitments: Sequence[int], owner: User | None, by, at) -> None:
    """Tell the new owner of items who did not take them themselves."""
    if owner is None or owner.pk == by.pk:
        return
    moment = at.isoformat(timespec="seconds")
    inbox.notify(
        [owner.pk],
        kind=ITEM,
        key=f"{ITEM}|{organisation.pk}|{commitments[0]}|{moment}",
        payload={"organisation": organisation.pk, "commitments": list(commitments), "by": by.pk},
        at=at,
    )


def after_message(message: ThreadMessage, people: Iterable[User]) -> None:
    """Tell these people of a message in a conversation."""
    inbox.notify(
        [person.pk for person in people],
        kind=MESSAGE,
        key=f"{MESSAGE}|{message.pk}",
        payload={"message": message.pk},
        at=message.written_at,
    )


def after_assessment(assessment: Assessment) -> None:
    """Tell the lead organisation's focal people of an assessment, which they may answer."""
    inbox.notify(
        focal_people(assessment.commitment.lead_organisation_id),
        kind=ASSESSED,
        key=f"{ASSESSED}|{assessment.pk}",
        payload={"assessment": assessment.pk},
        at=assessment.published_at,
    )


def after_nudge(nudge: Nudge, recipients: Iterable[Recipient]) -> None:
    """Tell in the application what the mails of a nudge ask for."""
    inbox.add(
        Notification(
            user_id=one.user.pk,
            kind=NUDGED,
            key=f"{NUDGED}|{nudge.pk}",
            payload={"reports": len(one.items)},
            created_at=nudge.at,
        )
        for one in recipients
    )


def after_planning(digests: Iterable[Message]) -> None:
    """Tell in the application what these digests will say, for those who do not read their mail."""
    inbox.add(
        Notification(
            user_id=one.user_id,
            kind=DIGEST,
            key=f"{DIGEST}|{one.payload['on']}",
            payload={name: one.payload[name] for name in ("waiting", "overdue")},
        )
        for one in digests
        if one.user_id is not None
    )


# --- The words ------------------------------------------------------------------------------------------

_SENTENCES = {
    EventAction.ASK_SIGN_OFF: gettext_lazy("A colleague asks you to sign off the report on “%(title)s”."),
    EventAction.SEND_BACK: gettext_lazy("Your focal point returned your report on “%(title)s” for changes."),
    EventAction.RETURN: gettext_lazy("A curator returned your organisation’s report on “%(title)s” for changes."),
    EventAction.PUBLISH: gettext_lazy("Your report on “%(title)s” was published."),
    EventAction.RETRACT: gettext_lazy("A curator retracted your organisation’s report on “%(title)s”."),
}


def with_rows(
    notifications: Sequence[Notification], rows: QuerySet[Any], name: str
) -> Iterator[tuple[Notification, Any]]:
    """Each notification with the row that its payload names by ``name``, where it is still there. One query."""
    by_key = rows.in_bulk([one.payload[name] for one in notifications])
    return ((one, by_key[one.payload[name]]) for one in notifications if one.payload[name] in by_key)


def _of_reports(notifications: Sequence[Notification]) -> dict[int, Content]:
    contents = {}
    for one, event in with_rows(notifications, ReportEvent.objects.select_related("report__commitment"), "event"):
        if event.report is None:
            continue  # taken back or deleted since
        text = str(_SENTENCES[EventAction(event.action)]) % {"title": event.report.commitment.title}
        path = reverse("reporting:report", kwargs={"pk": event.report_id})
        contents[one.pk] = Content(text=text, path=path, detail=event.reason)
    return contents


def _of_items(notifications: Sequence[Notification]) -> dict[int, Content]:
    keys = {key for one in notifications for key in one.payload["commitments"]}
    titles = dict(Commitment.objects.filter(pk__in=keys).values_list("pk", "title"))
    found = {}
    for one in notifications:
        known = [key for key in one.payload["commitments"] if key in titles]
        if len(known) == 1:
            text = _("A colleague gave you “%(title)s” to report on.") % {"title": titles[known[0]]}
        elif known:
            text = ngettext(
                "A colleague gave you %(number)s commitment to report on.",
                "A colleague gave you %(number)s commitments to report on.",
                len(known),
            ) % {"number": len(known)}
        else:
            continue
        found[one.pk] = Content(text=text, path=reverse("reporting:work"))
    return found


def _of_changes(notifications: Sequence[Notification]) -> dict[int, Content]:
    contents = {}
    for one, change in with_rows(notifications, CommitmentChange.objects.select_related("commitment"), "change"):
        approved = change.state == ChangeState.APPROVED
        sentence = (
            _("A curator published your change of “%(title)s”.")
            if approved
            else _("A curator did not publish your change of “%(title)s”.")
        )
        contents[one.pk] = Content(
            text=sentence % {"title": change.commitment.title},
            path=reverse("stakeholders:commitment", kwargs={"pk": change.commitment_id}),
            detail="" if approved else change.refusal,
        )
    return contents


def _of_messages(notifications: Sequence[Notification]) -> dict[int, Content]:
    contents = {}
    for one, message in with_rows(notifications, ThreadMessage.objects.select_related("thread__commitment"), "message"):
        sentence = (
            _("A curator wrote to you about “%(title)s”.")
            if message.from_curators
            else _("An organisation wrote to the curators about “%(title)s”.")
        )
        contents[one.pk] = Content(
            text=sentence % {"title": message.thread.commitment.title},
            path=reverse("reporting:thread", kwargs={"pk": message.thread_id}),
            detail=message.text,
        )
    return contents


def _of_assessments(notifications: Sequence[Notification]) -> dict[int, Content]:
    return {
        one.pk: Content(
            text=_("“%(title)s” was assessed. You can answer in public.") % {"title": assessment.commitment.title},
            path=reverse("reporting:answer_assessment", kwargs={"pk": assessment.pk}),
        )
        for one, assessment in with_rows(notifications, Assessment.objects.select_related("commitment"), "assessment")
    }


def _of_digests(notifications: Sequence[Notification]) -> dict[int, Content]:
    found = {}
    for one in notifications:
        waiting, overdue = one.payload["waiting"], one.payload["overdue"]
        text = ngettext("You have one task.", "You have %(number)s tasks.", waiting)
        detail = ngettext("One is overdue.", "%(number)s are overdue.", overdue) if overdue else ""
        found[one.pk] = Content(
            text=text % {"number": waiting},
            path=reverse("reporting:work"),
            detail=detail and detail % {"number": overdue},
        )
    return found


def _of_nudges(notifications: Sequence[Notification]) -> dict[int, Content]:
    return {
        one.pk: Content(
            text=ngettext(
                "A curator reminds you of one report that is expected.",
                "A curator reminds you of %(number)s reports that are expected.",
                one.payload["reports"],
            )
            % {"number": one.payload["reports"]},
            path=reverse("reporting:work"),
        )
        for one in notifications
    }


def register() -> None:
    """Register the kinds of notifications that reporting brings."""
    kinds.register(REPORT, _of_reports)
    kinds.register(ITEM, _of_items)
    kinds.register(CHANGE, _of_changes)
    kinds.register(DIGEST, _of_digests)
    kinds.register(MESSAGE, _of_messages)
    kinds.register(NUDGED, _of_nudges)
    kinds.register(ASSESSED, _of_assessments)
