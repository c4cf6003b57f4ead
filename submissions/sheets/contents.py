"""What a row of the sheet says to begin with: the open report, else what the last published one carries over."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

from progress.confirmation import carried_from
from progress.models import Health, ProgressReport
from stakeholders.figures import plain
from stakeholders.models import ImplementationStatus
from submissions.duties import Duty

from .columns import SAID, SEMICOLON


def said_by(duty: Duty) -> dict[str, Any]:
    """By code of the open columns, as a new report would begin. No day where nothing is begun yet."""
    if duty.open_report is not None:
        return {code: getattr(duty.open_report, code) for code in SAID}
    begin: dict[str, Any] = dict.fromkeys(SAID, "") | {"percent": None, "covers_until": None}
    if duty.last is None:
        return begin | {"implementation_status": ImplementationStatus.NOT_STARTED, "health": Health.ON_TRACK}
    carried = carried_from(duty.last, duty.organisation.pk)
    return begin | {code: value for code, value in carried.items() if code in SAID}


def figures_of(duty: Duty) -> dict[int, Decimal | None]:
    """By indicator: what the open report says; a new report says none yet."""
    if duty.open_report is None:
        return {one.pk: None for one in duty.indicators}
    return {one.pk: duty.values.get(one.pk) for one in duty.indicators}


def canonical(value: Any) -> str:
    """A value as text, the same whether it comes from a report or from a cell."""
    if value is None:
        return ""
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(plain(value))
    if isinstance(value, list):
        return SEMICOLON.join(value)
    return str(value).replace("\r\n", "\n").strip()


def row_of(said: dict[str, Any]) -> list[str]:
    """What a row says, for its seal and for comparing."""
    return [canonical(said.get(code)) for code in SAID]


def origin_of(report: ProgressReport | None) -> tuple[int, int]:
    """Key and version of the report that a row was filled in from; zeros for none."""
    return (report.pk, report.version) if report else (0, 0)
