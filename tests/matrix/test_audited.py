"""Every address that writes leaves an entry in the log; what leaves none stands here with the reason.

Forms with texts are sent as they are opened, which changes nothing of some: those are held to it in ``test_guards``.
"""

from __future__ import annotations

import contextlib

import pytest
from django.db import transaction
from django.test import Client

from tests.matrix.ground import Things
from tests.matrix.guard import written_tables
from tests.matrix.roles import ROLES, Visitors
from tests.matrix.row import Row
from tests.matrix.rows import ROWS
from tests.matrix.test_guards import filled

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

OWN = "one's own things, which nobody else is asked about"
DRAFT = "typing into a draft; that it was begun, sent on or deleted is in the log"
#: Addresses that write and leave no entry, by their beginning.
UNTOLD = {
    "accounts:preferences": OWN,
    "accounts:end_session": OWN,
    "accounts:drop_kept_form": OWN,
    "accounts:carry_on": "what it carries out leaves its own",
    "notifications:": OWN,
    "reporting:snooze": OWN,
    "reporting:wake": OWN,
    "reporting:calendar": OWN,
    "reporting:mail_again": "the outbox tells of it",
    "review:keys": OWN,
    "review:reason": OWN,
    "review:ready_reason": OWN,
    "review:keep_reason": OWN,
    "review:take": "that somebody reads a report now; what they decide is in the log",
    "review:skip": "that somebody reads another report now",
    "reporting:report": DRAFT,
    "reporting:autosave": DRAFT,
    "stakeholders:sign_off": "the organisation's own history tells of it",
    "progress:report_link": DRAFT,
    "progress:unsubscribe": OWN,
    "follow": "the subscriptions of readers without an account are no acts of the site's people",
    "consent_": "choices have a log of their own, which names nobody",
    "account_": "sign-in and one's own account: allauth's signals tell of what counts",
    "mfa_": "as above",
    "usersessions_": OWN,
    "opendata:pack_pdf": "asks for a file of what is public",
}
#: The tables that say nothing of an object.
AROUND = frozenset(
    {
        "notifications_notification",
        "outbox_message",
        "progress_reportlink",
        "accounts_familiaraddress",
        "consent_consentstate",
    }
)


def posted(client: Client, address: str) -> None:
    """Send what the page's own form would send, with a reason; or nothing but the token."""
    page = client.get(address)
    data = {"reason": "A reason."}
    if page.status_code == 200 and b'method="post"' in page.content:
        with contextlib.suppress(ValueError):  # its forms lead elsewhere
            data = filled(page, data)
    client.post(address, data)


def writers() -> list[Row]:
    return [row for row in ROWS if row.answers("POST") and not row.route.startswith("reporting_api:")]


def test_what_writes_leaves_an_entry(ground: Things, visitors: Visitors) -> None:
    wrong, told = set(), set()
    for row in writers():
        for role in ROLES[1:]:
            with transaction.atomic(), written_tables() as written:
                posted(visitors.client(role), row.address(ground))
                transaction.set_rollback(True)
            if "audit_entry" in written:
                told.add(row.route)
            elif written - AROUND and not row.route.startswith(tuple(UNTOLD)):
                wrong.add(f"{row.route}: {sorted(written - AROUND)}")
    assert wrong == set()
    # The walk got through doors of every app.
    assert told >= {
        "curate_stakeholders:organisation_archive",
        "stakeholders:commitment_archive",
        "stakeholders:member_end",
        "stakeholders:invitation_withdraw",
        "review:publish",
        "reporting:thread_close",
        "submissions:token_revoke",
    }, told
