"""Form fields of this app: a date that may be known only to its month or year, and organisations by their names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.models import ModelChoiceIterator
from django.template.loader import render_to_string
from django.utils.dates import MONTHS
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from names.phrases import listed
from recommendations.partial_dates import PartialDate
from recommendations.translations import show
from stakeholders.models import Organisation

FIRST_YEAR, LAST_YEAR = 1900, 2199  # outside of it a year is a slip of the finger
NEAR = 3  # how many names are offered instead of one that is not known


def _months() -> list[tuple[str, Any]]:
    return [("", "—"), *((str(number), name) for number, name in MONTHS.items())]


class PartialDateWidget(forms.MultiWidget):
    """Day, month and year side by side, each with its label, in a fieldset."""

    template_name = "stakeholders/widgets/partial_date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        number = {"inputmode": "numeric", "autocomplete": "off"}
        day = forms.TextInput({**number, "size": 2, "maxlength": 2})
        year = forms.TextInput({**number, "size": 4, "maxlength": 4})
        super().__init__({"day": day, "month": forms.Select(choices=lazy(_months, list)()), "year": year}, attrs)

    def decompress(self, value: PartialDate | None) -> list[str]:
        if value is None:
            return ["", "", ""]
        year, month, day = [*value.iso.split("-"), "", ""][:3]
        return [day.lstrip("0"), month.lstrip("0"), year]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        labels = [_("Day"), _("Month"), _("Year")]
        context["parts"] = list(zip(labels, context["widget"]["subwidgets"], strict=True))
        return context


class PartialDateField(forms.MultiValueField):
    """Gives a ``PartialDate`` as exact as it was typed, or None. No day is ever invented."""

    widget = PartialDateWidget

    def __init__(self, **kwargs: Any) -> None:
        parts = [forms.CharField(required=False, max_length=10) for _part in range(3)]
        kwargs.setdefault(
            "help_text", _("If you do not know the full date, leave the day, or the day and month, blank.")
        )
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, values: list[str]) -> PartialDate | None:
        day, month, year = (value.strip() for value in values) if values else ("", "", "")
        if not (day or month or year):
            return None
        if not year:
            raise ValidationError(_("Enter the year."), code="year")
        if day and not month:
            raise ValidationError(_("Choose the month as well, or leave the day blank."), code="month")
        return _read(day, month, year)


def _read(day: str, month: str, year: str) -> PartialDate:
    if not (year.isdecimal() and FIRST_YEAR <= int(year) <= LAST_YEAR):
        raise ValidationError(_("Enter the year with four figures, such as 2026."), code="year")
    if month and not (month.isdecimal() and 1 <= int(month) <= 12):
        raise ValidationError(_("Choose the month from the list."), code="month")
    if day and not (day.isdecimal() and 1 <= int(day) <= 31):
        raise ValidationError(_("Enter the day as a number from 1 to 31."), code="day")
    parts = [f"{int(year):04}", *(f"{int(part):02}" for part in (month, day) if part)]
    try:
        return PartialDate.parse("-".join(parts))
    except ValueError:
        raise ValidationError(_("Enter a real date. This month does not have that day."), code="day") from None


class _InReadersLanguage(ModelChoiceIterator):
    """Recommendations with their titles in the reader's language, which one query brings for all of them."""

    def __iter__(self) -> Iterator[Any]:
        rows = list(self.queryset)
        show(rows)
        return iter([self.choice(row) for row in rows])


class RecommendationsField(forms.ModelMultipleChoiceField):
    """Recommendations to tick; a number that no key can be is a wrong choice, not a query that breaks."""

    widget = forms.CheckboxSelectMultiple
    iterator = _InReadersLanguage

    def label_from_instance(self, obj: Any) -> str:
        return render_to_string("stakeholders/widgets/recommendation_label.html", {"recommendation": obj})

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not (str(key).isdecimal() and len(str(key)) <= 18):
                message = self.error_messages["invalid_choice"]
                raise ValidationError(message, code="invalid_choice", params={"value": key})
        return super().clean(value)


class OrganisationNamesField(forms.CharField):
    """Organisations, one a line, by name or short name; gives a list. Scales where a list of all of them would not."""

    widget = forms.Textarea
    # Those that are named already: their names mean them, also when another has the same name or they were archived.
    already: Sequence[Organisation] = ()

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10_000)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> str:
        if isinstance(value, str) or value is None:
            return value or ""
        return "\n".join(organisation.name for organisation in value)

    def clean(self, value: Any) -> list[Organisation]:
        if isinstance(value, list | tuple):
            return list(value)  # a field that may not be changed is given what is stored
        text = super().clean(value)
        names = list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
        found, problems = [], []
        for name in names[:50]:
            try:
                found += self._already_called(name) or [organisation_called(name)]
            except ValidationError as problem:
                problems.append(problem)
        if problems:
            raise ValidationError(problems)
        if len(names) > 50:
            raise ValidationError(_("Enter 50 organisations at most."))
        return list(dict.fromkeys(found))

    def _already_called(self, name: str) -> list[Organisation]:
        return [one for one in self.already if one.name == name]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


def organisation_called(name: str) -> Organisation:
    in_use = Organisation.objects.public()
    called = list(in_use.filter(slug=name)[:1]) or list(in_use.named(name)[:2])
    if len(called) == 1:
        return called[0]
    if called:
        slugs = listed(in_use.named(name).values_list("slug", flat=True)[:NEAR])
        message = _("Several organisations are called “%(name)s”. Enter the short name of the one you mean: %(near)s.")
        raise ValidationError(message, params={"name": name, "near": slugs})
    near = listed(in_use.called_like(name).values_list("name", flat=True)[:NEAR])
    if near:
        raise ValidationError(
            _("No organisation is called “%(name)s”. Did you mean: %(near)s?"), params={"name": name, "near": near}
        )
    raise ValidationError(
        _("No organisation is called “%(name)s”. Enter the name as on its page."), params={"name": name}
    )
