"""What is done to organisations. Verbs are keyword-only and atomic; each write leaves one row of history.

``at`` is the moment that the act counts from (now by default); ``version`` the one that the person saw.
``organisation_changed`` is sent inside the transaction when the public could see the difference.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from accounts.permissions import refuse_while_blocked
from stakeholders import changes, permissions
from stakeholders.errors import Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.models import Country, Organisation
from stakeholders.models.organisation import ALTERNATE_AFTER
from stakeholders.signals import organisation_changed

SLUG_LENGTH = 70  # leaves room in the column for a number behind it


@dataclass(frozen=True, kw_only=True)
class OrganisationData:
    """What a curator says of an organisation. The short name in addresses follows from the first name, for good."""

    name: str
    actor_type: str
    country: Country | None = None
    language: str = "en"
    website: str = ""
    description: str = ""


def create(
    *,
    data: OrganisationData,
    by,
    is_fictional: bool = False,
    is_another: bool = False,
    at: datetime.datetime | None = None,
) -> Organisation:
    """Add an organisation. ``is_another`` says that it is not the one that has the same name (``same_name``).

    Raises ``NotPermitted``, or ``Invalid`` naming the fields, for a second of that name too.
    """
    try:
        return _create(data, by, is_fictional, is_another, at or timezone.now())
    except IntegrityError:
        # Somebody took the same short name at the same moment; now it is seen.
        return _create(data, by, is_fictional, is_another, at or timezone.now())


@transaction.atomic
def _create(data: OrganisationData, by, is_fictional: bool, is_another: bool, at: datetime.datetime) -> Organisation:
    person = changes.as_now(by)
    if not permissions.can_curate_organisations(person):
        raise NotPermitted
    refuse_while_blocked(person)
    organisation = Organisation(is_fictional=is_fictional, slug=free_slug(data.name))
    set_columns(organisation, data)
    _refuse_same_name(data, is_another)
    changes.record(organisation, by=by, at=at)
    organisation_changed.send(Organisation, organisation=organisation, at=at)
    return organisation


@transaction.atomic
def update(
    *,
    organisation: Organisation,
    data: OrganisationData,
    by,
    version: int | None = None,
    reason: str = "",
    is_another: bool = False,
    at: datetime.datetime | None = None,
) -> Organisation:
    """Change what is said of an organisation; its address stays, and the same data writes nothing.

    ``reason`` is public; ``is_another`` as for ``create``, asked for a new name or country. Raises ``NotPermitted``,
    ``Conflict``, ``WrongState`` for an archived one, ``ReasonRequired`` or ``Invalid``.
    """
    at, reason = at or timezone.now(), reason.strip()
    organisation = _lock(organisation, by)
    if organisation.archived_at is not None:
        raise WrongState
    changes.refuse_stale(organisation, version)
    before = data_of(organisation)
    if before == data:
        return organisation
    if not reason:
        raise ReasonRequired(_("Enter a reason. The public sees the change and this reason."))
    if (before.name, before.country) != (data.name, data.country):
        _refuse_same_name(data, is_another, but=organisation)
    set_columns(organisation, data)
    return _save(organisation, by=by, at=at, reason=reason)


@transaction.atomic
def archive(
    *,
    organisation: Organisation,
    by,
    reason: str,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> Organisation:
    """Take an organisation out of use, with a public reason; its commitments leave the public pages with it."""
    at, reason = at or timezone.now(), reason.strip()
    organisation = _lock(organisation, by)
    changes.refuse_stale(organisation, version)
    if organisation.archived_at is not None:
        raise WrongState
    if not reason:
        raise ReasonRequired
    organisation.archived_at, organisation.archived_reason = at, reason
    return _save(organisation, by=by, at=at, reason=reason)


@transaction.atomic
def restore(
    *,
    organisation: Organisation,
    by,
    reason: str,
    version: int | None = None,
    at: datetime.datetime | None = None,
) -> Organisation:
    """Bring an archived organisation, and what it committed to, back into use."""
    at, reason = at or timezone.now(), reason.strip()
    organisation = _lock(organisation, by)
    changes.refuse_stale(organisation, version)
    if organisation.archived_at is None:
        raise WrongState
    if organisation.merged_into_id is not None:
        raise WrongState(_("This organisation was merged into another one. Undo the merge instead."))
    if not reason:
        raise ReasonRequired
    organisation.archived_at, organisation.archived_reason = None, ""
    return _save(organisation, by=by, at=at, reason=reason)


@transaction.atomic
def set_sign_off(
    *,
    organisation: Organisation,
    by,
    required: bool,
    codes: bool | None = None,
    alternate_after_days: int | None = None,
    at: datetime.datetime | None = None,
) -> Organisation:
    """Have reports wait for the focal point's sign-off, or not; links in mails ask for a code, or not; and after how
    many days the alternate is reminded. None leaves it as before.

    Raises ``NotPermitted``, or ``Invalid`` for too few or too many days. It is not public, so no signal is sent.
    """
    at = at or timezone.now()
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    if not permissions.can_set_sign_off(changes.as_now(by), organisation):
        raise NotPermitted
    codes = organisation.links_need_second_step if codes is None else codes
    days = organisation.alternate_after_days if alternate_after_days is None else alternate_after_days
    least, most = ALTERNATE_AFTER
    if not least <= days <= most:
        message = _("Enter a number of days from %(least)s to %(most)s.") % {"least": least, "most": most}
        raise Invalid({"alternate_after_days": message})
    now = {"requires_sign_off": required, "links_need_second_step": codes, "alternate_after_days": days}
    if any(getattr(organisation, name) != value for name, value in now.items()):
        for name, value in now.items():
            setattr(organisation, name, value)
        organisation.version += 1
        changes.record(organisation, by=by, at=at)
    return organisation


def data_of(organisation: Any) -> OrganisationData:
    """What is said of the stored organisation, or in a row of its history, in the shape in which it is given."""
    return OrganisationData(
        name=organisation.name,
        actor_type=organisation.actor_type,
        country=organisation.country,
        language=organisation.language,
        website=organisation.website,
        description=organisation.description,
    )


def same_name(name: str, country: Country | None, *, but: Organisation | None = None) -> QuerySet[Organisation]:
    """Organisations, archived ones too, that a person would take for one of this name in this country.

    Names count as the same in their normal form. Ministries of two countries may share a name; a body without a country
    is compared with all.
    """
    found = Organisation.objects.named(name)
    if but is not None:
        found = found.exclude(pk=but.pk)
    if country is not None:
        found = found.filter(Q(country=country) | Q(country__isnull=True))
    return found.order_by("name", "pk")


def _refuse_same_name(data: OrganisationData, is_another: bool, but: Organisation | None = None) -> None:
    if not is_another and same_name(data.name, data.country, but=but).exists():
        raise Invalid({"name": _("There is already an organisation with this name.")})


def free_slug(name: str) -> str:
    """A short name for addresses that no organisation has: from the name, with a number behind it when taken.

    A name in a script that has no Latin form gives ``organisation``, ``organisation-2`` and so on.
    """
    base = slugify(name)[:SLUG_LENGTH].strip("-") or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    candidates = (base if number == 1 else f"{base}-{number}" for number in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)


def _lock(organisation: Organisation, by) -> Organisation:
    organisation = Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)
    person = changes.as_now(by)
    if not permissions.can_curate_organisations(person):
        raise NotPermitted
    refuse_while_blocked(person)
    return organisation


def _save(organisation: Organisation, *, by, at: datetime.datetime, reason: str) -> Organisation:
    organisation.version += 1
    changes.record(organisation, by=by, at=at, reason=reason)
    organisation_changed.send(Organisation, organisation=organisation, at=at)
    return organisation


def set_columns(organisation: Organisation, data: OrganisationData) -> None:
    organisation.name = data.name.strip()
    organisation.actor_type = data.actor_type
    organisation.country = data.country
    organisation.language = data.language
    organisation.website = data.website.strip()
    organisation.description = data.description.strip()
    if data.language not in dict(settings.LANGUAGES):
        raise Invalid({"language": _("Choose one of the site’s languages.")})
    try:
        organisation.clean_fields()
    except ValidationError as problem:
        raise Invalid({name: " ".join(texts) for name, texts in problem.message_dict.items()}) from None
