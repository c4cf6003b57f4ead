"""Changing a downloaded sheet as a spreadsheet program would: cells by their names, in the XML of the file."""

from __future__ import annotations

import io
import re
import zipfile
from xml.sax.saxutils import escape

REPORTS, FIGURES = "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def changed(
    data: bytes, cells: dict[str, str | float | None], *, part: str = REPORTS, formulas: dict | None = None
) -> bytes:
    """The file with these cells: a text, a number, or None for an empty one; ``formulas`` are cells with values."""
    parts = parts_of(data)
    text = parts[part].decode()
    for name, value in {**cells, **(formulas or {})}.items():
        found = re.search(rf'<c r="{name}"[^>]*?(/>|>.*?</c>)', text)
        assert found, f"{name} is no cell of the sheet"
        style = re.search(r' s="\d+"', found[0])
        head = f'<c r="{name}"{style[0] if style else ""}'
        formula = "<f>1+1</f>" if formulas and name in formulas else ""
        if value is None:
            cell = f"{head}/>"
        elif isinstance(value, str) and not formula:
            cell = f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'
        elif isinstance(value, str):
            cell = f'{head} t="str">{formula}<v>{escape(value)}</v></c>'
        else:
            cell = f"{head}>{formula}<v>{value}</v></c>"
        text = text.replace(found[0], cell)
    return packed(parts | {part: text.encode()})


def without_row(data: bytes, number: int, *, part: str = REPORTS) -> bytes:
    """The file with the cells of a row emptied, as deleting its contents leaves it."""
    parts = parts_of(data)
    text = re.sub(rf'<row r="{number}"[^>]*>.*?</row>', "", parts[part].decode())
    return packed(parts | {part: text.encode()})
