"""What the outbox carries, without knowing it: other apps register each kind of mail here.

A kind's renderer is asked at the moment of sending, outside any transaction. It checks again whether the person
is still owed the mail, and either writes it or answers ``None``, which cancels the message for good.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.contrib.auth.base_user import AbstractBaseUser

from outbox.models import Message

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_LINE_BREAK = re.compile(r"[\r\n]")


class UnknownKind(LookupError):
    """No app of this process has registered the kind: another release may know it, so the message waits."""


class UnsafeHeader(ValueError):
    """A header held a line break, with which a text could add headers of its own. The message fails."""


@dataclass(frozen=True, kw_only=True)
class EmailContent:
    """What one mail says: plain text always, HTML if given, further headers if needed.

    ``unsubscribe_url`` must accept a POST without login or cookies (RFC 8058) and becomes the two
    List-Unsubscribe headers. Raises UnsafeHeader when a header would hold a line break.
    """

    subject: str
    text: str
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    unsubscribe_url: str = ""

    def __post_init__(self) -> None:
        for value in (self.subject, self.unsubscribe_url, *self.headers, *self.headers.values()):
            if _LINE_BREAK.search(str(value)):
                raise UnsafeHeader(str(value))


Renderer = Callable[[Message], EmailContent | None]
GoesTo = Callable[[Message], AbstractBaseUser | None]


@dataclass(frozen=True)
class Kind:
    """A kind of mail: its name, what writes it, and whether the daily cap of a person counts it.

    ``goes_to`` says who it is for when it is sent (None: the person that it was planned for). ``about`` is one sentence
    for the people who get it; ``can_be_stopped`` whether they may refuse it. Only such a kind offers to unsubscribe.
    ``tells_of_bounces``: administrators hear of an address that does not exist; not where anybody may type one in.
    ``kept_days``: how long a settled message stays, where OUTBOX_KEEP_DAYS is longer than anybody needs it.
    """

    name: str
    render: Renderer
    capped: bool
    goes_to: GoesTo | None = None
    about: StrOrPromise = ""
    can_be_stopped: bool = False
    tells_of_bounces: bool = True
    kept_days: int | None = None


_kinds: dict[str, Kind] = {}


def register(
    name: str,
    render: Renderer,
    *,
    capped: bool = True,
    goes_to: GoesTo | None = None,
    about: StrOrPromise = "",
    can_be_stopped: bool = False,
    tells_of_bounces: bool = True,
    kept_days: int | None = None,
) -> None:
    """Make a kind known; call it from ``AppConfig.ready``. A name has one renderer: a second one raises ValueError."""
    known = _kinds.get(name)
    if known is not None and known.render is not render:
        raise ValueError(f"The kind of mail {name!r} is registered twice.")
    _kinds[name] = Kind(name, render, capped, goes_to, about, can_be_stopped, tells_of_bounces, kept_days)


def unregister(name: str) -> None:
    """Forget a kind, if it is known."""
    _kinds.pop(name, None)


def all_kinds() -> list[Kind]:
    """Every kind that is known, in the order in which they were registered."""
    return list(_kinds.values())


def get(name: str) -> Kind:
    """The kind of that name. Raises UnknownKind."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None
