"""The first run: whose site this is, the first administrator, the first catalogue; all of it or nothing."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import people
from accounts.models import User
from desk.identity_saving import name_controller
from identity import changing, setup_links
from identity.models import Identity, SetupLink
from recommendations.catalogue_file import CatalogueDocument, read_catalogue
from recommendations.imports import ImportResult, import_catalogue

GTA_2021 = Path(settings.BASE_DIR) / "recommendations" / "data" / "gta-2021.json"


@dataclass(frozen=True)
class FirstRun:
    """What a body says at the start. ``identity`` holds values of ``changing.FIELDS``; ``email`` may be empty."""

    identity: Mapping[str, Any]
    reason: str
    email: str = ""
    name: str = ""
    language: str = "en"
    is_curator: bool = False
    catalogue: CatalogueDocument | None = None


@dataclass
class Done:
    """What was done; ``link`` is where the administrator chooses a password."""

    identity: Identity | None = None
    administrator: User | None = None
    link: str = ""
    catalogue: ImportResult | None = None
    notice: int = 0
    said: list[str] = field(default_factory=list)


def has_administrator() -> bool:
    """Whether anybody looks after this site already."""
    return User.objects.filter(is_superuser=True, is_active=True).exists()


@transaction.atomic
def set_up(*, first: FirstRun, at: datetime.datetime, link: SetupLink | None = None) -> Done:
    """Carry out a first run; on the command line (without a ``link``) also a second one, which changes what differs.

    Raises ``ValidationError`` by field, ``FileRefusedError`` for the catalogue. Side effects: a person with an
    invitation, the identity with its history, a catalogue, and the next cookie notice where the controller is another.
    """
    if link is not None and (has_administrator() or not setup_links.use(link, at=at)):
        raise ValidationError(_("This site is set up already. Sign in as its administrator."))
    done = Done()
    if first.email:
        _administrator(first, done)
    _identity(first, done, at)
    if first.catalogue is not None:
        done.catalogue = import_catalogue(document=first.catalogue, reason=first.reason)
    return done


def _administrator(first: FirstRun, done: Done) -> None:
    """The person who looks after the site; whoever does so already stays as they are."""
    known = User.objects.filter(email__iexact=first.email, is_superuser=True, is_active=True).first()
    if known is not None:
        done.administrator = known
        return
    try:
        done.administrator, _invitation, done.link = people.create_person(
            email=first.email,
            name=first.name,
            language=first.language,
            administrator=True,
            curator=first.is_curator,
            by=None,
            mail=False,
        )
    except ValidationError as refusal:
        names = {"email": "administrator_email", "name": "administrator_name"}
        raise ValidationError({names.get(key, "__all__"): found for key, found in _by_field(refusal)}) from None


def _by_field(refusal: ValidationError) -> list[tuple[str, Any]]:
    if hasattr(refusal, "error_dict"):
        return list(refusal.message_dict.items())
    return [("email", refusal.messages)]


def _identity(first: FirstRun, done: Done, at: datetime.datetime) -> None:
    row = Identity.objects.first()
    differs = {name: value for name, value in first.identity.items() if value != getattr(row or Identity(), name)}
    if differs:
        version = row.version if row else 0
        row = changing.change(values=differs, reason=first.reason, version=version, by=done.administrator, at=at)
        done.identity = row
    publisher = done.administrator or User.objects.filter(is_superuser=True, is_active=True).first()
    if row is not None and publisher is not None:
        done.notice = name_controller(row, by=publisher, reason=first.reason, at=at)


def empty_edition(*, code: str, title: str, publisher: str, year: int) -> CatalogueDocument:
    """The catalogue of an edition that has nothing yet. Raises ``FileRefusedError`` for what it cannot be called."""
    edition = {
        "code": code,
        "slug": code.lower(),
        "title": title,
        "publisher": publisher,
        "summary": "",
        "published": str(year),
        "language": settings.LANGUAGE_CODE,
        "source": title,
        "state": "draft",
    }
    whole = {
        "format": "recommendations-catalogue/1",
        "edition": edition,
        "areas": [],
        "recommendations": [],
        "key_findings": [],
        "crosswalk": [],
    }
    return read_catalogue(json.dumps(whole).encode())
