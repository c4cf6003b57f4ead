"""One look at a link, against a server on the loopback that is declared public: redirects, names that lie, bodies
without end, servers that answer wrongly. What is private is never connected to.
"""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from progress.evidence_jobs import addresses, child, looking

LOOPBACK = ["127.0.0.1/32", "::1/128"]
PAGE = b"<html><head><title>The  act,\nas passed</title></head><body>Text.</body></html>"


@dataclass
class Site:
    """A server and what it was asked: ``(method, path, Host)``."""

    server: ThreadingHTTPServer
    asked: list[tuple[str, str, str]] = field(default_factory=list)
    names: list[str | None] = field(default_factory=list)  # said in TLS
    sent: int = 0  # bytes of pages without an end

    @property
    def port(self) -> int:
        return self.server.server_address[1]

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


class Handler(BaseHTTPRequestHandler):
    site: Site

    def log_message(self, *args: object) -> None:
        """Nothing on the screen."""

    def do_HEAD(self) -> None:
        self.answer()

    def do_GET(self) -> None:
        self.answer()

    def answer(self) -> None:
        self.site.asked.append((self.command, self.path, self.headers["Host"]))
        with contextlib.suppress(OSError):
            name, _, rest = self.path.strip("/").partition("/")
            getattr(self, f"on_{name or 'page'}")(rest)

    def say(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for header, value in {"content_type": "text/html; charset=utf-8", **headers}.items():
            self.send_header(header.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def on_page(self, _rest: str) -> None:
        self.say(200, PAGE)

    def on_file(self, _rest: str) -> None:
        self.say(200, b"x" * 1000, content_type="application/pdf")

    def on_status(self, rest: str) -> None:
        self.say(int(rest))

    def on_nohead(self, _rest: str) -> None:
        self.say(405 if self.command == "HEAD" else 200, PAGE)

    def on_to(self, rest: str) -> None:
        self.say(302, Location=unquote(rest))

    def on_hops(self, rest: str) -> None:
        self.say(301, Location=f"/hops/{int(rest) - 1}") if int(rest) else self.say(200, PAGE)

    def on_endless(self, _rest: str) -> None:
        """A page of 10 GB, as fast as it is taken."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(10 * 1024**3))
        self.end_headers()
        while self.command == "GET":
            self.wfile.write(b"<p>" + b"x" * 65536)
            self.site.sent += 65536

    def on_dripping(self, _rest: str) -> None:
        """A page that comes by the byte."""
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        for sign in PAGE * 100 if self.command == "GET" else b"":
            self.wfile.write(bytes([sign]))
            self.site.sent += 1
            time.sleep(0.2)

    def on_headers(self, _rest: str) -> None:
        """An answer whose head comes by the byte and never ends."""
        for _second in range(100):
            self.wfile.write(b"H")
            time.sleep(0.3)

    def on_rubbish(self, _rest: str) -> None:
        self.wfile.write(b"220 mail.example ESMTP\r\n")


class OverIPv6(ThreadingHTTPServer):
    address_family = socket.AF_INET6


@contextlib.contextmanager
def serving(
    context: ssl.SSLContext | None = None,
    kind: type[ThreadingHTTPServer] = ThreadingHTTPServer,
    host: str = "127.0.0.1",
) -> Iterator[Site]:
    handler = type("Own", (Handler,), {})
    with kind((host, 0), handler) as server:
        handler.site = site = Site(server)
        server.daemon_threads = True
        if context:
            context.sni_callback = lambda _socket, name, _context: site.names.append(name)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as found:
        yield found


def look(url: str, *, names: dict[str, list[str]] | None = None, seconds: float = 5, **more) -> looking.Seen:
    """As the process does, with the loopback public; ``names`` are what the resolver knows besides."""

    def resolver(host: str, port: int) -> list[str]:
        if names and host in names:
            return names[host]
        return addresses.resolve(host, port)

    return looking.look(url, agent="Test/1", resolver=resolver, also_public=LOOPBACK, seconds=seconds, **more)


class TestAddresses:
    @pytest.mark.parametrize(
        "text",
        [
            "0.0.0.0",
            "0.1.2.3",
            "10.0.0.1",
            "100.64.0.1",
            "100.127.255.254",
            "127.0.0.1",
            "127.8.8.8",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.1",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:10.1.2.3",
            "::ffff:169.254.169.254",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "3fff::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
        ],
    )
    def test_what_is_private_or_a_way_into_it_is_not_public(self, text):
        assert not addresses.is_public(ipaddress.ip_address(text))

    @pytest.mark.parametrize("text", ["8.8.8.8", "193.0.6.139", "::ffff:8.8.8.8", "2a00:1450:4001::1", "2606:4700::1"])
    def test_the_internet_at_large_is_public(self, text):
        assert addresses.is_public(ipaddress.ip_address(text))

    @pytest.mark.parametrize(
        "host", ["0x7f.1", "2130706433", "127.1", "localhost", "0177.0.0.1", "[::ffff:7f00:1]", "0"]
    )
    def test_other_ways_to_write_the_loopback_are_seen_through(self, host):
        assert looking.look(f"http://{host}/", agent="Test/1", seconds=3).problem == "private"

    def test_one_private_address_among_public_ones_is_enough_to_refuse(self):
        with pytest.raises(addresses.PrivateAddress):
            addresses.public_addresses("x.example", 80, resolver=lambda *_: ["8.8.8.8", "10.0.0.1"])

    def test_a_name_that_nobody_knows(self):
        assert look("http://nobody.invalid/").problem == "unresolved"


class TestWhatIsThere:
    def test_a_page_and_its_title(self, site):
        seen = look(site.url("/page"))
        assert (seen.status, seen.content_type, seen.title) == (200, "text/html", "The act, as passed")
        assert [method for method, _path, _host in site.asked] == ["HEAD", "GET"]

    def test_a_file_is_not_fetched(self, site):
        seen = look(site.url("/file"))
        assert (seen.status, seen.content_type, seen.size) == (200, "application/pdf", 1000)
        assert [method for method, _path, _host in site.asked] == ["HEAD"]

    @pytest.mark.parametrize("status", [404, 410, 500, 503, 403])
    def test_what_a_server_says_is_kept_once_get_has_said_it_too(self, site, status):
        assert look(site.url(f"/status/{status}")).status == status
        assert [method for method, _path, _host in site.asked] == ["HEAD", "GET"]

    def test_a_server_that_knows_no_head(self, site):
        assert look(site.url("/nohead")).status == 200

    def test_another_protocol_is_no_answer(self, site):
        assert look(site.url("/rubbish")).problem == "broken"

    def test_nobody_listens(self):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            assert look(f"http://127.0.0.1:{free.getsockname()[1]}/").problem == "broken"

    @pytest.mark.parametrize("url", ["ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://[::1", "gopher://x"])
    def test_what_is_no_web_address(self, url):
        assert look(url).problem == "broken"

    @pytest.mark.parametrize("port", [22, 25, 6, 443 - 1])
    def test_a_port_that_is_not_for_pages(self, port):
        assert look(f"http://127.0.0.1:{port}/").problem == "port"

    def test_over_ipv6(self):
        with serving(kind=OverIPv6, host="::1") as site:
            assert look(site.url("/page", host="[::1]")).status == 200
            assert site.asked[0][2] == f"[::1]:{site.port}"

    def test_an_address_that_cannot_be_connected_to_is_followed_by_the_next(self, site):
        assert look(site.url("/page", "two.example"), names={"two.example": ["::1", "127.0.0.1"]}).status == 200


class TestRedirects:
    def test_are_followed_up_to_five(self, site):
        assert look(site.url("/hops/5")).address == site.url("/hops/0")
        assert look(site.url("/hops/6")).problem == "redirects"

    @pytest.mark.parametrize(
        "private",
        ["http://10.0.0.1/", "http://127.0.0.2/", "http://169.254.169.254/latest", "http://[fd00::1]/", "http://0/"],
    )
    def test_into_a_private_network_are_not(self, site, private, monkeypatch):
        connected = []
        real = socket.create_connection
        monkeypatch.setattr(
            socket, "create_connection", lambda to, *a, **k: connected.append(to[0]) or real(to, *a, **k)
        )
        assert look(site.url(f"/to/{private}")).problem == "private"
        assert set(connected) == {"127.0.0.1"}

    def test_to_a_name_that_is_private_are_not(self, site):
        seen = look(site.url("/to/http://inside.example/"), names={"inside.example": ["192.168.0.7"]})
        assert seen.problem == "private"

    def test_to_something_that_is_no_page_are_not(self, site):
        assert look(site.url("/to/file:///etc/passwd")).problem == "broken"


def test_a_name_that_changes_between_check_and_use_changes_nothing(site):
    """The first answer is what was checked, so it is what is connected to; the second would lead inside."""
    answers = iter([["127.0.0.1"], ["10.0.0.1"], ["10.0.0.1"]])
    seen = looking.look(
        site.url("/page", "turning.example"), agent="Test/1", also_public=LOOPBACK, seconds=5,
        resolver=lambda *_: next(answers),
    )  # fmt: skip
    assert seen.status == 200
    assert {host for _method, _path, host in site.asked} == {f"turning.example:{site.port}"}


def test_a_name_is_checked_anew_at_each_redirect_to_it(site):
    answers = iter([["127.0.0.1"], ["10.0.0.1"]])
    url = site.url("/hops/1", "turning.example")
    seen = looking.look(url, agent="Test/1", also_public=LOOPBACK, seconds=5, resolver=lambda *_: next(answers))
    assert seen.problem == "private"


class TestBounds:
    def test_a_page_of_ten_gigabytes_is_left_after_its_beginning(self, site):
        assert look(site.url("/endless"), seconds=60).status == 200
        assert site.sent < 100 * 1024**2

    def test_a_page_that_comes_by_the_byte_is_left_when_the_time_is_over(self, site):
        seen = look(site.url("/dripping"), seconds=1.5)
        assert (seen.status, seen.problem) == (200, "")
        assert site.sent < len(PAGE * 100)

    def test_a_server_that_never_answers(self):
        with socket.create_server(("127.0.0.1", 0)) as silent:
            assert look(f"http://127.0.0.1:{silent.getsockname()[1]}/", seconds=1).problem == "slow"

    def test_a_head_that_comes_by_the_byte_ends_with_the_process(self, site):
        asked = {"url": site.url("/headers"), "agent": "Test/1", "also_public": LOOPBACK}
        with pytest.raises(child.ChildSlow):
            child.ask("looking", asked, seconds=2)

    def test_the_process_knows_no_secret_of_the_site(self, site, monkeypatch):
        monkeypatch.setenv("SECRET_KEY", "not for children")
        asked = {"url": site.url("/page"), "agent": "Test/1", "also_public": LOOPBACK}
        assert child.ask("looking", asked, seconds=20)["title"] == "The act, as passed"
        assert "SECRET_KEY" not in child.KEPT


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A key and a certificate for tls.example, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "tls.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("tls.example")]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    path = tmp_path_factory.mktemp("tls") / "both.pem"
    plain = serialization.NoEncryption()
    written = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path.write_bytes(written + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def secure(certificate) -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with serving(context) as found:
        yield found


class TestTLS:
    NAMES = {"tls.example": ["127.0.0.1"], "other.example": ["127.0.0.1"]}

    def test_from_http_to_https_with_the_right_name_in_tls_and_host(self, site, secure, certificate):
        context = ssl.create_default_context(cafile=str(certificate))
        to = f"https://tls.example:{secure.port}/page"
        seen = look(site.url(f"/to/{to}"), names=self.NAMES, context=context)
        assert (seen.status, seen.address, seen.title) == (200, to, "The act, as passed")
        assert set(secure.names) == {"tls.example"}
        assert secure.asked[0] == ("HEAD", "/page", f"tls.example:{secure.port}")

    def test_a_certificate_for_another_name(self, secure, certificate):
        context = ssl.create_default_context(cafile=str(certificate))
        seen = look(f"https://other.example:{secure.port}/", names=self.NAMES, context=context)
        assert seen.problem == "certificate"

    def test_a_certificate_that_nobody_vouches_for(self, secure):
        assert look(f"https://tls.example:{secure.port}/", names=self.NAMES).problem == "certificate"
