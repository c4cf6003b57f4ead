"""The table of "My reporting": its groups and order, whose a row is, and what is done with one or several of them."""

from __future__ import annotations

import datetime

import pytest
from django.test import Client
from django.urls import reverse

from progress import chosen, work_groups, work_table, workflow, worklist
from progress.models import ProgressReport, Snooze
from progress.work_groups import Group
from stakeholders import assignments
from stakeholders.models import Assignment
from tests import factories

TODAY = datetime.date(2026, 12, 1)
WORK = "reporting:work"


@pytest.fixture
def period(db):
    """The first half of 2020, long overdue."""
    return factories.period(
        starts_on=datetime.date(2020, 1, 1), ends_on=datetime.date(2020, 6, 30), due_on=datetime.date(2020, 7, 31)
    )


@pytest.fixture
def reported(verania, fatima, alice, carol):
    """Three commitments with a published report each."""
    made = [factories.commitment(verania, by=fatima) for _number in range(3)]
    for one in made:
        factories.published(one, by=alice, curator=carol, period=None)
    return made


def value(commitment, organisation, owner=None) -> str:
    return f"{commitment.pk}-{organisation.pk}-{owner.pk if owner else 0}"


def shown(page) -> list[str]:
    """The keys of the groups on a page, in their order."""
    return [section.key for section in page.context["sections"]]


class TestGroups:
    def test_overdue_is_on_top_and_what_others_have_is_last(self, verania, fatima, alice, carol):
        factories.submitted(factories.commitment(verania, by=fatima), by=alice)
        returned = factories.submitted(factories.commitment(verania, by=fatima), by=alice)
        workflow.return_report(report=returned, by=carol, reason="Which courts?")
        for due_on in (TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=30)):
            factories.commitment(verania, by=fatima, due_on=due_on)
        factories.draft(factories.commitment(verania, by=fatima), by=alice)
        rows = work_groups.rows(worklist.for_person(alice, on=TODAY))
        assert [row.group for row in rows] == [
            Group.OVERDUE,
            Group.RETURNED,
            Group.SOON,
            Group.DRAFTS,
            Group.WITH_OTHERS,
        ]
        assert [row.is_urgent for row in rows] == [True, True, False, False, False]

    def test_what_was_snoozed_is_last_in_its_group(self, period, verania, fatima, alice):
        first, second = (factories.commitment(verania, by=fatima) for _number in range(2))
        work = worklist.for_person(alice, on=TODAY)
        work.snoozed = {(first.pk, verania.pk): TODAY + datetime.timedelta(days=7)}
        assert [row.item.commitment for row in work_groups.rows(work)] == [second, first]

    def test_a_page_counts_each_group_over_all_pages(self, period, verania, fatima, alice):
        for _number in range(3):
            factories.commitment(verania, by=fatima)
        rows = work_groups.rows(worklist.for_person(alice, on=TODAY))
        [section] = work_table.sections(rows[:2], of=rows, on=TODAY)
        assert (section.total, len(section.rows)) == (3, 2)


def test_the_table_is_narrowed_to_whose_a_commitment_is(client: Client, period, verania, fatima, alice):
    mine, nobodys, hers = (factories.commitment(verania, by=fatima) for _number in range(3))
    assignments.give(commitment=mine, organisation=verania, to=alice, by=alice)
    assignments.give(commitment=hers, organisation=verania, to=fatima, by=alice)
    client.force_login(alice)
    for whose, expected in (("mine", mine), ("nobody", nobodys), ("colleagues", hers)):
        page = client.get(reverse(WORK), {"whose": whose})
        assert [row.item.commitment for row in page.context["page"].object_list] == [expected]
    assert len(client.get(reverse(WORK), {"whose": "x"}).context["page"].object_list) == 3


class TestTakingAndGiving:
    def test_nobodys_is_taken_by_one_click(self, client: Client, period, commitment, verania, alice):
        client.force_login(alice)
        assert "Assign to me" in client.get(reverse(WORK)).content.decode()
        client.post(reverse("reporting:take"), {"item": value(commitment, verania)})
        assert Assignment.objects.get().owner == alice

    def test_a_colleague_who_was_faster_keeps_it(self, client: Client, period, commitment, verania, alice, fatima):
        assignments.give(commitment=commitment, organisation=verania, to=fatima, by=fatima)
        client.force_login(alice)
        done = client.post(reverse("reporting:take"), {"item": value(commitment, verania)}, follow=True)
        assert Assignment.objects.get().owner == fatima
        assert "Fatima Faro took “" in done.content.decode()

    def test_several_are_given_on_a_page_of_their_own(self, client: Client, period, reported, verania, alice, fatima):
        client.force_login(alice)
        items = [value(one, verania) for one in reported]
        page = client.post(reverse("reporting:chosen"), {"action": "give", "item": items}, follow=True)
        assert all(one.title in page.content.decode() for one in reported)
        client.post(reverse("reporting:give"), {"item": items, "to": fatima.pk})
        assert Assignment.objects.filter(owner=fatima).count() == 3
        client.post(
            reverse("reporting:give"), {"item": [value(one, verania, fatima) for one in reported], "to": "nobody"}
        )
        assert not Assignment.objects.exists()

    @pytest.mark.parametrize(
        ("asked", "leads_to"),
        [
            ("/stakeholders/commitments/1/?a=b", "/stakeholders/commitments/1/?a=b"),
            ("https://elsewhere.example/", "/reporting/"),
            ("//elsewhere.example/", "/reporting/"),
            ("javascript:alert(1)", "/reporting/"),
            ("/\\elsewhere.example", "/reporting/"),
            ("", "/reporting/"),
        ],
    )
    def test_one_comes_back_to_where_one_gave_it(
        self, client: Client, period, commitment, verania, alice, fatima, asked, leads_to
    ):
        client.force_login(alice)
        item = value(commitment, verania)
        page = client.get(reverse("reporting:give"), {"item": item, "next": asked})
        assert page.context["next"] == (asked if asked == leads_to else "")
        done = client.post(reverse("reporting:give"), {"item": item, "to": fatima.pk, "next": asked})
        assert (done.status_code, done["Location"]) == (302, leads_to)

    def test_a_commitment_is_given_from_its_own_page(self, client: Client, commitment, verania, alice, fatima):
        assignments.give(commitment=commitment, organisation=verania, to=fatima, by=alice)
        client.force_login(alice)
        where = reverse("stakeholders:commitment", kwargs={"pk": commitment.pk})
        html = client.get(where).content.decode()
        assert f"{value(commitment, verania, fatima)}&amp;next={where}" in html
        assert "Fatima Faro reports on it" in html

    def test_nobody_outside_the_organisation_can_be_given_it(self, client: Client, commitment, verania, alice, bob):
        client.force_login(alice)
        answer = client.post(reverse("reporting:give"), {"item": value(commitment, verania), "to": bob.pk})
        assert answer.status_code == 400
        assert commitment.title in answer.content.decode()
        assert not Assignment.objects.exists()


class TestSnoozing:
    @pytest.mark.parametrize(("how_long", "days"), [("7", 7), ("30", 30)])
    def test_it_pauses_and_comes_back(self, how_long, days, client: Client, period, commitment, verania, alice):
        client.force_login(alice)
        data = {"item": value(commitment, verania)}
        client.post(reverse("reporting:snooze") + f"?how_long={how_long}", data)
        page = client.get(reverse(WORK))
        assert Snooze.objects.get().until == page.context["today"] + datetime.timedelta(days=days)
        assert "No reminders until" in page.content.decode()
        client.post(reverse("reporting:wake"), data)
        assert not Snooze.objects.exists()

    @pytest.mark.parametrize("until", ["", "2020-01-01", "2999-01-01", "soon"])
    def test_a_wrong_day_is_said_at_its_field(self, until, client: Client, commitment, verania, alice):
        client.force_login(alice)
        data = {"item": value(commitment, verania), "how_long": "date", "until": until}
        answer = client.post(reverse("reporting:snooze"), data)
        assert answer.status_code == 400
        assert "until" in answer.context["form"].errors
        assert not Snooze.objects.exists()


class TestNoChangeForSeveral:
    def test_each_is_sent_and_the_refused_are_named(self, client: Client, period, reported, verania, fatima, alice):
        never_reported = factories.commitment(verania, by=fatima)
        client.force_login(alice)
        items = [value(one, verania) for one in (*reported, never_reported)]
        page = client.post(reverse("reporting:chosen"), {"action": "no_change", "item": items}, follow=True)
        text = page.content.decode()
        assert ProgressReport.objects.filter(kind="no_change", review_state="submitted").count() == 3
        assert "submitted for 3 commitments" in text
        assert f"“{never_reported.title}”: There is no published report to confirm yet." in text

    def test_one_button_takes_all_of_them_back(self, client: Client, period, reported, verania, alice):
        client.force_login(alice)
        items = [value(one, verania) for one in reported]
        page = client.post(reverse("reporting:no_change"), {"item": items}, follow=True)
        keys = [report.pk for report in page.context["just_sent"]]
        assert len(keys) == 3
        client.post(reverse("reporting:undo"), {"report": keys})
        assert not ProgressReport.objects.filter(kind="no_change").exists()
        assert client.get(reverse(WORK)).context["just_sent"] == []

    def test_nobody_takes_back_what_is_of_others(self, client: Client, period, reported, verania, alice, bob):
        client.force_login(alice)
        client.post(reverse("reporting:no_change"), {"item": value(reported[0], verania)})
        client.force_login(bob)
        client.post(reverse("reporting:undo"), {"report": ProgressReport.objects.get(kind="no_change").pk})
        assert ProgressReport.objects.filter(kind="no_change").exists()


class TestBadInput:
    def test_without_a_tick_the_list_says_so(self, client: Client, alice):
        client.force_login(alice)
        page = client.post(reverse("reporting:chosen"), {"action": "give"}, follow=True)
        assert "Choose at least one commitment first." in page.content.decode()

    @pytest.mark.parametrize("route", ["chosen", "take", "give", "snooze", "wake", "no_change", "start"])
    @pytest.mark.parametrize("item", ["x", "1-2", "1-2-3-4", "9" * 40 + "-1-0", "²-1-0", "-1-1-0"])
    def test_a_mangled_item_is_a_404(self, route, item, client: Client, alice):
        client.force_login(alice)
        assert client.post(reverse(f"reporting:{route}"), {"item": item, "action": "give"}).status_code == 404

    @pytest.mark.parametrize("route", ["chosen", "take", "give", "snooze", "wake", "no_change", "start"])
    def test_so_is_an_item_of_others(self, route, client: Client, commitment, verania, bob):
        client.force_login(bob)
        data = {"item": value(commitment, verania), "action": "no_change"}
        assert client.post(reverse(f"reporting:{route}"), data).status_code == 404

    def test_and_more_than_a_page_can_send(self, client: Client, alice):
        client.force_login(alice)
        items = [f"{number}-1-0" for number in range(chosen.MOST + 1)]
        assert client.post(reverse("reporting:take"), {"item": items}).status_code == 404


def test_with_nothing_to_do_the_page_says_when_to_come_back(client: Client, alice):
    factories.period(
        name="Next half",
        state="planned",
        starts_on=datetime.date(2999, 1, 1),
        ends_on=datetime.date(2999, 6, 30),
        due_on=datetime.date(2999, 7, 31),
    )
    client.force_login(alice)
    text = client.get(reverse(WORK)).content.decode()
    assert "Next half" in text and "31 July 2999" in text
