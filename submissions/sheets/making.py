"""The sheet as an XLSX file: instructions, a row a commitment, a row an indicator; keys locked, drop-downs."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import xlsxwriter
from django.utils.html import strip_tags
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from names.phrases import labelled
from progress.models import BarrierKind
from stakeholders.figures import plain
from stakeholders.models import Organisation
from submissions.duties import Duty

from . import contents
from .columns import FIGURE_COLUMNS, FIGURES, FIRST_ROW, HEADINGS_ROW, REPORT_COLUMNS, REPORTS, SheetColumn, word_of
from .seals import Seal

MAY = {"format_columns": True, "format_rows": True, "autofilter": True, "sort": False}


def make(organisation: Organisation, duties: list[Duty]) -> bytes:
    """The file, in the language of the page."""
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    formats = _formats(book)
    _instructions(book, formats, organisation)
    reports = _sheet(book, formats, _("Reports"), REPORTS, REPORT_COLUMNS)
    figures = _sheet(book, formats, _("Figures"), FIGURES, FIGURE_COLUMNS)
    _drop_downs(book, reports, rows=len(duties))
    row = FIRST_ROW
    for number, duty in enumerate(duties, start=FIRST_ROW):
        _write(reports, formats, number, REPORT_COLUMNS, _report(duty, organisation))
        for values in _figures(duty, organisation):
            _write(figures, formats, row, FIGURE_COLUMNS, values)
            row += 1
    book.close()
    return buffer.getvalue()


def _formats(book: Any) -> dict[str, Any]:
    day = {"num_format": "yyyy-mm-dd"}
    locked = {"valign": "top", "text_wrap": True, "bg_color": "#EEEEEE", "font_color": "#333333"}
    opened = {"valign": "top", "text_wrap": True, "locked": False, "border": 1, "border_color": "#999999"}
    return {
        "heading": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 2}),
        "title": book.add_format({"bold": True, "font_size": 14}),
        "words": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format(locked),
        "number": book.add_format(locked),
        "day": book.add_format(locked | day),
        "open text": book.add_format(opened | {"num_format": "@"}),
        "open number": book.add_format(opened),
        "open day": book.add_format(opened | day),
    }


def _instructions(book: Any, formats: dict[str, Any], organisation: Organisation) -> None:
    sheet = book.add_worksheet(_("Instructions"))
    if get_language_bidi():
        sheet.right_to_left()
    sheet.set_column(0, 0, 90)
    lines: Iterable[str] = (
        _("Fill in the white cells of the sheet “Reports”, one row for each commitment. Grey cells are locked."),
        _("Leave a row as it is, and nothing happens to that commitment."),
        _("Choose status, health and kind of help from the lists in the cells. Write days as dates, or as 2026-06-30."),
        _("Under “Kinds of barrier” write any of these, with semicolons between them: %(kinds)s.")
        % {"kinds": "; ".join(map(str, BarrierKind.labels))},
        _("Values of indicators go into the last column of the sheet “Figures”."),
        _("Write texts and numbers, no formulas: of a formula only the value that was saved with it is read."),
        _("You may leave rows out. Do not add rows, and do not move cells from one row to another."),
        _("Then upload the file on the page where you got it. You see every difference before anything is saved."),
    )
    sheet.write_string(0, 0, labelled(_("Reports by spreadsheet"), organisation.name), formats["title"])
    for number, line in enumerate(lines, start=2):
        sheet.write_string(number, 0, strip_tags(line), formats["words"])
    sheet.protect()


def _sheet(book: Any, formats: dict[str, Any], name: str, mark: str, columns: tuple[SheetColumn, ...]) -> Any:
    sheet = book.add_worksheet(name[:31])
    if get_language_bidi():
        sheet.right_to_left()
    for number, column in enumerate(columns):
        sheet.set_column(number, number, column.width, None, {"hidden": column.is_hidden})
        sheet.write_string(0, number, mark if column.code == "mark" else column.code)
        sheet.write_string(HEADINGS_ROW, number, str(column.heading), formats["heading"])
    sheet.set_row(0, None, None, {"hidden": True})
    sheet.freeze_panes(FIRST_ROW, 4)
    sheet.protect("", MAY)
    return sheet


def _drop_downs(book: Any, sheet: Any, *, rows: int) -> None:
    """Lists in a hidden sheet: written into the cells they would be cut off at 255 letters in some languages."""
    lists = book.add_worksheet("Lists")
    lists.hide()
    for number, column in enumerate(REPORT_COLUMNS):
        if not column.choices or column.is_several:
            continue
        for place, (_code, word) in enumerate(column.choices):
            lists.write_string(place, number, str(word))
        letter = xlsxwriter.utility.xl_col_to_name(number)
        rule = {
            "validate": "list",
            "source": f"=Lists!${letter}$1:${letter}${len(column.choices)}",
            "error_title": str(column.heading)[:32],
            "error_message": _("Choose one of the list."),
        }
        sheet.data_validation(FIRST_ROW, number, FIRST_ROW + max(rows, 1) - 1, number, rule)


def _report(duty: Duty, organisation: Organisation) -> dict[str, Any]:
    said = contents.said_by(duty)
    seal = Seal.of(duty.commitment.pk, *contents.origin_of(duty.open_report), contents.row_of(said))
    return said | {
        "mark": "",
        "seal": seal.written(organisation),
        "key": duty.commitment.pk,
        "title": duty.commitment.title,
        "due_on": duty.due_on,
        "asked": _asked(duty),
        "now": _where_it_stands(duty),
    }


def _asked(duty: Duty) -> str:
    """For which period, or round of a regular commitment, the row is: the open report's, else the one due first."""
    answers = duty.open_report.answers if duty.open_report else None
    return str(answers or (duty.asked[0] if duty.asked else ""))


def _where_it_stands(duty: Duty) -> str:
    if duty.in_review:
        return _("With the curators: nothing can be changed now")
    if duty.open_report is not None:
        return duty.open_report.get_review_state_display()
    return duty.last.get_implementation_status_display() if duty.last else _("No report yet")


def _figures(duty: Duty, organisation: Organisation) -> Iterable[dict[str, Any]]:
    now = contents.figures_of(duty)
    for one in duty.indicators:
        value = now[one.pk]
        seal = Seal.of(duty.commitment.pk, one.pk, 0, [contents.canonical(value)])
        yield {
            "mark": "",
            "seal": seal.written(organisation),
            "key": duty.commitment.pk,
            "title": duty.commitment.title,
            "indicator": one.pk,
            "name": one.name,
            "unit": one.unit,
            "baseline": one.baseline,
            "target": one.target,
            "value": value,
        }


def _write(
    sheet: Any, formats: dict[str, Any], row: int, columns: tuple[SheetColumn, ...], values: dict[str, Any]
) -> None:
    for number, column in enumerate(columns):
        value: Any = values[column.code]
        chosen = formats[f"open {column.kind}" if column.is_open else column.kind]
        value = contents.canonical(value) if column.is_several else value
        if value is None or value == "":
            sheet.write_blank(row, number, None, chosen)
        elif column.kind == "day":
            sheet.write_datetime(row, number, value, chosen)
        elif column.kind == "number":
            sheet.write_number(row, number, value if isinstance(value, int) else float(plain(value)), chosen)
        else:
            sheet.write_string(row, number, word_of(column, str(value)), chosen)
