"""The process that looks at one link: where it leads, and what is there. See ``links``.

It connects only to public addresses, to exactly those that it has checked, and checks anew at each redirect. It is
bounded in hops, bytes and time; what still takes too long is ended from outside. Nothing of Django is imported.
"""

from __future__ import annotations

import http.client
import re
import socket
import ssl
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from html.parser import HTMLParser
from urllib.parse import quote, urljoin, urlsplit

from progress.evidence_jobs import addresses, child

SECONDS = 10
REDIRECTS_MAX = 5
BODY_MAX = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
MEGABYTES = 512
KEPT_IN_PATHS = "/:@!$&'()*+,;=~%?-._"


@dataclass(frozen=True)
class Seen:
    """What was found: a ``status`` and what is there, or else the ``problem`` (``LinkProblem``)."""

    problem: str = ""
    status: int | None = None
    address: str = ""
    content_type: str = ""
    size: int | None = None
    title: str = ""


class Refused(Exception):
    """The way ends here; ``problem`` says why."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True)
class Target:
    """An address taken apart: where to connect, and what to ask for."""

    is_secure: bool
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Target:
        """Raises ``Refused`` for what is no address of a web page."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").encode("idna").decode("ascii"), parts.port
        except (ValueError, UnicodeError):
            raise Refused("broken") from None
        if parts.scheme not in ("http", "https") or not host:
            raise Refused("broken")
        is_secure = parts.scheme == "https"
        port = (443 if is_secure else 80) if port is None else port
        if port < 1024 and port not in (80, 443):
            raise Refused("port")
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(is_secure, host, port, quote(path, safe=KEPT_IN_PATHS))


class Pinned(http.client.HTTPConnection):
    """A connection to one address that was checked; the name is only said, in ``Host`` and in TLS."""

    def __init__(self, target: Target, address: str, context: ssl.SSLContext, until: float) -> None:
        super().__init__(target.host, target.port, timeout=_left(until))
        self.default_port = 443 if target.is_secure else 80
        self.target, self.address, self.context, self.until = target, address, context, until

    def connect(self) -> None:
        self.own = socket.create_connection((self.address, self.port), _left(self.until))
        if self.target.is_secure:
            self.own.settimeout(_left(self.until))
            self.own = self.context.wrap_socket(self.own, server_hostname=self.target.host)
        self.sock = self.own


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class Look:
    """One look at a link."""

    def __init__(
        self, *, agent: str, until: float, resolver: addresses.Resolver, also_public: Sequence[str],
        context: ssl.SSLContext,
    ) -> None:  # fmt: skip
        self.agent, self.until = agent, until
        self.resolver, self.also_public, self.context = resolver, also_public, context

    def follow(self, url: str) -> Seen:
        """Go where the link leads. Raises ``Refused`` or what the network raises."""
        for _hop in range(REDIRECTS_MAX + 1):
            target = Target.of(url)
            found = addresses.public_addresses(
                target.host, target.port, resolver=self.resolver, also_public=self.also_public
            )
            seen, onwards = self._ask_any("HEAD", target, found)
            # Many servers answer HEAD wrongly; and what a page is called is in the page.
            if not onwards and (seen.status is None or seen.status >= 400 or _is_page(seen)):
                seen, onwards = self._ask_any("GET", target, found)
            if not onwards:
                return replace(seen, address=url[:2000])
            url = urljoin(url, onwards)
        raise Refused("redirects")

    def _ask_any(self, method: str, target: Target, found: Sequence[str]) -> tuple[Seen, str]:
        """Ask the first of the checked addresses that can be connected to: not every machine has IPv6."""
        for place, address in enumerate(found, start=1):
            connection = Pinned(target, address, self.context, self.until)
            try:
                try:
                    connection.connect()
                except ssl.SSLError:
                    raise
                except OSError:
                    if place == len(found):
                        raise
                    continue
                return self._ask(method, connection)
            finally:
                connection.close()
        raise Refused("broken")

    def _ask(self, method: str, connection: Pinned) -> tuple[Seen, str]:
        headers = {"User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
        connection.own.settimeout(_left(self.until))
        connection.request(method, connection.target.path, headers=headers)
        answer = connection.getresponse()
        with answer:
            if answer.status in REDIRECTS and (onwards := answer.getheader("Location")):
                return Seen(), onwards
            size = answer.getheader("Content-Length") or ""
            seen = Seen(
                status=answer.status,
                content_type=_plain(answer.headers.get_content_type(), 100),
                size=int(size) if size.isascii() and size.isdecimal() and len(size) < 16 else None,
            )
            if method == "GET" and _is_page(seen):
                body = self._beginning(answer, connection)
                seen = replace(seen, title=_title(body, answer.headers.get_content_charset() or "utf-8"))
            return seen, ""

    def _beginning(self, answer: http.client.HTTPResponse, connection: Pinned) -> bytes:
        """The first 64 KB, or what came in time: the server is there, however slow its page is."""
        body = b""
        try:
            while len(body) < BODY_MAX:
                connection.own.settimeout(_left(self.until))
                if not (part := answer.read1(4096)):
                    break
                body += part
        except (OSError, http.client.HTTPException):
            pass
        return body[:BODY_MAX]


def _is_page(seen: Seen) -> bool:
    return seen.content_type in ("text/html", "application/xhtml+xml")


class _TitleReader(HTMLParser):
    """Keeps the text of the first ``title``."""

    def __init__(self) -> None:
        super().__init__()
        self.text, self.state = "", "before"

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "title" and self.state == "before":
            self.state = "inside"

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self.state = "behind"

    def handle_data(self, data: str) -> None:
        if self.state == "inside":
            self.text += data


def _title(body: bytes, charset: str) -> str:
    try:
        text = body.decode(charset, "replace")
    except LookupError:
        text = body.decode("utf-8", "replace")
    reader = _TitleReader()
    reader.feed(text)
    return _plain(reader.text, 200)


def _plain(text: str, most: int) -> str:
    """On one line, without signs that cannot be seen."""
    seen = "".join(sign for sign in re.sub(r"\s+", " ", text) if sign.isprintable())
    return seen.strip()[:most]


def look(
    url: str, *, agent: str, resolver: addresses.Resolver = addresses.resolve, also_public: Sequence[str] = (),
    context: ssl.SSLContext | None = None, seconds: float = SECONDS,
) -> Seen:  # fmt: skip
    """Where a link leads and what is there, or what the problem is."""
    until = time.monotonic() + seconds
    context = context or ssl.create_default_context()
    try:
        return Look(agent=agent, until=until, resolver=resolver, also_public=also_public, context=context).follow(url)
    except Refused as refused:
        return Seen(problem=refused.problem)
    except addresses.PrivateAddress:
        return Seen(problem="private")
    except addresses.NoAddress:
        return Seen(problem="unresolved")
    except ssl.SSLCertVerificationError:
        return Seen(problem="certificate")
    except TimeoutError:
        return Seen(problem="slow")
    except (OSError, http.client.HTTPException, ValueError):
        return Seen(problem="broken")


if __name__ == "__main__":
    child.bound(megabytes=MEGABYTES, processor_seconds=SECONDS)
    asked = child.given()
    child.answer(**asdict(look(asked["url"], agent=asked["agent"], also_public=asked["also_public"])))
