"""What makes a commitment one that others can check: advice beside the form. It never keeps anybody from saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _

from stakeholders.commitment_data import CommitmentData
from stakeholders.models import Repeats


@dataclass(frozen=True)
class Measure:
    """An indicator as far as it is filled in."""

    baseline: Decimal | None = None
    target: Decimal | None = None


@dataclass(frozen=True)
class Said:
    """What the advice goes by, of a form that may be half empty; ``actors`` are names that may stand in the text."""

    text: str = ""
    actors: Sequence[str] = ()
    has_deadline: bool = False
    measures: Sequence[Measure] = ()


class Advice(NamedTuple):
    """One of the rules: whether the commitment keeps it, and what to do about it."""

    rule: str
    is_kept: bool
    text: str


def said_in(data: CommitmentData, *, lead: str) -> Said:
    """The same of a whole commitment."""
    return Said(
        text=f"{data.title}\n{data.description}",
        actors=[lead, *(one.name for one in data.joint_organisations)],
        has_deadline=data.due is not None or data.repeats != Repeats.ONCE,
        measures=[Measure(one.baseline, one.target) for one in data.indicators],
    )


def advice(said: Said) -> list[Advice]:
    """Every rule, in the order of the form."""
    measures = said.measures
    known = [one for one in measures if one.baseline is not None and one.target is not None]
    return [
        Advice(
            _("Who acts"),
            any(name.casefold() in said.text.casefold() for name in said.actors if name),
            _("Name in the text who will do it: your organisation, or a partner."),
        ),
        Advice(
            _("By when"),
            said.has_deadline,
            _("Give a due date, or say that it repeats. A year is better than nothing."),
        ),
        Advice(
            _("How it is measured"),
            bool(measures),
            _("Add an indicator: something that others can count to see that it is done."),
        ),
        Advice(
            _("Where it starts"),
            bool(measures) and all(one.baseline is not None for one in measures),
            _("Give each indicator a baseline: its value before the work began, even if it is 0."),
        ),
        Advice(
            _("Where it leads"),
            bool(measures) and len(known) == len(measures) and all(_leads_up(one) for one in known),
            _("Give each indicator a target above its baseline. Where less is better, leave it as it is."),
        ),
    ]


def _leads_up(one: Measure) -> bool:
    return one.baseline is not None and one.target is not None and one.target > one.baseline
