"""The siblings of ``organisations.create`` and ``archive`` for many at once: the same rules, a few queries for all."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.db.models import F
from django.utils.text import slugify

from accounts.permissions import refuse_while_blocked
from names import normal_form
from stakeholders import changes, permissions
from stakeholders.errors import NotPermitted, ReasonRequired, WrongState
from stakeholders.models import Organisation
from stakeholders.organisations import SLUG_LENGTH, OrganisationData, set_columns
from stakeholders.signals import organisations_added, organisations_archived

BATCH = 500


@transaction.atomic
def create_all(*, data: Sequence[OrganisationData], by, at: datetime.datetime, reason: str = "") -> list[Organisation]:
    """Add organisations, each with one row of history. Their names were looked up by whoever calls: see ``same_name``.

    Raises ``NotPermitted``, or ``Invalid`` for the first that cannot be saved; then none is. Side effects: as of
    ``create``, told by one ``organisations_added``.
    """
    _require(by)
    slugs = _Slugs()
    made = [_made(one, slugs) for one in data]
    made = Organisation.objects.bulk_create(made, batch_size=BATCH)
    _keep_history(made, by=by, at=at, reason=reason, update=False)
    if made:
        organisations_added.send(Organisation, organisations=made, at=at)
    return made


@transaction.atomic
def archive_all(*, organisations: Sequence[Organisation], by, at: datetime.datetime, reason: str) -> list[Organisation]:
    """Take organisations out of use for one public reason, each with one row of history.

    Raises as ``archive`` does, for the first that cannot be archived; then none is. Side effects: as of ``archive``,
    told by one ``organisations_archived``.
    """
    _require(by)
    if not reason.strip():
        raise ReasonRequired
    wanted = Organisation.objects.select_for_update(no_key=True).filter(pk__in=[one.pk for one in organisations])
    rows = list(wanted.order_by("pk"))
    for row in rows:
        if row.archived_at is not None:
            raise WrongState
        row.archived_at, row.archived_reason, row.version = at, reason.strip(), row.version + 1
    # The same for all, but for the version, which the database counts itself.
    wanted.update(archived_at=at, archived_reason=reason.strip(), version=F("version") + 1)
    _keep_history(rows, by=by, at=at, reason=reason.strip(), update=True)
    if rows:
        organisations_archived.send(Organisation, organisations=rows, at=at)
    return rows


def _require(by) -> None:
    person = changes.as_now(by)
    if not permissions.can_curate_organisations(person):
        raise NotPermitted
    refuse_while_blocked(person)


def _keep_history(rows: Sequence[Organisation], *, by, at: datetime.datetime, reason: str, update: bool) -> None:
    Organisation.history.bulk_history_create(
        rows, batch_size=BATCH, update=update, default_user=by, default_date=at, default_change_reason=reason or None
    )


def _made(data: OrganisationData, slugs: _Slugs) -> Organisation:
    organisation = Organisation(slug=slugs.free(data.name))
    set_columns(organisation, data)
    organisation.name_key = normal_form(organisation.name)
    return organisation


class _Slugs:
    """Short names for addresses, as ``organisations.free_slug`` gives them, for many names in one query."""

    def __init__(self) -> None:
        self.taken = set(Organisation.objects.values_list("slug", flat=True))
        self.next: dict[str, int] = {}

    def free(self, name: str) -> str:
        base = slugify(name)[:SLUG_LENGTH].strip("-") or "organisation"
        slug, number = base, self.next.get(base, 2)
        while slug in self.taken:
            slug, number = f"{base}-{number}", number + 1
        self.next[base] = number
        self.taken.add(slug)
        return slug
