"""What the law asks, one test a row. The rows that need a real browser are in test_browser.py."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from consent import notices, recording, retention, verification
from consent.models import ConsentEvent, DeclaredItem, DeclaredItemText

from .conftest import change_purpose, granted, ticked

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "fr", "es", "ar"]


def in_language(address: str, language: str) -> str:
    return address if language == "en" else f"/{language}{address}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_optional_box_is_ticked_on_first_sight(client: Client, language: str) -> None:
    """Active opt-in (GDPR 4(11), recital 32)."""
    for address in ("/cookies/", "/cookies/mine/"):
        response = client.get(in_language(address, language))
        assert ticked(response.text) == set()
        assert re.findall(r'name="(\w+)"[^>]* checked disabled', response.text) == ["functional"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_refusing_is_the_same_kind_of_button_as_accepting(client: Client, language: str) -> None:
    """Refusing is as easy as accepting, on the same layer (CNIL, Cookie Banner Taskforce)."""
    page = client.get(in_language("/cookies/statistics/", language)).text
    banner = page[page.index("data-consent-banner") :]
    buttons = re.findall(r'<button class="([^"]*)" name="decision" value="(\w+)">[^<]+</button>', banner)
    assert buttons == [("consent-button", "accept_all"), ("consent-button", "refuse_all")]


def test_each_purpose_is_its_own(client: Client, choose) -> None:
    """Separate purposes."""
    choose(statistics="on")
    assert granted(client) == {"statistics"}
    choose(statistics="on", preferences="on")
    assert granted(client) == {"statistics", "preferences"}


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda item: DeclaredItemText.objects.filter(item=item).update(purpose=" "), id="purpose"),
        pytest.param(lambda item: DeclaredItemText.objects.filter(item=item).update(data=""), id="data"),
        pytest.param(
            lambda item: DeclaredItemText.objects.filter(item=item, language="ar").delete(), id="one language"
        ),
        pytest.param(
            lambda item: DeclaredItem.objects.filter(pk=item.pk).update(lifetime="", lifetime_seconds=None),
            id="duration",
        ),
        pytest.param(lambda item: DeclaredItem.objects.filter(pk=item.pk).update(third_parties=None), id="recipients"),
        pytest.param(lambda item: DeclaredItem.objects.filter(pk=item.pk).update(data_types=None), id="kinds of data"),
    ],
)
def test_a_notice_with_an_item_that_lacks_a_fact_is_not_published(publisher, spoil) -> None:
    """Informed: purpose, data, duration, recipients."""
    spoil(DeclaredItem.objects.get(key="preferences"))
    with pytest.raises(ValidationError, match="preferences"):
        publisher.publish()
    assert notices.current_exactly().number == 1


@pytest.mark.parametrize("field", ["controller"])
def test_a_notice_without_controller_is_not_published(publisher, field: str) -> None:
    """Informed: controller."""
    with pytest.raises(ValidationError, match="data controller"):
        publisher.publish(**{field: " "})


@pytest.mark.parametrize("field", notices.TEXT_FIELDS)
def test_a_notice_that_lacks_words_is_not_published(publisher, field: str) -> None:
    """Informed: the right to withdraw, and every other word."""
    with pytest.raises(ValidationError):
        publisher.publish(lambda draft: draft.texts.filter(language="fr").update(**{field: ""}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_says_all_of_it(client: Client, language: str) -> None:
    """Informed: the page holds controller, purposes, data, durations, recipients and the right to withdraw."""
    page = client.get(in_language("/cookies/", language)).text
    text = notices.current_exactly().texts[language]
    assert text.language == language
    for words in [text.withdrawal, text.rights, *(item["purpose"] for item in text.items)]:
        assert words in page
    for item in text.items:
        assert item["duration"] in page
        assert item["data"] in page


@pytest.mark.parametrize("address", ["/", "/cookies/", "/fr/cookies/", "/cookies/statistics/", "/accounts/login/"])
def test_a_visitor_who_refused_everything_gets_the_same_pages(choose, address: str) -> None:
    """No detriment."""
    refuser, nobody = Client(), Client()
    choose(to=refuser, decision="refuse_all")
    assert refuser.get(address).status_code == nobody.get(address).status_code == 200


def test_withdrawing_takes_no_more_than_accepting(client: Client, choose) -> None:
    """Withdrawing as easy as giving (7(3)): one form without fields, on the page that every footer leads to."""
    choose(decision="accept_all")
    page = client.get("/cookies/").text
    assert '<form class="consent-withdraw" method="post" action="/cookies/withdraw/">' in page
    client.post("/cookies/withdraw/")
    assert granted(client) == set()


@pytest.mark.parametrize("address", ["/", "/cookies/statistics/", "/accounts/login/"])
def test_every_footer_leads_to_the_choice(client: Client, address: str) -> None:
    page = client.get(address).text
    footer = page[page.index("<footer") :]
    assert 'href="/cookies/"' in footer


def test_any_grant_is_reproduced_word_for_word(client: Client, choose, publisher) -> None:
    """Demonstrable (7(1)): exact text, language, version, time, long after the notice has changed."""
    shown = client.get("/cookies/notice/1/ar/").text
    with time_machine.travel("2026-03-01T10:00:00+00:00", tick=False):
        choose(decision="accept_all", language="ar", notice="1", way="banner")
    publisher.publish(change_purpose("statistics"))
    DeclaredItemText.objects.update(purpose="Something else entirely.")
    event = ConsentEvent.objects.get()
    proof = verification.evidence_of(event)
    assert (event.recorded_at.isoformat(), event.notice.number, event.language) == (
        "2026-03-01T10:00:00+00:00",
        1,
        "ar",
    )
    assert proof.text is not None
    assert (proof.row_is_whole, proof.text_is_whole) == (True, True)
    for words in (proof.text.summary, proof.text.categories["statistics"]["purpose"], proof.text.items[0]["purpose"]):
        assert words in shown
    again = client.get("/cookies/notice/1/ar/").text
    main = re.compile(r"<main.*?</main>", re.DOTALL)
    assert main.search(again).group() == main.search(shown).group()


@pytest.mark.parametrize("model", ["consentevent", "consentstate", "dailycount", "pageview", "loghead"])
def test_no_column_could_hold_an_address_a_browser_or_a_session(model: str) -> None:
    """Do not over-collect."""

    names = {field.column for field in apps.get_model("consent", model)._meta.concrete_fields}
    forbidden = ("ip", "agent", "session", "email", "fingerprint", "referer", "url", "user_agent", "remote")
    assert not [name for name in names if any(word in name.split("_") for word in forbidden)]
    # The referrer's host of a page view stands alone in a daily total, beside nothing that names a visitor.
    assert "referrer" not in names or model == "pageview"


def test_records_past_their_time_are_deleted(client: Client, choose, settings) -> None:
    """Do not keep longer than needed."""
    settings.CONSENT_RETENTION_DAYS = 1000
    with time_machine.travel("2020-01-01T00:00:00+00:00", tick=False):
        choose(to=Client(), decision="accept_all")
    choose(decision="accept_all")
    assert retention.purge(at=timezone.now()).events == 1
    assert ConsentEvent.objects.count() == 1
    assert list(verification.verify()) == []


def test_a_material_change_asks_again_and_denies_at_once(client: Client, choose, publisher) -> None:
    choose(decision="accept_all")
    publisher.publish(change_purpose("statistics"))
    assert granted(client) == {"preferences", "marketing"}
    assert client.get("/cookies/state.json").json()["ask"] is True


def test_a_typo_does_not(client: Client, choose, publisher) -> None:
    choose(decision="accept_all")
    publisher.publish(lambda draft: draft.texts.update(introduction="The same, spelt better."))
    assert len(granted(client)) == 3
    assert client.get("/cookies/state.json").json()["ask"] is False


@pytest.mark.parametrize("decision", ["accept_all", "refuse_all"])
def test_a_choice_lasts_182_days_and_not_a_second_longer(client: Client, choose, decision: str) -> None:
    start = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
    with time_machine.travel(start, tick=False) as clock:
        choose(decision=decision)
        clock.move_to(start + dt.timedelta(days=182, seconds=-1))
        state = client.get("/cookies/state.json").json()
        assert (state["decided"], state["ask"]) == (True, False)
        clock.move_to(start + dt.timedelta(days=182))
        state = client.get("/cookies/state.json").json()
        assert (state["decided"], state["ask"]) == (False, True)
        assert granted(client) == set()


def test_a_person_sees_and_takes_away_every_record(client: Client, choose) -> None:
    """Access and portability (15, 20)."""
    choose(decision="accept_all")
    choose(statistics="on")
    data = client.get("/cookies/mine.json").json()
    assert [event["kind"] for event in data["events"]] == ["grant", "change"]
    assert data["events"][1]["granted"] == {
        "functional": True,
        "preferences": False,
        "statistics": True,
        "marketing": False,
    }
    assert data["events"][0]["text"] == "http://testserver/cookies/notice/1/en/"
    assert data["look_up_code"].replace(" ", "") == client.cookies["consent"].value.split(".")[5]


def test_a_person_erases_the_tie_and_the_log_stays_verifiable(client: Client, choose) -> None:
    """Erasure (17)."""
    choose(to=Client(), decision="accept_all")
    choose(decision="accept_all")
    choose(statistics="on")
    response = client.post("/cookies/mine/erase/", headers={"accept": "application/json"})
    assert response.json() == {"erased": 2}
    assert ConsentEvent.objects.filter(subject="", salt="", erased_at__isnull=False).count() == 2
    assert list(verification.verify()) == []
    assert client.get("/cookies/mine.json").json()["events"] == []
    assert granted(client) == set()


def test_an_account_erases_too(client: Client, choose, charlie) -> None:
    client.force_login(charlie)
    choose(decision="accept_all")
    client.post("/cookies/mine/erase/")
    assert recording.state_of(charlie) is None
    assert not ConsentEvent.objects.exclude(subject="").exists()
    assert list(verification.verify()) == []


LATIN = re.compile(r"[A-Za-zÀ-ÿ]{3,}")
NAMES = {"Recommendations", "tracker", "English", "Français", "Español", "JSON", "htmx", "django", "API", "JavaScript"}


@pytest.mark.parametrize("path", ["/ar/cookies/", "/ar/cookies/mine/", "/ar/cookies/statistics/"])
@pytest.mark.parametrize("decision", ["", "accept_all", "refuse_all"])
def test_nothing_around_the_notice_is_left_in_another_language(client: Client, path: str, decision: str) -> None:
    if decision:
        client.post("/cookies/choice/", {"decision": decision})
    page = client.get(path).content.decode()
    page = re.sub(r"<(head|script|code|title)\b.*?</\1>", " ", page, flags=re.DOTALL)
    words = set(LATIN.findall(" ".join(re.findall(r">([^<]+)<", page))))
    keys = {part for key in DeclaredItem.objects.values_list("name", flat=True) for part in LATIN.findall(key)}
    assert words <= NAMES | keys
