"""First-party statistics: counted on the server, only with consent, and never about anybody."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.utils import timezone

from consent import totals, visits
from consent.models import PageView

pytestmark = pytest.mark.django_db


def counted() -> list[tuple[str, str, str, int]]:
    return list(PageView.objects.order_by("path", "referrer").values_list("path", "language", "referrer", "views"))


@pytest.mark.parametrize("answer", [None, {"decision": "refuse_all"}, {"preferences": "on", "marketing": "on"}])
def test_nobody_is_counted_who_did_not_agree(client: Client, choose, answer: dict[str, str] | None) -> None:
    if answer:
        choose(**answer)
    client.get("/")
    assert counted() == []


def test_a_page_is_counted_for_who_agreed_and_no_longer_after_withdrawal(client: Client, choose) -> None:
    choose(statistics="on")
    client.get("/", headers={"referer": "https://News.Example/path?person=me"})
    client.get("/")
    client.get("/fr/")
    assert counted() == [("/", "en", "", 1), ("/", "en", "news.example", 1), ("/fr/", "fr", "", 1)]
    client.post("/cookies/withdraw/")
    client.get("/")
    assert sum(row[3] for row in counted()) == 3


@pytest.mark.parametrize(
    "address", ["/cookies/", "/fr/cookies/", "/cookies/state.json", "/accounts/login/", "/no-such-page/", "/admin/"]
)
def test_what_is_no_public_reading_is_not_counted(client: Client, choose, address: str) -> None:
    choose(statistics="on")
    client.get(address)
    assert counted() == []


@pytest.mark.parametrize("headers", [{"hx-request": "true"}, {"sec-purpose": "prefetch"}])
def test_parts_and_prefetches_are_not_counted(client: Client, choose, headers: dict[str, str]) -> None:
    choose(statistics="on")
    client.get("/", headers=headers)
    assert counted() == []


@pytest.mark.parametrize(
    ("referrer", "host"),
    [
        ("https://news.example/a?b", "news.example"),
        ("https://testserver/about/", ""),
        ("https://user:secret@news.example:8443/", "news.example"),
        ("android-app://com.example.reader/", "com.example.reader"),
        ("", ""),
        ("not an address", ""),
        ("http://[broken", ""),
        ("https://" + "a" * 300 + ".example/", ""),
        ("https://näws.example/", ""),
        ("https://<script>/", ""),
    ],
)
def test_of_a_referrer_only_the_host_is_kept(referrer: str, host: str) -> None:
    assert visits.referrer_host(referrer, "testserver") == host


def test_a_day_has_a_bounded_number_of_rows(monkeypatch) -> None:
    monkeypatch.setattr(visits, "ROWS_A_DAY", 3)
    for number in range(10):
        visits.add(path=f"/{number}/", language="en", referrer="", at=timezone.now())
    visits.add(path="/0/", language="en", referrer="", at=timezone.now())
    assert PageView.objects.count() == 3
    assert PageView.objects.get(path="/0/").views == 2


def test_a_count_that_fails_never_fails_the_page(client: Client, choose) -> None:
    choose(statistics="on")

    def fail(execute, sql, params, many, context):
        if "consent_pageview" in sql:
            raise DatabaseError("full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(fail):
        assert client.get("/").status_code == 200


def test_behind_a_shared_cache_the_pages_script_reports_instead(client: Client, choose, settings) -> None:
    settings.CONSENT_VISITS_COUNTED_BY = "beacon"
    assert client.post("/cookies/visit/", {"path": "/", "referrer": ""}).status_code == 204
    assert counted() == []
    choose(statistics="on")
    client.get("/")
    assert counted() == []
    client.post("/cookies/visit/", {"path": "/fr/", "referrer": "https://news.example/x"})
    for path in ("/no/such/page/", "/accounts/login/", "https://elsewhere.example/", "", "/admin/"):
        client.post("/cookies/visit/", {"path": path, "referrer": ""})
    assert counted() == [("/fr/", "fr", "news.example", 1)]
    assert (
        client.post("/cookies/visit/", {"path": "/"}, headers={"origin": "https://elsewhere.example"}).status_code
        == 403
    )


def test_a_site_counts_in_one_way_only(client: Client, choose) -> None:
    choose(statistics="on")
    client.post("/cookies/visit/", {"path": "/", "referrer": ""})
    assert counted() == []


def add(path: str, views: int, days_ago: int = 1) -> None:
    day = timezone.localdate() - dt.timedelta(days=days_ago)
    PageView.objects.create(day=day, path=path, language="en", views=views)


def test_the_public_sees_totals_without_small_figures(client: Client) -> None:
    add("/", 120)
    add("/about/", 30, days_ago=2)
    add("/quiet/", 4, days_ago=3)
    add("/today/", 500, days_ago=0)
    shown = totals.public_totals(on=timezone.localdate())
    assert [row["views"] for row in shown["days"]] == [34, 120], "a day of four is joined with the next"
    assert [row["path"] for row in shown["pages"]] == ["/"], "/about/ would give away /quiet/ by subtraction"
    page = client.get("/cookies/statistics/").text
    assert "120" in page
    assert "/quiet/" not in page
    assert "/today/" not in page


def test_the_two_tables_of_totals_give_no_small_figure_between_them() -> None:
    add("/", 34, days_ago=3)
    add("/", 5, days_ago=1)
    shown = totals.public_totals(on=timezone.localdate())
    assert [row["views"] for row in shown["days"]] == [row["total"] for row in shown["pages"]] == [34]


def test_nothing_about_the_visitor_is_looked_at() -> None:
    request = RequestFactory().get("/", headers={"user-agent": "Telltale/1"}, REMOTE_ADDR="203.0.113.7")
    fields = {field.name for field in PageView._meta.concrete_fields}
    assert fields == {"id", "day", "path", "language", "referrer", "views"}
    assert visits.referrer_host(request.headers.get("Referer", ""), "testserver") == ""
