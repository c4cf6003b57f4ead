"""Which words the public may find a thing by.

Only what its pages show: a commitment that is public, a published report on one, an organisation. Whatever is not in
what these functions return is not in the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db import connection

from progress.models import ProgressReport, ReviewState
from recommendations.models import Recommendation
from stakeholders.models import Commitment, CommitmentState, JointOrganisation, Organisation, Visibility

from .folding import tokens

Documents = dict[int, list[str]]
COUNTRY_NAMES = ("country__name_en", "country__name_fr", "country__name_es", "country__name_ar")
# An archived commitment is still shown on the days when it stood; its words may be.
SHOWN = (CommitmentState.PUBLISHED, CommitmentState.ARCHIVED)


def _text(*parts: str | None) -> list[str]:
    return tokens("\n".join(part for part in parts if part))


def commitments(keys: Iterable[int]) -> Documents:
    """Title, description, lead and joint organisations, and references, of those that may be shown. Three queries."""
    rows = Commitment.objects.filter(
        pk__in=keys, visibility=Visibility.PUBLIC, state__in=SHOWN, published_at__isnull=False
    )
    found = list(rows.values_list("pk", "title", "description", "lead_organisation__name"))
    references, partners = _references(pk for pk, *_texts in found), _partners(pk for pk, *_texts in found)
    return {pk: _text(*texts, *partners[pk], *references[pk]) for pk, *texts in found}


def reports(keys: Iterable[int]) -> Documents:
    """What was written, by whom, on what and for which recommendations, where it may be shown. One query."""
    texts: dict[int, list[str]] = {}
    if not (keys := list(keys)):
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_reports_statement(len(keys)), [*keys, ReviewState.PUBLISHED, Visibility.PUBLIC, *SHOWN])
        # A row for each recommendation, in which the texts come again: few answer more than one or two.
        for pk, reference, *words in cursor:
            texts.setdefault(pk, words).append(reference)
    return {pk: _text(*words) for pk, words in texts.items()}


def _reports_statement(count: int) -> str:
    """By hand, as part of each publication: Django takes longer to put it together than the database to answer."""
    return f"""
        SELECT report.id, recommendation.reference, commitment.title, organisation.name,
               report.narrative, report.barriers, report.next_steps, report.help_needed
        FROM {ProgressReport._meta.db_table} AS report
        JOIN {Commitment._meta.db_table} AS commitment ON commitment.id = report.commitment_id
        JOIN {Organisation._meta.db_table} AS organisation ON organisation.id = report.organisation_id
        LEFT JOIN {Commitment.recommendations.through._meta.db_table} AS link ON link.commitment_id = commitment.id
        LEFT JOIN {Recommendation._meta.db_table} AS recommendation ON recommendation.id = link.recommendation_id
        WHERE report.id IN ({", ".join(["%s"] * count)})
              AND report.review_state = %s AND commitment.visibility = %s AND commitment.state IN (%s, %s)
        ORDER BY report.id, recommendation.reference"""  # noqa: S608  (the project's own names)


def organisations(keys: Iterable[int]) -> Documents:
    """Name, description, and the country in every language of the site. One query."""
    rows = Organisation.objects.filter(pk__in=keys)
    return {pk: _text(*texts) for pk, *texts in rows.values_list("pk", "name", "description", *COUNTRY_NAMES)}


def _references(commitments: Iterable[int]) -> dict[int, list[str]]:
    links = Commitment.recommendations.through.objects.filter(commitment__in=set(commitments))
    return _gathered(
        links.order_by("recommendation__reference").values_list("commitment_id", "recommendation__reference")
    )


def _partners(commitments: Iterable[int]) -> dict[int, list[str]]:
    joint = JointOrganisation.objects.filter(commitment__in=set(commitments), organisation__archived_at__isnull=True)
    return _gathered(joint.order_by("organisation_id").values_list("commitment_id", "organisation__name"))


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, text in pairs:
        found[key].append(text)
    return found
