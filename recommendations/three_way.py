"""Two people had one form open: three-way by field, so that nobody's text is lost and nobody's change is taken back.

Every form with a version carries, signed in a hidden field, what it said when it was opened (the base). When somebody
else has saved meanwhile, each field is decided by itself: changed on one side only, that side wins; changed on both
sides, what this person typed stays in the form and all three texts are shown. The merged form is sent again as a
decision over the present version. Views call ``remember`` when they make a form and ``merge`` when they meet a
conflict; ``templates/components/conflict.html`` shows the result.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from names.dates import date_in_words
from names.phrases import labelled, listed
from recommendations.partial_dates import PartialDate

BASE = "opened_with"
SALT = "recommendations.three_way"
Values = list[str]
Rows = Mapping[str, forms.BaseFormSet]


@dataclass(frozen=True)
class FieldMerge:
    """One field in words: at first, as saved now, as typed; and whose text the merged form holds."""

    label: str
    base: str | None  # None: the form did not say what it was opened with
    theirs: str
    mine: str
    outcome: str  # "theirs", "mine" (changed on one side only) or "both"


@dataclass
class Merge:
    """What to show and what to put into the form. ``by`` and ``at``: who saved last, and when."""

    data: QueryDict
    by: Any = None
    at: datetime.datetime | None = None
    fields: list[FieldMerge] = field(default_factory=list)

    @property
    def both(self) -> list[FieldMerge]:
        """Changed on both sides: the person decides."""
        return [one for one in self.fields if one.outcome == "both"]

    @property
    def taken(self) -> list[FieldMerge]:
        """Changed by the other side alone: taken over."""
        return [one for one in self.fields if one.outcome == "theirs"]

    @property
    def kept(self) -> list[FieldMerge]:
        """Changed by this person alone."""
        return [one for one in self.fields if one.outcome == "mine"]


def remember(form: forms.BaseForm, rows: Rows | None = None) -> None:
    """Give ``form`` the hidden field that says what it, and its formsets by prefix, were opened with."""
    form.fields[BASE] = forms.CharField(required=False, widget=forms.HiddenInput)
    # Worked out when the field is drawn: a subclass may still be setting what the form says.
    form.initial[BASE] = lambda: signed(form, rows)


def signed(form: forms.BaseForm, rows: Rows | None = None) -> str:
    """What an unbound form says, as text that only this site can have made."""
    said = {bound.name: _stored(bound) for bound in _shown(form)}
    for prefix, formset in (rows or {}).items():
        for key, row in _stored_rows(formset).items():
            said |= {f"{prefix}:{key}:{bound.name}": _stored(bound) for bound in _shown(row)}
    return signing.dumps(said, salt=SALT, compress=True)


def merge(posted: QueryDict, now: forms.BaseForm, rows: Rows | None = None, *, by: Any = None, at: Any = None) -> Merge:
    """Merge what was posted with ``now``, an unbound form (and its formsets by prefix) over what is saved now."""
    base = _read(posted.get(BASE, ""))
    found = Merge(posted.copy(), by, at)
    for bound in _shown(now):
        _merge_field(found, bound, bound.html_name, base, bound.name, str(bound.label))
    for prefix, formset in (rows or {}).items():
        _merge_rows(found, prefix, formset, base)
    found.data[BASE] = signed(now, rows)
    return found


def said(form: forms.BaseForm) -> dict[str, str]:
    """What a browser would send for each field of an unbound form without fields of several values."""
    return {bound.html_name: "".join(_stored(bound)) for bound in _shown(form)}


def typed(posted: QueryDict, now: forms.BaseForm) -> list[tuple[str, str]]:
    """Label and text of each field in which what was posted differs from ``now``, an unbound form."""
    return [
        (str(bound.label), in_words(bound, mine))
        for bound in _shown(now)
        if (mine := _posted(bound, posted, bound.html_name)) and mine != _stored(bound)
    ]


def differs(posted: QueryDict, now: forms.BaseForm) -> bool:
    """Does any field of what was posted differ from ``now``, an unbound form?"""
    return any(_posted(bound, posted, bound.html_name) != _stored(bound) for bound in _shown(now))


def typed_rows(posted: QueryDict, rows: Rows) -> list[tuple[str, str]]:
    """Title and text of each row that was posted and differs from the unbound formsets ``rows``."""
    found = []
    for prefix, formset in rows.items():
        stored = _stored_rows(formset)
        for number in range(_total(posted, prefix)):
            row = stored.get(posted.get(f"{prefix}-{number}-id", ""), formset.empty_form)
            said = [(bound, _posted(bound, posted, f"{prefix}-{number}-{bound.name}")) for bound in _shown(row)]
            if any(mine != _stored(bound) for bound, mine in said):
                text = "\n".join(labelled(bound.label, in_words(bound, mine)) for bound, mine in said if mine)
                found.append(("".join(said[0][1]), text))
    return found


def in_words(bound: BoundField, values: Values) -> str:
    """A field's value as a person reads it: labels of choices, dates written out."""
    choices = getattr(bound.field, "choices", None)
    if choices is not None:
        labels = {str(code): str(label) for code, label in choices}
        return "\n".join(labels.get(one, one) for one in values)
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return _("Yes") if values else _("No")
    try:
        value = bound.field.clean(values if isinstance(bound.field.widget, forms.MultiWidget) else "".join(values))
    except ValidationError:
        return listed(filter(None, values))
    if isinstance(value, datetime.date):
        return date_in_words(value)
    if isinstance(value, PartialDate):
        return value.in_words
    return str(value) if value and isinstance(bound.field, forms.MultiValueField) else "\n".join(values)


def _read(text: str) -> dict[str, Values] | None:
    """What the form was opened with; None when it does not say, or was not signed here."""
    try:
        return signing.loads(text, salt=SALT) if text else None
    except signing.BadSignature:
        return None


def _shown(form: forms.BaseForm) -> Iterator[BoundField]:
    """The fields that stand for something stored and that this person may change."""
    for bound in form:
        if not (bound.is_hidden or bound.field.disabled or bound.name in ("reason", "is_another", "DELETE")):
            yield bound


def _plain(value: Any) -> Values:
    parts = value if isinstance(value, list | tuple) else [value]
    texts = ["" if one is None else str(one).replace("\r\n", "\n").strip() for one in parts]
    return texts if any(texts) else []


def _stored(bound: BoundField) -> Values:
    """What a browser would send for a field that nobody touched."""
    widget, value = bound.field.widget, bound.value()
    if isinstance(widget, forms.MultiWidget):
        return _plain(value if isinstance(value, list) else widget.decompress(value))
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    return _sorted(widget, _plain(widget.format_value(value)))


def _posted(bound: BoundField, data: QueryDict, name: str) -> Values:
    widget = bound.field.widget
    value = widget.value_from_datadict(data, {}, name)
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if value else []
    return _sorted(widget, _plain(value))


def _sorted(widget: forms.Widget, values: Values) -> Values:
    """Boxes that are ticked have no order of their own."""
    return sorted(values) if isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple) else values


def _put(data: QueryDict, bound: BoundField, name: str, values: Values) -> None:
    widget = bound.field.widget
    if isinstance(widget, forms.MultiWidget):
        parts = values or [""] * len(widget.widgets)
        endings: list[str] = widget.widgets_names  # type: ignore[attr-defined]  # not in the stubs
        for ending, part in zip(endings, parts, strict=True):
            data[name + ending] = part
    elif isinstance(widget, forms.SelectMultiple | forms.CheckboxSelectMultiple):
        data.setlist(name, values)
    elif values:
        data[name] = values[0]
    else:
        data.pop(name, None)


def _merge_field(
    found: Merge, bound: BoundField, name: str, base: dict[str, Values] | None, key: str, label: str
) -> None:
    theirs, mine = _stored(bound), _posted(bound, found.data, name)
    first = base.get(key, []) if base is not None else None
    if theirs == mine:
        return
    outcome = "theirs" if mine == first else "mine" if theirs == first else "both"
    if outcome == "theirs":
        _put(found.data, bound, name, theirs)
    before = None if first is None else in_words(bound, first)
    found.fields.append(FieldMerge(label, before, in_words(bound, theirs), in_words(bound, mine), outcome))


def _stored_rows(formset: forms.BaseFormSet) -> dict[str, forms.BaseForm]:
    return {str(row.initial["id"]): row for row in formset if row.initial.get("id")}


def _title(row: forms.BaseForm) -> str:
    """What a row is called: its first field that is shown."""
    return next("".join(_stored(bound)) for bound in _shown(row))


def _merge_rows(found: Merge, prefix: str, formset: forms.BaseFormSet, base: dict[str, Values] | None) -> None:
    theirs, seen = _stored_rows(formset), set()
    for number in range(_total(found.data, prefix)):
        key = found.data.get(f"{prefix}-{number}-id", "")
        if key in theirs:
            seen.add(key)
            _merge_row(found, f"{prefix}-{number}", theirs[key], base, f"{prefix}:{key}")
        elif key:
            _row_gone(found, f"{prefix}-{number}", formset.empty_form, base, f"{prefix}:{key}")
    for key in theirs.keys() - seen:
        _append(found, prefix, theirs[key])


def _merge_row(found: Merge, name: str, row: forms.BaseForm, base: dict[str, Values] | None, key: str) -> None:
    if f"{name}-DELETE" in found.data:
        before = None if base is None else [base.get(f"{key}:{bound.name}", []) for bound in _shown(row)]
        if before != [_stored(bound) for bound in _shown(row)]:
            found.fields.append(FieldMerge(_title(row), None, _("changed"), _("taken out"), "both"))
        return
    for bound in _shown(row):
        label = labelled(_title(row), bound.label)
        _merge_field(found, bound, f"{name}-{bound.name}", base, f"{key}:{bound.name}", label)


def _row_gone(found: Merge, name: str, row: forms.BaseForm, base: dict[str, Values] | None, key: str) -> None:
    """A row that somebody took out: it goes when this person left it alone, else it becomes a new one."""
    found.data[f"{name}-id"] = ""
    values = {bound.name: _posted(bound, found.data, f"{name}-{bound.name}") for bound in _shown(row)}
    untouched = base is not None and all(base.get(f"{key}:{field}", []) == said for field, said in values.items())
    title = "".join(next(iter(values.values())))
    if untouched or f"{name}-DELETE" in found.data:
        found.data[f"{name}-DELETE"] = "on"
        found.fields.append(FieldMerge(title, title, _("taken out"), title, "theirs"))
    else:
        found.fields.append(FieldMerge(title, None, _("taken out"), title, "both"))


def _append(found: Merge, prefix: str, row: forms.BaseForm) -> None:
    """A row that somebody added stands below, as if this person had had it before them."""
    number = _total(found.data, prefix)
    found.data[f"{prefix}-{number}-id"] = str(row.initial["id"])
    for bound in _shown(row):
        _put(found.data, bound, f"{prefix}-{number}-{bound.name}", _stored(bound))
    found.data[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    found.fields.append(FieldMerge(_title(row), "", _title(row), "", "theirs"))


def _total(data: QueryDict, prefix: str) -> int:
    total = data.get(f"{prefix}-TOTAL_FORMS", "")
    return min(int(total), 1000) if total.isdecimal() and len(total) < 6 else 0
