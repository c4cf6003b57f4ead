"""Filters as a reader sees them: the filter bar, and each filter that is on with the address that takes it off."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.forms import BoundField, Form
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.days import site_day
from dashboard.catalogue import catalogue
from dashboard.editions import ALL, are_several
from names.phrases import labelled
from recommendations.models.vocabulary import area_in_short

from .choices import all_editions
from .filtersets import PublicFilters
from .kinds import ChoicesFilter, RowsFilter, YesNoFilter

FIRST = ("area", "actor_type", "country", "status")
# What a filter is called in the bar, where its own label is longer than there is room for.
SHORT = {"area": area_in_short(), "status": _("Status"), "freshness": _("Latest report")}

# The number beside each value of some filters: by filter, then by value, in words.
Counts = Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Choice:
    """A value of a filter in its menu; ``count`` says what it would leave, empty where that is not counted."""

    value: str
    label: str
    count: str
    is_on: bool


@dataclass(frozen=True)
class Menu:
    """A filter of the bar, of which ``chosen`` values are on.

    With ``choices`` it is a group of boxes to tick (``many``) or of which one is chosen; without, a field.
    """

    name: str
    label: str
    short: str
    many: bool
    chosen: int
    choices: list[Choice]
    field: BoundField


@dataclass(frozen=True)
class Day:
    """The day of the data: its field, and the addresses a month earlier and later, empty where there is none."""

    field: BoundField
    on: datetime.date
    is_past: bool
    earlier: str
    later: str
    today: str


@dataclass(frozen=True)
class FilterForm:
    """The filter bar: the search, filters at hand, filters behind "More", the day, and values carried along."""

    search: BoundField | None
    first: list[Menu]
    more: list[Menu]
    day: Day
    keep: list[tuple[str, str]]

    @property
    def in_use(self) -> int:
        """How many of the filters in menus are on."""
        return sum(bool(menu.chosen) for menu in [*self.first, *self.more])

    @property
    def more_in_use(self) -> int:
        """How many of the filters behind "More" are on."""
        return sum(bool(menu.chosen) for menu in self.more)


def filter_form(
    filters: PublicFilters,
    path: str,
    *,
    first: tuple[str, ...] = FIRST,
    keep: tuple[str, ...] = (),
    counts: Counts | None = None,
) -> FilterForm:
    """The filter bar of the page at ``path``.

    ``first`` names the filters at hand in their order (with "q" there is a search), ``keep`` those that the page
    chooses elsewhere, ``counts`` the numbers beside values.
    """
    raw = filters.requested.raw
    hidden = {"page", "recommendation", "organisation", "ordering", "as_of", *keep}
    if not catalogue().tags:
        hidden.add("tag")
    if not are_several():
        hidden.add("edition")
    elif filters.states_an_edition:
        first = ("edition", *first)
    first = tuple(name for name in first if name not in hidden)
    more = [name for name in filters.filters if name not in hidden and name not in first]
    carried = [name for name in (*keep, "edition", "recommendation", "organisation", "ordering") if name in hidden]
    form = _form(filters, [*first, *more, "as_of"])
    menus = {name: _menu(filters, form[name], counts or {}) for name in [*first, *more]}
    return FilterForm(
        search=form["q"] if "q" in first else None,
        first=[menus[name] for name in first if name != "q"],
        more=[menus[name] for name in more],
        day=_day(filters, form["as_of"], path),
        keep=[(name, value) for name in dict.fromkeys(carried) for value in raw.get(name, ())],
    )


def _form(filters: PublicFilters, names: Iterable[str]) -> Form:
    """A form of these filters that shows what was asked for. It is not bound to that: it was cleaned before."""
    form = filters.get_form_class()()
    values = QueryDict(mutable=True)
    for name in names:
        field = form.fields[name]
        values.setlist(name, filters.requested.raw.get(name, []))
        form.initial[name] = field.widget.value_from_datadict(values, {}, name)
    return form


def _menu(filters: PublicFilters, field: BoundField, counts: Counts) -> Menu:
    name, one = field.name, filters.filters[field.name]
    chosen = filters.requested.raw.get(name, ())
    return Menu(
        name=name,
        label=str(one.label),
        short=str(SHORT.get(name, one.label)),
        chosen=len(chosen),
        many=one.many,
        choices=[
            Choice(str(value), str(text), counts.get(name, {}).get(str(value), ""), str(value) in (chosen or ("",)))
            for value, text in _choices(filters, name)
        ],
        field=field,
    )


def _choices(filters: PublicFilters, name: str) -> list[tuple[str, str]]:
    """The values that a filter offers; where one alone can be chosen, none of them comes first."""
    one = filters.filters[name]
    if isinstance(one, RowsFilter) and one.offered:
        offered = [(str(value), text) for value, text in one.offered()]
        if name == "edition" and filters.states_an_edition:
            return [*offered, (ALL, all_editions())]
        return offered if one.many else [("", str(_("All"))), *offered]
    if isinstance(one, ChoicesFilter):
        return list(one.labels.items())
    return list(one.field.widget.choices) if isinstance(one, YesNoFilter) else []


def _day(filters: PublicFilters, field: BoundField, path: str) -> Day:
    """The steps lead from one month's last day to another's, and to today at the end."""
    on, today, first = filters.requested.on, site_day(), filters.first_day
    earlier = on.replace(day=1) - datetime.timedelta(days=1)
    later = min(_month_end(on) if on < _month_end(on) else _month_end(on + datetime.timedelta(days=1)), today)

    def address(day: datetime.date) -> str:
        return filters.requested.address(path, as_of=None if day == today else day.isoformat())

    return Day(
        field=field,
        on=on,
        is_past=on < today,
        earlier=address(earlier) if first is None or earlier >= first else "",
        later=address(later) if on < today else "",
        today=address(today),
    )


def _month_end(day: datetime.date) -> datetime.date:
    """The last day of the month of ``day``."""
    return (day.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)


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
