"""Small tables as files: CSV and XLSX of headings and rows, with nothing in them that a spreadsheet would run."""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter
from django.utils.translation import get_language_bidi

# A spreadsheet takes a cell that begins so for a formula, tabs and line breaks included.
DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n")
BYTE_ORDER_MARK = "\ufeff"  # spreadsheets read UTF-8 as UTF-8 only with it
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
CELL_LIMIT = 32_767  # what a cell of a spreadsheet holds
WIDEST, NARROWEST = 60, 10


def neutral(text: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe stands before a dangerous beginning."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def table_file(headings: Sequence[object], rows: Iterable[Sequence[Any]], *, kind: str) -> bytes:
    """A table whose cells are texts, whole numbers, days or None, as a file of this ``kind`` (of ``CONTENT_TYPES``)."""
    return {"csv": _csv, "xlsx": _xlsx}[kind](list(map(str, headings)), rows)


def _csv(headings: list[str], rows: Iterable[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return (BYTE_ORDER_MARK + text.getvalue()).encode()


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else neutral(str(value))


def _xlsx(headings: list[str], rows: Iterable[Sequence[Any]]) -> bytes:
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, options)
    sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    if get_language_bidi():
        sheet.right_to_left()
    sheet.freeze_panes(1, 0)
    widths = [len(heading) for heading in headings]
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            if isinstance(value, datetime.date):
                sheet.write_datetime(number, column, value, day)
            elif isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, str(value)[:CELL_LIMIT])
            widths[column] = max(widths[column], len(str(value or "")))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(max(width + 2, NARROWEST), WIDEST))
    book.close()
    return buffer.getvalue()
