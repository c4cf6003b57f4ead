"""The administration: editing and publishing notices, evidence for auditors. The rates: test_rates.py."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from consent import notices, seals
from consent.models import ConsentEvent, DailyCount, DeclaredItem, NoticeText, NoticeVersion
from tests.cast import sign_in

from .conftest import change_purpose

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(ada: Any) -> Client:
    """An administrator at the administration."""
    return sign_in(Client(), ada)


def test_the_way_of_a_notice_from_draft_to_force(desk: Client) -> None:
    drafted = desk.post("/admin/consent/noticeversion/draft/")
    draft = NoticeVersion.objects.drafts().get()
    assert drafted["Location"] == f"/admin/consent/noticeversion/{draft.pk}/change/"
    editor = desk.get(drafted["Location"])
    assert editor.status_code == 200
    assert "Preview and publish" in editor.text
    change_purpose("statistics")(draft)
    preview = desk.get(f"/admin/consent/noticeversion/{draft.pk}/publish/")
    assert "And for something else." in preview.text
    assert "Everyone who agreed to statistics is set to refused at once" in preview.text
    assert "fewer than ten accounts" in preview.text
    published = desk.post(f"/admin/consent/noticeversion/{draft.pk}/publish/", seen_on(preview))
    assert published.status_code == 302
    assert notices.current_exactly().number == 2


def seen_on(page: Any) -> dict[str, str]:
    """What the form of a page says that it was opened with."""
    return {"seen": page.context["seen"]}


def test_two_tabs_over_one_draft_lose_nothing(desk: Client) -> None:
    draft = notices.draft_from_current()
    where = f"/admin/consent/noticeversion/{draft.pk}/change/"
    one, other = form_fields(desk.get(where)), form_fields(desk.get(where))
    assert desk.post(where, one | {"texts-0-title": "Of the first tab"}).status_code == 302
    answer = desk.post(where, other | {"controller": "Of the other tab"})
    assert "in another tab, while you were writing" in answer.text
    assert "Of the other tab" in answer.text
    draft.refresh_from_db()
    assert draft.controller != "Of the other tab"
    again = form_fields(answer)
    assert desk.post(where, again).status_code == 302
    draft.refresh_from_db()
    assert draft.controller == "Of the other tab", "sent again, it is a decision over what is stored by then"


def test_a_draft_that_was_changed_after_its_preview_is_read_again(desk: Client) -> None:
    draft = notices.draft_from_current()
    where = f"/admin/consent/noticeversion/{draft.pk}/publish/"
    seen = seen_on(desk.get(where))
    draft.texts.update(title="Quite another title")
    answer = desk.post(where, seen)
    assert answer.status_code == 409
    assert "Read it again before you publish" in answer.text
    assert NoticeVersion.objects.drafts().count() == 1
    assert desk.post(where, seen_on(answer)).status_code == 302


def test_two_tabs_over_one_declared_item(desk: Client) -> None:
    item = DeclaredItem.objects.first()
    where = f"/admin/consent/declareditem/{item.pk}/change/"
    one, other = form_fields(desk.get(where)), form_fields(desk.get(where))
    assert desk.post(where, one | {"name": "first"}).status_code == 302
    assert "in another tab, while you were writing" in desk.post(where, other | {"name": "other"}).text
    item.refresh_from_db()
    assert item.name == "first"


def test_the_editor_saves_every_word(desk: Client) -> None:
    draft = notices.draft_from_current()
    page = desk.get(f"/admin/consent/noticeversion/{draft.pk}/change/")
    fields = form_fields(page)
    fields["texts-0-statistics_purpose"] = "Counts differently."
    fields["controller"] = "Another body"
    assert desk.post(f"/admin/consent/noticeversion/{draft.pk}/change/", fields).status_code == 302
    draft.refresh_from_db()
    assert draft.controller == "Another body"
    text = NoticeText.objects.get(pk=fields["texts-0-id"])
    assert text.categories["statistics"] == {
        "name": notices.current_exactly().texts[text.language].categories["statistics"]["name"],
        "purpose": "Counts differently.",
    }


def form_fields(response: Any) -> dict[str, Any]:
    """What a browser would post back from an admin page."""
    adminform = response.context["adminform"].form
    forms = [adminform, *(form for fs in response.context["inline_admin_formsets"] for form in fs.formset.forms)]
    forms += [fs.formset.management_form for fs in response.context["inline_admin_formsets"]]
    fields = {bound.html_name: bound.value() for form in forms for bound in form}
    return {name: value for name, value in fields.items() if value not in (None, False)}


def test_an_incomplete_draft_says_what_it_lacks(desk: Client) -> None:
    draft = notices.draft_from_current()
    draft.texts.filter(language="ar").update(rights="")
    where = f"/admin/consent/noticeversion/{draft.pk}/publish/"
    answer = desk.post(where, seen_on(desk.get(where)))
    assert answer.status_code == 400
    assert "ar: “your rights” is empty." in answer.text
    assert notices.current_exactly().number == 1


def test_a_published_notice_can_be_read_and_not_changed(desk: Client) -> None:
    published = NoticeVersion.objects.get(number=1)
    page = desk.get(f"/admin/consent/noticeversion/{published.pk}/change/")
    assert page.status_code == 200
    assert desk.post(f"/admin/consent/noticeversion/{published.pk}/change/", {"controller": "x"}).status_code == 403
    assert desk.post(f"/admin/consent/noticeversion/{published.pk}/delete/", {"post": "yes"}).status_code == 403
    assert desk.get(f"/admin/consent/noticeversion/{published.pk}/publish/").status_code == 404
    assert desk.get("/admin/consent/noticeversion/draft/").status_code == 403


@pytest.mark.parametrize(
    "address",
    [
        "noticeversion/",
        "noticeversion/draft/",
        "declareditem/",
        "dailycount/",
        "pageview/",
        "consentevent/",
    ],
)
def test_it_is_closed_to_everybody_else(carol, address: str) -> None:
    curator = sign_in(Client(), carol)
    assert curator.get(f"/admin/consent/{address}").status_code in (302, 403, 404)


def test_an_item_is_declared_with_its_recipients_or_that_there_are_none(desk: Client) -> None:
    fields = {
        "key": "new",
        "category": "statistics",
        "kind": "cookie",
        "name": "new",
        "path": "/",
        "lifetime": "session",
        "lifetime_seconds": "",
        "data_types": "one\ntwo",
        "texts-TOTAL_FORMS": "0",
        "texts-INITIAL_FORMS": "0",
    }
    assert desk.post("/admin/consent/declareditem/add/", fields).status_code == 302
    assert DeclaredItem.objects.get(key="new").third_parties is None
    both = desk.post("/admin/consent/declareditem/add/", fields | {"nobody_else": "on", "third_parties": "X"})
    assert both.status_code == 200
    assert "not both" in both.text
    fixed = desk.post("/admin/consent/declareditem/add/", fields | {"key": "b", "name": "b", "lifetime": "fixed"})
    assert "needs its seconds" in fixed.text
    assert (
        desk.post(
            "/admin/consent/declareditem/add/", fields | {"key": "c", "name": "c", "nobody_else": "on"}
        ).status_code
        == 302
    )
    item = DeclaredItem.objects.get(key="c")
    assert (item.third_parties, item.data_types) == ([], ["one", "two"])


def test_an_auditor_gets_a_grant_reproduced(desk: Client, choose, publisher) -> None:
    visitor = Client()
    choose(to=visitor, decision="accept_all", language="fr", notice="1")
    code = visitor.get("/cookies/mine.json").json()["look_up_code"]
    seals.seal(at=timezone.now())
    publisher.publish(change_purpose("statistics"))
    for _other in range(3):
        choose(to=Client(), decision="accept_all")
    found = desk.get("/admin/consent/consentevent/", {"q": code})
    assert found.context["cl"].result_count == 1
    event = ConsentEvent.objects.get(number=1)
    page = desk.get(f"/admin/consent/consentevent/{event.pk}/change/")
    text = NoticeText.objects.get(notice__number=1, language="fr")
    for words in (text.summary, text.categories["statistics"]["purpose"], text.digest, event.digest):
        assert words in page.text
    assert event.recorded_at.isoformat(timespec="seconds")[:19] in page.text
    assert event.subject not in page.text


def test_an_auditor_finds_an_account_by_its_whole_address_only(desk: Client, choose, charlie) -> None:
    visitor = Client()
    visitor.force_login(charlie)
    choose(to=visitor, decision="accept_all")
    counts = [
        desk.get("/admin/consent/consentevent/", {"q": query}).context["cl"].result_count
        for query in (charlie.email, charlie.email.upper(), charlie.email[:5], "example", "A" * 22)
    ]
    assert counts == [1, 1, 0, 0, 0]


def test_the_log_can_only_be_read(desk: Client, choose) -> None:
    choose(to=Client(), decision="accept_all")
    event = ConsentEvent.objects.get()
    assert desk.get("/admin/consent/consentevent/add/").status_code == 403
    assert desk.post(f"/admin/consent/consentevent/{event.pk}/delete/", {"post": "yes"}).status_code == 403
    for pk in ("999999", "x", "1" * 30):
        assert desk.get(f"/admin/consent/consentevent/{pk}/change/").status_code == 404


def test_administrators_see_the_rates_and_the_visits(desk: Client) -> None:
    yesterday = timezone.localdate() - dt.timedelta(days=1)
    notice = NoticeVersion.objects.get(number=1)
    DailyCount.objects.create(day=yesterday, notice=notice, language="en", answers=200, statistics=50)
    page = desk.get("/admin/consent/dailycount/")
    assert page.status_code == 200
    assert "25%" in page.text
    assert desk.get("/admin/consent/pageview/").status_code == 200
