"""Which rows of other apps are told of in the log, and what each of them says.

A source is a model and a function that turns one of its rows into what happened. The same function is asked when a row
is saved and when the log is filled from rows that are there already (``audit.filling``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model, QuerySet
from django.db.models.signals import post_save
from django.utils import translation

from audit.recording import Said, record

Tell = Callable[[Any], Iterable[Said]]


@dataclass(frozen=True)
class Source:
    """A model whose rows are told of."""

    model: type[Model]
    tell: Tell
    #: Its rows may be written many at once, of which no signal tells, or settle later: ``filling.catch_up`` looks.
    in_bulk: bool = False
    #: The rows that tell of something already.
    rows: Callable[[QuerySet], QuerySet] = lambda rows: rows


SOURCES: list[Source] = []


def follow(source: Source) -> None:
    """Tell of each row of the source from now on, as soon as it is saved."""
    SOURCES.append(source)
    post_save.connect(_heard(source), sender=source.model, weak=False, dispatch_uid=f"audit.{source.model.__name__}")


def _heard(source: Source) -> Callable[..., None]:
    def heard(*, instance: Model, raw: bool = False, **_: Any) -> None:
        if not raw:
            record(told(source, instance))

    return heard


def told(source: Source, row: Model) -> list[Said]:
    """What a row says, with names of things in the language of the site."""
    with translation.override(settings.LANGUAGE_CODE):
        return list(source.tell(row))


def name_of(row: Model, step: str = "") -> str:
    """The name of a row as the source of an entry."""
    return f"{row._meta.label_lower}:{row.pk}" + (f":{step}" if step else "")


def record_live(said: Said) -> None:
    """Write what no row keeps: it is told once, when it happens."""
    record([said])
