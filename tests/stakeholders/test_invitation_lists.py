"""Inviting several people: what each line is read as, what is wrong with it, and that what was shown is sent."""

import pytest
from django.urls import reverse

from accounts.models import Invitation
from stakeholders import invitation_lists, memberships
from stakeholders.errors import Invalid, NotPermitted
from stakeholders.models import Role
from tests.cast import sign_in

pytestmark = pytest.mark.django_db

LIST = """Ana Ruiz <ana@example.org>; viewer

nora@example.org
not an address
"""


def read(text, verania, by):
    return invitation_lists.read(text, organisation=verania, role=Role.REPORTER, by=by)


@pytest.mark.parametrize(
    ("text", "name", "email", "role"),
    [
        ("ana@example.org", "", "ana@example.org", "reporter"),
        ("Ana Ruiz <Ana@Example.org>", "Ana Ruiz", "ana@example.org", "reporter"),
        ('"Ana Ruiz" <ana@example.org>; Focal point', "Ana Ruiz", "ana@example.org", "focal_point"),
        ("ana@example.org; Ana Ruiz; alternate", "Ana Ruiz", "ana@example.org", "alternate"),
        ("ana@example.org,Ana Ruiz,Lecture", "Ana Ruiz", "ana@example.org", "viewer"),
        ("ana@example.org؛ Ana Ruiz", "Ana Ruiz", "ana@example.org", "reporter"),
        ("Ana Ruiz\tana@example.org\tviewer", "Ana Ruiz", "ana@example.org", "viewer"),
    ],
)
def test_a_line_is_read_as_people_write_it(verania, fatima, text, name, email, role):
    (line,) = read(text, verania, fatima)
    assert (line.name, line.email, line.role, line.problem) == (name, email, role, "")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nobody at all", "valid email address"),
        ("ana@example.org; Ana; boss", "“boss” is not a role"),
        ("ana@example.org; ana.ruiz@example.org", "one email address on each line"),
        ("ALICE.ARDEN@example.org", "member already"),
        ("old@example.org", "invited already"),
        ("nora@example.org\nNora <NORA@example.org>", "on line 1"),
        ("a@example.org; alternate\nb@example.org; alternate", "same role is on line 1"),
    ],
)
def test_what_is_wrong_is_said_at_its_line(verania, alice, fatima, text, said):
    memberships.invite(organisation=verania, by=fatima, email="old@example.org", role=Role.VIEWER)
    assert said in read(text, verania, fatima)[-1].problem


def test_the_limit_of_a_day_is_said_at_the_lines_beyond_it(settings, verania, fatima):
    settings.INVITATIONS_PER_DAY = 2
    problems = [line.problem for line in read("a@example.org\nb@example.org\nc@example.org", verania, fatima)]
    assert problems[:2] == ["", ""]
    assert "today’s limit" in problems[2]


def test_all_are_invited_or_nobody(settings, verania, fatima, bob):
    lines = read("a@example.org\nb@example.org", verania, fatima)
    settings.INVITATIONS_PER_DAY = 1
    with pytest.raises(Invalid):
        invitation_lists.invite_all(organisation=verania, lines=lines, language="en", by=fatima)
    with pytest.raises(NotPermitted):
        invitation_lists.invite_all(organisation=verania, lines=lines, language="en", by=bob)
    assert not Invitation.objects.exists()


def test_the_list_is_shown_then_sent_as_it_was_shown(client, verania, fatima):
    sign_in(client, fatima)
    where = reverse("stakeholders:invite_several", args=[verania.slug])
    typed = {"lines": LIST, "role": "reporter", "language": "fr"}
    page = client.post(where, typed)
    assert not Invitation.objects.exists()
    assert "1 line has a problem" in page.content.decode()
    shown = page.context["confirmed"]

    changed = client.post(where, typed | {"lines": LIST + "late@example.org", "confirmed": shown})
    assert not Invitation.objects.exists(), "not what was shown"
    assert "late@example.org" in changed.content.decode()

    client.post(where, typed | {"confirmed": shown})
    assert set(Invitation.objects.values_list("email", "language")) == {
        ("ana@example.org", "fr"),
        ("nora@example.org", "fr"),
    }
    assert set(verania.invited_memberships.values_list("role", flat=True)) == {"viewer", "reporter"}


def test_reading_asks_as_often_for_many_as_for_one(django_assert_num_queries, settings, verania, fatima):
    settings.INVITATIONS_PER_DAY = 500
    with django_assert_num_queries(3):
        assert len(read("\n".join(f"p{number}@example.org" for number in range(60)), verania, fatima)) == 60
