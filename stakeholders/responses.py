"""The verb by which an organisation answers a recommendation."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.days import today_of
from accounts.permissions import refuse_while_blocked
from recommendations.models import Recommendation
from stakeholders import changes, permissions
from stakeholders.errors import Conflict, Invalid, NotPermitted
from stakeholders.models import Organisation, Response
from stakeholders.signals import response_changed


@transaction.atomic
def set_response(
    *,
    organisation: Organisation,
    recommendation: Recommendation,
    by,
    response: str,
    stated_on: datetime.date | None = None,
    note: str = "",
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> Response:
    """Write down how the organisation answers. The same answer again writes nothing.

    ``version`` is that of the answer which the person saw (0 for none yet; None asks nothing). Raises
    ``NotPermitted``, ``Conflict`` or ``Invalid``. Sends ``response_changed`` inside the transaction.
    """
    at = at or timezone.now()
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    person = changes.as_now(by)
    if not permissions.can_respond(person, organisation):
        raise NotPermitted
    refuse_while_blocked(person)
    row = Response.objects.filter(organisation=organisation, recommendation=recommendation).first()
    _refuse_stale(row, version)
    if row is None and not Recommendation.objects.public().filter(pk=recommendation.pk).exists():
        raise Invalid({"recommendation": _("This recommendation is not open to responses.")})
    if stated_on and stated_on > today_of(by, at):
        raise Invalid({"stated_on": _("This day is in the future. Enter the day on which the response was given.")})
    row = row or Response(organisation=organisation, recommendation=recommendation, version=0)
    answer = {"response": response, "stated_on": stated_on, "note": note.strip()}
    if row.version and all(getattr(row, name) == value for name, value in answer.items()):
        return row
    return _write(row, answer, by=by, at=at)


def _refuse_stale(row: Response | None, version: int | None) -> None:
    if version is not None and version != (row.version if row else 0):
        raise Conflict(row)


def _write(row: Response, answer: Mapping[str, object], *, by, at: datetime.datetime) -> Response:
    for name, value in answer.items():
        setattr(row, name, value)
    try:
        row.clean_fields()
    except ValidationError as problem:
        raise Invalid({name: " ".join(texts) for name, texts in problem.message_dict.items()}) from None
    row.version += 1
    changes.record(row, by=by, at=at)
    response_changed.send(Response, response=row, at=at)
    return row
