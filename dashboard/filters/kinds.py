"""The kinds of filters that public lists have. Each is a django-filter filter that knows its form field, whether it may
be given several times, and what its values are called.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from names.dates import date_in_words

from .fields import DayField, ManyField, NumberedRowsField, OneField, RowsField, SearchField, YesNoField
from .order import Order

ALL = ("", _("All"))
# The label of the search is not seen in the filter bar.
PLACEHOLDER = {"type": "search", "placeholder": _("Search …")}


class PublicFilter(django_filters.Filter):
    """A filter of a public list. ``many``: several values of it mean "one of them"."""

    many = False

    def value_label(self, value: str, cleaned: Any) -> str:
        """What one value is called, as it stands in the address and as the form has cleaned all of them."""
        return value


class Parameter(PublicFilter):
    """Says how a list is shown and leaves nothing out of it."""

    def filter(self, qs: QuerySet, value: Any) -> QuerySet:
        return qs


class PageParameter(Parameter):
    """The number of a page."""

    field_class = forms.IntegerField

    def __init__(self) -> None:
        super().__init__(label=_("Page"), min_value=1, max_value=1_000_000)


class OrderParameter(Parameter):
    """One of the orders of a list, by its name."""

    field_class = OneField

    def __init__(self, orders: dict[str, Order]) -> None:
        self.labels = {name: order.label for name, order in orders.items()}
        super().__init__(label=_("Sort by"), choices=[("", _("Default")), *self.labels.items()])


class SearchFilter(PublicFilter):
    """Words to look for among ``things``."""

    field_class = SearchField

    def __init__(self, things: str) -> None:
        super().__init__(label=_("Search"), method="filter_text", things=things, widget=forms.TextInput(PLACEHOLDER))


class DayFilter(PublicFilter):
    """One day."""

    field_class = DayField

    def value_label(self, value: str, cleaned: Any) -> str:
        return date_in_words(cleaned)


class DayParameter(Parameter, DayFilter):
    """The day that a list is of."""


class YesNoFilter(PublicFilter):
    """Yes, no, or not asked."""

    field_class = YesNoField

    def value_label(self, value: str, cleaned: Any) -> str:
        return gettext("yes") if cleaned else gettext("no")


class ChoicesFilter(PublicFilter):
    """Some of a set of values: a fixed one, or what ``choices`` gives whenever it is asked."""

    field_class = ManyField
    many = True

    def __init__(
        self,
        choices: list[tuple[str, Any]] | Callable[[], list[tuple[str, Any]]],
        *,
        lookup_expr: str = "in",
        **options: Any,
    ) -> None:
        self._choices = choices
        super().__init__(choices=lambda: [ALL, *self.labels.items()], lookup_expr=lookup_expr, **options)

    @property
    def labels(self) -> dict[str, Any]:
        """What each value is called."""
        return dict(self._choices() if callable(self._choices) else self._choices)

    def value_label(self, value: str, cleaned: Any) -> str:
        return str(self.labels.get(value, value))


class RowsFilter(PublicFilter):
    """Some of the rows of a table, by ``key``.

    ``special`` are keys that stand for no row, with what each is called; ``row_label`` says what a row is called.
    ``offered`` gives the (key, label) pairs of the drop-down; without it the filter is only ever carried along.
    """

    field_class = RowsField
    many = True

    def __init__(
        self,
        rows: Callable[[], QuerySet],
        key: str,
        *,
        special: dict[str, Callable[[], str]] | None = None,
        row_label: Callable[[Any], str] = str,
        offered: Callable[[], list[tuple[Any, str]]] | None = None,
        lookup_expr: str = "in",
        **options: Any,
    ) -> None:
        self.special = special or {}
        super().__init__(rows=rows, key=key, special=tuple(self.special), lookup_expr=lookup_expr, **options)
        self.key, self.row_label, self.offered = key, row_label, offered

    def value_label(self, value: str, cleaned: list[Model | str]) -> str:
        if value in self.special:
            return self.special[value]()
        return self.row_label(next(row for row in cleaned if str(getattr(row, self.key, "")) == value))


class NumberedRowsFilter(RowsFilter):
    """One row of a table, by its number."""

    field_class = NumberedRowsField
    many = False
