"""What people are told in the application about editions: questions, answers, and changes that were scheduled."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from notifications import inbox, kinds
from notifications.kinds import Content
from notifications.models import Notification
from progress.alerts import focal_people, with_rows
from recommendations.models import ScheduledChange, ScheduledState
from stakeholders.models import CarryOver, CarryOverState

OFFERED, ANSWERED, SCHEDULED = "carry_over_offered", "carry_over_answered", "scheduled_change"


def after_offers(carry_overs: Iterable[CarryOver], *, at: datetime.datetime) -> None:
    """Tell each organisation's focal people of what the curators ask them about a new edition, in one line."""
    by_organisation: dict[int, list[int]] = {}
    for one in carry_overs:
        by_organisation.setdefault(one.commitment.lead_organisation_id, []).append(one.pk)
    for organisation, keys in by_organisation.items():
        inbox.notify(
            focal_people(organisation),
            kind=OFFERED,
            key=f"{OFFERED}|{organisation}|{keys[0]}",
            payload={"carry_overs": keys},
            at=at,
        )


def after_answers(carry_overs: Iterable[CarryOver], *, by, at: datetime.datetime) -> None:
    """Tell the curators who asked what an organisation answered."""
    for one in carry_overs:
        people = [one.offered_by_id] if one.offered_by_id != by.pk else []
        inbox.notify(people, kind=ANSWERED, key=f"{ANSWERED}|{one.pk}", payload={"carry_over": one.pk}, at=at)


def after_schedule(scheduled: ScheduledChange) -> None:
    """Tell the curator who scheduled a change of the catalogue what came of it."""
    key = f"{SCHEDULED}|{scheduled.pk}"
    inbox.notify([scheduled.made_by_id], kind=SCHEDULED, key=key, payload={"scheduled": scheduled.pk})


def _of_offers(notifications: Sequence[Notification]) -> dict[int, Content]:
    keys = {key for one in notifications for key in one.payload["carry_overs"]}
    waiting = set(CarryOver.objects.filter(pk__in=keys).waiting().values_list("pk", flat=True))
    found = {}
    for one in notifications:
        number = len(waiting.intersection(one.payload["carry_overs"]))
        text = ngettext(
            "Curators ask whether one commitment of yours also serves a new edition.",
            "Curators ask whether %(number)s commitments of yours also serve a new edition.",
            number,
        )
        if number:
            found[one.pk] = Content(text=text % {"number": number}, path=reverse("stakeholders:carry_over"))
    return found


def _of_answers(notifications: Sequence[Notification]) -> dict[int, Content]:
    contents = {}
    rows = CarryOver.objects.select_related("commitment", "recommendation__edition")
    for one, row in with_rows(notifications, rows, "carry_over"):
        confirmed = row.state == CarryOverState.CONFIRMED
        sentence = (
            _("“%(title)s” also serves %(reference)s now.")
            if confirmed
            else _("“%(title)s” is not carried over to %(reference)s.")
        )
        contents[one.pk] = Content(
            text=sentence % {"title": row.commitment.title, "reference": row.recommendation.reference},
            path=reverse("curate_stakeholders:carry_over", args=[row.recommendation.edition.code]),
            detail=row.refusal,
        )
    return contents


def _of_schedules(notifications: Sequence[Notification]) -> dict[int, Content]:
    contents = {}
    rows = ScheduledChange.objects.select_related("recommendation", "edition")
    for one, row in with_rows(notifications, rows, "scheduled"):
        name = row.recommendation.reference if row.recommendation else row.subject.code
        done = row.state == ScheduledState.DONE
        sentence = (
            _("What you scheduled for %(name)s was done.")
            if done
            else _("What you scheduled for %(name)s was not done.")
        )
        contents[one.pk] = Content(
            text=sentence % {"name": name},
            path=reverse("recommendations:curate-scheduled"),
            detail="" if done else str(row.get_why_not_display()),
        )
    return contents


def register() -> None:
    """Register the kinds of notifications that editions bring."""
    kinds.register(OFFERED, _of_offers)
    kinds.register(ANSWERED, _of_answers)
    kinds.register(SCHEDULED, _of_schedules)
