"""The desk and its menu: what waits, how old it is, and where it is done."""

from __future__ import annotations

import datetime

import lxml.html
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import invitations
from accounts.models import Invitation, User
from outbox.models import SuppressedAddress
from progress import threads
from recommendations.models import Crosswalk
from recommendations.uploads import keep_upload
from stakeholders import carry_overs, commitments
from stakeholders.models import InvitedMembership
from tests import factories
from tests.cast import sign_in
from tests.recommendations import samples

pytestmark = pytest.mark.django_db
DESK = reverse("recommendations:curate")


def numbers(client: Client) -> dict[str, int]:
    """Each number of the desk by its name."""
    page = lxml.html.fromstring(client.get(DESK).content.decode())
    rows = page.xpath("//main//dl[contains(@class, 'facts')]/div")
    assert all(row.xpath("dd/a/@href") for row in rows), "every number is a link"
    return {row.xpath("string(dt/text()[1])").strip(): int(row.xpath("string(dd/a/strong)")) for row in rows}


def test_everything_that_waits_is_counted(client: Client, verania, lantern, alice, fatima, bob, carol: User) -> None:
    sign_in(client, carol)
    before = numbers(client)
    commitment = factories.commitment(verania, by=fatima)
    factories.submitted(commitment, by=alice, at=timezone.now() - datetime.timedelta(days=40))
    threads.ask_for_help(commitment=commitment, organisation=verania, by=alice, help_kind="funding", text="Money.")
    draft = factories.commitment(lantern, by=bob, state="draft")
    commitments.propose(commitment=draft, by=bob)
    SuppressedAddress.objects.create(address=alice.email, cause="bounce")
    keep_upload(data=samples.data(samples.SMALL), file_name="small.json", by=carol)
    factories.edition(state="draft")
    factories.period(state="open")
    after = numbers(client)
    changed = {name: number - before.get(name, 0) for name, number in after.items() if number != before.get(name)}
    assert changed == {
        "Reports to review": 1,
        "New commitments to review": 1,
        "Organisations that ask for help": 1,
        "People whom no email reaches": 1,
        "Files waiting to be imported": 1,
        "Editions in draft": 1,
        "Reports expected": 1,
        "Not yet submitted": 1,
        "Organisations without any report": 1,
        "Without an owner or focal point": 1,
        "No report for 12 months": 1,
    }
    page = client.get(DESK).content.decode()
    assert "since" in page and client.get(reverse("review:queue")).status_code == 200


def test_every_number_leads_to_a_page_that_opens(client: Client, carol: User, ada: User) -> None:
    for who in (carol, ada):
        page = lxml.html.fromstring(sign_in(client, who).get(DESK).content.decode())
        links = {*page.xpath("//main//a/@href")}
        assert links
        assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_an_administrator_sees_accounts_and_not_reviews(client: Client, ada: User, dan: User) -> None:
    found = numbers(sign_in(client, ada))
    assert "Requests for a role" in found and "Reports to review" not in found
    assert "Requests for a role" not in numbers(sign_in(client, dan))
    assert all("Invitations without an answer" in numbers(sign_in(client, who)) for who in (ada, dan))


def test_what_others_have_not_answered_is_counted_and_listed(client, verania, alice, fatima, carol, ada: User) -> None:
    now = timezone.now()
    for number, days, answered in ((1, 6, False), (2, 8, False), (3, 8, True)):
        at = now - datetime.timedelta(days=days)
        one, _link = invitations.invite(email=f"p{number}@example.org", by=fatima, on=at, mail=False)
        InvitedMembership.objects.create(invitation=one, organisation=verania, role="reporter")
        if answered:
            invitations.revoke(invitation=one, by=fatima)
    expired, _link = invitations.invite(email="p4@example.org", by=fatima, mail=False)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=now)
    ends = [factories.recommendation(factories.edition(code=code)) for code in ("EARLY", "LATER")]
    Crosswalk.objects.create(earlier=ends[0], later=ends[1], kind="superseded")
    made = factories.commitment(verania, by=alice, recommendations=[ends[0]])
    carry_overs.offer(offers=[carry_overs.Offer(made, *ends)], by=carol)
    sign_in(client, carol)
    found = numbers(client)
    assert (found["Invitations without an answer"], found["Commitments to carry over"]) == (2, 1)
    listed = client.get(reverse("curate_stakeholders:silent_invitations"))
    assert [one.email for one in listed.context["page"]] == ["p2@example.org", "p4@example.org"]
    assert "Verania" in listed.content.decode() and "Send again" in listed.content.decode()
    forms = lxml.html.fromstring(listed.content.decode()).xpath("//form[contains(@action, '/resend/')]")
    sent = client.post(forms[0].get("action"), {"next": forms[0].fields["next"]})
    assert sent.status_code == 302 and sent.url == reverse("curate_stakeholders:silent_invitations")
    asked = client.get(reverse("curate_stakeholders:open_questions"))
    assert [row.commitment for row in asked.context["page"]] == [made]
    answer = carry_overs.Answer(asked.context["page"][0], is_confirmed=True)
    carry_overs.answer(answers=[answer], by=fatima)
    assert numbers(client)["Commitments to carry over"] == 0


def test_the_menu_stands_on_the_pages_of_the_desk_alone(client: Client, verania, alice, fatima, carol: User) -> None:
    factories.submitted(factories.commitment(verania, by=fatima), by=alice)
    sign_in(client, carol)
    for address in (DESK, reverse("review:queue"), reverse("audit:log"), reverse("recommendations:curate-catalogue")):
        menu = lxml.html.fromstring(client.get(address).content.decode()).xpath(
            "//nav[contains(@class, 'desk-places')]"
        )
        assert len(menu) == 1 and menu[0].xpath(".//*[@aria-current]"), address
        assert "1" in menu[0].xpath("string(.//a[contains(@href, '/review/')])")
    assert "desk-places" not in client.get(reverse("account_email")).content.decode()
    assert "desk-places" not in sign_in(client, alice).get("/reporting/").content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_its_queries_do_not_grow(
    client: Client, verania, alice, fatima, carol: User, rows: int, django_assert_max_num_queries
) -> None:
    sign_in(client, carol)
    factories.period(state="open")
    for _number in range(rows):
        factories.submitted(factories.commitment(verania, by=fatima), by=alice)
    with django_assert_max_num_queries(26):
        client.get(DESK)
