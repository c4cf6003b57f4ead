"""Filters as a reader sees them: the form, and each filter that is on with the address that takes it off."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from dashboard.editions import ALL, are_several
from names.phrases import labelled

from .choices import all_editions
from .filtersets import PublicFilters
from .kinds import RowsFilter

FIRST = ("q", "area", "actor_type", "country", "status", "as_of")


@dataclass(frozen=True)
class FilterForm:
    """What the filter part of a page draws: fields at hand, fields behind "More filters", values carried along."""

    first: list[BoundField]
    more: list[BoundField]
    keep: list[tuple[str, str]]
    more_in_use: bool


def filter_form(filters: PublicFilters, *, first: tuple[str, ...] = FIRST, keep: tuple[str, ...] = ()) -> FilterForm:
    """The form with its choices. ``keep`` names filters that the page offers elsewhere (as facets)."""
    raw = filters.requested.raw
    hidden = {"page", "recommendation", "organisation", "ordering", *keep}
    if not are_several():
        hidden.add("edition")
    elif filters.states_an_edition:
        first = ("edition", *first)
    first = tuple(name for name in first if name not in hidden)
    more = [name for name in filters.filters if name not in hidden and name not in first]
    carried = [name for name in (*keep, "edition", "recommendation", "organisation", "ordering") if name in hidden]
    form = _form(filters, [*first, *more])
    return FilterForm(
        first=[form[name] for name in first],
        more=[form[name] for name in more],
        keep=[(name, value) for name in dict.fromkeys(carried) for value in raw.get(name, ())],
        more_in_use=any(name in raw for name in more),
    )


def _form(filters: PublicFilters, names: Iterable[str]) -> Form:
    """A form of these filters that shows what was asked for. It is not bound to that: it was cleaned before."""
    form = filters.get_form_class()()
    values = QueryDict(mutable=True)
    for name in names:
        field, one = form.fields[name], filters.filters[name]
        values.setlist(name, filters.requested.raw.get(name, []))
        form.initial[name] = field.widget.value_from_datadict(values, {}, name)
        if isinstance(one, RowsFilter) and one.offered:
            field.widget.choices = [("", _("All")), *one.offered()]
            if name == "edition" and filters.states_an_edition:
                field.widget.choices = [("", _("Newest with commitments")), *one.offered(), (ALL, all_editions())]
    return form


def chips(filters: PublicFilters, path: str) -> list[tuple[str, str]]:
    """Each filter that is on, as (what it says, the address of the page without it)."""
    found = []
    for name, values in filters.requested.raw.items():
        if name in ("page", "ordering"):
            continue
        for value in values:
            rest = [other for other in values if other != value]
            label = labelled(filters.filters[name].label, value_label(filters, name, value))
            found.append((label, filters.requested.address(path, **{name: rest or None})))
    return found


def value_label(filters: PublicFilters, name: str, value: str) -> str:
    """What a value of a filter is called: a choice's label, a row's name, a date written out."""
    return filters.filters[name].value_label(value, filters.form.cleaned_data[name])
