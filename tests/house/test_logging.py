"""Logs: one JSON object a line, the request's id in it, and nothing that must not be written down."""

import json
import logging
import sys

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from gta.error_reports import scrub
from gta.logging import JsonFormatter, RequestIdMiddleware, request_id, without_secrets

TOKEN = "MjQ4NzA:1vKx2P:9hYw3nT0aQ_Zb-44xyzABCDEFGH"


def _line(message: str, *arguments: object, exc_info=None) -> dict:
    record = logging.LogRecord("gta.test", logging.WARNING, __file__, 1, message, arguments, exc_info)
    text = JsonFormatter().format(record)
    assert "\n" not in text
    return json.loads(text)


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail to ana.lopez+x@staff.example.org failed", "mail to [address] failed"),
        (f"GET /accounts/invitation/{TOKEN}/ 500", "GET /accounts/invitation/[token]/ 500"),
        ("redis://default:hunter2@127.0.0.1:6379/0", "redis://[password]@127.0.0.1:6379/0"),
        ("postgres://tracker:s3cret@db.example.org/tracker", "postgres://[password]@db.example.org/tracker"),
        ("sessionid 3q9v7x1m5k2j8h4g6f0d", "sessionid [token]"),
        ("django.db.utils.OperationalError: no such table", "django.db.utils.OperationalError: no such table"),
        ("recommendations/GTA-2021-01 at 2026-03-05T10:20", "recommendations/GTA-2021-01 at 2026-03-05T10:20"),
    ],
)
def test_what_is_struck_out_and_what_is_not(text: str, kept: str) -> None:
    assert without_secrets(text) == kept


@given(st.emails(domains=st.just("staff.example.org")))
def test_no_address_survives(address: str) -> None:
    assert "@staff.example.org" not in without_secrets(f"could not tell {address} about it")


def test_a_line_holds_arguments_and_errors_without_secrets() -> None:
    try:
        raise ValueError(f"no such person: bo@staff.example.org with {TOKEN}")
    except ValueError:
        line = _line("lost %s", "cy@staff.example.org", exc_info=sys.exc_info())
    assert line["level"] == "WARNING"
    assert line["message"] == "lost [address]"
    assert "ValueError: no such person: [address] with [token]" in line["error"]


@pytest.mark.parametrize(
    ("proxies", "given_id", "is_taken"),
    [(1, "abcdef0123456789", True), (0, "abcdef0123456789", False), (1, 'x"\n{}', False), (1, "", False)],
)
def test_the_id_of_a_request(settings, proxies: int, given_id: str, is_taken: bool) -> None:
    settings.TRUSTED_PROXY_COUNT = proxies
    seen = []

    def answer(request) -> HttpResponse:
        seen.append(_line("within")["request"])
        return HttpResponse(status=500)

    response = RequestIdMiddleware(answer)(RequestFactory().get("/", headers={"X-Request-ID": given_id}))
    assert (seen[0] == given_id) is is_taken
    assert response["X-Request-ID"] == seen[0]
    assert request_id.get() == ""


def test_error_reports_hold_neither_person_nor_form() -> None:
    event = {
        "user": {"email": "ana@staff.example.org"},
        "request": {"url": f"https://tracker.example.org/x/{TOKEN}/", "cookies": {"session": "x"}, "data": "draft"},
        "exception": {"values": [{"value": "no mail to ana@staff.example.org"}]},
    }
    assert scrub(event, {}) == {
        "request": {"url": "https://tracker.example.org/x/[token]/"},
        "exception": {"values": [{"value": "no mail to [address]"}]},
    }
