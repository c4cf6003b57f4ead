"""What changes in the rooms below reaches the search index here, in the same transaction."""

from __future__ import annotations

from django.dispatch import receiver

from progress.models import ProgressReport
from progress.signals import report_changed
from search import keeping
from stakeholders.models import Commitment, Organisation
from stakeholders.signals import commitment_changed, organisation_changed


@receiver(commitment_changed, dispatch_uid="dashboard.index_commitment")
def index_commitment(*, commitment: Commitment, **_) -> None:
    """A commitment was published, archived, shown or hidden, or says something else."""
    keeping.refresh_commitment(commitment)


@receiver(organisation_changed, dispatch_uid="dashboard.index_organisation")
def index_organisation(*, organisation: Organisation, **_) -> None:
    """An organisation came, bears another name, or was archived or brought back."""
    keeping.refresh_organisation(organisation)


@receiver(report_changed, dispatch_uid="dashboard.index_report")
def index_report(*, report: ProgressReport, **_) -> None:
    """A report was published or retracted."""
    keeping.refresh_report(report)
