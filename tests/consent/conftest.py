"""What the tests of consent share: a visitor who answers, and notices that change."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consent import notices
from consent.models import NoticeVersion


@pytest.fixture(autouse=True)
def _read_the_notice_anew():
    """A process keeps the notice for some seconds; each test has a database of its own."""
    notices.forget()
    yield
    notices.forget()


@pytest.fixture(autouse=True)
def seal_file(settings: Any, tmp_path: Path) -> Path:
    """Where this test's seals go."""
    settings.CONSENT_SEAL_FILE = tmp_path / "seals.jsonl"
    return settings.CONSENT_SEAL_FILE


class Publisher:
    """Signs nothing in, may publish: what ``notices.publish`` asks of a person."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def publish(self, change: Callable[[NoticeVersion], None] | None = None, **fields: Any) -> NoticeVersion:
        """Publish the next notice: the words of the one in force, changed by ``change`` and ``fields``."""
        draft = notices.draft_from_current()
        for field, value in fields.items():
            setattr(draft, field, value)
        draft.save()
        if change:
            change(draft)
        published = notices.publish(draft=draft, by=self.user, at=timezone.now())
        notices.forget()
        return published


@pytest.fixture
def publisher(ada: Any) -> Publisher:
    """An administrator with the means to change the notice."""
    return Publisher(ada)


def change_purpose(category: str) -> Callable[[NoticeVersion], None]:
    """A change of what ``category`` is for, in every language."""

    def change(draft: NoticeVersion) -> None:
        for text in draft.texts.all():
            text.categories[category]["purpose"] += " And for something else."
            text.save()

    return change


@pytest.fixture
def choose(client: Client) -> Callable[..., Any]:
    """Post a choice as the test's own visitor; ``as_json`` asks for JSON."""

    def post(
        as_json: bool = False, to: Client | None = None, headers: dict[str, str] | None = None, **fields: str
    ) -> Any:
        sent = {"accept": "application/json"} if as_json else {}
        return (to or client).post("/cookies/choice/", fields, headers=sent | (headers or {}))

    return post


def granted(client: Client) -> set[str]:
    """What holds for a client, as ``state.json`` says it."""
    state = client.get("/cookies/state.json").json()["granted"]
    return {key for key, yes in state.items() if yes and key != "functional"}


def ticked(page: str) -> set[str]:
    """The optional boxes that a page shows ticked."""
    boxes = re.findall(r'<input\s+type="checkbox"\s+name="(\w+)"([^>]*)>', page)
    return {name for name, attributes in boxes if "checked" in attributes and "disabled" not in attributes}
