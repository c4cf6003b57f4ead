"""Kinds of barrier: ticked beside the text, carried along, compared, shown, found by filter and taken away."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from progress import comparison, drafts, workflow
from progress.errors import Incomplete
from progress.models import ProgressReport
from tests import factories
from tests.progress.test_reporting_pages import page_of, posted

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(commitment, alice, client: Client) -> ProgressReport:
    client.force_login(alice)
    return factories.draft(commitment, by=alice, barrier_kinds=["law", "funding"])


def test_they_are_kept_once_and_in_one_order_and_no_others(report, alice) -> None:
    assert report.barrier_kinds == ["funding", "law"]
    with pytest.raises(Incomplete) as refusal:
        drafts.save(report=report, by=alice, version=report.version, data={"barrier_kinds": ["weather"]})
    assert set(refusal.value.errors) == {"barrier_kinds"}
    same = drafts.save(report=report, by=alice, version=report.version, data={"barrier_kinds": ["law", "funding"]})
    assert same.version == report.version, "the same again in another order writes nothing"


@pytest.mark.parametrize(
    ("ticked", "kept"),
    [(["", "staff", "data"], ["staff", "data"]), ([""], []), (None, ["funding", "law"]), (["", "weather"], None)],
)
def test_the_form_and_its_autosave_take_what_is_ticked(client: Client, report, ticked, kept) -> None:
    sent = posted(report, **({} if ticked is None else {"barrier_kinds": ticked}))
    answer = client.post(reverse("reporting:autosave", kwargs={"pk": report.pk}), sent).json()
    assert answer["complete"] == (kept is not None)
    report.refresh_from_db()
    assert report.barrier_kinds == (kept if kept is not None else ["funding", "law"])
    if ticked is not None:
        sent = posted(report, barrier_kinds=ticked)
        page = client.post(page_of(report), sent, follow=True)
        assert page.status_code == (400 if kept is None else 200)


def test_a_form_that_is_refused_keeps_all_that_was_ticked(client: Client, report) -> None:
    data = posted(report, barrier_kinds=["", "staff", "data"], narrative="", action="submit")
    page = client.post(page_of(report), data)
    assert page.status_code == 400
    assert page.context["form"]["barrier_kinds"].value() == ["staff", "data"]


def test_two_hands_are_shown_both(client: Client, report, fatima) -> None:
    opened = client.get(page_of(report)).context["form"]["opened_with"].value()
    drafts.save(report=report, by=fatima, version=report.version, data={"barrier_kinds": ["support"]})
    mine = posted(report, opened_with=opened, barrier_kinds=["", "staff"])
    conflict = client.post(page_of(report), mine)
    assert conflict.status_code == 409
    merged = next(one for one in conflict.context["conflict"].both if one.label == "Kinds of barrier")
    assert (merged.theirs, merged.mine) == ("Political or public support", "Staff or skills")
    assert conflict.context["form"]["barrier_kinds"].value() == ["staff"]


def test_they_are_carried_along_and_compared(commitment, alice, carol, client: Client) -> None:
    first = factories.published(commitment, by=alice, curator=carol, barrier_kinds=["funding"])
    again = drafts.no_change(commitment=commitment, organisation=first.organisation, by=alice)
    assert again.barrier_kinds == ["funding"] and again.kind == "no_change"
    workflow.publish(report=again, by=carol)
    draft = factories.draft(commitment, by=alice)
    assert draft.barrier_kinds == ["funding"]
    draft = drafts.save(
        report=draft, by=alice, version=draft.version, data={"barrier_kinds": ["funding", "law"], "narrative": "Done."}
    )
    changed = {one.name: (one.before, one.after) for one in comparison.changes(first, draft)}
    assert changed["barrier_kinds"] == ("Funding", "Funding, Law or regulation")
    correction = drafts.correct(report=first, by=alice) if not draft.is_editable else draft
    workflow.publish(report=workflow.submit(report=correction, by=alice), by=carol)
    page = client.get(f"/reports/{draft.pk}/").content.decode()
    assert "Law or regulation" in page and "Kinds of barrier" in page


def test_readers_filter_by_them_and_take_them_away(commitment, alice, carol, client: Client) -> None:
    one = factories.published(commitment, by=alice, curator=carol, barrier_kinds=["funding", "data"])

    def found(query: str) -> list[int]:
        return [row["id"] for row in client.get(f"/api/v1/reports/?{query}").json()["results"]]

    assert found("barrier=data") == found("barrier=law&barrier=funding") == [one.pk]
    assert found("barrier=law") == []
    assert client.get("/api/v1/reports/?barrier=weather").status_code == 400
    assert client.get(f"/api/v1/reports/{one.pk}/").json()["barrier_kinds"] == ["funding", "data"]
    csv = client.get("/data/reports.csv").getvalue().decode()
    assert "barrier_kinds" in csv and "funding;data" in csv
    assert "Data or evidence" in client.get("/reports/?barrier=data").content.decode()
    assert str(one.pk) in client.get("/reports/?barrier=data").content.decode()
