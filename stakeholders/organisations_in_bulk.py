"""The sibling of ``organisations.create`` for many at once: the same rules, in a few queries for all."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from django.db import transaction
from django.utils.text import slugify

from accounts.permissions import refuse_while_blocked
from names import normal_form
from stakeholders import changes, permissions
from stakeholders.errors import NotPermitted
from stakeholders.models import Organisation
from stakeholders.organisations import SLUG_LENGTH, OrganisationData, set_columns
from stakeholders.signals import organisations_added

BATCH = 500


@transaction.atomic
def create_all(*, data: Sequence[OrganisationData], by, at: datetime.datetime, reason: str = "") -> list[Organisation]:
    """Add organisations, each with one row of history. Their names were looked up by whoever calls: see ``same_name``.

    Raises ``NotPermitted``, or ``Invalid`` for the first that cannot be saved; then none is. Side effects: as of
    ``create``, told by one ``organisations_added``.
    """
    person = changes.as_now(by)
    if not permissions.can_curate_organisations(person):
        raise NotPermitted
    refuse_while_blocked(person)
    slugs = _Slugs()
    made = [_made(one, slugs) for one in data]
    made = Organisation.objects.bulk_create(made, batch_size=BATCH)
    Organisation.history.bulk_history_create(
        made, batch_size=BATCH, default_user=by, default_date=at, default_change_reason=reason or None
    )
    if made:
        organisations_added.send(Organisation, organisations=made, at=at)
    return made


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
