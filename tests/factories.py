"""Things that tests stand on, made the way the site makes them: reports go through the verbs."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from progress import drafts, workflow
from progress.models import ProgressReport, ReportingPeriod
from recommendations.models import Addressee, Edition, EditionState, Recommendation, ResponseArea
from stakeholders.models import Commitment, CommitmentState, JointOrganisation, Organisation
from stakeholders.signals import commitment_changed

# Before every reporting period of the tests, so that the periods ask about commitments that were made just now.
LONG_AGO = datetime.datetime(2019, 1, 1, 12, tzinfo=datetime.UTC)

_numbers = itertools.count(1)


def count_anew(start: int = 1) -> None:
    """Number from one again: what a test makes is called the same, whichever tests its process has run before."""
    global _numbers
    _numbers = itertools.count(start)


def next_number() -> int:
    """The number that the next thing gets, if ``count_anew`` is called with it."""
    return next(_numbers)


def publisher() -> User:
    """The curator who published the commitments that tests begin with."""
    defaults = {"name": "Petra Publisher", "is_curator": True}
    return User.objects.get_or_create(email="petra.publisher@example.org", defaults=defaults)[0]


def edition(**fields: Any) -> Edition:
    """A published edition."""
    number = next(_numbers)
    defaults = {
        "slug": f"edition-{number}",
        "code": f"ED-{number}",
        "title": f"Edition {number}",
        "publisher": "A publisher",
        "published_on": datetime.date(2021, 12, 31),
        "published_precision": "year",
        "source": "A source",
        "state": EditionState.PUBLISHED,
    }
    return Edition.objects.create(**defaults | fields)


def area(of: Edition, **fields: Any) -> ResponseArea:
    """A response area of an edition."""
    number = next(_numbers)
    defaults = {"slug": f"area-{number}", "name": f"Area {number}", "position": number}
    return ResponseArea.objects.create(edition=of, **defaults | fields)


def recommendation(
    of: Edition | ResponseArea, *, addressees: tuple[str, ...] = ("government",), **fields: Any
) -> Recommendation:
    """A recommendation of an area, or a cross-cutting one of an edition."""
    number = next(_numbers)
    in_area = of if isinstance(of, ResponseArea) else None
    in_edition = of.edition if isinstance(of, ResponseArea) else of
    defaults = {
        "reference": f"{in_edition.code}-{number:02}",
        "title": f"Recommendation {number}",
        "text": f"Do what recommendation {number} asks.",
        "obligation": "must",
        "position": number,
        "source_heading": "A heading",
    }
    made = Recommendation.objects.create(edition=in_edition, area=in_area, **defaults | fields)
    Addressee.objects.bulk_create([Addressee(recommendation=made, actor_type=kind) for kind in addressees])
    return made


@transaction.atomic
def commitment(
    lead: Organisation,
    *,
    by: User,
    recommendations: list[Recommendation] | None = None,
    joint: list[Organisation] | None = None,
    at: datetime.datetime | None = None,
    **fields: Any,
) -> Commitment:
    """A commitment of ``lead``, public (since long ago, without ``at``) unless ``fields`` say otherwise."""
    number = next(_numbers)
    published_at, at = at or LONG_AGO, at or timezone.now()
    defaults = {
        "title": f"Commitment {number}",
        "description": f"What commitment {number} will do.",
        "state": CommitmentState.PUBLISHED,
        "created_by": by,
        "created_at": at,
    }
    values = defaults | fields
    if values["state"] == CommitmentState.PUBLISHED:
        values.setdefault("published_at", published_at)
        values.setdefault("published_by", publisher())
    made = Commitment.objects.create(lead_organisation=lead, **values)
    made.recommendations.set(recommendations or [])
    JointOrganisation.objects.bulk_create([JointOrganisation(commitment=made, organisation=one) for one in joint or []])
    commitment_changed.send(Commitment, commitment=made, at=at, by=by)
    return made


def draft(of: Commitment, *, by: User, at: datetime.datetime | None = None, **data: Any) -> ProgressReport:
    """A complete draft of the lead organisation, or of ``organisation``."""
    organisation = data.pop("organisation", of.lead_organisation)
    covers_until = data.pop("covers_until", timezone.localdate(at))
    values = {"narrative": "What was done.", "implementation_status": "in_progress", "health": "on_track"} | data
    return drafts.open_draft(
        commitment=of, organisation=organisation, by=by, covers_until=covers_until, data=values, at=at
    )


def submitted(of: Commitment, *, by: User, at: datetime.datetime | None = None, **data: Any) -> ProgressReport:
    """A report that waits for a curator."""
    return workflow.submit(report=draft(of, by=by, at=at, **data), by=by, at=at)


def published(
    of: Commitment, *, by: User, curator: User, at: datetime.datetime | None = None, **data: Any
) -> ProgressReport:
    """A report that anybody may read."""
    return workflow.publish(report=submitted(of, by=by, at=at, **data), by=curator, at=at)


def period(**fields: Any) -> ReportingPeriod:
    """An open period over the first half of 2026, with reports due at the end of July."""
    defaults = {
        "name": f"Period {next(_numbers)}",
        "starts_on": datetime.date(2026, 1, 1),
        "ends_on": datetime.date(2026, 6, 30),
        "due_on": datetime.date(2026, 7, 31),
        "state": "open",
    }
    return ReportingPeriod.objects.create(**defaults | fields)
