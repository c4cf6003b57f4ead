"""A browser without a screen: keeps cookies, follows redirects, sends the forms of pages with changes."""

from __future__ import annotations

import http.client
import secrets
import ssl
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

TRUSTING = ssl._create_unverified_context()
TOKEN = "csrfmiddlewaretoken"
FORM = "application/x-www-form-urlencoded"


def connection_to(origin: str) -> http.client.HTTPConnection:
    """A connection to a site of this machine, whose certificate is its own."""
    scheme, host = urlsplit(origin)[:2]
    if scheme == "http":
        return http.client.HTTPConnection(host, timeout=120)
    return http.client.HTTPSConnection(host, context=TRUSTING, timeout=120)


class UnexpectedError(Exception):
    """A page that did not answer as it must."""


class Forms(HTMLParser):
    """The forms of a page, each with its action and what it would send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self._select = self._text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((named.get("action", ""), {}))
        if not self.found:
            return
        fields, name, kind = self.found[-1][1], named.get("name", ""), named.get("type", "text")
        if tag == "input" and name and kind not in ("file", "submit", "button"):
            if kind not in ("checkbox", "radio") or "checked" in named:
                fields[name] = named.get("value", "on" if kind in ("checkbox", "radio") else "")
        elif tag == "textarea":
            self._text = name
            fields[name] = ""
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in named or self._select not in fields):
            fields[self._select] = named.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._text:
            fields = self.found[-1][1]
            fields[self._text] = (fields[self._text] + data).removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""


class Browser:
    """One person's browser. ``seen`` counts the statuses of all answers."""

    def __init__(self, origin: str, seen: Counter[int]) -> None:
        self.origin, self.seen = origin, seen
        self.cookies: SimpleCookie = SimpleCookie()
        self.at = self.page = ""
        self._connection = connection_to(origin)

    def get(self, path: str) -> str:
        """Open a page, through its redirects."""
        return self._ask("GET", path)

    def send(self, action: str = "", /, *, file: tuple[str, str, bytes] | None = None, **changes: str) -> str:
        """Send the form of the page whose action ends so (of this very page without one), with changes."""
        wanted = urlsplit(self.at).path
        for found, fields in Forms(self.page).found:
            if TOKEN in fields and (found.endswith(action) if action else urljoin(self.at, found) in (wanted, self.at)):
                body, kind = _encoded(fields | changes, file)
                return self._ask("POST", urljoin(self.at, found), body, kind)
        raise UnexpectedError(f"{self.at} has no form for {action or 'itself'}")

    def post(self, path: str, **fields: str) -> str:
        """Press a button of the page that leads elsewhere than its form."""
        token = next((form[TOKEN] for _action, form in Forms(self.page).found if TOKEN in form), "")
        return self._ask("POST", path, urlencode({TOKEN: token, **fields}).encode(), FORM)

    def _ask(self, method: str, path: str, body: bytes = b"", kind: str = "") -> str:
        for _redirect in range(5):
            status, location = self._answer(method, path, body, kind)
            if status not in (301, 302, 303):
                break
            method, path, body, kind = "GET", urlsplit(urljoin(path, location))._replace(fragment="").geturl(), b"", ""
        self.at = path
        if status != 200:
            raise UnexpectedError(f"{method} {path} answered {status}")
        return self.page

    def _answer(self, method: str, path: str, body: bytes, kind: str) -> tuple[int, str]:
        cookie = "; ".join(f"{name}={one.value}" for name, one in self.cookies.items() if one.value)
        headers = {"Cookie": cookie, "Origin": self.origin, "Content-Type": kind}
        self._connection.request(method, path, body or None, {name: value for name, value in headers.items() if value})
        answer = self._connection.getresponse()
        self.page = answer.read().decode(errors="replace")
        self._connection.close()  # one that stays open may be ended by the server just when the next page is asked for
        self.seen[answer.status] += 1
        for line in answer.headers.get_all("Set-Cookie", []):
            self.cookies.load(line)
        return answer.status, answer.headers.get("Location", "")


def _encoded(fields: Mapping[str, str], file: tuple[str, str, bytes] | None) -> tuple[bytes, str]:
    if file is None:
        return urlencode(fields).encode(), FORM
    edge, (field, name, content) = secrets.token_hex(16), file
    parts = [f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{text}' for key, text in fields.items()]
    parts.append(f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n')
    whole = "\r\n".join(parts).encode() + content + f"\r\n--{edge}--\r\n".encode()
    return whole, f"multipart/form-data; boundary={edge}"
