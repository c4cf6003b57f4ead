"""A progress report: one organisation's account of a commitment for a span of time."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from progress.evidence_strength import EvidenceStrength, evidence_strength
from progress.health import open_health
from stakeholders import rounds
from stakeholders.models import (
    Commitment,
    CommitmentState,
    ImplementationStatus,
    Organisation,
    Visibility,
)
from stakeholders.rounds import Round

from .choices import BarrierKind, Health, ReportKind, ReviewState, help_choices
from .evidence_revisions import latest
from .period import AskedKey, ReportingPeriod

if TYPE_CHECKING:
    from .evidence import Evidence


# By the day that the account reaches to, then by publication: the order in which one report replaces another.
LATEST_FIRST = ("-covers_until", "-published_at", "-pk")


class ProgressReportQuerySet(models.QuerySet["ProgressReport"]):
    """Named sets of reports."""

    def published(self) -> ProgressReportQuerySet:
        """What was published and not retracted since, whether or not a correction has taken its place."""
        return self.filter(review_state=ReviewState.PUBLISHED)

    def current(self) -> ProgressReportQuerySet:
        """Published reports that speak for their commitment: those that no correction has taken the place of."""
        return self.published().filter(superseded_at__isnull=True)

    def published_by(self, end: datetime.datetime) -> ProgressReportQuerySet:
        """Those that were published just before ``end``, whatever became of them since."""
        return self.filter(Q(retracted_at__isnull=True) | Q(retracted_at__gte=end), published_at__lt=end)

    def current_by(self, end: datetime.datetime) -> ProgressReportQuerySet:
        """Those that were current just before ``end``."""
        return self.published_by(end).filter(Q(superseded_at__isnull=True) | Q(superseded_at__gte=end))

    def under_way(self) -> ProgressReportQuerySet:
        """Begun and not settled: drafts, returned ones, and those that wait for a curator."""
        return self.filter(review_state__in=[ReviewState.DRAFT, ReviewState.RETURNED, ReviewState.SUBMITTED])

    def public(self) -> ProgressReportQuerySet:
        """What anybody may read: published reports on public commitments."""
        return self._on_published().filter(commitment__lead_organisation__archived_at__isnull=True)

    def public_to_the_last(self) -> ProgressReportQuerySet:
        """The rows of ``public`` for whoever reads them all: the few archived organisations are looked up at once,
        by one query now, and not the one that leads at every row.
        """
        archived = list(Organisation.objects.archived().values_list("pk", flat=True))
        return self._on_published().exclude(commitment__lead_organisation__in=archived)

    def _on_published(self) -> ProgressReportQuerySet:
        return self.published().filter(
            commitment__state=CommitmentState.PUBLISHED, commitment__visibility=Visibility.PUBLIC
        )

    def visible_to(self, user) -> ProgressReportQuerySet:
        """What ``user`` may open in the signed-in pages.

        Members see every report of their organisations; a curator sees what was submitted or came after, and the
        drafts of organisations they belong to themselves.
        """
        if not user.is_authenticated:
            return self.none()
        mine = Organisation.objects.of_member(user)
        # What was left with an entry that was merged into theirs can be read by them.
        own = Q(organisation__in=mine) | Q(organisation__in=Organisation.objects.filter(merged_into__in=mine))
        if user.is_curator or user.is_administrator:
            return self.filter(own | ~Q(review_state=ReviewState.DRAFT))
        return self.filter(own)

    def with_evidence(self, evidence: Evidence) -> ProgressReportQuerySet:
        """The reports that a piece of evidence stands behind."""
        return self.filter(Q(pk=evidence.report_id) | Q(pk__in=evidence.carried_by.values("pk")))

    def awaiting_review(self) -> ProgressReportQuerySet:
        """The curator's queue, longest waiting first."""
        return self.filter(review_state=ReviewState.SUBMITTED).order_by("submitted_at", "pk")

    def last_reviewed_first(self) -> ProgressReportQuerySet:
        """Those that a curator has decided on, each with when that was (``reviewed_at``), the last decision first."""
        moments = {
            ReviewState.RETURNED: F("returned_at"),
            ReviewState.PUBLISHED: F("published_at"),
            ReviewState.RETRACTED: F("retracted_at"),
        }
        decided = Case(*[When(review_state=state, then=at) for state, at in moments.items()])
        reviewed = self.filter(review_state__in=moments).annotate(reviewed_at=decided)
        return reviewed.order_by("-reviewed_at", "-pk")

    def latest_first(self) -> ProgressReportQuerySet:
        """In the order in which one replaces another."""
        return self.order_by(*LATEST_FIRST)


def _person() -> models.ForeignKey:
    """Who took a step. Reports are never looked up by it, and an index would be written at each step."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        editable=False,
    )


class ProgressReport(models.Model):
    """One account. Its author claims; a curator publishes; a correction is a new report that supersedes.

    ``review_state`` is written by ``progress.workflow`` and by nothing else; the paired ``*_at``/``*_by`` columns
    and the constraints below restate its rules.
    """

    # Both are found by an index below that begins with them.
    commitment = models.ForeignKey(
        Commitment, on_delete=models.PROTECT, db_index=False, related_name="reports", verbose_name=_("commitment")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, db_index=False, related_name="reports", verbose_name=_("organisation")
    )
    period = models.ForeignKey(
        ReportingPeriod,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reporting period"),
    )
    # Which round of a regular commitment it answers: the last day of that (stakeholders.rounds).
    round_ends_on = models.DateField(_("round"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=ReportKind, default=ReportKind.UPDATE, editable=False)
    # A report is corrected once; what is wrong with a correction is put right by a correction of that.
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", editable=False
    )
    # Evidence of the report that it corrects, which stands behind this one as well (see ``all_evidence``).
    carried_evidence: models.ManyToManyField[Evidence, models.Model] = models.ManyToManyField(
        "progress.Evidence", related_name="carried_by", blank=True, editable=False
    )
    # When its correction was published. It stays when the correction is retracted: what was wrong does not come back.
    superseded_at = models.DateTimeField(null=True, blank=True, editable=False)
    covers_until = models.DateField(_("situation on"))
    language = models.CharField(_("language of the report"), max_length=8, choices=settings.LANGUAGES, default="en")

    implementation_status = models.CharField(_("implementation status"), max_length=12, choices=ImplementationStatus)
    health = models.CharField(_("outlook"), max_length=10, choices=Health)
    help_kind = models.CharField(_("what kind of help"), max_length=12, choices=help_choices, blank=True)
    help_needed = models.TextField(_("what would help"), blank=True)
    percent = models.PositiveSmallIntegerField(_("percentage complete"), null=True, blank=True)
    narrative = models.TextField(_("what was done"), blank=True)
    # Codes of BarrierKind in the order of that list, each once; ``drafts`` sees to it (progress-barrier-kinds.md).
    barrier_kinds = models.JSONField(
        _("kinds of barrier"), default=list, db_default=Value([], models.JSONField()), blank=True
    )
    barriers = models.TextField(_("barriers"), blank=True)
    next_steps = models.TextField(_("next steps"), blank=True)

    # What anybody can open behind it, counted at its publication (progress.evidence_counts).
    evidence_links = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)
    evidence_documents = models.PositiveSmallIntegerField(default=0, db_default=0, editable=False)

    review_state = models.CharField(
        _("review stage"), max_length=10, choices=ReviewState, default=ReviewState.DRAFT, editable=False
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reports_written", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    # Who last changed the text; nobody on a row that was never saved since it was begun.
    updated_by = _person()
    version = models.PositiveIntegerField(default=1, editable=False)
    sign_off_requested_at = models.DateTimeField(null=True, blank=True, editable=False)
    sign_off_requested_by = _person()
    signed_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_off_by = _person()
    sent_back_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_back_by = _person()
    sent_back_reason = models.TextField(blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_by = _person()
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    returned_by = _person()
    returned_reason = models.TextField(blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = _person()
    retracted_at = models.DateTimeField(null=True, blank=True, editable=False)
    retracted_by = _person()
    retracted_reason = models.TextField(_("public reason for retraction"), blank=True, editable=False)

    objects = ProgressReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress report")
        verbose_name_plural = _("progress reports")
        ordering = ["-covers_until", "-pk"]
        indexes = [
            models.Index(fields=["commitment", "-covers_until", "-published_at"], name="report_latest_of_commitment"),
            models.Index(
                fields=["-published_at", "-id"], condition=Q(review_state="published"), name="report_latest_published"
            ),
            models.Index(
                fields=["-covers_until", "-id"], condition=Q(review_state="published"), name="report_latest_covered"
            ),
            # Those of a past day: published by then, and perhaps retracted since.
            models.Index(
                fields=["-published_at", "-id"], condition=Q(published_at__isnull=False), name="report_by_publication"
            ),
            models.Index(fields=["-retracted_at"], condition=Q(review_state="retracted"), name="report_retracted"),
            models.Index(fields=["submitted_at"], condition=Q(review_state="submitted"), name="report_review_queue"),
            models.Index(fields=["organisation", "review_state"], name="report_of_organisation"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="report_kind_is_known"),
            models.CheckConstraint(
                condition=Q(implementation_status__in=ImplementationStatus.values), name="report_status_is_known"
            ),
            models.CheckConstraint(condition=Q(health__in=Health.values), name="report_health_is_known"),
            models.CheckConstraint(condition=Q(review_state__in=ReviewState.values), name="report_state_is_known"),
            models.CheckConstraint(
                condition=Q(percent__isnull=True) | Q(percent__lte=100), name="report_percent_up_to_100"
            ),
            # A draft may be incomplete; what leaves the organisation may not.
            models.CheckConstraint(
                condition=Q(review_state__in=["draft", "returned"]) | ~Q(health="blocked") | ~Q(help_kind=""),
                name="report_blocked_says_what_help",
            ),
            models.CheckConstraint(
                condition=Q(review_state__in=["draft", "returned"]) | Q(kind="no_change") | ~Q(narrative=""),
                name="report_says_what_was_done",
            ),
            models.CheckConstraint(
                condition=Q(review_state="draft") | Q(submitted_at__isnull=False),
                name="report_left_draft_by_submission",
            ),
            models.CheckConstraint(
                condition=Q(review_state="returned", returned_at__isnull=False) & ~Q(returned_reason="")
                | ~Q(review_state="returned"),
                name="report_returned_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(review_state__in=["published", "retracted"], published_at__isnull=False)
                | Q(review_state__in=["draft", "submitted", "returned"], published_at__isnull=True),
                name="report_published_with_its_time",
            ),
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(published_at__isnull=False),
                name="report_superseded_once_published",
            ),
            models.CheckConstraint(
                condition=(Q(review_state="retracted", retracted_at__isnull=False) & ~Q(retracted_reason=""))
                | (~Q(review_state="retracted") & Q(retracted_at__isnull=True, retracted_reason="")),
                name="report_retracted_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True)
                | (~Q(published_by=F("author")) & ~Q(published_by=F("submitted_by"))),
                name="report_published_by_other_eyes",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"report_{act}_at_with_by",
                )
                for act in (
                    "sign_off_requested",
                    "signed_off",
                    "sent_back",
                    "submitted",
                    "returned",
                    "published",
                    "retracted",
                )
            ],
            models.CheckConstraint(
                condition=Q(sent_back_at__isnull=True) | ~Q(sent_back_reason=""),
                name="report_sent_back_with_a_reason",
            ),
            models.UniqueConstraint(
                fields=["commitment", "organisation"],
                condition=Q(review_state__in=["draft", "returned"]),
                name="report_one_open_draft",
            ),
            models.UniqueConstraint(
                fields=["commitment", "organisation", "round_ends_on"],
                condition=Q(review_state="published", superseded_at__isnull=True),
                name="report_one_current_a_round",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commitment} · {self.covers_until.isoformat()}"

    @property
    def barrier_labels(self) -> list[str]:
        """Its kinds of barrier as words, in the reader's language."""
        return [str(BarrierKind(code).label) for code in self.barrier_kinds]

    @property
    def evidence_strength(self) -> EvidenceStrength:
        """How much of what it claims anybody can check, once it is published."""
        return evidence_strength(links=self.evidence_links, documents=self.evidence_documents)

    @property
    def open_health(self) -> str:
        """Its health where that counts: empty once the work has come to its end."""
        return open_health(self.implementation_status, self.health)

    @property
    def is_current(self) -> bool:
        """As the queryset's ``current``, for one row."""
        return self.review_state == ReviewState.PUBLISHED and self.superseded_at is None

    @property
    def round(self) -> Round | None:
        """The round that it answers; None for none, or for one that a changed rhythm no longer has."""
        return rounds.ending_on(self.commitment, self.round_ends_on) if self.round_ends_on else None

    @property
    def answers(self) -> ReportingPeriod | Round | None:
        """What it answers: the round of a regular commitment, or the reporting period."""
        return self.round or self.period

    @property
    def asked_key(self) -> AskedKey | None:
        """What it answers, as the ``asked_key`` of a period or of a round; None for nothing."""
        return self.round_ends_on or self.period_id

    @property
    def can_be_taken_back(self) -> bool:
        """Is it "no significant change" that no curator has dealt with?"""
        waiting = self.review_state in (ReviewState.DRAFT, ReviewState.SUBMITTED)
        return self.kind == ReportKind.NO_CHANGE and waiting

    @property
    def all_evidence(self) -> list[Evidence]:
        """What stands behind it: attached to it, or carried over from the report that it corrects; by key."""
        found = [*self.evidence.with_findings(), *self.carried_evidence.with_findings()]
        return sorted(found, key=lambda one: one.pk)

    @property
    def latest_evidence(self) -> list[Evidence]:
        """The same without the pieces whose place a newer one has taken; those are its ``earlier`` ones."""
        return latest(self.all_evidence)

    @property
    def is_editable(self) -> bool:
        """True while the text may still be changed by its organisation."""
        return self.review_state in (ReviewState.DRAFT, ReviewState.RETURNED)

    @property
    def is_sent_back(self) -> bool:
        """True while the focal point's comment waits for an answer: nothing was asked or submitted since."""
        if self.sent_back_at is None or self.sign_off_requested_at or not self.is_editable:
            return False
        return self.submitted_at is None or self.submitted_at < self.sent_back_at

    @property
    def waiting_since(self) -> datetime.datetime | None:
        """Since when it waits for its organisation to answer: a request to sign off, a comment, or a return."""
        if not self.is_editable:
            return None
        if self.sign_off_requested_at:
            return self.sign_off_requested_at
        if self.is_sent_back:
            return self.sent_back_at
        return self.returned_at if self.review_state == ReviewState.RETURNED else None
