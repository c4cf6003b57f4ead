"""The form fields and widgets of public filters: many values of one name mean "one of them"."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from names.phrases import listed
from search.queries import SearchQuery, search

CROSS_CUTTING = "cross-cutting"
NO_REPORT = "no_report"


class OneOrMany(forms.SelectMultiple):
    """A drop-down while at most one value is chosen, a list of several when the address brings several."""

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if len(self.format_value(value)) < 2:
            context["widget"]["attrs"].pop("multiple", None)
        return context


class DayInput(forms.DateInput):
    """The browser's own date field; its value is ISO 8601 in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class DayField(forms.DateField):
    """One day, as ``2026-03-05`` and in no other form."""

    widget = DayInput
    default_error_messages = {"invalid": gettext_lazy("Enter the date as year, month and day: 2026-03-05.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        day = super().to_python(value)
        # strptime also takes 2026-3-5; an address has one spelling, so that caches and citations agree.
        if day and isinstance(value, str) and value.strip() != day.isoformat():
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class YesNoField(forms.Field):
    """``true`` or ``false`` (``1`` and ``0`` too); None when nothing was asked."""

    words = {"true": True, "1": True, "false": False, "0": False}

    def __init__(self, *, yes: Any, no: Any, **kwargs: Any) -> None:
        choices = [("", gettext_lazy("All")), ("true", yes), ("false", no)]
        super().__init__(widget=forms.Select(choices=choices), **kwargs)

    def to_python(self, value: Any) -> bool | None:
        if value in self.empty_values:
            return None
        try:
            return self.words[str(value).lower()]
        except KeyError:
            raise ValidationError(_("Enter true or false."), code="invalid") from None


class SearchField(forms.CharField):
    """Words to look for among ``things``. Cleans to what is looked for, or to what is near when nothing fits."""

    def __init__(self, things: str, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)
        self.things = things

    def clean(self, value: Any) -> SearchQuery | None:
        text = super().clean(value)
        return search(self.things, text) if text else None


def _values(field: forms.ChoiceField) -> list[str]:
    """What a field takes, but for leaving it empty."""
    return [str(key) for key, _label in field.choices if key]  # type: ignore[misc, union-attr]  # pairs, here


class ManyField(forms.MultipleChoiceField):
    """Some of a fixed set of values, each once, in the order given."""

    widget = OneOrMany
    default_error_messages = {"invalid_choice": gettext_lazy("“%(value)s” is not one of the values: %(known)s.")}

    def validate(self, value: list[str]) -> None:
        known = _values(self)
        for key in value:
            if key not in known:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": key, "known": listed(known)},
                )

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().clean(value)))


class OneField(forms.ChoiceField):
    """One of a fixed set of values; the refusal names what is known."""

    default_error_messages = {"invalid_choice": ManyField.default_error_messages["invalid_choice"]}

    def validate(self, value: str) -> None:
        known = _values(self)
        if value and value not in known:
            raise ValidationError(
                self.error_messages["invalid_choice"],
                code="invalid_choice",
                params={"value": value, "known": listed(known)},
            )


class RowsField(forms.Field):
    """Rows of a table by their public key (a slug, a reference, a code). Cleans to a list of rows.

    ``rows`` gives the QuerySet that may be asked for, ``key`` its column, ``special`` keys that stand for no row.
    An unknown key is refused by name.
    """

    widget = OneOrMany

    def __init__(self, rows: Callable[[], QuerySet], key: str, special: Iterable[str] = (), **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.rows, self.key, self.special = rows, key, tuple(special)

    def clean(self, value: Any) -> list[Model | str]:
        keys = list(dict.fromkeys(value or []))
        special: list[Model | str] = [key for key in keys if key in self.special]
        others = [key for key in keys if key not in self.special]
        if any("\x00" in key for key in others):
            raise ValidationError(_("A null character is not allowed."), code="null")
        found = self.find(others) if others else []
        existing = {str(getattr(row, self.key)) for row in found}
        for key in others:
            if key not in existing:
                raise ValidationError(_("There is no “%(value)s”."), code="unknown", params={"value": key})
        return [*special, *found]

    def find(self, keys: list[str]) -> list[Model]:
        """Those of the rows that there are. One query."""
        return list(self.rows().filter(**{f"{self.key}__in": keys}))


class NumberedRowsField(RowsField):
    """Rows of a table that has no key but its number: ``?period=3``."""

    def clean(self, value: Any) -> list[Model | str]:
        for key in value or []:
            # One spelling a row, as for every key; and nothing that no column could hold.
            if not (key.isascii() and key.isdecimal() and len(key) < 10 and str(int(key)) == key):
                raise ValidationError(_("There is no “%(value)s”."), code="unknown", params={"value": key})
        return super().clean(value)
