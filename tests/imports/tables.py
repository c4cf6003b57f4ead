"""Small tables for the tests, written as files."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any

import xlsxwriter

from imports.tables import Choices, Inspection, Row, inspect, rows


def as_csv(table: Iterable[Sequence[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(table)
    return text.getvalue().encode()


def as_xlsx(table: Iterable[Sequence[Any]], **more: Iterable[Sequence[Any]]) -> bytes:
    """One sheet, ``Sheet1``, and more by their names."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        for name, lines in {"Sheet1": table, **more}.items():
            sheet = book.add_worksheet(name)
            for row, values in enumerate(lines):
                sheet.write_row(row, 0, values)
    return content.getvalue()


def read(content: bytes, choices: Choices = Choices(), name: str = "table") -> tuple[Inspection, list[Row]]:  # noqa: B008
    """What a file holds, and its rows as they are read with what was guessed."""
    seen = inspect(io.BytesIO(content), file_name=name, choices=choices)
    return seen, list(rows(io.BytesIO(content), file_name=name, choices=seen.choices))


def packed(parts: dict[str, str]) -> bytes:
    """An archive of these parts."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return content.getvalue()


def as_ods(rows: str) -> bytes:
    """One sheet, ``A``, of these rows, whose elements ``r`` and ``c`` are short for a row and a cell."""
    rows = rows.replace("<r", "<table:table-row").replace("</r>", "</table:table-row>")
    rows = rows.replace("<c ", "<table:table-cell ").replace("</c>", "</table:table-cell>")
    oasis = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = "".join(f' xmlns:{name}="{oasis}:{name}:1.0"' for name in ("office", "table", "text", "manifest"))
    spaces += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'
    sheet = f'<table:table table:name="A">{rows}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "META-INF/manifest.xml": f"<manifest:manifest{spaces}/>",
            "content.xml": f"<office:document-content{spaces}>{body}</office:document-content>",
        }
    )
