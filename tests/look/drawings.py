"""What tests of drawings share: a few values to draw, and the drawing as elements."""

import datetime as dt
import xml.etree.ElementTree as ET

import charts
from charts import About, Series

SVG = "{http://www.w3.org/2000/svg}"
SERIES = (Series("completed", "Completed"), Series("in_progress", "In progress"), Series("withdrawn", "Withdrawn"))
DAYS = (dt.date(2024, 1, 31), dt.date(2024, 2, 29), dt.date(2025, 1, 31))
ABOUT = About("Each area", "n = 1", "published reports", "https://tracker.example/", "CC BY 4.0")


def parsed(drawing: charts.Drawing) -> ET.Element:
    return ET.fromstring(drawing.svg)


def texts_of(root: ET.Element) -> dict[str, float]:
    """Every text with its place across."""
    return {
        "".join(node.itertext()).strip("\u2068\u2069"): float(node.get("x", "")) for node in root.iter(f"{SVG}text")
    }


STATES = (("completed", "Completed"), ("in_progress", "In progress"), ("not_started", ""), ("none", "None"))
