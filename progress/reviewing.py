"""A curator at work on a report that waits: opening it to oneself for a while, and what is typed before it is decided.

A claim tells the others who is reading. It lapses after ``HELD_FOR``, with the curator's role at once, and can be taken
over by whoever says from whom. While it holds, nobody else decides on the report (``workflow``).
"""

from __future__ import annotations

import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from progress import permissions
from progress.errors import HeldByAnother, NotPermitted, Refused, WrongState
from progress.models import EventAction, ProgressReport, ReasonDraft, ReviewClaim, ReviewState
from progress.models.review import REASON_MAX
from stakeholders.changes import as_now

HELD_FOR = datetime.timedelta(minutes=30)
DECIDES = frozenset({EventAction.PUBLISH, EventAction.RETURN})


class TooLong(Refused):
    """A reason that is longer than the field that takes it."""

    message = _("This is too long. Use at most 4,000 characters.")


def _locked(report: ProgressReport, by: User) -> ProgressReport:
    """The report behind a lock, for a curator who may decide on it now."""
    locked = ProgressReport.objects.select_for_update().filter(pk=report.pk).first()
    if locked is None or locked.review_state != ReviewState.SUBMITTED:
        raise WrongState
    if not permissions.can_review(as_now(by), locked):
        raise NotPermitted
    return locked


def claim_on(report: ProgressReport, *, at: datetime.datetime) -> ReviewClaim | None:
    """Who has the report open, if anybody."""
    return ReviewClaim.objects.live(at=at).filter(report=report.pk).select_related("curator").first()


def refuse_if_held(report: ProgressReport, by: User, *, at: datetime.datetime) -> None:
    """Raise ``HeldByAnother`` while another curator has the report open."""
    claim = claim_on(report, at=at)
    if claim and claim.curator_id != by.pk:
        raise HeldByAnother(claim)


@transaction.atomic
def take(
    *, report: ProgressReport, by: User, over_from: int | None = None, at: datetime.datetime | None = None
) -> ReviewClaim:
    """Open the report to ``by`` for ``HELD_FOR`` from now on; for its holder, that long again.

    What they had open before is let go of. ``over_from`` is the key of the curator whose claim is taken over, as the
    page said it: where somebody else holds it by now, ``HeldByAnother`` is raised. Raises ``NotPermitted`` for whoever
    had a hand in the report.
    """
    at = at or timezone.now()
    report = _locked(report, by)
    claim = claim_on(report, at=at)
    if claim and claim.curator_id not in (by.pk, over_from):
        raise HeldByAnother(claim)
    mine = claim and claim.curator_id == by.pk
    opened_at = claim.opened_at if claim and mine else at
    ReviewClaim.objects.filter(curator=by).exclude(report=report).delete()
    values = {"curator": by, "opened_at": opened_at, "until": at + HELD_FOR}
    return ReviewClaim.objects.update_or_create(report=report, defaults=values)[0]


@transaction.atomic
def release(*, report: ProgressReport, by: User) -> None:
    """Let go of a report that one has open; nothing happens where one has not."""
    ReviewClaim.objects.filter(report=report, curator=by).delete()


@transaction.atomic
def keep_reason(*, report: ProgressReport, by: User, text: str) -> None:
    """Keep what a curator has typed so far, for when they come back to the report; an empty text takes it away.

    Raises ``NotPermitted`` for others, ``WrongState`` once it is decided, ``TooLong`` beyond what a reason may hold.
    """
    text = text.replace("\r\n", "\n").strip()
    if len(text) > REASON_MAX:
        raise TooLong
    report = _locked(report, by)
    mine = ReasonDraft.objects.filter(report=report, curator=by)
    if text:
        ReasonDraft.objects.update_or_create(report=report, curator=by, defaults={"text": text})
    else:
        mine.delete()


def kept_reason(report: ProgressReport, by: User) -> str:
    """What ``by`` has typed about the report and not sent."""
    return ReasonDraft.objects.filter(report=report, curator=by).values_list("text", flat=True).first() or ""


def after(report: ProgressReport, action: EventAction, *, by: User) -> None:
    """Once a report is decided on, nobody has it open, and what was typed about it has been sent or was not needed.

    What another curator has typed meanwhile stays theirs.
    """
    if action in DECIDES:
        ReviewClaim.objects.filter(report=report.pk).delete()
        ReasonDraft.objects.filter(report=report.pk, curator=by.pk).delete()
