"""What the site is called and looks like now: no query a page, at most some seconds old.

A process keeps the row that it last read, as consent keeps its notice. The stamp of a public page names the version
that the process knows, so no page is cached under a name that it does not show.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import translation
from django.utils.translation import get_language, gettext

from identity import colours
from identity.models import Identity

FRESH_SECONDS = 5.0
OURS = "Recommendations tracker"  # what a site is called before anybody named it


@dataclass(frozen=True)
class Site:
    """The row as it was read, with what the settings say where it says nothing."""

    row: Identity = field(default_factory=Identity)
    is_saved: bool = False

    @property
    def version(self) -> int:
        return self.row.version if self.is_saved else 0

    @property
    def name(self) -> str:
        """In the reader's language where it has a name there; the one that comes with the project is translated."""
        named = getattr(self.row, f"name_{get_language()}", "") or self.row.name
        return named or (gettext("Recommendations tracker") if settings.SITE_NAME == OURS else settings.SITE_NAME)

    @property
    def short_name(self) -> str:
        return self.row.short_name or self.name

    @property
    def controller(self) -> str:
        """Who answers for personal data; without a controller, whoever the site is named after."""
        return self.row.controller or (self.row.name if not settings.CONTROLLER_IS_SET else "") or settings.CONTROLLER

    @property
    def contact(self) -> str:
        return self.row.contact or settings.CONTACT_EMAIL

    @property
    def sender(self) -> str:
        """Who mails come from: the address of the settings, with the name saved here unless the settings name one."""
        if not self.row.name or settings.DEFAULT_FROM_EMAIL_IS_SET:
            return settings.DEFAULT_FROM_EMAIL
        return formataddr((self.row.name, parseaddr(settings.DEFAULT_FROM_EMAIL)[1]))

    @property
    def processors(self) -> list[str]:
        return [line.strip() for line in self.row.processors.splitlines() if line.strip()]

    @property
    def languages(self) -> list[tuple[str, Any]]:
        """(code, name) of each language that the site is offered in; English is always one."""
        offered = self.row.languages.split()
        return [one for one in settings.LANGUAGES if not offered or one[0] in offered]

    @property
    def accents(self) -> tuple[str, str]:
        """The colour on light and on dark pages."""
        return self.row.accent_light or colours.LIGHT.accent, self.row.accent_dark or colours.DARK.accent

    @property
    def stylesheet(self) -> str:
        """The address of the site's own colours; empty where it has none. The colours stand in it: it never changes."""
        if self.accents == (colours.LIGHT.accent, colours.DARK.accent):
            return ""
        return "/identity/{}-{}.css".format(*(accent.removeprefix("#") for accent in self.accents))

    @property
    def logo_address(self) -> str:
        return address_of(self.row.logo_id)

    @property
    def icon_address(self) -> str:
        return address_of(self.row.icon_id)

    @property
    def lead(self) -> tuple[str, str]:
        """(text, its language) of the front page, in the reader's language or in English; twice empty without one."""
        for code in (get_language() or "", settings.LANGUAGE_CODE):
            if text := getattr(self.row, f"lead_{code}", ""):
                return text, code
        return "", ""


class _Kept:
    """What this process last read."""

    site: Site = Site()
    until: float = 0.0


def site() -> Site:
    """The identity of the site. While the database does not answer, the last one known goes on being shown."""
    if time.monotonic() >= _Kept.until:
        try:
            row = Identity.objects.select_related("logo", "icon").first()
            _Kept.site = Site(row, is_saved=True) if row else Site()
        except DatabaseError:
            if transaction.get_connection().in_atomic_block:
                raise
        _Kept.until = time.monotonic() + FRESH_SECONDS
    return _Kept.site


def forget() -> None:
    """Make this process read the identity again at its next use."""
    _Kept.until = 0.0


def keep_none() -> None:
    """Take it that there is no row until one is saved here: for tests, so that none counts a reading by luck."""
    _Kept.site, _Kept.until = Site(), float("inf")


def address_of(digest: str | None) -> str:
    """The address of a picture; empty without one."""
    return f"/identity/{digest}.png" if digest else ""


def offered_languages() -> list[tuple[str, Any]]:
    """The languages of pages and mails, as the choices of a field."""
    return site().languages


def spoken(language: str) -> str:
    """The language to write to somebody in who chose ``language``: English where it is offered no more."""
    return language if language in dict(site().languages) else settings.LANGUAGE_CODE


def in_offered_language(write: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """A writer of mails whose ``message.language`` may be offered no more: then words and links are in English."""

    @functools.wraps(write)
    def written(message: Any) -> Any:
        with translation.override(spoken(message.language)):
            return write(message)

    return written


def mail_frame() -> dict[str, str]:
    """What every mail says of the site."""
    now = site()
    return {
        "site_name": now.name,
        "contact": now.contact,
        "mail_header": now.row.mail_header,
        "mail_footer": now.row.mail_footer,
        "sender": now.sender,
    }


def with_header(text: str) -> str:
    """A mail in plain text, below the first line that the body gives all of its mails."""
    header = site().row.mail_header
    return f"{header}\n\n{text}" if header else text


def site_name() -> str:
    """The name of the site."""
    return site().name


def contact_address() -> str:
    """Where people write with questions and about their data."""
    return site().contact
