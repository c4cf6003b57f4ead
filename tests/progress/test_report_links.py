"""A link in a mail opens one report for one person without a password: in one browser, for a while, and no more."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Digest, Preferences
from outbox.sending import deliver
from progress import drafts, history, reminders, report_links, workflow, worklist
from progress.models import ProgressReport, ReportEvent, ReportLink, ReviewState, Snooze
from stakeholders import assignments
from stakeholders.models import Membership
from tests import factories

pytestmark = pytest.mark.any_database

TODAY = timezone.localdate()
LANGUAGES = ("en", "fr", "es", "ar")


@pytest.fixture
def due(commitment, alice, carol):
    """A report is due in a week; the organisation published one before."""
    factories.published(commitment, by=alice, curator=carol, percent=60)
    return factories.period(
        starts_on=TODAY - timedelta(days=90), ends_on=TODAY - timedelta(days=1), due_on=TODAY + timedelta(days=7)
    )


def link_for(user) -> str:
    [item] = worklist.for_person(user, on=TODAY).due
    [(address, _until)] = report_links.make([item], user=user, at=timezone.now()).values()
    return address.removeprefix("http://testserver")


@pytest.fixture
def link(due, alice) -> str:
    return link_for(alice)


def opened(address: str) -> Client:
    """The browser in which somebody pressed "Open the report"."""
    browser = Client(enforce_csrf_checks=True)
    assert browser.post(address, {"act": "open"}).status_code == 302
    assert browser.post(address, {"act": "open"}).status_code == 302
    return browser


def typed(browser: Client, address: str, **values: object) -> dict[str, object]:
    """What the form holds, with some of it typed anew."""
    page = browser.get(address)
    form = page.context["form"]
    data = {field.html_name: field.value() if field.value() is not None else "" for field in form}
    return data | values


def add_app(user) -> str:
    """Give the person an authenticator app; returns its secret."""
    Authenticator.objects.filter(user=user).delete()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret: str) -> str:
    """The code that the app shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def unusable(response) -> bool:
    return response.status_code == 404 and b"This link cannot be used" in response.content


class TestLife:
    def test_reading_changes_nothing_however_often(self, link):
        """Mail programs and their scanners open links by themselves, each as another browser."""
        for address in (link, f"{link}no-change/", f"{link}snooze/", f"{link}give/"):
            for _scanner in range(3):
                response = Client().get(address)
                assert response.status_code == 200 and not response.cookies
                assert Client().head(address).status_code == 200
        assert not ReportLink.objects.exclude(browser="").exists()
        assert not ProgressReport.objects.filter(review_state=ReviewState.DRAFT).exists()
        assert not Snooze.objects.exists()
        assert opened(link).get(link).status_code == 200

    def test_it_saves_and_submits_as_its_person(self, link, alice):
        browser = opened(link)
        saved = browser.post(link, typed(browser, link, narrative="Ten courts opened.") | {"act": "save"})
        assert saved.status_code == 302
        report = ProgressReport.objects.get(review_state=ReviewState.DRAFT)
        assert (report.narrative, report.author, report.updated_by) == ("Ten courts opened.", alice, alice)
        done = browser.post(link, typed(browser, link) | {"act": "submit"})
        assert "The report was submitted" in done.content.decode()
        report.refresh_from_db()
        assert (report.review_state, report.submitted_by) == (ReviewState.SUBMITTED, alice)
        browser.force_login(alice)
        html = browser.get(reverse("reporting:report", kwargs={"pk": report.pk})).content.decode()
        assert html.count("Through the link in the email") == 2, "it was begun and submitted by it"

    def test_the_way_is_part_of_the_history(self, link, due, commitment, fatima, carol):
        opened(link)
        assert history.verify()[1] is None
        step = ReportEvent.objects.latest("sequence")
        assert step.through == "link"
        ReportEvent.objects.filter(pk=step.pk).update(through="")
        assert history.verify()[1] is not None

    def test_it_ends_when_the_report_is_submitted_by_anybody(self, link, due, commitment, fatima):
        browser = opened(link)
        report = ProgressReport.objects.get(review_state=ReviewState.DRAFT)
        report.narrative = "Done."
        report.save()
        workflow.submit(report=report, by=fatima)
        assert unusable(browser.get(link)) and unusable(browser.post(link, {"act": "save"}))
        assert not ReportLink.objects.exists()

    def test_another_browser_gets_nothing(self, link):
        first = opened(link)
        for other in (Client(), Client()):
            other.cookies["report_link"] = "x" * 43
            assert unusable(other.get(link)) and unusable(other.post(link, {"act": "open"}))
            assert unusable(other.get(f"{link}give/"))
        assert first.get(link).status_code == 200

    def test_it_ends_by_its_age(self, link):
        browser = opened(link)
        ReportLink.objects.update(expires_at=timezone.now())
        assert unusable(browser.get(link))
        assert report_links.forget(at=timezone.now()) == 1

    @pytest.mark.parametrize("left", ["the organisation", "the site", "to read only"])
    def test_it_ends_when_its_person_leaves(self, left, link, alice):
        browser = opened(link)
        if left == "the site":
            type(alice).objects.filter(pk=alice.pk).update(is_active=False)
        elif left == "the organisation":
            Membership.objects.filter(user=alice).update(ended_at=timezone.now())
        else:
            Membership.objects.filter(user=alice).update(role="viewer")
        assert unusable(browser.get(link)) and unusable(browser.post(link, {"act": "save"}))

    def test_an_altered_or_unknown_one_says_no_more_than_that(self, link):
        altered = link[:-2] + ("A/" if link[-2] != "A" else "B/")
        addresses = (altered, "/r/nothing/", "/r/" + "x" * 43 + "/")
        pages = [Client().get(address) for address in addresses]
        assert all(unusable(page) for page in pages)
        # The page names its own address, where one comes back to from the settings of cookies.
        texts = {page.content.decode().replace(address, "") for page, address in zip(pages, addresses, strict=True)}
        assert len(texts) == 1

    @pytest.mark.parametrize(("due_in", "days"), [(-60, 14), (0, 14), (7, 21), (16, 30), (90, 30)])
    def test_it_lasts_until_two_weeks_after_the_day_and_thirty_days_at_most(self, due_in, days, alice):
        now = timezone.now()
        until = report_links.expiry(TODAY + timedelta(days=due_in), user=alice, at=now)
        assert timedelta(days=days - 1) < until - now <= timedelta(days=days + 1)
        assert until - now <= report_links.LONGEST

    def test_no_secret_rests_in_the_database(self, link):
        browser = opened(link)
        secret, cookie = link.split("/")[2], browser.cookies["report_link"].value
        stored = str(ReportLink.objects.values().get())
        assert len(secret) >= 43 and secret not in stored and cookie not in stored

    def test_its_cookie_is_for_its_own_addresses_alone(self, link):
        cookie = opened(link).cookies["report_link"]
        assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/r/", True, "Lax")


class TestLimits:
    def test_it_opens_nothing_else(self, link, commitment):
        browser = opened(link)
        report = ProgressReport.objects.get(review_state=ReviewState.DRAFT)
        for name, values in (("work", {}), ("report", {"pk": report.pk}), ("reports", {})):
            assert browser.get(reverse(f"reporting:{name}", kwargs=values)).status_code == 302
        page = browser.get(link).content.decode()
        assert "sessionid" not in browser.cookies and "csrf" not in browser.cookies
        assert "publish" not in page.lower().split("<main", 1)[1].split("</main")[0].replace("published", "")

    def test_where_sign_off_is_asked_for_it_asks_for_it(self, link, verania, alice, fatima):
        verania.requires_sign_off = True
        verania.save()
        browser = opened(link)
        done = browser.post(link, typed(browser, link, narrative="Ten courts.") | {"act": "submit"})
        assert "asked the focal point" in done.content.decode()
        assert ProgressReport.objects.filter(sign_off_requested_by=alice, review_state=ReviewState.DRAFT).exists()
        assert unusable(browser.get(link))

    def test_what_is_missing_is_named_and_nothing_is_lost(self, link):
        browser = opened(link)
        data = typed(browser, link, narrative="", next_steps="Open ten courts.")
        page = browser.post(link, data | {"act": "submit"})
        assert page.status_code == 400 and "Open ten courts." in page.content.decode()
        assert ProgressReport.objects.get(review_state=ReviewState.DRAFT).next_steps == "Open ten courts."

    def test_a_colleague_who_saved_meanwhile_is_not_overwritten(self, link, fatima):
        browser = opened(link)
        data = typed(browser, link, narrative="Mine.")
        report = ProgressReport.objects.get(review_state=ReviewState.DRAFT)
        drafts.save(report=report, by=fatima, version=report.version, data={"narrative": "Theirs."})
        page = browser.post(link, data | {"act": "save"})
        assert page.status_code == 409
        assert "Mine." in page.content.decode() and "Theirs." in page.content.decode()
        report.refresh_from_db()
        assert report.narrative == "Theirs."

    def test_tries_are_counted(self, link):
        browser = opened(link)
        statuses = {browser.post(link, {"act": "open"}).status_code for _try in range(70)}
        assert 429 in statuses


class TestSecondStep:
    @pytest.fixture
    def asked(self, verania):
        verania.links_need_second_step = True
        verania.save()

    def test_it_is_asked_for_where_the_organisation_wants_it(self, link, asked, alice):
        secret = add_app(alice)
        browser = Client()
        assert "authenticator app" in browser.post(link, {"act": "open"}).content.decode()
        wrong = browser.post(link, {"act": "code", "code": "000000"})
        assert wrong.status_code == 400
        assert "authenticator app" in browser.post(link, {"act": "save", "narrative": "x"}).content.decode()
        assert not ProgressReport.objects.filter(review_state=ReviewState.DRAFT).exists()
        assert browser.post(link, {"act": "code", "code": code_of(secret)}).status_code == 302
        assert "Open the report" in browser.get(link).content.decode()

    @pytest.mark.parametrize("act", ["no-change", "snooze", "give"])
    def test_no_act_goes_without_it(self, act, link, asked, alice):
        add_app(alice)
        data = {"act": act.replace("-", "_"), "days": "7", "to": "1"}
        assert "authenticator app" in Client().post(f"{link}{act}/", data).content.decode()
        assert not Snooze.objects.exists()
        assert ProgressReport.objects.count() == 1

    def test_by_ones_role_it_is_asked_of_a_focal_point(self, due, fatima, settings):
        settings.REQUIRE_SECOND_FACTOR = True
        Authenticator.objects.filter(user=fatima).delete()
        assert not report_links.may_have(fatima), "no app: the mail leads to the sign-in"
        add_app(fatima)
        assert report_links.may_have(fatima)
        assert "authenticator app" in Client().post(link_for(fatima), {"act": "open"}).content.decode()


class TestActs:
    def test_no_significant_change(self, link, alice):
        page = Client().post(f"{link}no-change/", {"act": "no_change"})
        assert "was submitted" in page.content.decode()
        assert ProgressReport.objects.get(kind="no_change").submitted_by == alice
        assert unusable(Client().get(link))

    def test_snooze(self, link, alice):
        browser = Client()
        assert "not be reminded" in browser.post(f"{link}snooze/", {"act": "snooze", "days": "7"}).content.decode()
        assert Snooze.objects.get(user=alice).until == TODAY + timedelta(days=7)
        assert browser.post(f"{link}snooze/", {"act": "snooze", "days": "900"}).status_code == 400

    def test_give_to_a_colleague(self, link, commitment, verania, fatima, bob):
        browser = Client()
        assert browser.post(f"{link}give/", {"act": "open"}).status_code == 200
        assert fatima.name in browser.get(f"{link}give/").content.decode()
        assert browser.post(f"{link}give/", {"act": "give", "to": bob.pk}).status_code == 400
        done = browser.post(f"{link}give/", {"act": "give", "to": fatima.pk})
        assert f"{fatima.name} now reports on this" in done.content.decode()
        assert assignments.owner_of(commitment, verania) == fatima

    def test_nobody_sees_the_colleagues_before_the_link_is_theirs(self, link, fatima):
        assert fatima.name not in Client().get(f"{link}give/").content.decode()


class TestInTheMail:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_its_links_are_followed_to_the_end(self, language, due, alice, fatima):
        Preferences.objects.filter(user=fatima).update(digest=Digest.NEVER)
        Preferences.objects.filter(user=alice).update(language=language, digest=Digest.DAILY)
        reminders.plan(now=timezone.now() - timedelta(minutes=1), on=TODAY)
        deliver()
        [sent] = [one for one in mail.outbox if one.to == [alice.email]]
        html = set(re.findall(r'href="http://testserver(/r/[^"]*)"', sent.alternatives[0].content))
        assert html == set(re.findall(r"http://testserver(/r/\S*)", sent.body))
        assert {address.split("/", 3)[3] for address in html} == {"", "no-change/", "snooze/", "give/"}
        for address in html:
            page = Client().get(address)
            assert page.headers["Content-Language"] == language and f'<html lang="{language}"' in page.content.decode()
        [link] = [address for address in html if address.count("/") == 3]
        assert f'<html lang="{language}"' in opened(link).get(link).content.decode()

    def test_links_wait_for_a_changed_account(self, due, alice):
        alice.publishing_blocked_until = timezone.now() + timedelta(days=1)
        alice.save()
        assert not report_links.may_have(alice)

    def test_a_long_list_makes_its_links_in_one_query(self, due, verania, fatima, alice, django_assert_num_queries):
        for _one in range(9):
            factories.commitment(verania, by=fatima)
        items = worklist.for_person(alice, on=TODAY).due
        with django_assert_num_queries(1):
            assert len(report_links.make(items, user=alice, at=timezone.now())) == 10
