"""Reading an answer out of a POST: which boxes, under which notice, in which language, and where to go back to."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Mapping

from django.http import HttpRequest
from django.utils.translation import gettext as _

from . import conf
from .categories import OPTIONAL

DECISIONS = {"accept_all": frozenset(OPTIONAL), "refuse_all": frozenset()}
YES = {"on", "true", "1", "yes"}
NO = {"", "off", "false", "0", "no"}
# Long enough that nobody meets another person's key by chance: 128 bits in base 64 or hexadecimal.
KEY = re.compile(r"[A-Za-z0-9_-]{22,64}", re.ASCII)
WAYS = ("banner", "page")


class BadAnswer(ValueError):
    """A POST that is no answer. ``errors`` maps each field to what is wrong with it, in words."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("; ".join(errors.values()))
        self.errors = errors


@dataclasses.dataclass(frozen=True, kw_only=True)
class Sent:
    """What a POST says, checked for form alone."""

    granted: frozenset[str]
    notice: int | None
    language: str | None
    way: str
    idempotency_key: str | None
    next: str


def fields_of(request: HttpRequest) -> Mapping[str, str]:
    """The fields of a form, or of a JSON object. Raises BadAnswer for anything else."""
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        data = json.loads(request.body or b"{}")
    except (ValueError, RecursionError) as error:
        raise BadAnswer({"body": _("The body is not valid JSON.")}) from error
    if not isinstance(data, dict):
        raise BadAnswer({"body": _("The body must be a JSON object.")})
    as_text = {True: "true", False: "false", None: ""}
    return {
        str(key): as_text[value] if value is None or isinstance(value, bool) else str(value)
        for key, value in data.items()
    }


def read(request: HttpRequest) -> Sent:
    """The answer in a request. Raises BadAnswer naming every field that is wrong."""
    fields = fields_of(request)
    errors: dict[str, str] = {}
    sent = Sent(
        granted=_granted(fields, errors),
        notice=_notice(fields.get("notice", ""), errors),
        language=fields.get("language") if fields.get("language") in conf.languages() else None,
        way=fields["way"] if fields.get("way") in WAYS else "page",
        idempotency_key=_key(fields.get("idempotency_key") or request.headers.get("Idempotency-Key", ""), errors),
        next=fields.get("next", ""),
    )
    if errors:
        raise BadAnswer(errors)
    return sent


def _granted(fields: Mapping[str, str], errors: dict[str, str]) -> frozenset[str]:
    decision = fields.get("decision", "save") or "save"
    if decision in DECISIONS:
        return DECISIONS[decision]
    if decision != "save":
        errors["decision"] = _("“%(value)s” is no decision. Use accept_all, refuse_all or save.") % {
            "value": decision[:50]
        }
    for category in OPTIONAL:
        if fields.get(category, "").lower() not in YES | NO:
            errors[category] = _("“%(value)s” is neither yes nor no.") % {"value": fields[category][:50]}
    return frozenset(category for category in OPTIONAL if fields.get(category, "").lower() in YES)


def _notice(value: str, errors: dict[str, str]) -> int | None:
    if not value:
        return None
    if value.isascii() and value.isdigit() and len(value) <= 9:
        return int(value)
    errors["notice"] = _("“%(value)s” is no notice's number.") % {"value": value[:50]}
    return None


def _key(value: str, errors: dict[str, str]) -> str | None:
    if not value:
        return None
    if KEY.fullmatch(value):
        return value
    errors["idempotency_key"] = _("An idempotency key is 22 to 64 letters, digits, hyphens or underscores.")
    return None
