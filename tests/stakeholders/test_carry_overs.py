"""Asking whether a commitment serves a later edition, and the lead organisation's answer, which alone counts."""

from __future__ import annotations

import datetime

import lxml.html
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import invitations
from accounts.models import Preferences
from notifications import inbox
from notifications.models import Notification
from outbox.models import Message
from progress import mails, reminders, worklist
from recommendations.models import Crosswalk, Recommendation
from stakeholders import carry_overs, commitments
from stakeholders.carry_overs import Answer, Offer
from stakeholders.errors import Conflict, Invalid, NotPermitted, ReasonRequired, WrongState
from stakeholders.models import CarryOver, Commitment, InvitedMembership
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

PAGE = "/reporting/carry-over/"


@pytest.fixture
def ends(db: None) -> tuple[Recommendation, Recommendation]:
    """One of an earlier edition, and the one of a later edition that followed."""
    earlier = factories.recommendation(factories.edition(published_on="2021-12-31"))
    later = factories.recommendation(factories.edition(published_on="2026-01-01", code="LATER"))
    Crosswalk.objects.create(earlier=earlier, later=later, kind="superseded")
    return earlier, later


@pytest.fixture
def offered(ends, verania, alice, fatima, carol) -> CarryOver:
    made = factories.commitment(verania, by=alice, recommendations=[ends[0]])
    return carry_overs.offer(offers=[Offer(made, *ends)], by=carol)[0]


def serves(row: CarryOver) -> bool:
    return row.commitment.recommendations.filter(pk=row.recommendation_id).exists()


def answered(row: CarryOver, by, *, yes: bool = True, **given) -> CarryOver:
    return carry_overs.answer(answers=[Answer(row, yes, **given)], by=by)[0]


def test_a_confirmed_one_serves_both_and_says_so(offered, fatima, carol):
    assert not serves(offered)
    row = answered(offered, fatima)
    assert serves(row) and row.commitment.recommendations.count() == 2
    last = row.commitment.history.latest()
    assert (last.history_user, last.history_change_reason) == (
        fatima, f"Carried over to {row.recommendation.reference}."
    )  # fmt: skip
    [told] = inbox.entries(Notification.objects.filter(user=carol, kind="carry_over_answered"))
    assert told.content.text == f"“{row.commitment}” also serves {row.recommendation.reference} now."
    with pytest.raises(WrongState):
        answered(offered, fatima)


def test_a_refusal_is_kept_with_its_reason_and_not_asked_again(offered, ends, fatima, carol):
    with pytest.raises(ReasonRequired):
        answered(offered, fatima, yes=False)
    row = answered(offered, fatima, yes=False, reason="Another unit does that.")
    assert not serves(row)
    assert (row.state, row.refusal, row.decided_by) == ("refused", "Another unit does that.", fatima)
    with pytest.raises(Invalid):
        carry_overs.offer(offers=[Offer(row.commitment, *ends)], by=carol)


@pytest.mark.parametrize("role", ["alice", "bob", "carol", "charlie"])
def test_only_the_focal_point_answers(offered, request, role):
    with pytest.raises(NotPermitted):
        answered(offered, request.getfixturevalue(role))
    assert not serves(offered)


@pytest.mark.parametrize("role", ["alice", "fatima", "charlie"])
def test_only_curators_ask(offered, ends, verania, request, role):
    made = factories.commitment(verania, by=offered.commitment.created_by, recommendations=[ends[0]])
    with pytest.raises(NotPermitted):
        carry_overs.offer(offers=[Offer(made, *ends)], by=request.getfixturevalue(role))


def test_an_answer_over_a_commitment_that_was_changed_is_asked_again(offered, fatima, carol):
    with pytest.raises(Conflict):
        answered(offered, fatima, version=offered.commitment.version - 1)
    assert not serves(offered)


def test_what_is_no_longer_public_is_not_carried_over(offered, ends, fatima, carol):
    commitments.archive(commitment=offered.commitment, by=carol, reason="Given up.")
    with pytest.raises(WrongState):
        answered(offered, fatima)
    with pytest.raises(Invalid):
        carry_overs.offer(offers=[Offer(offered.commitment, *ends)], by=carol)


@pytest.mark.parametrize("kind", ["related", None])
def test_without_a_link_that_leads_on_nobody_is_asked(ends, verania, alice, carol, kind):
    Crosswalk.objects.all().delete()
    if kind:
        Crosswalk.objects.create(earlier=ends[0], later=ends[1], kind=kind)
    made = factories.commitment(verania, by=alice, recommendations=[ends[0]])
    with pytest.raises(Invalid):
        carry_overs.offer(offers=[Offer(made, *ends)], by=carol)


def test_the_page_keeps_what_was_typed(client: Client, offered, fatima, alice, carol):
    client.force_login(fatima)
    [(_row, form)] = client.get(PAGE).context["asked"]
    name, version = form.prefix, form["version"].value()
    without = client.post(PAGE, {f"{name}-said": "refuse", f"{name}-version": version})
    assert without.status_code == 400 and "Say why" in without.content.decode()
    typed = {f"{name}-said": "refuse", f"{name}-reason": "Another unit.", f"{name}-version": version}
    Commitment.objects.filter(pk=offered.commitment_id).update(version=version + 1)
    conflict = client.post(PAGE, typed)
    assert conflict.status_code == 409 and "Another unit." in conflict.content.decode()
    [(_row, form)] = conflict.context["asked"]
    assert client.post(PAGE, typed | {f"{name}-version": form["version"].value()}).status_code == 302
    assert CarryOver.objects.get().state == "refused"


def test_a_reporter_reads_and_does_not_answer(client: Client, offered, alice):
    client.force_login(alice)
    page = client.get(PAGE).content.decode()
    assert "Your focal point or alternate answers this." in page
    assert client.post(PAGE, {}).status_code == 404


def test_a_curator_takes_the_question_back(client: Client, offered, ends, carol, fatima):
    client.force_login(carol)
    address = f"/curate/catalogue/carry-over/questions/{offered.pk}/take-back/"
    assert client.post(address).status_code == 302
    with pytest.raises(WrongState):
        answered(offered, fatima)
    assert carry_overs.offer(offers=[Offer(offered.commitment, *ends)], by=carol), "it may be asked again"


def test_the_focal_point_is_told_in_the_application_in_the_list_of_work_and_by_mail(offered, fatima, alice):
    [told] = inbox.entries(Notification.objects.filter(user=fatima))
    assert told.content.text == "Curators ask whether one commitment of yours also serves a new edition."
    assert told.content.path == PAGE
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert worklist.for_person(fatima, on=tomorrow).to_do == 1 and worklist.for_person(alice, on=tomorrow).to_do == 0
    Preferences.objects.get_or_create(user=fatima)
    assert reminders.plan(now=timezone.now(), on=tomorrow) == 1
    letter = mails.digest(Message.objects.get(kind="digest"))
    assert letter is not None
    assert "Curators ask whether one commitment of yours also serves a new edition." in letter.text
    assert PAGE in letter.text and "You have one task." in letter.text
    answered(offered, fatima)
    assert worklist.for_person(fatima, on=tomorrow).to_do == 0
    assert inbox.entries(Notification.objects.filter(user=fatima, kind="carry_over_offered")) == []


def test_all_are_chosen_by_a_button_and_nothing_is_sent_yet(client: Client, ends, verania, alice, carol, monkeypatch):
    monkeypatch.setattr("stakeholders.views.carry_overs.A_PAGE", 2)
    for _number in range(3):
        factories.commitment(verania, by=alice, recommendations=[ends[0]])
    client.force_login(carol)
    address = f"/curate/catalogue/carry-over/{ends[1].edition.code}/"

    def chosen(answer) -> list[str]:
        page = lxml.html.fromstring(answer.content.decode())
        return page.xpath("//input[@name='chosen'][@checked or @type='hidden']/@value")

    every = client.post(address, {"choose": "all"})
    assert (every.status_code, len(chosen(every)), CarryOver.objects.count()) == (200, 3, 0)
    assert chosen(client.post(address, {"choose": "none", "chosen": chosen(every)})) == []
    assert client.post(address, {"chosen": chosen(every)}).status_code == 302
    assert CarryOver.objects.waiting().count() == 3


@pytest.mark.parametrize("page", ["/curate/catalogue/carry-over/", "/curate/people/invitations/"])
def test_what_waits_costs_the_same_for_one_and_for_three(client: Client, ends, verania, alice, fatima, carol, page):
    client.force_login(carol)

    def one_more() -> int:
        made = factories.commitment(verania, by=alice, recommendations=[ends[0]])
        carry_overs.offer(offers=[Offer(made, *ends)], by=carol)
        one, _link = invitations.invite(
            email=f"p{made.pk}@example.org", by=fatima, on=timezone.now() - datetime.timedelta(days=9), mail=False
        )
        InvitedMembership.objects.create(invitation=one, organisation=verania, role="reporter")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).context["page"].paginator.count
        return len(queries)

    first, _second, third = one_more(), one_more(), one_more()
    assert third == first


def test_the_lists_cost_the_same_for_one_and_for_three(client: Client, ends, verania, alice, fatima, carol):
    def costs(user, address: str) -> int:
        client.force_login(user)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def ask() -> None:
        made = factories.commitment(verania, by=alice, recommendations=[ends[0]])
        carry_overs.offer(offers=[Offer(made, *ends)], by=carol)

    pages = [(fatima, PAGE), (carol, "/curate/catalogue/carry-over/LATER/"), (fatima, "/reporting/")]
    ask()
    for user, address in pages:
        costs(user, address)
    one = [costs(user, address) for user, address in pages]
    ask()
    ask()
    assert [costs(user, address) for user, address in pages] == one
