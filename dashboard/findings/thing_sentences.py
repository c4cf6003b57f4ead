"""The finding of one recommendation, organisation or commitment; that of many is in ``dashboard/findings/sentence.py``.

Each is translated whole, with its plurals.

A status is what organisations report, so nothing is said to be completed: it is reported as completed.
"""

from __future__ import annotations

import datetime

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, npgettext

from dashboard.findings.squares import square_of
from dashboard.statistics import Breakdown, Gap
from names.dates import date_in_words
from names.numbers import spelt
from progress.models import CommitmentStatus
from progress.rounds import Tally
from stakeholders.models import Commitment, Repeats


def of_recommendation(counts: Breakdown, gap: Gap) -> str:
    """How many commitments answer it and how many of them are completed; who was asked and has not answered."""
    return _together(
        _answering(counts.total, counts.status["completed"]), _asked(len(gap.actor_types), len(gap.missing))
    )


def of_organisation(counts: Breakdown, last_report: datetime.date | None) -> str:
    """What it has promised, how much of that is completed or late, and when it last reported."""
    if not counts.total:
        return _("It has no public commitment.")
    return _together(_promised(counts.total, counts.status["completed"]), _late(counts.overdue), _reported(last_report))


def of_commitment(row: Commitment, status: CommitmentStatus | None, *, on: datetime.date) -> str:
    """Who committed to it and by when, whether it is late, and what was reported last."""
    about = {"organisation": row.lead_organisation.name, "due": row.due.in_words if row.due else ""}
    if row.due:
        promised = _("%(organisation)s has committed to do this by %(due)s.") % about
    elif row.is_regular:
        promised = _("%(organisation)s has committed to do this regularly.") % about
    else:
        promised = _("%(organisation)s has committed to do this, without a due date.") % about
    if status is None or status.reported_on is None:
        return _together(promised, _no_report())
    square = square_of(status.implementation_status, status.reported_on, status.due_on, on=on)
    return _together(
        promised,
        _("It is overdue.") if square.is_overdue else "",
        _("There has been no report for 12 months.") if square.is_silent else "",
    )


def of_rounds(row: Commitment, tally: Tally) -> str:
    """How often it repeats, and how many of its rounds were kept and missed."""
    if row.is_regular and row.repeats == Repeats.OWN:
        months = row.repeat_months or 0
        rhythm = npgettext(
            "rhythm", "This commitment repeats every month.", "This commitment repeats every %(number)s months.", months
        ) % {"number": months}
    else:
        rhythm = {
            Repeats.MONTHLY.value: _("This commitment repeats every month."),
            Repeats.QUARTERLY.value: _("This commitment repeats every quarter."),
            Repeats.HALF_YEARLY.value: _("This commitment repeats every half-year."),
            Repeats.YEARLY.value: _("This commitment repeats every year."),
        }.get(row.repeats, _("This commitment no longer repeats."))
    if not tally.kept and not tally.missed:
        return _together(rhythm, _("No report on a round has been due yet."))
    missed = npgettext("of rounds", "One was missed.", "%(number)s were missed.", tally.missed)
    late = npgettext("of rounds", "One of them was late.", "%(number)s of them were late.", tally.late)
    return _together(
        rhythm,
        _counted(ngettext("One round was kept.", "%(number)s rounds were kept.", tally.kept), number=tally.kept)
        if tally.kept
        else _("No round was kept."),
        _counted(late, number=tally.late) if tally.late else "",
        _counted(missed, number=tally.missed) if tally.missed else _("None was missed."),
    )


def _together(*sentences: str) -> str:
    return " ".join(filter(None, sentences))


def _counted(text: str, **numbers: int) -> str:
    return capfirst(text % {name: spelt(number) for name, number in numbers.items()})


def _completed(number: int) -> str:
    """Some, and not all."""
    text = ngettext("One is reported as completed.", "%(completed)s are reported as completed.", number)
    return _counted(text, completed=number)


def _answering(total: int, completed: int) -> str:
    if total == 0:
        return _("It has no public commitment yet.")
    if completed == 0:
        text = ngettext(
            "One commitment contributes to it; it is not reported as completed.",
            "%(count)s commitments contribute to it; none is reported as completed.",
            total,
        )
    elif completed == total == 2:
        text = _("Two commitments contribute to it; both are reported as completed.")
    elif completed == total:
        text = ngettext(
            "One commitment contributes to it; it is reported as completed.",
            "%(count)s commitments contribute to it; all are reported as completed.",
            total,
        )
    else:
        text = ngettext("One commitment contributes to it.", "%(count)s commitments contribute to it.", total)
        return _together(_counted(text, count=total), _completed(completed))
    return _counted(text, count=total)


def _asked(asked: int, missing: int) -> str:
    """Which share of the actor types that were asked has answered."""
    if asked == 0:
        return ""
    if missing == 0:
        if asked == 2:
            return _("Both actor types it addresses have made commitments.")
        text = ngettext(
            "The actor type it addresses has made a commitment.",
            "All %(asked)s actor types it addresses have made commitments.",
            asked,
        )
    elif missing == asked == 2:
        return _("Neither of the two actor types it addresses has made a commitment.")
    elif missing == asked:
        text = ngettext(
            "The actor type it addresses has made no commitment.",
            "None of the %(asked)s actor types it addresses has made a commitment.",
            asked,
        )
    else:
        text = ngettext(
            "One of the %(asked)s actor types it addresses has made no commitment.",
            "%(missing)s of the %(asked)s actor types it addresses have made no commitment.",
            missing,
        )
    return _counted(text, asked=asked, missing=missing)


def _promised(total: int, completed: int) -> str:
    if completed == 0:
        text = ngettext(
            "One public commitment; it is not reported as completed.",
            "%(count)s public commitments; none is reported as completed.",
            total,
        )
    elif completed == total == 2:
        text = _("Two public commitments; both are reported as completed.")
    elif completed == total:
        text = ngettext(
            "One public commitment; it is reported as completed.",
            "%(count)s public commitments; all are reported as completed.",
            total,
        )
    else:
        text = ngettext("One public commitment.", "%(count)s public commitments.", total)
        return _together(_counted(text, count=total), _completed(completed))
    return _counted(text, count=total)


def _late(overdue: int) -> str:
    if overdue == 0:
        return ""
    text = npgettext("of commitments", "One is overdue.", "%(number)s are overdue.", overdue)
    return _counted(text, number=overdue)


def _reported(last_report: datetime.date | None) -> str:
    if last_report is None:
        return _no_report()
    return _("The latest report was published on %(day)s.") % {"day": date_in_words(last_report)}


def _no_report() -> str:
    return _("No report has been published yet.")
