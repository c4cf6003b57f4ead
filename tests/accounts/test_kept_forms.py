"""What is typed outlives the session: through the sign-in, for the same account alone, and for a while."""

from __future__ import annotations

import datetime
import re

import pytest
import time_machine
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import kept_forms
from accounts.models import User
from progress import discarding
from progress.models import ProgressReport
from stakeholders.models import Role
from tests import factories
from tests.cast import give_second_factor

pytestmark = pytest.mark.any_database

HOST = "http://testserver"


@pytest.fixture
def commitment(verania, fatima):
    recommendation = factories.recommendation(factories.area(factories.edition()))
    return factories.commitment(verania, by=fatima, recommendations=[recommendation])


@pytest.fixture
def draft(commitment, alice) -> ProgressReport:
    return factories.draft(commitment, by=alice)


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms, by name."""
    inputs = re.findall(r"<input[^>]*type=\"hidden\"[^>]*>", page)
    named = [(re.search(r'name="([^"]+)"', one), re.search(r'value="([^"]*)"', one)) for one in inputs]
    return {name[1]: value[1] for name, value in named if name and value}


def typed(client: Client, page: str, **text: str) -> dict[str, str]:
    """What a browser sends for a report's form after typing."""
    sent = {
        "implementation_status": "in_progress",
        "health": "on_track",
        "language": "en",
        "evidence-audience": "public",
    }
    return sent | {"covers_until": "2026-01-31", "action": "save"} | hidden(client.get(page).content.decode()) | text


def page_of(report: ProgressReport) -> str:
    return reverse("reporting:report", kwargs={"pk": report.pk})


def end_session(client: Client) -> None:
    Session.objects.all().delete()


def send(client: Client, page: str, data: dict, **more) -> object:
    return client.post(page, data, headers={"referer": HOST + page}, **more)


def test_it_comes_back_in_the_form_and_is_saved_from_there(client, alice, draft):
    client.force_login(alice)
    page = page_of(draft)
    data = typed(client, page, narrative="Two hundred\r\nteachers.") | {
        "evidence-url": "https://example.org/act",
        "evidence-title": "The Act",
    }
    end_session(client)
    answer = send(client, page, data)
    assert answer.status_code == 302
    assert answer.url == f"{reverse('account_login')}?next={page}"
    sign_in = client.get(answer.url).content.decode()
    assert "Your session had ended" in sign_in and "show it again in the form" in sign_in
    client.force_login(alice)
    again = client.get(page)
    text = again.content.decode().replace("\r\n", "\n")
    assert "Two hundred\nteachers.</textarea>" in text
    assert 'value="https://example.org/act"' in text and 'value="The Act"' in text
    assert "Not saved yet" in text
    draft.refresh_from_db()
    assert draft.narrative == "What was done.", "opening the page saves nothing"
    assert send(client, page, data).status_code == 302
    draft.refresh_from_db()
    assert draft.narrative == "Two hundred\nteachers."
    assert "Not saved yet" not in client.get(page).content.decode()


def test_another_account_never_sees_it(client, alice, fatima, draft):
    client.force_login(alice)
    page = page_of(draft)
    data = typed(client, page, narrative="Alice's secret")
    end_session(client)
    send(client, page, data)
    client.force_login(fatima)
    assert "Alice&#x27;s secret" not in client.get(page).content.decode()


def test_it_expires(client, alice, draft):
    client.force_login(alice)
    page = page_of(draft)
    data = typed(client, page, narrative="Too old")
    end_session(client)
    send(client, page, data)
    client.force_login(alice)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + kept_forms.KEPT_FOR):
        assert "Too old" not in client.get(page).content.decode()


def test_it_can_be_dropped(client, alice, draft):
    client.force_login(alice)
    page = page_of(draft)
    data = typed(client, page, narrative="Never mind")
    end_session(client)
    send(client, page, data)
    client.force_login(alice)
    assert client.post(reverse("accounts:drop_kept_form"), {"action": page, "page": page}).url == page
    assert "Never mind" not in client.get(page).content.decode()


@pytest.mark.parametrize("page", ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""])
def test_dropping_it_leads_nowhere_else(page, client, alice):
    client.force_login(alice)
    assert client.post(reverse("accounts:drop_kept_form"), {"page": page}).url == reverse("accounts:start")


@pytest.mark.parametrize("owner", ["", "1", "1:forged:token"])
def test_a_form_that_does_not_say_whose_it_is_is_not_kept(owner, client, draft):
    answer = send(client, page_of(draft), {"narrative": "A stranger's text", kept_forms.OWNER: owner})
    assert answer.url == f"{reverse('account_login')}?next={page_of(draft)}"
    assert not answer.cookies
    assert not Session.objects.exists(), "a stranger's program writes nothing, not even a notice"


def test_a_form_that_is_too_old_is_not_kept_and_says_so(client, alice, draft):
    client.force_login(alice)
    data = typed(client, page_of(draft), narrative="Since last month")
    end_session(client)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + kept_forms.OWNER_AGE):
        assert "Go back in your browser" in client.get(send(client, page_of(draft), data).url).content.decode()


def test_no_more_than_a_bounded_text_is_kept(client, alice, draft):
    client.force_login(alice)
    page = page_of(draft)
    data = typed(client, page, narrative="x" * kept_forms.MOST_CHARACTERS)
    end_session(client)
    assert "Go back in your browser" in client.get(send(client, page, data).url).content.decode()


def test_files_are_named_and_not_kept(client, alice, draft):
    client.force_login(alice)
    page = page_of(draft)
    data = typed(client, page, narrative="With a file")
    end_session(client)
    answer = send(client, page, data | {"evidence-files": SimpleUploadedFile("act.pdf", b"%PDF-1.7")})
    assert "Files must be chosen again." in client.get(answer.url).content.decode()
    client.force_login(alice)
    assert "act.pdf" in client.get(page).content.decode()


def test_secrets_are_never_kept(client, alice):
    client.force_login(alice)
    page = reverse("account_change_password")
    data = hidden(client.get(page).content.decode()) | {"oldpassword": "hunter2-hunter2", "password1": "x", "x": "y"}
    end_session(client)
    send(client, page, data)
    assert "hunter2" not in str([one.get_decoded() for one in Session.objects.all()])


def test_a_button_without_a_page_of_its_own_leads_back_to_where_it_stood(client, alice, commitment):
    client.force_login(alice)
    page = reverse("stakeholders:commitment", args=[commitment.pk])
    end_session(client)
    answer = client.post(reverse("reporting:start"), {"commitment": commitment.pk}, headers={"referer": HOST + page})
    assert answer.url == f"{reverse('account_login')}?next={page}"
    elsewhere = {"referer": "https://evil.example/x/"}
    answer = client.post(reverse("reporting:start"), {"commitment": commitment.pk}, headers=elsewhere)
    assert "evil" not in answer.url


def test_a_reason_for_a_return_comes_back_on_the_page_of_the_report(client, carol, alice, commitment):
    report = factories.submitted(commitment, by=alice)
    client.force_login(carol)
    page = reverse("review:report", args=[report.pk])
    sent = hidden(client.get(page).content.decode()) | {"return-reason": "Name the regions."}
    end_session(client)
    client.post(reverse("review:return", args=[report.pk]), sent, headers={"referer": HOST + page})
    client.force_login(carol)
    assert "Name the regions.</textarea>" in client.get(page).content.decode()


def test_signed_in_again_in_another_tab(alice, draft):
    """The old tab's token is stale by then; the form is shown again with what was typed, not an error."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    page = page_of(draft)
    data = typed(client, page, narrative="From the old tab")
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    answer = send(client, page, data)
    assert (answer.status_code, answer.url) == (302, page)
    assert "From the old tab</textarea>" in client.get(page).content.decode()
    draft.refresh_from_db()
    assert draft.narrative == "What was done."


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"referer": "https://evil.example/"}, {}])
def test_a_foreign_form_is_still_refused(headers, alice, draft):
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    data = typed(client, page_of(draft), narrative="Foreign")
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    assert client.post(page_of(draft), data, headers=headers).status_code == 403
    assert "Foreign" not in client.get(page_of(draft)).content.decode()


def test_what_no_form_takes_up_is_shown_to_be_copied(client, carol):
    client.force_login(carol)
    page = reverse("imports:list")
    sent = hidden(client.get(page).content.decode()) | {"some_note": "Spring round"}
    end_session(client)
    send(client, page, sent)
    client.force_login(carol)
    text = client.get(page).content.decode()
    assert "Some note" in text and "Spring round" in text


class TestTheThingIsGoneOrTheRoleLost:
    """What was typed is on the page that says so, and not only in the browser's memory."""

    def test_a_draft_that_a_colleague_deleted_meanwhile(self, client, alice, fatima, draft):
        client.force_login(alice)
        data = typed(client, page_of(draft), narrative="Two hundred teachers.")
        discarding.discard(report=draft, by=fatima)
        answer = send(client, page_of(draft), data)
        text = answer.content.decode()
        assert answer.status_code == 404
        assert "This was not saved" in text and "no longer exist" in text
        assert "Two hundred teachers.</textarea>" in text
        assert "opened with" not in text.lower() and "csrf" not in text.split("<main")[1].lower()

    def test_a_place_in_the_organisation_that_ended_meanwhile(self, client, alice, draft):
        client.force_login(alice)
        data = typed(client, page_of(draft), narrative="Two hundred teachers.")
        alice.memberships.update(ended_at=timezone.now())
        answer = send(client, page_of(draft), data)
        assert answer.status_code == 404
        assert "Two hundred teachers.</textarea>" in answer.content.decode()

    def test_an_act_that_is_refused_to_the_person(self, client, carol, commitment, alice):
        report = factories.submitted(commitment, by=alice)
        client.force_login(carol)
        page = reverse("review:report", args=[report.pk])
        sent = hidden(client.get(page).content.decode()) | {"return-reason": "Name the regions."}
        User.objects.filter(pk=carol.pk).update(is_curator=False)
        answer = client.post(reverse("review:return", args=[report.pk]), sent, headers={"referer": HOST + page})
        assert answer.status_code == 404
        assert "Name the regions.</textarea>" in answer.content.decode()

    def test_somebody_elses_form_is_not_shown(self, client, alice, bob, draft):
        client.force_login(alice)
        data = typed(client, page_of(draft), narrative="Alice's secret")
        client.force_login(bob)
        answer = send(client, page_of(draft), data)
        assert answer.status_code == 404
        assert "secret" not in answer.content.decode()

    def test_a_second_factor_that_is_needed_only_now(self, client, alice, settings):
        settings.REQUIRE_SECOND_FACTOR = True
        client.force_login(alice)
        page = reverse("stakeholders:commitment_new")
        sent = hidden(client.get(page).content.decode()) | {"title": "A better title"}
        alice.memberships.update(role=Role.ALTERNATE)
        assert send(client, page, sent).url == reverse("mfa_index")
        give_second_factor(alice)
        assert 'value="A better title"' in client.get(page).content.decode()


def test_pages_that_are_open_to_all_say_nothing_of_whose_form_it_is(client, alice):
    client.force_login(alice)
    assert kept_forms.OWNER not in client.get("/cookies/").content.decode()
