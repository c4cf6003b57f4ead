"""What one field of a catalogue file may hold: a check takes the decoded value and returns the clean one.

A check raises ValueError with a message for the person who wrote the file. Lengths come from the models, so that
each rule is stated once.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from names import single_line
from names.phrases import listed

from .partial_dates import PartialDate

Check = Callable[[Any], Any]

LONG_TEXT = 10_000
LAST_POSITION = 9_999
FIRST_YEAR, LAST_YEAR = 1900, 2100

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_CODE = re.compile(r"[A-Z0-9]+(?:-[A-Z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,4})?")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def shown(value: Any) -> str:
    """The value as an error message quotes it, cut to a bearable length."""
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:59] + "…"


def longest(model: type[models.Model], name: str) -> int:
    """How many characters the model's field may hold."""
    return getattr(model._meta.get_field(name), "max_length", None) or LONG_TEXT


def text(model: type[models.Model], name: str, *, blank: bool = False) -> Check:
    """Text for a model's field; only a field without a limit of its own may have several lines."""
    limit = longest(model, name)
    one_line = getattr(model._meta.get_field(name), "max_length", None) is not None

    def check(value: Any) -> str:
        clean = clean_text(value)
        if not clean and not blank:
            raise ValueError(_("a text is needed here"))
        if len(clean) > limit:
            raise ValueError(
                _("%(length)d characters are too many; %(limit)d fit") % {"length": len(clean), "limit": limit}
            )
        if one_line:
            _one_line(clean)
        return clean

    return check


def _one_line(value: str) -> None:
    try:
        single_line(value)
    except ValidationError:
        raise ValueError(_("one line is needed here, without line breaks")) from None


def clean_text(value: Any) -> str:
    """A text in Unicode's composed form, with plain line ends and no space around it."""
    if not isinstance(value, str):
        raise ValueError(_("%(value)s is not a text in quotation marks") % {"value": _kind(value)})
    clean = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for character in clean:
        # Neither can be stored (NUL, half a character) nor seen (other control characters).
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise ValueError(_("the character U+%(code)04X cannot be stored") % {"code": ord(character)})
    return clean


def pattern(model: type[models.Model], name: str, expression: re.Pattern[str], hint: str | Promise) -> Check:
    """Text of a given form; ``hint`` ends the sentence "'x' is not …"."""
    as_text = text(model, name)

    def check(value: Any) -> str:
        clean = as_text(value)
        if not expression.fullmatch(clean):
            raise ValueError(_("%(value)s is not %(hint)s") % {"value": shown(clean), "hint": hint})
        return clean

    return check


def slug(model: type[models.Model], name: str) -> Check:
    return pattern(model, name, _SLUG, gettext_lazy("made of a-z, 0-9 and single hyphens"))


def code(model: type[models.Model], name: str) -> Check:
    return pattern(model, name, _CODE, gettext_lazy("made of A-Z, 0-9 and single hyphens"))


def language(model: type[models.Model], name: str) -> Check:
    return pattern(model, name, _LANGUAGE, gettext_lazy("a language tag such as en, fr or pt-BR"))


def digest(model: type[models.Model], name: str) -> Check:
    return pattern(model, name, _SHA256, gettext_lazy("a SHA-256 in 64 hexadecimal digits"))


Values = Iterable[str] | Callable[[], Iterable[str]]  # fixed, or rows of the site


def _now(values: Values) -> list[str]:
    return list(values() if callable(values) else values)


def one_of(values: Values) -> Check:

    def check(value: Any) -> str:
        known = _now(values)
        if not isinstance(value, str) or value not in known:
            raise ValueError(
                _("%(value)s is not one of %(known)s")
                % {"value": shown(value) if isinstance(value, str) else _kind(value), "known": listed(known)}
            )
        return value

    return check


def some_of(values: Values) -> Check:
    """A list of at least one known value, none of them twice; returned in the order in which they are known."""
    one = one_of(values)

    def check(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise ValueError(_("%(value)s is not a list") % {"value": _kind(value)})
        chosen = [one(item) for item in value]
        if not chosen:
            raise ValueError(_("at least one is needed"))
        twice = sorted({item for item in chosen if chosen.count(item) > 1})
        if twice:
            raise ValueError(_("%(value)s appears here more than once") % {"value": twice[0]})
        return tuple(item for item in _now(values) if item in chosen)

    return check


def whole_number(least: int, most: int) -> Check:
    def check(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(_("%(value)s is not a whole number") % {"value": _kind(value)})
        if not least <= value <= most:
            raise ValueError(
                _("%(value)d is not between %(least)d and %(most)d") % {"value": value, "least": least, "most": most}
            )
        return value

    return check


def number(model: type[models.Model], name: str) -> Check:
    """A number with at most the digits that the model's decimal field keeps."""
    field = model._meta.get_field(name)
    if not isinstance(field, models.DecimalField):
        raise TypeError(f"{model.__name__}.{name} is not a decimal field")
    decimals, whole = field.decimal_places, field.max_digits - field.decimal_places

    def check(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            raise ValueError(_("%(value)s is not a number") % {"value": _kind(value)})
        exact = Decimal(value)
        if exact.adjusted() >= whole:
            raise ValueError(_("the number has more than %(digits)d digits before the point") % {"digits": whole})
        kept = exact.quantize(Decimal(1).scaleb(-decimals))
        if kept != exact:
            raise ValueError(_("the number has more than %(digits)d digits after the point") % {"digits": decimals})
        return kept

    return check


def partial_date(value: Any) -> PartialDate:
    """``2021``, ``2021-06`` or ``2021-06-15``, in quotation marks."""
    try:
        return PartialDate.parse(clean_text(value))
    except ValueError:
        quoted = shown(value) if isinstance(value, str) else _kind(value)
        message = _('%(value)s is not a date: write "2024", "2024-06" or "2024-06-15"')
        raise ValueError(message % {"value": quoted}) from None


def instant(value: Any) -> datetime.datetime:
    """A date and time with its distance from UTC, as in ``2024-06-15T12:00:00Z``."""
    try:
        moment = parse_datetime(clean_text(value))
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise ValueError(_('not a date and time with a time zone: write "2024-06-15T12:00:00Z"'))
    return moment.astimezone(datetime.UTC)


def or_null(check: Check) -> Check:
    return lambda value: None if value is None else check(value)


def _kind(value: Any) -> str:
    """How a message names a value of the wrong type."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return _("an object")
    if isinstance(value, list):
        return _("a list")
    return shown(value)
