"""What a request says, looked at before any form is: that it is an object, that its members are known, and their types.

What the values may be is the form's affair. Everything here raises ``Invalid`` by field, or ``BadParameter``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from rest_framework.request import Request

from dashboard.bad_request import BadParameter
from stakeholders.errors import Invalid
from submissions.writing import VALUES

TEXT, TEXT_OR_NONE, NUMBER, NUMBER_OR_NONE = "text", "text or none", "number", "number or none"
CODES, FIGURES, FILE = "codes", "figures", "file"
VERSION = {"version": NUMBER}
REPORT = {
    "covers_until": TEXT,
    "period": NUMBER_OR_NONE,
    "round_ends_on": TEXT_OR_NONE,
    "implementation_status": TEXT,
    "health": TEXT,
    "help_kind": TEXT,
    "help_needed": TEXT,
    "percent": NUMBER_OR_NONE,
    "narrative": TEXT,
    "barrier_kinds": CODES,
    "barriers": TEXT,
    "next_steps": TEXT,
    "language": TEXT,
    VALUES: FIGURES,
}
COMMITMENT = {"commitment": NUMBER}
EVIDENCE = dict.fromkeys(("url", "title", "dated", "language", "audience"), TEXT)
MOST = 2**63 - 1
MOST_KEY = 255


def said_in(request: Request, known: Mapping[str, str], *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    """The members of the body, which is an object with ``known`` ones only, each of its type."""
    body = request.data
    if not isinstance(body, Mapping):
        raise Invalid({"": _("Send one JSON object.")})
    errors: dict[str, object] = {name: _("This is needed.") for name in required if name not in body}
    for name, value in body.items():
        if problem := _problem(value, known.get(name, "")):
            errors[name] = problem
    if errors:
        raise Invalid(errors)
    return dict(body.items())


def _problem(value: Any, kind: str) -> str:
    """What is wrong with a member; empty when nothing is."""
    if not kind:
        return _("There is no such field here.")
    if kind == FILE:
        return ""
    if kind == FIGURES:
        if not isinstance(value, Mapping):
            return _("Give an object: the number of each indicator, and its value.")
        return next((problem for one in value.values() if (problem := _problem_of_figure(one))), "")
    if kind == CODES:
        return "" if isinstance(value, list) and all(map(_is_text, value)) else _("Give a list of texts.")
    if value is None and kind in (TEXT_OR_NONE, NUMBER_OR_NONE):
        return ""
    if kind in (TEXT, TEXT_OR_NONE):
        return "" if _is_text(value) else _("Give a text.")
    is_number = isinstance(value, int) and not isinstance(value, bool) and -MOST <= value <= MOST
    return "" if is_number else _("Give a whole number.")


def _problem_of_figure(value: Any) -> str:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return "" if value is None or is_number or _is_text(value) else _("Give a number.")


def _is_text(value: Any) -> bool:
    """A text that can be kept: halves of letters, which JSON can hold, cannot."""
    try:
        return isinstance(value, str) and bool(value.encode() or True)
    except UnicodeEncodeError:
        return False


def version_of(request: Request, said: dict[str, Any]) -> tuple[int, bool]:
    """The version that the system read, and whether ``If-Match`` gave it. Takes it out of ``said``."""
    given, header = said.pop("version", None), request.headers.get("If-Match", "").strip()
    if not header:
        if given is None:
            raise Invalid({"version": _("Say which version you read, here or in If-Match.")})
        return given, False
    number = header.removeprefix("W/").strip('"')
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise BadParameter("If-Match", header, _("Give the ETag of the report as you read it."))
    return int(number), True


def key_of(request: Request) -> str:
    """The ``Idempotency-Key``; empty for none."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not (0 < len(key) <= MOST_KEY and key.isascii() and key.isprintable()):
        text = _("Give 1 to %(most)s letters, figures or signs, such as a UUID.")
        raise BadParameter("Idempotency-Key", key[:MOST_KEY], text % {"most": MOST_KEY})
    return key
