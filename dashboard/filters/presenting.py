"""Filters as a reader sees them: the form, and each filter that is on with the address that takes it off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dashboard.texts import cross_cutting, show
from recommendations.models import Edition, ResponseArea
from stakeholders.models import Country

from .fields import CROSS_CUTTING, YesNoField
from .filtersets import PublicFilters, public_periods
from .selection import Selection

FIRST = ("q", "area", "actor_type", "country", "status", "as_of")
ROWS = {"edition", "area", "recommendation", "country", "organisation", "period"}


@dataclass(frozen=True)
class FilterForm:
    """What the filter part of a page draws: fields at hand, fields behind "More filters", values carried along."""

    first: list[BoundField]
    more: list[BoundField]
    keep: list[tuple[str, str]]
    more_in_use: bool


def filter_form(filters: PublicFilters, *, first: tuple[str, ...] = FIRST, keep: tuple[str, ...] = ()) -> FilterForm:
    """The form with its choices. ``keep`` names filters that the page offers elsewhere (as facets)."""
    form, raw = filters.form, filters.selection.raw
    _offer(form, {*first} - {*keep})
    hidden = {"page", "recommendation", "organisation", "ordering", *keep}
    if len(form.fields["edition"].widget.choices) < 3:
        hidden.add("edition")
    more = [name for name in form.fields if name not in hidden and name not in first]
    carried = [name for name in (*keep, "edition", "recommendation", "organisation", "ordering") if name in hidden]
    return FilterForm(
        first=[form[name] for name in first if name not in hidden],
        more=[form[name] for name in more],
        keep=[(name, value) for name in dict.fromkeys(carried) for value in raw.get(name, ())],
        more_in_use=any(name in raw for name in more),
    )


def _offer(form: forms.Form, shown: set[str]) -> None:
    """Give the drop-downs over tables their rows; two queries at most beside the translations."""
    editions = list(Edition.objects.public())
    newest = ResponseArea.objects.filter(edition__in=editions[:1]).select_related("edition").order_by("position")
    areas = list(newest) if "area" in shown else []
    show(editions, areas)
    everything = ("", _("All"))
    form.fields["edition"].widget.choices = [everything, *((e.slug, str(e.texts["title"])) for e in editions)]
    if "area" in shown:
        named_areas = ((area.slug, str(area.texts["name"])) for area in areas)
        form.fields["area"].widget.choices = [everything, *named_areas, (CROSS_CUTTING, cross_cutting())]
    if "country" in shown:
        countries = Country.objects.filter(organisations__archived_at=None, organisations__isnull=False).distinct()
        named = countries.by_name(get_language() or "en")
        form.fields["country"].widget.choices = [everything, *((c.code, c.name) for c in named)]
    if "period" in form.fields:
        form.fields["period"].widget.choices = [everything, *((p.pk, p.name) for p in public_periods())]


def chips(filters: PublicFilters, path: str) -> list[tuple[str, str]]:
    """Each filter that is on, as (what it says, the address of the page without it)."""
    found = []
    for name, values in filters.selection.raw.items():
        if name in ("page", "ordering"):
            continue
        field = filters.form.fields[name]
        for value in values:
            rest = [other for other in values if other != value]
            label = f"{field.label}: {value_label(filters, name, value)}"
            found.append((label, filters.selection.address(path, **{name: rest or None})))
    return found


def value_label(filters: PublicFilters, name: str, value: str) -> str:
    """What a value of a filter is called: a choice's label, a row's name, a date written out."""
    if name in ROWS:
        return _row_label(filters.selection, name, value)
    if name in ("as_of", "due_before", "due_after", "from", "to"):
        return date_format(filters.form.cleaned_data[name])
    if isinstance(filters.form.fields[name], YesNoField):
        return gettext("yes") if filters.form.cleaned_data[name] else gettext("no")
    choices: Any = getattr(filters.form.fields[name], "choices", ())
    return str(dict(choices).get(value, value))


def _row_label(selection: Selection, name: str, value: str) -> str:
    if value == CROSS_CUTTING:
        return cross_cutting()
    column = {"recommendation": "reference", "country": "code", "period": "pk"}.get(name, "slug")
    row = next(row for row in selection.chosen[name] if str(getattr(row, column, "")) == value)
    if name in ("edition", "area"):
        show([row])
        return str(row.texts["title" if name == "edition" else "name"])
    return str(row)
