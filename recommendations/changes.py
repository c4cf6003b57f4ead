"""How a catalogue object is written: always with a row of history that says who, when and why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from .models import Addressee, Recommendation
from .models.vocabulary import actor_codes


@dataclass(frozen=True, slots=True)
class Stamp:
    """Who changes something, when and why. One stamp for all the rows of one change holds them together."""

    by: Any
    at: datetime.datetime
    reason: str

    def put_on(self, instance: models.Model) -> None:
        """Side effect: the instance's next row of history carries this stamp."""
        instance._history_user = self.by  # type: ignore[attr-defined]  # read by simple-history
        instance._history_date = self.at  # type: ignore[attr-defined]  # read by simple-history
        instance._change_reason = self.reason  # type: ignore[attr-defined]  # read by simple-history


def save(instance: models.Model, stamp: Stamp) -> None:
    """Save an object and a row of its history."""
    stamp.put_on(instance)
    instance.save()


def delete(instance: models.Model, stamp: Stamp) -> None:
    """Delete an object; its history stays and gains a last row."""
    stamp.put_on(instance)
    instance.delete()


def set_addressees(recommendation: Recommendation, actor_types: Iterable[str], stamp: Stamp) -> bool:
    """Make these the actor types addressed, in their order. True when something changed."""
    wanted = set(actor_types)
    present = {addressee.actor_type: addressee for addressee in recommendation.addressees.all()}
    for actor_type, addressee in present.items():
        if actor_type not in wanted:
            delete(addressee, stamp)
    for actor_type in actor_codes():
        if actor_type in wanted and actor_type not in present:
            save(Addressee(recommendation=recommendation, actor_type=actor_type), stamp)
    return wanted != set(present)
