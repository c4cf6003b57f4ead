"""Journey A: a report's whole way, from what is due to what everybody can read, through return and correction."""

from __future__ import annotations

import datetime
import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from demo import documents
from progress.models import Evidence
from stakeholders.models import Commitment
from tests import factories
from tests.browser import follow
from tests.journeys.conftest import sign_in
from tests.mail_sink import MailSink
from tests.outbox.test_worker import url_of_test_database

ROOT = Path(__file__).resolve().parents[2]
PDF = documents.pdf("law.pdf", "a law").read()
NEWS, CORRECTED = "Forty judges finished the course", "Forty judges in three courts finished the course"
REASON = "Which courts were they from?"
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "java_script_enabled": False}

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def commitment(verania, alice: User, fatima: User, dan: User) -> Commitment:
    """A commitment whose last report is half a year old, and a period that asks for the next one."""
    area = factories.area(factories.edition(), slug="courts", name="Courts")
    asked = factories.recommendation(area, title="Train judges")
    then = timezone.now() - datetime.timedelta(days=200)
    made = factories.commitment(verania, by=fatima, recommendations=[asked], title="A course for judges", at=then)
    factories.published(made, by=alice, curator=dan, at=then, narrative="The course was planned.", percent=20)
    today = timezone.localdate()
    factories.period(
        name="This half-year",
        starts_on=today - datetime.timedelta(days=150),
        ends_on=today - datetime.timedelta(days=5),
        due_on=today + datetime.timedelta(days=9),
    )
    return made


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[MailSink]:
    with MailSink(tmp_path) as running:
        yield running


@pytest.fixture
def delivered(sink: MailSink, live_server) -> Callable[[], list[EmailMessage]]:
    """Runs the real sender as a process and gives every email that the mail server has by then."""

    def deliver() -> list[EmailMessage]:
        environment = os.environ | {
            "DATABASE_URL": url_of_test_database(),
            "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
            "SITE_URL": live_server.url,
        }
        command = [sys.executable, "manage.py", "deliver_mail", "--once"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=300)
        return sink.emails()

    return deliver


def public_places(commitment: Commitment) -> dict[str, str]:
    """Where a published report must be seen: a name and the address."""
    return {
        "dashboard": "/",
        "recommendation": f"/recommendations/{commitment.recommendations.get().reference}/",
        "organisation": f"/organisations/{commitment.lead_organisation.slug}/",
        "feed": "/reports/feed.atom",
        "table": "/data/reports.csv",
        "area": "/areas/courts/",
        "commitment": f"/commitments/{commitment.pk}/",
        "reports": "/reports/",
    }


class Public:
    """Somebody without an account, who asks each time anew."""

    def __init__(self, browse: Callable[..., Page], commitment: Commitment) -> None:
        self.browse, self.places = browse, public_places(commitment)
        self.commitment = commitment

    def read(self) -> dict[str, str]:
        """Every public place as it is now, asked of the server and not of a cache."""
        request = self.browse().context.request
        return {name: request.get(address).text() for name, address in self.places.items()}

    def sees_nothing_of(self, *words: str) -> None:
        for name, text in self.read().items():
            assert not [word for word in words if word in text], name


def story(page: Page) -> Locator:
    return page.get_by_role("textbox", name="What was done")


def what_waits(page: Page, commitment: Commitment) -> None:
    """My reporting names what is due; the button opens it."""
    due = page.get_by_role("row").filter(has_text=commitment.title).filter(has_text="This half-year")
    follow(due.get_by_role("button", name="Write the report"))
    expect(page.get_by_role("radio", name="In progress")).to_be_checked()
    expect(page.get_by_label("Percentage complete")).to_have_value("20")


def fill_in(page: Page, tmp_path: Path) -> None:
    """A new status, the news, a file and a link; saved as a draft, with the difference shown."""
    page.get_by_role("radio", name="Completed").check()
    page.get_by_label("Percentage complete").fill("100")
    story(page).fill(f"{NEWS}.")
    page.get_by_role("textbox", name="Link").fill("https://records.example/judges")
    minutes = tmp_path / "minutes.pdf"
    minutes.write_bytes(PDF)
    page.get_by_label("Files").set_input_files(minutes)
    follow(page.get_by_role("button", name="Save as draft"))
    expect(page.get_by_text("Nobody outside your organisation sees a draft")).to_be_visible()
    expect(page.get_by_role("link", name="minutes.pdf")).to_be_visible()
    expect(page.locator("a[href='https://records.example/judges']")).to_be_visible()
    changed = page.get_by_role("region", name="What readers will see change")
    expect(changed).to_contain_text("Completed")
    expect(story(page)).to_have_value(f"{NEWS}.")


def submit(page: Page) -> None:
    follow(page.get_by_role("button", name="Save and submit"))
    expect(page.get_by_text("The report was submitted")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="waiting for review")).to_be_visible()


def open_from_queue(page: Page, commitment: Commitment) -> None:
    page.goto("/review/")
    follow(page.get_by_role("link", name=commitment.title))
    expect(page.get_by_role("heading", name=commitment.title, level=1)).to_be_visible()
    # The script says who has it open; without one the curator may do so by a button.
    expect(page.get_by_text("Open to you until").or_(page.get_by_text("Nobody has it open."))).to_be_visible()


def send_back(page: Page, commitment: Commitment) -> None:
    """The curator sees what differs, what backs it, and returns it with a reason."""
    open_from_queue(page, commitment)
    changed = page.get_by_role("region", name="What changed since the latest published report")
    expect(changed.locator("del").filter(has_text=re.compile("planned|The course"))).not_to_have_count(0)
    expect(changed.locator("ins").filter(has_text="Completed")).not_to_have_count(0)
    expect(changed).to_contain_text(NEWS)
    proof = page.get_by_role("region", name="Evidence")
    expect(proof.get_by_role("link", name="minutes.pdf")).to_be_visible()
    page.get_by_label("What to change").fill(REASON)
    follow(page.get_by_role("button", name="Return for changes"))
    expect(page.get_by_text(f"Returned for changes: “{commitment.title}”")).to_be_visible()


def the_one_email(delivered: Callable[[], list[EmailMessage]], alice: User, commitment: Commitment) -> str:
    """Exactly one mail, to its author, with the reason; gives the link in it. Sending again sends nothing more."""
    emails = delivered()
    assert [email["To"] for email in emails] == [alice.email]
    text = emails[0].get_body(("plain",)).get_content()
    assert REASON in text and commitment.title in text
    assert len(delivered()) == 1
    return re.search(r"http://localhost:\d+(/reporting/reports/\d+/)", text)[1]


def correct(page: Page, link: str) -> None:
    """The email's link opens the report with the reason and everything that was written."""
    page.goto(link)
    expect(page.get_by_text(REASON)).to_be_visible()
    expect(story(page)).to_have_value(f"{NEWS}.")
    story(page).fill(f"{CORRECTED}.")
    submit(page)


def publish(page: Page, commitment: Commitment) -> None:
    open_from_queue(page, commitment)
    expect(page.get_by_role("region", name="What changed since the latest published report")).to_contain_text(CORRECTED)
    follow(page.get_by_role("button", name="Publish", exact=True))
    expect(page.get_by_text(f"Published: “{commitment.title}”")).to_be_visible()


def shows_everywhere(public: Public, address: str, options: dict) -> None:
    """The state, the words and the evidence are public at once, and lead to one another."""
    texts = public.read()
    for name in ("feed", "table", "reports", "commitment"):
        assert address in texts[name], name
    assert CORRECTED in texts["table"]
    assert "completed" in texts["table"]
    page = public.browse(**options)
    for name in ("dashboard", "recommendation", "organisation", "area", "commitment"):
        page.goto(public.places[name])
        expect(page.get_by_role("main"), name).to_contain_text("Completed")
    for name in ("dashboard", "recommendation", "organisation"):
        page.goto(public.places[name])
        expect(page.get_by_role("main").locator(f"a[href$='{address}']").first, name).to_be_visible()
    page.goto(address)
    expect(page.get_by_role("main")).to_contain_text(CORRECTED)
    with page.expect_download() as download:
        page.get_by_role("link", name="minutes.pdf").click()
    served = Path(download.value.path()).read_bytes()
    assert served.startswith(b"%PDF") and served != PDF  # without its hidden details
    assert hashlib.sha256(served).hexdigest() == Evidence.objects.get(file_name="minutes.pdf").sha256


@pytest.mark.parametrize("options", [DESKTOP, PHONE], ids=["desktop", "phone without script"])
def test_a_report_goes_from_what_is_due_to_what_everybody_reads(
    options, browse, delivered, commitment: Commitment, alice: User, carol: User, tmp_path: Path
) -> None:
    public = Public(browse, commitment)
    public.sees_nothing_of(NEWS, CORRECTED, "minutes.pdf")
    assert "planned" in public.read()["table"]

    reporter = sign_in(browse(**options), alice)
    what_waits(reporter, commitment)
    fill_in(reporter, tmp_path)
    public.sees_nothing_of(NEWS, "minutes", "records.example")
    submit(reporter)
    public.sees_nothing_of(NEWS, "minutes", "records.example")

    curator = sign_in(browse(**options), carol)
    send_back(curator, commitment)
    correct(reporter, the_one_email(delivered, alice, commitment))
    public.sees_nothing_of(NEWS, CORRECTED, REASON, "minutes", "records.example")

    publish(curator, commitment)
    report = commitment.reports.latest("pk")
    shows_everywhere(public, f"/reports/{report.pk}/", options)
    public.sees_nothing_of(REASON, alice.email, carol.email)
    assert len(delivered()) == 1
