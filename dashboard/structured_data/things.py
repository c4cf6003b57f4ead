"""Editions, recommendations, organisations, commitments and reports in schema.org's words.

A commitment carries no ``actionStatus``: a status never stands without its freshness and its evidence, and
schema.org has no words for these. Its reports are linked instead (docs/decisions/dashboard-linked-data.md).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from accounts.days import iso
from charts.png import can_draw_png
from dashboard.excerpts import excerpt
from dashboard.navigation import page_address
from identity.current import offered_languages, site_name
from identity.current import site as site_now
from progress.models import ProgressReport
from recommendations.models import Edition, Recommendation, ResponseArea
from recommendations.models.vocabulary import actor_label
from recommendations.partial_dates import PartialDate
from stakeholders.models import Commitment, Organisation

Node = dict[str, Any]

BUILT_IN_MARK = "/static/img/mark.svg"
# Only where schema.org's type says no more than ours does.
ORGANISATION_TYPES = {
    "government": "GovernmentOrganization",
    "law_enforcement": "GovernmentOrganization",
    "ngo": "NGO",
}


def address_of(path: str) -> str:
    """The id of a thing: the address of its English page, in whatever language it is looked at."""
    return page_address(path)


def site() -> list[Node]:
    """The site and who speaks through it."""
    publisher = {"@type": "Organization", "@id": address_of("/#publisher"), "name": site_name(),
                 "url": address_of("/"), "logo": address_of(site_now().logo_address or BUILT_IN_MARK)}  # fmt: skip
    website = {
        "@type": "WebSite",
        "@id": address_of("/#website"),
        "name": site_name(),
        "url": address_of("/"),
        "inLanguage": [code for code, _name in offered_languages()],
        "publisher": {"@id": publisher["@id"]},
    }
    return [website, publisher]


def edition(row: Edition) -> Node:
    """A published assessment."""
    published = PartialDate.of(row.published_on, row.published_precision)
    return {
        "@type": "Report",
        "@id": address_of(f"/data/concepts#{row.slug}"),
        "name": row.title,
        "publisher": {"@type": "Organization", "name": row.publisher},
        "datePublished": published.iso if published else None,
        "inLanguage": row.language,
    }


def area(row: ResponseArea) -> Node:
    """A response area as a term of its edition."""
    return {
        "@type": "DefinedTerm",
        "@id": address_of(f"/data/concepts#{row.edition.slug}.{row.slug}"),
        "name": row.name,
        "termCode": row.slug,
        "inDefinedTermSet": address_of(f"/data/concepts#{row.edition.slug}"),
    }


def recommendation(row: Recommendation) -> Node:
    """A recommendation of an edition, with whom it asks. Schema.org's own "Recommendation" is a review of goods."""
    return {
        "@type": "CreativeWork",
        "@id": address_of(f"/recommendations/{row.reference}/"),
        "url": address_of(f"/recommendations/{row.reference}/"),
        "identifier": row.reference,
        "name": row.title,
        "text": row.text,
        # The words are the site's; the edition has its own.
        "creator": {"@id": address_of("/#publisher")},
        "inLanguage": row.edition.language,
        "isPartOf": edition(row.edition),
        "about": area(row.area) if row.area else None,
        "audience": [{"@type": "Audience", "audienceType": actor_label(value)} for value in row.actor_types],
    }


def organisation(row: Organisation) -> Node:
    """An organisation that answers. ``country`` must be selected along where there is one."""
    return {
        **organisation_name(row),
        "url": address_of(f"/organisations/{row.slug}/"),
        "sameAs": row.website or None,
        "description": excerpt(row.description) or None,
        "location": {"@type": "Country", "identifier": row.country_id, "name": row.country.name}
        if row.country
        else None,
    }


def organisation_name(row: Organisation) -> Node:
    """An organisation where another thing names it."""
    kind = ORGANISATION_TYPES.get(row.actor_type, "Organization")
    address = address_of(f"/organisations/{row.slug}/")
    return {"@type": kind, "@id": address, "url": address, "name": row.name}


def commitment(
    row: Commitment,
    *,
    joint: Iterable[Organisation] = (),
    answers: Iterable[Recommendation] = (),
    report: ProgressReport | None = None,
) -> Node:
    """What an organisation has said it will do; its dates are as exact as they are known, and no more."""
    return {
        "@type": "PlanAction",
        "@id": address_of(f"/commitments/{row.pk}/"),
        "url": address_of(f"/commitments/{row.pk}/"),
        "name": row.title,
        "description": excerpt(row.description),
        "agent": organisation_name(row.lead_organisation),
        "participant": [organisation_name(one) for one in joint],
        "object": [{"@type": "CreativeWork", "@id": address_of(f"/recommendations/{one.reference}/"),
                    "identifier": one.reference, "name": one.title} for one in answers],
        "startTime": row.start.iso if row.start else None,
        "endTime": row.due.iso if row.due else None,
        "subjectOf": {"@id": address_of(f"/reports/{report.pk}/"), "@type": "Report"} if report else None,
    }  # fmt: skip


def report(row: ProgressReport, *, evidence: Iterable[dict[str, Any]] = ()) -> Node:
    """One published report: the organisation's own claim, with what anybody can open behind it."""
    about = {"@type": "PlanAction", "@id": address_of(f"/commitments/{row.commitment_id}/"),
             "name": row.commitment.title}  # fmt: skip
    return {
        "@type": "Report",
        "@id": address_of(f"/reports/{row.pk}/"),
        "url": address_of(f"/reports/{row.pk}/"),
        "name": row.commitment.title,
        "headline": row.commitment.title,
        "image": address_of(f"/cards/reports/{row.pk}.png") if can_draw_png() else None,
        "reportNumber": str(row.pk),
        "about": about,
        "author": organisation_name(row.organisation),
        "publisher": {"@id": address_of("/#publisher")},
        "datePublished": iso(row.published_at) if row.published_at else None,
        "temporalCoverage": f"../{row.covers_until.isoformat()}",
        "abstract": excerpt(row.narrative) or None,
        "inLanguage": row.language,
        "citation": [{"@type": "CreativeWork", "name": one["title"], "url": absolute(str(one["address"]))}
                     for one in evidence if not one.get("is_withheld")],
    }  # fmt: skip


def absolute(address: str) -> str:
    """An address of this site or of another as a whole one."""
    return address if "://" in address else address_of(address)


def without_nothing(node: Any) -> Any:
    """The node without members that say nothing: None, and lists without an entry."""
    if isinstance(node, dict):
        return {key: without_nothing(value) for key, value in node.items() if value not in (None, [])}
    if isinstance(node, list):
        return [without_nothing(value) for value in node]
    return node
