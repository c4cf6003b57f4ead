"""The first run: on a terminal, by options, and on the page behind a link that works once."""

from __future__ import annotations

import datetime
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import User
from consent.models import NoticeVersion
from identity import setup_links
from identity.models import Identity, SetupLink
from recommendations.models import Edition
from tests.identity.test_identity import png
from tests.recommendations import samples

pytestmark = pytest.mark.django_db
OPTIONS = {
    "name": "Road safety tracker",
    "languages": "en es",
    "controller": "The Roads Council",
    "contact": "us@roads.example",
    "email": "rita@roads.example",
    "person": "Rita Roe (fictional)",
    "edition": "ROADS-2026=Safe roads",
}
TYPED = {
    "name": "Road safety tracker",
    "languages": ["en", "es"],
    "controller": "The Roads Council",
    "contact": "us@roads.example",
    "administrator_name": "Rita Roe (fictional)",
    "administrator_email": "rita@roads.example",
    "catalogue": "empty",
    "edition_title": "Safe roads",
    "edition_code": "ROADS-2026",
}


def run(**options: Any) -> str:
    out = StringIO()
    call_command("setup", no_input=True, stdout=out, **options)
    return out.getvalue()


def link() -> str:
    return "/setup/" + run(link=True).strip().partition("/setup/")[2]


def test_options_set_up_a_site_and_a_second_run_changes_nothing(client: Client) -> None:
    said = run(**OPTIONS, time_zone="Europe/Paris")
    assert "Identity: version 1 saved." in said and "Catalogue ROADS-2026: 1 created" in said
    assert "Set TIME_ZONE=Europe/Paris" in said
    row, person = Identity.objects.get(), User.objects.get(email="rita@roads.example")
    assert (row.name, row.languages, person.is_superuser) == ("Road safety tracker", "en es", True)
    notice = NoticeVersion.objects.published().newest_first().first()
    assert (
        notice is not None and notice.controller == "The Roads Council" and f"notice {notice.number} published" in said
    )
    path = said.partition("password here: ")[2].split()[0].partition("/accounts/")[2]
    assert client.get(f"/accounts/{path}").status_code == 200, "where the password is chosen"
    again = run(**OPTIONS)
    assert "Identity: as it was." in again and "0 created, 0 changed" in again and "as they were" in again
    assert "notice" not in again and Identity.objects.get().version == 1
    assert "version 2 saved" in run(name="Roads")


def test_a_file_of_options(tmp_path: Path) -> None:
    path = tmp_path / "site.json"
    path.write_text(json.dumps(OPTIONS | {"catalogue": str(tmp_path / "no.json")} | {"edition": ""}))
    with pytest.raises(CommandError, match="cannot be read"):
        run(json=str(path))
    assert not Identity.objects.exists() and not User.objects.exists(), "all of it or nothing"
    path.write_text(json.dumps(OPTIONS | {"colour": "red"}))
    with pytest.raises(CommandError, match="some of"):
        run(json=str(path))
    path.write_text(json.dumps(OPTIONS))
    assert "Identity: version 1 saved." in run(json=str(path))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"accent_light": "#ffcc00"}, "contrast of 1"),
        ({"email": "nobody"}, "administrator_email"),
        ({"edition": "a b=Roads"}, "code"),
        ({"logo": "/nowhere.png"}, "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(wrong: dict[str, str], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        run(**OPTIONS | wrong)
    assert not Identity.objects.exists() and not User.objects.exists() and not Edition.objects.exists()


def test_the_page_works_once_and_for_a_day(client: Client) -> None:
    assert "manage.py setup --link" in client.get("/setup/").content.decode()
    old, new = link(), link()
    assert client.get(old).status_code == 404, "a newer link ends the one before"
    SetupLink.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert client.get(new).status_code == 404
    path = link()
    assert client.get(path).status_code == 200
    answer = client.post(path, TYPED)
    assert answer.status_code == 302, answer.context["form"].errors
    assert "/accounts/invitation/" in answer["Location"]
    assert Edition.objects.get().state == "draft" and Identity.objects.get().languages == "en es"
    assert [client.get(one).status_code for one in (path, "/setup/")] == [404, 404]
    assert client.post(path, TYPED | {"administrator_email": "other@roads.example"}).status_code == 404
    with pytest.raises(CommandError, match="There is an administrator"):
        link()


def test_a_link_is_gone_with_the_first_administrator(client: Client, ada: User) -> None:
    path = setup_links.make(at=timezone.now()).partition("/setup/")[2]
    assert client.get(f"/setup/{path}").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"catalogue": "file"}, "Choose a catalogue file."),
        ({"edition_code": ""}, "Enter a code"),
        ({"catalogue": "table", "is_curator": "on", "edition_code": ""}, "Enter a code"),
        ({"catalogue": "table"}, "Only curators bring in a spreadsheet."),
        ({"administrator_email": ""}, "This field is required"),
        ({"catalogue": "file", "catalogue_file": SimpleUploadedFile("c.json", b"{")}, "catalogue"),
    ],
)
def test_no_wrong_answer_loses_the_others(client: Client, wrong: dict[str, Any], words: str) -> None:
    page = client.post(link(), TYPED | wrong)
    html = page.content.decode()
    assert page.status_code == 400 and words in html and not User.objects.exists()
    assert 'value="Road safety tracker"' in html and 'value="us@roads.example"' in html


def test_a_catalogue_file_comes_in(client: Client) -> None:
    file = SimpleUploadedFile("c.json", json.dumps(samples.SMALL).encode())
    answer = client.post(link(), TYPED | {"catalogue": "file", "catalogue_file": file})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Edition.objects.get().code == samples.SMALL["edition"]["code"]


def test_a_spreadsheet_finds_an_edition_to_go_into(client: Client) -> None:
    answer = client.post(link(), TYPED | {"catalogue": "table", "is_curator": "on"})
    assert answer.status_code == 302, answer.context["form"].errors
    assert Edition.objects.get().code == "ROADS-2026"


def test_a_test_mail_says_whether_it_went_out(client: Client, settings: Any) -> None:
    path = link()
    logo = png()
    page = client.post(path, TYPED | {"test_mail": "1", "contact": "", "logo_file": logo}).content.decode()
    assert "This picture stays." in page and "no picture that we can read" not in page
    assert mail.outbox[0].to == ["rita@roads.example"] and "took a test email to rita@roads.example" in page
    assert 'value="Road safety tracker"' in page and not User.objects.exists()
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        9,
    )
    failed = client.post(path, TYPED | {"test_mail": "1"}).content.decode()
    assert "The mail server did not take it: " in failed and "refused" in failed
