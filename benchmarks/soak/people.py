"""What signed-in people do beside the readers, again and again. Each leaves the site as it was, but for the past."""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections import Counter
from collections.abc import Callable

from benchmarks.soak.browser import Browser, UnexpectedError

PASSWORD = "demo-demo-demo"
ROWS = 200  # of each table that is brought in
WAIT = 300  # seconds for the worker

Act = Callable[[Browser, int], None]


def report(browser: Browser, turn: int) -> None:
    """A reporter: begin a report, write, add a file and take it away again, delete the draft."""
    _sign_in(browser, "reporter@demo.example")
    waiting = re.findall(
        r'formaction="/reporting/reports/new/" name="item" value="([0-9-]+)"', browser.get("/reporting/")
    )
    if not waiting:
        raise UnexpectedError("nothing waits for the reporter")
    browser.post("/reporting/reports/new/", item=waiting[turn % len(waiting)])
    address = browser.at
    for _ in range(3):
        browser.send(address, narrative=f"What was done by turn {turn}. " * 20, action="save")
        browser.get(address)
    file = (_file_field(browser.page), f"minutes-{turn}.txt", b"What was decided.\n" * 2_000)
    browser.send(address, file=file, action="save", **{"evidence-title": "Minutes"})
    browser.get(address)
    if not (remove := re.search(r'value="(remove-\d+)"', browser.page)):
        raise UnexpectedError("the file is not there")
    browser.send(address, action=remove[1])
    browser.get(f"{address}discard/")
    browser.send()
    _sign_out(browser)


def bring_in(browser: Browser, turn: int) -> None:
    """A curator: a table of organisations through all its pages, applied by the worker and undone by it."""
    _sign_in(browser, "curator@demo.example")
    rows = "".join(f"Body {turn}-{number},Government,\n" for number in range(ROWS))
    browser.get("/curate/imports/")
    browser.send(kind="organisations", file=("file", f"bodies-{turn}.csv", f"Name,Type,Country\n{rows}".encode()))
    one = re.search(r"^/curate/imports/tables/\d+/", browser.at)
    if not one:
        raise UnexpectedError(f"the table was not taken: {browser.at}")
    _until(browser, f"{one[0]}columns/", "column-name")
    browser.send()
    browser.get(f"{one[0]}values/")
    browser.send()
    _until(browser, f"{one[0]}apply/", 'name="reason"')
    browser.send(reason="As agreed.")
    _until(browser, f"{one[0]}undo/", 'name="reason"')
    browser.send(reason="Only for a while.")
    _until(browser, one[0], "Undone")
    _sign_out(browser)


def look_around(browser: Browser, turn: int) -> None:
    """The focal point and the curator: their pages, one after the other."""
    _sign_in(browser, "focal@demo.example")
    for page in ("/reporting/", "/reporting/reports/", "/reporting/organisation/", "/notifications/"):
        browser.get(page)
    _sign_out(browser)
    _sign_in(browser, "curator.two@demo.example")
    for page in ("/curate/", "/review/", "/curate/coverage/", "/curate/audit/", "/curate/people/"):
        browser.get(page)
    _sign_out(browser)


#: Each with its pause between two turns, in seconds.
ACTS: tuple[tuple[Act, float], ...] = ((report, 4), (bring_in, 20), (look_around, 6))


def go_on(act: Act, pause: float, origin: str, seen: Counter[int], turns: Counter[str], end: threading.Event) -> None:
    """One person’s turns until the end. Side effect: ``turns`` counts those done, and what went wrong in its words."""
    for turn in itertools.count():
        try:
            act(Browser(origin, seen), turn)
            turns[act.__name__] += 1
        except (UnexpectedError, OSError) as error:
            turns[f"{act.__name__} failed: {error}"] += 1
        if end.wait(pause):
            return


def _sign_in(browser: Browser, who: str) -> None:
    browser.get("/accounts/login/")
    browser.send(login=who, password=PASSWORD)
    if browser.at.startswith("/accounts/login"):
        raise UnexpectedError(f"{who} could not sign in")


def _sign_out(browser: Browser) -> None:
    browser.get("/accounts/logout/")
    browser.send()


def _file_field(page: str) -> str:
    found = re.search(r'type="file"[^>]*name="([^"]+)"|name="([^"]+)"[^>]*type="file"', page)
    return (found[1] or found[2]) if found else "evidence-file"


def _until(browser: Browser, path: str, there: str) -> None:
    """Ask for a page until the worker has done its part of it."""
    deadline = time.monotonic() + WAIT
    while there not in browser.get(path):
        if time.monotonic() > deadline:
            raise UnexpectedError(f"{path} does not say {there!r}")
        time.sleep(1)
