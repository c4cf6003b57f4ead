"""Which words the public may find a thing by.

Only what its pages show: a commitment that is public, a published report on one, an organisation. Whatever is not in
what these functions return is not in the index.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple

from progress.models import ProgressReport, ReviewState
from recommendations.models import Recommendation
from stakeholders.models import Commitment, CommitmentState, Country, JointOrganisation, Organisation, Visibility
from stakeholders.rows import placeholders, tuples

from .folding import tokens
from .names import word_of

Documents = dict[int, list[str]]
COUNTRY_NAMES = ("country__name_en", "country__name_fr", "country__name_es", "country__name_ar")
OF_THE_LEAD = ("lead_organisation__name", *(f"lead_organisation__{name}" for name in COUNTRY_NAMES))
OF_A_PARTNER = ("organisation__name", *(f"organisation__{name}" for name in COUNTRY_NAMES))
# An archived commitment is still shown on the days when it stood; its words may be.
SHOWN = (CommitmentState.PUBLISHED, CommitmentState.ARCHIVED)

# What a report says, in the order in which it is said, and what decides whether it may be found.
WRITTEN = ("narrative", "barriers", "next_steps", "help_needed")
READ_ALONG = ("review_state", "commitment_id", "organisation_id")


def _text(*parts: str | None) -> list[str]:
    return tokens("\n".join(part for part in parts if part))


def commitments(keys: Iterable[int]) -> Documents:
    """Title, description, lead and joint organisations with their countries in every language of the site, and
    references, of those that may be shown. Three queries.
    """
    rows = Commitment.objects.filter(
        pk__in=keys, visibility=Visibility.PUBLIC, state__in=SHOWN, published_at__isnull=False
    )
    found = list(rows.values_list("pk", "title", "description", *OF_THE_LEAD))
    references, partners = _references(pk for pk, *_texts in found), _partners(pk for pk, *_texts in found)
    return {pk: _text(*texts, *partners[pk], *in_the_index(references[pk])) for pk, *texts in found}


def in_the_index(references: list[str]) -> list[str]:
    """References as they are written, and each as one word, by which names are found (``search.names``)."""
    return [*references, *map(word_of, references)]


def reports(keys: Iterable[int]) -> Documents:
    """What was written, by whom, on what and for which recommendations, where it may be shown. Two queries."""
    return of_reports(ProgressReport.objects.filter(pk__in=keys).only(*WRITTEN, *READ_ALONG))


def of_reports(reports: Iterable[ProgressReport]) -> Documents:
    """The same of reports at hand. One query."""
    published = [report for report in reports if report.review_state == ReviewState.PUBLISHED]
    around = _around({report.commitment_id for report in published}, {report.organisation_id for report in published})
    found: Documents = {}
    for report in published:
        if report.commitment_id in around.shown:
            title, references = around.shown[report.commitment_id]
            written = (getattr(report, text) for text in WRITTEN)
            named = around.names[report.organisation_id]
            found[report.pk] = _text(title, named, *written, *in_the_index(references))
    return found


class _Around(NamedTuple):
    """What stands around reports."""

    shown: dict[int, tuple[str, list[str]]]  # titles and references of the commitments that may be shown
    names: dict[int, str]  # of the organisations and their countries


def _around(commitments: Collection[int], organisations: Collection[int]) -> _Around:
    """Both in one statement, by hand, as part of each publication: Django takes longer to put it together than the
    database to answer, and the database longer to plan joins than to look a few rows up.
    """
    among = placeholders(len(commitments))
    country = " || ' ' || ".join(name.removeprefix("country__") for name in COUNTRY_NAMES)
    statement = f"""
        SELECT 'title', id, title FROM {Commitment._meta.db_table}
        WHERE visibility = %s AND state IN (%s, %s) AND id IN ({among})
        UNION ALL
        SELECT 'name', id, name || ' ' || COALESCE(
            (SELECT {country} FROM {Country._meta.db_table} WHERE code = country_id), ''
        ) FROM {Organisation._meta.db_table} WHERE id IN ({placeholders(len(organisations))})
        UNION ALL
        SELECT 'reference', commitment_id,
            (SELECT reference FROM {Recommendation._meta.db_table} WHERE id = recommendation_id)
        FROM {Commitment.recommendations.through._meta.db_table} WHERE commitment_id IN ({among})"""  # noqa: S608
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for what, key, text in tuples(statement, [Visibility.PUBLIC, *SHOWN, *commitments, *organisations, *commitments]):
        found[what].append((key, text))
    references = _gathered(sorted(found["reference"]))
    return _Around({key: (title, references[key]) for key, title in found["title"]}, dict(found["name"]))


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
    rows = joint.order_by("organisation_id").values_list("commitment_id", *OF_A_PARTNER)
    return _gathered((key, text) for key, *texts in rows for text in texts if text)


def _gathered(pairs: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for key, text in pairs:
        found[key].append(text)
    return found
