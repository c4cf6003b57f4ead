"""In a real browser, against a real web server that is killed while somebody types: every character is there again."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Error, Page, expect

from progress.models import ProgressReport
from scripts.processes import free_port, last_lines, start, stop, wait_for_port
from tests import factories
from tests.journeys.conftest import sign_in
from tests.journeys.test_keeping_text import KEPT, SAVED, crash, state, stored, story
from tests.outbox.test_worker import url_of_test_database

ROOT = Path(__file__).resolve().parents[2]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


class Server:
    """The site under gunicorn on the rows of this test, at one address however often it is killed."""

    def __init__(self, log: Path) -> None:
        self.log, self.port = log, free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "gta.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
            "--chdir",
            str(ROOT),
        ]
        command += ["--threads", "2", "--no-control-socket"]
        environment = os.environ | {"DATABASE_URL": url_of_test_database()}
        self.process = start(command, log=self.log, environment=environment)
        assert wait_for_port(self.port, self.process, within=180), last_lines(self.log)

    def kill(self) -> None:
        """SIGKILL to the server and its workers: none of them ends anything."""
        assert self.process
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@pytest.fixture
def server(transactional_db: None, tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "web.log")
    server.start()
    yield server
    if server.process:
        with contextlib.suppress(ProcessLookupError):
            stop(server.process)


@pytest.fixture
def report(verania, fatima, alice) -> ProgressReport:
    return factories.draft(factories.commitment(verania, by=fatima), by=alice, narrative="")


@pytest.fixture
def page(new_context: Callable[..., BrowserContext], server: Server, report: ProgressReport, alice) -> Page:
    context = new_context(base_url=server.address)
    context.set_default_timeout(60_000)
    page = sign_in(context.new_page(), alice)
    page.goto(f"/reporting/reports/{report.pk}/")
    return page


def test_a_server_killed_while_typing_loses_no_character(page: Page, server: Server, report: ProgressReport) -> None:
    before, after = "Ten judges were trained in May. ", "Two courts — «محكمتان» — were told in June."
    story(page).press_sequentially(before)
    with page.expect_request("**/autosave/"):
        story(page).press_sequentially("And ")
    server.kill()  # with what is being saved under way
    story(page).press_sequentially(after)
    page.get_by_role("checkbox", name="Staff or skills").check()
    expect(state(page)).to_have_text(KEPT)
    with contextlib.suppress(Error):  # the browser is closed on it, too
        context = crash(page)
    server.start()
    again = context.new_page()
    again.goto(f"/reporting/reports/{report.pk}/")
    expect(state(again)).to_have_text(SAVED)
    expect(story(again)).to_have_value(f"{before}And {after}")
    expect(again.get_by_role("checkbox", name="Staff or skills")).to_be_checked()
    assert stored(report) == f"{before}And {after}"
    assert report.barrier_kinds == ["staff"]


def test_a_page_that_stays_open_goes_on_by_itself(page: Page, server: Server, report: ProgressReport) -> None:
    page.get_by_role("checkbox", name="Funding").check()
    expect(state(page)).to_have_text(SAVED)
    server.kill()
    story(page).fill("Typed while it was away.")
    page.get_by_role("checkbox", name="Funding").uncheck()
    expect(state(page)).to_have_text(KEPT)
    server.start()
    expect(state(page)).to_have_text(SAVED)
    assert stored(report) == "Typed while it was away."
    assert report.barrier_kinds == []
