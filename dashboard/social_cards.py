"""What the social card of each page says: the page's own finding or title, and where things stand in its own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from charts import Card, Series
from charts.words import FIRST_STRONG_ISOLATE, POP_ISOLATE
from dashboard.catalogue import public_organisations, public_recommendations
from dashboard.chart_data import STATUS_SERIES, completed_of, status_values
from dashboard.editions import in_order_of_choice, in_words, named, public_editions, stated
from dashboard.filters import CROSS_CUTTING, Selection
from dashboard.findings.sentence import sentence
from dashboard.findings.standing import standing
from dashboard.navigation import localised
from dashboard.places import find_area, within
from dashboard.statistics import Breakdown, asked_in, breakdowns
from dashboard.texts import cross_cutting
from identity.current import site
from names.dates import date_in_words
from names.numbers import in_figures
from names.phrases import sentences
from progress.freshness import freshness
from progress.models import CommitmentStatus, EvidenceStrength, ProgressReport, ReportKind
from recommendations.models import Word
from recommendations.models.vocabulary import said
from recommendations.translations import show
from stakeholders.models import Commitment


def _card(kicker: str, title: Any, facts: tuple[str, ...], path: str, day: Selection, **more: Any) -> Card:
    # The address is of another direction than an Arabic date beside it, so each is kept to itself.
    as_of = _("Data as of %(day)s") % {"day": date_in_words(day.on)}
    parts = (as_of, settings.SITE_URL.partition("://")[2] + localised(path))
    foot = " · ".join(f"{FIRST_STRONG_ISOLATE}{part}{POP_ISOLATE}" for part in parts)
    warning = _("Fictional, for demonstration") if settings.DEMO else ""
    now = site()
    return Card(now.name, kicker, str(title), facts, foot, warning, accent=now.accents[0], **more)


def _counted(kicker: str, title: Any, path: str, selection: Selection) -> Card:
    """The card of one thing that commitments are about: its own title, the finding, and how many are fresh."""
    counts = breakdowns(selection, ["all"])["all"]
    facts = (_finding(selection, counts), *_numbers(counts)[1:])
    return _card(kicker, title, facts, path, selection, parts=_parts(counts))


def _found(kicker: str, path: str, selection: Selection) -> Card:
    """The card of a page that begins with a finding: the finding, and the numbers behind it."""
    counts = breakdowns(selection, ["all"])["all"]
    return _card(kicker, _finding(selection, counts), _numbers(counts), path, selection, parts=_parts(counts))


def _finding(selection: Selection, counts: Breakdown) -> str:
    return sentence(standing(selection, counts, asked_in(selection)))


def _parts(counts: Breakdown) -> tuple[tuple[Series, int], ...]:
    return tuple(zip(STATUS_SERIES(), status_values(counts.status), strict=True))


def _numbers(counts: Breakdown) -> tuple[str, ...]:
    """How many are completed, and how many are fresh; nothing where there are none."""
    if not counts.total:
        return ()
    current = ngettext(
        "%(number)s had a report in the twelve months before",
        "%(number)s had a report in the twelve months before",
        counts.current,
    )
    return (
        completed_of(counts.status["completed"], counts.total),
        current % {"number": in_figures(counts.current)},
    )


def dashboard(key: str, day: Selection) -> Card:
    """The dashboard's; also of every page that has none of its own."""
    selection = stated(day)
    return _found(in_words(selection) if public_editions() else _("Dashboard"), "/", selection)


def area(key: str, day: Selection) -> Card:
    """Of the edition that its page shows without a filter. Raises DoesNotExist."""
    edition, row = find_area(key, in_order_of_choice(day.as_of))
    name = row.texts["name"] if row else cross_cutting()
    kicker = " · ".join((str(edition.texts["title"]), str(name)))
    return _found(kicker, f"/areas/{row.slug if row else CROSS_CUTTING}/", within(day, edition, row))


def recommendation(key: str, day: Selection) -> Card:
    """Raises DoesNotExist, as the others do, for what is not public."""
    row = public_recommendations(None).select_related("edition").get(reference=key)
    show([row])
    kicker = sentences(said(Word.RECOMMENDATION), row.reference)
    selection = day.narrowed_to("recommendation", row, row.reference)
    title = row.texts["title"]
    return _counted(kicker, title, f"/recommendations/{row.reference}/", selection)


def organisation(key: str, day: Selection) -> Card:
    row = public_organisations(None).select_related("country").get(slug=key)
    kind = str(row.get_actor_type_display())
    kicker = f"{kind} · {row.country.name}" if row.country else kind
    selection = day.narrowed_to("organisation", row, row.slug)
    kicker = " · ".join(filter(None, (kicker, named(selection))))
    return _counted(kicker, row.name, f"/organisations/{row.slug}/", selection)


def commitment(key: str, day: Selection) -> Card:
    row = Commitment.objects.public().select_related("lead_organisation").get(pk=key)
    status_row = CommitmentStatus.objects.as_of(None).public().filter(commitment=row).first()
    if status_row is None or status_row.reported_on is None:
        state: tuple[str, ...] = (_("No report yet"),)
    else:
        status = str(status_row.get_implementation_status_display())
        state = _state(status, status_row.reported_on, status_row.evidence_strength, day)
    kicker = " · ".join((_("Commitment"), row.lead_organisation.name))
    return _card(kicker, row.title, state, f"/commitments/{row.pk}/", day)


def report(key: str, day: Selection) -> Card:
    reports = ProgressReport.objects.public()
    row = reports.select_related("commitment", "organisation").get(pk=key)
    kind = _("No significant change") if row.kind == ReportKind.NO_CHANGE else _("Progress report")
    status = str(row.get_implementation_status_display())
    state = _state(status, row.covers_until, row.evidence_strength, day)
    return _card(f"{kind} · {row.organisation.name}", row.commitment.title, state, f"/reports/{row.pk}/", day)


def _state(status: str, reported_on: Any, evidence: str, day: Selection) -> tuple[str, ...]:
    """A status with its age and its evidence: one never stands without the others."""
    words = (status, freshness(reported_on, on=day.on).label, EvidenceStrength(evidence).label)
    said = _("By the organisation’s own report, as of %(day)s") % {"day": date_in_words(reported_on)}
    return " · ".join(map(str, words)), said


CARDS: dict[str, Callable[[str, Selection], Card]] = {
    "areas": area,
    "recommendations": recommendation,
    "organisations": organisation,
    "commitments": commitment,
    "reports": report,
}
