"""What changes in the apps below reaches the roll-ups here, in the same transaction."""

from __future__ import annotations

import datetime

from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save
from django.dispatch import receiver
from django.utils import timezone

from accounts.days import site_day
from identity.models import Identity
from pages.models import PageText
from progress import alerts, briefings, edition_alerts, history, notices, rollups
from progress.models import EventAction, ProgressReport, ReportingPeriod
from recommendations.models import (
    ActorType,
    Addressee,
    Crosswalk,
    Edition,
    KeyFinding,
    Recommendation,
    RecommendationTag,
    ResponseArea,
    ScheduledChange,
    Tag,
    Taxonomy,
    Term,
    Translation,
)
from recommendations.signals import scheduled_change_settled
from stakeholders.models import (
    CarryOver,
    ChangeState,
    Commitment,
    CommitmentChange,
    CommitmentState,
    CommitmentTag,
    Country,
    Handover,
    Organisation,
    OrganisationMerge,
    Response,
)
from stakeholders.signals import (
    assignments_changed,
    carry_overs_answered,
    carry_overs_offered,
    commitment_change_decided,
    commitment_changed,
    commitments_archived,
    commitments_published,
    handed_over,
    organisation_changed,
    organisation_merged,
    organisations_added,
    organisations_archived,
)

# Organisations are marked by their signal instead: their commitments are locked before the public version is.
CATALOGUE = frozenset(
    {
        ActorType,
        Addressee,
        CommitmentTag,
        Country,
        Crosswalk,
        Edition,
        Identity,
        KeyFinding,
        PageText,
        Recommendation,
        RecommendationTag,
        ReportingPeriod,
        Response,
        ResponseArea,
        Tag,
        Taxonomy,
        Term,
        Translation,
    }
)
MOVES = "_moves_to_another_area"


@receiver(commitment_changed, dispatch_uid="progress.refresh_commitment")
def refresh_commitment(
    *, commitment: Commitment, at: datetime.datetime | None = None, by=None, reason: str = "", **_
) -> None:
    """A commitment was published, archived, shown or hidden, linked or called otherwise, or moved to another date."""
    at = at or timezone.now()
    rollups.retitle(commitment)
    rollups.refresh(commitment, on=site_day(at))
    person = by or commitment.edited_by or commitment.created_by
    history.append_commitment(commitment=commitment, by=person, at=at, reason=reason)


@receiver([commitments_published, commitments_archived], dispatch_uid="progress.refresh_commitments")
def refresh_commitments(*, commitments: list[Commitment], at: datetime.datetime, by, reason: str = "", **_) -> None:
    """Many commitments were published or archived at once, by one person and for one reason, perhaps with tags."""
    rollups.new_public_version(catalogue=True)
    rollups.refresh_all(commitments, on=site_day(at))
    history.append_commitments(commitments=commitments, by=by, at=at, reason=reason)


@receiver(organisations_added, dispatch_uid="progress.organisations_added")
def notice_organisations(**_) -> None:
    """Many organisations came at once; nothing is counted of them yet."""
    rollups.new_public_version(catalogue=True)


@receiver(commitment_change_decided, dispatch_uid="progress.change_decided")
def tell_author_of_decision(*, change: CommitmentChange, **_) -> None:
    """A curator decided about what an organisation wanted to change in public; a refusal is worth a mail."""
    alerts.after_decision(change)
    if change.state == ChangeState.REFUSED:
        notices.after_refusal(change)


@receiver(carry_overs_offered, dispatch_uid="progress.carry_overs_offered")
def ask_organisations(*, carry_overs: list[CarryOver], at: datetime.datetime, **_) -> None:
    """Curators ask whether commitments serve a new edition, too."""
    edition_alerts.after_offers(carry_overs, at=at)


@receiver(carry_overs_answered, dispatch_uid="progress.carry_overs_answered")
def tell_curators_of_answers(*, carry_overs: list[CarryOver], by, at: datetime.datetime, **_) -> None:
    """An organisation said which of its commitments serve a new edition."""
    edition_alerts.after_answers(carry_overs, by=by, at=at)


@receiver(scheduled_change_settled, dispatch_uid="progress.scheduled_change_settled")
def tell_of_scheduled_change(*, scheduled: ScheduledChange, **_) -> None:
    """The moment of a scheduled change of the catalogue has come."""
    edition_alerts.after_schedule(scheduled)


@receiver(assignments_changed, dispatch_uid="progress.items_given")
def tell_new_owner(*, organisation: Organisation, commitments: list[int], owner, by, at, **_) -> None:
    """Items of an organisation have another owner."""
    alerts.after_assignment(organisation=organisation, commitments=commitments, owner=owner, by=by, at=at)


@receiver(handed_over, dispatch_uid="progress.handed_over")
def brief_receiver(*, handover: Handover, **_) -> None:
    """Somebody took over what a colleague did."""
    briefings.after(handover)


@receiver(organisation_changed, dispatch_uid="progress.refresh_organisation")
def refresh_organisation(*, organisation: Organisation, at: datetime.datetime | None = None, **_) -> None:
    """An organisation was archived or brought back, or its actor type, country or public details changed."""
    refresh_organisations(organisations=[organisation], at=at)


@receiver(organisations_archived, dispatch_uid="progress.refresh_organisations")
@transaction.atomic
def refresh_organisations(*, organisations: list[Organisation], at: datetime.datetime | None = None, **_) -> None:
    """Many organisations were archived at once."""
    carried = Commitment.objects.of_organisations(organisations).filter(state=CommitmentState.PUBLISHED)
    published = carried.select_for_update(of=("self",))
    # All commitments are locked before the public version is taken: the order of every other writer.
    commitments = list(published.select_related("lead_organisation").order_by("pk"))
    rollups.refresh_all(commitments, on=site_day(at))
    rollups.new_public_version(catalogue=True)


@receiver(organisation_merged, dispatch_uid="progress.organisation_merged")
def record_who_reported(*, merge: OrganisationMerge, rows: dict[str, list[int]], by, at, reason: str, **_) -> None:
    """Reports belong to another organisation than before: the history says so, and what they claim now."""
    action = EventAction.UNMERGE if merge.undone_at else EventAction.MERGE
    reports = ProgressReport.objects.filter(pk__in=rows.get("progress.ProgressReport.organisation", []))
    for report in reports.order_by("pk"):
        state = report.review_state
        history.append(report=report, action=action, from_state=state, to_state=state, by=by, at=at, reason=reason)


@receiver(pre_save, sender=Recommendation, dispatch_uid="progress.recommendation_moves")
def notice_another_area(*, instance: Recommendation, **_) -> None:
    """Note on a recommendation that it moves to another area, or becomes cross-cutting, when it is saved."""
    stored = Recommendation.objects.filter(pk=instance.pk)
    setattr(instance, MOVES, stored.exclude(area=instance.area_id).exists())


@receiver(post_save, sender=Recommendation, dispatch_uid="progress.recommendation_moved")
def follow_to_another_area(*, instance: Recommendation, **_) -> None:
    """The commitments for a recommendation that moved are counted where it is now."""
    if getattr(instance, MOVES, False):
        with transaction.atomic():
            published = Commitment.objects.filter(recommendations=instance, state=CommitmentState.PUBLISHED)
            rollups.refresh_linked(published, on=site_day())


def mark_catalogue_as_changed(**_) -> None:
    """What the public pages say besides commitments and reports: the catalogue, answers, periods, own texts."""
    rollups.new_public_version(catalogue=True)


# By model: where anything listens to the end of a row, Django fetches the rows that it deletes.
for _model in CATALOGUE:
    for _signal in (post_save, post_delete):
        _signal.connect(mark_catalogue_as_changed, sender=_model, dispatch_uid="progress.catalogue_changed")
