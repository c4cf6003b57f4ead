"""What the head of a list says: a finding from the numbers that the list has anyway, else how many there are."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dashboard.findings.sentence import lacking
from dashboard.rows import ReportRow
from dashboard.statistics import Breakdown, Gap
from dashboard.statistics.bounded import Total
from dashboard.templatetags.public import count_of, date_of
from names.dates import date_in_words
from names.numbers import in_figures
from recommendations.models import Word
from recommendations.models.vocabulary import is_renamed, said


def commitments_heading(total: Total, counts: Breakdown) -> str:
    """How many of the commitments are overdue, else completed. ``counts`` are of all of them unless there are more."""
    if not total.number:
        return _("Commitments")
    if total.more or not (counts.overdue or counts.status["completed"]):
        return count_of("public_commitments", total)
    part = counts.overdue or counts.status["completed"]
    if part == total.number and counts.overdue:
        text = ngettext("%(total)s public commitment is overdue", "%(total)s public commitments are overdue", part)
    elif part == total.number:
        text = ngettext("%(total)s public commitment is completed", "%(total)s public commitments are completed", part)
    elif counts.overdue:
        text = ngettext(
            "%(part)s of %(total)s public commitments is overdue",
            "%(part)s of %(total)s public commitments are overdue",
            part,
        )
    else:
        text = ngettext(
            "%(part)s of %(total)s public commitments is completed",
            "%(part)s of %(total)s public commitments are completed",
            part,
        )
    return text % {"part": in_figures(part), "total": in_figures(total.number)}


def recommendations_heading(total: Total, gaps: Sequence[Gap]) -> str:
    """How many lack an answer. ``gaps`` are empty where they are not of all recommendations, or not of all answers."""
    if not total.number:
        return said(Word.RECOMMENDATIONS)
    missing = sum(bool(gap.missing) for gap in gaps)
    if total.more or total.number == 1 or len(gaps) != total.number:
        return count_of("recommendations", total)
    if is_renamed(Word.RECOMMENDATIONS):
        return lacking(missing, total.number)
    if not missing:
        return _("Every recommendation has a commitment from each actor type it addresses")
    text = ngettext(
        "%(part)s of %(total)s recommendations has no commitment from at least one actor type it addresses",
        "%(part)s of %(total)s recommendations have no commitment from at least one actor type they address",
        missing,
    )
    return text % {"part": in_figures(missing), "total": in_figures(total.number)}


def organisations_heading(total: Total) -> str:
    """How many take part: organisations are never ranked, and no sum is drawn over them."""
    if not total.number:
        return _("Organisations")
    if total.more:
        return count_of("organisations", total)
    text = ngettext("%(count)s organisation takes part", "%(count)s organisations take part", total.number)
    return text % {"count": in_figures(total.number)}


def reports_heading(total: Total, latest: ReportRow | None) -> str:
    """How many there are, and when the ``latest`` of them was published; None where the page does not know it."""
    if not total.number:
        return _("Progress reports")
    published = date_of(latest.report.published_at) if latest else None
    if total.more or published is None:
        return count_of("reports", total)
    text = ngettext(
        "%(count)s progress report, published on %(day)s",
        "%(count)s progress reports, the latest published on %(day)s",
        total.number,
    )
    return text % {"count": in_figures(total.number), "day": date_in_words(published)}
