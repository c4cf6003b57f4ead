"""Reading a table from any CSV, XLSX, XLS or ODS file: sheet, encoding, delimiter and headings are guessed, shown, and
may be chosen. Knows no model. Start reading at ``reading.py``.
"""

from .reading import inspect, rows
from .shapes import Choices, Inspection, Row, TableRefusedError

__all__ = ["Choices", "Inspection", "Row", "TableRefusedError", "inspect", "rows"]
