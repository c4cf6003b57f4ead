"""What changes in the apps below reaches the search index here, in the same transaction."""

from __future__ import annotations

from django.db.models import Model
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver

from progress.models import ProgressReport
from progress.signals import person_erased, report_changed, reports_recorded, reports_retracted
from recommendations.models import Edition, Recommendation, RecommendationTag, ResponseArea, Tag, Translation
from search import indexing
from search.folding import tokens
from search.models import Kind
from stakeholders.models import Commitment, Organisation
from stakeholders.signals import (
    commitment_changed,
    commitment_tagged,
    commitments_archived,
    commitments_published,
    organisation_changed,
    organisations_added,
    organisations_archived,
)

CATALOGUE = (Edition, Recommendation, RecommendationTag, ResponseArea, Tag, Translation)


@receiver(commitment_changed, dispatch_uid="search.index_commitment")
def index_commitment(*, commitment: Commitment, **_) -> None:
    """A commitment was published, archived, shown or hidden, or says something else."""
    indexing.refresh_commitments([commitment])


@receiver(commitment_tagged, dispatch_uid="search.index_tags")
def index_tags(*, commitment: Commitment, **_) -> None:
    """A commitment has other tags."""
    indexing.refresh(Kind.COMMITMENTS, [commitment.pk])


@receiver(organisation_changed, dispatch_uid="search.index_organisation")
def index_organisation(*, organisation: Organisation, **_) -> None:
    """An organisation came, bears another name, or was archived or brought back."""
    indexing.refresh_organisations([organisation])


@receiver(report_changed, dispatch_uid="search.index_report")
def index_report(*, report: ProgressReport, **_) -> None:
    """A report was published or retracted."""
    indexing.refresh_report(report)


@receiver(person_erased, dispatch_uid="search.person_erased")
def forget_name(*, names: list[str], **_) -> None:
    """What was found by the name is found by what it says now; words that no text has any more are not proposed."""
    for name in names:
        indexing.refresh_found(tokens(name))
    indexing.forget_words(word for name in names for word in tokens(name))


@receiver(commitments_published, dispatch_uid="search.index_commitments")
def index_commitments(*, commitments: list[Commitment], **_) -> None:
    """Many commitments were published at once, of which nobody has reported yet."""
    indexing.refresh(Kind.COMMITMENTS, [one.pk for one in commitments])


@receiver(commitments_archived, dispatch_uid="search.index_archived_commitments")
def index_archived_commitments(*, commitments: list[Commitment], **_) -> None:
    """Many commitments were archived at once."""
    indexing.refresh_commitments(commitments)


@receiver(organisations_archived, dispatch_uid="search.index_archived_organisations")
def index_archived_organisations(*, organisations: list[Organisation], **_) -> None:
    """Many organisations were archived at once."""
    indexing.refresh_organisations(organisations)


@receiver(organisations_added, dispatch_uid="search.index_organisations")
def index_organisations(*, organisations: list[Organisation], **_) -> None:
    """Many organisations came at once, which nothing else names yet."""
    indexing.refresh(Kind.ORGANISATIONS, [one.pk for one in organisations])


@receiver([reports_recorded, reports_retracted], dispatch_uid="search.index_reports")
def index_reports(*, reports: list[ProgressReport], **_) -> None:
    """Many reports became public at once, or ceased to be."""
    indexing.refresh(Kind.REPORTS, [one.pk for one in reports])


def index_catalogue(*, instance: Model, **_) -> None:
    """A recommendation, its area, edition or tags, or a translation of their texts came, went or changed."""
    indexing.refresh_catalogue(instance)


for _model in CATALOGUE:
    for _signal in (post_save, post_delete):
        _signal.connect(index_catalogue, sender=_model, dispatch_uid="search.index_catalogue")
