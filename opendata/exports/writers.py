"""CSV, JSON and XLSX of a dataset, piece by piece."""

from __future__ import annotations

import csv
import datetime
import json
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

import xlsxwriter
from django.core.exceptions import EmptyResultSet

from dashboard.filters import ListFilters
from opendata.datasets import Column, Dataset

from .cells import csv_cell, iso, plain
from .copying import statement
from .pipe import copied

# Pieces of about this size go out at once: one a row would cost more in handing over than in making.
PIECE = 32_768
CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
# Columns of whole paragraphs.
LONG = {"title", "text", "description", "narrative", "barriers", "next_steps", "help_needed", "rationale", "note"}
CELL_LIMIT = 32_767  # what a cell of a spreadsheet holds
BYTE_ORDER_MARK = "\ufeff"  # spreadsheets read UTF-8 as UTF-8 only with it


class _Line:
    """A file for ``csv.writer`` that hands each line back."""

    def write(self, text: str) -> str:
        return text


def csv_header(dataset: Dataset) -> str:
    """The line of column names."""
    return BYTE_ORDER_MARK + csv.writer(_Line(), lineterminator="\r\n").writerow(dataset.names)


def write_csv(dataset: Dataset, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """RFC 4180 in UTF-8: a line of column names, then one line a row."""
    writer = csv.writer(_Line(), lineterminator="\r\n")
    # The names go ahead: the reader hears at once that rows are coming.
    yield csv_header(dataset)
    lines: list[str] = []
    size = 0
    for row in rows:
        line = writer.writerow([csv_cell(row[name]) for name in dataset.names])
        lines.append(line)
        size += len(line)
        if size > PIECE:
            yield "".join(lines)
            lines, size = [], 0
    yield "".join(lines)


def copy_csv(dataset: Dataset, filters: ListFilters) -> Iterator[str | bytes]:
    """The same from PostgreSQL itself, ten times as fast."""
    yield csv_header(dataset)
    try:
        asked = statement(dataset, filters)
    except EmptyResultSet:  # filters that nothing can fulfil, such as a search without a word in it
        return
    yield from copied(asked)


def _json_value(value: Any) -> Any:
    if hasattr(value, "hour"):
        return iso(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def write_json(dataset: Dataset, rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    """An array of objects, one a row; lists stay lists."""
    pieces, size, comma = ["["], 0, "\n"
    for row in rows:
        text = comma + json.dumps({key: _json_value(value) for key, value in row.items()}, ensure_ascii=False)
        comma = ",\n"
        pieces.append(text)
        size += len(text)
        if size > PIECE:
            yield "".join(pieces)
            pieces, size = [], 0
    yield "".join([*pieces, "\n]\n"])


# How wide a column of each type is, in letters; text and lists are cut off at the cell's edge, not in the file.
WIDTHS = {"integer": 11, "number": 12, "boolean": 10, "date": 12, "datetime": 20, "list": 28, "string": 28}
LONG_TEXT = 60
DATE, MOMENT = "yyyy-mm-dd", 'yyyy-mm-dd"T"hh:mm:ss"Z"'


def write_xlsx(dataset: Dataset, rows: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """A workbook with one sheet, written through a temporary file. Dates are dates, moments are in UTC, and the line of
    names stays in sight.
    """
    with tempfile.TemporaryFile() as handle:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        book = xlsxwriter.Workbook(handle, {**options, "strings_to_numbers": False, "remove_timezone": True})
        # The same rows give the same bytes, as the strong ETag says: not the moment of writing, but a fixed one.
        book.set_properties({"created": datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)})
        sheet = book.add_worksheet(dataset.name)
        formats = {"date": book.add_format({"num_format": DATE}), "datetime": book.add_format({"num_format": MOMENT})}
        bold = book.add_format({"bold": True})
        sheet.freeze_panes(1, 0)
        for number, column in enumerate(dataset.columns):
            sheet.set_column(number, number, _width(column))
            sheet.write_string(0, number, column.name, bold)
        for index, row in enumerate(rows, start=1):
            for number, column in enumerate(dataset.columns):
                _write_cell(sheet, index, number, row[column.name], formats.get(column.type))
        book.close()
        handle.seek(0)
        while piece := handle.read(PIECE * 4):
            yield piece


def _width(column: Column) -> int:
    """What its values take, and no less than its name."""
    is_text = column.type == "string" and not column.values and not column.format
    usual = LONG_TEXT if is_text and column.name in LONG else WIDTHS[column.type]
    return max(usual, len(column.name) + 2)


def _write_cell(sheet: Any, row: int, column: int, value: Any, style: Any) -> None:
    if isinstance(value, datetime.datetime):
        sheet.write_datetime(row, column, value.astimezone(datetime.UTC).replace(microsecond=0), style)
        return
    if isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value, style)
        return
    value = plain(value)
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value)[:CELL_LIMIT])
