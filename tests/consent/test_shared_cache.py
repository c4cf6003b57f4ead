"""The page cache that is shipped (deploy/nginx.conf) before a real server: whoever asks, nobody sees another's state.

Twelve browsers send 20,000 requests through nginx, interleaved, while most of them go on changing their choice. Each
answer is held against what that one browser must get.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import ssl
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Sum
from django.test import Client

from consent.models import PageView
from scripts.processes import free_port, last_lines, start, stop, wait_for_port
from tests import factories
from tests.cast import sign_in
from tests.consent.conftest import ticked
from tests.proxy import Proxy, proxy_before

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]

ROOT = Path(__file__).resolve().parents[2]
REQUESTS = 20_000
COUNTED = ["/", "/recommendations/", "/organisations/", "/about/", "/fr/about/", "/ar/", "/embed/areas/"]
UNCOUNTED = ["/cookies/", "/fr/cookies/", "/cookies/declaration.json", "/cookies/notice/1/ar/"]
PERSONAL = ["/cookies/state.json", "/cookies/mine/", "/cookies/mine.json"]
NOTHING: frozenset[str] = frozenset()
EVERYTHING = frozenset({"preferences", "statistics", "marketing"})
# What each browser says yes to at first, and whether it goes on changing its mind. Few agree to statistics, whose
# pages all go through to the application.
VISITORS: list[tuple[frozenset[str] | None, bool]] = [
    (None, False),
    (NOTHING, False),
    (frozenset({"preferences"}), False),
    (frozenset({"marketing"}), False),
    (frozenset({"preferences", "marketing"}), True),
    (NOTHING, True),
    (NOTHING, True),
    (frozenset({"marketing"}), True),
    (frozenset({"statistics"}), False),
    (EVERYTHING, False),
]
# What the proxy says of an answer that it did not ask the application for; the last two while it fetches a fresh one.
FROM_THE_CACHE = ("HIT", "STALE", "UPDATING")
WITHOUT_STATISTICS = [NOTHING, frozenset({"preferences"}), frozenset({"marketing"})]


@contextlib.contextmanager
def application(secure: int, folder: Path) -> Iterator[int]:
    """The site as it runs behind the proxy, on this test's database; gives its port."""
    port, log = free_port(), folder / "web.log"
    address = f"https://127.0.0.1:{secure}"
    environment = os.environ | {
        "TESTING": "0",
        "DEMO": "1",
        "SITE_URL": address,
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXY_COUNT": "1",
        "STATIC_ROOT": str(folder / "static"),
        "VAR_DIR": str(folder),
        "DATABASE_URL": database_address(),
        "LOG_LEVEL": "ERROR",
    }
    collect = [sys.executable, "manage.py", "collectstatic", "--no-input", "-v", "0"]
    subprocess.run(collect, env=environment, check=True, cwd=ROOT)
    command = [sys.executable, "-m", "gunicorn", "gta.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    process = start([*command, "--no-control-socket", "--chdir", str(ROOT)], log=log, environment=environment)
    try:
        assert wait_for_port(port, process, within=180), last_lines(log)
        yield port
        assert log.read_text().count("ERROR") == 0, last_lines(log)
    finally:
        stop(process)


def database_address() -> str:
    """The test database's own address, for another process."""
    server, _slash, _name = os.environ["DATABASE_URL"].rpartition("/")
    return f"{server}/{connection.settings_dict['NAME']}"


@pytest.fixture
def proxy(tmp_path: Path, verania, alice) -> Iterator[Proxy]:
    """nginx before the site, which has something to show."""
    factories.commitment(
        verania, by=alice, recommendations=[factories.recommendation(factories.area(factories.edition()))]
    )
    secure = free_port()
    with application(secure, tmp_path) as port, proxy_before(port, secure=secure) as running:
        yield running


class Browser:
    """One browser on a connection of its own that stays open. It notes whatever it should not have got."""

    def __init__(self, proxy: Proxy, session: str = "") -> None:
        trusting = ssl._create_unverified_context()
        self.connection = http.client.HTTPSConnection("127.0.0.1", proxy.secure, context=trusting, timeout=120)
        self.origin = proxy.address
        self.cookies = SimpleCookie({"__Host-session": session} if session else {})
        self.granted: frozenset[str] = NOTHING
        self.wrong: list[str] = []
        self.seen: Counter[str] = Counter()
        self.counted = 0

    def ask(self, method: str, address: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
        """Send a request with this browser's cookies; take those of the answer."""
        sent = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in self.cookies.items()), **headers}
        self.connection.request(method, address, body, {name: value for name, value in sent.items() if value})
        answer = self.connection.getresponse()
        read = answer.read()
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return answer, read

    def choose(self, granted: frozenset[str]) -> None:
        form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        fields = {"decision": "save", **dict.fromkeys(granted, "on")}
        answer, _body = self.ask("POST", "/cookies/choice/", urlencode(fields), Origin=self.origin, **form)
        self.note(answer.status == 200, f"a choice was answered with {answer.status}")
        self.note("__Host-consent" in self.cookies, "no cookie came")
        self.granted = granted

    def read_shared(self, address: str, plain: bytes) -> None:
        """A page for everyone: the same bytes, no cookie, and from the cache unless it is to be counted."""
        answer, body = self.ask("GET", address)
        status = answer.headers["X-Cache-Status"]
        self.note(body == plain, f"{address} differs")
        self.note("Set-Cookie" not in answer.headers, f"{address} set a cookie")
        goes_through = "statistics" in self.granted or "__Host-session" in self.cookies
        self.note((status == "BYPASS") == goes_through, f"{address}: {status} with {set(self.granted)}")
        self.seen[status] += 1
        self.counted += "statistics" in self.granted and address in COUNTED

    def read_own(self, address: str) -> None:
        """An answer about this browser: its own state, never from the cache."""
        answer, body = self.ask("GET", address)
        self.note(answer.headers["X-Cache-Status"] in ("BYPASS", "MISS"), f"{address} came from the cache")
        self.note("no-store" in answer.headers.get("Cache-Control", ""), f"{address} may be kept")
        self.note(stated(address, body) == self.granted, f"{address} says {stated(address, body)}")

    def note(self, holds: bool, what: str) -> None:
        if not holds:
            self.wrong.append(what)


def stated(address: str, body: bytes) -> frozenset[str]:
    """The categories that an answer about a browser says it agreed to."""
    if address.endswith("/"):
        return frozenset(ticked(body.decode()))
    data = json.loads(body)
    granted = data.get("granted") or data["state"]["granted"]
    return frozenset(key for key, yes in granted.items() if yes) - {"functional"}


def visit(browser: Browser, restless: bool, requests: int, plain: dict[str, bytes], seed: int) -> None:
    """What one browser does: most pages are for everyone, some are its own, now and then a choice is a new one."""
    chance = random.Random(seed)
    for _request in range(requests):
        way = chance.random()
        if restless and way > 0.99:
            browser.choose(chance.choice(WITHOUT_STATISTICS))
        elif way > 0.95:
            browser.read_own(chance.choice(PERSONAL))
        else:
            address = chance.choice(COUNTED + UNCOUNTED)
            browser.read_shared(address, plain[address])


def opened(proxy: Proxy, charlie, bob) -> list[tuple[Browser, bool, int]]:
    """Every browser with its first choice made, whether it is restless, and how many requests it sends."""
    browsers = [(Browser(proxy), granted, restless) for granted, restless in VISITORS]
    for person, granted in ((charlie, EVERYTHING), (bob, NOTHING)):
        session = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
        browsers.append((Browser(proxy, session), granted, False))
    for browser, granted, _restless in browsers:
        if granted is not None:
            browser.choose(granted)
    through = [("__Host-session" in browser.cookies or "statistics" in browser.granted) for browser, *_rest in browsers]
    few = REQUESTS // 80
    many = (REQUESTS - few * sum(through)) // (len(browsers) - sum(through))
    return [
        (browser, restless, few if slow else many)
        for (browser, _granted, restless), slow in zip(browsers, through, strict=True)
    ]


def kept_by(proxy: Proxy) -> dict[str, bytes]:
    """What the cache's own files hold, by address."""
    # A name with a dot is of a file that is being written still.
    files = [path.read_bytes() for path in proxy.kept.rglob("*") if path.is_file() and "." not in path.name]
    return {content.split(b"\nKEY: ", 1)[1].split(b"\n", 1)[0].decode(): content for content in files}


def test_twenty_thousand_interleaved_requests_through_the_shipped_cache(proxy: Proxy, charlie, bob) -> None:
    plain = {address: Browser(proxy).ask("GET", address)[1] for address in COUNTED + UNCOUNTED}
    browsers = opened(proxy, charlie, bob)
    with ThreadPoolExecutor(len(browsers)) as at_once:
        visits = [at_once.submit(visit, *row, plain, seed) for seed, row in enumerate(browsers)]
    for ended in visits:
        ended.result()
    assert [browser.wrong[:3] for browser, *_rest in browsers if browser.wrong] == []
    seen = sum((browser.seen for browser, *_rest in browsers), Counter())
    shared = seen.total() - seen["BYPASS"]
    assert sum(seen[status] for status in FROM_THE_CACHE) > 0.99 * shared > 0.75 * REQUESTS, seen
    kept = kept_by(proxy)
    addresses = {key.removeprefix("https127.0.0.1") for key in kept}
    assert addresses == set(COUNTED + UNCOUNTED), "only what is for everyone was written to the cache"
    assert not any(b"set-cookie" in content.lower() for content in kept.values())
    counted = PageView.objects.aggregate(Sum("views"))["views__sum"]
    assert counted == sum(browser.counted for browser, *_rest in browsers), "who agreed was counted, page by page"
