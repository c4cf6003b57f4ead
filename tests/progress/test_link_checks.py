"""What is remembered of links: when they are looked at again, when they are dead, and what was there last. One host is
asked by one worker at a time. What one look does is in test_looking.py.
"""

from __future__ import annotations

import datetime
import time
from collections import Counter

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from progress import drafts, evidence, workflow
from progress.evidence_jobs import links, looking, running
from progress.models import Evidence, LinkCheck, LinkState, PublicVersion
from tests import factories
from tests.progress.test_looking import LOOPBACK, serving
from tests.progress.test_races import Act

DAY = datetime.timedelta(days=1)
NOW = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)
THERE = looking.Seen(
    status=200, address="https://x.example/law", content_type="text/html", size=12_000, title="The act, as passed"
)


@pytest.fixture(autouse=True)
def _on(settings) -> None:
    settings.CHECK_LINKS = True


@pytest.fixture
def says(monkeypatch):
    """Let every look find what it is told."""
    return lambda seen: monkeypatch.setattr(links, "_look", lambda url: seen)


@pytest.fixture
def item(commitment, alice) -> Evidence:
    report = factories.draft(commitment, by=alice)
    return add(report, alice, "https://x.example/law")


def add(report, by, url: str) -> Evidence:
    made = evidence.add_link(report=report, by=by, url=url, title=url)
    LinkCheck.objects.filter(evidence=made).update(due_at=NOW)
    return made


def row(item: Evidence) -> LinkCheck:
    return LinkCheck.objects.get(evidence=item)


def test_nothing_is_asked_where_links_are_not_to_be_checked(item, settings, says):
    settings.CHECK_LINKS = False
    says(THERE)
    assert not links.check_next(now=NOW)


def test_what_is_there_is_kept_and_looked_at_again_in_a_week(item, says):
    says(THERE)
    assert links.check_next(now=NOW)
    found = row(item)
    assert (found.state, found.seen_at, found.seen_title) == (LinkState.REACHABLE, NOW, "The act, as passed")
    assert (found.seen_type, found.seen_size, found.status) == ("text/html", 12_000, 200)
    assert found.due_at == NOW + 7 * DAY
    assert not links.check_next(now=NOW + 6 * DAY)


@pytest.mark.parametrize("status", [401, 403, 429])
def test_a_server_that_does_not_talk_to_programs_is_there(item, says, status):
    says(THERE)
    links.check_next(now=NOW)
    says(looking.Seen(status=status, content_type="text/html", title="Go away"))
    links.check_next(now=NOW + 7 * DAY)
    assert (row(item).state, row(item).seen_title) == (LinkState.REACHABLE, "The act, as passed")


@pytest.mark.parametrize(
    ("seen", "problem"),
    [
        (looking.Seen(status=404), "status"),
        (looking.Seen(status=410), "status"),
        (looking.Seen(status=500), "status"),
        (looking.Seen(problem="unresolved"), "unresolved"),
        (looking.Seen(problem="private"), "private"),
    ],
)
def test_a_link_dies_after_three_failures_over_days(item, says, seen, problem):
    says(THERE)
    links.check_next(now=NOW)
    says(seen)
    states = []
    for day in range(7, 12):
        links.check_next(now=NOW + day * DAY)
        states.append(row(item).state)
    assert states == ["failing", "failing", "failing", "dead", "dead"]
    dead = row(item)
    assert (dead.failing_since, dead.problem) == (NOW + 7 * DAY, problem)
    assert (dead.seen_at, dead.seen_title, dead.seen_size) == (NOW, "The act, as passed", 12_000)
    says(THERE)
    links.check_next(now=dead.due_at)
    assert (row(item).state, row(item).failing_since) == (LinkState.REACHABLE, None)


def test_many_failures_within_a_day_are_one_bad_day(item, says):
    says(looking.Seen(problem="slow"))
    for hour in range(10):
        LinkCheck.objects.update(due_at=NOW)
        links.check_next(now=NOW + datetime.timedelta(hours=hour))
    assert row(item).state == LinkState.FAILING


class TestPoliteness:
    def test_the_next_page_of_a_host_waits_and_another_host_does_not(self, item, alice, says):
        same = add(item.report, alice, "https://x.example/other")
        other = add(item.report, alice, "https://y.example/")
        says(THERE)
        done = [links.check_next(now=NOW) for _turn in range(3)]
        assert done == [True, True, False]
        assert row(same).state == LinkState.WAITING
        assert row(other).state == LinkState.REACHABLE
        assert row(same).due_at == NOW + links.HOST_PAUSE
        assert links.check_next(now=NOW + links.HOST_PAUSE)

    def test_a_host_that_is_being_asked_is_left_alone(self, item, alice, says):
        same = add(item.report, alice, "https://x.example/other")
        LinkCheck.objects.filter(evidence=item).update(asking="x.example", due_at=NOW + links.LEASE)
        says(THERE)
        assert not links.check_next(now=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            LinkCheck.objects.filter(evidence=same).update(asking="x.example")

    def test_a_worker_that_was_killed_holds_nobody_up(self, item, says):
        LinkCheck.objects.update(asking="x.example", due_at=NOW + links.LEASE)
        says(THERE)
        assert links.check_next(now=NOW + links.LEASE)
        assert (row(item).state, row(item).asking) == (LinkState.REACHABLE, None)

    def test_what_comes_after_the_lease_is_not_written(self, item, monkeypatch):
        def slow(url: str) -> looking.Seen:
            LinkCheck.objects.update(due_at=NOW + 99 * DAY, asking=None)  # another worker has it by now
            return THERE

        monkeypatch.setattr(links, "_look", slow)
        links.check_next(now=NOW)
        assert row(item).state == LinkState.WAITING


class TestWhoSeesIt:
    @pytest.fixture
    def dead(self, item, alice, carol, says) -> Evidence:
        workflow.publish(report=workflow.submit(report=item.report, by=alice), by=carol)
        says(THERE)
        links.check_next(now=NOW)
        says(looking.Seen(status=404))
        for day in range(7, 11):
            links.check_next(now=NOW + day * DAY)
        assert row(item).state == LinkState.DEAD
        return item

    def test_the_public_reads_since_when_and_still_gets_the_link(self, dead, client: Client):
        page = client.get(reverse("dashboard:report", kwargs={"pk": dead.report_id})).content.decode()
        assert "No longer reachable since 9 March 2026" in " ".join(page.split())
        assert "The act, as passed" in page
        assert 'href="https://x.example/law"' in page

    def test_pages_are_new_when_it_dies_and_not_at_each_look(self, dead, says):
        before = PublicVersion.objects.get().number
        links.check_next(now=row(dead).due_at)
        assert PublicVersion.objects.get().number == before
        says(THERE)
        links.check_next(now=row(dead).due_at)
        assert PublicVersion.objects.get().number == before + 1

    def test_its_organisation_and_the_curators_read_why(self, dead, client: Client, alice, carol):
        for who, name in ((alice, "reporting:report"), (carol, "review:report")):
            client.force_login(who)
            page = client.get(reverse(name, kwargs={"pk": dead.report_id})).content.decode()
            assert "No longer reachable since" in page
            assert "The server reports that the page does not exist" in page

    def test_curators_find_it_in_a_list(self, dead, client: Client, alice, carol, django_assert_max_num_queries):
        client.force_login(alice)
        assert client.get(reverse("review:evidence")).status_code == 404
        client.force_login(carol)
        with django_assert_max_num_queries(12):
            page = client.get(reverse("review:evidence")).content.decode()
        assert "https://x.example/law" in page
        assert reverse("review:report", kwargs={"pk": dead.report_id}) in page
        assert reverse("review:evidence") in client.get(reverse("curate_progress:coverage")).content.decode()

    def test_a_correction_takes_it_off_the_list(self, dead, client: Client, alice, carol):
        draft = drafts.correct(report=dead.report, by=alice)
        client.force_login(carol)
        evidence.remove(report=draft, evidence=dead, by=alice)
        workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
        assert "Nothing to look at" in client.get(reverse("review:evidence")).content.decode()

    def test_what_a_correction_keeps_leads_to_the_correction(self, dead, client: Client, alice, carol):
        draft = drafts.correct(report=dead.report, by=alice)
        workflow.publish(report=workflow.submit(report=draft, by=alice), by=carol)
        client.force_login(carol)
        page = client.get(reverse("review:evidence")).content.decode()
        assert reverse("review:report", kwargs={"pk": draft.pk}) in page
        assert page.count("No longer reachable since") == 1


def test_the_whole_way_over_the_network(commitment, alice, settings):
    settings.LINK_CHECK_ALSO_PUBLIC = LOOPBACK
    report = factories.draft(commitment, by=alice)
    with serving() as site:
        good = evidence.add_link(report=report, by=alice, url=site.url("/page"), title="Good")
        inside = evidence.add_link(report=report, by=alice, url="http://10.0.0.1/", title="Inside")
        assert running.run(seconds=60) == 2
        assert (site.asked[0][0], row(good).seen_title) == ("HEAD", "The act, as passed")
    assert (row(inside).state, row(inside).problem) == (LinkState.FAILING, "private")
    assert row(good).checked_at <= timezone.now()


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_look_at_each_link_once_and_at_a_host_one_at_a_time(commitment, alice, monkeypatch):
    report = factories.draft(commitment, by=alice)
    for number in range(4):
        add(report, alice, f"https://{'xy'[number % 2]}.example/{number}")
    asked, at_work, together = [], Counter(), []

    def look(url: str) -> looking.Seen:
        host = running.host_of(url)
        asked.append(url)
        at_work[host] += 1
        together.append(at_work[host])
        time.sleep(0.3)
        at_work[host] -= 1
        return THERE

    monkeypatch.setattr(links, "_look", look)
    workers = [Act(lambda: links.check_next(now=NOW)) for _worker in range(20)]
    for worker in workers:
        worker.join()
    assert [one.result for one in workers if isinstance(one.result, Exception)] == []
    assert len(asked) == len(set(asked)) == 2
    assert set(together) == {1}
