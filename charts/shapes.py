"""The small shapes that stand beside a word, so that no meaning hangs on colour alone.

Each is the body of a 16 × 16 SVG; ``fill`` and ``stroke`` are the current colour.
"""

from django.utils.safestring import SafeString, mark_safe

_RING = '<circle cx="8" cy="8" r="6.5" fill="none" stroke-width="2"/>'

SHAPES: dict[str, str] = {
    # implementation status: how full the circle is; a way out is a crossed or a doubled one
    "not_started": _RING,
    "in_progress": _RING + '<path d="M8 3.2a4.8 4.8 0 0 1 0 9.6z" stroke="none"/>',
    "completed": '<circle cx="8" cy="8" r="7.5" stroke="none"/>'
    '<path class="chart-knock" d="M6.9 11.6 3.8 8.5l1.3-1.3 1.8 1.8 4-4.1 1.3 1.3z" stroke="none"/>',
    "withdrawn": _RING + '<path d="M3.5 12.5l9-9" fill="none" stroke-width="2"/>',
    "superseded": '<path d="M1.5 8h10M8 3.5 12.5 8 8 12.5M14.5 2v12" fill="none" stroke-width="2"/>',
    # health: signs of growing alarm
    "on_track": '<path d="M1.5 8.5 6 13 14.5 3.5" fill="none" stroke-width="2.5"/>',
    "at_risk": '<path d="M8 1.5 15.3 14.5H.7z" stroke="none"/>',
    "off_track": '<path d="M3 3l10 10M13 3 3 13" fill="none" stroke-width="2.75"/>',
    "blocked": '<path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" stroke="none"/>'
    '<path class="chart-knock" d="M4 6.8h8v2.4H4z" stroke="none"/>',
    # freshness: a dial that runs empty
    "fresh": '<circle cx="8" cy="8" r="7" stroke="none"/>',
    "ageing": _RING + '<path d="M8 3.5a4.5 4.5 0 0 1 0 9z" stroke="none"/>',
    "stale": '<circle cx="8" cy="8" r="6.5" fill="none" stroke-width="2" stroke-dasharray="2.6 2.5"/>',
    "unreported": '<path d="M2 8h12" fill="none" stroke-width="2"/>',
    # evidence: bars that fill up
    "evidence_none": '<path d="M2 10v4M8 6v8M14 2v12" fill="none" stroke-width="1" opacity=".7"/>',
    "evidence_link": '<path d="M.5 9.5h3v5h-3z" stroke="none"/><path d="M8 6v8M14 2v12" fill="none" opacity=".7"/>',
    "evidence_document": '<path d="M.5 9.5h3v5h-3zM6.5 5.5h3v9h-3z" stroke="none"/>'
    '<path d="M14 2v12" fill="none" opacity=".7"/>',
    "evidence_several": '<path d="M.5 9.5h3v5h-3zM6.5 5.5h3v9h-3zM12.5 1.5h3v13h-3z" stroke="none"/>',
    # review of a report: where the paper lies
    "draft": '<path d="M2.5 13.5 3 11l8-8 2 2-8 8z" fill="none" stroke-width="1.75"/>',
    "submitted": '<path d="M8 14V3M3.5 7 8 2.5 12.5 7" fill="none" stroke-width="2"/>',
    "returned": '<path d="M6 3 2 7l4 4M2.5 7H10a4 4 0 0 1 0 8" fill="none" stroke-width="2"/>',
    "published": '<path d="M2 2h12v12H2z" stroke="none"/>'
    '<path class="chart-knock" d="M4.5 5h7v1.5h-7zM4.5 8h7v1.5h-7z" stroke="none"/>',
    "retracted": '<path d="M2.5 2.5h11v11h-11zM5 5l6 6M11 5l-6 6" fill="none" stroke-width="1.75"/>',
    # answers and assessments
    "yes": '<path d="M1.5 8.5 6 13 14.5 3.5" fill="none" stroke-width="2.5"/>',
    "part": '<path d="M2 8c2-4 4-4 6 0s4 4 6 0" fill="none" stroke-width="2.25"/>',
    "noted": '<circle cx="8" cy="8" r="3" stroke="none"/>',
    "quarter": _RING + '<path d="M8 8V3.2A4.8 4.8 0 0 1 12.8 8z" stroke="none"/>',
    "three_quarters": _RING + '<path d="M8 8V3.2A4.8 4.8 0 1 1 3.2 8z" stroke="none"/>',
    "overdue": _RING + '<path d="M8 4v4.5l3 1.5" fill="none" stroke-width="1.75"/>',
}


def shape(name: str, colour: str = "") -> SafeString:
    """The shape as SVG that screen readers pass over; ``colour`` is a status or health value, or empty for grey."""
    colour_class = f" c-{colour}" if colour else ""
    return mark_safe(  # noqa: S308  our own drawing; neither the shape nor the colour is anybody's text
        f'<svg class="shape{colour_class}" viewBox="0 0 16 16" width="13" height="13" aria-hidden="true" '
        f'focusable="false">{SHAPES[name]}</svg>'
    )
