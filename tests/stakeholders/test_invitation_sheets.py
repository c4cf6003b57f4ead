"""Inviting people of many organisations by one table: what each line would do, and that only that is sent."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Invitation, User
from stakeholders import invitation_sheets
from stakeholders.models import InvitedMembership
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
PAGE = reverse("curate_stakeholders:invite_list")
TABLE = """email;name;organisation;role
ana@new.example;Ana Ruiz;Government of Verania;focal point
ben@new.example;Ben;lantern-trust;viewer

cleo@new.example;Cleo;Nowhere;viewer
ana@new.example;Ana Ruiz;Lantern Trust
alice.arden@example.org;;Government of Verania
ana@new.example;Ana again;Government of Verania
dora@new.example;Dora;curator"""


def test_what_each_line_would_do(verania, lantern, alice, carol, ada):
    lines = invitation_sheets.read(TABLE, role="reporter", by=carol)
    assert [(one.number, str(one.organisation or ""), one.role, bool(one.problem)) for one in lines] == [
        (2, "Government of Verania", "focal_point", False),
        (3, "Lantern Trust", "viewer", False),
        (5, "", "viewer", True),
        (6, "Lantern Trust", "reporter", False),
        (7, "Government of Verania", "reporter", True),
        (8, "Government of Verania", "reporter", True),
        (9, "", "reporter", True),
    ]
    assert "Only administrators" in lines[-1].problem
    assert not invitation_sheets.read(TABLE, role="reporter", by=ada)[-1].problem


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("no-address; Ana; Government of Verania; viewer", "Enter a valid email address."),
        ("ana@new.example; Ana; Nowhere; viewer", "Add the name of an organisation in use"),
        ("ana@new.example; Ana; Government of Verania; boss", "“boss” is not a role."),
    ],
)
def test_what_is_wrong_is_called_what_it_is(verania, carol, row, said):
    [line] = invitation_sheets.read(row, role="reporter", by=carol)
    assert line.problem.startswith(said)


@pytest.mark.parametrize(
    "row",
    [
        "ana@new.example,Ana Ruiz,Government of Verania,viewer",
        "ana@new.example\tAna Ruiz\tverania\tViewer",
        'ana@new.example,"Ana Ruiz","Government of  Verania",viewer',
        "Ana Ruiz <ana@new.example>; Government of Verania; viewer",
    ],
)
def test_tables_as_people_keep_them(verania, carol, row):
    [line] = invitation_sheets.read(row, role="reporter", by=carol)
    assert (line.email, line.name, line.organisation, line.role, line.problem) == (
        "ana@new.example", "Ana Ruiz", verania, "viewer", "",
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_file_of_any_program_is_shown_and_then_sent(client, verania, carol, encoding):
    text = "email;name;organisation\nzoe@new.example;Zoé;Government of Verania\n"
    sign_in(client, carol)
    upload = SimpleUploadedFile("people.csv", text.encode(encoding))
    shown = client.post(PAGE, {"file": upload, "role": "reporter", "language": "en"})
    assert shown.status_code == 200 and not Invitation.objects.exists()
    typed = shown.context["form"]["lines"].value()
    sent = {"lines": typed, "role": "reporter", "language": "en", "confirmed": shown.context["confirmed"]}
    assert client.post(PAGE, sent)["Location"] == PAGE
    offered = InvitedMembership.objects.get()
    assert (offered.organisation, offered.invitation.name, offered.invitation.invited_by) == (verania, "Zoé", carol)
    assert "zoe@new.example" in client.get(PAGE).content.decode()


def test_members_are_invited_in_the_language_in_which_their_organisation_reports(verania, carol):
    verania.language = "es"
    verania.save()
    lines = invitation_sheets.read("ana@new.example; Government of Verania", role="reporter", by=carol)
    invitation_sheets.invite_all(lines=lines, by=carol, language="fr")
    assert Invitation.objects.get().language == "es"


def test_a_curator_is_invited_by_an_administrator(client, ada, verania):
    sign_in(client, ada)
    typed = {"lines": "dora@new.example; Dora Dee; curator", "role": "reporter", "language": "fr"}
    shown = client.post(PAGE, typed)
    assert client.post(PAGE, typed | {"confirmed": shown.context["confirmed"]}).status_code == 302
    assert User.objects.get(email="dora@new.example").is_curator


def test_a_table_that_reads_otherwise_by_then_is_shown_again(client, verania, carol):
    sign_in(client, carol)
    typed = {"lines": "ana@new.example; Government of Verania", "role": "reporter", "language": "en"}
    confirmed = client.post(PAGE, typed).context["confirmed"]
    again = client.post(PAGE, typed | {"role": "viewer", "confirmed": confirmed})
    assert again.status_code == 200 and not Invitation.objects.exists()


@pytest.mark.parametrize("lines", ["", " \n ", "\x00"])
def test_nothing_is_answered_in_words(client, carol, lines):
    answer = sign_in(client, carol).post(PAGE, {"lines": lines, "role": "reporter", "language": "en"})
    assert answer.status_code == 400 and "error-summary" in answer.content.decode()
