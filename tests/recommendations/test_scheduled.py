"""A change at a later moment: done by the same verb, or not done and said so when the ground has moved."""

from __future__ import annotations

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from accounts.models import User
from notifications import inbox
from notifications.models import Notification
from recommendations import catalogue, scheduling
from recommendations.catalogue import version_of
from recommendations.models import Recommendation, ScheduledChange
from recommendations.tasks import run_scheduled
from tests import factories

from .test_adding import sent_by

pytestmark = pytest.mark.django_db

ADDRESS = "/curate/catalogue/recommendations/NEW-2024-02/"
SOON = datetime.timedelta(hours=2)
NEW_TEXT = "Governments must make better laws."


@pytest.fixture
def row(small) -> Recommendation:
    return small.recommendations.get(reference="NEW-2024-02")


@pytest.fixture
def scheduled(curator: Client, row) -> ScheduledChange:
    """Carol wants another text in two hours, and another addressee."""
    at = timezone.localtime() + SOON
    typed = {"text": NEW_TEXT, "actor_types": ["ngo"], "reason": "Agreed.", "due_at": f"{at:%Y-%m-%dT%H:%M}"}
    assert curator.post(ADDRESS, sent_by(curator, ADDRESS, **typed)).status_code == 302
    return ScheduledChange.objects.get()


def later() -> int:
    return scheduling.run_due(at=timezone.now() + SOON)


def told(carol: User) -> list[tuple[str, str]]:
    found = inbox.entries(Notification.objects.filter(user=carol))
    return [(one.content.text, one.content.detail) for one in found]


def test_it_happens_at_its_time_and_not_before(scheduled, row, carol, curator: Client):
    assert run_scheduled() == 0
    row.refresh_from_db()
    assert row.text != NEW_TEXT and row.actor_types == ["government"]
    assert "scheduled a change for" in curator.get(ADDRESS).content.decode()
    assert (later(), later()) == (1, 0), "once"
    row = Recommendation.objects.get(pk=row.pk)
    assert (row.text, row.actor_types) == (NEW_TEXT, ["ngo"])
    last = row.history.latest()
    assert (last.history_user, last.history_change_reason) == (carol, "Agreed.")
    assert told(carol) == [("What you scheduled for NEW-2024-02 was done.", "")]
    page = curator.get("/curate/catalogue/scheduled/").content.decode()
    assert "Done" in page and "Agreed." in page


def changed_by_a_colleague(row: Recommendation, carol: User, dan: User) -> None:
    catalogue.change(instance=row, values={"title": "Other"}, by=dan, seen=version_of(row), reason="A slip.")


def no_longer_a_curator(row: Recommendation, carol: User, dan: User) -> None:
    User.objects.filter(pk=carol.pk).update(is_curator=False)


def its_area_is_gone(row: Recommendation, carol: User, dan: User) -> None:
    area = row.area
    Recommendation.objects.filter(area=area).update(area=None)
    area.delete()


@pytest.mark.parametrize(
    ("meanwhile", "why"),
    [
        (changed_by_a_colleague, "It was changed by someone else in the meantime."),
        (no_longer_a_curator, "The person who scheduled it may no longer do this."),
        (its_area_is_gone, "It no longer fits what is there."),
    ],
)
def test_where_the_ground_has_moved_nothing_happens_and_its_curator_is_told(scheduled, row, carol, dan, meanwhile, why):
    meanwhile(row, carol, dan)
    assert later() == 1
    assert Recommendation.objects.get(pk=row.pk).text != NEW_TEXT
    assert ScheduledChange.objects.get().state == "not_done"
    assert told(carol) == [("What you scheduled for NEW-2024-02 was not done.", why)]


def test_it_is_cancelled_by_any_curator(scheduled, row, dan, client: Client):
    client.force_login(dan)
    address = f"/curate/catalogue/scheduled/{scheduled.pk}/cancel/"
    assert client.post(address).status_code == 302
    assert later() == 0
    assert Recommendation.objects.get(pk=row.pk).text != NEW_TEXT
    again = client.post(address, follow=True).content.decode()
    assert "This is no longer waiting." in again


def test_an_edition_is_published_at_its_time(curator: Client, carol):
    draft = factories.edition(state="draft", code="DRAFT")
    address = "/curate/catalogue/editions/DRAFT/publish/"
    at = timezone.localtime() + SOON
    sent = sent_by(curator, address, reason="The launch.", due_at=f"{at:%Y-%m-%dT%H:%M}")
    answer = curator.post(address, sent)
    assert answer.status_code == 302
    assert "DRAFT will be published at the time" in curator.get(answer["Location"]).content.decode()
    draft.refresh_from_db()
    assert draft.state == "draft"
    later()
    draft.refresh_from_db()
    assert draft.state == "published"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"due_at": "2020-01-01T10:00"}, "due_at"),
        ({"due_at": "tomorrow"}, "due_at"),
        ({"due_at": "2999-01-01T10:00"}, "due_at"),
        ({"reason": ""}, "reason"),
        ({"title": ""}, "title"),
    ],
)
def test_what_cannot_be_scheduled_is_said_at_its_field(curator: Client, row, typed, field):
    at = timezone.localtime() + SOON
    given = {"text": NEW_TEXT, "reason": "Agreed.", "due_at": f"{at:%Y-%m-%dT%H:%M}"} | typed
    answer = curator.post(ADDRESS, sent_by(curator, ADDRESS, **given))
    assert answer.status_code == 400 and field in answer.context["form"].errors
    assert NEW_TEXT in answer.content.decode()
    assert not ScheduledChange.objects.exists()


def test_a_second_one_waits_for_nobody(scheduled, row, carol):
    with pytest.raises(ValidationError, match="Cancel that one first"):
        scheduling.schedule_change(
            recommendation=row, values={"title": "X", "area": row.area}, addressees=["ngo"], seen=version_of(row),
            due_at=timezone.now() + SOON, reason="Again.", by=carol,
        )  # fmt: skip
