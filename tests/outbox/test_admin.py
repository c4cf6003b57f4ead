"""The administrator's pages about mail: seen and worked by administrators alone, and read-only but for the verbs."""

from __future__ import annotations

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from outbox.models import AuditEntry, Message, SuppressedAddress, Switch
from outbox.sending import deliver
from outbox.states import State

LISTS = ["message", "suppressedaddress", "auditentry"]


@pytest.fixture(autouse=True)
def _without_a_second_factor(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = False


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def address(model: str, page: str = "changelist", *arguments) -> str:
    return reverse(f"admin:outbox_{model}_{page}", args=arguments)


@pytest.mark.parametrize("model", LISTS)
def test_the_lists_are_for_administrators(in_state, administrator, curator, model):
    in_state(State.SENT)
    assert signed_in(administrator).get(address(model)).status_code == 200
    assert signed_in(curator).get(address(model)).status_code in {403, 404}
    assert Client().get(address(model)).status_code == 302


@pytest.mark.parametrize("page", ["add", "change", "delete"])
def test_nothing_about_a_message_is_edited(in_state, administrator, page):
    message = in_state(State.SENT)
    arguments = () if page == "add" else (message.pk,)
    response = signed_in(administrator).post(address("message", page, *arguments), {"state": "pending"})
    assert response.status_code == 403
    assert Message.objects.get(pk=message.pk).state == State.SENT


def test_one_message_shows_what_happened_and_who_decided(in_state, administrator):
    message = in_state(State.UNCERTAIN)
    client = signed_in(administrator)
    client.post(address("message"), {"action": "send_again", "_selected_action": [message.pk]})
    page = client.get(address("message", "change", message.pk)).content.decode()
    assert message.recipient in page and message.message_id in page and "sent again" in page


@pytest.mark.parametrize(
    ("action", "before", "after"),
    [
        ("send_again", State.UNCERTAIN, State.PENDING),
        ("send_again", State.FAILED, State.PENDING),
        ("release", State.HELD, State.PENDING),
        ("cancel", State.PENDING, State.CANCELLED),
    ],
)
def test_a_decision_about_the_chosen_messages(in_state, administrator, action, before, after):
    chosen, other, wrong = in_state(before, "chosen"), in_state(before, "other"), in_state(State.SENT, "wrong")
    data = {"action": action, "_selected_action": [chosen.pk, wrong.pk]}
    page = signed_in(administrator).post(address("message"), data, follow=True).content.decode()
    states = dict(Message.objects.values_list("pk", "state"))
    assert states == {chosen.pk: after, other.pk: before, wrong.pk: State.SENT}
    assert "1 message: done." in page and "1 message was not in a state that allows it." in page
    assert AuditEntry.objects.get().by == administrator


def test_the_list_is_filtered_by_state(in_state, administrator):
    in_state(State.UNCERTAIN, "u")
    in_state(State.SENT, "s")
    page = signed_in(administrator).get(address("message"), {"state__exact": "uncertain"})
    assert [message.occurrence_key for message in page.context["cl"].result_list] == ["u"]


def test_the_list_costs_the_same_however_many_it_shows(in_state, administrator, django_assert_max_num_queries):
    client = signed_in(administrator)
    in_state(State.SENT, "1")
    client.get(address("message"))
    with django_assert_max_num_queries(30) as first:
        client.get(address("message"))
    for number in range(2, 6):
        in_state(State.SENT, str(number))
    with django_assert_max_num_queries(len(first)):
        client.get(address("message"))


def test_the_switch_holds_all_mail_and_lets_it_flow(plan, administrator):
    client = signed_in(administrator)
    plan()
    assert "Emails are being sent" in client.get(address("message")).content.decode()
    page = client.post(reverse("admin:outbox_hold"), {"note": "A storm"}, follow=True).content.decode()
    assert "Email is on hold: nothing is sent" in page and "Resume sending" in page
    assert deliver() == {}
    client.post(reverse("admin:outbox_let_flow"))
    assert deliver() == {"sent": 1}
    assert len(mail.outbox) == 1
    assert [entry.note for entry in AuditEntry.objects.order_by("pk")] == ["A storm", ""]


def test_the_page_says_when_the_environment_holds_mail(administrator, settings):
    settings.MAIL_HELD = True
    assert "MAIL_HELD" in signed_in(administrator).get(address("message")).content.decode()


@pytest.mark.parametrize("name", ["admin:outbox_hold", "admin:outbox_let_flow"])
def test_the_switch_is_no_link_and_not_for_curators(administrator, curator, name):
    before = Switch.objects.current().held
    assert signed_in(administrator).get(reverse(name)).status_code == 405
    assert signed_in(curator).post(reverse(name)).status_code in {403, 404}
    assert Switch.objects.get().held == before


def test_an_address_is_written_to_again_once_its_entry_is_deleted(plan, administrator):
    row = SuppressedAddress.objects.create(address="reader@example.org", cause="bounce")
    client = signed_in(administrator)
    assert client.post(address("suppressedaddress", "change", row.pk), {"address": "x@example.org"}).status_code == 403
    client.post(address("suppressedaddress", "delete", row.pk), {"post": "yes"})
    plan()
    assert deliver() == {"sent": 1}
