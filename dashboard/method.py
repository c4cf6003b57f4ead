"""How each number of the site is made, in paragraphs that every number's "i" leads to.

The limits come from where they are applied, so that the page cannot say anything else than what is counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dashboard import tags
from dashboard.navigation import localised
from dashboard.statistics.summary import SMALLEST_CELL
from progress.freshness import AGEING_MONTHS, STALE_MONTHS

PATH = "/method/"
LIMITS = {"ageing": AGEING_MONTHS, "stale": STALE_MONTHS, "smallest": SMALLEST_CELL}


@dataclass(frozen=True)
class Paragraph:
    """One thing that is counted or said. ``key`` is its id in the page; ``texts`` may name ``LIMITS``.

    ``meanings`` say what each value of ``kind`` means; where there are none the values are shown by their words alone.
    """

    key: str
    title: str | Promise
    texts: tuple[str | Promise, ...]
    kind: tags.TagKind | None = None
    meanings: Mapping[str, str | Promise] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """The paragraph in the language of the page."""
        return f"{localised(PATH)}#{self.key}"

    @property
    def sentences(self) -> list[str]:
        """The texts with the limits in them."""
        return [str(text) % LIMITS for text in self.texts]

    @property
    def values(self) -> list[tuple[tags.Tag, str]]:
        """Each value, as its tag and what it means."""
        if self.kind is None:
            return []
        return [(self.kind.tag(value), str(meaning) % LIMITS) for value, meaning in self.meanings.items()]


PARAGRAPHS = (
    Paragraph(
        "counted",
        _("What is counted"),
        (
            _("We count public commitments only. Select a number to see the commitments it counts."),
            _("A commitment that contributes to two recommendations of one area is counted once in that area."),
            _("We do not rank countries or organisations. Lists are ordered by name, date or reference."),
        ),
    ),
    Paragraph(
        "day",
        _("Date of the data"),
        (
            _("Every number is for one day, which the page names. It is today unless you choose another day."),
            _(
                "You can see every page as it was on a past day. A report that was retracted later still "
                "counts for the days when it was public. A report that was corrected later still counts "
                "until the day its correction was published."
            ),
        ),
    ),
    Paragraph(
        "status",
        _("Implementation status"),
        (_("How far the work has got, as the organisation says in its latest published report."),),
        tags.STATUS,
        {
            "not_started": _("Work has not begun."),
            "in_progress": _("Work is under way."),
            "completed": _("The organisation says that it has done what it committed to."),
            "withdrawn": _("The organisation no longer intends to do it."),
            "superseded": _("Another commitment has taken its place."),
        },
    ),
    Paragraph(
        "no-report",
        _("No report yet"),
        (_("No report on the commitment has been published. We do not guess how far the work has got."),),
    ),
    Paragraph(
        "health",
        _("Outlook"),
        (
            _("How likely the organisation thinks it is that the work will be completed as planned."),
            _("It is shown only while there is work to be done."),
        ),
        tags.HEALTH,
        {
            "on_track": _("The work is expected to be completed as planned."),
            "at_risk": _("Something may delay it."),
            "off_track": _("It will not be completed as planned unless something changes."),
            "blocked": _("The work cannot continue. The report says what help is needed."),
        },
    ),
    Paragraph(
        "freshness",
        _("Age of report"),
        (_("How recent the latest report is: the time from the day that it describes to the date of the data."),),
        tags.FRESHNESS,
        {
            "fresh": _("The latest report is less than %(ageing)s months old."),
            "ageing": _("The latest report is at least %(ageing)s months old."),
            "stale": _("The latest report is at least %(stale)s months old."),
            "none": _("No report has been published."),
        },
    ),
    Paragraph(
        "silent",
        _("No report for 12 months"),
        (
            _(
                "A commitment counts as “no report for 12 months” when it is not finished and its latest "
                "report is at least %(stale)s months old. Its square is paler."
            ),
            _("A commitment without any report is counted as “no report yet”."),
        ),
    ),
    Paragraph(
        "overdue",
        _("Overdue"),
        (
            _("The due date has passed and the commitment is neither completed, nor withdrawn, nor superseded."),
            _("Where only a month or a year is known, its last day counts."),
        ),
    ),
    Paragraph(
        "evidence",
        _("Evidence"),
        (
            _(
                "How much public evidence supports the latest report: none, one link, one document or several items. "
                "It shows how much you can check, not how convincing it is."
            ),
        ),
        tags.EVIDENCE,
        {
            "none": _("No public evidence."),
            "link": _("A link to a page elsewhere, which may change."),
            "document": _("A file that is stored on this site with its checksum."),
            "several": _("Two or more links or documents."),
        },
    ),
    Paragraph(
        "assessment",
        _("Assessed completion"),
        (
            _("How far the work has got in the view of an assessor, who is not from the organisation."),
            _(
                "Where a commitment has been assessed, the assessment is shown next to the organisation’s report and "
                "kept separate from it."
            ),
        ),
        tags.ASSESSMENT,
        {
            "no_evidence": _("There is no evidence of how far the work has got."),
            "not_started": _("Work has not begun."),
            "limited": _("Some of the work is done."),
            "substantial": _("Most of the work is done."),
            "complete": _("All of the work is done."),
        },
    ),
    Paragraph(
        "response",
        _("Response"),
        (_("How an organisation responds to a recommendation, whether or not it makes a commitment."),),
        tags.RESPONSE,
        {
            "supported": _("The organisation supports the recommendation."),
            "supported_in_part": _("It supports a part of it and says which."),
            "noted": _("It has noted the recommendation without stating support."),
        },
    ),
    Paragraph(
        "answered",
        _("Actor types addressed, and commitments"),
        (
            _("Each recommendation names the actor types it is addressed to."),
            _(
                "An actor type has committed when an organisation of that type, or of a type that counts for it, "
                "leads or joins at least one public commitment to the recommendation."
            ),
            _(
                "A commitment to a recommendation of another edition counts too if the two are the same or one "
                "supersedes the other. The page then names the other one."
            ),
        ),
    ),
    Paragraph(
        "small-cells",
        _("Counted but not shown"),
        (
            _(
                "Organisations can choose to have a commitment counted but not shown. We give one total of these for "
                "the whole site, in steps of %(smallest)s, and only when there are at least %(smallest)s."
            ),
            _("No other number includes them, so that nobody can work out whose they are."),
        ),
    ),
    Paragraph(
        "change",
        _("Change over time"),
        (
            _("Each month is counted at its end, with the same filters as the page."),
            _("A later correction does not change a past month."),
        ),
    ),
)
BY_KEY = {paragraph.key: paragraph for paragraph in PARAGRAPHS}
