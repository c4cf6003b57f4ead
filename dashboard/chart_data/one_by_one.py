"""Charts in which everything is seen one by one: each commitment as a square, each actor that a recommendation asks."""

from __future__ import annotations

from django.utils.translation import gettext as _

from charts import Matrix, MatrixRow, SquareMark, SquareRow, Squares
from dashboard.chart_data.about import about, area_name, of_commitments
from dashboard.filters import NO_REPORT, Selection
from dashboard.findings.sentence import gaps_sentence, sentence
from dashboard.findings.squares import STATES, Square
from dashboard.findings.standing import speaks_of_everyone, standing
from dashboard.statistics import AreaGaps, asked_in, asked_types, summary, units, waiting_in
from names.numbers import in_figures
from recommendations.models import Word
from recommendations.models.vocabulary import actor_label, word
from stakeholders.models import ImplementationStatus

# States of squares by the keys of the palette.
KEYS = {NO_REPORT: "none", "ended": "withdrawn"}


def _state_labels() -> tuple[tuple[str, str], ...]:
    labels = dict(ImplementationStatus.choices) | {NO_REPORT: _("No report yet"), "ended": _("Withdrawn or superseded")}
    return tuple((KEYS.get(state, state), str(labels[state])) for state in STATES)


def _mark(square: Square) -> SquareMark:
    return SquareMark(KEYS.get(square.state, square.state), square.is_silent, square.is_overdue)


def units_chart(selection: Selection) -> Squares | None:
    """Every commitment as a square, in the rows of the dashboard; None where there are too many to be looked at."""
    found = summary(selection)
    drawn = units(selection, {"all": found.commitments, **{row.scope: row.commitments for row in found.areas}})
    if drawn is None:
        return None
    of_several = len({row.edition.pk for row in found.areas}) > 1
    rows = tuple(
        SquareRow(
            area_name(row.area, row.edition if of_several else None),
            tuple(
                SquareMark(
                    KEYS.get(unit.square.state, unit.square.state), unit.square.is_silent, unit.square.is_overdue
                )
                for unit in drawn[row.scope]
            ),
        )
        for row in found.areas
    )
    return Squares(
        "units",
        sentence(standing(selection, found.commitments, asked_in(selection))),
        _state_labels(),
        rows,
        _("No report for 12 months"),
        _("Overdue"),
        about(
            selection,
            _("Every square is a public commitment"),
            of_commitments(found.commitments.total, sum(len(row.squares) for row in rows)),
        ),
        rows_are=word(Word.RESPONSE_AREA),
    )


def gaps_chart(selection: Selection) -> Matrix:
    """Recommendations against the actor types that they ask, by area."""
    groups = asked_in(selection)
    types = asked_types(selection, groups)
    gaps = [gap for group in groups for gap in group.gaps]
    title = gaps_sentence(
        len(gaps),
        len(waiting_in(selection, groups)),
        sum(gap.nobody for gap in gaps),
        narrowed=not speaks_of_everyone(selection),
    )
    base = _("n = %(number)s") % {"number": in_figures(len(gaps))}
    return Matrix(
        "gaps",
        title,
        tuple(actor_label(value) for value in types),
        tuple((area_name(group.area), _rows(group, types)) for group in groups),
        _("at least one public commitment"),
        _("addressed, no commitment yet"),
        about(selection, _("Who was asked, and who has committed"), base, "/gaps/"),
        rows_are=word(Word.RECOMMENDATION),
    )


def _rows(group: AreaGaps, types: list[str]) -> tuple[MatrixRow, ...]:
    return tuple(
        MatrixRow(
            f"{gap.recommendation.reference} {gap.recommendation.texts['title']}",
            tuple(value not in gap.missing if value in gap.actor_types else None for value in types),
        )
        for gap in group.gaps
    )
