"""What waits for curators and administrators: how much, since when, and where it is done.

Each line takes its rows from a named set of the app that it is about, and leads to the page that lists just these. All
counts of rows are one query; evidence is asked for by itself.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, Min, QuerySet, Subquery, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Invitation, RoleRequest, User
from imports.models import Import
from outbox.models import Message, SuppressedAddress
from outbox.states import State
from progress import evidence_problems
from progress.models import ProgressReport, ReviewState, Thread
from recommendations.models import CatalogueImport, Edition, EditionState, ScheduledChange
from stakeholders.models import CarryOver, Commitment, CommitmentChange, CommitmentState, Organisation


@dataclass(frozen=True)
class Kind:
    """Something that may wait: its name, its rows, the column that says since when, and its page."""

    key: str
    label: str | Promise
    rows: QuerySet
    since: str
    page: str
    query: str = ""


@dataclass(frozen=True)
class Line:
    """How much of a kind waits. ``since`` is that of the oldest, None where nothing waits or it has no day."""

    key: str
    label: str | Promise
    number: int
    address: str
    since: datetime.datetime | None = None


@dataclass(frozen=True)
class Group:
    """Lines under one heading."""

    title: str | Promise
    lines: list[Line] = field(default_factory=list)


def to_decide() -> list[Kind]:
    """What only a curator's decision moves on."""
    commitments = "curate_stakeholders:commitments"
    return [
        Kind(
            "reports",
            _("Reports to review"),
            ProgressReport.objects.filter(review_state=ReviewState.SUBMITTED),
            "submitted_at",
            "review:queue",
        ),
        Kind(
            "commitments",
            _("New commitments to review"),
            Commitment.objects.filter(state=CommitmentState.PROPOSED),
            "proposed_at",
            commitments,
        ),
        Kind(
            "changes",
            _("Changes of commitments to review"),
            CommitmentChange.objects.waiting(),
            "edited_at",
            commitments,
        ),
        Kind(
            "help",
            _("Organisations that ask for help"),
            Thread.objects.asking_for_help().open(),
            "opened_at",
            "curate_progress:help",
        ),
    ]


def to_mend() -> list[Kind]:
    """What keeps reports from coming in, and what organisations have not answered."""
    bounced = User.objects.filter(is_active=True, email__in=SuppressedAddress.objects.values("address"))
    organisations = "curate_stakeholders:organisations"
    return [
        Kind(
            "nobody",
            _("Organisations without a focal point"),
            Organisation.objects.orphaned(),
            "",
            organisations,
            "?orphaned=on",
        ),
        Kind("bounced", _("People whom no email reaches"), bounced, "", "curate_progress:people", "?bounced=on"),
        Kind(
            "carry-overs",
            _("Commitments to carry over"),
            CarryOver.objects.waiting(),
            "offered_at",
            "curate_stakeholders:open_questions",
        ),
    ]


def unanswered() -> list[Kind]:
    """Who was asked to join and has not: for curators and administrators."""
    return [
        Kind(
            "invitations",
            _("Invitations without an answer"),
            Invitation.objects.silent(on=timezone.now()),
            "created_at",
            "curate_stakeholders:silent_invitations",
        )
    ]


def in_the_catalogue() -> list[Kind]:
    """What somebody began and nobody has ended."""
    return [
        Kind(
            "imports",
            _("Files waiting to be imported"),
            CatalogueImport.objects.waiting(),
            "uploaded_at",
            "imports:list",
        ),
        Kind("tables", _("Tables that are being imported"), Import.objects.open(), "uploaded_at", "imports:list"),
        Kind(
            "scheduled",
            _("Changes that are scheduled"),
            ScheduledChange.objects.waiting(),
            "made_at",
            "recommendations:curate-scheduled",
        ),
        Kind(
            "editions",
            _("Editions in draft"),
            Edition.objects.filter(state=EditionState.DRAFT),
            "",
            "recommendations:curate-catalogue",
        ),
    ]


def for_administrators() -> list[Kind]:
    """What only an administrator decides."""
    troubled = Message.objects.filter(state__in=[State.UNCERTAIN, State.FAILED, State.HELD])
    return [
        Kind(
            "roles",
            _("Requests for a role"),
            RoleRequest.objects.filter(decided_at=None),
            "asked_at",
            "admin:accounts_rolerequest_changelist",
        ),
        Kind("emails", _("Emails that did not go out"), troubled, "created_at", "admin:outbox_message_changelist"),
    ]


def counted(kinds: Iterable[Kind], user: User) -> dict[str, Line]:
    """The lines of these kinds, by key. One query, however many they are."""
    kinds = list(kinds)
    asked: dict[str, Any] = {}
    for kind in kinds:
        one = kind.rows.order_by().annotate(of_all=Value(1)).values("of_all")
        asked[f"{kind.key}_number"] = Subquery(one.annotate(found=Count("pk")).values("found"))
        if kind.since:
            asked[f"{kind.key}_since"] = Subquery(one.annotate(found=Min(kind.since)).values("found"))
    found: dict[str, Any] = dict(User.objects.filter(pk=user.pk).values(**asked).get()) if kinds else {}
    return {
        kind.key: Line(
            kind.key,
            kind.label,
            found[f"{kind.key}_number"] or 0,
            reverse(kind.page) + kind.query,
            found.get(f"{kind.key}_since"),
        )
        for kind in kinds
    }


def broken_evidence(user: User) -> Line:
    """Links that are dead, and files that the virus scanner keeps back. One query."""
    found = evidence_problems.found_for(user).order_by()
    number, since = found.count(), None
    if number:
        since = found.aggregate(since=Min("link_check__failing_since"))["since"]
    return Line("evidence", _("Links and files that need attention"), number, reverse("review:evidence"), since)


def groups_for(user: User) -> list[Group]:
    """All that waits for this person, by headings."""
    decide, mend, catalogue, asked = to_decide(), to_mend(), in_the_catalogue(), unanswered()
    administration = for_administrators() if user.is_administrator else []
    wanted = [*catalogue, *asked, *administration, *([*decide, *mend] if user.is_curator else [])]
    lines = counted(wanted, user)

    def of(kinds: Iterable[Kind]) -> list[Line]:
        return [lines[kind.key] for kind in kinds if kind.key in lines]

    evidence = [broken_evidence(user)] if user.is_curator else []
    groups = [
        Group(_("To decide"), of(decide)),
        Group(_("To follow up"), [*of(mend), *evidence, *of(asked)]),
        Group(_("Catalogue and files"), of(catalogue)),
        Group(_("Accounts and email"), of(administration)),
    ]
    return [group for group in groups if group.lines]
