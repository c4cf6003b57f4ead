"""What an organisation will do for one or more recommendations."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import npgettext
from simple_history.models import HistoricalRecords

from names import single_line
from recommendations.models import Recommendation
from recommendations.models.history import kept_history
from recommendations.partial_dates import DatePrecision, PartialDate, precision_field

from .organisation import Organisation


class ImplementationStatus(models.TextChoices):
    """Second of the five axes: how far the work is, as its owner reports it."""

    NOT_STARTED = "not_started", _("Not started")
    IN_PROGRESS = "in_progress", _("In progress")
    COMPLETED = "completed", _("Completed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SUPERSEDED = "superseded", _("Superseded")


class Visibility(models.TextChoices):
    """Who may see a commitment and its reports."""

    PUBLIC = "public", _("Public")
    AGGREGATE = "aggregate", _("Counted in the total only")
    PRIVATE = "private", _("Private")


class CommitmentState(models.TextChoices):
    """Where a commitment stands between an organisation's draft and the public page."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Submitted for review")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")


class Repeats(models.TextChoices):
    """How often a commitment is kept anew, each round with a report of its own."""

    ONCE = "once", _("No, it is done once")
    MONTHLY = "monthly", _("Every month")
    QUARTERLY = "quarterly", _("Every quarter")
    HALF_YEARLY = "half_yearly", _("Every half-year")
    YEARLY = "yearly", _("Every year")
    OWN = "own", _("Another number of months")


MOST_REPEAT_MONTHS = 60
MOST_ROUND_DAYS = 365
USUAL_ROUND_DAYS = 30


class CommitmentQuerySet(models.QuerySet["Commitment"]):
    """Named sets of commitments; what depends on today takes the date."""

    def public(self) -> CommitmentQuerySet:
        """What anybody may see by itself: published, public commitments of organisations that are not archived."""
        return self.filter(
            state=CommitmentState.PUBLISHED,
            visibility=Visibility.PUBLIC,
            lead_organisation__archived_at__isnull=True,
        )

    def of_organisations(self, organisations) -> CommitmentQuerySet:
        """Commitments that these organisations lead or join."""
        joint = JointOrganisation.objects.filter(organisation__in=organisations).values("commitment_id")
        return self.filter(Q(lead_organisation__in=organisations) | Q(pk__in=joint))

    def visible_to(self, user) -> CommitmentQuerySet:
        """What ``user`` may open in the signed-in pages: a curator all, a member their organisations'."""
        if not user.is_authenticated:
            return self.none()
        if user.is_curator or user.is_administrator:
            return self
        return self.of_organisations(Organisation.objects.of_member(user))

    def past_due(self, *, on: datetime.date) -> CommitmentQuerySet:
        """Those whose due date has passed on ``on``, whatever their status."""
        return self.filter(due_on__lt=on)


class Commitment(models.Model):
    """What a lead organisation, and others jointly, will do for one or more recommendations.

    Its current status is not here: it follows from published reports (``progress.CommitmentStatus``).
    """

    title = models.CharField(_("title"), max_length=200, validators=[single_line])
    description = models.TextField(_("what will be done"))
    language = models.CharField(_("language of these texts"), max_length=8, choices=settings.LANGUAGES, default="en")
    lead_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="led_commitments", verbose_name=_("lead organisation")
    )
    joint_organisations: models.ManyToManyField[Organisation, JointOrganisation] = models.ManyToManyField(
        Organisation,
        through="JointOrganisation",
        related_name="joint_commitments",
        blank=True,
        verbose_name=_("partner organisations"),
    )
    recommendations = models.ManyToManyField(
        Recommendation, related_name="commitments", verbose_name=_("recommendations")
    )
    start_on = models.DateField(_("start"), null=True, blank=True)
    start_precision = precision_field(_("precision of the start"))
    due_on = models.DateField(
        _("due"), null=True, blank=True, help_text=_("The last day that the stated date may mean.")
    )
    due_precision = precision_field(_("precision of the due date"))
    # The rhythm of a regular commitment; its rounds are worked out in stakeholders.rounds.
    repeats = models.CharField(_("repeats"), max_length=11, choices=Repeats, default=Repeats.ONCE)
    repeat_months = models.PositiveSmallIntegerField(_("months in a round"), null=True, blank=True)
    first_round_on = models.DateField(_("first day of the first round"), null=True, blank=True)
    round_days = models.PositiveSmallIntegerField(
        _("days to report after a round"), default=USUAL_ROUND_DAYS, db_default=USUAL_ROUND_DAYS
    )
    # The rhythms before this one, each until the next began: written by the verbs, read by stakeholders.rounds.
    earlier_rhythms = models.JSONField(default=list, blank=True, editable=False)
    visibility = models.CharField(_("visibility"), max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    state = models.CharField(
        _("stage"), max_length=10, choices=CommitmentState, default=CommitmentState.DRAFT, editable=False
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="commitments_created", editable=False
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # Carried by the form, so that one form sent twice makes one commitment.
    creation_key = models.UUIDField(null=True, unique=True, editable=False)
    # Who last changed the texts: publishing wants other eyes than these too.
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    proposed_at = models.DateTimeField(null=True, blank=True, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    returned_at = models.DateTimeField(null=True, blank=True, editable=False)
    returned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    returned_reason = models.TextField(_("why it was returned"), blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="commitments_published",
        editable=False,
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)
    archived_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    archived_reason = models.TextField(_("public reason for archiving"), blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    # As recommendations.models.history.kept_history, and with the recommendations it answered at each moment.
    history = HistoricalRecords(m2m_fields=[recommendations], history_change_reason_field=models.TextField(null=True))
    objects = CommitmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")
        ordering = ["title", "pk"]
        indexes = [
            models.Index(fields=["title", "id"], name="commitment_by_title"),
            models.Index(fields=["-published_at", "-id"], name="commitment_latest_published"),
            models.Index(fields=["state", "visibility", "due_on"], name="commitment_by_due_date"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="commitment_visibility_is_known"
            ),
            models.CheckConstraint(condition=Q(state__in=CommitmentState.values), name="commitment_state_is_known"),
            models.CheckConstraint(
                condition=Q(start_precision__in=DatePrecision.values, due_precision__in=DatePrecision.values),
                name="commitment_precisions_are_known",
            ),
            models.CheckConstraint(
                condition=Q(start_on__isnull=True)
                | Q(due_on__isnull=True)
                | Q(due_on__gte=F("start_on"))
                | ~Q(start_precision="day"),
                name="commitment_due_after_start",
            ),
            models.CheckConstraint(condition=Q(repeats__in=Repeats.values), name="commitment_repeats_is_known"),
            models.CheckConstraint(
                condition=Q(repeats="once", first_round_on__isnull=True)
                | (~Q(repeats="once") & Q(first_round_on__isnull=False)),
                name="commitment_regular_with_its_first_day",
            ),
            models.CheckConstraint(
                condition=Q(repeats="own", repeat_months__gte=1, repeat_months__lte=MOST_REPEAT_MONTHS)
                | (~Q(repeats="own") & Q(repeat_months__isnull=True)),
                name="commitment_own_rhythm_in_months",
            ),
            models.CheckConstraint(
                condition=Q(round_days__lte=MOST_ROUND_DAYS), name="commitment_round_days_up_to_a_year"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "proposed"], published_at__isnull=True, published_by__isnull=True)
                | Q(state="published", published_at__isnull=False, published_by__isnull=False)
                | Q(state="archived"),
                name="commitment_published_with_time_and_person",
            ),
            models.CheckConstraint(
                condition=(Q(state="archived", archived_at__isnull=False) & ~Q(archived_reason=""))
                | (~Q(state="archived") & Q(archived_at__isnull=True, archived_reason="")),
                name="commitment_archived_with_a_reason",
            ),
            models.CheckConstraint(
                condition=(Q(returned_at__isnull=True) & Q(returned_reason=""))
                | (Q(returned_at__isnull=False) & ~Q(returned_reason="")),
                name="commitment_returned_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="proposed") | Q(proposed_at__isnull=False), name="commitment_proposed_with_its_time"
            ),
            models.CheckConstraint(
                condition=Q(published_by__isnull=True) | ~Q(published_by=F("created_by")),
                name="commitment_published_by_other_eyes",
            ),
            *[
                models.CheckConstraint(
                    condition=Q(**{f"{act}_at__isnull": True, f"{act}_by__isnull": True})
                    | Q(**{f"{act}_at__isnull": False, f"{act}_by__isnull": False}),
                    name=f"commitment_{act}_at_with_by",
                )
                for act in ("proposed", "returned", "published", "archived")
            ],
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """As the queryset's ``public``, for one row: does it have a public page today?"""
        return (
            self.state == CommitmentState.PUBLISHED
            and self.visibility == Visibility.PUBLIC
            and self.lead_organisation.archived_at is None
        )

    @property
    def is_regular(self) -> bool:
        """Is it kept anew in rounds?"""
        return self.repeats != Repeats.ONCE

    @property
    def rhythm(self) -> str:
        """How often it repeats, in words; empty where it is done once."""
        if self.repeats == Repeats.OWN:
            months = self.repeat_months or 0
            return npgettext("rhythm", "Every month", "Every %(number)s months", months) % {"number": months}
        return str(Repeats(self.repeats).label) if self.is_regular else ""

    @property
    def due(self) -> PartialDate | None:
        """The due date as exact as it is known."""
        return PartialDate.of(self.due_on, self.due_precision)

    @property
    def start(self) -> PartialDate | None:
        """The start as exact as it is known."""
        return PartialDate.of(self.start_on, self.start_precision)


class JointOrganisation(models.Model):
    """An organisation that carries a commitment together with its lead."""

    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="joint_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="joint_links")

    history = kept_history()

    class Meta:
        verbose_name = _("partner organisation")
        verbose_name_plural = _("partner organisations")
        constraints = [models.UniqueConstraint(fields=["commitment", "organisation"], name="joint_organisation_once")]

    def __str__(self) -> str:
        return str(self.organisation)
