"""The proxy of deploy/nginx.conf, run for real before an application that counts its requests."""

import json
import socketserver
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.proxy import Proxy, proxy_before
from tests.waiting import until

REFUSED = "__Host-consent=1.1.0.-.t3x2k0.."
STATISTICS = "__Host-consent=1.1.2.-.t3x2k0.MjQ4NzA1vKx2P9hYw3nT0a.c2lnbmF0dXJlLW9mLWl0Xw"
TOKEN = "MjQ4NzA-1vKx2P-9hYw3nT0aQ"

pytestmark = pytest.mark.services


class Application(BaseHTTPRequestHandler):
    """Answers every address; /private/ is not to be kept, and each answer says how many came before."""

    seen: list[dict[str, str]] = []

    def do_GET(self) -> None:
        self.seen.append({"path": self.path, **dict(self.headers)})
        body = str(len(self.seen)).encode()
        self.send_response(200)
        kept = "private, no-store" if self.path.startswith("/private") else "public, max-age=60"
        self.send_header("Cache-Control", kept)
        if self.path.startswith("/cookie"):
            self.send_header("Set-Cookie", "session=x")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *arguments: object) -> None:
        """Quiet: the proxy's own log is what is looked at."""


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    application = ThreadingHTTPServer(("127.0.0.1", 0), Application)
    threading.Thread(target=application.serve_forever, daemon=True).start()
    try:
        with proxy_before(application.server_port) as running:
            yield running
    finally:
        application.shutdown()


def _get(proxy: Proxy, path: str, method: str = "GET", **headers: str):
    trusting = ssl._create_unverified_context()
    request = urllib.request.Request(proxy.address + path, headers=headers, method=method)
    with urllib.request.urlopen(request, context=trusting, timeout=60) as answer:
        return answer.read().decode(), answer.headers


def test_a_public_page_is_kept_for_visitors_without_a_cookie(proxy: Proxy) -> None:
    first, headers = _get(proxy, "/recommendations/?area=technology")
    again, headers_again = _get(proxy, "/recommendations/?area=technology")
    assert (headers["X-Cache-Status"], headers_again["X-Cache-Status"]) == ("MISS", "HIT")
    assert first == again
    assert _get(proxy, "/recommendations/?area=societal")[0] != first


@pytest.mark.parametrize(
    "cookie",
    [REFUSED, 'preferences="theme=dark"', f'{REFUSED}; preferences="theme=dark"', STATISTICS.replace(".2.", ".d.", 1)],
    ids=["refused", "a look", "refused and a look", "all but statistics"],
)
def test_an_answer_about_cookies_costs_nobody_the_cache(proxy: Proxy, cookie: str) -> None:
    plain = _get(proxy, "/shared/")[0]
    answer, headers = _get(proxy, "/shared/", Cookie=cookie)
    assert (answer, headers["X-Cache-Status"]) == (plain, "HIT")


@pytest.mark.parametrize(
    ("path", "method", "headers"),
    [
        ("/kept/", "GET", {"Cookie": "__Host-session=abc"}),
        ("/kept/", "GET", {"Cookie": "__Host-consent=v1"}),
        ("/kept/", "GET", {"Cookie": STATISTICS}),
        ("/kept/", "GET", {"Cookie": f"{REFUSED}; __Host-session=abc"}),
        ("/kept/", "GET", {"Cookie": f"__Host-csrf=abc; {REFUSED}"}),
        ("/kept/", "GET", {"Authorization": "Bearer abc"}),
        ("/kept/", "POST", {}),
        ("/private/", "GET", {}),
        ("/cookie/", "GET", {}),
    ],
    ids=[
        "session",
        "no answer",
        "statistics",
        "with a session",
        "with a form token",
        "authorization",
        "post",
        "private",
        "sets a cookie",
    ],
)
def test_everything_personal_goes_through(proxy: Proxy, path: str, method: str, headers: dict[str, str]) -> None:
    _get(proxy, "/kept/")
    answers = {_get(proxy, path, method, **headers)[0] for _ in range(3)}
    assert len(answers) == 3


def test_a_personal_answer_is_not_kept_for_others(proxy: Proxy) -> None:
    personal, _ = _get(proxy, "/mixed/", Cookie="__Host-session=abc")
    assert _get(proxy, "/mixed/")[0] != personal


def test_the_client_address_is_the_proxys_word_alone(proxy: Proxy) -> None:
    _get(proxy, "/private/address", **{"X-Forwarded-For": "203.0.113.9", "X-Request-ID": "chosen-by-visitor"})
    seen = Application.seen[-1]
    assert seen["X-Forwarded-For"] == "127.0.0.1"
    assert seen["X-Forwarded-Proto"] == "https"
    assert seen["X-Request-ID"] != "chosen-by-visitor"


@pytest.mark.parametrize("path", ["/readyz", "/metrics"])
def test_what_is_for_inside_stays_inside(proxy: Proxy, path: str) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        _get(proxy, path)
    assert refused.value.code == 403


def test_plain_http_is_sent_to_https(proxy: Proxy) -> None:
    class Stay(urllib.request.HTTPRedirectHandler):
        def redirect_request(self, *arguments: object) -> None:
            return None

    with pytest.raises(urllib.error.HTTPError) as moved:
        urllib.request.build_opener(Stay).open(f"http://127.0.0.1:{proxy.plain}/about/?a=1", timeout=60)
    assert moved.value.code == 308
    assert moved.value.headers["Location"] == "https://127.0.0.1/about/?a=1"


def _logged(proxy: Proxy) -> set[str]:
    *whole, _unfinished = proxy.log.read_text().split("\n")
    return {json.loads(line)["path"] for line in whole}


def test_the_log_holds_no_token_and_no_query(proxy: Proxy) -> None:
    _get(proxy, f"/private/invitation/{TOKEN}/?email=ana@staff.example.org")
    # nginx answers first and writes its log afterwards.
    assert until(lambda: "/private/invitation/[token]/" in _logged(proxy)), _logged(proxy)
    assert TOKEN not in proxy.log.read_text()
    assert "staff.example.org" not in proxy.log.read_text()


def test_an_acme_client_answers_through_it(proxy: Proxy) -> None:
    """Over plain HTTP, where Let's Encrypt asks; and nothing else is given out there."""
    folder = proxy.acme / ".well-known" / "acme-challenge"
    folder.mkdir(parents=True)
    (folder / "a-token").write_text("a-token.thumbprint")
    for path in (proxy.acme, folder.parent, folder):
        path.chmod(0o755)
    with urllib.request.urlopen(f"http://127.0.0.1:{proxy.plain}/.well-known/acme-challenge/a-token") as answer:
        assert (answer.read(), answer.headers["Content-Type"]) == (b"a-token.thumbprint", "text/plain")
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"http://127.0.0.1:{proxy.plain}/.well-known/acme-challenge/another")
    assert refused.value.code == 404


class Names(socketserver.BaseRequestHandler):
    """A name server that gives one address, whatever it is asked."""

    address = "127.0.0.1"

    def handle(self) -> None:
        asked, socket = self.request
        question = asked[12 : asked.index(b"\0", 12) + 5]
        head = asked[:2] + b"\x81\x80" + b"\0\1\0\1\0\0\0\0"
        answer = b"\xc0\x0c\0\1\0\1\0\0\0\1\0\4" + bytes(int(part) for part in self.address.split("."))
        socket.sendto(head + question + answer, self.client_address)


def test_a_container_that_moved_is_found_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """As after an upgrade: the name is the same, and its address is another."""

    def saying(words: str) -> type[BaseHTTPRequestHandler]:
        def answer(self: BaseHTTPRequestHandler) -> None:
            self.send_response(200)
            self.send_header("Cache-Control", "no-store")
            self.end_headers()
            self.wfile.write(words.encode())

        return type("Saying", (BaseHTTPRequestHandler,), {"do_GET": answer, "log_message": lambda *_: None})

    with ExitStack() as running:
        first = running.enter_context(ThreadingHTTPServer(("127.0.0.1", 0), saying("first")))
        second = running.enter_context(ThreadingHTTPServer(("127.0.0.2", first.server_port), saying("second")))
        names = running.enter_context(socketserver.UDPServer(("127.0.0.1", 0), Names))
        for server in (first, second, names):
            threading.Thread(target=server.serve_forever, daemon=True).start()
            running.callback(server.shutdown)
        number = names.server_address[1]
        proxy = running.enter_context(proxy_before(f"web.test:{first.server_port}", name_server=number))
        assert _get(proxy, "/")[0] == "first"
        monkeypatch.setattr(Names, "address", "127.0.0.2")
        assert until(lambda: _get(proxy, "/")[0] == "second")
