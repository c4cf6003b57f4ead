"""The process that rewrites one XLS file as XLSX. A damaged file may make its reader ask for more memory than there is,
which ends the process: so it is never the one that answers requests.
"""

from __future__ import annotations

import datetime
from typing import Any

import xlsxwriter
from python_calamine import CalamineSheet, CalamineWorkbook
from xlsxwriter.exceptions import OverlappingRange
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from progress.evidence_jobs import child

MEGABYTES, SECONDS = 1024, 60
LOOKS = {
    datetime.datetime: "yyyy-mm-dd hh:mm:ss",
    datetime.date: "yyyy-mm-dd",
    datetime.time: "hh:mm:ss",
    datetime.timedelta: "[h]:mm:ss",
}


def rewrite(source: str, target: str) -> None:
    """Every sheet with its values, its days as days and its merged cells."""
    options = {"strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(target, options) as made:
        looks = {kind: made.add_format({"num_format": look}) for kind, look in LOOKS.items()}
        book = CalamineWorkbook.from_path(source)
        for name in book.sheet_names:
            _rewrite_sheet(book.get_sheet_by_name(name), made.add_worksheet(name), looks)


def _rewrite_sheet(sheet: CalamineSheet, made: Worksheet, looks: dict[type, Format]) -> None:
    indent = (sheet.start or (0, 0))[1]
    merged = {first: last for first, last in sheet.merged_cell_ranges or () if first != last}
    for first, last in merged.items():
        try:
            made.merge_range(*first, *last, "")
        except OverlappingRange:
            continue
    for row, values in enumerate(sheet.iter_rows()):
        for place, value in enumerate(values):
            if value != "":
                _write(made, row, indent + place, value, looks)


def _write(made: Worksheet, row: int, column: int, value: Any, looks: dict[type, Format]) -> None:
    if isinstance(value, str):
        made.write_string(row, column, value)
    else:
        made.write(row, column, value, looks.get(type(value)))


if __name__ == "__main__":
    child.bound(megabytes=MEGABYTES, processor_seconds=SECONDS)
    asked = child.given()
    rewrite(asked["source"], asked["target"])
    child.answer()
