"""How a verb writes a row, with the person, the reason and the moment in its history; and the person as stored now."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.db import models

from stakeholders.errors import Conflict


def as_now(by):
    """``by`` as the database has the account now: closed, perhaps, or without the role since the page was opened.

    The memberships, past ones too, are fetched along.
    """
    return get_user_model().objects.prefetch_related("memberships").get(pk=by.pk)


def record(row: models.Model, *, by, at: datetime.datetime, reason: str = "", **save) -> None:
    """Save ``row``; its history says who, when and why. Extra arguments go to ``save``."""
    _describe(row, by, at, reason)
    row.save(**save)


def insert_without_history(row: Any) -> None:
    """Insert ``row``; its history begins with the ``record`` that follows when its parts are there, too."""
    row.skip_history_when_saving = True
    row.save(force_insert=True)
    del row.skip_history_when_saving


def remove(row: models.Model, *, by, at: datetime.datetime, reason: str = "") -> None:
    """Delete ``row``; its history says who, when and why."""
    _describe(row, by, at, reason)
    row.delete()


def refuse_stale(row, version: int | None) -> None:
    """Raise ``Conflict`` when ``row`` is no longer the version that the person saw; None asks nothing."""
    if version is not None and version != row.version:
        raise Conflict(row)


def _describe(row, by, at: datetime.datetime, reason: str) -> None:
    row._history_user, row._history_date, row._change_reason = by, at, reason or None
