"""Cursors: where the next page begins, so that rows added meanwhile are neither skipped nor repeated."""

from __future__ import annotations

import base64
import binascii
import datetime
import json
from typing import Any

from django.utils.translation import gettext as _

from dashboard.bad_request import BadParameter

LIMIT, MOST = 50, 100
PARAMETERS = ("cursor", "limit", "lang")


def encode(ordering: str, value: Any, key: int) -> str:
    """A cursor after the row with this order key and key, in this ordering; opaque to whoever holds it."""
    kind = "text"
    if isinstance(value, datetime.datetime):
        kind, value = "moment", value.isoformat()
    elif isinstance(value, datetime.date):
        kind, value = "day", value.isoformat()
    text = json.dumps([ordering, kind, value, key], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def decode(cursor: str, ordering: str) -> tuple[Any, int]:
    """The order key and key in a cursor. Raises BadParameter for one that is broken or of another ordering."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        made_for, kind, value, key = json.loads(base64.urlsafe_b64decode(padded.encode()))
        if made_for != ordering or not isinstance(key, int) or not isinstance(value, str) or not 0 <= key < 2**63:
            raise ValueError
        if "\x00" in value:
            raise ValueError
        if kind != "text":
            value = {"moment": datetime.datetime, "day": datetime.date}[kind].fromisoformat(value)
    except (ValueError, TypeError, KeyError, RecursionError, binascii.Error, UnicodeError):
        text = _("Take it from “next” of the page before, with the same ordering.")
        raise BadParameter("cursor", cursor, text) from None
    return value, key


def read_limit(text: str) -> int:
    """How many rows a page holds. Raises BadParameter for anything but a whole number from 1 to 100."""
    if not text:
        return LIMIT
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= MOST):
        raise BadParameter("limit", text, _("Enter a whole number from 1 to %(most)s.") % {"most": MOST})
    return int(text)
