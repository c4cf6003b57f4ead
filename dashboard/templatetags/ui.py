"""The parts that pages are made of, as template tags. ``/styleguide/`` shows each of them."""

import datetime as dt
from typing import Any
from unicodedata import bidirectional

from django import template
from django.core.paginator import Page
from django.forms import BaseForm
from django.utils.safestring import SafeString
from django.utils.timesince import timesince
from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from charts.shapes import shape
from dashboard import method, tags
from dashboard.excerpts import excerpt
from dashboard.findings.squares import Square, square_of
from dashboard.inline import render_inline
from dashboard.markdown import render_markdown
from dashboard.rows import CommitmentRow
from names.numbers import in_figures, percent
from names.phrases import listed
from progress.freshness import freshness
from progress.models import CommitmentStatus, ProgressReport
from recommendations.partial_dates import DatePrecision, PartialDate
from stakeholders.models import ImplementationStatus

register = template.Library()


def _value_tag(name: str, kind: tags.TagKind) -> None:
    """Register ``{% name value %}``, which shows the value's word and shape."""
    register.simple_tag(lambda value: kind.render(value), name=name)


_value_tag("status_tag", tags.STATUS)
_value_tag("health_tag", tags.HEALTH)
_value_tag("review_tag", tags.REVIEW)
_value_tag("response_tag", tags.RESPONSE)
_value_tag("assessment_tag", tags.ASSESSMENT)
_value_tag("evidence_tag", tags.EVIDENCE)
_value_tag("freshness_value_tag", tags.FRESHNESS)


@register.simple_tag
def freshness_tag(reported_on: dt.date | None, on: dt.date) -> SafeString | str:
    """How fresh, as of ``on``, a status last reported on ``reported_on`` is (``None``: never reported)."""
    return tags.FRESHNESS.render(freshness(reported_on, on=on))


@register.simple_tag
def overdue_tag(due_on: dt.date | None, on: dt.date) -> SafeString | str:
    """Says "Overdue" when the last day that ``due_on`` may mean lies before ``on``; otherwise nothing."""
    return tags.overdue().render() if tags.is_late(due_on, on) else ""


@register.inclusion_tag("components/state_line.html")
def state_line(**state: Any) -> dict[str, Any]:
    """How something stands, from the arguments of ``tags.state_line``."""
    return {"line": tags.state_line(**state)}


@register.inclusion_tag("components/state_line.html")
def status_line(status_row: CommitmentStatus | CommitmentRow, on: dt.date, assessed: bool = True) -> dict[str, Any]:
    """How a commitment stands; ``assessed`` False leaves the second voice to its own place."""
    return state_line(
        status=status_row.implementation_status,
        health=status_row.health,
        evidence=status_row.evidence_strength,
        reported_on=status_row.reported_on,
        on=on,
        due_on=status_row.due_on,
        assessed=status_row.assessed_completion if assessed else "",
    )


@register.simple_tag
def square(status_row: CommitmentStatus | CommitmentRow, on: dt.date) -> Square:
    """The square of a commitment as it stood on a day, for ``components/square.html``."""
    return square_of(status_row.implementation_status, status_row.reported_on, status_row.due_on, on=on)


@register.simple_tag
def status_and_percent(row: CommitmentStatus | CommitmentRow | ProgressReport) -> str:
    """``In progress, 85%``; the percent is left out where none was reported, or where the work is over."""
    status = row.implementation_status
    label = ImplementationStatus(status).label if status else _("No report yet")
    return listed([label, *([percent(row.percent)] if row.percent is not None and status in tags.UNDER_WAY else [])])


@register.inclusion_tag("components/state_line.html")
def report_line(report: ProgressReport, on: dt.date) -> dict[str, Any]:
    """What a report says of how its commitment stands."""
    return state_line(
        status=report.implementation_status,
        health=report.health,
        evidence=report.evidence_strength,
        reported_on=report.covers_until,
        on=on,
    )


@register.inclusion_tag("components/info.html")
def info(key: str) -> dict[str, Any]:
    """The "i" beside a number: a link to the paragraph ``key`` of ``/method/``. Raises ``KeyError`` without one."""
    return {"paragraph": method.BY_KEY[key]}


@register.inclusion_tag("dashboard/parts/how_counted.html")
def how_counted(*keys: str) -> dict[str, Any]:
    """Links to paragraphs of ``/method/`` by their keys, for the columns of a table."""
    return {"paragraphs": [method.BY_KEY[key] for key in keys]}


@register.filter
def table_cells(row: list[str], columns: list[str]) -> list[tuple[str, str]]:
    """The cells of a row after the first, each with the label of its column."""
    return list(zip(columns[1:], row[1:], strict=True))


@register.simple_tag(name="shape")
def shape_tag(name: str, colour: str = "") -> SafeString:
    """One of the small shapes by itself; a word must stand beside it."""
    return shape(name, colour)


@register.simple_tag
def partial_date(date: dt.date | PartialDate | None, precision: str = DatePrecision.DAY) -> SafeString | str:
    """A date no more exactly than it is known: 5 March 2026, March 2026 or 2026. ``None`` gives nothing."""
    if date is None:
        return ""
    known = date if isinstance(date, PartialDate) else PartialDate(date, DatePrecision(precision))
    return render_inline("components/date.html", date=known)


@register.simple_tag
def age_of(date: dt.date, on: dt.date) -> str:
    """How old something dated ``date`` is on a later day, in its largest unit: ``2 years old``."""
    return _("%(age)s old") % {"age": timesince(date, on, depth=1)}


@register.simple_tag(name="markdown")
def markdown_tag(text: str | None, first: int = 3) -> SafeString:
    """A person's Markdown as safe HTML; headings start at level ``first``, no pictures, no raw HTML."""
    return render_markdown(text or "", first=first)


@register.filter(name="excerpt")
def excerpt_filter(text: str) -> str:
    """The first line or two of a person's Markdown, as plain words."""
    return excerpt(text)


@register.simple_tag
def result_count(count: int) -> str:
    """How many a list holds, in words."""
    text = ngettext("%(count)s result", "%(count)s results", count)
    return text % {"count": in_figures(count)}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, parameter: str = "page") -> dict[str, Any]:
    """Links to the pages of a list, keeping the rest of the query. A list of one page shows nothing."""
    if not page.has_other_pages():
        return {}
    query = context["request"].GET.copy()
    query.pop(parameter, None)
    start = f"?{query.urlencode()}&{parameter}=" if query else f"?{parameter}="
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "start": start,
        "pages": ["…" if str(number) == str(page.paginator.ELLIPSIS) else str(number) for number in numbers],
        "current": str(page.number),
        "gap": "…",
    }


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: Any) -> dict[str, Any]:
    """Everything wrong with the forms of a page, counted once, each with a link to its field.

    Each of ``forms`` is a form, or holds several in ``all``, or is None.
    """
    each = [one for form in forms if form for one in getattr(form, "all", [form])]
    return {"problems": [problem for form in each if form.is_bound for problem in _problems(form)]}


def _problems(form: BaseForm) -> list[dict[str, Any]]:
    problems: list[dict[str, Any]] = [{"target": "", "text": text} for text in form.non_field_errors()]
    for field in form:
        target = field.id_for_label or field.auto_id
        if field.use_fieldset:
            target = f"{field.auto_id}_0"
        problems += [{"target": target, "label": field.label, "text": text} for text in field.errors]
    return problems


@register.simple_tag
def diff_sides(parts: list[tuple[str, str]]) -> tuple[str, str] | None:
    """The old and the new text of a difference in which most words changed, to be read side by side.

    None where only a few did, or one side is empty: those are read in one text with the changes marked.
    """
    before = "".join(text for kind, text in parts if kind != "added")
    after = "".join(text for kind, text in parts if kind != "removed")
    same = sum(len(text.split()) for kind, text in parts if kind == "same")
    if not before.strip() or not after.strip() or 2 * same >= max(len(before.split()), len(after.split())):
        return None
    return before.strip(), after.strip()


@register.simple_tag
def direction_of_parts(parts: list[tuple[str, str]]) -> str:
    """``ltr`` or ``rtl``: the direction of the first letter of a difference, else that of the page."""
    classes = (bidirectional(letter) for _kind, text in parts for letter in text)
    first = next((one for one in classes if one in ("L", "R", "AL")), "")
    right_to_left = first != "L" if first else get_language_bidi()
    return "rtl" if right_to_left else "ltr"


@register.simple_tag
def label_and_value(label: str, value: str) -> SafeString:
    """What something is called, and what it is, with the colon of the page's language."""
    return render_inline("components/label_and_value.html", label=label, value=value)
