"""The columns of the sheet, and the words and codes of its drop-downs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from progress.models import BarrierKind, Health, HelpKind
from stakeholders.models import ImplementationStatus

# Stands in the first cell of each sheet that is read back, above the codes of its columns, in a hidden row.
REPORTS, FIGURES = "tracker-reports-1", "tracker-figures-1"
SEMICOLON = ";"  # between several codes in one cell
CODES_ROW, HEADINGS_ROW, FIRST_ROW = 0, 1, 2


@dataclass(frozen=True)
class SheetColumn:
    """One column. ``is_open`` ones are filled in, others are locked. ``choices``: a drop-down of codes and words."""

    code: str
    heading: Any
    width: int
    is_open: bool = False
    is_hidden: bool = False
    kind: str = "text"  # "day" and "number" are written as such
    choices: tuple[tuple[str, Any], ...] = ()
    is_several: bool = False  # of the choices, with semicolons between them: a drop-down gives one only


KEYS = (
    SheetColumn("mark", "", 4, is_hidden=True),
    SheetColumn("seal", "", 4, is_hidden=True),
    SheetColumn("key", _("Number"), 9, kind="number"),
    SheetColumn("title", _("Commitment"), 42),
)
REPORT_COLUMNS = (
    *KEYS,
    SheetColumn("due_on", _("Report due"), 12, kind="day"),
    SheetColumn("asked", _("Period or round"), 22),
    SheetColumn("now", _("Where it stands"), 22),
    SheetColumn(
        "implementation_status", _("Implementation status"), 18, True, choices=tuple(ImplementationStatus.choices)
    ),
    SheetColumn("health", _("Outlook"), 18, True, choices=tuple(Health.choices)),
    SheetColumn("percent", _("Percentage complete"), 10, True, kind="number"),
    SheetColumn("covers_until", _("Situation on"), 14, True, kind="day"),
    SheetColumn("narrative", _("What was done"), 60, True),
    SheetColumn("barrier_kinds", _("Kinds of barrier"), 30, True, choices=tuple(BarrierKind.choices), is_several=True),
    SheetColumn("barriers", _("Barriers"), 40, True),
    SheetColumn("next_steps", _("Next steps"), 40, True),
    SheetColumn("help_kind", _("What kind of help is needed"), 24, True, choices=tuple(HelpKind.choices)),
    SheetColumn("help_needed", _("What would help"), 40, True),
)
FIGURE_COLUMNS = (
    *KEYS,
    SheetColumn("indicator", _("Indicator number"), 9, kind="number"),
    SheetColumn("name", _("Indicator"), 36),
    SheetColumn("unit", _("Unit"), 14),
    SheetColumn("baseline", _("Baseline"), 12, kind="number"),
    SheetColumn("target", _("Target"), 12, kind="number"),
    SheetColumn("value", _("Value"), 14, True, kind="number"),
)
COLUMNS = {REPORTS: REPORT_COLUMNS, FIGURES: FIGURE_COLUMNS}
# The day is filled in for whoever has something to say: by itself it is no change.
SAID = tuple(column.code for column in REPORT_COLUMNS if column.is_open)


def word_of(column: SheetColumn, code: str) -> str:
    """The word of a code in the language of the page; the code itself where there is none."""
    words = dict(column.choices)
    return "; ".join(str(words.get(one, one)) for one in (code.split(SEMICOLON) if column.is_several else [code]))


def in_order(column: SheetColumn, codes: Iterable[str]) -> str:
    """Several codes as one value: each once, in the order of the choices, and what is no choice behind them."""
    order = [code for code, _word in column.choices]
    said = dict.fromkeys(filter(None, codes))
    return SEMICOLON.join(sorted(said, key=lambda code: order.index(code) if code in order else len(order)))


def codes_by_word(column: SheetColumn) -> dict[str, str]:
    """The codes of a drop-down by their words in every language, in small letters, and by themselves."""
    found = {code: code for code, _word in column.choices}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {str(word).casefold(): code for code, word in column.choices}
    return found
