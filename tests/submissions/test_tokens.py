"""Access tokens: who makes them, what is kept of them, when they stop."""

from __future__ import annotations

import datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccountEvent, User
from stakeholders import memberships
from stakeholders.errors import Invalid, NotPermitted
from stakeholders.models import Membership, Organisation
from submissions import tokens
from submissions.models import AccessToken
from tests.cast import give_second_factor, person
from tests.letters import letters
from tests.submissions.conftest import Program, program

pytestmark = pytest.mark.django_db
UNTIL = (timezone.localdate() + datetime.timedelta(days=30)).isoformat()


def _form(**fields: str) -> dict[str, str]:
    return {"name": "Records", "scope": "draft", "until": UNTIL} | fields


@pytest.fixture
def page(verania: Organisation) -> str:
    return reverse("submissions:tokens", args=[verania.slug])


def test_the_focal_point_makes_one_sees_it_once_and_only_its_digest_is_kept(
    client: Client, verania: Organisation, fatima: User, page: str, django_capture_on_commit_callbacks
) -> None:
    client.force_login(fatima)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page, _form())
    token = AccessToken.objects.get()
    text = answer.content.decode()
    secret = text.split("<code>")[1].split("</code>")[0]
    assert secret.startswith("rtk_") and len(secret) > 40 and answer["Cache-Control"].count("no-store")
    assert token.digest == tokens.digest_of(secret) and secret.startswith(token.prefix)
    assert secret not in str(list(AccessToken.objects.values())) + str(list(AccountEvent.objects.values()))
    assert secret not in client.get(page).content.decode() and token.prefix in client.get(page).content.decode()
    event = AccountEvent.objects.get(action="token_made")
    assert (event.person, event.by) == (fatima, fatima) and "Records" in event.detail and "Verania" in event.detail
    assert [one.to for one in letters()] == [[fatima.email]] and "Records" in letters()[0].body
    assert secret not in letters()[0].body
    assert Program(secret).get("").data["scope"] == "draft"


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"until": "2020-01-01"}, "at most a year"),
        ({"until": (timezone.localdate() + datetime.timedelta(days=367)).isoformat()}, "at most a year"),
        ({"until": ""}, "required"),
        ({"scope": "everything"}, "valid choice"),
        ({"name": ""}, "required"),
        ({"name": "In use"}, "There is a token of this name"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_stays_typed(
    client: Client, verania: Organisation, fatima: User, page: str, fields: dict[str, str], word: str
) -> None:
    program(verania, fatima, name="In use")
    client.force_login(fatima)
    answer = client.post(page, _form(**fields))
    assert answer.status_code == 400 and word in answer.content.decode()
    assert AccessToken.objects.count() == 1


def test_nobody_else_makes_one(
    client: Client, verania: Organisation, alice: User, bob: User, carol: User, ada: User, page: str
) -> None:
    for one in (alice, bob, carol, ada):
        client.force_login(one)
        assert client.get(page).status_code == client.post(page, _form()).status_code == 404
        with pytest.raises(NotPermitted):
            program(verania, one)
    assert not AccessToken.objects.exists()


def test_the_name_of_an_expired_one_is_free_again(verania: Organisation, fatima: User) -> None:
    program(verania, fatima, name="Records", days=10)
    with pytest.raises(Invalid):
        program(verania, fatima, name="Records")
    with time_machine.travel(timezone.now() + datetime.timedelta(days=11)):
        program(verania, fatima, name="Records")


def test_revoked_it_opens_nothing_and_says_so(
    client: Client, verania: Organisation, fatima: User, system: Program
) -> None:
    client.force_login(fatima)
    address = reverse("submissions:token_revoke", args=[verania.slug, system.token.pk])
    assert client.post(address).status_code == 302
    answer = system.get("")
    assert answer.status_code == 401 and "revoked on" in answer.data["detail"]
    assert 'error="invalid_token"' in answer["WWW-Authenticate"]
    assert AccountEvent.objects.filter(action="token_ended", by=fatima).count() == 1
    client.post(address)
    assert AccountEvent.objects.filter(action="token_ended").count() == 1
    with pytest.raises(Exception, match="ended"):
        tokens.take_over(token=system.token, by=fatima)


def test_it_sleeps_while_its_person_does_not_speak_and_another_takes_it_over(
    client: Client, verania: Organisation, fatima: User, system: Program
) -> None:
    assert system.get("").status_code == 200
    nadia = person("Nadia Noor")
    give_second_factor(nadia)
    Membership.objects.create(user=nadia, organisation=verania, role="alternate")
    memberships.change_role(membership=Membership.objects.get(user=fatima), role="reporter", by=fatima)
    answer = system.get("")
    assert (
        answer.status_code == 403 and "Fatima Faro" in answer.data["detail"] and "take it over" in answer.data["detail"]
    )
    client.force_login(nadia)
    assert "Inactive" in client.get(reverse("submissions:tokens", args=[verania.slug])).content.decode()
    client.post(reverse("submissions:token_take_over", args=[verania.slug, system.token.pk]))
    assert system.get("").data["acts_for"] == "Nadia Noor"
    event = AccountEvent.objects.get(action="token_taken")
    assert (event.person, event.by) == (nadia, nadia)


def test_it_dies_with_the_account_and_sleeps_with_the_organisation(
    verania: Organisation, fatima: User, system: Program
) -> None:
    verania.archived_at, verania.archived_reason = timezone.now(), "Merged."
    verania.save()
    assert system.get("").status_code == 403
    verania.archived_at, verania.archived_reason = None, ""
    verania.save()
    User.objects.filter(pk=fatima.pk).update(is_active=False)
    assert system.get("").status_code == 403


def test_a_token_of_another_organisation_is_not_found_on_this_page(
    client: Client, verania: Organisation, lantern: Organisation, fatima: User, bob: User
) -> None:
    Membership.objects.filter(user=bob).update(role="focal_point")
    give_second_factor(bob)
    foreign = program(lantern, bob).token
    client.force_login(fatima)
    for name in ("token_revoke", "token_take_over"):
        assert client.post(reverse(f"submissions:{name}", args=[verania.slug, foreign.pk])).status_code == 404
        assert client.post(reverse(f"submissions:{name}", args=[lantern.slug, foreign.pk])).status_code == 404
    foreign.refresh_from_db()
    assert foreign.revoked_at is None and foreign.acts_for == bob


def test_last_used_is_a_day_and_is_written_once_a_day(system: Program, django_assert_num_queries) -> None:
    system.get("")
    token = AccessToken.objects.get()
    assert token.last_used_on == timezone.localdate(timezone=datetime.UTC)
    with django_assert_num_queries(3):  # the token, the role of its person, and what its organisation may use
        system.get("")


def test_an_organisation_has_so_many_at_most(verania: Organisation, fatima: User, monkeypatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    program(verania, fatima, name="One")
    program(verania, fatima, name="Two")
    with pytest.raises(Invalid, match="as many tokens"):
        program(verania, fatima, name="Three")
