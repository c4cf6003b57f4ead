"""Filters as a reader sees them: the form, and each filter that is on with the address that takes it off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from typing import Any

from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from dashboard.editions import ALL, are_several, public_editions
from dashboard.texts import cross_cutting, show
from names.phrases import labelled
from progress.models import Standing
from stakeholders.models import Country

from .fields import CROSS_CUTTING, DayField, SearchField, YesNoField
from .filtersets import PublicFilters, public_areas, public_periods
from .selection import Selection

FIRST = ("q", "area", "actor_type", "country", "status", "as_of")
TYPED = "\ue000typed\ue000"  # in no field: where what was typed goes
ROWS = {"edition", "area", "recommendation", "country", "organisation", "period"}


@dataclass(frozen=True)
class FilterForm:
    """What the filter part of a page draws: fields at hand, fields behind "More filters", values carried along."""

    first: list[SafeString]
    more: list[SafeString]
    keep: list[tuple[str, str]]
    more_in_use: bool


def filter_form(filters: PublicFilters, *, first: tuple[str, ...] = FIRST, keep: tuple[str, ...] = ()) -> FilterForm:
    """The form with its choices. ``keep`` names filters that the page offers elsewhere (as facets)."""
    names, raw = list(filters.base_filters), filters.asked.raw
    hidden = {"page", "recommendation", "organisation", "ordering", *keep}
    if not are_several():
        hidden.add("edition")
    elif filters.states_an_edition:
        first = ("edition", *first)
    more = [name for name in names if name not in hidden and name not in first]
    carried = [name for name in (*keep, "edition", "recommendation", "organisation", "ordering") if name in hidden]
    return FilterForm(
        first=[_field(type(filters), name, raw.get(name, ())) for name in first if name not in hidden],
        more=[_field(type(filters), name, raw.get(name, ())) for name in more],
        keep=[(name, value) for name in dict.fromkeys(carried) for value in raw.get(name, ())],
        more_in_use=any(name in raw for name in more),
    )


def _field(filter_set: type[PublicFilters], name: str, values: tuple[str, ...]) -> SafeString:
    """One field of the form with its label, holding these values. What is typed into a field is put into one that is
    drawn once for all days and words.
    """
    if len(values) != 1 or not isinstance(filter_set.base_filters[name].field, (DayField, SearchField)):
        return _drawn(filter_set, name, values)
    return SafeString(_drawn(filter_set, name, (TYPED,)).replace(TYPED, escape(values[0])))


def _drawn(filter_set: type[PublicFilters], name: str, values: tuple[str, ...]) -> SafeString:
    """The same, drawn anew for these values. They were cleaned when the address was read: the form is not bound to
    them, which would search for a text once more.
    """
    data = QueryDict(mutable=True)
    data.setlist(name, list(values))
    form = filter_set(queryset=Standing.objects.none()).form
    if name in OFFERED:
        form.fields[name].widget.choices = [("", _("All")), *OFFERED[name]()]
        if name == "edition" and filter_set.states_an_edition:
            form.fields[name].widget.choices = [("", _("Newest with commitments")), *_editions(), (ALL, all_editions())]
    form.initial = {name: form.fields[name].widget.value_from_datadict(data, {}, name)}
    return form[name].as_field_group()


def all_editions() -> str:
    return gettext("All editions")


def _editions() -> list[tuple[str, str]]:
    return [(one.slug, str(one.texts["title"])) for one in public_editions()]  # type: ignore[attr-defined]


def _areas() -> list[tuple[str, str]]:
    """The areas of every public edition, each name once: in the words and the order of the newest that has it."""
    areas = list(public_areas())
    show(areas)
    names: dict[str, str] = {}
    for area in areas:
        names.setdefault(area.slug, str(area.texts["name"]))  # type: ignore[attr-defined]
    return [*names.items(), (CROSS_CUTTING, cross_cutting())]


def _countries() -> list[tuple[str, str]]:
    countries = Country.objects.filter(organisations__archived_at=None, organisations__isnull=False).distinct()
    return [(country.code, country.name) for country in countries.by_name(get_language() or "en")]


def _periods() -> list[tuple[int, str]]:
    return [(period.pk, period.name) for period in public_periods()]


# The drop-downs over tables, by the filter's name: their rows as (value, label).
OFFERED: dict[str, Callable[[], list]] = {
    "edition": _editions, "area": _areas, "country": _countries, "period": _periods,
}  # fmt: skip


def chips(filters: PublicFilters, path: str) -> list[tuple[str, str]]:
    """Each filter that is on, as (what it says, the address of the page without it)."""
    found = []
    for name, values in filters.asked.raw.items():
        if name in ("page", "ordering"):
            continue
        field = filters.form.fields[name]
        for value in values:
            rest = [other for other in values if other != value]
            label = labelled(field.label, value_label(filters, name, value))
            found.append((label, filters.asked.address(path, **{name: rest or None})))
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
    if name == "edition" and value == ALL:
        return all_editions()
    column = {"recommendation": "reference", "country": "code", "period": "pk"}.get(name, "slug")
    row = next(row for row in selection.chosen[name] if str(getattr(row, column, "")) == value)
    if name in ("edition", "area"):
        show([row])
        return str(row.texts["title" if name == "edition" else "name"])
    return str(row)
