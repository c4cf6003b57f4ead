"""What other apps' pages show of reports."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.days import today_of
from outbox.suppression import suppressed_among
from progress import briefings, drafts, partners, permissions, shares, workflow
from progress.briefings import Waiting as WaitingWork
from progress.chosen import Chosen
from progress.models import Assessment, Evidence, ProgressReport, ReviewClaim, Thread
from progress.permissions import can_assess
from progress.review_queue import Waiting, days_since
from stakeholders.assignments import owner_of
from stakeholders.models import Commitment, CommitmentState, Membership, Organisation
from stakeholders.permissions import can_report_for, is_curator

register = template.Library()


@register.simple_tag
def unreachable_addresses(members: Iterable[Membership]) -> set[str]:
    """The addresses of these members to which mail does not arrive."""
    return suppressed_among(member.user.email for member in members)


@register.simple_tag
def what_waits(waiting: WaitingWork, shows_words: bool) -> str:
    """One thing that waits of a commitment that is handed over, as a sentence."""
    return briefings.in_words(waiting, shows_words=shows_words)


@register.simple_tag
def how_late(due_on: datetime.date, on: datetime.date) -> str:
    """How a due date stands to a day, where that is worth saying: ``4 months late``, ``today``, ``tomorrow``."""
    days = (on - due_on).days
    if days in (0, -1):
        return _("today") if days == 0 else _("tomorrow")
    if days < 0:
        return ""
    if days < 60:
        return ngettext("%(number)s day late", "%(number)s days late", days) % {"number": days}
    months = (on.year - due_on.year) * 12 + on.month - due_on.month - (on.day < due_on.day)
    if months < 24:
        return ngettext("%(number)s month late", "%(number)s months late", months) % {"number": months}
    return ngettext("%(number)s year late", "%(number)s years late", months // 12) % {"number": months // 12}


@register.simple_tag
def in_queue(report: ProgressReport, claims: dict[int, ReviewClaim], now: datetime.datetime) -> Waiting:
    """How long a report has waited for a curator, and who has it open."""
    return Waiting(report, days_since(report.submitted_at, now), claims.get(report.pk))


@register.filter
def initials(name: object) -> str:
    """The first letters of the first and the last word of a name."""
    words = [word for word in str(name).split() if word[0].isalpha()]
    return "".join(word[0] for word in dict.fromkeys((words[0], words[-1]))).upper() if words else ""


SHOWN = 20


@register.inclusion_tag("progress/parts/shares.html", takes_context=True)
def due_from_whom(
    context: template.Context, organisation: Organisation, members: list[Membership], today: datetime.date
) -> dict[str, Any]:
    """What is due from whom in an organisation, and what nobody has; ``can_report`` says who may give it."""
    board = shares.of(organisation, members, on=today)
    nobodys = board.nobodys.commitments
    return {
        "board": board,
        "nobodys": [(one, Chosen(one.commitment, one.organisation, None).value) for one in nobodys[:SHOWN]],
        "more": max(0, len(nobodys) - SHOWN),
        "can_give": context["can_report"],
        "today": today,
        "here": context["request"].path,
    }


@register.inclusion_tag("progress/parts/commitment_reports.html", takes_context=True)
def commitment_reports(context: template.Context, commitment: Commitment) -> dict[str, Any]:
    """The reports on a commitment that the person may read, and what they may begin for each of their organisations."""
    user = context["user"]
    carriers = [commitment.lead_organisation, *commitment.joint_organisations.all()]
    mine: list[Organisation] = []
    if commitment.state == CommitmentState.PUBLISHED:
        mine = [organisation for organisation in carriers if can_report_for(user, organisation)]
    reports = ProgressReport.objects.visible_to(user).filter(commitment=commitment).select_related("organisation")
    return {
        "commitment": commitment,
        "reports": reports.latest_first()[:SHOWN],
        "choices": [_choice(commitment, one) for one in mine],
        "here": context["request"].path,
        "others_under_way": _seen_by_curators(user, commitment),
        "can_assess": commitment.state == CommitmentState.PUBLISHED and can_assess(user, commitment),
        "to_answer": _to_answer(user, commitment),
        "today": today_of(user),
        "csrf_token": context.get("csrf_token"),
    }


def _choice(commitment: Commitment, organisation: Organisation) -> dict[str, Any]:
    """What a person may begin for one of their organisations, and who reports on the commitment for it now."""
    owner = owner_of(commitment, organisation)
    return {
        "organisation": organisation,
        "open": drafts.under_way(commitment, organisation),
        "can_confirm": drafts.can_confirm(commitment, organisation),
        "owner": owner,
        "value": Chosen(commitment, organisation, owner.pk if owner else None).value,
    }


@register.inclusion_tag("progress/parts/partners.html", takes_context=True)
def partners_of(context: template.Context, commitment: Commitment) -> dict[str, Any]:
    """What the partners of a joint commitment reported last, for whoever reports for its lead."""
    may = commitment.state == CommitmentState.PUBLISHED and permissions.can_read_partners(context["user"], commitment)
    return {"partners": partners.last_said(commitment) if may else []}


@register.inclusion_tag("progress/parts/help.html", takes_context=True)
def help_about(context: template.Context, commitment: Commitment) -> dict[str, Any]:
    """The calls for help about a commitment that the person may read, and for which organisations they may make one."""
    user = context["user"]
    threads = Thread.objects.visible_to(user).asking_for_help().filter(commitment=commitment)
    carriers = [commitment.lead_organisation, *commitment.joint_organisations.all()]
    return {
        "commitment": commitment,
        "threads": threads.select_related("organisation").order_by("-opened_at"),
        "organisations": [one for one in carriers if can_report_for(user, one)]
        if commitment.state == CommitmentState.PUBLISHED
        else [],
    }


def _to_answer(user, commitment: Commitment) -> list[Assessment]:
    """The latest assessment of the commitment, where the person may answer it for the lead organisation."""
    latest = commitment.assessments.standing().select_related("commitment__lead_organisation").first()
    return [latest] if latest and permissions.can_answer(user, latest) else []


def _seen_by_curators(user, commitment: Commitment) -> list[ProgressReport]:
    """Drafts and returned reports of all partners. A curator may not read a draft, but must know that there is one."""
    if not is_curator(user):
        return []
    return list(commitment.reports.filter(review_state__in=workflow.EDITABLE).select_related("organisation", "author"))


@register.filter
def awaits_scan(evidence: Evidence) -> bool:
    """Is it a file that the public does not get before it was scanned for viruses?"""
    return permissions.is_withheld(evidence) and not permissions.is_infected(evidence)
