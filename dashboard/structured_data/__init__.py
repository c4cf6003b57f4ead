"""What public pages say of themselves to search engines and other sites: schema.org and Open Graph.

Here is the ``StructuredData`` of each page of one thing: the thing itself, the way to it, its picture, a line about it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from dashboard.excerpts import LONGEST, excerpt
from dashboard.structured_data import things
from dashboard.structured_data.open_data import dataset_name
from dashboard.structured_data.pages import StructuredData, step_to
from names.dates import date_in_words
from progress.models import ProgressReport
from recommendations.models import Recommendation, ResponseArea
from stakeholders.models import Commitment, Organisation


def home(title: str, finding: str) -> StructuredData:
    """The dashboard, described by its ``finding``."""
    return StructuredData("/", title, finding, also=(dataset_name(),))


def area(name: Any, slug: str, row: ResponseArea | None, finding: str) -> StructuredData:
    """A response area, or what concerns all of them, described by its ``finding``."""
    main = things.area(row) if row else None
    return StructuredData(f"/areas/{slug}/", str(name), finding, "CollectionPage", main=main, card=f"areas/{slug}")


def recommendation(row: Recommendation) -> StructuredData:
    """``texts`` of the row must be there (``dashboard.texts.show``)."""
    texts = row.texts
    return StructuredData(
        f"/recommendations/{row.reference}/",
        f"{row.reference} {texts['title']}",
        excerpt(str(texts["text"])),
        trail=(step_to("/recommendations/"),),
        main=things.recommendation(row),
        card=f"recommendations/{row.reference}",
    )


def organisation(row: Organisation) -> StructuredData:
    description = excerpt(row.description) or _("What %(name)s has committed to, and the progress it reports.") % {
        "name": row.name
    }
    return StructuredData(
        f"/organisations/{row.slug}/",
        row.name,
        description,
        "ProfilePage",
        trail=(step_to("/organisations/"),),
        main=things.organisation(row),
        card=f"organisations/{row.slug}",
    )


def commitment(
    row: Commitment,
    *,
    joint: Iterable[Organisation],
    answers: Iterable[Recommendation],
    report: ProgressReport | None,
) -> StructuredData:
    return StructuredData(
        f"/commitments/{row.pk}/",
        row.title,
        excerpt(f"{row.lead_organisation.name}: {row.description}"),
        trail=(step_to("/commitments/"),),
        main=things.commitment(row, joint=joint, answers=answers, report=report),
        card=f"commitments/{row.pk}",
    )


def report(row: ProgressReport, *, evidence: Iterable[dict[str, Any]]) -> StructuredData:
    said = _("%(organisation)s reports on the situation on %(day)s: %(status)s.") % {
        "organisation": row.organisation.name,
        "day": date_in_words(row.covers_until),
        "status": row.get_implementation_status_display(),
    }
    return StructuredData(
        f"/reports/{row.pk}/",
        _("Report: %(title)s") % {"title": row.commitment.title},
        f"{said} {excerpt(row.narrative, max(LONGEST - len(said), 40))}".strip(),
        trail=(step_to("/reports/"),),
        main=things.report(row, evidence=evidence),
        card=f"reports/{row.pk}",
    )
