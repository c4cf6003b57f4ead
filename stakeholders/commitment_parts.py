"""The rows that hang on a commitment: recommendations, partners, milestones, indicators. Called by the verbs only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _

from stakeholders import changes
from stakeholders.commitment_data import CommitmentData, indicator_columns, milestone_columns
from stakeholders.errors import Invalid
from stakeholders.models import Commitment, Indicator, JointOrganisation, Milestone


def write(commitment: Commitment, data: CommitmentData, **who) -> None:
    """Make the commitment's parts what ``data`` says. ``who``: by, at and reason, for the history of each row.

    Recommendations are written below the signals, so that the commitment's own save, which follows, is the one row
    of history and holds them as they are then.
    """
    _write_recommendations(commitment, {row.pk for row in data.recommendations})
    _write_partners(commitment, {row.pk for row in data.joint_organisations}, who)
    _write_rows(commitment, Milestone, data.milestones, milestone_columns, "milestones", who)
    _write_rows(commitment, Indicator, data.indicators, indicator_columns, "indicators", who)


def _write_recommendations(commitment: Commitment, wanted: set[int]) -> None:
    link = Commitment.recommendations.through
    links = link.objects.filter(commitment=commitment)
    present = set(links.values_list("recommendation_id", flat=True))
    links.filter(recommendation_id__in=present - wanted).delete()
    link.objects.bulk_create(
        [link(commitment_id=commitment.pk, recommendation_id=pk) for pk in sorted(wanted - present)]
    )


def _write_partners(commitment: Commitment, wanted: set[int], who) -> None:
    present = {row.organisation_id: row for row in commitment.joint_links.all()}
    for pk in sorted(present.keys() - wanted):
        changes.remove(present[pk], **who)
    for pk in sorted(wanted - present.keys()):
        changes.record(JointOrganisation(commitment=commitment, organisation_id=pk), **who)


def _write_rows(
    commitment: Commitment, model: Any, wanted: Iterable, columns: Callable[..., dict[str, object]], name: str, who
) -> None:
    present = {row.pk: row for row in model.objects.filter(commitment=commitment)}
    wanted = list(wanted)
    if any(data.id is not None and data.id not in present for data in wanted):
        raise Invalid({name: _("One of the rows was removed in the meantime. Add it again.")})
    for pk in present.keys() - {data.id for data in wanted}:
        _remove(present.pop(pk), name, who)
    _refuse_moved_names(present, wanted)
    for data in wanted:
        row = present.get(data.id) or model(commitment=commitment)
        values = columns(data)
        if row.pk is None or any(getattr(row, column) != value for column, value in values.items()):
            for column, value in values.items():
                setattr(row, column, value)
            changes.record(row, **who)


def _refuse_moved_names(present: dict, wanted: list) -> None:
    """Two indicators cannot trade names in one save: on the way both would have the same."""
    owners = {row.name: pk for pk, row in present.items() if isinstance(row, Indicator)}
    for data in wanted if owners else ():
        if owners.get(data.name.strip(), data.id) != data.id:
            message = _("“%(name)s” is still the name of another indicator. Save the new name of that one first.")
            raise Invalid({"indicators": message % {"name": data.name.strip()}})


def _remove(row, name: str, who) -> None:
    try:
        changes.remove(row, **who)
    except ProtectedError:
        raise Invalid({name: _("Reports give values for “%(row)s”, so it cannot be removed.") % {"row": row}}) from None
