"""The contact address: on the pages that send people to it, in every email, and warned of while it is a guess."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site_settings
from django.test import Client

from gta.contact_check import contact_is_set

MAIL_FOLDERS = ("progress/mail", "following/mail", "accounts/mail")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/about/", "/privacy/", "/accessibility/", "/accounts/login/"])
def test_pages_that_send_people_to_us_say_where_we_are(client: Client, path: str) -> None:
    assert f'href="mailto:{site_settings.CONTACT_EMAIL}"' in client.get(path).content.decode()


def test_every_email_ends_with_the_contact_address() -> None:
    templates = Path(site_settings.BASE_DIR) / "templates"
    whole = [
        path
        for folder in MAIL_FOLDERS
        for path in (templates / folder).glob("*.txt")
        if not path.name.endswith("_subject.txt") and path.name not in ("status.txt", "what.txt")
    ]
    whole += [templates / folder / "layout.html" for folder in MAIL_FOLDERS[:2]]
    whole += [templates / "accounts/mail/invitation.html", templates / "account/email/base_message.txt"]
    assert [path.name for path in whole if "components/contact." not in path.read_text(encoding="utf-8")] == []


def test_a_check_warns_while_the_address_is_only_the_default(settings: Any) -> None:
    settings.DEMO = settings.TESTING = settings.CONTACT_EMAIL_IS_SET = False
    assert [one.id for one in contact_is_set(None)] == ["gta.W001"]
    settings.CONTACT_EMAIL_IS_SET = True
    assert contact_is_set(None) == []
