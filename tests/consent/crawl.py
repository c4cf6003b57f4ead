"""Going through the site's pages and naming whatever they store that they should not.

What is allowed is read off the declaration in force: an item that is declared, and functional or agreed to.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.test import Client
from django.utils import timezone
from playwright.sync_api import Error, Page

from consent import cookie, declaration, notices, recording
from consent.categories import FUNCTIONAL, OPTIONAL
from consent.choice import Choice
from tests.matrix import ground as grounds
from tests.matrix import test_admin_matrix as admin_pages
from tests.matrix.roles import ROLES
from tests.matrix.rows import ROWS

Granted = frozenset[str] | None
STATES: dict[str, Granted] = {
    "nothing chosen": None,
    "refused all": frozenset(),
    **{category: frozenset({category}) for category in OPTIONAL},
    "accepted all": frozenset(OPTIONAL),
}

# What waits for the whole site's services before it answers, and is tried where these are.
NO_PAGES = {"readyz", "data:evidence_preview"}  # the second is a picture
# What Chromium says of a file to keep, and of an answer without a body.
NO_PAGE_CAME = ("Download is starting", "ERR_HTTP_RESPONSE_CODE_FAILURE", "ERR_ABORTED")
# Every way in which a page could store something, told as it happens: what is taken away again was stored too.
LISTEN = """(() => {
  const told = window.__stored = [];
  const kept = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
  Object.defineProperty(Document.prototype, "cookie", {
    get() { return kept.get.call(this); },
    set(text) {
      if (!/max-age=0/i.test(text)) told.push(["cookie", text.split("=")[0].trim()]);
      kept.set.call(this, text);
    },
  });
  const put = Storage.prototype.setItem;
  Storage.prototype.setItem = function (key, value) {
    told.push([this === window.localStorage ? "local" : "session", String(key)]);
    return put.call(this, key, value);
  };
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function (name, version) {
    told.push(["idb", String(name)]);
    return version === undefined ? open.call(this, name) : open.call(this, name, version);
  };
  const keep = window.CacheStorage?.prototype.open;
  if (keep) CacheStorage.prototype.open = function (name) {
    told.push(["cache", String(name)]);
    return keep.call(this, name);
  };
})()"""
STORED = """async () => [
  ...window.__stored,
  ...Object.keys(localStorage).map((key) => ["local", key]),
  ...Object.keys(sessionStorage).map((key) => ["session", key]),
  ...(await indexedDB.databases()).map((database) => ["idb", database.name]),
  ...(await caches.keys()).map((name) => ["cache", name]),
  ...(await navigator.serviceWorker?.getRegistrations() ?? []).map((worker) => ["worker", worker.scope]),
]"""


def is_allowed(kind: str, name: str, granted: Granted) -> bool:
    """True when the notice in force declares the item and this visitor's answer covers it."""
    item = declaration.find(notices.current_exactly().items, kind, name)
    return item is not None and item["category"] in (FUNCTIONAL, *(granted or ()))


def is_elsewhere(url: str, base: str) -> bool:
    return not url.startswith((f"{base}/", "data:", "blob:", "about:"))


def not_allowed(stored: Iterable[tuple[str, str]], granted: Granted) -> list[str]:
    return sorted({f"{kind} {name}" for kind, name in stored if not is_allowed(kind, name, granted)})


def stored_by(page: Page) -> set[tuple[str, str]]:
    """Everything that the page's browser holds, and everything that the page stored even for a moment."""
    told = {(kind, name) for kind, name in page.evaluate(STORED)}
    return told | {("cookie", found["name"]) for found in page.context.cookies()}


def answer(granted: frozenset[str], person: Any = None) -> str:
    """The cookie of a browser that gave this answer a moment ago, and the account's state beside it."""
    notice, at = notices.current_exactly(), timezone.now()
    given = recording.Answer(granted=granted, notice=notice.version, language="en", way="page")
    held: Choice = recording.choose(by=person, answer=given, held=None, asks_since=notice.asks_since, at=at)
    return cookie.encode(held)


def addresses_of(role: str, ground: grounds.Things, *, every_model: bool = True) -> list[str]:
    """What this role may open, off the matrix, and no role before it in their order: each page once.

    The administration's pages about the past and about deleting are drawn by one template for all models;
    without ``every_model`` one model of each app stands for them.
    """
    column = ROLES.index(role)
    found = []
    for row in ROWS:
        answers = row.answers("GET")
        if answers and answers[column] == "200" and "200" not in answers[:column] and row.route not in NO_PAGES:
            found.append(row.address(ground))
    if role == "administrator":
        no_page = {"admin:logout"} | {name for name, answers in admin_pages.OTHERS.items() if answers[0] == "405"}
        found += [address for name, address in admin_pages.other_addresses().items() if name not in no_page]
        for what in admin_pages.OF_A_MODEL:
            of_models = admin_pages.addresses(what)
            if what in ("history", "delete", "simple_history") and not every_model:
                of_models = {model._meta.app_label: address for model, address in of_models.items()}
            found += of_models.values()
    return found


def crawled(page: Page, base: str, addresses: list[str], granted: Granted) -> dict[str, list[str]]:
    """What each address stored that it should not have, and what it asked of other hosts."""
    wrong: dict[str, list[str]] = {}
    here: list[str] = []
    page.on("request", lambda sent: is_elsewhere(sent.url, base) and here.append(f"asked {sent.url}"))
    page.add_init_script(LISTEN)
    for address in addresses:
        here.clear()
        try:
            page.goto(base + address)
        except Error as error:
            if not any(words in error.message for words in NO_PAGE_CAME):
                raise
            continue
        if found := [*not_allowed(stored_by(page), granted), *here]:
            wrong[address] = found
    return wrong


def cookies_set(client: Client, address: str) -> set[tuple[str, str]]:
    """The cookies that an answer over plain HTTP sets; one that is deleted is none."""
    response = client.get(address)
    response.getvalue()
    return {("cookie", name) for name, morsel in response.cookies.items() if str(morsel["max-age"]) != "0"}
