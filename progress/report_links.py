"""A link in a mail that opens one report for one person without a password: made, found, bound to a browser, ended.

It can do what the person may do to that one report before a curator has it, and nothing else. It ends by its age, when
the report is submitted (``progress.workflow``), and when the person no longer reports for the organisation. Nothing
here is done by opening an address: mail programs open links by themselves.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.days import today_of, zone_of
from accounts.models import User
from accounts.permissions import can_change_what_is_public, has_authenticator_app
from progress import link_secrets, permissions
from progress.models import ReportLink
from progress.obligations import Key
from progress.worklist import Item
from stakeholders.models import CommitmentState

AFTER_DUE = datetime.timedelta(days=14)
LONGEST = datetime.timedelta(days=30)
SALT, BROWSER_SALT = "report-link", "report-link-browser"


def expiry(due_on: datetime.date | None, *, user: User, at: datetime.datetime) -> datetime.datetime:
    """Until when a link made at ``at`` opens a report due on ``due_on``: two weeks after that day or after today,
    whichever is later, and never longer than ``LONGEST``.
    """
    day = max(due_on or datetime.date.min, today_of(user, at)) + AFTER_DUE
    return min(datetime.datetime.combine(day, datetime.time.max, zone_of(user)), at + LONGEST)


def may_have(user: User) -> bool:
    """May mails to the person hold such links at all?

    Not while an administrator's change of their account is fresh, as the mailbox may be another person's, and not when
    they would be asked for a second step that the link's page cannot take (a passkey).
    """
    if user.publishing_refusal():
        return False
    return not _role_needs_second_step(user) or has_authenticator_app(user)


def make(items: Iterable[Item], *, user: User, at: datetime.datetime) -> dict[Key, tuple[str, datetime.datetime]]:
    """An address for each of these items, and until when it opens the report. One query.

    Side effect: a row each. Earlier links to the same items go on: somebody may be writing behind one.
    """
    found, rows = {}, []
    for item in items:
        secret, until = link_secrets.new(), expiry(item.due_on, user=user, at=at)
        digest = link_secrets.digest_of(secret, salt=SALT)
        rows.append(
            ReportLink(
                digest=digest,
                user=user,
                commitment=item.commitment,
                organisation=item.organisation,
                expires_at=until,
            )
        )
        found[item.key] = settings.SITE_URL + reverse("progress:report_link", kwargs={"token": secret}), until
    ReportLink.objects.bulk_create(rows)
    return found


def find(token: str, *, at: datetime.datetime) -> ReportLink | None:
    """What the link opens; None for one that is altered, used up or too old, or whose person left."""
    rows = ReportLink.objects.select_related("user__preferences", "commitment__lead_organisation", "organisation")
    digest = link_secrets.digest_of(token, salt=SALT)
    link = rows.filter(digest=digest, expires_at__gt=at, user__is_active=True).first()
    if link is None or link.commitment.state != CommitmentState.PUBLISHED:
        return None
    return link if permissions.can_start_report(link.user, link.organisation, link.commitment) else None


def is_of(link: ReportLink, browser: str) -> bool:
    """Was the link first used in the browser that keeps the secret ``browser``?"""
    return bool(link.browser and browser) and link.browser == link_secrets.digest_of(browser, salt=BROWSER_SALT)


def bind(link: ReportLink, browser: str) -> bool:
    """Make the link that of the browser with the secret ``browser``; False when it is another's. The first one wins."""
    digest = link_secrets.digest_of(browser, salt=BROWSER_SALT)
    ReportLink.objects.filter(pk=link.pk, browser="").update(browser=digest)
    link.browser = ReportLink.objects.filter(pk=link.pk).values_list("browser", flat=True).first() or ""
    return link.browser == digest


def _role_needs_second_step(user: User) -> bool:
    return settings.REQUIRE_SECOND_FACTOR and can_change_what_is_public(user)


def needs_second_step(link: ReportLink) -> bool:
    """Must the person still enter a code: their role, or the organisation, asks for it?"""
    asked = _role_needs_second_step(link.user) or link.organisation.links_need_second_step
    return asked and link.proven_at is None


def prove(link: ReportLink, *, at: datetime.datetime | None = None) -> None:
    """Note that the person entered a code that is right."""
    link.proven_at = at or timezone.now()
    link.save(update_fields=["proven_at"])


@transaction.atomic
def forget(*, at: datetime.datetime) -> int:
    """Delete the links that are too old; return how many."""
    return ReportLink.objects.expired(at=at).delete()[0]
