"""A chart as files to take away: the picture, the numbers, and all of it in one zip with a note on how it is made."""

from __future__ import annotations

import csv
import io

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi

from charts import Chart, Drawing, draw
from charts.png import can_draw_png, png
from dashboard.chart_data import CHARTS
from dashboard.filters import Selection
from dashboard.navigation import localised
from dashboard.structured_data.open_data import LICENCE
from identity.current import site_name
from opendata.chart_tables import COLUMNS, TABLES
from opendata.exports.cells import csv_cell
from opendata.exports.writers import BYTE_ORDER_MARK
from opendata.snapshot_archive import Contents, Member, write_archive


def picture(chart: Chart) -> Drawing:
    """The chart as a file of its own, in the reader's direction."""
    return draw(chart, rtl=get_language_bidi(), standalone=True)


def table_as_csv(name: str, selection: Selection) -> str | None:
    """The chart's numbers. None where there is no such chart, or none under these filters."""
    found = TABLES[name](selection) if name in TABLES else None
    if found is None:
        return None
    columns, rows = found
    file = io.StringIO(newline="")
    file.write(BYTE_ORDER_MARK)
    writer = csv.writer(file)
    writer.writerow(columns)
    writer.writerows([[csv_cell(cell) for cell in row] for row in rows])
    return file.getvalue()


def archive(name: str, chart: Chart, selection: Selection) -> bytes:
    """A zip of picture, numbers and README.txt, which describes them. The same chart gives the same bytes."""
    drawing = picture(chart)
    files = {f"{name}.csv": (table_as_csv(name, selection) or "").encode(), f"{name}.svg": drawing.svg.encode()}
    if can_draw_png():
        files[f"{name}.png"] = png(drawing)

    def describe(members: list[Member]) -> bytes:
        return _readme(name, chart, selection, members).encode()

    handle = io.BytesIO()
    pieces = ((file_name, iter([content])) for file_name, content in files.items())
    write_archive(handle, Contents(pieces, "README.txt", describe), day=selection.on)
    return handle.getvalue()


def _readme(name: str, chart: Chart, selection: Selection, members: list[Member]) -> str:
    context = {
        "site_name": site_name(),
        "demo": settings.DEMO,
        "chart": chart,
        "members": members,
        "licence": LICENCE,
        "method": CHARTS[name].method,
        "method_page": settings.SITE_URL + localised("/method/"),
        "columns": [(column, COLUMNS[column]) for column in (TABLES[name](selection) or ([], []))[0]],
        "on": selection.on,
    }
    return render_to_string("opendata/chart_readme.txt", context)
