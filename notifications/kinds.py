"""What notifications say, without this app knowing it: other apps register each kind here.

A kind's renderer gets all notifications of its kind that a page shows, so that it asks the database once, and writes
them in the language of the page. What is no longer there, or no longer the person's affair, it leaves out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from notifications.models import Notification


@dataclass(frozen=True, kw_only=True)
class Content:
    """One notification in words: a sentence, what somebody wrote (if they did), and the path of where to go."""

    text: str
    path: str
    detail: str = ""


Renderer = Callable[[Sequence[Notification]], dict[int, Content]]


_renderers: dict[str, Renderer] = {}


def register(name: str, render: Renderer) -> None:
    """Make a kind known; call it from ``AppConfig.ready``. A name has one renderer: a second one raises ValueError."""
    if _renderers.setdefault(name, render) is not render:
        raise ValueError(f"The kind of notification {name!r} is registered twice.")


def content_of(notifications: Sequence[Notification]) -> dict[int, Content]:
    """What each of them says, by its key; nothing for those of a kind that is not known or whose matter is gone."""
    by_kind: dict[str, list[Notification]] = {}
    for one in notifications:
        by_kind.setdefault(one.kind, []).append(one)
    found: dict[int, Content] = {}
    for name, rows in by_kind.items():
        if name in _renderers:
            found |= _renderers[name](rows)
    return found
